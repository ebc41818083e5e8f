"""Rolls by seed."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Final

import numpy as np

from procgen import __version__
from procgen.errors import InvalidFields, Violation
from procgen.runtime.checkpoint import Checkpoint, go_on
from procgen.runtime.philox import gaussian_field
from procgen.runtime.ranges import Range
from procgen.runtime.recipe import Recipe

DOMAIN: Final = "dice"
RANGES: Final = {
    "rolls": Range(1, 50_000_000, "How many.", 3, whole=True),
    "sides": Range(2, 100, "Sides of a die.", 6, whole=True),
}
_BLOCK: Final = 500


@dataclass(frozen=True, slots=True)
class DiceParameters:
    """What to roll."""

    seed: int = 0
    rolls: int = 3
    sides: int = 6


@dataclass(frozen=True, slots=True)
class Rolls:
    """What was rolled, and what makes it again."""

    numbers: list[int]
    recipe: Recipe


def check(parameters: DiceParameters) -> None:
    """Raise InvalidFields that names every number that is not allowed."""
    found = [
        Violation.of(name, getattr(parameters, name), str(allowed))
        for name, allowed in RANGES.items()
        if not allowed.allows(getattr(parameters, name))
    ]
    if found:
        raise InvalidFields(found)


def generate(parameters: DiceParameters, checkpoint: Checkpoint = go_on) -> Rolls:
    """Roll: each number hangs on the seed and its place alone."""
    check(parameters)
    numbers: list[int] = []
    for start in range(0, parameters.rolls, _BLOCK):
        checkpoint()
        draws = np.abs(gaussian_field(parameters.seed, "dice", start, 0, min(_BLOCK, parameters.rolls - start), 1)[0])
        numbers += [int(draw * 9973) % parameters.sides + 1 for draw in draws.tolist()]
    said = {**asdict(parameters), "seed": str(parameters.seed)}
    return Rolls(numbers, Recipe(DOMAIN, said, {}, __version__))
