// A stage in 3D: renderer, camera that turns around a middle, light, and its end. three.js is loaded when it is needed.

import { h } from "../dom.js";

export const three = () => import("../vendor/three.js");

/**
 * A stage on a canvas of its own.
 *
 * `frame(seconds)` is called before each picture and says whether it moves something, so that there is another; `wake()`
 * asks for one after other changes.
 */
export async function stage({
  sky = true,
  far = 100,
  frame = () => false,
  description = "A scene in 3D; drag to turn it",
} = {}) {
  const THREE = await three();
  const canvas = h("canvas", { class: "stage", tabindex: "0", role: "img", "aria-label": description });
  const renderer = new THREE.WebGLRenderer({ canvas, antialias: true, preserveDrawingBuffer: true });
  renderer.toneMapping = THREE.ACESFilmicToneMapping;
  renderer.toneMappingExposure = 1.0;
  const scene = new THREE.Scene();
  const camera = new THREE.PerspectiveCamera(38, 1, far / 5000, far);
  const controls = new THREE.OrbitControls(camera, canvas);
  controls.enableDamping = true;
  controls.listenToKeyEvents(canvas);
  if (sky) {
    const maker = new THREE.PMREMGenerator(renderer);
    scene.environment = maker.fromScene(new THREE.RoomEnvironment(), 0.04).texture;
    maker.dispose();
  }
  // Pictures are drawn when something has changed, and no others: the processor is busy with making the next result.
  const clock = new THREE.Clock();
  let gone = false;
  let waiting = false;
  let sharp = Math.min(devicePixelRatio, 2);
  function wake() {
    if (waiting || gone) return;
    waiting = true;
    requestAnimationFrame(draw);
  }
  function draw() {
    waiting = false;
    const { clientWidth: width, clientHeight: height } = canvas;
    if (gone || !width || !height) return;
    if (canvas.dataset.size !== `${width}x${height}x${sharp}`) {
      canvas.dataset.size = `${width}x${height}x${sharp}`;
      renderer.setPixelRatio(sharp);
      renderer.setSize(width, height, false);
      camera.aspect = width / height;
      camera.updateProjectionMatrix();
    }
    const moves = frame(Math.min(clock.getDelta(), 0.1));
    const turns = controls.update();
    const began = performance.now();
    renderer.render(scene, camera);
    // Without a graphics card a picture takes long: fewer pixels then.
    if (performance.now() - began > 60 && sharp > 0.5) sharp = Math.max(sharp * 0.7, 0.5);
    if (moves || turns) wake();
  }
  controls.addEventListener("change", wake);
  const watching = new ResizeObserver(wake);
  watching.observe(canvas);
  function dispose() {
    gone = true;
    watching.disconnect();
    controls.dispose();
    renderer.dispose();
    renderer.forceContextLoss();
  }
  // A stage lets go of its memory with the window that it is shown in.
  setTimeout(() => canvas.closest("dialog")?.addEventListener("close", dispose), 0);
  wake();
  return { THREE, canvas, renderer, scene, camera, controls, wake, dispose };
}

/** A slider with its name beside it, for what changes on a stage. */
export function knob(name, minimum, maximum, value, moved, step = (maximum - minimum) / 100) {
  const input = h("input", {
    type: "range",
    min: String(minimum),
    max: String(maximum),
    step: String(step),
    value: String(value),
    "aria-label": name,
    oninput: () => moved(Number(input.value)),
  });
  return h("label", { class: "knob" }, h("span", {}, name), input);
}
