"""Everything that can be worn, by name and category, and the shops that make it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from procgen.character.body.basis import Basis
from procgen.character.hair import BEARDS, BROWS, HAIR, LASHES
from procgen.character.mesh.part import Template
from procgen.character.people.meaning import Vocabulary
from procgen.character.people.person import Worn
from procgen.character.people.roles import ROLES
from procgen.character.people.words import dictionary
from procgen.character.skin import IRISES
from procgen.character.wardrobe.accessories import SHOP as ACCESSORIES
from procgen.character.wardrobe.footwear import SHOP as FOOTWEAR
from procgen.character.wardrobe.garments import KINDS as GARMENTS
from procgen.character.wardrobe.kind import Kind, Shop

UNDERLAYER = "underlayer"
"""Always worn."""
SHOPS: Mapping[str, Shop] = {
    "garment": Shop(GARMENTS),
    "footwear": FOOTWEAR,
    "accessory": ACCESSORIES,
    "hair": HAIR,
    "beard": BEARDS,
    "brows": BROWS,
    "lashes": LASHES,
}
CLOTHES = ("garment", "footwear", "accessory")
"""Categories that an outfit is made of."""


def category_of(kind: str) -> str | None:
    """The category of a kind, or None for a name that is none."""
    return next((category for category, shop in SHOPS.items() if kind in shop.kinds), None)


def kind_of(name: str) -> Kind | None:
    """A kind by its name, or None."""
    category = category_of(name)
    return None if category is None else SHOPS[category].kinds[name]


def template_of(worn: Worn, basis: Basis) -> Template:
    """What is worn, as a template. Raises InvalidFields for an unknown kind, option, value, slot or colour."""
    category = category_of(worn.kind) or "garment"
    return SHOPS[category].build(worn.kind, worn.options, worn.colours, basis)


@cache
def vocabulary() -> Vocabulary:
    """The words of what can be worn, for :func:`procgen.character.people.describe.describe`."""
    words = dictionary()
    kinds = {kind.name: kind for category in CLOTHES for kind in SHOPS[category].kinds.values()}
    wearables: dict[str, tuple[str, ...]] = {
        phrase: (kind.name,)
        for kind in kinds.values()
        if kind.name != UNDERLAYER
        for phrase in (*_phrases(kind), *words.clothes.get(kind.name, ()))
    }
    shoes = words.many["shoes"]
    many = {**words.many, "shoes": (*shoes, *(name for name in FOOTWEAR.kinds if name not in shoes))}
    wearables |= {**many, **{word: many[same] for word, same in words.same.items()}}
    roles: dict[str, tuple[str, ...]] = {}
    for role in ROLES.values():
        for phrase in role.phrases:
            roles[phrase] = (*roles.get(phrase, ()), role.name)
    hair, beards = _styles(HAIR, words.haircuts), _styles(BEARDS, words.beards)
    return Vocabulary(kinds, wearables, hair, beards, tuple(IRISES), roles)


def _styles(shop: Shop, also: Mapping[str, tuple[str, ...]]) -> dict[str, Kind]:
    return {phrase: kind for kind in shop.kinds.values() for phrase in (*_phrases(kind), *also.get(kind.name, ()))}


def _phrases(kind: Kind) -> tuple[str, ...]:
    """How people name a kind: its name and its label, and both in the plural or singular."""
    names = {
        kind.name.replace("_", "-"),
        kind.label.lower().replace(" ", "-").replace(",", "").replace("(", "").replace(")", ""),
    }
    return tuple(sorted(names | {name + "s" for name in names} | {name.removesuffix("s") for name in names}))
