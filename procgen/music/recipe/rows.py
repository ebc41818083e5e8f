"""Rows of tokens that the composing networks learn from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from procgen.music.compose.events import BAR_SIZES, DENSITY, END, SIZES, START, STEPS_OF_QUARTER, SUNG, Piece

_UNTOLD: Final = 0.5
"""Share of rows whose bars don't say how dense they are."""


class Rows:
    """Pieces as rows of tokens, cut where asked.

    Args:
        pieces: to be cut.
    """

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self.tokens = [_tokens(piece) for piece in pieces]
        self.bars = [np.flatnonzero(tokens["is_bar"])[:-1] for tokens in self.tokens]
        sizes = np.array([len(tokens["is_bar"]) for tokens in self.tokens], np.float64)
        self.share = sizes / sizes.sum()

    def cut(self, piece: int, bar: int, length: int) -> dict[str, npt.NDArray[Any]]:
        """A row of `length` + 1 tokens that begins with a bar's; what is beyond the piece does not count."""
        tokens = self.tokens[piece]
        first = self.bars[piece][bar]
        row = {name: values[first : first + length + 1] for name, values in tokens.items()}
        short = length + 1 - len(row["is_bar"])
        if short:
            row = {
                name: np.concatenate([values, np.zeros((short, *values.shape[1:]), values.dtype)])
                for name, values in row.items()
            }
        row["counts"] = row["counts"][1:].copy()
        row["quarters"] = row["quarters"] - row["quarters"][0]
        return row

    def drawn(self, chance: np.random.Generator, rows: int, length: int) -> dict[str, Tensor]:
        """Rows from anywhere, pieces by their length."""
        pieces = chance.choice(len(self.tokens), size=rows, p=self.share)
        cut = [self.cut(int(piece), int(chance.integers(len(self.bars[piece]))), length) for piece in pieces]
        for row in cut:
            if chance.random() < _UNTOLD:
                hide(row)
        return stacked(cut)

    def all(self, length: int, most: int | None = None) -> list[dict[str, npt.NDArray[Any]]]:
        """Rows that cover pieces without overlap, spread over all of them where there are more than `most`. What
        comes is not told beyond what holds for a whole piece and where it ends.
        """
        found = []
        for piece, bars in enumerate(self.bars):
            end, until = len(self.tokens[piece]["is_bar"]), 0
            for bar, first in enumerate(bars):
                if first < until:
                    continue
                row = self.cut(piece, bar, length)
                hide(row)
                last = first + length + 1
                if last < end:  # the next row begins with the last bar that begins in this one
                    later = bars[(bars > first) & (bars < last)]
                    last = int(later[-1]) + 1 if len(later) else last
                row["counts"][last - first - 1 :] = False
                until = last - 1
                found.append(row)
        if most is None or len(found) <= most:
            return found
        return [found[int(i)] for i in np.linspace(0, len(found) - 1, most)]


def hide(row: dict[str, npt.NDArray[Any]]) -> None:
    """Take from a row what its bars say of the notes in them."""
    row["bars"] = row["bars"].copy()
    row["bars"][..., [DENSITY, SUNG]] = 0


def stacked(rows: Sequence[Mapping[str, npt.NDArray[Any]]]) -> dict[str, Tensor]:
    """Rows as a batch."""
    return {name: torch.from_numpy(np.stack([row[name] for row in rows])) for name in rows[0]}


def notes_told(x: Mapping[str, Tensor]) -> int:
    """Notes of a batch that count, without ends of bars."""
    return int((x["counts"] & ~x["is_bar"][:, 1:]).sum())


def _tokens(piece: Piece) -> dict[str, npt.NDArray[Any]]:
    """All tokens of a piece. The last bar's end is one more token, of a bar that is not there."""
    bars, notes = len(piece), len(piece.notes)
    total = bars + notes + 1
    at_bar = piece.offsets[:-1] + np.arange(bars)
    is_bar = np.zeros(total, np.bool_)
    is_bar[at_bar] = True
    is_bar[-1] = True
    told = np.zeros((total, len(SIZES)), np.int64)
    told[~is_bar] = piece.notes
    told[is_bar, START] = END
    of_bar = np.repeat(np.arange(bars), np.diff(piece.offsets))
    begins = np.concatenate([[0], np.cumsum(piece.steps)])
    time = np.zeros(total, np.int64)
    time[is_bar] = begins
    time[~is_bar] = begins[of_bar] + piece.notes[:, START]
    said = np.zeros((total, len(BAR_SIZES)), np.int64)
    said[at_bar] = piece.bars
    return {
        "notes": told,
        "bars": said,
        "is_bar": is_bar,
        "quarters": (time / STEPS_OF_QUARTER).astype(np.float32),
        "counts": np.ones(total, np.bool_),
    }
