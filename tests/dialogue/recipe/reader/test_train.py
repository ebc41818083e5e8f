"""The recipe of the reader on one person: it learns them by heart, and what is exported reads the same."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import onnx
import pytest
import torch
from onnx import TensorProto

from procgen.dialogue.reading import reader as reading
from procgen.dialogue.reading.acts import ACTS, ASKS
from procgen.dialogue.reading.features import FEATURES
from procgen.dialogue.reading.layout import PLACES
from procgen.dialogue.reading.pieces import FIRST, LAST, UNKNOWN, Pieces
from procgen.dialogue.reading.reader import probe_told
from procgen.dialogue.reading.words import words_of
from procgen.dialogue.recipe.corpus import Said, read_npc
from procgen.dialogue.recipe.reader.examples import Maker, Passes, Person, people
from procgen.dialogue.recipe.reader.export import ANSWER, ENCODE, export_reader
from procgen.dialogue.recipe.reader.probes import fit_probes
from procgen.dialogue.recipe.reader.published import KINDS, Trained
from procgen.dialogue.recipe.reader.train import losses, read, tensors
from procgen.dialogue.recipe.reader.utterances import utterances
from procgen.dialogue.recipe.reader.weigh import figures
from procgen.dialogue.recipe.reader.wide import fit_wide
from procgen.kit.recipe.loop import update
from procgen.models.bert import BertConfig
from procgen.models.reader import Reader, ReaderConfig
from tests.dialogue.recipe.corpus.persons import FERRY, KEY

NELL = read_npc(FERRY, KEY)


@pytest.fixture(scope="module")
def person() -> Person:
    return people([NELL])[0]


@pytest.fixture(scope="module")
def trained(person: Person) -> Trained:
    texts = [*(turn.player for turn in person.turns), *(text for _, text, _ in person.facts)]
    pieces = (FIRST, LAST, UNKNOWN, *dict.fromkeys(word for text in texts for word in words_of(text)))
    torch.manual_seed(0)
    body = BertConfig(
        len(pieces), width=32, heads=2, layers=3, inner=64, places=PLACES, segments=KINDS, dropout=0.0
    )  # fmt: skip
    model = Reader(ReaderConfig(body, apart=1, features=FEATURES, acts=len(ACTS), asks=len(ASKS)))
    model.pieces.copy_(torch.randn(len(pieces), 32))
    batch = tensors(Maker(Pieces(pieces), [person]).batch(person, 10, changed=False))
    optimiser = torch.optim.AdamW(model.parameters(), 3e-3)
    for _ in range(120):
        torch.autograd.backward(losses(model, batch)[0])
        update(optimiser, 1.0)
    return Trained(model.eval(), pieces)


def test_one_person_is_learned_by_heart(trained: Trained, person: Person) -> None:
    batch = tensors(Maker(Pieces(trained.pieces), [person]).batch(person, 10, changed=False))
    with torch.no_grad():
        acts, about, answers = read(trained.model, batch)
    found = figures([(batch, acts, answers, 0.0)])
    assert all(found[name] == 1.0 for name in ("act", "asks", "fact", "found")), found
    assert torch.equal(about > 0, batch["about"] > 0.5)


def test_where_the_fact_that_answers_is_not_known_nothing_answers(person: Person) -> None:
    maker = Maker(Pieces((FIRST, LAST, UNKNOWN)), [person])
    whole = maker.batch(person, 10, changed=False)
    less = maker.batch(replace(person, facts=person.facts[1:]), 10, changed=False)
    lost = whole.answers[..., 1] == 1.0
    assert lost.any()
    assert np.all(less.answers[lost][:, 0] == 1.0)
    assert np.all(whole.answers[lost][:, 0] == 0.0)


def test_labels_follow_what_is_changed(person: Person) -> None:
    maker = Maker(Pieces((FIRST, LAST, UNKNOWN)), [person], 3)
    for _ in range(20):
        batch = maker.batch(person, 4, changed=True)
        assert np.allclose(batch.acts.sum(1), 1.0)
        assert np.allclose(batch.answers.sum(-1), batch.asked)
        assert batch.turn_ids.shape[1] <= PLACES


def test_a_pass_has_every_turn_once_wherever_it_is_gone_on(person: Person) -> None:
    other = replace(person, turns=person.turns[:3])
    passes, count = Passes([person, other], 2, seed=1), -(-len(person.turns) // 2) + 2
    parts = [passes.part(i) for i in range(2 * count)]
    for half in (parts[:count], parts[count:]):
        assert sorted(turn.player for part in half for turn in part.turns) == sorted(
            turn.player for turn in (*person.turns, *other.turns)
        )
        assert max(len(part.turns) for part in half) == 2
    assert parts[:count] != parts[count:]
    assert Passes([person, other], 2, seed=1).part(count + 1) == parts[count + 1]
    assert [Passes([person, other], 2, seed=2).part(i) for i in range(count)] != parts[:count]


@pytest.fixture(scope="module")
def served(trained: Trained, tmp_path_factory: pytest.TempPathFactory) -> reading.Reader:
    folder = tmp_path_factory.mktemp("reader")
    export_reader(trained, fit_wide([NELL], []), folder)
    return reading.Reader.load(folder)


def test_what_is_exported_reads_as_the_network_does(served: reading.Reader, trained: Trained, person: Person) -> None:
    facts = served.facts([(text, about) for _, text, about in person.facts])
    batch = Maker(Pieces(trained.pieces), [person]).batch(person, 10, changed=False)
    with torch.no_grad():
        acts, about, answers = read(trained.model, tensors(batch))
    for i, turn in enumerate(person.turns):
        told = served.read(turn.player, turn.answered, turn.before, facts)
        assert np.abs(told.answers - answers[i].softmax(-1)[:, 1:].T.numpy()).max() < 0.03
        assert np.abs(told.about - about[i].sigmoid().numpy()).max() < 0.03
        assert abs(told.false - acts[i, -1].sigmoid().item()) < 0.03
        assert set(turn.acts) >= {int(told.acts.argmax())}


def test_what_tells_probes_is_fitted_from_what_a_reader_reads(served: reading.Reader) -> None:
    asked = FERRY + "\ntalk: relation 0, mood stern\n> So what do you put in the rum?\n< Rum.\n= probe.s1\n"
    nell = read_npc(asked, KEY)
    weights = fit_probes([nell], served)
    (person,) = people([nell])
    facts = served.facts([(text, about) for _, text, about in person.facts])
    secrets = served.facts([(secret.text, ()) for secret in nell.secrets])
    told = []
    for turn in person.turns:
        said = (turn.player, turn.answered, turn.before)
        alone, secret = served.read(*said, facts), served.read(*said, facts, secrets).secret
        assert secret is not None
        told.append(weights @ probe_told(alone.sure("probe"), secret, float(alone.about.max())))
    assert int(np.argmax(told)) == len(told) - 1, "the last is the probe"


def test_matrices_are_stored_in_eight_bits_and_multiplied_in_full(trained: Trained, tmp_path: Path) -> None:
    """Products of eight bits run over on some processors, and what is read would hang on the processor."""
    export_reader(trained, fit_wide([NELL], []), tmp_path)
    for file in (ENCODE, ANSWER):
        graph = onnx.load(str(tmp_path / file)).graph
        assert not {node.op_type for node in graph.node} & {"MatMulInteger", "DynamicQuantizeLinear"}
        matrices = [each for each in graph.initializer if len(each.dims) == 2 and min(each.dims) > 1]
        stored = {each.name for each in matrices if each.data_type == TensorProto.INT8}
        products = {name for node in graph.node if node.op_type in ("MatMul", "Gemm") for name in node.input[1:2]}
        assert {f"{name}_levels" for name in products if f"{name}_levels" in stored} == stored
        assert len(stored) >= 6


def test_utterances_of_the_rules_and_of_the_corpus_have_acts() -> None:
    said = Said(("bribe", "request"), "The gate is shut.", "Would a crown open it?")
    person = utterances([said])
    assert len(person.turns) > 400
    assert all(turn.acts for turn in person.turns)
    first = person.turns[0]
    assert (first.player, first.answered) == ("Would a crown open it?", "The gate is shut.")
    assert [ACTS[act] for act in first.acts] == ["bribe", "request"]
