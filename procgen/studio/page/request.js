// Requests as JSON with the contract's names, read and written by the paths that forms use. A step through what is
// repeated means its first element, and of words on many lines each line an element.

/** The field at the end of a path, and whether a step on the way is repeated. */
export function fieldAt(message, path) {
  const steps = path.split(".");
  let inside = false;
  let field;
  for (const [index, step] of steps.entries()) {
    field = message.fields.find((each) => each.name === step);
    if (!field) return null;
    if (index < steps.length - 1) {
      inside ||= field.fieldKind === "list";
      message = field.message;
    }
  }
  return { field, inside };
}

const isList = (field) => field.fieldKind === "list";

export function prefixOf(described) {
  return described.values[0].name.replace(/UNSPECIFIED$/, "");
}

function toWire(field, value) {
  return field.enum && typeof value === "string" ? prefixOf(field.enum) + value.toUpperCase() : value;
}

function fromWire(field, value) {
  return field.enum && typeof value === "string" ? value.replace(prefixOf(field.enum), "").toLowerCase() : value;
}

/** What is said at a path: undefined where nothing is. */
export function read(message, request, path) {
  const steps = path.split(".");
  let here = request;
  for (const [index, step] of steps.entries()) {
    const field = message.fields.find((each) => each.name === step);
    const value = here?.[step];
    if (value === undefined) return undefined;
    if (index === steps.length - 1) {
      if (isList(field)) return value.map((each) => fromWire(field, each));
      return fromWire(field, value);
    }
    message = field.message;
    here = isList(field) ? value[0] : value;
  }
}

/** Says something at a path, or nothing if it is undefined; messages on the way come and go with what they hold. */
export function write(message, request, path, value) {
  const [step, ...rest] = path.split(".");
  const field = message.fields.find((each) => each.name === step);
  if (!rest.length) {
    const empty = value === undefined || value === "" || (Array.isArray(value) && !value.length);
    if (empty || (value === false && field.fieldKind === "scalar")) delete request[step];
    else if (Array.isArray(value)) request[step] = value.map((each) => toWire(field, each));
    else if (isList(field)) request[step] = [toWire(field, value)];
    else request[step] = toWire(field, value);
    return;
  }
  const list = isList(field);
  let inner = list ? request[step]?.[0] : request[step];
  const there = inner !== undefined;
  inner ??= {};
  write(field.message, inner, rest.join("."), value);
  if (!there && value === undefined) return;
  if (!Object.keys(inner).length && value === undefined) {
    if (!list || request[step].length === 1) delete request[step];
    return;
  }
  if (list) request[step] = [inner, ...(request[step] ?? []).slice(1)];
  else request[step] = inner;
}

/** Lines of words at a path: each is an element of what is repeated nearest to the end. */
export function readLines(message, request, path) {
  const steps = path.split(".");
  const { field } = fieldAt(message, path);
  if (isList(field)) return read(message, request, path) ?? [];
  const parent = steps.slice(0, -1).join(".");
  const above = parent && fieldAt(message, parent)?.field;
  if (!above || !isList(above)) return (read(message, request, path) ?? "").split("\n").filter(Boolean);
  const elements = read(message, request, parent) ?? [];
  return elements.map((each) => each[steps.at(-1)] ?? "");
}

export function writeLines(message, request, path, lines) {
  const steps = path.split(".");
  const { field } = fieldAt(message, path);
  if (isList(field)) return write(message, request, path, lines);
  const parent = steps.slice(0, -1).join(".");
  const above = parent && fieldAt(message, parent)?.field;
  if (!above || !isList(above)) return write(message, request, path, lines.join("\n"));
  const old = read(message, request, parent) ?? [];
  write(
    message,
    request,
    parent,
    lines.map((line, index) => ({ ...(old[index] ?? {}), [steps.at(-1)]: line })),
  );
}

/** A request with other outputs, by their short names; the field may be of names, of words, or of messages. */
export function withOutputs(message, request, path, kinds) {
  const copy = structuredClone(request);
  const { field } = fieldAt(message, path);
  if (field.message) copy[path] = kinds.map((each) => (typeof each === "string" ? { kind: each } : each));
  else write(message, copy, path, kinds);
  return copy;
}

/** A line for people about a request. */
export function titleOf(domain, request) {
  const words = [];
  const names = [
    "text",
    "landform",
    "material",
    "effect",
    "table",
    "kind",
    "style",
    "biome",
    "use",
    "mood",
    "settlement",
    "role",
    "species",
    "breed",
  ];
  const gather = (part, depth) => {
    for (const name of names) if (typeof part?.[name] === "string" && part[name]) words.push(part[name]);
    if (depth)
      for (const value of Object.values(part ?? {})) {
        const inner = Array.isArray(value) ? value[0] : value;
        if (inner && typeof inner === "object") gather(inner, depth - 1);
      }
  };
  gather(request, 2);
  const text = [...new Set(words)].slice(0, 3).join(", ").replaceAll("_", " ");
  return `${text || domain.title}, seed ${seedOf(request)}`;
}

export function seedOf(request) {
  return String(request.seed ?? request.shared?.seed ?? 0);
}

export function withSeed(domain, request, seed) {
  const copy = structuredClone(request);
  if (domain.parameters.some((each) => each.name === "seed")) copy.seed = String(seed);
  else copy.shared = { ...(copy.shared ?? {}), seed: String(seed) };
  return copy;
}

/** A request with fields of the project's style where it says nothing itself. */
export function under(request, fields = {}) {
  const found = { ...request };
  for (const [name, value] of Object.entries(fields)) {
    if (!(name in found)) found[name] = structuredClone(value);
    else if (value && typeof value === "object" && !Array.isArray(value)) found[name] = under(found[name], value);
  }
  return found;
}

/** Bytes as JSON has them. */
export function base64(bytes) {
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text);
}

export const bytesOf = (text) => Uint8Array.from(atob(text), (each) => each.charCodeAt(0));
