"""How a turn is laid out for the network: what the player says now, then the answer before, then what led to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from procgen.dialogue.reading.features import stem
from procgen.dialogue.reading.words import ANSWERED, BEFORE, PLAYER, Text, Vocabulary, words_of
from procgen.dialogue.talk.spelling import STOPS

Ids = npt.NDArray[np.int64]

_NOW, _LAST, _EARLIER = 30, 20, 14
_SILENCE: Final = "…"
TURN_WORDS: Final = _NOW + _LAST + _EARLIER
"""Most words of a turn; of longer ones the end counts."""
FACT_WORDS: Final = 30
"""Most words of a fact; of longer ones the beginning counts."""


def turn_text(vocabulary: Vocabulary, player: str, answered: str, before: str) -> tuple[Text, Ids]:
    """The words of a turn, and of which text each is."""
    pieces = [(player, _NOW, PLAYER), (answered, _LAST, ANSWERED), (before, _EARLIER, BEFORE)]
    words: list[str] = []
    kinds: list[int] = []
    for text, most, kind in pieces:
        own = words_of(text)[-most:]
        if kind == PLAYER and not own:
            own = [_SILENCE]  # something must be read
        words += own
        kinds += [kind] * len(own)
    return vocabulary.of(words), np.array(kinds, np.int64)


def shared_words(facts: Sequence[Text], turn: Text, kinds: Ids, width: int) -> Ids:
    """For each word of each fact, (facts, width), whether its stem stands in what is said now (1), before (2), in both
    (3) or nowhere (0).
    """
    now, past = set[str](), set[str]()
    for word, kind in zip(turn.words, kinds, strict=True):
        if word not in STOPS:
            (now if kind == PLAYER else past).add(stem(word))
    shared = np.zeros((len(facts), width), np.int64)
    for row, fact in zip(shared, facts, strict=True):
        stems = [stem(word) for word in fact.words]
        row[: len(stems)] = [(each in now) + 2 * (each in past) for each in stems]
    return shared
