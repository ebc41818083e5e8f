// Words: lines, scenes as a graph that can be played, talk, and tables.

import { h, iconButton } from "../dom.js";

const read = (file) => new TextDecoder().decode(file.data);

export function linesView(made) {
  return h(
    "div",
    { class: "view scrolls" },
    h(
      "ol",
      { class: "lines" },
      (made.result.lines ?? []).map((line) =>
        h(
          "li",
          {},
          h("blockquote", {}, line.text),
          h(
            "p",
            { class: "chips" },
            [line.intent, line.mood]
              .filter(Boolean)
              .map((each) => h("span", { class: "chip" }, each.replaceAll("_", " "))),
            iconButton("copy", "Copy the line", () => navigator.clipboard.writeText(line.text)),
          ),
        ),
      ),
    ),
  );
}

export function sceneOf(made) {
  const file = made.files.find((each) => each.kind === "json");
  return file ? JSON.parse(read(file)) : { nodes: [], title: "" };
}

/** Nodes by how many steps they are from the start, and the edges between them. */
function levels(scene) {
  const byId = new Map(scene.nodes.map((node) => [node.id, node]));
  const edges = scene.nodes
    .flatMap((node) => [
      ...node.branches.map((each) => ({ from: node.id, to: each.target })),
      ...node.choices.map((each) => ({ from: node.id, to: each.target, text: each.text })),
    ])
    .filter((edge) => byId.has(edge.to));
  const depth = new Map([[scene.nodes[0]?.id, 0]]);
  const queue = [scene.nodes[0]?.id];
  for (let at = 0; at < queue.length; at++)
    for (const edge of edges) {
      if (edge.from === queue[at] && !depth.has(edge.to)) {
        depth.set(edge.to, depth.get(queue[at]) + 1);
        queue.push(edge.to);
      }
    }
  const rows = [];
  for (const node of scene.nodes) (rows[depth.get(node.id) ?? 0] ??= []).push(node);
  return { rows: rows.filter(Boolean), edges };
}

export function graphView(scene) {
  const { rows, edges } = levels(scene);
  const width = 168;
  const high = 58;
  const across = Math.max(...rows.map((row) => row.length), 1) * (width + 26) + 40;
  const down = rows.length * (high + 46) + 30;
  const place = new Map();
  rows.forEach((row, level) =>
    row.forEach((node, index) =>
      place.set(node.id, [
        across / 2 + (index - (row.length - 1) / 2) * (width + 26),
        34 + level * (high + 46) + high / 2,
      ]),
    ),
  );
  const SVG = "http://www.w3.org/2000/svg";
  const make = (tag, attributes, ...children) => {
    const element = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  };
  const svg = make("svg", {
    viewBox: `0 0 ${across} ${down}`,
    width: across,
    height: down,
    class: "graph",
    role: "group",
    "aria-label": "The scene as a graph",
  });
  const told = h("div", { class: "graph-told" }, h("p", { class: "hint" }, "Pick a node to read what is said there."));
  for (const { from, to } of edges) {
    const [x1, y1] = place.get(from);
    const [x2, y2] = place.get(to);
    const bend = y2 > y1 ? 34 : 110;
    svg.append(
      make("path", {
        d: `M${x1} ${y1 + high / 2} C${x1} ${y1 + high / 2 + bend} ${x2} ${y2 - high / 2 - bend} ${x2} ${y2 - high / 2}`,
        class: y2 > y1 ? "edge" : "edge back",
      }),
    );
  }
  for (const node of scene.nodes) {
    const [x, y] = place.get(node.id);
    const words = node.lines[0]?.text ?? (node.choices.length ? `${node.choices.length} choices` : "…");
    const group = make(
      "g",
      {
        class: `node ${node.choices.length ? "choices" : ""}`,
        tabindex: "0",
        role: "button",
        "aria-label": `${node.beat}: ${words}`,
      },
      make("rect", { x: x - width / 2, y: y - high / 2, width, height: high, rx: 9 }),
      make("text", { x: x - width / 2 + 10, y: y - 10, class: "beat" }, node.beat.replaceAll("_", " ").slice(0, 24)),
      make("text", { x: x - width / 2 + 10, y: y + 8 }, words.slice(0, 25)),
      make("text", { x: x - width / 2 + 10, y: y + 22 }, words.slice(25, 49) + (words.length > 49 ? "…" : "")),
    );
    const pick = () => {
      svg.querySelectorAll(".picked").forEach((each) => each.classList.remove("picked"));
      group.classList.add("picked");
      told.replaceChildren(
        h("h3", {}, node.beat.replaceAll("_", " ")),
        ...node.lines.map((line) => h("p", {}, h("b", {}, `${line.speaker}: `), line.text)),
        node.choices.length
          ? h(
              "ul",
              {},
              node.choices.map((choice) => h("li", {}, choice.text)),
            )
          : "",
      );
    };
    group.addEventListener("click", pick);
    group.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") {
        event.preventDefault();
        pick();
      }
    });
    svg.append(group);
  }
  return h(
    "div",
    { class: "view graph-view" },
    h("div", { class: "graph-scroll", tabindex: "0", role: "region", "aria-label": "The graph, scrolls" }, svg),
    told,
  );
}

/** The scene as players meet it: conditions on what the scene itself sets, choices, the end. */
export function playView(scene) {
  const log = h("div", { class: "talk-log", "aria-live": "polite" });
  const choices = h("div", { class: "talk-choices" });
  const facts = new Map();
  const taken = new Set();
  const holds = (conditions) =>
    conditions.every(({ variable, operator, value }) => {
      const is = facts.get(variable) ?? (typeof value === "boolean" ? false : typeof value === "number" ? 0 : "");
      return (
        {
          "==": is === value,
          "!=": is !== value,
          ">=": is >= value,
          "<=": is <= value,
          ">": is > value,
          "<": is < value,
        }[operator] ?? true
      );
    });
  const apply = (effects) => {
    for (const { variable, operator, value } of effects)
      facts.set(
        variable,
        operator === "+="
          ? (facts.get(variable) ?? 0) + value
          : operator === "-="
            ? (facts.get(variable) ?? 0) - value
            : value,
      );
  };
  function enter(id, hops = 0) {
    const node = scene.nodes.find((each) => each.id === id);
    choices.replaceChildren();
    if (!node || hops > 60)
      return choices.append(h("button", { type: "button", onclick: start }, "The end: play again"));
    for (const line of node.lines) log.append(h("p", { class: "said" }, h("b", {}, line.speaker || "…"), line.text));
    apply(node.effects);
    log.scrollTop = log.scrollHeight;
    const open = node.choices.filter((each) => holds(each.conditions) && !(each.once && taken.has(each.id)));
    if (open.length) {
      choices.append(
        ...open.map((choice) =>
          h(
            "button",
            {
              type: "button",
              onclick: () => {
                taken.add(choice.id);
                log.append(h("p", { class: "said mine" }, choice.text));
                apply(choice.effects);
                enter(choice.target);
              },
            },
            choice.text,
          ),
        ),
      );
      return;
    }
    const next = node.branches.find((each) => holds(each.conditions));
    if (next) enter(next.target, hops + 1);
    else enter(null);
  }
  function start() {
    log.replaceChildren();
    facts.clear();
    taken.clear();
    if (scene.nodes.length) enter(scene.nodes[0].id);
  }
  start();
  return h("div", { class: "view talk" }, log, choices);
}

/** Talk with the persona of a request: what players type, answered as it comes. */
export function chatView(server, request) {
  const log = h("div", { class: "talk-log", "aria-live": "polite" });
  const input = h("input", {
    type: "text",
    placeholder: "Say something",
    maxlength: "1000",
    "aria-label": "What you say",
    autocomplete: "off",
  });
  let state = "";
  let busy = false;
  async function say(text) {
    if (busy) return;
    busy = true;
    if (text) log.append(h("p", { class: "said mine" }, text));
    const answer = h("p", { class: "said" }, h("b", {}, request.persona?.name || "…"));
    log.append(answer);
    try {
      const asked = {
        seed: request.seed ?? "1",
        persona: request.persona ?? {},
        situation: request.situation ?? {},
        state,
        player_text: text,
      };
      for await (const event of server.events("/procgen.v1.DialogueService/Converse", asked)) {
        if (event.case === "text") answer.append(event.value);
        if (event.case === "action") log.append(h("p", { class: "hint" }, `does: ${event.value.name}`));
        if (event.case === "result") {
          state = event.value.state;
          if (event.value.ends) {
            input.disabled = true;
            log.append(h("p", { class: "hint" }, "The talk has ended."));
          }
        }
        log.scrollTop = log.scrollHeight;
      }
    } catch (error) {
      answer.append(error.message);
      answer.classList.add("failed");
    }
    busy = false;
  }
  say("");
  return h(
    "div",
    { class: "view talk" },
    log,
    h(
      "form",
      {
        class: "talk-form",
        onsubmit: (event) => {
          event.preventDefault();
          const text = input.value.trim();
          input.value = "";
          if (text) say(text);
        },
      },
      input,
      h("button", { class: "primary" }, "Say"),
    ),
  );
}

export function rowsOf(made) {
  const file = made.files.find((each) => each.kind === "json");
  if (!file) return { columns: [], rows: [] };
  const table = JSON.parse(read(file));
  const columns = (table.columns ?? []).map((each) => each.name ?? each);
  const rows = (table.rows ?? []).map((row) => (Array.isArray(row) ? row : columns.map((name) => row[name])));
  return { columns, rows };
}

export function tableView(made) {
  const { columns, rows } = rowsOf(made);
  const body = h("tbody");
  let sorted = { column: -1, up: true };
  const fill = () =>
    body.replaceChildren(
      ...rows.slice(0, 2000).map((row) =>
        h(
          "tr",
          {},
          row.map((value) =>
            h(
              "td",
              {},
              value === null || value === undefined
                ? ""
                : typeof value === "number"
                  ? String(Number(value.toPrecision(6)))
                  : String(value).replaceAll("_", " "),
            ),
          ),
        ),
      ),
    );
  const heads = columns.map((name, index) =>
    h(
      "th",
      { scope: "col", "aria-sort": "none" },
      h(
        "button",
        {
          type: "button",
          onclick: () => {
            sorted = { column: index, up: sorted.column === index ? !sorted.up : true };
            rows.sort((a, b) => (a[index] > b[index] ? 1 : a[index] < b[index] ? -1 : 0) * (sorted.up ? 1 : -1));
            heads.forEach((head, at) =>
              head.setAttribute("aria-sort", at === index ? (sorted.up ? "ascending" : "descending") : "none"),
            );
            fill();
          },
        },
        name.replaceAll("_", " "),
      ),
    ),
  );
  fill();
  return h("div", { class: "view scrolls" }, h("table", { class: "rows" }, h("thead", {}, h("tr", {}, heads)), body));
}

export function textView(file) {
  return h("div", { class: "view scrolls" }, h("pre", {}, read(file).slice(0, 200_000)));
}
