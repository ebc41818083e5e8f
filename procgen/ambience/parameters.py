"""What ambience is asked for: a place, an hour, a weather."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from procgen.ambience.places import BIOMES, SETTLEMENTS, THINGS, WEATHERS
from procgen.errors import Violation
from procgen.runtime.ranges import number, range_violations, ranges_of

MOST_THINGS: Final = 64


@dataclass(frozen=True, slots=True)
class Thing:
    """Something in the place that is heard; metres from its middle, y up."""

    kind: str
    x_m: float = number(-5000.0, 5000.0, "East of the middle, metres.", 0.0)
    y_m: float = number(-1000.0, 1000.0, "Above it, metres.", 0.0)
    z_m: float = number(-5000.0, 5000.0, "South of it, metres.", 0.0)


THING_RANGES: Final = ranges_of(Thing)


@dataclass(frozen=True, slots=True)
class AmbienceParameters:
    """A request for ambience."""

    biome: str = "temperate_forest"
    weather: str = "clear"
    settlement: str = "none"
    things: tuple[Thing, ...] = ()
    seed: int = number(0, 2.0**64 - 1, "Which ambience of such places; any 64-bit number.", 0, whole=True)
    hour: float = number(0.0, 24.0, "Time of day, hours.", 12.0)
    radius_m: float = number(
        10.0, 500.0, "How far around its middle things are heard that nobody placed, metres.", 60.0
    )
    bed_s: float = number(4.0, 30.0, "Length of the loops, seconds.", 12.0)
    loudness_lufs: float = number(-40.0, -16.0, "Loudness of each sound by itself, LUFS; gains are told beside.", -23.0)
    mix_s: float = number(4.0, 60.0, "Length of the mix to listen to, seconds.", 20.0)


RANGES: Final = ranges_of(AmbienceParameters, "seed")


def violations(parameters: AmbienceParameters) -> list[Violation]:
    """Every field that can't be accepted."""
    found = range_violations(RANGES, parameters)
    for field, known in (("biome", BIOMES), ("weather", WEATHERS), ("settlement", SETTLEMENTS)):
        said = getattr(parameters, field)
        if said not in known:
            found.append(Violation.of(field, said, f"one of {', '.join(known)}"))
    if len(parameters.things) > MOST_THINGS:
        found.append(Violation.of("things", f"{len(parameters.things)} things", f"at most {MOST_THINGS}"))
        return found
    for place, thing in enumerate(parameters.things):
        if thing.kind not in THINGS:
            found.append(Violation.of(f"things[{place}].kind", thing.kind, f"one of {', '.join(THINGS)}"))
        found += range_violations(THING_RANGES, thing, f"things[{place}].")
    return found
