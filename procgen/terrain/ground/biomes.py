"""Biomes from warmth, moisture and slope.

The scheme is that of the life zones of Holdridge (1967): a row for each class of biotemperature, a column for each
class of potential evaporation over rainfall, which is how Whittaker's diagram of temperature and rainfall reads as a
table.
"""

from __future__ import annotations

from enum import IntEnum

import numpy as np
import numpy.typing as npt

from procgen.terrain.ground.flow import BoolArray, FloatArray, row_blocks

EVAPORATION_MM_PER_C = 58.93
"""Potential evaporation of a year for each degree of biotemperature (Holdridge 1967)."""
_SEASONS_C = 6.4
_SHORE_SLOPE_DEG = 8.0


class Biome(IntEnum):
    """What a layer ``biome`` holds."""

    SEA = 0
    LAKE = 1
    RIVER = 2
    BEACH = 3
    BARE_ROCK = 4
    ICE = 5
    TUNDRA = 6
    COLD_STEPPE = 7
    BOREAL_FOREST = 8
    GRASSLAND = 9
    SHRUBLAND = 10
    TEMPERATE_FOREST = 11
    TEMPERATE_RAINFOREST = 12
    DESERT = 13
    SAVANNA = 14
    TROPICAL_FOREST = 15
    TROPICAL_RAINFOREST = 16
    WETLAND = 17


WARMTH_C = (1.5, 3.0, 6.0, 12.0, 20.0)
"""Where one row of the table ends and the next begins, °C of biotemperature."""
DRYNESS = (0.35, 1.0, 1.6, 2.8)
"""Where one column ends and the next begins: potential evaporation over rainfall, from wet to dry."""
_B = Biome
LIFE_ZONES = np.array(
    [
        [_B.ICE, _B.ICE, _B.ICE, _B.ICE, _B.ICE],
        [_B.TUNDRA, _B.TUNDRA, _B.TUNDRA, _B.TUNDRA, _B.DESERT],
        [_B.BOREAL_FOREST, _B.BOREAL_FOREST, _B.BOREAL_FOREST, _B.COLD_STEPPE, _B.DESERT],
        [_B.TEMPERATE_RAINFOREST, _B.TEMPERATE_FOREST, _B.GRASSLAND, _B.COLD_STEPPE, _B.DESERT],
        [_B.TEMPERATE_RAINFOREST, _B.TEMPERATE_FOREST, _B.SHRUBLAND, _B.GRASSLAND, _B.DESERT],
        [_B.TROPICAL_RAINFOREST, _B.TROPICAL_FOREST, _B.TROPICAL_FOREST, _B.SAVANNA, _B.DESERT],
    ],
    np.uint8,
)
"""Biome by warmth (rows, from cold) and dryness (columns, from wet)."""


def biotemperature_c(mean_c: FloatArray) -> FloatArray:
    """Mean of the year's temperatures with frost counted as 0 °C, for seasons of 10 °C around the mean."""
    warm: FloatArray = mean_c * mean_c
    warm += np.float32(_SEASONS_C**2)
    np.sqrt(warm, out=warm)
    warm += mean_c
    warm *= np.float32(0.5)
    return warm


def dryness(biotemperature: FloatArray, rainfall_mm: FloatArray) -> FloatArray:
    """Potential evaporation over rainfall; below 1 there is more rain than can evaporate."""
    result = biotemperature * np.float32(EVAPORATION_MM_PER_C)
    result /= np.maximum(rainfall_mm, np.float32(1.0))
    return result


def classify(
    warmth_c: FloatArray,
    dry: FloatArray,
    slope_deg: FloatArray,
    wetness: FloatArray,
    above_sea_m: FloatArray,
    waters: tuple[BoolArray, BoolArray, BoolArray],
    rock_slope_deg: float,
    shore_m: float,
) -> npt.NDArray[np.uint8]:
    """The biome of each pixel.

    Args:
        warmth_c: biotemperature, °C.
        dry: potential evaporation over rainfall.
        slope_deg: of the ground, smoothed.
        wetness: 0 to 1, smoothed.
        above_sea_m: height above the sea.
        waters: where sea, lake and river are.
        rock_slope_deg: bare rock from this slope on.
        shore_m: gentle ground up to this height above the sea is beach.

    Returns:
        (depth, width) numbers of :class:`Biome`.
    """
    biome = np.empty(warmth_c.shape, np.uint8)
    sea, lake, river = waters
    for rows in row_blocks(warmth_c.shape):
        row = np.zeros(biome[rows].shape, np.uint8)
        for limit in WARMTH_C:
            row += warmth_c[rows] >= np.float32(limit)
        row *= np.uint8(LIFE_ZONES.shape[1])
        for limit in DRYNESS:
            row += dry[rows] >= np.float32(limit)
        part = np.take(LIFE_ZONES.reshape(-1), row)
        gentle = slope_deg[rows] < np.float32(_SHORE_SLOPE_DEG)
        alive = part != Biome.ICE
        part[gentle & alive & (wetness[rows] > np.float32(0.86))] = Biome.WETLAND
        part[gentle & alive & (np.abs(above_sea_m[rows]) < np.float32(shore_m))] = Biome.BEACH
        part[slope_deg[rows] > np.float32(rock_slope_deg)] = Biome.BARE_ROCK
        part[river[rows]] = Biome.RIVER
        part[lake[rows]] = Biome.LAKE
        part[sea[rows]] = Biome.SEA
        biome[rows] = part
    return biome
