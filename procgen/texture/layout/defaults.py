"""Likely layouts of a class, where a request names none."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from procgen.texture.layout.chance import uniform
from procgen.texture.layout.parameters import LAYOUT_RANGES, ROW_GROUP, LayoutParameters

REFERENCE_PX = 128
"""Pixels of the base network on which the table's numbers of pieces lie."""


@dataclass(frozen=True, slots=True)
class Habit:
    """A way in which a class is often laid; each pair of numbers is a range to draw from."""

    bond: str
    weight: float
    rows: tuple[int, int]
    """Rows on 128 pixels (repeats, for bonds that count those)."""
    shape: tuple[float, float]
    """Rows over columns: how many times as long as high a piece is, on a square tile."""
    joint: tuple[float, float] = (0.06, 0.16)
    irregularity: tuple[float, float] = (0.0, 0.25)
    roundness: tuple[float, float] = (0.0, 0.3)
    upright: float = 0.0
    """Share of those turned by a quarter."""
    proportion: tuple[int, int] = (2, 2)


HABITS: Mapping[str, tuple[Habit, ...]] = MappingProxyType(
    {
        "brick": (
            Habit("running", 5, (8, 18), (2.0, 4.0), (0.12, 0.24), (0.0, 0.3)),
            Habit("ashlar", 3, (8, 18), (2.0, 3.3), (0.12, 0.26), (0.1, 0.35)),
            Habit("third", 1, (9, 18), (2.6, 4.0), (0.08, 0.2), (0.0, 0.2)),
            Habit("basket", 0.3, (3, 4), (1.0, 1.0), (0.14, 0.25), (0.0, 0.2)),
        ),
        "tiles": (
            Habit("grid", 6, (4, 12), (0.95, 1.05), (0.04, 0.14), (0.0, 0.06), (0.0, 0.2)),
            Habit("running", 2, (4, 12), (1.0, 2.2), (0.04, 0.14), (0.0, 0.1), (0.0, 0.2)),
            Habit("hexagon", 1, (6, 16), (1.14, 1.17), (0.08, 0.2), (0.0, 0.06), (0.0, 0.2)),
            Habit("ashlar", 1, (4, 12), (1.2, 2.3), (0.04, 0.16), (0.0, 0.2), upright=0.3),
            Habit("diamond", 0.4, (4, 8), (1.0, 1.0), (0.06, 0.14), (0.0, 0.05)),
        ),
        "paving": (
            Habit("running", 4, (5, 14), (1.1, 2.3), (0.06, 0.2), (0.0, 0.25), upright=0.12),
            Habit("herringbone", 3, (2, 3), (1.0, 1.0), (0.08, 0.2), (0.0, 0.15)),
            Habit("ashlar", 3, (6, 14), (1.1, 2.3), (0.1, 0.24), (0.1, 0.4), (0.1, 0.4), upright=0.12),
            Habit("grid", 2, (3, 8), (1.0, 1.0), (0.05, 0.12), (0.0, 0.1)),
            Habit("basket", 0.8, (2, 4), (1.0, 1.0), (0.09, 0.2), (0.0, 0.1)),
            Habit("hexagon", 0.5, (6, 10), (1.15, 1.2), (0.05, 0.13), (0.0, 0.1)),
        ),
        "planks": (
            Habit("strips", 3, (8, 16), (8.0, 16.0), (0.06, 0.2), (0.0, 0.12), upright=0.23),
            Habit("planks", 2, (8, 18), (5.0, 12.0), (0.06, 0.16), (0.0, 0.15), upright=0.2),
        ),
        "wood_floor": (
            Habit("planks", 4, (12, 20), (5.0, 12.0), (0.04, 0.1), (0.0, 0.1), upright=0.4),
            Habit("herringbone", 1, (1, 2), (1.0, 1.0), (0.05, 0.1), (0.0, 0.05), (0.0, 0.0), proportion=(3, 4)),
            Habit("basket", 1, (2, 5), (1.0, 1.0), (0.05, 0.12), (0.0, 0.05), (0.0, 0.0), proportion=(2, 4)),
        ),
        "roof_tiles": (
            Habit("running", 2, (6, 12), (0.9, 1.6), (0.08, 0.16), (0.0, 0.2)),
            Habit("scales", 2, (6, 12), (0.9, 1.4), (0.06, 0.14), (0.0, 0.12)),
        ),
        "metal_plate": (Habit("grid", 1, (2, 4), (0.9, 1.1), (0.015, 0.04), (0.0, 0.0), (0.0, 0.1)),),
        "solar_panel": (Habit("grid", 1, (6, 6), (1.0, 1.0), (0.04, 0.08), (0.0, 0.0), (0.1, 0.3)),),
        "rock_wall": (
            Habit("cobble", 2, (6, 10), (0.9, 1.4), (0.1, 0.22), (0.2, 0.6), (0.2, 0.5)),
            Habit("flagstones", 1, (4, 6), (1.0, 1.3), (0.1, 0.2), (0.15, 0.35), (0.1, 0.3)),
            Habit("ashlar", 1, (5, 9), (1.4, 2.5), (0.08, 0.18), (0.2, 0.4), (0.1, 0.3)),
        ),
        "office_ceiling": (Habit("grid", 1, (4, 4), (1.0, 1.0), (0.03, 0.05), (0.0, 0.0), (0.0, 0.0)),),
    }
)
"""By class: how it is laid, measured on the training pictures by :mod:`procgen.training.texture_layouts`."""


def _between(ends: tuple[float, float], chance: float) -> float:
    """A number between two by chance from -1 to 1."""
    return ends[0] + (ends[1] - ends[0]) * (0.5 + 0.5 * chance)


def _whole(value: float, group: int = 1) -> int:
    most = LAYOUT_RANGES["rows"].maximum
    return int(min(max(group * round(value / group), group), most // group * group))


def default_layout(name: str, seed: int, width_px: int, height_px: int) -> LayoutParameters | None:
    """A layout as the class often has it.

    Args:
        name: a class; see :data:`HABITS`.
        seed: 0 to 2^64 - 1.
        width_px, height_px: size in pixels of the base network, of which 128 make a natural piece of surface: twice
            the pixels, twice the bricks.

    Returns:
        None for classes that aren't laid of pieces.
    """
    habits = HABITS.get(name)
    if not habits:
        return None
    which, rows, shape, joint, uneven, round_, turn, long, mirror, x, y = uniform(seed, f"default {name}", 11)
    ends = np.cumsum([habit.weight for habit in habits])
    habit = habits[min(int(np.searchsorted(ends, (0.5 + 0.5 * which) * ends[-1], side="right")), len(habits) - 1)]
    rotated = bool(0.5 + 0.5 * turn < habit.upright)
    across, down = (height_px, width_px) if rotated else (width_px, height_px)
    rows_128 = math.exp(_between((math.log(habit.rows[0]), math.log(habit.rows[1])), rows))
    columns_128 = rows_128 / math.exp(_between((math.log(habit.shape[0]), math.log(habit.shape[1])), shape))
    return LayoutParameters(
        habit.bond,
        columns=_whole(columns_128 * across / REFERENCE_PX),
        rows=_whole(rows_128 * down / REFERENCE_PX, ROW_GROUP.get(habit.bond, 1)),
        joint=_between(habit.joint, joint),
        irregularity=_between(habit.irregularity, uneven),
        roundness=_between(habit.roundness, round_),
        proportion=round(_between(habit.proportion, long)),
        rotated=rotated,
        mirrored=bool(mirror > 0),
        shift_x=0.5 + 0.5 * float(x),
        shift_y=0.5 + 0.5 * float(y),
    )
