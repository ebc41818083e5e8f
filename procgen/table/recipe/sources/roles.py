"""Who people are: a documented simulation, no data.

The setting comes first, then the role, age and sex by role, wealth by role and age. Traits are weighed by role, and by
age and wealth together: the old are patient unless they are poor, the rich are proud or generous, never both. A second
trait never contradicts the first and tends to what goes with it. Moods follow the first trait and wealth together.
Roles, traits and moods are those of the dialogue domain. All numbers stand below.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from procgen.dialogue.vocabulary import MOODS, TRAITS
from procgen.table.recipe.sources.draws import pick
from procgen.table.recipe.sources.source import Rows, Source

_ROWS = 14000
SETTINGS = {"medieval": 1.6, "modern": 0.7, "scifi": 0.7}
_M, _N, _S = ("medieval",), ("medieval", "modern"), ("medieval", "modern", "scifi")
_LATE = ("modern", "scifi")
ROLES: dict[str, tuple[tuple[str, ...], float, tuple[float, float, float], float, float, str, str]] = {
    # settings, weight, ages (least, usual, most), share of women, wealth (0 poor to 2 rich), traits, workplaces
    "villager": (_S, 2.2, (16, 38, 85), 0.52, 0.5, "simple gossipy kind superstitious honest", "home field well"),
    "merchant": (_S, 1.2, (18, 40, 75), 0.40, 1.4, "greedy sly cheerful generous patient", "shop market"),
    "innkeeper": (_N, 0.7, (22, 45, 75), 0.45, 1.0, "cheerful gossipy greedy kind", "inn"),
    "smith": (_M, 0.7, (18, 38, 68), 0.12, 0.9, "honest grumpy taciturn loyal patient", "smithy"),
    "farmer": (_N, 2.0, (15, 40, 80), 0.42, 0.4, "simple honest pious grumpy patient", "field barn mill"),
    "hunter": (_M, 0.6, (16, 34, 65), 0.22, 0.4, "taciturn patient brave cruel", "forest"),
    "sailor": (_N, 0.8, (15, 32, 65), 0.12, 0.5, "superstitious brave hot_tempered cheerful", "boat harbour inn"),
    "guard": (_S, 0.9, (18, 33, 60), 0.22, 0.6, "loyal grumpy brave taciturn hot_tempered", "gate hall wall"),
    "soldier": (_S, 0.6, (18, 28, 55), 0.18, 0.5, "brave loyal cruel hot_tempered", "gate wall"),
    "captain": (_S, 0.3, (28, 44, 65), 0.22, 1.3, "proud brave loyal hot_tempered", "boat harbour hall"),
    "noble": (_M, 0.35, (16, 40, 85), 0.48, 1.95, "proud learned generous cruel greedy", "hall"),
    "ruler": (_M, 0.08, (20, 48, 85), 0.35, 2.0, "proud cruel generous learned", "hall"),
    "servant": (_M, 0.7, (14, 30, 70), 0.60, 0.15, "humble nervous gossipy loyal", "hall inn"),
    "messenger": (_S, 0.3, (14, 24, 50), 0.25, 0.4, "nervous loyal cheerful curious", "road gate"),
    "priest": (_M, 0.5, (20, 48, 88), 0.35, 0.8, "pious kind humble learned patient", "chapel"),
    "healer": (_S, 0.5, (20, 45, 85), 0.65, 0.8, "kind patient learned curious", "home chapel shop"),
    "scholar": (_S, 0.4, (18, 45, 88), 0.42, 1.1, "learned curious proud taciturn", "hall home chapel"),
    "wizard": (_M, 0.15, (25, 60, 90), 0.45, 1.2, "learned proud curious gloomy", "home forest"),
    "bard": (_M, 0.3, (16, 30, 65), 0.40, 0.5, "cheerful sly curious gossipy", "inn market road"),
    "thief": (_S, 0.35, (13, 25, 50), 0.30, 0.4, "sly greedy cowardly brave nervous", "market inn road"),
    "beggar": (_N, 0.4, (14, 52, 85), 0.38, 0.0, "humble gloomy sly superstitious", "road market chapel"),
    "child": (_N, 1.1, (6, 10, 15), 0.50, 0.5, "curious cheerful nervous honest", "home well field"),
    "elder": (_S, 0.5, (64, 73, 92), 0.55, 0.7, "patient grumpy gossipy pious learned", "home chapel well"),
    "detective": (_LATE, 0.5, (25, 42, 65), 0.38, 1.0, "curious sly taciturn patient", "office road"),
    "mechanic": (_LATE, 1.0, (18, 36, 66), 0.20, 0.8, "honest grumpy patient simple", "workshop harbour"),
    "pilot": (_LATE, 0.7, (20, 35, 62), 0.32, 1.2, "brave proud hot_tempered cheerful", "harbour inn"),
    "officer": (_LATE, 0.7, (22, 38, 62), 0.35, 1.1, "loyal honest proud brave", "office gate"),
}
_OPPOSITE = {
    frozenset(pair.split())
    for pair in ("brave cowardly", "kind cruel", "greedy generous", "honest sly", "cheerful gloomy", "proud humble",
                 "learned simple", "gossipy taciturn", "patient hot_tempered", "nervous brave", "patient nervous")
}  # fmt: skip
_TOGETHER = {
    "kind": "generous patient humble", "cruel": "proud greedy sly hot_tempered", "pious": "humble kind superstitious",
    "learned": "curious proud patient", "simple": "honest superstitious kind", "sly": "greedy cruel curious",
    "brave": "loyal proud hot_tempered", "gloomy": "taciturn superstitious nervous",
    "cheerful": "gossipy generous kind",
    "nervous": "cowardly superstitious humble", "grumpy": "taciturn honest hot_tempered", "gossipy": "curious cheerful",
    "taciturn": "grumpy patient gloomy", "loyal": "brave honest humble", "greedy": "sly proud cowardly",
}  # fmt: skip
_MOOD_OF = {
    "cheerful": "joyful amused eager", "gloomy": "sad weary quiet", "grumpy": "stern weary angry",
    "proud": "proud scornful",
    "hot_tempered": "angry scornful eager", "nervous": "afraid doubtful pleading", "cowardly": "afraid pleading",
    "kind": "tender joyful", "curious": "eager surprised", "taciturn": "quiet stern", "sly": "amused doubtful",
    "pious": "quiet tender", "cruel": "scornful stern", "patient": "quiet neutral", "humble": "quiet pleading",
    "superstitious": "doubtful afraid", "gossipy": "eager amused", "generous": "joyful tender",
}  # fmt: skip
_WEALTH = ("poor", "modest", "rich")


def _age(rng: np.random.Generator, ages: tuple[float, float, float]) -> int:
    least, usual, most = ages
    spread = (most - least) / 4.5
    while True:
        age = usual + spread * rng.standard_normal() + 0.25 * spread * rng.standard_exponential()
        if least <= age <= most:
            return int(age)


def _traits(rng: np.random.Generator, role: str, age: int, wealth: str) -> tuple[str, str]:
    own = ROLES[role][5].split()
    weights = {trait: 6.0 - 0.6 * own.index(trait) if trait in own else 0.22 for trait in TRAITS}
    if age > 58:
        weights["patient"] *= 0.3 if wealth == "poor" else 3.5
        weights["grumpy"] *= 3.0 if wealth == "poor" else 1.0
        weights["hot_tempered"] *= 0.3
        weights["learned"] *= 1.6
    if age < 25:
        weights |= {name: weights[name] * 1.8 for name in ("hot_tempered", "curious", "brave", "nervous", "cheerful")}
    if wealth == "rich":
        weights |= {name: weights[name] * 2.2 for name in ("proud", "generous", "greedy")}
        weights["humble"] *= 0.2
    if wealth == "poor":
        weights |= {name: weights[name] * 1.7 for name in ("humble", "superstitious", "gloomy")}
        weights["proud"] *= 0.3
    first = pick(rng, weights)
    weights[first] = 0.0
    for trait in TRAITS:
        if frozenset((first, trait)) in _OPPOSITE:
            weights[trait] = 0.0
        elif trait in _TOGETHER.get(first, "").split():
            weights[trait] = weights[trait] * 3.0 + 1.0
    if wealth == "rich" and first in ("proud", "generous"):
        weights |= {"proud": 0.0, "generous": 0.0}
    return first, pick(rng, weights)


def _mood(rng: np.random.Generator, first: str, wealth: str, age: int) -> str:
    weights = dict.fromkeys(MOODS, 0.12)
    weights["neutral"] = 1.4
    for mood in _MOOD_OF.get(first, "").split():
        weights[mood] += 1.3
    if wealth == "poor":
        weights["weary"] += 0.7 if age > 30 else 0.15
        weights["sad"] += 0.3
        weights["proud"] *= 0.3
    if wealth == "rich" and first in ("cruel", "proud"):
        weights["scornful"] += 1.2
    return pick(rng, weights)


def _row(rng: np.random.Generator) -> tuple[str | int, ...]:
    setting = pick(rng, SETTINGS)
    role = pick(rng, {name: each[1] for name, each in ROLES.items() if setting in each[0]})
    _, _, ages, women, wealth_mean, _, workplaces = ROLES[role]
    age = _age(rng, ages)
    share = women if setting == "medieval" else 0.5 + 0.6 * (women - 0.5)
    sex = "female" if rng.random() < share else "male"
    level = wealth_mean + 0.012 * (min(age, 60) - 35) + 0.45 * rng.standard_normal()
    wealth = _WEALTH[int(np.clip(round(level), 0, 2))]
    first, second = _traits(rng, role, age, wealth)
    places = workplaces.split()
    weights = {place: 2.0**-number for number, place in enumerate(places)}
    weights["home"] = weights.get("home", 0.0) + (1.5 if age > 68 else 0.1)
    if first in ("cheerful", "gossipy") and "inn" in weights:
        weights["inn"] *= 2.5
    return setting, role, sex, age, wealth, first, second, _mood(rng, first, wealth, age), pick(rng, weights)


def _make(_data: Path, seed: int) -> Rows:
    rng = np.random.default_rng(seed)
    return [_row(rng) for _ in range(_ROWS)]


ROLES_TABLE = Source(
    "Roles",
    "Who lives somewhere: role, sex, age, wealth, two traits, mood and place of work, by setting.",
    ("setting", "role", "sex", "age", "wealth", "trait", "second_trait", "mood", "workplace"),
    _make,
    licence="MIT",
    wishes=("wealth=ordinal:poor,modest,rich",),
)
