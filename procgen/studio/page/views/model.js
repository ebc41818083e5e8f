// A GLB: turned, lit, with the movements that it has.

import { h } from "../dom.js";
import { knob, stage } from "./stage.js";

export async function modelView(data, { upright = false, turning = upright } = {}) {
  const shown = { turning, playing: true };
  let mixer;
  let held;
  const space = await stage({
    far: 400,
    description: "A model in 3D; drag to turn it",
    frame: (seconds) => {
      if (shown.playing) mixer?.update(seconds);
      if (held && shown.turning) held.rotation.y += seconds * 0.5;
      return Boolean((mixer && shown.playing) || (held && shown.turning));
    },
  });
  const { THREE, scene, camera, controls, canvas, wake } = space;
  const loader = new THREE.GLTFLoader();
  const model = await loader.parseAsync(data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength), "");
  held = new THREE.Group();
  held.add(model.scene);
  scene.add(held);
  const box = new THREE.Box3().setFromObject(model.scene);
  const middle = box.getCenter(new THREE.Vector3());
  const side = box.getSize(new THREE.Vector3());
  const across = Math.max(side.x, side.y, side.z) || 1;
  model.scene.position.sub(upright ? new THREE.Vector3(middle.x, box.min.y, middle.z) : middle);
  scene.background = new THREE.Color(upright ? 0x2b3036 : 0xb9cbd8);
  if (upright) {
    const floor = new THREE.Mesh(
      new THREE.PlaneGeometry(across * 3, across * 3),
      new THREE.MeshStandardMaterial({ color: 0x3a4048, roughness: 1 }),
    );
    floor.rotation.x = -Math.PI / 2;
    scene.add(floor);
    scene.fog = new THREE.Fog(0x2b3036, across * 2.2, across * 3.6);
  }
  const sun = new THREE.DirectionalLight(0xfff1da, upright ? 1.9 : 2.4);
  sun.position.set(across * 0.8, across * 1.6, across * 1.2);
  scene.add(sun);
  camera.near = across / 500;
  camera.far = across * 12;
  camera.updateProjectionMatrix();
  controls.target.set(0, upright ? side.y * 0.52 : 0, 0);
  camera.position.set(across * 0.35, upright ? side.y * 0.72 : across * 0.7, across * (upright ? 1.65 : 1.1));
  controls.maxPolarAngle = Math.PI * 0.53;
  const tools = [];
  if (model.animations.length) {
    mixer = new THREE.AnimationMixer(model.scene);
    const names = model.animations.map((each) => each.name);
    const play = (name) => {
      mixer.stopAllAction();
      mixer.clipAction(model.animations.find((each) => each.name === name)).play();
      wake();
    };
    const first = names.find((name) => /idle/i.test(name)) ?? names[0];
    const select = h(
      "select",
      { "aria-label": "Movement", onchange: () => play(select.value) },
      names.map((name) => h("option", { value: name }, name.replaceAll("_", " "))),
    );
    select.value = first;
    play(first);
    const pause = h(
      "button",
      {
        type: "button",
        "aria-pressed": "true",
        onclick: () => {
          shown.playing = !shown.playing;
          wake();
          pause.setAttribute("aria-pressed", String(shown.playing));
        },
      },
      "Play",
    );
    tools.push(select, pause);
  }
  const turn = h(
    "button",
    {
      type: "button",
      "aria-pressed": String(turning),
      onclick: () => {
        shown.turning = !shown.turning;
        wake();
        turn.setAttribute("aria-pressed", String(shown.turning));
      },
    },
    "Turn",
  );
  tools.push(
    turn,
    knob("Light", 0, 360, 55, (degrees) => {
      sun.position.set(
        Math.cos((degrees * Math.PI) / 180) * across * 1.4,
        across * 1.6,
        Math.sin((degrees * Math.PI) / 180) * across * 1.4,
      );
      wake();
    }),
  );
  wake();
  return h("div", { class: "view" }, canvas, h("div", { class: "view-tools" }, tools));
}
