"""Networks of valleys: how their streams branch.

Valleys are where at least :data:`CHANNEL_CELLS` cells drain through, on the filled surface
(:mod:`procgen.terrain.ruler.drainage_statistics`); the threshold is in cells, so that land of any spacing is measured
at the scale that it is seen at. Streams are ordered as by Strahler
(1957): a source has order 1, and where two of an order meet, the next begins; a *stream* is all of one order between
such meetings. *Horton's ratios* (Horton 1945; of areas, Schumm 1956) say by what factor, from one order to the next,
streams become fewer, longer, and drain more: the slopes of least-squares lines through the logarithms of the numbers,
mean lengths and mean areas of all maps' streams, over the orders that have at least :data:`FEWEST_STREAMS`. What the
map's edge cuts is cut in real land alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from procgen.terrain.representation import FloatArray
from procgen.terrain.ruler.drainage_statistics import Flow, flow

CHANNEL_CELLS: Final = 64
FEWEST_STREAMS: Final = 10
RATIOS: Final = ("bifurcation", "length", "area")

DoubleArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Streams:
    """All streams of a map, or of many."""

    order: IntArray
    """(n,) Strahler's, from 1."""
    length_px: DoubleArray
    """(n,) along the stream, up to where it joins another or ends."""
    area_cells: DoubleArray
    """(n,) that drain through its lower end."""


def streams(water: Flow, land: npt.NDArray[np.bool_]) -> Streams:
    """The streams of a map.

    Args:
        water: the way of the water.
        land: (h, w), where streams can be.
    """
    cells = np.flatnonzero(land.ravel() & (water.area_cells >= CHANNEL_CELLS))
    # More drains through each cell than through those above it, so this order comes down from the sources.
    cells = cells[np.argsort(water.area_cells[cells], kind="stable")]
    place = np.full(land.size, -1)
    place[cells] = np.arange(len(cells))
    receiver, step = place[water.receiver[cells]].tolist(), water.step_px[cells].tolist()
    area = water.area_cells[cells].tolist()
    order, own = [0] * len(cells), [-1] * len(cells)
    best, joined, above = [0] * len(cells), [False] * len(cells), [-1] * len(cells)
    orders: list[int] = []
    lengths: list[float] = []
    areas: list[float] = []
    for cell, lower in enumerate(receiver):
        if best[cell] == 0 or joined[cell]:
            order[cell] = best[cell] + 1
            own[cell] = len(orders)
            orders.append(order[cell])
            lengths.append(0.0)
            areas.append(0.0)
        else:
            order[cell], own[cell] = best[cell], above[cell]
        stream = own[cell]
        lengths[stream] += step[cell]
        areas[stream] = area[cell]
        if lower >= 0 and lower != cell:
            if order[cell] > best[lower]:
                best[lower], joined[lower], above[lower] = order[cell], False, stream
            elif order[cell] == best[lower]:
                joined[lower] = True
    return Streams(np.array(orders, np.int64), np.array(lengths, np.float64), np.array(areas, np.float64))


def valley_streams(heights: FloatArray, sea_level_m: float = 0.0) -> Streams:
    """The streams of a map.

    Args:
        heights: (h, w) metres, finite, at least 3 x 3.
        sea_level_m: cells at or below it are sea, where streams end.
    """
    sea = heights <= sea_level_m
    return streams(flow(heights, sea), ~sea)


def pooled(of_maps: Sequence[Streams]) -> Streams:
    """The streams of many maps."""
    return Streams(
        np.concatenate([one.order for one in of_maps]),
        np.concatenate([one.length_px for one in of_maps]),
        np.concatenate([one.area_cells for one in of_maps]),
    )


def horton_ratios(all_streams: Streams) -> dict[str, float]:
    """Horton's ratios by the names of :data:`RATIOS`; NaN where fewer than two orders have enough streams."""
    counts = np.bincount(all_streams.order, minlength=2)[1:]
    orders = np.flatnonzero(counts >= FEWEST_STREAMS) + 1
    if len(orders) < 2:
        return dict.fromkeys(RATIOS, float("nan"))
    of_order = [all_streams.order == order for order in orders]
    means = {
        "bifurcation": 1.0 / counts[orders - 1],
        "length": np.array([all_streams.length_px[own].mean() for own in of_order]),
        "area": np.array([all_streams.area_cells[own].mean() for own in of_order]),
    }
    return {name: float(np.exp(np.polyfit(orders, np.log(mean), 1)[0])) for name, mean in means.items()}
