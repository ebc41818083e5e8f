"""Trains the reader on the dialogue corpus: acts, kinds of question, and which facts answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from procgen.dialogue.reading.pieces import Pieces
from procgen.dialogue.recipe.corpus import Npc, Said, of_split
from procgen.dialogue.recipe.reader.examples import Batch, Maker, Passes, people
from procgen.dialogue.recipe.reader.published import Trained, new_reader
from procgen.dialogue.recipe.reader.utterances import utterances
from procgen.dialogue.recipe.reader.weigh import figures
from procgen.kit.recipe.average import Averaged, capped
from procgen.kit.recipe.checkpoint import BEST, read_checkpoint
from procgen.kit.recipe.device import autocast
from procgen.kit.recipe.loop import ERROR, Figures, Moment, Report, Schedule, run, update
from procgen.models.bert import BertConfig
from procgen.models.reader import Reader, ReaderConfig

_TURNS: Final = 16
"""Of a person in a step."""
_PERSONS: Final = 2
_ABOUT_WEIGHT, _FALSE_WEIGHT = 0.2, 0.5
_RATE, _LAYER_RATE = 5e-4, 1.5e-4
"""Of what is new, and of the highest layer;"""
_LOWER: Final = 0.8
"""each below learns at so much of the rate above it, since the lowest need to change least (Howard and Ruder 2018)."""
_AGAIN: Final = 0.5
"""Share of these rates for a network that goes on from where another run ended."""
_AVERAGED_AGAIN: Final = 2
"""The average of such a network is over half of the steps so far: where it began is good, and steps are noisy."""
_DECAY: Final = 0.05
_JUDGED_EVERY: Final = 2
"""Persons of the validation split between those that are looked at while training, for time."""
_UTTERANCES_EVERY: Final = 2
"""Steps between those that learn from single utterances as well;"""
_UTTERANCES: Final = 48
"""from so many."""


def tensors(batch: Batch) -> dict[str, Tensor]:
    """A batch's arrays."""
    return {name: torch.from_numpy(np.asarray(value)) for name, value in asdict(batch).items()}


def read(model: Reader, x: Mapping[str, Tensor]) -> tuple[Tensor, Tensor, Tensor]:
    """Logits as of `models.reader.Answerer`."""
    turns = model.encoder(model.pieces[x["turn_ids"]], x["turn_kinds"], x["turn_there"])
    facts = model.encoder(model.pieces[x["fact_ids"]], x["fact_kinds"], x["fact_there"])
    there = x["fact_there"]
    acts, about, answers, _ = model.answerer(
        turns, x["turn_now"], x["turn_there"], facts, there, model.answerer.gists(facts, there), x["told"]
    )
    return acts.float(), about.float(), answers.float()


def losses(model: Reader, x: Mapping[str, Tensor], *, facts: bool = True) -> tuple[Tensor, dict[str, float]]:
    """The loss of a batch and its parts, nats."""
    with autocast():
        acts, about, answers = read(model, x)
    return losses_of(x, acts, about, answers, facts=facts)


def losses_of(
    x: Mapping[str, Tensor], acts: Tensor, about: Tensor, answers: Tensor, *, facts: bool = True
) -> tuple[Tensor, dict[str, float]]:
    """The same of logits."""
    of_acts = -(acts[:, :-1].log_softmax(-1) * x["acts"]).sum(-1).mean()
    if not facts:
        return of_acts, {"acts": of_acts.item()}
    of_false = F.binary_cross_entropy_with_logits(acts[:, -1], x["false"])
    of_about = F.binary_cross_entropy_with_logits(about, x["about"], reduction="none").sum(-1).mean()
    pointed = -(answers.log_softmax(-1) * x["answers"]).sum(-1)
    of_answers = (pointed * x["asked"]).sum() / x["asked"].sum().clamp(min=1.0)
    total = of_acts + of_answers + _ABOUT_WEIGHT * of_about + _FALSE_WEIGHT * of_false
    parts = {"acts": of_acts, "answers": of_answers, "about": of_about, "falsely": of_false}
    return total, {name: value.item() for name, value in parts.items()}


def train_reader(
    npcs: Sequence[Npc],
    said: Sequence[Said],
    published: Path,
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
        said: its single utterances, for acts alone.
        published: what the network begins with, see `published`.
        folder: of the run; "best.pt" holds "model", "config" and "pieces".
        budget_s: seconds, over all resumed runs.
        seed: of weights, order and changes. A run that begins with another's should have one of its own.
        resume: go on from the checkpoint.
        begin: what another run kept, to begin with; nothing is known at first without it.
        report: told how it goes.
    """
    torch.manual_seed(seed)
    made = load_reader(begin) if begin else new_reader(published)
    model, pieces = made.model, Pieces(made.pieces)
    learned, held = people(of_split(npcs, "train")), people(of_split(npcs, "validation"))
    maker = Maker(pieces, learned, seed)
    judged = [tensors(Maker(pieces, learned, 1).batch(person, 1000, changed=False)) for person in held[::_JUDGED_EVERY]]
    turns, spoken = Passes(learned, _TURNS, seed), Passes([utterances(said)], _UTTERANCES, seed)
    average = Averaged(model, capped(0.999, _AVERAGED_AGAIN if begin else 10))
    share = _AGAIN if begin else 1.0
    optimiser = torch.optim.AdamW(_groups(model, share), lr=share * _RATE, betas=(0.9, 0.99))

    def step(now: Moment) -> Figures:
        model.train()
        maker.chance = np.random.default_rng((seed, now.step))
        total: dict[str, float] = {}
        for i in range(_PERSONS):
            part = turns.part(_PERSONS * now.step + i)
            loss, parts = losses(model, tensors(maker.batch(part, _TURNS, changed=True)))
            torch.autograd.backward(loss / _PERSONS)
            total = {name: total.get(name, 0.0) + value / _PERSONS for name, value in parts.items()}
        if now.step % _UTTERANCES_EVERY == 0:
            part = spoken.part(now.step // _UTTERANCES_EVERY)
            loss, _ = losses(model, tensors(maker.batch(part, _UTTERANCES, changed=True)), facts=False)
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
        Schedule(budget_s=budget_s, warmup_steps=30, cooldown_from=0.3, floor=0.02, report_every_s=300.0),
        folder,
        kept=lambda: {"model": average.network.state_dict(), "config": asdict(model.config), "pieces": made.pieces},
        resume=resume,
        report=report,
    )
    return load_reader(folder / BEST)


def load_reader(path: Path) -> Trained:
    """What a run kept."""
    state = read_checkpoint(path)
    told = dict(state["config"])
    model = Reader(ReaderConfig(BertConfig(**told.pop("body")), **told))
    model.load_state_dict(state["model"])
    return Trained(model.eval(), tuple(state["pieces"]))


def _groups(model: Reader, share: float) -> list[dict[str, Any]]:
    """Parameters with so much of their rates: what is new, and the layers, lower ones at lower rates."""
    layers = [*model.encoder.layers, *model.answerer.layers]
    rates: list[tuple[nn.Module, float]] = [
        (layer, _LAYER_RATE * _LOWER ** (len(layers) - 1 - i)) for i, layer in enumerate(layers)
    ]  # fmt: skip
    rates.append((model.encoder.embeddings, _LAYER_RATE * _LOWER ** len(layers)))
    old = {id(p) for part, _ in rates for p in part.parameters()}
    parts = [(list(part.parameters()), rate) for part, rate in rates]
    parts.append(([p for p in model.parameters() if id(p) not in old], _RATE))
    return [
        {
            "params": [p for p in own if (p.ndim > 1) == decayed],
            "lr": share * rate,
            "weight_decay": _DECAY if decayed else 0.0,
        }
        for own, rate in parts
        for decayed in (True, False)
    ]


def _judge(model: Reader, x: Mapping[str, Tensor]) -> tuple[Tensor, Tensor, float]:
    model.eval()
    with torch.no_grad(), autocast():
        acts, about, answers = read(model, x)
    return acts, answers, losses_of(x, acts, about, answers)[0].item()
