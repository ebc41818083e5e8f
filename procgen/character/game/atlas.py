"""One set of pictures for everything that somebody is and wears.

Every material gets a rectangle of the atlas, as large as its surface is in metres. Materials that repeat are laid out
for as few repeats as the surface can be brought down to: triangles are moved by whole tiles, so that all of them lie in
one block of tiles, and only vertices at the borders of blocks come twice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from PIL import Image

from procgen.character.game.packing import packed
from procgen.character.materials import Pictures
from procgen.character.mesh.model import Surface
from procgen.character.mesh.part import GLASS_ALPHA
from procgen.texture.maps.srgb import linear_from_8bit, to_linear, to_srgb

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
Picture = npt.NDArray[np.uint8]

PAD_PX: Final = 4
"""Round every rectangle, so that neighbours do not show in smaller copies of the atlas."""
EMISSIVE_SHARE: Final = 4
"""The picture of what glows has so many times fewer pixels along each side: eyes alone glow."""
_LEAST_PX: Final = 2
_PLAIN_PX: Final = 4
_TILES: Final = 2
"""Tiles along each side of a block, of what repeats; strands have one."""
_FIT_STEPS: Final = 14
_IMPORTANCE: Final[Mapping[str, float]] = {"eye": 5.0, "skin": 2.0, "mouth": 1.2, "brow": 2.5, "lash": 2.0, "sole": 0.5}
"""How much finer than cloth a kind of slot is drawn."""
_OVER: Final = 0.02
"""Beyond the unit square by more than this, texture coordinates repeat."""
_CODES: Final = np.arange(256, dtype=np.uint8)
_DENSITY_PX_M: Final = (1.0, 20_000.0)


@dataclass(frozen=True, eq=False)
class Chart:
    """What a slot shows of its pictures.

    Attributes:
        slot: its name.
        block: tiles of a block; 0 where nothing repeats.
        low, high: (2,) texture coordinates that are shown, after triangles were moved into the first block.
        metres: of one unit of texture coordinates.
    """

    slot: str
    block: int
    low: Floats
    high: Floats
    metres: float


@dataclass(frozen=True, eq=False)
class Rectangle:
    """Where a chart lies: pixels of its upper left corner, its width and height without the border, and pixels of one
    unit of texture coordinates, (2,).
    """

    chart: Chart
    left: int
    top: int
    size_px: tuple[int, int]
    scale_px: tuple[int, int]
    plain: bool


@dataclass(frozen=True, eq=False)
class Atlas:
    """Pictures for all slots, and where each slot is.

    Attributes:
        base: (S, S, 4) sRGB with alpha.
        normal, orm: (S, S, 3).
        emissive: (S, S, 3) but smaller; None where nothing glows.
        rectangles: by slot.
    """

    base: Picture
    normal: Picture
    orm: Picture
    emissive: Picture | None
    rectangles: Mapping[str, Rectangle]

    def uv(self, slot: str, uv: Floats) -> Floats:
        """Texture coordinates (V, 2) of a slot, moved into its first block, in the atlas."""
        rectangle = self.rectangles[slot]
        side = len(self.base)
        corner = np.array([rectangle.left, rectangle.top], np.float32)
        if rectangle.plain:
            return np.broadcast_to((corner + _PLAIN_PX / 2) / side, uv.shape).astype(np.float32)
        chart = rectangle.chart
        # The coarsest levels have triangles that reach beyond a block.
        inside = np.clip(uv, chart.low, chart.high) - chart.low
        return ((corner + inside * np.array(rectangle.scale_px, np.float32)) / side).astype(np.float32)


def blocks(chart_block: int, uv: Floats, triangles: npt.NDArray[np.integer]) -> Ints:
    """(T, 2) by how many tiles each triangle is moved back to lie in the first block."""
    if chart_block == 0:
        return np.zeros((len(triangles), 2), np.int64)
    middle = uv[triangles].mean(axis=1)
    return np.asarray(np.floor(middle / chart_block).astype(np.int64) * chart_block)


def chart_of(slot: str, surfaces: Sequence[Surface], strands: bool) -> Chart:
    """What the surfaces of one slot show.

    Args:
        slot: its name.
        surfaces: all that have it.
        strands: whether its pictures are of hair.
    """
    over = max(float(np.max(np.abs(surface.topology.uv - 0.5), initial=0)) for surface in surfaces) - 0.5
    block = 0 if over <= _OVER else 1 if strands else _TILES
    lows, highs, area, flat = [], [], 0.0, 0.0
    for surface in surfaces:
        uv = surface.topology.uv
        for level, triangles in enumerate(surface.topology.triangles[:2]):
            if not len(triangles):
                continue
            corners = uv[triangles] - blocks(block, uv, triangles)[:, None]
            lows.append(corners.min(axis=(0, 1)))
            highs.append(corners.max(axis=(0, 1)))
            if level == 0:
                area += float(np.linalg.norm(crossed(surface.vertices[triangles]), axis=1).sum())
                (a, b), (c, d) = (corners[:, 1] - corners[:, 0]).T, (corners[:, 2] - corners[:, 0]).T
                flat += float(np.abs(a * d - b * c).sum())
    metres = np.sqrt(area / max(flat, 1e-9))
    return Chart(slot, block, np.min(lows, axis=0), np.max(highs, axis=0), float(metres))


def crossed(corners: Floats) -> Floats:
    """Normals of triangles by their corners (T, 3, 3), twice as long as their areas."""
    return np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])


def make_atlas(charts: Sequence[Chart], pictures: Mapping[str, Pictures], side: int) -> Atlas:
    """Lay out and paint an atlas.

    Args:
        charts: of every slot.
        pictures: of every slot.
        side: pixels.
    """
    low, high = _DENSITY_PX_M
    found = _laid_out(charts, pictures, side, low)
    if found is None:
        raise ValueError(f"{len(charts)} materials do not fit into {side} pixels")
    for _ in range(_FIT_STEPS):
        density = float(np.sqrt(low * high))
        tried = _laid_out(charts, pictures, side, density)
        if tried is None:
            high = density
        else:
            low, found = density, tried
    rectangles = {rectangle.chart.slot: rectangle for rectangle in found}
    base = np.zeros((side, side, 4), np.uint8)
    base[..., :3] = 128
    base[..., 3] = 255
    normal = np.broadcast_to(np.array([128, 128, 255], np.uint8), (side, side, 3)).copy()
    orm = np.broadcast_to(np.array([255, 204, 0], np.uint8), (side, side, 3)).copy()
    glows = any(pictures[chart.slot].emissive is not None for chart in charts)
    emissive = np.zeros((side, side, 3), np.uint8) if glows else None
    for rectangle in found:
        _paint(rectangle, pictures[rectangle.chart.slot], base, normal, orm, emissive)
    if emissive is not None:
        emissive = np.asarray(Image.fromarray(emissive).reduce(EMISSIVE_SHARE))
    return Atlas(base, normal, orm, emissive, rectangles)


def _laid_out(
    charts: Sequence[Chart], pictures: Mapping[str, Pictures], side: int, density_px_m: float
) -> list[Rectangle] | None:
    scales, sizes, plains = [], [], []
    for chart in charts:
        shown = pictures[chart.slot]
        source = next((one for one in (shown.albedo, shown.orm, shown.normal) if one is not None), None)
        plain = source is None
        scale, size = (0, 0), (_PLAIN_PX, _PLAIN_PX)
        if source is not None:
            wanted = density_px_m * chart.metres * _IMPORTANCE.get(shown.slot.kind, 1.0)
            height, width = source.shape[:2]
            share = min(wanted / np.sqrt(height * width), 1.0)
            scale = (max(round(width * share), _LEAST_PX), max(round(height * share), _LEAST_PX))
            wide, tall = np.ceil((chart.high - chart.low) * scale).astype(int).tolist()
            size = (wide + 1, tall + 1)
        scales.append(scale)
        sizes.append(size)
        plains.append(plain)
    places = packed([(wide + 2 * PAD_PX, tall + 2 * PAD_PX) for wide, tall in sizes], side)
    if places is None:
        return None
    return [
        Rectangle(chart, left + PAD_PX, top + PAD_PX, size, scale, plain)
        for chart, (left, top), size, scale, plain in zip(charts, places, sizes, scales, plains, strict=True)
    ]


def _paint(
    rectangle: Rectangle, shown: Pictures, base: Picture, normal: Picture, orm: Picture, emissive: Picture | None
) -> None:
    chart, slot = rectangle.chart, shown.slot
    wide, tall = rectangle.size_px
    if rectangle.plain:
        rows = columns = np.zeros(_PLAIN_PX + 2 * PAD_PX, np.int64)
    else:
        columns = _pixels(chart, 0, wide, rectangle.scale_px[0])
        rows = _pixels(chart, 1, tall, rectangle.scale_px[1])
    top, left = rectangle.top - PAD_PX, rectangle.left - PAD_PX
    at = (slice(top, top + tall + 2 * PAD_PX), slice(left, left + wide + 2 * PAD_PX))

    def laid(picture: Picture) -> Picture:
        if picture.shape[1::-1] != rectangle.scale_px:
            picture = np.asarray(Image.fromarray(picture).resize(rectangle.scale_px, Image.Resampling.BOX))
        return picture.take(rows, axis=0).take(columns, axis=1)

    tint = np.asarray(slot.colour if shown.tint or shown.albedo is None else (1.0, 1.0, 1.0), np.float32)
    alpha: Picture | int = 255
    if shown.albedo is None:
        base[at][..., :3] = np.round(tint * 255)
    else:
        seen = laid(shown.albedo)
        light = linear_from_8bit(_CODES)[:, None] * to_linear(tint)
        base[at][..., :3] = _by_channel(seen, to_srgb(light) * 255)
        if slot.alpha == "mask" and seen.shape[2] == base.shape[2]:
            alpha = seen[..., 3]
    base[at][..., 3] = round(GLASS_ALPHA * 255) if slot.alpha == "blend" else alpha
    if shown.normal is not None:
        normal[at] = laid(shown.normal)
    factors = np.array([1.0, slot.roughness, slot.metallic], np.float32)
    if shown.orm is not None:
        orm[at] = _by_channel(laid(shown.orm), _CODES[:, None] * factors)
    else:
        orm[at] = np.round(255 * factors)
    if emissive is not None and shown.emissive is not None:
        emissive[at] = laid(shown.emissive)


def _by_channel(codes: Picture, values: Floats) -> Picture:
    """(H, W, 3) what values (256, 3) say of each code of three channels, rounded."""
    table = np.round(values).astype(np.uint8)
    found = np.empty((*codes.shape[:2], 3), np.uint8)
    for channel in range(3):
        found[..., channel] = table[:, channel].take(codes[..., channel])
    return found


def _pixels(chart: Chart, axis: int, count: int, scale: int) -> Ints:
    """Which pixel of a picture, so many of which are one unit, each pixel of a rectangle and its border shows."""
    first = round(float(chart.low[axis]) * scale)
    wanted = np.arange(-PAD_PX, count + PAD_PX) + first
    return wanted % scale if chart.block else np.clip(wanted, 0, scale - 1)
