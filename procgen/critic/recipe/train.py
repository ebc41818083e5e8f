"""The recipe of the critics: a committee that tells real things from spoilt ones and from our own.

It is trained on the train split, stopped by the validation split, and judged once on the test split by
:mod:`procgen.critic.ruler.evaluate`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from procgen.critic.energy import ROWS
from procgen.critic.pictures import FloatArray
from procgen.critic.recipe.sets import Features
from procgen.kit.recipe.checkpoint import read_checkpoint, run_folder
from procgen.kit.recipe.device import placed, settled
from procgen.kit.recipe.export import export_onnx, write_catalog_entry
from procgen.kit.recipe.loop import ERROR, Figures, Moment, Report, Schedule, run, update
from procgen.kit.recipe.shipped import load_shipped
from procgen.models.energy import Energy

QUANTILES = np.linspace(0.0, 1.0, 101)
OWN_QUANTILES = np.linspace(0.0, 1.0, 21)
_PAIRS = 0.35
"""Share of a batch that lies between two things, features mixed, so that odds change gradually."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CriticConfig(Schedule):
    """How to train."""

    width: int = 96
    members: int = 4
    dropout: float = 0.3
    steps: float = 2500
    batch: int = 192
    learning_rate: float = 1e-3
    weight_decay: float = 0.05
    own_weight: float = 1.0
    """Of our own things, against spoilt ones."""
    report_every_s: float = math.inf
    report_every_steps: float = 100
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
        placed(mixed.astype(np.float32)),
        placed((share * target + (1.0 - share) * target[other]).astype(np.float32)),
    )


@torch.no_grad()
def _validation_loss(model: Energy, sets: Features) -> float:
    model.eval()
    parts = [(sets.real, 1.0, 0.5), (sets.spoilt, 0.0, 0.25), (sets.own.reshape(-1, sets.own.shape[-1]), 0.0, 0.25)]
    loss = sum(
        weight * float(losses(model(placed(part))[None], placed(np.full(len(part), target, np.float32))))
        for part, target, weight in parts
    )
    model.train()
    return loss


def train_critic(
    train: Features,
    validation: Features,
    config: CriticConfig | None = None,
    folder: Path | None = None,
    *,
    resume: bool = False,
    shipped: Path | None = None,
    report: Report = print,
) -> Energy:
    """Train; the weights are those that told the validation split best.

    Args:
        train, validation: features of the splits.
        config: how to train.
        folder: of the run, see :func:`procgen.kit.recipe.loop.run`; none is kept without.
        resume: go on from the last checkpoint, or where there is none from ``shipped``.
        shipped: an exported critic of the same features.
        report: gets a line now and then.
    """
    config = config or CriticConfig()
    torch.manual_seed(config.seed)
    model = Energy(train.real.shape[1], config.width, config.members, config.dropout)
    model.fit_scale(torch.from_numpy(train.real))
    model = settled(model)
    optimiser = torch.optim.AdamW(model.parameters(), config.learning_rate, weight_decay=config.weight_decay)

    def step(now: Moment) -> Figures:
        features, target = _batch(train, config.batch, np.random.default_rng([config.seed, now.step]), config)
        loss = losses(model.each(features), target)
        loss.backward()  # type: ignore[no-untyped-call]
        update(optimiser)
        return {"error": float(loss.detach())}

    with run_folder(folder) as place:
        best = run(
            step,
            lambda: {ERROR: _validation_loss(model, validation)},
            {"model": model, "optimiser": optimiser},
            config,
            place,
            kept=model.state_dict,
            resume=resume,
            shipped=partial(load_shipped, shipped, model) if shipped else None,
            report=report,
        )
        model.load_state_dict(read_checkpoint(best))
    return model.cpu().eval()


def energies(model: Energy, features: FloatArray) -> FloatArray:
    """(…,) of features (…, D)."""
    with torch.no_grad():
        found = model(torch.from_numpy(features.reshape(-1, features.shape[-1])))
    return np.asarray(found.numpy().reshape(features.shape[:-1]))


def own_quantiles(found: FloatArray, kinds: Sequence[str]) -> dict[str, list[float]]:
    """Quantiles of the energies of our own things, by kind, by which one that was chosen gets its rank.

    Args:
        found: (requests, candidates) energies.
        kinds: of each request.
    """
    of = np.array(kinds)
    return {
        kind: [round(float(q), 3) for q in np.quantile(found[of == kind], OWN_QUANTILES)]
        for kind in dict.fromkeys(kinds)
    }


def export_critic(model: Energy, domain: str, folder: Path, real: FloatArray, properties: dict[str, Any]) -> None:
    """Write ``critic_<domain>.onnx`` and its catalog entry.

    Args:
        model: trained.
        domain: what it judges.
        folder: where to; an existing catalog there is added to.
        real: (n, D) held-out real features, of which it is kept how plausible real things are.
        properties: more for the catalog: whether it ranks, and by what.
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
