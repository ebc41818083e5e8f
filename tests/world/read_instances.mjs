// Reads a .glb from standard input with three.js, and prints a line of JSON: how often each thing is drawn, and where.
// Arguments: the folder whose node_modules has it.
import { pathToFileURL } from "node:url";

globalThis.self ??= globalThis; // three.js expects a browser's global object
const load = (path) => import(pathToFileURL(`${process.argv[2]}/node_modules/${path}`));
const { GLTFLoader } = await load("three/examples/jsm/loaders/GLTFLoader.js");
const { Matrix4, Vector3 } = await load("three/build/three.module.js");

const pieces = [];
for await (const piece of process.stdin) pieces.push(piece);
const file = new Uint8Array(Buffer.concat(pieces));
const buffer = file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength);
const gltf = await new GLTFLoader().parseAsync(buffer, "");

const instances = {};
gltf.scene.updateMatrixWorld(true);
gltf.scene.traverse((node) => {
  if (!node.isInstancedMesh) return;
  // What has several materials is a group here.
  const name = node.userData.name ?? node.parent.userData.name;
  const last = new Matrix4();
  node.getMatrixAt(node.count - 1, last);
  instances[name] = {
    count: node.count,
    last: new Vector3().setFromMatrixPosition(last.premultiply(node.matrixWorld)).toArray(),
  };
});
console.log(JSON.stringify({ scenes: gltf.scenes.map((scene) => scene.name), instances }));
