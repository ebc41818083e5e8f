"""A conditional variational autoencoder with a full-covariance likelihood: any subset of the values may be known.

Rows ``e`` of D numbers are roughly normal with a covariance C (:mod:`procgen.character.recipe.population_core`). The
model, with a context ``c`` (sex and age)::

    l ~ N(0, I)                          K latents with loadings, the named axes first, and a last one for the spread
    e | l, c ~ N(P l + m(l, c), D R D),  D = diag exp(h(l, c)),  R = C - P P'

for each sex its own loadings ``P`` and covariances. Where the network for ``m`` and ``h`` gives zero, this is N(0, C),
and all conditionals are exact; the network adds what a Gaussian lacks: curved dependence, spreads that differ with the
latents, and by the last latent people who are unusual in many values at once.

The encoder (Kingma and Welling 2014, "Auto-Encoding Variational Bayes") starts from the posterior of ``l`` in the
Gaussian, in closed form for any subset of known values; a network, which sees values and mask (as in Ma et al. 2019,
"EDDI"), moves and stretches it. The bound is that of a β-VAE (Higgins et al. 2017).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn

SEXES = 2
CONTEXT = 3
"""Numbers of context: of sex and age, see :func:`procgen.character.population.marginals.context`."""
_SPREAD_START = 0.06
"""What the last latent does to the logarithm of the scale, at first."""
_JITTER = 1e-6


@dataclass(frozen=True, slots=True)
class VaeConfig:
    """The model's shape."""

    values: int
    loaded: int
    """Latents with loadings; one more, without, is for the spread."""
    hidden: int = 64
    dropout: float = 0.3

    @property
    def latents(self) -> int:
        return self.loaded + 1


class Decoder(nn.Module):
    """Latents (n, K + 1) and context (n, 3) to ``m`` and ``h``, side by side (n, 2 D)."""

    def __init__(self, config: VaeConfig) -> None:
        super().__init__()
        self.net = nn.Sequential(
            nn.Linear(config.latents + CONTEXT, config.hidden),
            nn.SiLU(),
            nn.Dropout(config.dropout),
            nn.Linear(config.hidden, config.hidden),
            nn.SiLU(),
            nn.Dropout(config.dropout),
        )
        self.last = nn.Linear(config.hidden, 2 * config.values)
        nn.init.normal_(self.last.weight, std=1e-3)
        nn.init.zeros_(self.last.bias)
        self.spread = nn.Parameter(torch.full((config.values,), _SPREAD_START))

    def forward(self, latent: Tensor, context: Tensor) -> Tensor:
        shift, log_scale = self.last(self.net(torch.cat([latent, context], 1))).chunk(2, 1)
        # A scale beyond e^±1 of the Gaussian's would be an outlier learned by heart.
        return torch.cat([shift, torch.tanh(log_scale + latent[:, -1:] * self.spread)], 1)


class Encoder(nn.Module):
    """How the Gaussian's posterior is moved and stretched.

    From known values (n, D), 0 where unknown, their mask (n, D), their surprise (n, 1) and context (n, 3) to a step in
    units of the posterior's Cholesky factor and the logarithm of a stretch, side by side (n, 2 (K + 1)). The surprise
    is the squared Mahalanobis length of the known values, less its mean and over its deviation in the Gaussian.
    """

    def __init__(self, config: VaeConfig) -> None:
        super().__init__()
        self.net = nn.Sequential(
            nn.Linear(2 * config.values + 1 + CONTEXT, config.hidden),
            nn.SiLU(),
            nn.Dropout(config.dropout),
            nn.Linear(config.hidden, config.hidden),
            nn.SiLU(),
        )
        self.last = nn.Linear(config.hidden, 2 * config.latents)
        nn.init.normal_(self.last.weight, std=1e-3)
        nn.init.zeros_(self.last.bias)
        self.spread = nn.Parameter(torch.tensor(_SPREAD_START))

    def forward(self, values: Tensor, mask: Tensor, surprise: Tensor, context: Tensor) -> Tensor:
        step, log_stretch = self.last(self.net(torch.cat([values, mask, surprise, context], 1))).chunk(2, 1)
        # If the last latent adds s times itself to the logarithm of all scales, the surprise of n values is about
        # normal with a mean of s sqrt(2 n) times that latent: the posterior starts from there.
        slope = self.spread * torch.sqrt(2.0 * mask.sum(1, keepdim=True))
        precision = 1.0 + slope.square()
        step = torch.cat([step[:, :-1], step[:, -1:] + slope / precision * surprise], 1)
        log_stretch = torch.cat([log_stretch[:, :-1], log_stretch[:, -1:] - 0.5 * torch.log(precision)], 1)
        return torch.cat([step, log_stretch.clamp(-2.0, 0.5)], 1)


@dataclass(frozen=True, slots=True)
class Bound:
    """The evidence lower bound, nats for each row."""

    likelihood: Tensor
    divergence: Tensor

    def total(self, beta: float = 1.0) -> Tensor:
        """(n,) likelihood less ``beta`` times the divergence of posterior and prior."""
        return self.likelihood - beta * self.divergence


@dataclass(frozen=True, slots=True)
class Posterior:
    """Normal distributions of the latents, one a row, of one Cholesky factor but for the stretch.

    The last latent is drawn first, and stretches those of the others: who is unusual is so within the factor, too.
    """

    mean: Tensor
    """(n, K + 1)"""
    factor: Tensor
    """(K + 1, K + 1) lower triangle."""
    step: Tensor
    """(n, K + 1): the mean lies so far from the Gaussian's, in units of the factor."""
    log_stretch: Tensor
    """(n, K + 1)"""
    spread: Tensor
    """(): what the last latent adds to the logarithm of the other stretches, times itself."""

    def draw(self, noise: Tensor) -> tuple[Tensor, Tensor]:
        """Latents (n, K + 1) from standard normal noise of the same shape, and the logarithm of their stretch."""
        last = self.step[:, -1:] + noise[:, -1:] * self.log_stretch[:, -1:].exp()
        log_stretch = torch.cat([self.log_stretch[:, :-1] + self.spread * last, self.log_stretch[:, -1:]], 1)
        return self.mean + (self.step + noise * log_stretch.exp()) @ self.factor.T, log_stretch

    def log_density(self, noise: Tensor, log_stretch: Tensor) -> Tensor:
        """(n,) of what :meth:`draw` made, without the constant that standard normal numbers have as well."""
        return -0.5 * noise.square().sum(1) - log_stretch.sum(1) - self.factor.diagonal().log().sum()


class ConditionalVae(nn.Module):
    """The whole model.

    Args:
        config: its shape.
        loadings: (2, D, K) for each sex.
        covariance: (2, D, D) for each sex; C - P P' is positive definite.
    """

    loadings: Tensor
    residual: Tensor

    def __init__(self, config: VaeConfig, loadings: Tensor, covariance: Tensor) -> None:
        super().__init__()
        self.config = config
        spread = torch.zeros(*loadings.shape[:2], 1)
        self.register_buffer("loadings", torch.cat([loadings, spread], 2))
        self.register_buffer("residual", covariance - loadings @ loadings.transpose(1, 2))
        self.decoder = Decoder(config)
        self.encoder = Encoder(config)

    def posterior(self, values: Tensor, context: Tensor, sex: int, index: Tensor) -> Posterior:
        """Of the latents, given the values (n, D) at ``index`` of people of one sex."""
        known, loadings = values[:, index], self.loadings[sex, index]
        covariance = loadings @ loadings.T + self.residual[sex][index][:, index]
        lower = torch.linalg.cholesky(covariance)
        solved = torch.cholesky_solve(loadings, lower)
        spread = (1.0 + _JITTER) * torch.eye(self.config.latents, device=known.device) - loadings.T @ solved
        squares = torch.linalg.solve_triangular(lower, known.T, upper=False).square().sum(0)
        surprise = ((squares - len(index)) / math.sqrt(2.0 * len(index)))[:, None]
        mask = torch.zeros_like(values)
        mask[:, index] = 1.0
        step, log_stretch = self.encoder(values * mask, mask, surprise, context).chunk(2, 1)
        return Posterior(known @ solved, torch.linalg.cholesky(spread), step, log_stretch, self.encoder.spread)

    def likelihood(self, values: Tensor, latent: Tensor, context: Tensor, sex: int, index: Tensor) -> Tensor:
        """(n,) log density of the values (n, D) at ``index`` given latents (n, K + 1)."""
        shift, log_scale = self.decoder(latent, context).chunk(2, 1)
        error = values[:, index] - latent @ self.loadings[sex, index].T - shift[:, index]
        lower = torch.linalg.cholesky(self.residual[sex][index][:, index])
        white = torch.linalg.solve_triangular(lower, (error * (-log_scale[:, index]).exp()).T, upper=False)
        log_det = lower.diagonal().log().sum() + log_scale[:, index].sum(1)
        density: Tensor = -0.5 * white.square().sum(0) - log_det - 0.5 * len(index) * math.log(2.0 * math.pi)
        return density

    def bound(self, values: Tensor, context: Tensor, sex: int, index: Tensor, generator: torch.Generator) -> Bound:
        """Evidence lower bound of the known values of people of one sex, with one draw of the latents.

        Args:
            values: (n, D); those outside ``index`` are not read.
            context: (n, 3).
            sex: 0 or 1, that of all rows.
            index: (o,) which values are known, at least one.
            generator: of the latents.
        """
        posterior = self.posterior(values, context, sex, index)
        latent, log_stretch = posterior.draw(torch.randn(posterior.mean.shape, generator=generator).to(values))
        centre = posterior.mean + posterior.step @ posterior.factor.T
        # The trace of F S S F' with F the factor and S the stretch.
        trace = (2.0 * log_stretch).exp() @ posterior.factor.square().sum(0)
        log_det = 2.0 * (posterior.factor.diagonal().log().sum() + log_stretch.sum(1))
        divergence = 0.5 * (trace + centre.square().sum(1) - self.config.latents - log_det)
        return Bound(self.likelihood(values, latent, context, sex, index), divergence)

    @torch.no_grad()
    def log_likelihood(
        self, values: Tensor, context: Tensor, sex: int, index: Tensor, generator: torch.Generator, draws: int = 64
    ) -> Tensor:
        """(n,) importance-weighted estimate of log p(known values | context), nats (Burda et al. 2016).

        Arguments as of :meth:`bound`; ``draws`` of the latents for each row.
        """
        posterior = self.posterior(values, context, sex, index)
        weights = []
        for _ in range(draws):
            noise = torch.randn(posterior.mean.shape, generator=generator).to(values)
            latent, log_stretch = posterior.draw(noise)
            ratio = -0.5 * latent.square().sum(1) - posterior.log_density(noise, log_stretch)
            weights.append(self.likelihood(values, latent, context, sex, index) + ratio)
        return torch.logsumexp(torch.stack(weights), 0) - math.log(draws)
