"""The recipe of learned sounds: a variational autoencoder of sounds in frames."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from procgen.kit.recipe.average import Averaged, capped
from procgen.kit.recipe.checkpoint import BEST, read_checkpoint
from procgen.kit.recipe.device import device
from procgen.kit.recipe.loop import ERROR, Figures, Moment, Report, Schedule, run, update
from procgen.models.effects import EffectsConfig, EffectsVae, divergence, losses
from procgen.runtime.philox import keyed
from procgen.sound.learned.frames import BANDS
from procgen.sound.recipe.rows import LEAST_CLIPS, Corpus, Rows

_UNNAMED: Final = 0.3
"""Share of rows whose class is not told, so that sounds of no class are read and drawn too."""
_TAUGHT: Final = 0.2
"""Share of rows that are the parametric models'."""
_MIXED: Final = 0.3
"""Share of rows that lie between two of their class."""
_TILT: Final = 0.15
"""How far rows are brighter or darker, in units of levels."""
_STRETCHED: Final = 0.3
"""How much longer or shorter rows are at most, as a logarithm of base 2."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectsRecipe(Schedule):
    """How long and how fast to train."""

    budget_s: float = 1800.0
    batch: int = 16
    rate: float = 1.5e-3
    warmup_steps: int = 100
    cooldown_from: float = 0.3
    floor: float = 0.02
    seed: int = 1
    bound: float = 1.5e-3
    """What a nat of the latents weighs beside the mean loss of a number."""
    report_every_s: float = 60.0


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """Rows as tensors.

    Attributes:
        values: (b, channels, frames).
        lengths: (b,).
        classes: (b, classes) shares.
    """

    values: Tensor
    lengths: Tensor
    classes: Tensor


def batch_of(rows: Rows, classes: int) -> Batch:
    """Rows as they are."""
    return Batch(
        torch.from_numpy(rows.values).to(device()),
        torch.from_numpy(rows.lengths).to(device()),
        F.one_hot(torch.from_numpy(rows.classes), classes).float().to(device()),
    )


class Drawing:
    """Rows that are drawn and changed at random, by step.

    Classes are drawn by the square root of how many clips they have, so that small ones are seen more often.
    """

    def __init__(self, corpus: Corpus, seed: int) -> None:
        self._corpus, self._seed = corpus, seed
        rows = corpus.learned
        counts = np.bincount(rows.classes, minlength=len(corpus.classes)).astype(float)
        chance = 1.0 / np.sqrt(counts[rows.classes])
        self._chance = chance / chance.sum()
        self._of_class = [np.flatnonzero(rows.classes == each) for each in range(len(corpus.classes))]

    def batch(self, step: int, size: int) -> Batch:
        """Rows of a step."""
        chance = keyed(f"sound/effects/{self._seed}/{step}")
        rows, taught = self._corpus.learned, self._corpus.taught
        chosen = chance.choice(len(rows), size, p=self._chance)
        values, lengths = rows.values[chosen].copy(), rows.lengths[chosen].copy()
        classes = rows.classes[chosen].copy()
        for place in np.flatnonzero(chance.random(size) < _MIXED):
            # Of two sounds at the same frames what lies between is a sound of their class.
            other = int(chance.choice(self._of_class[classes[place]]))
            share = np.float32(chance.uniform(0.0, 0.5))
            values[place] = (1.0 - share) * values[place] + share * rows.values[other]
            lengths[place] = (1.0 - share) * lengths[place] + share * rows.lengths[other]
        if len(taught):
            for place in np.flatnonzero(chance.random(size) < _TAUGHT):
                other = int(chance.integers(len(taught)))
                values[place], lengths[place], classes[place] = taught.values[other], taught.lengths[other], 0
        classes[chance.random(size) < _UNNAMED] = 0
        tilt = chance.normal(0.0, _TILT, (size, 3, 1)).astype(np.float32)
        octaves = np.linspace(-1.0, 1.0, BANDS, dtype=np.float32)[None, :, None]
        values[:, :BANDS] += tilt[:, :1] * octaves + tilt[:, 1:2] * (octaves**2 - 0.5)
        values[:, :BANDS] = np.maximum(values[:, :BANDS], -2.0)
        lengths += chance.uniform(-_STRETCHED, _STRETCHED, size).astype(np.float32)
        every = Rows(("",) * size, classes, values, lengths, np.ones(size, bool))
        return batch_of(every, len(self._corpus.classes))


def load_effects(path: Path) -> tuple[EffectsVae, tuple[str, ...]]:
    """What a run kept: the network, and the names of its classes."""
    state = read_checkpoint(path)
    model = EffectsVae(EffectsConfig(**state["config"]))
    model.load_state_dict(state["model"])
    return model.eval(), tuple(state["classes"])


@torch.no_grad()
def held_figures(model: EffectsVae, rows: Rows) -> dict[str, float]:
    """How far sounds are from what the network makes of the middle of where it sees their latents."""
    told = batch_of(rows, model.config.classes)
    mean, _ = model.encoder(told.values, told.lengths, told.classes)
    found = losses(model.told(mean, told.classes), told.values, told.lengths, BANDS)
    return {"db": 20.0 * found.plain.item(), "tonal": found.tonal.item(), "all": found.all.item()}


def train_effects(
    corpus: Corpus, folder: Path, recipe: EffectsRecipe, *, resume: bool = False, report: Report = print, **sizes: Any
) -> Path:
    """Train.

    Args:
        corpus: what is learned from; its tested clips are left alone.
        folder: of the run.
        recipe: how long, and how.
        resume: go on from the checkpoint.
        report: told how it goes.
        sizes: of the network, where they are not the usual ones.

    Returns:
        The best network's file: "model", "config" and "classes".

    Raises:
        ValueError: there is nothing to learn from, or nothing to validate with.
    """
    if not len(corpus.learned) or not len(corpus.held):
        raise ValueError("there are too few clips")
    if len(corpus.classes) < 2:
        raise ValueError(f"no class has {LEAST_CLIPS} clips to learn from")
    torch.manual_seed(recipe.seed)
    model = EffectsVae(EffectsConfig(BANDS, len(corpus.classes), **sizes)).to(device())
    average = Averaged(model, capped(0.999, 10))
    adam = torch.optim.AdamW(model.parameters(), recipe.rate, betas=(0.9, 0.98), weight_decay=0.02)
    drawing = Drawing(corpus, recipe.seed)

    def step(now: Moment) -> Figures:
        model.train()
        rows = drawing.batch(now.step, recipe.batch)
        mean, variance = model.encoder(rows.values, rows.lengths, rows.classes)
        latents = mean + torch.exp(0.5 * variance) * torch.randn_like(mean)
        found = losses(model.told(latents, rows.classes), rows.values, rows.lengths, BANDS)
        nats = divergence(mean, variance).sum(1).mean()
        # The bound is let in slowly: latents that carry nothing at first would never begin to.
        loss = found.all + recipe.bound * min(1.0, 4.0 * now.share + 0.05) * nats
        torch.autograd.backward(loss)
        update(adam, 1.0)
        return {"loss": found.all.item(), "db": 20.0 * found.plain.item(), "nats": nats.item()}

    def validate() -> Figures:
        told = held_figures(average.network.eval(), corpus.held)
        return {"held_db": told["db"], "held_tonal": told["tonal"], ERROR: told["all"]}

    run(
        step,
        validate,
        {"model": model, "average": average, "adam": adam},
        recipe,
        folder,
        kept=lambda: {
            "model": average.network.state_dict(),
            "config": asdict(average.network.config),
            "classes": list(corpus.classes),
        },
        resume=resume,
        report=report,
    )
    return folder / BEST
