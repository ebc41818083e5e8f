"""The network that reads what is said to an NPC, and what it found."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from procgen.dialogue.reading.acts import ACTS, ASKS
from procgen.dialogue.reading.features import FactWords, features
from procgen.dialogue.reading.layout import FACT_WORDS, shared_words, turn_text
from procgen.dialogue.reading.wide import Wide, names_of
from procgen.dialogue.reading.words import FACT, PLAYER, Tables, Text, words_of
from procgen.errors import ModelUnavailable
from procgen.runtime.arrays import arrays_in
from procgen.runtime.catalog import packaged_assets, read_catalog
from procgen.runtime.model_file import LoadedModel, open_model, read_named

FloatArray = npt.NDArray[np.float32]

GENERATOR: Final = "reader"
WIDE: Final = 0.7
"""What the runs of words count in what is said of acts; chosen on the validation split."""
_KEPT: Final = 64
"""Lists of facts that stay read."""
_MENDING: Final = "Install procgen-server again, or train and export the reader anew."


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read of a turn.

    Attributes:
        acts: (len(ACTS),) how sure each act is, 0 to 1: the mean of what the network and the runs of words tell.
        about: (facts,) probability that the turn is about a fact.
        answers: (facts, len(ASKS)) probability that a fact answers a question of each kind.
    """

    acts: FloatArray
    about: FloatArray
    answers: FloatArray

    def sure(self, act: str) -> float:
        """How sure an act is, 0 to 1. Raises ValueError for one that there is not."""
        return float(self.acts[ACTS.index(act)])

    def likely(self, least: float) -> list[tuple[str, float]]:
        """Acts at least so sure, the surest first; always the surest."""
        order = [int(i) for i in np.argsort(-self.acts, kind="stable")]
        return [(ACTS[i], float(self.acts[i])) for n, i in enumerate(order) if n == 0 or self.acts[i] >= least]


@dataclass(frozen=True, slots=True)
class ReadFacts:
    """Facts, read once: their words, features and states, (n, k, width); known (n, k); words of the names in them."""

    words: tuple[FactWords, ...]
    texts: tuple[Text, ...]
    states: FloatArray
    known: FloatArray
    names: frozenset[str]


class Reader:
    """Reads turns. Calls from several threads at once are fine.

    Args:
        encode, answer: the two graphs of `recipe.reader.export`.
        tables: words.
        wide: runs of words.
    """

    def __init__(self, encode: LoadedModel, answer: LoadedModel, tables: Tables, wide: Wide) -> None:
        self._encode, self._answer, self._tables, self._wide = encode, answer, tables, wide
        self._width = int(encode.entry.properties["width"])
        self._lock = threading.Lock()
        self._facts: OrderedDict[tuple[tuple[str, tuple[str, ...]], ...], ReadFacts] = OrderedDict()

    @classmethod
    def load(cls, folder: Path) -> Reader:
        """The reader of a folder with a catalog.

        Raises:
            ModelUnavailable: there is none, or a file of it is missing or damaged.
        """
        entries = {entry.role: entry for entry in read_catalog(folder) if entry.generator == GENERATOR}
        if set(entries) != {"encode", "answer"}:
            raise ModelUnavailable(f"{folder} has no reader of dialogue", _MENDING)
        models = {
            role: open_model(each, read_named(each.path, each.sha256, _MENDING)) for role, each in entries.items()
        }
        properties = entries["encode"].properties
        path = entries["encode"].beside(str(properties["tables"]))
        arrays = arrays_in(read_named(path, str(properties["tables_sha256"]), _MENDING))
        return cls(models["encode"], models["answer"], Tables(arrays), Wide(arrays))

    def facts(self, facts: Sequence[tuple[str, Sequence[str]]]) -> ReadFacts:
        """Facts with the names that they are about, read; kept for the next turn."""
        key = tuple((text, tuple(about)) for text, about in facts)
        with self._lock:
            if key in self._facts:
                self._facts.move_to_end(key)
                return self._facts[key]
        made = self._read_facts(key)
        with self._lock:
            self._facts[key] = made
            while len(self._facts) > _KEPT:
                self._facts.popitem(last=False)
        return made

    def _read_facts(self, facts: Sequence[tuple[str, tuple[str, ...]]]) -> ReadFacts:
        texts = tuple(self._tables.vocabulary.of(words_of(text)[:FACT_WORDS]) for text, _ in facts)
        most = max((len(text.words) for text in texts), default=0) or 1
        vectors = np.zeros((len(texts), most, self._tables.width), np.float32)
        known = np.zeros((len(texts), most), np.float32)
        for row, (text, there) in enumerate(zip(texts, known, strict=True)):
            vectors[row, : len(text.words)] = self._tables.look_up(text)
            there[: len(text.words)] = 1.0
        states = self._encoded(vectors, np.full((len(texts), most), FACT, np.int64), known) if texts else vectors
        names = names_of([about for _, about in facts])
        return ReadFacts(tuple(FactWords.of(text, about) for text, about in facts), texts, states, known, names)

    def _encoded(self, vectors: FloatArray, kinds: npt.NDArray[np.int64], there: FloatArray) -> FloatArray:
        out = self._encode.run({"vectors": vectors, "kinds": kinds, "there": there})
        return out[..., : self._width]

    def read(self, player: str, answered: str, before: str, facts: ReadFacts) -> Reading:
        """Read a turn.

        Args:
            player: what the player says.
            answered: what the NPC said last; may be empty.
            before: what both said before that.
            facts: of the NPC; may be none.
        """
        text, kinds = turn_text(self._tables.vocabulary, player, answered, before)
        there = np.ones((1, len(text.words)), np.float32)
        states = self._encoded(self._tables.look_up(text)[None], kinds[None], there)
        count = len(facts.texts)
        if count:
            shared = shared_words(facts.texts, text, kinds, facts.known.shape[1])[None]
            rows, known = facts.states[None], facts.known[None]
            told = features(player, answered, before, facts.words)[None]
        else:
            # acts are told of turns without facts, too: beside one that says nothing
            rows, known = np.zeros((1, 1, 1, self._width), np.float32), np.ones((1, 1, 1), np.float32)
            shared, told = np.zeros((1, 1, 1), np.int64), features("", "", "", [FactWords.of("nothing", ())])[None]
        out = self._answer.run(
            {
                "turns": states,
                "now": (kinds[None] == PLAYER).astype(np.float32),
                "there": there,
                "facts": np.ascontiguousarray(rows),
                "known": known,
                "shared": shared,
                "told": told,
            }
        )[0]
        sure = 1.0 / (1.0 + np.exp(-out.astype(np.float64)))
        acts, answers = sure[: len(ACTS)], sure[len(ACTS) :].reshape(-1, 1 + len(ASKS))[:count]
        told = self._wide.logits(player, answered, facts.names).astype(np.float64)
        shares = np.exp(told - told.max())
        acts = (1.0 - WIDE) * acts + WIDE * shares / shares.sum()
        return Reading(*(part.astype(np.float32) for part in (acts, answers[:, 0], answers[:, 1:])))


@cache
def packaged_reader() -> Reader:
    """The one that comes with the package.

    Raises:
        ModelUnavailable: a file of it is missing or damaged.
    """
    return Reader.load(packaged_assets())
