"""Stamps: laws that hold for any of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procgen.errors import InvalidFields
from procgen.terrain.controls.shapes import STAMP_LANDFORMS, STAMP_RULES, Stamp
from procgen.terrain.lattice import Rectangle
from procgen.terrain.representation import cell_means
from tests.figures import scaled
from tests.terrain.sculpt.worlds import MIDDLE, SPACING_M, Hills, cone, heights, land, resolved, stamp

NOTHING = np.zeros((0, 0), np.float32)
FLAT = np.zeros((9, 9), np.float32)


@st.composite
def stamps(draw: st.DrawFn) -> Stamp:
    rule = draw(st.sampled_from(STAMP_RULES))
    form = draw(st.sampled_from([cone(), cone(9, -200.0), cone(160, 90.0)]))
    numbers: dict[str, Any] = {
        "x_m": draw(st.floats(-200.0, 2600.0)),
        "z_m": draw(st.floats(-200.0, 2600.0)),
        "width_m": draw(st.floats(60.0, 3000.0)),
        "turn_deg": draw(st.floats(-360.0, 360.0)),
        "height_scale": draw(st.floats(-2.0, 2.0)),
        "falloff": draw(st.floats(0.0, 1.0)),
        "strength": draw(st.floats(0.0, 1.0)),
        "round": draw(st.booleans()),
    }
    if rule != "keep_mean":
        numbers["roughness"] = draw(st.floats(0.0, 1.0))
        numbers["foot_m"] = draw(st.none() | st.floats(0.0, 500.0))
    return Stamp(form, rule=rule, **numbers)


@settings(max_examples=scaled(25, 300))
@given(
    many=st.lists(stamps(), min_size=1, max_size=3),
    top=st.integers(0, 190),
    left=st.integers(0, 190),
    scale=st.sampled_from([1.0, 1.7]),
)
def test_a_tile_alone_equals_the_same_pixels_of_a_larger_map(
    many: list[Stamp], top: int, left: int, scale: float
) -> None:
    asked = {"stamps": tuple(many), "vertical_scale": scale, "sea_level_m": 30.0}
    whole = heights(0, 0, 256, 256, **asked)
    tile = heights(top, left, 66, 66, **asked)
    np.testing.assert_array_equal(tile, whole[top : top + 66, left : left + 66])


@pytest.mark.parametrize("far", [2**30 - 4096, -(2**30)])
def test_tiles_fit_at_the_ends_of_the_world(far: int) -> None:
    """A stamp there changes what it lies on, and tiles agree on it."""
    place = (far + 100.3) * SPACING_M, (100.7 - far) * SPACING_M
    forms = (Stamp(cone(), 900.0, *place, turn_deg=33.0), Stamp(NOTHING, 1500.0, *place, landform="mesa", rule="add"))
    whole = heights(-far, far, 200, 200, stamps=forms)
    assert (whole != Hills().heights(Rectangle(-far, far, 200, 200))).mean() > 0.3
    tile = heights(70 - far, far + 90, 64, 64, stamps=forms)
    np.testing.assert_array_equal(tile, whole[70:134, 90:154])


@given(one=stamps())
@settings(max_examples=scaled(10, 100))
def test_without_strength_nothing_changes(one: Stamp) -> None:
    same = heights(0, 0, 200, 200, stamps=(replace(one, strength=0.0),))
    np.testing.assert_array_equal(same, Hills().heights(Rectangle(0, 0, 200, 200)))


@given(one=stamps(), turn=st.sampled_from([0.0, 30.0, 90.0, -45.0]))
@settings(max_examples=scaled(10, 100))
def test_a_whole_turn_is_none(one: Stamp, turn: float) -> None:
    first, second = (
        heights(0, 0, 200, 200, stamps=(replace(one, turn_deg=each),))
        for each in (turn, turn - 360.0 if turn > 0 else turn + 360.0)
    )
    np.testing.assert_allclose(first, second, atol=2e-3)
    if turn % 90.0 == 0.0:
        np.testing.assert_array_equal(first, second)


def test_a_quarter_turn_is_clockwise_from_above() -> None:
    """The tail lies to the east, and then to the south."""
    row, column = int(MIDDLE[1] / SPACING_M), int(MIDDLE[0] / SPACING_M)
    area = row - 60, column - 60, 120, 120
    flat = {"rule": "replace", "foot_m": 0.0, "roughness": 0.0}
    straight = heights(*area, stamps=(stamp(cone(120), **flat),))
    turned = heights(*area, stamps=(stamp(cone(120), turn_deg=90.0, **flat),))
    middle = slice(40, 80), slice(40, 80)
    np.testing.assert_allclose(turned[middle], np.rot90(straight, -1)[middle], atol=1e-2)


@given(one=stamps())
@settings(max_examples=scaled(15, 150))
def test_rules_do_what_they_say(one: Stamp) -> None:
    before = Hills().heights(Rectangle(0, 0, 256, 256))
    after = heights(0, 0, 256, 256, stamps=(one,))
    if one.rule == "raise":
        assert (after >= before - 1e-3).all()
    if one.rule == "lower":
        assert (after <= before + 1e-3).all()


def test_what_is_added_is_the_stamp() -> None:
    area = 0, 0, 200, 200
    lift = heights(*area, stamps=(stamp(rule="add", zero_m=0.0),)) - Hills().heights(Rectangle(*area))
    assert lift.max() == pytest.approx(300.0, rel=0.02)
    assert lift[:, :30].max() == 0.0
    twice = heights(*area, stamps=(stamp(rule="add", zero_m=0.0, height_scale=2.0),))
    np.testing.assert_allclose(twice - Hills().heights(Rectangle(*area)), 2.0 * lift, atol=0.01)


@given(
    x=st.floats(700.0, 1200.0), turn=st.floats(0.0, 360.0), width=st.floats(500.0, 1100.0), falloff=st.floats(0.1, 1.0)
)
@settings(max_examples=scaled(10, 100))
def test_the_mean_is_kept(x: float, turn: float, width: float, falloff: float) -> None:
    one = stamp(x_m=x, rule="keep_mean", turn_deg=turn, width_m=width, falloff=falloff)
    area = 0, 0, 200, 200
    change = heights(*area, stamps=(one,)).astype(np.float64) - Hills().heights(Rectangle(*area))
    assert np.abs(change).max() > 30.0
    assert abs(change.sum()) < 0.004 * np.abs(change).sum()


def test_the_order_counts() -> None:
    """What is put on a levelled place stands on it, and is gone if the place is levelled after it."""
    level = stamp(FLAT, rule="replace", foot_m=0.0, falloff=0.1, roughness=0.0)
    tower = stamp(rule="raise", width_m=600.0)
    area = 0, 0, 200, 200
    on_it, under_it = heights(*area, stamps=(level, tower)), heights(*area, stamps=(tower, level))
    middle = int(MIDDLE[1] / SPACING_M), int(MIDDLE[0] / SPACING_M)
    assert on_it[middle] == pytest.approx(300.0, abs=15.0)
    assert under_it[middle] == pytest.approx(0.0, abs=15.0)


def test_a_form_of_few_cells_gets_the_land_s_detail() -> None:
    """And one of many cells is as it is."""

    def roughness(side: int) -> float:
        made = heights(60, 80, 40, 40, stamps=(stamp(cone(side), rule="replace", falloff=0.2),))
        smooth = 0.25 * (made[:-2, 1:-1] + made[2:, 1:-1] + made[1:-1, :-2] + made[1:-1, 2:])
        return float((made[1:-1, 1:-1] - smooth).std())

    made = Hills().heights(Rectangle(60, 80, 40, 40))
    own = float((made[1:-1, 1:-1] - 0.25 * (made[:-2, 1:-1] + made[2:, 1:-1] + made[1:-1, :-2] + made[1:-1, 2:])).std())
    assert roughness(15) == pytest.approx(own, rel=0.25)
    assert roughness(120) < 0.35 * own


def test_a_stamp_stands_on_the_slope_that_it_finds() -> None:
    """A level form replaces the hills by the plane through them."""
    area = 60, 80, 40, 40
    made = heights(*area, stamps=(stamp(np.zeros((200, 200), np.float32), rule="replace", falloff=0.1),))
    slopes = np.diff(made, axis=1)[10:-10, 10:-10]
    assert np.abs(slopes - slopes.mean()).max() < 1e-2
    assert abs(made.mean() - Hills().heights(Rectangle(*area)).mean()) < 60.0


@pytest.mark.parametrize("rule", STAMP_RULES)
def test_far_levels_and_rivers_see_it(rule: str) -> None:
    """Cells change as the means of their pixels do."""
    rough, scale = None if rule == "keep_mean" else 0.3, -1.0 if rule == "lower" else 1.0
    made = land(stamps=(stamp(cone(30), rule=rule, roughness=rough, height_scale=scale),))
    cells = made.cells(Rectangle(0, 0, 25, 25))
    pixels = cell_means(made.heights(Rectangle(0, 0, 200, 200)))
    before = Hills().cells(Rectangle(0, 0, 25, 25))
    assert np.abs(cells - before).max() > 50.0
    assert np.sqrt(np.mean((cells - pixels) ** 2)) < 0.05 * np.abs(cells - before).max()


@pytest.mark.parametrize("name", STAMP_LANDFORMS)
def test_landforms_are_stamps(name: str) -> None:
    one, other = (
        heights(0, 0, 200, 200, stamps=(Stamp(NOTHING, 1400.0, 1000.0, 1000.0, landform=name, seed=seed, rule="add"),))
        for seed in (0, 1)
    )
    change = one - Hills().heights(Rectangle(0, 0, 200, 200))
    assert float(change.std()) > 0.5
    assert (one != other).any()


def refused(**fields: Any) -> dict[str, tuple[str, str]]:
    with pytest.raises(InvalidFields) as wrong:
        resolved(**fields)
    return {each.field: (each.value, each.allowed) for each in wrong.value.violations}


def test_what_can_not_be_is_refused_by_name() -> None:
    holes = cone()
    holes[3, 4] = np.nan
    found = refused(
        stamps=(
            stamp(holes),
            stamp(width_m=0.0, turn_deg=400.0, falloff=float("nan"), rule="melt"),
            stamp(np.zeros((1, 3000), np.float32)),
            Stamp(NOTHING, 10.0, landform="moon"),
            stamp(seed=4),
            stamp(rule="keep_mean", foot_m=3.0, roughness=0.4),
        )
    )
    assert found.keys() == {
        "stamps[0] heights[127]",
        "stamps[1].width_m",
        "stamps[1].turn_deg",
        "stamps[1].falloff",
        "stamps[1].rule",
        "stamps[2].width",
        "stamps[2].depth",
        "stamps[3].landform",
        "stamps[4].seed",
        "stamps[5].foot_m",
        "stamps[5].roughness",
    }
    assert found["stamps[1].rule"] == ("'melt'", "one of add, raise, lower, replace, keep_mean")
    assert "volcanic" in found["stamps[3].landform"][1]


def test_there_may_be_thirty_two() -> None:
    assert refused(stamps=(stamp(),) * 33) == {"stamps": ("33 stamps", "0 to 32 stamps")}
