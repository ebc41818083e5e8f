"""The recipe of the reader on one person: it learns them by heart, and what is exported reads the same."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from procgen.dialogue.reading import reader as reading
from procgen.dialogue.reading.acts import ACTS, ASKS, PARTS
from procgen.dialogue.reading.features import FEATURES
from procgen.dialogue.reading.layout import TURN_WORDS
from procgen.dialogue.reading.words import BUCKETS, NO_WORD, Vocabulary, words_of
from procgen.dialogue.recipe.corpus import read_npc
from procgen.dialogue.recipe.reader.examples import Maker, Person, people
from procgen.dialogue.recipe.reader.export import export_reader
from procgen.dialogue.recipe.reader.train import Trained, losses, read, tensors
from procgen.dialogue.recipe.reader.utterances import utterances
from procgen.dialogue.recipe.reader.wide import fit_wide
from procgen.kit.recipe.loop import update
from procgen.models.reader import Reader, ReaderConfig
from tests.dialogue.recipe.corpus.persons import FERRY, KEY

NELL = read_npc(FERRY, KEY)


@pytest.fixture(scope="module")
def person() -> Person:
    return people([NELL])[0]


@pytest.fixture(scope="module")
def trained(person: Person) -> Trained:
    words = (NO_WORD, *dict.fromkeys(word for turn in person.turns for word in words_of(turn.player)))
    torch.manual_seed(0)
    config = ReaderConfig(
        len(words), BUCKETS, vector=32, width=32, heads=2, layers=1, positions=TURN_WORDS, features=FEATURES,
        acts=len(ACTS), asks=len(ASKS), parts=len(PARTS), dropout=0.0,
    )  # fmt: skip
    model = Reader(config)
    model.words[1:] = torch.randn(len(words) - 1, 32)
    batch = tensors(Maker(Vocabulary(words), [person]).batch(person, 10, changed=False))
    optimiser = torch.optim.AdamW(model.parameters(), 3e-3)
    for _ in range(150):
        torch.autograd.backward(losses(model, batch)[0])
        update(optimiser, 1.0)
    return Trained(model.eval(), words)


def test_one_person_is_learned_by_heart(trained: Trained, person: Person) -> None:
    batch = Maker(Vocabulary(trained.words), [person]).batch(person, 10, changed=False)
    with torch.no_grad():
        acts, answers, parts = read(trained.model, tensors(batch))
    assert np.array_equal(acts.numpy() > 0, batch.acts > 0.5)
    known = np.broadcast_to(batch.asked[:, None] > 0.5, batch.answers.shape)
    assert np.array_equal((answers.numpy() > 0)[known], (batch.answers > 0.5)[known])
    there = batch.fact_there > 0
    assert np.mean((parts.numpy() > 0)[there] == (batch.parts > 0.5)[there]) > 0.97


def test_labels_follow_what_is_changed(person: Person) -> None:
    maker = Maker(Vocabulary((NO_WORD,)), [person], 3)
    for _ in range(20):
        batch = maker.batch(person, 4, changed=True)
        assert batch.acts.sum(1).min() >= 1
        assert np.all(batch.answers.sum(1)[:, 1:] <= len(NELL.facts))
        assert batch.turn_ids.shape[1] <= TURN_WORDS


def test_what_is_exported_reads_as_the_network_does(trained: Trained, tmp_path: Path, person: Person) -> None:
    export_reader(trained, fit_wide([NELL]), tmp_path)
    served = reading.Reader.load(tmp_path)
    facts = served.facts([(text, about) for _, text, about, _ in person.facts])
    batch = Maker(Vocabulary(trained.words), [person]).batch(person, 10, changed=False)
    with torch.no_grad():
        _, answers, _ = read(trained.model, tensors(batch))
    for i, turn in enumerate(person.turns):
        told = served.read(turn.player, turn.answered, turn.before, facts)
        expected = torch.sigmoid(answers[i]).numpy()
        assert np.abs(told.answers - expected[:, 1:]).max() < 0.05
        assert set(turn.acts) >= {int(told.acts.argmax())}


def test_utterances_of_the_rules_have_acts() -> None:
    assert len(utterances().turns) > 400
    assert all(turn.acts for turn in utterances().turns)
