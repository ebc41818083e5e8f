// Requests to begin with.

import { h, icon } from "./dom.js";

/** Presets with their pictures, in a strip. */
export function presetStrip(presets, chosen, choose) {
  const buttons = presets.map((preset) =>
    h(
      "button",
      {
        type: "button",
        class: "preset",
        title: preset.description,
        "aria-pressed": String(preset === chosen),
        onclick: () => {
          buttons.forEach((button) =>
            button.setAttribute("aria-pressed", String(button === buttons[presets.indexOf(preset)])),
          );
          choose(preset);
        },
      },
      preset.thumbnail_png
        ? h("img", {
            src: `data:image/png;base64,${preset.thumbnail_png}`,
            alt: "",
            loading: "lazy",
            width: 128,
            height: 128,
          })
        : h("span", { class: "no-picture" }, icon(preset.domain)),
      h("span", {}, preset.title),
    ),
  );
  return h("div", { class: "presets", role: "group", "aria-label": "Presets" }, buttons);
}
