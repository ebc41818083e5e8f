// What is heard: waveforms that play, and notes as a piano roll.

import { colour, h, icon } from "../dom.js";

/** Greatest and least sample of each of `columns` pieces. */
export async function peaksOf(file, columns) {
  // Decoding takes the buffer away, so it gets a copy.
  const sound = await new OfflineAudioContext(1, 1, 44100).decodeAudioData(file.data.slice().buffer);
  const samples = sound.getChannelData(0);
  const peaks = new Float32Array(columns * 2);
  for (let column = 0; column < columns; column++) {
    const end = Math.floor(((column + 1) * samples.length) / columns);
    let low = 0;
    let high = 0;
    for (let index = Math.floor((column * samples.length) / columns); index < end; index++) {
      if (samples[index] < low) low = samples[index];
      if (samples[index] > high) high = samples[index];
    }
    peaks[column * 2] = low;
    peaks[column * 2 + 1] = high;
  }
  return { peaks, seconds: sound.duration };
}

export function drawPeaks(canvas, peaks, ink, from = 0, to = 1) {
  const drawing = canvas.getContext("2d");
  const columns = peaks.length / 2;
  const middle = canvas.height / 2;
  let loudest = 0.05;
  for (const peak of peaks) loudest = Math.max(loudest, Math.abs(peak));
  drawing.fillStyle = ink;
  for (let column = Math.floor(from * columns); column < Math.floor(to * columns); column++) {
    const x = (column / columns) * canvas.width;
    const top = (peaks[column * 2 + 1] / loudest) * middle * 0.92;
    const bottom = (-peaks[column * 2] / loudest) * middle * 0.92;
    drawing.fillRect(x, middle - top, Math.max(canvas.width / columns - 0.5, 0.75), Math.max(top + bottom, 1));
  }
}

/** While a sound plays no other does, and its button says what a press of it does. */
export function playsAlone(sound, button) {
  sound.addEventListener("play", () => {
    for (const other of document.querySelectorAll("audio")) if (other !== sound) other.pause();
    button.replaceChildren(icon("pause"));
  });
  sound.addEventListener("pause", () => button.replaceChildren(icon("play")));
}

/** A player of a file: its waveform, where it is in it, and a button. */
export function player(file, title, { times = [], loop = false } = {}) {
  const source = URL.createObjectURL(new Blob([file.data], { type: file.type }));
  const sound = h("audio", { src: source, preload: "auto", loop });
  const canvas = h("canvas", {
    class: "wave",
    width: 1600,
    height: 180,
    role: "slider",
    tabindex: "0",
    "aria-label": `${title}: where it plays`,
    "aria-valuemin": "0",
    "aria-valuemax": "100",
    "aria-valuenow": "0",
  });
  const clock = h("span", { class: "clock" }, "0:00");
  const button = h(
    "button",
    {
      type: "button",
      class: "play",
      "aria-label": `Play ${title}`,
      onclick: () => (sound.paused ? sound.play() : sound.pause()),
    },
    icon("play"),
  );
  const word = h("span", { class: "word", "aria-live": "off" });
  const inks = [colour("--accent"), colour("--faint")];
  let peaks;
  const minutes = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
  function draw() {
    if (!peaks) return;
    canvas.getContext("2d").clearRect(0, 0, canvas.width, canvas.height);
    const share = sound.duration ? sound.currentTime / sound.duration : 0;
    drawPeaks(canvas, peaks, inks[0], 0, share);
    drawPeaks(canvas, peaks, inks[1], share, 1);
    canvas.setAttribute("aria-valuenow", String(Math.round(share * 100)));
    clock.textContent = `${minutes(sound.currentTime)} / ${minutes(sound.duration || 0)}`;
    const now = times.find((each) => each.begin_s <= sound.currentTime && sound.currentTime < each.end_s);
    word.textContent = now?.text ?? "";
  }
  function follow() {
    draw();
    if (!sound.paused) requestAnimationFrame(follow);
  }
  playsAlone(sound, button);
  sound.addEventListener("play", follow);
  sound.addEventListener("pause", draw);
  sound.addEventListener("loadedmetadata", draw);
  const seek = (share) => {
    if (sound.duration) {
      sound.currentTime = Math.min(Math.max(share, 0), 1) * sound.duration;
      draw();
    }
  };
  canvas.addEventListener("click", (event) => seek(event.offsetX / canvas.clientWidth));
  canvas.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 0.05, ArrowLeft: -0.05 }[event.key];
    if (step) {
      event.preventDefault();
      event.stopPropagation();
      seek(sound.currentTime / sound.duration + step);
    }
    if (event.key === " ") {
      event.preventDefault();
      button.click();
    }
  });
  peaksOf(file, 800).then(
    (found) => {
      peaks = found.peaks;
      draw();
    },
    () => {
      clock.textContent = "this browser can't draw it";
    },
  );
  return h(
    "div",
    { class: "player" },
    button,
    h("div", { class: "player-body" }, h("div", { class: "player-head" }, h("span", {}, title), word, clock), canvas),
    sound,
  );
}

const HEARD = ["mix", "wav", "flac", "ogg", "opus"];

export function heard(made) {
  return made.files.filter((each) => each.type.startsWith("audio/") && HEARD.includes(each.kind));
}

export async function audioView(made) {
  const files = heard(made);
  const json = (kind) => {
    const file = made.files.find((each) => each.kind === kind);
    return file && JSON.parse(new TextDecoder().decode(file.data));
  };
  const timing = json("timing");
  const midi = made.files.find((each) => each.kind === "midi");
  const facts = json("json");
  const players = files.map((file, index) =>
    player(file, files.length > 1 ? file.name.replace(/\.[a-z0-9]+$/, "") : "Listen", {
      times: timing?.words ?? [],
      loop: Boolean(facts?.loop) && files.length === 1,
    }),
  );
  return h(
    "div",
    { class: "view scrolls" },
    h("div", { class: "players" }, players),
    midi && roll(midi, facts),
    timing &&
      h(
        "div",
        { class: "words", "aria-label": "Words and when they are heard" },
        timing.words.map((each) =>
          h(
            "span",
            { title: `${each.begin_s.toFixed(2)} to ${each.end_s.toFixed(2)} s` },
            each.text,
            h("small", {}, each.phonemes),
          ),
        ),
      ),
    facts?.emitters &&
      h(
        "ul",
        { class: "facts-list" },
        facts.emitters.slice(0, 40).map((each) => h("li", {}, `${each.kind ?? each.name ?? "sound"}`)),
      ),
  );
}

/** Notes of a MIDI file: { note, channel, from, to } in quarter notes. Source: Standard MIDI Files 1.0. */
export function notesOf(data) {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const division = view.getUint16(12);
  const notes = [];
  let at = 14;
  while (at + 8 <= data.length) {
    const length = view.getUint32(at + 4);
    const end = at + 8 + length;
    at += 8;
    let time = 0;
    let running = 0;
    const sounding = new Map();
    const variable = () => {
      let value = 0;
      for (;;) {
        const byte = data[at++];
        value = (value << 7) | (byte & 127);
        if (byte < 128) return value;
      }
    };
    while (at < end) {
      time += variable();
      let status = data[at];
      if (status & 128) at++;
      else status = running;
      if (status === 0xff) {
        at++;
        at += variable();
        continue;
      }
      if (status === 0xf0 || status === 0xf7) {
        at += variable();
        continue;
      }
      running = status;
      const kind = status >> 4;
      const channel = status & 15;
      const first = data[at++];
      const second = kind === 12 || kind === 13 ? 0 : data[at++];
      const key = channel * 128 + first;
      if (kind === 9 && second) sounding.set(key, time);
      else if ((kind === 8 || kind === 9) && sounding.has(key)) {
        notes.push({ note: first, channel, from: sounding.get(key) / division, to: time / division });
        sounding.delete(key);
      }
    }
    at = end;
  }
  return notes;
}

function roll(file, facts) {
  const notes = notesOf(file.data).filter((each) => each.channel !== 9);
  if (!notes.length) return null;
  const low = Math.min(...notes.map((each) => each.note)) - 2;
  const high = Math.max(...notes.map((each) => each.note)) + 3;
  const end = Math.max(...notes.map((each) => each.to));
  const width = Math.max(900, Math.min(end * 26, 6000));
  const row = 7;
  const canvas = h("canvas", {
    class: "roll",
    width,
    height: (high - low) * row,
    role: "img",
    "aria-label": `Piano roll: ${notes.length} notes`,
  });
  const drawing = canvas.getContext("2d");
  const keys = [colour("--panel"), colour("--shade")];
  for (let note = low; note < high; note++) {
    drawing.fillStyle = keys[Number([1, 3, 6, 8, 10].includes(note % 12))];
    drawing.fillRect(0, (high - note - 1) * row, width, row);
  }
  const bar = facts?.beats_per_bar ?? 4;
  drawing.fillStyle = colour("--line");
  for (let beat = 0; beat <= end; beat += bar) drawing.fillRect((beat / end) * width, 0, 1, canvas.height);
  const channels = [...new Set(notes.map((each) => each.channel))];
  for (const { note, channel, from, to } of notes) {
    drawing.fillStyle = `hsl(${(channels.indexOf(channel) * 137 + 35) % 360} 62% 55%)`;
    drawing.fillRect(
      (from / end) * width,
      (high - note - 1) * row + 1,
      Math.max(((to - from) / end) * width - 1, 2),
      row - 1,
    );
  }
  const parts = (facts?.parts ?? []).map((each) => h("span", { class: "chip" }, each.name));
  return h(
    "section",
    { class: "roll-box" },
    h("h3", {}, "Notes"),
    h(
      "div",
      { class: "roll-scroll", tabindex: "0", role: "region", "aria-label": "Piano roll, scrolls sideways" },
      canvas,
    ),
    h(
      "p",
      { class: "chips" },
      facts?.key &&
        h("span", { class: "chip" }, `${facts.key} ${facts.mode}, ${facts.metre}, ${Math.round(facts.tempo_bpm)} bpm`),
      parts,
    ),
  );
}
