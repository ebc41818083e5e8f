"""The recipe of prosody: how long each sound lasts and how pitch and effort move, as each teacher would say a line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from procgen.kit.recipe.average import Averaged, capped
from procgen.kit.recipe.checkpoint import BEST, read_checkpoint
from procgen.kit.recipe.device import device, placed
from procgen.kit.recipe.loop import ERROR, Figures, Moment, Report, Schedule, run, update
from procgen.models.prosody import Planned, ProsodyConfig, ProsodyNetwork
from procgen.runtime.philox import keyed
from procgen.speech.recipe.prosody_rows import MANNER, Points, ProsodyRow, padded
from procgen.speech.recipe.rows import split_rows
from procgen.speech.recipe.teachers import SPEAKERS

_EFFORT: Final = 0.1
"""What effort weighs, whose unit is a few tenths, beside logarithms and octaves."""
_VOICED: Final = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class ProsodyRecipe(Schedule):
    """How long and how fast to train."""

    budget_s: float = 900.0
    batch: int = 16
    rate: float = 1e-3
    warmup_steps: int = 50
    floor: float = 0.02
    seed: int = 1
    report_every_s: float = 60.0
    patience: float = 12


def load_prosody(path: Path) -> ProsodyNetwork:
    """What a run kept."""
    state = read_checkpoint(path)
    model = ProsodyNetwork(ProsodyConfig(**state["config"]))
    model.load_state_dict(state["model"])
    return model.eval()


def planned_by(model: ProsodyNetwork, rows: Sequence[ProsodyRow]) -> Planned:
    """What the network plans of lines; beyond the end of the shorter ones it means nothing."""
    found: Planned = model(
        placed(padded([row.prosodic for row in rows])),
        placed(np.stack([row.weights for row in rows])),
        placed(np.stack([row.manner for row in rows])),
    )
    return found


def _distance(told: Planned, rows: Sequence[ProsodyRow]) -> Tensor:
    """How far plans are from what teachers would do: edges, whose lengths are fixed, count as all else."""
    wanted = [row.wanted for row in rows]
    there = placed(padded([np.ones_like(each.length) for each in wanted]))
    voiced = placed(padded([each.voiced for each in wanted]))
    length, octaves, effort = (
        placed(padded([getattr(each, name) for each in wanted])) for name in ("length", "octaves", "effort")
    )
    every = there[:, None].expand_as(voiced)
    said = F.binary_cross_entropy_with_logits(told.voiced, voiced, every, reduction="sum") / every.sum()
    return (
        ((told.length - length).abs() * there).sum() / there.sum()
        + ((told.octaves - octaves).abs() * voiced).sum() / voiced.sum().clamp(min=1.0)
        + _VOICED * said
        + _EFFORT * ((told.effort - effort).abs() * every).sum() / every.sum()
    )


@torch.no_grad()
def network_points(model: ProsodyNetwork, row: ProsodyRow) -> Points:
    """What the network plans of a line."""
    told = planned_by(model.to(device()).eval(), [row])
    voiced = (told.voiced > 0.0).float()
    parts = (told.length, told.octaves * voiced, voiced, told.effort)
    return Points(*(each[0].cpu().numpy() for each in parts))


def apart(said: Sequence[Points], wanted: Sequence[Points]) -> dict[str, float]:
    """How far plans of lines are from others, edges aside.

    Returns:
        ``length_percent`` (mean factor of durations), ``semitones`` (mean distance of pitch where both have it),
        ``voiced_wrong`` (share of points), ``effort`` (mean distance) and ``moves`` (spread of pitch over the other's).
    """
    lengths, semitones, wrong, effort, moves = [], [], [], [], []
    for ours, theirs in zip(said, wanted, strict=True):
        both = (ours.voiced * theirs.voiced) > 0.0
        lengths += np.abs(ours.length - theirs.length)[1:-1].tolist()
        semitones += (12.0 * np.abs(ours.octaves - theirs.octaves))[both].tolist()
        wrong += (ours.voiced != theirs.voiced)[:, 1:-1].ravel().tolist()
        effort += np.abs(ours.effort - theirs.effort)[:, 1:-1].ravel().tolist()
        if both.sum() > 1:
            moves.append(float(np.std(ours.octaves[both])) / max(float(np.std(theirs.octaves[both])), 1e-3))
    return {
        "length_percent": 100.0 * float(np.expm1(np.mean(lengths))),
        "semitones": float(np.mean(semitones)),
        "voiced_wrong": float(np.mean(wrong)),
        "effort": float(np.mean(effort)),
        "moves": float(np.median(moves)),
    }


def train_prosody(
    rows: Sequence[ProsodyRow],
    folder: Path,
    recipe: ProsodyRecipe,
    *,
    resume: bool = False,
    report: Report = print,
    **sizes: Any,
) -> Path:
    """Train.

    Args:
        rows: those that are held are only validated with.
        folder: of the run.
        recipe: how long, and how.
        resume: go on from the checkpoint.
        report: told how it goes.
        sizes: of the network, where they are not the usual ones.

    Returns:
        The best network's file: "model" and "config".

    Raises:
        ValueError: there is nothing to learn from, or nothing to validate with.
    """
    learned, held = split_rows(rows)
    torch.manual_seed(recipe.seed)
    model = ProsodyNetwork(ProsodyConfig(len(SPEAKERS), MANNER, **sizes)).to(device())
    average = Averaged(model, capped(0.995, 10))
    adam = torch.optim.AdamW(model.parameters(), recipe.rate, betas=(0.9, 0.98), weight_decay=0.02)

    def step(now: Moment) -> Figures:
        model.train()
        chosen = keyed(f"speech/prosody/{recipe.seed}/{now.step}").integers(len(learned), size=recipe.batch)
        some = [learned[int(each)] for each in chosen]
        loss = _distance(planned_by(model, some), some)
        torch.autograd.backward(loss)
        update(adam, 1.0)
        return {"loss": loss.item()}

    @torch.no_grad()
    def validate() -> Figures:
        return {ERROR: _distance(planned_by(average.network.eval(), held), held).item()}

    run(
        step,
        validate,
        {"model": model, "average": average, "adam": adam},
        recipe,
        folder,
        kept=lambda: {"model": average.network.state_dict(), "config": asdict(average.network.config)},
        resume=resume,
        report=report,
    )
    return folder / BEST
