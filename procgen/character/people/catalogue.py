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
_ALSO: Mapping[str, tuple[str, ...]] = {
    "tunic": ("jerkin",),
    "robe": ("robes", "habit", "hooded-robe"),
    "gambeson": ("leather-armour", "leather-armor", "padded-armour", "padded-jack"),
    "hauberk": ("mail", "chainmail", "chain-mail"),
    "breastplate": ("plate-armour", "plate-armor", "cuirass", "plate"),
    "cloak": ("cape", "mantle"),
    "tshirt": ("t-shirt", "tee", "t-shirts"),
    "jeans": ("denim",),
    "jacket": ("suit", "blazer"),
    "coat": ("trench-coat",),
    "hoodie": ("sweatshirt", "jumper", "sweater"),
    "bodysuit": ("space-suit", "spacesuit", "jumpsuit"),
    "armour_vest": ("armored-vest", "bulletproof-vest"),
    "longcoat": ("duster",),
    "riding_boot": ("riding-boots",),
    "combat_boot": ("work-boots", "hiking-boots"),
    "sneaker": ("trainers",),
    "cap": ("baseball-cap",),
    "helmet": ("helm",),
    "backpack": ("rucksack", "pack"),
    "quiver": ("arrows",),
    "amulet": ("necklace", "pendant"),
    "glasses": ("spectacles", "eyeglasses"),
    "circlet": ("crown", "tiara", "headband", "diadem"),
    "pauldrons": ("shoulder-plates", "pauldron"),
    "bracers": ("vambraces",),
    "visor": ("headset",),
}
"""Further words for kinds."""
_MANY: Mapping[str, tuple[str, ...]] = {
    "shoes": ("oxford", "turn_shoe", *(name for name in FOOTWEAR.kinds if name not in ("oxford", "turn_shoe"))),
    "boots": ("riding_boot", "combat_boot", "plated_boot"),
    "trousers": ("suit_trousers", "breeches", "tech_trousers"),
    "shirt": ("shirt", "linen_shirt", "tshirt"),
    "hat": ("brim_hat", "cap", "hood", "helmet", "coif"),
    "armour": ("breastplate", "armour_vest"),
    "coat": ("coat", "longcoat"),
    "jacket": ("jacket", "flight_jacket"),
    "dress": ("dress", "gown"),
    "vest": ("armour_vest",),
    "bag": ("satchel", "backpack"),
    "suit": ("jacket", "bodysuit"),
}
"""Words for many kinds: that of the person's setting is meant, else the first."""
_SAME_AS = {
    "shoe": "shoes", "footwear": "shoes", "boot": "boots", "pants": "trousers", "slacks": "trousers",
    "leggings": "trousers", "shirts": "shirt", "hats": "hat", "armor": "armour", "coats": "coat", "jackets": "jacket",
    "dresses": "dress", "bags": "bag", "suits": "suit", "blouse": "shirt", "leather-shoes": "shoes",
    "overcoat": "coat", "leather-boots": "boots", "wide-brimmed-hat": "hat", "brimmed-hat": "hat", "pointed-hat": "hat",
}  # fmt: skip
_HAIR_ALSO: Mapping[str, tuple[str, ...]] = {
    "bun": ("bun", "topknot", "top-knot", "man-bun", "chignon"),
    "braids": ("braid", "braids", "plait", "plaits", "pigtails"),
    "ponytail": ("pony-tail", "ponytails"),
    "dreadlocks": ("dreads", "locs"),
    "mohawk": ("mohican",),
    "buzz_cut": ("buzzcut", "shaved-head", "shaven-head"),
    "crew_cut": ("crewcut",),
    "textured_crop": ("crop", "quiff"),
    "slicked_back": ("undercut",),
    "pixie": ("pixie-cut",),
    "curly_short": ("curls",),
    "side_part": ("side-parting",),
    "balding": ("balding", "receding-hairline"),
}
_BEARD_ALSO: Mapping[str, tuple[str, ...]] = {
    "moustache": ("mustache", "moustaches"),
    "full_short": ("full-beard",),
    "mutton_chops": ("sideburns", "sideboards"),
}


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
    kinds = {kind.name: kind for category in CLOTHES for kind in SHOPS[category].kinds.values()}
    wearables: dict[str, tuple[str, ...]] = {
        phrase: (kind.name,)
        for kind in kinds.values()
        if kind.name != UNDERLAYER
        for phrase in (*_phrases(kind), *_ALSO.get(kind.name, ()))
    }
    wearables |= {**_MANY, **{word: _MANY[same] for word, same in _SAME_AS.items()}}
    roles: dict[str, tuple[str, ...]] = {}
    for role in ROLES.values():
        for phrase in role.phrases:
            roles[phrase] = (*roles.get(phrase, ()), role.name)
    return Vocabulary(kinds, wearables, _styles(HAIR, _HAIR_ALSO), _styles(BEARDS, _BEARD_ALSO), tuple(IRISES), roles)


def _styles(shop: Shop, also: Mapping[str, tuple[str, ...]]) -> dict[str, Kind]:
    return {phrase: kind for kind in shop.kinds.values() for phrase in (*_phrases(kind), *also.get(kind.name, ()))}


def _phrases(kind: Kind) -> tuple[str, ...]:
    """How people name a kind: its name and its label, and both in the plural or singular."""
    names = {
        kind.name.replace("_", "-"),
        kind.label.lower().replace(" ", "-").replace(",", "").replace("(", "").replace(")", ""),
    }
    return tuple(sorted(names | {name + "s" for name in names} | {name.removesuffix("s") for name in names}))
