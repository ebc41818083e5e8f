// Plays scenes: [{source, start, plays: [{values, picks}]}] to [{complaints, transcripts}].
const module_ = require(`${process.argv[2]}/yarn-bound/dist/yarn-bound.js`);
const YarnBound = module_.default || module_;

class Storage {
  constructor(values) {
    this.values = { ...values };
  }
  get(name) {
    return this.values[name];
  }
  set(name, value) {
    this.values[name] = value;
  }
}

function spoken(result) {
  const speaker = (result.markup || []).find((mark) => mark.name === "character");
  return [result.text.trimEnd(), result.hashtags || [], speaker ? speaker.properties.name : null];
}

function step(runner) {
  const said = [];
  for (;;) {
    const result = runner.currentResult;
    if (result && result.options) {
      const shown = result.options.flatMap((option, place) => (option.isAvailable ? [[place, option]] : []));
      return { said, shown: shown.map(([, option]) => spoken(option)), places: shown.map(([place]) => place) };
    }
    if (!result || typeof result.text !== "string") return { said, shown: [], places: [] };
    said.push(spoken(result));
    if (result.isDialogueEnd) return { said, shown: [], places: [] };
    runner.advance();
  }
}

function job({ source, start, plays }) {
  const complaints = [];
  const transcripts = plays.map(({ values, picks }) => {
    try {
      const runner = new YarnBound({ dialogue: source, startAt: start, variableStorage: new Storage(values) });
      let now = step(runner);
      const steps = [now];
      for (const pick of picks) {
        if (pick >= now.places.length) break;
        runner.advance(now.places[pick]);
        now = step(runner);
        steps.push(now);
      }
      return steps;
    } catch (error) {
      complaints.push(String(error));
      return [];
    }
  });
  return { complaints, transcripts };
}

const pieces = [];
process.stdin.on("data", (piece) => pieces.push(piece));
process.stdin.on("end", () => {
  const asked = JSON.parse(Buffer.concat(pieces).toString("utf8"));
  process.stdout.write(JSON.stringify(asked.map(job)));
});
