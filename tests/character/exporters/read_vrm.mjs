// Reads a VRM file from standard input with three.js and @pixiv/three-vrm, and prints a line of JSON about it.
// Arguments: the folder whose node_modules has both.
import { pathToFileURL } from "node:url";

globalThis.self ??= globalThis; // three.js expects a browser's global object
const load = (path) => import(pathToFileURL(`${process.argv[2]}/node_modules/${path}`));
const { GLTFLoader } = await load("three/examples/jsm/loaders/GLTFLoader.js");
const { AnimationMixer, Box3, Vector3 } = await load("three/build/three.module.js");
const { VRMLoaderPlugin } = await load("@pixiv/three-vrm/lib/three-vrm.module.js");

const pieces = [];
for await (const piece of process.stdin) pieces.push(piece);
const file = new Uint8Array(Buffer.concat(pieces));

const loader = new GLTFLoader();
loader.register((parser) => new VRMLoaderPlugin(parser));
const gltf = await loader.parseAsync(file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength), "");
const vrm = gltf.userData.vrm;
const meshes = [];
gltf.scene.traverse((node) => node.isSkinnedMesh && meshes.push(node));

const influences = () => {
  const found = {};
  for (const mesh of meshes)
    for (const [name, index] of Object.entries(mesh.morphTargetDictionary ?? {}))
      if (mesh.morphTargetInfluences[index] > 0) found[name] = mesh.morphTargetInfluences[index];
  return found;
};
const expressions = {};
for (const name of Object.keys(vrm.expressionManager.expressionMap)) {
  vrm.expressionManager.resetValues();
  vrm.expressionManager.setValue(name, 1);
  vrm.update(0);
  expressions[name] = influences();
}
vrm.expressionManager.resetValues();

const bones = {};
for (const name of Object.keys(vrm.humanoid.humanBones)) {
  const at = new Vector3();
  vrm.humanoid.getRawBoneNode(name).getWorldPosition(at);
  bones[name] = at.toArray();
}
vrm.humanoid.getNormalizedBoneNode("leftUpperArm").rotation.z = -1;
vrm.update(0);
const hand = new Vector3();
vrm.humanoid.getRawBoneNode("leftHand").getWorldPosition(hand);

const box = new Box3().setFromObject(meshes[0]);
const mixer = new AnimationMixer(gltf.scene);
const clips = {};
for (const clip of gltf.animations) {
  mixer.stopAllAction();
  mixer.clipAction(clip).play();
  mixer.setTime(clip.duration / 4);
  clips[clip.name] = clip.duration;
}
console.log(
  JSON.stringify({
    meta: vrm.meta,
    bones,
    expressions,
    lookAt: vrm.lookAt.applier.constructor.name,
    loweredHand: hand.toArray(),
    size: box.getSize(new Vector3()).toArray(),
    meshes: meshes.map((mesh) => mesh.name),
    clips,
  }),
);
