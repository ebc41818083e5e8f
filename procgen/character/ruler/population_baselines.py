"""What the learned population has to beat: a conditional Gaussian and a plain conditional VAE."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from procgen.character.population.measures import MASS, MEASURES, STATURE
from procgen.character.recipe.population_core import Survey

FloatArray = npt.NDArray[np.float64]
REST = np.array([at for at in range(len(MEASURES)) if at not in (STATURE, MASS)])
"""The measures that are not conditions."""


def conditions(people: Survey, known: tuple[int, ...] = (STATURE, MASS)) -> FloatArray:
    """(n, 2 + known): sex, age, and the measures that are known."""
    return np.column_stack([people.sex, people.age_years, people.measures[:, list(known)]])


class ConditionalGaussian:
    """The rest is a linear function of the conditions and normal noise of one covariance.

    Args:
        people: to fit to.
    """

    def __init__(self, people: Survey) -> None:
        terms = np.column_stack([np.ones(len(people)), conditions(people)])
        rest = people.measures[:, REST]
        self._coefficients = np.linalg.lstsq(terms, rest, rcond=None)[0]
        error = rest - terms @ self._coefficients
        self._factor = np.linalg.cholesky(error.T @ error / (len(people) - terms.shape[1]))

    def sample(self, people: Survey, seed: int) -> FloatArray:
        """(n, D) measures by the conditions of people."""
        made = people.measures.copy()
        terms = np.column_stack([np.ones(len(people)), conditions(people)])
        noise = np.random.Generator(np.random.Philox(key=seed)).standard_normal((len(people), len(REST)))
        made[:, REST] = terms @ self._coefficients + noise @ self._factor.T
        return made

    def log_density(self, people: Survey, measures: FloatArray) -> FloatArray:
        """(n,) of the rest of ``measures`` (n, D) given the people's conditions, nats for metres and kilograms."""
        terms = np.column_stack([np.ones(len(people)), conditions(people)])
        white = np.linalg.solve(self._factor, (measures[:, REST] - terms @ self._coefficients).T)
        log_det = np.log(np.diag(self._factor)).sum()
        return np.asarray(-0.5 * np.square(white).sum(0) - log_det - 0.5 * len(REST) * np.log(2.0 * np.pi))


@dataclass(frozen=True, slots=True)
class PlainConfig:
    """Of the plain VAE; chosen on validation people."""

    latents: int = 24
    hidden: int = 256
    epochs: int = 150
    batch: int = 256
    learning_rate: float = 1e-3


class PlainVae:
    """A conditional VAE (Sohn et al. 2015) with a normal prior and a likelihood of one variance for each measure.

    Args:
        people: to fit to.
        held_out: the epoch with their highest bound counts.
        config: size and schedule.
        seed: of the weights and the noise.
        known: the measures that are conditions, beside sex and age.
    """

    def __init__(
        self,
        people: Survey,
        held_out: Survey,
        config: PlainConfig | None = None,
        seed: int = 1,
        known: tuple[int, ...] = (STATURE, MASS),
    ) -> None:
        config = config or PlainConfig()
        torch.manual_seed(seed)
        self._given = known
        self._rest = np.setdiff1d(np.arange(len(MEASURES)), known)
        told_width, width = 2 + len(known), len(self._rest)
        self._told = _Standard(conditions(people, known))
        self._known = _Standard(people.measures[:, self._rest])
        self._latents = config.latents
        self._encoder = nn.Sequential(
            nn.Linear(width + told_width, config.hidden), nn.SiLU(), nn.Linear(config.hidden, 2 * config.latents)
        )
        self._decoder = nn.Sequential(
            nn.Linear(config.latents + told_width, config.hidden), nn.SiLU(), nn.Linear(config.hidden, width)
        )
        self._log_sd = nn.Parameter(torch.zeros(width))
        modules = nn.ModuleList([self._encoder, self._decoder])
        optimiser = torch.optim.AdamW([*modules.parameters(), self._log_sd], lr=config.learning_rate)
        told, values = self._tensors(people)
        best, state, log_sd = -np.inf, modules.state_dict(), self._log_sd.detach().clone()
        generator = torch.Generator().manual_seed(seed)
        for _ in range(config.epochs):
            order = torch.randperm(len(values), generator=generator)
            for start in range(0, len(order), config.batch):
                rows = order[start : start + config.batch]
                optimiser.zero_grad(set_to_none=True)
                loss = -self._bound(told[rows], values[rows], generator).mean()
                loss.backward()  # type: ignore[no-untyped-call]
                optimiser.step()
            with torch.no_grad():
                bound = float(self._bound(*self._tensors(held_out), torch.Generator().manual_seed(0)).mean())
            if bound > best:
                best, log_sd = bound, self._log_sd.detach().clone()
                state = {name: value.clone() for name, value in modules.state_dict().items()}
        modules.load_state_dict(state)
        self._log_sd.data.copy_(log_sd)

    def _tensors(self, people: Survey) -> tuple[Tensor, Tensor]:
        told = self._told.tensor(conditions(people, self._given))
        return told, self._known.tensor(people.measures[:, self._rest])

    def _bound(self, told: Tensor, known: Tensor, generator: torch.Generator) -> Tensor:
        mean, log_sd = self._encoder(torch.cat([known, told], 1)).chunk(2, 1)
        latent = mean + log_sd.exp() * torch.randn(mean.shape, generator=generator)
        error = (known - self._decoder(torch.cat([latent, told], 1))) * torch.exp(-self._log_sd)
        divergence = (0.5 * (mean.square() + (2.0 * log_sd).exp() - 1.0) - log_sd).sum(1)
        bound: Tensor = -0.5 * error.square().sum(1) - self._log_sd.sum() - divergence
        return bound

    @torch.no_grad()
    def sample(self, people: Survey, seed: int) -> FloatArray:
        """(n, D) measures by the conditions of people."""
        generator = torch.Generator().manual_seed(seed)
        told, _ = self._tensors(people)
        latent = torch.randn(len(people), self._latents, generator=generator)
        mean = self._decoder(torch.cat([latent, told], 1))
        rest = mean + self._log_sd.exp() * torch.randn(mean.shape, generator=generator)
        made = people.measures.copy()
        made[:, self._rest] = self._known.back(rest)
        return made

    @torch.no_grad()
    def encode(self, people: Survey) -> FloatArray:
        """(n, latents): posterior means."""
        told, known = self._tensors(people)
        return np.asarray(self._encoder(torch.cat([known, told], 1))[:, : self._latents].double().numpy())


class _Standard:
    """Columns of mean 0 and variance 1."""

    def __init__(self, rows: FloatArray) -> None:
        self._mean, self._sd = rows.mean(0), rows.std(0)

    def tensor(self, rows: FloatArray) -> Tensor:
        return torch.from_numpy(((rows - self._mean) / self._sd).astype(np.float32))

    def back(self, rows: Tensor) -> FloatArray:
        return np.asarray(rows.double().numpy() * self._sd + self._mean)
