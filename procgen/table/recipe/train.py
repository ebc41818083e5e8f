"""The recipe of tables: an order-agnostic NADE from a CSV file, in minutes on an ordinary processor."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch

from procgen.kit.recipe.average import Averaged, capped
from procgen.kit.recipe.checkpoint import JOURNAL, begins_shipped, read_checkpoint, run_folder
from procgen.kit.recipe.device import device, placed, settled
from procgen.kit.recipe.export import export_onnx, write_catalog_entry
from procgen.kit.recipe.loop import ERROR, Figures, Moment, Report, Schedule, run, told_time, update
from procgen.kit.recipe.shipped import graph_tensors, load_shipped
from procgen.models.nade import Folded, Nade, NadeConfig, random_known
from procgen.table.nade import BLOCK_ROWS, INPUT, OUTPUT
from procgen.table.recipe.data import TableData
from procgen.table.schema import Schema
from procgen.table.table import DOMAIN, ROLE


@dataclass(frozen=True, slots=True)
class Shape:
    """A network to try, and how it is kept from learning rows by heart."""

    hidden: int
    dropout: float
    learning_rate: float
    weight_decay: float


SHAPES = (Shape(64, 0.4, 1e-3, 1.0), Shape(128, 0.2, 2e-3, 0.2), Shape(256, 0.1, 2e-3, 0.03))
"""Which suits depends on how many rows there are."""
_BATCH = 256
_EPOCHS = 80
_STEPS = (800, 4000)
"""Fewest and most, whatever the number of rows."""
_AVERAGE = 0.99
_CHECK_EVERY = 50
_PATIENCE = 16
"""Checks without a better validation loss, after which a network is done."""
_VALIDATION_MASKS = 16
_SMOOTHING = 0.5


@dataclass(frozen=True, slots=True)
class Attempt:
    """One network that was trained."""

    hidden: int
    dropout: float
    steps: int
    best_step: int
    """0 where independent columns were never beaten."""
    validation_nats: float
    """Per row: the mean negative log-probability of the states, over orders."""
    seconds: float


@dataclass(frozen=True, slots=True)
class Trained:
    """The network that was best on the validation rows, and all that were tried."""

    model: Nade
    attempts: tuple[Attempt, ...]


def log_marginals(codes: np.ndarray[Any, np.dtype[np.int64]], schema: Schema) -> list[np.ndarray[Any, np.dtype[Any]]]:
    """For each column the logarithm of its states' shares of the rows, half a row more for each state."""
    told = []
    for index, states in enumerate(schema.states):
        counts = np.bincount(codes[:, index], minlength=states) + _SMOOTHING
        told.append(np.log(counts / counts.sum()))
    return told


def train_table(
    data: TableData,
    folder: Path | None = None,
    *,
    budget_s: float,
    seed: int = 0,
    resume: bool = False,
    shipped: Path | None = None,
    report: Report = print,
    shapes: Sequence[Shape] = SHAPES,
) -> Trained:
    """Train networks of several widths, and keep what is best on the validation rows.

    Args:
        data: the table.
        folder: of the runs, one a width, see :func:`procgen.kit.recipe.loop.run`; none is kept without.
        budget_s: time for all of them together; networks end earlier after 80 rounds over the rows, or once their
            validation loss no longer falls.
        seed: of weights, batches and orders. The same seed gives the same network where time does not end it.
        resume: go on from the last checkpoints, or where there are none from ``shipped``, those that have its width.
        shipped: an exported network of a table with the same columns.
        report: told how it goes.
        shapes: networks to try.
    """
    marginals = placed(np.concatenate(log_marginals(data.of("train"), data.schema)).astype(np.float32))
    tried: list[tuple[Nade, Attempt]] = []
    spent_s = 0.0
    with run_folder(folder) as runs:
        if not begins_shipped(runs / f"width-{shape.hidden}" for shape in shapes):
            shipped = None
        for number, shape in enumerate(shapes):
            left_s = max(budget_s - spent_s, 1.0) / (len(shapes) - number)
            place = runs / f"width-{shape.hidden}"
            tried.append(_train(shape, marginals, data, left_s, seed + number, place, resume, shipped, report))
            spent_s += tried[-1][1].seconds
    best = min(tried, key=lambda each: each[1].validation_nats)
    return Trained(best[0], tuple(attempt for _, attempt in tried))


def _train(
    shape: Shape,
    marginals: torch.Tensor,
    data: TableData,
    budget_s: float,
    seed: int,
    folder: Path,
    resume: bool,
    shipped: Path | None,
    report: Report,
) -> tuple[Nade, Attempt]:
    torch.manual_seed(seed)
    generator = torch.Generator().manual_seed(seed)
    ranks = tuple(column.ranks for column in data.schema.columns)
    config = NadeConfig(data.schema.states, ranks, hidden=shape.hidden, dropout=shape.dropout)
    model = settled(Nade(config, marginals))
    average = Averaged(model, capped(_AVERAGE, 10))
    rows = placed(data.of("train"))
    held, masks = _held_out(data, seed)
    decayed = [model.embed, model.out, *(p for n, p in model.blocks.named_parameters() if n.endswith("er.weight"))]
    others = [p for p in model.parameters() if all(p is not each for each in decayed)]
    groups = [{"params": decayed, "weight_decay": shape.weight_decay}, {"params": others, "weight_decay": 0.0}]
    optimiser = torch.optim.AdamW(groups, lr=shape.learning_rate, betas=(0.9, 0.98))
    columns = len(config.states)
    model.train()

    def step(_now: Moment) -> Figures:
        picked = torch.randint(len(rows), (_BATCH,), generator=generator).to(rows.device)
        known = random_known(_BATCH, columns, generator).to(rows.device)
        loss = model.row_losses(rows[picked], known).mean()
        loss.backward()  # type: ignore[no-untyped-call]
        update(optimiser, clip=5.0)
        return {"nats": float(loss.detach())}

    ships = shipped if shipped and shipped_width(shipped) == shape.hidden else None
    path = run(
        step,
        lambda: {ERROR: _loss(average.network, held, masks)},
        {"model": model, "average": average, "optimiser": optimiser, "generator": generator},
        Schedule(
            budget_s=budget_s,
            steps=min(max(len(rows) * _EPOCHS // _BATCH, _STEPS[0]), _STEPS[1]),
            warmup_steps=50,
            cooldown_from=0.51,
            floor=0.02,
            straight=True,
            report_every_s=math.inf,
            report_every_steps=_CHECK_EVERY,
            patience=_PATIENCE,
            validate_first=True,
        ),
        folder,
        kept=average.network.state_dict,
        resume=resume,
        shipped=partial(load_folded, ships, model) if ships else None,
        report=lambda line: None if line.startswith("step") else report(f"width {shape.hidden}: {line}"),
    )
    lines = [json.loads(line) for line in (folder / JOURNAL).read_text("utf-8").splitlines()]
    best = min(lines, key=lambda line: float(line[ERROR]))
    model.load_state_dict(read_checkpoint(path))
    attempt = Attempt(shape.hidden, shape.dropout, lines[-1]["step"], best["step"], best[ERROR], lines[-1]["seconds"])
    report(
        f"width {attempt.hidden}: {attempt.validation_nats:.4f} nats a row at step {attempt.best_step} of "
        f"{attempt.steps}, {told_time(attempt.seconds)}"
    )
    return model.cpu().eval(), attempt


def shipped_width(path: Path) -> int:
    """Hidden units of an exported network."""
    return int(graph_tensors(path)["bias"].shape[0])


def load_folded(path: Path, model: Nade) -> None:
    """Give a network the weights of an exported one, whose vectors and output weights were worked out.

    Of all that give the same ones, those of least size are taken.

    Raises:
        ValueError: it is of other columns or another width.
    """
    folded = Folded(model)
    load_shipped(path, folded)
    with torch.no_grad():
        # By singular values in double precision: bases may lack rank, which single precision tells by chance.
        model.embed.copy_(torch.linalg.pinv(model.in_basis.double()) @ folded.embed.to(model.in_basis).double())
        model.out.copy_(torch.linalg.pinv(model.out_basis.double()) @ folded.out.to(model.out_basis).double())


def _held_out(data: TableData, seed: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Validation rows, several times each, and what is known of them."""
    rows = torch.from_numpy(data.of("validation"))
    rows = rows[:4096].repeat(max(min(_VALIDATION_MASKS, 32768 // len(rows[:4096])), 1), 1)
    generator = torch.Generator().manual_seed(seed + 1000)
    order = torch.randperm(len(rows), generator=generator)
    return rows[order].to(device()), random_known(len(rows), rows.shape[1], generator, even=True).to(device())


@torch.no_grad()
def _loss(model: Nade, rows: torch.Tensor, masks: torch.Tensor) -> float:
    losses = [model.row_losses(rows[i : i + 4096], masks[i : i + 4096]).double() for i in range(0, len(rows), 4096)]
    return float(torch.cat(losses).mean())


def export_table(
    trained: Trained,
    data: TableData,
    folder: Path,
    *,
    name: str,
    title: str = "",
    description: str = "",
    licence: str = "LicenseRef-unspecified",
    card: str = "",
    default: bool = False,
) -> Path:
    """Write the network and its catalog entry; the folder is ready for ``--models``.

    Returns:
        The network's file.

    Raises:
        ValueError: the exported graph differs from the network.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"table_{name}.onnx"
    folded = Folded(trained.model).eval()
    rows = data.of("train")
    generator = torch.Generator().manual_seed(0)
    examples = []
    for shift in (0, 1):
        picked = torch.from_numpy(rows[(np.arange(BLOCK_ROWS) * 7 + shift) % len(rows)])
        known = random_known(BLOCK_ROWS, rows.shape[1], generator)
        examples.append({INPUT: trained.model.inputs(picked, known)})
    export_onnx(folded, path, examples[0], examples[1], OUTPUT)
    card = card or f"table_{name}.md"
    if not (folder / card).exists():
        (folder / card).write_text(f"# {title or name}\n\n{description}\n", "utf-8")
    counts = np.bincount(data.split, minlength=3)
    write_catalog_entry(
        folder,
        {
            "name": f"table_{name}",
            "domain": DOMAIN,
            "generator": name,
            "role": ROLE,
            "family": "order-agnostic NADE",
            "file": path.name,
            "licence": licence,
            "default": default,
            "card": card,
            "properties": {
                "title": title or name,
                "description": description,
                "columns": data.schema.record(),
                "rows": {"train": int(counts[0]), "validation": int(counts[1]), "test": int(counts[2])},
            },
        },
    )
    return path
