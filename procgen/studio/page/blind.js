// Two kinds of things beside each other, and nobody is told which is which: results of ours, and those of a folder that
// the user names. Votes are counted, and can be saved.

import { download, h, icon, moment, table, toast } from "./dom.js";
import { commonSide, countVotes, itemsOfFiles, itemsOfHistory, itemsOfResult, pairsOf, squareOf } from "./choices.js";
import { titleOf } from "./request.js";

const KEPT = "procgen-blind";
const KEPT_MOST = 12;
const FOLDER = "folder";
const HISTORY = "history";
const QUESTIONS = ["Which is better?", "Which is real?", "Which would you put into a game?"];
const COUNTS = [6, 12, 24, 48, 96];
const percent = (share) => `${Math.round(share * 100)} %`;

const kept = () => JSON.parse(localStorage.getItem(KEPT) ?? "[]");

/** Where one of the sides comes from: { element, items(told), name() }. */
function sideOf(app, title, chosen) {
  let files = [];
  const said = h("p", { class: "hint", role: "status" });
  const picker = h("input", {
    type: "file",
    multiple: true,
    hidden: true,
    "aria-label": `${title}: a folder`,
    onchange: () => {
      files = [...picker.files].sort((one, other) => (one.webkitRelativePath < other.webkitRelativePath ? -1 : 1));
      said.textContent = files.length ? `${folderName()}: ${files.length} files` : "";
    },
  });
  picker.webkitdirectory = true;
  const folderName = () => files[0]?.webkitRelativePath.split("/")[0] || "files";
  const choose = h(
    "button",
    { type: "button", class: "photo-drop", onclick: () => picker.click() },
    icon("plus"),
    "Choose a folder of pictures, sounds or texts",
  );
  const words = h("input", {
    type: "search",
    placeholder: "Words, seeds, settings; the latest come first",
    "aria-label": `${title}: words to find in the history`,
  });
  const domains = h(
    "select",
    { "aria-label": `${title}: domain` },
    h("option", { value: "" }, "All domains"),
    app.domains.map((each) => h("option", { value: each.name }, each.title)),
  );
  const most = h("input", { type: "number", min: "1", max: "60", value: "12", "aria-label": `${title}: how many` });
  const search = h("div", { class: "blind-search" }, words, domains, most);
  const sheets = app.domains.filter((each) => app.states.get(each.name)?.tiles.some((tile) => tile.state === "done"));
  const source = h(
    "select",
    { "aria-label": `${title}: where from`, onchange: () => show() },
    sheets.map((each) => h("option", { value: each.name }, `The sheet of ${each.title}`)),
    h("option", { value: HISTORY }, "The history"),
    h("option", { value: FOLDER }, "A folder"),
  );
  source.value = chosen === FOLDER ? FOLDER : (sheets.find((each) => each.name === app.lastDomain)?.name ?? sheets[0]?.name ?? HISTORY);
  function show() {
    search.hidden = source.value !== HISTORY;
    choose.hidden = source.value !== FOLDER;
    said.textContent = "";
  }
  show();
  return {
    element: h("fieldset", { class: "card blind-side" }, h("legend", {}, title), source, choose, picker, search, said),
    name: () =>
      source.value === FOLDER
        ? folderName()
        : source.value === HISTORY
          ? `history: ${[words.value.trim(), domains.value].filter(Boolean).join(", ") || "all"}`
          : `sheet of ${source.value}`,
    async items(told) {
      if (source.value === FOLDER) {
        if (!files.length) throw new Error(`${title}: choose a folder first.`);
        const { items, left } = await itemsOfFiles(files);
        if (left.length) said.textContent = `${left.length} left out: ${left.slice(0, 3).join("; ")}`;
        return items;
      }
      if (source.value === HISTORY)
        return itemsOfHistory(app, words.value.trim(), domains.value, Math.min(Math.max(Number(most.value) || 1, 1), 60), told);
      const domain = app.domains.find((each) => each.name === source.value);
      return app.states
        .get(domain.name)
        .tiles.filter((tile) => tile.state === "done")
        .flatMap((tile) => itemsOfResult(tile.made, tile.canvas, titleOf(domain, tile.request)));
    },
  };
}

const textOf = (said) =>
  said.share === null
    ? `No choice was made${said.none ? `; ${said.none} without a difference` : ""}.`
    : `${said.ours} times ours, ${said.other} times the other, ${said.none} times no difference: ours in ` +
      `${percent(said.share)} of those that were decided (95 %: ${percent(said.low)} to ${percent(said.high)}). ` +
      `Of people who can't tell, ${said.chance < 0.001 ? "fewer than 1 in 1,000" : percent(said.chance)} would decide as unevenly.`;

export function blindPage(app) {
  const body = h("div", { class: "blind" });
  let going = null;

  function begin() {
    going = null;
    const ours = sideOf(app, "Ours", "");
    const other = sideOf(app, "The other", FOLDER);
    const question = h("input", {
      type: "text",
      value: app.blindQuestion ?? QUESTIONS[0],
      list: "blind-questions",
      "aria-label": "The question",
    });
    const count = h(
      "select",
      { "aria-label": "How many pairs" },
      COUNTS.map((each) => h("option", { value: String(each) }, String(each))),
    );
    count.value = "12";
    const told = h("p", { class: "hint", role: "status" });
    const start = h("button", { type: "submit", class: "primary" }, icon("play"), "Begin");
    const before = kept();
    const form = h(
      "form",
      {
        onsubmit: async (event) => {
          event.preventDefault();
          start.disabled = true;
          told.classList.remove("failed");
          try {
            app.blindQuestion = question.value.trim() || QUESTIONS[0];
            const seed = Math.floor(Math.random() * 2 ** 32);
            const sides = [];
            for (const side of [ours, other])
              sides.push(await side.items((text) => (told.textContent = `${side.name()}: ${text}`)));
            const pairs = pairsOf(...sides, Number(count.value), seed);
            going = {
              pairs,
              seed,
              question: app.blindQuestion,
              names: { ours: ours.name(), other: other.name() },
              votes: [],
              side: pairs[0].ours.kind === "picture" ? commonSide(pairs) : 0,
              began: Date.now(),
            };
            showPair();
          } catch (error) {
            told.textContent = `${error.message} ${error.remedy ?? ""}`.trim();
            told.classList.add("failed");
          }
          start.disabled = false;
        },
      },
      h("p", { class: "lead" }, "Two are shown beside each other, in any order; you say which. Only at the end is it told which was which."),
      h("div", { class: "blind-sides" }, ours.element, other.element),
      h(
        "div",
        { class: "bar blind-ask" },
        h("label", { class: "blind-question" }, "Question", question),
        h("datalist", { id: "blind-questions" }, QUESTIONS.map((each) => h("option", { value: each }))),
        h("label", { class: "count-label" }, "Pairs", count),
        start,
        told,
      ),
    );
    body.replaceChildren(
      form,
      ...(before.length
        ? [
            h(
              "section",
              { class: "card" },
              h("h2", {}, "Counted before"),
              table(
                ["When", "Question", "Ours", "The other", "Ours : other", "95 %"],
                h(
                  "tbody",
                  {},
                  before.map((each) =>
                    h(
                      "tr",
                      {},
                      h("td", {}, moment(each.began_unix_ms)),
                      h("td", {}, each.question),
                      h("td", {}, each.ours),
                      h("td", {}, each.other),
                      h("td", { class: "number-cell" }, `${each.votes.ours} : ${each.votes.other}`),
                      h("td", { class: "number-cell" }, each.votes.share === null ? "" : `${percent(each.votes.low)} to ${percent(each.votes.high)}`),
                    ),
                  ),
                ),
              ),
            ),
          ]
        : []),
    );
  }

  function thing(item, side, label) {
    if (item.kind === "words") return h("blockquote", {}, item.text);
    if (item.kind === "sound") return h("audio", { src: item.url, controls: true, preload: "auto", "aria-label": label });
    const canvas = squareOf(item.image, side);
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", label);
    return canvas;
  }

  function showPair() {
    const { pairs, votes, question, side } = going;
    const pair = pairs[votes.length];
    const [left, right] = pair.swapped ? [pair.other, pair.ours] : [pair.ours, pair.other];
    const face = (item, name, vote, key) => {
      const shown = thing(item, side, `The ${name} one`);
      const take = h("button", { type: "button", class: "blind-take", onclick: () => choose(vote) }, `The ${name} one`, h("kbd", {}, key));
      if (item.kind === "picture") shown.addEventListener("click", () => choose(vote));
      return h("figure", { class: `blind-face ${item.kind}` }, shown, take);
    };
    body.replaceChildren(
      h(
        "div",
        { class: "blind-head" },
        h("h2", {}, question),
        h("span", { class: "sheet-told", role: "status" }, `${votes.length + 1} of ${pairs.length}`),
      ),
      h("progress", { max: pairs.length, value: votes.length, "aria-label": `${votes.length} of ${pairs.length} answered` }),
      h("div", { class: "blind-pair" }, face(left, "left", "left", "←"), face(right, "right", "right", "→")),
      h(
        "div",
        { class: "blind-foot" },
        h("button", { type: "button", onclick: () => choose("none") }, "No difference", h("kbd", {}, "↓")),
        h("button", { type: "button", disabled: !votes.length, onclick: back }, icon("back"), "Take back", h("kbd", {}, "⌫")),
        h("button", { type: "button", class: "ghost", onclick: end }, "End here"),
        left.kind === "sound" && h("p", { class: "hint" }, "A plays the left one, D the right one."),
      ),
    );
  }

  function choose(where) {
    const pair = going.pairs[going.votes.length];
    going.votes.push(where === "none" ? "none" : (where === "left") === pair.swapped ? "other" : "ours");
    if (going.votes.length === going.pairs.length) end();
    else showPair();
  }

  function back() {
    if (!going.votes.length) return;
    going.votes.pop();
    showPair();
  }

  function end() {
    const { pairs, votes, question, names, seed, began } = going;
    if (!votes.length) return begin();
    const counted = countVotes(votes);
    const result = { question, ...names, seed, began_unix_ms: began, ended_unix_ms: Date.now(), votes: counted };
    const rows = votes.map((choice, index) => ({
      ours: pairs[index].ours.name,
      other: pairs[index].other.name,
      ours_was: pairs[index].swapped ? "right" : "left",
      chosen: choice,
    }));
    localStorage.setItem(KEPT, JSON.stringify([result, ...kept()].slice(0, KEPT_MOST)));
    going = null;
    const quoted = (text) => `"${String(text).replaceAll('"', '""')}"`;
    const csv = ["pair,ours,other,ours_was,chosen", ...rows.map((row, index) => [index + 1, quoted(row.ours), quoted(row.other), row.ours_was, row.chosen].join(","))];
    const file = `blind-${new Date(began).toISOString().slice(0, 19).replace(/[-:]/g, "")}`;
    const small = (item) => (item.kind === "picture" ? squareOf(item.image, 96) : item.kind === "words" ? item.text : item.name);
    const words = { ours: "ours", other: "the other", none: "no difference" };
    body.replaceChildren(
      h(
        "section",
        { class: "card" },
        h("h2", {}, question),
        h("p", { class: "blind-result", role: "status" }, textOf(counted)),
        h(
          "div",
          { class: "panel-actions" },
          h("button", { type: "button", class: "primary", onclick: begin }, icon("play"), "Once more"),
          h(
            "button",
            { type: "button", onclick: () => download(`${file}.json`, JSON.stringify({ ...result, pairs: rows }, null, 1), "application/json") },
            icon("save"),
            "Save as JSON",
          ),
          h("button", { type: "button", onclick: () => download(`${file}.csv`, `${csv.join("\n")}\n`, "text/csv") }, icon("save"), "Save as CSV"),
        ),
        table(
          ["", `Ours: ${names.ours}`, `The other: ${names.other}`, "Chosen"],
          h(
            "tbody",
            {},
            votes.map((choice, index) =>
              h(
                "tr",
                {},
                h("td", { class: "number-cell" }, String(index + 1)),
                h("td", {}, small(pairs[index].ours)),
                h("td", {}, small(pairs[index].other)),
                h("td", {}, h("span", { class: `chip ${choice === "ours" ? "done" : ""}` }, words[choice])),
              ),
            ),
          ),
        ),
      ),
    );
  }

  const page = h("section", { class: "plain-page" }, h("header", { class: "page-head" }, h("h1", {}, "Blind comparison")), body);
  page.keys = {
    press(event) {
      if (!going) return false;
      const play = { a: 0, d: 1 }[event.key.toLowerCase()];
      const where = { ArrowLeft: "left", ArrowRight: "right", ArrowDown: "none" }[event.key];
      if (where) choose(where);
      else if (event.key === "Backspace") back();
      else if (play !== undefined) body.querySelectorAll("audio")[play]?.play().catch((error) => toast(error.message, "error"));
      else return false;
      return true;
    },
  };
  begin();
  return page;
}
