// The server: what it is, what it does just now, its models, and what Prometheus would be told.

import { h, size, table } from "./dom.js";
import { tokenHeaders } from "./rpc.js";

/** Samples of a page of Prometheus: { name, labels, value }. */
export function samplesOf(text) {
  return text
    .split("\n")
    .filter((line) => line && !line.startsWith("#"))
    .map((line) => {
      const [, name, labels = "", value] = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)/.exec(line) ?? [];
      return {
        name,
        labels: Object.fromEntries(
          [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, key, each]) => [key, each]),
        ),
        value: Number(value),
      };
    });
}

function titled(title, heads, body) {
  return h("section", { class: "card" }, h("h2", {}, title), table(heads, body));
}

export function serverPage(app) {
  const dials = h("div", { class: "dials" });
  const calls = h("tbody");
  const models = h("tbody");
  const spark = [];
  let last;

  function dial(name, value, share, note) {
    return h(
      "div",
      { class: "dial" },
      h("span", { class: "dial-name" }, name),
      h("strong", {}, value),
      share !== undefined && h("meter", { min: 0, max: 1, value: Math.min(share, 1), "aria-label": name }),
      h("small", {}, note ?? ""),
    );
  }

  async function refresh() {
    const [info, page] = await Promise.all([
      app.server.call("/procgen.v1.SystemService/GetInfo"),
      fetch("/metrics", { headers: tokenHeaders() }),
    ]);
    const samples = page.ok ? samplesOf(await page.text()) : [];
    const sum = (name, where = () => true) =>
      samples.filter((each) => each.name === name && where(each.labels)).reduce((all, each) => all + each.value, 0);
    const done = sum("procgen_calls_total");
    const now = performance.now();
    if (last) spark.push(Math.max((done - last.done) / ((now - last.now) / 1000), 0));
    if (spark.length > 60) spark.shift();
    last = { done, now };
    const workers = sum("procgen_workers");
    const limit = sum("procgen_work_limit_bytes");
    const cache = sum("procgen_cache_size", (each) => each.what === "bytes");
    dials.replaceChildren(
      dial(
        "At work",
        `${sum("procgen_tasks_at_work")}`,
        workers ? sum("procgen_tasks_at_work") / workers : 0,
        `${workers} workers, ${sum("procgen_queue_length")} wait`,
      ),
      dial(
        "Work memory",
        size(sum("procgen_work_bytes")),
        limit ? sum("procgen_work_bytes") / limit : 0,
        `of ${size(limit)}`,
      ),
      dial("Models in memory", size(sum("procgen_models_bytes")), undefined, `${(app.info.models ?? []).length || ""}`),
      dial(
        "Kept results",
        size(cache),
        info.cache?.limit_bytes ? cache / Number(info.cache.limit_bytes) : undefined,
        info.cache?.enabled ? `of ${size(Number(info.cache.limit_bytes ?? 0))}` : (info.cache?.problem ?? "off"),
      ),
      dial("Calls", String(done), undefined, `${(spark.at(-1) ?? 0).toFixed(1)} a second`),
      dial(
        "Up",
        `${Math.floor(Number(info.uptime_ms ?? 0) / 60000)} min`,
        undefined,
        `version ${info.version}, ${info.threads} threads, ${(info.devices ?? []).join(", ")}`,
      ),
    );
    const methods = new Map();
    for (const each of samples.filter((one) => one.name === "procgen_calls_total")) {
      const row = methods.get(each.labels.method) ?? { count: 0, failed: 0 };
      row.count += each.value;
      if (each.labels.code !== "OK") row.failed += each.value;
      methods.set(each.labels.method, row);
    }
    calls.replaceChildren(
      ...[...methods]
        .sort((a, b) => b[1].count - a[1].count)
        .slice(0, 16)
        .map(([method, row]) => {
          const seconds =
            sum("procgen_call_seconds_sum", (each) => each.method === method) /
            Math.max(
              sum("procgen_call_seconds_count", (each) => each.method === method),
              1,
            );
          return h(
            "tr",
            {},
            h("td", {}, (method ?? "").replace("/procgen.v1.", "").replace("Service/", " ")),
            h("td", { class: "number-cell" }, String(row.count)),
            h("td", { class: "number-cell" }, String(row.failed)),
            h("td", { class: "number-cell" }, `${Math.round(seconds * 1000)} ms`),
          );
        }),
    );
  }

  async function listModels() {
    const { models: all = [] } = await app.server.call("/procgen.v1.SystemService/ListModels");
    models.replaceChildren(
      ...all.map((each) =>
        h(
          "tr",
          {},
          h("td", {}, each.name),
          h("td", {}, each.domain),
          h("td", {}, each.family ?? ""),
          h("td", {}, each.licence ?? ""),
          h("td", { class: "number-cell" }, size(Number(each.size_bytes ?? 0))),
          h("td", {}, h("span", { class: "chip" }, (each.state ?? "").replace("MODEL_STATE_", "").toLowerCase())),
        ),
      ),
    );
  }

  const page = h(
    "section",
    { class: "plain-page" },
    h("header", { class: "page-head" }, h("h1", {}, "Server")),
    dials,
    titled("Calls", ["Method", "Calls", "Failed", "Mean time"], calls),
    titled("Models", ["Name", "Domain", "Family", "Licence", "Size", "State"], models),
  );
  const tick = async () => {
    try {
      await refresh();
    } catch (error) {
      dials.replaceChildren(h("div", { class: "problem" }, error.message));
    }
    if (page.isConnected) setTimeout(tick, 1500);
  };
  setTimeout(tick, 0);
  listModels();
  return page;
}
