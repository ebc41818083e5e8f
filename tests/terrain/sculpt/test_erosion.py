"""Erosion where it was painted: exact for any tile, and what its names say."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procgen.errors import InvalidFields
from procgen.terrain.controls.shapes import FloatArray, WorldArea
from procgen.terrain.lattice import Rectangle
from procgen.terrain.sculpt.erosion import REACH_PX
from tests.figures import scaled
from tests.terrain.sculpt.worlds import SPACING_M, Hills, disc, erosion, heights, land, resolved, stamp

PLACE = WorldArea(-60, -40, 400, 360)


def before(row: int, column: int, rows: int, columns: int) -> FloatArray:
    return Hills().heights(Rectangle(row, column, rows, columns))


@settings(max_examples=scaled(12, 120))
@given(
    top=st.integers(-200, 300),
    left=st.integers(-200, 300),
    side=st.sampled_from([64, 67, 90]),
    kinds=st.lists(st.sampled_from(["water", "slopes", "deposit"]), min_size=1, max_size=3, unique=True),
    scale=st.sampled_from([1.0, 1.3]),
)
def test_a_tile_alone_equals_the_same_pixels_of_a_larger_map(
    top: int, left: int, side: int, kinds: list[str], scale: float
) -> None:
    asked: dict[str, Any] = {
        "erosion": erosion(WorldArea(-90, -70, 450, 470), **dict.fromkeys(kinds, disc(24, 1.4))),
        "stamps": (stamp(),),
        "vertical_scale": scale,
    }
    whole = heights(-240, -240, 720, 720, **asked)
    tile = heights(top, left, side, side, **asked)
    np.testing.assert_array_equal(tile, whole[top + 240 : top + 240 + side, left + 240 : left + 240 + side])


def test_what_is_far_has_no_part_in_it() -> None:
    """A place needs the ground within the reach that the contract tells, and no more."""
    assert REACH_PX <= 300
    made = land(erosion=erosion(WorldArea(-5000, -5000, 10000, 10000), water=np.full((2, 2), 255, np.uint8)))
    assert made.erosion.window(Rectangle(0, 0, 64, 64)).rows <= 64 + 2 * REACH_PX + 8


def test_nothing_changes_where_nothing_is_painted() -> None:
    whole = heights(-100, -100, 500, 500, erosion=erosion(PLACE, water=disc(), slopes=disc(), deposit=disc()))
    change = whole != before(-100, -100, 500, 500)
    assert change[150:350, 150:350].mean() > 0.9
    outside = np.ones_like(change)
    outside[60:420, 40:440] = False
    assert not change[outside].any()


def test_paint_of_no_strength_is_none() -> None:
    nothing = np.zeros((8, 8), np.uint8)
    assert resolved(erosion=erosion(water=nothing)).erosion is None


def test_more_paint_wears_more() -> None:
    lost = []
    for strength in (60, 120, 255):
        painted = np.full((4, 4), strength, np.uint8)
        made = heights(0, 0, 256, 256, erosion=erosion(WorldArea(0, 0, 256, 256), water=painted))
        lost.append(float(np.abs(made - before(0, 0, 256, 256)).mean()))
    assert lost[0] < lost[1] < lost[2]


def test_water_cuts_gullies_that_lead_down() -> None:
    """It takes more than it leaves, and most of all where much of it comes together."""
    area = 0, 0, 256, 256
    made = heights(*area, erosion=erosion(WorldArea(*area), water=np.full((4, 4), 255, np.uint8)))
    change = (made - before(*area))[40:-40, 40:-40]
    assert change.mean() < 0.0
    assert np.percentile(change, 1.0) < -8.0
    assert np.percentile(change, 1.0) < -3.0 * abs(float(np.percentile(change, 99.0)))


def test_no_water_runs_below_the_sea() -> None:
    area = 0, 0, 200, 200
    sea = float(np.median(before(*area)))
    painted = erosion(WorldArea(*area), water=np.full((4, 4), 255, np.uint8))
    made = heights(*area, erosion=painted, sea_level_m=sea)
    change = np.abs(made - before(*area))
    deep = before(*area) < sea - 60.0
    assert float(np.median(change[deep])) < 0.02
    assert float(np.median(change[before(*area) > sea])) > 0.5


def test_slopes_slide_to_their_angle_of_rest() -> None:
    """Towards the angle that is asked for; no ground is lost."""
    area = 0, 0, 256, 256
    painted = np.full((4, 4), 255, np.uint8)

    def steep(ground: FloatArray) -> float:
        dz, dx = np.gradient(ground.astype(np.float64), SPACING_M)
        return float(np.percentile(np.degrees(np.arctan(np.hypot(dx, dz)))[20:-20, 20:-20], 99.0))

    start = before(*area)
    gentle = heights(*area, erosion=_rests(erosion(WorldArea(*area), slopes=painted), 12.0))
    usual = heights(*area, erosion=erosion(WorldArea(*area), slopes=painted))
    assert steep(gentle) < steep(usual) <= steep(start) + 0.5
    assert abs(float((gentle - start)[40:-40, 40:-40].mean())) < 2.0


def _rests(painted: Any, talus_deg: float) -> Any:
    return replace(painted, talus_deg=talus_deg)


def test_debris_fills_hollows_and_takes_nothing() -> None:
    area = 0, 0, 256, 256
    start = before(*area)
    made = heights(*area, erosion=erosion(WorldArea(*area), deposit=np.full((4, 4), 255, np.uint8)))
    laid = (made - start)[40:-40, 40:-40]
    assert float(laid.mean()) > 0.5
    assert float((laid < -1.0).mean()) < 0.05


def test_seeds_differ_and_places_do_not() -> None:
    area = 0, 0, 128, 128
    painted = erosion(WorldArea(*area), water=disc())
    first, again, other = (heights(*area, erosion=painted, seed=seed) for seed in (7, 7, 8))
    np.testing.assert_array_equal(first, again)
    assert (first != other).any()


def test_what_can_not_be_is_refused_by_name() -> None:
    painted = erosion(WorldArea(0, 0, 0, 10), water=np.zeros((1, 300), np.uint8))
    with pytest.raises(InvalidFields) as wrong:
        resolved(erosion=_rests(painted, 2.0))
    assert {each.field for each in wrong.value.violations} == {
        "erosion.area.width_px",
        "erosion.width",
        "erosion.depth",
        "erosion.talus_deg",
    }
