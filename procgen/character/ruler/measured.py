"""Can a judge tell the measures of our bodies from those of people of the survey?

For each held-out person of the survey somebody of the same sex and age is drawn, nothing else being known, and the body
is measured. Gradient boosted trees (:mod:`procgen.kit.recipe.two_sample`) learn to tell both by all measures that a
mesh has, sex and age on four fifths of the pairs, and judge the fifth that they have not seen.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt

from procgen.character.body.macro import ADULT_YEARS
from procgen.character.body.measures import NAMES, noise
from procgen.character.people.conditions import Conditions
from procgen.character.people.draw import People
from procgen.character.population import MEASURES
from procgen.character.recipe.population_core import Survey, part, read_survey, rounded
from procgen.character.recipe.readings import HEAD
from procgen.kit.recipe.two_sample import two_sample
from procgen.kit.ruler.rows import Rows

Doubles = npt.NDArray[np.float64]

PAIRS = "measures_pairs"
"""Name of the figure that tells how many pairs the judge has."""
_PLACE = [[measure.name for measure in MEASURES].index(name) for name in NAMES]
"""Of the mesh's measures among the survey's."""
_SPREAD_OF_DIFFERENCE = 2 / np.sqrt(np.pi)
"""Mean difference of two normal observations over the standard deviation of one: tables of observer errors give the
former."""


def evaluate_measures(data: Path, people: People, split: str, count: int, seed: int) -> Rows:
    """Areas under the judge's curve (0.5: nobody can tell), and how far bodies are from what the population gave them.

    Args:
        data: folder with the survey.
        people: who draws.
        split: of the survey, whose people the bodies are held against.
        count: pairs, at most.
        seed: of the people drawn, of the choice and of the judge.

    Returns:
        ``measures_pairs``: how many there are. ``measures_area``: "ours" as bodies are read, "population" what they
        were to read. ``measures_area_observed``: the same read with the errors of the survey's observers.
        ``measures_area_heads``, ``measures_area_below``: of the measures that faces decide, and of all others.
        ``measures_missed``: root mean square of read less wanted, in standard deviations within a sex, over the
        measures below the head.

    Raises:
        FileNotFoundError: there is no survey.
        ValueError: it is not a survey.
    """
    held_out = part(read_survey(data), split)
    chosen = np.random.default_rng([seed, 5]).permutation(len(held_out))[:count]
    real = held_out[chosen]
    bodies, rows = measured(people, real, seed)
    heads = np.isin(NAMES, HEAD)
    wanted = real.measures[:, _PLACE]
    within = np.sqrt(np.mean([wanted[real.sex == sex].var(axis=0) for sex in (0, 1)], axis=0))
    missed = np.sqrt(np.mean(((bodies - rows) / within)[:, ~heads] ** 2))
    errors = np.array([noise(name) for name in NAMES]) / _SPREAD_OF_DIFFERENCE
    observed = bodies + np.random.default_rng([seed, 6]).normal(size=bodies.shape) * errors

    def area(made: Doubles, columns: npt.NDArray[np.bool_]) -> float:
        return judged(real, made, columns, seed)

    every = np.ones(len(NAMES), bool)
    return {
        PAIRS: {"ours": float(len(real))},
        "measures_area": {"ours": area(bodies, every), "population": area(rows, every)},
        "measures_area_observed": {"ours": area(observed, every)},
        "measures_area_heads": {"ours": area(bodies, heads)},
        "measures_area_below": {"ours": area(bodies, ~heads)},
        "measures_missed": {"ours": float(missed)},
    }


def measured(people: People, real: Survey, seed: int) -> tuple[Doubles, Doubles]:
    """(n, M) measures of bodies drawn by sex and age of people, and as the population gave them, as ``NAMES``."""
    bodies, rows = np.empty((2, len(real), len(NAMES)))
    for number in range(len(real)):
        age = max(float(real.age_years[number]), ADULT_YEARS)
        sketch = people.sketch(Conditions(sex=float(real.sex[number]), age_years=age), seed, number)
        assert sketch.row is not None, "adults have all measures"
        rows[number] = sketch.row[_PLACE]
        read = people.finish(sketch).measures
        bodies[number] = [read[name] for name in NAMES]
    return bodies, rows


def judged(real: Survey, made: Doubles, columns: npt.NDArray[np.bool_], seed: int) -> float:
    """Area of a judge that sees some of the measures (n, M) of people and of bodies, in the survey's steps.

    Args:
        real: people.
        made: (n, M) of the bodies drawn by their sex and age.
        columns: (M,) which measures count.
        seed: of the judge.
    """
    whole = real.measures.copy()
    whole[:, _PLACE] = made

    def seen(measures: Doubles) -> npt.NDArray[np.float32]:
        told = rounded(measures)[:, _PLACE][:, columns]
        return np.column_stack([told, real.sex, real.age_years]).astype(np.float32)

    pair = np.arange(len(real))
    one, other = seen(real.measures), seen(whole)
    return two_sample(one, other, (pair, pair), seed=seed).area
