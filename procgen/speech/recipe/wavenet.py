"""The recipe of a WaveNet of voices: the decoder's rival, which draws sound sample by sample.

It learns from the same cuts, told the same. Its likelihood is exact: bits that a held-out sample costs, to be measured
beside what simple counts of levels cost.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from torch import Tensor

from procgen.kit.recipe.average import Averaged, capped
from procgen.kit.recipe.checkpoint import BEST, read_checkpoint
from procgen.kit.recipe.device import device
from procgen.kit.recipe.loop import ERROR, Figures, Moment, Report, Schedule, run, update
from procgen.models.wavenet import LEVELS, Sampler, WaveNet, WaveNetConfig, linear, mu_law
from procgen.runtime.philox import keyed
from procgen.speech.acoustic import SAMPLE_RATE_HZ, Floats
from procgen.speech.recipe.rows import MARGIN, Cuts, Drawn, Row, split_rows, stacked
from procgen.speech.recipe.teachers import SPEAKERS
from procgen.speech.vocoder import HOP

_HELD_FRAMES: Final = 72
"""Of a cut that is validated with, its margins among them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WaveNetRecipe(Schedule):
    """How long and how fast to train."""

    budget_s: float = 1800.0
    batch: int = 3
    frames: int = 44
    """Of a cut, 25 ms each, its margins among them."""
    rate: float = 3e-3
    warmup_steps: int = 30
    cooldown_from: float = 0.3
    floor: float = 0.05
    seed: int = 1
    report_every_s: float = 180.0
    validation_rows: int = 12


def load_wavenet(path: Path) -> WaveNet:
    """What a run kept."""
    state = read_checkpoint(path)
    model = WaveNet(WaveNetConfig(**state["config"]))
    model.load_state_dict(state["model"])
    return model.eval()


def _told(model: WaveNet, cuts: Cuts) -> Tensor:
    """(b, told, hops) of the middle of cuts."""
    inside = slice(MARGIN, cuts.f0_hz.shape[1] - MARGIN)
    found: Tensor = model.told(cuts.features, cuts.f0_hz, cuts.effort, cuts.voice)[..., inside]
    return found


def _held(rows: Sequence[Row]) -> list[Cuts]:
    """The middle of each line."""
    firsts = [max(row.features.shape[1] - _HELD_FRAMES, 0) // 2 for row in rows]
    return [stacked([(row, first)], _HELD_FRAMES, "speech/wavenet") for row, first in zip(rows, firsts, strict=True)]


@torch.no_grad()
def held_bits(model: WaveNet, rows: Sequence[Row]) -> float:
    """Mean bits that a sample of lines costs that were not learned from."""
    model.to(device()).eval()
    return float(np.mean([model.bits(mu_law(cuts.wave), _told(model, cuts)).mean().item() for cuts in _held(rows)]))


def counted_bits(learned: Sequence[Row], held: Sequence[Row]) -> dict[str, float]:
    """What samples of held lines cost by counts of the others' levels: of each alone, and of each after the one before
    it, where 256 more were seen that follow the first counts.
    """
    pairs = np.zeros((LEVELS, LEVELS))
    for row in learned:
        codes = mu_law(torch.from_numpy(row.said.wave)).numpy()
        np.add.at(pairs, (codes[:-1], codes[1:]), 1.0)
    alone = (pairs.sum(0) + 1.0) / (pairs.sum() + LEVELS)
    after = (pairs + LEVELS * alone) / (pairs.sum(1, keepdims=True) + LEVELS)
    codes = np.stack([mu_law(cuts.wave)[0].cpu().numpy() for cuts in _held(held)])
    return {
        "alone": float(-np.log2(alone[codes]).mean()),
        "after_one": float(-np.log2(after[codes[:, :-1], codes[:, 1:]]).mean()),
    }


def drawn_sound(model: WaveNet, row: Row, hops: int, seed: str) -> tuple[Floats, float]:
    """The begin of a line as the network draws it, and seconds of a core for a second of it."""
    cuts = stacked([(row, -MARGIN // 2)], hops // 2 + MARGIN, seed)
    with torch.no_grad():
        told = _told(model.to(device()), cuts)[0].cpu().numpy()
    sampler, began = Sampler(model.cpu()), time.process_time()
    codes, _ = sampler.draw(told, keyed(seed))
    return linear(codes), (time.process_time() - began) * SAMPLE_RATE_HZ / (HOP * hops)


def train_wavenet(
    rows: Sequence[Row],
    folder: Path,
    recipe: WaveNetRecipe,
    *,
    resume: bool = False,
    report: Report = print,
    **sizes: Any,
) -> Path:
    """Train.

    Args:
        rows: of a corpus; those that are held are only validated with.
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
    model = WaveNet(WaveNetConfig(len(SPEAKERS), **sizes)).to(device())
    average = Averaged(model, capped(0.99, 10))
    adam = torch.optim.AdamW(model.parameters(), recipe.rate, betas=(0.9, 0.98), weight_decay=0.0)
    drawn = Drawn(learned, recipe.seed)
    held = held[: recipe.validation_rows]

    def step(_now: Moment) -> Figures:
        model.train()
        cuts = drawn.next(recipe.batch, recipe.frames)
        bits = model.bits(mu_law(cuts.wave), _told(model, cuts)).mean()
        torch.autograd.backward(bits)
        update(adam, 1.0)
        return {"bits": bits.item()}

    def validate() -> Figures:
        bits = held_bits(average.network, held)
        return {"held_bits": bits, ERROR: bits}

    run(
        step,
        validate,
        {"model": model, "average": average, "adam": adam, "drawn": drawn},
        recipe,
        folder,
        kept=lambda: {"model": average.network.state_dict(), "config": asdict(average.network.config)},
        resume=resume,
        report=report,
    )
    return folder / BEST
