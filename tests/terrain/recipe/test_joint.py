from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest
import torch

from procgen.kit.recipe.checkpoint import BEST, CHECKPOINT, JOURNAL
from procgen.models.diffusion import Denoiser, UNetConfig
from procgen.models.implicit import ImplicitField
from procgen.terrain.recipe.adversarial import AdversarialConfig, Discriminator
from procgen.terrain.recipe.denoiser import load_averaged
from procgen.terrain.recipe.joint import JointConfig, TorchGuide, fine_tune
from procgen.terrain.recipe.plan import PLAN_CONFIG, load_plan
from procgen.terrain.representation import coarse_guide
from tests.terrain.recipe.packs import write_pack

TINY = UNetConfig(feature_channels=12, scalars=4, labels=21, patch=2, widths=(16, 16), blocks=(1, 1), embedding=32)


@pytest.mark.parametrize("seed", range(3))
def test_the_guide_of_training_is_that_of_serving(seed: int) -> None:
    plan = np.random.default_rng(seed).standard_normal((2, 4, 4)).astype(np.float32)
    served = coarse_guide(plan[0], plan[1], 0.3)
    base, scale, features = TorchGuide(4)(torch.from_numpy(plan)[None], torch.tensor([0.3]))
    np.testing.assert_allclose(base[0, 0].numpy(), served.base, atol=1e-5)
    np.testing.assert_allclose(scale[0, 0].numpy(), served.local_scale, rtol=1e-5)
    np.testing.assert_allclose(features[0].numpy(), served.features, atol=1e-4)


def test_plan_and_coarse_network_learn_together(tmp_path: Path) -> None:
    torch.manual_seed(0)
    data = write_pack(tmp_path / "pack")
    plan, coarse = ImplicitField(PLAN_CONFIG), Denoiser(TINY)
    torch.save({"config": asdict(PLAN_CONFIG), "averaged": plan.state_dict()}, tmp_path / "plan.pt")
    critic = Discriminator(12, 2, 4, 21)
    parts = {"average": {"network": coarse.state_dict()}, "critic": critic.state_dict()}
    torch.save({"config": asdict(TINY), "averaged": coarse.state_dict()}, tmp_path / BEST)
    torch.save({"parts": parts}, tmp_path / CHECKPOINT)
    config = JointConfig(
        budget_s=12.0, report_every_s=3.0, adversarial=AdversarialConfig(border=2), batch=4, alone_steps=2
    )
    paths = fine_tune(tmp_path / "plan.pt", tmp_path, data, tmp_path / "joint", config)
    lines = [json.loads(line) for line in (tmp_path / "joint" / JOURNAL).read_text().splitlines()]
    assert len(lines) >= 2
    assert all(np.isfinite(line["error"]) for line in lines)
    assert fine_tune(tmp_path / "plan.pt", tmp_path, data, tmp_path / "joint", config, resume=True) == paths
    changed = load_plan(paths[0]).state_dict()
    assert any(not torch.equal(changed[name], value) for name, value in plan.state_dict().items())
    assert isinstance(load_averaged(paths[1]), Denoiser)
