// Land: a map whose heights can be read, and the same in 3D, to turn and to fly over.

import { colour, h, tabs } from "../dom.js";
import { knob, stage } from "./stage.js";

const MOST_ROWS = 320;

/** Columns, rows and heights in metres of a result. */
export function landOf(made) {
  const file = made.files.find((each) => each.kind === "heights_f32");
  const heights = new Float32Array(file.data.buffer, file.data.byteOffset, file.data.byteLength / 4);
  return {
    heights,
    width: file.width,
    depth: file.height,
    level: JSON.parse(made.recipe?.request_json ?? "{}").level ?? 0,
    spacing: made.result.metres_per_pixel ?? 30,
    low: made.result.height_min_m ?? 0,
    high: made.result.height_max_m ?? 0,
  };
}

/** The part of land that a request asked for: a coarser level of little land has more around it. */
export function partOf(land, request) {
  const share = 2 ** ((request.level ?? 0) - (land.level ?? 0));
  const width = Math.min(Math.ceil((request.width_px ?? land.width) * share), land.width);
  const depth = Math.min(Math.ceil((request.depth_px ?? land.depth) * share), land.depth);
  if (width === land.width && depth === land.depth) return land;
  const heights = new Float32Array(width * depth);
  for (let row = 0; row < depth; row++)
    heights.set(land.heights.subarray(row * land.width, row * land.width + width), row * width);
  return { ...land, heights, width, depth };
}

const SEA = [0.16, 0.32, 0.42];
const SAND = [0.78, 0.71, 0.54];
const GRASS = [0.36, 0.43, 0.22];
const MEADOW = [0.52, 0.52, 0.32];
const ROCK = [0.46, 0.42, 0.38];
const SNOW = [0.95, 0.96, 0.98];

/** The colour that is worked on: lands have many pixels, so that none has an array of its own. */
const ink = new Float64Array(3);

function dip([red, green, blue]) {
  ink[0] = red;
  ink[1] = green;
  ink[2] = blue;
}

/** Moves the colour by a share of 0 to 1 towards another one. */
function tint(to, share) {
  if (!(share > 0)) return;
  const t = Math.min(share, 1);
  ink[0] += (to[0] - ink[0]) * t;
  ink[1] += (to[1] - ink[1]) * t;
  ink[2] += (to[2] - ink[2]) * t;
}

/** What colour ground has, in `ink`: by its slope, its height above the sea, and its share of the map's own relief. */
function inkGround(height, slope, land, sea) {
  if (height <= sea + 0.01) return dip(SEA);
  const foot = Math.max(land.low, sea);
  const isShore = height - sea < Math.min(6, (land.high - sea) * 0.03);
  dip(isShore ? SAND : GRASS);
  if (!isShore) tint(MEADOW, ((height - foot) / Math.max(land.high - foot, 1)) * 1.6);
  tint(ROCK, (slope - 0.45) * 2.2);
  tint(SNOW, Math.min((height - 1500) / 700, 1) * (1.25 - slope));
}

/** Calls for every `step`-th pixel, row by row: its height, and how much the ground rises to the east and to the south. */
function eachPlace(land, step, call) {
  const { heights, width, depth } = land;
  const run = 2 * step * land.spacing;
  for (let z = 0; z < depth; z += step) {
    const row = z * width;
    const north = Math.max(z - step, 0) * width;
    const south = Math.min(z + step, depth - 1) * width;
    for (let x = 0; x < width; x += step)
      call(
        heights[row + x],
        (heights[row + Math.min(x + step, width - 1)] - heights[row + Math.max(x - step, 0)]) / run,
        (heights[south + x] - heights[north + x]) / run,
      );
  }
}

/** Height and colour at every `step`-th row and column. */
function ground(land, step, sea) {
  const columns = Math.floor((land.width - 1) / step) + 1;
  const rows = Math.floor((land.depth - 1) / step) + 1;
  const colours = new Float32Array(columns * rows * 3);
  let put = 0;
  eachPlace(land, step, (height, east, south) => {
    inkGround(height, Math.sqrt(east * east + south * south), land, sea);
    colours.set(ink, put);
    put += 3;
  });
  const at = (x, z) =>
    land.heights[Math.min(Math.max(z, 0), land.depth - 1) * land.width + Math.min(Math.max(x, 0), land.width - 1)];
  return { columns, rows, colours, at };
}

export async function terrainView(made, request) {
  const land = landOf(made);
  const sea = request.sea_level_m ?? 0;
  return tabs(
    [
      ["3D", () => inSpace(land, sea)],
      ["Map", () => map(land, sea)],
      ["Profile", () => profile(land)],
    ],
    "Views of the land",
  );
}

async function inSpace(land, sea) {
  const across = 10;
  const perMetre = across / (Math.max(land.width, land.depth) * land.spacing);
  const step = Math.max(1, Math.ceil(Math.max(land.width, land.depth) / MOST_ROWS));
  const shown = { flying: false, keys: new Set(), exaggeration: 1 };
  const space = await stage({
    sky: false,
    far: 80,
    description: "The land in 3D; drag to turn it, W A S D to fly",
    frame: (seconds) => fly(seconds),
  });
  const { THREE, scene, camera, controls, canvas, wake } = space;
  const { columns, rows, colours, at } = ground(land, step, sea);
  const places = new Float32Array(columns * rows * 3);
  const middle = (land.low + land.high) / 2;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const index = (row * columns + column) * 3;
      places[index] = (column * step - land.width / 2) * land.spacing * perMetre;
      places[index + 1] = (at(column * step, row * step) - middle) * perMetre;
      places[index + 2] = (row * step - land.depth / 2) * land.spacing * perMetre;
    }
  }
  const faces = new Uint32Array((columns - 1) * (rows - 1) * 6);
  let put = 0;
  for (let row = 0; row < rows - 1; row++) {
    for (let column = 0; column < columns - 1; column++) {
      const corner = row * columns + column;
      faces.set([corner, corner + columns, corner + 1, corner + 1, corner + columns, corner + columns + 1], put);
      put += 6;
    }
  }
  const form = new THREE.BufferGeometry();
  form.setAttribute("position", new THREE.BufferAttribute(places, 3));
  // Colours of the table above are as screens show them; the renderer reckons with light.
  const linear = new Float32Array(colours.length);
  for (let index = 0; index < colours.length; index++) linear[index] = colours[index] ** 2.2;
  form.setAttribute("color", new THREE.BufferAttribute(linear, 3));
  form.setIndex(new THREE.BufferAttribute(faces, 1));
  form.computeVertexNormals();
  const mesh = new THREE.Mesh(
    form,
    new THREE.MeshStandardMaterial({ vertexColors: true, roughness: 0.95, metalness: 0 }),
  );
  scene.add(mesh);
  const air = new THREE.Color(0xb9cbd8);
  scene.background = air;
  scene.fog = new THREE.Fog(air, 12, 34);
  scene.add(new THREE.HemisphereLight(0xd5e4f0, 0x7a7464, 1.7));
  const sun = new THREE.DirectionalLight(0xfff1da, 2.9);
  scene.add(sun);
  const shine = (degrees) => {
    sun.position.set(Math.cos((degrees * Math.PI) / 180) * 8, 4.5, Math.sin((degrees * Math.PI) / 180) * 8);
    wake();
  };
  shine(215);
  if (land.low <= sea + 0.01) {
    const water = new THREE.Mesh(
      new THREE.PlaneGeometry(across * 1, across * (land.depth / land.width)),
      new THREE.MeshStandardMaterial({
        color: 0x1f4a5c,
        roughness: 0.12,
        metalness: 0.1,
        transparent: true,
        opacity: 0.82,
      }),
    );
    water.rotation.x = -Math.PI / 2;
    water.position.y = (sea - middle) * perMetre + 0.003;
    mesh.add(water);
  }
  camera.position.set(5.5, 4.8, 8.5);
  controls.target.set(0, -0.3, 0);
  controls.maxPolarAngle = Math.PI * 0.495;
  controls.minDistance = 0.6;
  controls.maxDistance = 24;
  const keys = { KeyW: [0, -1], KeyS: [0, 1], KeyA: [-1, 0], KeyD: [1, 0] };
  canvas.addEventListener("keydown", (event) => {
    if (keys[event.code]) {
      shown.keys.add(event.code);
      wake();
      event.preventDefault();
      event.stopPropagation();
    }
  });
  canvas.addEventListener("keyup", (event) => shown.keys.delete(event.code));
  canvas.addEventListener("blur", () => shown.keys.clear());
  const ahead = new THREE.Vector3();
  let turn = 0;
  function fly(seconds) {
    if (shown.flying) {
      turn += seconds * 0.16;
      controls.target.set(0, -0.3, 0);
      const height = 1.2 + 0.5 * Math.sin(turn * 1.7);
      camera.position.set(Math.cos(turn) * 5.2, height, Math.sin(turn) * 5.2);
    }
    if (!shown.keys.size) return shown.flying;
    camera.getWorldDirection(ahead).setY(0).normalize();
    for (const key of shown.keys) {
      const [right, back] = keys[key];
      const move = new THREE.Vector3(
        -ahead.z * right - ahead.x * back,
        0,
        ahead.x * right - ahead.z * back,
      ).multiplyScalar(seconds * 3);
      camera.position.add(move);
      controls.target.add(move);
    }
    return true;
  }
  const flight = h(
    "button",
    {
      type: "button",
      "aria-pressed": "false",
      onclick: () => {
        shown.flying = !shown.flying;
        wake();
        flight.setAttribute("aria-pressed", String(shown.flying));
      },
    },
    "Fly around",
  );
  return h(
    "div",
    { class: "view" },
    canvas,
    h(
      "div",
      { class: "view-tools" },
      flight,
      knob("Sun", 0, 360, 215, shine),
      knob("Height", 0.5, 4, 1, (value) => {
        mesh.scale.setY(value);
        wake();
      }),
      h("span", { class: "hint" }, "drag: turn, wheel: near, W A S D: fly"),
    ),
  );
}

/** A picture of the land from above: light from the north-west on its colours. */
export function landPicture(land, sea) {
  const canvas = h("canvas", { width: land.width, height: land.depth });
  // It is written once and read for the history.
  const context = canvas.getContext("2d", { willReadFrequently: true });
  const image = context.createImageData(land.width, land.depth);
  const { data } = image;
  const light = [-0.55, 0.62, -0.55];
  let put = 0;
  eachPlace(land, 1, (height, east, south) => {
    const steepness = east * east + south * south;
    inkGround(height, Math.sqrt(steepness), land, sea);
    const lit = (-east * 1.25 * light[0] + light[1] - south * 1.25 * light[2]) / Math.sqrt(1 + 1.5625 * steepness);
    const bright = 255 * (0.46 + 0.58 * Math.min(Math.max(lit / 0.62, 0), 1.5));
    data[put++] = ink[0] * bright;
    data[put++] = ink[1] * bright;
    data[put++] = ink[2] * bright;
    data[put++] = 255;
  });
  context.putImageData(image, 0, 0);
  return canvas;
}

function map(land, sea) {
  const canvas = landPicture(land, sea);
  canvas.className = "map";
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", "The land from above");
  const told = h(
    "span",
    { class: "hint" },
    `${Math.round((land.width * land.spacing) / 10) / 100} km across, ${Math.round(land.low)} to ${Math.round(land.high)} m`,
  );
  const usual = told.textContent;
  canvas.addEventListener("pointermove", (event) => {
    const x = Math.floor((event.offsetX / canvas.clientWidth) * land.width);
    const z = Math.floor((event.offsetY / canvas.clientHeight) * land.depth);
    const height = land.heights[z * land.width + x];
    if (height !== undefined)
      told.textContent = `${Math.round(x * land.spacing)} m east, ${Math.round(z * land.spacing)} m south: ${height.toFixed(1)} m`;
  });
  canvas.addEventListener("pointerleave", () => {
    told.textContent = usual;
  });
  return h("div", { class: "view" }, h("div", { class: "fit" }, canvas), h("div", { class: "view-tools" }, told));
}

function profile(land) {
  const canvas = h("canvas", {
    class: "fill",
    width: 1200,
    height: 500,
    role: "img",
    "aria-label": "Heights along a row of the map",
  });
  const draw = (share) => {
    const context = canvas.getContext("2d");
    const row = Math.round(share * (land.depth - 1));
    context.clearRect(0, 0, 1200, 500);
    const y = (height) => 460 - ((height - land.low) / Math.max(land.high - land.low, 1)) * 420;
    context.beginPath();
    context.moveTo(0, 500);
    for (let x = 0; x < land.width; x++)
      context.lineTo((x / (land.width - 1)) * 1200, y(land.heights[row * land.width + x]));
    context.lineTo(1200, 500);
    context.fillStyle = colour("--accent");
    context.globalAlpha = 0.35;
    context.fill();
    context.globalAlpha = 1;
    context.strokeStyle = colour("--accent");
    context.lineWidth = 2;
    context.stroke();
    context.fillStyle = colour("--ink");
    context.font = "20px system-ui";
    context.fillText(`${Math.round(land.high)} m`, 8, 32);
    context.fillText(`${Math.round(land.low)} m`, 8, 490);
  };
  draw(0.5);
  return h(
    "div",
    { class: "view" },
    h("div", { class: "fit" }, canvas),
    h("div", { class: "view-tools" }, knob("Row", 0, 1, 0.5, draw)),
  );
}
