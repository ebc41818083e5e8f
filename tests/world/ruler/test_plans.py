"""Figures of plans, against plans whose figures one can count."""

from __future__ import annotations

import math

import numpy as np
import pytest

from procgen.world.ruler.plans import (
    FIGURES,
    SIDE,
    TILE_M,
    Plan,
    blocks_of,
    figures_of,
    lines_of_sight,
    plan_of_layout,
    plan_of_settlement,
)
from tests.world.small_world import settlement_of, small_place


def crossing() -> Plan:
    """Two streets that cross in the middle, and a house of 3 x 3 squares in each of the four blocks."""
    built, way = np.zeros((2, 21, 21), np.bool_)
    way[10, :] = way[:, 10] = True
    for row in (4, 16):
        for column in (4, 16):
            built[row - 1 : row + 2, column - 1 : column + 2] = True
    return Plan(built, way)


def test_one_sees_along_streets_to_their_ends() -> None:
    assert lines_of_sight(crossing()).min() == pytest.approx(21 * TILE_M)
    # A street between walls, and a house that stands in it.
    built, way = np.ones((21, 21), np.bool_), np.zeros((21, 21), np.bool_)
    built[10, :5] = built[10, 6:] = False
    way[10, :] = True
    assert lines_of_sight(Plan(built, way)) == pytest.approx([5 * TILE_M] * 5 + [15 * TILE_M] * 15)


def test_blocks_lie_between_ways() -> None:
    assert blocks_of(crossing()) == pytest.approx([100 * TILE_M**2] * 4)
    assert len(blocks_of(Plan(np.zeros((21, 21), np.bool_), np.zeros((21, 21), np.bool_)))) == 1


def test_figures_of_a_crossing() -> None:
    found = figures_of(crossing())
    assert tuple(found) == FIGURES
    assert found["blocks"] == 4
    assert found["built_share"] == pytest.approx(36 / 441)
    assert found["house_m2"] == pytest.approx(9 * TILE_M**2)
    # Nine squares lie between two houses.
    assert found["house_gap_m"] == pytest.approx(9 * TILE_M)


def test_nothing_is_measured_of_nothing() -> None:
    found = figures_of(Plan(*np.zeros((2, 21, 21), np.bool_)))
    assert found["built_share"] == 0.0
    assert all(math.isnan(found[name]) for name in ("sight_m", "house_m2", "house_gap_m"))


def test_a_settlement_has_its_houses_and_roads() -> None:
    settlement = settlement_of(small_place())
    plan = plan_of_settlement(settlement)
    assert plan.built.shape == plan.way.shape == (SIDE, SIDE)
    half = 0.5 * SIDE * TILE_M
    areas = [
        each.width_m * each.depth_m
        for each in settlement.buildings
        if max(abs(each.x_m - settlement.x_m), abs(each.z_m - settlement.z_m)) < half - 10.0
    ]
    assert sum(areas) * 0.8 < plan.built.sum() * TILE_M**2
    assert plan.way.any()
    assert not (plan.way & plan.built).any()


def test_layouts_have_plans_of_their_own() -> None:
    first, again, other = plan_of_layout(3), plan_of_layout(3), plan_of_layout(4)
    assert np.array_equal(first.built, again.built)
    assert not np.array_equal(first.built, other.built)
    assert first.way.any()
