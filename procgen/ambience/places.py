"""What lives, blows and works where, and when: tables that a plan is drawn from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

DAWN, DAY, DUSK, NIGHT = "dawn", "day", "dusk", "night"
_LIGHT: Final = (DAWN, DAY, DUSK)
ALWAYS: Final = (DAWN, DAY, DUSK, NIGHT)


def part_of_day(hour: float) -> str:
    """Which part of the day an hour lies in."""
    for name, ends in ((NIGHT, 4.5), (DAWN, 8.0), (DAY, 18.0), (DUSK, 21.0)):
        if hour < ends:
            return name
    return NIGHT


@dataclass(frozen=True, slots=True)
class Voice:
    """Something that is heard now and then, or all the time.

    Attributes:
        effect, kind: of the sound.
        times: of the day.
        every_s: how long it is silent between, at least and at most; None for what goes on.
        gain_db: beside the bed's own sounds, at its radius.
        radius_m: within which it is heard in full.
        high_m: above the ground.
        shy: whether rain and storms silence it.
        count: how many there are.
        fields: of the sound's request.
    """

    effect: str
    kind: str = ""
    times: tuple[str, ...] = ALWAYS
    every_s: tuple[float, float] | None = (8.0, 30.0)
    gain_db: float = -6.0
    radius_m: float = 8.0
    high_m: float = 0.0
    shy: bool = False
    count: int = 1
    fields: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Biome:
    """A kind of place.

    Attributes:
        wind: kind and how strong it is on a calm day; empty kind for none.
        rain: kind of rain there; empty where none falls.
        bed: what else is all around.
        voices: what lives there.
        room_m: side of the room that it is; 0 outdoors.
    """

    wind: tuple[str, float] = ("open", 0.2)
    rain: str = "ground"
    bed: tuple[Voice, ...] = ()
    voices: tuple[Voice, ...] = ()
    room_m: float = 0.0


def _bird(kind: str, times: tuple[str, ...] = _LIGHT, count: int = 1, **more: Any) -> Voice:
    return Voice("birds", kind, times, **{"every_s": (5.0, 25.0), "high_m": 6.0, "shy": True, "count": count, **more})


def _bed(effect: str, kind: str, times: tuple[str, ...] = ALWAYS, gain_db: float = -14.0, **fields: Any) -> Voice:
    return Voice(effect, kind, times, None, gain_db, shy=effect == "insects", fields=fields)


_CRICKETS: Final = _bed("insects", "cricket", (DUSK, NIGHT), -14.0, intensity=0.6)
_WOOD_BIRDS: Final = (
    _bird("songbird", _LIGHT, 3), _bird("blackbird", (DAWN, DUSK), 1), _bird("pigeon", (DAWN, DAY)),
    _bird("cuckoo", (DAWN, DAY), every_s=(20.0, 60.0), gain_db=-12.0),
    _bird("owl", (NIGHT,), every_s=(12.0, 45.0)),
)  # fmt: skip
BIOMES: Final[Mapping[str, Biome]] = {
    "temperate_forest": Biome(("forest", 0.25), "leaves", (_CRICKETS,), _WOOD_BIRDS),
    "temperate_rainforest": Biome(("forest", 0.2), "leaves", (_bed("drip", "gutter", gain_db=-18.0),), _WOOD_BIRDS),
    "boreal_forest": Biome(("forest", 0.35), "leaves", (), (
        _bird("crow", _LIGHT), _bird("sparrow", _LIGHT), _bird("owl", (NIGHT,)),
        Voice("creature", "wolf", (DUSK, NIGHT), (40.0, 120.0), -16.0, 40.0, fields={"distance_m": 400.0}),
    )),
    "grassland": Biome(("open", 0.3), "ground", (_CRICKETS, _bed("insects", "grasshopper", (DAY,), -18.0)), (
        _bird("songbird", _LIGHT, 2), _bird("hawk", (DAY,), every_s=(30.0, 90.0), high_m=60.0),
        _bird("nightingale", (NIGHT,), every_s=(4.0, 14.0)),
    )),
    "shrubland": Biome(("open", 0.25), "leaves", (_CRICKETS, _bed("insects", "cicada", (DAY,), -16.0)),
                       (_bird("sparrow", _LIGHT, 2), _bird("crow", (DAY,)))),
    "savanna": Biome(("open", 0.25), "ground", (_CRICKETS, _bed("insects", "cicada", (DAY,), -14.0)), (
        _bird("pigeon", _LIGHT, 2), Voice("creature", "lion", (DUSK, NIGHT), (30.0, 90.0), -12.0, 30.0),
        Voice("creature", "elephant", ALWAYS, (60.0, 180.0), -14.0, 30.0),
    )),
    "tropical_forest": Biome(("forest", 0.15), "leaves", (_CRICKETS, _bed("insects", "cicada", _LIGHT, -10.0)), (
        _bird("songbird", _LIGHT, 3), _bird("wader", _LIGHT), Voice("creature", "ape", (DAWN, DAY), (20.0, 70.0),
        -10.0, 15.0),
        Voice("creature", "frog", (DUSK, NIGHT), (2.0, 8.0), -8.0, 5.0, count=3),
    )),
    "tropical_rainforest": Biome(("forest", 0.1), "leaves", (
        _bed("insects", "cicada", ALWAYS, -8.0, intensity=0.6), _bed("drip", "gutter", gain_db=-16.0)), (
        _bird("songbird", _LIGHT, 3), _bird("wader", _LIGHT, 2), Voice("creature", "frog", ALWAYS, (2.0, 8.0),
        -8.0, 5.0, count=3),
        Voice("creature", "ape", (DAWN, DAY), (20.0, 70.0), -10.0, 15.0),
    )),
    "wetland": Biome(("open", 0.2), "water", (_CRICKETS, _bed("insects", "mosquito", (DUSK, NIGHT), -26.0)), (
        _bird("wader", _LIGHT, 2), _bird("duck", _LIGHT, 2, high_m=0.0),
        Voice("creature", "frog", (DUSK, NIGHT), (1.0, 5.0), -5.0, 5.0, count=4),
    )),
    "desert": Biome(("open", 0.35), "ground", (), (_bird("hawk", (DAY,), every_s=(40.0, 120.0), high_m=80.0),)),
    "cold_steppe": Biome(("open", 0.5), "ground", (), (_bird("crow", _LIGHT, every_s=(20.0, 60.0)),)),
    "tundra": Biome(("open", 0.6), "ground", (), (
        _bird("wader", _LIGHT), Voice("creature", "wolf", (DUSK, NIGHT), (40.0, 120.0), -16.0, 40.0,
                                      fields={"distance_m": 600.0}),
    )),
    "ice": Biome(("whistling", 0.6), "", (), (
        Voice("break", "", ALWAYS, (30.0, 120.0), -16.0, 30.0, fields={"material": "ice", "size_m": 2.0}),)),
    "bare_rock": Biome(("whistling", 0.4), "ground", (), (
        _bird("hawk", (DAY,), every_s=(30.0, 90.0), high_m=60.0), _bird("crow", _LIGHT))),
    "beach": Biome(("open", 0.35), "ground", (_bed("surf", "beach", gain_db=-4.0),), (_bird("gull", _LIGHT, 3,
        high_m=15.0),)),
    "sea": Biome(("open", 0.5), "water", (_bed("surf", "storm", gain_db=-8.0),), (_bird("gull", _LIGHT,
        high_m=20.0),)),
    "lake": Biome(("open", 0.2), "water", (_bed("surf", "lake", gain_db=-6.0), _CRICKETS), (
        _bird("duck", _LIGHT, 2, high_m=0.0), Voice("creature", "frog", (DUSK, NIGHT), (2.0, 8.0), -8.0, 5.0,
        count=2))),
    "river": Biome(("forest", 0.15), "water", (_bed("river", "stream", gain_db=-4.0), _CRICKETS),
        (_bird("songbird", _LIGHT, 2),)),
    "cave": Biome(("cave", 0.2), "", (), (Voice("drip", "cave", ALWAYS, None, -8.0, 4.0, 3.0, count=3),), 18.0),
    "dungeon": Biome(("cave", 0.1), "", (), (
        Voice("drip", "cave", ALWAYS, None, -12.0, 4.0, 3.0, count=2), Voice("fire", "torch", ALWAYS, None, -10.0,
        3.0, 2.0, count=2),
        Voice("creature", "zombie", ALWAYS, (40.0, 120.0), -18.0, 15.0, fields={"distance_m": 60.0}),
        Voice("door", "creak", ALWAYS, (40.0, 140.0), -16.0, 10.0, fields={"material": "metal", "roughness": 0.9}),
    ), 9.0),
    "hall": Biome(("", 0.0), "", (_bed("crowd", "murmur", _LIGHT, -10.0),),
                  (Voice("fire", "hearth", ALWAYS, None, -8.0, 4.0),), 14.0),
}  # fmt: skip
"""By name as terrain names its biomes, and three indoors; the default first."""

_HENS: Final = Voice("birds", "hen", _LIGHT, (6.0, 25.0), -8.0, 5.0, shy=True)
_ROOSTER: Final = Voice("birds", "rooster", (DAWN, DAY), (40.0, 150.0), -4.0, 15.0, 1.0)
_DOG: Final = Voice("creature", "dog", ALWAYS, (30.0, 120.0), -8.0, 12.0)
_SHEEP: Final = Voice("creature", "sheep", _LIGHT, (10.0, 40.0), -8.0, 8.0, count=2)
_SMITHY: Final = Voice(
    "impact", "bar", (DAY,), (1.2, 4.0), -6.0, 10.0, 1.0, fields={"material": "metal", "hardness": 1.0}
)
_CHOPPING: Final = Voice(
    "impact", "thud", (DAY,), (3.0, 12.0), -10.0, 8.0, fields={"material": "wood", "hardness": 0.8}
)
_DOORS: Final = Voice("door", "close", _LIGHT, (20.0, 80.0), -14.0, 6.0)
_BELL: Final = Voice("bell", "church", _LIGHT, (120.0, 300.0), 0.0, 60.0, 15.0)
SETTLEMENTS: Final[Mapping[str, tuple[Voice, ...]]] = {
    "none": (),
    "farm": (_HENS, _ROOSTER, _DOG, _SHEEP, Voice("creature", "cow", _LIGHT, (20.0, 80.0), -6.0, 10.0),
             Voice("creature", "pig", _LIGHT, (15.0, 60.0), -12.0, 5.0)),
    "hamlet": (_HENS, _ROOSTER, _DOG, _CHOPPING, _DOORS),
    "village": (_HENS, _ROOSTER, _DOG, _SMITHY, _CHOPPING, _DOORS, _BELL,
                Voice("crowd", "murmur", _LIGHT, None, -16.0, 10.0)),
    "town": (_DOG, _SMITHY, _DOORS, _BELL, Voice("crowd", "market", (DAY,), None, -4.0, 20.0),
             Voice("crowd", "tavern", (DUSK, NIGHT), None, -10.0, 10.0),
             Voice("creature", "horse", _LIGHT, (30.0, 100.0), -10.0, 8.0)),
    "harbour": (_DOG, _BELL, _bird("gull", _LIGHT, 3, high_m=12.0), Voice("surf", "lake", ALWAYS, None, -6.0, 15.0),
                Voice("scrape", "creak", ALWAYS, (4.0, 16.0), -10.0, 6.0, fields={"size_m": 4.0}),
                Voice("crowd", "market", (DAY,), None, -10.0, 15.0)),
}  # fmt: skip
THINGS: Final[Mapping[str, Voice]] = {
    "brook": Voice("river", "brook", ALWAYS, None, -6.0, 4.0),
    "river": Voice("river", "river", ALWAYS, None, -3.0, 12.0),
    "waterfall": Voice("river", "waterfall", ALWAYS, None, 2.0, 25.0),
    "fountain": Voice("river", "fountain", ALWAYS, None, -6.0, 5.0),
    "shore": Voice("surf", "beach", ALWAYS, None, 0.0, 25.0),
    "lakeside": Voice("surf", "lake", ALWAYS, None, -6.0, 12.0),
    "campfire": Voice("fire", "campfire", ALWAYS, None, -6.0, 4.0),
    "torch": Voice("fire", "torch", ALWAYS, None, -12.0, 2.5, 2.0),
    "burning_house": Voice("fire", "blaze", ALWAYS, None, 2.0, 20.0),
    "lava": Voice("boil", "lava", ALWAYS, None, -3.0, 15.0),
    "swamp": Voice("boil", "swamp", ALWAYS, None, -8.0, 8.0),
    "mill": Voice("machine", "mill", _LIGHT, None, -4.0, 12.0),
    "sawmill": Voice("machine", "saw", (DAY,), None, -4.0, 12.0),
    "loom": Voice("machine", "loom", (DAY,), None, -10.0, 5.0),
    "generator": Voice("machine", "generator", ALWAYS, None, -8.0, 8.0),
    "clock": Voice("machine", "clock", ALWAYS, None, -18.0, 2.0),
    "smithy": _SMITHY,
    "tavern": Voice("crowd", "tavern", (DUSK, NIGHT, DAY), None, -8.0, 10.0),
    "market": Voice("crowd", "market", (DAY,), None, -3.0, 20.0),
    "church": _BELL,
    "henhouse": _HENS,
    "pasture": _SHEEP,
    "kennel": _DOG,
    "beehive": Voice("insects", "swarm", (DAY,), None, -14.0, 2.0, shy=True),
    "tree": _bird("songbird"),
    "dripping_rock": Voice("drip", "cave", ALWAYS, None, -10.0, 4.0),
}  # fmt: skip
"""By name: what can be placed."""


@dataclass(frozen=True, slots=True)
class Weather:
    """What the sky does: wind beside the place's own, rain and thunder; how often, in seconds."""

    wind: float = 0.0
    rain: float = 0.0
    thunder_s: tuple[float, float] | None = None


WEATHERS: Final[Mapping[str, Weather]] = {
    "clear": Weather(),
    "breeze": Weather(0.15),
    "windy": Weather(0.4),
    "gale": Weather(0.75),
    "drizzle": Weather(0.05, 0.2),
    "rain": Weather(0.1, 0.55),
    "downpour": Weather(0.25, 0.95),
    "thunderstorm": Weather(0.45, 0.85, (8.0, 30.0)),
    "snow": Weather(0.1),
    "fog": Weather(-0.15),
}
"""By name, the default first."""
