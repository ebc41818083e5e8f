"""Flow over density on a ring, as it is simulated, beside what the model says of drivers who all go equally fast."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from procgen.world.chance import uniforms
from procgen.world.traffic.drive import Behaviour, Driving, driver_of
from procgen.world.traffic.following import STEP_S, Driver, equilibrium_gap_m
from procgen.world.traffic.graph import Graph
from procgen.world.traffic.network import Network, Segment
from procgen.world.traffic.vehicles import KINDS

_RING_M: Final = 500.0
_SETTLES_S: Final = 150.0
_COUNTS_S: Final = 50.0
_UNEVEN: Final = 0.5
"""Of the mean distance: how unevenly they start."""
_LIMIT_M_S: Final = 50.0


@dataclass(frozen=True, slots=True)
class Point:
    """Of a fundamental diagram.

    Attributes:
        density_km: vehicles a kilometre.
        flow_h: vehicles an hour, as simulated.
        theory_h: vehicles an hour in equilibrium.
    """

    density_km: float
    flow_h: float
    theory_h: float


def fundamental_diagram(densities_km: Sequence[float], kind: str = "car") -> list[Point]:
    """Simulate a ring road at some densities.

    Args:
        densities_km: vehicles a kilometre.
        kind: of all vehicles.
    """
    return [_point(density, kind) for density in densities_km]


def ring() -> Network:
    """A closed lane."""
    count = int(_RING_M / 0.5)
    angle = np.linspace(0.0, 2.0 * np.pi, count + 1)
    radius = _RING_M / (2.0 * np.pi)
    points = np.column_stack([radius * np.cos(angle), np.zeros(count + 1), radius * np.sin(angle)])
    along = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(points, axis=0), axis=1))])
    # As a way through a junction that follows itself: nobody asks anybody there.
    segment = Segment("turn", points, along, np.full(count + 1, _LIMIT_M_S), -1, 0, 0, 1, [0])
    return Network((segment,), {}, {}, {}, Graph((), ()), ())


def _point(density_km: float, name: str) -> Point:
    kind = KINDS[name]
    driver = driver_of(kind, 0.5)
    network = ring()
    count = max(round(density_km * _RING_M / 1000.0), 1)
    driving = Driving(network, [kind] * count, Behaviour(), 1)
    whole = network.segments[0].length_m
    uneven = uniforms(1, "world/traffic/ring", count)
    for number, vehicle in enumerate(driving.vehicles):
        vehicle.driver = driver
        # Unevenly, so that what comes out is no mere consequence of what was put in.
        driving.put(vehicle, 0, (number + 0.5 + _UNEVEN * (uneven[number] - 0.5)) * whole / count)
    gone = 0.0
    for step in range(round((_SETTLES_S + _COUNTS_S) / STEP_S)):
        driving.advance()
        if step * STEP_S >= _SETTLES_S:
            gone += sum(vehicle.speed_m_s for vehicle in driving.vehicles) * STEP_S
    density = count / whole
    flow = density * gone / count / _COUNTS_S
    return Point(
        1000.0 * density, float(3600.0 * flow), 3600.0 * density * equilibrium_speed(driver, density, kind.length_m)
    )


def equilibrium_speed(driver: Driver, density_m: float, length_m: float) -> float:
    """Metres a second at which drivers keep just the gaps that they have.

    Args:
        driver: all of them.
        density_m: vehicles a metre.
        length_m: of each.
    """
    gap = 1.0 / density_m - length_m
    speeds = np.linspace(0.0, driver.speed_m_s * 0.99999, 20001)
    gaps = equilibrium_gap_m(driver, speeds)
    return float(np.interp(gap, gaps, speeds))
