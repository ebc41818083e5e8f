"""WaveNet: sound one sample after the other, each of 256 levels by chances that all before it give.

A stack of gated convolutions that look back only, their reach doubling from layer to layer (van den Oord et al.,
"WaveNet: a generative model for raw audio", 2016). What is said, how high and how loud (its class, from moment to
moment) and by whom enter each gate. Chances are a mixture of logistic distributions around the sample before (Salimans
et al., "PixelCNN++", ICLR 2017), so that what is near is likely from the first step of training on. Sampling keeps what
each layer has seen, so that a sample costs one column (Le Paine et al., "Fast WaveNet generation algorithm", 2016).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from procgen.models.voice import HOP

LEVELS = 256
_LEAST_SCALE = -6.0
"""Logarithm of a distribution's width, where the levels lie between -1 and 1."""
Floats = npt.NDArray[np.float32]
Codes = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class WaveNetConfig:
    """Sizes.

    Attributes:
        speakers: whose weights say whose voice it is.
        features: numbers that tell a sound.
        channels: of the stack.
        skip: of what all layers say together.
        told: numbers that stand for what is said by whom.
        layers: gated convolutions...
        cycle: ...after so many of which their reach begins at one sample again.
        mixed: logistic distributions.
    """

    speakers: int
    features: int = 128
    channels: int = 32
    skip: int = 64
    told: int = 64
    layers: int = 20
    cycle: int = 10
    mixed: int = 4

    @property
    def reach(self) -> tuple[int, ...]:
        """(layers,) how many samples each layer looks back."""
        return tuple(2 ** (layer % self.cycle) for layer in range(self.layers))


def mu_law(wave: Tensor) -> Tensor:
    """-1 to 1 to numbers of levels, which lie closer where it is soft (ITU-T G.711, mu = 255)."""
    mu = LEVELS - 1
    bent = wave.sign() * torch.log1p(mu * wave.abs().clamp(max=1.0)) / np.log1p(mu)
    codes: Tensor = ((bent + 1.0) * 0.5 * mu + 0.5).long().clamp(0, mu)
    return codes


def values(codes: Tensor) -> Tensor:
    """Levels as numbers from -1 to 1, at equal distances."""
    return codes.float() * (2.0 / (LEVELS - 1)) - 1.0


def linear(codes: Codes) -> Floats:
    """The reverse of :func:`mu_law`."""
    mu = LEVELS - 1
    bent = 2.0 * codes / mu - 1.0
    wave: Floats = (np.sign(bent) * np.expm1(np.abs(bent) * np.log1p(mu)) / mu).astype(np.float32)
    return wave


class _Gate(nn.Module):
    """A layer: what is now and what was ``reach`` samples ago, as sigmoid times tanh."""

    def __init__(self, config: WaveNetConfig, reach: int) -> None:
        super().__init__()
        self.reach = reach
        self.seen = nn.Conv1d(config.channels, 2 * config.channels, 2, dilation=reach)
        self.told = nn.Conv1d(config.told, 2 * config.channels, 1, bias=False)
        self.out = nn.Conv1d(config.channels, config.channels + config.skip, 1)

    def forward(self, x: Tensor, told: Tensor) -> tuple[Tensor, Tensor]:
        """(b, channels, samples) and (b, told, hops) to the next layer's and (b, skip, samples)."""
        both = self.seen(F.pad(x, (self.reach, 0))) + self.told(told).repeat_interleave(HOP, 2)
        kind, gate = both.chunk(2, 1)
        made = self.out(torch.tanh(kind) * torch.sigmoid(gate))
        return x + made[:, : x.shape[1]], made[:, x.shape[1] :]


class WaveNet(nn.Module):
    """The chances of each sample's level, given those before it."""

    def __init__(self, config: WaveNetConfig) -> None:
        super().__init__()
        self.config = config
        self.first = nn.Conv1d(1, config.channels, 1)
        self.who = nn.Conv1d(config.features + 3 + config.speakers, config.told, 3, padding=1)
        self.gates = nn.ModuleList(_Gate(config, reach) for reach in config.reach)
        self.mixed = nn.Conv1d(config.skip, config.skip, 1)
        self.last = nn.Conv1d(config.skip, 3 * config.mixed, 1)
        # At first as wide as neighbours lie apart.
        widths = torch.linspace(-4.5, -2.5, config.mixed)
        self.last.bias = nn.Parameter(torch.cat([torch.zeros(2 * config.mixed), widths]))
        nn.init.normal_(self.last.weight, std=0.01)

    def told(self, features: Tensor, f0_hz: Tensor, effort: Tensor, voice: Tensor) -> Tensor:
        """(b, told, hops) of what :meth:`procgen.models.voice.VoiceDecoder.forward` takes."""
        pitch = torch.stack([torch.log(1.0 + F.relu(f0_hz)) / 5.0, (f0_hz > 0.0).float(), effort / 5.0], 1)
        who = voice[..., None].expand(-1, -1, pitch.shape[2])
        found: Tensor = F.relu(self.who(torch.cat([features.repeat_interleave(2, 2), pitch, who], 1)))
        return found

    def forward(self, codes: Tensor, told: Tensor) -> Tensor:
        """Parameters of the mixtures.

        Args:
            codes: (b, HOP * hops) levels; a sample's own and later ones are not seen.
            told: (b, told, hops) of :meth:`told`.

        Returns:
            (b, 3 * mixed, HOP * hops): weights as logits, middles against the sample before, logarithms of widths.
        """
        x = self.first(values(_before(codes))[:, None])
        skip = x.new_zeros(())
        for gate in self.gates:
            x, more = gate(x, told)
            skip = skip + more
        found: Tensor = self.last(F.relu(self.mixed(F.relu(skip))))
        return found

    def bits(self, codes: Tensor, told: Tensor) -> Tensor:
        """(b, HOP * hops) bits that each sample costs (shapes as in :meth:`forward`).

        A level's chance is the mixture's share of its interval; the outermost levels are open to their side.
        """
        weights, middles, widths = self(codes, told).chunk(3, 1)
        away = values(codes)[:, None] - values(_before(codes))[:, None] - middles
        sharp = torch.exp(-widths.clamp(min=_LEAST_SCALE))
        half = 1.0 / (LEVELS - 1)
        over, under = sharp * (away + half), sharp * (away - half)
        top, bottom = (codes == LEVELS - 1)[:, None], (codes == 0)[:, None]
        share = torch.sigmoid(over).masked_fill(top, 1.0) - torch.sigmoid(under).masked_fill(bottom, 0.0)
        chance = (torch.softmax(weights, 1) * share).sum(1)
        return -torch.log2(chance.clamp(min=1e-9))


def _before(codes: Tensor) -> Tensor:
    """The sample before each, and silence before the first."""
    return F.pad(codes[:, :-1], (1, 0), value=LEVELS // 2)


class Sampler:
    """Draws sound sample by sample.

    Args:
        model: on the CPU; is copied.
    """

    def __init__(self, model: WaveNet) -> None:
        def array(parameter: Any) -> Floats:
            found: Floats = parameter.detach().float().numpy().copy()
            return found

        self._config = model.config
        self._first = (array(model.first.weight[:, 0, 0]), array(model.first.bias))
        gates: Any = model.gates
        # Both taps side by side, for one product: first the sample of long ago.
        self._seen = [np.hstack([array(g.seen.weight[..., 0]), array(g.seen.weight[..., 1])]) for g in gates]
        self._seen_bias = [array(g.seen.bias) for g in gates]
        self._told = [array(g.told.weight[..., 0]) for g in gates]
        self._out = [(array(g.out.weight[..., 0]), array(g.out.bias)) for g in gates]
        self._last = [(array(layer.weight[..., 0]), array(layer.bias)) for layer in (model.mixed, model.last)]

    def draw(self, told: Floats, chance: np.random.Generator, given: Codes | None = None) -> tuple[Codes, Floats]:
        """A sound.

        Args:
            told: (told, hops) of :meth:`WaveNet.told`.
            chance: is drawn from.
            given: (HOP * hops,) levels that it is made to say instead of drawing.

        Returns:
            (HOP * hops,) levels, and the last sample's (3 * mixed,) parameters.
        """
        channels, hops = self._config.channels, told.shape[1]
        seen = [np.zeros((reach, channels), np.float32) for reach in self._config.reach]
        codes = np.empty(HOP * hops, np.int64)
        found = np.zeros(3 * self._config.mixed, np.float32)
        value = np.float32(2.0 * (LEVELS // 2) / (LEVELS - 1) - 1.0)
        for hop in range(hops):
            said = [weight @ told[:, hop] + bias for weight, bias in zip(self._told, self._seen_bias, strict=True)]
            for at in range(HOP * hop, HOP * (hop + 1)):
                x, found = self._first[0] * value + self._first[1], np.zeros(self._config.skip, np.float32)
                for gate, lines in enumerate(seen):
                    row = lines[at % len(lines)]
                    both = self._seen[gate] @ np.concatenate([row, x]) + said[gate]
                    lines[at % len(lines)] = x
                    made = np.tanh(both[:channels]) / (1.0 + np.exp(-both[channels:]))
                    weight, bias = self._out[gate]
                    made = weight @ made + bias
                    x, found = x + made[:channels], found + made[channels:]
                for weight, bias in self._last:
                    found = weight @ np.maximum(found, 0.0) + bias
                codes[at] = _drawn(found, float(value), chance) if given is None else given[at]
                value = np.float32(2.0 * codes[at] / (LEVELS - 1) - 1.0)
        return codes, found


def _drawn(found: Floats, before: float, chance: np.random.Generator) -> int:
    """A level by the parameters of a mixture."""
    weights, middles, widths = np.split(found, 3)
    odds = np.cumsum(np.exp(weights - weights.max()))
    which = int(np.searchsorted(odds, chance.random() * odds[-1]))
    away = middles[which] + np.exp(max(float(widths[which]), _LEAST_SCALE)) * chance.logistic()
    return min(max(round((before + float(away) + 1.0) * 0.5 * (LEVELS - 1)), 0), LEVELS - 1)
