"""What settlements are made of: a documented simulation, no data.

Site and climate come first; wealth follows both; the kind of settlement all three. Population is log-normal by kind.
Buildings are Poisson counts whose means follow population, site, wealth and trade: watermills stand at rivers and
windmills on hills and plains, boathouses at water and for fishing, barns where fields or herds are, chapels and halls
where there is money, inns where people pass (a rich town, a river with trade). Trade is weighed by site and climate
together: fishing wants water that does not freeze, timber forest that is not dry, salt a warm coast, mining hills.
Defence follows wealth and site together: rich places build walls unless hills protect them, poor ones at the coast
build palisades. All numbers stand below.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from procgen.table.recipe.sources.draws import count, pick
from procgen.table.recipe.sources.source import Rows, Source, Weights

_ROWS = 9000
SITES = {"coast": 1.3, "river": 1.4, "lake": 0.7, "plain": 1.2, "hills": 0.9, "forest": 0.9}
FAMILIES = {
    "temperate": "temperate", "oceanic": "temperate", "cold": "cold", "polar": "cold", "steppe": "dry",
    "desert": "dry", "savanna": "dry", "mediterranean": "mediterranean", "tropical": "tropical",
}  # fmt: skip
"""Climates, which are those of worlds, and what they are alike to below."""
CLIMATES = Weights(
    {"temperate": 1.2, "oceanic": 0.7, "cold": 0.7, "polar": 0.2, "steppe": 0.4, "desert": 0.3, "savanna": 0.4,
     "mediterranean": 0.9, "tropical": 0.8},
    {
        "forest": {"steppe": 0.1, "desert": 0.02, "savanna": 0.4, "polar": 0.1, "cold": 1.6, "tropical": 1.6},
        "lake": {"desert": 0.2, "steppe": 0.5, "cold": 1.5},
        "coast": {"oceanic": 1.8, "steppe": 0.4},
    },
)  # fmt: skip
WEALTH = Weights(
    {"poor": 1.0, "modest": 1.4, "rich": 0.5},
    {
        "river": {"rich": 1.8},
        "coast": {"rich": 1.5, "poor": 1.1},
        "hills": {"rich": 0.6},
        "forest": {"rich": 0.4, "poor": 1.3},
        "cold": {"rich": 0.6, "poor": 1.3},
        "dry": {"poor": 1.4},
        "mediterranean": {"rich": 1.5},
    },
)
KINDS = Weights(
    {"hamlet": 1.5, "village": 1.6, "fishing_village": 0.0001, "town": 0.5},
    {
        "coast": {"fishing_village": 16000.0, "town": 1.3, "village": 0.6},
        "lake": {"fishing_village": 8000.0, "town": 0.5},
        "river": {"fishing_village": 1500.0, "town": 1.8},
        "hills": {"town": 0.4, "hamlet": 1.7},
        "forest": {"town": 0.25, "hamlet": 1.9},
        "rich": {"town": 4.5, "hamlet": 0.25, "fishing_village": 0.5},
        "poor": {"town": 0.3, "hamlet": 1.6, "fishing_village": 1.5},
        "dry": {"fishing_village": 0.6, "village": 0.8},
    },
)
POPULATION = {"hamlet": (32, 0.40), "village": (190, 0.45), "fishing_village": (140, 0.40), "town": (1300, 0.55)}
"""Median and logarithmic spread."""
HOUSEHOLD = {"poor": 5.6, "modest": 4.7, "rich": 4.1}
TRADES = Weights(
    {"farming": 2.0, "herding": 1.0, "fishing": 0.05, "timber": 0.3, "mining": 0.15, "trading": 0.3, "salt": 0.02,
     "wine": 0.02, "weaving": 0.4, "pottery": 0.3},
    {
        "fishing_village": {"fishing": 160.0, "farming": 0.3, "trading": 0.6, "mining": 0.1},
        "town": {"trading": 7.0, "weaving": 2.5, "pottery": 2.0, "farming": 0.3, "herding": 0.2},
        "coast": {"fishing": 8.0, "salt": 6.0, "trading": 1.6, "mining": 0.4},
        "lake": {"fishing": 8.0},
        "river": {"trading": 1.8, "pottery": 1.8, "fishing": 2.0},
        "hills": {"mining": 9.0, "herding": 3.0, "farming": 0.4, "wine": 3.0},
        "forest": {"timber": 10.0, "farming": 0.4, "herding": 0.5},
        "plain": {"farming": 1.8, "herding": 1.4},
        "cold": {"farming": 0.35, "herding": 1.6, "wine": 0.0, "salt": 0.1, "timber": 1.6},
        "dry": {"farming": 0.3, "herding": 2.5, "timber": 0.05, "salt": 3.0, "pottery": 1.6},
        "mediterranean": {"wine": 45.0, "salt": 4.0},
        "tropical": {"timber": 1.5, "wine": 0.0, "farming": 1.3},
    },
)  # fmt: skip
DEFENCES = Weights(
    {"none": 2.0, "ditch": 0.5, "palisade": 0.5, "wall": 0.05},
    {
        "town": {"wall": 22.0, "palisade": 1.6, "none": 0.25},
        "hamlet": {"wall": 0.05, "palisade": 0.4},
        "rich": {"wall": 4.0, "none": 0.6},
        "poor": {"wall": 0.2, "palisade": 1.2},
        "coast": {"palisade": 1.8, "none": 0.7},
        "forest": {"palisade": 3.0},
    },
)
_HIGH = {"hills": {"wall": 0.15, "palisade": 0.5, "none": 2.0}}
"""Where the rich need no wall."""


def _row(rng: np.random.Generator) -> tuple[str | int, ...]:
    site = pick(rng, SITES)
    climate = pick(rng, CLIMATES.of(site))
    family = FAMILIES[climate]
    wealth = pick(rng, WEALTH.of(site, family))
    kind = pick(rng, KINDS.of(site, wealth, family))
    median, spread = POPULATION[kind]
    growth = {"poor": 0.9, "modest": 1.0, "rich": 1.2}[wealth] * (0.75 if family in ("cold", "dry") else 1.0)
    people = int(np.clip(round(median * growth * np.exp(spread * rng.standard_normal())), 8, 9000))
    trade = pick(rng, TRADES.of(kind, site, family))
    houses = max(round(people / (HOUSEHOLD[wealth] * np.exp(0.08 * rng.standard_normal()))), 2)
    money = {"poor": 0.55, "modest": 1.0, "rich": 1.7}[wealth]
    passing = (2.0 if trade == "trading" else 1.0) * (1.5 if site in ("river", "coast") and kind == "town" else 1.0)
    water = site in ("coast", "lake", "river")
    inns = count(rng, money * passing * people / 420 + (0.15 if kind != "hamlet" else 0.0), 12)
    smithies = count(rng, people / 330 * (2.2 if trade == "mining" else 1.0) + 0.12, 12)
    shops = count(rng, money * people / 190 * (1.8 if trade in ("trading", "weaving", "pottery") else 0.7), 40)
    chapels = count(rng, 0.25 * money + people / 700, 8)
    fields = (
        {"farming": 1.8, "herding": 1.3, "wine": 0.9}.get(trade, 0.35)
        * (0.6 if family == "dry" else 1.0)
        * (0.3 if climate in ("polar", "desert") else 1.0)
    )
    barns = count(rng, fields * min(people, 600) / 55, 40)
    turning = 1.6 if site == "river" else 0.9 if site in ("plain", "hills") and family != "tropical" else 0.15
    mills = count(rng, turning * (people / 420 + 0.2) * (1.8 if trade == "farming" else 0.7), 8)
    boats = (3.2 if trade == "fishing" else 1.3 if trade == "trading" else 0.35) if water else 0.0
    boathouses = count(rng, boats * (0.35 if family == "cold" and site == "lake" else 1.0) * people / 130, 30)
    halls = count(rng, {"hamlet": 0.02, "village": 0.35, "fishing_village": 0.2, "town": 1.3}[kind] * money, 4)
    protected = wealth == "rich" and site == "hills"
    weights = DEFENCES.of(kind, wealth, site)
    if protected:
        weights = {name: weight * _HIGH["hills"].get(name, 1.0) for name, weight in weights.items()}
    defence = pick(rng, weights)
    return (kind, site, climate, wealth, people, houses, inns, smithies, shops, chapels, barns, mills, boathouses,
            halls, trade, defence)  # fmt: skip


def _make(_data: Path, seed: int) -> Rows:
    rng = np.random.default_rng(seed)
    return [_row(rng) for _ in range(_ROWS)]


SETTLEMENT = Source(
    "Settlements",
    "What settlements consist of, by site, climate and wealth: people, buildings of each use, trade and defence.",
    ("kind", "site", "climate", "wealth", "population", "houses", "inns", "smithies", "shops", "chapels", "barns",
     "mills", "boathouses", "halls", "trade", "defence"),
    _make,
    licence="MIT",
    wishes=("wealth=ordinal:poor,modest,rich", "defence=ordinal:none,ditch,palisade,wall"),
)  # fmt: skip
