"""How long the longest passages are that music shares with the pieces it was learned from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from procgen.music.compose.events import LENGTH, PITCH, PLAYER, Ints, Piece
from procgen.music.ruler.hashes import Words, joined, places
from procgen.music.ruler.statistics import begins

LENGTHS: Final = (4, 5, 6, 7, 8, 10, 12, 14, 16, 20, 24, 32, 48, 64)
"""Notes of passages that are looked for."""
_ABOVE: Final = 8191
"""Added to steps of pitch with their lengths, so that none is below 0."""


class Passages:
    """All passages of some pieces: intervals and lengths of one player's notes, one after the other.

    Args:
        pieces: that have them.
    """

    def __init__(self, pieces: Sequence[Piece]) -> None:
        lines = [line for piece in pieces for line in _lines(piece)]
        self._found = {
            length: np.unique(np.concatenate([_grams(line, length) for line in lines] or [np.zeros(0, np.uint64)]))
            for length in LENGTHS
        }

    def longest(self, piece: Piece) -> int:
        """Notes of the longest one of `LENGTHS` that a piece shares; 0 if none."""
        best = 0
        for line in _lines(piece):
            for length in LENGTHS:
                if length <= best:
                    continue
                if not _within(_grams(line, length), self._found[length]):
                    break
                best = length
        return best


def _within(some: Words, many: Words) -> bool:
    """Whether any of some is among many, which are sorted."""
    if not len(many):
        return False
    return bool(places(many, some)[1].any())


def _lines(piece: Piece) -> list[Ints]:
    """Of each player an (n,) of steps up or down, with how long the first of both notes is."""
    start, lines = begins(piece), []
    for player in np.unique(piece.notes[:, PLAYER]):
        own = piece.notes[:, PLAYER] == player
        notes, order = piece.notes[own], np.lexsort((piece.notes[own, PITCH], start[own]))
        notes = notes[order]
        lines.append(np.diff(notes[:, PITCH]) * 64 + notes[:-1, LENGTH])
    return lines


def _grams(line: Ints, length: int) -> Words:
    """Hashes of all runs of so many."""
    count = len(line) - length + 1
    if count <= 0:
        return np.zeros(0, np.uint64)
    found = np.zeros(count, np.uint64)
    for place in range(length):
        found = joined(found, line[place : place + count] + _ABOVE)
    return found
