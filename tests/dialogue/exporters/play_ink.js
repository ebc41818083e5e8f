// Compiles and plays scenes: [{source, plays: [{values, picks}]}] to [{complaints, transcripts}].
const inkjs = require(`${process.argv[2]}/inkjs/dist/ink-full.js`);

function step(story) {
  const said = [];
  while (story.canContinue) {
    const text = story.Continue().replace(/\n$/, "");
    if (text.trim() || story.currentTags.length) said.push([text, story.currentTags]);
  }
  return { said, shown: story.currentChoices.map((choice) => [choice.text, choice.tags || []]) };
}

function job({ source, plays }) {
  const complaints = [];
  const compiler = new inkjs.Compiler(source, {
    errorHandler: (message) => complaints.push(message),
    countAllVisits: true,
    pluginNames: [],
    fileHandler: null,
    sourceFilename: null,
  });
  let story;
  try {
    story = compiler.Compile();
  } catch (error) {
    return { complaints: [...complaints, String(error)], transcripts: [] };
  }
  if (complaints.length) return { complaints, transcripts: [] };
  story.onError = (message) => complaints.push(message);
  const transcripts = plays.map(({ values, picks }) => {
    story.ResetState();
    for (const [name, value] of Object.entries(values)) story.variablesState.$(name, value);
    const steps = [step(story)];
    for (const pick of picks) {
      if (pick >= story.currentChoices.length) break;
      story.ChooseChoiceIndex(pick);
      steps.push(step(story));
    }
    return steps;
  });
  return { complaints, transcripts };
}

const pieces = [];
process.stdin.on("data", (piece) => pieces.push(piece));
process.stdin.on("end", () => {
  const asked = JSON.parse(Buffer.concat(pieces).toString("utf8"));
  process.stdout.write(JSON.stringify(asked.map(job)));
});
