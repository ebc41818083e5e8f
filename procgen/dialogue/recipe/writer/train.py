"""Trains the writer: adapters of a published network, on what persons of the corpus say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

import numpy as np
import torch

from procgen.dialogue.recipe.corpus import Npc, of_split
from procgen.dialogue.recipe.writer.base import load_base
from procgen.dialogue.recipe.writer.examples import Example, Row, of_lines, of_turns, row_of, shown
from procgen.kit.recipe.average import Averaged, capped
from procgen.kit.recipe.checkpoint import BEST, read_checkpoint
from procgen.kit.recipe.loop import ERROR, Figures, Moment, Report, Schedule, run, update
from procgen.models.llama import Adapter, Llama
from procgen.runtime.gguf import Session

RANK: Final = 16
ALPHA: Final = 32.0
_RATE: Final = 5e-4
_ROWS: Final = 2
"""Of a step."""
_TURNS, _LINES = 10, 5
"""Of a row."""
_AVERAGED: Final = 10


@dataclass(frozen=True, slots=True)
class Words:
    """The tokeniser of a base network: chats and answers to tokens."""

    session: Session

    @property
    def end(self) -> int:
        """The token that ends an answer."""
        return self.session.tokens("<|im_end|>", special=True)[0]

    def row(self, examples: Sequence[Example]) -> Row:
        """See `examples.row_of`."""
        return row_of(examples, self.session.render, self.session.tokens, self.end)


def loss_of(base: Llama, adapter: Adapter | None, row: Row) -> torch.Tensor:
    """Of each token of the answers, nats: float32 (m,)."""
    places = np.flatnonzero(row.learned)
    wanted = torch.from_numpy(places - 1)
    hidden = base(torch.from_numpy(row.tokens), row.shared, row.sizes, wanted, adapter)
    return base.losses(hidden, torch.from_numpy(row.tokens[places]))


class Rows:
    """Rows without end, the same for the same seed: some of what each person says, mixed anew in each pass."""

    def __init__(self, npcs: Sequence[Npc], words: Words, seed: int) -> None:
        self._npcs, self._words, self._seed = npcs, words, seed

    def at(self, number: int) -> Row | None:
        """One of them; None of a person who teaches nothing."""
        done, place = divmod(number, len(self._npcs))
        order = np.random.default_rng((self._seed, done)).permutation(len(self._npcs))
        return made(self._npcs[order[place]], self._words, np.random.default_rng((self._seed, 1, number)))


def made(npc: Npc, words: Words, chance: np.random.Generator) -> Row | None:
    """A row of a person: what they tell when they are asked, and about a third of what they tell by themselves."""
    persona = shown(npc, chance)
    turns = list(islice(of_turns(npc, persona, chance), _TURNS))
    lines = list(islice(of_lines(npc, persona, chance), _LINES))
    mixed = [*turns, *lines]
    return words.row([mixed[i] for i in chance.permutation(len(mixed))]) if mixed else None


def train_writer(
    npcs: Sequence[Npc],
    base_file: Path,
    folder: Path,
    *,
    budget_s: float,
    seed: int = 0,
    resume: bool = False,
    begin: Path | None = None,
    report: Report = print,
) -> Adapter:
    """Train.

    Args:
        npcs: the corpus; persons of its test split are left alone.
        base_file: GGUF file of the network that is frozen.
        folder: of the run; "best.pt" holds "adapter".
        budget_s: seconds, over all resumed runs.
        seed: of weights and order.
        resume: go on from the checkpoint.
        begin: what another run kept, to begin with.
        report: told how it goes.
    """
    torch.manual_seed(seed)
    base = load_base(base_file)
    words = Words(Session(base_file, context_tokens=1024, slots=1))
    adapter = load_adapter(base, begin) if begin else Adapter(base.config, RANK, ALPHA)
    judged = list(_judged(of_split(npcs, "validation"), words))
    report(f"the base alone: {judge(base, None, judged):.4g} nats a token")
    rows = Rows(of_split(npcs, "train"), words, seed)
    average = Averaged(adapter, capped(0.998, _AVERAGED))
    optimiser = torch.optim.AdamW(adapter.parameters(), lr=_RATE, betas=(0.9, 0.99), weight_decay=0.0)

    def step(now: Moment) -> Figures:
        found = [row for i in range(_ROWS) if (row := rows.at(_ROWS * now.step + i)) is not None]
        count = sum(int(row.learned.sum()) for row in found)
        total = 0.0
        for row in found:
            loss = loss_of(base, adapter, row).sum() / count
            torch.autograd.backward(loss)
            total += loss.item()
        update(optimiser, 1.0)
        return {"loss": total} if found else {}

    def validate() -> Figures:
        error = judge(base, average.network, judged)
        return {"judged": error, ERROR: error}

    run(
        step,
        validate,
        {"adapter": adapter, "average": average, "optimiser": optimiser},
        Schedule(budget_s=budget_s, warmup_steps=20, cooldown_from=0.5, floor=0.05, report_every_s=600.0,
                 checkpoint_every_s=300.0, validate_first=True),
        folder,
        kept=lambda: {"adapter": average.network.state_dict(), "rank": RANK, "alpha": ALPHA},
        resume=resume,
        report=report,
    )  # fmt: skip
    return load_adapter(base, folder / BEST)


def _judged(npcs: Sequence[Npc], words: Words) -> Iterator[Row]:
    """A row of each person."""
    for i, npc in enumerate(npcs):
        row = made(npc, words, np.random.default_rng((1, i)))
        if row is not None:
            yield row


@torch.no_grad()
def judge(base: Llama, adapter: Adapter | None, rows: Sequence[Row]) -> float:
    """Mean nats a token of the answers of rows."""
    return float(torch.cat([loss_of(base, adapter, row) for row in rows]).mean())


def load_adapter(base: Llama, path: Path) -> Adapter:
    """What a run kept."""
    state = read_checkpoint(path)
    adapter = Adapter(base.config, int(state["rank"]), float(state["alpha"]))
    adapter.load_state_dict(state["adapter"])
    return adapter
