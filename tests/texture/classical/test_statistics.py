"""The short fit: nearer to the example by every measure, without losing what is drawn."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from procgen.errors import Cancelled
from procgen.texture.classical.statistics import match_colours, match_histogram, match_statistics, patch_distance
from procgen.texture.classical.torus import luminance
from tests.texture.classical.pictures import surface, wrap_step

PAIRS = [("gravel", "rock"), ("brick", "paving"), ("grass", "moss"), ("wood", "planks")]


@pytest.mark.parametrize(("start", "example"), PAIRS)
def test_patches_come_nearer_than_by_colours_alone(start: str, example: str) -> None:
    picture, wanted = surface(start, seed=3).albedo, surface(example, seed=8).albedo
    coloured = np.clip(match_colours(picture, wanted), 0.0, 1.0)
    fitted = match_statistics(picture, wanted)
    before, halfway, after = (patch_distance(made, wanted, seed=99) for made in (picture, coloured, fitted))
    assert after < 0.85 * halfway
    assert after < 0.5 * before


def test_structure_stays() -> None:
    picture, wanted = surface("brick", seed=3).albedo, surface("brick", seed=11).albedo
    fitted = match_statistics(picture, wanted)
    assert np.corrcoef(luminance(picture).ravel(), luminance(fitted).ravel())[0, 1] > 0.75


def test_result_is_periodic() -> None:
    fitted = match_statistics(surface("gravel", seed=3).albedo, surface("rock", seed=8).albedo)
    for axis in (0, 1):
        wrap, within = wrap_step(fitted, axis)
        assert wrap <= 1.2 * max(within)


@given(st.integers(0, 95), st.integers(0, 95))
def test_colours_commute_with_rolls(dy: int, dx: int) -> None:
    picture, wanted = surface("gravel", seed=3).albedo, surface("rock", seed=8).albedo
    rolled = match_colours(np.roll(picture, (dy, dx), (0, 1)), wanted)
    np.testing.assert_allclose(rolled, np.roll(match_colours(picture, wanted), (dy, dx), (0, 1)), atol=1e-5)


def test_colours_have_the_examples_moments() -> None:
    picture, wanted = surface("gravel", seed=3).albedo, surface("gravel", seed=9).albedo
    moved = match_colours(picture, wanted)
    np.testing.assert_allclose(moved.mean(axis=(0, 1)), wanted.mean(axis=(0, 1)), atol=1e-4)
    # Up to the limit on how far contrast is raised.
    assert luminance(moved).std() == pytest.approx(float(luminance(wanted).std()), rel=0.05)


def test_grey_stays_grey() -> None:
    grey = surface("concrete", seed=3).albedo.mean(axis=-1, keepdims=True).repeat(3, axis=-1)
    wanted = surface("rock", seed=8).albedo.mean(axis=-1, keepdims=True).repeat(3, axis=-1)
    fitted = match_statistics(grey, wanted)
    assert float(np.ptp(fitted, axis=-1).max()) < 0.02


@given(st.integers(1, 40), st.integers(1, 40), st.integers(0, 2**32 - 1))
def test_matched_histogram_is_the_wanted_one_in_the_old_order(count: int, other: int, seed: int) -> None:
    generator = np.random.default_rng(seed)
    values, wanted = (generator.random(n).astype(np.float32) for n in (count, other))
    matched = match_histogram(values, wanted)
    assert (np.diff(matched[np.argsort(values, kind="stable")]) >= 0.0).all()
    if count == other:
        np.testing.assert_array_equal(np.sort(matched), np.sort(wanted))


def test_other_sizes_of_picture_and_example() -> None:
    picture, wanted = surface("gravel", rows=64, columns=128).albedo, surface("rock", rows=96, columns=72).albedo
    assert patch_distance(match_statistics(picture, wanted), wanted) < 0.4 * patch_distance(picture, wanted)


def test_strength_zero_changes_nothing_and_equal_input_gives_equal_bytes() -> None:
    picture, wanted = surface("gravel").albedo, surface("rock").albedo
    np.testing.assert_array_equal(match_statistics(picture, wanted, strength=0.0), picture)
    assert match_statistics(picture, wanted).tobytes() == match_statistics(picture, wanted).tobytes()


def test_out_of_range_is_refused() -> None:
    picture = surface().albedo
    with pytest.raises(ValueError, match="iterations"):
        match_statistics(picture, picture, iterations=65)
    with pytest.raises(ValueError, match="strength"):
        match_statistics(picture, picture, strength=1.5)


def test_checkpoint_stops_the_work() -> None:
    def stop() -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        match_statistics(surface().albedo, surface("rock").albedo, checkpoint=stop)
