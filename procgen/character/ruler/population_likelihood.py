"""How likely held-out people are under the networks as they are served, and under the conditional Gaussian.

Densities are importance-weighted (Burda et al. 2016): of draws z of the encoder's proposal q, log of the mean of
p(x | z) p(z) / q(z), which lies below log p(x) on average and comes up to it with more draws. What is wanted is
log p(rest | stature, mass) = log p(all) - log p(stature, mass); of two measures the latter is close to exact, and so
the figure is, but for that, an upper bound on minus the logarithm.
"""

from __future__ import annotations

import numpy as np

from procgen.character.population.core import CoreTable
from procgen.character.population.marginals import FloatArray, context
from procgen.character.population.measures import MASS, MEASURES, STATURE
from procgen.character.population.model import DOMAIN
from procgen.character.population.posterior import ROWS, Given
from procgen.character.recipe.population_core import Survey, jittered
from procgen.character.ruler.population_baselines import REST, ConditionalGaussian
from procgen.kit.ruler.intervals import Interval, mean_interval
from procgen.runtime.model_file import LoadedModel
from procgen.runtime.store import ModelStore


class Densities:
    """Log-densities of people under a population's networks.

    Args:
        store: where they come from.
        generator: the population's name.

    Raises:
        ModelUnavailable: a network is missing or damaged.
    """

    def __init__(self, store: ModelStore, generator: str) -> None:
        self._decoder = store.part(DOMAIN, generator, "population")
        self._encoder: LoadedModel = store.part(DOMAIN, generator, "encoder")
        self._table = CoreTable(np.asarray(store.part(DOMAIN, generator, "core").run({}), np.float64))
        self._spread = float(self._encoder.entry.properties["spread"])

    def log_density(
        self, person: FloatArray, sex: float, age_years: float, known: list[int], rng: np.random.Generator
    ) -> float:
        """Of some measures of a person, given sex and age; nats for metres and kilograms.

        Args:
            person: (D,) measures.
            sex: 0 female or 1 male.
            age_years: theirs.
            known: which measures.
            rng: of the draws of the latents.
        """
        core = self._table.at(sex, age_years)
        given = Given(core, {MEASURES[at].name: float(person[at]) for at in known})
        told = context(sex, age_years)[None]
        mask = np.zeros((1, len(MEASURES)), np.float32)
        mask[:, given.known] = 1.0
        values = given.scored[None].astype(np.float32)
        surprise = np.array([[given.surprise]], np.float32)
        both = self._encoder.run({"values": values, "mask": mask, "surprise": surprise, "context": told})[0]
        step, log_stretch = np.split(both.astype(np.float64), 2)
        noise = rng.standard_normal((ROWS, len(step)))
        last = step[-1] + noise[:, -1:] * np.exp(log_stretch[-1])
        stretches = np.repeat(log_stretch[None], ROWS, axis=0)
        stretches[:, :-1] += self._spread * last
        latent = given.mean + (step + noise * np.exp(stretches)) @ given.factor.T
        bent = self._decoder.run(
            {"latent": latent.astype(np.float32), "context": np.repeat(told, ROWS, axis=0)}
        ).astype(np.float64)
        count = len(MEASURES)
        mean, log_scale = latent @ given.loadings.T + bent[:, :count], bent[:, count:][:, given.known]
        error = (given.scored[given.known] - mean[:, given.known]) / np.exp(log_scale)
        white = np.linalg.solve(given.residual_factor, error.T).T
        likely = -0.5 * np.square(white).sum(1) - log_scale.sum(1)
        likely -= np.log(np.diag(given.residual_factor)).sum() + 0.5 * len(given.known) * np.log(2.0 * np.pi)
        ratio = 0.5 * (np.square(noise) - np.square(latent)).sum(1) + stretches.sum(1)
        weights = likely + ratio + np.log(np.diag(given.factor)).sum()
        slope = score_slopes(person[given.known], core.parameters[given.known])
        return float(np.logaddexp.reduce(weights) - np.log(ROWS) + np.log(slope).sum())


def score_slopes(values: FloatArray, parameters: FloatArray) -> FloatArray:
    """(D,) derivatives of :func:`procgen.character.population.marginals.scores`.

    Args:
        values: (D,) metres and kilograms.
        parameters: (D, 4).
    """
    location, scale, skewness, tails = np.moveaxis(parameters, -1, 0)
    place = (values - location) / scale
    bent = np.cosh(tails * np.arcsinh(place) - skewness)
    return np.asarray(bent * tails / (scale * np.sqrt(1.0 + np.square(place))))


def conditional_nll(
    store: ModelStore, generator: str, train: Survey, held_out: Survey, *, people: int, seed: int
) -> dict[str, Interval]:
    """Mean negative log-density of the other 91 measures given sex, age, stature and mass, nats a person.

    Measures count in standard deviations of the training people, and the survey's rounding is undone at random, the
    same for all.

    Args:
        store: of the networks.
        generator: the population's name.
        train: what the baseline is fitted to.
        held_out: people, the first of whom in a random order are looked at.
        people: how many.
        seed: of the order, of what undoes the rounding and of the draws.

    Returns:
        "ours" and "baseline", the conditional Gaussian.
    """
    rng = np.random.default_rng([seed, 5])
    some = held_out[np.sort(rng.permutation(len(held_out))[:people])]
    measures = jittered(some.measures, rng)
    log_scale = float(np.log(train.measures.std(0)[REST]).sum())
    densities = Densities(store, generator)
    every, both = list(range(len(MEASURES))), sorted((STATURE, MASS))
    ours = np.empty(len(some))
    for row in range(len(some)):
        told = (measures[row], float(some.sex[row]), float(some.age_years[row]))
        ours[row] = densities.log_density(*told, both, rng) - densities.log_density(*told, every, rng)
    theirs = -ConditionalGaussian(train).log_density(some, measures)
    return {
        "ours": mean_interval(ours - log_scale, seed=seed),
        "baseline": mean_interval(theirs - log_scale, seed=seed),
    }
