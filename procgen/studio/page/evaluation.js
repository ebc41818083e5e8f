// What was measured: the cards that come with the models, and records of `procgen evaluate`, two beside each other.

import { h, icon, moment, table, toast } from "./dom.js";
import { ask, refusalOf } from "./rpc.js";

const ENDS = /_(low|high)$/;
const SPANS = /(\*\*[^*]+\*\*|(?<![\w*])\*[^*\s][^*]*\*(?![\w*])|`[^`]+`|!?\[[^\]]*\]\([^)]*\))/;
const CARDS = "";

/** A line of a card: bold, slanted, code, and of links their words. */
function spans(text) {
  return text.split(SPANS).map((part) => {
    if (part.startsWith("**") && part.length > 4) return h("b", {}, part.slice(2, -2));
    if (/^\*[^*]+\*$/.test(part)) return h("em", {}, part.slice(1, -1));
    if (part.startsWith("`") && part.length > 2) return h("code", {}, part.slice(1, -1));
    return /^!?\[/.test(part) ? part.replace(/^!?\[([^\]]*)\].*$/, "$1") : part;
  });
}

function block(said, name) {
  if (said.rows)
    return table(
      said.head.map((each) => h("span", {}, spans(each))),
      h(
        "tbody",
        {},
        said.rows.map((row) =>
          h(
            "tr",
            {},
            row.map((each) => h("td", {}, spans(each))),
          ),
        ),
      ),
      name,
    );
  if (said.points)
    return h(
      "ul",
      { class: "points" },
      said.points.map((each) => h("li", {}, spans(each))),
    );
  if (said.code !== undefined) return h("pre", { class: "code", tabindex: "0" }, said.code);
  return h("p", {}, spans(said.text));
}

/** A card: what holds figures is open, what leads there is not. */
function card(said) {
  const [first, ...rest] = said.sections[0]?.heading ? [null, ...said.sections] : said.sections;
  const isOpen = (section) =>
    rest.some((each) => /figures/i.test(each.heading))
      ? /figures/i.test(section.heading)
      : section.blocks.some((each) => each.rows);
  return h(
    "article",
    { class: "card paper" },
    h("h2", {}, spans(said.title)),
    first && first.blocks.map((each) => block(each, said.title)),
    rest.map((section) => {
      const part = h(
        "details",
        { class: "group" },
        h("summary", {}, h("span", { role: "heading", "aria-level": "3" }, spans(section.heading))),
        h(
          "div",
          { class: "paper-part" },
          section.blocks.map((each) => block(each, section.heading)),
        ),
      );
      part.open = isOpen(section);
      return part;
    }),
  );
}

const figure = (value) =>
  value === undefined ? "" : Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4)));

/** A figure with the ends of its interval where it has them. */
function cell(row, column) {
  const [low, high] = [row?.[`${column}_low`], row?.[`${column}_high`]];
  const range = low !== undefined && high !== undefined && `${figure(low)} to ${figure(high)}`;
  return h("td", { class: "number-cell" }, figure(row?.[column]), range && h("small", { class: "range" }, range));
}

const nameOf = (record) =>
  [
    record.made_unix_ms
      ? moment(record.made_unix_ms)
      : record.file,
    record.split,
    record.seed !== null && `seed ${record.seed}`,
    record.quick && "quick",
  ]
    .filter(Boolean)
    .join(", ");

function recordTable(record, beside) {
  const columns = [...new Set(Object.values(record.metrics).flatMap((row) => Object.keys(row)))].filter(
    (each) => !ENDS.test(each),
  );
  const bars = Object.keys(record.bars).length > 0;
  const head = ["Figure", ...columns, beside && "ours, beside", bars && "Wanted"].filter(Boolean);
  const rows = Object.entries(record.metrics).map(([name, row]) => {
    const bar = record.bars[name];
    return h(
      "tr",
      {},
      h("th", { scope: "row" }, name.replaceAll("_", " ")),
      columns.map((column) => cell(row, column)),
      beside && cell(beside.metrics[name], "ours"),
      bars &&
        h(
          "td",
          {},
          bar && h("span", { class: `chip ${bar.met ? "done" : "missed"}` }, bar.met ? "met" : "missed"),
          bar && ` ${bar.bar}`,
        ),
    );
  });
  return table(head, h("tbody", {}, rows), `Figures of ${record.domain}`);
}

export function evaluationPage(app) {
  const state = (app.evaluation ??= { domain: app.lastDomain ?? "", record: CARDS, beside: "", opened: [] });
  let found = { cards: [], records: [], wrong: [], folders: [] };
  const shown = h("div", { class: "evaluation" }, h("p", { class: "loading" }, "Reading the cards…"));
  const tabs = h("div", { class: "segments wrap domains", role: "radiogroup", "aria-label": "Domain" });
  const which = h("select", { "aria-label": "What is shown", onchange: () => pick("record", which.value) });
  const beside = h("select", { "aria-label": "Beside it", onchange: () => pick("beside", beside.value) });
  const file = h("input", {
    type: "file",
    accept: ".json,application/json",
    hidden: true,
    "aria-label": "A metrics.json",
    onchange: () => openFile(file.files[0]),
  });

  const every = () => [...state.opened, ...found.records];
  const recordsOf = (domain) => every().filter((each) => each.domain === domain);
  const pick = (name, value) => {
    state[name] = value;
    draw();
  };

  async function openFile(chosen) {
    file.value = "";
    if (!chosen) return;
    try {
      const { records } = await ask("evaluations/read", new Uint8Array(await chosen.arrayBuffer()));
      for (const each of records) each.file = chosen.name;
      state.opened.unshift(...records);
      state.domain = records[0]?.domain ?? state.domain;
      state.record = "0";
      draw();
    } catch (error) {
      toast(refusalOf(chosen, error), "error");
    }
  }

  function draw() {
    const titles = Object.fromEntries(app.domains.map((each) => [each.name, each.title]));
    const domains = [
      ...new Set([...found.cards.map((each) => each.domain), ...every().map((each) => each.domain)]),
    ].filter(Boolean);
    if (!domains.includes(state.domain)) state.domain = domains[0] ?? "";
    tabs.replaceChildren(
      ...domains.map((name) =>
        h(
          "button",
          {
            type: "button",
            role: "radio",
            "aria-checked": String(name === state.domain),
            tabindex: name === state.domain ? "0" : "-1",
            onclick: () => {
              state.record = CARDS;
              state.beside = "";
              pick("domain", name);
            },
          },
          titles[name] ?? name[0].toUpperCase() + name.slice(1),
        ),
      ),
    );
    const mine = recordsOf(state.domain);
    const options = (none) => [
      h("option", { value: "" }, none),
      ...mine.map((each, index) => h("option", { value: String(index) }, nameOf(each))),
    ];
    which.replaceChildren(...options("The models' cards"));
    beside.replaceChildren(...options("Nothing beside it"));
    if (!mine[state.record]) state.record = CARDS;
    if (!mine[state.beside]) state.beside = "";
    which.value = state.record;
    beside.value = state.beside;
    beside.hidden = state.record === CARDS || mine.length < 2;
    const record = state.record === CARDS ? null : mine[state.record];
    shown.replaceChildren(
      ...(found.wrong.length ? [h("div", { class: "problem" }, found.wrong.map((each) => h("p", {}, each)))] : []),
      ...(record
        ? [
            h(
              "article",
              { class: "card" },
              h("h2", {}, nameOf(record)),
              h(
                "p",
                { class: "hint" },
                record.file,
                record.seconds ? `, measured in ${Math.round(record.seconds)} s` : "",
                ". A range below a figure is that of 95 %.",
              ),
              recordTable(record, mine[state.beside]),
            ),
          ]
        : found.cards.filter((each) => each.domain === state.domain).map(card)),
      h(
        "p",
        { class: "hint" },
        "Measure it yourself: ",
        h("code", {}, `procgen evaluate ${state.domain || "all"} --page ${found.folders[0] ?? "evaluation"}`),
        found.folders.length ? `; what is written below ${found.folders.join(", ")} is listed here.` : ".",
      ),
    );
  }

  tabs.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const all = [...tabs.children];
    const at = all.findIndex((each) => each.getAttribute("aria-checked") === "true");
    const next = (at + step + all.length) % all.length;
    all[next].click();
    tabs.children[next].focus();
  });

  const page = h(
    "section",
    {
      class: "plain-page",
      ondrop: (event) => {
        // The page itself would ask the file for its settings.
        event.preventDefault();
        if (event.dataTransfer.files.length) openFile(event.dataTransfer.files[0]);
      },
    },
    h(
      "header",
      { class: "page-head" },
      h("h1", {}, "Evaluation"),
      h(
        "div",
        { class: "bar" },
        which,
        beside,
        h("button", { type: "button", onclick: () => file.click() }, icon("plus"), "Open a metrics.json"),
        file,
      ),
    ),
    tabs,
    shown,
  );
  ask("evaluations").then(
    (answer) => {
      found = answer;
      draw();
    },
    (error) => shown.replaceChildren(h("div", { class: "problem" }, error.message, " ", error.remedy ?? "")),
  );
  return page;
}
