"""Pictures of terrain for people: relief shading over height tints, as in a good atlas."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFilter
from PIL.PngImagePlugin import PngInfo

from procgen.formats.png import picture_png
from procgen.runtime.checkpoint import Checkpoint, go_on
from procgen.terrain.heightmap import Heightmap, gradients
from procgen.terrain.representation import FloatArray
from procgen.terrain.rivers import Carved

RgbArray = npt.NDArray[np.uint8]

# Tints from the foot to the top of the land, and from the shore to the deepest place: (place, red, green, blue).
_LAND_STOPS = (
    (0.00, 134, 172, 124),
    (0.12, 162, 191, 136),
    (0.27, 203, 210, 153),
    (0.40, 228, 216, 160),
    (0.54, 217, 187, 132),
    (0.68, 190, 152, 110),
    (0.80, 166, 140, 120),
    (0.90, 196, 190, 186),
    (1.00, 252, 252, 252),
)
_SEA_STOPS = (
    (0.00, 184, 216, 226),
    (0.12, 158, 201, 218),
    (0.35, 118, 172, 203),
    (0.70, 78, 134, 177),
    (1.00, 48, 96, 145),
)
_ROCK_RGB = (132.0, 120.0, 112.0)
"""What steep ground fades to."""
_SHADOW_RGB = (52.0, 58.0, 92.0)
_LIGHT_RGB = (255.0, 250.0, 232.0)

_STEPS = 2048
"""Entries of a colour table."""
_SAMPLES = 65536
"""The statistics of larger maps are taken from about that many pixels."""
_TARGET_GRADIENT = 0.62
"""Rise per metre that typical slopes are drawn towards by the vertical exaggeration."""
_EXAGGERATION_POWER = 0.72
"""1 would make all land look equally steep, 0 would leave it as it is."""
_LIGHT_ALTITUDE_DEG = 45.0
_LIGHT_AZIMUTHS_DEG = (225.0, 270.0, 315.0, 360.0)
_MAIN_AZIMUTH_DEG = 315.0
_MAIN_SHARE = 0.55
"""How much the single light from the north-west counts beside the four that follow the aspect."""
_CONTRAST_PX = (6, 24)
"""Scales on which valleys are darkened and ridges brightened."""
_CONTRAST_GAIN = (0.05, 0.08)
_SHALLOWS_PX = 5
"""How far the lighter water reaches from the shore."""
_FLOOR_SHADING = 0.45
"""How much of light and shadow is seen on the sea's floor, where it is kept."""
_OPEN_SEA = 0.28
"""Place on the sea's scale of open water without depth."""
_RIVER_RGB = (38.0, 104.0, 168.0)
_LAKE_RGB = (124.0, 176.0, 206.0)
_NARROWEST_RIVER_PX = 0.5
"""Half the width below which rivers would break up in the picture."""
_PREVIEW_COMPRESS_LEVEL = 1
_FULL_COMPRESS_LEVEL = 2


@dataclass(frozen=True, slots=True)
class _Scale:
    """What the drawing is scaled by."""

    quantiles: FloatArray
    """Heights of the land at evenly spaced ranks, ascending."""
    exaggeration: float
    deepest_m: float
    """Depth of the sea that takes the darkest blue, positive."""


def _scale_of(heights: FloatArray, slope: FloatArray, sea_level_m: float) -> _Scale:
    stride = max(1, math.isqrt(heights.size // _SAMPLES))
    sample, sampled_slope = heights[::stride, ::stride], slope[::stride, ::stride]
    land = sample > sea_level_m
    if not land.any():
        land = np.ones_like(land)
    quantiles = np.quantile(sample[land], np.linspace(0.002, 0.998, 65)).astype(np.float32)
    typical = float(np.quantile(sampled_slope[land], 0.85))
    exaggeration = (_TARGET_GRADIENT / max(typical, 1e-3)) ** _EXAGGERATION_POWER
    relief = float(quantiles[-1] - quantiles[0])
    # A tidal flat is not drawn like an abyss.
    deepest = max(sea_level_m - float(sample.min()), 0.15 * relief, 20.0)
    return _Scale(quantiles, exaggeration, deepest)


def _table(stops: tuple[tuple[float, int, int, int], ...], place: npt.NDArray[np.float64]) -> FloatArray:
    """Colours at the places given: (3, n) float32, 0 to 255."""
    knots = np.array(stops, np.float64)
    return np.stack([np.interp(place, knots[:, 0], knots[:, 1 + c]) for c in range(3)]).astype(np.float32)


def _index(value: FloatArray, low: float, high: float) -> npt.NDArray[np.int16]:
    """Entry of a table that reaches from low to high."""
    scaled = (value - np.float32(low)) * np.float32((_STEPS - 1) / max(high - low, 1e-6))
    return np.clip(scaled, 0, _STEPS - 1, out=scaled).astype(np.int16)


def _land_tint(heights: FloatArray, quantiles: FloatArray) -> FloatArray:
    """Half by height, half by rank, so that one peak does not take all the colours; low land never turns white."""
    low, high = float(quantiles[0]), float(quantiles[-1])
    top = np.clip(0.2 + 0.33 * math.log10(max(high - low, 1.0) / 10.0), 0.3, 1.0)
    linear = np.linspace(0.0, 1.0, _STEPS)
    spread = np.maximum.accumulate(quantiles.astype(np.float64) + np.arange(65) * 1e-6 * max(high - low, 1e-3))
    rank = np.interp(low + linear * (high - low), spread, np.linspace(0.0, 1.0, 65))
    table = _table(_LAND_STOPS, top * (0.6 * linear + 0.4 * rank))
    return table[:, _index(heights, low, high)]


def _shade(dz: FloatArray, dx: FloatArray, slope: FloatArray) -> FloatArray:
    """Light that the surface returns, 1 where it is level.

    Four lights weighted by sin^2 of the angle between aspect and azimuth (Mark, 1992, USGS Open-File Report 92-422),
    mixed with one from the north-west.
    """
    altitude = math.radians(_LIGHT_ALTITUDE_DEG)
    inverse_length = 1.0 / np.sqrt(1.0 + slope * slope)
    inverse_slope = 1.0 / (slope + np.float32(0.02))
    total = np.zeros_like(slope)
    weights = np.zeros_like(slope)
    main = total
    for azimuth_deg in _LIGHT_AZIMUTHS_DEG:
        azimuth = math.radians(azimuth_deg)
        # The surface rises towards (dx, dz), so it faces the light as far as it falls towards it.
        facing = np.float32(math.cos(azimuth)) * dz - np.float32(math.sin(azimuth)) * dx
        lit = np.maximum((np.float32(math.cos(altitude)) * facing + np.float32(math.sin(altitude))), 0.0)
        lit *= inverse_length
        if azimuth_deg == _MAIN_AZIMUTH_DEG:
            main = lit
        cosine = facing * inverse_slope
        weight = 1.0 - cosine * cosine
        total += weight * lit
        weights += weight
    total /= weights
    mixed = _MAIN_SHARE * main + (1.0 - _MAIN_SHARE) * total
    return mixed * np.float32(1.0 / math.sin(altitude))


def _blur(field: FloatArray, radius_px: int) -> FloatArray:
    depth, width = field.shape
    small = (max(1, round(width / radius_px)), max(1, round(depth / radius_px)))
    image = Image.fromarray(field).resize(small, Image.Resampling.BOX)
    return np.asarray(image.resize((width, depth), Image.Resampling.BICUBIC))


def _local_contrast(heights: FloatArray) -> FloatArray:
    """Ridges above and valleys below what lies around them: about -0.1 to 0.1."""
    total = np.zeros_like(heights)
    for radius_px, gain in zip(_CONTRAST_PX, _CONTRAST_GAIN, strict=True):
        above = heights - _blur(heights, radius_px)
        spread = float(np.sqrt(np.mean(np.square(above[::3, ::3]))))
        if spread > 0.0:
            above *= np.float32(1.0 / (1.5 * spread))
            total += np.float32(gain) * (above / (1.0 + np.abs(above)))
    return total


def _sea_tint(heights: FloatArray, sea: npt.NDArray[np.bool_], sea_level_m: float, span_m: float) -> FloatArray:
    """Lighter towards the shore and where it is shallow; span_m is the depth that takes the darkest blue."""
    land = Image.fromarray(np.where(sea, np.uint8(0), np.uint8(255)))
    near = np.asarray(land.filter(ImageFilter.GaussianBlur(_SHALLOWS_PX)), np.float32)
    place = np.clip(1.0 - near * np.float32(1.0 / 140.0), 0.0, 1.0)
    place *= np.float32(_OPEN_SEA)
    depth = np.clip((np.float32(sea_level_m) - heights) * np.float32(1.0 / span_m), 0.0, 1.0)
    # The square root keeps some colours for the shelf.
    place += (1.0 - np.float32(_OPEN_SEA)) * np.sqrt(depth)
    return _table(_SEA_STOPS, np.linspace(0.0, 1.0, _STEPS))[:, _index(place, 0.0, 1.0)]


def _light_up(tint: FloatArray, shade: FloatArray) -> FloatArray:
    """Mix tints (3, h, w) with a cool shadow where the shade (h, w) is below 1 and with warm light above it."""
    value = np.linspace(0.0, 1.6, _STEPS)
    keep = np.where(value < 1.0, 0.24 + 0.76 * value**0.9, 1.0 - 0.55 * (value - 1.0)).astype(np.float32)
    index = _index(shade, 0.0, 1.6)
    kept = keep[index]
    for channel in range(3):
        to = np.where(value < 1.0, _SHADOW_RGB[channel], _LIGHT_RGB[channel]).astype(np.float32)
        tint[channel] *= kept
        tint[channel] += (to * (1.0 - keep))[index]
    return tint


def hillshade_rgb(
    heights: FloatArray,
    metres_per_pixel: float,
    sea_level_m: float,
    *,
    shading: float = 1.0,
    checkpoint: Checkpoint = go_on,
) -> RgbArray:
    """Draw terrain: height tints, lit from the north-west and around, blue at and below the sea level.

    Tints and vertical exaggeration follow the map's own range and slopes, so colours of two maps are not comparable.

    Args:
        heights: (depth, width) metres, at least 2 x 2, finite.
        metres_per_pixel: grid spacing.
        sea_level_m: cells at or below it are water.
        shading: strength of light and shadow, 0 (tints alone) to 1.
        checkpoint: called between the steps; raises to stop the work.

    Returns:
        (depth, width, 3), 0 to 255, sRGB.
    """
    heights = np.ascontiguousarray(heights, np.float32)
    dz, dx = gradients(heights, metres_per_pixel)
    slope = np.sqrt(dx * dx + dz * dz)
    scale = _scale_of(heights, slope, sea_level_m)
    sea = heights <= np.float32(sea_level_m)

    checkpoint()
    factor = np.float32(scale.exaggeration)
    tint = _land_tint(heights, scale.quantiles)
    rock = np.clip((slope - np.float32(0.45)) * np.float32(0.9), 0.0, 0.65)
    for channel in range(3):
        tint[channel] += rock * (_ROCK_RGB[channel] - tint[channel])

    checkpoint()
    drawn_slope = slope * factor
    shade = _shade(dz * factor, dx * factor, drawn_slope)
    checkpoint()
    shade *= 1.0 - np.float32(0.1) * np.minimum(drawn_slope, 1.0)
    shade += _local_contrast(heights)
    shade = 1.0 + np.float32(shading) * (shade - 1.0)
    if sea.any():
        tint = np.where(sea, _sea_tint(heights, sea, sea_level_m, scale.deepest_m), tint)
        floor = heights < np.float32(sea_level_m)
        water_shading = np.where(floor, np.float32(_FLOOR_SHADING), np.float32(0.0))
        shade = np.where(sea, 1.0 + water_shading * (shade - 1.0), shade)
    checkpoint()
    lit = _light_up(tint, shade)
    return np.ascontiguousarray(np.moveaxis(np.clip(lit + 0.5, 0.0, 255.0).astype(np.uint8), 0, -1))


def with_water(rgb: RgbArray, river: npt.NDArray[np.floating], lake: npt.NDArray[np.floating]) -> RgbArray:
    """A picture with rivers and lakes drawn over it.

    Args:
        rgb: (depth, width, 3).
        river: (depth, width) share of each pixel that is river, 0 to 1.
        lake: (depth, width) share that is lake; rivers lie over lakes.
    """
    drawn = rgb.copy()
    for colour, cover in ((_LAKE_RGB, lake), (_RIVER_RGB, river)):
        wet = np.nonzero(cover > 0.0)
        ground = drawn[wet].astype(np.float32)
        ground += cover[wet].astype(np.float32)[:, None] * (np.array(colour, np.float32) - ground)
        drawn[wet] = np.rint(ground).astype(np.uint8)
    return drawn


def _watered(rgb: RgbArray, heightmap: Heightmap, rivers: Carved) -> RgbArray:
    """The map's picture with the world's rivers and lakes, as the layers ``river`` and ``lake`` have them."""
    lake = rivers.lake & (heightmap.heights < rivers.water_level_m)
    spacing = np.float32(heightmap.metres_per_pixel)
    half_px = np.maximum(rivers.river_width_m / (spacing + spacing), np.float32(_NARROWEST_RIVER_PX))
    river = np.clip(np.float32(0.5) + half_px - rivers.river_distance_m / spacing, 0.0, 1.0)
    river[rivers.bars(heightmap.heights, heightmap.metres_per_pixel)] = 0.0
    river[lake | (heightmap.heights <= np.float32(heightmap.sea_level_m))] = 0.0
    return with_water(rgb, river, lake.astype(np.float32))


def preview_png(heights: FloatArray, metres_per_pixel: float, sea_level_m: float, max_px: int = 256) -> bytes:
    """Draw terrain small, to be shown while the rest is being made.

    Args:
        heights: (depth, width) metres, at least 2 x 2.
        metres_per_pixel: grid spacing.
        sea_level_m: cells at or below it are water.
        max_px: longer side of the picture; larger maps are averaged down, smaller ones stay as they are.

    Returns:
        An 8-bit RGB PNG.
    """
    depth, width = heights.shape
    longer = max(depth, width)
    if longer > max_px:
        size = (max(2, round(width * max_px / longer)), max(2, round(depth * max_px / longer)))
        image = Image.fromarray(np.ascontiguousarray(heights, np.float32)).resize(size, Image.Resampling.BOX)
        heights = np.asarray(image)
        metres_per_pixel *= longer / max_px
    return picture_png(hillshade_rgb(heights, metres_per_pixel, sea_level_m), _PREVIEW_COMPRESS_LEVEL)


def hillshade_png(heightmap: Heightmap, checkpoint: Checkpoint = go_on) -> bytes:
    """Draw a height map at full size, with its rivers and lakes where it has the world's.

    Args:
        heightmap: (depth, width) metres.
        checkpoint: called between the steps; raises to stop the work.

    Returns:
        An 8-bit RGB PNG of width x depth pixels with the recipe as JSON in the text chunk ``procgen:recipe``.
    """
    text = PngInfo()
    text.add_itxt("procgen:recipe", heightmap.recipe.to_json())
    rgb = hillshade_rgb(heightmap.heights, heightmap.metres_per_pixel, heightmap.sea_level_m, checkpoint=checkpoint)
    if heightmap.rivers is not None:
        rgb = _watered(rgb, heightmap, heightmap.rivers)
    checkpoint()
    return picture_png(rgb, _FULL_COMPRESS_LEVEL, text)
