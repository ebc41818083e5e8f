// Opens pages in real Chromium and evaluates something in each.
//
// asked: {pages: [{address, expression, html?}], flags: [...]}; a page with html is not fetched but made up, so that it
// has an address where no such page is. Answers what each expression gave.

const path = require("node:path");
const fs = require("node:fs");
const os = require("node:os");

const { chromium } = require(path.join(process.argv[2], "playwright-core"));
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

async function visit(context, { address, expression, html }) {
  const page = await context.newPage();
  if (html) await page.route(address, (route) => route.fulfill({ body: html, contentType: "text/html" }));
  await page.goto(address);
  const answer = await page.evaluate(expression);
  await page.close();
  return answer;
}

async function main(asked) {
  const profile = fs.mkdtempSync(path.join(os.tmpdir(), "procgen-chromium-"));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: "/usr/bin/chromium",
    headless: true,
    args: [...FLAGS, ...asked.flags],
  });
  try {
    const answers = [];
    for (const page of asked.pages) answers.push(await visit(context, page));
    process.stdout.write(JSON.stringify(answers));
  } finally {
    await context.close();
    fs.rmSync(profile, { recursive: true, force: true });
  }
}

const pieces = [];
process.stdin.on("data", (piece) => pieces.push(piece));
process.stdin.on("end", () => main(JSON.parse(Buffer.concat(pieces).toString())));
