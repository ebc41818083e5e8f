"""Training on a small pack of our own: data, learning, resumption, export, and the trained models in service."""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import torch

from procgen.kit.recipe.checkpoint import BEST, CHECKPOINT, JOURNAL, read_checkpoint
from procgen.kit.recipe.export import denoiser_example, export_onnx, field_example
from procgen.kit.recipe.shipped import difference
from procgen.models.diffusion import Denoiser, UNetConfig
from procgen.models.implicit import ImplicitConfig, ImplicitField, energy_score
from procgen.runtime.catalog import packaged_assets
from procgen.runtime.store import ModelStore
from procgen.terrain.cascade import COARSE_LATTICE
from procgen.terrain.classical import classical_heights
from procgen.terrain.generate import generate
from procgen.terrain.parameters import TerrainParameters
from procgen.terrain.recipe.adversarial import AdversarialConfig, Discriminator, distil_adversarially
from procgen.terrain.recipe.data import (
    CellSampler,
    CoarseSampler,
    TerrainPack,
    batch_at,
    frame_of,
    with_sea_floor,
)
from procgen.terrain.recipe.denoiser import TeacherConfig, load_averaged, train_teacher
from procgen.terrain.recipe.judges import CoarseJudge
from procgen.terrain.recipe.plan import PlanLoop, load_plan, plan_batch, train_plan
from procgen.terrain.recipe.train import held_out_batches, shipped_student
from procgen.terrain.representation import plan_base
from tests.terrain.recipe.packs import SPLIT

TINY = UNetConfig(feature_channels=12, scalars=4, labels=21, patch=2, widths=(16, 16), blocks=(1, 1), embedding=32)


@pytest.fixture(scope="module", autouse=True)
def clock() -> Iterator[None]:
    """Time goes by with looks at the clock, so that a busy machine takes as many steps as an idle one."""
    ticks = itertools.count()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("procgen.kit.recipe.loop.time", SimpleNamespace(monotonic=lambda: next(ticks) * 0.1))
        yield


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


def test_coarse_samples_are_in_units_of_their_roughness(pack: TerrainPack) -> None:
    batch = CoarseSampler(pack.patches("train")).batch(64, np.random.default_rng(0))
    assert batch.clean.shape == (64, 1, 32, 32)
    assert batch.features.shape == (64, 12, 16, 16)
    assert 0.7 < batch.clean.std() < 1.3
    known, weight = batch.features[:, 4:8], batch.features[:, 8:]
    assert ((weight >= 0.0) & (weight <= 1.0)).all()
    assert (known[weight == 0.0] == 0.0).all()
    assert 0.2 < (weight.max(axis=(1, 2, 3)) > 0.0).mean() < 0.8
    assert 0 <= batch.label.min() <= batch.label.max() <= 21


def test_cells_are_plan_and_residual(pack: TerrainPack) -> None:
    sample = CellSampler(pack.patches("train")).sample(np.random.default_rng(4))
    residual = sample.cells - plan_base(sample.plan)
    blocks = residual.reshape(4, 8, 4, 8)
    rms = np.sqrt((blocks**2).mean(axis=(1, 3)))
    np.testing.assert_allclose(np.exp(sample.log_roughness), rms + 0.01, rtol=1e-4)


def test_batches_depend_on_seed_and_step_alone(pack: TerrainPack) -> None:
    sampler = CoarseSampler(pack.patches("train"))
    np.testing.assert_array_equal(batch_at(sampler, 4, 7, 3).clean, batch_at(sampler, 4, 7, 3).clean)
    assert not np.array_equal(batch_at(sampler, 4, 7, 3).clean, batch_at(sampler, 4, 7, 4).clean)


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
    inputs = denoiser_example(model, 32)
    inputs["sigma"] = torch.tensor([1e-4])
    with torch.no_grad():
        torch.testing.assert_close(model(**inputs), inputs["noisy"], atol=1e-3, rtol=1e-3)


def test_networks_are_local() -> None:
    """A change far away must not reach a pixel: windows and tiles rely on it."""
    config = UNetConfig(feature_channels=5, scalars=2, labels=21, patch=4, widths=(8, 8), blocks=(1, 1), embedding=16)
    model = Denoiser(config)
    with torch.no_grad():
        model.net.head_gain.fill_(1.0)
    inputs = denoiser_example(model, 512)
    with torch.no_grad():
        before = model(**inputs)
        inputs["noisy"][..., -16:, -16:] += 10.0
        after = model(**inputs)
    assert torch.equal(before[..., :256, :256], after[..., :256, :256])
    assert not torch.equal(before, after)


def test_the_exported_graph_computes_what_the_network_does(tmp_path: Path) -> None:
    torch.manual_seed(3)
    model = Denoiser(TINY)
    with torch.no_grad():
        model.net.head_gain.fill_(1.0)
    model = model.fold()
    path = tmp_path / "model.onnx"
    assert export_onnx(model, path, denoiser_example(model, 32), denoiser_example(model, 32, 1), "denoised") < 1e-3
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


def test_a_plan_learns(pack_folder: Path, pack: TerrainPack, tmp_path: Path) -> None:
    loop = PlanLoop(budget_s=4.0, pool=256, batch=32, report_every_s=1.5)
    train_plan(pack_folder, tmp_path, loop)
    best = train_plan(pack_folder, tmp_path, replace(loop, budget_s=6.0), resume=True)
    scores = [json.loads(line)["validation_error"] for line in (tmp_path / JOURNAL).read_text().splitlines()]
    assert scores[-1] < scores[0]
    held = plan_batch(CellSampler(pack.patches("validation")), 4, np.random.default_rng(0))
    model = load_plan(best)
    made = model(torch.randn(4, 4, 12, 12), held.scalars, held.label)
    assert made.shape == held.fields.shape


def test_the_judge_knows_real_from_smooth(pack: TerrainPack) -> None:
    patches = pack.patches("validation")

    class Exact(torch.nn.Module):
        """Returns nothing added, or white noise."""

        def __init__(self, amount: float) -> None:
            super().__init__()
            self.amount = amount

        def forward(self, noisy: torch.Tensor, *_: object) -> torch.Tensor:
            return self.amount * noisy / 15.0

    judge = CoarseJudge(patches, (15.0,))
    flat, fair, wild = (judge(Exact(amount)) for amount in (0.0, 0.7, 20.0))  # type: ignore[arg-type]
    assert fair < wild
    assert fair < flat


def test_adversarial_distillation_learns_and_resumes(pack: TerrainPack, tmp_path: Path) -> None:
    torch.manual_seed(1)
    model = Denoiser(TINY)
    sampler = CoarseSampler(pack.patches("train"))
    config = AdversarialConfig(budget_s=10.0, border=2, alone_steps=3, report_every_s=2.0)
    judge = CoarseJudge(pack.patches("validation"), (config.level,), 1)
    before = judge(model)

    def run(budget_s: float) -> int:
        path = distil_adversarially(
            deepcopy(model),
            replace(config, budget_s=budget_s),
            partial(batch_at, sampler, 4, 1),
            judge,
            tmp_path,
            resume=True,
        )
        assert torch.load(path, weights_only=True)["levels"] == [15.0]
        return int(read_checkpoint(tmp_path / CHECKPOINT)["progress"]["step"])

    first = run(10.0)
    assert run(20.0) > first
    assert judge(load_averaged(tmp_path / BEST)) < before


def test_a_discriminator_tells_noise_from_ramps() -> None:
    torch.manual_seed(0)
    critic = Discriminator(features=5, patch=4, scalars=2, labels=3)
    rest = (torch.zeros(8, 5, 8, 8), torch.zeros(8, 2), torch.zeros(8, dtype=torch.int64))
    optimiser = torch.optim.Adam(critic.parameters(), 1e-3)
    ramp = torch.linspace(-1.0, 1.0, 32).expand(8, 1, 32, 32)
    for _ in range(40):
        loss = torch.nn.functional.softplus(critic(torch.randn(8, 1, 32, 32), *rest) - critic(ramp, *rest)).mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    assert float(loss.detach()) < 0.1


def test_a_run_that_is_cut_off_goes_on(pack: TerrainPack, tmp_path: Path) -> None:
    sampler = CoarseSampler(pack.patches("train"))
    held = held_out_batches(CoarseSampler(pack.patches("validation")), 4, 1)
    config = TeacherConfig(budget_s=3.0, batch=4, report_every_s=1.0, checkpoint_every_s=1.0)

    def run(budget_s: float, resume: bool) -> int:
        loop = replace(config, budget_s=budget_s)
        train_teacher(TINY, loop, partial(batch_at, sampler, 4, 1), held, tmp_path, resume=resume)
        progress = read_checkpoint(tmp_path / CHECKPOINT)["progress"]
        assert progress["seconds"] >= budget_s
        return int(progress["step"])

    first = run(3.0, resume=False)
    second = run(6.0, resume=True)
    assert second > first > 0
    log = [json.loads(line) for line in (tmp_path / JOURNAL).read_text().splitlines()]
    assert [line["step"] for line in log] == sorted(line["step"] for line in log)


def test_the_coarse_network_that_ships_is_a_student_to_go_on_with() -> None:
    student = shipped_student().eval()
    inputs = {**denoiser_example(student, COARSE_LATTICE.window), "sigma": torch.tensor([15.0])}
    assert difference(packaged_assets() / "terrain_coarse.onnx", student, inputs) < 1e-4


def test_the_whole_way_from_data_to_service(pack_folder: Path, tmp_path: Path) -> None:
    """`procgen train terrain`, and the folder that it leaves used as `--models`."""
    command = [sys.executable, "-m", "procgen", "train", "terrain", "--data", str(pack_folder), "--out", str(tmp_path)]
    done = subprocess.run(
        [*command, "--budget", "9s", "--name", "tiny", "--threads", "1"], capture_output=True, text=True, timeout=400
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
