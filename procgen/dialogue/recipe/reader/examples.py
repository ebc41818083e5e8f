"""The corpus as the reader learns it: all turns of a person beside their facts, changed a little each time.

Facts of others are put among a person's own, answers are taken away so that nothing answers, names are exchanged,
letters slip: what is told then follows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from procgen.dialogue.reading.acts import ACTS, ASKS, PARTS
from procgen.dialogue.reading.features import FEATURES, FactWords, features
from procgen.dialogue.reading.layout import FACT_WORDS, shared_words, turn_text
from procgen.dialogue.reading.words import FACT, GRAMS, Vocabulary, words_of
from procgen.dialogue.recipe.corpus.npc import Npc, Turn
from procgen.dialogue.talk.spelling import tokens

FloatArray = npt.NDArray[np.float32]
Ids = npt.NDArray[np.int64]

_FOREIGN: Final = 4
"""Most facts of others among a person's own."""
_TAKEN: Final = 0.15
_RENAMED: Final = 0.5
_SLIPS: Final = 0.15
_FORGOTTEN: Final = 0.1
_NAME: Final = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{2,}\b")
NAMES: Final = (
    "Aldo", "Berit", "Corvin", "Dagny", "Edda", "Farrow", "Gisela", "Holm", "Ilario", "Jessamy", "Kester", "Lunt",
    "Marisol", "Nevin", "Odo", "Perrin", "Quill", "Rosamund", "Sable", "Tobiah", "Ulric", "Vesper", "Wick", "Yarrow",
    "Zeb", "Ashby", "Brand", "Crane", "Dorset", "Ember", "Finch", "Garrick", "Hale", "Ives", "Joss", "Kane", "Lorne",
    "Maddox", "Nash", "Orme", "Pike", "Quincy", "Reeve", "Stroud", "Thorne", "Usher", "Vane", "Wilder", "York", "Abram",
    "Bess", "Celia", "Dunstan", "Elke", "Florian",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Heard:
    """A turn to be learned.

    Attributes:
        player, answered, before: as of `reading.features.features`.
        acts: indices of `ACTS`.
        asked: for each question its kind, an index of `ASKS`, and the keys of the facts that answer it.
        about: keys of all facts of the turn.
    """

    player: str
    answered: str
    before: str
    acts: tuple[int, ...]
    asked: tuple[tuple[int, frozenset[str]], ...]
    about: frozenset[str]


@dataclass(frozen=True, slots=True)
class Person:
    """Turns and facts of one person: key, text, names, and parts as words of the text."""

    turns: tuple[Heard, ...]
    facts: tuple[tuple[str, str, tuple[str, ...], tuple[tuple[str, str], ...]], ...]


@dataclass(slots=True)
class Batch:
    """Turns of a person with the facts that they are judged by, as arrays; b turns, n facts, m and k words."""

    turn_ids: Ids
    turn_grams: Ids
    turn_kinds: Ids
    turn_there: FloatArray
    fact_ids: Ids
    fact_grams: Ids
    fact_there: FloatArray
    shared: Ids
    told: FloatArray
    acts: FloatArray
    answers: FloatArray
    """(b, n, 1 + asks)."""
    asked: FloatArray
    """(b, 1 + asks): which of these are known."""
    parts: FloatArray
    """(n, k, parts)."""


def people(npcs: Iterable[Npc]) -> list[Person]:
    """The corpus, as it is learned."""
    return [_person(npc) for npc in npcs]


def _person(npc: Npc) -> Person:
    turns = []
    for talk in npc.talks:
        said: list[str] = []
        for turn in talk.turns:
            turns.append(_heard(turn, said))
            said += [turn.player, turn.reply]
    facts = tuple((f.key, f.text, f.about, tuple(f.parts.items())) for f in npc.facts)
    return Person(tuple(turns), facts)


def _heard(turn: Turn, said: Sequence[str]) -> Heard:
    asked: dict[int, set[str]] = {}
    for act in turn.acts:
        if act.kind.startswith("ask."):
            asked.setdefault(ASKS.index(act.kind[4:]), set()).update(() if act.extent == "none" else act.facts)
    return Heard(
        turn.player,
        said[-1] if said else "",
        " ".join(said[-3:-1]),
        tuple({ACTS.index(act.kind) for act in turn.acts}),
        tuple((kind, frozenset(keys)) for kind, keys in asked.items()),
        frozenset(turn.facts),
    )


class Maker:
    """Makes batches.

    Args:
        vocabulary: of the reader.
        all_people: whose facts serve as those of others.
        seed: of changes.
    """

    def __init__(self, vocabulary: Vocabulary, all_people: Sequence[Person], seed: int = 0) -> None:
        self._vocabulary = vocabulary
        self._others = [fact for person in all_people for fact in person.facts]
        self.chance = np.random.default_rng(seed)

    def batch(self, person: Person, most: int, *, changed: bool) -> Batch:
        """Some turns of a person; with `changed`, as another person's."""
        order = self.chance.permutation(len(person.turns))[:most] if changed else range(min(len(person.turns), most))
        turns = [person.turns[i] for i in order]
        facts = list(person.facts)
        if changed:
            facts = [fact for fact in facts if self.chance.random() > _TAKEN]
            count = int(self.chance.integers(0, _FOREIGN + 1))
            picked = self.chance.choice(len(self._others), count) if self._others else ()
            facts += [("", *self._others[i][1:]) for i in picked if self._others[i] not in person.facts]
        facts = facts or list(person.facts[:1])
        renamed = self._renaming(person) if changed and self.chance.random() < _RENAMED else {}
        return self._arrays([self._changed(turn) if changed else turn for turn in turns], facts, renamed)

    def _renaming(self, person: Person) -> dict[str, str]:
        names = sorted({name for _, text, _, _ in person.facts for name in _NAME.findall(f"a {text}")})
        chosen = self.chance.permutation(len(NAMES))
        return {name: NAMES[i] for name, i in zip(names, chosen, strict=False)}

    def _changed(self, turn: Heard) -> Heard:
        player, answered, before = turn.player, turn.answered, turn.before
        if self.chance.random() < _SLIPS:
            player = self._slip(player)
        if self.chance.random() < _FORGOTTEN:
            before = ""
        return Heard(player, answered, before, turn.acts, turn.asked, turn.about)

    def _slip(self, text: str) -> str:
        words = text.split(" ")
        long = [i for i, word in enumerate(words) if len(word) > 3]
        if not long:
            return text
        i = int(self.chance.choice(long))
        word, at = words[i], int(self.chance.integers(1, len(words[i]) - 1))
        kind = self.chance.integers(3)
        words[i] = (
            word[:at] + word[at + 1 :]
            if kind == 0
            else word[:at] + word[at + 1] + word[at] + word[at + 2 :]
            if kind == 1
            else word[:at] + word[at] + word[at:]
        )
        return " ".join(words) if self.chance.random() < 0.5 else " ".join(words).lower().rstrip("?.!")

    def _arrays(
        self,
        turns: Sequence[Heard],
        facts: Sequence[tuple[str, str, tuple[str, ...], tuple[tuple[str, str], ...]]],
        renamed: dict[str, str],
    ) -> Batch:
        def name(text: str) -> str:
            return _swapped(text, renamed)

        known = [FactWords.of(name(text), [name(each) for each in about]) for _, text, about, _ in facts]
        fact_texts = [self._vocabulary.of(words_of(each.text)[:FACT_WORDS]) for each in known]
        n, b = len(facts), len(turns)
        k = max(len(text.words) for text in fact_texts)
        spoken = [(name(turn.player), name(turn.answered), name(turn.before)) for turn in turns]
        laid = [turn_text(self._vocabulary, *each) for each in spoken]
        m = max(1, *(len(text.words) for text, _ in laid))
        batch = Batch(
            turn_ids=np.zeros((b, m), np.int64), turn_grams=np.zeros((b, m, GRAMS), np.int64),
            turn_kinds=np.full((b, m), FACT, np.int64), turn_there=np.zeros((b, m), np.float32),
            fact_ids=np.zeros((n, k), np.int64), fact_grams=np.zeros((n, k, GRAMS), np.int64),
            fact_there=np.zeros((n, k), np.float32), shared=np.zeros((b, n, k), np.int64),
            told=np.zeros((b, n, FEATURES), np.float32), acts=np.zeros((b, len(ACTS)), np.float32),
            answers=np.zeros((b, n, 1 + len(ASKS)), np.float32), asked=np.zeros((b, 1 + len(ASKS)), np.float32),
            parts=np.zeros((n, k, len(PARTS)), np.float32),
        )  # fmt: skip
        for j, ((_, _, _, parts), text) in enumerate(zip(facts, fact_texts, strict=True)):
            size = len(text.words)
            batch.fact_ids[j, :size], batch.fact_grams[j, :size], batch.fact_there[j, :size] = text.ids, text.grams, 1.0
            _mark_parts(batch.parts[j], text.words, parts, name)
        for i, (turn, (text, kinds), said) in enumerate(zip(turns, laid, spoken, strict=True)):
            size = len(text.words)
            batch.turn_ids[i, :size], batch.turn_grams[i, :size] = text.ids, text.grams
            batch.turn_kinds[i, :size], batch.turn_there[i, :size] = kinds, 1.0
            batch.told[i] = features(*said, known)
            batch.shared[i] = shared_words(fact_texts, text, kinds, k)
            batch.acts[i, list(turn.acts)] = 1.0
            batch.asked[i, 0] = 1.0
            batch.answers[i, :, 0] = [key in turn.about for key, *_ in facts]
            for kind, keys in turn.asked:
                batch.asked[i, 1 + kind] = 1.0
                batch.answers[i, :, 1 + kind] = [key in keys for key, *_ in facts]
        return batch


def _swapped(text: str, renamed: dict[str, str]) -> str:
    if not renamed:
        return text
    return re.sub(r"[A-Z][a-z]{2,}", lambda match: renamed.get(match[0], match[0]), text)


def _mark_parts(
    marks: FloatArray, words: Sequence[str], parts: Iterable[tuple[str, str]], name: Callable[[str], str]
) -> None:
    """Mark the words of each part, where they stand in the fact."""
    for kind, piece in parts:
        own = tokens(name(piece))
        for at in range(len(words) - len(own) + 1):
            if list(words[at : at + len(own)]) == own:
                marks[at : at + len(own), PARTS.index(kind)] = 1.0
                break
