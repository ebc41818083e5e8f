// Everything that was made: searched, filtered, starred, and called back.

import { h, icon, iconButton, moment, toast } from "./dom.js";

const PAGE = 36;
/** Pages that are remembered: those that were looked at last. */
const PAGES_MOST = 24;
/** Rows that are there above and below what is seen. */
const ROWS_BEYOND = 2;
/** Height of what stands below a picture, until one has been measured, and of a tile's borders. */
const FOOTER = 36;
const BORDERS = 2;

export function historyPage(app) {
  const state = (app.historyState ??= { text: "", domain: "", starred: false });
  // As high as all results together; only those that are seen are elements, each where it belongs.
  const room = h("div", { class: "sheet history", role: "list", "aria-label": "Results" });
  const told = h("p", { class: "sheet-told", role: "status" });
  const pages = new Map();
  let total = null;
  let asking = 0;
  /** A search is under way; and something else is sought since it began. */
  let busy = false;
  let stale = false;
  let layout = null;
  let waiting = false;

  async function load(number) {
    if (pages.has(number)) return;
    const mine = asking;
    pages.set(number, null);
    const began = performance.now();
    try {
      const found = await app.ask("history/search", { ...state, skip: number * PAGE, most: PAGE });
      if (mine !== asking) return;
      pages.set(number, found.results);
      if (found.total !== total || number === 0) {
        total = found.total;
        told.textContent = `${total.toLocaleString("en")} results, ${Math.round(performance.now() - began)} ms`;
      }
    } catch (error) {
      if (mine === asking) pages.delete(number);
      throw error;
    }
    for (const old of pages.keys()) {
      if (pages.size <= PAGES_MOST) break;
      if (Math.abs(old - number) > PAGES_MOST / 2) pages.delete(old);
    }
    draw(true);
  }

  const report = (error) => toast(error.message, "error");

  /** Searches for what is typed: at once, or as soon as the search that goes on has ended. */
  async function sought() {
    stale = true;
    if (busy) return;
    busy = true;
    try {
      while (stale) {
        stale = false;
        await again();
      }
    } catch (error) {
      report(error);
    } finally {
      busy = false;
    }
  }

  /** Pictures of tiles that are seen; they follow the results, which would wait for them otherwise. */
  async function picture(tiles) {
    const bare = tiles.filter((tile) => tile.result?.pictured && !tile.result.asked);
    if (!bare.length) return;
    for (const tile of bare) tile.result.asked = true;
    const { pictures: found } = await app.ask("history/pictures", { ids: bare.map((tile) => tile.result.id) });
    for (const tile of bare) {
      const data = found[tile.result.id];
      if (data) tile.querySelector(".face").replaceChildren(h("img", { src: data, alt: "" }));
    }
  }

  async function again() {
    asking++;
    pages.clear();
    total = null;
    layout = null;
    await load(0);
  }

  function measured() {
    const { gridTemplateColumns, columnGap } = getComputedStyle(room);
    const tracks = gridTemplateColumns.split(" ").map(Number.parseFloat);
    const footer = room.querySelector(".tile footer")?.getBoundingClientRect().height || FOOTER;
    const gap = Number.parseFloat(columnGap);
    return { width: room.clientWidth, columns: tracks.length, side: tracks[0], gap, row: tracks[0] + footer + BORDERS + gap };
  }

  /** The tiles that are seen, and room for all others. */
  function draw(anew = false) {
    if (total === null || !room.isConnected) return;
    if (!total) {
      room.style.height = "";
      const nothing = state.text || state.domain || state.starred ? "Nothing is found." : "Nothing here yet: what is made comes here by itself.";
      room.replaceChildren(h("div", { class: "empty" }, icon("history"), h("p", {}, nothing)));
      return;
    }
    if (!layout || layout.width !== room.clientWidth) layout = measured();
    const { columns, side, gap, row } = layout;
    const rows = Math.ceil(total / columns);
    room.style.height = `${rows * row}px`;
    const scroller = room.closest("main");
    const above = scroller.getBoundingClientRect().top - room.getBoundingClientRect().top;
    const from = Math.max(Math.floor(above / row) - ROWS_BEYOND, 0);
    const to = Math.min(Math.ceil((above + scroller.clientHeight) / row) + ROWS_BEYOND, rows);
    const first = Math.min(from, Math.max(rows - 1, 0)) * columns;
    const last = Math.min(to * columns, total);
    if (!anew && first === layout.first && last === layout.last) return;
    [layout.first, layout.last] = [first, last];
    const tiles = [];
    for (let at = first; at < last; at++) {
      const page = Math.floor(at / PAGE);
      const found = pages.get(page)?.[at % PAGE];
      if (!pages.has(page)) load(page).catch(report);
      // Only what is seen becomes elements.
      const tile = (found && (found.tile ??= card(found))) ?? h("article", { class: "tile waiting-tile", role: "listitem", "aria-busy": "true" }, h("div", { class: "face" }), h("footer", {}));
      tile.setAttribute("aria-posinset", String(at + 1));
      tile.setAttribute("aria-setsize", String(total));
      tile.dataset.at = String(at);
      tile.style.width = `${side}px`;
      tile.style.left = `${(at % columns) * (side + gap)}px`;
      tile.style.top = `${Math.floor(at / columns) * row}px`;
      tiles.push(tile);
    }
    // What stays is not touched, so that the focus stays as well.
    const staying = new Set(tiles);
    for (const old of [...room.children]) if (!staying.has(old)) old.remove();
    tiles.forEach((tile, index) => {
      if (room.children[index] !== tile) room.insertBefore(tile, room.children[index] ?? null);
    });
    picture(tiles).catch(report);
  }

  function later() {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      draw();
    });
  }

  room.addEventListener("keydown", (event) => {
    const tile = event.target.closest(".tile");
    const columns = layout?.columns ?? 1;
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns }[event.key];
    if (!tile || !step) return;
    event.preventDefault();
    const to = Number(tile.dataset.at) + step;
    room.querySelector(`[data-at="${to}"] .face`)?.focus();
    room.querySelector(`[data-at="${to}"]`)?.scrollIntoView({ block: "nearest" });
  });

  function card(result) {
    const when = moment(result.made_unix_ms);
    // Where there is little room, words give way to what tells results apart.
    const [, words, seed] = /^(?:(.*, ))?(.*)$/s.exec(result.title);
    const open = h(
      "button",
      { type: "button", class: "face", "aria-label": `Open ${result.title}`, onclick: () => recall(result) },
      icon(result.domain),
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
        h("span", { class: "title", title: `${result.title}: ${when}` }, words && h("span", { class: "words" }, words), seed),
        star,
        iconButton("reset", "Forget it", async () => {
          await app.ask("history/forget", { id: result.id });
          again().catch(report);
        }),
      ),
    );
    element.result = result;
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
      sought();
    },
  });
  input.value = state.text;
  const domains = h(
    "select",
    {
      "aria-label": "Domain",
      onchange: () => {
        state.domain = domains.value;
        again().catch(report);
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
      again().catch(report);
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
    room,
  );
  const scroller = document.getElementById("main");
  const sizes = new ResizeObserver(() => {
    layout = null;
    later();
  });
  sizes.observe(room);
  scroller.addEventListener("scroll", function moved() {
    if (room.isConnected) return later();
    scroller.removeEventListener("scroll", moved);
    sizes.disconnect();
  });
  // Shown first, for its tiles are measured.
  setTimeout(() => again().catch(report), 0);
  return page;
}
