"""Correct how people are measured, in ``assets/character_measures.json``, by people as they are drawn.

    python -m procgen.character.recipe.readings FOLDER assets

FOLDER holds the survey, of whose training people only sexes and ages are used. A fit draws bodies towards what the
population gave them, but where landmarks do not lie on the mesh as on people, all are off by the same, and by another
amount in women than in men: two meshes. So each measure has a factor for each sex, by which drawn people read on
average as the population wanted them; only what is off on average is corrected, since how people differ is for the fit.
A fit leaves the face alone, though, and hm08's skull is narrower than people's and its ears lie further forward: for
heads an offset, the same for both sexes, brings the spread to what was wanted as well.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from procgen.character.body.fit import Fitter
from procgen.character.body.macro import ADULT_YEARS
from procgen.character.body.measure import Gauge
from procgen.character.body.statistics import FILE
from procgen.character.people.conditions import Conditions
from procgen.character.people.draw import People, Sketch
from procgen.character.population import MEASURES
from procgen.character.recipe.measures import EXACT
from procgen.character.recipe.population_core import Survey, part, read_survey
from procgen.runtime.store import ModelStore

Doubles = npt.NDArray[np.float64]
Lines = dict[str, tuple[Doubles, float]]
"""By measure: (2,) factors, female and male, and an offset in metres."""

HEAD = (
    "bitragion_chin_arc",
    "bitragion_submandibular_arc",
    "bizygomatic_breadth",
    "ear_breadth",
    "ear_length",
    "ear_protrusion",
    "head_breadth",
    "head_circumference",
    "head_length",
    "menton_sellion_length",
    "tragion_top_of_head",
)
"""Measures that the face decides."""
ROUNDS = 2
"""Bodies follow when they are read otherwise, so what is off is looked for again."""
_SEED = 11
_DECIMALS = 5


def sketched(people: People, survey: Survey, count: int, seed: int = _SEED) -> list[Sketch]:
    """Adults of the sexes and ages of some of the survey's people, up to the fit of their bodies."""
    chosen = survey[np.random.default_rng(seed).permutation(len(survey))[:count]]
    ages = np.maximum(chosen.age_years, ADULT_YEARS)
    return [
        people.sketch(Conditions(sex=float(sex), age_years=float(age)), seed, number)
        for number, (sex, age) in enumerate(zip(chosen.sex, ages, strict=True))
    ]


def wanted(sketches: Sequence[Sketch], names: Sequence[str]) -> Doubles:
    """(N, M) what the population gave adults."""
    place = [[measure.name for measure in MEASURES].index(name) for name in names]
    return np.array([sketch.row[place] for sketch in sketches if sketch.row is not None])


def lines(names: Sequence[str], read: Doubles, goal: Doubles, male: npt.NDArray[np.bool_]) -> Lines:
    """By which readings (N, M) agree with goals (N, M), by measure.

    Each sex has the goals' mean. Measures of the head have the spread of the goals about these means, others no offset.

    Args:
        names: (M,) of the columns.
        read: metres, as the mesh reads them: without factors and offsets.
        goal: metres.
        male: (N,)
    """
    means = np.array([[one[male == sex].mean(axis=0) for sex in (False, True)] for one in (read, goal)])
    within = [one - mean[male.astype(int)] for one, mean in zip((read, goal), means, strict=True)]
    found: Lines = {}
    for column, name in enumerate(names):
        if name in EXACT:
            continue
        offset = 0.0
        if name in HEAD:
            factor = within[1][:, column].std() / within[0][:, column].std()
            offset = float((means[1, :, column] - factor * means[0, :, column]).mean())
        found[name] = (means[1, :, column] - offset) / means[0, :, column], offset
    return found


def plain(read: Doubles, names: Sequence[str], found: Lines, male: npt.NDArray[np.bool_]) -> Doubles:
    """Readings (N, M) with the factors and offsets that they were made with undone."""
    undone = read.copy()
    for column, name in enumerate(names):
        if name in found:
            factors, offset = found[name]
            undone[:, column] = (read[:, column] - offset) / factors[male.astype(int)]
    return undone


def calibrated(people: People, sketches: Sequence[Sketch], rounds: int = ROUNDS) -> Lines:
    """Lines by which sketches' bodies, once fitted, read on average as they were wanted.

    The fitter of ``people`` is another one afterwards.
    """
    statistics, names = people.fitter.statistics, people.fitter.gauge.names
    male = np.array([sketch.person.shape.macro.sex > 0.5 for sketch in sketches])
    found: Lines = {
        name: (np.asarray(factors), statistics.offsets.get(name, 0.0)) for name, factors in statistics.factors.items()
    }
    for _ in range(rounds):
        bodies = [people.finish(sketch).measures for sketch in sketches]
        read = np.array([[body[name] for name in names] for body in bodies])
        found = lines(names, plain(read, names, found, male), wanted(sketches, names), male)
        factors = {name: pair for name, (pair, _) in found.items()}
        offsets = {name: offset for name, (_, offset) in found.items()}
        gauge = Gauge.of(people.basis, factors, offsets)
        people.fitter = Fitter(gauge, replace(statistics, factors=factors, offsets=offsets))
    return found


def written(found: Lines) -> Mapping[str, Mapping[str, float | list[float]]]:
    """``factors`` and ``offsets`` as the file has them."""
    return {
        "factors": {name: [round(float(value), _DECIMALS) for value in pair] for name, (pair, _) in found.items()},
        "offsets": {name: round(found[name][1], _DECIMALS) for name in HEAD},
    }


def main() -> None:
    """Correct the file in a folder of assets."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("survey", type=Path)
    parser.add_argument("assets", type=Path)
    parser.add_argument("--people", type=int, default=240)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    arguments = parser.parse_args()
    people = People(ModelStore(threads=1))
    sketches = sketched(people, part(read_survey(arguments.survey), "train"), arguments.people)
    path = arguments.assets / FILE
    data = json.loads(path.read_text("utf-8"))
    made = written(calibrated(people, sketches, arguments.rounds))
    path.write_text(json.dumps({**data, **made}, indent=1, sort_keys=True) + "\n", "utf-8")


if __name__ == "__main__":
    main()
