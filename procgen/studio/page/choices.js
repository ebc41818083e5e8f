// Two kinds of things for people to choose between without knowing which is which: where they come from, which of them
// are shown together, and what choices add up to.

import { h } from "./dom.js";
import { heard } from "./views/audio.js";
import { asked, viewOf } from "./views/index.js";

const KINDS = [
  ["picture", /^image\//],
  ["sound", /^audio\//],
  ["words", /^text\/(plain|markdown)/],
];
const FILES_MAX = 400;
const FILE_BYTES = 32 << 20;
const SIDE_MAX = 768;
const SIDE_MIN = 64;
/** Of a normal distribution: within so many deviations lie 95 %. */
const Z = 1.96;

/** Files of a folder as things to choose between, and sentences about those that are none. */
export async function itemsOfFiles(files) {
  const items = [];
  const left = [];
  for (const file of files.slice(0, FILES_MAX)) {
    const kind = KINDS.find(([, type]) => type.test(file.type))?.[0];
    try {
      if (!kind) throw new Error("it is no picture, sound or text");
      if (file.size > FILE_BYTES) throw new Error(`it is larger than ${FILE_BYTES >> 20} MiB`);
      if (kind === "picture") items.push({ kind, name: file.name, image: await createImageBitmap(file) });
      else if (kind === "sound") items.push({ kind, name: file.name, url: URL.createObjectURL(file) });
      else
        for (const line of (await file.text()).split("\n").map((each) => each.trim()))
          if (line) items.push({ kind, name: file.name, text: line });
    } catch (error) {
      left.push(`${file.name}: ${error.name === "InvalidStateError" ? "it can't be read as a picture" : error.message}`);
    }
  }
  if (files.length > FILES_MAX) left.push(`${files.length - FILES_MAX} files more than ${FILES_MAX}`);
  return { items, left };
}

/** What was made as things to choose between: lines where it is lines, sounds where it is heard, else its picture. */
export function itemsOfResult(made, canvas, name) {
  if (made.result.lines?.[0]?.text) return made.result.lines.map(({ text }) => ({ kind: "words", name, text }));
  const sounds = heard(made);
  if (sounds.length)
    return sounds.map((file) => ({
      kind: "sound",
      name: `${name}: ${file.name}`,
      url: URL.createObjectURL(new Blob([file.data], { type: file.type })),
    }));
  return canvas ? [{ kind: "picture", name, image: canvas }] : [];
}

/** Results of the history, made again at the size of a sheet. */
export async function itemsOfHistory(app, text, domainName, most, told) {
  const { results } = await app.ask("history/search", { text, domain: domainName, most });
  const items = [];
  for (const [index, result] of results.entries()) {
    told(`${index} of ${results.length} made again`);
    const domain = app.domains.find((each) => each.name === result.domain);
    if (!domain) continue;
    const { asked: request } = await app.ask("history/read", { id: result.id });
    const view = viewOf(domain);
    const made = await app.server.make(
      domain.method,
      asked(app.server, domain, view.small(view.complete(request)), view.sheet),
    );
    items.push(...itemsOfResult(made, await view.picture(made, request), result.title));
  }
  return items;
}

/** Numbers from 0 to 1 by a seed (mulberry32). */
export function drawn(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function shuffled(items, random) {
  const found = [...items];
  for (let at = found.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    [found[at], found[other]] = [found[other], found[at]];
  }
  return found;
}

/** Pairs to choose from, each { ours, other, swapped }: everything is shown before anything is shown again. */
export function pairsOf(ours, other, count, seed) {
  const kinds = KINDS.map(([kind]) => kind).filter(
    (kind) => ours.some((each) => each.kind === kind) && other.some((each) => each.kind === kind),
  );
  if (!kinds.length) throw new Error("The two sides have nothing of one kind: pictures, sounds or words on both, please.");
  const of = (items, kind) => items.filter((each) => each.kind === kind);
  const most = (kind) => Math.min(of(ours, kind).length, of(other, kind).length);
  const kind = kinds.reduce((best, each) => (most(each) > most(best) ? each : best));
  const random = drawn(seed);
  const queue = (items) => {
    let waiting = [];
    return () => {
      if (!waiting.length) waiting = shuffled(items, random);
      return waiting.pop();
    };
  };
  const [nextOurs, nextOther] = [queue(of(ours, kind)), queue(of(other, kind))];
  // As many left as right, but for one.
  const sides = shuffled(
    Array.from({ length: count }, (_, index) => index % 2 === 1),
    random,
  );
  return sides.map((swapped) => ({ ours: nextOurs(), other: nextOther(), swapped }));
}

/** The side at which all pictures of some pairs can be shown alike: none is told by being sharper. */
export function commonSide(pairs) {
  const sides = pairs.flatMap((pair) => [pair.ours, pair.other]).map(({ image }) => Math.min(image.width, image.height));
  return Math.max(Math.min(SIDE_MAX, ...sides), SIDE_MIN);
}

export function squareOf(image, side) {
  const canvas = h("canvas", { width: side, height: side });
  const cut = Math.min(image.width, image.height);
  const drawing = canvas.getContext("2d");
  drawing.imageSmoothingQuality = "high";
  drawing.drawImage(image, (image.width - cut) / 2, (image.height - cut) / 2, cut, cut, 0, 0, side, side);
  return canvas;
}

/** What votes of "ours", "other" and "none" add up to: counts, the share of ours with Wilson's interval of 95 %, and
 * how likely so uneven a count is where nobody can tell (exact sign test, two-sided). */
export function countVotes(votes) {
  const count = (choice) => votes.filter((each) => each === choice).length;
  const [ours, other, none] = [count("ours"), count("other"), count("none")];
  const total = ours + other;
  if (!total) return { ours, other, none, share: null, low: null, high: null, chance: 1 };
  const share = ours / total;
  const middle = (share + Z ** 2 / (2 * total)) / (1 + Z ** 2 / total);
  const reach = (Z / (1 + Z ** 2 / total)) * Math.sqrt((share * (1 - share)) / total + Z ** 2 / (4 * total ** 2));
  let term = 0.5 ** total;
  let tail = 0;
  for (let taken = 0; taken <= Math.min(ours, other); taken++) {
    tail += term;
    term *= (total - taken) / (taken + 1);
  }
  return { ours, other, none, share, low: middle - reach, high: middle + reach, chance: Math.min(2 * tail, 1) };
}
