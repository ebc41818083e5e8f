"""The first things that are settled of a person: role, setting, sex, age and heritage."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from procgen.character.hair import NATURAL
from procgen.character.people.conditions import NONE, Conditions
from procgen.character.people.grooming import COLOUR_SHARES
from procgen.character.people.growth import ADULT_POPULATION_YEARS, mass_norm, stature_norm
from procgen.character.people.roles import ROLES, Role, roles_of
from procgen.character.people.rounding import single
from procgen.character.people.stature import stretch_for
from procgen.character.population import Population
from procgen.character.skin.sampling import EYE_SHARES
from procgen.character.wardrobe.kind import SETTINGS, Colour

_HERITAGES = ("african", "asian", "caucasian")
_HERITAGE_SPREAD = 0.18
"""Of a Dirichlet distribution: most people are of mostly one heritage."""
_RARE = 0.003
"""The chance of what is told of nobody of a heritage."""
_MELANIN = {"african": (0.80, 0.14), "asian": (0.32, 0.12), "caucasian": (0.22, 0.12)}
"""Mean and standard deviation by heritage, as :func:`procgen.character.skin.sample_skin` draws them, roughly."""
_FRECKLED, _FRECKLED_SHARE = 0.3, {"african": 0.02, "asian": 0.08, "caucasian": 0.3}
_COILED_STYLES, _COILED_SHARE = ("afro", "cornrows", "dreadlocks"), {"african": 0.6, "asian": 0.02, "caucasian": 0.03}
_ADULT_AGES = (18.0, 78.0)
_YOUNGER = 1.4
"""More young than old, as in any street."""


@dataclass(frozen=True, slots=True)
class Who:
    """A person's outline; ``role`` is None for somebody without any."""

    role: Role | None
    setting: str
    sex: float
    age_years: float
    heritage: Mapping[str, float]


def draw_who(conditions: Conditions, chance: np.random.Generator, population: Population) -> Who:
    """An outline that goes with what is known.

    Args:
        conditions: of sound fields, see :func:`procgen.character.people.screening.field_violations`.
        chance: asked for everything, whatever is known.
        population: tells which sex is likely for known measures.
    """
    setting_draw, sex_draw, age_draw, role_draw = chance.random(4)
    share = chance.dirichlet((_HERITAGE_SPREAD,) * len(_HERITAGES))
    role = ROLES.get(conditions.role)
    setting = conditions.setting or (role.setting if role else SETTINGS[int(setting_draw * len(SETTINGS))])
    low, high = role.ages if role else _ADULT_AGES
    age = single(
        low + (high - low) * float(age_draw) ** _YOUNGER if conditions.age_years is None else conditions.age_years
    )
    sex = float(sex_draw < _male_share(conditions, age, population)) if conditions.sex is None else conditions.sex
    main = _main_heritage(conditions, float(chance.random()))
    heritage = dict(conditions.heritage) or dict(zip(_HERITAGES, map(float, share), strict=True))
    if main and not conditions.heritage:
        most = max(heritage, key=heritage.__getitem__)
        heritage[most], heritage[main] = heritage[main], heritage[most]
    if role is None:
        fitting = roles_of(setting, age)
        role = fitting[int(role_draw * len(fitting))] if fitting else None
    return Who(role, setting, single(sex), age, {name: single(part) for name, part in heritage.items()})


def _main_heritage(conditions: Conditions, draw: float) -> str:
    """The heritage of most ancestors by what is known of skin, eyes and hair (Bayes' rule); "" if nothing is."""
    weights = dict.fromkeys(_HERITAGES, 1.0)
    skin, hair = conditions.skin, conditions.hair
    colour = None if hair is None else _natural_name(hair.colours.get(""))
    for name in _HERITAGES:
        if conditions.eyes.get("left") in set().union(*EYE_SHARES.values()):
            weights[name] *= EYE_SHARES[name].get(conditions.eyes["left"], _RARE)
        if colour is not None:
            weights[name] *= COLOUR_SHARES[name].get(colour, _RARE)
        if "melanin" in skin:
            mean, spread = _MELANIN[name]
            weights[name] *= float(np.exp(-0.5 * ((skin["melanin"] - mean) / spread) ** 2)) / spread + 1e-6
        if skin.get("freckles", 0.0) > _FRECKLED:
            weights[name] *= _FRECKLED_SHARE[name]
        if hair is not None and hair.kind in _COILED_STYLES:
            weights[name] *= _COILED_SHARE[name]
    if len(set(weights.values())) == 1:
        return ""
    ends = np.cumsum(list(weights.values()))
    return _HERITAGES[min(int(np.searchsorted(ends, draw * ends[-1], side="right")), len(_HERITAGES) - 1)]


def _natural_name(colour: Colour | None) -> str | None:
    """The name of a colour that hair has by birth, None for others: grey and dyed hair tells nothing."""
    born = {name for shares in COLOUR_SHARES.values() for name in shares}
    return next((name for name in sorted(born) if colour is not None and NATURAL[name] == tuple(colour)), None)


def _male_share(conditions: Conditions, age_years: float, population: Population) -> float:
    """The chance that somebody is a man, by what is known (Bayes' rule, with as many women as men before)."""
    if conditions.beard is not None and conditions.beard.kind != NONE:
        return 1.0
    measures = {name: value for name, value in conditions.measures.items() if value > 0}
    if not measures:
        return 0.5
    if age_years < ADULT_POPULATION_YEARS:
        lengths = [_child_length(measures, sex, age_years) for sex in (0.0, 1.0)]
    else:
        low, high = population.age_range_years
        age = min(max(age_years, low), high)
        possible = [not population.check(measures, sex, age) for sex in (0.0, 1.0)]
        if possible[0] != possible[1]:
            return float(possible[1])
        further = [abs(math.log(stretch_for(measures, sex, age, population).factor)) for sex in (0.0, 1.0)]
        if further[0] != further[1]:
            return float(further[1] < further[0])
        lengths = [_adult_length(measures, sex, age, population) for sex in (0.0, 1.0)]
    # Spreads of women and men are alike, so that only the distances count.
    difference = 0.5 * (lengths[1] - lengths[0])
    return 0.5 if not np.isfinite(difference) else float(1.0 / (1.0 + np.exp(np.clip(difference, -50.0, 50.0))))


def _adult_length(measures: Mapping[str, float], sex: float, age_years: float, population: Population) -> float:
    """Squared Mahalanobis distance of measures from those of a sex."""
    core = population.core(sex, age_years)
    score = np.array([core.to_score(name, value) for name, value in measures.items()])
    return float(score @ np.linalg.solve(core.joint(measures), score))


def _child_length(measures: Mapping[str, float], sex: float, age_years: float) -> float:
    norms = {"stature": stature_norm(sex, age_years), "mass": mass_norm(sex, age_years)}
    return sum(norms[name].deviations(value) ** 2 for name, value in measures.items() if name in norms)
