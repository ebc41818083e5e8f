"""The recipe of the levels above notes: bars become codes, and a prior tells codes of pieces."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from procgen.kit.recipe.average import Averaged, capped
from procgen.kit.recipe.checkpoint import BEST, read_checkpoint
from procgen.kit.recipe.device import autocast
from procgen.kit.recipe.loop import ERROR, Figures, Moment, Report, run, update
from procgen.models.bar_codes import BarCoder, CodePrior, CoderConfig, PriorConfig
from procgen.models.music import ComposerConfig
from procgen.music.compose.events import BAR_SIZES, DENSITY, SIZES, STEPS_OF_QUARTER, SUNG, Ints, Piece
from procgen.music.recipe.corpus import Work
from procgen.music.recipe.rows import Rows, hide, notes_told, stacked
from procgen.music.recipe.train import Chance, MusicRecipe, optimisers

MOST_NOTES: Final = 47
"""Of bars that are learned from; 1 % has more, and keeps as many."""
_BARS: Final = 160
_OFF: Final = 0.25
"""What the distance to codes counts in the loss (van den Oord et al. 2017)."""
_PIECE_BARS: Final = 192


def new_coder(**sizes: Any) -> BarCoder:
    """One that knows nothing."""
    small = {"width": 160, "layers": 3, "heads": 4, "head": 40, "hidden": 432, "dropout": 0.0}
    own = {name: sizes.pop(name) for name in ("codes",) if name in sizes}
    return BarCoder(CoderConfig(ComposerConfig(SIZES, BAR_SIZES, **{**small, **sizes}), **own))


def cut_bar(rows: Rows, piece: int, bar: int) -> dict[str, Any]:
    """One bar and the token after it. What it says of its notes is left to the code."""
    row = rows.cut(piece, bar, MOST_NOTES + 1)
    hide(row)
    after = np.flatnonzero(row["is_bar"][1:])
    row["counts"][(int(after[0]) if len(after) else MOST_NOTES) + 1 :] = False
    return row


@torch.no_grad()
def codes_of(coder: BarCoder, pieces: Sequence[Piece]) -> list[Ints]:
    """The code of each bar of pieces."""
    coder.eval()
    rows, found = Rows(pieces), []
    for number, piece in enumerate(pieces):
        x = stacked([cut_bar(rows, number, bar) for bar in range(len(piece))])
        parts = []
        for first in range(0, len(piece), 256):
            part = {name: values[first : first + 256] for name, values in x.items()}
            last = part["counts"].sum(1) - 1
            with autocast():
                vectors = coder.vectors(
                    part["notes"][:, :-1], part["bars"][:, :-1], part["is_bar"][:, :-1], part["quarters"][:, :-1], last
                )
            parts.append(coder.book.nearest(vectors).numpy())
        found.append(np.concatenate(parts))
    return found


def train_coder(
    works: Sequence[Work], folder: Path, recipe: MusicRecipe, *, resume: bool, report: Report, **sizes: Any
) -> Path:
    """Train the coder of bars; see :func:`procgen.music.recipe.train.train_composer`."""
    torch.manual_seed(recipe.seed)
    learned = Rows([work.piece for work in works if work.split == "train"])
    held_rows = Rows([work.piece for work in works if work.split == "validation"])
    chance = Chance(recipe.seed)
    fixed = Chance(0).generator

    def drawn(rows: Rows, generator: np.random.Generator) -> dict[str, Tensor]:
        pieces = generator.choice(len(rows.tokens), size=_BARS, p=rows.share)
        return stacked([cut_bar(rows, int(p), int(generator.integers(len(rows.bars[p])))) for p in pieces])

    held = [drawn(held_rows, fixed) for _ in range(8)]
    model = new_coder(**sizes)
    muon, adam = optimisers(model, recipe)

    def step(now: Moment) -> Figures:
        model.train()
        x = drawn(learned, chance.generator)
        with autocast():
            total, off, codes = model.losses(**x)
        notes = notes_told(x)
        torch.autograd.backward(total / notes + _OFF * off)
        update(muon)
        update(adam, 1.0)
        return {"bits": total.item() / notes / math.log(2.0), "off": off.item(), "used": len(set(codes.tolist()))}

    @torch.no_grad()
    def validate() -> Figures:
        model.eval()
        nats, notes, seen = 0.0, 0, []
        for x in held:
            with autocast():
                total, _, codes = model.losses(**x)
            nats += total.item()
            notes += notes_told(x)
            seen.append(codes)
        count = torch.bincount(torch.cat(seen), minlength=model.config.codes).float()
        share = count[count > 0] / count.sum()
        bits = nats / notes / math.log(2.0)
        return {"held_bits": bits, "code_bits": float(-(share * share.log2()).sum()), ERROR: bits}

    run(
        step, validate, {"model": model, "muon": muon, "adam": adam, "chance": chance}, recipe, folder,
        kept=lambda: {"model": model.state_dict(), "config": asdict(model.config)}, resume=resume, report=report,
    )  # fmt: skip
    return folder / BEST


def load_coder(path: Path) -> BarCoder:
    """What a run kept."""
    state = read_checkpoint(path)
    told = dict(state["config"])
    model = BarCoder(CoderConfig(ComposerConfig(**told.pop("notes")), **told))
    model.load_state_dict(state["model"])
    return model.eval()


def piece_rows(pieces: Sequence[Piece], codes: Sequence[Ints]) -> list[dict[str, Any]]:
    """Pieces as rows of `_PIECE_BARS` bars; what is beyond a piece does not count."""
    rows = []
    for piece, own in zip(pieces, codes, strict=True):
        begins = np.concatenate([[0], np.cumsum(piece.steps)[:-1]]) / STEPS_OF_QUARTER
        for first in range(0, len(piece), _PIECE_BARS):
            here = slice(first, min(first + _PIECE_BARS, len(piece)))
            count = here.stop - here.start
            row: dict[str, Any] = {
                "bars": np.zeros((_PIECE_BARS, len(BAR_SIZES)), np.int64),
                "codes": np.zeros(_PIECE_BARS, np.int64),
                "quarters": np.zeros(_PIECE_BARS, np.float32),
                "counts": np.arange(_PIECE_BARS) < count,
            }
            row["bars"][:count] = piece.bars[here]
            row["bars"][:, SUNG] = 0  # the code says it
            row["codes"][:count] = own[here]
            row["quarters"][:count] = begins[here] - begins[first]
            rows.append(row)
    return rows


def prior_nats(model: CodePrior, x: dict[str, Tensor]) -> tuple[Tensor, Tensor]:
    """Sums of cross-entropies in nats of densities and of codes."""
    with autocast():
        dense, code = model(x["bars"], x["codes"], x["quarters"])
    counts = x["counts"]
    return (
        F.cross_entropy(dense[counts].float(), x["bars"][..., DENSITY][counts], reduction="sum"),
        F.cross_entropy(code[counts].float(), x["codes"][counts], reduction="sum"),
    )


def train_prior(
    works: Sequence[Work], coder: BarCoder, folder: Path, recipe: MusicRecipe, *, resume: bool, report: Report,
    **sizes: Any,
) -> Path:  # fmt: skip
    """Train the prior of codes; see :func:`procgen.music.recipe.train.train_composer`."""
    torch.manual_seed(recipe.seed)
    by_split = {split: [work.piece for work in works if work.split == split] for split in ("train", "validation")}
    rows = {split: piece_rows(pieces, codes_of(coder, pieces)) for split, pieces in by_split.items()}
    model = CodePrior(PriorConfig(BAR_SIZES, DENSITY, coder.config.codes, **sizes))
    average = Averaged(model, capped(0.999, 10))
    muon, adam = optimisers(model, recipe, decay=0.05)
    chance = Chance(recipe.seed)

    def step(now: Moment) -> Figures:
        model.train()
        chosen = chance.generator.integers(len(rows["train"]), size=recipe.rows * 2)
        x = stacked([rows["train"][int(one)] for one in chosen])
        dense, code = prior_nats(model, x)
        bars = int(x["counts"].sum())
        torch.autograd.backward((dense + code) / bars)
        update(muon)
        update(adam, 1.0)
        return {"density": dense.item() / bars / math.log(2.0), "code": code.item() / bars / math.log(2.0)}

    def validate() -> Figures:
        told = bits_a_bar(average.network, rows["validation"])
        return {**told, ERROR: told["bits_per_bar"]}

    run(
        step, validate, {"model": model, "average": average, "muon": muon, "adam": adam, "chance": chance}, recipe,
        folder, kept=lambda: {"model": average.network.state_dict(), "config": asdict(model.config)}, resume=resume,
        report=report,
    )  # fmt: skip
    return folder / BEST


@torch.no_grad()
def bits_a_bar(model: CodePrior, rows: Sequence[dict[str, Any]]) -> dict[str, float]:
    """Bits that densities and codes of bars take on average."""
    model.eval()
    sums, bars = np.zeros(2), 0
    for first in range(0, len(rows), 8):
        x = stacked(rows[first : first + 8])
        sums += [each.item() for each in prior_nats(model, x)]
        bars += int(x["counts"].sum())
    bits = sums / bars / math.log(2.0)
    return {"held_density": float(bits[0]), "held_code": float(bits[1]), "bits_per_bar": float(bits.sum())}
