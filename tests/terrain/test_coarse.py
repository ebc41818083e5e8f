"""What the coarse network is told of the plan and of known ground."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from procgen.terrain import coarse
from procgen.terrain.coarse import FEATURE_MARGIN, MARGIN, PLAN_AROUND, CoarseGround, coarse_features, known_pyramid
from procgen.terrain.land_features import inner
from procgen.terrain.recipe.coarse import SHAPE
from procgen.terrain.representation import PLAN_CELL, cell_means

CELLS = 3
GRAIN = np.array([0.3, -0.1, 0.2], np.float32)


def plan_of(seed: int, side: int = CELLS + 2 * PLAN_AROUND) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    heights = (300.0 + 80.0 * rng.standard_normal((side, side))).astype(np.float32)
    return heights, (3.0 + 0.3 * rng.standard_normal((side, side))).astype(np.float32)


def test_serving_and_training_agree_on_margins() -> None:
    assert (SHAPE.margin, SHAPE.noise_margins) == (MARGIN, coarse.NOISE_MARGINS)
    assert SHAPE.noise == tuple(each + coarse.KNOWN_CHANNELS for each in coarse.NOISE_CHANNELS)


@settings(max_examples=20)
@given(row=st.integers(0, 4), column=st.integers(0, 4), spacing=st.sampled_from([1.0, 30.0]))
def test_features_and_ground_are_local(row: int, column: int, spacing: float) -> None:
    heights, rough = plan_of(0, 24)
    side = 20
    part = tuple(each[row : row + side, column : column + side] for each in (heights, rough))
    here = (slice(row, row + side - 6), slice(column, column + side - 6))
    whole = coarse_features(heights, inner(rough, FEATURE_MARGIN), spacing, GRAIN)
    np.testing.assert_array_equal(
        coarse_features(part[0], inner(part[1], FEATURE_MARGIN), spacing, GRAIN), whole[(slice(None), *here)]
    )
    ground, cut = CoarseGround.of(heights, rough), CoarseGround.of(*part)
    down, across = row * PLAN_CELL, column * PLAN_CELL
    size = cut.base.shape[0]
    np.testing.assert_allclose(cut.base, ground.base[down : down + size, across : across + size], rtol=1e-6)
    np.testing.assert_allclose(cut.scale, ground.scale[down : down + size, across : across + size], rtol=1e-6)


def test_the_interpolation_is_of_what_is_made() -> None:
    heights, rough = plan_of(1)
    ground = CoarseGround.of(heights, rough)
    base, added = ground.made(np.ones((CELLS * PLAN_CELL, CELLS * PLAN_CELL), np.float32))
    assert base.shape == added.shape == (CELLS * PLAN_CELL, CELLS * PLAN_CELL)
    level = CoarseGround.of(np.full_like(heights, 7.0), np.zeros_like(rough)).made(np.float32(2.0))
    np.testing.assert_allclose(level[0], 7.0, rtol=1e-6)
    np.testing.assert_allclose(level[1], 2.0, rtol=1e-6)


def test_what_is_known_is_told_at_each_resolution() -> None:
    heights, rough = plan_of(2)
    ground = CoarseGround.of(heights, rough)
    rng = np.random.default_rng(3)
    weight = rng.random(ground.base.shape).astype(np.float32)
    known = ground.base + ground.scale * rng.standard_normal(ground.base.shape).astype(np.float32)
    pyramid = known_pyramid(ground, known, weight)
    for level, (told, margin) in enumerate(zip(pyramid, coarse.NOISE_MARGINS, strict=True)):
        side = (CELLS << level) + 2 * margin
        assert told.shape == (coarse.KNOWN_CHANNELS, side, side)
        mean = cell_means(weight, PLAN_CELL >> level)
        np.testing.assert_allclose(told[1], inner(mean, (MARGIN << level) - margin), rtol=1e-5)
    middle = inner(pyramid[-1][0], coarse.NOISE_MARGINS[-1])
    off = inner((known - ground.base) / ground.scale * weight, MARGIN * PLAN_CELL)
    np.testing.assert_allclose(middle, off, rtol=1e-3, atol=1e-4)
    nothing = known_pyramid(ground, known, np.zeros_like(weight))
    assert all(not told.any() for told in nothing)
