"""Training critics on features of our own making."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from procgen.critic.recipe.sets import Features
from procgen.critic.recipe.train import CriticConfig, energies, export_critic, own_quantiles, train_critic
from procgen.errors import Failed
from procgen.kit.recipe.checkpoint import BEST, CHECKPOINT, JOURNAL, read_checkpoint

CONFIG = CriticConfig(width=8, members=2, steps=60, batch=32, report_every_steps=10)


def features(seed: int) -> Features:
    """Real things about 0, spoilt ones wide, our own beside them."""
    rng = np.random.default_rng(seed)
    real, spoilt = rng.standard_normal((300, 5)), 3.0 * rng.standard_normal((300, 5))
    own = 2.0 + rng.standard_normal((100, 1, 5))
    nothing = np.zeros((0, 1))
    return Features(
        *(a.astype(np.float32) for a in (real, spoilt)), ("wide",) * 300, own.astype(np.float32), nothing, nothing
    )


def test_it_learns_what_is_real_and_goes_on_where_it_stopped(tmp_path: Path) -> None:
    train, validation = features(1), features(2)
    model = train_critic(train, validation, replace(CONFIG, steps=30), tmp_path, report=lambda _: None)
    held = features(3)
    assert np.median(energies(model, held.real)) < np.median(energies(model, held.own))
    train_critic(train, validation, CONFIG, tmp_path, resume=True, report=lambda _: None)
    assert read_checkpoint(tmp_path / CHECKPOINT)["progress"]["step"] == 60
    lines = [json.loads(line) for line in (tmp_path / JOURNAL).read_text().splitlines()]
    assert [line["step"] for line in lines] == [10, 20, 30, 40, 50, 60]
    assert lines[-1]["validation_error"] < lines[0]["validation_error"]


def test_quantiles_of_our_own_go_by_kind() -> None:
    found = own_quantiles(np.array([[0.0, 1.0], [10.0, 30.0], [2.0, 3.0]], np.float32), ["cave", "city", "cave"])
    assert list(found) == ["cave", "city"]
    assert found["cave"][0] == 0.0
    assert found["cave"][-1] == 3.0
    assert found["city"] == sorted(found["city"])
    assert found["city"][10] == pytest.approx(20.0)


def test_it_goes_on_from_one_that_was_exported(tmp_path: Path) -> None:
    train, validation = features(1), features(2)
    model = train_critic(train, validation, CONFIG, report=lambda _: None)
    export_critic(model, "texture", tmp_path, validation.real, {})
    shipped = tmp_path / "critic_texture.onnx"
    state = {name: value.clone() for name, value in model.state_dict().items()}
    # Rates of nothing: what comes out is what went in.
    idle = replace(CONFIG, learning_rate=0.0, weight_decay=0.0, steps=10)
    again = train_critic(train, validation, idle, tmp_path / "run", resume=True, shipped=shipped, report=lambda _: None)
    for name, value in again.state_dict().items():
        assert torch.equal(value, state[name]), name
    assert (tmp_path / "run" / BEST).exists()
    other = replace(CONFIG, width=9)
    with pytest.raises(Failed, match=r"members\.0\.0\.weight is \[8, 5\], not \[9, 5\]"):
        train_critic(train, validation, other, resume=True, shipped=shipped, report=lambda _: None)
