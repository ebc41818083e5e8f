"""What the ground of a world is like for plants: growth by the learned table, what is painted there, what is built."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import scipy
from PIL import Image, ImageDraw

from procgen.runtime.checkpoint import Checkpoint, go_on
from procgen.runtime.store import ModelStore
from procgen.world.chance import Float64Array, smooth_noise
from procgen.world.crops import CROPS, PATCH_M
from procgen.world.ecology import Ecology, Growth
from procgen.world.footprints import placed
from procgen.world.ground_height import sampled
from procgen.world.ground_paint import centres_m, splat_of
from procgen.world.land import nearest_value, side_m
from procgen.world.place import NOBODY, FloatArray, Land, Place, Prop, Settlement
from procgen.world.plan import Plan

GROWTH_M: Final = 8.0
"""Spacing of the places at which the table is asked."""
NOISE_M: Final = 3.0
"""Spacing of the grid on which patches and edges are drawn."""
_SAMPLED: Final = 200
"""Places a side that noise is looked at to know its distribution."""
_HEDGE_M: Final = (0.6, 2.1)
"""Around fields: where their hedges begin and end."""
_GAP_M: Final = 2.2
"""Half the width of the way into a field."""
_EAVES_M: Final = 0.5
"""Around houses: below their eaves nothing grows."""
_NEAR_PEOPLE: Final = 0.75
"""Of a settlement's radius: where its woods were cut."""


@dataclass(frozen=True, slots=True, eq=False)
class CoverSite:
    """The ground, on the pixels of the density maps, (side, side), row 0 north."""

    land: Land
    plan: Plan
    ecology: Ecology
    x_m: Float64Array
    """(side,) middles of the columns."""
    z_m: Float64Array
    """(side,) middles of the rows."""
    painted: npt.NDArray[np.uint8]
    """(side, side, 8) the splat map."""
    free_m: FloatArray
    """Distance from what is built, roads and water, metres; 0 there."""
    planted: npt.NDArray[np.bool_]
    """Where crops stand and things lie: nothing else grows there."""
    hedged: npt.NDArray[np.bool_]
    """Strips around fields where hedges stand, open where one goes in."""
    away_from_people: FloatArray
    """0 in the middle of a settlement, 1 where people do not cut trees."""
    growth: Growth
    """At places :data:`GROWTH_M` apart, row by row."""
    growth_shape: tuple[int, int]

    def noise(self, seed: int, purpose: str, metres: float) -> FloatArray:
        """(rows, columns) smooth noise of that size on the grid of :data:`NOISE_M`, about -1 to 1; in a region it goes
        on from tile to tile.
        """
        east, south = side_m(self.land)
        x, z = np.arange(0.0, east + NOISE_M, NOISE_M), np.arange(0.0, south + NOISE_M, NOISE_M)
        seed, x, z = self.land.in_noise(seed, x, z)
        return smooth_noise(seed, purpose, x[None, :] / metres, z[:, None] / metres).astype(np.float32)

    def mixed(self, seed: int, noises: Mapping[str, tuple[float, float]]) -> FloatArray:
        """(rows, columns) of :data:`NOISE_M`: noises added up, each by its purpose with its size and weight."""
        first, *others = (np.float32(weight) * self.noise(seed, name, size) for name, (size, weight) in noises.items())
        return np.asarray(sum(others, first), np.float32)

    def level(self, seed: int, noises: Mapping[str, tuple[float, float]], rough: FloatArray, share: float) -> float:
        """What that share of mixed noise lies below: of what is here, or, in a region, of what there is of it anywhere:
        tiles agree.
        """
        if self.land.region is not None:
            at = np.asarray((np.arange(_SAMPLED) + 0.5) * 0.4, np.float64)
            seed = self.land.region.noise_seed
            rough = np.zeros((_SAMPLED, _SAMPLED), np.float32)
            for purpose, (_, weight) in noises.items():
                rough += np.float32(weight) * smooth_noise(seed, purpose, at[None, :], at[:, None]).astype(np.float32)
        return float(np.quantile(rough, share))

    def fine(self, field: FloatArray, spacing_m: float) -> FloatArray:
        """(side, side) a coarser grid's values on the pixels of the maps."""
        return sampled(field, spacing_m, self.x_m, self.z_m)

    def growth_at(self, x_m: Float64Array, z_m: Float64Array) -> npt.NDArray[np.int64]:
        """(places,) the nearest place of :attr:`growth`."""
        rows, columns = self.growth_shape
        column = np.clip(np.rint(x_m / GROWTH_M).astype(np.int64), 0, columns - 1)
        row = np.clip(np.rint(z_m / GROWTH_M).astype(np.int64), 0, rows - 1)
        return np.asarray(row * columns + column)


def cover_site(
    land: Land,
    settlement: Settlement | None,
    props: tuple[Prop, ...],
    plan: Plan,
    store: ModelStore,
    checkpoint: Checkpoint = go_on,
    splat: npt.NDArray[np.uint8] | None = None,
) -> CoverSite:
    """Look at the ground.

    Args:
        land: with earthworks.
        settlement: that lies on it, if any.
        props: that stand on it.
        plan: has the climate and how wooded it is.
        store: where the table is.
        checkpoint: called every few ten milliseconds.
        splat: of :func:`procgen.world.ground_paint.splat_of`, where that is known already.

    Raises:
        ModelUnavailable: the table "ecology" is missing or damaged.
    """
    painted = splat_of(Place("", land, settlement, ()), checkpoint=checkpoint) if splat is None else splat
    side = len(painted)
    x_m, z_m = centres_m(land, side)
    east, south = side_m(land)
    columns, rows = int(east / GROWTH_M) + 1, int(south / GROWTH_M) + 1
    ecology = Ecology.load(store)
    grid_z, grid_x = np.mgrid[0:rows, 0:columns] * GROWTH_M
    growth = ecology.growth(land, plan, grid_x.ravel(), grid_z.ravel(), checkpoint)
    checkpoint()
    wet = np.asarray(~np.isnan(nearest_value(land.water_m, land, x_m[None, :], z_m[:, None])))
    # What is drawn is as wide as its pixels are, and engines blend these.
    built = scipy.ndimage.binary_dilation(_built(settlement, side, (east, south)), np.ones((3, 3), np.bool_))
    taken = wet | built
    pixel = east / side
    free = np.asarray(scipy.ndimage.distance_transform_edt(~taken) * pixel, np.float32) if taken.any() else np.full(
        (side, side), np.float32(1e3)
    )  # fmt: skip
    away = np.ones((side, side), np.float32)
    if settlement is not None and settlement.kind != NOBODY:
        far = np.hypot(x_m[None, :] - settlement.x_m, z_m[:, None] - settlement.z_m)
        away = np.asarray(1.0 - 0.97 * np.exp(-((far / (_NEAR_PEOPLE * settlement.radius_m)) ** 4)), np.float32)
    return CoverSite(
        land,
        plan,
        ecology,
        x_m,
        z_m,
        painted,
        free,
        _planted(props, side, (east, south)),
        _hedged(props, settlement, side, (east, south)),
        away,
        growth,
        (rows, columns),
    )


def _built(settlement: Settlement | None, side: int, size_m: tuple[float, float]) -> npt.NDArray[np.bool_]:
    """(side, side) roads, bridges, walls, fences and houses."""
    picture = Image.new("L", (side, side))
    draw = ImageDraw.Draw(picture)
    across, along = side / size_m[0], side / size_m[1]
    if settlement is not None:
        for road in (*settlement.roads, *settlement.piers):
            line = [(float(x) * across, float(z) * along) for x, _, z in road.points_m]
            draw.line(line, fill=1, width=max(round(road.width_m * across), 1), joint="curve")
        for barrier in settlement.barriers:
            line = [(float(x) * across, float(z) * along) for x, _, z in barrier.points_m]
            draw.line(line, fill=1, width=max(round(barrier.thickness_m * across), 1))
        for building in settlement.buildings:
            half = 0.5 * np.array([building.width_m, building.depth_m]) + _EAVES_M
            wide, deep = np.array([-1, 1, 1, -1]) * half[0], np.array([-1, -1, 1, 1]) * half[1]
            draw.polygon([(float(x) * across, float(z) * along) for x, z in placed(building, wide, deep)], fill=1)
            door = building.door_x_m * across, building.door_z_m * along
            draw.ellipse([door[0] - across, door[1] - along, door[0] + across, door[1] + along], fill=1)
    return np.asarray(picture, np.bool_)


def _hedged(
    props: tuple[Prop, ...], settlement: Settlement | None, side: int, size_m: tuple[float, float]
) -> npt.NDArray[np.bool_]:
    """(side, side) strips around fields, each with a gap towards the houses."""
    inner, outer = (_patches(props, side, size_m, margin) for margin in _HEDGE_M)
    ring = outer & ~inner
    if settlement is None or not ring.any():
        return ring
    fields, _ = scipy.ndimage.label(outer)
    x, z = ((np.arange(side) + 0.5) * size / side for size in size_m)
    for number, (rows, columns) in enumerate(scipy.ndimage.find_objects(fields), 1):
        own = ring[rows, columns] & (fields[rows, columns] == number)
        if not own.any():
            continue
        away = np.hypot(x[columns] - settlement.x_m, z[rows, None] - settlement.z_m)
        row, column = np.unravel_index(int(np.argmin(np.where(own, away, np.inf))), own.shape)
        off_x, off_z = x - x[columns][column], z - z[rows][row]
        near = np.ix_(np.abs(off_z) <= _GAP_M, np.abs(off_x) <= _GAP_M)
        ring[near] &= np.hypot(off_x[near[1]], off_z[near[0]]) > _GAP_M
    return ring


def _patches(props: tuple[Prop, ...], side: int, size_m: tuple[float, float], margin_m: float) -> npt.NDArray[np.bool_]:
    """(side, side) the patches of crops, so much wider on all sides."""
    picture = Image.new("L", (side, side))
    draw = ImageDraw.Draw(picture)
    scale, half = np.array([side / size_m[0], side / size_m[1]]), 0.5 * PATCH_M + margin_m
    for prop in props:
        if prop.kind in CROPS:
            corners = placed(prop, np.array([-1, 1, 1, -1]) * half, np.array([-1, -1, 1, 1]) * half)
            draw.polygon([tuple(point) for point in (corners * scale).tolist()], fill=1)
    return np.asarray(picture, np.bool_)


def _planted(props: tuple[Prop, ...], side: int, size_m: tuple[float, float]) -> npt.NDArray[np.bool_]:
    picture = Image.new("L", (side, side))
    draw = ImageDraw.Draw(picture)
    across, along = side / size_m[0], side / size_m[1]
    for prop in props:
        x, z = prop.x_m * across, prop.z_m * along
        # Patches are squares that touch at their sides, and their circles do not reach the corners.
        reach = 0.5 * PATCH_M * 1.2 if prop.kind in CROPS else 0.5 * prop.radius_m
        if prop.kind in CROPS or reach * across > 0.5:
            draw.ellipse([x - reach * across, z - reach * along, x + reach * across, z + reach * along], fill=1)
    return np.asarray(picture, np.bool_)
