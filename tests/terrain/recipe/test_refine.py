"""The recipe of the detail network, on packs of our own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from procgen.kit.recipe.checkpoint import CHECKPOINT, read_checkpoint
from procgen.kit.recipe.shipped import difference, load_shipped
from procgen.models.refiner import Refiner, RefinerConfig
from procgen.runtime.catalog import packaged_assets
from procgen.terrain.cascade import DETAIL_LATTICE
from procgen.terrain.detail import CELLS_MARGIN, FEATURES, MARGIN
from procgen.terrain.landforms import FIRST_LABELS
from procgen.terrain.morphometry.grain import GRAIN
from procgen.terrain.recipe.data import TerrainPack
from procgen.terrain.recipe.labels import DETAIL_LABELS, FINE_LABELS, known_label
from procgen.terrain.recipe.refine import (
    SHAPE,
    RefineConfig,
    RefineJudge,
    RefineSampler,
    load_refiner,
    measured_step,
    refiner_example,
    smoothed_steps,
    train_refiner,
    window_parts,
)
from procgen.terrain.representation import CELL


def test_parts_add_up_to_the_land(pack: TerrainPack) -> None:
    land = np.pad(pack.patch("p0001").heights, CELLS_MARGIN * CELL, mode="reflect")
    residual, base, scale, features = window_parts(land, 60.0, np.zeros(GRAIN, np.float32))
    np.testing.assert_allclose(base + scale * residual, pack.patch("p0001").heights, atol=1e-2)
    assert features.shape == (FEATURES, 32 + 2 * MARGIN, 32 + 2 * MARGIN)


def test_batches_hang_on_their_random_numbers_alone(pack: TerrainPack) -> None:
    sampler = RefineSampler(pack.patches("train"), 4)
    first, second, other = (sampler.batch(3, np.random.default_rng(seed)) for seed in (5, 5, 6))
    assert torch.equal(first.residual, second.residual)
    assert torch.equal(first.features, second.features)
    assert not torch.equal(first.residual, other.residual)
    assert 0.2 < float(first.residual.std()) < 5.0


def test_every_label_of_the_fine_pack_is_known() -> None:
    assert set(FINE_LABELS.values()) <= set(DETAIL_LABELS)
    assert DETAIL_LABELS[: len(FIRST_LABELS)] == FIRST_LABELS
    assert known_label("loess_gullies") == "badlands"
    assert known_label("alpine") == "alpine"
    assert known_label("landslide") == ""


@pytest.mark.parametrize("step", [0.5, 1.0])
def test_steps_are_smoothed_within_what_was_measured(step: float) -> None:
    z, x = np.mgrid[:64, :64].astype(np.float32)
    smooth = 0.04 * x + 0.02 * z
    measured = np.round(smooth / step).astype(np.float32) * np.float32(step)
    assert measured_step(measured) == step
    assert measured_step(smooth) == 0.0
    mended = smoothed_steps(measured, step)
    assert np.abs(mended - measured).max() <= 0.5 * step + 1e-4
    assert np.abs(np.diff(mended)).max() < 0.5 * np.abs(np.diff(measured)).max()


def test_the_judge_knows_real_from_flat_and_from_wild(pack: TerrainPack) -> None:
    judge = RefineJudge([pack.patches("validation")])

    class Exact(Refiner):
        """Adds nothing, or white noise."""

        def __init__(self, amount: float) -> None:
            super().__init__(RefinerConfig(FEATURES, len(DETAIL_LABELS), widths=(4, 4, 4, 4)))
            self.amount = amount

        def forward(self, features: torch.Tensor, _label: torch.Tensor, *noise: torch.Tensor) -> torch.Tensor:
            inner = noise[3].shape[-1] - 12
            return self.amount * noise[3][..., 6 : 6 + inner, 6 : 6 + inner]

    flat, fair, wild = (judge(Exact(amount))["validation_error"] for amount in (0.0, 0.25, 5.0))
    assert fair < flat
    assert fair < wild


@pytest.mark.usefixtures("clock")
def test_training_learns_and_goes_on(pack_folder: Path, pack: TerrainPack, tmp_path: Path) -> None:
    config = RefineConfig(batch=2, cells=4, report_every_s=2.0, generator_rate=2e-3, warmup_steps=1)
    judge = RefineJudge([pack.patches("validation")])
    torch.manual_seed(config.seed)
    before = judge(Refiner(SHAPE))["validation_error"]

    def steps(budget_s: float) -> int:
        train_refiner(pack_folder, pack_folder, tmp_path, replace(config, budget_s=budget_s), resume=True)
        return int(read_checkpoint(tmp_path / CHECKPOINT)["progress"]["step"])

    first = steps(4.0)
    path = train_refiner(pack_folder, None, tmp_path, replace(config, budget_s=8.0), resume=True)
    assert int(read_checkpoint(tmp_path / CHECKPOINT)["progress"]["step"]) > first > 0
    assert judge(load_refiner(path))["validation_error"] < before


def test_the_network_that_ships_can_go_on() -> None:
    network = Refiner(SHAPE).eval()
    load_shipped(packaged_assets() / "terrain_detail.onnx", network)
    inputs = refiner_example(network, DETAIL_LATTICE.window // CELL)
    assert difference(packaged_assets() / "terrain_detail.onnx", network, inputs) < 1e-3
