"""Trains the writer: adapters of a published network, on what persons of the corpus say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import torch

from procgen.dialogue.recipe.corpus import Npc, of_split
from procgen.dialogue.recipe.corpus.npc import Talk
from procgen.dialogue.recipe.writer.base import load_base
from procgen.dialogue.recipe.writer.examples import Answers, Example, Row, of_lines, of_talk, row_of, shown
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
_JUDGED: Final = 24
"""Talks of the validation split that are looked at while training."""
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
    """Rows without end, the same for the same seed: all talks of all persons, mixed anew in each pass."""

    def __init__(self, npcs: Sequence[Npc], answers: Answers, words: Words, seed: int) -> None:
        self._talks = [(npc, talk) for npc in npcs for talk in npc.talks]
        self._answers, self._words, self._seed = answers, words, seed

    def at(self, number: int) -> Row | None:
        """One of them; None of a talk that teaches nothing."""
        done, place = divmod(number, len(self._talks))
        order = np.random.default_rng((self._seed, done)).permutation(len(self._talks))
        npc, talk = self._talks[order[place]]
        return made(npc, talk, self._answers, self._words, np.random.default_rng((self._seed, 1, number)))


def made(npc: Npc, talk: Talk, answers: Answers, words: Words, chance: np.random.Generator) -> Row | None:
    """A talk's row, with some of the person's own lines."""
    persona = shown(npc, chance)
    examples = [*of_talk(npc, talk, persona, answers, int(chance.integers(1 << 31))), *of_lines(npc, persona, chance)]
    mixed = [examples[i] for i in chance.permutation(len(examples))]
    return words.row(mixed) if mixed else None


def train_writer(
    npcs: Sequence[Npc],
    base_file: Path,
    answers: Answers,
    folder: Path,
    *,
    budget_s: float,
    seed: int = 0,
    resume: bool = False,
    report: Report = print,
) -> Adapter:
    """Train.

    Args:
        npcs: the corpus; persons of its test split are left alone.
        base_file: GGUF file of the network that is frozen.
        answers: plays talks by the phrase books.
        folder: of the run; "best.pt" holds "adapter".
        budget_s: seconds, over all resumed runs.
        seed: of weights and order.
        resume: go on from the checkpoint.
        report: told how it goes.
    """
    torch.manual_seed(seed)
    base = load_base(base_file)
    words = Words(Session(base_file, context_tokens=1024, slots=1))
    adapter = Adapter(base.config, RANK, ALPHA)
    judged = list(_judged(of_split(npcs, "validation"), answers, words))
    rows = Rows(of_split(npcs, "train"), answers, words, seed)
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


def _judged(npcs: Sequence[Npc], answers: Answers, words: Words) -> Iterator[Row]:
    """Talks that are spread over the persons, each as the persons are by themselves."""
    talks = [(npc, talk) for npc in npcs for talk in npc.talks]
    for i in np.linspace(0, len(talks) - 1, min(_JUDGED, len(talks))).astype(int):
        npc, talk = talks[i]
        row = made(npc, talk, answers, words, np.random.default_rng((1, i)))
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
    return adapter.eval()
