"""Does a model copy what it was trained on? Nearest train neighbours, compared with those of held-out real maps.

Two kinds of likeness. *Encoder*: the smallest distance between features of any crop of the map and any crop of a train
map, open water apart; the encoder hardly minds flips, quarter turns and shifts. *Pixels*: both maps averaged to 32 x 32
cells; the map's inner 20 x 20 cells, turned and flipped in all eight ways, slide over each train map; the likeness is
the best normalised correlation r, and the distance is sqrt(2 (1 - r)), the Euclidean distance of the normalised cells.

A copying model's distances are smaller, in distribution, than those of real maps that it never saw. Held-out maps come
from other regions, so samples are compared with them under the held-out maps' own conditions: a sample that was asked
for a train patch's landform, relief and spacing would be nearer to that patch without any copying.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.stats import mannwhitneyu

from procgen.kit.ruler.rows import Row

CELLS = 32
TEMPLATE = 20
_LEAST_SPREAD = 1e-3
"""Windows that vary less than this share of their map's spread are level, and resemble nothing."""

FloatArray = npt.NDArray[np.float32]
DoubleArray = npt.NDArray[np.float64]


def cell_heights(heights: FloatArray) -> FloatArray:
    """(32, 32): a square map averaged to cells, with mean zero and variance one."""
    side = heights.shape[0] // CELLS
    cells = heights[: side * CELLS, : side * CELLS].reshape(CELLS, side, CELLS, side).mean((1, 3))
    return np.asarray((cells - cells.mean()) / max(float(cells.std()), 1e-6), np.float32)


def _normalised(windows: FloatArray) -> FloatArray:
    """Windows (n, 400) with mean zero and length one."""
    windows = windows - windows.mean(axis=1, keepdims=True)
    length = np.sqrt(np.square(windows).sum(axis=1, keepdims=True))
    return np.where(length > _LEAST_SPREAD * TEMPLATE, windows / np.maximum(length, 1e-9), 0.0).astype(np.float32)


def _templates(cells: FloatArray) -> FloatArray:
    """(8, 400): the inner cells in all eight ways."""
    margin = (CELLS - TEMPLATE) // 2
    inner = cells[margin : margin + TEMPLATE, margin : margin + TEMPLATE]
    ways = [np.rot90(side, turn).ravel() for side in (inner, inner[:, ::-1]) for turn in range(4)]
    return _normalised(np.stack(ways))


@dataclass(frozen=True, slots=True)
class Nearest:
    """Nearest train neighbours of a set of maps."""

    distance: DoubleArray
    """(n,)"""
    index: npt.NDArray[np.intp]
    """(n,): which train map."""


def nearest_by_pixels(maps: list[FloatArray], train: list[FloatArray], *, skip_same: bool = False) -> Nearest:
    """Nearest train map by normalised correlation.

    Args:
        maps: (32, 32) each, from :func:`cell_heights`.
        train: (32, 32) each.
        skip_same: the two are one set; a map is not its own neighbour.
    """
    templates = np.concatenate([_templates(cells) for cells in maps])  # (8n, 400)
    best, index = np.full(len(maps), -1.0), np.zeros(len(maps), np.intp)
    for number, cells in enumerate(train):
        view = np.lib.stride_tricks.sliding_window_view(cells, (TEMPLATE, TEMPLATE))
        windows = _normalised(view.reshape(-1, TEMPLATE * TEMPLATE))  # (169, 400)
        likeness = (templates @ windows.T).max(axis=1).reshape(len(maps), 8).max(axis=1)
        if skip_same:
            likeness[number] = -1.0
        better = likeness > best
        best[better], index[better] = likeness[better], number
    return Nearest(np.sqrt(np.maximum(2.0 * (1.0 - best), 0.0)).astype(np.float64), index)


def closer_p_value(samples: DoubleArray, held_out: DoubleArray) -> float:
    """One-sided Mann-Whitney p: how probable so small distances are if samples are no closer than held-out maps."""
    return float(mannwhitneyu(samples, held_out, alternative="less").pvalue)


def memorisation_figures(kind: str, samples: DoubleArray, held_out: DoubleArray) -> Row:
    """Distances of samples to their nearest train neighbours: the median, the first percentile, and
    :func:`closer_p_value`; named ``memorisation_KIND_…``.
    """
    return {
        f"memorisation_{kind}_median": float(np.median(samples)),
        f"memorisation_{kind}_p01": float(np.percentile(samples, 1)),
        f"memorisation_{kind}_p_value": closer_p_value(samples, held_out),
    }
