"""What is told to the network of a turn and a fact besides their words: shared words, names, nearness, parts."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

from procgen.dialogue import meaning
from procgen.dialogue.talk.parts import parts_of
from procgen.dialogue.talk.spelling import STOPS, singular, tokens

FloatArray = npt.NDArray[np.float32]

FEATURES: Final = 16
_ASKED: Final = {
    "who": ("who",), "whom": ("who",), "whose": ("whose", "who"), "when": ("when",), "where": ("where",),
    "why": ("why",), "how": ("how", "how_many"), "much": ("how_many",), "many": ("how_many",), "time": ("when",),
    "day": ("when",), "hour": ("when",), "cost": ("how_many",), "price": ("how_many",), "reason": ("why",),
}  # fmt: skip
"""Parts that a word of a question may ask for."""
_PARTS: Final = ("when", "where", "how_many", "why", "who")


@dataclass(frozen=True, slots=True)
class FactWords:
    """A fact as the features see it: its stems, those of each name that it is about, and its meaning."""

    text: str
    stems: frozenset[str]
    names: tuple[frozenset[str], ...]
    parts: frozenset[str]
    vector: FloatArray
    near: FloatArray
    """(n, d) unit vectors of its words that tell something."""

    @classmethod
    def of(cls, text: str, about: Sequence[str]) -> FactWords:
        """Read a fact."""
        names = tuple(filter(None, (stems(name) for name in about)))
        own = stems(text) | frozenset(stem for name in names for stem in name)
        table = meaning.packaged_table()
        near = np.array([table.word(word) for word in sorted(own)], np.float32).reshape(len(own), table.dimensions)
        return cls(text, own, names, frozenset(parts_of(text)), meaning.embed([" ".join((text, *about))])[0], near)


@lru_cache(maxsize=1 << 14)
def stems(text: str) -> frozenset[str]:
    """Words that tell what a text is about, cut so that "asks" and "asked" are one."""
    return frozenset(stem(word) for word in tokens(text.replace("-", " ")) if word not in STOPS and len(word) > 1)


@lru_cache(maxsize=1 << 15)
def stem(word: str) -> str:
    """A word without its ending, as far as six letters."""
    word = singular(word)
    for ending in ("ing", "ed", "ly"):
        if len(word) > len(ending) + 3 and word.endswith(ending):
            word = word[: -len(ending)]
            break
    return word.rstrip("e")[:6]


def features(player: str, answered: str, before: str, facts: Sequence[FactWords]) -> FloatArray:
    """Numbers about 0 to 1, (facts, FEATURES).

    Args:
        player: what is said now.
        answered: what the NPC said last.
        before: what both said before that.
        facts: of the NPC.
    """
    told = np.zeros((len(facts), FEATURES), np.float32)
    asked, last, earlier = stems(player), stems(answered), stems(before)
    holders = Counter(each for fact in facts for each in fact.stems)
    rarity = {each: math.log(1.0 + len(facts) / (1.0 + holders[each])) for each in asked}
    weight = sum(rarity.values()) or 1.0
    words = tokens(player)
    wanted = {part for word in words for part in _ASKED.get(word, ())}
    table = meaning.packaged_table()
    own = [table.word(word) for word in words if word not in STOPS and len(word) > 1]
    vectors = np.array(own, np.float32).reshape(len(own), table.dimensions)
    whole = meaning.embed([player])[0]
    for row, fact in zip(told, facts, strict=True):
        size = max(len(fact.stems), 1)
        shared = asked & fact.stems
        row[0] = len(shared) / max(len(asked), 1)
        row[1] = sum(rarity[each] for each in shared) / weight
        row[2] = len(shared) / size
        row[3] = len(last & fact.stems) / size
        row[4] = len(earlier & fact.stems) / size
        row[5] = any(name <= asked for name in fact.names)
        row[6] = any(name <= last for name in fact.names)
        row[7] = float(whole @ fact.vector)
        row[8] = float((vectors @ fact.near.T).max(1).mean()) if len(vectors) and len(fact.near) else 0.0
        row[9] = bool(wanted & fact.parts)
        row[10:15] = [part in fact.parts for part in _PARTS]
    told[:, 15] = told[:, 1] >= max(float(told[:, 1].max()), 1e-6)
    return told
