"""What people do, and what they wear for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from procgen.character.people.colours import COLOURS
from procgen.character.people.person import Worn
from procgen.character.wardrobe.kind import Colour

_FEMALE, _MALE = 0.35, 0.65
_LAST_CHILD_AGE = float(np.nextafter(np.float32(18.0), np.float32(0.0)))


@dataclass(frozen=True, slots=True)
class Role:
    """What somebody does.

    Attributes:
        name, label: for machines and for people.
        setting: "medieval", "modern" or "scifi".
        works: in the third person of the present: "forges what the village needs".
        ages: youngest and oldest, in years.
        wears: what is put on, each out of alternatives joined by "|", of pieces joined by "+"; "-" is nothing, "f:" and
            "m:" before an alternative keep it to women and men (those in between wear either).
        palette: names of colours for the outer cloth; undyed and workaday things have colours of their own.
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

    def pieces(self, sex: float | None = None) -> Iterator[tuple[str, ...]]:
        """The alternatives of each entry that somebody of a sex has, as written, "+" included; all for None."""
        for entry in self.wears:
            fitting = (_for_sex(alternative, sex) for alternative in entry.split("|"))
            yield tuple(alternative for alternative in fitting if alternative)


_CHILD, _SOLDIER = (6.0, _LAST_CHILD_AGE), (18.0, 55.0)
_EARTH = ("brown", "olive", "moss", "rust", "grey", "charcoal", "ochre", "teal", "burgundy", "sand")
_RICH = ("crimson", "burgundy", "navy", "purple", "green", "teal", "gold", "violet")
_CLERGY = ("brown", "charcoal", "grey", "cream", "burgundy")
_TODAY = ("navy", "grey", "charcoal", "red", "olive", "white", "teal", "burgundy", "azure", "khaki", "pink", "ochre")
_OFFICE = ("charcoal", "navy", "grey", "black", "khaki", "burgundy")
_SPACE = ("charcoal", "grey", "white", "orange", "navy", "teal", "olive", "silver")
_TRUNK = "linen_shirt"
_TUNIC = "linen_shirt+hose+tunic|linen_shirt+breeches+tunic"
_GOWN = f"f:gown|f:gown|{_TUNIC}"
_SUIT = "shirt+suit_trousers+jacket|shirt+suit_trousers"

# fmt: off
_ALL = (
    # Medieval fantasy
    Role("peasant", "Peasant", "medieval", "works the fields", (14.0, 90.0),
         (f"{_GOWN}|linen_shirt+breeches", "turn_shoe|sandal", "hood|brim_hat|-|-", "belt|-"), _EARTH,
         ("farmer", "villager", "servant", "maid", "fisherman")),
    Role("blacksmith", "Blacksmith", "medieval", "forges what the village needs", (18.0, 70.0),
         (f"linen_shirt+breeches|{_TUNIC}", "turn_shoe|riding_boot", "belt", "bracers|gloves|-"), _EARTH, ("smith",)),
    Role("guard", "Guard", "medieval", "keeps watch at the gate", _SOLDIER,
         ("linen_shirt+breeches+hauberk|hose+gambeson|hose+gambeson+surcoat", "riding_boot", "sword", "helmet|coif|-",
          "bracers|-|-"), ("navy", "crimson", "green", "ochre"), ("soldier", "watchman", "man-at-arms")),
    Role("knight", "Knight", "medieval", "rides for the crown", (18.0, 60.0),
         ("hose+gambeson+breastplate|hose+gambeson+surcoat|linen_shirt+hose+hauberk", "riding_boot", "sword",
          "pauldrons|-", "cloak|-|-", "helmet|-|-", "gloves|-"), _RICH, ("paladin", "warrior", "crusader")),
    Role("mage", "Mage", "medieval", "studies what others fear", (20.0, 90.0),
         ("robe", "turn_shoe|riding_boot", "amulet|-", "satchel|-|-", "circlet|-|-"), _RICH,
         ("wizard", "witch", "sorcerer", "sorceress", "alchemist")),
    Role("priest", "Priest", "medieval", "keeps the shrine and its bells", (20.0, 90.0),
         ("robe", "sandal|turn_shoe", "amulet|-"), _CLERGY, ("monk", "nun", "cleric", "priestess", "abbot")),
    Role("noble", "Noble", "medieval", "keeps a hall and too many servants", (14.0, 90.0),
         ("f:gown|m:linen_shirt+hose+tunic", "turn_shoe", "cloak|-", "amulet|-", "circlet|-|-", "f:earrings|-"), _RICH,
         ("lord", "duke", "duchess", "prince", "princess", "king", "queen", "count", "countess", "baron", "baroness",
          "nobleman", "noblewoman")),
    Role("merchant", "Merchant", "medieval", "sells cloth and news", (18.0, 80.0),
         (f"f:gown|{_TUNIC}", "turn_shoe|riding_boot", "brim_hat|-", "satchel|belt", "cloak|-|-"), _RICH + _EARTH,
         ("trader", "shopkeeper", "seller")),
    Role("ranger", "Ranger", "medieval", "keeps the forest paths", (18.0, 60.0),
         (_TUNIC, "riding_boot", "cloak|hood", "quiver", "belt", "bracers|gloves|-"),
         ("moss", "olive", "brown", "green", "charcoal"), ("hunter", "archer", "scout", "woodsman")),
    Role("innkeeper", "Innkeeper", "medieval", "runs the inn by the bridge", (20.0, 80.0),
         (f"{_GOWN}|linen_shirt+breeches", "turn_shoe", "belt|-"), _EARTH, ("barkeep", "cook", "baker", "barmaid")),
    Role("bard", "Bard", "medieval", "sings at fairs and remembers every debt", (16.0, 70.0),
         (f"f:gown|{_TUNIC}", "turn_shoe|riding_boot", "brim_hat|scarf|-", "cloak|satchel"), _RICH,
         ("minstrel", "storyteller", "jester")),
    Role("squire", "Squire", "medieval", "carries a shield that is too big", (14.0, 20.0),
         ("linen_shirt+hose+tunic|hose+gambeson", "turn_shoe|riding_boot", "belt|sword"), _RICH, ("page",)),
    Role("village_child", "Village child", "medieval", "learns", _CHILD,
         (f"{_GOWN}|linen_shirt+breeches", "turn_shoe", "hood|-|-"), (*_EARTH, "red", "blue")),
    # Modern
    Role("office_worker", "Office worker", "modern", "writes reports that someone reads", (20.0, 67.0),
         (f"f:shirt+skirt|{_SUIT}", "oxford", "scarf|-|-", "glasses|-|-", "satchel|-|-"), _OFFICE,
         ("clerk", "manager", "lawyer", "businessman", "businesswoman", "secretary", "banker")),
    Role("student", "Student", "modern", "studies and sleeps too little", (18.0, 30.0),
         ("tshirt+jeans|tshirt+jeans+hoodie|f:tshirt+skirt", "sneaker", "backpack|-", "cap|-|-|-", "glasses|-|-"),
         _TODAY),
    Role("shopper", "Passer-by", "modern", "keeps a small flat and a large dog", (18.0, 90.0),
         ("tshirt+jeans|shirt+jeans|shirt+suit_trousers|f:shirt+skirt|f:dress|tshirt+jeans+hoodie|tshirt+jeans+jacket|"
          "shirt+jeans+coat|shirt+suit_trousers+coat|tshirt+jeans+flight_jacket",
          "sneaker|oxford|slip_on", "scarf|satchel|-", "glasses|-|-|-"), _TODAY,
         ("pedestrian", "civilian", "neighbour", "commuter")),
    Role("mechanic", "Mechanic", "modern", "keeps old engines alive", (18.0, 65.0),
         ("tshirt+tech_trousers|tshirt+jeans", "combat_boot", "cap|-", "belt", "gloves|goggles|-"),
         ("navy", "charcoal", "khaki", "olive"), ("engineer", "worker", "plumber", "builder")),
    Role("hiker", "Hiker", "modern", "writes about mountain paths", (18.0, 75.0),
         ("tshirt+tech_trousers|tshirt+tech_trousers+flight_jacket|shirt+tech_trousers", "combat_boot", "backpack",
          "cap|brim_hat|-"), ("olive", "rust", "teal", "khaki", "red"), ("traveller", "explorer", "photographer")),
    Role("party_guest", "Party guest", "modern", "sings in a band on weekends", (18.0, 75.0),
         ("f:dress|m:shirt+suit_trousers+jacket|m:shirt+suit_trousers", "oxford|slip_on", "f:earrings|-"), _RICH,
         ("guest", "dancer", "singer")),
    Role("doctor", "Doctor", "modern", "reads test results to worried people", (25.0, 70.0),
         ("shirt+suit_trousers+coat|tshirt+suit_trousers+coat", "slip_on|oxford", "glasses|-"), ("white",),
         ("physician", "nurse", "medic", "surgeon")),
    Role("teacher", "Teacher", "modern", "teaches sums and patience", (24.0, 68.0),
         ("shirt+suit_trousers+jacket|shirt+jeans|f:dress|f:shirt+skirt", "oxford|slip_on", "glasses|scarf|-",
          "satchel|-"), ("khaki", "rust", "navy", "olive", "teal", "burgundy"), ("librarian", "professor")),
    Role("artist", "Artist", "modern", "makes large paintings of small things", (18.0, 85.0),
         ("tshirt+jeans+jacket|shirt+jeans|f:dress", "sneaker|combat_boot", "scarf|brim_hat|-", "glasses|-|-"),
         ("black", "burgundy", "ochre", "teal", "violet", "white"), ("painter", "musician", "writer", "actor")),
    Role("athlete", "Athlete", "modern", "runs before everyone else is up", (18.0, 50.0),
         ("tshirt+tech_trousers|tshirt+tech_trousers+hoodie", "sneaker", "cap|-"),
         ("red", "azure", "orange", "green", "white", "navy"), ("runner", "jogger", "coach")),
    Role("retiree", "Pensioner", "modern", "feeds the birds and corrects the papers", (62.0, 90.0),
         ("shirt+suit_trousers|shirt+suit_trousers+coat|f:dress|f:shirt+skirt", "slip_on|oxford", "glasses|-",
          "brim_hat|scarf|-"), ("khaki", "brown", "grey", "olive", "azure", "burgundy"), ("retired", "senior-citizen")),
    Role("schoolchild", "Schoolchild", "modern", "learns", _CHILD,
         ("tshirt+jeans|tshirt+jeans+hoodie|f:shirt+skirt|f:dress", "sneaker", "backpack|-", "cap|-|-|-"), _TODAY,
         ("pupil", "schoolboy", "schoolgirl")),
    # Science fiction
    Role("pilot", "Pilot", "scifi", "flies freight between stations", (20.0, 60.0),
         ("tshirt+tech_trousers+flight_jacket|bodysuit+flight_jacket", "plated_boot|combat_boot", "belt|-",
          "goggles|visor|-", "gloves|-"), _SPACE, ("captain", "smuggler", "astronaut")),
    Role("ship_engineer", "Ship engineer", "scifi", "keeps the reactor polite", (18.0, 65.0),
         ("bodysuit|bodysuit+armour_vest|tshirt+tech_trousers", "plated_boot", "backpack|belt",
          "wrist_computer|goggles|-", "gloves|-"), _SPACE, ("technician", "engineer", "hacker")),
    Role("trooper", "Trooper", "scifi", "keeps order on the lower decks", (18.0, 50.0),
         ("bodysuit+armour_vest", "plated_boot", "pauldrons|-", "belt", "visor|-", "gloves|-"),
         ("charcoal", "white", "olive", "navy"), ("marine", "space-soldier", "space-marine", "soldier", "guard")),
    Role("scientist", "Scientist", "scifi", "studies what came back in the samples", (22.0, 80.0),
         ("tshirt+tech_trousers+longcoat|bodysuit+longcoat", "slip_on|plated_boot", "visor|wrist_computer|-"),
         ("white", "silver", "grey", "teal"), ("doctor", "medic", "researcher", "xenobiologist")),
    Role("drifter", "Drifter", "scifi", "carries messages nobody sends", (18.0, 80.0),
         ("tshirt+tech_trousers+longcoat|tshirt+tech_trousers+hoodie|tshirt+tech_trousers+flight_jacket",
          "combat_boot|plated_boot", "backpack|-", "goggles|-|-"), ("charcoal", "rust", "brown", "olive"),
         ("bounty-hunter", "mercenary", "rogue", "scavenger")),
    Role("officer", "Officer", "scifi", "leads a crew of eleven opinions", (25.0, 70.0),
         ("bodysuit|bodysuit+longcoat", "plated_boot", "belt", "wrist_computer|visor|-"),
         ("navy", "charcoal", "burgundy", "white"), ("commander", "admiral")),
    Role("colonist", "Colonist", "scifi", "makes red soil turn green", (16.0, 90.0),
         ("tshirt+tech_trousers|tshirt+tech_trousers+hoodie", "combat_boot|slip_on", "backpack|belt|-", "gloves|-|-"),
         ("rust", "olive", "ochre", "teal", "grey"), ("settler", "terraformer")),
    Role("dock_trader", "Dock trader", "scifi", "sells spare parts and rumours", (20.0, 85.0),
         ("tshirt+tech_trousers+longcoat|tshirt+tech_trousers+flight_jacket", "slip_on|combat_boot", "earrings|-",
          "wrist_computer|belt"), ("violet", "teal", "orange", "burgundy", "ochre"), ("dealer", "trader", "merchant")),
    Role("miner", "Miner", "scifi", "breaks rocks that are older than the sun", (18.0, 62.0),
         ("bodysuit+armour_vest|bodysuit|tshirt+tech_trousers", "combat_boot|plated_boot", "goggles|-", "backpack|belt",
          "gloves|-"), ("orange", "charcoal", "ochre", "grey")),
    Role("station_child", "Station child", "scifi", "learns", _CHILD,
         ("tshirt+tech_trousers|tshirt+tech_trousers+hoodie", "slip_on", "backpack|-|-"), _SPACE),
)
# fmt: on
ROLES: Mapping[str, Role] = {role.name: role for role in _ALL}

_DENIM = ("navy", "blue", "charcoal", "black", "azure", "blue")
_WORKADAY = ("brown", "charcoal", "grey", "olive", "moss", "navy", "rust")
_NEUTRAL = ("charcoal", "navy", "grey", "black", "brown", "khaki")
USUAL_COLOURS: Mapping[str, tuple[str, ...]] = {
    "linen_shirt": ("cream", "white", "beige", "sand"),
    "breeches": _WORKADAY,
    "hose": _WORKADAY,
    "jeans": _DENIM,
    "suit_trousers": _NEUTRAL,
    "tech_trousers": ("charcoal", "navy", "grey", "black", "olive", "khaki", "brown"),
    "shirt": ("white", "azure", "cream", "white", "grey", "pink"),
    "sneaker": ("white", "black", "grey", "red", "navy"),
    "slip_on": ("black", "grey", "navy", "brown", "white"),
    "flight_jacket": ("brown", "charcoal", "olive", "black", "rust"),
    "longcoat": ("charcoal", "black", "brown", "burgundy", "silver", "white"),
    "backpack": ("charcoal", "navy", "olive", "rust", "red"),
}
"""What is undyed or workaday has these colours, whatever the role."""
_ALIKE = {"jacket": "suit_trousers"}
"""A suit is of one cloth."""
_LIGHTER, _HUE = 0.14, 0.035
"""Standard deviations by which a colour differs from its name's: of the logarithm of all, and of each, of red, green
and blue."""


def roles_of(setting: str, age_years: float | None = None) -> tuple[Role, ...]:
    """The roles of a setting that somebody of an age may have."""
    return tuple(
        role
        for role in _ALL
        if role.setting == setting and (age_years is None or role.ages[0] <= age_years <= role.ages[1])
    )


def clothes_of(role: Role, sex: float, generator: np.random.Generator) -> tuple[Worn, ...]:
    """What somebody of a role puts on, in the things' own colours."""
    worn: dict[str, Worn] = {}
    for fitting in role.pieces(sex):
        chosen = str(generator.choice(fitting)) if fitting else "-"
        worn |= {kind: Worn(kind) for kind in chosen.split("+") if kind != "-"}
    return tuple(worn.values())


def colours_of(role: Role, kinds: Sequence[str], generator: np.random.Generator) -> dict[str, Colour]:
    """Colours of the cloth of some kinds that go together.

    The role's palette is shuffled once, and what is dyed takes its colours in turn, so that no two are alike; each is a
    little off its name's.
    """
    palette = [str(name) for name in generator.permutation(np.array(role.palette))]
    dyed = 0
    colours: dict[str, Colour] = {}
    for kind in kinds:
        if kind in USUAL_COLOURS:
            name = str(generator.choice(USUAL_COLOURS[kind]))
        else:
            name = palette[dyed % len(palette)]
            dyed += 1
        factor = np.exp(generator.normal(0.0, _HUE, 3) + generator.normal(0.0, _LIGHTER))
        red, green, blue = np.clip(np.array(COLOURS[name]) * factor, 0.02, 0.97)
        colours[kind] = float(red), float(green), float(blue)
    for one, other in _ALIKE.items():
        if one in colours and other in colours:
            colours[one] = colours[other]
    return colours


def _for_sex(kind: str, sex: float | None) -> str:
    """An alternative without its mark, or nothing where the mark is for others."""
    mark, _, rest = kind.partition(":")
    if not rest:
        return kind
    for_women = mark == "f"
    if sex is None or (sex <= _MALE if for_women else sex >= _FEMALE):
        return rest
    return ""
