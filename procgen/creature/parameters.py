"""What an animal is asked for by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from procgen.creature.coat import coats
from procgen.creature.species import SPECIES
from procgen.errors import Violation
from procgen.runtime.ranges import number, range_violations, ranges_of


@dataclass(frozen=True, slots=True)
class CreatureParameters:
    """A request for an animal."""

    species: str = "horse"
    breed: str = ""
    coat: str = ""
    seed: int = number(0, 2.0**64 - 1, "Which individual; any 64-bit number.", 0, whole=True)
    growth: float = number(0.0, 1.0, "0 newborn to 1 grown.", 1.0)
    build: float = number(-1.0, 1.0, "-1 lean to 1 fat.", 0.0)
    size: float = number(0.6, 1.5, "Height as a multiple of the individual's own.", 1.0)
    horns: float | None = number(
        0.0, 2.0, "Length of horns, antlers or comb as a multiple of the kind's; 0 for none.", unset=None
    )
    lod: int = number(0, 3, "Level of detail of a file with one, 0 the finest.", 0, whole=True)
    picture_px: int = number(64, 1024, "Longer side of pictures.", 512, whole=True)


RANGES: Final = ranges_of(CreatureParameters, "seed")


def violations(parameters: CreatureParameters) -> list[Violation]:
    """Every field that can't be accepted."""
    said = {name: getattr(parameters, name) for name in RANGES}
    found = range_violations({n: r for n, r in RANGES.items() if said[n] is not None}, parameters)
    kind = SPECIES.get(parameters.species)
    if kind is None:
        found.append(Violation.of("species", parameters.species, f"one of {', '.join(SPECIES)}"))
    elif parameters.breed and parameters.breed not in kind.breeds:
        allowed = f"one of {', '.join(kind.breeds)} for {parameters.species}, or empty"
        found.append(Violation.of("breed", parameters.breed, allowed))
    if parameters.coat and parameters.coat not in coats():
        found.append(Violation.of("coat", parameters.coat, f"one of {', '.join(coats())}, or empty"))
    return found
