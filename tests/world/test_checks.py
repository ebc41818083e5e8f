"""Each thing that may be wrong with a place is found, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from procgen.world.checks import problems, steepest
from procgen.world.place import Building, Person, Place, Prop, Road, Settlement
from tests.world.small_world import plain_land


def straight(kind: str, start: tuple[float, float, float], end: tuple[float, float, float], width: float) -> Road:
    points = np.linspace(start, end, 21).astype(np.float32)
    return Road(kind, points, width, np.zeros(21, np.bool_))


HOUSE = Building("house 1", "house", 50.0, 40.0, 0.0, 8.0, 6.0, 3.0, 0.0, 50.0, 44.2)
STREET = straight("road", (0.0, 0.0, 50.0), (120.0, 0.0, 50.0), 5.0)
DOOR_PATH = straight("path", (50.0, 0.0, 44.2), (50.0, 0.0, 50.0), 1.5)
OAK = Prop("oak", 90.0, 0.0, 70.0, 0.0, 1.0, 0.8)
BOAT = Prop("boat", 20.0, 0.5, 90.0, 0.0, 1.0, 1.5)
PERSON = Person("person-01", "Ada", "farmer", "female", 40, (), "house 1", "", (), 60.0, 0.0, 50.0, 0.0)


def good_place() -> Place:
    heights = np.zeros((61, 61))
    heights[42:, :20] = -2.0
    water = np.full((61, 61), np.nan)
    water[42:, :20] = 0.5 - 1e-6
    settlement = Settlement("Ashford", "hamlet", 50.0, 50.0, 30.0, (HOUSE,), (STREET, DOOR_PATH), ())
    return Place("Ashford", plain_land(heights, water), settlement, (OAK, BOAT), (PERSON,))


def settled(place: Place, **changes: object) -> Place:
    assert place.settlement is not None
    return replace(place, settlement=replace(place.settlement, **changes))  # type: ignore[arg-type]


def bridged(place: Place, height: float) -> Place:
    """With a pier out over the water."""
    pier = straight("pier", (36.0, height, 100.0), (10.0, height, 100.0), 2.6)
    return settled(place, piers=(replace(pier, bridge=np.ones(21, np.bool_)),))


def test_a_good_place_has_no_problems() -> None:
    assert problems(good_place()) == []


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda p: replace(p, props=(replace(OAK, y_m=0.4),)), "oak 1 floats 0.40 m"),
        (lambda p: replace(p, props=(replace(OAK, y_m=-0.4),)), "oak 1 is buried by 0.40 m"),
        (lambda p: replace(p, props=(OAK, replace(OAK, x_m=91.0))), "oak 1 and oak 2 overlap"),
        (lambda p: replace(p, props=(replace(OAK, x_m=50.0, z_m=40.0),)), "oak 1 stands in house 1"),
        (lambda p: replace(p, props=(replace(OAK, x_m=80.0, z_m=52.0),)), "oak 1 stands on a road"),
        (lambda p: replace(p, props=(replace(OAK, x_m=20.0, y_m=-2.0, z_m=100.0),)), "oak 1 stands in water"),
        (lambda p: replace(p, props=(replace(BOAT, x_m=90.0),)), "boat 1 floats where there is no water"),
        (lambda p: replace(p, props=(replace(OAK, x_m=130.0),)), "oak 1 stands beyond the edge"),
        (lambda p: settled(p, buildings=(replace(HOUSE, floor_m=0.8),)), "house 1 floats 0.80 m"),
        (lambda p: settled(p, buildings=(replace(HOUSE, floor_m=-0.8),)), "house 1 is buried by 0.80 m"),
        (lambda p: settled(p, buildings=(HOUSE, replace(HOUSE, name="b", x_m=56.0))), "b and house 1 overlap"),
        (lambda p: settled(p, buildings=(HOUSE, replace(HOUSE, x_m=70.0))), "two buildings are called"),
        (lambda p: settled(p, buildings=(replace(HOUSE, x_m=20.0, z_m=100.0),)), "house 1 stands in water"),
        (lambda p: settled(p, buildings=(replace(HOUSE, door_x_m=20.0, door_z_m=100.0),)), "door of house 1 is under"),
        (lambda p: settled(p, roads=(STREET,)), "no way leads to house 1"),
        (lambda p: settled(p, roads=(STREET, straight("path", (50.0, 0.0, 44.2), (50.0, 0.0, 47.0), 1.5))), "no way"),
        (
            lambda p: settled(p, roads=(STREET, DOOR_PATH, straight("road", (0, 0, 20), (40, 6, 20), 5.0))),
            "rises 15.0 %",
        ),
        (
            lambda p: settled(p, roads=(STREET, DOOR_PATH, straight("street", (0, 0, 100), (90, 0, 100), 4.0))),
            "through water",
        ),
        (lambda p: bridged(p, 0.6), "above the water"),
        (lambda p: bridged(p, 3.0), "no way leads to pier 3"),
        (lambda p: replace(p, people=(replace(PERSON, y_m=0.5),)), "person-01 floats 0.50 m"),
        (
            lambda p: replace(p, people=(replace(PERSON, x_m=50.0, z_m=40.0),)),
            "person-01 stands in the walls of house 1",
        ),
        (lambda p: replace(p, people=(replace(PERSON, x_m=20.0, y_m=-2.0, z_m=100.0),)), "person-01 stands in water"),
    ],
)
def test_what_is_wrong_is_told(spoil: Callable[[Place], Place], told: str) -> None:
    found = problems(spoil(good_place()))
    assert any(told in each for each in found), found


def test_a_person_may_stand_on_a_pier() -> None:
    place = bridged(good_place(), 0.8 + 0.2)
    on_pier = replace(PERSON, x_m=20.0, y_m=1.0, z_m=100.0)
    assert not [each for each in problems(replace(place, people=(on_pier,))) if "person" in each]


def test_grades_are_taken_over_stretches() -> None:
    assert steepest(straight("road", (0, 0, 0), (100, 10, 0), 5.0)) == pytest.approx(0.1, abs=1e-5)
    assert steepest(straight("path", (0, 0, 0), (0.001, 0, 0), 1.5)) == 0.0
