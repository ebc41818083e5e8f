// Where a second material lies: painted on the tile, which goes on at its opposite edge.

import { h } from "../dom.js";
import { base64, bytesOf } from "../request.js";
import { brushMap, pressure } from "./brush.js";

const CELLS = 64;

export function maskInput(domain, state, changed) {
  const materials = domain.choices?.find((each) => each.name === "mix.material")?.values ?? [];
  let shares = read();
  let below = null;

  function read() {
    const { mask } = state.request.mix ?? {};
    if (!mask) return new Uint8Array(CELLS * CELLS);
    const held = bytesOf(mask.shares);
    return Uint8Array.from({ length: CELLS * CELLS }, (_, cell) => {
      const across = Math.floor((((cell % CELLS) + 0.5) / CELLS) * mask.width);
      const down = Math.floor(((Math.floor(cell / CELLS) + 0.5) / CELLS) * mask.height);
      return held[down * mask.width + across];
    });
  }

  function write() {
    const mix = { ...state.request.mix };
    if (shares.some(Boolean)) mix.mask = { width: CELLS, height: CELLS, shares: base64(shares) };
    else delete mix.mask;
    say(mix);
  }

  function say(mix) {
    if (Object.keys(mix).length) state.request.mix = mix;
    else delete state.request.mix;
    changed();
  }

  function drag(tool, [x, z], radius) {
    const reach = radius * CELLS;
    for (let cell = 0; cell < CELLS * CELLS; cell++) {
      const apart = (from, to) => {
        const distance = Math.abs(from - to);
        return Math.min(distance, CELLS - distance);
      };
      const pressed = pressure(
        Math.hypot(apart((cell % CELLS) + 0.5, x * CELLS), apart(Math.floor(cell / CELLS) + 0.5, z * CELLS)),
        reach,
      );
      if (!pressed) continue;
      if (tool === "Lay") shares[cell] = Math.max(shares[cell], Math.round(pressed * 255));
      else shares[cell] = Math.round(shares[cell] * (1 - pressed));
    }
  }

  function draw(context, side) {
    context.fillStyle = "#77736c";
    context.fillRect(0, 0, side, side);
    if (below) context.drawImage(below, 0, 0, side, side);
    const cell = side / CELLS;
    for (const [index, share] of shares.entries())
      if (share) {
        context.fillStyle = `rgb(226 84 40 / ${(share / 255) * 70}%)`;
        context.fillRect((index % CELLS) * cell, Math.floor(index / CELLS) * cell, cell, cell);
      }
  }

  const second = h(
    "select",
    {
      "aria-label": "Second material",
      onchange: () => {
        const { material: _, ...mix } = state.request.mix ?? {};
        say(second.value ? { ...mix, material: second.value } : mix);
      },
    },
    h("option", { value: "" }, "another style of the same"),
    materials.map((each) => h("option", { value: each }, each.replaceAll("_", " "))),
  );
  const map = brushMap({
    name: "Where the second material lies",
    tools: ["Lay", "Erase"],
    controls: () => [second],
    radius: 0.14,
    begin: () => {},
    drag,
    end: write,
    draw,
    snapshot: () => shares.slice(),
    restore(step) {
      shares = step;
      write();
    },
    clear() {
      shares = new Uint8Array(CELLS * CELLS);
      write();
    },
  });
  return {
    title: "Paint a second material",
    element: map.element,
    async show() {
      shares = read();
      second.value = state.request.mix?.material ?? "";
      const albedo = state.tiles.find((each) => each.made)?.made.files.find((each) => each.kind === "albedo_png");
      below = albedo ? await createImageBitmap(new Blob([albedo.data], { type: albedo.type })) : null;
      map.redraw();
    },
    used: () => Boolean(state.request.mix?.mask),
  };
}
