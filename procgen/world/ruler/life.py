"""Figures of days: whether all people get where theirs say in time, over ground that carries them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from procgen.kit.ruler.bars import Bar
from procgen.kit.ruler.rows import Rows
from procgen.world.life.trial import Trial


@dataclass(frozen=True, slots=True)
class LifeEvaluation:
    """Rows of figures, what they are held to, and all that went wrong, with the seed of its world."""

    metrics: Rows
    bars: tuple[Bar, ...]
    found: tuple[str, ...]


def evaluate_lives(
    live: Callable[[int], tuple[int, Trial]], count: int, seed: int, progress: Callable[[str], None]
) -> LifeEvaluation:
    """Have the people of worlds live a day.

    Args:
        live: gives how many people a world of a number has, and what came of their day.
        count: how many worlds.
        seed: of the first.
        progress: told what is done.
    """
    found: list[str] = []
    people = stops = reached = stuck = 0
    for number in range(count):
        lived, trial = live(seed + number)
        people += lived
        stops += trial.stops
        reached += trial.reached
        stuck += trial.stuck
        found += [f"seed {seed + number}: {problem}" for problem in trial.problems]
        progress(f"world {number + 1} of {count}: {trial.reached} of {trial.stops} stops")
    metrics: Rows = {
        "life_worlds": {"ours": float(count)},
        "life_people": {"ours": float(people)},
        "life_stops": {"ours": float(stops)},
        "life_reached_share": {"ours": reached / max(stops, 1)},
        "life_stuck": {"ours": float(stuck)},
        "life_problems": {"ours": float(len(found))},
    }
    bars = (
        Bar("life_stops", "more than 0", stops > 0),
        Bar("life_reached_share", "1", reached == stops),
        Bar("life_stuck", "0", stuck == 0),
        Bar("life_problems", "0", not found),
    )
    return LifeEvaluation(metrics, bars, tuple(found))
