"""A short run on a small corpus: it learns, goes on where it stopped, and what it exports makes layouts."""

import itertools
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from procgen.kit.recipe.checkpoint import BEST, CHECKPOINT, JOURNAL, read_checkpoint
from procgen.layout.conditions import FREE_TILE, PLAN_PLANES, STYLE_NUMBERS, coarse, vector
from procgen.layout.kinds import KINDS, STYLES, fullness
from procgen.layout.network import load_network
from procgen.layout.parameters import SYMMETRIES, LayoutParameters
from procgen.layout.recipe import export as layout_export
from procgen.layout.recipe.corpus import Example, example, write_corpus
from procgen.layout.recipe.data import (
    Batches,
    folded,
    known,
    loose_plan,
    plain_batch,
    read_maps,
    told_ahead,
    turned,
)
from procgen.layout.recipe.graph import load_graphs
from procgen.layout.recipe.train import LayoutRecipe, train
from procgen.layout.recipe.train import load_network as load_checkpoint
from procgen.layout.sample import Draw, draw
from procgen.layout.symmetry import differences, mirrors
from procgen.layout.tiles import Tile
from procgen.models.pixelcnn import PixelCNN, PixelCNNConfig
from procgen.runtime.catalog import packaged_assets
from procgen.runtime.store import ModelStore

CONFIG = PixelCNNConfig(
    width=24,
    hidden=12,
    context=8,
    embedding=6,
    window_rows=3,
    window_reach=4,
    dilations=(1, 2),
    context_dilations=(1, 2),
)
RECIPE = LayoutRecipe(budget_s=4.0, cells=4096, warmup_steps=5, report_every_s=1.0, validation_maps=1)
_HOW = ("nothing", "ways", "rectangles", "cells", "tiles", "hole")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("corpus")
    for _ in write_corpus(made, {"train": 4, "val": 1}):
        pass
    return made


@pytest.fixture(scope="module", autouse=True)
def clock() -> Iterator[None]:
    """Time goes by with looks at the clock, so that a busy machine takes as many steps as an idle one."""
    ticks = itertools.count()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("procgen.kit.recipe.loop.time", SimpleNamespace(monotonic=lambda: next(ticks) * 0.08))
        yield


@pytest.fixture(scope="module")
def run(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("run")
    train(folder, out, RECIPE, CONFIG, resume=False, report=lambda _: None)
    return out


def test_it_learns_and_exports(run: Path, tmp_path: Path) -> None:
    lines = [json.loads(line) for line in (run / JOURNAL).read_text().splitlines()]
    assert lines[-1]["validation_error"] < 3.5  # five bits where nothing is known
    assert {*KINDS, "with_plans"} <= set(lines[-1])
    layout_export.export(run / BEST, tmp_path, generator="mine", licence="MIT", default=False)
    network = load_network(ModelStore((tmp_path,)), "mine")
    (drawn,) = draw(network, [Draw(LayoutParameters("cave", 18, 16, 1))])
    assert drawn.tiles.shape == (16, 18)
    assert drawn.bits_per_tile < 5.0


def test_it_goes_on_where_it_stopped(folder: Path, run: Path, tmp_path: Path) -> None:
    (tmp_path / CHECKPOINT).write_bytes((run / CHECKPOINT).read_bytes())
    before = read_checkpoint(run / CHECKPOINT)["progress"]
    train(folder, tmp_path, replace(RECIPE, budget_s=5.0), CONFIG, resume=True, report=lambda _: None)
    after = read_checkpoint(tmp_path / CHECKPOINT)["progress"]
    assert after["step"] > before["step"]
    assert load_checkpoint(tmp_path / BEST).config == CONFIG


def test_what_ships_is_something_to_go_on_from() -> None:
    model = PixelCNN(PixelCNNConfig()).eval()
    step, context = (packaged_assets() / f"layout_pixelcnn{part}.onnx" for part in ("", "_context"))
    load_graphs(step, context, model)
    store = ModelStore()
    assert layout_export.deviation(model, load_network(store, "pixelcnn")) < layout_export.WORST
    with pytest.raises(ValueError, match="looks at windows of"):
        load_graphs(step, context, PixelCNN(CONFIG))
    with pytest.raises(ValueError, match=r"layers\.8\.narrow\.weight is not part of it"):
        load_graphs(step, context, PixelCNN(PixelCNNConfig(dilations=(1,) * 8)))


def test_a_wrong_graph_is_refused(run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    right = layout_export.step_graph

    def other(model: torch.nn.Module) -> object:
        with torch.no_grad():
            changed = load_checkpoint(run / BEST)
            changed.head.bias.add_(1.0)
        return right(changed)

    monkeypatch.setattr(layout_export, "step_graph", other)
    with pytest.raises(ValueError, match="differ from the network by 1"):
        layout_export.export(run / BEST, tmp_path, generator="mine", licence="MIT", default=False)


def test_steps_have_their_cells_and_are_the_same_again(folder: Path) -> None:
    examples = read_maps(folder, "train")
    batches, again = Batches(examples, 3, 6000), Batches(examples, 3, 6000)
    for number in range(6):
        step = batches.step(number)
        assert sum(batch.tiles.size for batch in step) >= 6000
        for batch, other in zip(step, again.step(number), strict=True):
            assert np.array_equal(batch.tiles, other.tiles)
            assert np.array_equal(batch.conditions, other.conditions)
            assert np.array_equal(batch.planes, other.planes)
            told = batch.fixed != FREE_TILE
            assert np.array_equal(batch.fixed[told], batch.tiles[told])
            assert not (batch.counted & told).any()


@settings(max_examples=15, deadline=None)
@given(st.sampled_from(KINDS), st.integers(0, 50), st.sampled_from(SYMMETRIES[1:]), st.integers(0, 7))
def test_folded_maps_are_their_own_mirror_images(kind: str, number: int, symmetry: str, turn: int) -> None:
    map_ = turned(example(kind, "train", number), turn).tiles
    tiles, own = folded(map_, symmetry)
    for mirror in mirrors(symmetry):
        assert not differences(tiles, mirror).any()
    assert np.array_equal(tiles[own], map_[own])
    assert 0.2 < own.mean() < 0.6


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(_HOW), st.integers(0, 2**32))
def test_told_cells(how: str, seed: int) -> None:
    rng = np.random.default_rng(seed)
    tiles = rng.choice([Tile.FLOOR, Tile.ENTRANCE, Tile.WALL], (20, 24)).astype(np.uint8)
    told = told_ahead(tiles, how, rng)
    assert told.shape == tiles.shape
    assert not told.all()
    if how == "nothing":
        assert not told.any()
    if how == "ways":
        assert np.array_equal(told, tiles == Tile.ENTRANCE)


def test_eight_different_turns() -> None:
    map_ = Example(np.arange(12, dtype=np.uint8).reshape(3, 4), "cave", "tunnels", 0.5, 0, 0)
    images = [turned(map_, number).tiles for number in range(8)]
    assert len({(image.shape, image.tobytes()) for image in images}) == 8


def test_conditions_say_what_is_known() -> None:
    tiles = np.full((20, 30), Tile.FLOOR, np.uint8)
    tiles[3, 3] = Tile.LOCKED_DOOR
    all_known = known(Example(tiles, "cave", "lair", 0.5, 0, 0))
    expected = vector(30, 20, kind="cave", style="lair", density=fullness(tiles, "cave"), locks=1)
    assert np.array_equal(all_known, expected)
    assert not np.array_equal(expected, vector(30, 20, kind="cave", style="lair", locks=1))
    assert np.count_nonzero(vector(64, 64)) == 0
    assert len({vector(64, 64, kind=k, style=s).tobytes() for k in KINDS for s in STYLES[k]}) == len(STYLE_NUMBERS)
    assert len({vector(64, 64, symmetry=symmetry).tobytes() for symmetry in SYMMETRIES}) == len(SYMMETRIES)


def test_held_out_maps_are_told_nothing_ahead(folder: Path) -> None:
    examples = [each for each in read_maps(folder, "val") if each.tiles.shape == (64, 64)]
    batch = plain_batch(examples)
    assert (batch.fixed == FREE_TILE).all()
    assert not batch.planes[:, -PLAN_PLANES:].any()
    assert batch.counted.all()
    planned = plain_batch(examples, 5)
    assert np.array_equal(planned.planes[1, -PLAN_PLANES:], coarse(examples[1].tiles, 5))
    assert np.array_equal(planned.planes[:, :-PLAN_PLANES], batch.planes[:, :-PLAN_PLANES])


def test_some_maps_are_told_with_their_plan(folder: Path) -> None:
    batches = Batches(read_maps(folder, "train"), 3)
    plans = [plan for number in range(20) for batch in batches.step(number) for plan in batch.planes[:, -PLAN_PLANES:]]
    assert 0.4 < np.mean([plan.any() for plan in plans]) < 0.8
    assert len({float(plan[0, 0, 0]) for plan in plans}) == 4, "none, or one of three sorts of blocks"


def test_plans_are_told_with_blocks_that_lie_anywhere() -> None:
    tiles = example("village", "train", 0).tiles
    rng = np.random.default_rng(1)
    plans = [loose_plan(tiles, rng) for _ in range(40)]
    all_of_them = {
        coarse(tiles, block, (down, right)).tobytes()
        for block in (3, 4, 5)
        for down in range(block)
        for right in range(block)
    }
    assert {plan.tobytes() for plan in plans} < all_of_them
    assert len({plan.tobytes() for plan in plans}) > 20


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"tiles": np.full((1, 64, 64), Tile.SNOW, np.uint8)}, "has tiles that a cave does not have"),
        ({"tiles": np.zeros((1, 64, 300), np.uint8)}, "allowed are sides"),
        ({"tiles": np.zeros((1, 64, 64), np.int32)}, "allowed is uint8"),
        ({"style": np.array([77], np.uint8)}, "index"),
    ],
)
def test_maps_that_are_not_as_described_are_refused(tmp_path: Path, change: dict[str, np.ndarray], said: str) -> None:
    fields = {
        "tiles": np.full((1, 64, 64), Tile.ROCK, np.uint8),
        "style": np.zeros(1, np.uint8),
        "density": np.zeros(1, np.float32),
        "locks": np.zeros(1, np.uint8),
        "seed": np.zeros(1, np.uint64),
    }
    np.savez(tmp_path / "train-cave-0.npz", **{**fields, **change})
    with pytest.raises(ValueError, match=said):
        read_maps(tmp_path, "train")


def test_a_folder_without_maps_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"train-KIND-PART\.npz"):
        read_maps(tmp_path, "train")
