"""A lookbook: one page with all outfits of a collection, its palette, its cloth and what it is called."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from procgen.character.mesh.part import UNPATTERNED, Colour, Slot
from procgen.character.people.catalogue import kind_of
from procgen.character.people.collection import ROLES, Collection, Outfit

Picture = npt.NDArray[np.uint8]

FIGURE_PX: Final = 460
"""Height of a figure."""
COLUMNS: Final = 5
_WIDTH: Final = 268
_CAPTION: Final = 76
_MARGIN: Final = 48
_HEADER: Final = 214
_PAPER, _INK, _SOFT = (243, 239, 231), (44, 40, 36), (122, 114, 104)
_CHIP, _SWATCH = 62, 84


@dataclass(frozen=True, eq=False)
class Swatch:
    """A piece of cloth: its name, and its picture (side, side, 3) uint8."""

    name: str
    picture: Picture


def swatch_slots(collection: Collection) -> tuple[tuple[str, Slot], ...]:
    """The cloths of a collection, named, as slots for a weaver."""
    main, second, metal = (collection.palette[role][1] for role in ("main", "second", "metal"))
    found = []
    for number, weave in enumerate(collection.weaves):
        ground = (main, second)[number % 2]
        found.append((weave, Slot("cloth", "swatch", ground, "fabric", weave=weave)))
    motifs = (*collection.patterns, *((collection.charge,) if collection.charge else ()))
    for number, pattern in enumerate(motifs):
        weave = collection.weaves[-1 if number else 0]
        other = max((second, metal), key=lambda each: _apart(each, main)) if number else second
        slot = Slot("cloth", "swatch", main, "fabric", weave=weave, pattern=pattern, second=other)
        found.append((pattern.replace("_", " "), slot))
    return tuple(found)


def _apart(one: Colour, other: Colour) -> float:
    return float(np.linalg.norm(np.subtract(one, other)))


def lookbook(collection: Collection, figures: Sequence[tuple[Outfit, Picture]], swatches: Sequence[Swatch]) -> Picture:
    """The page.

    Args:
        collection: what it shows.
        figures: outfits and who wears them, (FIGURE_PX, w, 4) uint8 with alpha each; sorted by trade and rank here.
        swatches: pieces of its cloth.

    Returns:
        (height, width, 3) uint8.
    """
    trades = list(dict.fromkeys(outfit.trade for outfit, _ in figures))
    ordered = sorted(figures, key=lambda each: (trades.index(each[0].trade), each[0].rank))
    across = min(COLUMNS, max(len(ordered), 3))
    down = -(-len(ordered) // across)
    width = 2 * _MARGIN + across * _WIDTH
    page = Image.new("RGB", (width, _HEADER + down * (FIGURE_PX + _CAPTION) + _MARGIN), _PAPER)
    _header(page, collection, swatches)
    for number, (outfit, figure) in enumerate(ordered):
        left = _MARGIN + number % across * _WIDTH
        _figure(page, outfit, figure, left, _HEADER + number // across * (FIGURE_PX + _CAPTION))
    return np.asarray(page)


def _header(page: Image.Image, collection: Collection, swatches: Sequence[Swatch]) -> None:
    draw = ImageDraw.Draw(page)
    title = collection.text or "A collection"
    size = 34
    while size > 15 and draw.textlength(title, font=ImageFont.load_default(size)) > page.width - 2 * _MARGIN:
        size -= 1
    draw.text((_MARGIN, 26), title, font=ImageFont.load_default(size), fill=_INK)
    said = f"{', '.join(collection.cultures)}  ·  seed {collection.seed}"
    if collection.device:
        said += f"  ·  arms: {collection.device}"
    draw.text((_MARGIN, 70), said, font=ImageFont.load_default(15), fill=_SOFT)
    small = ImageFont.load_default(12)
    x = _MARGIN
    for role in ROLES:
        name, colour = collection.palette[role]
        red, green, blue = (round(part * 255) for part in colour)
        draw.rounded_rectangle((x, 102, x + _CHIP, 102 + _CHIP), 8, fill=(red, green, blue))
        draw.text((x, 168), name, font=small, fill=_INK)
        draw.text((x, 182), role, font=small, fill=_SOFT)
        x += _CHIP + 30
    x = page.width - _MARGIN - len(swatches) * (_SWATCH + 14) + 14
    for swatch in swatches:
        cloth = Image.fromarray(swatch.picture[: 2 * _SWATCH, : 2 * _SWATCH]).resize((_SWATCH, _SWATCH))
        page.paste(cloth, (x, 92))
        draw.text((x, 182), swatch.name, font=small, fill=_INK)
        x += _SWATCH + 14
    draw.line((_MARGIN, 204, page.width - _MARGIN, 204), fill=(206, 199, 188), width=1)


def _figure(page: Image.Image, outfit: Outfit, figure: Picture, left: int, top: int) -> None:
    person = Image.fromarray(figure, "RGBA")
    x = left + (_WIDTH - person.width) // 2
    floor = Image.new("L", (_WIDTH, 40), 0)
    ImageDraw.Draw(floor).ellipse((50, 12, _WIDTH - 50, 30), fill=90)
    ground = Image.new("RGB", floor.size, (150, 142, 130))
    page.paste(ground, (left, top + FIGURE_PX - 34), floor.filter(ImageFilter.GaussianBlur(6)))
    page.paste(person, (x, top), person)
    draw = ImageDraw.Draw(page)
    middle = left + _WIDTH // 2
    draw.text((middle, top + FIGURE_PX + 6), outfit.title, font=ImageFont.load_default(16), fill=_INK, anchor="mt")
    small = ImageFont.load_default(11)
    for number, line in enumerate(_lines(outfit, draw, small)):
        draw.text((middle, top + FIGURE_PX + 28 + 14 * number), line, font=small, fill=_SOFT, anchor="mt")


def _lines(outfit: Outfit, draw: ImageDraw.ImageDraw, font: ImageFont.ImageFont | ImageFont.FreeTypeFont) -> list[str]:
    """What is worn, outermost first, in two lines."""
    names = []
    for worn in reversed(outfit.worn):
        kind = kind_of(worn.kind)
        label = worn.kind if kind is None else kind.label.lower()
        pattern = str(worn.options.get("pattern", UNPATTERNED))
        names.append(label if pattern == UNPATTERNED else f"{label} ({pattern.replace('_', ' ')})")
    lines = [""]
    for number, name in enumerate(names):
        said = name + ("," if number < len(names) - 1 else "")
        longer = f"{lines[-1]} {said}".strip()
        if draw.textlength(longer, font=font) <= _WIDTH - 14:
            lines[-1] = longer
        elif len(lines) < 3:
            lines.append(said)
        else:
            break
    return [line.rstrip(",") if line is lines[-1] else line for line in lines]
