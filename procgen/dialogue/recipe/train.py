"""The recipe of our language model: decoder, Muon and AdamW, a schedule by time."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy.typing as npt
import torch
from torch import Tensor

from procgen.dialogue.model.bpe import BytePairs
from procgen.dialogue.model.script import Script
from procgen.dialogue.recipe.data import Documents, Stream, conversations, learn_pairs, load_documents
from procgen.dialogue.recipe.graph import load_graph
from procgen.kit.recipe.checkpoint import CHECKPOINT
from procgen.kit.recipe.device import autocast, device, placed
from procgen.kit.recipe.loop import ERROR, Figures, Moment, Report, Schedule, run, update
from procgen.models.autoregressive import Decoder, DecoderConfig
from procgen.runtime.arrays import arrays_in

PAIRS_FILE = "pairs.json"
FILE, TABLES_FILE = "dialogue_decoder.onnx", "dialogue_tables.npz"
"""What is exported."""
LENGTH = 512
SHORT = 256
"""Attention over long rows is the largest cost but the matrices': the first half of a run does with short ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DialogueRecipe(Schedule):
    """How long and how fast to train."""

    budget_s: float = 5400.0
    tokens: int = 4096
    """Of a batch: rows of SHORT tokens at first, of LENGTH after `long_from`."""
    long_from: float = 0.5
    matrix_rate: float = 0.02
    table_rate: float = 4e-3
    warmup_steps: int = 40
    cooldown_from: float = 0.45
    floor: float = 0.02
    straight: bool = True
    prose_until: float = 0.6
    """Share of the budget with much prose; then conversations prevail."""
    seed: int = 1
    report_every_s: float = 300.0
    report_at: tuple[int, ...] = (20, 100)
    validation_rows: int = 24
    early: tuple[tuple[str, float], ...] = (
        ("play", 0.22), ("talk", 0.33), ("prose", 0.35), ("lore", 0.07), ("lists", 0.03),
    )  # fmt: skip
    late: tuple[tuple[str, float], ...] = (
        ("play", 0.15), ("talk", 0.42), ("prose", 0.33), ("lore", 0.08), ("lists", 0.02),
    )  # fmt: skip


def load_pairs(path: Path) -> BytePairs:
    """Byte pairs of a run."""
    return BytePairs.from_json(path.read_text("utf-8"))


def counted(ids: Tensor, script: Script) -> Tensor:
    """Which tokens count: all but the controls, which the user tells; (b, t) for (b, t + 1)."""
    first = script.pairs.special["<role:king>"]
    after = ids[:, 1:]
    return (after < first) | (after >= len(script.pairs.special))


def validation_rows(documents: Documents, rows: int) -> Tensor:
    """The first rows of a source, without controls: (rows, LENGTH + 1).

    Raises:
        ValueError: it has not enough text for one.
    """
    buffer: list[int] = []
    for i in range(len(documents)):
        buffer += documents.write(i, None)
        if len(buffer) > rows * (LENGTH + 1):
            break
    rows = min(rows, len(buffer) // (LENGTH + 1))
    if not rows:
        raise ValueError("too little text to validate on: every 40th work, and plays and other conversations of each")
    return torch.tensor(buffer[: rows * (LENGTH + 1)]).view(rows, LENGTH + 1)


def bits(model: Decoder, rows: Tensor, script: Script) -> float:
    """Mean bits a token."""
    with torch.no_grad(), autocast():
        losses = [float(model.loss(part, counted(part, script))) for part in torch.split(rows.to(device()), 8)]
    return sum(losses) / len(losses) / math.log(2)


def train(
    folder: Path,
    out: Path,
    recipe: DialogueRecipe,
    config: DecoderConfig,
    *,
    resume: bool,
    report: Report,
    shipped: Path | None = None,
) -> Path:
    """Train on a pack; returns the path of the network that the validation split likes best.

    Args:
        folder: of the pack.
        out: for byte pairs, and of the run, see :func:`procgen.kit.recipe.loop.run`.
        recipe: how long and how fast.
        config: sizes; the vocabulary is what the pairs come to.
        resume: go on from the last checkpoint, or where there is none from ``shipped``, its byte pairs included.
        report: gets a line now and then.
        shipped: folder of exported files.

    Raises:
        FileNotFoundError: a file of the pack is not there.
        ValueError: the pack has too little text.
    """
    out.mkdir(parents=True, exist_ok=True)
    tables: dict[str, npt.NDArray[Any]] = {}
    if resume and shipped and not (out / CHECKPOINT).exists():
        tables = arrays_in((shipped / TABLES_FILE).read_bytes())
    if tables or not (out / PAIRS_FILE).exists():
        told = tables["pairs"].tobytes() if tables else learn_pairs(folder, config.vocabulary).to_json().encode()
        (out / PAIRS_FILE).write_bytes(told)
    script = Script(load_pairs(out / PAIRS_FILE))
    config = replace(config, vocabulary=len(script.pairs))
    sources = load_documents(folder, script, "train")
    held_out = load_documents(folder, script, "validation")
    plays = validation_rows(held_out["play"], recipe.validation_rows)
    talk = validation_rows(held_out["talk"], recipe.validation_rows)
    text_bytes = sum(len(c.text().encode()) for c in conversations(folder, "validation") if c.genre == "play")
    bytes_a_token = text_bytes / max(sum(len(held_out["play"].write(i, None)) for i in range(len(held_out["play"]))), 1)

    torch.manual_seed(recipe.seed)
    model = Decoder(config).to(device())
    matrices = [p for p in model.blocks.parameters() if p.ndim == 2]
    chosen = {id(p) for p in matrices}
    others = [p for p in model.parameters() if id(p) not in chosen]
    muon = torch.optim.Muon(matrices, recipe.matrix_rate, weight_decay=0.01)
    adam = torch.optim.AdamW(others, recipe.table_rate, betas=(0.9, 0.98), weight_decay=0.0, fused=True)
    stream = Stream(sources, dict(recipe.early), SHORT + 1, recipe.seed)

    def step(now: Moment) -> Figures:
        stream.weigh(dict(recipe.late if now.share > recipe.prose_until else recipe.early))
        stream.length = (LENGTH if now.share > recipe.long_from else SHORT) + 1
        rows, again = stream.batch(recipe.tokens // (stream.length - 1))
        ids = placed(rows).long()
        with autocast():
            # The n-gram tables know by heart what they have seen: a second time they would seem to know all.
            loss = model.loss(ids, counted(ids, script), placed(again))
        loss.backward()  # type: ignore[no-untyped-call]
        update(muon)
        update(adam, clip=1.0)
        return {"bits": float(loss.detach()) / math.log(2)}

    def validate() -> Figures:
        measured = bits(model, plays, script)
        return {ERROR: measured, "talk": bits(model, talk, script), "bits_per_byte": measured / bytes_a_token}

    return run(
        step,
        validate,
        {"model": model, "muon": muon, "adam": adam, "stream": stream},
        recipe,
        out,
        kept=lambda: {"config": asdict(config), "model": model.state_dict()},
        resume=resume,
        shipped=partial(load_graph, shipped / FILE, tables, model) if shipped and tables else None,
        report=report,
    )
