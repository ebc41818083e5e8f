"""The map of a region: land and water, the roads between settlements, and their names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from PIL import Image, ImageDraw

from procgen.world.map_picture.ground import drawn_ground
from procgen.world.map_picture.lettering import aged, framed_png, write_names
from procgen.world.map_picture.sheet import DRAWN_AT, INK, PAPER, SIDE_PX, Box, Rgb, Sheet, draw_line
from procgen.world.parts import Callbacks
from procgen.world.place import FloatArray, Land, Settlement

_ROAD: Final[Rgb] = (140, 92, 58)
_RIVER: Final[Rgb] = (96, 146, 166)
_HOUSE: Final[Rgb] = (168, 74, 52)
_WALLED: Final = frozenset({"town", "harbour_town", "castle", "monastery"})
_ROAD_PX: Final = 3.0
_HOUSE_PX: Final = 7.0
_LETTERS: Final = 30
_SMALL_LETTERS: Final = 19
_FEW: Final = 14
"""Settlements whose names are written large."""


def region_png(
    title: str, land: Land, roads: Sequence[FloatArray], settlements: Sequence[Settlement], callbacks: Callbacks
) -> bytes:
    """Draw a region as seen from above, north up.

    Args:
        title: what it is called.
        land: of it all; its rivers are drawn as lines.
        roads: (n, 3) points of each.
        settlements: where people live.
        callbacks: how to stop the work.

    Returns:
        A PNG as :func:`procgen.world.map_picture.map_png` draws it.
    """
    checkpoint = callbacks.checkpoint
    sheet = Sheet.of(land)
    page = Image.new("RGB", (SIDE_PX, SIDE_PX), PAPER)
    page.paste(Image.fromarray(drawn_ground(land, sheet, checkpoint)), (sheet.left, sheet.top))
    large = page.resize((SIDE_PX * DRAWN_AT, SIDE_PX * DRAWN_AT), Image.Resampling.BILINEAR)
    draw = ImageDraw.Draw(large)
    checkpoint()
    for line in land.rivers:
        draw_line(draw, _within(line, sheet), _ROAD_PX * 0.8 * DRAWN_AT, _RIVER)
    for line in roads:
        points = _within(line, sheet)
        draw_line(draw, points, (_ROAD_PX + 1.6) * DRAWN_AT, PAPER)
        draw_line(draw, points, _ROAD_PX * DRAWN_AT, _ROAD)
    taken: list[Box] = []
    for each in settlements:
        x, y = sheet.at(each.x_m, each.z_m)
        half = _HOUSE_PX * DRAWN_AT * (1.3 if each.kind in _WALLED else 1.0)
        roof = [(x - half, y), (x, y - half), (x + half, y), (x + half, y + half), (x - half, y + half)]
        draw.polygon(roof, fill=_HOUSE, outline=INK, width=DRAWN_AT)
        px, py = x / DRAWN_AT, y / DRAWN_AT
        taken.append((px - 10.0, py - 10.0, px + 10.0, py + 10.0))
    page = aged(large.reduce(DRAWN_AT))
    checkpoint()
    size = _LETTERS if len(settlements) <= _FEW else _SMALL_LETTERS
    for number, each in enumerate(settlements):
        write_names(page, each, sheet, taken, size, must=number == 0)
    return framed_png(page, title, sheet, checkpoint)


def _within(line: FloatArray, sheet: Sheet) -> list[tuple[float, float]]:
    """A line's points on the enlarged page, none beyond the ground."""
    east, south = sheet.size_m
    x, z = np.clip(line[:, 0], 0.0, east), np.clip(line[:, 2], 0.0, south)
    return [sheet.at(float(each_x), float(each_z)) for each_x, each_z in zip(x, z, strict=True)]
