"""What covers the ground of a world where: layers by biome, slope and water, and roads, yards and fields."""

from __future__ import annotations

import math
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import numpy as np
import numpy.typing as npt
import scipy
from PIL import Image

from procgen.runtime.checkpoint import Checkpoint, go_on
from procgen.runtime.philox import gaussian_field
from procgen.terrain.ground.fields import smoothed, smoothstep
from procgen.terrain.ground.splat import MATERIALS, Material, layered, to_bytes
from procgen.texture.terrain_layers import BIOMES
from procgen.world.ground_height import Doubles, sampled
from procgen.world.place import FloatArray, Land, Place, Road

LAYERS: Final = MATERIALS
"""Names of the layers, in the order of the splat map's channels."""

_LEAST_PX, _MOST_PX = 256, 2048
_PIXEL_M = 1.0
_SEA_TOLERANCE_M = 0.05
_ROCK_DEG = (31.0, 42.0)
_SCREE_DEG = (24.0, 33.0)
_SHORE_M = 1.6
"""Height above the sea up to which there is sand."""

_GRASS, _FOREST, _SAND, _SNOW, _MUD, _SCREE, _ROCK = (
    Material.GRASS,
    Material.FOREST_FLOOR,
    Material.SAND,
    Material.SNOW,
    Material.MUD,
    Material.SCREE,
    Material.ROCK,
)
_COVER_OF_BIOME: Final[Mapping[str, Mapping[Material, float]]] = MappingProxyType(
    {
        "sea": {_SAND: 0.9, _SCREE: 0.1},
        "lake": {_MUD: 0.85},
        "river": {_SCREE: 0.7, _MUD: 0.5},
        "beach": {_SAND: 1.0},
        "bare_rock": {_ROCK: 0.6, _SCREE: 0.55, _GRASS: 0.1},
        "ice": {_SNOW: 1.0},
        "tundra": {_GRASS: 0.65, _SCREE: 0.2},
        "cold_steppe": {_GRASS: 0.8},
        "boreal_forest": {_GRASS: 0.75, _FOREST: 0.6},
        "grassland": {_GRASS: 0.96},
        "shrubland": {_GRASS: 0.75},
        "temperate_forest": {_GRASS: 0.9, _FOREST: 0.5},
        "temperate_rainforest": {_GRASS: 0.85, _FOREST: 0.7},
        "desert": {_SAND: 0.85, _SCREE: 0.1},
        "savanna": {_GRASS: 0.6},
        "tropical_forest": {_GRASS: 0.85, _FOREST: 0.5},
        "tropical_rainforest": {_GRASS: 0.8, _FOREST: 0.7},
        "wetland": {_GRASS: 0.7, _MUD: 0.4},
    }
)
"""How much of each layer lies there on level ground."""


def noise(
    shape: tuple[int, int], cell_px: float, stream: str, origin_px: tuple[float, float] = (0.0, 0.0)
) -> FloatArray:
    """Smooth noise over a picture, about -1 to 1; the same in every world.

    Args:
        shape: rows and columns.
        cell_px: its size.
        stream: its name.
        origin_px: where the picture begins, eastwards and southwards.
    """
    first_column, first_row = (math.floor(at / cell_px) for at in origin_px)
    more = 4 if origin_px == (0.0, 0.0) else 5
    rows, columns = (math.ceil(side / cell_px) + more for side in shape)
    field = gaussian_field(0, stream, first_column, first_row, columns, rows)
    large = Image.fromarray(field * np.float32(0.6)).resize(
        (round(columns * cell_px), round(rows * cell_px)), Image.Resampling.BICUBIC
    )
    left, top = (round((1.5 + at / cell_px - math.floor(at / cell_px)) * cell_px) for at in origin_px)
    return np.asarray(large, np.float32)[top : top + shape[0], left : left + shape[1]]


def _patchy(cover: FloatArray, rough: FloatArray, contrast: float = 0.3) -> FloatArray:
    """Cover gathered into patches: where it is half, half of the places are covered; none stays none, all stays all."""
    strength = np.float32(4.0 * 0.45) * cover * (np.float32(1.0) - cover)
    soft = smoothstep(0.5 - contrast, 0.5 + contrast, np.asarray(cover + strength * rough, np.float32))
    return np.asarray(np.where(cover <= 0.0, np.float32(0.0), soft), np.float32)


def sea_of(land: Land) -> npt.NDArray[np.bool_]:
    """(rows, columns) whether the water there is the sea's, and not a lake's or a river's."""
    return np.abs(np.where(land.water, land.water_m, np.inf) - land.sea_level_m) < _SEA_TOLERANCE_M


def covers_of_land(land: Land, checkpoint: Checkpoint = go_on) -> FloatArray:
    """(8, rows, columns) weights that sum to one: what nature has laid there."""
    shape = land.heights_m.shape
    spacing = land.metres_per_pixel
    table = np.zeros((len(BIOMES), len(Material)), np.float32)
    for name, covers in _COVER_OF_BIOME.items():
        for material, share in covers.items():
            table[BIOMES.index(name), material] = share
    # Biomes pass into one another within some ten metres.
    softness = max(round(12.0 / spacing), 1)
    cover = {
        material: smoothed(np.ascontiguousarray(table[land.biome, material]), softness)
        for material in (_GRASS, _FOREST, _SAND, _SNOW, _MUD, _SCREE, _ROCK)
    }
    checkpoint()
    first = (0.0, 0.0) if land.region is None else (land.region.x_m / spacing, land.region.z_m / spacing)
    wide = noise(shape, 34.0 / spacing, "world/ground/wide", first)
    fine = noise(shape, 9.0 / spacing, "world/ground/fine", first)
    rough: FloatArray = np.asarray(wide * np.float32(0.6) + fine * np.float32(0.6), np.float32)
    slope: FloatArray = np.asarray(smoothed(land.slope_deg.astype(np.float32), 1) + np.float32(3.0) * rough, np.float32)
    smooth: FloatArray = np.asarray(-rough, np.float32)
    is_sea = sea_of(land)
    above_sea = land.heights_m - np.float32(land.sea_level_m)
    sea_near = _near(is_sea, max(round(14.0 / spacing), 2))
    bank = _near(land.water & ~is_sea, max(round(3.0 / spacing), 1))
    wet = np.asarray(above_sea + rough * np.float32(0.5), np.float32)
    shore = smoothstep(_SHORE_M * 1.5, _SHORE_M * 0.4, wet) * sea_near
    shore *= smoothstep(26.0, 14.0, slope)
    warm = cover[_SNOW] < 0.5
    checkpoint()
    steep_rock = smoothstep(*_ROCK_DEG, slope)
    steep_scree = smoothstep(*_SCREE_DEG, slope) * np.float32(0.75)
    mud = np.maximum(_patchy(cover[_MUD], smooth), bank * np.float32(0.75) * warm)
    mud = np.maximum(mud * smoothstep(30.0, 15.0, slope), np.where(land.water & ~is_sea, np.float32(0.8), 0.0))
    return layered(
        [
            (_GRASS, _patchy(cover[_GRASS], rough) * smoothstep(40.0, 28.0, slope)),
            (_FOREST, _patchy(cover[_FOREST], smooth) * np.float32(0.9)),
            (_SCREE, np.maximum(_patchy(cover[_SCREE], fine), steep_scree)),
            (_SAND, np.maximum(_patchy(cover[_SAND], wide), shore)),
            (_ROCK, np.maximum(_patchy(cover[_ROCK], wide), steep_rock)),
            (_SNOW, _patchy(cover[_SNOW], rough) * smoothstep(52.0, 36.0, slope)),
            (_MUD, mud),
        ]
    )


def _near(mask: npt.NDArray[np.bool_], reach_px: int) -> FloatArray:
    """1 in the mask, falling to 0 about ``reach_px`` away."""
    rounds = max(reach_px // 2, 1)
    return smoothed(scipy.ndimage.binary_dilation(mask, iterations=rounds).astype(np.float32), rounds)


def side_px_of(land: Land) -> int:
    """Side of the splat map, pixels: a power of two of about a metre each."""
    side_m = (max(land.heights_m.shape) - 1) * land.metres_per_pixel
    return int(min(max(2 ** round(math.log2(side_m / _PIXEL_M)), _LEAST_PX), _MOST_PX))


def centres_m(land: Land, side_px: int) -> tuple[Doubles, Doubles]:
    """Where the middles of a picture's columns and rows lie that covers the ground from edge to edge, metres."""
    rows, columns = land.heights_m.shape
    share = (np.arange(side_px) + 0.5) / side_px
    return share * (columns - 1) * land.metres_per_pixel, share * (rows - 1) * land.metres_per_pixel


def splat_of(
    place: Place,
    side_px: int | None = None,
    checkpoint: Checkpoint = go_on,
    covers: FloatArray | None = None,
) -> npt.NDArray[np.uint8]:
    """The splat map of the whole ground: (side, side, 8) bytes that sum to 255, with roads, yards and fields.

    Args:
        place: its land and settlement count.
        side_px: pixels a side; :func:`side_px_of` if not given.
        checkpoint: called every few ten milliseconds.
        covers: of :func:`covers_of_land`, where that is known already.
    """
    side = side_px or side_px_of(place.land)
    land = place.land
    x_m, z_m = centres_m(land, side)
    weights = np.empty((len(Material), side, side), np.float32)
    for layer, cover in zip(weights, covers_of_land(land, checkpoint) if covers is None else covers, strict=True):
        checkpoint()
        layer[:] = sampled(cover, land.metres_per_pixel, x_m, z_m)
    settlement = place.settlement
    if settlement is not None:
        rough = noise((side, side), 2.6 / (x_m[1] - x_m[0]), "world/ground/edges")
        _paint_yards(weights, place, x_m, z_m, rough)
        for road in settlement.roads:
            checkpoint()
            _paint_road(weights, road, x_m, z_m, rough)
    checkpoint()
    weights /= weights.sum(axis=0)
    return to_bytes(weights)


def _lay(weights: FloatArray, window: tuple[slice, slice], cover: FloatArray, shares: Mapping[Material, float]) -> None:
    """Lay a mixture over a part of the picture."""
    part = weights[(slice(None), *window)]
    part *= np.float32(1.0) - cover
    for material, share in shares.items():
        part[material] += cover * np.float32(share)


def _window(x_m: Doubles, z_m: Doubles, low: tuple[float, float], high: tuple[float, float]) -> tuple[slice, slice]:
    left, right = np.searchsorted(x_m, [low[0], high[0]])
    top, bottom = np.searchsorted(z_m, [low[1], high[1]])
    return slice(int(top), int(bottom)), slice(int(left), int(right))


def _paint_road(weights: FloatArray, road: Road, x_m: Doubles, z_m: Doubles, rough: FloatArray) -> None:
    points = road.points_m.astype(np.float64)
    if len(points) < 2:
        return
    pixel = float(x_m[1] - x_m[0])
    half = road.width_m / 2
    reach = half + 1.6
    # Only the part of the picture that the road runs through is looked at.
    (low_x, _, low_z), (high_x, _, high_z) = points.min(axis=0) - reach, points.max(axis=0) + reach
    around = _window(x_m, z_m, (low_x, low_z), (high_x, high_z))
    z_m, x_m, rough = z_m[around[0]], x_m[around[1]], rough[around]
    weights = weights[(slice(None), *around)]
    away = np.full((len(z_m), len(x_m)), np.float32(1e3))
    for index in range(len(points) - 1):
        if road.bridge[index]:
            continue
        (ax, _, az), (bx, _, bz) = points[index], points[index + 1]
        window = _window(
            x_m, z_m, (min(ax, bx) - reach, min(az, bz) - reach), (max(ax, bx) + reach, max(az, bz) + reach)
        )
        x, z = x_m[window[1]][None, :] - ax, z_m[window[0]][:, None] - az
        dx, dz = bx - ax, bz - az
        along = np.clip((x * dx + z * dz) / max(dx * dx + dz * dz, 1e-9), 0.0, 1.0)
        distance = np.hypot(x - along * dx, z - along * dz)
        np.minimum(away[window], distance, out=away[window], casting="same_kind")
    rows, columns = np.nonzero(away < reach)
    if not rows.size:
        return
    window = slice(rows.min(), rows.max() + 1), slice(columns.min(), columns.max() + 1)
    distance, edge = away[window], rough[window]
    if road.kind == "path":
        cover = smoothstep(half + 0.35 * pixel, half * 0.35, distance + np.float32(0.5) * edge) * np.float32(0.85)
        _lay(weights, window, cover, {Material.SOIL: 0.85, Material.SCREE: 0.15})
        return
    verge = smoothstep(half + 1.2, half - 0.2, distance + np.float32(0.7) * edge) * np.float32(0.7)
    _lay(weights, window, verge, {Material.SOIL: 1.0})
    bed = smoothstep(half + 0.3 * pixel, half - 0.5 * pixel, distance + np.float32(0.25) * edge)
    gravel = 0.75 if road.kind == "street" else 0.6
    _lay(weights, window, bed, {Material.SOIL: 1.0 - gravel, Material.SCREE: gravel})
    if road.width_m > 2.5:
        # Wheels wear two tracks.
        track = smoothstep(0.55, 0.1, np.abs(distance - np.float32(half * 0.45))) * np.float32(0.55)
        _lay(weights, window, track * bed, {Material.SOIL: 1.0})


def _paint_yards(weights: FloatArray, place: Place, x_m: Doubles, z_m: Doubles, rough: FloatArray) -> None:
    """Bare ground around houses, more in front of the door."""
    assert place.settlement is not None
    for building in place.settlement.buildings:
        angle = math.radians(building.turn_deg)
        c, s = math.cos(angle), math.sin(angle)
        reach = math.hypot(building.width_m, building.depth_m) / 2 + 4.0
        low = building.x_m - reach, building.z_m - reach
        window = _window(x_m, z_m, low, (building.x_m + reach, building.z_m + reach))
        dx, dz = x_m[window[1]][None, :] - building.x_m, z_m[window[0]][:, None] - building.z_m
        # Into the building's own frame: the turn about y undone.
        across, along = dx * c - dz * s, dx * s + dz * c
        outside = np.hypot(
            np.maximum(np.abs(across) - building.width_m / 2, 0.0),
            np.maximum(np.abs(along) - building.depth_m / 2, 0.0),
        )
        door = np.hypot(x_m[window[1]][None, :] - building.door_x_m, z_m[window[0]][:, None] - building.door_z_m)
        distance = np.minimum(outside, door - 0.6).astype(np.float32)
        cover = smoothstep(2.4, 0.2, distance + np.float32(0.9) * rough[window]) * np.float32(0.8)
        _lay(weights, window, cover, {Material.SOIL: 0.85, Material.SCREE: 0.15})
