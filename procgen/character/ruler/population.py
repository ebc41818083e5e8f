"""The learned population against held-out people of the survey.

For each person of a split one other is made by the same sex, age, stature and mass; conditions and the rest together
are compared with the real rows, after both were rounded as the survey is.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from procgen.character.population import MEASURES, Population
from procgen.character.population.axes import AXIS_NAMES
from procgen.character.population.measures import MASS, STATURE
from procgen.character.recipe.population_core import Survey, made_like, part, read_survey, rounded
from procgen.character.ruler.population_baselines import REST, ConditionalGaussian, PlainVae, conditions
from procgen.character.ruler.population_disentanglement import disentanglement, factors
from procgen.character.ruler.population_likelihood import conditional_nll
from procgen.kit.ruler.bars import Bar
from procgen.kit.ruler.intervals import mean_interval
from procgen.kit.ruler.likeness import Clusters, Features, MainDirections, likeness_rows
from procgen.kit.ruler.metrics import bits_per_dimension
from procgen.kit.ruler.rows import Rows
from procgen.kit.ruler.two_samples import TwoSample, classifier_test, energy_distance, energy_interval
from procgen.runtime.store import ModelStore

FloatArray = npt.NDArray[np.float64]
Progress = Callable[[str, float], None]

LEVELS = (0.5, 0.9, 0.95)
"""Of the intervals whose coverage is measured."""
_COVERAGE_PEOPLE = 200
_COVERAGE_DRAWS = 128
_AT_MOST = {"energy_distance": 0.005, "c2st": 0.65}


@dataclass(frozen=True, slots=True)
class Options:
    """What to measure."""

    split: str = "test"
    seed: int = 0
    model: str = "population"
    models: tuple[Path, ...] = ()
    draws: int = 4
    """People made for each held-out person, for the energy distance."""
    epochs: int = 40
    """Of the classifier's training."""
    likely: int = 200
    """Held-out people whose likelihood is worked out."""


def coverage(population: Population, people: Survey, seed: int) -> dict[float, float]:
    """Share of the measures of people that lie in the central intervals of what is made by their conditions.

    Sex, age, stature and mass are known. The mean over measures, by level.
    """
    inside = dict.fromkeys(LEVELS, 0.0)
    count = 0
    for row in range(min(len(people), _COVERAGE_PEOPLE)):
        told = {"stature": float(people.measures[row, STATURE]), "mass": float(people.measures[row, MASS])}
        sex, age = float(people.sex[row]), float(people.age_years[row])
        if population.check(told, sex, age):
            continue
        drawn = population.sample(told, sex, age, _COVERAGE_DRAWS, seed + row)[:, REST]
        # The place among the drawn ones: of n exchangeable numbers each place is as likely as any other.
        place = ((drawn < people.measures[row, REST]).sum(0) + 0.5) / (_COVERAGE_DRAWS + 1)
        count += 1
        for level in LEVELS:
            inside[level] += float((np.abs(place - 0.5) <= 0.5 * level).mean())
    return {level: share / count for level, share in inside.items()}


def _distance(real: FloatArray, made: list[FloatArray], scale: FloatArray) -> float:
    """Energy distance of rows and what was made of their conditions, some times over."""
    people = np.arange(len(real))
    return energy_distance(
        rounded(real) / scale, rounded(np.concatenate(made)) / scale, people, np.tile(people, len(made))
    )


def _by_sex(models: list[ConditionalGaussian], people: Survey, seed: int) -> FloatArray:
    """(n, D) measures by a conditional Gaussian for each sex."""
    made = np.empty_like(people.measures)
    for sex, model in enumerate(models):
        made[people.sex == sex] = model.sample(people[people.sex == sex], 2 * seed + sex)
    return made


def _floor(people: Survey, scale: FloatArray, seed: int, halvings: int = 20) -> float:
    """Mean size of the energy distance of two random halves of real people."""
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(halvings):
        order = rng.permutation(len(people))
        one, other = np.array_split(rounded(people.measures[order]) / scale, 2)
        found.append(energy_distance(one, other, np.arange(len(one)), len(one) + np.arange(len(other))))
    return float(np.mean(np.abs(found)))


def _axes_of(population: Population, people: Survey) -> FloatArray:
    """(n, axes): where people lie on the named axes, given their sex and age."""
    found = np.empty((len(people), len(AXIS_NAMES)))
    for row in range(len(people)):
        found[row] = population.encode(people.measures[[row]], float(people.sex[row]), float(people.age_years[row]))[0]
    return found


def _principal(train: Survey, people: Survey, count: int) -> FloatArray:
    """(n, count): the first principal components of standardised measures."""
    mean, sd = train.measures.mean(0), train.measures.std(0)
    vectors = np.linalg.svd((train.measures - mean) / sd, full_matrices=False)[2][:count]
    return np.asarray((people.measures - mean) / sd @ vectors.T)


def evaluate(data: Path, options: Options | None = None, *, progress: Progress = lambda _name, _share: None) -> Rows:
    """All figures.

    Args:
        data: folder of the survey.
        options: what to measure.
        progress: called with a part's name and the share of it that is done.

    Returns:
        For each figure "ours", and where it has a meaning "real" (people against others), "baseline" (the conditional
        Gaussian; principal components for disentanglement), "gaussian_by_sex" (one for each sex) and "plain_vae".
        Energy distances and two-sample tests are explained in :mod:`procgen.kit.ruler.two_samples`.

    Raises:
        FileNotFoundError: there is no survey.
        ValueError: it is not a survey.
        ModelUnavailable: a network is missing or damaged.
    """
    options = options or Options()
    survey = read_survey(data)
    population = Population(ModelStore(options.models), options.model)
    train, held_out = part(survey, "train"), part(survey, options.split)
    scale = train.measures.std(0)
    progress("baselines", 0.0)
    gaussian, by_sex = ConditionalGaussian(train), [ConditionalGaussian(train[train.sex == sex]) for sex in (0, 1)]
    plain = PlainVae(train, part(survey, "validation"), seed=options.seed + 1)
    progress("baselines", 1.0)

    makers: dict[str, Callable[[Survey, int], FloatArray]] = {
        "ours": lambda people, seed: made_like(population, people, seed)[0],
        "baseline": gaussian.sample,
        "gaussian_by_sex": lambda people, seed: _by_sex(by_sex, people, seed),
        "plain_vae": plain.sample,
    }
    rows: Rows = {"energy_distance": {}, "c2st": {}, "c2st_accuracy": {}}
    first: dict[str, FloatArray] = {}
    refused = 1.0 - float(made_like(population, held_out, options.seed)[1].mean())
    rows["refused_share"] = {"ours": refused}
    for number, (name, make) in enumerate(makers.items()):
        made = [make(held_out, options.seed + draw) for draw in range(options.draws)]
        rows["energy_distance"][name] = _distance(held_out.measures, made, scale)
        if name in ("ours", "baseline"):
            first[name] = made[0]
            apart = energy_interval(
                rounded(held_out.measures) / scale, [rounded(one) / scale for one in made], seed=options.seed
            )
            rows["energy_distance"] |= apart.about(rows["energy_distance"][name]).cells(name)
        real_rows, made_rows = (
            np.column_stack([conditions(train)[:, :2], rounded(measures)])
            for measures in (train.measures, make(train, options.seed + 1000))
        )
        real_held, made_held = (
            np.column_stack([conditions(held_out)[:, :2], rounded(measures)])
            for measures in (held_out.measures, made[0])
        )
        found = classifier_test(real_rows, made_rows, real_held, made_held, seed=options.seed, epochs=options.epochs)
        rows["c2st"] |= found.area.cells(name)
        rows["c2st_accuracy"][name] = found.accuracy
        progress("distances", (number + 1) / len(makers))
    rows["energy_distance"]["real"] = _floor(held_out, scale, options.seed)
    halves = _real_against_real(train, held_out, options)
    rows["c2st"] |= halves.area.cells("real")
    rows["c2st_accuracy"]["real"] = halves.accuracy
    rows |= people_likeness(train, held_out, first, options.seed)
    progress("likeness", 1.0)
    store = ModelStore(options.models, threads=1)
    nats = conditional_nll(
        store, options.model, train, held_out, people=options.likely, seed=options.seed
    )  # fmt: skip
    for name, told in nats.items():
        rows.setdefault("nll_nats_per_person", {}).update(told.cells(name))
        bits = told.times(bits_per_dimension(1.0, len(REST)))
        rows.setdefault("nll_bits_per_measure", {}).update(bits.cells(name))
    progress("likelihood", 1.0)

    for level, share in coverage(population, held_out, options.seed).items():
        rows[f"coverage_{round(100 * level)}"] = {"ours": share, "real": level}
    progress("coverage", 1.0)
    free = PlainVae(train, part(survey, "validation"), seed=options.seed + 1, known=())
    latents = {
        "ours": _axes_of(population, held_out),
        "baseline": _principal(train, held_out, len(AXIS_NAMES)),
        "plain_vae": free.encode(held_out),
    }
    for name, codes in latents.items():
        for metric, value in within_sexes(codes, held_out).items():
            rows.setdefault(metric, {})[name] = value
    progress("disentanglement", 1.0)
    return rows


def within_sexes(latents: FloatArray, people: Survey) -> dict[str, float]:
    """MIG, DCI and SAP of latents (n, k), the mean over the sexes: within one, a factor is not just which it is."""
    named = np.column_stack(list(factors(people.measures).values()))
    found: dict[str, float] = {}
    for sex in (0, 1):
        own = people.sex == sex
        for metric, value in asdict(disentanglement(latents[own], named[own])).items():
            found[metric] = found.get(metric, 0.0) + 0.5 * float(value)
    return found


def _real_against_real(train: Survey, held_out: Survey, options: Options) -> TwoSample:
    """The two-sample test between two random halves of the real people: what chance leaves."""
    rng = np.random.default_rng(options.seed)

    def halves(people: Survey) -> list[FloatArray]:
        rows = np.column_stack([conditions(people)[:, :2], rounded(people.measures)])[rng.permutation(len(people))]
        half = len(rows) // 2
        return [rows[:half], rows[half : 2 * half]]

    return classifier_test(*halves(train), *halves(held_out), seed=options.seed, epochs=options.epochs)


def people_likeness(train: Survey, held_out: Survey, made: Mapping[str, FloatArray], seed: int) -> Rows:
    """FID and its fellows of measures, ten clusters of the train people for classes, and validity: whether all measures
    lie in the ranges that people may have.

    Args:
        train: people who are known.
        held_out: people who are not.
        made: by column, (n, D) by the conditions of held-out people.
        seed: of the choice of train people and of all draws.
    """
    centre, scale = train.measures.mean(0), train.measures.std(0)
    known = ((rounded(train.measures) - centre) / scale).astype(np.float32)
    near = MainDirections(known)
    order = np.random.default_rng([seed, 6]).permutation(len(known))[: len(held_out)]

    def points(measures: FloatArray) -> Features:
        return near(((rounded(measures) - centre) / scale).astype(np.float32))

    columns = {"real": near(known[order]), **{name: points(measures) for name, measures in made.items()}}
    rows = likeness_rows(points(held_out.measures), columns, near(known), Clusters(near(known)), seed=seed)
    low, high = (np.array([getattr(measure, end) for measure in MEASURES]) for end in ("range_min", "range_max"))
    rows["validity"] = {}
    for name, measures in {"real": held_out.measures, **made}.items():
        inside = ((rounded(measures) >= low - 1e-9) & (rounded(measures) <= high + 1e-9)).all(axis=1)
        rows["validity"] |= mean_interval(np.asarray(inside, np.float64), seed=seed).cells(name)
    return rows


def population_bars(rows: Rows) -> list[Bar]:
    """The bars that the rows can be held against."""
    found = []
    for metric, limit in _AT_MOST.items():
        if math.isfinite(rows.get(metric, {}).get("ours", math.nan)):
            found.append(Bar(metric, f"at most {limit:g}", rows[metric]["ours"] <= limit))
    return found
