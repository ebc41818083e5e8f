"""Rows in which texts branch off from one another: what was said once, and after it several things that may be said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

Places = npt.NDArray[np.int64]
_NONE = np.zeros(0, np.int64)


@dataclass(slots=True)
class Row:
    """One row, as it grows.

    Attributes:
        tokens: of all texts, one after the other.
        groups: what is compared: the mark whose odds tell it, and places of each text's tokens, the right one first.
    """

    tokens: list[int] = field(default_factory=list)
    groups: list[tuple[int, list[Places]]] = field(default_factory=list)
    _seen: list[Places] = field(default_factory=list)
    """Of each text: the places of what it goes on from."""
    _starts: list[int] = field(default_factory=list)
    _foretold: list[tuple[int, int]] = field(default_factory=list)
    """Places, and the tokens that come after them."""

    def __len__(self) -> int:
        return len(self.tokens)

    def add(self, tokens: Sequence[int], after: Places = _NONE) -> Places:
        """A text that goes on from some places. Returns these and its own, for what goes on from it."""
        start = len(self.tokens)
        self.tokens += tokens
        self._starts.append(start)
        self._seen.append(after)
        return np.concatenate([after, np.arange(start, start + len(tokens))])

    def foretell(self, places: Places, tokens: Sequence[int], end: int | None = None) -> None:
        """Have the last tokens of a text be foretold, each by what stands before it, and what ends it."""
        before = places[-len(tokens) - 1 : -1]
        self._foretold += zip(before.tolist(), tokens[-len(before) :], strict=True)
        if end is not None:
            self._foretold.append((int(places[-1]), end))

    def compare(self, mark: int, texts: Sequence[Places]) -> None:
        """Have the first of some texts be told from the others."""
        self.groups.append((mark, list(texts)))

    def laid(self, width: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
        """Tokens, those before the last, the last ones and positions (4, width), and what sees what (width, width)."""
        found = np.zeros((4, width), np.int64)
        sees = np.eye(width, dtype=np.bool_)
        ends = [*self._starts[1:], len(self.tokens)]
        found[0, : len(self.tokens)] = self.tokens
        for start, end, seen in zip(self._starts, ends, self._seen, strict=True):
            sees[start:end, seen] = True
            sees[start:end, start:end] = np.tri(end - start, dtype=np.bool_)
            path = np.concatenate([np.zeros(2, np.int64), found[0, seen], found[0, start:end]])
            found[1, start:end], found[2, start:end] = path[len(seen) : -2], path[len(seen) + 1 : -1]
            found[3, start:end] = len(seen) + np.arange(end - start)
        return found, sees


@dataclass(frozen=True, slots=True)
class Batch:
    """Several rows.

    Attributes:
        ids, before, last, positions: (b, t).
        sees: (b, t, t).
        places, targets: flat places (n,) and the tokens after them.
        texts: flat places of all compared texts' tokens (m,), of which text each is, and each text's mark.
        groups: texts from which the first is to be told, as ranges.
    """

    ids: Tensor
    before: Tensor
    last: Tensor
    positions: Tensor
    sees: Tensor
    places: Tensor
    targets: Tensor
    texts: Tensor
    owners: Tensor
    marks: Tensor
    groups: list[tuple[int, int]]


def batch_of(rows: Sequence[Row]) -> Batch:
    """Rows side by side."""
    width = max(map(len, rows))
    laid = [row.laid(width) for row in rows]
    ids, before, last, positions = (torch.from_numpy(np.stack([found[i] for found, _ in laid])) for i in range(4))
    foretold = [(n * width + place, token) for n, row in enumerate(rows) for place, token in row._foretold]
    texts: list[Places] = []
    marks: list[int] = []
    groups: list[tuple[int, int]] = []
    for n, row in enumerate(rows):
        for mark, compared in row.groups:
            groups.append((len(texts), len(texts) + len(compared)))
            texts += [n * width + places for places in compared]
            marks += [mark] * len(compared)
    told = torch.tensor(foretold, dtype=torch.int64).view(-1, 2)
    return Batch(
        ids,
        before,
        last,
        positions,
        torch.from_numpy(np.stack([sees for _, sees in laid])),
        told[:, 0],
        told[:, 1],
        torch.from_numpy(np.concatenate([_NONE, *texts])),
        torch.from_numpy(np.repeat(np.arange(len(texts)), [len(each) for each in texts])),
        torch.tensor(marks, dtype=torch.int64),
        groups,
    )
