// The form of a domain, from what the server says of it: what people ask for first, and all else when they look for it.

import { h, iconButton, label } from "./dom.js";
import { fieldAt, read, readLines, write, writeLines } from "./request.js";

const MOST_SLID = 5000;
const SEGMENTS = 5;
const HIDDEN = new Set(["request_id", "file_name"]);

/**
 * The form of a domain.
 *
 * state.request is read and written; `changed` is called after each change. Returns the element, with `refresh()` for
 * when the request came from elsewhere, and `refuse(violations)` for what the server would not have.
 */
export function buildForm(server, domain, state, changed) {
  const message = server.message(domain.request_type);
  const rows = new Map();
  const entries = new Map(
    [
      // JSON leaves out what is 0.
      ...(domain.parameters ?? []).map((each) => [
        each.name,
        "number",
        { ...each, minimum: each.minimum ?? 0, maximum: each.maximum ?? 0 },
      ]),
      ...(domain.choices ?? []).map((each) => [each.name, "choice", each]),
      ...(domain.texts ?? []).map((each) => [each.name, "text", each]),
      ...(domain.switches ?? []).map((each) => [each.name, "switch", each]),
    ]
      .filter(([name]) => !HIDDEN.has(name) && fieldAt(message, name))
      .map(([name, kind, said]) => [name, { kind, said }]),
  );

  function row(name) {
    const { kind, said } = entries.get(name);
    const made = { number, choice, text, switch: onOff }[kind](name, said);
    rows.set(name, made);
    return made.element;
  }

  function set(name, value) {
    write(message, state.request, name, value);
    rows.get(name)?.element.classList.remove("refused");
    changed(name);
  }

  const get = (name) => read(message, state.request, name);

  function frame(name, said, control, { wide = false, reset = true, labelled = control } = {}) {
    const id = (labelled.id = `field-${domain.name}-${name}`);
    const back =
      reset &&
      iconButton(
        "reset",
        `Leave ${label(name)} to the server`,
        () => {
          set(name, undefined);
          rows.get(name).refresh();
        },
        { class: "icon-button reset" },
      );
    return h(
      "div",
      { class: `field${wide ? " wide" : ""}`, title: said.description ?? "" },
      h(
        "div",
        { class: "field-head" },
        h("label", { for: id }, label(name.includes(".") ? name.split(".").slice(-1)[0] : name)),
        back,
      ),
      control,
      h("p", { class: "field-error", id: `${id}-error`, "aria-live": "polite" }),
    );
  }

  function number(name, said) {
    const { field } = fieldAt(message, name);
    if (name.endsWith("seed")) return seed(name, said);
    if (name.endsWith("_rgb")) return colour(name, said);
    const whole = ![1, 2].includes(field.scalar); // double and float
    const span = said.maximum - said.minimum;
    const step = whole ? 1 : span <= 2 ? 0.01 : span <= 50 ? 0.1 : 1;
    const exact = h("input", {
      type: "number",
      min: String(said.minimum),
      max: String(said.maximum),
      step: whole ? "1" : "any",
      class: "exact",
    });
    const slider =
      span <= MOST_SLID &&
      h("input", {
        type: "range",
        min: String(said.minimum),
        max: String(said.maximum),
        step: String(step),
        "aria-label": `${label(name)}, slider`,
      });
    const take = (text) => set(name, text === "" ? undefined : Number(text));
    exact.addEventListener("change", () => {
      take(exact.value);
      refresh();
    });
    if (slider)
      slider.addEventListener("input", () => {
        exact.value = slider.value;
        element.classList.add("set");
        take(slider.value);
      });
    const element = frame(name, said, h("div", { class: "number" }, slider, exact), { labelled: exact });
    function refresh() {
      const value = get(name);
      const usual = said.default_value;
      exact.value = value ?? "";
      exact.placeholder = usual === undefined ? "auto" : String(Number(usual.toPrecision(6)));
      if (slider) slider.value = String(value ?? usual ?? (said.minimum + said.maximum) / 2);
      element.classList.toggle("set", value !== undefined);
    }
    refresh();
    return { element, refresh };
  }

  function seed(name, said) {
    const input = h("input", {
      type: "text",
      inputmode: "numeric",
      pattern: "[0-9]{1,20}",
      autocomplete: "off",
      onchange: () => set(name, input.value.trim() || undefined),
    });
    const dice = iconButton("dice", "Another seed", () => {
      set(name, String(Math.floor(Math.random() * 1e9)));
      refresh();
    });
    const pair = h("div", { class: "number" }, input, dice);
    const element = frame(name, said, pair, { reset: false, labelled: input });
    function refresh() {
      input.value = get(name) ?? "0";
    }
    refresh();
    return { element, refresh };
  }

  function colour(name, said) {
    const { field } = fieldAt(message, name);
    const input = h("input", {
      type: "color",
      oninput: () => {
        const value = parseInt(input.value.slice(1), 16);
        set(name, field.fieldKind === "list" ? [value] : value);
        element.classList.add("set");
      },
    });
    const element = frame(name, said, input);
    function refresh() {
      const value = [get(name)].flat()[0];
      input.value = `#${(value ?? 0x808080).toString(16).padStart(6, "0")}`;
      element.classList.toggle("set", value !== undefined);
    }
    refresh();
    return { element, refresh };
  }

  function choice(name, said) {
    const { field } = fieldAt(message, name);
    if (field.fieldKind === "list") return several(name, said);
    const numeric = field.fieldKind === "scalar" && field.scalar !== 9;
    const worth = (text) => (text === "" ? undefined : numeric ? Number(text) : text);
    const few = said.values.length <= SEGMENTS && said.values.join("").length < 34;
    if (few) {
      const group = h("div", { class: "segments", role: "radiogroup", "aria-label": label(name) });
      const buttons = ["", ...said.values].map((value) =>
        h(
          "button",
          {
            type: "button",
            role: "radio",
            onclick: () => {
              set(name, worth(value));
              refresh();
            },
          },
          value === "" ? "auto" : value.replaceAll("_", " "),
        ),
      );
      group.append(...buttons);
      const element = frame(name, said, group, { wide: true, reset: false });
      function refresh() {
        const value = String(get(name) ?? "");
        buttons.forEach((button, index) =>
          button.setAttribute("aria-checked", String(["", ...said.values][index] === value)),
        );
        element.classList.toggle("set", value !== "");
      }
      refresh();
      return { element, refresh };
    }
    const select = h(
      "select",
      {
        onchange: () => {
          set(name, worth(select.value));
          refresh();
        },
      },
      h("option", { value: "" }, "auto"),
      said.values.map((value) => h("option", { value }, value.replaceAll("_", " "))),
    );
    const element = frame(name, said, select, { reset: false });
    function refresh() {
      const value = String(get(name) ?? "");
      if (value && !said.values.includes(value)) select.append(h("option", { value }, value));
      select.value = value;
      element.classList.toggle("set", value !== "");
    }
    refresh();
    return { element, refresh };
  }

  function several(name, said) {
    const filter =
      said.values.length > 12 &&
      h("input", {
        type: "search",
        placeholder: `Find in ${said.values.length}`,
        "aria-label": `Find in ${label(name)}`,
        oninput: () => show(),
      });
    const list = h("div", { class: "several", role: "group", "aria-label": label(name) });
    const boxes = said.values.map((value) => {
      const box = h("input", {
        type: "checkbox",
        onchange: () => {
          const chosen = new Set([get(name) ?? []].flat());
          if (box.checked) chosen.add(value);
          else chosen.delete(value);
          set(name, [...chosen]);
          element.classList.toggle("set", chosen.size > 0);
        },
      });
      return [value, box, h("label", { class: "check" }, box, value.replaceAll("_", " "))];
    });
    list.append(...boxes.map(([, , line]) => line));
    const element = frame(name, said, h("div", {}, filter, list), { wide: true });
    const show = () => {
      for (const [value, box, line] of boxes)
        line.hidden = !box.checked && !value.includes(filter.value.trim().toLowerCase().replaceAll(" ", "_"));
    };
    function refresh() {
      const chosen = new Set([get(name) ?? []].flat());
      for (const [value, box] of boxes) box.checked = chosen.has(value);
      element.classList.toggle("set", chosen.size > 0);
    }
    refresh();
    return { element, refresh };
  }

  function text(name, said) {
    const main = name === "text";
    const lines = said.many_lines;
    const input =
      lines || main
        ? h("textarea", {
            rows: main ? "3" : "2",
            placeholder: main ? "Say in words what it is" : lines ? "One a line" : "",
          })
        : h("input", { type: "text", autocomplete: "off" });
    const manyElements = lines && (fieldAt(message, name).field.fieldKind === "list" || fieldAt(message, name).inside);
    input.addEventListener("input", () => {
      if (manyElements) {
        writeLines(
          message,
          state.request,
          name,
          input.value
            .split("\n")
            .map((line) => line.trim())
            .filter(Boolean),
        );
        changed(name);
      } else set(name, input.value || undefined);
      element.classList.toggle("set", input.value !== "");
    });
    const element = frame(name, said, input, { wide: true, reset: false });
    function refresh() {
      input.value = manyElements ? readLines(message, state.request, name).join("\n") : (get(name) ?? "");
      element.classList.toggle("set", input.value !== "");
    }
    refresh();
    return { element, refresh };
  }

  function onOff(name, said) {
    const { field } = fieldAt(message, name);
    const box = h("input", {
      type: "checkbox",
      role: "switch",
      onchange: () => set(name, box.checked ? (field.message ? {} : true) : undefined),
    });
    const element = h(
      "div",
      { class: "field switch", title: said.description ?? "" },
      h("label", { class: "check" }, box, h("span", {}, label(name.split(".").at(-1)))),
      h("p", { class: "field-error" }),
    );
    function refresh() {
      box.checked = get(name) !== undefined && get(name) !== false;
    }
    refresh();
    return { element, refresh };
  }

  const basic = (domain.basic ?? []).filter((name) => entries.has(name));
  const rest = [...entries.keys()].filter((name) => !basic.includes(name));
  const groups = new Map();
  for (const name of rest) {
    const group = name.includes(".") ? name.split(".")[0] : /outputs|presets/.test(name) ? "files" : "more";
    groups.set(group, [...(groups.get(group) ?? []), name]);
  }
  const order = [...groups.keys()].sort((a, b) => (a === "files") - (b === "files") || (b === "more") - (a === "more"));
  const find = h("input", {
    type: "search",
    placeholder: `Find among ${rest.length} settings`,
    "aria-label": "Find a setting",
    oninput: () => sift(),
  });
  const advanced = h(
    "details",
    { class: "advanced" },
    h("summary", {}, "Advanced"),
    rest.length > 12 && find,
    order.map((group) => {
      // Rows are made when somebody looks, so that a page of sixty settings is there at once.
      const body = h("div", { class: "fields" });
      const part = h(
        "details",
        { class: "group", open: false, ontoggle: () => fill() },
        h("summary", {}, label(group), h("span", { class: "count" }, String(groups.get(group).length))),
        body,
      );
      const fill = () => {
        if (part.open && !body.childElementCount) body.append(...groups.get(group).map(row));
      };
      part.fill = fill;
      part.names = groups.get(group);
      return part;
    }),
  );
  function sift() {
    const words = find.value.trim().toLowerCase().replaceAll(" ", "_");
    for (const part of advanced.querySelectorAll("details.group")) {
      const hit = part.names.some((name) => name.toLowerCase().includes(words));
      part.hidden = Boolean(words) && !hit;
      part.open = Boolean(words) && hit;
      part.fill();
      for (const name of part.names)
        if (rows.has(name)) rows.get(name).element.hidden = Boolean(words) && !name.toLowerCase().includes(words);
    }
  }
  const problem = h("div", { class: "problem", role: "alert", hidden: true });
  const element = h(
    "form",
    { class: "form", "aria-label": `${domain.title}: settings`, onsubmit: (event) => event.preventDefault() },
    problem,
    h("div", { class: "fields basic" }, basic.map(row)),
    rest.length > 0 && advanced,
  );

  return {
    element,
    refresh() {
      problem.hidden = true;
      for (const made of rows.values()) {
        made.refresh();
        made.element.classList.remove("refused");
      }
    },
    refuse(error) {
      problem.hidden = false;
      problem.replaceChildren(
        h("strong", {}, "The server would not have this"),
        ...(error.violations?.length
          ? error.violations.map((each) =>
              h("p", {}, h("b", {}, each.field), `: got ${each.value}, allowed is ${each.allowed}`),
            )
          : [h("p", {}, error.message)]),
        error.remedy ? h("p", { class: "remedy" }, error.remedy) : "",
      );
      for (const each of error.violations ?? []) {
        const name = each.field.replace(/\[\d+\]/g, "");
        if (!rows.has(name)) continue;
        rows.get(name).element.classList.add("refused");
        rows.get(name).element.querySelector(".field-error").textContent = `Allowed is ${each.allowed}`;
      }
    },
    accept() {
      problem.hidden = true;
      for (const made of rows.values()) {
        made.element.classList.remove("refused");
        const said = made.element.querySelector(".field-error");
        if (said) said.textContent = "";
      }
    },
  };
}
