"""A made-up place with a crossroads: two roads that cross, and a street that ends, on even ground."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise

import numpy as np

from procgen.world.chance import Float64Array
from procgen.world.place import BoolArray, Building, Place, Road, Settlement
from procgen.world.traffic.drive import Behaviour
from procgen.world.traffic.network import Network, make_network
from procgen.world.traffic.pavement import Pavement, make_pavement
from procgen.world.traffic.simulate import Traffic, simulate
from procgen.world.traffic.vehicles import KINDS, SETTINGS
from tests.world.small_world import plain_land

SIDE_M = 320.0


def road(kind: str, width: float, *corners: tuple[float, float]) -> Road:
    """A way along straight pieces, with a point every three metres."""
    line = [np.array(corners[0])]
    for start, end in pairwise(corners):
        count = int(np.hypot(end[0] - start[0], end[1] - start[1]) / 3.0)
        line += [np.array(start) + (np.array(end) - start) * k / count for k in range(1, count + 1)]
    flat = np.array(line)
    points = np.column_stack([flat[:, 0], np.zeros(len(flat)), flat[:, 1]]).astype(np.float32)
    return Road(kind, points, width, np.zeros(len(points), np.bool_))


def everywhere(places: Float64Array) -> BoolArray:
    """Nothing stands in the way, but for the world's edge."""
    return np.asarray(((places > 1.0) & (places < SIDE_M - 1.0)).all(axis=1), np.bool_)


@lru_cache(maxsize=1)
def crossroads(kind: str = "suburb") -> Place:
    """The place."""
    land = plain_land(np.zeros((int(SIDE_M / 2.0) + 1,) * 2, np.float32))
    roads = (
        road("road", 5.0, (2.0, 160.0), (318.0, 160.0)),
        road("road", 5.0, (160.0, 2.0), (160.0, 318.0)),
        road("street", 4.0, (220.0, 160.0), (220.0, 240.0)),
    )
    houses = tuple(
        Building(f"house {number + 1}", "house", x, z, 0.0, 8.0, 7.0, 3.0, 0.0, x, z + 5.0)
        for number, (x, z) in enumerate(((140.0, 140.0), (185.0, 138.0), (135.0, 185.0), (196.0, 200.0)))
    )
    settlement = Settlement("Crossways", kind, 160.0, 160.0, 80.0, houses, roads, ())
    return Place("Crossways", land, settlement, ())


@lru_cache(maxsize=1)
def network() -> Network:
    """Its lanes."""
    place = crossroads()
    assert place.settlement is not None
    driven = [KINDS[name] for name in SETTINGS["modern"]]
    return make_network(place.settlement.roads, place.land, everywhere, driven)


@lru_cache(maxsize=1)
def pavement() -> Pavement:
    """Where its people walk."""
    settlement = crossroads().settlement
    assert settlement is not None
    made = make_pavement(network(), settlement, everywhere, np.zeros((0, 3)), 3)
    assert made is not None
    return made


def driven(
    vehicles: int, walkers: int, seconds: float, *, events: tuple[str, ...] = (), seed: int = 3, kind: str = "car"
) -> Traffic:
    """Some traffic of it."""
    kinds = [KINDS[kind]] * vehicles
    return simulate(network(), pavement(), kinds, walkers, Behaviour(), seed, seconds, events)
