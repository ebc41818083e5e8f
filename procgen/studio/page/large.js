// One result large: to look at, to turn, to hear; its files, and how to say it elsewhere. And two beside each other.

import { copyButton, download, h, icon, iconButton, size, toast } from "./dom.js";
import { switchStar } from "./keeping.js";
import { titleOf } from "./request.js";
import { asked, viewOf } from "./views/index.js";

const LANGUAGES = [
  ["command", "Command"],
  ["python", "Python"],
  ["gdscript", "GDScript"],
  ["csharp", "C#"],
  ["batch", "Batch line"],
];

function dialog(name, ...children) {
  const box = h("dialog", { class: "large", "aria-label": name }, children);
  box.addEventListener("close", () => box.remove());
  document.body.append(box);
  box.showModal();
  return box;
}

/** A copy of a request in a language, as text that can be copied. */
function copies(app, domain, request) {
  const code = h("pre", { class: "code", tabindex: "0" }, "…");
  let texts;
  let chosen = "command";
  const buttons = LANGUAGES.map(([name, title]) =>
    h(
      "button",
      {
        type: "button",
        "aria-pressed": String(name === chosen),
        onclick: () => {
          chosen = name;
          show();
        },
      },
      title,
    ),
  );
  function show() {
    buttons.forEach((button, index) => button.setAttribute("aria-pressed", String(LANGUAGES[index][0] === chosen)));
    code.textContent = texts?.[chosen] ?? "…";
  }
  app.ask("snippets", { domain: domain.name, method: domain.method, request }).then(
    (found) => {
      texts = found;
      show();
    },
    (error) => {
      code.textContent = error.message;
    },
  );
  return h(
    "section",
    { class: "panel-part" },
    h("h3", {}, "Say it elsewhere"),
    h("div", { class: "segments wrap" }, buttons),
    code,
    copyButton(() => code.textContent),
  );
}

export function openLarge(app, domain, tile, state, { again, like }) {
  const view = viewOf(domain);
  const stopping = new AbortController();
  const picture = h("div", { class: "large-view" });
  const facts = h("dl", { class: "facts" });
  const files = h("div", { class: "files" });
  const bar = h("progress", { max: 1, value: 0, "aria-label": "How much is made" });
  const status = h("p", { class: "hint", role: "status" }, "Making it at full size…");
  const box = dialog(
    titleOf(domain, tile.request),
    h(
      "header",
      { class: "large-head" },
      iconButton("back", "Back to the sheet", () => box.close()),
      h("h2", {}, titleOf(domain, tile.request)),
      iconButton("reset", "Close", () => box.close()),
    ),
    h(
      "div",
      { class: "large-body" },
      picture,
      h(
        "aside",
        { class: "panel" },
        bar,
        status,
        h(
          "div",
          { class: "panel-actions" },
          h(
            "button",
            {
              type: "button",
              class: "primary",
              onclick: () => {
                box.close();
                like(tile.request);
              },
            },
            icon("more"),
            "More like this",
          ),
          h(
            "button",
            {
              type: "button",
              "aria-pressed": String(Boolean(tile.starred)),
              onclick: async (event) => {
                const told = switchStar(app, tile);
                event.currentTarget.setAttribute("aria-pressed", String(tile.starred));
                await told;
              },
            },
            icon("star"),
            "Star",
          ),
          h(
            "button",
            {
              type: "button",
              onclick: () => {
                state.request = structuredClone(tile.request);
                state.preset = null;
                box.close();
                app.reload();
              },
            },
            icon("history"),
            "Use its settings",
          ),
        ),
        facts,
        files,
        copies(app, domain, tile.request),
      ),
    ),
  );
  box.addEventListener("close", () => {
    stopping.abort();
    box.querySelectorAll("audio").forEach((each) => each.pause());
    again();
    tile.element?.focus();
  });
  if (tile.canvas)
    picture.append(h("div", { class: "waiting" }, h("img", { src: tile.canvas.toDataURL("image/webp"), alt: "" })));

  async function keep(button) {
    button.disabled = true;
    try {
      const { paths } = await app.ask("keep", { method: domain.method, request: view.complete(tile.request) });
      toast(`Kept ${paths.length} ${paths.length === 1 ? "file" : "files"}: ${paths[0]}`);
    } catch (error) {
      toast(`${error.message}. ${error.remedy ?? ""}`, "error");
    }
    button.disabled = false;
  }

  function showFiles(made) {
    const keeping = app.info.out
      ? h(
          "button",
          { type: "button", onclick: (event) => keep(event.currentTarget), title: app.info.out },
          icon("save"),
          "Keep in the project",
        )
      : h("p", { class: "hint" }, "Start the studio with --out FOLDER to keep files in a project.");
    files.replaceChildren(
      h(
        "section",
        { class: "panel-part" },
        h("h3", {}, "Files"),
        keeping,
        h(
          "ul",
          {},
          made.files
            .slice(0, 24)
            .map((file) =>
              h(
                "li",
                {},
                h(
                  "button",
                  { type: "button", class: "file", onclick: () => download(file.name, file.data, file.type) },
                  icon("save"),
                  h("span", {}, file.name),
                  h("small", {}, size(file.data.length)),
                ),
              ),
            ),
        ),
      ),
    );
  }

  async function show() {
    try {
      const request = asked(app.server, domain, view.complete(tile.request), view.large);
      tile.large ??= await app.server.make(domain.method, request, {
        signal: stopping.signal,
        onProgress: (progress) => {
          bar.value = Math.max(bar.value, progress.fraction);
          status.textContent = progress.stage;
        },
      });
      bar.hidden = true;
      status.textContent = `made in ${Math.round(tile.large.result.elapsed_ms ?? 0)} ms`;
      facts.replaceChildren(
        ...view
          .facts(tile.large)
          .filter((each) => each && each[1] !== undefined && each[1] !== "")
          .flatMap(([name, value]) => [h("dt", {}, name), h("dd", {}, String(value))]),
      );
      showFiles(tile.large);
      picture.replaceChildren(await view.open(tile.large, tile.request, app.server));
    } catch (error) {
      bar.hidden = true;
      status.textContent = error.message;
      status.classList.add("failed");
    }
  }
  show();
}

/** Two tiles beside each other, with a slider between them. */
export function openCompare(domain, left, right) {
  const box = dialog(
    "Two beside each other",
    h(
      "header",
      { class: "large-head" },
      iconButton("back", "Back to the sheet", () => box.close()),
      h("h2", {}, `${titleOf(domain, left.request)} beside ${titleOf(domain, right.request)}`),
      iconButton("reset", "Close", () => box.close()),
    ),
  );
  const source = (tile) => tile.canvas.toDataURL("image/webp", 0.95);
  const over = h("img", { src: source(right), alt: titleOf(domain, right.request), class: "over" });
  const line = h("span", { class: "split-line" });
  const move = (share) => {
    over.style.clipPath = `inset(0 0 0 ${share}%)`;
    line.style.left = `${share}%`;
  };
  const slider = h("input", {
    type: "range",
    min: "0",
    max: "100",
    value: "50",
    step: "0.5",
    "aria-label": "Where the one ends and the other begins",
    oninput: () => move(Number(slider.value)),
  });
  box.append(
    h(
      "div",
      { class: "compare" },
      h("div", { class: "split" }, h("img", { src: source(left), alt: titleOf(domain, left.request) }), over, line),
      slider,
    ),
  );
  move(50);
}
