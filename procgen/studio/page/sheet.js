// The page of a domain: its form, and a contact sheet of seeds that grows as they are made.

import { h, icon, iconButton, toast } from "./dom.js";
import { buildForm } from "./form.js";
import { inputsOf } from "./inputs/index.js";
import { openLarge } from "./large.js";
import { presetStrip } from "./presets.js";
import { keepInHistory, switchStar } from "./keeping.js";
import { seedOf, titleOf, under, withSeed } from "./request.js";
import { Refused } from "./rpc.js";
import { asked, tilePlayer, viewOf } from "./views/index.js";

const AT_ONCE = 3;
// From one sign of progress to the next: what draws them has the same processor as what makes the tiles.
const BETWEEN_MS = 200;
const COUNTS = [1, 2, 4, 8, 12, 24, 48];

/** Does something with all tiles, a few at a time and in their order; those that it did not come to when stopped. */
async function eachOf(tiles, signal, work) {
  const left = [...tiles];
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (left.length && !signal.aborted) await work(left.shift(), signal);
    }),
  );
  return left;
}

/** What is open of a domain, kept while people look at other pages. */
function stateOf(app, domain) {
  if (!app.states.has(domain.name)) {
    const presets = app.presets.filter((each) => each.domain === domain.name);
    app.states.set(domain.name, {
      request: under(presets[0] ? JSON.parse(presets[0].request_json) : {}, app.info.style?.[domain.name]),
      preset: presets[0],
      presets,
      tiles: [],
      count: viewOf(domain).count,
      marked: null,
    });
  }
  return app.states.get(domain.name);
}

export function domainPage(app, domain) {
  const { server } = app;
  const state = stateOf(app, domain);
  const view = viewOf(domain);
  const form = buildForm(server, domain, state, (name) => {
    form.accept();
    inputs.changed(name);
  });
  const inputs = inputsOf(app, domain, state, () => {
    form.accept();
    form.refresh();
  });
  const sheet = h("div", {
    class: "sheet",
    role: "listbox",
    "aria-label": `Contact sheet of ${domain.title}`,
    tabindex: "-1",
  });
  const bar = h("progress", { max: 1, value: 0, "aria-label": "How much of the sheet is made", hidden: true });
  const told = h("p", { class: "sheet-told", role: "status" });
  let stopping = null;

  function setTold() {
    const done = state.tiles.filter((each) => each.state === "done").length;
    const failed = state.tiles.filter((each) => each.state === "failed").length;
    const going = state.tiles.filter((each) => ["waiting", "making"].includes(each.state));
    bar.hidden = !going.length;
    bar.value = state.tiles.length
      ? state.tiles.reduce(
          (sum, each) => sum + (each.state === "done" || each.state === "failed" ? 1 : (each.fraction ?? 0)),
          0,
        ) / state.tiles.length
      : 0;
    told.textContent = going.length
      ? `${done} of ${state.tiles.length}`
      : state.tiles.length
        ? `${done} made${failed ? `, ${failed} failed` : ""}`
        : "";
    stop.hidden = !going.length;
  }

  function draw(tile) {
    const card = h("article", {
      class: `tile ${tile.state}${tile.locked ? " locked" : ""}${tile.starred ? " starred" : ""}${state.marked === tile ? " marked" : ""}`,
      role: "option",
      tabindex: "0",
      "aria-selected": String(Boolean(tile.starred)),
      "aria-label": `${titleOf(domain, tile.request)}${tile.locked ? ", locked" : ""}${tile.starred ? ", starred" : ""}: ${tile.state}`,
    });
    card.tile = tile;
    const face = h("div", { class: "face" });
    if (tile.canvas) face.append(tile.canvas);
    else if (tile.preview) face.append(h("img", { src: tile.preview, alt: "" }));
    else if (tile.state === "failed") face.append(h("p", { class: "failure" }, tile.error.message));
    else face.append(icon(domain.name));
    if (tile.state === "making")
      face.append(h("span", { class: "fill-bar", style: `transform: scaleX(${tile.fraction ?? 0})` }));
    if (view.hear && tile.made) face.append(tilePlayer(tile.made) ?? "");
    const score = tile.made && view.score(tile.made);
    if (score !== undefined && tile.state === "done") {
      const rank = Math.round(score * 100);
      face.append(
        h(
          "span",
          { class: "score", title: `Best of several: the critic finds it more plausible than ${rank} of 100 that are made without a choice` },
          `critic ${rank}`,
        ),
      );
    }
    card.append(
      face,
      h(
        "footer",
        {},
        h("span", { class: "seed", title: "The seed" }, seedOf(tile.request)),
        iconButton(
          "star",
          tile.starred ? "Take the star away" : "Star it",
          (event) => {
            event.stopPropagation();
            star(tile);
          },
          { "aria-pressed": String(Boolean(tile.starred)) },
        ),
        iconButton(
          "lock",
          tile.locked ? "Unlock: it may vary" : "Lock: it stays when the rest varies",
          (event) => {
            event.stopPropagation();
            lock(tile);
          },
          { "aria-pressed": String(Boolean(tile.locked)) },
        ),
        iconButton(
          "compare",
          "Compare: mark two",
          (event) => {
            event.stopPropagation();
            compare(tile);
          },
          { "aria-pressed": String(state.marked === tile) },
        ),
      ),
    );
    card.addEventListener("click", () => open(tile));
    // Whoever stands on a tile with the keyboard stays there when it comes further.
    const held = tile.element?.contains(document.activeElement);
    tile.element?.replaceWith(card);
    tile.element = card;
    if (held) card.focus({ preventScroll: true });
    return card;
  }

  /** Shows how far a tile has come, and leaves all else of it as it is. */
  function goOn(tile) {
    const bar = tile.element.querySelector(".fill-bar");
    const seen = tile.element.querySelector(".face > img");
    if (!bar || Boolean(tile.preview) !== Boolean(seen)) return draw(tile);
    bar.style.transform = `scaleX(${tile.fraction ?? 0})`;
    if (seen && seen.src !== tile.preview) seen.src = tile.preview;
  }

  async function star(tile) {
    const told = switchStar(app, tile);
    draw(tile);
    await told;
  }

  function lock(tile) {
    tile.locked = !tile.locked;
    draw(tile);
  }

  function compare(tile) {
    const other = state.marked;
    state.marked = other === tile ? null : tile;
    if (other && other !== tile) {
      state.marked = null;
      draw(other);
      app.compare(domain, other, tile);
    } else if (!other) toast("Marked. Mark another one to see them side by side.");
    draw(tile);
  }

  function open(tile) {
    openLarge(app, domain, tile, state, { again: redraw, like });
  }

  /** A first look at a tile that waits, where a domain has one that is quick; what is wrong is told when it is made. */
  async function glance(tile, signal) {
    const request = view.glance?.(view.complete(tile.request));
    if (!request) return;
    try {
      const made = await server.make(domain.method, asked(server, domain, request, view.sheet), { signal });
      tile.canvas = await view.picture(made, tile.request);
      draw(tile);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
    }
  }

  async function makeTile(tile, signal) {
    tile.state = "making";
    draw(tile);
    let shown = 0;
    try {
      const request = asked(server, domain, view.small(view.complete(tile.request)), view.sheet);
      tile.made = await server.make(domain.method, request, {
        signal,
        previews: !tile.canvas,
        onProgress(progress) {
          tile.fraction = Math.max(tile.fraction ?? 0, progress.fraction);
          const now = performance.now();
          if (progress.previewPng.length && !tile.canvas) {
            if (tile.preview) URL.revokeObjectURL(tile.preview);
            tile.preview = URL.createObjectURL(new Blob([progress.previewPng], { type: "image/png" }));
          }
          if (now - shown > BETWEEN_MS) {
            shown = now;
            goOn(tile);
            setTold();
          }
        },
      });
      tile.canvas = await view.picture(tile.made, tile.request);
      tile.state = "done";
      tile.kept = keepInHistory(app, domain, tile.request, tile.made.recipe, tile.canvas).catch((error) =>
        toast(`The history: ${error.message}`, "error"),
      );
      if (tile.starred) tile.kept.then((id) => id === undefined || app.ask("history/star", { id, starred: tile.starred }));
    } catch (error) {
      tile.state = "failed";
      tile.canvas = null;
      tile.error = error;
      if (error.code !== "CANCELLED") form.refuse(error);
    }
    draw(tile);
    setTold();
  }

  /** Make the tiles that are not locked anew, from a request and seeds. */
  async function run(requests) {
    stopping?.abort();
    stopping = new AbortController();
    const { signal } = stopping;
    form.accept();
    try {
      await inputs.ready();
    } catch (error) {
      return form.refuse(error);
    }
    // Another sheet was asked for meanwhile.
    if (signal.aborted) return;
    const fresh = requests.map((request) => ({ request, state: "waiting" }));
    // Locked tiles stay in their places.
    const places = [...state.tiles];
    state.tiles = [];
    for (const old of places) {
      if (old.locked) state.tiles.push(old);
      else if (fresh.length) state.tiles.push(fresh.shift());
    }
    state.tiles.push(...fresh);
    state.marked = null;
    redraw();
    const waiting = state.tiles.filter((each) => each.state === "waiting");
    await eachOf(waiting, signal, glance);
    const left = await eachOf(waiting, signal, makeTile);
    for (const tile of left) {
      tile.state = "failed";
      tile.canvas = null;
      tile.error = { message: "stopped" };
      draw(tile);
    }
    setTold();
    inputs.show();
  }

  const room = () => Math.max(state.count - state.tiles.filter((each) => each.locked).length, 0);
  const seeds = (first, many) =>
    Array.from({ length: many }, (_, index) =>
      withSeed(domain, state.request, (BigInt(first) + BigInt(index)) % 2n ** 64n),
    );
  const make = () => run(seeds(seedOf(state.request), room()));
  const vary = () => run(seeds(Math.floor(Math.random() * 1e9), room()));

  function like(request) {
    const first = Math.floor(Math.random() * 1e9);
    state.request = structuredClone(request);
    form.refresh();
    inputs.show();
    for (const tile of state.tiles) tile.locked = tile.locked || tile.starred;
    run(
      view.near
        ? Array.from({ length: room() }, (_, index) => view.near(structuredClone(request), first + index))
        : seeds(first, room()),
    );
  }

  function redraw() {
    sheet.replaceChildren(...(state.tiles.length ? state.tiles.map(draw) : [empty]));
    setTold();
  }

  const count = h(
    "select",
    {
      "aria-label": "How many",
      onchange: () => {
        state.count = Number(count.value);
      },
    },
    COUNTS.map((each) => h("option", { value: String(each) }, String(each))),
  );
  count.value = String(COUNTS.includes(state.count) ? state.count : 4);
  const stop = h(
    "button",
    { type: "button", class: "ghost", hidden: true, onclick: () => stopping?.abort() },
    icon("stop"),
    "Stop",
  );
  const empty = h(
    "div",
    { class: "empty" },
    icon(domain.name),
    h("p", {}, "Pick a preset or say what you want, and make a sheet of it."),
    h(
      "p",
      { class: "hint" },
      "Enter opens, S stars, L locks, C compares. Or drop a file that procgen made: its settings are back.",
    ),
  );
  const makeButton = h(
    "button",
    { type: "button", class: "primary make", title: "Ctrl+Enter", onclick: make },
    icon("play"),
    "Make",
  );

  sheet.addEventListener("keydown", (event) => {
    const tile = event.target.tile;
    if (!tile) return;
    const cards = [...sheet.children];
    const columns = getComputedStyle(sheet).gridTemplateColumns.split(" ").length;
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns }[event.key];
    if (step) {
      cards[cards.indexOf(tile.element) + step]?.focus();
      event.preventDefault();
    } else if (event.key === "Enter" || event.key === " ") {
      open(tile);
      event.preventDefault();
    } else if (event.key.toLowerCase() === "s") star(tile);
    else if (event.key.toLowerCase() === "l") lock(tile);
    else if (event.key.toLowerCase() === "c") compare(tile);
    else return;
    event.stopPropagation();
  });

  const strip = presetStrip(state.presets, state.preset, (preset) => {
    state.preset = preset;
    state.request = under(JSON.parse(preset.request_json), app.info.style?.[domain.name]);
    form.refresh();
    inputs.show();
  });
  const page = h(
    "section",
    { class: "domain-page" },
    h(
      "div",
      { class: "side", tabindex: "-1" },
      h(
        "header",
        { class: "side-head" },
        h("h1", {}, domain.title),
        app.info.style?.[domain.name] && h("p", { class: "hint" }, "Fits the project's style"),
      ),
      state.presets.length ? strip : null,
      inputs.element,
      form.element,
    ),
    h(
      "div",
      { class: "work" },
      h(
        "div",
        { class: "bar" },
        makeButton,
        h(
          "button",
          { type: "button", onclick: vary, title: "V: new seeds for all that is not locked" },
          icon("dice"),
          "Vary the rest",
        ),
        h("label", { class: "count-label" }, "Sheet of", count),
        stop,
        bar,
        told,
      ),
      sheet,
    ),
  );
  page.keys = { make, vary };
  page.recall = (request) => {
    state.request = request;
    state.preset = null;
    form.refresh();
    inputs.show();
  };
  redraw();
  return page;
}
