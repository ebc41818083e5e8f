"""What people do, and what they wear for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from procgen.character.people.colours import COLOURS
from procgen.character.people.person import Worn

_FEMALE, _MALE = 0.35, 0.65
_EARTH = ("brown", "tan", "olive", "moss", "rust", "sand", "grey", "charcoal", "ochre", "beige")
_RICH = ("crimson", "burgundy", "navy", "purple", "green", "teal", "gold", "violet")
_CLERGY = ("brown", "charcoal", "grey", "cream", "burgundy")
_TODAY = ("navy", "grey", "charcoal", "red", "olive", "white", "teal", "burgundy", "azure", "khaki", "pink", "ochre")
_OFFICE = ("charcoal", "navy", "grey", "black", "khaki")
_SPACE = ("charcoal", "grey", "white", "orange", "navy", "teal", "olive", "silver")


@dataclass(frozen=True, slots=True)
class Role:
    """What somebody does.

    Attributes:
        name, label: for machines and for people.
        setting: "medieval", "modern" or "scifi".
        works: in the third person of the present: "forges what the village needs".
        ages: youngest and oldest, in years.
        wears: what is put on, each out of alternatives joined by "|"; "-" is nothing, "f:" and "m:" before one keep it
            to women and men (those in between wear either).
        palette: names of colours for the cloth.
        words: how texts name the role, besides its label.
    """

    name: str
    label: str
    setting: str
    works: str
    ages: tuple[float, float]
    wears: tuple[str, ...]
    palette: tuple[str, ...]
    words: tuple[str, ...] = ()

    @property
    def phrases(self) -> tuple[str, ...]:
        """The words that name it, joined by "-", in the singular and plural."""
        names = [self.label.lower().replace(" ", "-"), *self.words]
        return tuple(name + end for name in names for end in ("", "s"))


_CHILD, _ADULT, _SOLDIER = (6.0, 17.9), (18.0, 80.0), (18.0, 55.0)
_LEGS = "breeches|hose"
_TRUNK = "linen_shirt"
_ALL = (
    Role(
        "peasant",
        "Peasant",
        "medieval",
        "works the fields",
        (14.0, 80.0),
        (_TRUNK, _LEGS, "f:gown|tunic|-", "turn_shoe|sandal", "hood|brim_hat|-|-", "belt|-"),
        _EARTH,
        ("farmer", "villager"),
    ),
    Role(
        "blacksmith",
        "Blacksmith",
        "medieval",
        "forges what the village needs",
        (18.0, 70.0),
        (_TRUNK, _LEGS, "tunic|-", "turn_shoe|riding_boot", "belt"),
        _EARTH,
        ("smith",),
    ),
    Role(
        "guard",
        "Guard",
        "medieval",
        "keeps watch at the gate",
        _SOLDIER,
        (_TRUNK, _LEGS, "gambeson", "hauberk|surcoat|-", "riding_boot", "sword", "helmet|coif|-"),
        ("navy", "crimson", "green", "ochre"),
        ("soldier", "watchman", "man-at-arms"),
    ),
    Role(
        "knight",
        "Knight",
        "medieval",
        "rides for the crown",
        (18.0, 60.0),
        (
            "hose",
            "gambeson",
            "breastplate|surcoat|hauberk",
            "riding_boot",
            "sword",
            "pauldrons|-",
            "cloak|-",
            "helmet|-",
        ),
        _RICH,
        ("paladin", "warrior"),
    ),
    Role(
        "mage",
        "Mage",
        "medieval",
        "studies what others fear",
        (20.0, 90.0),
        (_TRUNK, _LEGS, "robe", "turn_shoe|riding_boot", "amulet|-", "satchel|-"),
        _RICH,
        ("wizard", "witch", "sorcerer", "sorceress"),
    ),
    Role(
        "priest",
        "Priest",
        "medieval",
        "keeps the shrine and its bells",
        (20.0, 90.0),
        (_TRUNK, _LEGS, "robe", "sandal|turn_shoe", "amulet"),
        _CLERGY,
        ("monk", "nun", "cleric"),
    ),
    Role(
        "noble",
        "Noble",
        "medieval",
        "keeps a hall and too many servants",
        (14.0, 85.0),
        (_TRUNK, "hose", "f:gown|m:tunic", "turn_shoe", "cloak|-", "amulet|-"),
        _RICH,
        ("lord", "duke", "duchess", "prince", "princess"),
    ),
    Role(
        "merchant",
        "Merchant",
        "medieval",
        "sells cloth and news",
        (18.0, 75.0),
        (_TRUNK, _LEGS, "f:gown|m:tunic", "turn_shoe|riding_boot", "brim_hat|-", "satchel|belt"),
        _RICH + _EARTH,
        ("trader", "shopkeeper"),
    ),
    Role(
        "ranger",
        "Ranger",
        "medieval",
        "keeps the forest paths",
        (18.0, 60.0),
        (_TRUNK, _LEGS, "tunic", "riding_boot", "cloak|hood", "quiver", "belt"),
        ("moss", "olive", "brown", "green", "charcoal"),
        ("hunter", "archer", "scout"),
    ),
    Role(
        "innkeeper",
        "Innkeeper",
        "medieval",
        "runs the inn by the bridge",
        (20.0, 75.0),
        (_TRUNK, _LEGS, "f:gown|m:tunic|-", "turn_shoe", "belt|-"),
        _EARTH,
        ("barkeep", "cook", "baker"),
    ),
    Role(
        "village_child",
        "Village child",
        "medieval",
        "learns",
        _CHILD,
        (_TRUNK, _LEGS, "f:gown|tunic|-", "turn_shoe"),
        (*_EARTH, "red", "blue"),
    ),
    Role(
        "office_worker",
        "Office worker",
        "modern",
        "writes reports that someone reads",
        (20.0, 67.0),
        ("shirt", "f:skirt|suit_trousers", "jacket|-", "oxford", "scarf|-|-"),
        _OFFICE,
        ("clerk", "manager", "lawyer", "businessman", "businesswoman"),
    ),
    Role(
        "student",
        "Student",
        "modern",
        "studies and sleeps too little",
        (18.0, 30.0),
        ("tshirt", "jeans", "hoodie|-", "sneaker", "backpack|-", "cap|-|-"),
        _TODAY,
    ),
    Role(
        "shopper",
        "Passer-by",
        "modern",
        "keeps a small flat and a large dog",
        (18.0, 90.0),
        (
            "tshirt|shirt",
            "jeans|suit_trousers|f:skirt",
            "coat|hoodie|jacket|-",
            "sneaker|oxford|slip_on",
            "scarf|satchel|-",
        ),
        _TODAY,
        ("pedestrian", "civilian", "neighbour"),
    ),
    Role(
        "mechanic",
        "Mechanic",
        "modern",
        "keeps old engines alive",
        (18.0, 65.0),
        ("tshirt", "tech_trousers|jeans", "combat_boot", "cap|-", "belt"),
        ("navy", "charcoal", "khaki", "olive"),
        ("engineer", "worker"),
    ),
    Role(
        "hiker",
        "Hiker",
        "modern",
        "writes about mountain paths",
        (18.0, 75.0),
        ("tshirt|shirt", "tech_trousers", "flight_jacket|hoodie|-", "combat_boot", "backpack", "cap|-"),
        ("olive", "rust", "teal", "khaki", "red"),
        ("traveller",),
    ),
    Role(
        "party_guest",
        "Party guest",
        "modern",
        "sings in a band on weekends",
        (18.0, 70.0),
        ("f:dress|m:shirt", "m:suit_trousers", "m:jacket|-", "oxford|slip_on"),
        _RICH,
        ("guest", "dancer"),
    ),
    Role(
        "schoolchild",
        "Schoolchild",
        "modern",
        "learns",
        _CHILD,
        ("tshirt", "jeans", "hoodie|-", "sneaker", "backpack|-"),
        _TODAY,
    ),
    Role(
        "pilot",
        "Pilot",
        "scifi",
        "flies freight between stations",
        (20.0, 60.0),
        ("tshirt", "tech_trousers", "flight_jacket", "plated_boot|combat_boot", "belt|-"),
        _SPACE,
        ("captain", "smuggler"),
    ),
    Role(
        "ship_engineer",
        "Ship engineer",
        "scifi",
        "keeps the reactor polite",
        (18.0, 65.0),
        ("bodysuit", "armour_vest|-", "plated_boot", "backpack|belt"),
        _SPACE,
        ("technician",),
    ),
    Role(
        "trooper",
        "Trooper",
        "scifi",
        "keeps order on the lower decks",
        (18.0, 50.0),
        ("bodysuit", "armour_vest", "plated_boot", "pauldrons", "belt"),
        ("charcoal", "white", "olive", "navy"),
        ("marine", "space-soldier"),
    ),
    Role(
        "scientist",
        "Scientist",
        "scifi",
        "studies what came back in the samples",
        (22.0, 80.0),
        ("tshirt", "tech_trousers", "longcoat", "slip_on|plated_boot"),
        ("white", "silver", "grey", "teal"),
        ("doctor", "medic", "researcher"),
    ),
    Role(
        "drifter",
        "Drifter",
        "scifi",
        "carries messages nobody sends",
        (18.0, 80.0),
        ("tshirt|bodysuit", "tech_trousers", "longcoat|hoodie|flight_jacket", "combat_boot|plated_boot", "backpack|-"),
        ("charcoal", "rust", "brown", "olive"),
        ("bounty-hunter", "mercenary", "rogue"),
    ),
    Role(
        "station_child",
        "Station child",
        "scifi",
        "learns",
        _CHILD,
        ("tshirt", "tech_trousers", "hoodie|-", "slip_on"),
        _SPACE,
    ),
)
ROLES: Mapping[str, Role] = {role.name: role for role in _ALL}


def roles_of(setting: str, age_years: float | None = None) -> tuple[Role, ...]:
    """The roles of a setting that somebody of an age may have."""
    return tuple(
        role
        for role in _ALL
        if role.setting == setting and (age_years is None or role.ages[0] <= age_years <= role.ages[1])
    )


def clothes_of(role: Role, sex: float, generator: np.random.Generator) -> tuple[Worn, ...]:
    """What somebody of a role puts on, in colours that go together.

    The palette is drawn once: a main and a second colour, which pieces of cloth take in turn; leather and metal keep
    their own.
    """
    worn: list[Worn] = []
    for entry in role.wears:
        kinds = [_for_sex(kind, sex) for kind in entry.split("|")]
        fitting = [kind for kind in kinds if kind]
        kind = str(generator.choice(fitting)) if fitting else "-"
        if kind != "-" and kind not in {piece.kind for piece in worn}:
            worn.append(Worn(kind))
    return tuple(worn)


def colours_of(role: Role, generator: np.random.Generator, count: int) -> list[tuple[float, float, float]]:
    """Colours for so many pieces of cloth, no two neighbours alike, each a little off its name's."""
    names = [str(name) for name in generator.permutation(np.array(role.palette))]
    colours = []
    for number in range(count):
        shift = generator.normal(0.0, 0.035, 3) + generator.normal(0.0, 0.05)
        red, green, blue = np.clip(np.array(COLOURS[names[number % len(names)]]) + shift, 0.02, 0.97)
        colours.append((float(red), float(green), float(blue)))
    return colours


def _for_sex(kind: str, sex: float) -> str:
    """A kind without its mark, or nothing where the mark is for others."""
    if kind.startswith("f:"):
        return kind[2:] if sex <= _MALE else ""
    if kind.startswith("m:"):
        return kind[2:] if sex >= _FEMALE else ""
    return kind
