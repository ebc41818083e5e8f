"""The models of all kinds of props."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from procgen.world.crops import CROPS
from procgen.world.leaves import LEAFY, leafed
from procgen.world.meshes import Dice, Model, Sculptor
from procgen.world.place import Prop
from procgen.world.plants import PLANTS
from procgen.world.things import THINGS
from procgen.world.yard_things import YARD_THINGS

_ALL = {**PLANTS, **CROPS, **THINGS, **YARD_THINGS}
KINDS: Final = tuple(_ALL)
"""Kinds of props that have models."""
RADIUS_M: Final[Mapping[str, float]] = MappingProxyType({kind: entry[1] for kind, entry in _ALL.items()})
"""Radius of the ground that each needs at scale 1: trunks and things whole, crowns in part, for they may touch."""
SHAPES: Final[Mapping[str, int]] = MappingProxyType({kind: entry[2] for kind, entry in _ALL.items()})
"""How many shapes each has."""
FLOATING: Final = frozenset({"boat", "raft", "buoy", "lily_pads"})
"""Kinds whose origin lies on the water."""


COARSEST: Final = 2


@lru_cache(maxsize=512)
def prop_model(kind: str, shape: int, coarse: int = 0) -> Model:
    """A model at scale 1; the same in every world.

    Args:
        kind: one of :data:`KINDS`.
        shape: 0 to ``SHAPES[kind]`` - 1.
        coarse: how much simpler it is, 0 to :data:`COARSEST`.

    Raises:
        KeyError: there is no such kind.
    """
    leafy = kind in LEAFY
    sculptor = Sculptor(coarse, rougher=2 if leafy else 0)
    _ALL[kind][0](sculptor, Dice(shape, f"world/prop/{kind}", 2048))
    model = sculptor.model(f"{kind} {shape + 1}" + (f" LOD{coarse}" if coarse else ""))
    return leafed(model, kind, shape, coarse) if leafy else model


def shape_of(prop: Prop) -> int:
    """Which of its kind's shapes a prop has: it follows from where it stands."""
    place = round(prop.x_m * 100.0) * 31 + round(prop.z_m * 100.0)
    return place % SHAPES[prop.kind]
