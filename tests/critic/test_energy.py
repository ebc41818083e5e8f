"""Packaged critics: energies row by row, plausibility by real things, and broken things told."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest

from procgen.critic.dialogue import line_features
from procgen.critic.energy import ROWS, Critic, judges
from procgen.critic.pictures import FloatArray
from procgen.critic.terrain import SIDE_PX, windows
from procgen.critic.texture import picture_features
from procgen.dialogue.language.own import OwnModel
from procgen.errors import ModelUnavailable
from procgen.layout.parameters import KINDS
from procgen.runtime.model_file import LoadedModel
from procgen.runtime.store import ModelStore


@pytest.fixture(scope="module")
def store() -> ModelStore:
    return ModelStore(threads=1)


def _go_on() -> None:
    pass


def _features(critic: Critic, count: int) -> FloatArray:
    return np.random.default_rng(3).normal(size=(count, critic.features)).astype(np.float32)


def test_there_is_a_critic_for_each_domain(store: ModelStore) -> None:
    assert set(judges(store)) >= {"terrain", "texture", "character", "dialogue"}


@pytest.mark.parametrize("domain", judges(ModelStore(threads=1)))
def test_an_energy_does_not_depend_on_its_neighbours(store: ModelStore, domain: str) -> None:
    critic = Critic.load(store, domain)
    features = _features(critic, ROWS + 3)
    together = critic.energies(features)
    assert together.shape == (ROWS + 3,)
    alone = np.concatenate([critic.energies(row[None]) for row in features])
    assert np.array_equal(together, alone)
    assert critic.energies(features[:0]).shape == (0,)


@pytest.mark.parametrize("domain", judges(ModelStore(threads=1)))
def test_plausibility_falls_with_energy_from_one_to_zero(store: ModelStore, domain: str) -> None:
    critic = Critic.load(store, domain)
    found = [critic.verdict(float(energy)).plausibility for energy in np.linspace(-60, 60, 200)]
    assert found[0] == 1.0
    assert found[-1] == 0.0
    assert all(a >= b for a, b in itertools.pairwise(found))


def test_ranks_among_what_is_made_fall_with_energy_kind_by_kind(store: ModelStore) -> None:
    critic = Critic.load(store, "layout")
    for kind in KINDS:
        found = [critic.verdict(float(energy), kind).rank for energy in np.linspace(-60, 60, 200)]
        assert found[0] == 1.0
        assert found[-1] == 0.0
        assert len(set(found)) > 3, kind
    assert critic.verdict(0.0, "no kind").rank is None
    assert Critic.load(store, "texture").verdict(0.0).rank is None


def test_features_of_another_version_are_refused(store: ModelStore) -> None:
    critic = Critic.load(store, "texture")
    with pytest.raises(ModelUnavailable, match="critic_texture takes"):
        critic.energies(np.zeros((1, critic.features + 1), np.float32))


def test_a_critic_that_is_not_there_is_said(store: ModelStore) -> None:
    with pytest.raises(ModelUnavailable):
        Critic.load(store, "music")


def test_a_map_is_seen_from_edge_to_edge_and_a_small_one_not_at_all() -> None:
    heights = np.arange(300 * 130, dtype=np.float32).reshape(300, 130)
    seen = windows(heights)
    assert [window.shape for window in seen] == [(128, 128)] * len(seen)
    assert seen[0][0, 0] == heights[0, 0]
    assert seen[-1][-1, -1] == heights[-1, -1]
    assert windows(heights[: SIDE_PX - 1]) == []


def test_coloured_snow_is_no_brick(store: ModelStore) -> None:
    critic = Critic.load(store, "texture")
    noise = np.random.default_rng(1).random((128, 128, 3)).astype(np.float32)
    assert critic.verdict(float(critic.energies(picture_features(noise, "brick")[None])[0])).plausibility < 0.02


def test_words_in_order_are_more_plausible_than_shuffled(store: ModelStore) -> None:
    critic, reader = Critic.load(store, "dialogue"), OwnModel.load(store)
    said = ["I have not seen him since the fair.", "What do you want of me at this hour?"]
    broken = ["fair him seen the have I since not.", "hour? this at of want me do you What"]
    energies = critic.energies(line_features(said + broken, reader, _go_on))
    assert energies[0] < energies[2]
    assert energies[1] < energies[3]


def test_quantiles_come_from_the_catalog(store: ModelStore) -> None:
    loaded: LoadedModel = store.part("critic", "texture", "energy")
    quantiles = loaded.entry.properties["real_quantiles"]
    assert len(quantiles) == 101
    assert quantiles == sorted(quantiles)
    assert replace(Critic.load(store, "texture").verdict(quantiles[50]), energy=0.0).plausibility == pytest.approx(0.5)
