"""The analytic part of the body population: marginals, effect of age, covariances and named axes for each sex."""

from __future__ import annotations

import csv
import hashlib
import io
import lzma
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch

from procgen.character.body import ansur
from procgen.character.population import Population
from procgen.character.population.axes import AXES
from procgen.character.population.marginals import AGE_TERMS, PARAMETERS, age_terms, scores
from procgen.character.population.measures import INDEX, MASS, MEASURES, STATURE

FloatArray = npt.NDArray[np.float64]

SURVEY_FILE = "ansur2.csv.xz"
SPLITS = ("train", "validation", "test")
_SPLIT_ENDS = (0.70, 0.85)
_SHRINKAGES = (0.0, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.7)
_FACTOR_SHARES = (0.0, 0.1, 0.2, 0.3, 0.4)
_FACTORS = 35
FREE = 12
"""Latents with loadings beside the named axes: the directions of the largest variance that those leave."""
RELIABILITY = 0.985
"""Correlation of a latent with the composite of values that it stands for."""


@dataclass(frozen=True, slots=True)
class Survey:
    """People of a survey, one a row."""

    measures: FloatArray
    """(n, D) in metres and kilograms, in the order of ``MEASURES``."""
    sex: npt.NDArray[np.int64]
    """(n,) 0 female, 1 male."""
    age_years: FloatArray
    """(n,)"""

    def __len__(self) -> int:
        return len(self.sex)

    def __getitem__(self, rows: npt.NDArray[np.bool_] | npt.NDArray[np.intp]) -> Survey:
        return Survey(self.measures[rows], self.sex[rows], self.age_years[rows])


def survey_unit(name: str) -> float:
    """Metres or kilograms in one unit of the survey's table.

    Lengths are in mm and the mass in 0.1 kg; the distance of the pupils alone is in 0.1 mm, in steps of 5.
    """
    return {ansur.MASS: 0.1, "interpupillary_breadth": 1e-4}.get(name, 1e-3)


def read_survey(folder: Path) -> Survey:
    """Read ``folder/ansur2.csv.xz``: the columns of ``ansur.COLUMNS``, ``gender`` (Male, Female) and ``age``.

    Raises:
        FileNotFoundError: it is not there.
        ValueError: a column is missing or a cell is no number; says which.
    """
    with lzma.open(folder / SURVEY_FILE, "rt", encoding="utf-8", newline="") as file:
        return parse_survey(file.read())


def parse_survey(text: str) -> Survey:
    """The survey in a CSV text. Raises ValueError as :func:`read_survey`."""
    reader = csv.DictReader(io.StringIO(text))
    column_of = {name: column for column, name in ansur.COLUMNS.items()}
    wanted = [column_of[measure.name] for measure in MEASURES]
    missing = {*wanted, "gender", "age"} - set(reader.fieldnames or ())
    if missing:
        raise ValueError(f"the survey lacks the columns {', '.join(sorted(missing))}")
    rows = list(reader)
    sexes = {"Female": 0, "Male": 1}
    for number, row in enumerate(rows):
        if row["gender"] not in sexes:
            raise ValueError(f"row {number}: gender is {row['gender']!r}, not Male or Female")
    table = np.array([[float(row[name]) for name in wanted] for row in rows])
    return Survey(
        table * np.array([survey_unit(measure.name) for measure in MEASURES]),
        np.array([sexes[row["gender"]] for row in rows], np.int64),
        np.array([float(row["age"]) for row in rows]),
    )


def split_of(count: int) -> npt.NDArray[np.int64]:
    """(count,) 0 train, 1 validation, 2 test: 70, 15 and 15 % by a hash of the row's number."""
    digests = (hashlib.sha256(f"ansur2/{row}".encode()).digest() for row in range(count))
    chance = np.array([int.from_bytes(digest[:8], "big") / 2.0**64 for digest in digests])
    return np.searchsorted(_SPLIT_ENDS, chance, side="right")


def part(survey: Survey, name: str) -> Survey:
    """The people of a split: ``train``, ``validation`` or ``test``."""
    return survey[split_of(len(survey)) == SPLITS.index(name)]


def jittered(measures: FloatArray, rng: np.random.Generator) -> FloatArray:
    """Measures (n, D) with the rounding of the survey undone at random: uniform within half a step."""
    step = np.array([measure.step for measure in MEASURES])
    return np.asarray(measures + (rng.random(measures.shape) - 0.5) * step)


def rounded(measures: FloatArray) -> FloatArray:
    """Measures (n, D) in the survey's steps: mm, 0.1 kg, and 0.5 mm for the distance of the pupils."""
    step = np.array([measure.step for measure in MEASURES])
    return np.asarray(np.round(measures / step) * step)


def made_like(population: Population, people: Survey, seed: int) -> tuple[FloatArray, npt.NDArray[np.bool_]]:
    """A person for each row by the same sex, age, stature and mass.

    Returns:
        (n, D) measures, and (n,) whether the conditions were accepted; rows that were not are left as they are.
    """
    made = people.measures.copy()
    accepted = np.ones(len(people), bool)
    for row in range(len(people)):
        told = {"stature": float(people.measures[row, STATURE]), "mass": float(people.measures[row, MASS])}
        sex, age = float(people.sex[row]), float(people.age_years[row])
        if population.check(told, sex, age):
            accepted[row] = False
        else:
            # Person number ``row`` of the seed, so that no two share their noise.
            made[row] = population.sample(told, sex, age, 1, seed, first=row)[0]
    return made, accepted


def fit_marginals(values: FloatArray) -> FloatArray:
    """(D, 4): maximum likelihood of the sinh-arcsinh family, column by column.

    Args:
        values: (n, D) in metres and kilograms.
    """
    centre, spread = values.mean(0), values.std(0)
    x = torch.from_numpy((values - centre) / spread)
    raw = torch.zeros(PARAMETERS, values.shape[1], dtype=torch.float64, requires_grad=True)
    optimiser = torch.optim.LBFGS([raw], max_iter=300, line_search_fn="strong_wolfe", tolerance_grad=1e-8)

    def loss() -> torch.Tensor:
        optimiser.zero_grad()
        location, log_scale, skewness, log_tails = raw
        t = (x - location) * torch.exp(-log_scale)
        inner = torch.exp(log_tails) * torch.asinh(t) - skewness
        log_density = -0.5 * torch.sinh(inner) ** 2 + torch.log(torch.cosh(inner)) - 0.5 * torch.log1p(t * t)
        # A weak pull towards the normal distribution: skewness and tails of a few outliers are no law.
        pull = 1e-3 * (skewness**2 + log_tails**2).sum()
        total: torch.Tensor = -(log_density + log_tails - log_scale).mean(0).sum() + pull
        total.backward()  # type: ignore[no-untyped-call]
        return total

    optimiser.step(loss)  # type: ignore[no-untyped-call]
    location, log_scale, skewness, log_tails = raw.detach().numpy()
    return np.stack([centre + spread * location, spread * np.exp(log_scale), skewness, np.exp(log_tails)], axis=1)


def composites() -> FloatArray:
    """(K, D): the weights of the named axes on scores."""
    weights = np.zeros((len(AXES), len(MEASURES)))
    for row, axis in zip(weights, AXES, strict=True):
        for name, weight in axis.weights.items():
            row[INDEX[name]] = weight
    return weights


def uncorrelated(weights: FloatArray, covariance: FloatArray) -> FloatArray:
    """(K, D): Gram-Schmidt of composites in their order, to variance 1 and covariance 0 under (D, D)."""
    found: list[FloatArray] = []
    for row in weights:
        rest = row.copy()
        for earlier in found:
            rest = rest - (rest @ covariance @ earlier) * earlier
        found.append(rest / np.sqrt(rest @ covariance @ rest))
    return np.array(found)


@dataclass(frozen=True, slots=True)
class GaussianCore:
    """What is known without any network; the first index of each array is the sex."""

    marginals: FloatArray
    """(2, D, 4)"""
    age: FloatArray
    """(2, D, 3): coefficients of :func:`procgen.character.population.marginals.age_terms`."""
    covariance: FloatArray
    """(2, D, D) of scores less the effect of age."""
    loadings: FloatArray
    """(2, D, K): what the latents do to the scores, the named axes first."""

    def residuals(self, measures: FloatArray, sex: int, age_years: FloatArray) -> FloatArray:
        """(n, D) scores less the effect of age, of people of one sex."""
        return np.asarray(scores(measures, self.marginals[sex]) - age_terms(age_years) @ self.age[sex].T)


def gaussian_nll(values: FloatArray, covariance: FloatArray) -> float:
    """Mean negative log density of rows (n, D) under N(0, covariance), nats."""
    log_det = np.linalg.slogdet(covariance)[1]
    squares = np.einsum("ij,ij->i", values, np.linalg.solve(covariance, values.T).T)
    return float(0.5 * (log_det + squares.mean() + values.shape[1] * np.log(2.0 * np.pi)))


def factor_model(covariance: FloatArray, factors: int, rounds: int = 100) -> FloatArray:
    """The covariance (D, D) of a factor analysis: principal factors, iterated (Harman 1976, chapter 8)."""
    unique = 0.3 * np.diag(covariance)
    common = np.zeros_like(covariance)
    for _ in range(rounds):
        scale = np.sqrt(unique)
        values, vectors = np.linalg.eigh(covariance / np.outer(scale, scale))
        loadings = scale[:, None] * vectors[:, -factors:] * np.sqrt(np.maximum(values[-factors:] - 1.0, 0.0))
        common = loadings @ loadings.T
        unique = np.maximum(np.diag(covariance) - np.diag(common), 0.002)
    return np.asarray(common + np.diag(unique))


def shrunk_covariance(own: FloatArray, pooled: FloatArray, held_out: FloatArray) -> FloatArray:
    """The covariance of a sex, shrunk towards both sexes' and towards its own factor model by what serves others best.

    Args:
        own: (D, D) of the sex; 93 x 93 numbers are many for 1,200 women.
        pooled: (D, D) of both sexes.
        held_out: (n, D) rows of validation people of the sex.
    """
    blends = [(1.0 - share) * own + share * pooled for share in _SHRINKAGES]
    best = min(blends, key=lambda option: gaussian_nll(held_out, option))
    factors = factor_model(best, _FACTORS)
    blends = [(1.0 - share) * best + share * factors for share in _FACTOR_SHARES]
    return np.asarray(min(blends, key=lambda option: gaussian_nll(held_out, option)))


def free_composites(pooled: FloatArray) -> FloatArray:
    """(FREE, D): the directions of the largest variance that the named axes leave in both sexes' covariance (D, D)."""
    named = pooled @ uncorrelated(composites(), pooled).T
    return np.asarray(np.linalg.eigh(pooled - named @ named.T)[1].T[: -FREE - 1 : -1])


def fit_core(train: Survey, validation: Survey, seed: int = 1) -> GaussianCore:
    """Fit the analytic part to the train people; the validation people choose how much covariances are shrunk."""
    rng = np.random.default_rng(seed)
    marginals, ages, covariances, residuals, held_out = [], [], [], [], []
    for sex in (0, 1):
        own, other = train[train.sex == sex], validation[validation.sex == sex]
        values = jittered(own.measures, rng)
        fitted = fit_marginals(values)
        normal, terms = scores(values, fitted), age_terms(own.age_years)
        coefficients = np.linalg.lstsq(terms, normal, rcond=None)[0].T
        assert coefficients.shape == (len(MEASURES), AGE_TERMS)
        residual = normal - terms @ coefficients.T
        marginals.append(fitted)
        ages.append(coefficients)
        residuals.append(residual)
        covariances.append(residual.T @ residual / len(residual))
        held = jittered(other.measures, rng)
        held_out.append(scores(held, fitted) - age_terms(other.age_years) @ coefficients.T)
    shares = [len(residual) / len(train) for residual in residuals]
    pooled = np.asarray(shares[0] * covariances[0] + shares[1] * covariances[1])
    covariance = np.stack([shrunk_covariance(c, pooled, held) for c, held in zip(covariances, held_out, strict=True)])
    # The same composites for both sexes, or latents would mean nothing between them.
    weights = np.concatenate([composites(), free_composites(pooled)])
    loadings = RELIABILITY * np.stack([one @ uncorrelated(weights, one).T for one in covariance])
    return GaussianCore(np.stack(marginals), np.stack(ages), covariance, loadings)
