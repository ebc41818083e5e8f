"""The recipe of the coarse network, on packs of our own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from procgen.kit.recipe.checkpoint import CHECKPOINT, read_checkpoint
from procgen.kit.recipe.shipped import difference, load_shipped
from procgen.models.refiner import Refiner
from procgen.runtime.catalog import packaged_assets
from procgen.terrain.cascade import COARSE_LATTICE
from procgen.terrain.coarse import COARSE_FEATURES, MARGIN
from procgen.terrain.morphometry.grain import GRAIN
from procgen.terrain.recipe.coarse import (
    SHAPE,
    CoarseCase,
    CoarseConfig,
    CoarseSampler,
    CoarseWindow,
    known_part,
    train_coarse,
)
from procgen.terrain.recipe.data import TerrainPack
from procgen.terrain.recipe.refine import RefineJudge, load_refiner, refiner_example
from procgen.terrain.representation import PLAN_CELL, cell_means


def test_parts_add_up_to_the_cells() -> None:
    rng = np.random.default_rng(0)
    cells = (100.0 + 20.0 * rng.standard_normal((4 * 8 + 160, 4 * 8 + 160)).cumsum(0)).astype(np.float32)
    window = CoarseWindow.of(cells, 30.0, 1.0, np.zeros(GRAIN, np.float32))
    base, added = window.ground.made(window.residual)
    np.testing.assert_allclose(base + added, cells[80:-80, 80:-80], atol=0.05)
    assert window.features.shape == (COARSE_FEATURES, 4 + 2 * MARGIN, 4 + 2 * MARGIN)
    plan = cell_means(window.cells, PLAN_CELL)
    assert plan.shape == window.features.shape[1:]


def test_batches_hang_on_their_random_numbers_alone(pack: TerrainPack) -> None:
    sampler = CoarseSampler(pack.patches("train"), 4)
    first, second, other = (sampler.batch(4, np.random.default_rng(seed)) for seed in (5, 5, 6))
    assert torch.equal(first.residual, second.residual)
    assert all(torch.equal(one, two) for one, two in zip(first.known, second.known, strict=True))
    assert not torch.equal(first.residual, other.residual)
    assert 0.3 < float(first.residual.std()) < 3.0
    assert first.seen.shape == (4, 2, 32, 32)


def test_what_is_known_is_all_some_or_nothing() -> None:
    cells = np.random.default_rng(1).standard_normal((40, 40)).astype(np.float32)
    shares = [known_part(cells, np.random.default_rng(seed))[1].mean() for seed in range(60)]
    assert min(shares) == 0.0
    assert max(shares) == 1.0
    assert sum(0.0 < share < 1.0 for share in shares) > 10


@pytest.mark.usefixtures("clock")
def test_training_learns_and_goes_on(pack_folder: Path, pack: TerrainPack, tmp_path: Path) -> None:
    config = CoarseConfig(batch=2, report_every_s=2.0, generator_rate=2e-3, warmup_steps=1)
    judge = RefineJudge([pack.patches("validation")], CoarseCase.of)
    torch.manual_seed(config.seed)
    before = judge(Refiner(SHAPE))["validation_error"]

    def steps(budget_s: float) -> int:
        train_coarse(pack_folder, pack_folder, tmp_path, replace(config, budget_s=budget_s), resume=True)
        return int(read_checkpoint(tmp_path / CHECKPOINT)["progress"]["step"])

    first = steps(4.0)
    path = train_coarse(pack_folder, None, tmp_path, replace(config, budget_s=8.0), resume=True)
    assert int(read_checkpoint(tmp_path / CHECKPOINT)["progress"]["step"]) > first > 0
    assert judge(load_refiner(path))["validation_error"] < before


@pytest.mark.parametrize("side", [COARSE_LATTICE.window // PLAN_CELL])
def test_the_network_that_ships_can_go_on(side: int) -> None:
    network = Refiner(SHAPE).eval()
    load_shipped(packaged_assets() / "terrain_coarse.onnx", network)
    assert difference(packaged_assets() / "terrain_coarse.onnx", network, refiner_example(network, side)) < 1e-3
