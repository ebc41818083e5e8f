"""Collections: outfits that belong together, from a sentence. One palette, a few cloths and motifs, each its own
silhouette, from plain to rich.
"""

from __future__ import annotations

import colorsys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Final

import numpy as np

from procgen.character.body.macro import ADULT_YEARS
from procgen.character.people.brief import USUAL, Brief, colours, metals, read_brief, shaded, tables
from procgen.character.people.chance import chance_of
from procgen.character.people.conditions import Conditions
from procgen.character.people.dress import kept_beside, kind_worn, outwards, same_place
from procgen.character.people.person import Worn
from procgen.character.people.roles import ROLES as PEOPLE
from procgen.character.wardrobe.accessories import KINDS as ACCESSORIES
from procgen.character.wardrobe.fabric import PATTERN, WEAVE
from procgen.character.wardrobe.footwear import KINDS as FOOTWEAR
from procgen.character.wardrobe.garments import KINDS as GARMENTS
from procgen.character.wardrobe.kind import SETTINGS, Colour, Kind, Value

USUAL_COUNT: Final = 10
MAX_OUTFITS: Final = 40
ROLES: Final = ("main", "second", "accent", "metal", "leather")
"""Of the palette."""
_DYED: Final = ROLES[:3]
"""Those that words name, in the order in which they are said."""
TIERS: Final[Mapping[str, float]] = {"plain": 0.34, "middle": 0.67, "rich": 1.01}
"""By name, the rank below which it ends."""
RANK_LABELS: Final = ("humble", "plain", "modest", "good", "fine", "rich")
_WOMEN: Final = 0.5
_TRIES: Final = 24
"""To find pieces that nobody wears together yet."""
_DRESSES: Final = ("armour", "work", "learned")
"""Of trades that don't dress by rank alone."""
_PLATED_RANK: Final = 0.55
"""From here on armour is of the collection's metal, not of plain iron."""
_ARMOUR: Final = frozenset(("breastplate", "lamellar", "helmet", "pauldrons"))
_CHARGES: Final = ("lilies", "crosses", "stars", "crescents", "suns", "blossoms")
_DEVICES: Final = ("cross", "chevron", "saltire", "pale", "roundel", "lozenge", "quarters", "fess")
_FIXED: Final = frozenset(("fur", "knit", "quilted"))
"""Weaves that pieces keep whatever the collection is woven of."""
_UNDER: Final = frozenset(
    ("linen_shirt", "shirt", "tshirt", "bib_shirt", "tank_top", "thermal_top", "turtleneck", "polo", "thobe", "kosode")
)
_FELT: Final = frozenset(("bowler", "brim_hat", "fedora", "stetson", "top_hat"))
_UNPATTERNED: Final = frozenset(("evening_gown", "straw_cone", "lab_coat", "uniform_tunic")) | _FELT
"""Pieces whose form is enough, or whose colour says what they are, or that are pressed and not woven."""
_KNITTED: Final = frozenset(
    ("beanie", "beret", "cardigan", "polo", "scarf", "sweater", "tank_top", "thermal_top", "turtleneck")
)
"""Pieces that are knitted where a collection is; all else would be heavy as a blanket."""
_CLOTH_OF: Final = {**dict.fromkeys(_FELT, "wool"), "jeans": "twill"}
"""Cloth of pieces that are what they are by it, whatever the collection is woven of."""
_LEGWEAR: Final = frozenset(("pelvis", "calves", "thighs", "knees"))
# Which colour of the palette each part has: outer piece, what is below it, legs, head, sash; "base" is undyed.
_BLOCKINGS: Final = (
    ("main", "base", "second", "main", "accent"),
    ("second", "base", "main", "accent", "main"),
    ("main", "second", "base", "second", "accent"),
    ("base", "main", "second", "main", "accent"),
    ("accent", "base", "main", "main", "second"),
    ("main", "base", "main", "accent", "second"),
)


@dataclass(frozen=True, slots=True)
class Outfit:
    """Something to wear.

    Attributes:
        title: for people: "Guard, modest".
        trade: what for, by the names of ``collection.toml``.
        role: of people who wear it.
        rank: plain 0 to rich 1.
        sex: 0 for women, 1 for men.
        worn: the pieces, with options and colours.
    """

    title: str
    trade: str
    role: str
    rank: float
    sex: float
    worn: tuple[Worn, ...]


@dataclass(frozen=True, slots=True)
class Collection:
    """Outfits that belong together.

    Attributes:
        text: the sentence.
        seed: of the choices.
        cultures: where they belong.
        setting: of people who wear them.
        palette: by role of ``ROLES``, name and colour; "base", what is undyed, is the second where that is light.
        weaves, patterns: of the collection: plain ones first.
        charge, device: of its coat of arms; empty where the culture has none.
        outfits: by trades in turn; the first of a trade is its plainest, the second its richest.
        unknown: words that meant nothing.
    """

    text: str
    seed: int
    cultures: tuple[str, ...]
    setting: str
    palette: Mapping[str, tuple[str, Colour]]
    weaves: tuple[str, ...]
    patterns: tuple[str, ...]
    charge: str
    device: str
    outfits: tuple[Outfit, ...]
    unknown: tuple[str, ...]


def design(text: str, seed: int, count: int = USUAL_COUNT, sex: float | None = None) -> Collection:
    """Design a collection; equal words and seeds give equal ones, and outfit 3 is the same however many there are.

    Args:
        text: the sentence; an empty one is a collection of the usual culture.
        seed: 0 to 2^64 - 1.
        count: of the outfits, 1 to ``MAX_OUTFITS``.
        sex: of all who wear them; as the words say, or any, if None.
    """
    brief = read_brief(text)
    if sex is not None:
        brief = replace(brief, sexes=(float(sex >= _WOMEN),))
    return _Designer(brief, text, seed).collection(count)


def cultures_of(kind: str) -> tuple[str, ...]:
    """Which cultures wear a piece: the settings that it belongs to, and those whose outfits have it."""
    settings = kind_worn(kind).settings
    return tuple(
        name for name in tables()["cultures"] if kind in _pieces(name) or (name in SETTINGS and name in settings)
    )


@cache
def _pieces(name: str) -> frozenset[str]:
    """All that a culture's outfits have."""
    culture = tables()["cultures"][name]
    keys = (*TIERS, *_DRESSES, "shoes")
    texts = [*(culture[key] for key in keys), *culture["heads"].values()]
    return frozenset(
        piece.split(":")[1 if piece[:2] in ("f:", "m:") else 0]
        for text in texts
        for entry in text.split("|")
        for piece in entry.split("+")
    )


def dressed_from(collection: Collection, number: int, conditions: Conditions) -> Conditions:
    """Conditions of somebody who wears outfit ``number`` of a collection, over and over; what they say wins."""
    outfit = collection.outfits[number % len(collection.outfits)]
    setting = conditions.setting or collection.setting
    age = conditions.age_years
    role = conditions.role
    if not role and PEOPLE[outfit.role].setting == setting:
        low, high = PEOPLE[outfit.role].ages
        role = outfit.role if age is None or low <= age <= high else ""
    grown = age >= ADULT_YEARS if age is not None else bool(role) and PEOPLE[role].ages[0] >= ADULT_YEARS
    worn = kept_beside(outfit.worn, conditions.outfit, conditions.without, grown=grown)
    return replace(
        conditions,
        outfit=(*conditions.outfit, *worn),
        only_outfit=True,
        setting=setting,
        role=role,
        sex=outfit.sex if conditions.sex is None else conditions.sex,
    )


def palette_of(brief: Brief, culture: Mapping[str, Any], chance: np.random.Generator) -> dict[str, tuple[str, Colour]]:
    """Five colours by their roles: those that were said, and what goes with them in the culture."""
    known = {**colours(), **metals()}
    drawn = str(chance.choice(np.array(culture["palettes"]))).split()
    usual = {role: (name, known[name]) for role, name in zip(ROLES, drawn, strict=True)}
    if brief.shade:
        usual = {role: (name, shaded(colour, brief.shade)) for role, (name, colour) in usual.items()}
    found = {**usual, **dict(zip(_DYED, brief.colours, strict=False))}
    if brief.colours:
        # What was not said comes from the culture's colours, as far from those that were said as can be.
        pool = {name: known[name] for each in culture["palettes"] for name in each.split()[:3]}
        pool = {name: shaded(colour, brief.shade or _quiet(brief)) for name, colour in pool.items()}
        for role in _DYED[len(brief.colours) :]:
            taken = [colour for other, (_, colour) in found.items() if other in ROLES[: ROLES.index(role)]]
            found[role] = max(pool.items(), key=lambda each: _suits(each[1], taken, light=role == "second"))
    if brief.metal is not None:
        found["metal"] = brief.metal
    return found


def _quiet(brief: Brief) -> str:
    """Colours that come to said ones are as quiet as those."""
    fullness = [colorsys.rgb_to_hls(*colour)[2] for _, colour in brief.colours]
    return "faded" if min(fullness) < 0.35 else ""


def _suits(colour: Colour, taken: Sequence[Colour], *, light: bool) -> float:
    """How well a colour goes beside others: apart from each, and light where it is to be a ground."""
    apart = min(float(np.linalg.norm(np.subtract(colour, other))) for other in taken)
    return apart + (0.6 * sum(colour) / 3 if light else 0.5 * colorsys.rgb_to_hls(*colour)[2])


def _lightness(colour: Colour) -> float:
    return float(np.dot(colour, (0.2126, 0.7152, 0.0722)))


# One collection in the making: what each outfit has taken decides what is left for the next.
class _Designer:
    """Chooses, and remembers what was chosen, so that no two outfits are alike."""

    def __init__(self, brief: Brief, text: str, seed: int) -> None:
        self._brief, self._text, self._seed = brief, text, seed
        data = tables()
        self._names = brief.cultures or (USUAL,)
        self._cultures = [data["cultures"][name] for name in self._names]
        first = self._cultures[0]
        chance = chance_of("collection", seed)
        self._palette = palette_of(brief, first, chance)
        second = self._palette["second"]
        undyed = colours()["undyed"]
        self._base = second[1] if _lightness(second[1]) > 0.5 else shaded(undyed, brief.shade)
        plain, rich = first["weaves"].split(), first["rich_weaves"].split()
        said = [weave for weave in brief.weaves if weave != "fur"]
        self._weaves = (str(chance.choice(np.array(said or plain))), str(chance.choice(np.array(said or rich))))
        quiet, loud = (self._order(first[key].split(), chance) for key in ("patterns", "rich_patterns"))
        asked = list(brief.patterns)
        # A quiet one for the plain, two for the rich: those that were asked for come first.
        self._patterns = tuple(dict.fromkeys((*asked, *quiet[:1], *loud)))[:3]
        heraldic = first["setting"] == "medieval" and "medieval" in self._names
        charges = [name for name in asked if name in _CHARGES] or list(_CHARGES[:5])
        self._charge = str(chance.choice(np.array(charges))) if heraldic else ""
        self._device = str(chance.choice(np.array(_DEVICES))) if heraldic else ""
        self._uses: Counter[str] = Counter()
        self._silhouettes: set[frozenset[str]] = set()

    @staticmethod
    def _order(names: Sequence[str], chance: np.random.Generator) -> list[str]:
        return [names[int(number)] for number in chance.permutation(len(names))]

    def collection(self, count: int) -> Collection:
        trades = self._brief.trades or tuple(self._cultures[0]["trades"].split())
        outfits = [self._outfit(number, trades, _spread(number // len(trades))) for number in range(count)]
        self._show_pieces(outfits)
        return Collection(
            text=self._text,
            seed=self._seed,
            cultures=self._names,
            setting=self._cultures[0]["setting"],
            palette=self._palette,
            weaves=tuple(dict.fromkeys(self._weaves)),
            patterns=self._patterns,
            charge=self._charge,
            device=self._device,
            outfits=tuple(outfits),
            unknown=self._brief.unknown,
        )

    def _outfit(self, number: int, trades: Sequence[str], share: float) -> Outfit:
        trade = trades[number % len(trades)]
        table = tables()["trades"][trade]
        chance = chance_of("collection outfit", self._seed, number)
        culture = self._cultures[number % len(self._cultures)]
        low, high = table["ranks"]
        asked = self._brief.ranks
        own = low + (high - low) * share
        # In a rich town workers are richer than elsewhere, but no nobles.
        rank = 0.5 * own + 0.5 * (asked[0] + (asked[1] - asked[0]) * own)
        sexes = self._brief.sexes or (0.0, 1.0)
        first = int(chance_of("collection sexes", self._seed).integers(2))
        sex = sexes[(number // len(trades) + trades.index(trade) + first) % len(sexes)]
        tier = next(name for name, end in TIERS.items() if rank < end)
        dress = table["dress"] or tier
        if dress == "learned" and tier == "plain":
            dress = tier
        bodies = self._bodies(culture, dress, tier, rank, sex)
        heads = culture["heads"][dress if dress in culture["heads"] else tier].split("|")
        carried = table["carries"][culture["setting"]].split("|")
        setting = self._cultures[0]["setting"]
        for _ in range(_TRIES):
            places = {"body": bodies, "shoes": culture["shoes"].split("|"), "head": heads, "carried": carried}
            worn = _pieces_of([self._chosen(entries, chance, place) for place, entries in places.items()])
            if frozenset(worn) not in self._silhouettes:
                break
        self._silhouettes.add(frozenset(worn))
        blocking = _BLOCKINGS[number % len(_BLOCKINGS)]
        return Outfit(
            title=f"{self._calling(trade, number // len(trades))}, {_rank_label(rank)}",
            trade=trade,
            role=table["roles"][setting],
            rank=round(rank, 3),
            sex=sex,
            worn=self._coloured(worn, blocking, tier, rank, table["dress"] == "armour", chance),
        )

    def _calling(self, trade: str, turn: int) -> str:
        """What somebody of a trade is called: as in the sentence, one after the other."""
        said = [word for name, word in self._brief.callings if name == trade] or [trade]
        return said[turn % len(said)].replace("-", " ").capitalize()

    def _bodies(self, culture: Mapping[str, Any], dress: str, tier: str, rank: float, sex: float) -> list[str]:
        """What the trunk and the legs may have; armour of the poor is light, that of the rich heavy."""
        found = [_for(entry, sex) for entry in culture[dress].split("|")]
        found = [entry for entry in found if entry]
        if dress == "armour":
            heavy = sorted(found, key=_weight)
            third = max(2, -(-2 * len(heavy) // 3))
            start = round(rank * (len(heavy) - third)) if len(heavy) > third else 0
            found = heavy[start : start + third]
        return found or [entry for entry in (_for(each, sex) for each in culture[tier].split("|")) if entry]

    def _chosen(self, entries: Sequence[str], chance: np.random.Generator, place: str) -> str:
        """One of those that were used least."""
        fur = "fur" in self._brief.weaves
        costs = []
        for entry in entries:
            own = self._uses[f"{place} {entry}"] * 3.0
            own += sum(self._uses[f"piece {piece.split(':')[0]}"] for piece in entry.split("+")) * 0.35
            own -= 1.5 * (fur and ("fur_" in entry))
            own -= sum(2.0 for kinds in self._brief.pieces if any(kind in entry for kind in kinds))
            costs.append(own + float(chance.random()) * 0.9)
        entry = entries[int(np.argmin(costs))]
        self._uses[f"{place} {entry}"] += 1
        for piece in entry.split("+"):
            self._uses[f"piece {piece.split(':')[0]}"] += 1
        return entry

    def _show_pieces(self, outfits: list[Outfit]) -> None:
        """What was named is put on by every second outfit at least, in the place of what is worn there."""
        setting = self._cultures[0]["setting"]
        for kinds in self._brief.pieces:
            kind = kind_worn(next((each for each in kinds if setting in kind_worn(each).settings), kinds[0]))
            for at in range(0, len(outfits), 2):
                old = outfits[at]
                if any(worn.kind in kinds for worn in old.worn):
                    continue
                others = [worn for worn in old.worn if not same_place(kind, kind_worn(worn.kind))]
                chance = chance_of("collection piece", self._seed, at)
                chosen = self._colours_of(kind, self._palette["main"][1], "middle", old.rank, False, chance)
                worn = sorted((*others, Worn(kind.name, {}, chosen)), key=outwards)
                outfits[at] = replace(old, worn=tuple(worn))

    def _coloured(
        self,
        worn: Mapping[str, Mapping[str, Value]],
        blocking: tuple[str, ...],
        tier: str,
        rank: float,
        martial: bool,
        chance: np.random.Generator,
    ) -> tuple[Worn, ...]:
        """The pieces in the palette's colours, one or two of them patterned."""
        kinds = {name: kind_worn(name) for name in worn}
        trunk = sorted(
            (kind for name, kind in kinds.items() if name in GARMENTS and "chest" in kind.covers),
            key=lambda kind: -kind.layer,
        )
        outer = trunk[0].name if trunk else ""
        blocking = self._with_main(kinds, outer, blocking)
        patterned = self._patterned(kinds, outer, tier, chance)
        made = []
        for name, kind in kinds.items():
            place = self._place(kind, outer)
            role = blocking[place]
            ground = self._of(role)
            if place == 2:
                ground = _darker(_darker(self._palette["leather"][1], 1.15) if role == "base" else ground, 0.82)
            ground = _jittered(ground, chance)
            options: dict[str, Value] = dict(worn[name])
            chosen = self._colours_of(kind, ground, tier, rank, martial, chance)
            if kind.of_cloth:
                own = kind.slots[0].weave
                weave = self._weaves[1] if tier == "rich" and place in (0, 3) else self._weaves[0]
                if weave == "knit" and name not in _KNITTED:
                    weave = "twill"
                if name in _CLOTH_OF:
                    options[WEAVE] = _CLOTH_OF[name]
                elif own not in _FIXED and weave != own and (place != 1 or weave == "linen"):
                    options[WEAVE] = weave
                if name in patterned:
                    options[PATTERN] = patterned[name]
                    chosen[PATTERN] = self._second(ground, tier)
            if "device" in kind.options and self._device:
                options["device"] = self._device
            made.append(Worn(name, options, chosen))
        return tuple(sorted(made, key=outwards))

    def _with_main(self, kinds: Mapping[str, Kind], outer: str, blocking: tuple[str, ...]) -> tuple[str, ...]:
        """A blocking whose main colour is somewhere, whatever is not there or of fur and leather."""
        dyed = [
            self._place(kind, outer)
            for kind in kinds.values()
            if kind.slots[0].kind in ("cloth", "plastic") and kind.slots[0].weave != "fur"
        ]
        if not dyed or any(blocking[place] == "main" for place in dyed):
            return blocking
        return (*blocking[: min(dyed)], "main", *blocking[min(dyed) + 1 :])

    def _place(self, kind: Kind, outer: str) -> int:
        """Place in a blocking: 0 outer, 1 below, 2 legs and shoes, 3 head, 4 sash and the like."""
        if kind.name == outer:
            return 0
        if kind.name in FOOTWEAR or (kind.covers and kind.covers <= _LEGWEAR):
            return 2
        if kind.name in ACCESSORIES:
            return 3 if "head_top" in kind.covers or kind.name == "circlet" else 4
        # A cloak is as outer as what it hangs over.
        return 1 if "chest" in kind.covers else 0

    def _patterned(
        self, kinds: Mapping[str, Kind], outer: str, tier: str, chance: np.random.Generator
    ) -> dict[str, str]:
        """Which pieces have which pattern: the rich show the rich one, the plain hardly any."""
        able = [
            name
            for name, kind in kinds.items()
            if kind.of_cloth and name not in FOOTWEAR and name not in _UNPATTERNED and kind.slots[0].weave not in _FIXED
        ]
        legs = [name for name, kind in kinds.items() if kind.layer == 1 and kind.covers <= _LEGWEAR]
        minor = [name for name in able if name != outer and name not in _UNDER and name not in legs]
        found: dict[str, str] = {}
        draw = float(chance.random())
        if tier == "rich":
            if outer in able:
                found[outer] = self._charge if self._charge and draw < 0.35 else self._patterns[1 + int(draw * 89) % 2]
            elif minor:
                found[minor[0]] = self._patterns[1 + int(draw * 89) % 2]
        elif tier == "middle":
            if outer in able and draw < 0.5:
                found[outer] = self._patterns[0]
            elif minor:
                found[minor[int(draw * 97) % len(minor)]] = self._patterns[int(draw * 83) % 2]
        elif minor and draw < 0.55:
            found[minor[int(draw * 97) % len(minor)]] = self._patterns[0]
        return found

    def _second(self, ground: Colour, tier: str) -> Colour:
        """The colour of a pattern on a ground: of the palette, told apart from it; metal for the rich."""
        pool = [self._palette[role][1] for role in ("second", "accent", "main")] + [self._base]
        if tier == "rich":
            pool.insert(0, self._palette["metal"][1])
        apart = [abs(_lightness(colour) - _lightness(ground)) for colour in pool]
        fitting = [colour for colour, far in zip(pool, apart, strict=True) if far > 0.14]
        return fitting[0] if fitting else pool[int(np.argmax(apart))]

    def _of(self, role: str) -> Colour:
        return self._base if role == "base" else self._palette[role][1]

    def _colours_of(
        self, kind: Kind, ground: Colour, tier: str, rank: float, martial: bool, chance: np.random.Generator
    ) -> dict[str, Colour]:
        """Colours of a piece's materials: cloth of the ground and its trimming, leather and metal of the palette."""
        metal, leather = self._palette["metal"][1], _jittered(self._palette["leather"][1], chance)
        trims = {"plain": _darker(ground, 0.72), "middle": self._second(ground, "middle"), "rich": metal}
        if martial and tier != "rich":
            trims["middle"] = trims["plain"]
        found: dict[str, Colour] = {}
        for number, slot in enumerate(kind.slots):
            if slot.kind == "cloth":
                fur = slot.weave == "fur"
                found[slot.name] = (
                    _furry(leather, self._base, number) if fur else ground if number == 0 else trims[tier]
                )
            elif slot.kind == "leather":
                found[slot.name] = leather if number == 0 else _darker(leather, 0.75)
            elif slot.kind == "metal":
                plate = kind.name in _ARMOUR and number == 0
                if slot.texture != "chainmail" and (not plate or rank >= _PLATED_RANK):
                    found[slot.name] = metal
            elif slot.kind == "plastic":
                found[slot.name] = ground if number == 0 else _darker(ground, 0.6)
            elif slot.kind == "wood" and kind.name == "shield":
                found[slot.name] = self._palette["main"][1]
        return found


def _rank_label(rank: float) -> str:
    return RANK_LABELS[min(int(rank * len(RANK_LABELS)), len(RANK_LABELS) - 1)]


def _spread(turn: int) -> float:
    """Shares from 0 to 1 that are spread evenly however many there are: 0, 1, then halves of halves."""
    if turn < 2:
        return float(turn)
    share, step, left = 0.0, 0.5, turn - 1
    while left:
        share, step, left = share + step * (left % 2), step / 2, left // 2
    return share


def _pieces_of(entries: Iterable[str]) -> dict[str, dict[str, Value]]:
    """Kinds and their options, of entries such as "sirwal+turban:bulk=0.9"."""
    worn: dict[str, dict[str, Value]] = {}
    for entry in entries:
        for piece in entry.split("+"):
            if piece != "-":
                kind, *options = piece.split(":")
                worn[kind] = _options(options)
    return worn


def _options(texts: Iterable[str]) -> dict[str, Value]:
    """Options as ``collection.toml`` writes them: "bulk=0.9", "ornament=jewel"."""
    found: dict[str, Value] = {}
    for text in texts:
        name, _, value = text.partition("=")
        found[name] = float(value) if value.replace(".", "", 1).isdigit() else value
    return found


def _for(entry: str, sex: float) -> str:
    """An alternative without its mark, or nothing where it is for others."""
    mark, colon, rest = entry.partition(":")
    if colon and mark in ("f", "m"):
        return rest if (mark == "f") == (sex < _WOMEN) else ""
    return entry


def _weight(entry: str) -> int:
    heavy = {"hauberk": 2, "breastplate": 3, "lamellar": 3, "armour_vest": 2, "surcoat": 2, "tabard": 1, "cloak": 1}
    return sum(heavy.get(piece, 0) for piece in entry.split("+")) + len(entry.split("+"))


def _darker(colour: Colour, factor: float) -> Colour:
    red, green, blue = (min(max(part * factor, 0.02), 0.95) for part in colour)
    return red, green, blue


def _furry(leather: Colour, base: Colour, number: int) -> Colour:
    """Fur: brown where it is the main thing, lighter as a trimming."""
    share = 0.25 if number == 0 else 0.6
    red, green, blue = (one + (other - one) * share for one, other in zip(leather, base, strict=True))
    return red, green, blue


def _jittered(colour: Colour, chance: np.random.Generator) -> Colour:
    """As another dyer would have it."""
    factor = np.exp(chance.normal(0.0, 0.06) + chance.normal(0.0, 0.015, 3))
    red, green, blue = (float(value) for value in np.clip(np.array(colour) * factor, 0.02, 0.95))
    return red, green, blue
