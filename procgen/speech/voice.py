"""The voice of a person: from sex, age and body to pitch, vocal tract, tilt, breath, roughness and pace.

Medians of growing and ageing voices are read off published figures: length of the vocal tract by age and sex from Fitch
and Giedd (1999, JASA 106, figure 2) and Vorperian et al. (2009, JASA 125), with 0.6 of the logarithm of stature beside
it; pitch by age from Hollien and Shipp (1972), Titze (1989, JASA 85) and Nishio and Niimi (2008). Around the medians
people differ, by the seed. No voice is anybody's: nothing here takes a recording, and heritage changes no voice, as
bodies of equal size speak alike and an accent is learned.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from types import MappingProxyType
from typing import Any, Final

import numpy as np

from procgen.errors import Violation
from procgen.runtime.philox import gaussian_field
from procgen.runtime.ranges import number, range_violations, ranges_of

_AGES: Final = (4.0, 8.0, 12.0, 14.0, 16.0, 20.0, 45.0, 60.0, 75.0, 90.0)
_F0_HZ: Final[Mapping[float, tuple[float, ...]]] = MappingProxyType(
    {
        0.0: (290.0, 265.0, 238.0, 225.0, 215.0, 210.0, 200.0, 190.0, 182.0, 180.0),
        1.0: (285.0, 255.0, 228.0, 175.0, 130.0, 115.0, 110.0, 114.0, 124.0, 136.0),
    }
)
"""By sex, 0 female to 1 male, at each of the ages."""
_TRACT_CM: Final[Mapping[float, tuple[float, ...]]] = MappingProxyType(
    {
        0.0: (11.0, 12.1, 13.2, 13.7, 14.0, 14.1, 14.1, 14.2, 14.2, 14.2),
        1.0: (11.1, 12.3, 13.5, 14.5, 15.8, 16.7, 16.8, 16.9, 16.9, 16.9),
    }
)
_PACE: Final = 0.97
"""Of the packaged network's own pace: said so, lines sound a little cleaner (DNSMOS 3.213 for 3.196, forty women)."""
_STATURE_M: Final[Mapping[float, tuple[float, ...]]] = MappingProxyType(
    {
        0.0: (1.02, 1.28, 1.51, 1.59, 1.62, 1.63, 1.63, 1.62, 1.60, 1.57),
        1.0: (1.03, 1.28, 1.49, 1.63, 1.73, 1.76, 1.76, 1.75, 1.73, 1.70),
    }
)
"""World Health Organization's growth reference to 19 years, and adults about as today's Europeans."""
_STATURE_SHARE: Final = 0.6
COLOURS: Final = 5
"""Numbers that say how the parts of the spectrum stand to one another."""
KIN: Final = 16
"""Numbers that say which speakers of a network somebody is like: as many as a network may know."""


@dataclass(frozen=True, slots=True)
class Person:
    """Whose voice it is."""

    sex: float = number(0.0, 1.0, "0 female to 1 male.", 0.0)
    age_years: float = number(4.0, 100.0, "Age, 4 to 100 years.", 30.0)
    stature_m: float | None = number(0.5, 3.0, "Height, 0.5 to 3 metres; what is usual for sex and age if unset.")
    seed: int = number(0, 2.0**64 - 1, "Which person of that kind; the same has the same voice.", 0, whole=True)


PERSON_RANGES: Final = ranges_of(Person)
SEXES: Final[Mapping[str, float]] = MappingProxyType({"female": 0.0, "male": 1.0})
"""By the word for it."""


@dataclass(frozen=True, slots=True)
class Axes:
    """What can be set of a voice; what is None comes from the person."""

    f0_hz: float | None = number(50.0, 500.0, "Pitch in the middle, Hz.")
    pitch_range: float | None = number(0.0, 2.5, "How far pitch moves; 0 is a monotone, 1 usual.")
    tract_cm: float | None = number(9.0, 23.0, "Length of the vocal tract, cm: a child's 11, a man's 17.")
    tilt_db: float | None = number(-6.0, 6.0, "Brightness, dB an octave: below 0 dull, above 0 sharp.")
    breath: float | None = number(0.0, 1.0, "Breath in the voice.")
    roughness: float | None = number(0.0, 1.0, "Creak and growl.")
    rate: float | None = number(0.4, 2.5, "Pace; 2 is twice as fast.")
    jitter: float | None = number(0.0, 1.0, "Shake of the pitch, as of the very old.")


AXES_RANGES: Final = ranges_of(Axes)


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice; its axes are those of :class:`Axes`.

    Attributes:
        colour: :data:`COLOURS` numbers in dB, of cosines over the mel scale, from slow to fast.
        effect: "", "robot" or "ghost"; see :mod:`procgen.speech.effects`.
        kin: :data:`KIN` numbers around 0, the higher the more like a network's speaker of that number.
    """

    f0_hz: float
    pitch_range: float
    tract_cm: float
    tilt_db: float
    breath: float
    roughness: float
    rate: float
    jitter: float
    colour: tuple[float, ...] = (0.0,) * COLOURS
    effect: str = ""
    kin: tuple[float, ...] = (0.0,) * KIN


@dataclass(frozen=True, slots=True)
class Style:
    """What a kind of being changes of a person's voice: factors of pitch, range, tract and rate, and what is added."""

    about: str
    f0: float = 1.0
    pitch_range: float = 1.0
    tract: float = 1.0
    rate: float = 1.0
    tilt_db: float = 0.0
    breath: float = 0.0
    roughness: float = 0.0
    jitter: float = 0.0
    effect: str = ""


STYLES: Final[Mapping[str, Style]] = MappingProxyType(
    {
        "human": Style("As people speak."),
        "dwarf": Style("Deep and gravelly, unhurried.", 0.86, 1.1, 1.06, 0.92, 1.0, 0.0, 0.3, 0.1),
        "giant": Style("Very long of throat, slow, a rumble.", 0.66, 0.9, 1.2, 0.78, -1.0, 0.05, 0.2, 0.1),
        "ghost": Style("Half breath, from far away.", 1.0, 0.7, 1.0, 0.8, -0.5, 0.6, 0.0, 0.15, "ghost"),
        "robot": Style("One tone, out of a box.", 1.0, 0.0, 1.0, 0.95, 1.0, 0.0, 0.0, -1.0, "robot"),
        "small": Style("A small creature: quick and high.", 1.55, 1.3, 0.76, 1.12, 0.0, 0.05),
    }
)
"""By name."""


def _median(table: Mapping[float, tuple[float, ...]], person: Person) -> float:
    """Of people of that age and sex; between the sexes in the logarithm."""
    ends = [np.log(np.interp(person.age_years, _AGES, table[sex])) for sex in (0.0, 1.0)]
    return float(np.exp(ends[0] + (ends[1] - ends[0]) * person.sex))


def person_violations(person: Person, axes: Axes, style: str) -> list[Violation]:
    """What can't be accepted of whose voice it is."""
    found = range_violations(PERSON_RANGES, person, "person.") + range_violations(AXES_RANGES, axes, "voice.")
    if style not in STYLES:
        found.append(Violation.of("style", style, f"one of {', '.join(STYLES)}"))
    return found


def voice_of(person: Person, axes: Axes | None = None, style: str = "human") -> Voice:
    """The voice of a person: always the same of the same.

    Args:
        person: whose.
        axes: what is set of it; applied after the style.
        style: one of :data:`STYLES`.
    """
    drawn = gaussian_field(person.seed, "speech/person", 0, 0, 8 + COLOURS, 1)[0]
    drawn = np.clip(drawn, -2.2, 2.2).astype(np.float64)
    old = min(max((person.age_years - 60.0) / 30.0, 0.0), 1.0)
    child = min(max((14.0 - person.age_years) / 8.0, 0.0), 1.0)
    usual_m = _median(_STATURE_M, person)
    stature = 1.0 if person.stature_m is None else (person.stature_m / usual_m) ** _STATURE_SHARE
    kind = STYLES[style]
    voice = Voice(
        f0_hz=_median(_F0_HZ, person) * float(np.exp(0.11 * drawn[0])) * stature**-0.5 * kind.f0,
        pitch_range=(1.0 + 0.15 * child) * float(np.exp(0.14 * drawn[1])) * kind.pitch_range,
        tract_cm=_median(_TRACT_CM, person) * stature * float(np.exp(0.035 * drawn[2])) * kind.tract,
        tilt_db=0.3 + 0.4 * float(drawn[3]) - 0.4 * old + kind.tilt_db,
        breath=0.06 * abs(float(drawn[4])) + 0.1 * old + 0.04 * child + kind.breath,
        roughness=0.05 * abs(float(drawn[5])) + 0.22 * old + kind.roughness,
        rate=_PACE * float(np.exp(0.07 * drawn[6])) * (1.0 - 0.12 * old) * (1.0 - 0.06 * child) * kind.rate,
        jitter=0.02 + 0.03 * abs(float(drawn[7])) + 0.3 * old + kind.jitter,
        colour=tuple(float(2.0 * value) for value in drawn[8:]),
        effect=kind.effect,
        kin=tuple(float(value) for value in gaussian_field(person.seed, "speech/kin", 0, 0, KIN, 1)[0]),
    )
    said = {} if axes is None else {each.name: getattr(axes, each.name) for each in fields(axes)}
    settled: dict[str, Any] = {}
    for name, allowed in AXES_RANGES.items():
        value = said.get(name)
        settled[name] = allowed.nearest(getattr(voice, name) if value is None else value)
    return replace(voice, **settled)
