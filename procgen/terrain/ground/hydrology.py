"""Ground that drains: pits cut through or filled, lakes that are meant to be, sea, and one flow tree over all of it.

Every basin gets a *floor*: the level below which its ground is not drained. Filling sets the floor to the spill level,
carving to nothing, and the hybrid in between cuts each outlet down by at most a given depth (after the least-cost
breaching of Lindsay 2016, here along the minimum spanning tree of the passes) and looks at what water is left: a lake
where it is large and deep enough, else a pit that is filled. Floors never rise downstream, and every basin's way out
is cut down to its floor or its pit, so the surface never rises along the flow tree.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import numpy.typing as npt
import scipy

from procgen.errors import InvalidFields, Violation
from procgen.runtime.checkpoint import Checkpoint, go_on
from procgen.terrain.ground.flow import (
    OFFSETS,
    Basins,
    BoolArray,
    FloatArray,
    FlowOrder,
    IntArray,
    accumulate,
    find_basins,
    flow_order,
    follow_to_roots,
    join_basins,
    steepest_receivers,
)

Method = Literal["hybrid", "carve", "fill"]
LEAST_SIDE_PX = 3
_STEEPEST_CUT = 0.01


@dataclass(frozen=True, slots=True)
class Draining:
    """How depressions are treated."""

    method: Method = "hybrid"
    """``carve`` cuts every depression through, ``fill`` fills every one, ``hybrid`` keeps lakes."""
    deepest_cut_m: float = 25.0
    """Hybrid: how far an outlet is cut down at most; with lakes, by how much their level falls."""
    lake_area_m2: float = 40_000.0
    """Hybrid: least area of a lake once its outlet is cut."""
    lake_depth_m: float = 3.0
    """Hybrid: least depth of a lake, at its deepest, once its outlet is cut."""
    raised_share: float = 0.0
    """How far hollows that do not become lakes are raised towards their pass before ways are cut out of them, 0 to 1:
    what a cut does not take from the ridge, debris has laid down behind it."""
    bank_slope: float = 0.6
    """Height over distance of the banks of a cut, and of how fast they fade into the slope they are cut into."""
    keep_edges: bool = True
    """Leave heights on the map's edges as they are, so that neighbouring tiles go on fitting; else cuts may lead
    through them."""


@dataclass(frozen=True, slots=True)
class Drained:
    """Ground without pits, its water, and where it flows."""

    ground_m: FloatArray
    """(depth, width) metres: solid ground, lake beds and sea floor."""
    surface_m: FloatArray
    """(depth, width) metres: the ground, or the water above it. Never rises along ``receivers``."""
    lakes: IntArray
    """(depth, width): number of the lake from 1, or 0."""
    sea: BoolArray
    """(depth, width): true for the sea, whose surface is the sea level."""
    receivers: IntArray
    """Flat flow tree; edges and sea are its roots."""


def check_heights(heights: FloatArray) -> None:
    """Refuse what no terrain can be.

    Raises:
        InvalidFields: the heights are no grid of at least 3 x 3, or not finite.
    """
    if heights.ndim != 2 or min(heights.shape) < LEAST_SIDE_PX:
        raise InvalidFields([Violation.of("heights", heights.shape, "a grid of at least 3 x 3")])
    if not np.isfinite(heights).all():
        raise InvalidFields([Violation.of("heights", "not finite", "finite numbers")])


def sea_mask(heights: FloatArray, sea_level_m: float, least_area_px: int = 64) -> BoolArray:
    """Ground at or below the sea level, less small hollows inland.

    Args:
        heights: (depth, width) metres.
        sea_level_m: height of the sea.
        least_area_px: a hollow that touches no edge must have so many pixels to be sea.
    """
    low = heights <= np.float32(sea_level_m)
    if not low.any():
        return low
    regions = connected_regions(low)
    count = int(regions.max()) + 1
    area = np.bincount(regions.reshape(-1), minlength=count)
    kept = area >= least_area_px
    for edge in (regions[0], regions[-1], regions[:, 0], regions[:, -1]):
        kept[edge] = True
    kept[0] = False
    sea: BoolArray = kept[regions]
    return sea


def connected_regions(mask: BoolArray) -> IntArray:
    """Number the regions of a mask that hang together, corners included.

    Returns:
        (depth, width): numbers from 1 in the order of their first pixels, 0 outside.
    """
    regions: IntArray = scipy.ndimage.label(mask, np.ones((3, 3), np.bool_))[0]
    return regions


def drain(
    heights: FloatArray,
    metres_per_pixel: float,
    sea_level_m: float,
    draining: Draining | None = None,
    checkpoint: Checkpoint = go_on,
) -> Drained:
    """Make a surface on which all water finds its way to an edge or the sea.

    Args:
        heights: (depth, width) metres, float32; not changed.
        metres_per_pixel: spacing.
        sea_level_m: height of the sea.
        draining: how depressions are treated.
        checkpoint: called every few ten milliseconds.

    Raises:
        InvalidFields: the heights are no grid of at least 3 x 3, or not finite.
    """
    check_heights(heights)
    draining = draining or Draining()
    heights = np.ascontiguousarray(heights, np.float32)
    sea = sea_mask(heights, sea_level_m)
    checkpoint()
    ground = heights
    if draining.method != "fill":
        ground = cut_open(heights, sea, metres_per_pixel, sea_level_m, draining, checkpoint)
    # What was cut draws water from beside it: the flow tree is made anew.
    return settle(ground, sea, metres_per_pixel, sea_level_m, draining, checkpoint)


def cut_open(
    heights: FloatArray,
    sea: BoolArray,
    metres_per_pixel: float,
    sea_level_m: float,
    draining: Draining,
    checkpoint: Checkpoint = go_on,
) -> FloatArray:
    """Cut ways out of depressions, as far as is allowed; the first half of :func:`drain`.

    Args:
        heights: (depth, width) metres, float32, contiguous; not changed.
        sea: (depth, width), true where the sea is.
        metres_per_pixel: spacing.
        sea_level_m: height of the sea.
        draining: ``carve`` or ``hybrid``.
        checkpoint: called every few ten milliseconds.

    Returns:
        (depth, width) metres; higher than before in hollows alone, by the share that they are to be raised by.
    """
    outlets = with_edges(sea)
    down = steepest_receivers(heights, outlets)
    basins = find_basins(heights, down, outlets, checkpoint)
    tree = join_basins(down, basins)
    if draining.raised_share > 0.0:
        heights, basins = _raised(heights, basins, sea_level_m, metres_per_pixel, draining)
    floors = _floors(heights, basins, tree, sea_level_m, metres_per_pixel, draining)
    checkpoint()
    ground = heights.copy()
    fall_m = _STEEPEST_CUT * metres_per_pixel
    cut = _cut_ways_out(ground.reshape(-1), heights.reshape(-1), basins, tree, floors, fall_m, checkpoint)
    level = np.take(floors, basins.labels)
    _open_banks(
        ground.reshape(-1), heights.reshape(-1), cut, level, outlets, metres_per_pixel * draining.bank_slope, checkpoint
    )
    return ground


def _raised(
    heights: FloatArray, basins: Basins, sea_level_m: float, metres_per_pixel: float, draining: Draining
) -> tuple[FloatArray, Basins]:
    """Hollows that do not become lakes, made shallower: no step at their shore, and what was higher in one stays so.

    So all water goes on running as it did; of the basins, only their passes rise.
    """
    sea, share = np.float32(sea_level_m), np.float32(draining.raised_share)
    flat = heights.reshape(-1)
    shallow = basins.spill_m > sea
    if draining.method == "hybrid":
        shallow &= ~_becomes_lake(flat, basins, metres_per_pixel, draining)
    to = np.where(shallow, basins.spill_m, np.float32(-np.inf))
    level = np.take(to, basins.labels)
    hollow = np.flatnonzero(flat < level)
    raised = flat.copy()
    raised[hollow] += share * (level[hollow] - np.maximum(flat[hollow], sea))
    passes = basins.passes_m.copy()
    low = passes < to
    passes[low] += share * (to[low] - np.maximum(passes[low], sea))
    return raised.reshape(heights.shape), replace(basins, passes_m=passes)


def settle(
    ground_m: FloatArray,
    sea: BoolArray,
    metres_per_pixel: float,
    sea_level_m: float,
    draining: Draining,
    checkpoint: Checkpoint = go_on,
) -> Drained:
    """Let water stand where it can: lakes where they are large and deep enough, all other hollows filled.

    Args:
        ground_m: (depth, width) metres; not changed.
        sea: (depth, width), true for the sea.
        metres_per_pixel: spacing.
        sea_level_m: height of the sea.
        draining: what a lake is; nothing is cut here.
        checkpoint: called every few ten milliseconds.
    """
    outlets = with_edges(sea)
    down = steepest_receivers(ground_m, outlets)
    checkpoint()
    basins = find_basins(ground_m, down, outlets, checkpoint)
    tree = join_basins(down, basins)
    ground = ground_m.copy()
    lakes = _fill_all_but_lakes(ground, sea, basins, sea_level_m, metres_per_pixel, draining)
    surface = ground.copy()
    wet = np.flatnonzero(lakes)
    surface.reshape(-1)[wet] = basins.spill_m[basins.labels[wet]]
    surface[sea] = sea_level_m
    return Drained(ground, surface, lakes, sea, tree)


def with_edges(mask: BoolArray) -> BoolArray:
    """The mask with the map's edges added: where water can leave."""
    outlets = mask.copy()
    outlets[0] = outlets[-1] = True
    outlets[:, 0] = outlets[:, -1] = True
    return outlets


def _flooded_together(basins: Basins) -> IntArray:
    """One basin's number for all basins that share a water surface when full."""
    # Those whose pass lies below the level at which their parent spills.
    together = basins.passes_m < basins.spill_m[basins.parents]
    numbers = np.arange(basins.pits.size, dtype=np.int32)
    return follow_to_roots(np.where(together, basins.parents, numbers).astype(np.int32))


def _lake_like(
    depths_m: FloatArray, pools: IntArray, count: int, metres_per_pixel: float, draining: Draining
) -> tuple[BoolArray, BoolArray]:
    """Which pools are deep enough for a lake, and which of them large enough as well.

    Args:
        depths_m: of every wet pixel.
        pools: which pool each belongs to.
        count: how many pools there are.
        metres_per_pixel: spacing.
        draining: the limits.
    """
    deepest = np.zeros(count, np.float32)
    np.maximum.at(deepest, pools, depths_m)
    deep = deepest >= draining.lake_depth_m
    area_m2 = np.bincount(pools, minlength=count) * metres_per_pixel**2
    return deep, deep & (area_m2 >= draining.lake_area_m2)


def _fill_all_but_lakes(
    ground: FloatArray,
    sea: BoolArray,
    basins: Basins,
    sea_level_m: float,
    metres_per_pixel: float,
    draining: Draining,
) -> IntArray:
    """Number what depressions are left as lakes, and fill those that are none.

    Returns:
        (depth, width): the lakes, from 1; ``ground`` is changed in place.
    """
    flat = ground.reshape(-1)
    level = np.take(basins.spill_m, basins.labels)
    # A sea floor may be deep: what drains over it stands at the sea level at least.
    wet = np.flatnonzero((flat < np.maximum(level, np.float32(sea_level_m))) & ~sea.reshape(-1))
    level = level[wet]
    lakes = np.zeros(flat.size, np.int32)
    below_sea = level < sea_level_m
    flat[wet[below_sea]] = sea_level_m
    wet, level = wet[~below_sea], level[~below_sea]
    pools = _flooded_together(basins)[basins.labels[wet]]
    if draining.method == "hybrid":
        _, lake = _lake_like(level - flat[wet], pools, basins.pits.size, metres_per_pixel, draining)
        names = np.cumsum(lake).astype(np.int32)
        names[~lake] = 0
        lakes[wet] = names[pools]
    filled = lakes[wet] == 0
    flat[wet[filled]] = level[filled]
    return lakes.reshape(ground.shape)


def _floors(
    heights: FloatArray,
    basins: Basins,
    tree: IntArray,
    sea_level_m: float,
    metres_per_pixel: float,
    draining: Draining,
) -> FloatArray:
    """The level, metres, below which each basin is not drained; -inf for basin 0."""
    flat = heights.reshape(-1)
    count = basins.pits.size
    floors = np.full(count, -np.inf, np.float32)
    if draining.method == "hybrid":
        cut = basins.spill_m - np.float32(draining.deepest_cut_m)
        floors = np.where(_becomes_lake(flat, basins, metres_per_pixel, draining), cut, floors)
    # Nothing is cut deeper than the sea, or the edge, that it leads to.
    floors = np.maximum(floors, np.float32(sea_level_m))
    if draining.keep_edges:
        first = np.flatnonzero(basins.parents == 0)[1:]
        ends = basins.outside[first]
        while True:
            further = tree[ends]
            if np.array_equal(further, ends):
                break
            ends = further
        floors[first] = np.maximum(floors[first], flat[ends])
    # Nor than the highest floor on its way.
    floors[0] = -np.inf
    onwards = basins.parents
    while True:
        floors = np.maximum(floors, floors[onwards])
        further = onwards[onwards]
        if np.array_equal(further, onwards):
            return floors
        onwards = further


def _becomes_lake(flat: FloatArray, basins: Basins, metres_per_pixel: float, draining: Draining) -> BoolArray:
    """(basins,): whether water is left, deep enough for a lake, after the deepest cut that is allowed."""
    group = _flooded_together(basins)
    level = np.take(basins.spill_m - np.float32(draining.deepest_cut_m), basins.labels)
    wet = np.flatnonzero(flat < level)
    pools = group[basins.labels[wet]]
    deep, _ = _lake_like(level[wet] - flat[wet], pools, basins.pits.size, metres_per_pixel, draining)
    return deep[group]


def _cut_ways_out(
    ground: FloatArray,
    heights: FloatArray,
    basins: Basins,
    tree: IntArray,
    floors: FloatArray,
    steepest_m: float,
    checkpoint: Checkpoint,
) -> IntArray:
    """Cut from every pit down its way until the ground is no higher, falling evenly; which pixels were cut.

    The cut falls by ``steepest_m`` a pixel at most: where it ends at a steep drop, it does not reach down to its foot.
    """
    numbers = np.flatnonzero(floors < basins.passes_m)
    numbers = numbers[numbers > 0]
    if numbers.size == 0:
        return np.zeros(0, np.int32)
    pits = basins.pits[numbers]
    level = np.maximum(heights[pits], floors[numbers])
    walkers = np.arange(numbers.size)
    here = tree[pits]
    steps = np.zeros(numbers.size, np.int32)
    target = level.copy()
    cells, whose, when = [], [], []
    left = np.zeros(numbers.size, np.bool_)
    rounds = 0
    while walkers.size:
        rounds += 1
        if rounds % 64 == 0:
            checkpoint()
        surface = np.maximum(heights[here], floors[basins.labels[here]])
        left[walkers] |= basins.labels[here] != numbers[walkers]
        arrived = left[walkers] & (surface <= level[walkers])
        target[walkers[arrived]] = surface[arrived]
        walkers, here = walkers[~arrived], here[~arrived]
        high = heights[here] > level[walkers]
        cells.append(here[high])
        whose.append(walkers[high])
        when.append(steps[walkers[high]])
        steps[walkers[high]] += 1
        further = tree[here]
        going = further != here
        walkers, here = walkers[going], further[going]
    cell, walker = np.concatenate(cells), np.concatenate(whose)
    np.maximum(target, level - steps * np.float32(steepest_m), out=target)
    share = np.concatenate(when).astype(np.float32) / np.maximum(steps[walker], 1).astype(np.float32)
    bed = np.maximum(level[walker] + (target[walker] - level[walker]) * share, target[walker])
    np.minimum.at(ground, cell, bed)
    return cell


def _open_banks(
    ground: FloatArray,
    heights: FloatArray,
    cut: IntArray,
    floors: FloatArray,
    outlets: BoolArray,
    rise_m: float,
    checkpoint: Checkpoint,
) -> None:
    """Lower what stands too steep beside a cut, less and less with the distance.

    What is taken off falls by the rise from each pixel to the next, or else a cut through a mountainside that is
    steeper than its banks would take off the whole side.
    """
    width = outlets.shape[1]
    fixed = outlets.reshape(-1)
    border = with_edges(np.zeros_like(outlets))
    front = np.unique(cut)
    front = front[~border.reshape(-1)[front]]
    while front.size:
        checkpoint()
        reached = []
        for row, column in OFFSETS:
            aside = front + np.int32(row * width + column)
            rise = np.float32(rise_m * np.hypot(row, column))
            least = heights[aside] - np.maximum(heights[front] - ground[front] - rise, np.float32(0.0))
            bank = np.maximum(np.maximum(ground[front] + rise, least), floors[aside])
            lower = (bank < ground[aside]) & ~fixed[aside]
            aside, bank = aside[lower], bank[lower]
            np.minimum.at(ground, aside, bank)
            reached.append(aside)
        front = np.unique(np.concatenate(reached))


def catchment_m2(
    drained: Drained, metres_per_pixel: float, checkpoint: Checkpoint = go_on, order: FlowOrder | None = None
) -> npt.NDArray[np.float64]:
    """Area that drains through each pixel, its own included, (depth, width) square metres."""
    order = order or flow_order(drained.receivers, checkpoint)
    own = np.broadcast_to(np.float64(metres_per_pixel**2), drained.receivers.shape)
    return accumulate(drained.receivers, order, own, checkpoint).reshape(drained.sea.shape)
