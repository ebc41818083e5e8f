"""What skin can be asked for: parameters, their ranges, and what is wrong with a request."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Final

from procgen.character.skin.layout import SIZES_PX
from procgen.errors import InvalidFields, Violation
from procgen.runtime.ranges import Range, number, range_violations, ranges_of

Colour = tuple[float, float, float]
"""sRGB, 0..1."""

SCAR_KINDS = ("cut", "gash", "stitched", "burn")
SCAR_PLACES = (
    "left_cheek", "right_cheek", "left_brow", "right_brow", "forehead", "nose", "lip", "chin", "neck", "chest",
    "left_arm", "right_arm", "left_forearm", "right_forearm", "back",
)  # fmt: skip
TATTOO_MOTIFS = ("bands", "tribal", "runes", "geometric", "knotwork", "circuit")
TATTOO_PLACES = ("face", "neck", "chest", "back", "left_arm", "right_arm", "left_forearm", "right_forearm")
WAR_PAINTS = ("none", "stripes", "mask", "half", "dots", "streaks")

_SHARE = "0 none to 1 full."
SCAR_LENGTH_MM = Range(5, 200, "Length of a scar, millimetres.", 40)
SCAR_AGE = Range(0, 1, "0 fresh and red to 1 old and pale.", 0.7)
TATTOO_STRENGTH = Range(0, 1, _SHARE, 0.85)
MARKS = Range(0, 12, "Scars, and tattoos, on one person.", whole=True)


@dataclass(frozen=True, slots=True)
class Scar:
    """One scar: where, how long, of which kind, how old."""

    place: str
    length_mm: float = 40.0
    kind: str = "cut"
    age: float = 0.7


@dataclass(frozen=True, slots=True)
class Tattoo:
    """One tattoo: motif, place and ink."""

    motif: str
    place: str
    colour: Colour = (0.06, 0.09, 0.12)
    strength: float = 0.85


@dataclass(frozen=True, slots=True)
class SkinParameters:
    """A person's skin; each number with its range. Colours are sRGB in 0..1."""

    seed: int = number(0, 2**64 - 1, "Which freckles, moles and mottling.", 0, whole=True)
    melanin: float = number(0, 1, "0 very light to 1 very dark skin.", 0.3)
    haemoglobin: float = number(0, 1, "0 pale to 1 ruddy.", 0.5)
    undertone: float = number(-1, 1, "-1 cool to 1 warm.", 0.0)
    wrinkles: float = number(0, 1, "0 a child's skin, 0.15 at 25, 1 at 85 years.", 0.15)
    age_spots: float = number(0, 1, _SHARE, 0.0)
    mottling: float = number(0, 1, "How uneven the colour is.", 0.35)
    pores: float = number(0, 1, "How strong pores and fine lines are.", 0.5)
    under_eyes: float = number(0, 1, "Dark rings under the eyes.", 0.2)
    freckles: float = number(0, 1, _SHARE, 0.0)
    moles: int = number(0, 40, "How many.", 4, whole=True)
    scars: tuple[Scar, ...] = ()
    tattoos: tuple[Tattoo, ...] = ()
    beard_stubble: float = number(0, 1, _SHARE, 0.0)
    scalp_stubble: float = number(0, 1, "Shadow of shaved hair on the scalp.", 0.0)
    stubble_colour: Colour = (0.13, 0.10, 0.08)
    flush: float = number(0, 1, "Blood in cheeks, nose and ears.", 0.0)
    sunburn: float = number(0, 1, _SHARE, 0.0)
    dirt: float = number(0, 1, _SHARE, 0.0)
    lipstick: float = number(0, 1, _SHARE, 0.0)
    lipstick_colour: Colour = (0.62, 0.08, 0.14)
    eyeshadow: float = number(0, 1, _SHARE, 0.0)
    eyeshadow_colour: Colour = (0.30, 0.20, 0.32)
    eyeliner: float = number(0, 1, _SHARE, 0.0)
    eyeliner_colour: Colour = (0.05, 0.04, 0.04)
    blush: float = number(0, 1, _SHARE, 0.0)
    blush_colour: Colour = (0.82, 0.36, 0.36)
    nail_polish: float = number(0, 1, _SHARE, 0.0)
    nail_polish_colour: Colour = (0.55, 0.05, 0.10)
    war_paint: str = "none"
    war_paint_colour: Colour = (0.10, 0.22, 0.42)
    war_paint_strength: float = number(0, 1, _SHARE, 0.9)
    smoothness: float = number(0, 1, "0 realistic to 1 flat colours and no relief, for stylised figures.", 0.0)


RANGES: Final = ranges_of(SkinParameters)


def _finite(values: Iterable[object]) -> bool:
    return all(isinstance(value, int | float) and math.isfinite(value) for value in values)


def _one_of(field: str, value: str, allowed: tuple[str, ...]) -> list[Violation]:
    return [] if value in allowed else [Violation.of(field, repr(value), "one of " + ", ".join(allowed))]


def _in_range(field: str, value: float, allowed: Range) -> list[Violation]:
    return [] if allowed.allows(value) else [Violation.of(field, value, str(allowed))]


def _colour(field: str, colour: Colour) -> list[Violation]:
    if len(colour) == 3 and _finite(colour) and all(0 <= channel <= 1 for channel in colour):
        return []
    return [Violation.of(field, colour, "three numbers from 0 to 1")]


def violations(parameters: SkinParameters) -> list[Violation]:
    """Everything that is wrong with the parameters, in the order of the fields."""
    found = range_violations(RANGES, parameters)
    for each in fields(parameters):
        if each.name.endswith("_colour"):
            found += _colour(each.name, getattr(parameters, each.name))
    found += _one_of("war_paint", parameters.war_paint, WAR_PAINTS)
    for name, marks in (("scars", parameters.scars), ("tattoos", parameters.tattoos)):
        if not MARKS.allows(len(marks)):
            found.append(Violation.of(name, f"{len(marks)} of them", f"at most {MARKS.maximum:.0f}"))
    for place, scar in enumerate(parameters.scars):
        field = f"scars[{place}]"
        found += _one_of(f"{field}.place", scar.place, SCAR_PLACES)
        found += _in_range(f"{field}.length_mm", scar.length_mm, SCAR_LENGTH_MM)
        found += _one_of(f"{field}.kind", scar.kind, SCAR_KINDS)
        found += _in_range(f"{field}.age", scar.age, SCAR_AGE)
    for place, tattoo in enumerate(parameters.tattoos):
        field = f"tattoos[{place}]"
        found += _one_of(f"{field}.motif", tattoo.motif, TATTOO_MOTIFS)
        found += _one_of(f"{field}.place", tattoo.place, TATTOO_PLACES)
        found += _colour(f"{field}.colour", tattoo.colour)
        found += _in_range(f"{field}.strength", tattoo.strength, TATTOO_STRENGTH)
    return found


def check(parameters: SkinParameters, size: int) -> None:
    """Refuse what can't be baked.

    Raises:
        InvalidFields: names every field that can't be accepted.
    """
    found = violations(parameters)
    if size not in SIZES_PX:
        found.append(Violation.of("size", size, "one of " + ", ".join(map(str, SIZES_PX)) + " pixels"))
    if found:
        raise InvalidFields(found)
