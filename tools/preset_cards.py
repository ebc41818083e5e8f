"""Pictures of presets that are words: what somebody says, how a scene branches, what a table has in its rows."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from procgen.kit.command.pictures import RgbArray

SIDE_PX: Final = 512
"""Drawn at four times the size that is shown, for soft edges."""
_GROUNDS: Final = {"medieval": (111, 78, 55), "scifi": (38, 74, 110), "modern": (72, 76, 84)}
"""Behind a bubble, by the setting of who speaks."""
_PAPER: Final = (246, 239, 224)
_INK: Final = (40, 34, 28)
_LINE: Final = (150, 142, 130)
_LETTERS_PX: Final = (76, 68, 60, 52, 46)
"""Sizes of letters, the largest that fits is taken."""
_MARGIN_PX: Final = 36
_ROWS: Final = 7
_COLUMNS: Final = 2
_NIGHT: Final = (24, 28, 36)
_SPOKEN: Final = (232, 163, 61)
_CHOSEN: Final = (96, 160, 200)
_HUES: Final = (
    (70, 104, 138),
    (94, 122, 78),
    (148, 94, 66),
    (110, 84, 132),
    (140, 122, 62),
    (62, 120, 120),
    (134, 72, 88),
)


def bubble(words: str, setting: str) -> RgbArray:
    """Words as they are said, in a bubble, (side, side, 3).

    Args:
        words: what does not fit ends in dots.
        setting: of the world; its colour lies behind.
    """
    image = Image.new("RGB", (SIDE_PX, SIDE_PX), _GROUNDS.get(setting, _GROUNDS["modern"]))
    draw = ImageDraw.Draw(image)
    foot = SIDE_PX - 76
    draw.rounded_rectangle((14, 14, SIDE_PX - 14, foot), 48, fill=_PAPER)
    draw.polygon(((96, foot - 4), (190, foot - 4), (84, SIDE_PX - 18)), fill=_PAPER)
    width, height = SIDE_PX - 2 * _MARGIN_PX, foot - 2 * _MARGIN_PX + 14
    for size in _LETTERS_PX:
        font = ImageFont.load_default(size)
        lines = _wrapped(draw, words, font, width)
        if len(lines) * size * 1.15 <= height or size == _LETTERS_PX[-1]:
            break
    most = int(height / (size * 1.15))
    if len(lines) > most:
        lines = [*lines[: most - 1], f"{lines[most - 1].rstrip('.,;:!?')}…"]
    top = 14 + (foot - 14 - len(lines) * size * 1.15) / 2
    for number, line in enumerate(lines):
        draw.text((_MARGIN_PX, top + number * size * 1.15), line, _INK, font)
    return np.asarray(image)


def _wrapped(
    draw: ImageDraw.ImageDraw, words: str, font: ImageFont.FreeTypeFont | ImageFont.ImageFont, width: int
) -> list[str]:
    """Lines that are no wider than that, but for words that are."""
    lines: list[str] = []
    for word in words.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and draw.textlength(longer, font) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def graph(scene: Mapping[str, Any]) -> RgbArray:
    """A scene as its nodes, row by row from its start, and what leads from one to another, (side, side, 3).

    Args:
        scene: as its JSON has it.
    """
    nodes = {node["id"]: node for node in scene["nodes"]}
    ways = {
        name: [way["target"] for way in (*node["branches"], *node["choices"]) if way["target"] in nodes]
        for name, node in nodes.items()
    }
    rows = [[scene["nodes"][0]["id"]]]
    seen = set(rows[0])
    while rows[-1]:
        found = list(dict.fromkeys(to for name in rows[-1] for to in ways[name] if to not in seen))
        seen.update(found)
        rows.append(found)
    rows.pop()
    image = Image.new("RGB", (SIDE_PX, SIDE_PX), _NIGHT)
    draw = ImageDraw.Draw(image)
    down, across = SIDE_PX / len(rows), SIDE_PX / max(map(len, rows))
    place = {
        name: (SIDE_PX / 2 + (number - (len(row) - 1) / 2) * across, (level + 0.5) * down)
        for level, row in enumerate(rows)
        for number, name in enumerate(row)
    }
    wide, high = min(across * 0.36, 70.0), min(down * 0.26, 30.0)
    for name, (x, y) in place.items():
        for to in ways[name]:
            draw.line((x, y, *place[to]), fill=_LINE if place[to][1] > y else (86, 82, 78), width=6)
    for name, (x, y) in place.items():
        box = (x - wide, y - high, x + wide, y + high)
        draw.rounded_rectangle(box, high * 0.6, fill=_CHOSEN if nodes[name]["choices"] else _SPOKEN)
    return np.asarray(image)


def cells(columns: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> RgbArray:
    """The first rows of a table, (side, side, 3): its columns of words that differ most, equal words in one colour.

    Args:
        columns: names, in order.
        rows: values by the names of columns.
    """
    words = [name for name in columns if all(isinstance(row.get(name), str) for row in rows)]
    telling = sorted(words, key=lambda name: -len({row[name] for row in rows}))[:_COLUMNS]
    image = Image.new("RGB", (SIDE_PX, SIDE_PX), _NIGHT)
    draw = ImageDraw.Draw(image)
    across, down = SIDE_PX / len(telling), SIDE_PX / (_ROWS + 1)
    font = ImageFont.load_default(round(down * 0.62))
    for column, name in enumerate(telling):
        shades = {value: _HUES[number % len(_HUES)] for number, value in enumerate(sorted({row[name] for row in rows}))}
        for number, (text, shade) in enumerate(
            [(name, _INK), *((row[name], shades[row[name]]) for row in rows[:_ROWS])]
        ):
            x, y = column * across, number * down
            draw.rectangle((x, y, x + across - 6, y + down - 6), fill=shade)
            shown = text.replace("_", " ")
            while draw.textlength(shown, font) > across - 24:
                shown = shown[:-1]
            draw.text((x + 9, y + down * 0.12), shown, _PAPER, font)
    return np.asarray(image)


def shortest_line(lines: Sequence[str]) -> str:
    """Of what is said, what fits best into a bubble; the first of several."""
    return textwrap.shorten(min(lines, key=len), 200, placeholder="…")
