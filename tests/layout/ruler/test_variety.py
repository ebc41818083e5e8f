"""Novelty and variety of layouts, on maps whose answers are known."""

from __future__ import annotations

import math

import numpy as np
import pytest

from procgen.layout.recipe.corpus import Example
from procgen.layout.ruler.context import BackOff
from procgen.layout.ruler.variety import (
    copied_windows,
    features,
    images,
    nearest_maps,
    novelty,
    pattern_divergence,
    pattern_entropy,
    pattern_interval,
    spread,
    variety,
)
from procgen.layout.tiles import TileArray


def noise(seed: int, side: int = 24, kinds: int = 4) -> TileArray:
    """Every tile drawn alone, so nothing is like anything else."""
    return np.random.default_rng(seed).integers(0, kinds, (side, side)).astype(np.uint8)


def test_a_map_has_eight_images() -> None:
    assert len({image.tobytes() for image in images(noise(1))}) == 8


@pytest.mark.parametrize("turn", range(8))
def test_a_turned_copy_is_found_whole(turn: int) -> None:
    train = [noise(seed) for seed in range(5)]
    copy = np.ascontiguousarray(images(train[3])[turn])
    found = nearest_maps([copy], train)
    assert (found.agreement[0], found.index[0]) == (1.0, 3)
    assert copied_windows([copy], train)[0] == 1.0


def test_what_was_never_seen_agrees_by_chance_only() -> None:
    train = [noise(seed) for seed in range(5)]
    other = noise(99)
    assert 0.25 < nearest_maps([other], train).agreement[0] < 0.4
    assert copied_windows([other], train)[0] == 0.0


def test_a_pasted_corner_counts_by_its_windows() -> None:
    train = [noise(seed, 32) for seed in range(3)]
    map_with_paste = noise(50, 32)
    # A piece of 12 by 16 holds 5 by 9 windows of 8 by 8 of the 25 by 25 of the map.
    map_with_paste[4:16, 6:22] = np.rot90(train[1])[10:22, 3:19]
    assert copied_windows([map_with_paste], train)[0] == pytest.approx(45 / 625)


def test_plain_windows_are_no_copies() -> None:
    plain = np.zeros((24, 24), np.uint8)
    assert copied_windows([plain], [plain])[0] == 0.0
    with_dot = plain.copy()
    with_dot[12, 12] = 1
    assert copied_windows([with_dot], [plain])[0] == 0.0
    assert copied_windows([with_dot], [with_dot])[0] == 1.0


def test_entropy_of_patterns_of_independent_tiles() -> None:
    # n tiles drawn evenly from four have 2 n bits.
    maps = [noise(seed, 128) for seed in range(4)]
    assert pattern_entropy(maps, 1) == pytest.approx(2.0, abs=0.01)
    assert pattern_entropy(maps, 2) == pytest.approx(8.0, abs=0.02)
    assert pattern_entropy([np.zeros((9, 9), np.uint8)], 3) == 0.0


def test_divergence_of_known_distributions() -> None:
    # Shares of 1/2 and 1/4: KL = 1/2 log2(1/2 : 1/4) + 1/2 log2(1/2 : 3/4).
    half = [noise(seed, 160, 2) for seed in range(4)]
    quarter = [(noise(seed, 160, 4) > 0).astype(np.uint8) for seed in range(10, 14)]
    expected = 0.5 * math.log2(2) + 0.5 * math.log2(2 / 3)
    assert pattern_divergence(half, quarter, 1) == pytest.approx(expected, abs=0.01)
    assert pattern_divergence(half, half, 2) == pytest.approx(0.0, abs=1e-12)
    assert pattern_divergence(half, [noise(5, 160, 2)], 2) < 0.01
    assert math.isfinite(pattern_divergence([noise(1, kinds=8)], [noise(2, kinds=2)], 3))


def test_features_do_not_depend_on_where_things_stand() -> None:
    tiles = noise(3, 40)
    rolled, mirrored, other = np.roll(tiles, (7, 11), (0, 1)), tiles[::-1], noise(4, 40, 9)
    own, near, opposite, far = features([tiles, rolled, mirrored, other])
    assert np.linalg.norm(own - near) < 0.25 * np.linalg.norm(own - far)
    assert np.linalg.norm(own - opposite) < 0.25 * np.linalg.norm(own - far)
    assert np.allclose(np.square(own).sum(), 6.0, atol=1e-5)


def test_spread_of_equal_maps_is_nothing() -> None:
    assert spread(features([noise(1)] * 4)) == pytest.approx(0.0, abs=1e-3)
    assert spread(features([noise(1), noise(2, kinds=2), noise(3, kinds=12)])) > 0.3
    assert spread(features([noise(1)])) == 0.0


def test_a_generator_that_makes_one_thing_only_lacks_variety() -> None:
    real = [noise(seed, kinds=2 + seed % 5) for seed in range(30)]
    whole = variety([noise(100 + seed, kinds=2 + seed % 5) for seed in range(30)], real)
    single = variety([noise(200 + seed, kinds=2) for seed in range(30)], real)
    assert single["spread"] < 0.5 * whole["spread"]
    assert single["entropy_2"] < whole["entropy_2"]
    assert single["pattern_kl_2"] > 5 * whole["pattern_kl_2"]
    assert single["recall"] < 0.5
    assert whole["recall"] > 0.8
    assert whole["precision"] > 0.8


def test_novelty_tells_a_copier_from_held_out_maps() -> None:
    train = [noise(seed) for seed in range(6)]
    copies = novelty([train[2], np.rot90(train[4])], train).means()
    held_out = novelty([noise(50), noise(51)], train).means()
    assert copies["agreement_max"] == copies["copied_windows"] == 1.0
    assert held_out["copied_windows"] == 0.0
    assert held_out["agreement_mean"] < 0.4


def test_patterns_have_an_interval_about_their_divergence() -> None:
    half, quarter = [noise(seed, 40, 2) for seed in range(6)], [noise(seed, 40, 4) for seed in range(6)]
    found = pattern_interval(half, quarter, 1, seed=0, draws=50)
    assert found.value == pattern_divergence(half, quarter, 1)
    assert found.low < found.value < found.high


def test_drawn_maps_follow_the_counts() -> None:
    """Of independent tiles the contexts tell nothing: drawn tiles are as many of each as those that were counted."""
    maps = [(noise(seed, 48, 4) > 0).astype(np.uint8) for seed in range(4)]
    examples = [Example(tiles, "cave", "", 0.5, 0, 0) for tiles in maps]
    drawn = BackOff(examples, order=3).sample(3, 32, seed=1)
    assert drawn[0].shape == (32, 32)
    assert np.mean(drawn) == pytest.approx(0.75, abs=0.03)
