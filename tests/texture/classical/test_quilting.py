"""Quilting: pieces of the example, cut where they agree, without seams on the torus."""

from __future__ import annotations

from itertools import pairwise, product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procgen.errors import Cancelled, InvalidFields
from procgen.texture.classical.quilting import QuiltingParameters, least_cost_path, quilt, quilt_surface
from tests.texture.classical.pictures import maps_of, surface, wrap_step


def parameters(**changes: Any) -> QuiltingParameters:
    return QuiltingParameters(**({"seed": 1, "rows": 96, "columns": 96, "patch_px": 32, "overlap_px": 8} | changes))


@given(st.integers(1, 5), st.integers(2, 5), st.integers(0, 2**32 - 1))
def test_path_is_the_least_of_all(steps: int, width: int, seed: int) -> None:
    cost = np.random.default_rng(seed).random((steps, width))
    sums = [
        sum(cost[k, c] for k, c in enumerate(path))
        for path in product(range(width), repeat=steps)
        if all(abs(a - b) <= 1 for a, b in pairwise(path))
    ]
    path = least_cost_path(cost)
    assert np.abs(np.diff(path)).max(initial=0) <= 1
    assert sum(cost[k, c] for k, c in enumerate(path)) == pytest.approx(min(sums))


def test_most_pixels_are_the_examples_and_maps_stay_aligned() -> None:
    """Each pixel of all maps together is one of the example's; those on a cut are halves of two."""
    example = np.random.default_rng(5).random((64, 64, 4)).astype(np.float32)
    made = quilt(example, parameters(rows=64, columns=96))
    known = {pixel.tobytes() for pixel in example.reshape(-1, 4)}
    found = sum(pixel.tobytes() in known for pixel in made.reshape(-1, 4))
    assert found > 0.7 * 64 * 96


@pytest.mark.parametrize("material", ["gravel", "brick", "rock", "grass"])
def test_no_seam(material: str) -> None:
    example = surface(material, rows=128, columns=128)
    for name, field in maps_of(quilt_surface(example, parameters())).items():
        for axis in (0, 1):
            wrap, within = wrap_step(field, axis)
            assert wrap <= 1.2 * max(within) + 1e-6, (name, axis)


def test_no_seam_from_an_example_that_does_not_tile() -> None:
    example = surface("gravel", rows=160, columns=160).albedo[:101, :117]
    made = quilt(example, parameters(periodic=False))
    for axis in (0, 1):
        wrap, within = wrap_step(made, axis)
        assert wrap <= 1.2 * float(np.mean(within))


@given(st.sampled_from((32, 64, 96, 160)), st.sampled_from((32, 64, 96)), st.integers(0, 2**64 - 1))
@settings(max_examples=12, deadline=None)
def test_any_size_works_and_the_same_seed_gives_the_same_bytes(rows: int, columns: int, seed: int) -> None:
    example = surface("rock").albedo
    asked = parameters(seed=seed, rows=rows, columns=columns, patch_px=24, overlap_px=6)
    made = quilt(example, asked)
    assert made.shape == (rows, columns, 3)
    assert made.tobytes() == quilt(example, asked).tobytes()


def test_seeds_differ() -> None:
    example = surface("rock").albedo
    assert not np.array_equal(quilt(example, parameters(seed=1)), quilt(example, parameters(seed=2)))


def test_fresh_output_is_no_copy() -> None:
    """Without freshness a tile of the example's size is the example, rolled; with it, it is not."""
    example = surface("gravel").albedo

    def likeness(made: np.ndarray[Any, Any]) -> float:
        a, b = example.mean(axis=-1) - example.mean(), made.mean(axis=-1) - made.mean()
        match = np.fft.irfft2(np.fft.rfft2(a) * np.conj(np.fft.rfft2(b)), s=a.shape)
        return float(match.max() / np.sqrt((a**2).sum() * (b**2).sum()))

    assert likeness(quilt(example, parameters(fresh=False, tolerance=0.0))) > 0.95
    assert likeness(quilt(example, parameters())) < 0.7


def test_colours_stay_those_of_the_example() -> None:
    example = surface("brick", rows=128, columns=128).albedo
    made = quilt(example, parameters(rows=128, columns=128))
    np.testing.assert_allclose(made.mean(axis=(0, 1)), example.mean(axis=(0, 1)), atol=0.06)


def test_even_example_gives_an_even_picture() -> None:
    example = np.full((64, 64, 3), 0.4, np.float32)
    np.testing.assert_array_equal(quilt(example, parameters()), np.full((96, 96, 3), 0.4, np.float32))


def test_all_bad_fields_are_named() -> None:
    with pytest.raises(InvalidFields) as caught:
        QuiltingParameters(seed=-1, rows=31, columns=5000, patch_px=4, overlap_px=1, tolerance=11.0)
    fields = {v.field for v in caught.value.violations}
    assert fields == {"seed", "rows", "columns", "patch_px", "overlap_px", "tolerance"}


def test_example_smaller_than_a_patch_is_refused() -> None:
    with pytest.raises(InvalidFields, match="exemplar"):
        quilt(np.zeros((20, 64, 3), np.float32), parameters())


def test_checkpoint_stops_the_work() -> None:
    calls = []

    def stop() -> None:
        calls.append(1)
        if len(calls) == 3:
            raise Cancelled

    with pytest.raises(Cancelled):
        quilt(surface().albedo, parameters(), checkpoint=stop)
    assert len(calls) == 3
