"""The recipe of tables: an order-agnostic NADE from a CSV file, in minutes on an ordinary processor."""

from __future__ import annotations

import copy
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch

from procgen.kit.recipe.export import export_onnx, write_catalog_entry
from procgen.models.nade import Folded, Nade, NadeConfig, random_known
from procgen.table.nade import BLOCK_ROWS, INPUT, OUTPUT
from procgen.table.recipe.data import TableData
from procgen.table.schema import Schema
from procgen.table.table import DOMAIN, ROLE

Said = Callable[[str], None]


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
    data: TableData, *, budget_s: float, seed: int = 0, report: Said = print, shapes: Sequence[Shape] = SHAPES
) -> Trained:
    """Train networks of several widths, and keep what is best on the validation rows.

    Args:
        data: the table.
        budget_s: time for all of them together; networks end earlier after 80 rounds over the rows, or once their
            validation loss no longer falls.
        seed: of weights, batches and orders. The same seed gives the same network where time does not end it.
        report: told how it goes.
        shapes: networks to try.
    """
    began = time.monotonic()
    marginals = torch.from_numpy(np.concatenate(log_marginals(data.of("train"), data.schema))).float()
    best: Nade | None = None
    attempts: list[Attempt] = []
    for number, shape in enumerate(shapes):
        left = budget_s - (time.monotonic() - began)
        ranks = tuple(column.ranks for column in data.schema.columns)
        config = NadeConfig(data.schema.states, ranks, hidden=shape.hidden, dropout=shape.dropout)
        model, attempt = _train(config, shape, marginals, data, left / (len(shapes) - number), seed + number)
        report(
            f"width {shape.hidden}: {attempt.validation_nats:.4f} nats a row at step {attempt.best_step} "
            f"of {attempt.steps}, {time.monotonic() - began:.0f} s"
        )
        if best is None or attempt.validation_nats < min(each.validation_nats for each in attempts):
            best = model
        attempts.append(attempt)
    assert best is not None
    return Trained(best, tuple(attempts))


def _train(
    config: NadeConfig, shape: Shape, marginals: torch.Tensor, data: TableData, budget_s: float, seed: int
) -> tuple[Nade, Attempt]:
    began = time.monotonic()
    torch.manual_seed(seed)
    generator = torch.Generator().manual_seed(seed)
    model = Nade(config, marginals)
    averaged = copy.deepcopy(model).eval().requires_grad_(False)
    rows = torch.from_numpy(data.of("train"))
    held, masks = _held_out(data, seed)
    least = _loss(averaged, held, masks)
    best, best_step, stale, step = copy.deepcopy(averaged), 0, 0, 0
    decayed = [model.embed, model.out, *(p for n, p in model.blocks.named_parameters() if n.endswith("er.weight"))]
    others = [p for p in model.parameters() if all(p is not each for each in decayed)]
    groups = [{"params": decayed, "weight_decay": shape.weight_decay}, {"params": others, "weight_decay": 0.0}]
    optimiser = torch.optim.AdamW(groups, lr=shape.learning_rate, betas=(0.9, 0.98))
    columns = len(config.states)
    model.train()
    steps = min(max(len(rows) * _EPOCHS // _BATCH, _STEPS[0]), _STEPS[1])
    while stale < _PATIENCE and step < steps and time.monotonic() - began < budget_s:
        spent = max(step / steps, (time.monotonic() - began) / budget_s)
        for group in optimiser.param_groups:
            group["lr"] = shape.learning_rate * min((step + 1) / 50, 1.0) * min(1.0, 2.0 * (1.0 - spent) + 0.02)
        picked = torch.randint(len(rows), (_BATCH,), generator=generator)
        loss = model.row_losses(rows[picked], random_known(_BATCH, columns, generator)).mean()
        optimiser.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(model.parameters(), 5.0)
        optimiser.step()
        step += 1
        weight = min(_AVERAGE, step / (step + 10))
        with torch.no_grad():
            for slow, fast in zip(averaged.parameters(), model.parameters(), strict=True):
                slow.lerp_(fast, 1.0 - weight)
        if step % _CHECK_EVERY == 0:
            now = _loss(averaged, held, masks)
            stale += 1
            if now < least:
                least, best_step, stale = now, step, 0
                best.load_state_dict(averaged.state_dict())
    return best, Attempt(config.hidden, config.dropout, step, best_step, least)


def _held_out(data: TableData, seed: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Validation rows, several times each, and what is known of them."""
    rows = torch.from_numpy(data.of("validation"))
    rows = rows[:4096].repeat(max(min(_VALIDATION_MASKS, 32768 // len(rows[:4096])), 1), 1)
    generator = torch.Generator().manual_seed(seed + 1000)
    order = torch.randperm(len(rows), generator=generator)
    return rows[order], random_known(len(rows), rows.shape[1], generator, even=True)


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
