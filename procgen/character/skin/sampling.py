"""Plausible skin, eyes and mouth for somebody of a heritage, age and sex.

How light skin is follows the individual typology angle (A. Chardon et al., Int. J. Cosmetic Science 13, 1991), drawn
about a mean for each heritage; its means and spreads are round numbers after S. Del Bino and F. Bernerd, "Variations in
skin colour and the biological consequences of ultraviolet radiation exposure", Br. J. Dermatology 169, 2013. Make-up,
tattoos, scars and war paint are choices, not nature: they are left out.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from procgen.character.skin.eye_textures import EyeParameters
from procgen.character.skin.mouth import MouthParameters
from procgen.character.skin.noise import chance_for
from procgen.character.skin.parameters import RANGES, SkinParameters
from procgen.character.skin.reflectance import melanin_for_angle
from procgen.errors import InvalidFields, Violation
from procgen.runtime.ranges import Range

TYPOLOGY_DEGREES: Mapping[str, tuple[float, float]] = {
    "african": (-38.0, 20.0),
    "asian": (33.0, 11.0),
    "caucasian": (41.0, 9.0),
}
"""Mean and standard deviation by heritage."""
EYE_SHARES: Mapping[str, Mapping[str, float]] = {
    "african": {"dark brown": 0.72, "black": 0.14, "brown": 0.13, "hazel": 0.01},
    "asian": {"dark brown": 0.66, "black": 0.18, "brown": 0.15, "hazel": 0.01},
    "caucasian": {
        "blue": 0.30, "brown": 0.26, "hazel": 0.15, "green": 0.10, "grey": 0.08, "dark brown": 0.08, "amber": 0.03,
    },
}  # fmt: skip
"""How frequent eye colours are, roughly, by heritage."""
_LIGHT_EYES = {"blue", "green", "grey", "amber"}
AGE = Range(0, 120, "Years.")
SEX = Range(0, 1, "0 female to 1 male.")
_STUBBLE_FROM_YEARS = 17.0


def _violations(seed: int, heritage: Mapping[str, float], age_years: float, sex: float) -> list[Violation]:
    found = []
    for name, value, allowed in (("seed", seed, RANGES["seed"]), ("age_years", age_years, AGE), ("sex", sex, SEX)):
        if not allowed.allows(value):
            found.append(Violation.of(name, value, str(allowed)))
    for name, share in heritage.items():
        if name not in TYPOLOGY_DEGREES:
            found.append(Violation.of(f"heritage.{name}", share, "one of " + ", ".join(TYPOLOGY_DEGREES)))
        elif not (math.isfinite(share) and share >= 0):
            found.append(Violation.of(f"heritage.{name}", share, "a number of at least 0"))
    if not found and sum(heritage.values()) <= 0:
        found.append(Violation.of("heritage", dict(heritage), "shares that add up to more than 0"))
    return found


def _between(value: float, low: float, high: float) -> float:
    return round(min(max(value, low), high), 4)


def sample_skin(seed: int, heritage: Mapping[str, float], age_years: float, sex: float) -> SkinParameters:
    """Draw the skin of one person.

    Args:
        seed: which person.
        heritage: shares of "african", "asian" and "caucasian"; any sum above 0.
        age_years: 0 to 120.
        sex: 0 female to 1 male.

    Raises:
        InvalidFields: names every argument that can't be accepted.
    """
    found = _violations(seed, heritage, age_years, sex)
    if found:
        raise InvalidFields(found)
    chance = chance_for(seed, "skin/sample")
    total = sum(heritage.values())
    shares = {name: part / total for name, part in sorted(heritage.items())}
    mean = sum(share * TYPOLOGY_DEGREES[name][0] for name, share in shares.items())
    spread = sum(share * TYPOLOGY_DEGREES[name][1] for name, share in shares.items())
    # Beyond two deviations nobody is drawn.
    angle = mean + spread * float(np.clip(chance.standard_normal(), -2.0, 2.0))
    undertone = _between(0.30 * float(chance.standard_normal()) + 0.25 * shares.get("asian", 0.0), -1.0, 1.0)
    ruddy = 0.46 + 0.08 * sex + 0.09 * float(chance.standard_normal())
    melanin = melanin_for_angle(angle, 0.5, undertone)
    # Blood shows less through dark skin.
    haemoglobin = _between(ruddy - 0.18 * max(melanin - 0.4, 0.0), 0.15, 0.9)
    fair = max(0.0, 1.0 - melanin / 0.45)
    grown = np.interp(age_years, (0, 14, 20), (0.0, 0.2, 1.0))
    wrinkles = np.interp(age_years, (0, 18, 25, 40, 60, 85), (0.0, 0.05, 0.12, 0.32, 0.66, 0.97))
    wrinkles *= (1.0 - 0.25 * melanin) * (1.0 + 0.18 * chance.standard_normal())
    spots = np.interp(age_years, (38, 85), (0.0, 0.8)) * (0.4 + 0.6 * fair) * chance.random()
    freckled = chance.random() < 0.38 * fair and age_years > 3
    freckles = (0.15 + 0.75 * chance.random() ** 1.5) * fair if freckled else 0.0
    stubble = sex * chance.random() ** 1.6 * 0.55 if sex > 0.6 and age_years >= _STUBBLE_FROM_YEARS else 0.0
    return SkinParameters(
        seed=seed,
        melanin=_between(melanin, 0.0, 1.0),
        haemoglobin=haemoglobin,
        undertone=undertone,
        wrinkles=_between(float(wrinkles), 0.0, 1.0),
        age_spots=_between(float(spots), 0.0, 1.0),
        mottling=_between(0.22 + 0.004 * age_years + 0.07 * float(chance.standard_normal()), 0.05, 0.9),
        pores=_between(
            (0.32 + 0.12 * sex + 0.003 * age_years + 0.08 * float(chance.standard_normal())) * grown, 0.05, 1.0
        ),
        under_eyes=_between(0.10 + 0.005 * age_years * grown + 0.12 * float(chance.standard_normal()), 0.0, 1.0),
        freckles=_between(float(freckles), 0.0, 1.0),
        moles=int(min(chance.poisson(2.0 + 5.0 * grown), 40)),
        beard_stubble=_between(float(stubble), 0.0, 1.0),
        flush=_between(0.10 + 0.10 * float(chance.standard_normal()) + (0.15 if age_years < 12 else 0.0), 0.0, 0.6),
    )


def sample_eyes(seed: int, heritage: Mapping[str, float], age_years: float) -> EyeParameters:
    """Draw natural eyes for one person; arguments as for :func:`sample_skin`.

    Raises:
        InvalidFields: names every argument that can't be accepted.
    """
    found = _violations(seed, heritage, age_years, 0.0)
    if found:
        raise InvalidFields(found)
    chance = chance_for(seed, "eyes/sample")
    total = sum(heritage.values())
    colours: dict[str, float] = {}
    for name, part in sorted(heritage.items()):
        for colour, share in EYE_SHARES[name].items():
            weight = part / total
            if colour in _LIGHT_EYES:
                weight *= weight  # light eyes need it from both parents
            colours[colour] = colours.get(colour, 0.0) + share * weight
    names = sorted(colours)
    weights = np.array([colours[name] for name in names])
    left = names[int(chance.choice(len(names), p=weights / weights.sum()))]
    odd = names[int(chance.choice(len(names), p=weights / weights.sum()))]
    return EyeParameters(
        seed=seed,
        left=left,
        right=odd if chance.random() < 0.004 else "",
        iris_size=_between(1.0 + 0.03 * float(chance.standard_normal()) + (0.05 if age_years < 12 else 0.0), 0.85, 1.2),
        pupil=_between(0.40 - 0.0013 * age_years + 0.03 * float(chance.standard_normal()), 0.2, 0.6),
        veins=_between(0.12 + 0.003 * age_years + 0.08 * float(chance.standard_normal()), 0.0, 1.0),
        yellow=_between(0.06 + 0.004 * age_years + 0.08 * float(chance.standard_normal()), 0.0, 1.0),
        rim=_between(0.7 - 0.004 * age_years + 0.15 * float(chance.standard_normal()), 0.0, 1.0),
    )


def sample_mouth(seed: int, skin: SkinParameters) -> MouthParameters:
    """Draw teeth and gums that go with a skin."""
    stained = 0.15 + 0.45 * skin.wrinkles + 0.12 * float(chance_for(seed, "mouth/sample").standard_normal())
    return MouthParameters(yellow=_between(stained, 0.0, 1.0), melanin=skin.melanin)
