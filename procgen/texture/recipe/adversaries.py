"""The adversaries that textures are trained against, and the loop that base and detail network share.

They look through a frozen classifier's features, at several scales, and at the pixels themselves, and compare a made
surface with a real one pairwise.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Protocol

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from procgen.kit.recipe.average import Averaged
from procgen.kit.recipe.device import autocast, device, settled
from procgen.kit.recipe.loop import Figures, Moment, Part, Report, Schedule, run, update
from procgen.models.gan import FeatureCritic, PixelCritic
from procgen.texture.recipe.features import FrozenFeatures


def contest(
    judge: Callable[[Tensor], Tensor], real: Tensor, made: Tensor, probe: float | Tensor
) -> tuple[Tensor, Tensor]:
    """An adversary's loss on pairs, and how much its judgement changes around both of them.

    Args:
        judge: from (4 b, ...) to logits: real ones, made ones, and both of them disturbed.
        real: (b, ...).
        made: (b, ...), through which no gradient flows.
        probe: standard deviation of the disturbance, a number or one for each channel.

    Returns:
        Relativistic loss, and mean squared change of the logits.
    """
    x = torch.cat([real, made.detach()])
    disturbed = x + probe * torch.randn_like(x)
    with autocast():
        on_real, on_made, near_real, near_made = judge(torch.cat([x, disturbed])).chunk(4)
    change = (near_real - on_real).square().mean() + (near_made - on_made).square().mean()
    return F.softplus(on_made - on_real).mean(), change


def moments(features: Tensor, scale: Tensor) -> tuple[Tensor, Tensor]:
    """Mean and second moments of (b, c, h, w) features over the picture, in units of ``scale`` (c,)."""
    x = features.float().flatten(2) / scale[None, :, None]
    return x.mean(dim=2), torch.einsum("bcn,bdn->bcd", x, x) / x.shape[2]


_ALONE = 250
"""Steps that adversaries of a generator that ships learn alone..."""
_ALONE_SHARE = 0.1
"""...but no more than this share of the run."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What adversaries see of one side of the pairs."""

    features: list[Tensor]
    patch: Tensor
    """(b, 6, h, w) maps at the pixels."""
    told: Tensor
    """(b, k) style or class."""


@dataclass(frozen=True, slots=True)
class Game:
    """How adversaries learn."""

    rate: float
    damping: float
    """Weight of the gradient penalties of those that see features."""
    pixel_damping: float
    probe: float
    """Standard deviation of the disturbance that measures the gradients."""


class Adversaries:
    """A critic for each stage of features, and one for pixels.

    Args:
        told: numbers that they are told of a surface.
        structure: channels of structure that the one for pixels sees.
        widths: of those for features.
        pixels: widths of the one for pixels.
        game: how they learn.
        pictures: batches of maps, from which the features' scales are worked out.
    """

    def __init__(
        self,
        told: int,
        structure: int,
        widths: tuple[int, ...],
        pixels: tuple[int, int, int],
        game: Game,
        pictures: Sequence[Tensor],
    ) -> None:
        self.game = game
        self._looker = settled(FrozenFeatures())
        channels = self._looker.channels()
        self.critics = nn.ModuleList(FeatureCritic(c, told, w) for c, w in zip(channels, widths, strict=True))
        self.pixels = PixelCritic(told, structure, pixels)
        self.networks = nn.ModuleList([self.critics, self.pixels])
        # With the networks, for a run that is resumed must know it.
        self.networks.register_buffer("alone", torch.zeros((), dtype=torch.int64))
        settled(self.networks)
        self.optimiser = torch.optim.Adam(self.networks.parameters(), lr=game.rate, betas=(0.0, 0.99))
        with torch.no_grad():
            seen = [self.look(maps) for maps in pictures]
        self.scales = [
            torch.stack([f.float().square().mean(dim=(0, 2, 3)) for f in stage]).mean(dim=0).sqrt() + 1e-3
            for stage in zip(*seen, strict=True)
        ]

    def begin_alone(self) -> None:
        """Learn alone at first: a generator that is good already would only lose by what beginners say."""
        self.networks.get_buffer("alone").fill_(_ALONE)

    def alone(self, now: Moment) -> bool:
        """Whether they still do."""
        return now.share < _ALONE_SHARE and now.step < int(self.networks.get_buffer("alone"))

    def look(self, maps: Tensor) -> list[Tensor]:
        """Features of the colours of (b, 6, h, w) maps."""
        with autocast():
            looked: list[Tensor] = self._looker(maps[:, :3])
        return looked

    def statistics(self, made: list[Tensor], real: list[Tensor]) -> Tensor:
        """Distance of the features' moments."""
        total = torch.zeros((), device=device())
        for on_made, on_real, scale in zip(made, real, self.scales, strict=True):
            for m, r in zip(moments(on_made, scale), moments(on_real, scale), strict=True):
                total = total + (m - r).abs().mean()
        return total

    def teach(self, real: Seen, made: Seen, known: Tensor, structure: Tensor) -> dict[str, float]:
        """One step of theirs on pairs; known maps (b, 3) and structure (b, s, h, w) are those of both sides."""
        game = self.game
        told = torch.cat([real.told, made.told, real.told, made.told]).detach()
        loss = torch.zeros((), device=device())
        for critic, scale, on_real, on_made in zip(
            self.critics, self.scales, real.features, made.features, strict=True
        ):
            probe = game.probe * scale[None, :, None, None]
            stage, change = contest(partial(critic, style=told), on_real.float(), on_made.float(), probe)
            loss = loss + stage + game.damping * (change / game.probe**2)
        judge = partial(self.pixels, known=known.repeat(4, 1), structure=structure.repeat(4, 1, 1, 1), style=told)
        pixel_loss, change = contest(judge, real.patch, made.patch, game.probe)
        (loss + pixel_loss + game.pixel_damping * (change / game.probe**2)).backward()  # type: ignore[no-untyped-call]
        update(self.optimiser)
        return {"critic": float(loss.detach()), "pixel_critic": float(pixel_loss.detach())}

    def fooled(self, real: Seen, made: Seen, known: Tensor, structure: Tensor) -> tuple[Tensor, Tensor]:
        """The generator's losses by features and by pixels, whose gradients reach ``made`` alone."""
        self.networks.requires_grad_(False)
        told_real, told = real.told.detach(), made.told.detach()
        with autocast():
            with torch.no_grad():
                on_real = [critic(f, told_real) for critic, f in zip(self.critics, real.features, strict=True)]
                pixels_real = self.pixels(real.patch, known, structure, told_real)
            on_made = [critic(f, told) for critic, f in zip(self.critics, made.features, strict=True)]
            pixels_made = self.pixels(made.patch, known, structure, told)
        self.networks.requires_grad_(True)
        by_features = torch.stack([F.softplus(r - m).mean() for r, m in zip(on_real, on_made, strict=True)]).sum()
        return by_features, F.softplus(pixels_real - pixels_made).mean()


class Trainer(Protocol):
    """What :func:`train_against` needs of the base and the detail network's trainer."""

    @property
    def config(self) -> Schedule: ...

    @property
    def average(self) -> Averaged[Any]: ...

    def step(self, now: Moment) -> Figures:
        """One step of everything."""

    def parts(self) -> dict[str, Part]:
        """What steps change."""

    def kept(self) -> dict[str, Any]:
        """What the export reads."""


def train_against(
    trainer: Trainer,
    folder: Path,
    judge: Callable[[Any], Mapping[str, float]] | None,
    *,
    resume: bool = False,
    shipped: Callable[[], None] | None = None,
    report: Report = lambda _: None,
) -> Path:
    """Train within the budget.

    Args:
        trainer: fresh.
        folder: of the run, see :func:`procgen.kit.recipe.loop.run`.
        judge: from the averaged networks to figures, by which the best are chosen; the last are without.
        resume: go on from the last checkpoint, or from the weights that ship.
        shipped: gives the trainer's networks these.
        report: gets a line now and then.

    Returns:
        The path of the best.
    """

    def validate() -> Figures:
        assert judge is not None
        return judge(trainer.average.network)

    return run(
        trainer.step,
        validate if judge else None,
        trainer.parts(),
        trainer.config,
        folder,
        kept=trainer.kept,
        resume=resume,
        shipped=shipped,
        report=report,
    )
