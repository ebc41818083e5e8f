"""What somebody puts on: the role's clothes, and what was asked for in the place of the same kind of thing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

import numpy as np

from procgen.character.body.macro import ADULT_YEARS
from procgen.character.people.person import Worn
from procgen.character.people.roles import USUAL_COLOURS, Role, clothes_of, colours_of
from procgen.character.wardrobe.accessories import KINDS as ACCESSORIES
from procgen.character.wardrobe.footwear import KINDS as FOOTWEAR
from procgen.character.wardrobe.garments import KINDS as GARMENTS
from procgen.character.wardrobe.kind import Kind

_CLOTH = ("cloth",)
_LONGER: Mapping[str, str] = {
    "tunic": "length",
    "dress": "length",
    "skirt": "length",
    "cloak": "length",
    "tshirt": "sleeve",
    "surcoat": "length",
}
"""Numbers that make a difference at a glance; longer only, so that child-safe pieces stay so."""
_LONGER_BY = 0.2


def outfit_of(
    role: Role | None,
    setting: str,
    asked: tuple[Worn, ...],
    sex: float,
    age_years: float,
    chance: np.random.Generator,
    without: Collection[str] = (),
) -> tuple[Worn, ...]:
    """Clothes, shoes and things, from the skin outwards.

    Args:
        role: whose clothes; None for only what was asked for.
        setting: of the person.
        asked: what must be there; it takes the place of pieces that do the same.
        sex, age_years: of the person; below 18 only child-safe pieces are drawn.
        chance: where it comes from.
        without: kinds that are not drawn.
    """
    worn = () if role is None else clothes_of(role, sex, chance)
    kept = kept_beside(worn, asked, without, grown=age_years >= ADULT_YEARS)
    coloured = kept if role is None else _coloured([_varied(piece, chance) for piece in kept], role, chance)
    return tuple(sorted((*coloured, *asked), key=outwards))


def kept_beside(worn: Iterable[Worn], asked: Iterable[Worn], without: Collection[str], *, grown: bool) -> list[Worn]:
    """The pieces whose place nothing takes that was asked for; only child-safe ones unless ``grown``."""
    taken = [kind_worn(piece.kind) for piece in asked]
    return [
        piece
        for piece in worn
        if (grown or kind_worn(piece.kind).child_safe)
        and piece.kind not in without
        and not any(same_place(kind_worn(piece.kind), kind) for kind in taken)
    ]


def outwards(piece: Worn) -> tuple[int, str]:
    """Sorts pieces from the skin outwards."""
    return kind_worn(piece.kind).layer, piece.kind


def _varied(piece: Worn, chance: np.random.Generator) -> Worn:
    """A piece in one of its styles; few, since every other mesh has to be made first."""
    kind = kind_worn(piece.kind)
    options = dict(piece.options)
    for option in kind.options.values():
        draw = chance.random()
        if option.values:
            options[option.name] = option.values[int(draw * len(option.values))]
        elif option.name == _LONGER.get(kind.name) and not isinstance(option.default, str):
            options[option.name] = min(option.default + _LONGER_BY * int(draw * 2), option.maximum)
    return replace(piece, options=options)


def kind_worn(name: str) -> Kind:
    """A garment, shoe or accessory by its name. Raises KeyError."""
    for kinds in (GARMENTS, FOOTWEAR, ACCESSORIES):
        if name in kinds:
            return kinds[name]
    raise KeyError(name)


def same_place(one: Kind, other: Kind) -> bool:
    """Whether nobody wears both: one thing twice, two pairs of shoes, two hats, two pieces of one layer about the same
    part.
    """
    if one.name == other.name:
        return True
    if one.name in FOOTWEAR or other.name in FOOTWEAR:
        return one.name in FOOTWEAR and other.name in FOOTWEAR
    if one.name in ACCESSORIES or other.name in ACCESSORIES:
        both = one.name in ACCESSORIES and other.name in ACCESSORIES
        return both and bool(one.covers & other.covers & {"head_top"})
    return one.layer == other.layer and bool(one.covers & other.covers & {"chest", "pelvis"})


def _coloured(worn: list[Worn], role: Role, chance: np.random.Generator) -> list[Worn]:
    """Cloth in the role's colours; what is of leather, metal or wood keeps its own."""
    slots = {piece.kind: kind_worn(piece.kind).slots[0] for piece in worn}
    # Outer pieces first: they take the first colours of the palette.
    cloth = [name for name, slot in slots.items() if slot.kind in _CLOTH or name in USUAL_COLOURS]
    colours = colours_of(role, sorted(cloth, key=lambda name: -kind_worn(name).layer), chance)
    return [
        Worn(piece.kind, piece.options, {slots[piece.kind].name: colours[piece.kind]})
        if piece.kind in colours
        else piece
        for piece in worn
    ]
