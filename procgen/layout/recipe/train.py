"""The recipe of the layout generator: a gated PixelCNN, Muon and AdamW, a schedule by time."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch

from procgen.kit.recipe.average import Averaged, lengthening
from procgen.kit.recipe.checkpoint import read_checkpoint
from procgen.kit.recipe.device import autocast, placed, settled
from procgen.kit.recipe.loop import ERROR, Figures, Moment, Report, Schedule, run, update
from procgen.layout.kinds import KINDS
from procgen.layout.plan import BLOCK
from procgen.layout.recipe.corpus import Example
from procgen.layout.recipe.data import Batch, Batches, plain_batch, read_maps
from procgen.layout.recipe.graph import load_graphs
from procgen.models.pixelcnn import PixelCNN, PixelCNNConfig

NAME = "layout_pixelcnn"
"""Stem of the exported files."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LayoutRecipe(Schedule):
    """How long and how fast to train."""

    budget_s: float = 3000.0
    cells: int = 4 * 64 * 64
    """Of a batch."""
    matrix_rate: float = 0.02
    other_rate: float = 4e-3
    warmup_steps: int = 40
    cooldown_from: float = 0.4
    floor: float = 0.02
    straight: bool = True
    seed: int = 1
    checkpoint_every_s: float = 60.0
    report_every_s: float = 240.0
    report_at: tuple[int, ...] = (50, 200)
    validation_maps: int = 4
    """Of each kind, while training."""


def held_out(examples: Sequence[Example], maps: int, block: int | None = None) -> dict[str, Batch]:
    """The first maps of each kind of the commonest size, by kind; with plans of such blocks, if any."""
    found = {}
    for kind in KINDS:
        of_kind = [example for example in examples if example.kind == kind]
        if of_kind:
            shapes = [example.tiles.shape for example in of_kind]
            common = max(sorted(set(shapes)), key=shapes.count)
            found[kind] = plain_batch([example for example in of_kind if example.tiles.shape == common][:maps], block)
    return found


def tensors(batch: Batch) -> tuple[torch.Tensor, ...]:
    """Tiles, fixed tiles, planes and conditions."""
    return tuple(placed(part) for part in (batch.tiles, batch.fixed, batch.planes, batch.conditions))


@torch.no_grad()
def bits(model: PixelCNN, batch: Batch) -> float:
    """Mean bits a tile over the cells that count."""
    with autocast():
        nats = model.nats(*tensors(batch))
    return float(nats[placed(batch.counted)].mean()) / math.log(2)


def load_network(path: Path) -> PixelCNN:
    """The averaged network that a run kept."""
    state = read_checkpoint(path)
    config: dict[str, Any] = state["config"]
    model = PixelCNN(PixelCNNConfig(**config))
    model.load_state_dict(state["averaged"])
    return model.eval()


def train(
    folder: Path,
    out: Path,
    recipe: LayoutRecipe,
    config: PixelCNNConfig,
    *,
    resume: bool,
    report: Report,
    shipped: Path | None = None,
) -> Path:
    """Train on a folder of maps; returns the path of the best network.

    Args:
        folder: a corpus, see :mod:`procgen.layout.recipe.corpus`.
        out: of the run, see :func:`procgen.kit.recipe.loop.run`.
        recipe: how long and how fast.
        config: sizes.
        resume: go on from the last checkpoint, or where there is none from ``shipped``.
        report: gets a line now and then.
        shipped: folder of exported graphs.

    Raises:
        FileNotFoundError: there are no maps to train or to validate on.
        ValueError: a file of maps is not as described.
    """
    batches = Batches(read_maps(folder, "train"), recipe.seed, recipe.cells)
    examples = read_maps(folder, "val")
    validation = held_out(examples, recipe.validation_maps)
    planned = held_out(examples, recipe.validation_maps, BLOCK)
    torch.manual_seed(recipe.seed)
    model = settled(PixelCNN(config))
    # Over about a twentieth of the steps so far.
    mean = Averaged(model, lengthening(20.0))
    # Of the layers that repeat; what enters and leaves them learns better by its own scale.
    matrices = [p for p in model.layers.parameters() if p.ndim == 2]
    chosen = {id(p) for p in matrices}
    others = [p for p in model.parameters() if id(p) not in chosen]
    muon = torch.optim.Muon(matrices, recipe.matrix_rate, weight_decay=0.01)
    adam = torch.optim.AdamW(others, recipe.other_rate, betas=(0.9, 0.98), weight_decay=0.0, fused=True)

    def step(now: Moment) -> Figures:
        parts = batches.step(now.step)
        cells = max(sum(int(batch.counted.sum()) for batch in parts), 1)
        total = 0.0
        for batch in parts:
            with autocast():
                nats = model.nats(*tensors(batch))
            loss = nats[placed(batch.counted)].sum() / cells
            loss.backward()  # type: ignore[no-untyped-call]
            total += float(loss.detach())
        update(muon)
        update(adam, clip=1.0)
        return {"bits": total / math.log(2)}

    def validate() -> Figures:
        by_kind = {kind: round(bits(mean.network, batch), 4) for kind, batch in validation.items()}
        with_plans = float(np.mean([bits(mean.network, batch) for batch in planned.values()]))
        without = float(np.mean(list(by_kind.values())))
        return {**by_kind, "with_plans": round(with_plans, 4), ERROR: (with_plans + without) / 2.0}

    def load_shipped(folder: Path) -> None:
        load_graphs(folder / f"{NAME}.onnx", folder / f"{NAME}_context.onnx", model)

    return run(
        step,
        validate,
        {"model": model, "mean": mean, "muon": muon, "adam": adam},
        recipe,
        out,
        kept=lambda: {"config": asdict(config), "averaged": mean.network.state_dict()},
        resume=resume,
        shipped=partial(load_shipped, shipped) if shipped else None,
        report=report,
    )
