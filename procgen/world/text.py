"""Plain words to a world: "a fishing village under a volcano".

A vocabulary, not a language model: each word or short phrase has one meaning, "no" and "without" take it away, words
of degree say how much. What isn't understood is told.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType
from typing import Final

from procgen.errors import InvalidFields, Violation
from procgen.terrain.landforms import LANDFORM_NAMES

MAX_CHARACTERS: Final = 1000


@dataclass(frozen=True, slots=True)
class Climate:
    """What decides what grows."""

    temperature_c: float
    """Mean of the year at the sea's level."""
    rainfall_mm: float
    """Of a year."""
    landform: str
    """Usual where nothing is said; one of :data:`procgen.terrain.landforms.LANDFORM_NAMES`."""


CLIMATES: Final[Mapping[str, Climate]] = MappingProxyType(
    {
        "temperate": Climate(9.5, 850.0, "hills"),
        "oceanic": Climate(9.0, 1700.0, "hills"),
        "cold": Climate(2.5, 650.0, "mountains"),
        "polar": Climate(-5.0, 350.0, "mountains"),
        "steppe": Climate(8.0, 330.0, "rolling_lowland"),
        "mediterranean": Climate(15.5, 560.0, "hills"),
        "desert": Climate(21.0, 110.0, "arid_hills"),
        "savanna": Climate(24.0, 700.0, "rolling_lowland"),
        "tropical": Climate(25.0, 2300.0, "hills"),
    }
)
"""By name."""
USUAL_CLIMATE: Final = "temperate"
"""Where nothing is said."""

FEATURES: Final = ("volcano", "mountain", "lake", "river", "coast", "harbour", "forest", "fields", "rocks")
"""What a world can be told to have (amount 1, or more), or to have not (0)."""
_EMPTY: Mapping[str, float] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Understood:
    """What a text says. What it doesn't say is missing, and stays as usual."""

    landform: str = ""
    climate: str = ""
    """One of :data:`CLIMATES`."""
    settlement: str = ""
    """One of :data:`procgen.world.parameters.SETTLEMENTS`."""
    features: Mapping[str, float] = field(default_factory=lambda: _EMPTY)
    """By :data:`FEATURES`."""
    uses: tuple[str, ...] = ()
    """Buildings that are named, by :data:`procgen.world.settlement.USES`."""
    wealth: str = ""
    """As the table "settlement" has it: poor or rich."""
    weather: tuple[str, ...] = ()
    """Any of these; with ``light`` and ``crowd``, what the table "scenario" calls it."""
    light: tuple[str, ...] = ()
    crowd: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    """Words that mean nothing here, as they stand in the text."""


# What a term means: "landform:NAME", "climate:NAME", "settlement:NAME", "feature:NAME", "use:NAME", "wealth:NAME",
# "weather:NAME", "light:NAME", "crowd:NAME", where several names may stand with "|"; and several of them with "+".
_TERMS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "settlement:fishing_village+feature:harbour": "fishing village, fishing town, fishing hamlet, fishing port, "
        "fisher village, fishers, fishermen, port village",
        "settlement:town+feature:harbour": "port, port town, harbour town, harbor town, seaport",
        "settlement:village": "village, settlement",
        "settlement:hamlet": "hamlet, farmstead, farm, homestead, outpost, croft, camp",
        "settlement:town": "town, market town, borough, city",
        "settlement:none": "wilderness, uninhabited, deserted land, unsettled, nobody, wild land",
        "feature:volcano": "volcano, volcanoes, crater, caldera, volcanic cone, fire mountain",
        "feature:mountain": "mountain, peak, mount, summit",
        "feature:lake": "lake, pond, tarn, mere, lakeside",
        "feature:river": "river, stream, brook, creek, riverside, ford, bridge, bridges",
        "feature:coast": "coast, sea, seaside, ocean, shore, beach, bay, cove, cape, gulf, lagoon, seashore, coastal",
        "feature:harbour+feature:coast": "harbour, harbor, haven, quay, jetty, dock, docks, wharf",
        "feature:harbour": "pier, piers, boats, boat, fishing boats, landing stage",
        "feature:forest": "forest, wood, woods, woodland, wooded, forested, trees, grove, pines, oaks, birches, firs",
        "feature:fields": "field, fields, farmland, meadow, meadows, pasture, pastures, crops, farms, orchard",
        "feature:rocks": "rocks, rocky, boulders, stony, crags, craggy",
        "climate:tropical+feature:forest": "jungle, rainforest, rain forest",
        "climate:cold+feature:forest": "taiga",
        "climate:temperate": "temperate, mild",
        "climate:oceanic": "oceanic, humid, damp, lush, green, rainy climate",
        "climate:cold": "cold, northern, boreal, nordic, subarctic",
        "climate:polar": "polar, arctic, tundra, glacial, frozen, icy",
        "climate:cold+weather:snow": "snowy, wintry, winter, snow covered, snow",
        "climate:steppe": "steppe, prairie, grassland, grasslands",
        "climate:mediterranean": "mediterranean, warm, southern, heath, olive",
        "climate:desert": "desert, arid, dry, sandy",
        "climate:savanna": "savanna, savannah, bush",
        "climate:tropical": "tropical, tropics, palm, palms, hot",
        "landform:hills": "hill, hills, hilly, hillside, downs, highlands, highland",
        "landform:mountains": "mountains, mountainous, ranges, mountain range",
        "landform:alpine": "alps, alpine, high mountains, alp",
        "landform:alpine_glacial": "glaciers, glacier, cirque",
        "landform:rolling_lowland": "lowland, lowlands, rolling, valley, vale, dale, gentle",
        "landform:plains": "plain, plains, flat, flats, level land",
        "landform:steep_coast": "cliffs, cliff, steep coast, rocky coast, sea cliffs",
        "landform:fjord_coast": "fjord, fjords, inlet",
        "landform:island": "island, islands, isle, isles, archipelago",
        "landform:volcanic_island+feature:volcano": "volcanic island, volcano island",
        "landform:volcanic": "volcanic, lava",
        "landform:dunes": "dunes, dune, sand sea",
        "landform:arid_hills": "badlands, canyon, canyons",
        "landform:arid_mountains": "arid mountains, desert mountains, mesa",
        "landform:ridge_valley": "ridges, ridge, long valleys",
        "landform:karst": "karst, limestone towers",
        "landform:mountain_front": "foothills, foot of the mountains, mountain front",
        "use:inn": "inn, tavern, pub, alehouse",
        "use:smithy": "smithy, blacksmith, smith, forge",
        "use:chapel": "chapel, church, temple, shrine, monastery",
        "use:mill": "mill, windmill, watermill",
        "use:shop": "shop, store, market, trader, traders",
        "use:hall": "hall, manor, town hall, guildhall",
        "use:barn": "barn, barns, stable, stables",
        "use:boathouse": "boathouse, boathouses, boat house",
        "wealth:rich": "rich, wealthy, prosperous, thriving, proud",
        "wealth:poor": "poor, humble, shabby, struggling, starving",
        "crowd:empty|sparse": "quiet, sleepy, lonely, remote, peaceful, calm, isolated, secluded, forgotten, cosy, "
        "cozy",
        "crowd:busy|packed": "busy, bustling, lively, crowded",
        "weather:fog|mist": "misty, foggy, mist, fog, hazy",
        "weather:rain|heavy_rain": "rainy, rain, wet, drizzle",
        "weather:heavy_rain|windy": "stormy, storm",
        "weather:windy": "windswept, windy, wind",
        "weather:fair+light:daylight|low_sun": "sunny, bright, sunlit, sunshine",
        "light:low_sun": "sunset, sunrise, morning, evening",
        "light:twilight": "dusk, dawn, twilight, nightfall",
        "light:night": "night, midnight, moonlit, moonlight, starlit",
    }
)
_DEGREES: Final[Mapping[str, float]] = MappingProxyType(
    {
        "few, little, sparse, sparsely, small, scattered, some, thin, light, lightly": 0.5,
        "many, dense, densely, deep, thick, thickly, large, big, great, huge, vast, wide, very, heavily, heavy, "
        "tall, high, giant, enormous": 1.6,
    }
)
_NEGATIONS: Final = frozenset({"no", "not", "without", "lacking", "never", "treeless"})
_FILLERS: Final = frozenset(
    [
        "a",
        "an",
        "the",
        "of",
        "with",
        "and",
        "or",
        "in",
        "on",
        "at",
        "by",
        "for",
        "from",
        "to",
        "as",
        "is",
        "are",
        "it",
        "its",
        "my",
        "me",
        "i",
        "want",
        "some",
        "make",
        "give",
        "please",
        "like",
        "kind",
        "under",
        "below",
        "above",
        "beneath",
        "beside",
        "near",
        "next",
        "over",
        "behind",
        "between",
        "around",
        "among",
        "along",
        "across",
        "into",
        "off",
        "up",
        "down",
        "foot",
        "edge",
        "middle",
        "side",
        "land",
        "landscape",
        "place",
        "world",
        "where",
        "people",
        "live",
        "living",
        "there",
        "which",
        "that",
        "this",
        "its",
        "one",
        "two",
        "three",
        "four",
        "has",
        "have",
        "having",
        "lies",
        "lying",
        "sits",
        "set",
        "built",
        "stands",
        "standing",
        "surrounded",
        "nestled",
        "tucked",
        "overlooking",
        "small",
        "medium",
        "sized",
        "but",
        "also",
        "lot",
        "lots",
        "full",
        "rich",
        "called",
        "named",
        "very",
        "quite",
        "rather",
        "against",
        "amid",
        "through",
        "region",
        "area",
        "scene",
        "map",
        "game",
        "fantasy",
        "realistic",
        "whose",
        "who",
        "medieval",
        "on",
    ]
) - frozenset({"small", "rich", "very"})
_WORD: Final = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_LONGEST: Final = 4


@cache
def _vocabulary() -> Mapping[tuple[str, ...], tuple[tuple[str, str], ...]]:
    """Meanings of each term, by its words."""
    table: dict[tuple[str, ...], tuple[tuple[str, str], ...]] = {}
    for meaning, terms in _TERMS.items():
        parts = tuple((part.split(":")[0], part.split(":")[1]) for part in meaning.split("+"))
        for term in terms.split(","):
            table[tuple(term.split())] = parts
    for name in LANDFORM_NAMES:
        table.setdefault(tuple(name.split("_")), (("landform", name),))
    return MappingProxyType(table)


@cache
def _degrees() -> Mapping[str, float]:
    return MappingProxyType({word.strip(): amount for terms, amount in _DEGREES.items() for word in terms.split(",")})


def _spellings(word: str) -> tuple[str, ...]:
    """The word, and without the endings of English plurals."""
    found = [word]
    if word.endswith("ies"):
        found.append(word[:-3] + "y")
    if word.endswith("es"):
        found.append(word[:-2])
    if word.endswith("s") and not word.endswith("ss"):
        found.append(word[:-1])
    return tuple(found)


def _term(words: list[str]) -> tuple[tuple[tuple[str, str], ...], int]:
    """Meaning of the longest term that the words begin with, and its number of words; 0 if there is none."""
    table = _vocabulary()
    for length in range(min(_LONGEST, len(words)), 0, -1):
        first = tuple(words[: length - 1])
        for last in _spellings(words[length - 1]):
            if (*first, last) in table:
                return table[(*first, last)], length
    return (), 0


def understand(text: str) -> Understood:
    """Read a description in English.

    Args:
        text: up to 1000 characters.

    Raises:
        InvalidFields: the text is longer.
    """
    if len(text) > MAX_CHARACTERS:
        allowed = f"at most {MAX_CHARACTERS} characters"
        raise InvalidFields([Violation.of("text", f"{len(text)} characters", allowed)])
    single: dict[str, str] = {}
    features: dict[str, float] = {}
    uses: list[str] = []
    told: dict[str, list[str]] = {"weather": [], "light": [], "crowd": []}
    unknown: list[str] = []
    for clause in re.split(r"[,;.:!?()\n]+|\bbut\b|\bwith\b", text.lower()):
        words = _WORD.findall(clause)
        degree, negated, place = 1.0, False, 0
        while place < len(words):
            word = words[place]
            meanings, length = _term(words[place:])
            if not length:
                place += 1
                if word in _NEGATIONS:
                    negated = True
                elif word in _degrees():
                    degree = _degrees()[word]
                elif word not in _FILLERS:
                    unknown.append(word)
                continue
            place += length
            for kind, name in meanings:
                if kind == "feature":
                    if negated:
                        features[name] = 0.0
                    elif features.get(name) != 0.0:
                        features[name] = max(features.get(name, 0.0), degree)
                elif negated:
                    if kind == "settlement":
                        single["settlement"] = "none"
                elif kind == "use":
                    uses.append(name)
                elif kind in told:
                    told[kind] += name.split("|")
                elif kind == "settlement":
                    # "A quiet village, a small fishing port": what says more wins.
                    if single.get(kind) in (None, "village"):
                        single[kind] = name
                else:
                    single.setdefault(kind, name)
            following = words[place] if place < len(words) else ""
            if following not in ("and", "or", "nor"):
                negated = False
            degree = 1.0
    return Understood(
        landform=single.get("landform", ""),
        climate=single.get("climate", ""),
        settlement=single.get("settlement", ""),
        features=MappingProxyType(features),
        uses=tuple(dict.fromkeys(uses)),
        wealth=single.get("wealth", ""),
        weather=tuple(dict.fromkeys(told["weather"])),
        light=tuple(dict.fromkeys(told["light"])),
        crowd=tuple(dict.fromkeys(told["crowd"])),
        unknown=tuple(dict.fromkeys(unknown)),
    )


def vocabulary() -> tuple[str, ...]:
    """Every word and phrase that is understood, in alphabetical order."""
    return tuple(sorted(" ".join(words) for words in _vocabulary()))
