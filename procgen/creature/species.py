"""The species: their measures, breeds and coats, and an individual's shape drawn by seed."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import numpy as np

from procgen.creature.anatomy.beast import Shape, beast
from procgen.creature.anatomy.bird import bird
from procgen.creature.anatomy.frame import Frame
from procgen.creature.coat import coats

_FOLDER: Final = Path(__file__).parent / "anatomy"
_YOUNG: Final[Mapping[str, float]] = MappingProxyType(
    {"legs": 1.14, "head": 1.30, "muzzle": 0.80, "neck": 0.88, "thick": 0.90, "tail": 0.75, "ears_long": 1.1}
)
"""What newborn beasts have of grown ones, beside their size."""
_CHICK: Final[Mapping[str, float]] = MappingProxyType(
    {"legs": 0.95, "head": 1.35, "beak": 0.7, "thick": 1.0, "tail": 0.4}
)
_NEWBORN_SIZE: Final = 0.55
_CHICK_SIZE: Final = 0.38
_HORNED_FEMALES: Final = frozenset({"cow", "goat"})


@dataclass(frozen=True, slots=True)
class Species:
    """A kind of animal.

    Attributes:
        name, title: by which it is asked for, and for people.
        bird: whether it is one.
        breeds: by name, what is different.
        measures: of its file.
    """

    name: str
    title: str
    bird: bool
    breeds: Mapping[str, Mapping[str, Any]]
    measures: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Individual:
    """One of a species.

    Attributes:
        breed, coat: their names.
        sex: "female" or "male".
        height_m: at the withers; of birds at the back.
        shape: how it is built.
    """

    breed: str
    coat: str
    sex: str
    height_m: float
    shape: Shape


@cache
def _read() -> Mapping[str, Species]:
    found = {}
    for name, is_bird in (("beasts", False), ("birds", True)):
        for key, said in tomllib.loads((_FOLDER / f"{name}.toml").read_text("utf-8")).items():
            found[key] = Species(key, said["title"], is_bird, said["breeds"], said)
    return MappingProxyType(found)


SPECIES: Final = _read()
"""By name."""


def individual(
    species: str, breed: str, coat: str, seed: int, growth: float, build: float, size: float, horns: float | None
) -> Individual:
    """Draw one. The same arguments give the same animal.

    Args:
        species: of :data:`SPECIES`; ``breed`` and ``coat`` of its own, drawn where empty.
        growth: 0 newborn to 1 grown.
        build: -1 lean to 1 fat, added to what is drawn.
        size: factor of the height that is drawn.
        horns: factor of horns or comb, as the breed and the sex have them if None.
    """
    kind = SPECIES[species]
    random = np.random.Generator(np.random.Philox(key=np.array([seed, 0x6265_6173], np.uint64)))
    draws = np.clip(random.standard_normal(12), -2.2, 2.2)
    chances = random.random(4)
    names = list(kind.breeds)
    breed = breed or names[int(chances[0] * len(names))]
    own = kind.breeds[breed]
    choices = own.get("coat", kind.measures["coat"])
    coat = coat or choices[int(chances[1] * len(choices))]
    # Some breeds and plumages are those of one sex.
    male = (own.get("sex") or coats()[coat].get("sex") or ("male" if chances[2] < 0.5 else "female")) == "male"
    mean, spread = kind.measures["height_m"]
    height = (mean + spread * draws[0]) * own.get("size", 1.0) * (1.02 if male else 0.98)
    young = 1.0 - growth
    baby = _CHICK if kind.bird else _YOUNG

    def factor(name: str, spread: float, number: int) -> float:
        grown = own.get(name, 1.0) * (1 + spread * draws[number])
        return float(grown * (1 + (baby.get(name, 1.0) - 1) * young))

    heads = 1.0 if horns is None else horns
    if horns is None and not kind.bird:
        bred = own.get("horns", 1.0 if species in _HORNED_FEMALES or (species == "deer" and male) else 0.0)
        heads = bred * (1.0 if male else 0.0 if species in ("deer", "sheep") else 0.7)
    elif horns is None:
        heads = own.get("comb", 1.0) * (1.0 if male else 0.75)
    grown_up = float(np.clip((growth - 0.35) / 0.65, 0, 1))
    heads *= grown_up * (1 + 0.1 * draws[9])
    shape = Shape(
        thick=factor("thick", 0.035, 1) * (1 + 0.06 * build),
        fat=0.35 * build + 0.18 * float(draws[2]),
        legs=factor("legs", 0.025, 3),
        head=factor("head", 0.025, 4),
        muzzle=factor("beak" if kind.bird else "muzzle", 0.04, 5),
        neck=factor("neck", 0.03, 6),
        tail=factor("tail", 0.07, 7) if not isinstance(own.get("tail"), str) else 1.0,
        ears=factor("ears_long", 0.07, 8),
        horns=heads,
        shaggy=float(own.get("shaggy", 0.0)) * (1 + 0.12 * float(draws[10])),
        wool=float(own.get("wool", 1.0)) * (1 - 0.5 * young),
        floppy=own.get("ears") == "floppy",
        curled=own.get("tail") == "curled",
        feathered=float(own.get("feather", 0.0)),
        udder=0.0 if male else grown_up,
    )
    newborn = _CHICK_SIZE if kind.bird else _NEWBORN_SIZE
    height *= size * (newborn + (1 - newborn) * growth)
    return Individual(breed, coat, "male" if male else "female", float(height), shape)


def frame_of(species: str, one: Individual) -> Frame:
    """Its joints and flesh, in metres."""
    build: Callable[[Mapping[str, Any], Shape], Frame] = bird if SPECIES[species].bird else beast
    return build(SPECIES[species].measures, one.shape).scaled(one.height_m)
