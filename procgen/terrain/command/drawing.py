"""Pictures for people, made of what a terrain call sends: water on a hillshade, layers in colours, marks and labels."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

from procgen.terrain.ground.biomes import Biome
from procgen.terrain.ground.splat import Material
from procgen.terrain.heightmap import gradients
from procgen.terrain.representation import FloatArray

RgbArray = npt.NDArray[np.uint8]
ByteArray = npt.NDArray[np.uint8]

_MARK_RGB = (214, 40, 40)
_GAP = 6
_QUALITY = 84
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


def read_picture(data: bytes) -> npt.NDArray[np.uint8]:
    """Pixels of an 8-bit picture: (depth, width) or (depth, width, channels)."""
    with Image.open(io.BytesIO(data)) as picture:
        return np.asarray(picture)


def jpeg(rgb: RgbArray) -> bytes:
    """A picture as a small file."""
    out = io.BytesIO()
    Image.fromarray(rgb).save(out, "JPEG", quality=_QUALITY, optimize=True)
    return out.getvalue()


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


def coloured(
    values: npt.NDArray[np.generic], low: float, high: float, stops: Sequence[tuple[float, int, int, int]]
) -> RgbArray:
    """Numbers as colours.

    Args:
        values: (depth, width).
        low: takes the first colour.
        high: takes the last.
        stops: place from 0 to 1, red, green, blue.
    """
    place = np.clip((values.astype(np.float32) - low) / (high - low), 0.0, 1.0)
    knots = np.array(stops, np.float64)
    channels = [np.interp(place, knots[:, 0], knots[:, channel]) for channel in (1, 2, 3)]
    return np.asarray(np.rint(np.stack(channels, axis=-1)), np.uint8)


def outlined(rgb: RgbArray, left: int, top: int, width: int, depth: int) -> RgbArray:
    """The same with a rectangle drawn just outside of some pixels."""
    image = Image.fromarray(rgb)
    box = (left - 2, top - 2, left + width + 1, top + depth + 1)
    ImageDraw.Draw(image).rectangle(box, outline=_MARK_RGB, width=2)
    return np.asarray(image)


def with_lines(rgb: RgbArray, lines: Iterable[tuple[Sequence[tuple[float, float]], tuple[int, int, int]]]) -> RgbArray:
    """The same with lines through some pixels, each in its colour."""
    image = Image.fromarray(rgb)
    draw = ImageDraw.Draw(image)
    for points, colour in lines:
        draw.line(list(points), fill=(255, 255, 255), width=7, joint="curve")
        draw.line(list(points), fill=colour, width=4, joint="curve")
    return np.asarray(image)


def labelled(rgb: RgbArray, text: str) -> RgbArray:
    """The same with a line of text in the lower left corner."""
    image = Image.fromarray(rgb)
    draw = ImageDraw.Draw(image, "RGBA")
    font = ImageFont.load_default(max(11, min(14, image.width // 16)))
    left, top, right, bottom = draw.textbbox((0, 0), text, font=font)
    foot = image.height - 5
    draw.rectangle((0, foot - (bottom - top) - 7, right - left + 12, image.height), fill=(0, 0, 0, 150))
    draw.text((6, foot - bottom), text, font=font, fill=(255, 255, 255, 255))
    return np.asarray(image.convert("RGB"))


def side_by_side(pictures: Sequence[RgbArray], columns: int | None = None) -> RgbArray:
    """Pictures of one size, row by row, with white gaps.

    Args:
        pictures: (depth, width, 3) each.
        columns: how many in a row; all if None.
    """
    depth, width, _ = pictures[0].shape
    across = columns or len(pictures)
    down = -(-len(pictures) // across)
    sheet = np.full((down * (depth + _GAP) - _GAP, across * (width + _GAP) - _GAP, 3), 255, np.uint8)
    for index, picture in enumerate(pictures):
        top, left = index // across * (depth + _GAP), index % across * (width + _GAP)
        sheet[top : top + depth, left : left + width] = picture
    return sheet
