// Calls a server with connect-web, a gRPC-Web client that is not ours, in Node.js and in browsers alike.

import { Code, ConnectError, createClient } from "@connectrpc/connect";
import { createGrpcWebTransport } from "@connectrpc/connect-web";
import { ErrorDetailSchema } from "./procgen/v1/common_pb.js";
import { SystemService } from "./procgen/v1/system_pb.js";
import { TerrainService } from "./procgen/v1/terrain_pb.js";

const LARGE = { widthPx: 2048, depthPx: 2048 };

async function sha256(pieces) {
  const digest = await crypto.subtle.digest("SHA-256", await new Blob(pieces).arrayBuffer());
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function failure(calling) {
  try {
    await calling();
  } catch (caught) {
    const error = ConnectError.from(caught);
    const detail = error.findDetails(ErrorDetailSchema)[0];
    return {
      code: Code[error.code],
      message: error.rawMessage,
      reason: detail?.reason,
      fields: detail?.violations.map((violation) => violation.field),
    };
  }
  return { code: "OK" };
}

async function all(stream) {
  for await (const _event of stream);
}

async function streamed(terrain) {
  const kinds = [];
  const pieces = [];
  let result;
  for await (const { event } of terrain.generate({ seed: 7n, widthPx: 600, depthPx: 600 })) {
    kinds.push(event.case);
    if (event.case === "chunk") pieces.push(event.value.data);
    if (event.case === "result") result = event.value;
  }
  return {
    kinds,
    sha256: await sha256(pieces),
    promised: result.artifacts.map((artifact) => artifact.sha256),
    bytes: pieces.reduce((sum, piece) => sum + piece.length, 0),
  };
}

// How a call ends that is aborted at its first event, and whether the server works on it still.
async function aborted(terrain, system, requestId) {
  const controller = new AbortController();
  let events = 0;
  const ended = await failure(async () => {
    for await (const _event of terrain.generate({ ...LARGE, requestId }, { signal: controller.signal })) {
      events += 1;
      controller.abort();
    }
  });
  // Cancel says whether such a call runs. It must not be what stops it, hence a pause before the only question.
  await new Promise((resolve) => setTimeout(resolve, 1500));
  const { cancelled } = await system.cancel({ requestId });
  return { ...ended, events, stillRan: cancelled };
}

export async function run({ baseUrl, token, name }) {
  const carry = (next) => (request) => {
    if (token) request.header.set("Authorization", `Bearer ${token}`);
    return next(request);
  };
  const transport = createGrpcWebTransport({ baseUrl, interceptors: [carry] });
  const system = createClient(SystemService, transport);
  const terrain = createClient(TerrainService, transport);
  const bare = createClient(SystemService, createGrpcWebTransport({ baseUrl }));
  const info = await system.getInfo({});
  return {
    version: info.version,
    domains: info.domains.length,
    stream: await streamed(terrain),
    refused: await failure(() => all(terrain.generate({ widthPx: 9, reliefM: -1, requestId: `${name}-bad` }))),
    late: await failure(() => all(terrain.generate({ ...LARGE, requestId: `${name}-late` }, { timeoutMs: 400 }))),
    aborted: await aborted(terrain, system, `${name}-aborted`),
    bare: await failure(() => bare.getInfo({})),
  };
}
