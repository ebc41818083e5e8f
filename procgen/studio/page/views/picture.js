// A picture that can be moved and brought near.

import { h } from "../dom.js";

export function pictureView(files, { crisp = false } = {}) {
  const box = h("div", {
    class: "pan",
    tabindex: "0",
    role: "img",
    "aria-label": "A picture; wheel or plus and minus bring it near, drag or arrows move it",
  });
  const image = h("img", { alt: "", draggable: false, class: crisp ? "crisp" : "" });
  const place = { scale: 1, x: 0, y: 0 };
  const show = () => {
    image.style.transform = `translate(${place.x}px, ${place.y}px) scale(${place.scale})`;
  };
  const near = (factor, x = 0, y = 0) => {
    const scale = Math.min(Math.max(place.scale * factor, 1), 24);
    place.x = x - ((x - place.x) * scale) / place.scale;
    place.y = y - ((y - place.y) * scale) / place.scale;
    place.scale = scale;
    if (scale === 1) place.x = place.y = 0;
    show();
  };
  box.addEventListener(
    "wheel",
    (event) => {
      event.preventDefault();
      const edge = box.getBoundingClientRect();
      near(
        event.deltaY < 0 ? 1.2 : 1 / 1.2,
        event.clientX - edge.left - edge.width / 2,
        event.clientY - edge.top - edge.height / 2,
      );
    },
    { passive: false },
  );
  box.addEventListener("pointerdown", (event) => box.setPointerCapture(event.pointerId));
  box.addEventListener("pointermove", (event) => {
    if (event.buttons && place.scale > 1) {
      place.x += event.movementX;
      place.y += event.movementY;
      show();
    }
  });
  box.addEventListener("keydown", (event) => {
    const move = { ArrowLeft: [40, 0], ArrowRight: [-40, 0], ArrowUp: [0, 40], ArrowDown: [0, -40] }[event.key];
    if (move && place.scale > 1) {
      place.x += move[0];
      place.y += move[1];
      show();
      event.preventDefault();
      event.stopPropagation();
    }
    if (event.key === "+") near(1.3);
    if (event.key === "-") near(1 / 1.3);
  });
  box.append(image);
  const addresses = files.map((file) => URL.createObjectURL(new Blob([file.data], { type: file.type })));
  image.src = addresses[0];
  const buttons =
    files.length > 1
      ? files.map((file, index) =>
          h(
            "button",
            {
              type: "button",
              "aria-pressed": String(!index),
              onclick: () => {
                image.src = addresses[index];
                buttons.forEach((each, at) => each.setAttribute("aria-pressed", String(at === index)));
              },
            },
            file.kind.replaceAll("_", " "),
          ),
        )
      : [];
  return h(
    "div",
    { class: "view" },
    box,
    h(
      "div",
      { class: "view-tools" },
      h("div", { class: "segments" }, buttons),
      h("button", { type: "button", onclick: () => near(1.4) }, "Nearer"),
      h("button", { type: "button", onclick: () => near(0.001) }, "All of it"),
    ),
  );
}
