// A material: on a ball, a cube and a floor under a light that moves, as tiles, and its maps.

import { h, tabs } from "../dom.js";
import { knob, stage } from "./stage.js";

export async function materialView(made) {
  const address = Object.fromEntries(
    made.files
      .filter((each) => each.type.startsWith("image/"))
      .map((each) => [each.kind, URL.createObjectURL(new Blob([each.data], { type: each.type }))]),
  );
  return tabs(
    [
      ["Lit", () => lit(address)],
      ["Tiled", () => tiled(address)],
      ["Maps", () => maps(address)],
    ],
    "Views of the material",
  );
}

async function lit(address) {
  const space = await stage({
    description: "The material under a light; drag to turn, hold Shift and drag to move the light",
  });
  const { THREE, scene, camera, controls, canvas, renderer, wake } = space;
  async function texture(kind, colour) {
    if (!address[kind]) return null;
    const image = new Image();
    image.src = address[kind];
    await image.decode();
    const held = new THREE.CanvasTexture(image);
    held.wrapS = held.wrapT = THREE.RepeatWrapping;
    held.anisotropy = renderer.capabilities.getMaxAnisotropy();
    if (colour) held.colorSpace = THREE.SRGBColorSpace;
    return held;
  }
  const held = [await texture("albedo_png", true), await texture("normal_png"), await texture("orm_png")];
  const material = new THREE.MeshStandardMaterial({
    map: held[0],
    normalMap: held[1],
    aoMap: held[2],
    roughnessMap: held[2],
    metalnessMap: held[2],
    roughness: 1,
    metalness: held[2] ? 1 : 0,
    envMapIntensity: 0.4,
  });
  const forms = {
    Ball: [new THREE.SphereGeometry(1, 96, 64), 2, 1, [2.0, 1.0, 2.7]],
    Cube: [new THREE.BoxGeometry(1.5, 1.5, 1.5), 1, 1, [2.1, 1.5, 2.6]],
    Floor: [new THREE.PlaneGeometry(8, 8), 4, 4, [0, 1.5, 4.4]],
  };
  const mesh = new THREE.Mesh(forms.Ball[0], material);
  scene.add(mesh);
  scene.background = new THREE.Color(0x22262b);
  const light = new THREE.DirectionalLight(0xfff4e2, 2.1);
  scene.add(light);
  let turn = 40;
  const shine = (degrees) => {
    turn = degrees;
    light.position.set(Math.cos((degrees * Math.PI) / 180) * 3, 2.2, Math.sin((degrees * Math.PI) / 180) * 3);
    wake();
  };
  shine(turn);
  canvas.addEventListener("pointermove", (event) => {
    if (event.shiftKey && event.buttons) {
      controls.enabled = false;
      shine(turn + event.movementX * 0.8);
    } else controls.enabled = true;
  });
  const buttons = Object.keys(forms).map((name) => h("button", { type: "button", onclick: () => show(name) }, name));
  function show(name) {
    const [form, columns, rows, place] = forms[name];
    mesh.geometry = form;
    mesh.rotation.x = name === "Floor" ? -Math.PI / 2 : 0;
    for (const each of held) if (each) each.repeat.set(columns, rows);
    camera.position.set(...place);
    controls.target.set(0, 0, 0);
    wake();
    buttons.forEach((button) => button.setAttribute("aria-pressed", String(button.textContent === name)));
  }
  show("Ball");
  return h(
    "div",
    { class: "view" },
    canvas,
    h(
      "div",
      { class: "view-tools" },
      h("div", { class: "segments" }, buttons),
      knob("Light", 0, 360, turn, shine),
      knob("Brightness", 0, 6, 2.1, (value) => {
        light.intensity = value;
        wake();
      }),
    ),
  );
}

function tiled(address) {
  const sheet = h("div", {
    class: "tiled",
    role: "img",
    "aria-label": "The material side by side with itself",
    style: `background-image:url(${address.albedo_png}); background-size: 33.34%`,
  });
  return h(
    "div",
    { class: "view" },
    sheet,
    h(
      "div",
      { class: "view-tools" },
      knob("Size", 8, 100, 33, (value) => {
        sheet.style.backgroundSize = `${value}%`;
      }),
    ),
  );
}

function maps(address) {
  return h(
    "div",
    { class: "view scrolls" },
    h(
      "div",
      { class: "map-sheet" },
      Object.entries(address).map(([kind, source]) =>
        h("figure", {}, h("img", { src: source, alt: kind }), h("figcaption", {}, kind.replaceAll("_", " "))),
      ),
    ),
  );
}
