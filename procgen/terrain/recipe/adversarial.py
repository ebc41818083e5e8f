"""Adversarial distillation: a network of several calls becomes a generator of one.

The student starts as a copy of a trained denoiser, called once at a high noise level, where it sees nothing but noise
and its conditions. A discriminator that sees the same conditions tells its fields from real ones (Goodfellow et al.,
NeurIPS 2014; for distilled diffusion: Sauer et al., "Adversarial Diffusion Distillation", ECCV 2024). The loss compares
real and made fields pairwise (Jolicoeur-Martineau, "The relativistic discriminator", ICLR 2019), which is natural here
since both belong to the same guide, and the discriminator's gradients on both kinds are damped, the recipe of Huang et
al., "The GAN is dead; long live the GAN!", NeurIPS 2024, with finite differences in place of second derivatives.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from procgen.kit.recipe.average import Averaged, capped
from procgen.kit.recipe.device import autocast, normal, placed, settled
from procgen.kit.recipe.loop import ERROR, Figures, Moment, Report, Schedule, run, update
from procgen.models.diffusion import Denoiser, UNetConfig
from procgen.terrain.recipe.data import Batch
from procgen.terrain.recipe.denoiser import batch_tensors
from procgen.terrain.recipe.hollows import Excess


@dataclass(frozen=True, slots=True, kw_only=True)
class DuelConfig(Schedule):
    """How a generator learns against an adversary, and how long."""

    floor: float = 0.05
    generator_rate: float
    discriminator_rate: float
    damping: float = 0.02
    """Weight of the gradient penalties."""
    probe: float = 0.05
    """Standard deviation of the disturbance that measures the gradients."""
    mean_weight: float = 2.0
    """Weight of the squared error of the cells' means, which the generator must keep."""
    average: float
    seed: int = 17


@dataclass(frozen=True, slots=True, kw_only=True)
class AdversarialConfig(DuelConfig):
    """How to distil, and how long."""

    warmup_steps: int = 60
    cooldown_from: float = 0.4
    level: float = 15.0
    """The noise level of the only call."""
    border: int = 16
    """Pixels at each edge that the discriminator does not see: windows overlap there, and the edge lacks context."""
    generator_rate: float = 1.5e-3
    discriminator_rate: float = 4e-4
    alone_steps: int = 150
    """Steps in which the discriminator learns alone..."""
    alone_share: float = 0.1
    """...but no more than this share of the budget."""
    cell: int = 8
    hollow_weight: float = 10.0
    """Weight of the share of ground in closed hollows beyond that of real ground."""
    hollow_depth: float = 0.005
    """Depth of a hollow that counts half, in frame units."""
    average: float = 0.997
    report_every_s: float = 120.0


class Discriminator(nn.Module):
    """Judges patches of a field under its guide.

    Args:
        features: channels of the guide.
        patch: pixels along a side of one of the guide's tokens; even.
        scalars: conditioning numbers.
        labels: classes; one more stands for "any".
    """

    def __init__(self, features: int, patch: int, scalars: int, labels: int) -> None:
        super().__init__()
        self.repeat = patch // 2
        self.labels = labels
        # Pixels, and the differences between neighbours, on which slopes depend, are unshuffled by two.
        self.stem = nn.Conv2d(4 * 3 + features, 48, 3, padding=1)
        self.fine = nn.Conv2d(48, 48, 3, padding=1)
        self.down = nn.Conv2d(48, 96, 3, padding=1)
        self.middle = nn.Conv2d(96, 96, 3, padding=1)
        self.lower = nn.Conv2d(96, 128, 3, padding=1)
        self.lowest = nn.Conv2d(128, 128, 3, padding=1)
        self.head_fine = nn.Conv2d(48, 1, 1)
        self.head_middle = nn.Conv2d(96, 1, 1)
        self.head_low = nn.Conv2d(128, 1, 1)
        self.embed = nn.Sequential(nn.Linear(scalars + labels + 1, 96), nn.SiLU(), nn.Linear(96, 48 + 96 + 128))

    def forward(self, field: Tensor, features: Tensor, scalars: Tensor, label: Tensor) -> Tensor:
        """(b, 1, H, W), (b, f, H/patch, W/patch), (b, k), (b,) -> (b, n) logits of n places on three scales."""
        east = F.pad(field[..., 1:] - field[..., :-1], (0, 1))
        south = F.pad(field[..., 1:, :] - field[..., :-1, :], (0, 0, 0, 1))
        pixels = F.pixel_unshuffle(torch.cat([field, 1.5 * east, 1.5 * south], dim=1), 2)
        guide = features
        if self.repeat > 1:
            guide = F.interpolate(features, scale_factor=float(self.repeat), mode="nearest")
        shift = self.embed(torch.cat([scalars, F.one_hot(label, self.labels + 1).to(scalars.dtype)], dim=1))
        fine, middle, low = (part[:, :, None, None] for part in shift.split([48, 96, 128], dim=1))
        x = F.leaky_relu(self.stem(torch.cat([pixels, guide], dim=1)), 0.2)
        x = F.leaky_relu(self.fine(x) + fine, 0.2)
        logits = [self.head_fine(x)]
        x = F.leaky_relu(self.down(F.avg_pool2d(x, 2)), 0.2)
        x = F.leaky_relu(x + self.middle(x) + middle, 0.2)
        logits.append(self.head_middle(x))
        x = F.leaky_relu(self.lower(F.avg_pool2d(x, 2)), 0.2)
        x = F.leaky_relu(x + self.lowest(x) + low, 0.2)
        logits.append(self.head_low(x))
        return torch.cat(
            [F.avg_pool2d(logits[0], 4).flatten(1), F.avg_pool2d(logits[1], 2).flatten(1), logits[2].flatten(1)], dim=1
        ).float()


@dataclass(slots=True)
class _Views:
    """The inner part of a batch, which the discriminator sees."""

    border: int
    patch: int

    def field(self, x: Tensor) -> Tensor:
        b = self.border
        return x[..., b:-b, b:-b]

    def features(self, x: Tensor) -> Tensor:
        b = self.border // self.patch
        return x[..., b:-b, b:-b]


def ground_tensors(batch: Batch) -> tuple[Tensor, Tensor, Tensor]:
    """Base and local scale of a batch, (b, H, W), and its sea levels, (b,)."""
    return placed(batch.base), placed(batch.local_scale), placed(batch.sea_level)


def generate_once(model: Denoiser, noise: Tensor, level: float, rest: tuple[Tensor, ...]) -> Tensor:
    """The student's only call: (b, 1, H, W) standard normal noise to fields."""
    features, scalars, label = rest
    with autocast():
        made: Tensor = model(noise * level, features, noise.new_full((len(noise),), level), scalars, label)
    return made.float()


class Duel:
    """A discriminator and its side of the game.

    Args:
        critic: the discriminator; gets a field and its conditions.
        config: rates and damping.
        paced: whether its rate follows the run's schedule.
    """

    def __init__(self, critic: nn.Module, config: DuelConfig, *, paced: bool = True) -> None:
        self.critic = settled(critic)
        self.config = config
        group = {"params": list(critic.parameters()), "paced": paced}
        self.optimiser = torch.optim.Adam([group], lr=config.discriminator_rate, betas=(0.0, 0.99))

    def _judged(self, field: Tensor, conditions: tuple[Tensor, ...]) -> Tensor:
        with autocast():
            result: Tensor = self.critic(field, *conditions)
        return result

    def teach(self, real: Tensor, fake: Tensor, conditions: tuple[Tensor, ...], damped: float = 1.0) -> float:
        """One step of the discriminator; returns its loss.

        Args:
            real: (b, c, h, w) fields.
            fake: made under the same conditions.
            conditions: features, scalars and labels.
            damped: how often its gradients' penalties count; half of the work is saved where they don't.
        """
        probe = self.config.probe
        fake = fake.detach()
        if damped <= 0.0:
            twice = tuple(condition.repeat(2, *[1] * (condition.ndim - 1)) for condition in conditions)
            on_real, on_fake = self._judged(torch.cat([real, fake]), twice).chunk(2)
            loss = F.softplus(on_fake - on_real).mean()
            loss.backward()  # type: ignore[no-untyped-call]
            update(self.optimiser)
            return float(loss.detach())
        disturbance = probe * torch.randn_like(real)
        all_four = torch.cat([real, fake, real + disturbance, fake + disturbance])
        repeated = tuple(condition.repeat(4, *[1] * (condition.ndim - 1)) for condition in conditions)
        on_real, on_fake, near_real, near_fake = self._judged(all_four, repeated).chunk(4)
        loss = F.softplus(on_fake - on_real).mean()
        steepness = ((near_real - on_real).square().mean() + (near_fake - on_fake).square().mean()) / probe**2
        (loss + damped * self.config.damping * steepness).backward()  # type: ignore[no-untyped-call]
        update(self.optimiser)
        return float(loss.detach())

    def loss(self, real: Tensor, fake: Tensor, conditions: tuple[Tensor, ...]) -> Tensor:
        """The generator's loss, through which gradients reach ``fake`` alone."""
        self.critic.requires_grad_(False)
        with torch.no_grad():
            on_real = self._judged(real, conditions)
        loss = F.softplus(on_real - self._judged(fake, conditions)).mean()
        self.critic.requires_grad_(True)
        return loss


def discriminator_of(shape: UNetConfig, *, guided: bool = True) -> Discriminator:
    """A fresh one for fields of a denoiser; without a guide it sees the fields alone."""
    return Discriminator(shape.feature_channels if guided else 0, shape.patch, shape.scalars, shape.labels)


def distil_adversarially(
    student: Denoiser,
    config: AdversarialConfig,
    draw: Callable[[int], Batch],
    judge: Callable[[Denoiser], float],
    folder: Path,
    *,
    resume: bool = False,
    report: Report = lambda _: None,
) -> Path:
    """Distil a denoiser to one call within a time budget.

    Args:
        student: what to begin with: the teacher, or a student of more calls.
        config: level, rates and budget.
        draw: from the number of a step to its batch.
        judge: figure of merit of a generator on the validation split, lower is better; chooses what is kept.
        folder: of the run, see :func:`procgen.kit.recipe.loop.run`.
        resume: go on from the last checkpoint.
        report: gets a line every two minutes.

    Returns:
        The path of the best student.
    """
    torch.manual_seed(config.seed)
    student = settled(student)
    average = Averaged(student, capped(config.average, 20))
    shape = student.config
    duel = Duel(discriminator_of(shape), config)
    of_student = torch.optim.Adam(student.parameters(), lr=config.generator_rate, betas=(0.0, 0.99))
    views = _Views(config.border, shape.patch)
    excess = Excess(config.hollow_depth)

    def step(now: Moment) -> Figures:
        batch = draw(now.step)
        clean, *rest_list = batch_tensors(batch)
        rest = (rest_list[0], rest_list[1], rest_list[2])
        seen = (views.features(rest[0]), rest[1], rest[2])
        warm = now.step < config.alone_steps and now.share < config.alone_share
        with torch.set_grad_enabled(not warm):
            made = generate_once(student, normal(clean.shape, now.step), config.level, rest)
        real, fake = views.field(clean), views.field(made)
        critic_loss = duel.teach(real, fake, seen)
        if warm:
            return {}
        loss = duel.loss(real, fake, seen)
        drift = F.avg_pool2d(fake - real, config.cell).square().mean()
        base, local_scale, sea_level = ground_tensors(batch)
        made_ground, real_ground = (views.field(base + local_scale * x[:, 0]) for x in (made, clean))
        hollow = excess(made_ground, real_ground, sea_level)
        (loss + config.mean_weight * drift + config.hollow_weight * hollow).backward()  # type: ignore[no-untyped-call]
        update(of_student, clip=5.0)
        student.normalise_weights()
        return {"error": float(loss.detach()), "critic": critic_loss}

    return run(
        step,
        lambda: {ERROR: judge(average.network)},
        {
            "student": student,
            "average": average,
            "critic": duel.critic,
            "of_student": of_student,
            "of_critic": duel.optimiser,
            "excess": excess,
        },
        config,
        folder,
        kept=lambda: {"config": asdict(shape), "averaged": average.network.state_dict(), "levels": [config.level]},
        resume=resume,
        report=report,
    )
