// Runs calls.js, bundled, in Node.js.

const pieces = [];
process.stdin.on("data", (piece) => pieces.push(piece));
process.stdin.on("end", async () => {
  const asked = JSON.parse(Buffer.concat(pieces).toString());
  process.stdout.write(JSON.stringify(await require(asked.bundle).run(asked)));
});
