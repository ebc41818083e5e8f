// What a domain takes in beside its form: paint and photos. Each input is { title, element, show, used, changed }:
// `show` follows the request where it came from elsewhere, `used` says whether it holds something, `changed` is told
// which field of the form has changed.

import { h } from "../dom.js";
import { Refused } from "../rpc.js";
import { broughtInput } from "./brought.js";
import { landInput } from "./land.js";
import { maskInput } from "./mask.js";
import { photoInput } from "./photo.js";
import { rasterInput } from "./raster.js";

const INPUTS = {
  terrain: (app, domain, state, changed) => [landInput(app.server, domain, state, changed), rasterInput(domain, state, changed)],
  texture: (app, domain, state, changed) => [photoInput(state, changed), maskInput(domain, state, changed)],
};

/** The inputs of a domain: { element, show, changed, ready }; without any, `element` is null. */
export function inputsOf(app, domain, state, changed) {
  const inputs = INPUTS[domain.name]?.(app, domain, state, changed) ?? [];
  if (app.info.brings[domain.name]) inputs.push(broughtInput(app, domain));
  const parts = inputs.map((input) => {
    const part = h(
      "details",
      { class: "group input", ontoggle: () => part.open && input.show() },
      h("summary", {}, input.title),
      input.element,
    );
    part.open = input.used();
    return part;
  });
  return {
    element: inputs.length ? h("div", { class: "inputs" }, parts) : null,
    show() {
      inputs.forEach((input, index) => {
        if (input.used()) parts[index].open = true;
        if (parts[index].open) input.show();
      });
    },
    changed(name) {
      for (const input of inputs) input.changed?.(name);
    },
    async ready() {
      // The server forgets what nobody names for a while.
      if (!/sha256":"[0-9a-f]{64}"/.test(JSON.stringify(state.request))) return;
      const { missing } = await app.ask("inputs/send", { method: domain.method, request: state.request });
      if (missing.length)
        throw new Refused("a file that these settings name is not here any more", "Choose it again.");
    },
  };
}
