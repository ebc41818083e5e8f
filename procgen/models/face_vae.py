"""The face networks: a conditional β-VAE with named axes, and the density that gives faces an energy.

The VAE::

    a ~ N(0, I_A)              named axes, known for the faces that it learns from
    r ~ N(0, I_M)              free latents
    x = g(a) (m(a, r, c) + e)  slider values before they are cut to their ranges; c tells sex, age and heritage
    e ~ N(0, R)                what the latents leave over, full covariance

with ``g`` 1 for identity sliders and growing with the axis "asymmetry" for the others. The encoder sees the cut values.
The bound is that of Higgins et al. (2017, "β-VAE"), with the named axes observed (Kingma et al. 2014, "Semi-supervised
learning with deep generative models"); the error of ``x`` is weighed by how far it moves the skin.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor, nn


@dataclass(frozen=True, slots=True)
class FaceVaeConfig:
    """The network's shape."""

    sliders: int
    identity: int
    """How many of the sliders, the first ones, are symmetric."""
    axes: int
    asymmetry: int
    """Which axis scales the other sliders."""
    asymmetry_rate: float
    condition: int
    free: int = 28
    hidden: int = 256


def _mlp(inputs: int, hidden: int, outputs: int, small: float) -> nn.Sequential:
    last = nn.Linear(hidden, outputs)
    nn.init.normal_(last.weight, std=small)
    nn.init.zeros_(last.bias)
    return nn.Sequential(nn.Linear(inputs, hidden), nn.SiLU(), nn.Linear(hidden, hidden), nn.SiLU(), last)


class NamedMean(nn.Module):
    """Axes (n, A) and conditions (n, C) to the mean of the sliders over their standard deviations (n, S), linear.

    It is fitted by least squares beforehand and then stays: what an axis does is fixed, and the free latents describe
    what is left, which no linear function of the axes can tell.

    Args:
        weight: (A + C, S).
    """

    weight: Tensor

    def __init__(self, weight: Tensor) -> None:
        super().__init__()
        self.register_buffer("weight", weight)

    def forward(self, axes: Tensor, condition: Tensor) -> Tensor:
        return torch.cat([axes, condition], 1) @ self.weight


class FaceDecoder(nn.Module):
    """Latents (n, A + M), noise (n, S) and conditions (n, C) to slider values (n, S), not cut.

    Args:
        config: its shape.
        scale: (S,) standard deviation of the sliders, for numbers near 1 inside.
        mean: what the axes do.
    """

    scale: Tensor
    residual: Tensor
    uneven: Tensor

    def __init__(self, config: FaceVaeConfig, scale: Tensor, mean: NamedMean) -> None:
        super().__init__()
        self.config = config
        self.mean = mean
        latents = config.axes + config.free
        self.linear = nn.Linear(config.free, config.sliders, bias=False)
        nn.init.normal_(self.linear.weight, std=0.02)
        self.net = _mlp(latents + config.condition, config.hidden, config.sliders, 1e-3)
        self.register_buffer("scale", scale)
        self.register_buffer("residual", torch.zeros(config.sliders, config.sliders))
        self.register_buffer("uneven", (torch.arange(config.sliders) >= config.identity).float())

    def gain(self, latent: Tensor) -> Tensor:
        """(n, S): g."""
        level = latent[:, self.config.asymmetry : self.config.asymmetry + 1]
        return torch.exp(self.config.asymmetry_rate * level * self.uneven)

    def forward(self, latent: Tensor, noise: Tensor, condition: Tensor) -> Tensor:
        axes, free = latent[:, : self.config.axes], latent[:, self.config.axes :]
        made = self.mean(axes, condition) + self.linear(free) + self.net(torch.cat([latent, condition], 1))
        values: Tensor = self.gain(latent) * (made + noise @ self.residual.T) * self.scale
        return values


class FaceEncoder(nn.Module):
    """Cut slider values (n, S) and conditions (n, C) to the latents' means and log sds, side by side.

    Args:
        config: its shape.
        scale: (S,) standard deviation of the sliders.
        mean: what the axes do; the free latents are read from what it leaves over.
    """

    scale: Tensor

    def __init__(self, config: FaceVaeConfig, scale: Tensor, mean: NamedMean) -> None:
        super().__init__()
        self.config = config
        self.mean = mean
        self.register_buffer("scale", scale)
        inputs = config.sliders + config.condition
        self.named_linear = nn.Linear(inputs, 2 * config.axes, bias=False)
        self.free_linear = nn.Linear(inputs, 2 * config.free, bias=False)
        for linear in (self.named_linear, self.free_linear):
            nn.init.normal_(linear.weight, std=0.02)
        # Squares tell how uneven a face is, whatever the signs.
        self.named_net = _mlp(inputs + config.sliders, config.hidden, 2 * config.axes, 1e-3)
        self.free_net = _mlp(inputs, config.hidden, 2 * config.free, 1e-3)

    def posterior(self, values: Tensor, axes: Tensor | None, condition: Tensor) -> tuple[Tensor, Tensor]:
        """Means and log sds, (n, A + M) each; the free ones given the axes, or given the axes' means if None."""
        scaled = values / self.scale
        both = torch.cat([scaled, condition], 1)
        named = self.named_linear(both) + self.named_net(torch.cat([both, scaled**2], 1))
        named_mean, named_sd = named.chunk(2, 1)
        rest = torch.cat([scaled - self.mean(named_mean if axes is None else axes, condition), condition], 1)
        free_mean, free_sd = (self.free_linear(rest) + self.free_net(rest)).chunk(2, 1)
        return torch.cat([named_mean, free_mean], 1), torch.cat([named_sd, free_sd], 1).clamp(-5.0, 1.0)

    def forward(self, values: Tensor, condition: Tensor) -> Tensor:
        return torch.cat(self.posterior(values, None, condition), 1)


class FaceDensity(nn.Module):
    """Features (n, F) and conditions (n, C) to energies (n, 1): a Gaussian whose mean depends on the condition.

    The energy is half the squared Mahalanobis distance from what the condition lets expect.

    Args:
        features: how many features.
        condition: how many numbers tell the condition.
    """

    centre: Tensor
    expected: Tensor
    whitening: Tensor

    def __init__(self, features: int, condition: int) -> None:
        super().__init__()
        self.register_buffer("centre", torch.zeros(features))
        self.register_buffer("expected", torch.zeros(condition, features))
        self.register_buffer("whitening", torch.eye(features))

    def forward(self, features: Tensor, condition: Tensor) -> Tensor:
        white = (features - self.centre - condition @ self.expected) @ self.whitening
        return 0.5 * white.square().sum(1, keepdim=True)


class FaceBound(NamedTuple):
    """Terms of the loss, nats for each face."""

    error: Tensor
    divergence: Tensor
    naming: Tensor


class FaceVae(nn.Module):
    """Encoder and decoder.

    Args:
        config: the shape.
        scale: (S,) standard deviation of the sliders.
        weight: (S, S) lower triangle; ``0.5 |(x - x̂) weight|²`` is the error in nats.
        mean: (A + C, S) what axes and condition do, see :class:`NamedMean`.
    """

    weight: Tensor

    def __init__(self, config: FaceVaeConfig, scale: Tensor, weight: Tensor, mean: Tensor) -> None:
        super().__init__()
        self.config = config
        shared = NamedMean(mean)
        self.encoder = FaceEncoder(config, scale, shared)
        self.decoder = FaceDecoder(config, scale, shared)
        self.register_buffer("weight", weight)

    def draw(self, cut: Tensor, axes: Tensor | None, condition: Tensor, noise: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Latents to decode, (n, A + M), and the posterior's means and log sds.

        Known axes take the place of drawn ones, so that nothing else hides in them.
        """
        mean, log_sd = self.encoder.posterior(cut, axes, condition)
        drawn = mean + noise * log_sd.exp()
        if axes is not None:
            drawn = torch.cat([axes, drawn[:, self.config.axes :]], 1)
        return drawn, mean, log_sd

    def bound(self, raw: Tensor, cut: Tensor, axes: Tensor | None, condition: Tensor, noise: Tensor) -> FaceBound:
        """The loss's terms.

        Args:
            raw, cut: (n, S) slider values before and after cutting.
            axes: (n, A) the known axes; None learns without names (the plain VAE).
            condition: (n, C).
            noise: (n, A + M) standard normal.
        """
        latent, mean, log_sd = self.draw(cut, axes, condition, noise)
        made = self.decoder(latent, torch.zeros_like(raw), condition)
        error = 0.5 * ((raw - made) @ self.weight).square().sum(1)
        divergence = 0.5 * (mean.square() + (2.0 * log_sd).exp() - 1.0) - log_sd
        if axes is None:
            return FaceBound(error, divergence.sum(1), torch.zeros_like(error))
        named, named_sd = mean[:, : self.config.axes], log_sd[:, : self.config.axes]
        naming = (0.5 * ((axes - named) * (-named_sd).exp()).square() + named_sd).sum(1)
        return FaceBound(error, divergence[:, self.config.axes :].sum(1), naming)
