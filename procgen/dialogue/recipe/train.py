"""The recipe of our language model: decoder, Muon and AdamW, a schedule by time."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import torch
from torch import Tensor

from procgen.dialogue.model.bpe import BytePairs
from procgen.dialogue.model.script import Script
from procgen.dialogue.recipe.data import Documents, Stream, conversations, learn_pairs, load_documents
from procgen.kit.recipe.loop import Journal, Report
from procgen.models.autoregressive import Decoder, DecoderConfig

PAIRS_FILE = "pairs.json"
LENGTH = 512
SHORT = 256
"""Attention over long rows is the largest cost but the matrices': the first half of a run does with short ones."""


@dataclass(frozen=True, slots=True)
class DialogueRecipe:
    """How long and how fast to train."""

    budget_s: float = 5400.0
    tokens: int = 4096
    """Of a batch: rows of SHORT tokens at first, of LENGTH after `long_from`."""
    long_from: float = 0.5
    matrix_rate: float = 0.02
    table_rate: float = 4e-3
    warmup_steps: int = 40
    cooldown_from: float = 0.45
    """Share of the budget after which the rates fall, in a straight line, to a fiftieth."""
    prose_until: float = 0.6
    """Share of the budget with much prose; then conversations prevail."""
    seed: int = 1
    checkpoint_every_s: float = 120.0
    validate_every_s: float = 300.0
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
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
        losses = [float(model.loss(part, counted(part, script))) for part in torch.split(rows, 8)]
    return sum(losses) / len(losses) / math.log(2)


def train(
    folder: Path,
    out: Path,
    recipe: DialogueRecipe,
    config: DecoderConfig,
    *,
    resume: bool,
    report: Callable[[str], None],
) -> Path:
    """Train on a pack; returns the checkpoint.

    Raises:
        FileNotFoundError: a file of the pack is not there.
        ValueError: the pack has too little text.
    """
    out.mkdir(parents=True, exist_ok=True)
    if not (out / PAIRS_FILE).exists():
        (out / PAIRS_FILE).write_text(learn_pairs(folder, config.vocabulary).to_json(), "utf-8")
    script = Script(load_pairs(out / PAIRS_FILE))
    config = replace(config, vocabulary=len(script.pairs))
    sources = load_documents(folder, script, "train")
    held_out = load_documents(folder, script, "validation")
    plays = validation_rows(held_out["play"], recipe.validation_rows)
    talk = validation_rows(held_out["talk"], recipe.validation_rows)
    text_bytes = sum(len(c.text().encode()) for c in conversations(folder, "validation") if c.genre == "play")
    bytes_a_token = text_bytes / max(sum(len(held_out["play"].write(i, None)) for i in range(len(held_out["play"]))), 1)

    torch.manual_seed(recipe.seed)
    model = Decoder(config)
    matrices = [p for p in model.blocks.parameters() if p.ndim == 2]
    chosen = {id(p) for p in matrices}
    others = [p for p in model.parameters() if id(p) not in chosen]
    muon = torch.optim.Muon(matrices, recipe.matrix_rate, weight_decay=0.01)
    adam = torch.optim.AdamW(others, recipe.table_rate, betas=(0.9, 0.98), weight_decay=0.0, fused=True)
    step, spent = 0, 0.0
    last = out / "last.pt"
    if resume and last.exists():
        state = torch.load(last, weights_only=True)
        model.load_state_dict(state["model"])
        muon.load_state_dict(state["muon"])
        adam.load_state_dict(state["adam"])
        step, spent = state["step"], state["spent"]
    stream = Stream(sources, dict(recipe.early), SHORT + 1, recipe.seed + step)
    if step:
        stream.go_on(state["stream"])
    began = saved = validated = time.monotonic()
    began -= spent
    tokens = 0
    mean = 0.0
    late = False
    with Journal(out / "log.jsonl", lambda line: report(f"{line}")) as journal:
        while True:
            now = time.monotonic()
            share = (now - began) / recipe.budget_s
            if share >= 1:
                break
            if share > recipe.prose_until and not late:
                stream.weigh(dict(recipe.late))
                late = True
            if share > recipe.long_from:
                stream.length = LENGTH + 1
            rate = min((step + 1) / recipe.warmup_steps, 1.0)
            if share > recipe.cooldown_from:
                rate *= 0.02 + 0.98 * (1 - share) / (1 - recipe.cooldown_from)
            for optimizer, base in ((muon, recipe.matrix_rate), (adam, recipe.table_rate)):
                for group in optimizer.param_groups:
                    group["lr"] = base * rate
            rows, again = stream.batch(recipe.tokens // (stream.length - 1))
            ids = torch.from_numpy(rows).long()
            with torch.autocast("cpu", torch.bfloat16):
                # The n-gram tables know by heart what they have seen: a second time they would seem to know all.
                loss = model.loss(ids, counted(ids, script), torch.from_numpy(again))
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(others, 1.0)
            muon.step()  # type: ignore[no-untyped-call]
            adam.step()
            for parameter in model.parameters():
                parameter.grad = None
            step += 1
            tokens += recipe.tokens
            mean = float(loss.detach()) if step == 1 else 0.98 * mean + 0.02 * float(loss.detach())
            now = time.monotonic()
            if now - validated > recipe.validate_every_s or (step in (20, 100)):
                validated = now
                measured = bits(model, plays, script)
                line = Report(step, now - began, mean / math.log(2), measured, rate)
                journal.write(
                    line, tokens=tokens, talk=bits(model, talk, script), bits_per_byte=measured / bytes_a_token
                )
            if now - saved > recipe.checkpoint_every_s:
                saved = now
                _save(last, model, muon, adam, stream, step, now - began, config)
    _save(last, model, muon, adam, stream, step, time.monotonic() - began, config)
    return last


def _save(
    path: Path,
    model: Decoder,
    muon: torch.optim.Optimizer,
    adam: torch.optim.Optimizer,
    stream: Stream,
    step: int,
    spent: float,
    config: DecoderConfig,
) -> None:
    beside = path.with_suffix(".new")
    torch.save(
        {
            "model": model.state_dict(),
            "muon": muon.state_dict(),
            "adam": adam.state_dict(),
            "stream": stream.state(),
            "step": step,
            "spent": spent,
            "config": asdict(config),
        },
        beside,
    )
    beside.replace(path)
