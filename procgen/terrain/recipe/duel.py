"""A generator against an adversary that sees the same conditions.

The adversary tells made fields from real ones (Goodfellow et al., NeurIPS 2014). The loss compares them pairwise
(Jolicoeur-Martineau, "The relativistic discriminator", ICLR 2019), which is natural where both belong to the same
conditions, and the adversary's gradients on both kinds are damped, the recipe of Huang et al., "The GAN is dead; long
live the GAN!", NeurIPS 2024, with finite differences in place of second derivatives.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from procgen.kit.recipe.device import autocast, settled
from procgen.kit.recipe.loop import Schedule, update


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
