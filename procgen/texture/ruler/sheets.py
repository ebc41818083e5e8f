"""Sheets of tiles to look at: each laid three by three, beside real ones of its class.

What figures miss shows here: mush, checkerboards, ringing, visible repeats, colours that no such material has.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

from procgen.texture.material import Surface
from procgen.texture.preview import ball_rgb, thumbnail_rgb
from procgen.texture.recipe.pack import Item
from procgen.texture.ruler.evaluate import Sample, picture_bytes

Bytes = npt.NDArray[np.uint8]

REPEATS = 3
_GAP_PX = 6
_NAME_PX = 22
_PAPER = (24, 24, 26)
_INK = (235, 235, 235)


@dataclass(frozen=True, slots=True, eq=False)
class SheetRow:
    """One class."""

    material: str
    ours: tuple[Bytes, ...]
    """Tiles, (rows, columns, 3)."""
    real: tuple[Bytes, ...]


def sheet_classes(items: Sequence[Item], count: int = 30) -> list[str]:
    """The classes with most pictures, in alphabetical order."""
    names, counts = np.unique(np.array([item.material for item in items]), return_counts=True)
    return sorted(str(names[i]) for i in np.lexsort((names, -counts))[:count])


def real_tiles(items: Sequence[Item], material: str, count: int, seed: int) -> tuple[Bytes, ...]:
    """Some pictures of a class, drawn at random."""
    of_class = [item for item in items if item.material == material]
    chosen = np.random.default_rng([seed, 5]).permutation(len(of_class))[:count]
    return tuple(of_class[i].pixels for i in chosen)


def _light(surface: Surface) -> Bytes:
    return thumbnail_rgb(surface, surface.shape[1])


def _ball(surface: Surface) -> Bytes:
    return ball_rgb(surface, 2 * surface.shape[1], repeats=2.0)


def _colour(surface: Surface) -> Bytes:
    return picture_bytes(surface.albedo)


VIEWS: dict[str, Callable[[Surface], Bytes]] = {"colour": _colour, "lit": _light, "ball": _ball}
"""Ways to show a surface: base colour alone, the tile under light, a ball."""


def make_rows(
    sample: Sample,
    items: Sequence[Item],
    classes: Sequence[str],
    *,
    seeds: int = 6,
    real: int = 3,
    seed: int = 0,
    view: str = "colour",
) -> list[SheetRow]:
    """Tiles of each class.

    Args:
        sample: the generator.
        items: real pictures to draw from; base colour whatever the view, for most have no other maps.
        classes: names.
        seeds: tiles of ours a class: those of seeds ``seed``, ``seed + 1`` and so on. Nothing is picked.
        real: real ones.
        seed: the first.
        view: one of :data:`VIEWS`.
    """
    show = VIEWS[view]
    return [
        SheetRow(name, tuple(show(sample(name, seed + i)) for i in range(seeds)), real_tiles(items, name, real, seed))
        for name in classes
    ]


def laid(tile: Bytes, repeats: int, side_px: int) -> Bytes:
    """A tile laid ``repeats`` by ``repeats``, as (side_px, side_px, 3)."""
    whole = Image.fromarray(np.tile(tile, (repeats, repeats, 1)))
    if whole.size != (side_px, side_px):
        whole = whole.resize((side_px, side_px), Image.Resampling.LANCZOS)
    return np.asarray(whole)


def contact_sheet(rows: Sequence[SheetRow], *, repeats: int = REPEATS, side_px: int = 256) -> Bytes:
    """One row a class: its name, ours at the left, real ones at the right behind a bar.

    Args:
        rows: the classes; all with as many tiles of ours.
        repeats: tiles along a side of each square.
        side_px: of a square; 384 shows each pixel of tiles of 128.

    Returns:
        (height, width, 3)
    """
    ours, real = max(len(row.ours) for row in rows), max(len(row.real) for row in rows)
    step = side_px + _GAP_PX
    width = (ours + real) * step + 2 * _GAP_PX
    height = len(rows) * (step + _NAME_PX) + _GAP_PX
    sheet = Image.new("RGB", (width, height), _PAPER)
    draw, font = ImageDraw.Draw(sheet), ImageFont.load_default(15)
    edge = _GAP_PX + ours * step
    for number, row in enumerate(rows):
        top = number * (step + _NAME_PX) + _GAP_PX
        draw.text((_GAP_PX, top), row.material, _INK, font)
        draw.text((edge + _GAP_PX, top), "real", _INK, font)
        for place, tile in enumerate(row.ours):
            sheet.paste(Image.fromarray(laid(tile, repeats, side_px)), (_GAP_PX + place * step, top + _NAME_PX))
        for place, tile in enumerate(row.real):
            at = (edge + _GAP_PX + place * step, top + _NAME_PX)
            sheet.paste(Image.fromarray(laid(tile, repeats, side_px)), at)
    draw.rectangle((edge - _GAP_PX // 2, 0, edge, height), fill=_INK)
    return np.asarray(sheet)


def sheets(rows: Sequence[SheetRow], per_sheet: int = 10, *, repeats: int = REPEATS, side_px: int = 256) -> list[Bytes]:
    """Contact sheets of at most ``per_sheet`` classes each."""
    return [
        contact_sheet(rows[first : first + per_sheet], repeats=repeats, side_px=side_px)
        for first in range(0, len(rows), per_sheet)
    ]
