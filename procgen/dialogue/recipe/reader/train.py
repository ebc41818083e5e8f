"""Trains the reader on the dialogue corpus: acts, kinds of question, and which facts answer."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from procgen.dialogue.reading.acts import ACTS, ASKS, PARTS
from procgen.dialogue.reading.features import FEATURES
from procgen.dialogue.reading.layout import TURN_WORDS
from procgen.dialogue.reading.words import BUCKETS, FACT, NO_WORD, PLAYER, Vocabulary
from procgen.dialogue.recipe.corpus import Npc, of_split
from procgen.dialogue.recipe.reader.embeddings import common_words, word_vectors
from procgen.dialogue.recipe.reader.examples import Batch, Maker, Person, people
from procgen.dialogue.recipe.reader.utterances import utterances
from procgen.dialogue.recipe.reader.weigh import figures
from procgen.kit.recipe.average import Averaged, capped
from procgen.kit.recipe.checkpoint import BEST, read_checkpoint
from procgen.kit.recipe.device import autocast
from procgen.kit.recipe.loop import ERROR, Figures, Moment, Report, Schedule, run, update
from procgen.models.reader import Reader, ReaderConfig

WORDS: Final = 24_000
_TURNS: Final = 16
"""Of a person in a step."""
_PERSONS: Final = 2
_ACTS_WEIGHT, _PARTS_WEIGHT, _ABOUT_WEIGHT = 1.0, 0.3, 0.3
_RATE: Final = 1e-3
_DECAY: Final = 0.05
_UTTERANCES_EVERY: Final = 4
"""Steps between those that learn from the utterances of the rules."""


@dataclass(frozen=True, slots=True)
class Trained:
    """A reader and the words of its table."""

    model: Reader
    words: tuple[str, ...]


def tensors(batch: Batch) -> dict[str, Tensor]:
    """A batch's arrays."""
    return {name: torch.from_numpy(np.asarray(value)) for name, value in asdict(batch).items()}


def read(model: Reader, x: Mapping[str, Tensor]) -> tuple[Tensor, Tensor, Tensor]:
    """Logits of acts (b, acts), of answers (b, n, 1 + asks) and of parts (n, k, parts)."""
    b, (n, k) = len(x["turn_ids"]), x["fact_ids"].shape
    turns, _ = model.encoder(model.look_up(x["turn_ids"], x["turn_grams"]), x["turn_kinds"], x["turn_there"])
    kinds = torch.full((n, k), FACT)
    facts, parts = model.encoder(model.look_up(x["fact_ids"], x["fact_grams"]), kinds, x["fact_there"])
    now = x["turn_there"] * (x["turn_kinds"] == PLAYER)
    acts, answers = model.answerer(
        turns,
        now,
        x["turn_there"],
        facts[None].expand(b, -1, -1, -1),
        x["fact_there"][None].expand(b, -1, -1),
        x["shared"],
        x["told"],
    )
    return acts, answers, parts


def losses(model: Reader, x: Mapping[str, Tensor], *, facts: bool = True) -> tuple[Tensor, dict[str, float]]:
    """The loss of a batch and its parts, nats."""
    with autocast():
        acts, answers, parts = (each.float() for each in read(model, x))
    # Acts that are seldom must not drown: each turn's own acts count as much as all others together.
    of_acts = F.binary_cross_entropy_with_logits(acts, x["acts"], reduction="none")
    own = x["acts"].sum(-1).clamp(min=1.0)
    of_acts = ((of_acts * x["acts"]).sum(-1) / own + (of_acts * (1.0 - x["acts"])).sum(-1) / 4.0).mean()
    if not facts:
        return of_acts, {"acts": of_acts.item()}
    each = F.binary_cross_entropy_with_logits(answers, x["answers"], reduction="none")
    known = x["asked"][:, None].expand_as(each)
    of_about = each[..., 0].sum(1).mean()
    of_answers = (each * known)[..., 1:].sum() / known[:, 0, 1:].sum().clamp(min=1.0)
    there = x["fact_there"][..., None].expand_as(parts)
    of_parts = (F.binary_cross_entropy_with_logits(parts, x["parts"], reduction="none") * there).sum() / there.sum()
    total = _ACTS_WEIGHT * of_acts + of_answers + _ABOUT_WEIGHT * of_about + _PARTS_WEIGHT * len(PARTS) * of_parts
    return total, {"acts": of_acts.item(), "answers": of_answers.item(), "parts": of_parts.item()}


def new_reader(language_model: Path, words: int = WORDS, **sizes: Any) -> Trained:
    """A reader that knows what words mean and nothing else."""
    table = (NO_WORD, *common_words(language_model, words))
    config = ReaderConfig(
        len(table), BUCKETS, acts=len(ACTS), asks=len(ASKS), parts=len(PARTS), features=FEATURES,
        positions=TURN_WORDS, **sizes,
    )  # fmt: skip
    model = Reader(config)
    vectors = word_vectors(table[1:], config.vector, language_model)
    model.words[1:] = torch.from_numpy(vectors * math.sqrt(config.vector))
    return Trained(model, table)


def train_reader(
    npcs: Sequence[Npc],
    language_model: Path,
    folder: Path,
    *,
    budget_s: float,
    seed: int = 0,
    resume: bool = False,
    begin: Path | None = None,
    report: Report = print,
) -> Trained:
    """Train.

    Args:
        npcs: the corpus; persons of its test split are left alone.
        language_model: whose tokens give words their first vectors, see `embeddings`.
        folder: of the run; "best.pt" holds "model", "config" and "words".
        budget_s: seconds, over all resumed runs.
        seed: of weights and changes.
        resume: go on from the checkpoint.
        begin: what another run kept, to begin with; nothing is known at first without it.
        report: told how it goes.
    """
    torch.manual_seed(seed)
    made = load_reader(begin) if begin else new_reader(language_model)
    model, vocabulary = made.model, Vocabulary(made.words)
    learned, held = people(of_split(npcs, "train")), people(of_split(npcs, "validation"))
    maker = Maker(vocabulary, learned, seed)
    judged = [tensors(Maker(vocabulary, learned, 1).batch(person, 1000, changed=False)) for person in held]
    spoken = utterances()
    average = Averaged(model, capped(0.999, 10))
    optimiser = torch.optim.AdamW(_groups(model), lr=_RATE, betas=(0.9, 0.98))

    def step(now: Moment) -> Figures:
        model.train()
        total: dict[str, float] = {}
        for person in _drawn(learned, maker, _PERSONS):
            loss, parts = losses(model, tensors(maker.batch(person, _TURNS, changed=True)))
            torch.autograd.backward(loss / _PERSONS)
            total = {name: total.get(name, 0.0) + value / _PERSONS for name, value in parts.items()}
        if now.step % _UTTERANCES_EVERY == 0:
            loss, _ = losses(model, tensors(maker.batch(spoken, 48, changed=True)), facts=False)
            torch.autograd.backward(0.5 * loss)
        update(optimiser, 1.0)
        return total

    def validate() -> Figures:
        told = figures([(x, *_judge(average.network, x)) for x in judged])
        return {**told, ERROR: told["loss"]}

    run(
        step,
        validate,
        {"model": model, "average": average, "optimiser": optimiser},
        Schedule(budget_s=budget_s, warmup_steps=100, cooldown_from=0.3, floor=0.02, report_every_s=60.0),
        folder,
        kept=lambda: {"model": average.network.state_dict(), "config": asdict(model.config), "words": made.words},
        resume=resume,
        report=report,
    )
    return load_reader(folder / BEST)


def load_reader(path: Path) -> Trained:
    """What a run kept."""
    state = read_checkpoint(path)
    model = Reader(ReaderConfig(**state["config"]))
    model.load_state_dict(state["model"])
    return Trained(model.eval(), tuple(state["words"]))


def _groups(model: Reader) -> list[dict[str, Any]]:
    decayed = [p for p in model.parameters() if p.ndim > 1]
    return [
        {"params": decayed, "weight_decay": _DECAY},
        {"params": [p for p in model.parameters() if p.ndim <= 1], "weight_decay": 0.0},
    ]


def _drawn(persons: Sequence[Person], maker: Maker, count: int) -> list[Person]:
    return [persons[int(i)] for i in maker.chance.integers(len(persons), size=count)]


def _judge(model: Reader, x: Mapping[str, Tensor]) -> tuple[Tensor, Tensor, float]:
    model.eval()
    with torch.no_grad():
        acts, answers, _ = read(model, x)
        loss, _ = losses(model, x)
    return acts, answers, loss.item()
