// What the studio shows of each domain: what it asks for, its picture on the sheet, and the thing large. A domain that is
// not named here is shown by the kinds of files that it sends.

import { h, icon, tabs } from "../dom.js";
import { withOutputs } from "../request.js";
import { audioView, drawPeaks, heard, peaksOf, playsAlone } from "./audio.js";
import { materialView } from "./material.js";
import { modelView } from "./model.js";
import { pictureView } from "./picture.js";
import { landOf, landPicture, partOf, terrainView } from "./terrain.js";
import { chatView, graphView, linesView, playView, rowsOf, sceneOf, tableView, textView } from "./words.js";

const SMALL = 256;
const LEAST_SIDE = 64;
const CELL_LEVEL = 3;
const COARSEST = 5;
const IMAGES = ["image/png", "image/jpeg", "image/webp"];
const isPicture = (file) => IMAGES.includes(file.type);

function picked(made, ...kinds) {
  return kinds.map((kind) => made.files.find((each) => each.kind === kind)).find(Boolean);
}

async function canvasOf(file, square = true) {
  const image = await createImageBitmap(new Blob([file.data], { type: file.type }));
  const side = Math.min(image.width, image.height);
  const canvas = h("canvas", { width: square ? side : image.width, height: square ? side : image.height });
  canvas
    .getContext("2d")
    .drawImage(
      image,
      square ? (image.width - side) / 2 : 0,
      square ? (image.height - side) / 2 : 0,
      canvas.width,
      canvas.height,
      0,
      0,
      canvas.width,
      canvas.height,
    );
  return canvas;
}

/** A card with words, for what has no picture: paper whatever the theme, for it is kept. */
function paper(heading, lines, mark) {
  const canvas = h("canvas", { width: 384, height: 384 });
  const drawing = canvas.getContext("2d");
  drawing.fillStyle = "#f3ead9";
  drawing.fillRect(0, 0, 384, 384);
  drawing.fillStyle = "#9a6a1f";
  drawing.fillRect(0, 0, 8, 384);
  drawing.fillStyle = "#6f4d18";
  drawing.font = "600 20px system-ui, sans-serif";
  drawing.fillText(heading.slice(0, 32), 28, 44);
  drawing.fillStyle = "#2a241c";
  drawing.font = `${mark ? "" : "italic "}21px Georgia, serif`;
  let y = 82;
  for (const line of lines) {
    let row = "";
    for (const word of line.split(/\s+/)) {
      if (drawing.measureText(`${row} ${word}`).width > 328 && row) {
        drawing.fillText(row, 28, y);
        y += 28;
        row = word;
      } else row = row ? `${row} ${word}` : word;
      if (y > 366) break;
    }
    if (y <= 366) drawing.fillText(row, 28, y);
    y += 38;
    if (y > 366) break;
  }
  return canvas;
}

async function wavePicture(made) {
  const canvas = h("canvas", { width: 384, height: 384 });
  const drawing = canvas.getContext("2d");
  drawing.fillStyle = "#1c2530";
  drawing.fillRect(0, 0, 384, 384);
  const files = heard(made).slice(0, 4);
  for (const [index, file] of files.entries()) {
    const strip = h("canvas", { width: 384, height: 384 / files.length });
    const { peaks } = await peaksOf(file, 128);
    drawPeaks(strip, peaks, "#e8a33d");
    drawing.drawImage(strip, 0, (index * 384) / files.length);
  }
  return canvas;
}

async function firstPicture(made) {
  const file = made.files.find(isPicture);
  if (file) return canvasOf(file);
  if (heard(made).length) return wavePicture(made);
  const text = made.files.find((each) => /json|text|csv/.test(each.type));
  return paper(
    "Result",
    [text ? new TextDecoder().decode(text.data.slice(0, 600)) : `${made.files.length} files`],
    true,
  );
}

const plain = (domain) => {
  const field = outputsOf(domain);
  const kinds = domain.choices?.find((each) => each.name === field)?.values ?? [];
  return ["png", "json", "flac", "glb"].filter((kind) => kinds.includes(kind));
};

/** The field that says what to send; undefined where a domain has none. */
export function outputsOf(domain) {
  return ["outputs", "outputs.kind", "shared.outputs", "parts"]
    .find((name) => domain.choices?.some((each) => each.name === name))
    ?.replace(".kind", "");
}

const sound = (kinds) => ({ sheet: kinds, large: kinds, picture: wavePicture, open: audioView, hear: true, count: 4 });

// Land that a coarser level would not have, or would have elsewhere.
const isPlaced = (request) =>
  ["strokes", "lock", "edges", "constraints", "landform_map", "erosion", "stamps"].some((name) => request[name]);

const sideOf = (request) => Math.max(request.width_px ?? SMALL, request.depth_px ?? SMALL);

/** A request for the same land, so many levels coarser; at least 64 pixels of it, which is the least there is. */
function coarser(request, by) {
  const own = request.level ?? 0;
  const level = Math.min(Math.max(by, 0), COARSEST - own);
  if (!level) return request;
  const share = 2 ** level;
  const copy = { ...request, level: own + level };
  delete copy.refinements;
  if (copy.sketch && !copy.sketch.area)
    // A sketch without a place lies where the request does, and stays there.
    copy.sketch = {
      ...copy.sketch,
      area: {
        origin_x_px: String(Number(copy.origin_x_px ?? 0) * 2 ** own),
        origin_z_px: String(Number(copy.origin_z_px ?? 0) * 2 ** own),
        width_px: (copy.width_px ?? SMALL) * 2 ** own,
        depth_px: (copy.depth_px ?? SMALL) * 2 ** own,
      },
    };
  for (const name of ["width_px", "depth_px"]) copy[name] = Math.max(LEAST_SIDE, Math.ceil((copy[name] ?? SMALL) / share));
  for (const name of ["origin_x_px", "origin_z_px"])
    if (copy[name]) copy[name] = String(Math.floor(Number(copy[name]) / share));
  return copy;
}

const DOMAINS = {
  terrain: {
    count: 12,
    // The same world seen from farther: a coarser level of it has few pixels and all of the land. Rivers, which are a
    // pixel or two wide there, come when it is opened: they take longer than all else.
    small(request) {
      const copy = structuredClone(request);
      if (!copy.ground?.reshape) {
        delete copy.ground;
        if (!copy.strokes) delete copy.rivers;
      }
      if (isPlaced(copy)) return copy;
      return coarser(copy, Math.ceil(Math.log2(sideOf(copy) / (SMALL + 1))));
    },
    // A first look, within a tenth of a second: the generator's own cells of 8 x 8 pixels.
    glance(request) {
      const copy = structuredClone(request);
      const level = CELL_LEVEL - (copy.level ?? 0);
      if (level <= 0 || isPlaced(copy) || sideOf(copy) > SMALL * 2 ** level) return null;
      for (const name of ["ground", "rivers"]) delete copy[name];
      return coarser(copy, level);
    },
    sheet: ["heights_f32"],
    large: ["heights_f32", "hillshade_png"],
    picture: async (made, request) => landPicture(partOf(landOf(made), request), request.sea_level_m ?? 0),
    open: terrainView,
    facts: ({ result }) => [
      ["Size", `${Math.round(result.width_px * result.metres_per_pixel)} m`],
      ["Spacing", `${result.metres_per_pixel} m`],
      ["Heights", `${Math.round(result.height_min_m ?? 0)} to ${Math.round(result.height_max_m ?? 0)} m`],
    ],
    near: (request, seed) => ({ ...request, variation: { other_seed: String(seed), share: 0.35 } }),
  },
  texture: {
    count: 12,
    small: (request) => ({
      ...request,
      width_px: Math.min(request.width_px ?? SMALL, SMALL),
      height_px: Math.min(request.height_px ?? request.width_px ?? SMALL, SMALL),
    }),
    complete: (request) => ({
      ...request,
      width_px: request.width_px ?? 512,
      height_px: request.height_px ?? request.width_px ?? 512,
    }),
    sheet: ["ball_png", "albedo_png"],
    large: ["albedo_png", "normal_png", "orm_png"],
    picture: async (made) => canvasOf(picked(made, "ball_png", "albedo_png")),
    open: materialView,
    near: (request, seed) => ({ ...request, variation: { other_seed: String(seed), strength: 0.3 } }),
  },
  texture_set: {
    count: 2,
    sheet: ["albedo_png", "ball_png"],
    large: ["albedo_png", "ball_png"],
    open: async (made) => pictureView(made.files.filter(isPicture)),
  },
  character: {
    count: 8,
    sheet: [{ kind: "portrait", picture_px: 320 }],
    large: [
      { kind: "glb", clip_names: ["idle", "walk", "wave"], texture_px: 1024 },
      { kind: "portrait", picture_px: 512 },
    ],
    picture: async (made) => canvasOf(picked(made, "portrait")),
    open: async (made) =>
      tabs(
        [
          ["Figure", () => modelView(picked(made, "glb").data, { upright: true })],
          ["Portrait", () => pictureView([picked(made, "portrait")])],
        ],
        "Views of the person",
      ),
    facts: ({ result }) => [["Name", result.person?.name ?? result.name]],
  },
  dialogue: {
    count: 4,
    sheet: ["json"],
    large: ["json"],
    picture: async (made, request) =>
      paper(
        request.persona?.name || request.persona?.role || "Lines",
        (made.result.lines ?? []).map((each) => each.text),
      ),
    open: async (made, request, server) =>
      tabs(
        [
          ["Lines", () => linesView(made)],
          ["Talk", () => chatView(server, request)],
        ],
        "Views of the lines",
      ),
  },
  dialogue_scene: {
    count: 2,
    sheet: ["json"],
    large: ["json"],
    picture: async (made) => {
      const scene = sceneOf(made);
      return paper(
        scene.title ?? "Scene",
        scene.nodes.flatMap((node) => node.lines.map((line) => line.text)).slice(0, 6),
      );
    },
    open: async (made) => {
      const scene = sceneOf(made);
      return tabs(
        [
          ["Graph", () => graphView(scene)],
          ["Play", () => playView(scene)],
        ],
        "Views of the scene",
      );
    },
    facts: (made) => {
      const scene = sceneOf(made);
      return [
        ["Title", scene.title],
        ["Nodes", scene.nodes.length],
        ["Lines", scene.nodes.reduce((sum, node) => sum + node.lines.length, 0)],
      ];
    },
  },
  creature: {
    count: 6,
    sheet: ["portrait"],
    large: ["portrait", "glb"],
    facts: ({ result }) => [
      ["Breed", result.breed],
      ["Coat", result.coat],
      ["Sex", result.sex],
      ["Height", `${result.height_m.toFixed(2)} m`],
    ],
  },
  layout: {
    count: 8,
    sheet: ["png"],
    large: ["png", "glb"],
    picture: async (made) => canvasOf(picked(made, "png"), false),
    open: async (made) =>
      tabs(
        [
          ["Map", () => pictureView([picked(made, "png")], { crisp: true })],
          ["3D", () => modelView(picked(made, "glb").data)],
        ],
        "Views of the layout",
      ),
    facts: ({ result }) => [
      ["Kind", [result.kind, result.style].filter(Boolean).join(", ").replaceAll("_", " ")],
      ["Rooms", result.rooms?.length ?? 0],
      ["Doors", result.doors?.length ?? 0],
      result.rank !== undefined && ["The critic's rank", `${Math.round(result.rank * 100)} of 100`],
    ],
    score: ({ result }) => result.rank,
  },
  table: {
    count: 1,
    sheet: ["json"],
    large: ["json", "csv"],
    picture: async (made, request) => {
      const { columns, rows } = rowsOf(made);
      return paper(
        request.table ?? "Table",
        rows.slice(0, 8).map((row) =>
          row
            .slice(0, 4)
            .map((value) => String(value ?? "").replaceAll("_", " "))
            .join(", "),
        ),
        columns,
      );
    },
    open: async (made) => tableView(made),
  },
  speech: sound(["flac", "timing"]),
  sound: sound(["flac", "json"]),
  ambience: { ...sound(["mix", "json"]), count: 2 },
  music: { ...sound(["flac", "midi", "json"]), count: 2 },
  music_set: { ...sound(["flac"]), count: 1 },
  world: {
    count: 1,
    sheet: ["map"],
    large: ["map", "scene"],
    picture: async (made) => canvasOf(picked(made, "map_png")),
    open: async (made) =>
      tabs(
        [
          ["Map", () => pictureView([picked(made, "map_png")])],
          ["3D", () => modelView(picked(made, "scene_glb").data)],
        ],
        "Views of the world",
      ),
    facts: ({ result }) => [
      ["Place", result.name],
      ["Buildings", result.buildings ?? 0],
      ["People", result.people ?? 0],
      ["Animals", result.animals ?? 0],
      ["Props", result.props ?? 0],
      ["Lines", result.lines ?? 0],
    ],
  },
};

async function anyView(made) {
  const pictures = made.files.filter(isPicture);
  const shown = [
    pictures.length && ["Pictures", () => pictureView(pictures)],
    ...made.files
      .filter((each) => each.type === "model/gltf-binary")
      .map((each) => [each.kind, () => modelView(each.data)]),
    heard(made).length && ["Sound", () => audioView(made)],
    ...made.files
      .filter((each) => /json|text|csv|xml/.test(each.type))
      .map((each) => [each.kind, () => textView(each)]),
  ].filter(Boolean);
  return shown.length ? tabs(shown, "Views of the result") : h("p", { class: "hint" }, "Its files can be saved.");
}

/** What is shown of a domain: { count, small, glance, complete, sheet, large, picture, open, facts, score, near, hear };
 * scores are the critic's, 0 to 1, where a request asked for the best of several. */
export function viewOf(domain) {
  const own = DOMAINS[domain.name] ?? {};
  const usual = {
    count: 4,
    sheet: plain(domain),
    large: plain(domain),
    picture: firstPicture,
    open: anyView,
    small: (request) => request,
    complete: (request) => request,
    facts: () => [],
    score: () => undefined,
  };
  return { ...usual, ...own };
}

export function asked(server, domain, request, kinds) {
  const field = outputsOf(domain);
  if (!field || !kinds.length) return structuredClone(request);
  const message = server.message(domain.request_type);
  const [parent, inner] = field.split(".");
  const copy = structuredClone(request);
  delete copy.presets;
  delete copy.shared?.presets;
  if (!inner) return withOutputs(message, copy, parent, kinds);
  copy[parent] = withOutputs(
    message.fields.find((each) => each.name === parent).message,
    copy[parent] ?? {},
    inner,
    kinds,
  );
  return copy;
}

/** A small play button for a tile that is heard. */
export function tilePlayer(made) {
  const [file] = heard(made);
  if (!file) return null;
  const sound = h("audio", { src: URL.createObjectURL(new Blob([file.data], { type: file.type })), preload: "none" });
  const button = h(
    "button",
    {
      type: "button",
      class: "tile-play",
      "aria-label": "Play",
      onclick: (event) => {
        event.stopPropagation();
        if (sound.paused) sound.play();
        else sound.pause();
      },
    },
    icon("play"),
  );
  playsAlone(sound, button);
  return h("span", {}, button, sound);
}
