"""Everything that can be worn, by name and category, and the shops that make it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from procgen.character.body.basis import Basis
from procgen.character.hair import BEARDS, BROWS, HAIR, LASHES
from procgen.character.mesh.part import Template
from procgen.character.people.describe import Vocabulary
from procgen.character.people.person import Worn
from procgen.character.people.roles import ROLES
from procgen.character.skin import IRISES
from procgen.character.wardrobe.accessories import SHOP as ACCESSORIES
from procgen.character.wardrobe.footwear import SHOP as FOOTWEAR
from procgen.character.wardrobe.garments import SHOP as GARMENTS
from procgen.character.wardrobe.kind import Kind, Shop

UNDERLAYER = "underlayer"
"""Always worn."""
SHOPS: Mapping[str, Shop] = {
    "garment": GARMENTS,
    "footwear": FOOTWEAR,
    "accessory": ACCESSORIES,
    "hair": HAIR,
    "beard": BEARDS,
    "brows": BROWS,
    "lashes": LASHES,
}
CLOTHES = ("garment", "footwear", "accessory")
"""Categories that an outfit is made of."""
_ALSO = {
    "tunic": ("jerkin",),
    "gown": ("medieval-dress",),
    "robe": ("robes", "habit"),
    "hauberk": ("mail", "chainmail", "chain-mail"),
    "breastplate": ("plate-armour", "armour", "armor", "cuirass"),
    "cloak": ("cape", "mantle"),
    "tshirt": ("t-shirt", "tee"),
    "shirt": ("shirt",),
    "jeans": ("denim",),
    "suit_trousers": ("trousers", "pants", "slacks"),
    "jacket": ("suit", "blazer"),
    "coat": ("coat", "trench-coat"),
    "hoodie": ("sweatshirt",),
    "breeches": ("breeches",),
    "bodysuit": ("space-suit", "jumpsuit", "suit-of-armour"),
    "armour_vest": ("armoured-vest", "bulletproof-vest", "vest"),
    "longcoat": ("duster",),
    "riding_boot": ("boots", "boot", "riding-boot"),
    "combat_boot": ("combat-boot", "work-boots"),
    "turn_shoe": ("shoes", "shoe", "leather-shoes"),
    "sneaker": ("trainers", "sneaker"),
    "sandal": ("sandal",),
    "sword": ("sword",),
    "belt": ("belt",),
    "brim_hat": ("hat", "brimmed-hat"),
    "cap": ("cap", "baseball-cap"),
    "helmet": ("helmet", "helm"),
    "hood": ("hood",),
    "satchel": ("bag",),
    "backpack": ("rucksack", "pack"),
    "quiver": ("arrows",),
    "amulet": ("necklace", "pendant"),
    "pauldrons": ("shoulder-plates", "pauldron"),
}
"""Further words for kinds."""


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
    wearables = {
        phrase: kind
        for category in CLOTHES
        for kind in SHOPS[category].kinds.values()
        if kind.name != UNDERLAYER
        for phrase in (*_phrases(kind), *_ALSO.get(kind.name, ()))
    }
    hair = {phrase: kind for kind in HAIR.kinds.values() for phrase in _phrases(kind)}
    beards = {phrase: kind for kind in BEARDS.kinds.values() for phrase in _phrases(kind)}
    roles = {phrase: role.name for role in ROLES.values() for phrase in role.phrases}
    return Vocabulary(wearables, hair, beards, tuple(IRISES), roles)


def _phrases(kind: Kind) -> tuple[str, ...]:
    """How people name a kind: its name and its label, and both in the plural or singular."""
    names = {
        kind.name.replace("_", "-"),
        kind.label.lower().replace(" ", "-").replace(",", "").replace("(", "").replace(")", ""),
    }
    return tuple(sorted(names | {name + "s" for name in names} | {name.removesuffix("s") for name in names}))
