// Files of the user's own that stay for all that is made later, such as scans of materials: a folder or a ZIP of maps.

import { h, icon, iconButton, size, toast } from "../dom.js";
import { ask, sendFile } from "../rpc.js";

export function broughtInput(app, domain) {
  const { title, kinds, open } = app.info.brings[domain.name];
  const things = h("ul", { class: "brought" });
  const told = h("ul", { class: "raster-told", role: "status" });
  const problem = h("div", { class: "failed", role: "alert" });
  const progress = h("progress", { max: 1, value: 0, hidden: true, "aria-label": "How much is sent" });
  const kind = h(
    "select",
    { "aria-label": "What they show" },
    h("option", { value: "" }, "as their folders are named"),
    kinds.map((each) => h("option", { value: each }, each.replaceAll("_", " "))),
  );
  const chooser = (properties, label, text) => {
    const input = h("input", { type: "file", hidden: true, "aria-label": label, onchange: () => bring([...input.files], input), ...properties });
    return [input, h("button", { type: "button", onclick: () => input.click() }, icon("plus"), text)];
  };
  const [folder, folderButton] = chooser({ multiple: true }, `${title}: a folder`, "A folder");
  folder.webkitdirectory = true;
  const [packed, packedButton] = chooser({ accept: ".zip,application/zip", multiple: true }, `${title}: a ZIP`, "A ZIP");
  let known = false;

  function draw(all) {
    known = true;
    things.replaceChildren(
      ...all.map((each) =>
        h(
          "li",
          {},
          h("span", {}, each.about),
          iconButton("reset", `Remove ${each.name}`, async () => {
            try {
              draw((await ask("brought/forget", { domain: domain.name, name: each.name })).things);
            } catch (error) {
              toast(error.message, "error");
            }
          }),
        ),
      ),
    );
  }

  async function bring(files, input) {
    problem.replaceChildren();
    told.replaceChildren();
    try {
      // Pictures and archives alone: what else lies in a publisher's folder is not sent.
      const wanted = files.filter((each) => /\.(zip|png|jpe?g|webp|tiff?|avif|bmp|tga)$/i.test(each.name));
      if (!wanted.length) throw new Error("There is no picture and no ZIP among them.");
      const total = wanted.reduce((sum, each) => sum + each.size, 0);
      progress.hidden = false;
      progress.value = 0;
      told.replaceChildren(h("li", {}, `Sending ${wanted.length} ${wanted.length === 1 ? "file" : "files"}, ${size(total)}…`));
      const sent = [];
      let done = 0;
      for (const file of wanted) {
        const upload = await sendFile(file, (share) => {
          progress.value = (done + share * file.size) / total;
        });
        sent.push({ upload, name: file.webkitRelativePath || file.name });
        done += file.size;
      }
      told.replaceChildren(h("li", {}, "Looking through them…"));
      const answer = await ask("bring", { domain: domain.name, files: sent, kind: kind.value });
      told.replaceChildren(...answer.told.map((each) => h("li", {}, each)));
      draw(answer.things);
    } catch (error) {
      told.replaceChildren();
      const violations = error.violations ?? [];
      problem.replaceChildren(
        ...(violations.length
          ? violations.map((each) => h("p", {}, `${each.value}: allowed is ${each.allowed}`))
          : [h("p", {}, `${error.message} ${error.remedy ?? ""}`)]),
      );
    }
    progress.hidden = true;
    input.value = "";
  }

  const element = h(
    "div",
    { class: "photo-input" },
    open
      ? [
          h("p", { class: "hint" }, "Maps as publishers name them: an albedo, and what there is of normal, roughness, metallic, height. Materials of their class are laid of them."),
          h("label", { class: "raster-field" }, "What they show", kind),
          h("div", { class: "paint-foot" }, folderButton, packedButton, folder, packed),
          progress,
          problem,
          told,
          things,
        ]
      : h("p", { class: "hint" }, "This studio was started with a folder of your own: what lies in it is laid."),
  );
  return {
    title,
    element,
    async show() {
      if (!open || known) return;
      try {
        draw((await ask("brought", { domain: domain.name })).things);
      } catch (error) {
        toast(error.message, "error");
      }
    },
    used: () => false,
  };
}
