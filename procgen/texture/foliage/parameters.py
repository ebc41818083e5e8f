"""What may be said of foliage."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from procgen.errors import Violation
from procgen.texture.colour import ColourParameters, colour_violations
from procgen.texture.foliage.atlas import side_violations
from procgen.texture.foliage.species import SPECIES, SPECIES_NAMES

_WITH: Final = ("width_px", "height_px", "seed", "look")


def foliage_violations(species: str, said: Mapping[str, Any]) -> list[Violation]:
    """Everything that is wrong with a request for foliage, in the order of the fields.

    Args:
        species: that is asked for.
        said: what is said beside it, by the names of :class:`procgen.texture.parameters.TextureParameters`.
    """
    width, height = said.get("width_px", 0), said.get("height_px", 0)
    found = side_violations("width_px", width)
    if width != height:
        found.append(Violation.of("height_px", height or "missing", f"{width}, as wide: cards lie on a square"))
    for name in said:
        if name not in _WITH:
            found.append(Violation.of(name, "given with foliage", "seed, sides and look alone: plants are no material"))
    found += [
        Violation.of(f"look.{wrong.field}", wrong.value, wrong.allowed)
        for wrong in colour_violations(ColourParameters(**said.get("look", {})))
    ]
    if species not in SPECIES:
        found.append(Violation.of("foliage.species", repr(species), "one of " + ", ".join(SPECIES_NAMES)))
    return found
