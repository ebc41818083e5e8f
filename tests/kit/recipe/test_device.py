"""Recipes compute where they are told to. The device "meta", which knows shapes alone and refuses to mix with others,
stands for a graphics card here.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

import procgen.critic.recipe.train as critic
from procgen.kit.recipe.device import VARIABLE, device, normal, placed, settled
from procgen.kit.recipe.loop import Moment
from procgen.terrain.recipe import coarse, duel, refine
from tests.critic.recipe.test_train import CONFIG, features
from tests.terrain.recipe.packs import write_pack


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Runs take one step on another device, and are named."""
    taken: list[str] = []

    def one_step(step: Any, _validate: Any, parts: Any, _schedule: Any, folder: Path, **_: Any) -> Path:
        losses = step(Moment(1000, 0.5, 0.5))
        assert losses
        assert all(parameter.is_meta for parameter in _parameters(parts))
        taken.append(folder.name)
        raise StopIteration

    monkeypatch.setenv(VARIABLE, "meta")
    monkeypatch.setattr(torch.Tensor, "__float__", lambda _: 0.5)
    for module in (critic, refine, coarse, duel):
        monkeypatch.setattr(module, "run", one_step, raising=False)
        monkeypatch.setattr(module, "autocast", contextlib.nullcontext, raising=False)
    return taken


def _parameters(parts: dict[str, Any]) -> list[nn.Parameter]:
    return [one for part in parts.values() if isinstance(part, nn.Module) for one in part.parameters()]


def test_the_device_is_found_or_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    assert device().type == ("cuda" if torch.cuda.is_available() else "cpu")
    monkeypatch.setenv(VARIABLE, "meta")
    assert device().type == "meta"
    assert settled(nn.Linear(2, 2)).weight.is_meta


def test_fields_have_their_channels_last_and_noise_is_that_of_its_seed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "cpu")
    fields = np.arange(120, dtype=np.float32).reshape(1, 2, 6, 10)[:, :, ::-1]
    assert placed(fields).is_contiguous(memory_format=torch.channels_last)
    assert np.array_equal(placed(fields).numpy(), fields)
    expected = torch.randn(3, 4, generator=torch.Generator().manual_seed(7))
    assert torch.equal(normal((3, 4), 7), expected)
    assert torch.equal(normal((3, 4), torch.Generator().manual_seed(7)), expected)


def test_a_critic_learns_elsewhere(elsewhere: list[str], tmp_path: Path) -> None:
    with pytest.raises(StopIteration):
        critic.train_critic(features(1), features(2), CONFIG, tmp_path / "critic")
    assert elsewhere == ["critic"]


def test_terrain_learns_elsewhere(elsewhere: list[str], tmp_path: Path) -> None:
    data = write_pack(tmp_path / "pack")
    for train in (refine.train_refiner, coarse.train_coarse):
        with pytest.raises(StopIteration):
            train(data, None, tmp_path / train.__name__)
    assert elsewhere == ["train_refiner", "train_coarse"]
