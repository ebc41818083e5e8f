"""What a network over tile maps must beat: context models that look at the same cells before each cell.

Both see the cells of a window (five rows, five columns to either side) that come before a cell in the network's order,
and learn from the train split. One counts contexts and backs off to shorter ones; the other is gradient boosting
(scikit-learn), which is also told what the network is told: style, density, locks, and where in the map a cell lies.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
import numpy.typing as npt
from sklearn.ensemble import HistGradientBoostingClassifier

from procgen.layout.kinds import STYLES, fullness
from procgen.layout.recipe.corpus import Example
from procgen.layout.recipe.data import locks_of, turned
from procgen.layout.tiles import TILES, TileArray

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]

ROWS: Final = 5
REACH: Final = 5
OUTSIDE: Final = TILES
_LEAST: Final = 1e-9


def window() -> list[tuple[int, int]]:
    """(dx, dy) of the cells that come before a cell, the nearest first."""
    cells = [(dx, dy) for dy in range(1 - ROWS, 1) for dx in range(-REACH, REACH + 1) if dx + 2 * dy < 0]
    return sorted(cells, key=lambda cell: (cell[0] ** 2 + cell[1] ** 2, cell[1], cell[0]))


def contexts(tiles: TileArray, nearest: int | None = None) -> npt.NDArray[np.uint8]:
    """(depth * width, cells of the window, or the nearest of them) tiles before each cell, OUTSIDE beyond the edges."""
    depth, width = tiles.shape
    padded = np.pad(tiles, ((ROWS - 1, 0), (REACH, REACH)), constant_values=OUTSIDE)
    columns = [
        padded[ROWS - 1 + dy : ROWS - 1 + dy + depth, REACH + dx : REACH + dx + width].ravel()
        for dx, dy in window()[:nearest]
    ]
    return np.stack(columns, 1)


class ContextModel(Protocol):
    """Learns from maps of one kind, and tells how likely each tile of another is."""

    def odds(self, example: Example) -> FloatArray:
        """(depth * width,) probability of each tile, given those before it."""
        ...


class BackOff:
    """Counts of tiles after contexts of 0, 1, 2, … nearest cells, interpolated as Witten and Bell (1991) do.

    Args:
        examples: maps of one kind; all eight symmetries of each are counted.
        order: cells of the longest context.
    """

    def __init__(self, examples: Sequence[Example], order: int = 8) -> None:
        self._order = order
        maps = [turned(example, number).tiles for example in examples for number in range(8)]
        seen = np.concatenate([contexts(tiles, order) for tiles in maps])
        tiles = np.concatenate([tiles.ravel() for tiles in maps]).astype(np.uint64)
        self._levels = []
        for keys in _keys(seen):
            pairs, counts = np.unique(keys * np.uint64(TILES) + tiles, return_counts=True)
            after, first, kinds = np.unique(pairs // np.uint64(TILES), return_index=True, return_counts=True)
            totals = np.add.reduceat(counts, first)
            self._levels.append((pairs, counts, after, totals, kinds))

    def odds(self, example: Example) -> FloatArray:
        """See :class:`ContextModel`."""
        return self._after(contexts(example.tiles, self._order), example.tiles.ravel().astype(np.uint64))

    def _after(self, seen: npt.NDArray[np.uint8], tiles: npt.NDArray[np.uint64]) -> FloatArray:
        """(n,) probability of each tile after the nearest tiles (n, order)."""
        odds = np.full(len(tiles), 1.0 / TILES)
        for keys, (pairs, counts, after, totals, kinds) in zip(_keys(seen), self._levels, strict=True):
            at = np.minimum(np.searchsorted(after, keys), len(after) - 1)
            known = after[at] == keys
            pair = keys * np.uint64(TILES) + tiles
            place = np.minimum(np.searchsorted(pairs, pair), len(pairs) - 1)
            count = np.where(pairs[place] == pair, counts[place], 0)
            mixed = (count + kinds[at] * odds) / (totals[at] + kinds[at])
            odds = np.where(known, mixed, odds)
        return odds

    def sample(self, count: int, side: int, seed: int) -> list[TileArray]:
        """Maps of side x side, drawn tile by tile: what the counts alone make.

        Cells that no cell of the window tells apart (columns + 2 rows are equal) are drawn together.
        """
        rng = np.random.default_rng(seed)
        maps = np.full((count, side + ROWS - 1, side + 2 * REACH), OUTSIDE, np.uint8)
        steps = window()[: self._order]
        for front in range(3 * side - 2):
            rows = np.arange(max(0, -(-(front - side + 1) // 2)), min(side - 1, front // 2) + 1)
            y, x = rows + ROWS - 1, front - 2 * rows + REACH
            seen = np.stack([maps[:, y + dy, x + dx].ravel() for dx, dy in steps], 1)
            tiles = np.tile(np.arange(TILES, dtype=np.uint64), len(seen))
            odds = self._after(np.repeat(seen, TILES, axis=0), tiles).reshape(len(seen), TILES)
            ends = np.cumsum(odds, axis=1)
            drawn = (ends < rng.random((len(seen), 1)) * ends[:, -1:]).sum(axis=1)
            maps[:, y, x] = np.minimum(drawn, TILES - 1).reshape(count, len(rows))
        return list(maps[:, ROWS - 1 :, REACH:-REACH])


def _keys(seen: npt.NDArray[np.uint8]) -> list[npt.NDArray[np.uint64]]:
    """A number for each context of 0, 1, 2, … cells: 59 bits of a hash, which leaves five for the tile."""
    key = np.zeros(len(seen), np.uint64)
    found = [key]
    for column in seen.T:
        key = (key * np.uint64(0x9E3779B97F4A7C15) + column.astype(np.uint64) + np.uint64(1)) & np.uint64((1 << 59) - 1)
        key ^= key >> np.uint64(31)
        found.append(key)
    return found


@dataclass(frozen=True, slots=True)
class BoostingOptions:
    """How much is learned, from how many cells."""

    cells: int = 60_000
    rounds: int = 60
    leaves: int = 31
    rate: float = 0.12
    shrinkage: float = 2.0


class Boosting:
    """Gradient boosting of trees over the window's tiles, as categories, and the conditions.

    Args:
        examples: maps of one kind.
        options: how much is learned.
        seed: which cells it learns from, and in which of the eight symmetries.
    """

    def __init__(self, examples: Sequence[Example], options: BoostingOptions, seed: int = 0) -> None:
        rng = np.random.default_rng(seed)
        each = max(options.cells // len(examples), 1)
        rows, tiles = [], []
        for example in examples:
            one = turned(example, int(rng.integers(0, 8)))
            chosen = rng.choice(one.tiles.size, min(each, one.tiles.size), replace=False)
            rows.append(features(one)[chosen])
            tiles.append(one.tiles.ravel()[chosen])
        told = np.concatenate(rows)
        categories = np.arange(told.shape[1]) < len(window()) + 1
        self._model = HistGradientBoostingClassifier(
            max_iter=options.rounds,
            learning_rate=options.rate,
            max_leaf_nodes=options.leaves,
            categorical_features=categories,
            l2_regularization=options.shrinkage,
            early_stopping=False,
            random_state=seed,
        )
        self._model.fit(told, np.concatenate(tiles))
        self._place = np.full(TILES, -1)
        self._place[self._model.classes_] = np.arange(len(self._model.classes_))

    def odds(self, example: Example) -> FloatArray:
        """See :class:`ContextModel`."""
        told = self._model.predict_proba(features(example))
        place = self._place[example.tiles.ravel()]
        found = np.take_along_axis(told, np.maximum(place, 0)[:, None], 1)[:, 0]
        return np.maximum(np.where(place >= 0, found, 0.0), _LEAST)


def features(example: Example) -> FloatArray:
    """(depth * width, …) the window's tiles, the style, density, locks, distances to the four edges, odd or even."""
    depth, width = example.tiles.shape
    rows, columns = np.divmod(np.arange(depth * width), width)
    whole = np.ones(depth * width)
    known = [
        whole * STYLES[example.kind].index(example.style),
        whole * fullness(example.tiles, example.kind),
        whole * locks_of(example.tiles),
        columns,
        width - 1 - columns,
        rows,
        depth - 1 - rows,
        columns % 2,
        rows % 2,
    ]
    return np.concatenate([contexts(example.tiles), np.stack(known, 1)], 1).astype(np.float64)


def bits(model: ContextModel, examples: Sequence[Example]) -> FloatArray:
    """(maps,) mean bits a tile."""
    return np.array([-np.log2(np.maximum(model.odds(example), _LEAST)).mean() for example in examples])
