"""A short run on a small pack: it learns, goes on where it stopped, and what it exports composes."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from procgen.kit.recipe.checkpoint import CHECKPOINT
from procgen.music.compose.events import END, START
from procgen.music.compose.network import ComposerNetwork
from procgen.music.recipe.corpus import Work, load_works
from procgen.music.recipe.export import FILE, TABLES_FILE, export_composer, load_exported
from procgen.music.recipe.rows import Rows
from procgen.music.recipe.train import MusicRecipe, bits_a_note, load_composer, new_composer, train_composer
from procgen.runtime.arrays import arrays_in
from procgen.runtime.catalog import read_catalog
from procgen.runtime.model_file import open_model
from tests.music.pieces import small_pack

SIZES: dict[str, Any] = {"width": 32, "layers": 2, "heads": 2, "head": 16, "hidden": 48}
RECIPE = MusicRecipe(steps=25, rows=2, length=64, validation_rows=4, report_every_s=1e9, warmup_steps=3)


@pytest.fixture(scope="module")
def works(tmp_path_factory: pytest.TempPathFactory) -> list[Work]:
    folder = tmp_path_factory.mktemp("pack")
    small_pack(folder)
    made = load_works(folder)
    return [
        Work(work.composer, work.title, "validation" if work.composer == "Composer 3" else work.split, work.piece)
        for work in made
    ]


@pytest.fixture(scope="module")
def run(works: list[Work], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    folder = tmp_path_factory.mktemp("run")
    train_composer(works, folder, RECIPE, report=lambda _: None, **SIZES)
    yield folder
    torch.set_num_threads(threads)


def test_it_learns(works: list[Work], run: Path) -> None:
    rows = Rows([work.piece for work in works if work.split == "validation"]).all(64)
    torch.manual_seed(1)
    before = bits_a_note(new_composer(**SIZES), rows)["bits_per_note"]
    assert bits_a_note(load_composer(run / "best.pt"), rows)["bits_per_note"] < 0.85 * before


def test_a_run_goes_on_where_it_stopped(works: list[Work], run: Path) -> None:
    told: list[str] = []
    train_composer(works, run, RECIPE, resume=True, report=told.append, **SIZES)
    assert (run / CHECKPOINT).exists()
    assert told[0].startswith("goes on from step 25")


def test_a_run_goes_on_from_what_was_exported(works: list[Work], run: Path, tmp_path: Path) -> None:
    export_composer(run / "best.pt", tmp_path, Rows([works[0].piece]), licence="MIT", default=True)
    told: list[str] = []
    more = replace(RECIPE, steps=1)
    shipped = partial(load_exported, tmp_path)
    best = train_composer(works, tmp_path / "run", more, resume=True, shipped=shipped, report=told.append, **SIZES)
    assert told[0] == "begins with the weights that ship"
    rows = Rows([work.piece for work in works if work.split == "validation"]).all(64)
    before = bits_a_note(load_composer(run / "best.pt"), rows)["bits_per_note"]
    assert bits_a_note(load_composer(best), rows)["bits_per_note"] < 1.05 * before


def test_rows_cover_each_note_once(works: list[Work]) -> None:
    pieces = [work.piece for work in works]
    rows = Rows(pieces).all(64)
    counted = sum(int((row["counts"] & ~row["is_bar"][1:]).sum()) for row in rows)
    ends = sum(int((row["counts"] & row["is_bar"][1:]).sum()) for row in rows)
    assert counted == sum(len(piece.notes) for piece in pieces)
    assert ends == sum(len(piece) for piece in pieces)


def test_the_token_after_a_bars_last_note_says_that_it_ends(works: list[Work]) -> None:
    row = Rows([works[0].piece]).cut(0, 0, 40)
    assert set(row["notes"][row["is_bar"]][:, START].tolist()) == {END}
    assert (row["notes"][~row["is_bar"]][:, START] < END).all()


def test_later_notes_change_nothing_before_them(works: list[Work]) -> None:
    torch.manual_seed(0)
    model = new_composer(**SIZES).eval()
    for parameter in model.parameters():
        torch.nn.init.normal_(parameter, std=0.1)
    row = {name: torch.from_numpy(values)[None] for name, values in Rows([works[0].piece]).cut(0, 0, 40).items()}
    other = row["notes"].clone()
    other[0, 30:, 2] = (other[0, 30:, 2] + 5) % 84

    def activations(notes: torch.Tensor) -> torch.Tensor:
        return model.trunk(model.embed(notes, row["bars"], row["is_bar"]), row["quarters"])

    one, two = activations(row["notes"]), activations(other)
    assert torch.equal(one[0, :30], two[0, :30])
    assert not torch.allclose(one[0, 30:], two[0, 30:])


def test_what_is_exported_tells_what_the_network_does(works: list[Work], run: Path, tmp_path: Path) -> None:
    rows = Rows([works[0].piece])
    assert export_composer(run / "best.pt", tmp_path, rows, licence="MIT", default=True) < 0.05
    (entry,) = read_catalog(tmp_path)
    arrays = dict(arrays_in((tmp_path / TABLES_FILE).read_bytes()))
    network = ComposerNetwork(open_model(entry, (tmp_path / FILE).read_bytes()), arrays)
    piece = works[0].piece
    tokens = [piece.bars[0], *piece.notes[: piece.offsets[1]]]
    steps = [0, *piece.notes[: piece.offsets[1], START].tolist()]
    whole, slow = network.empty(), network.empty()
    network.read(whole, tokens, steps)
    for token, step in zip(tokens, steps, strict=True):
        network.read(slow, [token], [step])
    np.testing.assert_allclose(whole.known, slow.known, atol=1e-3)
