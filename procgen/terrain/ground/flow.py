"""Where water goes on a grid of heights: D8 receivers, depressions and their spill levels, one flow tree, accumulation.

Everything is whole-array numpy in O(n log n) or better. The classic way to fill depressions, the priority-flood
(Barnes, Lehman and Mulla 2014), pops one pixel at a time; the same minimax surface comes out of a minimum spanning
tree over the passes between basins (Cordonnier, Bovy and Braun 2019, "A versatile, linear complexity algorithm for
flow routing in topographies with depressions"), which is found with Borůvka's rounds, a handful of array passes each.

A grid is (depth, width); pixels are numbered row by row. A flow tree is an int32 array of receivers, one a pixel: an
outlet is its own receiver. Map edges are outlets always.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from procgen.runtime.checkpoint import Checkpoint, go_on

FloatArray = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.int32]
BoolArray = npt.NDArray[np.bool_]

OFFSETS = ((0, 1), (1, 1), (1, 0), (1, -1), (0, -1), (-1, -1), (-1, 0), (-1, 1))
"""(row, column) steps to the eight neighbours: east, then clockwise seen from above with north up."""
DIAGONAL = np.float32(np.sqrt(0.5))
_BLOCK_PX = 1 << 16


def row_blocks(shape: tuple[int, int], block_px: int = _BLOCK_PX) -> Iterator[slice]:
    """Slices of rows, so small that what is worked on stays in the processor's cache."""
    depth, width = shape
    rows = max(block_px // width, 1)
    for first in range(0, depth, rows):
        yield slice(first, min(first + rows, depth))


def steepest_receivers(heights: FloatArray, outlets: BoolArray) -> IntArray:
    """Each pixel's steepest lower neighbour (D8, O'Callaghan and Mark 1984).

    Flat areas drain breadth first to where they have a way down; a flat without one gathers in a single pixel where
    it is simple in shape, else in a few.

    Args:
        heights: (depth, width) metres, at least 3 x 3.
        outlets: (depth, width), true where water leaves; edges included.

    Returns:
        Flat receivers; outlets and pits are their own.
    """
    depth, width = heights.shape
    receivers = np.arange(depth * width, dtype=np.int32).reshape(depth, width)
    steps = np.array([row * width + column for row, column in OFFSETS] + [0] * 8, np.int32)
    for rows in row_blocks((depth - 2, width)):
        centre = heights[rows.start + 1 : rows.stop + 1, 1:-1]
        best = np.zeros(centre.shape, np.int32)
        slope = np.empty(centre.shape, np.float32)
        bits = slope.view(np.int32)
        for number, (row, column) in enumerate(OFFSETS):
            neighbour = heights[rows.start + 1 + row : rows.stop + 1 + row, 1 + column : width - 1 + column]
            np.subtract(centre, neighbour, out=slope)
            if row and column:
                slope *= DIAGONAL
            # Positive floats sort like the whole numbers with the same bits: the last three bits can carry the
            # direction, and the maximum of all eight is the steepest way with its number.
            bits &= ~7
            bits |= number
            np.maximum(best, bits, out=best)
        way = best & 7
        way[best <= 7] = 8
        receivers[rows.start + 1 : rows.stop + 1, 1:-1] += np.take(steps, way)
    flat = receivers.reshape(-1)
    leaving = np.flatnonzero(outlets)
    flat[leaving] = leaving
    _drain_flats(heights.reshape(-1), flat, outlets, steps[:8])
    return flat


def _drain_flats(heights: FloatArray, receivers: IntArray, outlets: BoolArray, steps: IntArray) -> None:
    stuck = (
        receivers.reshape(outlets.shape)[1:-1, 1:-1]
        == np.arange(receivers.size, dtype=np.int32).reshape(outlets.shape)[1:-1, 1:-1]
    )
    stuck &= ~outlets[1:-1, 1:-1]
    waiting = np.zeros(outlets.shape, np.bool_)
    waiting[1:-1, 1:-1] = stuck
    still = waiting.reshape(-1)
    pits = np.flatnonzero(still)
    flat_pits = np.zeros(pits.size, np.bool_)
    way_out = np.full(pits.size, -1, np.int64)
    for step in steps:
        beside = pits + step
        level = heights[beside] == heights[pits]
        flat_pits |= level
        level &= ~still[beside]
        way_out[level] = beside[level]
    if not flat_pits.any():
        return
    found = way_out >= 0
    front = pits[found]
    receivers[front] = way_out[found]
    still[front] = False
    while front.size:
        reached = []
        for step in steps:
            beside = front + step
            taken = still[beside]
            beside, source = beside[taken], front[taken]
            level = heights[beside] == heights[source]
            beside, source = beside[level], source[level]
            receivers[beside] = source
            still[beside] = False
            reached.append(beside)
        front = np.concatenate(reached)
    closed = pits[flat_pits & still[pits]]
    for step in steps[4:]:  # west and the three of the north: numbers fall along the way, so there are no rings
        beside = closed + step
        level = still[beside] & (heights[beside] == heights[closed])
        receivers[closed[level]] = beside[level]


def follow_to_roots(receivers: IntArray, checkpoint: Checkpoint = go_on) -> IntArray:
    """The root that each element's path ends in, by pointer doubling.

    Args:
        receivers: a forest; roots are their own receivers.
        checkpoint: called between passes.
    """
    ends = receivers
    while True:
        checkpoint()
        further = np.take(ends, ends)
        if np.array_equal(further, ends):
            return further
        ends = further


@dataclass(frozen=True, slots=True)
class Basins:
    """Depressions (1 ...) and the land that needs none to drain (0), joined over their lowest passes into a tree."""

    labels: IntArray
    """Flat; the basin of each pixel."""
    pits: IntArray
    """Lowest pixel of each basin; -1 for basin 0."""
    parents: IntArray
    """The basin that each basin spills into; 0 for 0."""
    inside: IntArray
    """The pixel at which water leaves each basin; -1 for 0."""
    outside: IntArray
    """The pixel of the parent that it enters; -1 for 0."""
    passes_m: FloatArray
    """Height of each basin's pass to its parent, metres; -inf for 0."""
    spill_m: FloatArray
    """Level up to which each basin fills before it drains, metres; -inf for 0."""


def find_basins(heights: FloatArray, receivers: IntArray, outlets: BoolArray, checkpoint: Checkpoint = go_on) -> Basins:
    """Depressions of a D8 forest and their minimax spill levels.

    Args:
        heights: (depth, width) metres.
        receivers: of :func:`steepest_receivers`.
        outlets: (depth, width), true where water leaves.
        checkpoint: called every few ten milliseconds.
    """
    flat = heights.reshape(-1)
    roots = follow_to_roots(receivers, checkpoint)
    own = roots == np.arange(roots.size, dtype=np.int32)
    own &= ~outlets.reshape(-1)
    pits = np.flatnonzero(own).astype(np.int32)
    numbers = np.zeros(roots.size, np.int32)
    numbers[pits] = np.arange(1, pits.size + 1, dtype=np.int32)
    labels = np.take(numbers, roots)
    del numbers, roots, own
    checkpoint()
    first, second = _touching(labels.reshape(heights.shape), checkpoint)
    chosen = _spanning_tree(labels, flat, first, second, pits.size + 1, checkpoint)
    checkpoint()
    return _rooted(labels, flat, pits, first[chosen], second[chosen], checkpoint)


def _touching(labels: IntArray, checkpoint: Checkpoint) -> tuple[IntArray, IntArray]:
    """Pairs of neighbouring pixels of different basins."""
    depth, width = labels.shape
    firsts, seconds = [], []
    for row, column in OFFSETS[:4]:
        checkpoint()
        west = max(-column, 0)
        here = labels[: depth - row, west : width - max(column, 0)]
        there = labels[row:, west + column : width - max(column, 0) + column]
        rows, columns = np.divmod(np.flatnonzero(here != there).astype(np.int32), np.int32(here.shape[1]))
        pixels = rows * np.int32(width) + columns + np.int32(west)
        firsts.append(pixels)
        seconds.append(pixels + np.int32(row * width + column))
    return np.concatenate(firsts), np.concatenate(seconds)


def _sortable(values: FloatArray) -> npt.NDArray[np.int64]:
    """Whole numbers in the order of the floats."""
    bits = values.view(np.int32)
    return (bits ^ ((bits >> 31) & np.int32(0x7FFFFFFF))).astype(np.int64)


def _spanning_tree(
    labels: IntArray, heights: FloatArray, first: IntArray, second: IntArray, count: int, checkpoint: Checkpoint
) -> IntArray:
    """Borůvka: numbers of the edges of the minimum spanning tree over the passes between basins."""
    here, there = labels[first], labels[second]
    keys = _sortable(np.maximum(heights[first], heights[second]))
    keys <<= 32
    keys |= np.arange(keys.size)  # no two alike, so that no ring can form
    chosen = []
    unset = np.iinfo(np.int64).max
    while keys.size:
        checkpoint()
        lowest = np.full(count, unset, np.int64)
        np.minimum.at(lowest, here, keys)
        np.minimum.at(lowest, there, keys)
        checkpoint()
        lowest[0] = unset  # basin 0 waits to be joined
        joining = np.flatnonzero(lowest != unset)
        taken = keys == lowest[here]
        partner = np.arange(count, dtype=np.int32)
        partner[here[taken]] = there[taken]
        taken_too = keys == lowest[there]
        partner[there[taken_too]] = here[taken_too]
        chosen.append(np.unique(lowest[joining] & 0xFFFFFFFF))
        mutual = (partner[partner] == np.arange(count)) & (np.arange(count) < partner)
        partner[mutual] = np.flatnonzero(mutual)
        group = follow_to_roots(partner)
        group[group == group[0]] = 0
        here, there = group[here], group[there]
        apart = here != there
        here, there, keys = here[apart], there[apart], keys[apart]
    return np.concatenate(chosen).astype(np.int32) if chosen else np.zeros(0, np.int32)


def _rooted(
    labels: IntArray,
    heights: FloatArray,
    pits: IntArray,
    first: IntArray,
    second: IntArray,
    checkpoint: Checkpoint,
) -> Basins:
    """Turn the spanning tree so that every basin knows the way towards basin 0."""
    count = pits.size + 1
    leaves = np.concatenate([first, second])
    enters = np.concatenate([second, first])
    order = np.argsort(labels[leaves], kind="stable")
    leaves, enters = leaves[order], enters[order]
    begin = np.searchsorted(labels[leaves], np.arange(count + 1))
    goes_to = labels[enters]
    parents = np.full(count, -1, np.int32)
    inside, outside = np.full(count, -1, np.int32), np.full(count, -1, np.int32)
    passes = np.full(count, -np.inf, np.float32)
    spill = np.full(count, -np.inf, np.float32)
    parents[0] = 0
    front = np.zeros(1, np.int64)
    checkpoint()
    while front.size:
        sizes = begin[front + 1] - begin[front]
        edges = np.repeat(begin[front] - np.concatenate([[0], np.cumsum(sizes)[:-1]]), sizes) + np.arange(sizes.sum())
        edges = edges[parents[goes_to[edges]] < 0]
        basins = goes_to[edges]
        parents[basins] = labels[leaves[edges]]
        inside[basins], outside[basins] = enters[edges], leaves[edges]
        passes[basins] = np.maximum(heights[enters[edges]], heights[leaves[edges]])
        spill[basins] = np.maximum(passes[basins], spill[parents[basins]])
        front = basins.astype(np.int64)
    return Basins(labels, np.concatenate([[np.int32(-1)], pits]), parents, inside, outside, passes, spill)


def join_basins(receivers: IntArray, basins: Basins) -> IntArray:
    """One flow tree in which every pixel reaches an outlet: each basin's way from its pit to its pass is turned round.

    Args:
        receivers: of :func:`steepest_receivers`; not changed.
        basins: of :func:`find_basins`.
    """
    receivers = receivers.copy()
    here, target = basins.inside[1:], basins.outside[1:]
    while here.size:
        further = receivers[here]
        receivers[here] = target
        going = further != here
        here, target = further[going], here[going]
    return receivers


@dataclass(frozen=True, slots=True)
class FlowOrder:
    """Pixels from the springs down: every pixel stands after all that flows into it."""

    pixels: IntArray
    """Every pixel once, in levels; none flows into another of its own level."""
    starts: npt.NDArray[np.int64]
    """Where each level begins in ``pixels``, and the end."""


def flow_order(receivers: IntArray, checkpoint: Checkpoint = go_on) -> FlowOrder:
    """Order a flow tree by raking: level 0 has the pixels that nothing flows into, and so on.

    Args:
        receivers: a flow tree without rings.
        checkpoint: called every few ten milliseconds.
    """
    count = receivers.size
    inflows = np.bincount(receivers, minlength=count).astype(np.int32)
    own = np.flatnonzero(receivers == np.arange(count, dtype=np.int32))
    inflows[own] -= 1
    checkpoint()
    front = np.flatnonzero(inflows == 0).astype(np.int32)
    mark = np.empty(count, np.int32)
    levels: list[IntArray] = []
    while front.size:
        if len(levels) % 256 < 4:
            checkpoint()
        levels.append(front)
        targets = receivers[front]
        targets = targets[targets != front]
        np.subtract.at(inflows, targets, np.int32(1))  # a Python 1 is of another type, and slow
        ready = targets[inflows[targets] == 0]
        place = np.arange(ready.size, dtype=np.int32)
        mark[ready] = place
        front = ready[mark[ready] == place]
    starts = np.zeros(len(levels) + 1, np.int64)
    np.cumsum([level.size for level in levels], out=starts[1:])
    return FlowOrder(np.concatenate(levels), starts)


def accumulate(
    receivers: IntArray, order: FlowOrder, amounts: npt.NDArray[np.float64], checkpoint: Checkpoint = go_on
) -> npt.NDArray[np.float64]:
    """Sum of the amounts of each pixel and of all that drains through it.

    Args:
        receivers: a flow tree.
        order: its order.
        amounts: flat, one a pixel; not changed.
        checkpoint: called every few ten milliseconds.
    """
    total = amounts.astype(np.float64)
    pixels, targets = order.pixels, receivers[order.pixels]
    roots = pixels == targets
    starts = order.starts
    for level, (begin, end) in enumerate(pairwise(starts)):
        if level % 256 < 4:
            checkpoint()
        sources, into = pixels[begin:end], targets[begin:end]
        if roots[begin:end].any():
            inner = ~roots[begin:end]
            sources, into = sources[inner], into[inner]
        np.add.at(total, into, total[sources])
    return total
