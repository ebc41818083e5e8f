"""What somebody puts on: the role's clothes, and what was asked for in the place of the same kind of thing."""

from __future__ import annotations

import numpy as np

from procgen.character.body.macro import ADULT_YEARS
from procgen.character.people.person import Worn
from procgen.character.people.roles import Role, clothes_of, colours_of
from procgen.character.wardrobe.accessories import KINDS as ACCESSORIES
from procgen.character.wardrobe.footwear import KINDS as FOOTWEAR
from procgen.character.wardrobe.garments import KINDS as GARMENTS
from procgen.character.wardrobe.kind import Kind

_CLOTH = ("cloth",)


def outfit_of(
    role: Role | None,
    setting: str,
    asked: tuple[Worn, ...],
    sex: float,
    age_years: float,
    chance: np.random.Generator,
) -> tuple[Worn, ...]:
    """Clothes, shoes and things, from the skin outwards.

    Args:
        role: whose clothes; None for only what was asked for.
        setting: of the person.
        asked: what must be there; it takes the place of pieces that do the same.
        sex, age_years: of the person; below 18 only child-safe pieces are drawn.
        chance: where it comes from.
    """
    worn = () if role is None else clothes_of(role, sex, chance)
    names = [piece.kind for piece in asked]
    kept = [
        piece
        for piece in worn
        if (age_years >= ADULT_YEARS or kind_worn(piece.kind).child_safe)
        and piece.kind not in names
        and not any(_same_place(kind_worn(piece.kind), kind_worn(name)) for name in names)
    ]
    coloured = kept if role is None else _coloured(kept, role, chance)
    return tuple(sorted((*coloured, *asked), key=lambda piece: (kind_worn(piece.kind).layer, piece.kind)))


def kind_worn(name: str) -> Kind:
    """A garment, shoe or accessory by its name. Raises KeyError."""
    for kinds in (GARMENTS, FOOTWEAR, ACCESSORIES):
        if name in kinds:
            return kinds[name]
    raise KeyError(name)


def _same_place(one: Kind, other: Kind) -> bool:
    """Whether nobody wears both: two pairs of shoes, two hats, two pieces of one layer about the same part."""
    if one.name in FOOTWEAR or other.name in FOOTWEAR:
        return one.name in FOOTWEAR and other.name in FOOTWEAR
    if one.name in ACCESSORIES or other.name in ACCESSORIES:
        both = one.name in ACCESSORIES and other.name in ACCESSORIES
        return both and bool(one.covers & other.covers & {"head_top"})
    return one.layer == other.layer and bool(one.covers & other.covers & {"chest", "pelvis"})


def _coloured(worn: list[Worn], role: Role, chance: np.random.Generator) -> list[Worn]:
    """Cloth in the role's colours; what is of leather, metal or wood keeps its own."""
    colours = iter(colours_of(role, chance, len(worn)))
    result = []
    for piece in worn:
        colour = next(colours)
        slot = kind_worn(piece.kind).slots[0]
        result.append(Worn(piece.kind, piece.options, {slot.name: colour}) if slot.kind in _CLOTH else piece)
    return result
