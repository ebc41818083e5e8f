"""Training on a small pack of our own: data, learning, resumption, export, and the trained models in service."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from procgen.kit.recipe.checkpoint import JOURNAL
from procgen.kit.recipe.export import export_onnx, field_example
from procgen.models.implicit import ImplicitConfig, ImplicitField, energy_score
from procgen.models.refiner import Refiner, RefinerConfig
from procgen.runtime.store import ModelStore
from procgen.terrain.classical import classical_heights
from procgen.terrain.generate import generate
from procgen.terrain.parameters import TerrainParameters
from procgen.terrain.recipe.data import (
    CellSampler,
    TerrainPack,
    frame_of,
    with_sea_floor,
)
from procgen.terrain.recipe.plan import PlanLoop, load_plan, plan_batch, train_plan
from procgen.terrain.recipe.refine import refiner_example
from procgen.terrain.representation import plan_base
from tests.terrain.recipe.packs import SPLIT


def test_a_pack_reads_back_what_was_written(pack: TerrainPack) -> None:
    patch = pack.patch("p0001")
    heights = classical_heights(
        "noise-fbm", seed=1, origin_x_px=0, origin_z_px=0, width_px=256, depth_px=256, mean_m=500.0, relief_m=240.0
    )
    assert np.abs(patch.surface - heights).max() <= 0.126
    assert {split: len(pack.ids(split)) for split in SPLIT} == SPLIT


def test_the_sea_gets_a_floor_and_the_land_stays(pack: TerrainPack) -> None:
    coast = pack.patch("p0002")
    sea = coast.surface == 0.0
    assert sea.any()
    assert (coast.heights[sea] < 0.0).all()
    assert np.array_equal(coast.heights[~sea], coast.surface[~sea])
    np.testing.assert_array_equal(np.maximum(coast.heights, 0.0), np.maximum(coast.surface, 0.0))
    land = np.ones((32, 32), np.float32)
    assert with_sea_floor(land, np.zeros((32, 32), bool)) is land


def test_cells_are_plan_and_residual(pack: TerrainPack) -> None:
    sample = CellSampler(pack.patches("train")).sample(np.random.default_rng(4))
    residual = sample.cells - plan_base(sample.plan)
    blocks = residual.reshape(4, 8, 4, 8)
    rms = np.sqrt((blocks**2).mean(axis=(1, 3)))
    np.testing.assert_allclose(np.exp(sample.log_roughness), rms + 0.01, rtol=1e-4)


def test_the_exported_graph_computes_what_the_network_does(tmp_path: Path) -> None:
    torch.manual_seed(3)
    model = Refiner(RefinerConfig(features=3, labels=4, widths=(12, 8, 8, 4)))
    path = tmp_path / "model.onnx"
    assert export_onnx(model, path, refiner_example(model, 4), refiner_example(model, 4, 1), "residual") < 1e-3
    assert str(Path.cwd()).encode() not in path.read_bytes(), "no path of this machine travels in the graph"


def test_a_graph_of_something_else_is_refused(tmp_path: Path) -> None:
    class Fickle(torch.nn.Module):
        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return x * (2.0 if torch.compiler.is_exporting() else 1.0)

    with pytest.raises(ValueError, match="differs"):
        export_onnx(Fickle(), tmp_path / "model.onnx", {"x": torch.ones(2, 2)}, {"x": torch.randn(2, 2)}, "y")


class Normal(torch.nn.Module):
    """A plan of independent normal numbers of unknown mean and spread."""

    def __init__(self) -> None:
        super().__init__()
        self.mean = torch.nn.Parameter(torch.zeros(3))
        self.log_std = torch.nn.Parameter(torch.zeros(3))


def test_the_energy_score_finds_mean_and_spread() -> None:
    model = Normal()
    optimiser = torch.optim.Adam(model.parameters(), 0.03)
    generator = torch.Generator().manual_seed(0)
    true_mean, true_std = torch.tensor([1.0, -2.0, 0.5]), torch.tensor([0.3, 1.0, 2.0])
    for _ in range(400):
        observed = true_mean + true_std * torch.randn(256, 3, generator=generator)
        draws = model.mean + model.log_std.exp() * torch.randn(4, 256, 3, generator=generator)
        optimiser.zero_grad()
        energy_score(draws, observed).mean().backward()
        optimiser.step()
    torch.testing.assert_close(model.mean.detach(), true_mean, atol=0.15, rtol=0.0)
    torch.testing.assert_close(model.log_std.detach().exp(), true_std, atol=0.0, rtol=0.2)


def test_a_plan_network_sees_only_its_neighbourhood() -> None:
    torch.manual_seed(0)
    model = ImplicitField(ImplicitConfig(4, 2, 4, 21, width=8))
    inputs = field_example(model, 12)
    with torch.no_grad():
        whole = model(**inputs)
        part = model(**{**inputs, "noise": inputs["noise"][..., 2:-3, 1:-4]})
    torch.testing.assert_close(part, whole[..., 2:-3, 1:-4])


@pytest.mark.usefixtures("clock")
def test_a_plan_learns(pack_folder: Path, pack: TerrainPack, tmp_path: Path) -> None:
    loop = PlanLoop(budget_s=2.5, pool=256, batch=32, report_every_s=0.8)
    train_plan(pack_folder, pack_folder, tmp_path, loop)
    best = train_plan(pack_folder, pack_folder, tmp_path, replace(loop, budget_s=4.0), resume=True)
    scores = [json.loads(line)["validation_error"] for line in (tmp_path / JOURNAL).read_text().splitlines()]
    assert scores[-1] < scores[0]
    held = plan_batch(CellSampler(pack.patches("validation")), 4, np.random.default_rng(0))
    model = load_plan(best)
    made = model(torch.randn(4, 4, 12, 12), held.scalars, held.label)
    assert made.shape == held.fields.shape


def test_the_whole_way_from_data_to_service(pack_folder: Path, tmp_path: Path) -> None:
    """`procgen train terrain`, and the folder that it leaves used as `--models`."""
    command = [sys.executable, "-m", "procgen", "train", "terrain", "--data", str(pack_folder), "--out", str(tmp_path)]
    done = subprocess.run(
        [*command, "--budget", "3s", "--name", "tiny", "--threads", "1"], capture_output=True, text=True, timeout=400
    )
    assert done.returncode == 0, done.stderr
    store = ModelStore((tmp_path / "models",))
    assert store.generators("terrain") == ("diffusion", "tiny")
    assert all(not store.verify(name).problem for name in store.entries)
    heightmap = generate(TerrainParameters(128, 128, model="tiny"), store)
    assert np.isfinite(heightmap.heights).all()
    assert set(heightmap.recipe.model_sha256) == {"tiny_terrain_plan", "tiny_terrain_coarse", "tiny_terrain_detail"}


def test_frames_have_the_relief_of_their_heights(pack: TerrainPack) -> None:
    patch = pack.patch("p0000")
    frame = frame_of(patch.heights, patch.metres_per_pixel)
    low, high = np.percentile(patch.heights, (1, 99))
    assert frame.relief_m == pytest.approx(high - low)
    assert frame.sea_level == pytest.approx(-patch.heights.mean() / (frame.relief_m / 4.0))
