// What is kept of what was made: its recipe with a small picture, in the server's history.

import { base64, titleOf } from "./request.js";

const SIDE = 192;

/** A small WebP of a canvas, as base64; empty without one. */
export async function smallPicture(canvas) {
  if (!canvas) return "";
  const small = document.createElement("canvas");
  const share = SIDE / Math.max(canvas.width, canvas.height);
  small.width = Math.max(1, Math.round(canvas.width * Math.min(share, 1)));
  small.height = Math.max(1, Math.round(canvas.height * Math.min(share, 1)));
  small.getContext("2d", { willReadFrequently: true }).drawImage(canvas, 0, 0, small.width, small.height);
  const blob = await new Promise((resolve) => small.toBlob(resolve, "image/webp", 0.8));
  return base64(new Uint8Array(await blob.arrayBuffer()));
}

/** Keeps a result; its number there. */
export async function keepInHistory(app, domain, request, recipe, canvas) {
  if (!recipe) return undefined;
  const said = {
    domain: recipe.domain,
    request_json: recipe.request_json,
    model_sha256: recipe.model_sha256 ?? {},
    code_version: recipe.code_version,
    sha256: recipe.sha256,
  };
  const { id } = await app.ask("history/add", {
    recipe: said,
    asked: request,
    title: titleOf(domain, request),
    picture: await smallPicture(canvas),
  });
  return id;
}

/** Stars a tile or takes its star away, in the history too where it is kept there. */
export async function switchStar(app, tile) {
  tile.starred = !tile.starred;
  // A star may be given before the history has answered with the number, or before there is a result.
  const id = await tile.kept;
  if (id !== undefined) await app.ask("history/star", { id, starred: tile.starred });
}
