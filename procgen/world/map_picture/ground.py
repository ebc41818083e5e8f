"""The land of a map: relief, tints, contours, and water with lines along its shores."""

from __future__ import annotations

import math
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import numpy as np
import numpy.typing as npt
from PIL import Image

from procgen.runtime.checkpoint import Checkpoint
from procgen.terrain.ground.fields import smoothed
from procgen.texture.terrain_layers import BIOMES
from procgen.world.distances import chamfer
from procgen.world.ground_height import sampled
from procgen.world.ground_paint import noise
from procgen.world.map_picture.sheet import INK, Rgb, Sheet
from procgen.world.place import FloatArray, Land

_SHORE: Final[Rgb] = (58, 84, 98)
_TINTS: Final[Mapping[str, Rgb]] = MappingProxyType(
    {
        "sea": (236, 220, 182),
        "lake": (206, 214, 176),
        "river": (206, 214, 176),
        "beach": (241, 224, 178),
        "bare_rock": (205, 196, 184),
        "ice": (246, 246, 244),
        "tundra": (208, 205, 178),
        "cold_steppe": (221, 213, 168),
        "boreal_forest": (172, 194, 152),
        "grassland": (207, 218, 160),
        "shrubland": (216, 214, 160),
        "temperate_forest": (174, 203, 142),
        "temperate_rainforest": (155, 192, 142),
        "desert": (238, 217, 165),
        "savanna": (227, 213, 152),
        "tropical_forest": (169, 204, 132),
        "tropical_rainforest": (148, 194, 128),
        "wetland": (176, 200, 168),
    }
)
"""Of land, by biome; under water, where its edge shows through."""


def drawn_ground(land: Land, sheet: Sheet, checkpoint: Checkpoint) -> npt.NDArray[np.uint8]:
    """(depth, width, 3) the land from above: tints of its biomes, light on its relief, contours, water."""
    width, height = sheet.ground_px
    x_m = (np.arange(width, dtype=np.float64) + 0.5) / sheet.px_per_m
    z_m = (np.arange(height, dtype=np.float64) + 0.5) / sheet.px_per_m
    spacing = land.metres_per_pixel

    def of(field: FloatArray) -> FloatArray:
        checkpoint()
        return sampled(field, spacing, x_m, z_m)

    table = np.array([_TINTS[name] for name in BIOMES], np.float32)
    softness = max(round(14.0 / spacing), 1)
    tints = [of(smoothed(np.ascontiguousarray(table[land.biome, channel]), softness)) for channel in range(3)]
    colour = np.stack(tints, axis=-1)
    rough = noise((height, width), 26.0, "world/map/paper") * np.float32(0.6)
    rough += noise((height, width), 7.0, "world/map/grain") * np.float32(0.4)
    colour += rough[..., None] * np.float32(5.0)
    shade = of(_shade(land))
    colour = np.where(
        shade[..., None] < 1.0,
        colour * (0.42 + 0.58 * shade[..., None]) + np.array((22.0, 16.0, 30.0)) * (1.0 - shade[..., None]),
        colour + (shade[..., None] - 1.0) * 70.0,
    )
    _contours(colour, of(smoothed(land.heights_m.astype(np.float32), 1)), of(land.water.astype(np.float32)))
    checkpoint()
    _water(colour, land, sheet, checkpoint)
    return np.clip(colour, 0, 255).astype(np.uint8)


def _shade(land: Land) -> FloatArray:
    """Light on the relief, 1 where it is level."""
    heights = smoothed(land.heights_m.astype(np.float32), 1)
    heights = np.where(land.water, np.maximum(heights, np.nan_to_num(land.water_m, nan=-np.inf)), heights)
    dz, dx = np.gradient(heights, land.metres_per_pixel)
    typical = float(np.quantile(np.hypot(dx, dz), 0.9))
    strength = np.float32(0.55 / max(typical, 0.08))
    light = np.array((-0.5, 0.72, -0.5))
    light = light / math.sqrt(float(light @ light))
    dx, dz = dx * strength, dz * strength
    lit = (-dx * light[0] + light[1] - dz * light[2]) / np.sqrt(1.0 + dx * dx + dz * dz)
    shade: FloatArray = np.clip(lit / light[1], 0.25, 1.45).astype(np.float32)
    return shade


def _contours(colour: FloatArray, heights: FloatArray, wet: FloatArray) -> None:
    """Fine lines at equal heights, every fifth stronger."""
    low, high = float(heights.min()), float(heights.max())
    step = next((step for step in (2.0, 5.0, 10.0, 20.0, 50.0, 100.0) if (high - low) / step < 26.0), 200.0)
    dz, dx = np.gradient(heights)
    rise = np.maximum(np.hypot(dx, dz), 1e-4)
    for every, strength in ((1, 0.10), (5, 0.13)):
        offset = np.abs((heights / (step * every) + 0.5) % 1.0 - 0.5) * step * every
        line = np.clip(1.25 - offset / rise, 0.0, 1.0) * (wet < 0.5) * strength * np.clip(rise * 40.0, 0.0, 1.0)
        colour += (np.array(INK, np.float32) - colour) * line[..., None]


def _water(colour: FloatArray, land: Land, sheet: Sheet, checkpoint: Checkpoint) -> None:
    width, height = sheet.ground_px
    # Half a cell on both sides of a shore is water by a share, which a smooth line runs through.
    wet = np.asarray(
        Image.fromarray(smoothed(land.water.astype(np.float32), 1)).resize(
            (
                width + round(land.metres_per_pixel * sheet.px_per_m),
                height + round(land.metres_per_pixel * sheet.px_per_m),
            ),
            Image.Resampling.BICUBIC,
        ),
        np.float32,
    )
    skip = round(land.metres_per_pixel * sheet.px_per_m / 2)
    wet = wet[skip : skip + height, skip : skip + width]
    is_wet = wet > 0.5
    if not is_wet.any():
        return
    checkpoint()
    away = _distance_px(is_wet, 90)
    checkpoint()
    deep = np.clip(away / 90.0, 0.0, 1.0)[..., None]
    near, far = np.array((176.0, 207.0, 208.0), np.float32), np.array((116.0, 163.0, 178.0), np.float32)
    water = near + (far - near) * np.sqrt(deep)
    water += noise((height, width), 40.0, "world/map/water")[..., None] * 4.0
    # Lines that follow the shore, fainter as they leave it.
    for number, place_px in enumerate((5.0, 13.0, 24.0, 38.0)):
        line = np.clip(1.2 - np.abs(away - place_px), 0.0, 1.0) * (0.5 - 0.11 * number)
        water += (np.array(_SHORE, np.float32) - water) * line[..., None]
    colour[is_wet] = water[is_wet]
    edge = np.clip(1.9 - np.abs(_distance_px(is_wet, 3) - _distance_px(~is_wet, 3)), 0.0, 1.0) * 0.85
    colour += (np.array(_SHORE, np.float32) - colour) * edge[..., None]


def _distance_px(inside: npt.NDArray[np.bool_], most: int) -> FloatArray:
    """(rows, columns) how far each pixel inside is from the nearest outside, up to ``most``; 0 outside.

    Steps across the grid count 4 thirds, and the picture is made smaller where distances are long.
    """
    shrink = 3 if most > 20 else 1
    image = Image.fromarray(inside.astype(np.uint8) * np.uint8(255))
    if shrink > 1:
        image = image.reduce(shrink)
    away = chamfer(np.asarray(image) <= 127, most / shrink, np.float32, oblique=4.0 / 3.0) * np.float32(shrink)
    if shrink > 1:
        size = inside.shape[1], inside.shape[0]
        away = np.asarray(Image.fromarray(away).resize(size, Image.Resampling.BICUBIC), np.float32)
    return away * inside
