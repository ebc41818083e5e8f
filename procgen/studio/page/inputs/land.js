// Land that is drawn: lines for ridges, rivers and valleys, heights to follow, and which landscape is where. The request
// itself is the paint: places are in the world, so that they stay where they are when seed or size change.

import { h } from "../dom.js";
import { base64, bytesOf } from "../request.js";
import { Refused } from "../rpc.js";
import { asked, viewOf } from "../views/index.js";
import { landOf, landPicture, partOf } from "../views/terrain.js";
import { brushMap, pressure } from "./brush.js";

const CELLS = 64;
const LANDSCAPES = 32;
const POINTS_MAX = 256;
const STROKES_MAX = 64;
// A line of so many points goes across the map and back.
const POINT_DISTANCE = 0.01;
// How much unpainted ground counts where it is to stay about as it is; paint counts up to 1.
const HELD = 0.25;
const GLIMPSE_MS = 250;
const LINES = { Ridge: "STROKE_KIND_RIDGE", River: "STROKE_KIND_RIVER", Valley: "STROKE_KIND_VALLEY" };
const COLOURS = {
  STROKE_KIND_RIDGE: "#ff9d2e",
  STROKE_KIND_RIVER: "#39b8ff",
  STROKE_KIND_VALLEY: "#35d69b",
  STROKE_KIND_HEIGHT: "#ffffff",
};
/** Of a grid that lies on the map as a whole, wherever that is. */
const WHOLE = { origin_x_px: 0, origin_z_px: 0, width_px: 1, depth_px: 1 };
const PAINT = ["sketch", "strokes", "landform_map"];
const LANDSCAPE = "Landscape";
// A river's bed of so many metres would be a canyon.
const METRES = { Raise: 200, Lower: 200, Flatten: 200, Ridge: 200, River: 0, Valley: 200 };

/** The request's rectangle on the world's grid of pixels. */
function areaOf(request) {
  return {
    origin_x_px: Number(request.origin_x_px ?? 0) * 2 ** (request.level ?? 0),
    origin_z_px: Number(request.origin_z_px ?? 0) * 2 ** (request.level ?? 0),
    width_px: (request.width_px ?? 256) * 2 ** (request.level ?? 0),
    depth_px: (request.depth_px ?? 256) * 2 ** (request.level ?? 0),
  };
}

const said = (area) => ({
  origin_x_px: String(area.origin_x_px),
  origin_z_px: String(area.origin_z_px),
  width_px: area.width_px,
  depth_px: area.depth_px,
});

const placeOf = (request) => JSON.stringify(said(areaOf(request)));

/** Numbers of a grid over one area, by the nearest cell, on a grid of `cells` over another; `free` outside of it. */
function regrid(values, width, depth, from, cells, to, free) {
  const found = new Array(cells * cells).fill(free);
  for (let row = 0; row < cells; row++)
    for (let column = 0; column < cells; column++) {
      const x = to.origin_x_px + ((column + 0.5) / cells) * to.width_px;
      const z = to.origin_z_px + ((row + 0.5) / cells) * to.depth_px;
      const across = Math.floor(((x - from.origin_x_px) / from.width_px) * width);
      const down = Math.floor(((z - from.origin_z_px) / from.depth_px) * depth);
      if (across >= 0 && across < width && down >= 0 && down < depth)
        found[row * cells + column] = values[down * width + across];
    }
  return found;
}

const numbers = (area) => Object.fromEntries(Object.entries(area).map(([name, value]) => [name, Number(value)]));

/** What is painted, on the request's rectangle: heights and weights, and an index into the landscapes a cell. */
function read(request) {
  const area = areaOf(request);
  const { sketch, landform_map: map } = request;
  const from = (part) => (part.area ? { ...area, origin_x_px: 0, origin_z_px: 0, ...numbers(part.area) } : area);
  const drawn = sketch?.heights_m?.length;
  const weights = sketch?.weights?.length ? sketch.weights : new Array(sketch?.heights_m?.length ?? 0).fill(1);
  const holds = Boolean(drawn) && weights.every((weight) => weight >= HELD);
  return {
    holds,
    place: placeOf(request),
    heights: drawn
      ? regrid(sketch.heights_m, sketch.width, sketch.depth, from(sketch), CELLS, area, 0)
      : new Array(CELLS * CELLS).fill(0),
    weights: drawn
      ? regrid(
          // Ground that is merely held is no paint.
          holds ? weights.map((weight) => (weight > HELD ? weight : 0)) : weights,
          sketch.width,
          sketch.depth,
          from(sketch),
          CELLS,
          area,
          0,
        )
      : new Array(CELLS * CELLS).fill(0),
    follows: !map || (map.palette?.[0]?.landform ?? "") === (request.landform ?? ""),
    palette: map?.palette ? structuredClone(map.palette) : [{ landform: request.landform ?? "" }],
    places: map
      ? regrid(
          bytesOf(map.indices),
          map.width,
          map.depth,
          from(map),
          LANDSCAPES,
          area,
          0,
        )
      : new Array(LANDSCAPES * LANDSCAPES).fill(0),
  };
}

/** Cells of a square grid under the brush, with how hard it presses there. */
function* under(cells, [x, z], radius) {
  const reach = radius * cells;
  const [middleX, middleZ] = [x * cells - 0.5, z * cells - 0.5];
  for (let row = Math.max(Math.ceil(middleZ - reach), 0); row <= Math.min(middleZ + reach, cells - 1); row++)
    for (let column = Math.max(Math.ceil(middleX - reach), 0); column <= Math.min(middleX + reach, cells - 1); column++) {
      const pressed = pressure(Math.hypot(column - middleX, row - middleZ), reach);
      if (pressed > 0) yield [row * cells + column, pressed];
    }
}

/**
 * The panel of a request's paint. `state.tiles` give the land below it, and before there are any the server does, at a
 * glance; `changed` is called after each stroke.
 */
export function landInput(server, domain, state, changed) {
  const view = viewOf(domain);
  const landforms = domain.choices?.find((each) => each.name === "landform")?.values ?? [];
  let paint = read(state.request);
  let ground = null;
  let glimpsed = null;
  let waiting = 0;
  let reached = null;
  let before = null;
  let line = null;
  let landform = landforms[0] ?? "";
  const metres = {};
  const metresOf = (tool) => metres[tool] ?? METRES[tool];

  /** Reads what the request has; where that is no sketch, unpainted land is held as was said last. */
  function follow() {
    paint = read(state.request);
    if (state.request.sketch) keep.checked = paint.holds;
    else paint.holds = keep.checked;
  }

  /** Where no landscape is painted there is the request's, which may be chosen after the paint. */
  function layGround() {
    paint.follows = true;
    paint.palette[0] = { landform: state.request.landform ?? "" };
    if (state.request.landform_map) state.request.landform_map.palette = paint.palette;
  }

  const tileOf = () => state.tiles.find((each) => each.made && each.canvas);

  function layLand(land) {
    ground = {
      picture: landPicture(land, state.request.sea_level_m ?? 0),
      heights: regrid(land.heights, land.width, land.depth, WHOLE, CELLS, WHOLE, 0),
    };
    map.redraw();
  }

  function show() {
    follow();
    const tile = tileOf();
    if (tile) layLand(partOf(landOf(tile.made), tile.request));
    else {
      map.redraw();
      glimpse();
    }
  }

  /** The land at a glance, while nothing has been made; what is wrong with a request is told when it is made. */
  async function glimpse() {
    const bare = structuredClone(view.complete(state.request));
    for (const name of PAINT) delete bare[name];
    const request = view.glance(bare);
    const sought = JSON.stringify(request);
    if (!request || sought === glimpsed) return;
    glimpsed = sought;
    try {
      const made = await server.make(domain.method, asked(server, domain, request, view.sheet));
      if (sought === glimpsed && !tileOf()) layLand(partOf(landOf(made), bare));
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
    }
  }

  const groundAt = (cell) => ground?.heights[cell] ?? state.request.mean_height_m ?? state.request.sea_level_m ?? 0;
  const heightAt = (cell) => {
    const share = Math.min(paint.weights[cell] / HELD, 1);
    return groundAt(cell) + (paint.heights[cell] - groundAt(cell)) * share;
  };

  function write() {
    const { request } = state;
    const area = said(areaOf(request));
    const painted = paint.weights.some((weight) => weight > 0);
    if (painted)
      request.sketch = {
        width: CELLS,
        depth: CELLS,
        heights_m: paint.heights.map((_, cell) => Math.round(heightAt(cell) * 10) / 10),
        weights: paint.weights.map((weight) => Math.round(Math.max(weight, paint.holds ? HELD : 0) * 1000) / 1000),
        area,
      };
    else delete request.sketch;
    if (paint.places.some(Boolean))
      request.landform_map = {
        area,
        width: LANDSCAPES,
        depth: LANDSCAPES,
        palette: paint.palette,
        indices: base64(Uint8Array.from(paint.places)),
      };
    else delete request.landform_map;
    if (!request.strokes?.length) delete request.strokes;
    changed();
  }

  function pointAt([x, z]) {
    const area = areaOf(state.request);
    return {
      x_px: Math.round((area.origin_x_px + x * area.width_px) * 10) / 10,
      z_px: Math.round((area.origin_z_px + z * area.depth_px) * 10) / 10,
    };
  }

  function shareOf(point) {
    const area = areaOf(state.request);
    return [
      ((point.x_px ?? 0) - area.origin_x_px) / area.width_px,
      ((point.z_px ?? 0) - area.origin_z_px) / area.depth_px,
    ];
  }

  function begin(tool, place) {
    // Another place or size was asked for since.
    if (paint.place !== placeOf(state.request)) show();
    reached = new Float32Array(CELLS * CELLS);
    before = paint.heights.map((_, cell) => heightAt(cell));
    if (!LINES[tool]) return;
    line = { kind: LINES[tool], points: [pointAt(place)] };
    if (metresOf(tool)) line.amount_m = Math.abs(metresOf(tool));
    state.request.strokes = [...(state.request.strokes ?? []), line].slice(-STROKES_MAX);
  }

  function drag(tool, place, radius) {
    if (LINES[tool]) {
      const [x, z] = shareOf(line.points.at(-1));
      if (Math.hypot(place[0] - x, place[1] - z) >= POINT_DISTANCE && line.points.length < POINTS_MAX)
        line.points.push(pointAt(place));
    } else if (tool === LANDSCAPE) {
      let index = paint.palette.findIndex((each, at) => at > 0 && each.landform === landform);
      if (index < 0) index = paint.palette.push({ landform }) - 1;
      for (const [cell, pressed] of under(LANDSCAPES, place, radius)) if (pressed > 0.15) paint.places[cell] = index;
    } else if (tool === "Erase") {
      for (const [cell, pressed] of under(CELLS, place, radius)) paint.weights[cell] *= 1 - pressed;
      for (const [cell, pressed] of under(LANDSCAPES, place, radius)) if (pressed > 0.15) paint.places[cell] = 0;
      const touched = (point) => {
        const [x, z] = shareOf(point);
        return Math.hypot(place[0] - x, place[1] - z) < radius;
      };
      state.request.strokes = (state.request.strokes ?? []).filter((each) => !each.points.some(touched));
    } else
      for (const [cell, pressed] of under(CELLS, place, radius)) {
        reached[cell] = Math.max(reached[cell], pressed);
        const share = reached[cell];
        const target = {
          Raise: before[cell] + metresOf(tool),
          Lower: before[cell] - metresOf(tool),
          Flatten: metresOf(tool),
          Smooth: around(before, cell),
        }[tool];
        paint.heights[cell] = before[cell] + (target - before[cell]) * share;
        paint.weights[cell] = Math.max(paint.weights[cell], share);
      }
  }

  function around(heights, cell) {
    const [row, column] = [Math.floor(cell / CELLS), cell % CELLS];
    let [sum, many] = [0, 0];
    for (let down = Math.max(row - 3, 0); down <= Math.min(row + 3, CELLS - 1); down++)
      for (let across = Math.max(column - 3, 0); across <= Math.min(column + 3, CELLS - 1); across++) {
        sum += heights[down * CELLS + across];
        many++;
      }
    return sum / many;
  }

  function end() {
    // A click has no direction.
    if (line?.points.length === 1) state.request.strokes = state.request.strokes.filter((each) => each !== line);
    line = null;
    write();
  }

  function draw(context, side) {
    if (ground) context.drawImage(ground.picture, 0, 0, side, side);
    else {
      context.fillStyle = "#6f7d6a";
      context.fillRect(0, 0, side, side);
    }
    const cell = side / LANDSCAPES;
    for (const [index, place] of paint.places.entries())
      if (place) {
        context.fillStyle = `hsl(${(place * 67) % 360} 75% 55% / 45%)`;
        context.fillRect((index % LANDSCAPES) * cell, Math.floor(index / LANDSCAPES) * cell, cell, cell);
      }
    const fine = side / CELLS;
    for (const [index, weight] of paint.weights.entries())
      if (weight > 0) {
        context.fillStyle = `rgb(255 226 120 / ${weight * 55}%)`;
        context.fillRect((index % CELLS) * fine, Math.floor(index / CELLS) * fine, fine, fine);
      }
    context.lineWidth = 6;
    context.lineCap = context.lineJoin = "round";
    for (const stroke of state.request.strokes ?? []) {
      context.strokeStyle = COLOURS[stroke.kind];
      context.beginPath();
      for (const point of stroke.points) {
        const [x, z] = shareOf(point);
        context.lineTo(x * side, z * side);
      }
      context.stroke();
    }
  }

  function controls(tool) {
    if (tool === LANDSCAPE) {
      const select = h(
        "select",
        {
          "aria-label": "Landscape",
          onchange: () => {
            landform = select.value;
          },
        },
        landforms.map((each) => h("option", { value: each }, each.replaceAll("_", " "))),
      );
      select.value = landform;
      return [select];
    }
    if (!(tool in METRES)) return [];
    const input = h("input", {
      type: "number",
      value: String(metresOf(tool)),
      step: "any",
      onchange: () => {
        metres[tool] = Number(input.value);
      },
    });
    const words = { Flatten: "Metres above the sea", Raise: "Metres up", Lower: "Metres down" };
    return [h("label", { class: "check" }, words[tool] ?? "Metres; 0 leaves it to the server", input)];
  }

  const keep = h("input", {
    type: "checkbox",
    onchange: () => {
      paint.holds = keep.checked;
      write();
      map.redraw();
    },
  });
  const map = brushMap({
    name: "Map to paint on",
    tools: [...Object.keys(LINES), "Raise", "Lower", "Smooth", "Flatten", LANDSCAPE, "Erase"],
    controls,
    radius: 0.12,
    begin,
    drag,
    end,
    draw,
    snapshot: () => structuredClone({ follows: paint.follows, parts: PAINT.map((name) => state.request[name]) }),
    restore({ follows, parts }) {
      PAINT.forEach((name, index) => {
        if (parts[index] === undefined) delete state.request[name];
        else state.request[name] = parts[index];
      });
      follow();
      if (follows) layGround();
      changed();
    },
    clear() {
      for (const name of PAINT) delete state.request[name];
      follow();
      changed();
    },
  });
  map.element.append(h("label", { class: "check" }, keep, "Unpainted land stays about as it is"));
  return {
    title: "Paint on the map",
    element: map.element,
    show,
    used: () => PAINT.some((name) => state.request[name]),
    changed(name) {
      if (name === "landform" && paint.follows) layGround();
      // Not for each step of a slider.
      clearTimeout(waiting);
      if (!tileOf() && map.element.offsetParent) waiting = setTimeout(glimpse, GLIMPSE_MS);
    },
  };
}
