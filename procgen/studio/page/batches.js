// Many at once: a sweep of a domain's settings, and the server's batches with their progress, failures and results.

import { copyButton, download, h, icon, label, size, toast } from "./dom.js";
import { withSeed } from "./request.js";
import { asked, viewOf } from "./views/index.js";

const KEPT = "procgen-batches";
const GALLERY_MOST = 240;
const SWEEPS = { grid: "each of", range: "from, to, step", choice: "one of, by weight", between: "a number between" };

/** The lines of batches that were sent from here: what they are resumed and retried with. */
const sent = () => JSON.parse(localStorage.getItem(KEPT) ?? "{}");

function remember(id, lines) {
  try {
    localStorage.setItem(KEPT, JSON.stringify({ ...sent(), [id]: lines }));
  } catch {
    toast("This browser keeps no more lines: a pause of this batch will be for good.", "error");
  }
}

/** Forgets the lines of batches that the server does not have any more. */
function tidy(ids) {
  const known = sent();
  const left = Object.fromEntries(Object.entries(known).filter(([id]) => ids.has(id)));
  if (Object.keys(left).length < Object.keys(known).length) localStorage.setItem(KEPT, JSON.stringify(left));
}

/** A value of a line from what people type: "0.2, 0.8", "brick:3, plaster". */
export function sweep(kind, text, numeric) {
  const parts = text
    .split(",")
    .map((each) => each.trim())
    .filter(Boolean);
  const worth = (each) => (numeric ? Number(each) : each);
  if (numeric && kind !== "choice" && parts.some((each) => Number.isNaN(Number(each))))
    throw new Error(`${text}: numbers with commas between, please`);
  if (kind === "grid") return { grid: parts.map(worth) };
  if (kind === "choice") {
    const pairs = parts.map((each) => each.split(":"));
    return { choice: pairs.map(([each]) => worth(each)), weights: pairs.map(([, weight]) => Number(weight ?? 1)) };
  }
  if (parts.length < 2) throw new Error(`${text}: two numbers, please, and a step if you like`);
  return { [kind]: parts.slice(0, 2).map(Number), ...(parts[2] ? { step: Number(parts[2]) } : {}) };
}

function put(request, path, value) {
  const [step, ...rest] = path.split(".");
  if (!rest.length) request[step] = value;
  else put((request[step] ??= {}), rest.join("."), value);
}

export function batchesPage(app) {
  const chosen = h(
    "select",
    { "aria-label": "Domain", onchange: () => refill() },
    app.domains.map((each) => h("option", { value: each.name }, each.title)),
  );
  chosen.value = app.lastDomain ?? app.domains[0].name;
  const seeds = h("input", {
    type: "text",
    value: "1..24",
    pattern: "[0-9]+(\\.\\.[0-9]+)?",
    "aria-label": "Seeds, such as 1..200",
    oninput: () => preview(),
  });
  const rows = h("div", { class: "sweeps" });
  const line = h("pre", { class: "code", tabindex: "0", "aria-label": "The batch line" });
  const more = h("textarea", {
    rows: "3",
    placeholder: '{"domain": "table", "request": {"table": "loot", "seed": "1..20"}}',
    "aria-label": "More lines",
    spellcheck: "false",
  });
  const told = h("p", { class: "hint", role: "status" });
  const list = h("div", { class: "batch-list" }, h("p", { class: "loading" }, "Asking the server…"));
  const domainOf = () => app.domains.find((each) => each.name === chosen.value);

  function refill() {
    rows.replaceChildren();
    preview();
  }

  function addRow() {
    const domain = domainOf();
    const fields = [
      ...(domain.parameters ?? []).map((each) => [each.name, true]),
      ...(domain.choices ?? [])
        .filter((each) => !/outputs|presets|parts/.test(each.name))
        .map((each) => [each.name, false]),
    ].filter(([name]) => !name.endsWith("seed"));
    const field = h(
      "select",
      { "aria-label": "Setting", onchange: () => preview() },
      fields.map(([name]) => h("option", { value: name }, label(name.replaceAll(".", " ")))),
    );
    const kind = h(
      "select",
      { "aria-label": "How it varies", onchange: () => preview() },
      Object.entries(SWEEPS).map(([value, title]) => h("option", { value }, title)),
    );
    const values = h("input", {
      type: "text",
      placeholder: "0.2, 0.8",
      "aria-label": "Values",
      oninput: () => preview(),
    });
    const row = h(
      "div",
      { class: "sweep" },
      field,
      kind,
      values,
      h(
        "button",
        {
          type: "button",
          class: "ghost",
          "aria-label": "Leave it out",
          onclick: () => {
            row.remove();
            preview();
          },
        },
        icon("reset"),
      ),
    );
    row.read = () => ({
      path: field.value,
      kind: kind.value,
      text: values.value,
      numeric: fields.find(([name]) => name === field.value)[1],
    });
    rows.append(row);
    values.focus();
  }

  function lineOf() {
    const domain = domainOf();
    const view = viewOf(domain);
    const base =
      app.states.get(domain.name)?.request ??
      JSON.parse(app.presets.find((each) => each.domain === domain.name)?.request_json ?? "{}");
    const range = seeds.value.includes("..") ? seeds.value : `${seeds.value}..${seeds.value}`;
    const request = asked(
      app.server,
      domain,
      withSeed(domain, view.complete(base), range),
      view.sheet.includes("heights_f32") ? ["hillshade_png", "png16"] : view.sheet,
    );
    for (const row of rows.children) {
      const { path, kind, text, numeric } = row.read();
      if (text.trim()) put(request, path, sweep(kind, text, numeric));
    }
    return { domain: domain.name, request };
  }

  function preview() {
    try {
      line.textContent = JSON.stringify(lineOf());
      told.textContent = "";
    } catch (error) {
      told.textContent = error.message;
    }
  }

  async function submit(id, text) {
    const answer = await app.server.call("/procgen.v1.BatchService/Submit", { batch_id: id, lines: text });
    remember(answer.status.batch_id, text);
    await refresh();
    return answer.status;
  }

  async function send() {
    try {
      const domain = domainOf();
      const status = await submit(
        `${domain.name}-${new Date().toISOString().slice(0, 19).replace(/[-:]/g, "").replace("T", ".")}`,
        [JSON.stringify(lineOf()), more.value.trim()].filter(Boolean).join("\n"),
      );
      toast(`${status.total} jobs were taken.`);
    } catch (error) {
      told.textContent = [
        error.message,
        ...(error.violations ?? []).map((each) => `${each.field}: got ${each.value}, allowed is ${each.allowed}`),
        error.remedy,
      ]
        .filter(Boolean)
        .join(" ");
    }
  }

  const cards = new Map();

  function card(status) {
    const id = status.batch_id;
    let found = cards.get(id);
    if (!found) {
      found = {
        results: h("div", { class: "gallery", hidden: true }),
        failures: h("ul", { class: "failures", "aria-label": "Jobs that failed" }),
        cursor: 0,
        rows: [],
        element: h("article", { class: "batch", "aria-label": `Batch ${id}` }),
        head: h("div", {}),
      };
      found.element.append(found.head, found.failures, found.results);
      cards.set(id, found);
    }
    const known = sent()[id];
    const drawn = JSON.stringify([status, known !== undefined]);
    if (drawn !== found.drawn) {
      found.drawn = drawn;
      const focused = found.head.contains(document.activeElement) && document.activeElement.textContent;
      found.head.replaceChildren(...headOf(found, status, known));
      if (focused) [...found.head.querySelectorAll("button")].find((each) => each.textContent === focused)?.focus();
    }
    if (status.failed > found.failures.childElementCount) follow(found, id);
    return found.element;
  }

  function headOf(found, status, known) {
    const id = status.batch_id;
    const state = (status.state ?? "").replace("BATCH_STATE_", "").toLowerCase();
    const total = status.total ?? 0;
    const done = (status.done ?? 0) + (status.failed ?? 0);
    const running = ["waiting", "running", "paused"].includes(state);
    const act = (title, name, work) =>
      h(
        "button",
        {
          type: "button",
          onclick: async (event) => {
            event.currentTarget.disabled = true;
            try {
              await work();
            } catch (error) {
              toast(error.message, "error");
              found.drawn = "";
            }
            refresh();
          },
        },
        icon(name),
        title,
      );
    const forget = () => app.server.call("/procgen.v1.BatchService/Forget", { batch_id: id });
    const sendAgain = async () => {
      await submit(`${id.replace(/\.r\d+$/, "")}.r${Date.now() % 1e6}`, known);
      await forget();
    };
    // A pause is a cancel whose lines are known: sent again, all that is made is there at once.
    const shown = state === "cancelled" && known ? "paused" : state;
    const time = status.remaining_ms ? `, ${Math.ceil(status.remaining_ms / 1000)} s left` : "";
    return [
      h(
        "header",
        {},
        h("h3", {}, id),
        h("span", { class: `chip ${shown}` }, shown),
        h(
          "span",
          { class: "hint" },
          `${done} of ${total}${status.failed ? `, ${status.failed} failed` : ""}${status.kept ? `, ${status.kept} were there` : ""}${time}, ${size(Number(status.size_bytes ?? 0))}`,
        ),
      ),
      h("progress", { max: total || 1, value: done, "aria-label": `${done} of ${total} done` }),
      status.problem ? h("p", { class: "failed" }, status.problem) : "",
      h(
        "div",
        { class: "panel-actions" },
        [
          running &&
            act(known ? "Pause" : "Stop", known ? "pause" : "stop", () =>
              app.server.call("/procgen.v1.BatchService/Cancel", { batch_id: id }),
            ),
          state === "cancelled" && known && act("Resume", "play", sendAgain),
          state === "done" && status.failed > 0 && known && act("Retry what failed", "dice", sendAgain),
          !running && act("Forget", "reset", forget),
          h(
            "button",
            {
              type: "button",
              "aria-expanded": String(!found.results.hidden),
              onclick: (event) => {
                found.results.hidden = !found.results.hidden;
                event.currentTarget.setAttribute("aria-expanded", String(!found.results.hidden));
                showResults(found, id);
                follow(found, id);
              },
            },
            icon("history"),
            "Results",
          ),
        ].filter(Boolean),
      ),
    ];
  }

  /** Rows as they come: why jobs failed at once, results where somebody looks at them. */
  async function follow(found, id) {
    if (found.following) return;
    found.following = new AbortController();
    try {
      for await (const event of app.server.events(
        "/procgen.v1.BatchService/Watch",
        { batch_id: id, after_cursor: String(found.cursor) },
        found.following.signal,
      )) {
        if (!found.element.isConnected) break;
        if (event.case !== "row") continue;
        const row = event.value;
        found.cursor = Number(row.cursor);
        if (row.reason)
          found.failures.append(h("li", {}, h("b", {}, `job ${row.jobIndex + 1}, ${row.reason}: `), row.problem));
        else found.rows.push(row);
        showResults(found, id);
      }
    } catch (error) {
      if (error.code !== "CANCELLED") toast(error.message, "error");
    }
    found.following = null;
  }

  /** Fetches what is not shown yet, one after the other, so that the batch itself is hardly held up. */
  async function showResults(found, id) {
    if (found.showing || found.results.hidden) return;
    found.showing = true;
    try {
      while (found.rows.length && !found.results.hidden && found.element.isConnected)
        if (found.results.childElementCount < GALLERY_MOST) found.results.append(await thumb(id, found.rows.shift()));
        else break;
    } catch (error) {
      toast(error.message, "error");
    }
    found.showing = false;
  }

  async function thumb(id, row) {
    const pieces = [];
    let artifacts = [];
    for await (const event of app.server.events("/procgen.v1.BatchService/Fetch", { batch_id: id, key: row.key })) {
      if (event.case === "chunk") {
        (pieces[event.value.artifactIndex] ??= []).push(event.value.data);
      }
      if (event.case === "result") artifacts = event.value.artifacts;
    }
    const at = artifacts.findIndex((each) => each.mediaType.startsWith("image/"));
    const first = Math.max(at, 0);
    const blob = new Blob(pieces[first] ?? [], { type: artifacts[first]?.mediaType });
    const name = artifacts[first]?.fileName ?? row.key.slice(0, 12);
    return h(
      "button",
      {
        type: "button",
        class: "gallery-item",
        title: `${name}: save it`,
        onclick: async () => download(name, await blob.arrayBuffer(), blob.type),
      },
      at >= 0
        ? h("img", { src: URL.createObjectURL(blob), alt: name, loading: "lazy" })
        : h("span", {}, icon("other"), name),
    );
  }

  let timer;
  async function refresh() {
    clearTimeout(timer);
    try {
      const { batches = [] } = await app.server.call("/procgen.v1.BatchService/List");
      const elements = batches.map(card);
      const ids = new Set(batches.map((each) => each.batch_id));
      for (const id of cards.keys()) if (!ids.has(id)) cards.delete(id);
      tidy(ids);
      if (!elements.length)
        elements.push((list.querySelector(".empty") ?? h("div", { class: "empty" }, icon("batches"), h("p", {}, "No batches yet."))));
      // Only where it is another list: what somebody reads, and the focus, stay where they are.
      if (elements.length !== list.children.length || elements.some((each, at) => list.children[at] !== each))
        list.replaceChildren(...elements);
    } catch (error) {
      list.replaceChildren(h("div", { class: "problem" }, error.message, " ", error.remedy ?? ""));
    }
    if (page.isConnected || !page.seen) timer = setTimeout(refresh, 1000);
    page.seen = true;
  }

  const page = h(
    "section",
    { class: "plain-page batches-page" },
    h("header", { class: "page-head" }, h("h1", {}, "Batches")),
    h(
      "div",
      { class: "columns" },
      h(
        "section",
        { class: "card" },
        h("h2", {}, "A sweep"),
        h("p", { class: "hint" }, "The settings of the domain's own page, with what shall vary."),
        h("div", { class: "sweep-head" }, h("label", {}, "Domain", chosen), h("label", {}, "Seeds", seeds)),
        rows,
        h(
          "div",
          { class: "panel-actions" },
          h("button", { type: "button", onclick: addRow }, icon("plus"), "Vary a setting"),
          h("button", { type: "button", class: "primary", onclick: send }, icon("play"), "Send"),
        ),
        told,
        h("h3", {}, "The line"),
        line,
        copyButton(() => line.textContent, "Copied: a line for procgen batch."),
        h("details", {}, h("summary", {}, "More lines, of any domain"), more),
      ),
      h("section", { class: "card" }, h("h2", {}, "The queue"), list),
    ),
  );
  preview();
  refresh();
  return page;
}
