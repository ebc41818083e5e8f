// Elements, icons and what is said to people at the edge of the page.

const SVG = "http://www.w3.org/2000/svg";

/** An element: h("button", { class: "primary", onclick }, "Make"). What is null or false is left out. */
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name in element && !name.startsWith("aria") && typeof value !== "string") element[name] = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

// Drawn for this page on a grid of 24: strokes alone, so that they take the text's colour.
const ICONS = {
  terrain: "M2 19 9 7l4 6 2.5-3.500L22 19Z",
  texture: "M3 4h18v16H3Z M3 9.300h18 M3 14.600h18 M9 4v5.3 M15 9.300v5.3 M9 14.600V20",
  texture_set: "M4 4h7v7H4Z M13 4h7v7h-7Z M4 13h7v7H4Z M13 13h7v7h-7Z",
  character: "M12 3a4 4 0 1 1 0 8 4 4 0 0 1 0-8Z M4 21c0-4.5 3.5-7 8-7s8 2.5 8 7",
  creature: "M4 9l3-4 3 3h6l4-3v5l-2 2v7h-2v-5h-5v5H9v-6l-3-1Z",
  dialogue: "M4 5h16v11H10l-5 4v-4H4Z M8 9h8 M8 12h5",
  dialogue_scene: "M5 4h5v4H5Z M14 10h5v4h-5Z M5 16h5v4H5Z M10 6h3v6h1 M10 18h3v-6",
  layout: "M3 3h8v7H3Z M13 3h8v12h-8Z M3 12h8v9H3Z M13 17h8v4h-8Z",
  table: "M3 5h18v14H3Z M3 10h18 M9 5v14",
  speech: "M9 4a3 3 0 0 1 6 0v7a3 3 0 0 1-6 0Z M6 11a6 6 0 0 0 12 0 M12 17v4 M9 21h6",
  sound: "M4 9h4l5-4v14l-5-4H4Z M16 9a4 4 0 0 1 0 6 M18.5 6.500a8 8 0 0 1 0 11",
  ambience:
    "M3 17c3 0 3-2 6-2s3 2 6 2 3-2 6-2 M3 21c3 0 3-2 6-2s3 2 6 2 3-2 6-2 M7 11a4 4 0 1 1 1.5-7.700A5 5 0 0 1 18 6a3 3 0 0 1 0 5Z",
  music: "M9 18a3 2.5 0 1 1-3-2.500A3 2.5 0 0 1 9 18V6l11-2v11 M20 15.500a3 2.5 0 1 1-3-2.5 3 2.5 0 0 1 3 2.5",
  music_set:
    "M8 18a2.5 2 0 1 1-2.5-2A2.5 2 0 0 1 8 18V8l8-1.500v9 M16 15.500a2.5 2 0 1 1-2.5-2 2.5 2 0 0 1 2.5 2 M12 3l9-1.500V11",
  world: "M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18Z M3 12h18 M12 3c3 3 3 15 0 18 M12 3c-3 3-3 15 0 18",
  history: "M4 12a8 8 0 1 1 2.5 5.8 M4 12V7 M4 12h4.5 M12 8v4.500l3 2",
  batches: "M4 5h16 M4 10h16 M4 15h10 M17 14v7 M13.5 17.500h7",
  evaluation: "M4 20V4 M4 20h16 M8 16v-4 M12 16V8 M16 16v-6",
  blind: "M3 12c3-5 6-7 9-7s6 2 9 7c-3 5-6 7-9 7s-6-2-9-7Z M12 9a3 3 0 1 1 0 6 3 3 0 0 1 0-6Z M4 20 20 4",
  server: "M4 4h16v6H4Z M4 14h16v6H4Z M7 7h.1 M7 17h.1",
  star: "M12 3.5 14.700 9l6 .8-4.400 4.200 1.100 6L12 17.100 6.600 20l1.100-6L3.3 9.800l6-.8Z",
  lock: "M6 11h12v9H6Z M8.5 11V7.500a3.5 3.5 0 0 1 7 0V11",
  more: "M7 7h10v10H7Z M3 3h4 M3 3v4 M21 3h-4 M21 3v4 M3 21h4 M3 21v-4 M21 21h-4 M21 21v-4",
  play: "M7 4.5 19 12 7 19.500Z",
  pause: "M8 5v14 M16 5v14",
  stop: "M6 6h12v12H6Z",
  dice: "M4 4h16v16H4Z M8 7.500a.6.6 0 1 1 0 1.2.6.6 0 0 1 0-1.2Z M16 7.500a.6.6 0 1 1 0 1.2.6.6 0 0 1 0-1.2Z M12 11.400a.6.6 0 1 1 0 1.2.6.6 0 0 1 0-1.2Z M8 15.300a.6.6 0 1 1 0 1.2.6.6 0 0 1 0-1.2Z M16 15.300a.6.6 0 1 1 0 1.2.6.6 0 0 1 0-1.2Z",
  reset: "M5 5l14 14 M19 5 5 19",
  save: "M12 4v11 M7.5 10.5 12 15l4.5-4.5 M4 20h16",
  copy: "M9 9h11v11H9Z M5 15H4V4h11v1",
  back: "M14.5 5 7.5 12l7 7",
  compare: "M12 3v18 M4 6h5v12H4Z M15 6h5v12h-5Z",
  theme: "M12 4a8 8 0 1 0 8 8 6 6 0 0 1-8-8Z",
  search: "M10.5 4a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13Z M15.5 15.5 21 21",
  plus: "M12 5v14 M5 12h14",
  other: "M12 3 20.5 7.500v9L12 21l-8.5-4.500v-9Z M3.5 7.5 12 12l8.5-4.5 M12 12v9",
};

/** An icon by name; of what has none, a box. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS[name] ?? ICONS.other);
  svg.append(path);
  return svg;
}

/** A button with an icon, and words for those who don't see it. */
export function iconButton(name, label, onclick, more = {}) {
  return h(
    "button",
    { type: "button", class: "icon-button", "aria-label": label, title: label, onclick, ...more },
    icon(name),
  );
}

/** A button that copies what `text()` gives then, and says so. */
export function copyButton(text, said = "Copied.") {
  return h(
    "button",
    {
      type: "button",
      onclick: async () => {
        await navigator.clipboard.writeText(text());
        toast(said);
      },
    },
    icon("copy"),
    "Copy",
  );
}

/** A sentence at the edge, for a while. */
export function toast(text, kind = "info") {
  const note = h("div", { class: `toast ${kind}` }, text);
  document.getElementById("toasts").append(note);
  setTimeout(() => note.remove(), kind === "error" ? 9000 : 4000);
}

/** "metres_per_pixel" as people say it, with the unit that the name ends in. */
export function label(path) {
  const units = {
    m: "m",
    mm: "mm",
    cm: "cm",
    px: "px",
    deg: "°",
    s: "s",
    hz: "Hz",
    lufs: "LUFS",
    db: "dB",
    bpm: "bpm",
    km2: "km²",
    c: "°C",
    kg: "kg",
  };
  let words = path.split("_");
  const unit = words.length > 1 ? units[words.at(-1)] : undefined;
  if (unit || words.at(-1) === "rgb") words = words.slice(0, -1);
  const text = words.join(" ");
  return text[0].toUpperCase() + text.slice(1) + (unit ? ` (${unit})` : "");
}

/** Bytes as people read them. */
export function size(bytes) {
  const steps = ["bytes", "KB", "MB", "GB"];
  let step = 0;
  for (; bytes >= 1000 && step < steps.length - 1; step++) bytes /= 1000;
  return `${step ? bytes.toPrecision(3) : bytes} ${steps[step]}`;
}

/** A moment as people read it; milliseconds since 1970. */
export function moment(unixMs) {
  return new Date(unixMs).toLocaleString("en", { dateStyle: "medium", timeStyle: "short" });
}

/** A table that may be wider than the page; with a name, keys get to it and move it. */
export function table(heads, body, name) {
  return h(
    "div",
    { class: "table-scroll", ...(name && { tabindex: "0", role: "region", "aria-label": name }) },
    h(
      "table",
      { class: "rows" },
      h("thead", {}, h("tr", {}, heads.map((each) => h("th", { scope: "col" }, each)))),
      body,
    ),
  );
}

/** Gives a file to the browser to keep. */
export function download(name, data, type) {
  const address = URL.createObjectURL(new Blob([data], { type }));
  h("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** Tabs whose panels are made when they are first shown: tabs([["Map", () => element], …]). */
export function tabs(entries, name) {
  const panel = h("div", { class: "tab-panel" });
  const made = new Map();
  const buttons = entries.map(([title], index) =>
    h("button", { type: "button", role: "tab", onclick: () => show(index) }, title),
  );
  let shown = -1;
  async function show(index) {
    shown = index;
    buttons.forEach((button, at) => button.setAttribute("aria-selected", String(at === index)));
    if (!made.has(index)) made.set(index, entries[index][1]());
    const element = await made.get(index);
    if (shown === index) panel.replaceChildren(element);
  }
  const bar = h("div", { class: "tabs", role: "tablist", "aria-label": name }, buttons);
  bar.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const next = (shown + step + buttons.length) % buttons.length;
    show(next);
    buttons[next].focus();
  });
  show(0);
  return h("div", { class: "tabbed" }, entries.length > 1 && bar, panel);
}

/** A colour of the style sheet as canvases take it, for the theme that is shown. */
export function colour(name) {
  const probe = h("span", { style: `color: var(${name}); display: none` });
  document.body.append(probe);
  const value = getComputedStyle(probe).color;
  probe.remove();
  return value;
}
