"""The recipe of the layout generator: a gated PixelCNN, Muon and AdamW, a schedule by time."""

from __future__ import annotations

import copy
import math
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch

from procgen.kit.recipe.loop import Journal, Report, save_checkpoint
from procgen.layout.kinds import KINDS
from procgen.layout.recipe.corpus import Example
from procgen.layout.recipe.data import Batch, Batches, plain_batch, read_maps
from procgen.models.pixelcnn import PixelCNN, PixelCNNConfig

CHECKPOINT = "last.pt"


@dataclass(frozen=True, slots=True)
class LayoutRecipe:
    """How long and how fast to train."""

    budget_s: float = 3000.0
    cells: int = 4 * 64 * 64
    """Of a batch."""
    matrix_rate: float = 0.02
    other_rate: float = 4e-3
    warmup_steps: int = 40
    cooldown_from: float = 0.4
    """Share of the budget after which the rates fall, in a straight line, to a fiftieth."""
    seed: int = 1
    checkpoint_every_s: float = 60.0
    validate_every_s: float = 240.0
    validation_maps: int = 4
    """Of each kind, while training."""


def held_out(examples: Sequence[Example], maps: int) -> dict[str, Batch]:
    """The first maps of each kind of the commonest size, by kind."""
    found = {}
    for kind in KINDS:
        of_kind = [example for example in examples if example.kind == kind]
        if of_kind:
            shapes = [example.tiles.shape for example in of_kind]
            common = max(sorted(set(shapes)), key=shapes.count)
            found[kind] = plain_batch([example for example in of_kind if example.tiles.shape == common][:maps])
    return found


def tensors(batch: Batch) -> tuple[torch.Tensor, ...]:
    """Tiles, fixed tiles, planes and conditions."""
    return tuple(torch.from_numpy(part) for part in (batch.tiles, batch.fixed, batch.planes, batch.conditions))


@torch.no_grad()
def bits(model: PixelCNN, batch: Batch) -> float:
    """Mean bits a tile over the cells that count."""
    with torch.autocast("cpu", torch.bfloat16):
        nats = model.nats(*tensors(batch))
    return float(nats[torch.from_numpy(batch.counted)].mean()) / math.log(2)


class Trainer:
    """The network, its optimisers and the running mean of its weights.

    Args:
        config: sizes.
        recipe: how fast.
    """

    def __init__(self, config: PixelCNNConfig, recipe: LayoutRecipe) -> None:
        torch.manual_seed(recipe.seed)
        self.recipe = recipe
        self.model = PixelCNN(config).to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.mean = copy.deepcopy(self.model).requires_grad_(False)
        # Of the layers that repeat; what enters and leaves them learns better by its own scale.
        matrices = [p for p in self.model.layers.parameters() if p.ndim == 2]
        chosen = {id(p) for p in matrices}
        self.others = [p for p in self.model.parameters() if id(p) not in chosen]
        self.muon = torch.optim.Muon(matrices, recipe.matrix_rate, weight_decay=0.01)
        self.adam = torch.optim.AdamW(self.others, recipe.other_rate, betas=(0.9, 0.98), weight_decay=0.0, fused=True)
        self.step = 0
        self.spent_s = 0.0

    def learn(self, batches: Sequence[Batch], share: float) -> float:
        """One step at a share of the budget; returns the mean loss in nats a counted cell."""
        rate = min((self.step + 1) / self.recipe.warmup_steps, 1.0)
        if share > self.recipe.cooldown_from:
            rate *= 0.02 + 0.98 * (1.0 - share) / (1.0 - self.recipe.cooldown_from)
        for optimizer, base in ((self.muon, self.recipe.matrix_rate), (self.adam, self.recipe.other_rate)):
            for group in optimizer.param_groups:
                group["lr"] = base * rate
        cells = max(sum(int(batch.counted.sum()) for batch in batches), 1)
        total = 0.0
        for batch in batches:
            with torch.autocast("cpu", torch.bfloat16):
                nats = self.model.nats(*tensors(batch))
            loss = nats[torch.from_numpy(batch.counted)].sum() / cells
            loss.backward()
            total += float(loss.detach())
        torch.nn.utils.clip_grad_norm_(self.others, 1.0)
        self.muon.step()  # type: ignore[no-untyped-call]
        self.adam.step()
        for parameter in self.model.parameters():
            parameter.grad = None
        self.step += 1
        # Short at first, then over about a twentieth of the steps so far.
        decay = (1.0 - 1.0 / self.step) ** 20.0
        with torch.no_grad():
            for mean, new in zip(self.mean.parameters(), self.model.parameters(), strict=True):
                mean.lerp_(new, 1.0 - decay)
        return total

    def state(self) -> dict[str, Any]:
        """For :meth:`go_on`."""
        return {
            "config": asdict(self.model.config),
            "model": self.model.state_dict(),
            "mean": self.mean.state_dict(),
            "muon": self.muon.state_dict(),
            "adam": self.adam.state_dict(),
            "step": self.step,
            "spent_s": self.spent_s,
        }

    def go_on(self, state: dict[str, Any]) -> None:
        """Take over where another trainer was cut off."""
        self.model.load_state_dict(state["model"])
        self.mean.load_state_dict(state["mean"])
        self.muon.load_state_dict(state["muon"])
        self.adam.load_state_dict(state["adam"])
        self.step, self.spent_s = state["step"], state["spent_s"]


def load_network(checkpoint: Path) -> PixelCNN:
    """The network of a checkpoint, with the mean of its weights."""
    state = torch.load(checkpoint, map_location="cpu", weights_only=True)
    config: dict[str, Any] = state["config"]
    model = PixelCNN(PixelCNNConfig(**config))
    model.load_state_dict(state["mean"])
    return model.eval()


def train(
    folder: Path,
    out: Path,
    recipe: LayoutRecipe,
    config: PixelCNNConfig,
    *,
    resume: bool,
    report: Callable[[str], None],
) -> Path:
    """Train on a folder of maps; returns the checkpoint.

    Args:
        folder: a corpus, see :mod:`procgen.layout.recipe.corpus`.
        out: for the checkpoint and ``log.jsonl``.
        recipe: how long and how fast; the budget counts earlier, resumed runs too.
        config: sizes.
        resume: go on from the last checkpoint.
        report: takes a line now and then.

    Raises:
        FileNotFoundError: there are no maps to train or to validate on.
        ValueError: a file of maps is not as described.
    """
    out.mkdir(parents=True, exist_ok=True)
    batches = Batches(read_maps(folder, "train"), recipe.seed, recipe.cells)
    validation = held_out(read_maps(folder, "val"), recipe.validation_maps)
    trainer, last = Trainer(config, recipe), out / CHECKPOINT
    if resume and last.exists():
        trainer.go_on(torch.load(last, map_location="cpu", weights_only=True))
    began = saved = validated = time.monotonic()
    began -= trainer.spent_s
    recent: list[float] = []

    def measure(journal: Journal) -> None:
        by_kind = {kind: round(bits(trainer.mean, batch), 4) for kind, batch in validation.items()}
        rate = trainer.muon.param_groups[0]["lr"]
        mean = float(np.mean(recent)) / math.log(2) if recent else math.nan
        line = Report(trainer.step, round(trainer.spent_s, 1), mean, float(np.mean(list(by_kind.values()))), rate)
        journal.write(line, **by_kind)
        recent.clear()

    with Journal(out / "log.jsonl", lambda line: report(f"{line}")) as journal:
        while (share := trainer.spent_s / recipe.budget_s) < 1.0:
            recent.append(trainer.learn(batches.step(trainer.step), share))
            now = time.monotonic()
            trainer.spent_s = now - began
            if now - validated > recipe.validate_every_s or trainer.step in (50, 200):
                validated = now
                measure(journal)
            if now - saved > recipe.checkpoint_every_s:
                saved = now
                save_checkpoint(last, trainer.state())
        measure(journal)
    save_checkpoint(last, trainer.state())
    return last
