// Land of the user's own: a GeoTIFF or another raster as the land itself, as land to make more of, or a picture as rough
// heights. What a file does not say of itself is asked for, in the words that the server's refusals have.

import { h, icon, size } from "../dom.js";
import { ask, sendFile } from "../rpc.js";

const KINDS = ".tif,.tiff,.hgt,.asc,.png,.r16,.npy";
const USES = {
  base: {
    title: "The land itself, made finer",
    fields: ["base", "geo_frame", "metres_per_pixel"],
    // These say what land is, and so do not go with it.
    without: ["sketch", "strokes", "landform_map", "constraints", "level", "origin_x_px", "origin_z_px"],
  },
  like: {
    title: "Land like it",
    fields: ["landform", "mean_height_m", "relief_m", "metres_per_pixel"],
    without: ["base", "geo_frame"],
  },
  sketch: { title: "A picture as rough heights to follow", fields: ["sketch"], without: ["base", "geo_frame"] },
};
// By flag: its label, what stands in the empty field, and for which uses it is.
const SAYS = [
  ["raster_crop", "Part", "x, z, width, depth in cells", "base like"],
  ["raster_spacing", "Metres from cell to cell", "as the file says", "base like"],
  ["raster_unit", "Unit of heights", "m, ft or us-ft", "base like"],
  ["raster_frame", "Unit of places", "metres, degrees or EPSG:NUMBER", "base like"],
  ["raster_no_data", "No height is", "as the file says", "base like"],
  ["raster_low", "Metres of black", "of a picture", "base like"],
  ["raster_high", "Metres of white", "of a picture", "base like"],
  ["sketch_low", "Metres of black", "0", "sketch"],
  ["sketch_high", "Metres of white", "1000", "sketch"],
];
const NUMBERS = /spacing|no_data|low|high/;
/** A side of a map that shows a whole raster; of a larger one a part in the middle is shown. */
const SIDE_MAX = 1025;
const SIDE_PART = 513;

/** A refusal in the words of this page: fields in place of flags. */
function inWords(error, name) {
  // Of fields at fault, the message names each.
  let text = error.violations?.length ? error.message : `${error.message}. ${error.remedy ?? ""}`;
  text = text.replace(/--(base|like|sketch)\b/g, name).replace(/--raster-fill/g, "“Fill holes”");
  for (const [flag, title] of SAYS) text = text.replaceAll(`--${flag.replaceAll("_", "-")}`, `“${title}”`);
  return text.includes(name) ? text.trim() : `${name}: ${text.trim()}`;
}

export function rasterInput(domain, state, changed) {
  const use = h(
    "select",
    { "aria-label": "What the file is for", onchange: () => showFields() },
    Object.entries(USES).map(([name, each]) => h("option", { value: name }, each.title)),
  );
  const input = h("input", {
    type: "file",
    accept: KINDS,
    hidden: true,
    "aria-label": "A raster of heights",
    onchange: () => choose(input.files[0]),
  });
  const fields = SAYS.map(([flag, title, placeholder, uses]) => {
    const entry = h("input", { type: "text", placeholder, autocomplete: "off", inputmode: NUMBERS.test(flag) ? "decimal" : "text" });
    return { flag, uses, entry, element: h("label", { class: "raster-field" }, title, entry) };
  });
  const fill = h("input", { type: "checkbox" });
  const fillLine = h("label", { class: "check" }, fill, "Fill holes");
  const progress = h("progress", { max: 1, value: 0, hidden: true, "aria-label": "How much of the file is sent" });
  const told = h("ul", { class: "raster-told", role: "status" });
  const problem = h("p", { class: "failed", role: "alert" });
  let file = null;
  let upload = null;
  const again = h("button", { type: "button", hidden: true, onclick: () => take() }, icon("play"), "Read it again");
  const leave = h("button", { type: "button", hidden: true, onclick: () => leaveIt() }, icon("reset"), "Without it");
  const more = h("details", { class: "raster-more" }, h("summary", {}, "What the file does not say"), h("div", { class: "raster-fields" }, fields.map((each) => each.element), fillLine));

  function showFields() {
    for (const each of fields) each.element.hidden = !each.uses.includes(use.value);
    fillLine.hidden = use.value === "sketch";
    if (file) take();
  }

  async function choose(chosen) {
    input.value = "";
    if (!chosen) return;
    [file, upload] = [chosen, null];
    await take();
  }

  function flags() {
    const said = {};
    for (const { flag, uses, entry } of fields) {
      const text = entry.value.trim();
      if (!text || !uses.includes(use.value)) continue;
      said[flag] = NUMBERS.test(flag) ? Number(text) : text;
      if (Number.isNaN(said[flag])) throw new Error(`${text}: a number, please`);
    }
    if (fill.checked && use.value !== "sketch") said.raster_fill = true;
    return said;
  }

  async function take() {
    const mine = file;
    problem.textContent = "";
    told.replaceChildren();
    try {
      const said = flags();
      if (!upload) {
        progress.hidden = false;
        progress.value = 0;
        upload = await sendFile(mine, (share) => {
          progress.value = share;
        });
      }
      told.replaceChildren(h("li", {}, `Reading ${mine.name} (${size(mine.size)})…`));
      const answer = await ask("take", { domain: domain.name, flag: use.value, upload, flags: said });
      if (mine !== file) return;
      put(answer.fields);
      told.replaceChildren(...answer.told.map((each) => h("li", {}, each)));
      changed();
    } catch (error) {
      told.replaceChildren();
      problem.textContent = inWords(error, mine.name);
      if (/“/.test(problem.textContent)) more.open = true;
    }
    progress.hidden = true;
    show();
  }

  function put(found) {
    const { fields: names, without } = USES[use.value];
    for (const name of without) delete state.request[name];
    for (const name of names) if (name in found) state.request[name] = found[name];
    if (!found.base) return;
    const { width, depth, metres_per_cell: cell } = found.base;
    const spacing = found.metres_per_pixel ?? state.request.metres_per_pixel;
    for (const [name, cells, origin] of [
      ["width_px", width, "origin_x_px"],
      ["depth_px", depth, "origin_z_px"],
    ]) {
      const whole = Math.round((cells * cell) / spacing);
      const side = whole <= SIDE_MAX ? whole : SIDE_PART;
      state.request[name] = side;
      if (side < whole) state.request[origin] = String(Math.floor((whole - side) / 2));
    }
    // Heights and relief are the land's own.
    for (const name of ["mean_height_m", "relief_m"]) delete state.request[name];
  }

  function leaveIt() {
    for (const name of ["base", "geo_frame"]) delete state.request[name];
    if (file && use.value === "sketch") delete state.request.sketch;
    [file, upload] = [null, null];
    told.replaceChildren();
    problem.textContent = "";
    show();
    changed();
  }

  function show() {
    const { base } = state.request;
    again.hidden = !file;
    leave.hidden = !file && !base;
    if (base && !told.childElementCount && !file)
      told.replaceChildren(h("li", {}, `Land of ${base.width} x ${base.depth} cells of ${base.metres_per_cell} m`));
  }

  const element = h(
    "div",
    { class: "photo-input" },
    use,
    input,
    h(
      "button",
      {
        type: "button",
        class: "photo-drop",
        onclick: () => input.click(),
        ondrop: (event) => {
          // The page itself would ask the file for its settings.
          event.preventDefault();
          choose(event.dataTransfer.files[0]);
        },
      },
      icon("plus"),
      "Choose a GeoTIFF, .hgt, .asc, .png, .r16 or .npy",
    ),
    progress,
    problem,
    told,
    more,
    h("div", { class: "paint-foot" }, again, leave),
  );
  showFields();
  return { title: "Real land", element, show, used: () => Boolean(state.request.base) };
}
