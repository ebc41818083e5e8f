"""Denoising diffusion for fields: a preconditioned U-Net and its loss.

The formulation is EDM (Karras, Aittala, Aila and Laine, "Elucidating the Design Space of Diffusion-Based Generative
Models", NeurIPS 2022) and the layers are the magnitude-preserving ones of its sequel (Karras et al., "Analyzing and
Improving the Training Dynamics of Diffusion Models", CVPR 2024). They need no group statistics, so a network is
exactly local, and their normalised weights fold into plain convolutions on export.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import cast

import torch
import torch.nn.functional as F
from torch import Tensor, nn


@dataclass(frozen=True, slots=True)
class UNetConfig:
    """Shape of a :class:`Denoiser`."""

    feature_channels: int
    """Conditioning fields at token resolution, concatenated to the noisy input."""
    scalars: int
    """Conditioning numbers per sample, each of order one."""
    labels: int
    """Classes; one more embedding row stands for "any"."""
    patch: int = 1
    """Pixel-unshuffle factor between the field and the tokens."""
    widths: tuple[int, ...] = (64, 128, 160)
    """Channels at each level; each level halves the resolution."""
    blocks: tuple[int, ...] = (2, 2, 2)
    """Residual blocks at each level, in the encoder and again in the decoder."""
    embedding: int = 192
    sigma_data: float = 1.0


def _normalise(x: Tensor, dims: tuple[int, ...], eps: float = 1e-4) -> Tensor:
    """Scale x to root mean square one over ``dims``."""
    size = math.prod(x.shape[d] for d in dims)
    norm = torch.sqrt((x * x).sum(dim=dims, keepdim=True) / size)
    return x / (norm + eps)


def _silu(x: Tensor) -> Tensor:
    return F.silu(x) / 0.596  # keeps unit variance: Karras et al. 2024, eq. 81


def _mix(a: Tensor, b: Tensor, t: float) -> Tensor:
    """Magnitude-preserving weighted sum: Karras et al. 2024, eq. 88."""
    return (a * (1.0 - t) + b * t) / math.sqrt((1.0 - t) ** 2 + t**2)


def _concat(a: Tensor, b: Tensor) -> Tensor:
    """Magnitude-preserving concatenation with equal shares: Karras et al. 2024, eq. 103."""
    na, nb = a.shape[1], b.shape[1]
    scale = math.sqrt((na + nb) / 2.0)
    return torch.cat([a * (scale / math.sqrt(na)), b * (scale / math.sqrt(nb))], dim=1)


class _Weight(nn.Module):
    """A convolution or linear map whose filters have unit norm; ``fold`` freezes them for export."""

    def __init__(self, n_in: int, n_out: int, kernel: int = 0) -> None:
        super().__init__()
        shape = (n_out, n_in, kernel, kernel) if kernel else (n_out, n_in)
        self.kernel = kernel
        self.weight = nn.Parameter(torch.randn(shape))
        self.folded = False

    def _unit(self) -> Tensor:
        if self.folded:
            return self.weight
        w = self.weight.float()
        dims = tuple(range(1, w.ndim))
        return _normalise(w, dims) / math.sqrt(w[0].numel())

    def forward(self, x: Tensor) -> Tensor:
        w = self._unit().to(x.dtype)
        return F.conv2d(x, w, padding=self.kernel // 2) if self.kernel else x @ w.t()

    @torch.no_grad()
    def normalise_(self) -> None:
        """Keep the stored weights at unit RMS, so that the effective learning rate stays what it says."""
        self.weight.copy_(_normalise(self.weight, tuple(range(1, self.weight.ndim))))

    @torch.no_grad()
    def fold(self) -> None:
        if not self.folded:
            self.weight.copy_(self._unit())
            self.folded = True


class _Block(nn.Module):
    def __init__(self, n_in: int, n_out: int, embedding: int, *, encoder: bool) -> None:
        super().__init__()
        self.encoder = encoder
        self.skip = _Weight(n_in, n_out, 1) if n_in != n_out else None
        self.conv0 = _Weight(n_out if encoder else n_in, n_out, 3)
        self.film = _Weight(embedding, n_out)
        self.film_gain = nn.Parameter(torch.zeros(()))
        self.conv1 = _Weight(n_out, n_out, 3)

    def forward(self, x: Tensor, emb: Tensor) -> Tensor:
        if self.encoder:
            if self.skip is not None:
                x = self.skip(x)
            x = _normalise(x, (1,))
        y = self.conv0(_silu(x))
        gain = (self.film(emb) * self.film_gain + 1.0).to(y.dtype)
        y = self.conv1(_silu(y * gain[:, :, None, None]))
        if not self.encoder and self.skip is not None:
            x = self.skip(x)
        return _mix(x, y, 0.3)


class UNet(nn.Module):
    """Tokens and conditions in, raw network output F (Karras et al. 2022, eq. 7) out."""

    def __init__(self, config: UNetConfig) -> None:
        super().__init__()
        self.config = config
        emb = config.embedding
        frequencies = 2.0 * math.pi * torch.randn(64, generator=torch.Generator().manual_seed(0))
        phases = 2.0 * math.pi * torch.rand(64, generator=torch.Generator().manual_seed(1))
        self.frequencies: Tensor
        self.register_buffer("frequencies", frequencies)
        self.phases: Tensor
        self.register_buffer("phases", phases)
        self.embed_noise = _Weight(64, emb)
        self.embed_scalars = _Weight(4 * config.scalars + 1, emb)
        self.embed_hidden = _Weight(emb, emb)
        self.embed_label = nn.Parameter(torch.randn(config.labels + 1, emb))

        tokens_in = config.patch**2 + config.feature_channels + 1  # one constant channel: biases are not used
        self.stem = _Weight(tokens_in, config.widths[0], 3)
        self.encoder = nn.ModuleList()
        skip_widths: list[int] = []
        previous = config.widths[0]
        for width, count in zip(config.widths, config.blocks, strict=True):
            stage = nn.ModuleList()
            for _ in range(count):
                stage.append(_Block(previous, width, emb, encoder=True))
                skip_widths.append(width)
                previous = width
            self.encoder.append(stage)
        self.middle = _Block(previous, previous, emb, encoder=False)
        self.decoder = nn.ModuleList()
        for width, count in zip(reversed(config.widths), reversed(config.blocks), strict=True):
            stage = nn.ModuleList()
            for _ in range(count):
                stage.append(_Block(previous + skip_widths.pop(), width, emb, encoder=False))
                previous = width
            self.decoder.append(stage)
        self.head = _Weight(previous, config.patch**2, 3)
        self.head_gain = nn.Parameter(torch.zeros(()))

    def embed(self, c_noise: Tensor, scalars: Tensor, label: Tensor) -> Tensor:
        """(b,), (b, k), (b,) int64 -> (b, embedding)."""
        waves = torch.cos(c_noise[:, None] * self.frequencies + self.phases) * math.sqrt(2.0)
        powers = torch.cat([scalars, torch.sin(scalars), torch.cos(scalars), torch.sin(2.0 * scalars)], dim=1)
        powers = torch.cat([powers, torch.ones_like(powers[:, :1])], dim=1)
        one_hot = F.one_hot(label, self.config.labels + 1).to(scalars.dtype)
        emb = self.embed_noise(waves) + self.embed_scalars(powers) + one_hot @ self.embed_label
        return _silu(self.embed_hidden(_silu(emb / math.sqrt(3.0))))

    def forward(self, tokens: Tensor, c_noise: Tensor, scalars: Tensor, label: Tensor) -> Tensor:
        """(b, p*p + features, h, w) -> (b, p*p, h, w); h and w divide by 2^(levels-1)."""
        emb = self.embed(c_noise, scalars, label)
        x = self.stem(torch.cat([tokens, torch.ones_like(tokens[:, :1])], dim=1))
        skips: list[Tensor] = []
        for level, stage in enumerate(self.encoder):
            if level:
                x = F.avg_pool2d(x, 2)
            for block in cast(nn.ModuleList, stage):
                x = block(x, emb)
                skips.append(x)
        x = self.middle(x, emb)
        for level, stage in enumerate(self.decoder):
            if level:
                x = F.interpolate(x, scale_factor=2.0, mode="nearest")
            for block in cast(nn.ModuleList, stage):
                x = block(_concat(x, skips.pop()), emb)
        return cast(Tensor, self.head(x)) * self.head_gain


class Denoiser(nn.Module):
    """D(x; sigma), the preconditioned denoiser of Karras et al. 2022, eq. 7."""

    def __init__(self, config: UNetConfig) -> None:
        super().__init__()
        self.config = config
        self.net = UNet(config)
        # A learned uncertainty per noise level, for the loss alone (Karras et al. 2024, eq. 21).
        self.log_variance = nn.Sequential(nn.Linear(8, 32), nn.SiLU(), nn.Linear(32, 1))

    def forward(self, noisy: Tensor, features: Tensor, sigma: Tensor, scalars: Tensor, label: Tensor) -> Tensor:
        """Expected clean field.

        Args:
            noisy: (b, 1, H, W).
            features: (b, f, H / patch, W / patch).
            sigma: (b,) noise standard deviation.
            scalars: (b, k).
            label: (b,) int64; ``labels`` means any.

        Returns:
            (b, 1, H, W) float32.
        """
        sd = self.config.sigma_data
        s = sigma.reshape(-1, 1, 1, 1)
        scale = torch.sqrt(s * s + sd * sd)
        tokens = noisy / scale
        if self.config.patch > 1:
            tokens = F.pixel_unshuffle(tokens, self.config.patch)
        tokens = torch.cat([tokens, features], dim=1)
        raw = self.net(tokens, torch.log(sigma) / 4.0, scalars, label).float()
        if self.config.patch > 1:
            raw = F.pixel_shuffle(raw, self.config.patch)
        denoised: Tensor = noisy * (sd * sd / (scale * scale)) + raw * (s * sd / scale)
        return denoised

    def loss(
        self, clean: Tensor, features: Tensor, sigma: Tensor, scalars: Tensor, label: Tensor, noise: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Training loss and the plain weighted error it came from.

        Returns:
            (), the uncertainty-weighted loss; (b,), the error under EDM's weight, which is one for a network that
            outputs zero.
        """
        sd = self.config.sigma_data
        denoised = self(clean + noise * sigma.reshape(-1, 1, 1, 1), features, sigma, scalars, label)
        weight = (sigma**2 + sd**2) / (sigma * sd) ** 2
        error = ((denoised - clean) ** 2).mean(dim=(1, 2, 3)) * weight
        level = torch.log(sigma)[:, None] / 4.0
        basis = torch.cat([level**p for p in range(1, 5)] + [torch.sin(level * f) for f in (2, 4, 6, 8)], dim=1)
        log_var = self.log_variance(basis)[:, 0]
        return (error / log_var.exp() + log_var).mean(), error.detach()

    def normalise_weights(self) -> None:
        """Call after each optimiser step."""
        for module in self.modules():
            if isinstance(module, _Weight):
                module.normalise_()

    def fold(self) -> Denoiser:
        """Freeze the unit-norm weights into plain ones, for inference and export; returns self, in eval mode."""
        for module in self.modules():
            if isinstance(module, _Weight):
                module.fold()
        return self.eval()
