"""The macro sliders: sex, age, muscle, weight, height, proportions, bust and heritage, as weights of targets.

Each macro target belongs to a combination ("female-young-maxmuscle-averageweight") and is added with the product of
its factors' weights; each slider interpolates linearly between two neighbouring shapes (MakeHuman's scheme, CC0 data:
https://static.makehumancommunity.org).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise, product

from procgen.character.body import flat_chest
from procgen.character.body.basis import Basis

AGES_YEARS = ((1.0, "baby"), (10.0, "child"), (25.0, "young"), (90.0, "old"))
MIN_YEARS, MAX_YEARS = 6.0, 90.0
"""Ages that can be asked for."""
ADULT_YEARS = 18.0
"""Below this age every body keeps a flat chest: the bust sliders have no effect, and fat and muscle do not shape it."""


@dataclass(frozen=True, slots=True)
class Macro:
    """The sliders. All but the age lie in 0..1, with the average in the middle."""

    sex: float = 0.5
    """0 female, 1 male."""
    age_years: float = 25.0
    muscle: float = 0.5
    weight: float = 0.5
    height: float = 0.5
    """0.35 to 0.65 holds nearly all adults."""
    proportions: float = 0.5
    bust: float = 0.5
    firmness: float = 0.5
    heritage: Mapping[str, float] = field(
        default_factory=lambda: {"african": 1 / 3, "asian": 1 / 3, "caucasian": 1 / 3}
    )
    """Shares that are brought to a sum of 1."""


def _thirds(value: float, low: str, middle: str, high: str) -> list[tuple[str, float]]:
    return (
        [(low, 1 - 2 * value), (middle, 2 * value)] if value < 0.5 else [(middle, 2 - 2 * value), (high, 2 * value - 1)]
    )


def age_shares(age_years: float) -> list[tuple[str, float]]:
    """The two neighbouring ages and their shares."""
    for (start, young), (end, old) in pairwise(AGES_YEARS):
        if age_years <= end:
            share = min(max((age_years - start) / (end - start), 0.0), 1.0)
            return [(young, 1 - share), (old, share)]
    return [("old", 1.0)]


def macro_weights(macro: Macro, basis: Basis) -> dict[str, float]:
    """Target weights of the sliders. Combinations that have no target (the averages, mostly) are left out."""
    weights: dict[str, float] = {}

    def add(name: str, weight: float) -> None:
        if weight and name in basis.target_names:
            weights[name] = weights.get(name, 0.0) + weight

    total = sum(macro.heritage.values())
    sexes = [("female", 1 - macro.sex), ("male", macro.sex)]
    ages = age_shares(macro.age_years)
    muscles = _thirds(macro.muscle, "minmuscle", "averagemuscle", "maxmuscle")
    masses = _thirds(macro.weight, "minweight", "averageweight", "maxweight")
    heights = _thirds(macro.height, "minheight", "", "maxheight")
    proportions = _thirds(macro.proportions, "uncommonproportions", "", "idealproportions")
    adult = macro.age_years >= ADULT_YEARS
    cups = _thirds(macro.bust if adult else 0.0, "mincup", "averagecup", "maxcup")
    firmnesses = _thirds(macro.firmness if adult else 0.5, "minfirmness", "averagefirmness", "maxfirmness")
    for (sex, by_sex), (age, by_age) in product(sexes, ages):
        share = by_sex * by_age
        if share == 0:
            continue
        for heritage, part in sorted(macro.heritage.items()):
            add(f"macrodetails/{heritage}-{sex}-{age}", share * part / total)
        for (muscle, by_muscle), (mass, by_mass) in product(muscles, masses):
            both = share * by_muscle * by_mass
            if both == 0:
                continue
            kind = f"{sex}-{age}-{muscle}-{mass}"
            add(f"macrodetails/universal-{kind}", both)
            if not adult:
                add(flat_chest.name_of(sex, age, muscle, mass), both)
            for height, by_height in heights:
                add(f"macrodetails/height/{kind}-{height}", both * by_height)
            for proportion, by_proportion in proportions:
                add(f"macrodetails/proportions/{kind}-{proportion}", both * by_proportion)
            for (cup, by_cup), (firmness, by_firmness) in product(cups, firmnesses):
                add(f"breast/{kind}-{cup}-{firmness}", both * by_cup * by_firmness)
    return weights
