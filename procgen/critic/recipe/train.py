"""The recipe of the critics: a committee that tells real things from spoilt ones and from our own.

It is trained on the train split, stopped by the validation split, and judged once on the test split by
:mod:`procgen.critic.ruler.evaluate`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from procgen.critic.energy import ROWS
from procgen.critic.pictures import FloatArray
from procgen.critic.recipe.sets import Features
from procgen.kit.recipe.export import export_onnx, write_catalog_entry
from procgen.models.energy import Energy

QUANTILES = np.linspace(0.0, 1.0, 101)
_PAIRS = 0.35
"""Share of a batch that lies between two things, features mixed, so that odds change gradually."""


@dataclass(frozen=True, slots=True)
class CriticConfig:
    """How to train."""

    width: int = 96
    members: int = 4
    dropout: float = 0.3
    steps: int = 2500
    batch: int = 192
    learning_rate: float = 1e-3
    weight_decay: float = 0.05
    own_weight: float = 1.0
    """Of our own things, against spoilt ones."""
    look_every: int = 100
    seed: int = 1


def losses(energy: Tensor, target: Tensor) -> Tensor:
    """Cross entropy of energies (members, n, 1), target (n,) 1 for real."""
    odds = -energy[..., 0]
    return F.binary_cross_entropy_with_logits(odds, target.expand_as(odds))


def _batch(sets: Features, count: int, rng: np.random.Generator, config: CriticConfig) -> tuple[Tensor, Tensor]:
    own = sets.own.reshape(-1, sets.own.shape[-1])
    real = sets.real[rng.integers(len(sets.real), size=count)]
    others = np.where(
        (rng.random(count) < config.own_weight / (1.0 + config.own_weight))[:, None],
        own[rng.integers(len(own), size=count)],
        sets.spoilt[rng.integers(len(sets.spoilt), size=count)],
    )
    features = np.concatenate([real, others])
    target = np.concatenate([np.ones(count), np.zeros(count)])
    # Mixup (Zhang et al. 2018) of some.
    share = np.where(rng.random(2 * count) < _PAIRS, rng.beta(0.4, 0.4, 2 * count), 1.0)
    other = rng.permutation(2 * count)
    mixed = share[:, None] * features + (1.0 - share[:, None]) * features[other]
    return (
        torch.from_numpy(mixed.astype(np.float32)),
        torch.from_numpy((share * target + (1.0 - share) * target[other]).astype(np.float32)),
    )


def _validation_loss(model: Energy, sets: Features) -> float:
    model.eval()
    with torch.no_grad():
        parts = [(sets.real, 1.0, 0.5), (sets.spoilt, 0.0, 0.25), (sets.own.reshape(-1, sets.own.shape[-1]), 0.0, 0.25)]
        loss = sum(
            weight * float(losses(model(torch.from_numpy(part))[None], torch.full((len(part),), target)))
            for part, target, weight in parts
        )
    model.train()
    return loss


def train_critic(
    train: Features, validation: Features, config: CriticConfig | None = None, report: Callable[[str], None] = print
) -> Energy:
    """Train; the weights are those that told the validation split best."""
    config = config or CriticConfig()
    torch.manual_seed(config.seed)
    rng = np.random.default_rng(config.seed)
    model = Energy(train.real.shape[1], config.width, config.members, config.dropout)
    model.fit_scale(torch.from_numpy(train.real))
    optimiser = torch.optim.AdamW(model.parameters(), config.learning_rate, weight_decay=config.weight_decay)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, config.steps)
    best, weights = np.inf, model.state_dict()
    for step in range(1, config.steps + 1):
        features, target = _batch(train, config.batch, rng, config)
        loss = losses(model.each(features), target)
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        schedule.step()
        if step % config.look_every == 0:
            held = _validation_loss(model, validation)
            if held < best:
                best, weights = held, {name: value.clone() for name, value in model.state_dict().items()}
            if step % (5 * config.look_every) == 0:
                report(f"step {step}: error {loss.item():.3f}, validation {held:.3f} (best {best:.3f})")
    model.load_state_dict(weights)
    return model.eval()


def energies(model: Energy, features: FloatArray) -> FloatArray:
    """(…,) of features (…, D)."""
    with torch.no_grad():
        found = model(torch.from_numpy(features.reshape(-1, features.shape[-1])))
    return np.asarray(found.numpy().reshape(features.shape[:-1]))


def export_critic(model: Energy, domain: str, folder: Path, real: FloatArray, properties: dict[str, Any]) -> None:
    """Write ``critic_<domain>.onnx`` and its catalog entry.

    Args:
        model: trained.
        domain: what it judges.
        folder: where to; an existing catalog there is added to.
        real: (n, D) held-out real features, of which it is kept how plausible real things are.
        properties: more for the catalog: whether it ranks, and measured figures.
    """
    name = f"critic_{domain}"
    size = real.shape[1]
    # Sixteen rows at once: what serving fills up with zeros where there are fewer.
    rows = torch.from_numpy(real[:ROWS].copy())
    export_onnx(model, folder / f"{name}.onnx", {"features": rows}, {"features": rows * 0.5}, "energy")
    quantiles = np.quantile(energies(model, real), QUANTILES)
    write_catalog_entry(
        folder,
        {
            "name": name,
            "domain": "critic",
            "generator": domain,
            "role": "energy",
            "family": "energy",
            "file": f"{name}.onnx",
            "licence": "MIT",
            "default": True,
            "card": "critic.md",
            "properties": {"features": size, "real_quantiles": [round(float(q), 5) for q in quantiles], **properties},
        },
    )
