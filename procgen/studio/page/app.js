// The studio: where one is in it, and what its pages share.

import { batchesPage } from "./batches.js";
import { blindPage } from "./blind.js";
import { h, icon, iconButton, toast } from "./dom.js";
import { evaluationPage } from "./evaluation.js";
import { historyPage } from "./history.js";
import { openCompare } from "./large.js";
import { Refused, Server, ask, refusalOf, setToken } from "./rpc.js";
import { serverPage } from "./serverpage.js";
import { domainPage } from "./sheet.js";

const HEAD_BYTES = 640_000;
const TAIL_BYTES = 300_000;
const THEME = "procgen-theme";

const app = { states: new Map(), ask, compare: openCompare };
const main = document.getElementById("main");
const rail = document.getElementById("rail");
const places = [
  ["history", "History", historyPage],
  ["batches", "Batches", batchesPage],
  ["evaluation", "Evaluation", evaluationPage],
  ["blind", "Blind", blindPage],
  ["server", "Server", serverPage],
];

function setTheme(theme) {
  if (theme) document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
}
setTheme(localStorage.getItem(THEME));

function switchTheme() {
  const dark =
    (getComputedStyle(document.documentElement).colorScheme.includes("dark") &&
      !getComputedStyle(document.documentElement).colorScheme.includes("light")) ||
    (!document.documentElement.dataset.theme && matchMedia("(prefers-color-scheme: dark)").matches);
  const next = dark ? "light" : "dark";
  localStorage.setItem(THEME, next);
  setTheme(next);
}

function drawRail() {
  const link = (name, title) =>
    h("a", { href: `#/${name}`, title, "data-place": name }, icon(name), h("span", {}, title));
  rail.replaceChildren(
    h(
      "div",
      { class: "brand" },
      h("img", { src: "icon.svg", alt: "", width: 26, height: 26 }),
      h("span", {}, "procgen ", h("b", {}, "studio")),
    ),
    h(
      "div",
      { class: "rail-links" },
      app.domains.map((each) => link(each.name, each.title)),
    ),
    h(
      "div",
      { class: "rail-links low" },
      places.map(([name, title]) => link(name, title)),
    ),
    iconButton("theme", "Light or dark", switchTheme, { class: "icon-button theme" }),
  );
}

function show() {
  const name = location.hash.replace(/^#\/?/, "") || app.domains[0].name;
  const domain = app.domains.find((each) => each.name === name);
  const place = places.find(([each]) => each === name);
  if (domain) app.lastDomain = domain.name;
  const page = domain
    ? domainPage(app, domain)
    : place
      ? place[2](app)
      : h("p", { class: "loading" }, "There is no such page.");
  app.page = page;
  main.replaceChildren(page);
  document.title = `${domain?.title ?? place?.[1] ?? "?"} · procgen studio`;
  for (const each of rail.querySelectorAll("a")) {
    each.toggleAttribute("aria-current", each.dataset.place === name);
    if (each.dataset.place === name) each.setAttribute("aria-current", "page");
  }
  // Moves only where it can't be seen: on phones the rail scrolls sideways.
  rail.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
}
app.reload = show;

/** Settings come back: of a file, or of the history; what is told of the recipe says whether bytes come back too. */
app.recall = ({ domain: name, code_version: version, same_version: same }, request) => {
  const domain = app.domains.find((each) => each.name === name);
  if (!domain) return toast(`There is no page for ${name}.`, "error");
  const copy = structuredClone(request);
  delete copy.request_id;
  location.hash = `#/${name}`;
  show();
  app.page.recall(copy);
  const note = same ? "" : ` It was made by version ${version}; this one may make other bytes.`;
  toast(`Its settings are back.${note}`);
};

async function recallFile(file) {
  try {
    const parts = [file.slice(0, HEAD_BYTES)];
    if (file.size > HEAD_BYTES) parts.push(file.slice(Math.max(file.size - TAIL_BYTES, HEAD_BYTES)));
    const recipe = await ask("recall", new Uint8Array(await new Blob(parts).arrayBuffer()));
    app.recall(recipe, recipe.request);
  } catch (error) {
    toast(refusalOf(file, error), "error");
  }
}

const veil = h(
  "div",
  { class: "veil", hidden: true },
  h("p", {}, "Drop a file that procgen made: its settings come back"),
);
document.body.append(veil);
let depth = 0;
addEventListener("dragenter", (event) => {
  if (event.dataTransfer?.types.includes("Files")) {
    depth++;
    veil.hidden = false;
  }
});
addEventListener("dragleave", () => {
  depth = Math.max(depth - 1, 0);
  veil.hidden = depth === 0;
});
addEventListener("dragover", (event) => event.preventDefault());
addEventListener("drop", (event) => {
  // A part of the page may have taken it.
  const taken = event.defaultPrevented;
  event.preventDefault();
  depth = 0;
  veil.hidden = true;
  if (!taken && event.dataTransfer.files.length) recallFile(event.dataTransfer.files[0]);
});
addEventListener("paste", (event) => {
  if (event.clipboardData?.files.length) recallFile(event.clipboardData.files[0]);
});
addEventListener("hashchange", () => {
  if (app.ready) show();
});
addEventListener("keydown", (event) => {
  const keys = app.page?.keys;
  if (event.ctrlKey && event.key === "Enter") return keys?.make?.();
  if (event.target.closest?.("input, textarea, select, dialog") || event.ctrlKey || event.metaKey || event.altKey)
    return;
  if (keys?.press?.(event)) return event.preventDefault();
  if (event.key === "v") keys?.vary?.();
  if (event.key === "m") keys?.make?.();
  if (event.key === "/") {
    document.querySelector("input[type=search]")?.focus();
    event.preventDefault();
  }
});

function askToken(error) {
  const input = h("input", { type: "password", autocomplete: "off", "aria-label": "The token" });
  main.replaceChildren(
    h(
      "form",
      {
        class: "card token",
        onsubmit: (event) => {
          event.preventDefault();
          setToken(input.value.trim());
          start();
        },
      },
      h("h1", {}, "This server wants its token"),
      h("p", { class: "hint" }, `It stands in the file that procgen studio was started with. ${error.message}.`),
      input,
      h("button", { class: "primary" }, "Open"),
    ),
  );
  input.focus();
}

async function start() {
  try {
    const server = (app.server ??= await Server.open());
    // Presets come with their pictures: they are asked for meanwhile, and the ways to all pages are there before them.
    const listed = server.call("/procgen.v1.SystemService/ListPresets");
    listed.catch(() => {});
    const [info, state] = await Promise.all([server.call("/procgen.v1.SystemService/GetInfo"), ask("state")]);
    app.info = { ...info, ...state };
    app.domains = info.domains;
    drawRail();
    app.presets = (await listed).presets ?? [];
    app.ready = true;
    show();
  } catch (error) {
    if (error instanceof Refused && /UNAUTHENTICATED|Unauthenticated/i.test(error.code)) askToken(error);
    else
      main.replaceChildren(
        h(
          "div",
          { class: "problem card" },
          h("h1", {}, "The server does not answer"),
          h("p", {}, error.message),
          h("button", { type: "button", class: "primary", onclick: start }, "Try again"),
        ),
      );
  }
}
start();
