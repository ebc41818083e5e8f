// Everything that was made: searched, filtered, starred, and called back.

import { h, icon, iconButton, toast } from "./dom.js";

const PAGE = 60;

export function historyPage(app) {
  const state = (app.historyState ??= { text: "", domain: "", starred: false });
  const grid = h("div", { class: "sheet history", role: "list", "aria-label": "Results" });
  const told = h("p", { class: "sheet-told", role: "status" });
  const end = h("div", { class: "end" });
  let shown = 0;
  let total = Infinity;
  let asking = 0;
  let busy = false;

  async function more() {
    if (busy || shown >= total) return;
    busy = true;
    const mine = asking;
    const began = performance.now();
    const found = await app.ask("history/search", { ...state, skip: shown, most: PAGE });
    busy = false;
    if (mine !== asking) return;
    total = found.total;
    shown += found.results.length;
    told.textContent = `${total.toLocaleString("en")} results, ${Math.round(performance.now() - began)} ms`;
    grid.append(...found.results.map(card));
    if (!total) grid.append(h("div", { class: "empty" }, icon("history"), h("p", {}, "Nothing here yet.")));
    if (shown < total && end.getBoundingClientRect().top < innerHeight + 600) more();
  }

  async function again() {
    asking++;
    busy = false;
    shown = 0;
    total = Infinity;
    grid.replaceChildren();
    await more();
  }

  function card(result) {
    const when = new Date(result.made_unix_ms).toLocaleString("en", { dateStyle: "medium", timeStyle: "short" });
    const open = h(
      "button",
      { type: "button", class: "face", "aria-label": `Open ${result.title}`, onclick: () => recall(result) },
      result.picture ? h("img", { src: result.picture, alt: "", loading: "lazy" }) : icon(result.domain),
    );
    const star = iconButton(
      "star",
      "Star",
      async () => {
        result.starred = !result.starred;
        star.setAttribute("aria-pressed", String(result.starred));
        await app.ask("history/star", { id: result.id, starred: result.starred });
      },
      { "aria-pressed": String(result.starred) },
    );
    const element = h(
      "article",
      { class: "tile done", role: "listitem" },
      open,
      h(
        "footer",
        {},
        h("span", { class: "title", title: when }, result.title),
        star,
        iconButton("reset", "Forget it", async () => {
          await app.ask("history/forget", { id: result.id });
          element.remove();
        }),
      ),
    );
    return element;
  }

  async function recall(result) {
    const read = await app.ask("history/read", { id: result.id });
    app.recall(read, read.asked);
  }

  const input = h("input", {
    type: "search",
    value: state.text,
    placeholder: "Words, seeds, settings: alpine, brick 512, grumpy",
    "aria-label": "Find results",
    oninput: () => {
      state.text = input.value;
      clearTimeout(input.later);
      input.later = setTimeout(again, 120);
    },
  });
  input.value = state.text;
  const domains = h(
    "select",
    {
      "aria-label": "Domain",
      onchange: () => {
        state.domain = domains.value;
        again();
      },
    },
    h("option", { value: "" }, "All domains"),
    app.domains.map((each) => h("option", { value: each.name }, each.title)),
  );
  domains.value = state.domain;
  const stars = h("input", {
    type: "checkbox",
    onchange: () => {
      state.starred = stars.checked;
      again();
    },
  });
  stars.checked = state.starred;
  const page = h(
    "section",
    { class: "plain-page" },
    h(
      "header",
      { class: "page-head" },
      h("h1", {}, "History"),
      h(
        "div",
        { class: "bar" },
        h("label", { class: "search" }, icon("search"), input),
        domains,
        h("label", { class: "check" }, stars, "Starred"),
        told,
      ),
    ),
    grid,
    end,
  );
  new IntersectionObserver(
    (seen) => {
      if (seen.some((each) => each.isIntersecting)) more();
    },
    { rootMargin: "800px" },
  ).observe(end);
  again().catch((error) => toast(error.message, "error"));
  return page;
}
