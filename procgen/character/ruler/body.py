"""Figures of the body: the decoder against the basis, fits to people of ANSUR II, edits, and their times.

    python -m procgen.character.ruler.body ansur2.csv.xz --people 200

Times are of one thread and of the machine that runs it; medians.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from procgen.character.body.ansur import NAMES as SURVEY_NAMES
from procgen.character.body.basis import BODY_VERTICES, Basis, packaged_basis
from procgen.character.body.decoder import Decoder
from procgen.character.body.edit import change
from procgen.character.body.fit import Fitter, packaged_fitter
from procgen.character.body.macro import ADULT_YEARS, Macro
from procgen.character.body.measures import MEASURES, noise
from procgen.character.body.plausible import generator, random_shape
from procgen.character.body.safety import chest_relief_m
from procgen.character.body.shape import Shape, make_body, shape_weights
from procgen.character.recipe.measures import Survey, read_survey
from procgen.runtime.store import ModelStore

TAILOR = (
    "stature",
    "mass",
    "chest_circumference",
    "waist_circumference",
    "buttock_circumference",
    "thigh_circumference",
    "neck_circumference",
    "crotch_height",
    "biacromial_breadth",
    "hip_breadth",
)
"""Measures that a person would be asked for."""
BATCHES = (1, 16, 64)
_FIRST_SEED = 1_000_000


def decoder_figures(decoder: Decoder, basis: Basis, count: int) -> dict[str, float]:
    """Distance between decoder and basis over the body's vertices in mm, and ms a body by batch."""
    shapes = [random_shape(_FIRST_SEED + number, basis) for number in range(count)]
    distances = []
    for start in range(0, count, max(BATCHES)):
        part = shapes[start : start + max(BATCHES)]
        exact = np.stack([basis.evaluate(shape_weights(shape, basis)) for shape in part])
        distances.append(np.linalg.norm(decoder.vertices(part) - exact, axis=2)[:, :BODY_VERTICES] * 1000)
    distance = np.concatenate(distances)
    figures = {
        "decoder_mean_mm": float(distance.mean()),
        "decoder_p99_mm": float(np.percentile(distance, 99)),
        "decoder_max_mm": float(distance.max()),
        "basis_ms": _median_ms(lambda: basis.evaluate(shape_weights(shapes[0], basis)), 20),
    }
    for batch in BATCHES:
        part = (shapes * batch)[:batch]
        figures[f"decoder_ms_a_body_of_{batch}"] = _median_ms(lambda part=part: decoder.vertices(part), 10) / batch  # type: ignore[misc]
    return figures


def fit_figures(fitter: Fitter, survey: Survey, count: int) -> dict[str, float]:
    """Fits to real people: how far reached measures lie from theirs, in observer errors and in mm, and the times."""
    random = generator(0, "character/evaluation")
    rows = random.choice(len(survey.values), min(count, len(survey.values)), replace=False)
    missed, others, times, impossible = [], [], [], 0
    for row in rows:
        person = dict(zip(SURVEY_NAMES, survey.values[row].tolist(), strict=True))
        start = Shape(Macro(sex=float(survey.male[row]), age_years=float(survey.age[row])))
        begin = time.perf_counter()
        found = fitter.fit({name: person[name] for name in TAILOR}, start)
        times.append(time.perf_counter() - begin)
        missed.append([abs(found.residuals[name]) / noise(name) for name in TAILOR])
        impossible += bool(found.impossible)
        others.append([abs(found.reached[m.name] - person[m.name]) for m in MEASURES if m.name not in TAILOR])
    return {
        "fit_missed_noise_median": float(np.median(missed)),
        "fit_missed_noise_p95": float(np.percentile(missed, 95)),
        "fit_people_with_impossible": impossible / len(rows),
        "fit_other_measures_mean_mm": float(np.mean(others) * 1000),
        "fit_ms": float(np.median(times) * 1000),
        "fit_p95_ms": float(np.percentile(times, 95) * 1000),
    }


def edit_figures(fitter: Fitter, count: int) -> dict[str, float]:
    """Ten kilograms more on random adults: what is missed, and what bones move, in observer errors."""
    mass, stature, bones, flesh, times = [], [], [], [], []
    for number in range(count):
        person = random_shape(_FIRST_SEED + number, fitter.gauge.basis, min_years=ADULT_YEARS, max_years=80)
        begin = time.perf_counter()
        made = change(fitter, person, {"mass": 10.0})
        times.append(time.perf_counter() - begin)
        moved = {name: made.after[name] - made.before[name] for name in made.after}
        mass.append(abs(moved["mass"] - 10))
        stature.append(abs(moved["stature"]) * 1000)
        bones.append([abs(moved[measure.name]) / measure.noise_m for measure in MEASURES if measure.bony])
        expected = {m.name: 10 * fitter.statistics.slope(m.name, "mass", person.macro.sex) for m in MEASURES}
        flesh.append([abs(moved[m.name] - expected[m.name]) / m.noise_m for m in MEASURES if not m.bony])
    return {
        "edit_mass_missed_max_kg": float(np.max(mass)),
        "edit_stature_moved_max_mm": float(np.max(stature)),
        "edit_bones_moved_noise_p99": float(np.percentile(bones, 99)),
        "edit_bones_moved_noise_max": float(np.max(bones)),
        "edit_flesh_from_survey_noise_median": float(np.median(flesh)),
        "edit_flesh_from_survey_noise_p95": float(np.percentile(flesh, 95)),
        "edit_ms": float(np.median(times) * 1000),
    }


def safety_figures(basis: Basis, count: int) -> dict[str, float]:
    """How far the chests of random minors stand out, over the whole macro space, in mm."""
    relief = []
    for number in range(count):
        random = generator(number, "character/evaluation/minors")
        sex, muscle, weight, height, proportions, bust, firmness = random.uniform(size=7).tolist()
        age = float(random.uniform(6, ADULT_YEARS - 1e-3))
        macro = Macro(round(sex), age, muscle, weight, height, proportions, bust, firmness)
        relief.append(chest_relief_m(make_body(Shape(macro), basis).vertices, age, basis) * 1000)
    return {"minor_chest_relief_p99_mm": float(np.percentile(relief, 99)), "minor_chest_relief_max_mm": max(relief)}


def evaluate_body(survey: Survey, count: int) -> dict[str, float]:
    """All figures."""
    basis, fitter = packaged_basis(), packaged_fitter()
    fitter.fit({"stature": 1.7}, Shape())  # what is prepared once does not count
    return {
        **decoder_figures(Decoder(ModelStore(), basis), basis, count),
        **fit_figures(fitter, survey, count),
        **edit_figures(fitter, count),
        **safety_figures(basis, count),
    }


def _median_ms(call: Callable[[], npt.NDArray[Any]], times: int) -> float:
    call()
    taken = []
    for _ in range(times):
        begin = time.perf_counter()
        call()
        taken.append(time.perf_counter() - begin)
    return float(np.median(taken) * 1000)


def main() -> None:
    """Print the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("survey", type=Path)
    parser.add_argument("--people", type=int, default=200)
    arguments = parser.parse_args()
    print(json.dumps(evaluate_body(read_survey(arguments.survey), arguments.people), indent=1))  # noqa: T201


if __name__ == "__main__":
    main()
