"""How a settlement's plan looks from above: lines of sight along its ways, and the blocks that these cut out.

The same is measured of the layout domain's villages, tile maps that its classical generators make, so that one can be
held beside the other. Lines are those of space syntax (Hillier and Hanson, "The Social Logic of Space", 1984): how far
one sees along a street before a house stands in the way.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from scipy import ndimage

from procgen.layout.classical.registry import classical_for
from procgen.layout.kinds import STYLES, filling
from procgen.layout.parameters import LayoutParameters
from procgen.layout.tiles import Tile
from procgen.world.footprints import rectangle_distance
from procgen.world.place import Settlement

BoolArray = npt.NDArray[np.bool_]
TILE_M: Final = 2.0
"""Side of a plan's squares, and of a layout's tiles unless another one is asked for."""
SIDE: Final = 64
"""Squares along a plan."""
FIGURES: Final = (
    "sight_m",
    "sight_longest_m",
    "block_m2",
    "blocks",
    "built_share",
    "house_m2",
    "house_gap_m",
)
_WAYS: Final = (Tile.ROAD, Tile.PATH, Tile.PLAZA, Tile.BRIDGE)
_LEAST_BLOCK: Final = 16
"""Squares: what is smaller is a corner between two ways."""
_AROUND: Final = np.ones((3, 3), np.bool_)
_STEPS: Final = ((0, 1), (1, 0), (1, 1), (1, -1))


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """A settlement in squares of :data:`TILE_M`."""

    built: BoolArray
    """(rows, columns) whether a building stands there."""
    way: BoolArray
    """Whether a way leads there."""


def plan_of_settlement(settlement: Settlement) -> Plan:
    """The middle of a settlement."""
    at = (np.arange(SIDE) + 0.5 - 0.5 * SIDE) * TILE_M
    x, z = np.meshgrid(settlement.x_m + at, settlement.z_m + at)
    built, way = np.zeros((2, SIDE, SIDE), np.bool_)
    for building in settlement.buildings:
        built |= rectangle_distance(building, x, z) == 0.0
    for road in settlement.roads:
        points = road.points_m[:, [0, 2]].astype(np.float64)
        # A way is at least one square wide, or it would have gaps.
        half = max(0.5 * road.width_m, 0.71 * TILE_M)
        for start, end in itertools.pairwise(points):
            step = end - start
            share = ((x - start[0]) * step[0] + (z - start[1]) * step[1]) / max(float(step @ step), 1e-9)
            share = np.clip(share, 0.0, 1.0)
            way |= np.hypot(x - start[0] - share * step[0], z - start[1] - share * step[1]) <= half
    return Plan(built, way & ~built)


def plan_of_layout(seed: int) -> Plan:
    """A village of the layout corpus' generator; styles and densities by turns."""
    styles = STYLES["village"]
    density = (0.5 + seed * (math.sqrt(5.0) - 1.0) / 2.0) % 1.0
    asked = LayoutParameters("village", SIDE, SIDE, seed, style=styles[seed % len(styles)], density=density)
    tiles, _ = classical_for("village").make(asked)
    counted, _, _ = filling("village")
    return Plan(counted[tiles], np.isin(tiles, _WAYS))


def lines_of_sight(plan: Plan) -> npt.NDArray[np.float64]:
    """(n,) of each square of a way the longest straight line through it that no building breaks, metres.

    Lines run to the eight sides; the plan's edge ends them.
    """
    best = np.zeros(plan.built.shape)
    for down, right in _STEPS:
        whole = _run(plan.built, down, right) + _run(plan.built, -down, -right) - 1.0
        best = np.maximum(best, whole * math.hypot(down, right) * TILE_M)
    return np.asarray(best[plan.way & ~plan.built])


def _run(built: BoolArray, down: int, right: int) -> npt.NDArray[np.float64]:
    """How many squares one sees from each to one side, itself counted; 0 in buildings."""
    rows, columns = built.shape
    seen = np.zeros((rows + 2, columns + 2))
    inner = seen[1:-1, 1:-1]
    beyond = seen[1 + down : rows + 1 + down, 1 + right : columns + 1 + right]
    for _ in range(max(rows, columns)):
        following = np.where(built, 0.0, beyond + 1.0)
        if np.array_equal(following, inner):
            break
        inner[:] = following
    return inner.copy()


def blocks_of(plan: Plan) -> npt.NDArray[np.float64]:
    """(n,) square metres of each piece of ground that ways, or the plan's edge, bound."""
    labels, count = ndimage.label(~plan.way)
    sizes = np.bincount(labels.ravel(), minlength=count + 1)[1:]
    return sizes[sizes >= _LEAST_BLOCK].astype(np.float64) * TILE_M**2


def figures_of(plan: Plan) -> dict[str, float]:
    """:data:`FIGURES` of a plan; NaN where there is nothing to measure.

    Mean and longest line of sight on ways; median and number of blocks; share that is built; median area of houses;
    median distance of a house to the next.
    """
    sight, blocks = lines_of_sight(plan), blocks_of(plan)
    labels, count = ndimage.label(plan.built, _AROUND)
    houses = [labels == number for number in range(1, count + 1)]
    gaps = []
    for house in houses:
        others = plan.built & ~house
        if others.any():
            gaps.append(float(ndimage.distance_transform_edt(~others)[house].min()) - 1.0)
    values: dict[str, Any] = {
        "sight_m": sight.mean() if len(sight) else math.nan,
        "sight_longest_m": sight.max() if len(sight) else math.nan,
        "block_m2": np.median(blocks) if len(blocks) else math.nan,
        "blocks": len(blocks),
        "built_share": plan.built.mean(),
        "house_m2": np.median([house.sum() for house in houses]) * TILE_M**2 if houses else math.nan,
        "house_gap_m": np.median(gaps) * TILE_M if gaps else math.nan,
    }
    return {name: float(values[name]) for name in FIGURES}
