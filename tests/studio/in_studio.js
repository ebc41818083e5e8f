// Uses the studio in real Chromium, as a person would, and tells what came of it.
//
// asked: {address, visit, ...}: which of the visits below is paid, and what it needs. Answers what it saw, with the hosts
// of all requests and everything that the page complained of.

const path = require("node:path");
const fs = require("node:fs");

const { chromium } = require(path.join(process.argv[2], "playwright-core"));
// Space is drawn without a graphics card; what is flat needs nothing of it, and would be drawn through it as well.
const SPACE = ["--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"];
const FLAGS = [
  "--no-sandbox",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
const LONG = 120_000;
// How long one waits is measured on busy computers too: late is an answer there.
const PATIENT = 540_000;

const go = async (page, place) => {
  await page.evaluate((to) => {
    location.hash = `#/${to}`;
  }, place);
  await page.waitForSelector(`#rail a[aria-current][data-place="${place}"]`);
};

async function small(page, count) {
  await go(page, "terrain");
  await page.waitForSelector(".presets .preset");
  await page.fill("[id='field-terrain-width_px']", "64");
  await page.fill("[id='field-terrain-depth_px']", "64");
  await page.fill("[id='field-terrain-seed']", "40");
  await page.click("details.advanced > summary");
  await page.click("details.group:has(summary:text('More')) > summary");
  await page.selectOption("[id='field-terrain-model']", "noise-fbm");
  await page.uncheck(".field.switch input >> nth=0");
  await page.selectOption(".count-label select", String(count));
}

const seeds = (page) => page.$$eval(".tile .seed", (all) => all.map((each) => each.textContent));

const visits = {
  // A sheet of seeds: made, starred, locked, varied, compared, opened, kept, said elsewhere.
  async sheet(page) {
    await small(page, 4);
    await page.click(".make");
    // Starred at once, before there is a result to keep.
    await page.focus(".tile >> nth=0");
    await page.keyboard.press("s");
    await page.waitForSelector(".tile.done >> nth=3", { timeout: LONG });
    const first = await seeds(page);
    const held = await page.evaluate(() => document.activeElement.closest(".tile")?.querySelector(".seed").textContent);
    await page.focus(".tile >> nth=1");
    await page.keyboard.press("l");
    await page.keyboard.press("ArrowLeft");
    const starred = await page.$$eval(".tile.starred .seed", (all) => all.map((each) => each.textContent));
    await page.keyboard.press("c");
    await page.focus(".tile >> nth=2");
    await page.keyboard.press("c");
    await page.waitForSelector("dialog .split img");
    const compared = await page.$$eval("dialog .split img", (all) => all.map((each) => each.alt));
    await page.keyboard.press("Escape");
    await page.click("text=Vary the rest");
    await page.waitForSelector(".tile.done >> nth=3", { timeout: LONG });
    const varied = await seeds(page);
    await page.focus(".tile >> nth=1");
    await page.keyboard.press("Enter");
    await page.waitForSelector("dialog canvas.stage", { timeout: LONG });
    await page.waitForFunction(() => document.querySelector("dialog .code").textContent.length > 9, null, {
      timeout: LONG,
    });
    const command = await page.textContent("dialog .code");
    await page.click("text=Keep in the project");
    await page.waitForSelector(".toast:has-text('Kept')", { timeout: LONG });
    await page.click("dialog [role=tab]:has-text('Map')");
    await page.waitForSelector("dialog canvas.map");
    await page.keyboard.press("Escape");
    return { first, held, starred, compared, varied, command };
  },
  // What was made is found again, and a file brings its settings back.
  async recall(page, { file }) {
    await go(page, "history");
    await page.waitForSelector(".history .tile");
    await page.fill("input[type=search]", 'noise-fbm "seed":"41"');
    await page.waitForFunction(() => /^1 results/.test(document.querySelector(".sheet-told").textContent));
    const found = await page.$$eval(".history .title", (all) => all.map((each) => each.textContent));
    await page.fill("input[type=search]", "");
    await page.waitForFunction(() => !/^1 results/.test(document.querySelector(".sheet-told").textContent));
    await page.check("label.check:has-text('Starred') input");
    await page.waitForFunction(() => /^1 results/.test(document.querySelector(".sheet-told").textContent));
    const starred = await page.$$eval(".history .title", (all) => all.map((each) => each.textContent));
    await go(page, "table");
    const data = [...fs.readFileSync(file)];
    await page.evaluate(
      ([bytes, name]) => {
        const held = new DataTransfer();
        held.items.add(new File([new Uint8Array(bytes)], name));
        dispatchEvent(new DragEvent("drop", { dataTransfer: held, bubbles: true, cancelable: true }));
      },
      [data, path.basename(file)],
    );
    await page.waitForSelector(".toast:has-text('settings are back')");
    return {
      starred,
      found,
      place: await page.evaluate(() => location.hash),
      width: await page.inputValue("[id='field-terrain-width_px']"),
      seed: await page.inputValue("[id='field-terrain-seed']"),
    };
  },
  // Land is seen at a glance before it is made, and without what a small picture does not show; files that are named are
  // sent ahead by whatever name their field has.
  async glance(page) {
    await go(page, "terrain");
    await page.waitForSelector(".presets .preset");
    await page.fill("[id='field-terrain-width_px']", "256");
    await page.fill("[id='field-terrain-depth_px']", "192");
    await page.selectOption(".count-label select", "2");
    await page.evaluate(() => {
      window.seen = [];
      new MutationObserver(() => {
        for (const [index, card] of document.querySelectorAll(".tile").entries()) {
          const face = card.querySelector(".face > canvas");
          if (face) window.seen.push([index, card.tile.state, face.width, face.height].join(" "));
        }
      }).observe(document.querySelector("main"), { subtree: true, childList: true });
    });
    await page.click(".make");
    await page.waitForSelector(".tile.done >> nth=1", { timeout: LONG });
    const seen = await page.evaluate(() => [...new Set(window.seen)]);
    const asked = await page.evaluate(() => JSON.parse(document.querySelector(".tile").tile.made.recipe.request_json));
    const sent = await page.evaluate(async () => {
      const { inputsOf } = await import("./inputs/index.js");
      const sent = [];
      const app = {
        info: { brings: {} },
        ask: async (_name, { request }) => {
          sent.push(Object.keys(request)[0]);
          return { missing: [] };
        },
      };
      for (const request of [{ clip_sha256: "a".repeat(64) }, { base: { sha256: "b".repeat(64) } }, { text: "sha256" }])
        await inputsOf(app, { name: "sound", method: "" }, { request }, () => {}).ready();
      return sent;
    });
    return { seen, asked, sent };
  },
  // A ridge, a hill and another landscape are drawn on the map; the land that is made has them.
  async paint(page) {
    await go(page, "terrain");
    await page.fill("[id='field-terrain-width_px']", "128");
    await page.fill("[id='field-terrain-depth_px']", "128");
    await page.selectOption(".count-label select", "1");
    // Low land, so that paint is told apart from what is seen below it before any is made.
    await page.fill("[id='field-terrain-relief_m']", "20");
    await page.click("summary:text('Paint on the map')");
    const box = await (await page.waitForSelector(".paint-map")).boundingBox();
    await page.waitForFunction(() => {
      const map = document.querySelector(".paint-map");
      const { data } = map.getContext("2d").getImageData(0, 0, map.width, map.height);
      return data.some((value, index) => index % 4 === 0 && value !== data[0]);
    }, null, { timeout: LONG });
    const stroke = async (tool, ...places) => {
      await page.selectOption("[aria-label=Tool]", tool);
      const [first, ...rest] = places.map(([x, z]) => [box.x + x * box.width, box.y + z * box.height]);
      await page.mouse.move(...first);
      await page.mouse.down();
      for (const place of rest) await page.mouse.move(...place, { steps: 12 });
      await page.mouse.up();
    };
    await stroke("Ridge", [0.1, 0.2], [0.9, 0.2]);
    await stroke("Raise", [0.5, 0.7]);
    await stroke("Landscape", [0.2, 0.8]);
    await stroke("Valley", [0.8, 0.4], [0.8, 0.9]);
    await page.click("text=Take back");
    // What is not painted follows the form, whenever it is said there.
    await page.selectOption("[id='field-terrain-landform']", "alpine");
    await page.click(".make");
    await page.waitForSelector(".tile.done, .tile.failed", { timeout: LONG });
    await page.click(".tile .face", { position: { x: 20, y: 20 } });
    await page.waitForSelector("dialog .view", { timeout: LONG });
    await page.click("text=Batch line");
    await page.waitForFunction(() => document.querySelector("dialog .code").textContent.includes("strokes"));
    const line = JSON.parse(await page.textContent("dialog .code"));
    return { line };
  },
  // A photo is followed, with its corners moved; then a second material is painted in.
  async photo(page, { file }) {
    await go(page, "texture");
    await page.click("summary:text('Follow a photo')");
    await page.setInputFiles(".photo-input input", file);
    await page.waitForSelector(".photo-frame", { timeout: LONG });
    await page.focus(".photo-corner >> nth=1");
    await page.keyboard.press("ArrowLeft");
    await page.click("summary:text('Paint a second material')");
    const box = await (await page.waitForSelector(".paint-map")).boundingBox();
    await page.click(".paint-map", { position: { x: 2, y: box.height / 2 } });
    await page.selectOption(".count-label select", "1");
    await page.click(".make");
    await page.waitForSelector(".tile.done, .tile.failed", { timeout: LONG });
    const failure = (await page.$(".failure")) && (await page.textContent(".failure"));
    await page.click(".tile .face", { position: { x: 20, y: 20 } });
    await page.waitForSelector("dialog .view", { timeout: LONG });
    await page.click("text=Batch line");
    await page.waitForFunction(() => document.querySelector("dialog .code").textContent.includes("exemplar"));
    return { failure, line: JSON.parse(await page.textContent("dialog .code")) };
  },
  // A GeoTIFF becomes the land; what can't be land is refused by name, and what is too large before a byte of it is sent.
  async land(page, { file, flat, holes }) {
    await go(page, "terrain");
    await page.click("summary:text('Real land')");
    const choose = (path) => page.setInputFiles("[aria-label='A raster of heights']", path);
    const refusal = async () => {
      await page.waitForSelector(".photo-input .failed:not(:empty)", { timeout: LONG });
      return page.textContent(".photo-input .failed");
    };
    await choose(flat);
    const colours = await refusal();
    // A file of 1 GB that is on no disk.
    const sent = [];
    page.on("request", (request) => sent.push(request.url()));
    const heap = () => page.evaluate(() => performance.memory.usedJSHeapSize);
    const before = await heap();
    const large = await page.evaluate(async () => {
      const { sendFile } = await import("./rpc.js");
      const huge = new File([new Uint8Array(1)], "huge.tif");
      Object.defineProperty(huge, "size", { value: 2 ** 30 });
      huge.slice = () => {
        throw new Error("it was read");
      };
      return sendFile(huge).catch((error) => `${error.violations[0].field}: ${error.violations[0].allowed}`);
    });
    const grown = (await heap()) - before;
    const pieces = sent.filter((each) => each.includes("upload/put")).length;
    await choose(holes);
    const unfilled = await refusal();
    await page.fill(".raster-field:has-text('Metres from cell') input", "30");
    await page.click("text=Read it again");
    await page.waitForFunction((old) => ![old, ""].includes(document.querySelector(".photo-input .failed").textContent), unfilled);
    const holed = await refusal();
    await page.check("label.check:has-text('Fill holes') input");
    await page.click("text=Read it again");
    await page.waitForSelector(".raster-told li:has-text('cells are')", { timeout: LONG });
    await page.uncheck("label.check:has-text('Fill holes') input");
    await page.fill(".raster-field:has-text('Metres from cell') input", "");
    await choose(file);
    await page.waitForSelector(".raster-told li:has-text('768 x 768')", { timeout: LONG });
    const told = await page.$$eval(".raster-told li", (all) => all.map((each) => each.textContent));
    await page.selectOption(".count-label select", "1");
    await page.click(".make");
    await page.waitForSelector(".tile.done, .tile.failed", { timeout: LONG });
    const failure = (await page.$(".failure")) && (await page.textContent(".failure"));
    const width = await page.inputValue("[id='field-terrain-width_px']");
    // Only the map of heights, which is there without a card for 3D.
    await page.click(".tile .face", { position: { x: 20, y: 20 } });
    await page.click("text=Keep in the project");
    await page.waitForSelector(".toast:has-text('Kept')", { timeout: LONG });
    await page.click("text=Batch line");
    await page.waitForFunction(() => document.querySelector("dialog .code").textContent.includes("base"));
    const line = JSON.parse(await page.textContent("dialog .code"));
    return { colours, large, grown, pieces, unfilled, holed, told, failure, width, line };
  },
  // A batch is sent, paused, found again when the page is loaded anew, gone on with, and its results seen; a job that
  // can't be made says why, and is tried again.
  async batch(page, { jobs, failing }) {
    await small(page, 1);
    await go(page, "batches");
    await page.selectOption("select[aria-label=Domain]", "terrain");
    await page.fill("[aria-label^=Seeds]", `1..${jobs - 1}`);
    await page.click("text=Vary a setting");
    await page.selectOption("[aria-label=Setting]", "relief_m");
    await page.selectOption("[aria-label='How it varies']", "between");
    await page.fill("[aria-label=Values]", "200, 900");
    await page.click("summary:text('More lines')");
    await page.fill("[aria-label='More lines']", failing);
    await page.click(".primary:has-text('Send')");
    await page.waitForSelector(".batch");
    await page.click(".batch button:has-text('Pause')", { timeout: LONG });
    await page.waitForSelector(".batch .chip:has-text('paused')", { timeout: LONG });
    const paused = await page.textContent(".batch .hint");
    await page.reload();
    await page.waitForSelector(".batch .chip:has-text('paused')", { timeout: LONG });
    const found = await page.textContent(".batch .hint");
    await page.click(".batch button:has-text('Resume')");
    await page.waitForSelector(".batch .chip.running, .batch .chip.waiting, .batch .chip.done", { timeout: LONG });
    // The page is left and looked at again while it goes on.
    await page.reload();
    await page.waitForSelector(".batch .chip.done", { timeout: LONG * 4 });
    await page.waitForSelector(".batch .failures li");
    const said = await page.textContent(".batch .hint");
    const why = await page.$$eval(".batch .failures li", (all) => all.map((each) => each.textContent));
    await page.click(".batch button:has-text('Retry what failed')");
    // The batch that was tried again stands there, done, until it is forgotten: what is waited for is the new one alone.
    await page.waitForFunction(
      (old) => [...document.querySelectorAll(".batch h3")].every((each) => each.textContent !== old),
      await page.textContent(".batch h3"),
      { timeout: LONG },
    );
    await page.waitForSelector(".batch .chip.done", { timeout: LONG });
    await page.waitForSelector(".batch .failures li");
    const retried = await page.textContent(".batch .hint");
    await page.click(".batch button:has-text('Results')");
    await page.waitForFunction(
      (many) => document.querySelectorAll(".batch .gallery img").length >= Math.min(many - 1, 12),
      jobs,
      { timeout: LONG },
    );
    const batches = (await page.$$(".batch")).length;
    return { paused, found, said, why, retried, batches };
  },
  // Every domain has a page; those named are made on what they begin with.
  async domains(page, { made }) {
    const places = await page.$$eval("#rail .rail-links:not(.low) a", (all) => all.map((each) => each.dataset.place));
    const forms = {};
    for (const place of places) {
      await go(page, place);
      await page.waitForSelector(".form .fields.basic .field");
      forms[place] = await page.$$eval(".form .fields.basic > .field", (all) => all.length);
    }
    const failures = {};
    let score = null;
    for (const place of made) {
      await go(page, place);
      await page.selectOption(".count-label select", "1");
      if (place === "layout") {
        await page.click("details.advanced > summary");
        await page.click("details.group:has(summary:text('More')) > summary");
        await page.fill("[id='field-layout-best_of']", "2");
      }
      await page.click(".make");
      await page.waitForSelector(".tile.done, .tile.failed", { timeout: LONG * 3 });
      if (await page.$(".tile.failed")) failures[place] = await page.textContent(".failure");
      else {
        if (place === "layout") score = await page.textContent(".tile .score");
        await page.click(".tile.done .face", { position: { x: 20, y: 20 } });
        await page.waitForSelector("dialog .view", { timeout: LONG * 2 });
        await page.keyboard.press("Escape");
      }
    }
    const unnamed = [];
    for (const place of [...places, "history", "batches", "evaluation", "blind", "server"]) {
      await go(page, place);
      unnamed.push(
        ...(await page.evaluate(
          (where) =>
            [...document.querySelectorAll("button, input, select, textarea, a")]
              .filter(
                (each) =>
                  !(each.getAttribute("aria-label") || each.labels?.length || each.textContent.trim() || each.title),
              )
              .map((each) => `${where}: ${each.outerHTML.slice(0, 120)}`),
          place,
        )),
      );
    }
    return { places, forms, failures, score, unnamed };
  },
  // From a phone to 4K, light and dark: nothing is wider than the window.
  async sizes(page) {
    const wide = [];
    const colours = {};
    for (const [width, height] of [
      [360, 740],
      [768, 1024],
      [1440, 900],
      [3840, 2160],
    ]) {
      await page.setViewportSize({ width, height });
      for (const place of ["terrain", "dialogue", "history", "batches", "evaluation", "blind", "server"]) {
        await go(page, place);
        const over = await page.evaluate(
          () =>
            Math.max(
              document.documentElement.scrollWidth,
              document.getElementById("main").scrollWidth - document.getElementById("main").clientWidth + innerWidth,
            ) - innerWidth,
        );
        if (over > 0) wide.push(`${place} at ${width}: ${over}`);
      }
    }
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme });
      colours[colorScheme] = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    }
    return { wide, colours };
  },
  // The cards' figures, and a record of `procgen evaluate` that is opened from a file; arrow keys go to other domains.
  async evaluation(page, { file, wrong }) {
    await go(page, "evaluation");
    await page.waitForSelector(".paper details[open] table");
    const domains = await page.$$eval(".domains button", (all) => all.map((each) => each.textContent));
    const title = await page.textContent(".paper h2");
    await page.focus(".domains button[aria-checked=true]");
    await page.keyboard.press("ArrowRight");
    const next = await page.textContent(".paper h2");
    const options = await page.$$eval("[aria-label='What is shown'] option", (all) => all.length);
    await page.setInputFiles("[aria-label='A metrics.json']", file);
    await page.waitForSelector(".evaluation .chip");
    const head = await page.$$eval(".evaluation thead th", (all) => all.map((each) => each.textContent));
    const rows = await page.$$eval(".evaluation tbody tr", (all) =>
      all.map((row) => [...row.children].map((each) => each.innerText.replaceAll("\n", " "))),
    );
    await page.setInputFiles("[aria-label='A metrics.json']", wrong);
    const refusal = await page.textContent(".toast.error");
    return { domains, title, next, options, head, rows, refusal };
  },
  // Ours beside a folder, chosen by keys: what is not of one colour is ours.
  async blind(page, { folder }) {
    await small(page, 4);
    await page.click(".make");
    await page.waitForSelector(".tile.done >> nth=3", { timeout: LONG });
    await go(page, "blind");
    const refused = await (async () => {
      await page.click("text=Begin");
      await page.waitForSelector(".failed");
      return page.textContent(".failed");
    })();
    await page.setInputFiles("[aria-label='The other: a folder']", folder);
    await page.selectOption("[aria-label='How many pairs']", "6");
    await page.click("text=Begin");
    const sides = [];
    for (let number = 0; number < 6; number++) {
      await page.waitForSelector(`.sheet-told:text('${number + 1} of 6')`);
      const ours = await page.$$eval(".blind-face canvas", (all) =>
        all.map((each) => {
          const { data } = each.getContext("2d").getImageData(0, 0, each.width, each.height);
          return data.some((value, index) => index % 4 === 0 && value !== data[0]);
        }),
      );
      const told = await page.innerText(".blind");
      if (/terrain|seed|magenta|folder/i.test(told)) throw new Error(`it tells which is which: ${told}`);
      sides.push(ours[0] ? "left" : "right");
      if (ours[0] === ours[1]) throw new Error("both sides look alike");
      if (number === 2) {
        // A slip, taken back.
        await page.keyboard.press(ours[0] ? "ArrowRight" : "ArrowLeft");
        await page.keyboard.press("Backspace");
      }
      await page.keyboard.press(number === 5 ? "ArrowDown" : ours[0] ? "ArrowLeft" : "ArrowRight");
    }
    const result = await page.textContent(".blind-result");
    const saved = {};
    for (const [name, button] of [
      ["json", "Save as JSON"],
      ["csv", "Save as CSV"],
    ]) {
      const [download] = await Promise.all([page.waitForEvent("download"), page.click(`text=${button}`)]);
      saved[name] = fs.readFileSync(await download.path(), "utf-8");
    }
    await page.reload();
    await page.waitForSelector(".blind tbody tr");
    const before = await page.$$eval(".blind tbody td", (all) => all.map((each) => each.textContent));
    return { refused, sides, result, saved, before };
  },
  // How long one waits, in milliseconds: for presets to choose from, for sheets of twelve lands (the first one while the
  // models are still opened), for what is found among all results, and from frame to frame while they scroll by.
  async times(page, { searches }) {
    page.setDefaultTimeout(PATIENT);
    await page.waitForSelector(".presets .preset");
    const ready = await page.evaluate(() => performance.now());
    await page.fill("[id='field-terrain-width_px']", "256");
    await page.fill("[id='field-terrain-depth_px']", "256");
    await page.selectOption(".count-label select", "12");
    const sheets = [];
    for (const button of [".make", "text=Vary the rest", "text=Vary the rest"]) {
      await page.evaluate(() => {
        const seen = { began: null, first: null, glances: null, all: null };
        window.sheetSeen = seen;
        const before = new Set([...document.querySelectorAll(".sheet .tile")].map((each) => each.tile));
        let began;
        new MutationObserver((_, observer) => {
          if (began === undefined) return;
          const now = performance.now() - began;
          const tiles = [...document.querySelectorAll(".sheet .tile")].filter((each) => !before.has(each.tile));
          const shown = tiles.filter((each) => each.querySelector(".face > canvas")).length;
          if (shown) seen.first ??= now;
          if (shown === 12) seen.glances ??= now;
          if (tiles.length !== 12 || !tiles.every((each) => each.classList.contains("done"))) return;
          seen.all = now;
          observer.disconnect();
        }).observe(document.querySelector("main"), { subtree: true, childList: true, attributes: true });
        const click = (event) => {
          began = event.timeStamp;
          seen.began = performance.timeOrigin + began;
        };
        document.addEventListener("click", click, { once: true, capture: true });
      });
      await page.click(button);
      await page.waitForFunction(() => window.sheetSeen.all);
      sheets.push(await page.evaluate(() => window.sheetSeen));
    }
    await go(page, "history");
    await page.waitForSelector(".history .tile img");
    const found = {};
    for (const text of searches)
      found[text] = await page.evaluate(
        (sought) =>
          new Promise((resolve) => {
            const input = document.querySelector("input[type=search]");
            const told = document.querySelector(".sheet-told");
            const began = performance.now();
            new MutationObserver((_, observer) => {
              observer.disconnect();
              // Seen when it has been painted.
              requestAnimationFrame(() =>
                setTimeout(() => resolve({ ms: performance.now() - began, told: told.textContent }), 0),
              );
            }).observe(told, { childList: true, characterData: true, subtree: true });
            input.value = sought;
            input.dispatchEvent(new Event("input"));
          }),
        text,
      );
    await page.fill("input[type=search]", "");
    await page.waitForSelector(".history .tile img");
    const frames = await page.evaluate(
      () =>
        new Promise((resolve) => {
          const main = document.getElementById("main");
          const times = [];
          function step(now) {
            times.push(now);
            main.scrollBy(0, 60);
            if (times.length < 180) requestAnimationFrame(step);
            else resolve(times.slice(1).map((each, index) => each - times[index]));
          }
          requestAnimationFrame(step);
        }),
    );
    return { ready, sheets, found, frames };
  },
  async token(page, { token }) {
    await page.waitForSelector("form.token");
    await page.fill("form.token input", token);
    await page.keyboard.press("Enter");
    await page.waitForSelector(".presets .preset");
    return { place: await page.evaluate(() => document.title) };
  },
};

async function main(asked) {
  const browser = await chromium.launch({
    executablePath: "/usr/bin/chromium",
    headless: true,
    args: [...FLAGS, ...(asked.visit === "times" ? ["--disable-gpu"] : SPACE)],
  });
  const hosts = new Set();
  const complaints = [];
  try {
    const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
    page.setDefaultTimeout(60_000);
    page.on("request", (request) => {
      if (!/^(blob|data):/.test(request.url())) hosts.add(new URL(request.url()).host);
    });
    page.on("pageerror", (error) => complaints.push(String(error)));
    page.on("console", (message) => {
      if (message.type() === "error" && !/WebGL|GPU|status of 40[01]/.test(message.text())) complaints.push(message.text());
    });
    await page.goto(asked.address);
    await page.waitForSelector("main section, form.token", { timeout: LONG });
    const answer = await visits[asked.visit](page, asked);
    const paint = await page.evaluate(
      () => performance.getEntriesByType("paint").find((each) => each.name === "first-contentful-paint")?.startTime,
    );
    process.stdout.write(JSON.stringify({ ...answer, hosts: [...hosts], complaints, paint }));
  } finally {
    await browser.close();
  }
}

const pieces = [];
process.stdin.on("data", (piece) => pieces.push(piece));
process.stdin.on("end", () => main(JSON.parse(Buffer.concat(pieces).toString())));
