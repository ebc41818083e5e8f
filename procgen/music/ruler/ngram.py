"""Counted contexts as a baseline: the tokens of scores given the tokens before them.

The numbers of a note are told in the order of the network, each a token; the end of a bar is one too. Probabilities of
longer contexts are mixed with those of shorter ones by how many different tokens followed (Witten and Bell 1991).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from procgen.music.compose.events import END, SIZES, START, Ints, Piece
from procgen.music.ruler.hashes import Words, joined, places

_OFFSETS: Final = np.concatenate([[0], np.cumsum(SIZES)])
BEFORE: Final = int(_OFFSETS[-1])
"""The token before a piece."""


def stream(piece: Piece) -> Ints:
    """Tokens of a piece, one after the other."""
    tokens = []
    for bar in range(len(piece)):
        notes = piece.notes[piece.offsets[bar] : piece.offsets[bar + 1]]
        tokens.append((notes + _OFFSETS[:-1]).reshape(-1))
        tokens.append(np.array([END + _OFFSETS[START]]))
    return np.concatenate(tokens)


@dataclass(frozen=True, slots=True)
class _Order:
    """What followed contexts of one length: keys are hashes."""

    contexts: Words
    times: npt.NDArray[np.float64]
    different: npt.NDArray[np.float64]
    pairs: Words
    pair_times: npt.NDArray[np.float64]


class NGram:
    """The model.

    Args:
        pieces: whose tokens are counted.
        order: tokens of the longest n-gram.
    """

    def __init__(self, pieces: Sequence[Piece], order: int) -> None:
        self.order = order
        streams = [_padded(stream(piece), order) for piece in pieces]
        self._orders: list[_Order] = []
        for length in range(order):
            keys = np.concatenate([_hashes(tokens, order, length) for tokens in streams])
            following = np.concatenate([tokens[order:] for tokens in streams])
            pairs, pair_times = np.unique(joined(keys, following), return_counts=True)
            contexts, times = np.unique(keys, return_counts=True)
            # Of each pair, its context: any of its places tells.
            _, first = np.unique(joined(keys, following), return_index=True)
            of_context = np.searchsorted(contexts, keys[first])
            different = np.bincount(of_context, minlength=len(contexts)).astype(np.float64)
            self._orders.append(
                _Order(contexts, times.astype(np.float64), different, pairs, pair_times.astype(np.float64))
            )

    def bits(self, piece: Piece) -> float:
        """Bits of all tokens of a piece."""
        return self.bits_of(stream(piece))

    def bits_of(self, tokens: Ints) -> float:
        """Bits of tokens, one after the other, as a piece begins with them."""
        tokens = _padded(tokens, self.order)
        following = tokens[self.order :]
        told = np.full(len(following), 1.0 / BEFORE)
        for length, order in enumerate(self._orders):
            keys = _hashes(tokens, self.order, length)
            times, different = (
                _looked_up(order.contexts, keys, order.times),
                _looked_up(order.contexts, keys, order.different),
            )
            pair = _looked_up(order.pairs, joined(keys, following), order.pair_times)
            known = times > 0
            told[known] = (pair[known] + different[known] * told[known]) / (times[known] + different[known])
        return float(-np.log(told).sum() / math.log(2.0))


def bits_a_note(pieces: Sequence[Piece], held: Sequence[Piece], order: int) -> float:
    """Bits a note of held-out pieces by n-grams of others; ends of bars are counted in."""
    model = NGram(pieces, order)
    return sum(model.bits(piece) for piece in held) / sum(len(piece.notes) for piece in held)


def _padded(tokens: Ints, order: int) -> Ints:
    return np.concatenate([np.full(order, BEFORE), tokens])


def _hashes(tokens: Ints, order: int, length: int) -> Words:
    """Of the `length` tokens before each one from `order` on."""
    found = np.zeros(len(tokens) - order, np.uint64)
    for back in range(length, 0, -1):
        found = joined(found, tokens[order - back : len(tokens) - back])
    return found


def _looked_up(keys: Words, wanted: Words, values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    at, there = places(keys, wanted)
    return np.where(there, values[at], 0.0)
