"""Training text: the dialogue pack as token streams.

The folder holds ``dialogue.jsonl.xz``, ``prose.jsonl.xz``, ``lore.jsonl.xz`` and ``barks_tables.jsonl.xz``;
docs/dialogue.md says their fields.
"""

from __future__ import annotations

import hashlib
import json
import lzma
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from procgen.dialogue.model.bpe import PIECES, BytePairs
from procgen.dialogue.model.controls import GENRES, intent_of, length_of, mood_of, role_of, special_tokens
from procgen.dialogue.model.script import Script, Turn, plain

Ids = npt.NDArray[np.int32]

VOCABULARY = 6144
SETTING_CHARACTERS = 320
LINE_CHARACTERS = (12, 240)
"""Least and most of a turn that a line of a game could be."""
TABLE_ROWS = 24
"""Rows of a list that are shown together."""
CONTROLS = ("role", "mood", "intent", "length")


def records(folder: Path, name: str) -> Iterator[dict[str, Any]]:
    """The records of a file of the pack. Raises FileNotFoundError."""
    with lzma.open(folder / f"{name}.jsonl.xz", "rt", encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def split_of(record: dict[str, Any]) -> str:
    """``train``, ``validation`` (every 40th work of train, or conversation where there are no works) or ``test``."""
    if record.get("split") == "test":
        return "test"
    work = str(record.get("source") or record.get("work") or record.get("name"))
    if record.get("genre") in {"chat", "negotiation", "smalltalk"}:
        work = str(record["id"])
    return "validation" if int(hashlib.md5(f"v|{work}".encode()).hexdigest(), 16) % 40 == 0 else "train"


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation with typewriter quotes."""

    genre: str
    setting: str
    personas: tuple[str, ...]
    turns: tuple[Turn, ...]
    """With the controls that the annotations tell."""

    def text(self) -> str:
        """As a reader would see it, and as compressors are given it: what bits per byte refer to."""
        lines = [self.setting] if self.setting else []
        lines += self.personas
        for turn in self.turns:
            if turn.scene:
                lines.append(f"[{turn.scene}]")
            lines.append(f"{turn.speaker}: {turn.text}" + (f" ({turn.action})" if turn.action else ""))
        return "\n".join(lines) + "\n"


def conversations(folder: Path, split: str) -> Iterator[Conversation]:
    """All conversations of a split."""
    for record in records(folder, "dialogue"):
        if split_of(record) != split:
            continue
        turns = []
        for turn in record["turns"]:
            text, action = plain(turn["text"]), plain(turn.get("action", ""))
            told = mood_of(turn.get("emotion", "")) or mood_of(action)
            turns.append(
                Turn(
                    plain(turn["speaker"]),
                    text,
                    role_of(turn["speaker"]),
                    told,
                    intent_of(text),
                    length_of(text),
                    action,
                    plain(turn.get("scene", ""))[:SETTING_CHARACTERS],
                )
            )
        personas = tuple(plain(f"{who}: {what}") for who, what in record.get("personas", {}).items())
        yield Conversation(
            record["genre"], plain(record.get("setting", ""))[:SETTING_CHARACTERS], personas, tuple(turns)
        )


def texts(folder: Path, split: str) -> Iterator[tuple[str, str, str]]:
    """Prose and lore of a split: genre, name, text."""
    for record in records(folder, "prose"):
        if split_of(record) == split:
            yield "prose", "", plain(record["text"])
    for record in records(folder, "lore"):
        if split_of(record) == split:
            yield record["kind"], plain(record["name"]), plain(record["text"])


def lists(folder: Path) -> Iterator[tuple[str, str, list[str]]]:
    """Lists: category, name, rows. They are train works' only."""
    for record in records(folder, "barks_tables"):
        yield record["category"], plain(record["name"]), [plain(str(row)) for row in record["rows"]]


def learn_pairs(folder: Path, vocabulary: int = VOCABULARY) -> BytePairs:
    """Learn the byte pairs from the train split, conversations counted three times."""
    from tokenizers import Tokenizer, models, pre_tokenizers, trainers  # noqa: PLC0415

    counts: Counter[str] = Counter()
    for conversation in conversations(folder, "train"):
        for piece, n in Counter(PIECES.findall(" " + conversation.text())).items():
            counts[piece] += 3 * n
    for _, _, text in texts(folder, "train"):
        counts.update(PIECES.findall(" " + text))
    learner = Tokenizer(models.BPE())
    learner.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    special = special_tokens()
    trainer = trainers.BpeTrainer(
        vocab_size=vocabulary - len(special), initial_alphabet=sorted(alphabet), show_progress=False, min_frequency=8
    )
    # Each piece stands alone, as often as the square root says: its rank among pairs hardly changes, and the learner
    # reads tens of times less.
    learner.train_from_iterator(_repeated(counts), trainer)
    merges = json.loads(learner.to_str())["model"]["merges"]
    signs = _byte_signs()
    return BytePairs(special, [(_as_bytes(a, signs), _as_bytes(b, signs)) for a, b in merges])


def _repeated(counts: Counter[str]) -> Iterator[str]:
    for piece, n in counts.items():
        if n >= 4:
            for _ in range(max(1, n // 64) if n >= 64 else 1):
                yield piece


def _byte_signs() -> dict[str, int]:
    """GPT-2's printable sign of each byte."""
    kept = [*range(33, 127), *range(161, 173), *range(174, 256)]
    signs = {chr(b): b for b in kept}
    n = 0
    for b in range(256):
        if b not in kept:
            signs[chr(256 + n)] = b
            n += 1
    return signs


def _as_bytes(text: str, signs: dict[str, int]) -> bytes:
    return bytes(signs[sign] for sign in text)


@dataclass
class Documents:
    """One source of documents, each as its parts' token ids; written out anew, with other controls, at each visit."""

    script: Script
    heads: list[tuple[str, list[int], list[list[int]]]] = field(default_factory=list)
    """Of conversations: genre, setting, personas."""
    turns: list[list[tuple[dict[str, str], list[int], list[int], list[int], list[int]]]] = field(default_factory=list)
    """Of conversations: controls, scene, speaker, text and action of each turn."""
    flat: list[list[int]] = field(default_factory=list)
    """Of other documents: all tokens."""

    def __len__(self) -> int:
        return len(self.turns) + len(self.flat)

    def size(self) -> int:
        """Tokens, about."""
        spoken = sum(len(a) + len(b) + len(c) + len(d) + 4 for turns in self.turns for _, a, b, c, d in turns)
        return spoken + sum(len(ids) for ids in self.flat)

    def add(self, conversation: Conversation) -> None:
        """Take in a conversation."""
        write = self.script.text
        self.heads.append(
            (
                conversation.genre,
                write(conversation.setting) if conversation.setting else [],
                [write(persona) for persona in conversation.personas],
            )
        )
        self.turns.append(
            [
                (
                    {name: getattr(turn, name) for name in CONTROLS},
                    write(turn.scene) if turn.scene else [],
                    write(turn.speaker) if turn.speaker else [],
                    write(turn.text),
                    write(turn.action) if turn.action else [],
                )
                for turn in conversation.turns
            ]
        )

    def write(self, i: int, rng: np.random.Generator | None) -> list[int]:
        """Document i. With a random generator, about half of the conversations tell their controls, each with a chance
        of its own; without one, none does.
        """
        if i >= len(self.turns):
            return self.flat[i - len(self.turns)]
        mark = self.script.mark
        genre, setting, personas = self.heads[i]
        telling = 0.0 if rng is None or rng.random() < 0.4 else float(rng.uniform(0.4, 1.0))
        ids = [mark("doc"), mark("genre", genre)]
        if setting:
            ids += [mark("setting"), *setting]
        for persona in personas:
            ids += [mark("persona"), *persona]
        for controls, scene, speaker, text, action in self.turns[i]:
            if scene:
                ids += [mark("scene"), *scene]
            ids += [mark("speaker"), *speaker]
            if telling and rng is not None:
                ids += [mark(name, value) for name, value in controls.items() if value and rng.random() < telling]
            ids += [mark("say"), *text]
            if action:
                ids += [mark("act"), *action]
        ids.append(mark("end"))
        return ids


def load_documents(folder: Path, script: Script, split: str, every: int = 1) -> dict[str, Documents]:
    """The sources by name: ``play``, ``talk`` (other conversations), ``prose``, ``lore``, ``lists``.

    Args:
        folder: of the pack.
        script: writes the tokens.
        split: of works.
        every: one of so many conversations and texts is taken.
    """
    sources = {name: Documents(script) for name in ("play", "talk", "prose", "lore", "lists")}
    for conversation in islice(conversations(folder, split), 0, None, every):
        sources["play" if conversation.genre == "play" else "talk"].add(conversation)
    mark = script.mark
    for genre, name, text in islice(texts(folder, split), 0, None, every):
        ids = [mark("doc"), mark("genre", genre)]
        if name:
            ids += [mark("name"), *script.text(name)]
        source = sources["prose" if genre == "prose" else "lore"]
        source.flat.append([*ids, mark("text"), *script.text(text), mark("end")])
    if split == "train":
        sources["lists"].flat += _list_documents(folder, script)
    assert set(GENRES) >= {genre for genre, _, _ in (head for source in sources.values() for head in source.heads)}
    return sources


def _list_documents(folder: Path, script: Script) -> Iterator[list[int]]:
    mark = script.mark
    rng = np.random.default_rng(5)
    for category, name, rows in lists(folder):
        if category.startswith("bark:"):
            for row in rows:
                turn = Turn("", row, mood=mood_of(name), intent=intent_of(row), length=length_of(row))
                yield [*script.opening("bark"), *script.turn(turn), mark("end")]
            continue
        for start in range(0, min(len(rows), 10 * TABLE_ROWS), TABLE_ROWS):
            shown = [rows[i] for i in rng.permutation(len(rows))[start : start + TABLE_ROWS]]
            ids = [mark("doc"), mark("genre", "table"), mark("name"), *script.text(name)]
            for row in shown:
                ids += [mark("row"), *script.text(row[:200])]
            yield [*ids, mark("end")]


class Stream:
    """Endless rows of tokens from several sources, drawn by weight; each document comes once before any comes again.

    Args:
        sources: by name.
        weights: share of the tokens by name.
        length: tokens in a row.
    """

    def __init__(self, sources: dict[str, Documents], weights: dict[str, float], length: int, seed: int) -> None:
        self._sources = {name: source for name, source in sources.items() if len(source)}
        self._rng = np.random.default_rng(seed)
        self.length = length
        self._left: dict[str, list[int]] = {
            name: [int(i) for i in self._rng.permutation(len(source))] for name, source in self._sources.items()
        }
        self._again: set[str] = set()
        self._buffers: dict[str, list[int]] = {name: [] for name in self._sources}
        self.weigh(weights)

    def state_dict(self) -> dict[str, Any]:
        """What was not read yet, for a run that goes on later."""
        return {
            "left": {name: list(ids) for name, ids in self._left.items()},
            "again": sorted(self._again),
            "buffers": {name: list(ids) for name, ids in self._buffers.items()},
            "random": json.dumps(self._rng.bit_generator.state),
        }

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on with what was not read yet."""
        self._left = {name: list(ids) for name, ids in state["left"].items()}
        self._again = set(state["again"])
        self._buffers = {name: list(ids) for name, ids in state["buffers"].items()}
        self._rng.bit_generator.state = json.loads(state["random"])

    def weigh(self, weights: dict[str, float]) -> None:
        """Change the shares."""
        self._names = [name for name in weights if name in self._sources and weights[name] > 0]
        total = sum(weights[name] for name in self._names)
        self._shares = [weights[name] / total for name in self._names]

    def row(self) -> tuple[Ids, bool]:
        """The next row, and whether its source comes again."""
        name = str(self._rng.choice(self._names, p=self._shares))
        buffer, source = self._buffers[name], self._sources[name]
        while len(buffer) < self.length:
            if not self._left[name]:
                self._left[name] = [int(i) for i in self._rng.permutation(len(source))]
                self._again.add(name)
            buffer += source.write(self._left[name].pop(), self._rng)
        row = np.array(buffer[: self.length], np.int32)
        del buffer[: self.length - 1]
        return row, name in self._again

    def batch(self, rows: int) -> tuple[Ids, npt.NDArray[np.bool_]]:
        """(rows, length), and (rows,): which come again."""
        drawn = [self.row() for _ in range(rows)]
        return np.stack([row for row, _ in drawn]), np.array([again for _, again in drawn])


def real_lines(folder: Path, split: str, count: int, rng: np.random.Generator) -> list[str]:
    """Some turns of a split, of lengths that lines of games have. Raises FileNotFoundError."""
    shortest, longest = LINE_CHARACTERS
    found = [
        turn.text
        for talk in conversations(folder, split)
        for turn in talk.turns
        if shortest <= len(turn.text) <= longest and len(turn.text.split()) >= 3
    ]
    return [found[i] for i in rng.permutation(len(found))[:count]]
