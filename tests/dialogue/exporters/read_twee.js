// Reads stories and writes them again: [source] to [{passages, again}], in Twee 3.
(async () => {
  const { parseTwee } = await import(`file://${process.argv[2]}/extwee/index.js`);
  const read = (source) => {
    const story = parseTwee(source);
    const passages = story.passages.map(({ name, tags, text }) => ({ name, tags, text }));
    const { name, start, IFID, format, formatVersion } = story;
    return { story, facts: { name, start, IFID, format, formatVersion, passages } };
  };
  const pieces = [];
  for await (const piece of process.stdin) pieces.push(piece);
  const asked = JSON.parse(Buffer.concat(pieces).toString("utf8"));
  const answers = asked.map((source) => {
    const first = read(source);
    const again = read(first.story.toTwee());
    return { first: first.facts, again: again.facts };
  });
  process.stdout.write(JSON.stringify(answers));
})();
