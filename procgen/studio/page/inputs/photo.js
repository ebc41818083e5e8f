// A photo that a material follows: chosen or dropped, with the corners of what was photographed at an angle.

import { h, icon, toast } from "../dom.js";
import { ask, sendFile } from "../rpc.js";

const KINDS = "image/png,image/jpeg,image/webp";
const MOST_BYTES = 16 << 20;
const ALL = [0, 0, 1, 0, 1, 1, 0, 1];

export function photoInput(state, changed) {
  const input = h("input", {
    type: "file",
    accept: KINDS,
    hidden: true,
    "aria-label": "Photo to follow",
    onchange: () => take(input.files[0]),
  });
  const shown = h("div", { class: "photo", hidden: true });
  const drop = h(
    "button",
    {
      type: "button",
      class: "photo-drop",
      onclick: () => input.click(),
      ondrop: (event) => {
        // The page itself would ask the file for its settings.
        event.preventDefault();
        if (event.dataTransfer.files.length) take(event.dataTransfer.files[0]);
      },
    },
    icon("plus"),
    "Choose a photo, or drop one here",
  );
  const element = h("div", { class: "photo-input" }, input, drop, shown);

  async function take(file) {
    input.value = "";
    if (!file) return;
    if (file.size > MOST_BYTES)
      return toast(`${file.name} is larger than 16 MiB: make it smaller first.`, "error");
    try {
      // Opened first: what is no picture is not sent.
      const picture = await createImageBitmap(file);
      const { sha256 } = await ask("inputs/keep", { upload: await sendFile(file) });
      state.photo = { name: file.name, sha256, picture };
      state.request.exemplar = { sha256 };
      show();
      changed();
    } catch (error) {
      toast(`${file.name}: ${error.name === "InvalidStateError" ? "it is no PNG, JPEG or WebP" : error.message}`, "error");
    }
  }

  function leave() {
    delete state.request.exemplar;
    state.photo = null;
    show();
    changed();
  }

  function show() {
    const { exemplar } = state.request;
    shown.hidden = !exemplar;
    drop.hidden = Boolean(exemplar);
    if (!exemplar) return shown.replaceChildren();
    const mine = state.photo?.sha256 === exemplar.sha256;
    shown.replaceChildren(
      mine ? corners(state.photo.picture, exemplar) : h("p", { class: "hint" }, "The photo of these settings is followed."),
      h(
        "div",
        { class: "paint-foot" },
        h("button", { type: "button", onclick: () => input.click() }, mine ? "Another photo" : "Choose it again"),
        h("button", { type: "button", onclick: leave }, icon("reset"), "No photo"),
      ),
    );
  }

  /** The photo with its four corners, to be moved to those of the surface; arrow keys move one as well. */
  function corners(picture, exemplar) {
    const view = h("canvas", { width: picture.width, height: picture.height, class: "photo-picture" });
    view.getContext("2d").drawImage(picture, 0, 0);
    const places = [...(exemplar.corners?.length ? exemplar.corners : ALL)];
    const outline = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    outline.setAttribute("viewBox", "0 0 1 1");
    outline.setAttribute("preserveAspectRatio", "none");
    const line = document.createElementNS("http://www.w3.org/2000/svg", "polygon");
    outline.append(line);
    const frame = h("div", { class: "photo-frame" }, view, outline);
    const names = ["Upper left", "Upper right", "Lower right", "Lower left"];
    const handles = names.map((name, index) => {
      const move = (x, y) => {
        places[index * 2] = Math.min(Math.max(x, 0), 1);
        places[index * 2 + 1] = Math.min(Math.max(y, 0), 1);
        place();
      };
      const say = () => {
        if (places.some((value, at) => value !== ALL[at])) exemplar.corners = places.map((each) => Math.round(each * 1e4) / 1e4);
        else delete exemplar.corners;
        changed();
      };
      const handle = h("button", {
        type: "button",
        class: "photo-corner",
        "aria-label": `${name} corner of the surface; arrow keys move it`,
        onpointerdown: (event) => handle.setPointerCapture(event.pointerId),
        onpointermove: (event) => {
          if (!handle.hasPointerCapture(event.pointerId)) return;
          const box = frame.getBoundingClientRect();
          move((event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height);
        },
        onpointerup: say,
        onkeydown: (event) => {
          const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
          if (!step) return;
          event.preventDefault();
          event.stopPropagation();
          move(places[index * 2] + step[0] * 0.01, places[index * 2 + 1] + step[1] * 0.01);
          say();
        },
      });
      return handle;
    });
    function place() {
      line.setAttribute("points", names.map((_, index) => `${places[index * 2]},${places[index * 2 + 1]}`).join(" "));
      handles.forEach((handle, index) => {
        handle.style.left = `${places[index * 2] * 100}%`;
        handle.style.top = `${places[index * 2 + 1] * 100}%`;
      });
    }
    place();
    frame.append(...handles);
    return h("div", {}, frame, h("p", { class: "hint" }, "Drag the corners to those of a surface that was photographed at an angle."));
  }

  show();
  return {
    title: "Follow a photo",
    element,
    show,
    used: () => Boolean(state.request.exemplar),
  };
}
