"""How new and how varied layouts are: copies of training maps, copied windows, patterns, spread and cover.

All comparisons with training maps look at the eight turns and reflections, for a turned copy is one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from procgen.kit.ruler.encoder_metrics import precision_recall, squared_distances
from procgen.kit.ruler.intervals import Interval, recentred
from procgen.kit.ruler.likeness import diversity_interval, precision_recall_intervals
from procgen.kit.ruler.metrics import discrete_kl
from procgen.layout.tiles import TILES, TileArray

DoubleArray = npt.NDArray[np.float64]
WINDOW: Final = 8
_OFFSETS: Final = ((0, 1), (1, 0), (0, 3), (3, 0), (1, 1), (1, -1))
"""(rows, columns) between the tiles of a pair whose kinds are counted."""
_HASH_MULTIPLIER: Final = np.uint64(0x9E3779B97F4A7C15)


def images(tiles: TileArray) -> list[TileArray]:
    """The eight turns and reflections of a map."""
    return [np.rot90(side, turn) for side in (tiles, tiles[:, ::-1]) for turn in range(4)]


@dataclass(frozen=True, slots=True, eq=False)
class Nearest:
    """The training map most like each of some maps."""

    agreement: DoubleArray
    """(n,) share of tiles that are equal, in the turn or reflection that agrees best."""
    index: npt.NDArray[np.intp]
    """(n,) which training map."""


def nearest_maps(maps: Sequence[TileArray], train: Sequence[TileArray]) -> Nearest:
    """The most similar training map of each, tile by tile. All maps are squares of one size."""
    against = np.stack(train).reshape(len(train), -1)
    agreement, index = np.zeros(len(maps)), np.zeros(len(maps), np.intp)
    for number, tiles in enumerate(maps):
        for image in images(tiles):
            same = (against == np.ascontiguousarray(image).ravel()).mean(1)
            best = int(same.argmax())
            if same[best] > agreement[number]:
                agreement[number], index[number] = same[best], best
    return Nearest(agreement, index)


def _window_hashes(tiles: TileArray, side: int) -> npt.NDArray[np.uint64]:
    """(windows,) a 64-bit number of each window's tiles, equal for equal windows; different for different ones but by
    an accident of one in 2^64.
    """
    windows = np.lib.stride_tricks.sliding_window_view(np.ascontiguousarray(tiles), (side, side))
    flat = windows.reshape(-1, side * side)
    result = np.zeros(len(flat), np.uint64)
    for column in range(flat.shape[1]):
        result = (result ^ flat[:, column]) * _HASH_MULTIPLIER
        result ^= result >> np.uint64(29)
    return result


def _varied(tiles: TileArray, side: int) -> npt.NDArray[np.bool_]:
    """(windows,) whether a window shows more than one kind of tile: plain ones are everywhere, and copies of none."""
    windows = np.lib.stride_tricks.sliding_window_view(np.ascontiguousarray(tiles), (side, side))
    flat = windows.reshape(-1, side * side)
    return np.asarray(flat.min(1) != flat.max(1))


def copied_windows(maps: Sequence[TileArray], train: Sequence[TileArray], side: int = WINDOW) -> DoubleArray:
    """(n,) of each map the share of its windows, plain ones aside, that some training map holds tile for tile.

    Args:
        maps: of any sizes.
        train: of any sizes.
        side: of a window, tiles.
    """
    known = np.unique(np.concatenate([_window_hashes(tiles, side) for tiles in train]))
    result = np.zeros(len(maps))
    for number, tiles in enumerate(maps):
        # Windows of an image are images of the windows, so a window is found in whichever image a copy lies; they are
        # collected by place, which turns and reflections must be undone for.
        rows, columns = tiles.shape[0] - side + 1, tiles.shape[1] - side + 1
        found = np.zeros((rows, columns), np.bool_)
        for mirrored in (False, True):
            for turn in range(4):
                image = np.rot90(tiles[:, ::-1] if mirrored else tiles, turn)
                hashes = _window_hashes(image, side)
                at = np.minimum(np.searchsorted(known, hashes), len(known) - 1)
                there = (known[at] == hashes).reshape(image.shape[0] - side + 1, image.shape[1] - side + 1)
                back = np.rot90(there, -turn)
                found |= back[:, ::-1] if mirrored else back
        varied = _varied(tiles, side)
        result[number] = found.ravel()[varied].mean() if varied.any() else 0.0
    return result


def _patterns(maps: Sequence[TileArray], side: int) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.int64]]:
    """Patterns of side x side tiles that occur, as numbers, and how often each does."""
    codes = []
    for tiles in maps:
        windows = np.lib.stride_tricks.sliding_window_view(np.ascontiguousarray(tiles), (side, side))
        weights = np.uint64(TILES) ** np.arange(side * side, dtype=np.uint64)
        codes.append((windows.reshape(-1, side * side).astype(np.uint64) * weights).sum(1))
    return np.unique(np.concatenate(codes), return_counts=True)


def pattern_entropy(maps: Sequence[TileArray], side: int = 2) -> float:
    """Entropy, in bits, of the patterns of side x side tiles (at most 3) of all maps together."""
    _, counts = _patterns(maps, side)
    share = counts / counts.sum()
    return float(-(share * np.log2(share)).sum())


def _pattern_counts(maps: Sequence[TileArray], codes: npt.NDArray[np.uint64], side: int) -> DoubleArray:
    """(maps, codes) how often each map has each pattern."""
    found = np.zeros((len(maps), len(codes)))
    for row, tiles in enumerate(maps):
        own, counts = _patterns([tiles], side)
        found[row, np.searchsorted(codes, own)] = counts
    return found


def _smooth_divergence(real: DoubleArray, model: DoubleArray) -> float:
    """Of counts (codes,), each half a time more (Krichevsky and Trofimov), so that it is finite; bits."""
    return discrete_kl(real + 0.5, model + 0.5) / float(np.log(2.0))


def pattern_divergence(real: Sequence[TileArray], model: Sequence[TileArray], side: int = 2) -> float:
    """Kullback-Leibler divergence in bits, KL(real || model), of patterns of side x side tiles (at most 3).

    Each pattern that occurs in either set counts half a time more.
    """
    return pattern_interval(real, model, side, draws=0).value


def pattern_interval(
    real: Sequence[TileArray], model: Sequence[TileArray], side: int = 2, *, seed: int = 0, draws: int = 200
) -> Interval:
    """:func:`pattern_divergence`; maps are drawn. Without draws the ends are the value."""
    codes = np.union1d(_patterns(real, side)[0], _patterns(model, side)[0])
    p, q = _pattern_counts(real, codes, side), _pattern_counts(model, codes, side)
    value = _smooth_divergence(p.sum(axis=0), q.sum(axis=0))
    rng = np.random.default_rng(seed)
    drawn = [
        _smooth_divergence(*(each[rng.integers(0, len(each), len(each))].sum(axis=0) for each in (p, q)))
        for _ in range(draws)
    ]
    return recentred(value, drawn) if draws else Interval(value, value, value)


def variety_intervals(maps: Sequence[TileArray], real: Sequence[TileArray], seed: int) -> dict[str, Interval]:
    """``pattern_kl_2``, ``precision`` and ``recall`` of :func:`variety`, and ``diversity_ratio``: the spread over that
    of the real maps.
    """
    points, real_points = features(maps), features(real)
    precision, recall = precision_recall_intervals(real_points, points, seed=seed)
    return {
        "pattern_kl_2": pattern_interval(real, maps, seed=seed),
        "precision": precision,
        "recall": recall,
        "diversity_ratio": diversity_interval(real_points, points, seed=seed),
    }


def features(maps: Sequence[TileArray]) -> npt.NDArray[np.float32]:
    """(n, d) what a map is like wherever things stand: roots of the shares of pairs of tiles at some distances.

    Distances between such vectors are Hellinger's between the pairs' distributions, so they lie within 0 and the root
    of twice the number of distances.
    """
    rows = []
    for tiles in maps:
        parts = []
        depth, width = tiles.shape
        for down, right in _OFFSETS:
            first = tiles[: depth - down, max(-right, 0) : width - max(right, 0)].astype(np.int64)
            second = tiles[down:, max(right, 0) : width - max(-right, 0)].astype(np.int64)
            # A pair counts the same both ways round, so a mirrored map is like itself.
            code = np.minimum(first, second) * TILES + np.maximum(first, second)
            count = np.bincount(code.ravel(), minlength=TILES * TILES)
            parts.append(np.sqrt(count / max(count.sum(), 1)))
        rows.append(np.concatenate(parts))
    return np.array(rows, np.float32)


def spread(points: npt.NDArray[np.float32]) -> float:
    """Mean distance between two different maps, by :func:`features`."""
    count = len(points)
    if count < 2:
        return 0.0
    apart = np.sqrt(np.maximum(squared_distances(points, points), 0.0))
    np.fill_diagonal(apart, 0.0)
    return float(apart.sum() / (count * (count - 1)))


def variety(maps: Sequence[TileArray], real: Sequence[TileArray]) -> dict[str, float]:
    """How varied some maps are, and how much of the real ones' variety they have.

    Returns:
        ``spread`` (mean distance between two), ``entropy_2`` and ``entropy_3`` (bits, of patterns of 2 x 2 and 3 x 3
        tiles), ``pattern_kl_2`` (bits, KL of the real patterns from these), ``precision`` and ``recall`` (shares of
        maps that lie among the real ones, and the other way round; Kynkäänniemi et al. 2019).
    """
    points, real_points = features(maps), features(real)
    precision, recall = precision_recall(real_points, points)
    return {
        "spread": spread(points),
        "entropy_2": pattern_entropy(maps, 2),
        "entropy_3": pattern_entropy(maps, 3),
        "pattern_kl_2": pattern_divergence(real, maps, 2),
        "precision": precision,
        "recall": recall,
    }


@dataclass(frozen=True, slots=True, eq=False)
class Novelty:
    """How new some maps are.

    Attributes:
        agreement: (n,) of each map with the nearest training map.
        copied: (n,) share of each map's windows that a training map has.
    """

    agreement: DoubleArray
    copied: DoubleArray

    def means(self) -> dict[str, float]:
        """``agreement_mean``, ``agreement_max`` and ``copied_windows``."""
        return {
            "agreement_mean": float(self.agreement.mean()),
            "agreement_max": float(self.agreement.max()),
            "copied_windows": float(self.copied.mean()),
        }


def novelty(maps: Sequence[TileArray], train: Sequence[TileArray]) -> Novelty:
    """How new some maps are; to be held beside that of maps of the training source that no generator was shown.

    Args:
        maps: squares of the training maps' size.
        train: what the generator learned from.
    """
    return Novelty(nearest_maps(maps, train).agreement, copied_windows(maps, train))
