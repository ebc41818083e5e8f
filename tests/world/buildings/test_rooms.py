"""Rooms: one walks from the ground before a door to all that counts inside, and nowhere while the doors are shut."""

from __future__ import annotations

import numpy as np
import pytest

from procgen.world.buildings import STYLES, Built, Site, build
from procgen.world.buildings.rooms import risers_of
from procgen.world.place import Building
from procgen.world.settlement import USES
from tests.figures import scaled
from tests.world.walker import Walker, corners_of, triangles_of

SLEEPS = ("house", "inn", "dormitory", "bunkhouse", "keep", "smithy", "shop")
"""Uses in which there is a bed."""


def built(use: str, style: str, number: int) -> tuple[Built, Building]:
    """A building of usual size, each number another."""
    kind = USES[use]
    share = (number * 0.37 + 0.2) % 1.0
    width, depth, height = (low + (high - low) * share for low, high in (kind.width_m, kind.depth_m, kind.height_m))
    door = (number * 0.71 % 1.0 - 0.5) * (width - 3.0)
    house = Building(f"{use} {number}", use, 0.0, 0.0, 0.0, width, depth, height, 0.0, door, depth / 2 + 1.2)
    return build(house, STYLES[style], Site(0.3, door, False), seed=number), house


def walked(use: str, style: str, number: int) -> None:
    made, house = built(use, style, number)
    walker = Walker(triangles_of(made, open_doors=True))
    seen = walker.reached(house.door_x_m, house.depth_m / 2 + 2.0)
    wanted = [spot for spot in made.spots if spot.kind not in ("lamp", "lookout")]
    missed = [spot for spot in wanted if not walker.comes_near(seen, spot.x_m, spot.y_m, spot.z_m)]
    assert missed == [], (use, style, number)
    if use in SLEEPS and style != "felt":
        assert any(spot.kind == "bed" for spot in wanted), (use, style, number)


@pytest.mark.parametrize("style", STYLES)
def test_one_walks_from_the_door_to_the_bed(style: str) -> None:
    for number in range(scaled(2, 40)):
        walked("house", style, number)


@pytest.mark.parametrize("use", [use for use in USES if use != "house"])
def test_one_walks_through_all_that_people_build(use: str) -> None:
    styles = list(STYLES)
    for number in range(scaled(1, 10)):
        walked(use, styles[(number + len(use)) % len(styles)], number)


def test_shut_doors_keep_one_out() -> None:
    made, house = built("house", "timber", 1)
    walker = Walker(triangles_of(made, open_doors=False))
    seen = walker.reached(house.door_x_m, house.depth_m / 2 + 2.0)
    beds = [spot for spot in made.spots if spot.kind == "bed"]
    assert beds
    assert not any(walker.comes_near(seen, spot.x_m, spot.y_m, spot.z_m) for spot in beds)


def test_leaves_open_inwards_and_hang_beside_their_hole() -> None:
    made, house = built("house", "stone", 2)
    assert made.leaves
    for leaf in made.leaves:
        low, high = leaf.model.bounds_m()
        assert high[1] - low[1] == pytest.approx(2.0, abs=0.1)
        # The hinge is at the edge of the leaf.
        assert min(abs(float(low[0])), abs(float(high[0]))) < 0.02
    assert abs(made.leaves[0].z_m) < house.depth_m / 2


@pytest.mark.parametrize("use", ["barn", "boathouse"])
def test_nothing_stands_in_the_middle_of_a_gate(use: str) -> None:
    made, _ = built(use, "timber", 1)
    left, right = made.leaves[:2]
    assert left.turn_deg == right.turn_deg == 0.0, "both hang in the front"
    middle = np.array(((left.x_m + right.x_m) / 2, left.y_m + 1.0, left.z_m))
    corners = corners_of(made.shell)
    near = np.array((0.02, 0.0, 0.3))
    assert not ((corners.min(1) <= middle + near) & (corners.max(1) >= middle - near)).all(1).any()


def test_steps_are_no_higher_than_18_cm() -> None:
    for rise in np.arange(0.5, 4.0, 0.01):
        assert 0.1 < rise / risers_of(float(rise)) <= 0.18 + 1e-6


def test_houses_of_a_village_differ() -> None:
    fronts = set()
    for number in range(25):
        made, _ = built("house", "timber", number)
        low, high = made.shell.bounds_m()
        wood = made.shell.meshes["wood"].positions
        # What one sees: outline, and how much is where on the front.
        front = wood[wood[:, 2] > high[2] - 2.5]
        fronts.add((round(float(high[1]), 1), round(float(high[0] - low[0]), 1), len(front) // 40))
    assert len(fronts) >= 20
