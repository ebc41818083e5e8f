// A square map to paint on with a brush: pointer, finger or keyboard, with steps to take back.

import { h, icon } from "../dom.js";

const SIDE = 640;
const STEPS_MAX = 64;
const KEY_STEP = 1 / 32;

/** 1 in the middle of the brush, 0 at its edge, soft between. */
export function pressure(distance, radius) {
  const share = Math.min(Math.max(1 - distance / radius, 0), 1);
  return share * share * (3 - 2 * share);
}

/**
 * A map with tools.
 *
 * `tools` are the names to choose from; `controls(tool)` gives elements that have a say in one; `begin(tool, place)`,
 * `drag(tool, place, radius)` and `end()` are called with places on a map of 1 x 1; `snapshot()` and `restore(step)` take
 * back; `draw(context, side)` draws what lies below the brush. Returns { element, redraw }.
 */
export function brushMap({ name, tools, controls, begin, drag, end, snapshot, restore, clear, draw, radius: usual }) {
  const steps = [];
  let radius = usual;
  let pointer = null;
  let painting = false;
  const canvas = h("canvas", {
    class: "paint-map",
    width: SIDE,
    height: SIDE,
    tabindex: "0",
    role: "application",
    "aria-label": `${name}. Arrow keys move the brush, Space paints, Ctrl+Z takes back.`,
  });
  const context = canvas.getContext("2d");
  const select = h(
    "select",
    { "aria-label": "Tool", onchange: () => showControls() },
    tools.map((each) => h("option", { value: each }, each)),
  );
  const says = h("div", { class: "paint-controls" });

  function showControls() {
    says.replaceChildren(...controls(select.value));
  }

  function redraw() {
    context.clearRect(0, 0, SIDE, SIDE);
    draw(context, SIDE);
    if (!pointer) return;
    context.beginPath();
    context.arc(pointer[0] * SIDE, pointer[1] * SIDE, radius * SIDE, 0, 7);
    context.lineWidth = 4;
    context.strokeStyle = "rgb(0 0 0 / 55%)";
    context.stroke();
    context.lineWidth = 2;
    context.strokeStyle = "white";
    context.stroke();
  }

  const inside = (value) => Math.min(Math.max(value, 0), 1);
  const placeOf = (event) => {
    const box = canvas.getBoundingClientRect();
    return [inside((event.clientX - box.left) / box.width), inside((event.clientY - box.top) / box.height)];
  };

  function start(place) {
    steps.push(snapshot());
    if (steps.length > STEPS_MAX) steps.shift();
    painting = true;
    begin(select.value, place);
    drag(select.value, place, radius);
    redraw();
  }

  function stop() {
    if (!painting) return;
    painting = false;
    end();
    redraw();
  }

  function undo() {
    if (!steps.length) return;
    restore(steps.pop());
    redraw();
  }

  canvas.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    canvas.setPointerCapture(event.pointerId);
    pointer = placeOf(event);
    start(pointer);
  });
  canvas.addEventListener("pointermove", (event) => {
    pointer = placeOf(event);
    if (painting) drag(select.value, pointer, radius);
    redraw();
  });
  canvas.addEventListener("pointerup", stop);
  canvas.addEventListener("pointercancel", stop);
  canvas.addEventListener("blur", stop);
  canvas.addEventListener("pointerleave", () => {
    pointer = null;
    redraw();
  });
  canvas.addEventListener("keydown", (event) => {
    const move = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (event.key.toLowerCase() === "z" && (event.ctrlKey || event.metaKey)) undo();
    else if (event.key === " ") {
      pointer ??= [0.5, 0.5];
      if (!painting) start(pointer);
    } else if (move) {
      const [x, y] = pointer ?? [0.5, 0.5];
      pointer = [inside(x + move[0] * KEY_STEP), inside(y + move[1] * KEY_STEP)];
      if (painting) drag(select.value, pointer, radius);
      redraw();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  });
  canvas.addEventListener("keyup", (event) => {
    if (event.key === " ") stop();
  });
  const size = h("input", {
    type: "range",
    min: "0.02",
    max: "0.4",
    step: "0.01",
    value: String(radius),
    "aria-label": "Size of the brush",
    oninput: () => {
      radius = Number(size.value);
    },
  });
  const element = h(
    "div",
    { class: "paint" },
    h("div", { class: "paint-head" }, select, size),
    canvas,
    says,
    h(
      "div",
      { class: "paint-foot" },
      h("button", { type: "button", onclick: undo }, icon("back"), "Take back"),
      h(
        "button",
        {
          type: "button",
          onclick: () => {
            steps.push(snapshot());
            clear();
            redraw();
          },
        },
        "Clear",
      ),
    ),
  );
  showControls();
  redraw();
  return { element, redraw };
}
