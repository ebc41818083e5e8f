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

from procgen.models.diffusion import Denoiser, UNetConfig
from procgen.runtime.store import ModelStore
from procgen.terrain.classical import classical_heights
from procgen.terrain.generate import generate
from procgen.terrain.parameters import TerrainParameters
from procgen.terrain.solver import _euler_step
from procgen.training.distil import DistilConfig, teacher_levels, teacher_target
from procgen.training.export import example, export_onnx
from procgen.training.levels import amplitude_ratios, best_levels, spectrum
from procgen.training.loop import LoopConfig, parse_budget, train
from procgen.training.terrain import RECIPES, held_out_batches
from procgen.training.terrain_data import CoarseSampler, DetailSampler, TerrainPack, batches, frame_of, with_sea_floor
from tests.training.packs import SPLIT, write_pack

TINY = UNetConfig(
    feature_channels=2, scalars=4, labels=21, widths=(16, 16), blocks=(1, 1), attention=True, embedding=32
)


@pytest.fixture(scope="session")
def pack_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_pack(tmp_path_factory.mktemp("pack"))


@pytest.fixture(scope="session")
def pack(pack_folder: Path) -> TerrainPack:
    return TerrainPack(pack_folder)


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


def test_coarse_samples_are_in_frame_units(pack: TerrainPack) -> None:
    batch = CoarseSampler(pack.patches("train")).batch(64, np.random.default_rng(0))
    assert batch.clean.shape == (64, 1, 32, 32)
    assert 0.6 < batch.clean.std() < 1.5
    assert ((batch.features[:, 1] == 0.0) | (batch.features[:, 1] == 1.0)).all()
    assert (batch.features[:, 0][batch.features[:, 1] == 0.0] == 0.0).all()
    assert 0 <= batch.label.min() <= batch.label.max() <= 21


def test_detail_samples_add_up_to_the_heights(pack: TerrainPack) -> None:
    batch = DetailSampler(pack.patches("train")).batch(16, np.random.default_rng(0))
    assert batch.clean.shape == (16, 1, 128, 128)
    assert batch.features.shape == (16, 5, 32, 32)
    assert 0.3 < batch.clean.std() < 3.0


def test_batches_depend_on_seed_and_step_alone(pack: TerrainPack) -> None:
    sampler = CoarseSampler(pack.patches("train"))
    straight = batches(sampler, 4, 7)
    for _ in range(3):
        next(straight)
    resumed = batches(sampler, 4, 7, 3)
    np.testing.assert_array_equal(next(straight).clean, next(resumed).clean)


def test_a_denoiser_can_learn_a_few_samples_by_heart(pack: TerrainPack, tmp_path: Path) -> None:
    """The overfitting check: with ten fixed samples the error must fall far below that of ignorance (one)."""
    torch.manual_seed(0)
    batch = CoarseSampler(pack.patches("train")).batch(10, np.random.default_rng(0))
    model = Denoiser(TINY)
    optimiser = torch.optim.Adam(model.parameters(), 1e-2)
    tensors = [torch.from_numpy(a) for a in (batch.clean, batch.features)]
    rest = [torch.from_numpy(a) for a in (batch.scalars, batch.label)]
    errors = []
    generator = torch.Generator().manual_seed(0)
    for _ in range(150):
        sigma = torch.exp(torch.randn(10, generator=generator))
        noise = torch.randn(tensors[0].shape, generator=generator)
        loss, error = model.loss(*tensors, sigma, *rest, noise)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        model.normalise_weights()
        errors.append(float(error.mean()))
    assert errors[0] > 0.8
    assert np.mean(errors[-10:]) < 0.45


def test_the_denoiser_returns_its_input_where_there_is_no_noise() -> None:
    model = Denoiser(TINY)
    inputs = example(model, 32)
    inputs["sigma"] = torch.tensor([1e-4])
    with torch.no_grad():
        torch.testing.assert_close(model(**inputs), inputs["noisy"], atol=1e-3, rtol=1e-3)


def test_networks_without_attention_are_local() -> None:
    """A change far away must not reach a pixel: windows and tiles rely on it."""
    config = UNetConfig(feature_channels=5, scalars=2, labels=21, patch=4, widths=(8, 8), blocks=(1, 1), embedding=16)
    model = Denoiser(config)
    with torch.no_grad():
        model.net.head_gain.fill_(1.0)
    inputs = example(model, 512)
    with torch.no_grad():
        before = model(**inputs)
        inputs["noisy"][..., -16:, -16:] += 10.0
        after = model(**inputs)
    assert torch.equal(before[..., :256, :256], after[..., :256, :256])
    assert not torch.equal(before, after)


@pytest.mark.parametrize("fixed", [True, False])
def test_the_exported_graph_computes_what_the_network_does(tmp_path: Path, fixed: bool) -> None:
    torch.manual_seed(3)
    model = Denoiser(replace(TINY, attention=fixed))
    with torch.no_grad():
        model.net.head_gain.fill_(1.0)
    path = tmp_path / "model.onnx"
    assert export_onnx(model, path, size=32, fixed=fixed) < 1e-3
    assert str(Path.cwd()).encode() not in path.read_bytes(), "no path of this machine travels in the graph"


def test_levels_keep_every_frequency(pack: TerrainPack) -> None:
    fields = CoarseSampler(pack.patches("train")).batch(64, np.random.default_rng(0)).clean[:, 0]
    modes = spectrum(fields)
    levels = best_levels(modes, 5)
    assert list(levels) == sorted(levels, reverse=True)
    ratios = amplitude_ratios(np.array(levels), modes)
    naive = amplitude_ratios(np.geomspace(60.0, 0.05, 5), modes)
    assert np.abs(np.log(ratios)).mean() < 0.05
    assert np.abs(np.log(ratios)).mean() < np.abs(np.log(naive)).mean()


class NormalTeacher(torch.nn.Module):
    """The exact denoiser of independent normal numbers of standard deviation 0.4."""

    def forward(self, noisy: torch.Tensor, _features: object, sigma: torch.Tensor, *_: object) -> torch.Tensor:
        return noisy * (0.16 / (0.16 + sigma.reshape(-1, 1, 1, 1) ** 2))


@pytest.mark.parametrize("index", [0, 1, 2])
def test_distillation_aims_where_the_exact_flow_goes(index: int) -> None:
    config = DistilConfig(budget_s=1.0, levels=(10.0, 2.0, 0.3), substeps=32, last_level=1e-3)
    x = torch.randn(2, 1, 16, 16, generator=torch.Generator().manual_seed(1)) * 3.0
    nothing = torch.zeros(2)
    last = index == 2
    levels = teacher_levels(config, index)
    target = teacher_target(NormalTeacher(), x, (nothing, nothing, nothing), levels, last)  # type: ignore[arg-type]
    end = 0.0 if last else config.levels[index + 1]
    exact = x.numpy() * np.hypot(0.4, end) / np.hypot(0.4, config.levels[index])
    # What the server's solver makes of the target, over one step.
    field, answer = x[0, 0].numpy(), target[0, 0].numpy()
    after = answer if last else _euler_step(field, answer, config.levels[index], end)
    np.testing.assert_allclose(after, exact[0, 0], rtol=0.02, atol=0.02)


def test_a_run_that_is_cut_off_goes_on(pack: TerrainPack, tmp_path: Path) -> None:
    sampler = CoarseSampler(pack.patches("train"))
    held = held_out_batches(CoarseSampler(pack.patches("validation")), 4, 1)
    config = LoopConfig(budget_s=3.0, batch=4, report_every_s=1.0, checkpoint_every_s=1.0)

    def run(budget_s: float, resume: bool) -> int:
        loop = replace(config, budget_s=budget_s)
        train(TINY, loop, lambda start: batches(sampler, 4, 1, start), held, tmp_path, resume=resume)
        state = torch.load(tmp_path / "checkpoint.pt", weights_only=True)
        assert state["spent_s"] >= budget_s
        return int(state["step"])

    first = run(3.0, resume=False)
    second = run(6.0, resume=True)
    assert second > first > 0
    log = [json.loads(line) for line in (tmp_path / "log.jsonl").read_text().splitlines()]
    assert [line["step"] for line in log] == sorted(line["step"] for line in log)


@pytest.mark.parametrize(("text", "seconds"), [("90m", 5400.0), ("2h", 7200.0), ("45s", 45.0), ("30", 30.0)])
def test_budgets(text: str, seconds: float) -> None:
    assert parse_budget(text) == seconds


@pytest.mark.parametrize("text", ["", "m", "-5m", "soon", "nan", "0"])
def test_bad_budgets(text: str) -> None:
    with pytest.raises(ValueError):
        parse_budget(text)


def test_the_whole_way_from_data_to_service(pack_folder: Path, tmp_path: Path) -> None:
    """`procgen train terrain`, and the folder that it leaves used as `--models`."""
    command = [sys.executable, "-m", "procgen", "train", "terrain", "--data", str(pack_folder), "--out", str(tmp_path)]
    done = subprocess.run(
        [*command, "--budget", "8s", "--name", "tiny", "--threads", "1"], capture_output=True, text=True, timeout=400
    )
    assert done.returncode == 0, done.stderr
    store = ModelStore((tmp_path / "models",))
    assert store.generators("terrain") == ("diffusion", "tiny")
    assert all(not store.verify(name).problem for name in store.entries)
    calls = sum(len(entry.properties["noise_levels"]) for entry in store.entries.values() if entry.generator == "tiny")
    assert calls == sum(recipe.calls for recipe in RECIPES.values()) <= 8
    heightmap = generate(TerrainParameters(128, 128, model="tiny"), store)
    assert np.isfinite(heightmap.heights).all()
    assert set(heightmap.recipe.model_sha256) == {"tiny_terrain_coarse", "tiny_terrain_detail"}


def test_frames_have_the_relief_of_their_heights(pack: TerrainPack) -> None:
    patch = pack.patch("p0000")
    frame = frame_of(patch.heights, patch.metres_per_pixel)
    low, high = np.percentile(patch.heights, (1, 99))
    assert frame.relief_m == pytest.approx(high - low)
    assert frame.sea_level == pytest.approx(-patch.heights.mean() / (frame.relief_m / 4.0))
