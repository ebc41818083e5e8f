"""A short run on a small pack: it learns, goes on where it stopped, and what it exports speaks."""

import itertools
import json
import lzma
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import torch

from procgen.dialogue.language.contract import Prompt, Sampling
from procgen.dialogue.language.own import OwnModel
from procgen.dialogue.model.bpe import BytePairs
from procgen.dialogue.model.script import Script
from procgen.dialogue.persona import Persona, Situation
from procgen.dialogue.recipe.data import Stream, conversations, learn_pairs, load_documents
from procgen.dialogue.recipe.export import WORST, export, load_decoder
from procgen.dialogue.recipe.graph import load_graph
from procgen.dialogue.recipe.train import FILE, PAIRS_FILE, TABLES_FILE, DialogueRecipe, counted, load_pairs, train
from procgen.kit.recipe.checkpoint import BEST, CHECKPOINT, JOURNAL, read_checkpoint
from procgen.models.autoregressive import Decoder, DecoderConfig
from procgen.runtime.arrays import arrays_in
from procgen.runtime.store import ModelStore
from tests.dialogue.recipe.packs import write_pack

CONFIG = DecoderConfig(
    vocabulary=420, width=64, layers=2, heads=2, key_heads=1, head=32, hidden=96, value_layers=(0, 1)
)
RECIPE = DialogueRecipe(budget_s=5.0, tokens=1024, warmup_steps=5, validation_rows=2, report_every_s=2.0, long_from=0.8)


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_pack(tmp_path_factory.mktemp("pack"))


@pytest.fixture(scope="module", autouse=True)
def clock() -> Iterator[None]:
    """Time goes by with looks at the clock, so that a busy machine takes as many steps as an idle one."""
    ticks = itertools.count()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("procgen.kit.recipe.loop.time", SimpleNamespace(monotonic=lambda: next(ticks) * 0.08))
        yield


@pytest.fixture(scope="module")
def run(pack: Path, clock: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("run")
    train(pack, out, RECIPE, CONFIG, resume=False, report=lambda _: None)
    return out


def test_it_learns(run: Path) -> None:
    lines = [json.loads(line) for line in (run / JOURNAL).read_text().splitlines()]
    assert lines
    state = read_checkpoint(run / CHECKPOINT)
    assert state["progress"]["step"] > 20
    # A model that knows nothing needs log2 of its vocabulary.
    assert lines[-1]["validation_error"] < 0.6 * np.log2(CONFIG.vocabulary)
    assert all(torch.isfinite(tensor).all() for tensor in state["parts"]["model"].values())


def test_it_goes_on(run: Path, pack: Path) -> None:
    before = read_checkpoint(run / CHECKPOINT)["progress"]["step"]
    train(pack, run, replace(RECIPE, budget_s=7.0), CONFIG, resume=True, report=lambda _: None)
    progress = read_checkpoint(run / CHECKPOINT)["progress"]
    assert progress["step"] > before
    assert progress["seconds"] >= 7.0


def test_what_is_exported_speaks(run: Path, tmp_path: Path) -> None:
    pairs = load_pairs(run / PAIRS_FILE)
    export(run / BEST, pairs, tmp_path, generator="small", licence="MIT", default=False)
    model = OwnModel.load(ModelStore((tmp_path,)), "small")
    prompt = Prompt(Persona("KING", "ruler"), Situation())
    said, never = model.likelihoods(prompt, ["The old miller has seen a silver ring.", "Zqx vvw jjk."], lambda: None)
    assert said > never
    assert "".join(model.write(prompt, "", Sampling(most_tokens=12), lambda: None))


def test_what_ships_is_something_to_go_on_from(run: Path, tmp_path: Path) -> None:
    export(run / BEST, load_pairs(run / PAIRS_FILE), tmp_path, generator="small", licence="MIT", default=True)
    model = load_decoder(run / BEST)
    again = Decoder(model.config)
    load_graph(tmp_path / FILE, arrays_in((tmp_path / TABLES_FILE).read_bytes()), again)
    ids = torch.from_numpy(np.random.default_rng(0).integers(0, model.config.vocabulary, (2, 40)))
    with torch.no_grad():
        told, as_told = (torch.log_softmax(each.logits(each(ids)), -1) for each in (model, again))
    assert float((told - as_told).abs().mean()) < WORST
    with pytest.raises(ValueError, match=r"blocks\.0\.query\.weight"):
        load_graph(
            tmp_path / FILE, arrays_in((tmp_path / TABLES_FILE).read_bytes()), Decoder(replace(model.config, width=32))
        )


def test_pairs_survive_json(pack: Path) -> None:
    pairs = learn_pairs(pack, 420)
    again = BytePairs.from_json(pairs.to_json())
    text = "The old miller's ring \u2014 na\u00efve \U0001f451 12"
    assert again.encode(text) == pairs.encode(text)
    assert again.decode(again.encode(text)) == text


def test_test_works_stay_out_of_training(pack: Path) -> None:
    assert sum(1 for _ in conversations(pack, "test")) == 9
    titles = {split: [c.text() for c in conversations(pack, split)] for split in ("train", "validation", "test")}
    assert not set(titles["train"]) & set(titles["test"])
    assert len(titles["train"]) == 32
    assert len(titles["validation"]) == 12


def test_rows_come_from_every_source_and_controls_do_not_count(pack: Path) -> None:
    script = Script(learn_pairs(pack, 420))
    sources = load_documents(pack, script, "train")
    stream = Stream(sources, dict.fromkeys(sources, 0.2), 65, 1)
    ids = torch.from_numpy(np.concatenate([stream.batch(8)[0] for _ in range(20)])).long()
    controls = {script.mark("role", "king"), script.mark("mood", "angry"), script.mark("length", "line")}
    seen = set(ids.flatten().tolist())
    assert controls <= seen
    assert {script.mark("genre", name) for name in ("play", "chat", "prose", "item", "bark", "table")} <= seen
    told = counted(ids, script)
    assert not any(told[ids[:, 1:] == control].any() for control in controls)
    assert told[ids[:, 1:] == script.mark("say")].all()


def test_a_pack_without_validation_is_refused(pack: Path, tmp_path: Path) -> None:
    other = tmp_path / "pack"
    other.mkdir()
    for part in pack.iterdir():
        (other / part.name).write_bytes(part.read_bytes())
    with lzma.open(other / "dialogue.jsonl.xz", "wt") as file:
        file.write(
            json.dumps({"id": "a", "source": "play 1", "genre": "play", "turns": [{"speaker": "A", "text": "Hm."}]})
        )
    with pytest.raises(ValueError, match="validate"):
        train(other, tmp_path / "run", RECIPE, CONFIG, resume=False, report=lambda _: None)
    with pytest.raises(FileNotFoundError):
        train(tmp_path / "none", tmp_path / "run2", RECIPE, CONFIG, resume=False, report=lambda _: None)
