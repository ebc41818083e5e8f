"""Animals of a place: herds on its meadows, beasts and hens by its houses, ducks and gulls by its waters, deer beyond.

Which live where goes by biome and settlement; each stands on free ground, off roads and plants, none in another, and
looks about as the others of its herd do.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np

from procgen.terrain.ground.biomes import Biome
from procgen.world.chance import uniforms
from procgen.world.cover.grown import Cover
from procgen.world.ground_height import ground_at
from procgen.world.ground_use import Free
from procgen.world.land import nearest_value, side_m, water_height
from procgen.world.place import NOBODY, Animal, Land, Prop, Settlement

_B = Biome
_GRAZED: Final = (_B.GRASSLAND, _B.COLD_STEPPE, _B.TEMPERATE_FOREST, _B.TEMPERATE_RAINFOREST, _B.WETLAND, _B.SHRUBLAND,
                  _B.SAVANNA, _B.BOREAL_FOREST, _B.TUNDRA)  # fmt: skip
_DRY: Final = (_B.DESERT, _B.SHRUBLAND, _B.SAVANNA, _B.BARE_ROCK)
_SHORE: Final = (_B.BEACH, _B.BARE_ROCK, *_GRAZED)
_STEEPEST_DEG: Final = 16.0
_FROM_TREES_M: Final = 1.2
_PLACES: Final = 500
"""Looked at for each group."""
_TRIES: Final = 40
"""For each of its members."""
_LOOKS: Final = 2
"""So many different individuals a herd has; others look like one of them, but for the last of a large herd."""
_LARGE: Final = 5


@dataclass(frozen=True, slots=True)
class _Group:
    """A herd, as it is wished for.

    Attributes:
        species: of :mod:`procgen.creature`.
        count: at least and at most.
        radius_m: of the room that one needs.
        biomes: where it may be; empty for anywhere.
        where: "meadow" outside the houses, "house" by a door, "wild" far from everybody, "water" on it, "shore" by it.
        clips: what its members do, by turns.
    """

    species: str
    count: tuple[int, int]
    radius_m: float
    biomes: tuple[Biome, ...]
    where: str
    clips: tuple[str, ...]


_GRAZES: Final = ("graze", "graze", "idle", "graze", "lie")
_GROUPS: Final[Mapping[str, _Group]] = MappingProxyType(
    {
        "dog": _Group("dog", (1, 1), 0.5, (), "house", ("idle",)),
        "hens": _Group("hen", (4, 6), 0.25, (), "house", ("peck", "idle", "peck", "idle")),
        "sheep": _Group("sheep", (6, 9), 0.75, _GRAZED, "meadow", _GRAZES),
        "cat": _Group("cat", (1, 1), 0.3, (), "house", ("idle",)),
        "ducks": _Group("duck", (3, 5), 0.5, (), "water", ("swim",)),
        "gulls": _Group("gull", (4, 6), 0.35, _SHORE, "shore", ("idle", "peck", "idle")),
        "cattle": _Group("cow", (4, 6), 1.3, _GRAZED, "meadow", _GRAZES),
        "goats": _Group("goat", (4, 6), 0.7, (*_GRAZED, *_DRY), "meadow", ("graze", "idle", "graze")),
        "horses": _Group("horse", (2, 4), 1.4, _GRAZED, "meadow", ("graze", "idle", "graze")),
        "pigs": _Group("pig", (2, 3), 0.8, (), "house", ("graze", "idle")),
        "deer": _Group("deer", (4, 6), 1.0, _GRAZED, "wild", ("graze", "idle", "graze")),
        "wolves": _Group(
            "wolf", (2, 4), 0.8, (_B.BOREAL_FOREST, _B.TUNDRA, _B.TEMPERATE_FOREST), "wild", ("sniff", "idle")
        ),
        "crows": _Group("crow", (3, 5), 0.25, _GRAZED, "meadow", ("peck", "idle", "peck")),
    }
)
"""In the order in which a place has them, as far as they may be there and are not too many."""
_FARMS: Final = frozenset({"hamlet", "village", "fishing_village", "monastery", "castle", "town", "trading_post"})
_RURAL: Final = frozenset({"sheep", "cattle", "goats", "horses", "pigs", "hens"})
_NOMADS: Final = frozenset({"sheep", "goats", "horses", "dog", "crows"})


def _wanted(settlement: Settlement | None) -> Iterator[tuple[str, _Group]]:
    kind = "" if settlement is None else settlement.kind
    for name, group in _GROUPS.items():
        if settlement is None and group.where not in ("wild", "water", "shore"):
            continue
        if kind in ("nomad_camp", "oasis") and group.where in ("meadow", "house") and name not in _NOMADS:
            continue
        if name in _RURAL and kind not in _FARMS and kind not in ("nomad_camp", "oasis"):
            continue
        yield name, group


def make_herds(
    land: Land,
    settlement: Settlement | None,
    props: Sequence[Prop],
    cover: Cover | None,
    most: int,
    seed: int,
    deserted: bool = False,
) -> tuple[Animal, ...]:
    """The animals of a place; the same arguments give the same ones.

    Args:
        land: with earthworks.
        settlement: whose beasts they are; None where there is none.
        props: plants and things, already there.
        cover: the woods, likewise.
        most: animals.
        seed: of the part.
        deserted: whether nobody lives in the settlement any more: beasts are gone then, and wild ones come.
    """
    if not most:
        return ()
    free = Free(land, settlement)
    for prop in props:
        free.take(prop.x_m, prop.z_m, prop.radius_m)
    if cover is not None:
        for x, z in zip(cover.woods.x_m.tolist(), cover.woods.z_m.tolist(), strict=True):
            free.take(x, z, _FROM_TREES_M)
    if deserted or (settlement is not None and settlement.kind == NOBODY):
        settlement = None
    found: list[Animal] = []
    for number, (name, group) in enumerate(_wanted(settlement)):
        if len(found) >= most:
            break
        found += _herd(name, group, number, land, settlement, free, most - len(found), seed)
    return tuple(found)


def _herd(
    name: str, group: _Group, number: int, land: Land, settlement: Settlement | None, free: Free, most: int, seed: int
) -> list[Animal]:
    draws = uniforms(seed, "world/herd", 4, number)
    low, high = group.count
    count = min(low + int(draws[0] * (high - low + 1)), most)
    middle = _middle(group, number, land, settlement, free, seed)
    if middle is None:
        return []
    found: list[Animal] = []
    wide = group.radius_m * 2.6 * math.sqrt(count) + 1.0
    for member in range(count):
        own = uniforms(seed, f"world/herd/{number}", 2 * _TRIES + 4, member)
        for attempt in range(_TRIES):
            angle, far = 2 * math.pi * own[2 * attempt], wide * math.sqrt(own[2 * attempt + 1])
            x, z = middle[0] + far * math.sin(angle), middle[1] + far * math.cos(angle)
            if free.room(x, z, group.radius_m, on_water=group.where == "water"):
                break
        else:
            continue
        free.take(x, z, group.radius_m)
        y = float(water_height(land, x, z) if group.where == "water" else ground_at(land, x, z))
        # They look about as the herd does, as grazing herds do.
        turn = (360.0 * draws[1] + 150.0 * (own[-1] - 0.5)) % 360.0
        look = _LOOKS + 1 if count >= _LARGE and member == count - 1 else 1 + member % _LOOKS
        found.append(
            Animal(
                id=f"{name}-{member + 1:02d}",
                species=group.species,
                herd=name,
                x_m=round(x, 3),
                y_m=round(y, 3),
                z_m=round(z, 3),
                turn_deg=round(float(turn), 2),
                clip=group.clips[member % len(group.clips)],
                file_name=f"creatures/{group.species}-{look}.glb",
            )
        )
    return found


def _middle(
    group: _Group, number: int, land: Land, settlement: Settlement | None, free: Free, seed: int
) -> tuple[float, float] | None:
    """Where a group is, or None where there is no place for it."""
    east, south = side_m(land)
    own = uniforms(seed, "world/herd/middle", 2 * _PLACES, number)
    if group.where == "house":
        assert settlement is not None
        homes = [each for each in settlement.buildings if each.use in ("house", "inn", "mill", "barn", "smithy")]
        if not homes:
            return None
        home = homes[int(own[0] * len(homes))]
        angle = 2 * math.pi * own[1]
        return home.door_x_m + 4.5 * math.sin(angle), home.door_z_m + 4.5 * math.cos(angle)
    x, z = own[0::2] * east, own[1::2] * south
    biome = nearest_value(land.biome, land, x, z)
    water = ~np.isnan(water_height(land, x, z))
    fits = water if group.where == "water" else ~water & (nearest_value(land.slope_deg, land, x, z) < _STEEPEST_DEG)
    if group.biomes:
        fits &= np.isin(biome, [int(each) for each in group.biomes])
    away = np.zeros(_PLACES)
    if settlement is not None:
        away = np.hypot(x - settlement.x_m, z - settlement.z_m) - settlement.radius_m
    if group.where == "shore":
        around = [~np.isnan(water_height(land, x + dx, z + dz)) for dx, dz in ((9, 0), (-9, 0), (0, 9), (0, -9))]
        fits &= np.any(around, axis=0)
    if group.where == "water":  # near the shore, where they are seen
        around = [np.isnan(water_height(land, x + dx, z + dz)) for dx, dz in ((14, 0), (-14, 0), (0, 14), (0, -14))]
        fits &= np.any(around, axis=0) & (biome != int(Biome.SEA))
    if group.where == "wild":
        fits &= (away > 90.0) if settlement is not None else np.ones(_PLACES, bool)
    order = np.argsort(np.where(fits, np.abs(away - (150.0 if group.where == "wild" else 12.0)), np.inf), kind="stable")
    for place in order[: int(fits.sum())]:
        if free.room(float(x[place]), float(z[place]), group.radius_m, on_water=group.where == "water"):
            return float(x[place]), float(z[place])
    return None
