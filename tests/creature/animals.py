"""Animals that several tests look at, each made once."""

from __future__ import annotations

from functools import cache
from typing import Any

from procgen.creature.generate import Creature, generate
from procgen.creature.parameters import CreatureParameters


@cache
def animal(species: str, seed: int = 1, levels: tuple[int, ...] = (3,), **fields: Any) -> Creature:
    """One of a species, with its coarsest level unless more is said."""
    return generate(CreatureParameters(species=species, seed=seed, **fields), levels)
