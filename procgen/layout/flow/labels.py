"""What a flow graph's rooms and passages are called, written into the picture of its layout."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, TypeAlias

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from procgen.layout.art import TILE_PX, RgbArray
from procgen.layout.flow.plan import Cell, FlowMap, PlacedPassage, PlacedRoom

_INK: Final = (250, 246, 232)
_PAPER: Final = (28, 24, 32, 190)
_OF_KIND: Final = {
    "entrance": (120, 230, 140),
    "exit": (226, 130, 240),
    "boss": (250, 110, 90),
    "shop": (250, 200, 90),
    "treasure": (255, 216, 90),
    "secret": (150, 170, 255),
    "key": (255, 236, 130),
    "puzzle": (120, 220, 230),
    "hub": (240, 240, 240),
    "rest": (250, 160, 190),
    "plain": (200, 194, 180),
}
"""Colours of kinds of rooms."""
_SECRET: Final = (150, 170, 255)
_ONE_WAY: Final = (250, 230, 120)
_SIZES: Final = (13, 11, 9)
"""Of letters in pixels: the largest that fits."""

Font: TypeAlias = ImageFont.FreeTypeFont | ImageFont.ImageFont


def labelled(pixels: RgbArray, flow: FlowMap) -> RgbArray:
    """A picture with the names and kinds of rooms, the keys of locked doors, arrows through one-way doors, rings around
    secret ones, the floors that stairs lead to, and names beside keys.

    Args:
        pixels: (16 * rows, 16 * columns, 3).
        flow: of the same map.
    """
    page = Image.fromarray(pixels).convert("RGB")
    draw = ImageDraw.Draw(page, "RGBA")
    # Each is read anew whenever it is asked for.
    fonts = [ImageFont.load_default(size) for size in _SIZES]
    small = fonts[-1]
    for each in flow.passages:
        _passage(draw, each, flow, small)
    for key in flow.keys:
        _text(draw, key.id, _middle(key.at, (0, 11)), _OF_KIND["key"], small)
    for room in flow.rooms:
        _room(draw, room, fonts)
    for number, floor in enumerate(flow.floors):
        if len(flow.floors) > 1:
            at = (floor.column * TILE_PX + 34, floor.row * TILE_PX + 9)
            _text(draw, f"floor {number}", at, _INK, fonts[0])
    return np.asarray(page, np.uint8)


def _middle(cell: Cell, away: tuple[int, int] = (0, 0)) -> tuple[float, float]:
    return (cell[0] + 0.5) * TILE_PX + away[0], (cell[1] + 0.5) * TILE_PX + away[1]


def _text(draw: ImageDraw.ImageDraw, text: str, at: tuple[float, float], ink: tuple[int, int, int], font: Font) -> None:
    left, top, right, bottom = draw.textbbox(at, text, font=font, anchor="mm")
    draw.rectangle((left - 2, top - 1, right + 2, bottom + 1), fill=_PAPER)
    draw.text(at, text, font=font, fill=ink, anchor="mm")


def _room(draw: ImageDraw.ImageDraw, room: PlacedRoom, fonts: Sequence[Font]) -> None:
    # In the upper part, since keys lie rather in the middle.
    x, y = (room.column + room.width / 2) * TILE_PX, room.row * TILE_PX + 16
    wide = room.width * TILE_PX
    font = next((font for font in fonts if draw.textlength(room.id, font=font) <= wide), fonts[-1])
    _text(draw, room.id, (x, y - 7), _INK, font)
    if room.kind != room.id:
        _text(draw, room.kind, (x, y + 7), _OF_KIND[room.kind], fonts[-1])


def _passage(draw: ImageDraw.ImageDraw, each: PlacedPassage, flow: FlowMap, font: Font) -> None:
    x, y = _middle(each.gate)
    if each.kind == "locked":
        _text(draw, each.key, (x, y - 12), _OF_KIND["boss"], font)
    elif each.kind == "secret":
        draw.ellipse((x - 9, y - 9, x + 9, y + 9), outline=_SECRET, width=2)
        _text(draw, "?", (x, y), _SECRET, font)
    elif each.kind == "one_way":
        first = next(room for room in flow.rooms if room.id == each.first)
        # The gate is in the first room's wall: one leaves that room by it.
        east = (each.gate[0] >= first.column + first.width) - (each.gate[0] < first.column)
        south = (each.gate[1] >= first.row + first.depth) - (each.gate[1] < first.row)
        tip = (x + 11 * east, y + 11 * south)
        wing = [
            (x - 5 * east + 7 * south, y - 5 * south + 7 * east),
            (x - 5 * east - 7 * south, y - 5 * south - 7 * east),
        ]
        draw.polygon([tip, *wing], fill=(*_ONE_WAY, 235), outline=(40, 30, 20, 255))
    elif each.kind == "stairs":
        _text(draw, f"to {each.far_floor}", _middle(each.gate, (0, -12)), _OF_KIND["exit"], font)
        _text(draw, f"to {each.floor}", _middle(each.far, (0, -12)), _OF_KIND["exit"], font)
