"""What stands in the way out of doors, away from roads."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

import numpy as np
import scipy

from procgen.world.chance import Float64Array
from procgen.world.footprints import rectangle_distance
from procgen.world.ground_height import ground_at
from procgen.world.land import nearest_value, side_m, water_height
from procgen.world.place import BoolArray, Place
from procgen.world.plants import DEAD_WOOD, STONES
from procgen.world.prop_models import FLOATING
from procgen.world.things import THINGS
from procgen.world.trees import TREES
from procgen.world.yard_things import YARD_THINGS

STEEPEST_DEG: Final = 35.0
BODY_M: Final = 0.3
TRUNK_M: Final = 0.35
"""Of trees, only so much stands in the way, at scale 1."""
OBSTACLES: Final = frozenset((*TREES, *STONES, *DEAD_WOOD, *THINGS, *YARD_THINGS)) - FLOATING
"""Kinds of props that one goes round: crops, herbs and low shrubs one walks through."""
_CHECK_M: Final = 0.25
_POSTS_M: Final = 0.3
_WIDEST_M: Final = 4.0
"""No thing's own ground reaches farther."""


class OpenAir:
    """Where one can't go off the roads: into houses, water, walls and things, and up what is too steep.

    Args:
        place: the world.
    """

    def __init__(self, place: Place) -> None:
        self._place = place
        settlement = place.settlement
        fixtures = () if settlement is None else settlement.fixtures
        things = [each for each in (*place.props, *fixtures) if each.kind in OBSTACLES]
        woods = None if place.cover is None else place.cover.woods
        middles = np.array([(each.x_m, each.z_m) for each in things]).reshape(-1, 2)
        radius = np.array([TRUNK_M * each.scale if each.kind in TREES else each.radius_m for each in things])
        if woods is not None:
            middles = np.concatenate([middles, np.column_stack([woods.x_m, woods.z_m])])
            radius = np.concatenate([radius, TRUNK_M * woods.scale])
        walls = () if settlement is None else settlement.barriers
        for wall in walls:
            # Walls as rows of posts that leave no gap.
            posts = _posts(wall.points_m[:, ::2].astype(np.float64))
            middles = np.concatenate([middles, posts])
            radius = np.concatenate([radius, np.full(len(posts), wall.thickness_m / 2.0 + 0.5 * _POSTS_M)])
        self._things, self._radius = middles.astype(np.float64), radius.astype(np.float64)
        self._buildings = () if settlement is None else settlement.buildings

    def free(self, places: Float64Array) -> BoolArray:
        """(n,) whether somebody can stand at (n, 2) places, x and z."""
        x, z = places.T
        land = self._place.land
        east, south = side_m(land)
        ok = (x > 1.0) & (z > 1.0) & (x < east - 1.0) & (z < south - 1.0)
        ok &= np.isnan(water_height(land, x, z))
        ok &= nearest_value(land.slope_deg, land, x, z) < STEEPEST_DEG
        for building in self._buildings:
            ok &= rectangle_distance(building, x, z) > BODY_M
        low, high = places.min(axis=0) - _WIDEST_M, places.max(axis=0) + _WIDEST_M
        near = np.flatnonzero(((self._things > low) & (self._things < high)).all(axis=1))
        if len(near):
            within = scipy.spatial.cKDTree(places).query_ball_point(
                self._things[near], self._radius[near] + BODY_M - 1e-6
            )
            ok[np.array([number for found in within for number in found], np.int64)] = False
        return np.asarray(ok)

    def clear(self, start: Float64Array, end: Float64Array) -> bool:
        """Whether one can walk straight from one place to another; (2,) x and z each."""
        count = max(int(np.ceil(np.hypot(*(end - start)) / _CHECK_M)), 1)
        share = np.linspace(0.0, 1.0, count + 1)[:, None]
        return bool(self.free(start + share * (end - start)).all())

    def on_ground(self, places: Float64Array) -> Float64Array:
        """(n, 3) of (n, 2)."""
        return np.column_stack([places[:, 0], ground_at(self._place.land, places[:, 0], places[:, 1]), places[:, 1]])


def _posts(line: Float64Array) -> Float64Array:
    """(n, 2) places along a line (m, 2), at most :data:`_POSTS_M` apart."""
    found = [line[:1]]
    for start, end in pairwise(line):
        count = max(int(np.ceil(np.hypot(*(end - start)) / _POSTS_M)), 1)
        found.append(start + np.linspace(0.0, 1.0, count + 1)[1:, None] * (end - start))
    return np.concatenate(found)
