// The server, by its own contract: gRPC-Web calls whose messages the server describes, and the studio's own questions.

import {
  Code,
  ConnectError,
  FileDescriptorSetSchema,
  createClient,
  createFileRegistry,
  createGrpcWebTransport,
  fromBinary,
  fromJson,
  toJson,
} from "./vendor/connect.js";

const TOKEN = "procgen-token";

/** A refusal of the server: a sentence, what can be done, and the fields at fault. */
export class Refused extends Error {
  constructor(message, remedy = "", violations = [], code = "") {
    super(message);
    this.remedy = remedy;
    this.violations = violations;
    this.code = code;
  }
}

/** Why a file that somebody chose was refused. */
export function refusalOf(file, error) {
  const [wrong] = error.violations ?? [];
  return `${file.name}: ${wrong ? `${wrong.value}, allowed is ${wrong.allowed}` : error.message}`;
}

function takeToken() {
  // Given behind #, where it is in no request; it stays in this tab.
  const given = /^#token=(.+)$/.exec(location.hash);
  if (given) {
    sessionStorage.setItem(TOKEN, decodeURIComponent(given[1]));
    history.replaceState(null, "", location.pathname);
  }
}
takeToken();

export function setToken(token) {
  sessionStorage.setItem(TOKEN, token);
}

export function tokenHeaders() {
  const token = sessionStorage.getItem(TOKEN);
  return token ? { authorization: `Bearer ${token}` } : {};
}

/** What the studio itself answers, beside calls: history, recipes in files, snippets. */
export async function ask(name, body = {}) {
  const raw = body instanceof Uint8Array;
  const answer = await fetch(`ask/${name}`, {
    method: "POST",
    headers: { "content-type": raw ? "application/octet-stream" : "application/json", ...tokenHeaders() },
    body: raw ? body : JSON.stringify(body),
  });
  if (!(answer.headers.get("content-type") ?? "").includes("json")) throw new Refused(await answer.text());
  const said = await answer.json();
  if (!answer.ok) throw new Refused(said.message, said.remedy, said.violations, said.reason);
  return said;
}

export class Server {
  constructor(registry) {
    this.registry = registry;
    const transport = createGrpcWebTransport({
      baseUrl: location.origin,
      interceptors: [
        (next) => (request) => {
          for (const [name, value] of Object.entries(tokenHeaders())) request.header.set(name, value);
          return next(request);
        },
      ],
    });
    this.clients = new Map();
    this.transport = transport;
  }

  static async open() {
    const answer = await fetch("contract.bin");
    const files = fromBinary(FileDescriptorSetSchema, new Uint8Array(await answer.arrayBuffer()));
    return new Server(createFileRegistry(files));
  }

  message(name) {
    return this.registry.getMessage(name);
  }

  #method(path) {
    const [, service, name] = path.split("/");
    const described = this.registry.getService(service);
    if (!this.clients.has(service)) this.clients.set(service, createClient(described, this.transport));
    return { method: described.methods.find((each) => each.name === name), client: this.clients.get(service) };
  }

  #refusal(error) {
    if (!(error instanceof ConnectError)) return error;
    if (error.code === Code.Canceled) return new Refused("stopped", "", [], "CANCELLED");
    const [detail] = error.findDetails(this.message("procgen.v1.ErrorDetail"));
    const told = detail ? toJson(this.message("procgen.v1.ErrorDetail"), detail) : {};
    return new Refused(error.rawMessage, told.remedy, told.violations, Code[error.code]);
  }

  /** The answer of a unary method, as JSON with the names of the contract. */
  async call(path, request = {}) {
    const { method, client } = this.#method(path);
    try {
      const answer = await client[method.localName](fromJson(method.input, request, { ignoreUnknownFields: true }));
      return toJson(method.output, answer, { useProtoFieldName: true, registry: this.registry });
    } catch (error) {
      throw this.#refusal(error);
    }
  }

  /** Events of a streaming method: { case, value } with messages. */
  async *events(path, request, signal, headers) {
    const { method, client } = this.#method(path);
    try {
      const message = fromJson(method.input, request, { ignoreUnknownFields: true });
      for await (const { event } of client[method.localName](message, { signal, headers })) yield event;
    } catch (error) {
      throw this.#refusal(error);
    }
  }

  json(name, message) {
    return toJson(this.message(name), message, { useProtoFieldName: true });
  }

  /**
   * Something made whole: { result, files }, the result as JSON, each file with its bytes. Pictures of what there is so
   * far cost time, and are drawn where `previews` says that somebody looks at them.
   */
  async make(path, request, { signal, onProgress, onOther, previews = false } = {}) {
    const pieces = [];
    let result;
    for await (const event of this.events(path, request, signal, previews ? {} : { "x-procgen-previews": "none" })) {
      if (event.case === "progress") onProgress?.(event.value);
      else if (event.case === "chunk") {
        const { artifactIndex, offsetBytes, totalBytes, data } = event.value;
        pieces[artifactIndex] ??= new Uint8Array(Number(totalBytes));
        pieces[artifactIndex].set(data, Number(offsetBytes));
      } else if (event.case === "result") result = event.value;
      else onOther?.(event);
    }
    if (!result) throw new Refused("the server's answer ended before its result", "Make it again.");
    const told = this.json(result.$typeName, result);
    const files = (result.artifacts ?? []).map((artifact, index) => ({
      kind: artifact.kind,
      name: artifact.fileName,
      folder: artifact.folder,
      type: artifact.mediaType,
      width: artifact.widthPx,
      height: artifact.heightPx,
      data: pieces[index] ?? new Uint8Array(),
    }));
    return { result: told, files, recipe: told.recipe };
  }
}

const PIECE = 1_000_000;

/** Sends a file to the studio in pieces, each read when it is sent, so that large ones fill no memory; its number. */
export async function sendFile(file, told) {
  const { upload } = await ask("upload/begin", { name: file.name, size: file.size });
  for (let at = 0; at < file.size; ) {
    const piece = new Uint8Array(await file.slice(at, at + PIECE).arrayBuffer());
    ({ received: at } = await ask(`upload/put/${upload}/${at}`, piece));
    told?.(at / file.size);
  }
  return upload;
}
