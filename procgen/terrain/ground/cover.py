"""What covers a ground: climate and biomes, materials, and how densely things grow and lie."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import numpy.typing as npt

from procgen.terrain.ground.biomes import biotemperature_c, classify, dryness
from procgen.terrain.ground.fields import doubled, halved, smoothed, smoothstep
from procgen.terrain.ground.flow import FloatArray, row_blocks
from procgen.terrain.ground.relief import hollows, smooth_slope
from procgen.terrain.ground.splat import Material, layered, to_bytes
from procgen.terrain.ground.survey import Survey, kept
from procgen.terrain.ground.water import eroded, river, waters, wetness

_MOISTURE_ROUNDS = 12
_SHORE_M = 2.0
_SHORE_RISE = 0.12


@kept
def _climate(survey: Survey) -> tuple[FloatArray, FloatArray]:
    """Biotemperature, °C, and dryness."""
    wished = survey.parameters
    above = np.maximum(waters(survey).surface_m - np.float32(survey.sea_level_m), np.float32(0.0))
    above *= np.float32(-wished.lapse_c_per_km / 1000.0)
    above += np.float32(wished.sea_level_temperature_c)
    warmth = biotemperature_c(above)
    # Hollows and valley floors keep water, ridges lose it.
    rain = _smooth_wetness(survey) * np.float32(1.1 * wished.rainfall_mm)
    rain += np.float32(0.45 * wished.rainfall_mm)
    return warmth, dryness(warmth, rain)


@kept
def _smooth_wetness(survey: Survey) -> FloatArray:
    damp = wetness(survey)
    half = halved(damp)
    wide = smoothed(halved(half), _MOISTURE_ROUNDS)
    return doubled(doubled(wide, half.shape), damp.shape)


def _shore_m(survey: Survey) -> float:
    """Height up to which the sea throws sand: on coarse grids at least a pixel of a gentle shore."""
    return max(_SHORE_M, _SHORE_RISE * survey.spacing)


@kept
def _dry_land(survey: Survey) -> FloatArray:
    """1 on land, 0 in lakes and the sea, and on a river by how much of the pixel it leaves."""
    water = waters(survey)
    land: FloatArray = np.float32(1.0) - river(survey)
    land[water.sea] = 0.0
    land[water.lakes > 0] = 0.0
    survey.forget(river, "river", "river_width", "biome")
    return land


@kept
def sediment(survey: Survey) -> FloatArray:
    """0 to 1: where fine debris lies."""
    if survey.parameters.hydraulic_erosion > 0.0 or survey.parameters.thermal_erosion > 0.0:
        lain = eroded(survey).sediment_m
        most = float(np.percentile(lain, 99.0))
        share: FloatArray = np.clip(lain / np.float32(max(most, 1e-6)), 0.0, 1.0)
        return share
    # Debris comes to lie where slopes ease, in hollows, and where water brings it.
    hollow = smoothstep(-0.01, 0.06, hollows(survey) * np.float32(1.0 / (4.0 * survey.spacing)))
    hollow *= smoothstep(24.0, 4.0, smooth_slope(survey))
    hollow *= np.float32(0.35) + np.float32(0.65) * wetness(survey)
    return hollow


@kept
def biome(survey: Survey) -> npt.NDArray[np.uint8]:
    """Numbers of biomes."""
    water = waters(survey)
    warmth, dry = _climate(survey)
    return classify(
        warmth,
        dry,
        doubled(smoothed(halved(smooth_slope(survey)), 3), dry.shape),
        _smooth_wetness(survey),
        water.surface_m - np.float32(survey.sea_level_m),
        (water.sea, water.lakes > 0, river(survey) > 0.5),
        survey.parameters.rock_slope_deg,
        _shore_m(survey),
    )


@kept
def deposit(survey: Survey) -> FloatArray:
    """Metres of loose ground that water and gravity have laid down."""
    if survey.parameters.hydraulic_erosion > 0.0 or survey.parameters.thermal_erosion > 0.0:
        return eroded(survey).sediment_m
    # A hollow is filled by about as much as it still lies below its surroundings.
    filled: FloatArray = sediment(survey) * np.maximum(hollows(survey), np.float32(0.0))
    return filled


def _debris_rows(survey: Survey, rows: slice) -> FloatArray:
    """Cover of scree on some rows: on slopes a little too gentle for rock to stand bare, most of all in hollows."""
    rock_deg, slope = survey.parameters.rock_slope_deg, smooth_slope(survey)[rows]
    hollow = hollows(survey)[rows] * np.float32(1.0 / (4.0 * survey.spacing))
    steep = smoothstep(0.62 * rock_deg, 0.85 * rock_deg, slope)
    steep *= np.float32(0.3) + np.float32(0.7) * smoothstep(-0.02, 0.05, hollow)
    return steep


def _rock_rows(survey: Survey, rows: slice) -> FloatArray:
    """Cover of bare rock on some rows: where it is steep, and on bulges."""
    rock_deg, slope = survey.parameters.rock_slope_deg, smooth_slope(survey)[rows]
    hollow = hollows(survey)[rows] * np.float32(1.0 / (4.0 * survey.spacing))
    steep = slope + np.float32(8.0) * smoothstep(0.0, 0.12, -hollow)
    bare = smoothstep(0.88 * rock_deg, 1.12 * rock_deg, steep)
    bulging = smoothstep(0.0, 0.2, -hollow) * smoothstep(0.4 * rock_deg, 0.8 * rock_deg, slope)
    return np.asarray(np.maximum(bare, bulging), np.float32)


def _snow_rows(survey: Survey, rows: slice) -> FloatArray:
    """Cover of snow on some rows: where it is cold, and not so steep that it slides."""
    rock_deg, slope = survey.parameters.rock_slope_deg, smooth_slope(survey)[rows]
    cold = smoothstep(2.2, 1.2, _climate(survey)[0][rows])
    cold *= smoothstep(1.3 * rock_deg, 0.95 * rock_deg, slope)
    return cold


def _on_land(survey: Survey, cover: Callable[[Survey, slice], FloatArray]) -> FloatArray:
    """A cover of all rows, and none under water."""
    land = _dry_land(survey)
    whole = np.empty(land.shape, np.float32)
    for rows in row_blocks((len(land), land.shape[1]), 1 << 15):
        survey.checkpoint()
        np.multiply(cover(survey, rows), land[rows], out=whole[rows])
    return whole


@kept
def debris(survey: Survey) -> FloatArray:
    """0 to 1: where coarse debris has come to rest below rock."""
    return _on_land(survey, _debris_rows)


@kept
def rock(survey: Survey) -> FloatArray:
    """0 to 1: where rock is bare, be there snow on it or not."""
    return _on_land(survey, _rock_rows)


@kept
def snow(survey: Survey) -> FloatArray:
    """0 to 1: where snow lies all the year."""
    return _on_land(survey, _snow_rows)


def _covers(survey: Survey, rows: slice) -> list[tuple[Material, FloatArray]]:
    """What lies over what on some rows, from the ground up."""
    rock_deg = survey.parameters.rock_slope_deg
    slope = smooth_slope(survey)[rows]
    warmth, dry = (field[rows] for field in _climate(survey))
    wet = wetness(survey)[rows]
    hollow = hollows(survey)[rows] * np.float32(1.0 / (4.0 * survey.spacing))
    bulge = smoothstep(0.0, 0.12, -hollow)
    above = waters(survey).surface_m[rows] - np.float32(survey.sea_level_m)
    lain = sediment(survey)[rows]
    fallen, bare, frozen = _debris_rows(survey, rows), _rock_rows(survey, rows), _snow_rows(survey, rows)
    grass = smoothstep(3.2, 1.4, dry) * smoothstep(1.2, 3.5, warmth) * smoothstep(rock_deg, 0.7 * rock_deg, slope)
    grass *= np.float32(1.0) - np.float32(0.5) * bulge
    shore = smoothstep(1.3 * _shore_m(survey), 0.5 * _shore_m(survey), above) * smoothstep(14.0, 6.0, slope)
    sand = np.maximum(shore, smoothstep(2.4, 3.4, dry) * smoothstep(24.0, 12.0, slope) * smoothstep(2.0, 8.0, warmth))
    mud = smoothstep(0.9, 1.0, wet) * smoothstep(20.0, 8.0, slope)
    mud = np.maximum(mud * smoothstep(1.0, 2.5, warmth), np.float32(1.0) - _dry_land(survey)[rows])
    mud[waters(survey).sea[rows]] = 0.0
    silt = np.float32(0.55) * lain * smoothstep(0.3, 0.9, lain)
    return [
        (Material.GRASS, grass),
        (Material.SOIL, silt),
        (Material.FOREST_FLOOR, smoothstep(0.1, 0.8, trees(survey)[rows])),
        (Material.SAND, sand),
        (Material.SCREE, fallen),
        (Material.ROCK, bare),
        (Material.SNOW, frozen),
        (Material.MUD, mud),
    ]


@kept
def splat(survey: Survey) -> npt.NDArray[np.uint8]:
    """(depth, width, 8) shares of materials."""
    for prepare in (wetness, sediment, trees, river, smooth_slope, hollows, _climate, _dry_land):
        prepare(survey)
    shape = survey.heights.shape
    weights = np.empty((*shape, len(Material)), np.uint8)
    for rows in row_blocks(shape, 1 << 15):
        survey.checkpoint()
        weights[rows] = to_bytes(layered(_covers(survey, rows)))
    return weights


@kept
def trees(survey: Survey) -> FloatArray:
    """Density, 0 to 1."""
    warmth, dry = _climate(survey)
    slope = smooth_slope(survey)
    density = np.empty(slope.shape, np.float32)
    land = _dry_land(survey)
    for rows in row_blocks(slope.shape):
        part = smoothstep(1.3, 0.7, dry[rows]) * smoothstep(3.2, 5.0, warmth[rows])
        part *= smoothstep(40.0, 26.0, slope[rows])
        part *= smoothstep(0.97, 0.85, wetness(survey)[rows])
        part *= land[rows]
        part *= smoothstep(2.0, 6.0, waters(survey).surface_m[rows] - np.float32(survey.sea_level_m))
        density[rows] = part
    return density


@kept
def bushes(survey: Survey) -> FloatArray:
    """Density, 0 to 1."""
    warmth, dry = _climate(survey)
    slope = smooth_slope(survey)
    wood, land = trees(survey), _dry_land(survey)
    density = np.empty(slope.shape, np.float32)
    for rows in row_blocks(slope.shape):
        # Thickest at the forest's edge, thinner under the trees, and up to where it is too dry or cold.
        part = smoothstep(3.0, 1.4, dry[rows]) * smoothstep(1.8, 3.2, warmth[rows])
        part *= smoothstep(46.0, 30.0, slope[rows]) * land[rows]
        part *= np.float32(0.35) + np.float32(2.6) * wood[rows] * (np.float32(1.0) - wood[rows])
        part *= smoothstep(1.0, 3.0, waters(survey).surface_m[rows] - np.float32(survey.sea_level_m))
        density[rows] = np.minimum(part, 1.0)
    return density


@kept
def grass(survey: Survey) -> FloatArray:
    """Density, 0 to 1."""
    return _from_splat(survey, {Material.GRASS: 1.0, Material.FOREST_FLOOR: 0.3, Material.SOIL: 0.15})


@kept
def rocks(survey: Survey) -> FloatArray:
    """Density of loose rocks, 0 to 1."""
    return _from_splat(survey, {Material.SCREE: 1.0, Material.ROCK: 0.35, Material.SOIL: 0.05})


def _from_splat(survey: Survey, shares: Mapping[Material, float]) -> FloatArray:
    shown, land = splat(survey), _dry_land(survey)
    density = np.zeros(land.shape, np.float32)
    for material, share in shares.items():
        density += shown[..., material] * np.float32(share / 255.0)
    density *= land
    return np.minimum(density, np.float32(1.0))
