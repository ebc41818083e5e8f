"""A short run: it learns to choose, keeps what was first learned, and what is exported gives verdicts."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from procgen.dialogue.language.contract import Judges, Prompt, Spoken
from procgen.dialogue.language.own import OwnModel
from procgen.dialogue.recipe.chooser.train import ChooserRecipe, train_chooser
from procgen.dialogue.recipe.corpus import Npc, split_of
from procgen.dialogue.recipe.corpus.speakers import persona_of, situation_of
from procgen.dialogue.recipe.export import export
from procgen.dialogue.recipe.train import PAIRS_FILE, DialogueRecipe, load_pairs, train
from procgen.kit.recipe.checkpoint import BEST, CHECKPOINT, JOURNAL, read_checkpoint
from procgen.models.autoregressive import DecoderConfig
from procgen.runtime.store import ModelStore
from tests.dialogue.recipe.corpus.persons import saying
from tests.dialogue.recipe.packs import write_pack

CONFIG = DecoderConfig(
    vocabulary=420, width=64, layers=2, heads=2, key_heads=1, head=32, hidden=96, value_layers=(0, 1)
)
RECIPE = ChooserRecipe(steps=10, budget_s=1e5, every=1, judged=2, report_every_s=1e4, warmup_steps=2, talks=1,
                       matrix_rate=0.01, table_rate=4e-3, averaged=0.5)  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def clock() -> Iterator[None]:
    """Time goes by with looks at the clock."""
    ticks = itertools.count()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("procgen.kit.recipe.loop.time", SimpleNamespace(monotonic=lambda: next(ticks) * 0.5))
        yield


def persons() -> list[Npc]:
    """Persons of both splits, each with replies of their own."""
    found = []
    names = (f"n{number}" for number in itertools.count())
    for split, count in (("train", 3), ("validation", 2)):
        free = (name for name in names if split_of(f"seafarers/{name}") == split)
        found += [saying(f"seafarers/{name}", name.title()) for name in itertools.islice(free, count)]
    return found


@pytest.fixture(scope="module")
def run(clock: None, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The run, and the folder of what it began with."""
    place = tmp_path_factory.mktemp("chooser")
    (place / "pack").mkdir()
    pack = write_pack(place / "pack")
    first = DialogueRecipe(steps=2, budget_s=1e5, tokens=1024, validation_rows=2, long_from=0.8)
    best = train(pack, place / "first", first, CONFIG, resume=False, report=lambda _: None)
    shipped = place / "shipped"
    pairs = load_pairs(place / "first" / PAIRS_FILE)
    export(best, pairs, shipped, generator="own", licence="MIT", default=True)
    train_chooser(
        persons(), pack, place / "run", RECIPE, shipped=shipped, config=CONFIG, report=lambda _: None
    )  # fmt: skip
    return place / "run", shipped


def test_it_learns_from_what_ships(run: tuple[Path, Path]) -> None:
    lines = [json.loads(line) for line in (run[0] / JOURNAL).read_text().splitlines()]
    assert lines[0]["step"] == 0
    assert lines[-1]["step"] == RECIPE.steps
    assert lines[-1]["talk words"] < lines[0]["talk words"]
    assert lines[-1]["plays"] < lines[0]["plays"]
    assert {"talk fits", "talk whole", "alone fits", "books fits", "pack fits", "pack whole"} <= set(lines[-1])
    assert lines[-1]["validation_error"] < lines[0]["validation_error"]


def test_n_grams_stay_as_they_were(run: tuple[Path, Path]) -> None:
    """There is too little of the corpus for tables that know by heart what they have seen."""
    kept = read_checkpoint(run[0] / BEST)["model"]
    moved = read_checkpoint(run[0] / CHECKPOINT)["parts"]["model"]
    assert all((kept[name] == moved[name]).all() for name in kept if ".ngrams." in name)
    assert any((kept[name] != moved[name]).any() for name in kept if ".ngrams." not in name)


def test_what_is_exported_gives_verdicts(run: tuple[Path, Path], tmp_path: Path) -> None:
    export(run[0] / BEST, load_pairs(run[0] / PAIRS_FILE), tmp_path, generator="chooser", licence="MIT", default=False)
    model = OwnModel.load(ModelStore((tmp_path,)), "chooser")
    assert isinstance(model, Judges)
    npc = persons()[0]
    turn = npc.talks[0].turns[0]
    prompt = Prompt(persona_of(npc), situation_of(npc, npc.talks[0]), history=(Spoken("Player", turn.player),))
    said, longer = model.verdicts(prompt, [turn.reply, f"{turn.reply} {turn.reply}"], lambda: None)
    assert (said.fits, said.whole) != (longer.fits, longer.whole)
    assert said.likelihood == model.likelihoods(prompt, [turn.reply], lambda: None)[0]
