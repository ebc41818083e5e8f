"""Our own model: exported as trained, the same answers whatever was asked before, and by whom; stops at once."""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from procgen.dialogue.language.contract import LanguageModel, Prompt, Sampling, Spoken
from procgen.dialogue.language.network import Network
from procgen.dialogue.language.own import OwnModel
from procgen.dialogue.language.tables import pack_nibbles, read_tables, unpack_nibbles
from procgen.dialogue.language.told import prefix
from procgen.dialogue.persona import Persona, Situation, World
from procgen.dialogue.recipe.export import deviation, load_decoder
from procgen.errors import ModelUnavailable
from procgen.runtime.catalog import read_catalog
from procgen.runtime.model_file import open_model
from procgen.runtime.store import ModelStore
from tests.dialogue.language.own_model import NAME, random_checkpoint, random_model
from tests.figures import figure


class Stopped(Exception):
    """What `stop` raises here."""


def go_on() -> None:
    """Never stops."""


def prompt(turns: int = 6, **changes: object) -> Prompt:
    persona = Persona("Marta", "innkeeper", background="She keeps the Lantern by the old bridge.")
    history = tuple(
        Spoken("Tom" if i % 2 else "Marta", f"The road was bad, and I am {i} days late.") for i in range(turns)
    )
    return replace(Prompt(persona, Situation(World(), "The Lantern", mood="amused"), "greet", history), **changes)  # type: ignore[arg-type]


LINES = ("Good day to you.", "The old gold is gone, and the other with it.", "Go!", "Out, you!", "Told you so.")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("own")
    random_model(place)
    return place


@pytest.fixture
def model(folder: Path) -> OwnModel:
    """One that has read nothing."""
    return OwnModel.load(ModelStore((folder / "models",)), NAME)


@pytest.fixture(scope="module")
def shipped() -> OwnModel:
    return OwnModel.load(ModelStore())


def test_it_is_a_language_model(model: OwnModel) -> None:
    assert isinstance(model.name, str)
    typed: LanguageModel = model
    assert not typed.writes


def test_files_tell_what_the_network_tells(folder: Path, tmp_path: Path) -> None:
    checkpoint, _ = random_checkpoint(tmp_path)
    (entry,) = read_catalog(folder / "models")
    assert deviation(load_decoder(checkpoint), Network(open_model(entry, entry.path.read_bytes())), seed=5) < 0.05


def test_pieces_of_a_prefix_and_single_steps_agree_with_the_whole(folder: Path, tmp_path: Path) -> None:
    checkpoint, pairs = random_checkpoint(tmp_path)
    torch_model = load_decoder(checkpoint)
    (entry,) = read_catalog(folder / "models")
    network = Network(open_model(entry, entry.path.read_bytes()))
    ids = np.random.default_rng(0).integers(0, len(pairs), 150)
    with torch.no_grad():
        expected = torch_model.logits(torch_model(torch.from_numpy(ids)[None]))[0].numpy()
    state = network.read([int(i) for i in ids[:100]], go_on)
    spread = expected.std()
    assert np.abs(state.logits[0] - expected[99]).mean() < 0.05 * spread
    for place in range(100, 150):
        network.step(state, ids[place : place + 1])
        assert np.abs(state.logits[0] - expected[place]).mean() < 0.05 * spread
    assert state.used == 150


def test_a_text_scores_what_its_tokens_score_one_by_one(model: OwnModel) -> None:
    network = model._network
    state = network.read([1, 2, 30, 40], go_on)
    ends = 10
    texts: list[list[int]] = [[100, 101, 102], [200], []]
    for text, scores in zip(texts, network.scores(state, texts, ends, go_on), strict=True):
        line = network.read([1, 2, 30, 40], go_on)
        told = []
        for token in text:
            odds = line.logits[0].astype(np.float64)
            told.append(odds[token] - np.logaddexp.reduce(odds))
            network.step(line, np.array([token]))
        odds = line.logits[0].astype(np.float64)
        told.append(np.logaddexp.reduce(odds[:ends]) - np.logaddexp.reduce(odds))
        assert np.allclose(scores, told, atol=0.02)


def test_scores_do_not_depend_on_what_was_read_before(model: OwnModel, folder: Path) -> None:
    cold = model.likelihoods(prompt(), LINES, go_on)
    model.likelihoods(prompt(3), LINES, go_on)
    model.likelihoods(prompt(7), LINES, go_on)
    assert model.likelihoods(prompt(), LINES, go_on) == cold
    other = OwnModel.load(ModelStore((folder / "models",)), NAME)
    other.likelihoods(prompt(4), LINES, go_on)
    assert other.likelihoods(prompt(), LINES, go_on) == cold


def test_equal_seeds_give_equal_texts_and_others_do_not(model: OwnModel, folder: Path) -> None:
    sampling = Sampling(seed=5, most_tokens=24)
    text = "".join(model.write(prompt(), "", sampling, go_on))
    assert text == "".join(model.write(prompt(), "", sampling, go_on))
    fresh = OwnModel.load(ModelStore((folder / "models",)), NAME)
    assert text == "".join(fresh.write(prompt(), "", sampling, go_on))
    assert len({"".join(model.write(prompt(), "", replace(sampling, seed=i), go_on)) for i in range(6)}) > 1


def test_threads_do_not_change_texts(model: OwnModel) -> None:
    def line(seed: int) -> str:
        return "".join(model.write(prompt(seed % 5), "", Sampling(seed=seed, most_tokens=12), go_on))

    alone = [line(seed) for seed in range(8)]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(line, range(8))) == alone


def test_many_lines_at_once(model: OwnModel) -> None:
    lines = model.write_many(prompt(), Sampling(most_tokens=10), range(16), go_on)
    assert len(lines) == 16
    assert lines == model.write_many(prompt(), Sampling(most_tokens=10), range(16), go_on)
    assert len(set(lines)) > 4


def test_a_grammar_is_kept(model: OwnModel) -> None:
    for seed in range(4):
        sampling = Sampling(seed=seed, most_tokens=40)
        text = "".join(model.write(prompt(), 'start: "Give me " /[0-9]{1,3}/ " pounds."', sampling, go_on))
        assert text.startswith("Give me ")
        assert text.endswith(" pounds.")
    schema = {"type": "object", "properties": {"n": {"enum": [1, 2]}}, "required": ["n"], "additionalProperties": False}
    grammar = f"start: %json {json.dumps({**schema, 'x-guidance': {'whitespace_flexible': False}})}\n"
    assert json.loads("".join(model.write(prompt(), grammar, Sampling(most_tokens=40), go_on)))["n"] in {1, 2}


def test_secrets_stay_out(model: OwnModel) -> None:
    for seed in range(6):
        text = "".join(model.write(prompt(never_say=("the", "e", "o")), "", Sampling(seed=seed, most_tokens=20), go_on))
        assert "the" not in text.lower().split()


def test_stop_ends_scoring_and_writing(model: OwnModel) -> None:
    def at_once() -> None:
        raise Stopped

    with pytest.raises(Stopped):
        model.likelihoods(prompt(), LINES, at_once)
    calls = 0

    def later() -> None:
        nonlocal calls
        calls += 1
        if calls > 20:
            raise Stopped

    with pytest.raises(Stopped):
        list(model.write(prompt(0), "", Sampling(most_tokens=1000), later))


def test_the_cache_is_bounded(folder: Path) -> None:
    (entry,) = read_catalog(folder / "models")
    network = Network(open_model(entry, entry.path.read_bytes()), cache_bytes=200_000)
    for seed in range(20):
        network.read([int(i) for i in np.random.default_rng(seed).integers(0, 300, 130)], go_on)
    assert network._cached <= 200_000
    assert len(network._cache) >= 1


def test_long_histories_keep_their_last_turns(model: OwnModel) -> None:
    ids = prefix(model.script, prompt(100))
    assert len(ids) <= 384
    text = model.script.pairs.decode(ids)
    assert "99 days late" in text
    assert " 1 days late" not in text
    assert "She keeps the Lantern" in text


@pytest.mark.parametrize("intent", ["greet", "bark:spot_enemy", "describe:item", "describe:sign", "choice:leave"])
def test_every_kind_of_prompt_is_scored(model: OwnModel, intent: str) -> None:
    scores = model.likelihoods(prompt(intent=intent), [*LINES, "", "x" * 5000, "\ud800 \x00"], go_on)
    assert np.isfinite(scores[:-3]).all()
    assert scores[-3] == float("-inf")
    assert np.isfinite(scores[-2:]).all()


def test_nibbles_survive_packing() -> None:
    levels = np.random.default_rng(0).integers(-8, 8, (33, 16)).astype(np.int8)
    assert (unpack_nibbles(pack_nibbles(levels)) == levels).all()


def test_damaged_tables_are_refused(folder: Path, tmp_path: Path) -> None:
    (entry,) = read_catalog(folder / "models")
    tables = entry.path.parent / str(entry.properties["tables"])
    broken = tmp_path / "tables.npz"
    broken.write_bytes(tables.read_bytes()[:-100])
    with pytest.raises(ModelUnavailable, match="damaged"):
        read_tables(broken, str(entry.properties["tables_sha256"]))
    with pytest.raises(ModelUnavailable):
        read_tables(tmp_path / "none.npz", "")


def test_the_shipped_model_prefers_english(shipped: OwnModel) -> None:
    good = ("Good day to you, sir.", "I have not seen him since the morning.", "What do you want with me?")
    bad = ("Day you sir to good.", "Him morning not I since have the seen.", "Me want what you with do?")
    scores = shipped.likelihoods(prompt(2), [*good, *bad], go_on)
    assert all(a > b for a, b in zip(scores[:3], scores[3:], strict=True))


def test_the_shipped_model_stops_within_twenty_milliseconds_of_work(shipped: OwnModel) -> None:
    """Between two calls of stop lies little work: processor time of this thread, so that neighbours do not count."""
    longest, last, asked = 0.0, time.thread_time(), 0

    def watch() -> None:
        nonlocal longest, last, asked
        asked += 1
        now = time.thread_time()
        longest, last = max(longest, now - last), now

    shipped.likelihoods(prompt(20), [f"{line} And so it goes on for a while, they say." for line in LINES * 4], watch)
    last = time.thread_time()
    list(shipped.write(prompt(20), "", Sampling(most_tokens=10), watch))
    figure("our language model: longest work between two looks at stop", longest * 1e3, "ms", "<= 20")
    assert asked >= 10 + 4, "once a token, and some times over the lines"
