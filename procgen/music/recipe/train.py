"""The recipe of the composer: a transformer over notes, Muon and AdamW, a schedule by time."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn

from procgen.kit.recipe.average import Averaged, capped
from procgen.kit.recipe.checkpoint import BEST, read_checkpoint
from procgen.kit.recipe.device import autocast
from procgen.kit.recipe.loop import ERROR, Figures, Moment, Report, Schedule, run, update
from procgen.models.music import Composer, ComposerConfig, Told
from procgen.music.compose.events import BAR_SIZES, SIZES
from procgen.music.recipe.corpus import Work
from procgen.music.recipe.rows import Rows, notes_told, stacked

NUMBERS = ("start", "player", "pitch", "length")


@dataclass(frozen=True, slots=True, kw_only=True)
class MusicRecipe(Schedule):
    """How long and how fast to train."""

    budget_s: float = 36_000.0
    rows: int = 8
    length: int = 512
    matrix_rate: float = 0.02
    table_rate: float = 3e-3
    warmup_steps: int = 60
    cooldown_from: float = 0.3
    floor: float = 0.02
    seed: int = 1
    report_every_s: float = 600.0
    report_at: tuple[int, ...] = (20, 100, 300)
    validation_rows: int = 96


class Chance:
    """Random rows that go on where a run was cut off."""

    def __init__(self, seed: int) -> None:
        self.generator = np.random.default_rng(seed)

    def state_dict(self) -> dict[str, Any]:
        """For :func:`procgen.kit.recipe.loop.run`."""
        return {"state": self.generator.bit_generator.state}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """For :func:`procgen.kit.recipe.loop.run`."""
        self.generator.bit_generator.state = state["state"]


def new_composer(**sizes: Any) -> Composer:
    """One that knows nothing."""
    return Composer(ComposerConfig(SIZES, BAR_SIZES, **sizes))


def load_composer(path: Path) -> Composer:
    """What a run kept."""
    state = read_checkpoint(path)
    model = Composer(ComposerConfig(**state["config"]))
    model.load_state_dict(state["model"])
    return model.eval()


def kept_of(model: Composer) -> dict[str, Any]:
    """What a run keeps of a network."""
    return {"model": model.state_dict(), "config": asdict(model.config)}


@torch.no_grad()
def bits_a_note(model: Composer, rows: list[dict[str, Any]], batch: int = 8) -> dict[str, float]:
    """Bits that each number of a note takes on average, and all of them: ends of bars are counted with the starts."""
    model.eval()
    sums, notes = np.zeros(len(NUMBERS)), 0
    for first in range(0, len(rows), batch):
        x = stacked(rows[first : first + batch])
        with autocast():
            told = model.losses(**x)
        sums += [each.item() for each in told]
        notes += notes_told(x)
    bits = sums / notes / math.log(2.0)
    return {**dict(zip(NUMBERS, bits.tolist(), strict=True)), "bits_per_note": float(bits.sum())}


def train_composer(
    works: list[Work],
    folder: Path,
    recipe: MusicRecipe,
    *,
    resume: bool = False,
    shipped: Callable[[Composer], None] | None = None,
    report: Report = print,
    **sizes: Any,
) -> Path:
    """Train.

    Args:
        works: of the pack; those of the test split are left alone.
        folder: of the run.
        recipe: how long, and how.
        resume: go on from the checkpoint, or where there is none from the weights that ship.
        shipped: gives a network these.
        report: told how it goes.
        sizes: of the network, where they are not the usual ones.

    Returns:
        The best network's file: "model" and "config".
    """
    torch.manual_seed(recipe.seed)
    learned = Rows([work.piece for work in works if work.split == "train"])
    held = Rows([work.piece for work in works if work.split == "validation"]).all(recipe.length, recipe.validation_rows)
    model = new_composer(**sizes)
    average = Averaged(model, capped(0.999, 10))
    muon, adam = optimisers(model, recipe)
    chance = Chance(recipe.seed)

    def step(now: Moment) -> Figures:
        model.train()
        x = learned.drawn(chance.generator, recipe.rows, recipe.length)
        with autocast():
            told = model.losses(**x)
        notes = notes_told(x)
        loss = torch.stack(told).sum() / notes
        torch.autograd.backward(loss)
        update(muon)
        update(adam, 1.0)
        return {"bits": loss.item() / math.log(2.0)}

    def validate() -> Figures:
        told = bits_a_note(average.network, held)
        return {**told, ERROR: told["bits_per_note"]}

    run(
        step,
        validate,
        {"model": model, "average": average, "muon": muon, "adam": adam, "chance": chance},
        recipe,
        folder,
        kept=lambda: kept_of(average.network),
        resume=resume,
        shipped=partial(shipped, model) if shipped else None,
        report=report,
    )
    return folder / BEST


def optimisers(
    model: nn.Module, recipe: MusicRecipe, decay: float = 0.01
) -> tuple[torch.optim.Optimizer, torch.optim.Optimizer]:
    """Muon of the matrices between activations, which decay, and AdamW of all else."""
    tables = {id(one.weight) for one in model.modules() if isinstance(one, nn.Embedding)}
    outs = {id(one.out.weight) for one in model.modules() if isinstance(one, Told)}
    matrices = [p for p in model.parameters() if p.ndim == 2 and id(p) not in tables | outs]
    chosen = {id(p) for p in matrices}
    others = [p for p in model.parameters() if id(p) not in chosen]
    return (
        torch.optim.Muon(matrices, recipe.matrix_rate, weight_decay=decay),
        torch.optim.AdamW(others, recipe.table_rate, betas=(0.9, 0.98), weight_decay=0.0),
    )
