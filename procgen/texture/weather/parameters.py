"""How much a surface has been through."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from procgen.errors import InvalidFields, Violation
from procgen.runtime.ranges import Range, number, range_violations, ranges_of

LAYERS: tuple[str, ...] = ("wear", "dirt", "moss", "wetness", "puddles", "snow")
"""Names of the layers, from the first to the last that is laid on."""

_COLOUR = Range(0.0, 1.0, "A channel of a colour, sRGB.")
_COLOURS = ("wear_colour", "dirt_colour", "moss_colour")

Colour = tuple[float, float, float]
"""Red, green and blue, sRGB-encoded, 0 to 1."""


@dataclass(frozen=True, slots=True)
class WeatherParameters:
    """Amounts of the layers, 0 (none, and nothing changes) to 1; each number with its range."""

    wear: float = number(0.0, 1.0, "How far raised edges and high places are rubbed bare.", 0.0)
    dirt: float = number(0.0, 1.0, "How much dirt has gathered, in hollows first.", 0.0)
    moss: float = number(0.0, 1.0, "How much is overgrown with moss, low and sheltered places first.", 0.0)
    wetness: float = number(0.0, 1.0, "How much is damp: darker and shinier.", 0.0)
    puddles: float = number(0.0, 1.0, "How far standing water fills the low places.", 0.0)
    snow: float = number(0.0, 1.0, "How much snow has fallen; 1 covers everything.", 0.0)
    seed: int = number(0, 2.0**64 - 1, "Where the patches lie; any 64-bit number.", 0, whole=True)
    wear_colour: Colour | None = None
    """What wear lays bare; by default the surface's own colour, lighter and greyer."""
    wear_metallic: float = number(0.0, 1.0, "Metallic of what wear lays bare, such as 1 for painted steel.", 0.0)
    dirt_colour: Colour | None = None
    """By default a dull brown."""
    moss_colour: Colour | None = None
    """By default the greens and browns of moss; otherwise shades around this colour."""

    def amount(self, layer: str) -> float:
        """How much there is of one of :data:`LAYERS`."""
        return float(getattr(self, layer))

    @property
    def changes_nothing(self) -> bool:
        """Whether all amounts are zero."""
        return all(self.amount(layer) == 0.0 for layer in LAYERS)


WEATHER_RANGES: Final = ranges_of(WeatherParameters)


def weather_violations(parameters: WeatherParameters) -> list[Violation]:
    """Everything that is wrong with the parameters, in the order of their documentation."""
    found = range_violations(WEATHER_RANGES, parameters)
    for name in _COLOURS:
        colour = getattr(parameters, name)
        if colour is not None and (len(colour) != 3 or not all(map(_COLOUR.allows, colour))):
            found.append(Violation.of(name, colour, "three numbers from 0 to 1: red, green and blue"))
    return found


def check(parameters: WeatherParameters) -> None:
    """Raises :class:`procgen.errors.InvalidFields` that names every field that can't be accepted."""
    found = weather_violations(parameters)
    if found:
        raise InvalidFields(found)
