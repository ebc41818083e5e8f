"""Pictures for people, made of what a terrain call sends: light on the ground, layers in colours."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from procgen.kit.command.pictures import RgbArray
from procgen.terrain.ground.biomes import Biome
from procgen.terrain.ground.splat import Material
from procgen.terrain.heightmap import gradients
from procgen.terrain.representation import FloatArray

ByteArray = npt.NDArray[np.uint8]

_LIGHT = (-0.5, 0.62, -0.6)
"""Where the light of plain shading stands: east, up, south."""
_TYPICAL_GRADIENT = 0.55
"""Rise per metre that the steeper slopes are drawn with."""

MATERIAL_RGB: dict[Material, tuple[int, int, int]] = {
    Material.ROCK: (128, 118, 110),
    Material.SCREE: (168, 156, 140),
    Material.SOIL: (146, 112, 78),
    Material.GRASS: (128, 158, 78),
    Material.FOREST_FLOOR: (62, 98, 58),
    Material.SAND: (222, 204, 150),
    Material.SNOW: (248, 250, 252),
    Material.MUD: (98, 84, 70),
}
BIOME_RGB: dict[Biome, tuple[int, int, int]] = {
    Biome.SEA: (92, 148, 190),
    Biome.LAKE: (124, 176, 206),
    Biome.RIVER: (38, 104, 168),
    Biome.BEACH: (236, 220, 168),
    Biome.BARE_ROCK: (142, 134, 128),
    Biome.ICE: (244, 248, 252),
    Biome.TUNDRA: (186, 188, 160),
    Biome.COLD_STEPPE: (204, 196, 132),
    Biome.BOREAL_FOREST: (64, 112, 92),
    Biome.GRASSLAND: (168, 196, 96),
    Biome.SHRUBLAND: (160, 164, 92),
    Biome.TEMPERATE_FOREST: (86, 140, 74),
    Biome.TEMPERATE_RAINFOREST: (44, 112, 72),
    Biome.DESERT: (230, 200, 142),
    Biome.SAVANNA: (214, 190, 96),
    Biome.TROPICAL_FOREST: (58, 134, 52),
    Biome.TROPICAL_RAINFOREST: (26, 104, 46),
    Biome.WETLAND: (96, 150, 138),
}
SLOPE_STOPS = ((0.0, 246, 244, 232), (0.25, 238, 214, 140), (0.5, 222, 140, 76), (0.75, 168, 66, 66), (1.0, 84, 32, 68))
WETNESS_STOPS = ((0.0, 238, 226, 196), (0.4, 206, 216, 180), (0.7, 110, 172, 184), (1.0, 24, 84, 146))


def shading(heights: FloatArray, metres_per_pixel: float) -> FloatArray:
    """Light on the ground, (depth, width), 1 where it is level; steep and gentle maps are drawn alike."""
    dz, dx = gradients(heights, metres_per_pixel)
    steep = float(np.quantile(np.hypot(dx, dz)[::3, ::3], 0.9))
    factor = np.float32((_TYPICAL_GRADIENT / max(steep, 1e-3)) ** 0.7)
    east, up, south = _LIGHT
    lit = (up - factor * (east * dx + south * dz)) / np.sqrt(1.0 + factor**2 * (dx * dx + dz * dz))
    return np.asarray(np.clip(0.3 + 0.7 * lit / up, 0.35, 1.2), np.float32)


def _lit(rgb: npt.NDArray[np.floating], light: FloatArray | None) -> RgbArray:
    shown = rgb if light is None else rgb * light[..., None]
    return np.asarray(np.clip(shown + 0.5, 0, 255), np.uint8)


def biomes_drawn(numbers: ByteArray, light: FloatArray | None = None) -> RgbArray:
    """Each biome in its colour.

    Args:
        numbers: (depth, width) of :class:`Biome`.
        light: of :func:`shading`.
    """
    table = np.zeros((256, 3), np.float32)
    for biome, colour in BIOME_RGB.items():
        table[biome] = colour
    on_land = None if light is None else np.where(numbers > Biome.RIVER, light, np.float32(1.0))
    return _lit(table[numbers], on_land)


def materials_drawn(splat0: ByteArray, splat1: ByteArray, light: FloatArray | None = None) -> RgbArray:
    """The ground painted by splat weights.

    Args:
        splat0: (depth, width, 4), the first four of :class:`Material`.
        splat1: (depth, width, 4), the others.
        light: of :func:`shading`.
    """
    colours = np.array([MATERIAL_RGB[material] for material in Material], np.float32) / np.float32(255.0)
    return _lit(splat0.astype(np.float32) @ colours[:4] + splat1.astype(np.float32) @ colours[4:], light)
