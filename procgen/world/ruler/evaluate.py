"""Figures of whole worlds: what is wrong with them, how evenly things lie, how varied the talk is.

The baseline scatters the same props and people over the same ground without looking: what the rules of placing are
worth shows beside it.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from procgen.kit.ruler.bars import Bar
from procgen.kit.ruler.intervals import mean_interval
from procgen.kit.ruler.rows import Rows
from procgen.world.chance import uniforms
from procgen.world.checks import problems, steepest
from procgen.world.ground_height import ground_at
from procgen.world.life.day import make_days
from procgen.world.life.record import days_record
from procgen.world.life.trial import walk_through
from procgen.world.materials import style_of
from procgen.world.place import Place
from procgen.world.roads import STEEPEST
from procgen.world.ruler.plans import FIGURES, figures_of, plan_of_layout, plan_of_settlement
from procgen.world.society import society_problems

TEXTS = (
    "a fishing village under a volcano",
    "a hamlet in a snowy mountain valley",
    "a town on a river in green hills",
    "a village by a lake, with forest all around",
    "a fishing village on a tropical island",
    "a dusty village in the desert",
)
"""What worlds are asked for, by turns."""

_MEANS = (
    ("problems_per_world", "problems", True),
    ("validity", "validity", True),
    ("prop_spacing_ratio", "spacing", True),
    ("distinct_2", "distinct", False),
    ("names_per_line", "names", False),
    ("named_share", "named", False),
    ("buildings", "buildings", False),
    ("props", "props", False),
    ("life_reached_share", "reached", False),
    ("life_stuck", "stuck", False),
)
"""Metric, figure of a world, and whether the baseline may differ: it scatters the same things, and says the same."""

_LAYOUTS = 30
"""Villages of the layout domain's classical generator, beside whose plans those of settlements are held."""


@dataclass(frozen=True, slots=True)
class WorldEvaluation:
    """Rows of figures, and every problem that was found, with the seed of its world."""

    metrics: Rows
    found: tuple[str, ...]
    bars: tuple[Bar, ...] = field(default=())


def careless(place: Place, seed: int) -> Place:
    """The same props and people at places drawn at random, on the ground."""
    side = (place.land.heights_m.shape[0] - 1) * place.land.metres_per_pixel
    draws = uniforms(seed, "evaluation/careless", 2 * (len(place.props) + len(place.people))).reshape(-1, 2) * side
    heights = ground_at(place.land, draws[:, 0], draws[:, 1])
    spots = [(float(x), float(y), float(z)) for (x, z), y in zip(draws, heights, strict=True)]
    split = len(place.props)
    props = [replace(prop, x_m=x, y_m=y, z_m=z) for prop, (x, y, z) in zip(place.props, spots[:split], strict=True)]
    people = [
        replace(person, x_m=x, y_m=y, z_m=z) for person, (x, y, z) in zip(place.people, spots[split:], strict=True)
    ]
    return replace(place, props=tuple(props), people=tuple(people))


def spacing_ratio(x_m: Sequence[float], z_m: Sequence[float], side_m: float) -> float:
    """Mean distance to the nearest neighbour over what independent points have on average (Clark and Evans, "Distance
    to nearest neighbor as a measure of spatial relationships in populations", Ecology 35, 1954): 1 for those, less for
    clusters, more where points keep apart. NaN for fewer than two.
    """
    if len(x_m) < 2:
        return math.nan
    points = np.column_stack([x_m, z_m]).astype(np.float64)
    apart = np.hypot(*(points[:, None, :] - points[None, :, :]).transpose(2, 0, 1))
    np.fill_diagonal(apart, np.inf)
    return float(apart.min(axis=1).mean() / (0.5 * side_m / math.sqrt(len(points))))


def distinct_pairs(lines: Sequence[str]) -> float:
    """Share of all pairs of neighbouring words that occur once: 1 where nothing is said twice; NaN without pairs."""
    pairs = []
    for line in lines:
        words = re.findall(r"[\w'’-]+", line.lower())
        pairs += list(itertools.pairwise(words))
    return len(set(pairs)) / len(pairs) if pairs else math.nan


def _gaps(place: Place) -> float:
    """The smallest gap between two props' circles, metres; negative where they overlap."""
    if len(place.props) < 2:
        return math.nan
    x, z, radius = (np.array([getattr(prop, name) for prop in place.props]) for name in ("x_m", "z_m", "radius_m"))
    gap = np.hypot(x[:, None] - x, z[:, None] - z) - radius[:, None] - radius
    np.fill_diagonal(gap, np.inf)
    return float(gap.min())


def evaluate_worlds(
    make: Callable[[int], Place], count: int, seed: int, progress: Callable[[str, float], None]
) -> WorldEvaluation:
    """Make worlds and look at them.

    Args:
        make: gives the world of a number, with people and talk.
        count: how many.
        seed: of the first; the careless baseline's too.
        progress: told what is done, and the share.
    """
    found: list[str] = []
    rows: list[dict[str, float]] = []
    careless_rows: list[dict[str, float]] = []
    plans: list[dict[str, float]] = []
    for number in range(count):
        place = make(seed + number)
        if place.settlement is not None:
            plans.append(figures_of(plan_of_settlement(place.settlement)))
        trial = walk_through(place, days_record(make_days(place, style_of(place), seed + number)))
        wrong = [*problems(place), *society_problems(place), *trial.problems]
        found += [f"seed {seed + number}: {problem}" for problem in wrong]
        lived = {"reached": trial.reached / trial.stops if trial.stops else math.nan, "stuck": float(trial.stuck)}
        rows.append({"problems": float(len(wrong)), "validity": float(not wrong), **_figures(place), **lived})
        other = careless(place, seed + number)
        left = problems(other)
        careless_rows.append({"problems": float(len(left)), "validity": float(not left), **_figures(other)})
        progress(f"world {number + 1} of {count}: {place.name}", (number + 1) / count)
    metrics: Rows = {}
    for metric, name, compared in _MEANS:
        for column, some in (("ours", rows), *((("baseline", careless_rows),) if compared else ())):
            values = _values(some, name)
            if values:
                interval = mean_interval(np.array(values), seed=seed)
                metrics.setdefault(metric, {}).update(interval.cells(column))
    metrics |= {
        "prop_gap_min_m": {"ours": _least(rows, "gap"), "baseline": _least(careless_rows, "gap")},
        "steepest_road_share": {"ours": _most(rows, "steepest")},
    }
    layouts = [figures_of(plan_of_layout(seed + number)) for number in range(_LAYOUTS)]
    for name in FIGURES:
        for column, some in (("ours", plans), ("real", layouts)):
            values = _values(some, name)
            if values:
                metrics.setdefault(f"plan_{name}", {}).update(mean_interval(np.array(values), seed=seed).cells(column))
    metrics = {name: row for name, row in metrics.items() if math.isfinite(row.get("ours", math.nan))}
    bars = (
        Bar("problems_per_world", "0", metrics["problems_per_world"]["ours"] == 0.0),
        *(
            Bar(name, "at most 1", metrics[name]["ours"] <= 1.0 + 1e-6)
            for name in ("steepest_road_share",)
            if name in metrics
        ),
        *(
            Bar(name, bar, metrics[name]["ours"] == float(bar))
            for name, bar in (("life_reached_share", "1"), ("life_stuck", "0"))
            if name in metrics
        ),
    )
    return WorldEvaluation(metrics, tuple(found), bars)


def _figures(place: Place) -> dict[str, float]:
    side = (place.land.heights_m.shape[0] - 1) * place.land.metres_per_pixel
    settlement, talk = place.settlement, place.talk
    roads = () if settlement is None else settlement.roads
    known = [name for line in talk for name in line.names]
    everybody = len(place.people) + (0 if settlement is None else len(settlement.buildings) + 1)
    return {
        "spacing": spacing_ratio([prop.x_m for prop in place.props], [prop.z_m for prop in place.props], side),
        "gap": _gaps(place),
        "steepest": max((steepest(road) / STEEPEST[road.kind] for road in roads), default=math.nan),
        "distinct": distinct_pairs([line.text for line in talk]),
        "names": len(known) / len(talk) if talk else math.nan,
        "named": len(set(known)) / everybody if everybody and talk else math.nan,
        "buildings": 0.0 if settlement is None else float(len(settlement.buildings)),
        "props": float(len(place.props)),
    }


def _values(rows: Sequence[dict[str, float]], name: str) -> list[float]:
    return [row[name] for row in rows if math.isfinite(row[name])]


def _least(rows: Sequence[dict[str, float]], name: str) -> float:
    return min(_values(rows, name), default=math.nan)


def _most(rows: Sequence[dict[str, float]], name: str) -> float:
    return max(_values(rows, name), default=math.nan)
