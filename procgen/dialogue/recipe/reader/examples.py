"""The corpus as the reader learns it: all turns of a person beside their facts, changed a little each time.

Facts of others are put among a person's own, answers are taken away so that nothing answers, names are exchanged,
letters slip: what is told then follows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from procgen.dialogue.reading.acts import ACTS, ASKS
from procgen.dialogue.reading.features import FEATURES, FactWords, features
from procgen.dialogue.reading.layout import PLAYER, fact_laid, side_by_side, turn_laid
from procgen.dialogue.reading.pieces import Ids, Pieces
from procgen.dialogue.recipe.corpus.npc import Npc, Turn

FloatArray = npt.NDArray[np.float32]
Fact = tuple[str, str, tuple[str, ...]]
"""Key, text, and names that it is about."""

_FOREIGN: Final = 3
"""Most facts of others among a person's own."""
_TAKEN: Final = 0.15
_RENAMED: Final = 0.5
_SLIPS: Final = 0.15
_PLAIN: Final = 0.1
"""Turns in small letters without marks."""
_FORGOTTEN: Final = 0.1
_UNTOLD: Final = 0.3
"""Facts of which nobody says what they are about."""
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
        false: whether it takes something for granted that is not so.
    """

    player: str
    answered: str
    before: str
    acts: tuple[int, ...]
    asked: tuple[tuple[int, frozenset[str]], ...]
    about: frozenset[str]
    false: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """Turns and facts of one person."""

    turns: tuple[Heard, ...]
    facts: tuple[Fact, ...]


@dataclass(slots=True)
class Batch:
    """Turns of a person with the facts that they are judged by, as arrays; b turns, n facts, m and k pieces."""

    turn_ids: Ids
    turn_kinds: Ids
    turn_there: FloatArray
    turn_now: FloatArray
    fact_ids: Ids
    fact_kinds: Ids
    fact_there: FloatArray
    told: FloatArray
    acts: FloatArray
    """(b, acts), shares that sum to 1, or nothing where no act is known."""
    false: FloatArray
    """(b,)."""
    about: FloatArray
    """(b, n)."""
    answers: FloatArray
    """(b, asks, 1 + n), shares that sum to 1: of nothing, then of each fact."""
    asked: FloatArray
    """(b, asks): which of these are known."""


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
    facts = tuple((f.key, f.text, f.about) for f in npc.facts)
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
        bool(turn.false),
    )


class Passes:
    """The turns of persons in parts that are mixed, each once before any comes again: what comes again soon is learned
    by heart. Equal seeds give equal parts, so that a run that was cut off goes on where it was.

    Args:
        persons: whose turns.
        most: turns of a part.
        seed: of the order.
    """

    def __init__(self, persons: Sequence[Person], most: int, seed: int) -> None:
        self._persons, self._seed = persons, seed
        self._sizes = [-(-len(person.turns) // most) for person in persons]
        self._pass, self._mixed = -1, list[Person]()

    def part(self, at: int) -> Person:
        """A person with some of their turns; `at` counts the parts of all passes."""
        number, place = divmod(at, sum(self._sizes))
        if number != self._pass:
            self._pass, self._mixed = number, self._parts(np.random.default_rng((self._seed, number)))
        return self._mixed[place]

    def _parts(self, chance: np.random.Generator) -> list[Person]:
        parts = [
            replace(person, turns=tuple(person.turns[i] for i in order))
            for person, size in zip(self._persons, self._sizes, strict=True)
            for order in np.array_split(chance.permutation(len(person.turns)), max(size, 1))
            if len(order)
        ]
        return [parts[i] for i in chance.permutation(len(parts))]


class Maker:
    """Makes batches.

    Args:
        pieces: of the reader.
        all_people: whose facts serve as those of others.
        seed: of changes.
    """

    def __init__(self, pieces: Pieces, all_people: Sequence[Person], seed: int = 0) -> None:
        self._pieces = pieces
        self._others = [fact for person in all_people for fact in person.facts]
        self.chance = np.random.default_rng(seed)

    def batch(self, person: Person, most: int, *, changed: bool) -> Batch:
        """Some turns of a person; with `changed`, as another person's."""
        order = self.chance.permutation(len(person.turns))[:most] if changed else range(min(len(person.turns), most))
        turns = [person.turns[i] for i in order]
        facts = list(person.facts)
        if changed:
            facts = [self._untold(fact) for fact in facts if self.chance.random() > _TAKEN]
            count = int(self.chance.integers(0, _FOREIGN + 1))
            picked = self.chance.choice(len(self._others), count) if self._others else ()
            facts += [("", *self._others[i][1:]) for i in picked if self._others[i] not in person.facts]
        facts = facts or list(person.facts[:1])
        renamed = self._renaming(person) if changed and self.chance.random() < _RENAMED else {}
        return self._arrays([self._changed(turn) if changed else turn for turn in turns], facts, renamed)

    def _untold(self, fact: Fact) -> Fact:
        return (fact[0], fact[1], ()) if self.chance.random() < _UNTOLD else fact

    def _renaming(self, person: Person) -> dict[str, str]:
        names = sorted({name for _, text, _ in person.facts for name in _NAME.findall(f"a {text}")})
        chosen = self.chance.permutation(len(NAMES))
        return {name: NAMES[i] for name, i in zip(names, chosen, strict=False)}

    def _changed(self, turn: Heard) -> Heard:
        player, before = turn.player, turn.before
        if self.chance.random() < _SLIPS:
            player = self._slip(player)
        if self.chance.random() < _PLAIN:
            player = player.lower().rstrip("?.!").replace("'", "")
        if self.chance.random() < _FORGOTTEN:
            before = ""
        return replace(turn, player=player, before=before)

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
        return " ".join(words)

    def _arrays(self, turns: Sequence[Heard], facts: Sequence[Fact], renamed: dict[str, str]) -> Batch:
        def name(text: str) -> str:
            return _swapped(text, renamed)

        named = [(name(text), [name(each) for each in about]) for _, text, about in facts]
        known = [FactWords.of(*each) for each in named]
        keys = [key for key, *_ in facts]
        spoken = [(name(turn.player), name(turn.answered), name(turn.before)) for turn in turns]
        ids, kinds, there = side_by_side([turn_laid(self._pieces, *each) for each in spoken])
        fact_ids, fact_kinds, fact_there = side_by_side([fact_laid(self._pieces, *each) for each in named])
        b, n = len(turns), len(facts)
        batch = Batch(
            turn_ids=ids, turn_kinds=kinds, turn_there=there,
            turn_now=there * (kinds == PLAYER), fact_ids=fact_ids, fact_kinds=fact_kinds, fact_there=fact_there,
            told=np.zeros((b, n, FEATURES), np.float32), acts=np.zeros((b, len(ACTS)), np.float32),
            false=np.array([turn.false for turn in turns], np.float32),
            about=np.array([[key in turn.about for key in keys] for turn in turns], np.float32),
            answers=np.zeros((b, len(ASKS), 1 + n), np.float32), asked=np.zeros((b, len(ASKS)), np.float32),
        )  # fmt: skip
        for i, (turn, said) in enumerate(zip(turns, spoken, strict=True)):
            batch.told[i] = features(*said, known)
            batch.acts[i, list(turn.acts)] = 1.0 / max(len(turn.acts), 1)
            for kind, answering in turn.asked:
                batch.asked[i, kind] = 1.0
                right = np.array([key in answering for key in keys])
                batch.answers[i, kind] = [not right.any(), *(right / max(right.sum(), 1))]
        return batch


def _swapped(text: str, renamed: dict[str, str]) -> str:
    if not renamed:
        return text
    return re.sub(r"[A-Z][a-z]{2,}", lambda match: renamed.get(match[0], match[0]), text)
