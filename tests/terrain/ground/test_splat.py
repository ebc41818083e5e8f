"""Splat weights: shares that sum to one, and bytes that sum to 255."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from procgen.terrain.ground.splat import MATERIALS, Material, layered, to_bytes

shapes = st.tuples(st.integers(1, 12), st.integers(1, 12))


def random_weights(seed: int, shape: tuple[int, int], sharpness: float) -> np.ndarray:
    weights = np.random.default_rng(seed).random((8, *shape), dtype=np.float32) ** np.float32(sharpness)
    return weights / weights.sum(axis=0)


@settings(deadline=None)
@given(st.integers(0, 2**32), shapes, st.sampled_from([0.0, 1.0, 4.0, 30.0]))
def test_bytes_sum_to_255_and_are_the_largest_remainders(seed: int, shape: tuple[int, int], sharpness: float) -> None:
    weights = random_weights(seed, shape, sharpness)
    rounded = to_bytes(weights)
    assert rounded.dtype == np.uint8
    assert rounded.shape == (*shape, 8)
    assert (rounded.sum(axis=-1, dtype=np.int64) == 255).all()
    for row, column in np.ndindex(shape):
        exact = weights[:, row, column] * np.float32(255.0)
        whole = np.floor(exact).astype(int)
        order = sorted(range(8), key=lambda channel: (-(exact[channel] - whole[channel]), channel))
        for channel in order[: 255 - whole.sum()]:
            whole[channel] += 1
        np.testing.assert_array_equal(rounded[row, column], whole)


@settings(deadline=None)
@given(st.integers(0, 2**32), shapes, st.lists(st.sampled_from(list(Material)), min_size=1, max_size=12))
def test_layers_sum_to_one_and_the_last_lies_on_top(
    seed: int, shape: tuple[int, int], materials: list[Material]
) -> None:
    random = np.random.default_rng(seed)
    covers = [(material, random.random(shape, dtype=np.float32)) for material in materials]
    weights = layered(covers)
    np.testing.assert_allclose(weights.sum(axis=0, dtype=np.float64), 1.0, atol=1e-6)
    assert weights.min() >= 0.0
    assert (weights[materials[-1]] >= covers[-1][1]).all()
    assert (to_bytes(weights).sum(axis=-1, dtype=np.int64) == 255).all()


def test_what_nothing_covers_is_soil() -> None:
    weights = layered([(Material.GRASS, np.zeros((2, 2), np.float32))])
    assert (weights[Material.SOIL] == 1.0).all()


def test_eight_materials_fill_two_textures() -> None:
    assert len(MATERIALS) == len(set(MATERIALS)) == 8
    assert MATERIALS[Material.FOREST_FLOOR] == "forest_floor"
