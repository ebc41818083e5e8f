"""Teaches our decoder to choose, from what ships or from another run, without forgetting how plays and novels sound."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Final

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from procgen.dialogue.model.controls import FITS, WHOLE
from procgen.dialogue.model.script import Script
from procgen.dialogue.recipe.chooser.examples import Pools, Rows, Said, pools_of, said_in
from procgen.dialogue.recipe.chooser.rows import Batch, Row, batch_of
from procgen.dialogue.recipe.corpus import Npc, of_split
from procgen.dialogue.recipe.data import Conversation, Stream, conversations, load_documents
from procgen.dialogue.recipe.graph import load_graph
from procgen.dialogue.recipe.train import (
    FILE,
    PAIRS_FILE,
    TABLES_FILE,
    DialogueRecipe,
    bits,
    counted,
    load_pairs,
    validation_rows,
)
from procgen.kit.recipe.average import Averaged, capped
from procgen.kit.recipe.checkpoint import read_checkpoint
from procgen.kit.recipe.device import autocast, device, placed
from procgen.kit.recipe.loop import ERROR, Figures, Moment, Report, Schedule, run, update
from procgen.models.autoregressive import Decoder, DecoderConfig
from procgen.runtime.arrays import arrays_in

_PLAY_ROWS: Final = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class ChooserRecipe(Schedule):
    """How long and how fast."""

    budget_s: float = 5400.0
    every: int = 12
    """One of so many conversations and texts of the pack is read: more than a run of some hours gets through."""
    matrix_rate: float = 4e-3
    table_rate: float = 6e-4
    verdict: float = 2.0
    """What a nat of a verdict counts beside one of a word."""
    talks: int = 2
    """Rows of a step: of talks; besides, one of what somebody says alone and one of a conversation of the pack."""
    again_every: int = 2
    """One of so many steps also reads from the pack, as the decoder first learned."""
    again_tokens: int = 1024
    warmup_steps: int = 20
    cooldown_from: float = 0.4
    floor: float = 0.02
    straight: bool = True
    report_every_s: float = 480.0
    checkpoint_every_s: float = 240.0
    validate_first: bool = True
    averaged: float = 0.985
    judged: int = 16
    """Rows of each kind to validate on."""
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Losses:
    """Of a batch: mean nats a foretold word; for each verdict the nats of each group, and whether the first won."""

    words: Tensor
    verdicts: dict[int, list[Tensor]] = field(default_factory=dict)
    won: dict[int, list[bool]] = field(default_factory=dict)


def losses_of(model: Decoder, batch: Batch) -> Losses:
    """What a decoder makes of a batch."""
    where = device()
    x = model.branching(
        batch.ids.to(where),
        (batch.before.to(where), batch.last.to(where)),
        batch.positions.to(where),
        batch.sees.to(where),
    ).flatten(0, 1)
    if len(batch.places):
        words = model.loss_of(x[batch.places], batch.targets.to(where), torch.ones(len(batch.places), device=where))
    else:
        words = torch.zeros((), device=where)
    found = Losses(words)
    if batch.groups:
        owners = batch.owners.to(where)
        marks = model.tables.token(batch.marks.to(where))
        told = (x[batch.texts].float() * marks[owners]).sum(-1) * model.scale
        count = torch.bincount(owners, minlength=len(marks))
        scores = told.new_zeros(len(marks)).index_add(0, owners, told) / count
        for first, end in batch.groups:
            mark, row = int(batch.marks[first]), scores[first:end]
            found.verdicts.setdefault(mark, []).append(F.cross_entropy(row[None], row.new_zeros(1, dtype=torch.long)))
            found.won.setdefault(mark, []).append(bool(row.argmax() == 0))
    return found


class Material:
    """What is read of a split: persons of the corpus and conversations of the pack.

    Args:
        npcs: of the split.
        talks: of the split.
        script: of the decoder.
        seed: of all draws.
    """

    def __init__(self, npcs: Sequence[Npc], talks: Sequence[Conversation], script: Script, seed: int) -> None:
        self._npcs = npcs
        self._speaking = [npc for npc in npcs if sum(each.kind != "bark" for each in npc.lines) > 1]
        self._talks = [talk for talk in talks if len(talk.turns) > 2]
        self._said: Said = said_in(talks)
        pools: Pools = pools_of(npcs)
        self._rows = Rows(script, pools)
        self._seed = seed

    def _chance(self, kind: int, number: int) -> np.random.Generator:
        return np.random.default_rng((self._seed, kind, number))

    def _of(self, number: int, of: Sequence[Npc]) -> Npc:
        done, place = divmod(number, len(of))
        return of[int(np.random.default_rng((self._seed, 9, done)).permutation(len(of))[place])]

    def talk(self, number: int) -> Row:
        """A row of a talk; all persons come before any comes again."""
        return self._rows.talk(self._of(number, self._npcs), self._chance(0, number))

    def alone(self, number: int) -> Row:
        """A row of what somebody says by themselves; one of four of barks."""
        chance = self._chance(1, number)
        if number % 4 == 3:
            return self._rows.barks([self._npcs[int(i)] for i in chance.permutation(len(self._npcs))[:24]], chance)
        return self._rows.lines(self._of(number, self._speaking), chance)

    def books(self, number: int) -> Row:
        """A row of lines of the phrase books."""
        return self._rows.books(self._seed, number)

    def pack(self, number: int) -> Row:
        """A row of a conversation of the pack."""
        chance = self._chance(2, number)
        talk = self._talks[int(chance.integers(len(self._talks)))]
        return self._rows.conversation(talk, self._said, chance)


def train_chooser(
    npcs: Sequence[Npc],
    pack: Path,
    out: Path,
    recipe: ChooserRecipe,
    *,
    shipped: Path,
    resume: bool = False,
    begin: Path | None = None,
    config: DecoderConfig | None = None,
    report: Report = print,
) -> Path:
    """Train; returns the path of what the validation split likes best, as `recipe.train.train` keeps it.

    Args:
        npcs: the corpus; persons of its test split are left alone.
        pack: folder of the dialogue pack, of which the decoder learned.
        out: folder of the run.
        recipe: how long and how fast.
        shipped: folder of the exported decoder, with which it begins, byte pairs included.
        resume: go on from the checkpoint.
        begin: what another run kept, to begin with.
        config: sizes of the decoder, where they are others; the vocabulary is that of the byte pairs.
        report: told how it goes.
    """
    out.mkdir(parents=True, exist_ok=True)
    tables = arrays_in((shipped / TABLES_FILE).read_bytes())
    (out / PAIRS_FILE).write_bytes(tables["pairs"].tobytes())
    script = Script(load_pairs(out / PAIRS_FILE))
    torch.manual_seed(recipe.seed)
    model = Decoder(replace(config or DecoderConfig(), vocabulary=len(script.pairs))).to(device())
    if begin:
        model.load_state_dict(read_checkpoint(begin)["model"])
    else:
        load_graph(shipped / FILE, tables, model)
    del tables
    # They know by heart what they have seen, and there is far less of the corpus than of what they learned from.
    for table in model.tables.ngrams:
        table.requires_grad_(False)
    matrices = [p for p in model.blocks.parameters() if p.ndim == 2]
    chosen = {id(p) for p in matrices}
    others = [p for p in model.parameters() if id(p) not in chosen and p.requires_grad]
    muon = torch.optim.Muon(matrices, recipe.matrix_rate, weight_decay=0.01)
    adam = torch.optim.AdamW(others, recipe.table_rate, betas=(0.9, 0.98), weight_decay=0.0, fused=True)
    average = Averaged(model, capped(recipe.averaged, 10))
    stream = Stream(load_documents(pack, script, "train", recipe.every), dict(DialogueRecipe().late), 257, recipe.seed)
    material = Material(
        of_split(npcs, "train"), list(islice(conversations(pack, "train"), 0, None, recipe.every)), script, recipe.seed
    )
    judge = Judge(npcs, pack, script, recipe.judged)
    makers = (*(recipe.talks * (material.talk,)), material.alone, material.pack, material.books)

    def step(now: Moment) -> Figures:
        rows = list(_rows(now.step, makers))
        with autocast():
            found = losses_of(model, batch_of(rows))
            verdicts = torch.stack([torch.stack(each).mean() for each in found.verdicts.values()])
            loss = found.words + recipe.verdict * verdicts.sum()
        loss.backward()  # type: ignore[no-untyped-call]
        figures = {"words": found.words.item(), "verdicts": verdicts.sum().item()}
        if now.step % recipe.again_every == 0:
            read, again = stream.batch(recipe.again_tokens // (stream.length - 1))
            ids = placed(read).long()
            with autocast():
                once_more = model.loss(ids, counted(ids, script), placed(again))
            once_more.backward()  # type: ignore[no-untyped-call]
        update(muon)
        update(adam, clip=1.0)
        return figures

    return run(
        step,
        lambda: judge(average.network),
        {"model": model, "average": average, "muon": muon, "adam": adam, "stream": stream},
        recipe,
        out,
        kept=lambda: {"config": asdict(model.config), "model": average.network.state_dict()},
        resume=resume,
        report=report,
    )


def _rows(number: int, makers: Sequence[Callable[[int], Row]]) -> Iterator[Row]:
    """Of each maker, none twice."""
    for place, maker in enumerate(makers):
        many = sum(each == maker for each in makers)
        before = sum(each == maker for each in makers[:place])
        row = maker(many * number + before)
        if row.groups:
            yield row


class Judge:
    """Measures a decoder on persons and works that it does not learn from.

    Args:
        npcs: the corpus.
        pack: folder of the dialogue pack.
        script: of the decoder.
        count: rows of each kind.
    """

    def __init__(self, npcs: Sequence[Npc], pack: Path, script: Script, count: int) -> None:
        self._script = script
        self._names = {script.mark(FITS): "fits", script.mark(WHOLE): "whole"}
        held = load_documents(pack, script, "validation")
        self._plays = validation_rows(held["play"], _PLAY_ROWS)
        talks = list(conversations(pack, "validation"))
        material = Material(of_split(npcs, "validation"), talks, script, 1 << 20)
        makers = {"talk": material.talk, "alone": material.alone, "books": material.books, "pack": material.pack}
        self._rows = {name: [row for row in map(maker, range(count)) if row.groups] for name, maker in makers.items()}

    @torch.no_grad()
    def __call__(self, model: Decoder) -> Figures:
        """Nats a word and shares of texts that are told from others; their sum of nats chooses."""
        figures: dict[str, float] = {"plays": bits(model, self._plays, self._script)}
        error = figures["plays"] * math.log(2)
        for name, rows in self._rows.items():
            words: list[float] = []
            nats: dict[int, list[float]] = {}
            won: dict[int, list[bool]] = {}
            for first in range(0, len(rows), 4):
                with autocast():
                    found = losses_of(model, batch_of(rows[first : first + 4]))
                words.append(found.words.item())
                for mark, each in found.verdicts.items():
                    nats.setdefault(mark, []).extend(one.item() for one in each)
                    won.setdefault(mark, []).extend(found.won[mark])
            if name != "books":
                figures[f"{name} words"] = sum(words) / len(words)
                error += figures[f"{name} words"]
            for mark, of_groups in sorted(nats.items()):
                figures[f"{name} {self._names[mark]}"] = sum(won[mark]) / len(won[mark])
                error += sum(of_groups) / len(of_groups)
        return {**figures, ERROR: error}
