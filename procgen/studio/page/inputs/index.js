// What a domain takes in beside its form: paint and photos. Each input is { title, element, show, used, changed, ready }:
// `show` follows the request where it came from elsewhere, `used` says whether it holds something, `changed` is told
// which field of the form has changed, `ready` is awaited before a sheet is made.

import { h } from "../dom.js";
import { landInput } from "./land.js";
import { maskInput } from "./mask.js";
import { photoInput } from "./photo.js";

const INPUTS = {
  terrain: (app, domain, state, changed) => [landInput(domain, state, changed)],
  texture: (app, domain, state, changed) => [photoInput(app.server, state, changed), maskInput(domain, state, changed)],
};

/** The inputs of a domain: { element, show, changed, ready }; without any, `element` is null. */
export function inputsOf(app, domain, state, changed) {
  const inputs = INPUTS[domain.name]?.(app, domain, state, changed) ?? [];
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
      for (const input of inputs) await input.ready?.();
    },
  };
}
