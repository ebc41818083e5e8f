"""How likely held-out people are under a checkpoint, its Gaussian core and the conditional Gaussian."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch

from procgen.character.population.measures import MASS, MEASURES, STATURE
from procgen.evaluation.population_baselines import REST, ConditionalGaussian
from procgen.training.character_population import Rows, load
from procgen.training.character_population_core import gaussian_nll, jittered, part, read_survey


def conditional_nll(checkpoint: Path, data: Path, split: str = "test", draws: int = 200) -> dict[str, float]:
    """Mean negative log density of the other 91 measures given sex, age, stature and mass, nats a person.

    Measures count in standard deviations of the training people, and the survey's rounding is undone at random, the
    same for all.

    Args:
        checkpoint: made by :func:`procgen.training.character_population.train`.
        data: folder of the survey.
        split: whose people.
        draws: of the latents, for the importance-weighted estimate.

    Returns:
        "ours" (an upper bound), "core" (the networks left out) and "baseline" (the conditional Gaussian).

    Raises:
        FileNotFoundError: there is no survey or no checkpoint.
        ValueError: it is not a survey.
    """
    survey = read_survey(data)
    train, held_out = part(survey, "train"), part(survey, split)
    trained = load(checkpoint)
    rows = Rows(held_out, trained.core)
    log_scale = float(np.log(train.measures.std(0)[REST]).sum())
    both, everything = torch.tensor(sorted((STATURE, MASS))), torch.arange(len(MEASURES))
    pair = np.ix_(both.numpy(), both.numpy())
    gaussian = ConditionalGaussian(train)
    found = {"ours": 0.0, "core": 0.0, "baseline": 0.0}
    for sex, people in enumerate(rows.people):
        measures = jittered(people.measures, np.random.default_rng(sex))
        residuals = trained.core.residuals(measures, sex, people.age_years)
        values = torch.from_numpy(residuals.astype(np.float32))
        jacobian = trained.core.log_jacobian(measures, sex, REST).mean()
        covariance = trained.core.covariance[sex]
        core = gaussian_nll(residuals, covariance) - gaussian_nll(residuals[:, both.numpy()], covariance[pair])
        logs = [
            trained.model.log_likelihood(
                values, rows.contexts[sex], sex, index, torch.Generator().manual_seed(sex), draws
            ).mean()
            for index in (everything, both)
        ]
        share = rows.share[sex]
        found["ours"] += share * (float(logs[1] - logs[0]) - float(jacobian))
        found["core"] += share * (core - float(jacobian))
        found["baseline"] -= share * float(gaussian.log_density(people, measures).mean())
    return {name: value - log_scale for name, value in found.items()}
