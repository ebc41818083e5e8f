"""Which ground is still free."""

from __future__ import annotations

import itertools
import math
from typing import Final

import numpy as np

from procgen.world.chance import Float64Array
from procgen.world.footprints import outline, rectangle_distance
from procgen.world.place import Land, Road, Settlement

WALKWAY_M: Final = 1.2
"""Kept free beside roads, before doors and around piers, so that people pass."""
_WALL_M: Final = 0.25
_TOWER_M: Final = 3.6
"""Of a gate's towers, beside the way."""
_CELL_M: Final = 8.0


class Free:
    """Circles that are taken, and what else nothing may stand on."""

    def __init__(self, land: Land, settlement: Settlement | None) -> None:
        self._land = land
        self._circles: dict[tuple[int, int], list[tuple[float, float, float]]] = {}
        self._segments: dict[tuple[int, int], list[tuple[float, float, float, float, float]]] = {}
        self._buildings = settlement.buildings if settlement is not None else ()
        self._near_buildings: dict[tuple[int, int], set[int]] = {}
        self._widest = 0.0
        if settlement is not None:
            for road in (*settlement.roads, *settlement.piers):
                self._road(road)
            for number, building in enumerate(self._buildings):
                around = outline(building, _CELL_M)
                left, top = _cell(*around.min(axis=0))
                right, bottom = _cell(*around.max(axis=0))
                for column in range(left, right + 1):
                    for row in range(top, bottom + 1):
                        self._near_buildings.setdefault((column, row), set()).add(number)
                door = building.door_x_m, building.door_z_m
                self._segment(*door, *door, WALKWAY_M)
            for barrier in settlement.barriers:
                points = barrier.points_m[:, ::2].astype(np.float64).tolist()
                for (x0, z0), (x1, z1) in itertools.pairwise(points):
                    self._segment(x0, z0, x1, z1, 0.5 * barrier.thickness_m + _WALL_M)
            for gate in settlement.gates:
                self._segment(gate.x_m, gate.z_m, gate.x_m, gate.z_m, 0.5 * gate.width_m + _TOWER_M)
            for fixture in settlement.fixtures:
                self.take(fixture.x_m, fixture.z_m, fixture.radius_m)

    def _road(self, road: Road) -> None:
        points = road.points_m[:, ::2].astype(np.float64).tolist()
        for (x0, z0), (x1, z1) in itertools.pairwise(points):
            self._segment(x0, z0, x1, z1, 0.5 * road.width_m + WALKWAY_M)

    def _segment(self, x0: float, z0: float, x1: float, z1: float, clear: float) -> None:
        left, top = _cell(min(x0, x1) - clear - _CELL_M, min(z0, z1) - clear - _CELL_M)
        right, bottom = _cell(max(x0, x1) + clear + _CELL_M, max(z0, z1) + clear + _CELL_M)
        for column in range(left, right + 1):
            for row in range(top, bottom + 1):
                self._segments.setdefault((column, row), []).append((x0, z0, x1, z1, clear))

    def room(self, x: float, z: float, radius: float, gap: float = 0.0, on_water: bool = False) -> bool:
        """Whether a circle is free.

        Args:
            x: of its middle, metres.
            z: of its middle.
            radius: metres; up to 7 where it shall keep off roads and houses.
            gap: distance of its middle from other circles' middles, at least.
            on_water: for what floats: the circle must be water all over, and else must be dry.
        """
        return (
            self._off_roads(x, z, radius) and self._off_circles(x, z, radius, gap) and self._dry(x, z, radius, on_water)
        )

    def _off_roads(self, x: float, z: float, radius: float) -> bool:
        cell = _cell(x, z)
        for x0, z0, x1, z1, clear in self._segments.get(cell, ()):
            dx, dz = x1 - x0, z1 - z0
            length2 = dx * dx + dz * dz
            share = min(max(((x - x0) * dx + (z - z0) * dz) / length2, 0.0), 1.0) if length2 > 0.0 else 0.0
            if math.hypot(x - x0 - share * dx, z - z0 - share * dz) < clear + radius:
                return False
        for number in self._near_buildings.get(cell, ()):
            where: Float64Array = rectangle_distance(self._buildings[number], np.array(x), np.array(z))
            if float(where) < radius + _WALL_M:
                return False
        return True

    def _off_circles(self, x: float, z: float, radius: float, gap: float) -> bool:
        reach = max(gap, radius + self._widest)
        left, top = _cell(x - reach, z - reach)
        right, bottom = _cell(x + reach, z + reach)
        for column in range(left, right + 1):
            for row in range(top, bottom + 1):
                for other_x, other_z, other in self._circles.get((column, row), ()):
                    if math.hypot(x - other_x, z - other_z) < max(radius + other, gap):
                        return False
        return True

    def _dry(self, x: float, z: float, radius: float, on_water: bool) -> bool:
        land = self._land
        spacing = land.metres_per_pixel
        rows, columns = land.heights_m.shape
        if not (radius <= x <= (columns - 1) * spacing - radius and radius <= z <= (rows - 1) * spacing - radius):
            return False
        reach = radius if on_water else min(radius, 1.0)
        for dx, dz in ((0.0, 0.0), (reach, 0.0), (-reach, 0.0), (0.0, reach), (0.0, -reach)):
            wet = not math.isnan(land.water_m[round((z + dz) / spacing), round((x + dx) / spacing)])
            if wet != on_water:
                return False
        return True

    def take(self, x: float, z: float, radius: float) -> None:
        """Take a circle."""
        self._circles.setdefault(_cell(x, z), []).append((x, z, radius))
        self._widest = max(self._widest, radius)


def _cell(x: float, z: float) -> tuple[int, int]:
    return math.floor(x / _CELL_M), math.floor(z / _CELL_M)
