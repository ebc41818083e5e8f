"""Tiles begin at a typical place."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from procgen.runtime.philox import gaussian_field
from procgen.texture.material import Surface
from procgen.texture.origin import begun_at, step_ratios, typical_origin


def smooth(seed: int, stream: str, side: int) -> np.ndarray:
    frequency = np.fft.fftfreq(side) * side
    keep = np.exp(-0.5 * (np.hypot(frequency[:, None], frequency[None, :]) / 60.0) ** 2)
    field = np.real(np.fft.ifft2(np.fft.fft2(gaussian_field(seed, stream, 0, 0, side, side)) * keep))
    return (0.5 + 0.1 * field / field.std()).astype(np.float32)


def bricks(seed: int, side: int = 128) -> Surface:
    """Noise with a deep joint at every edge and every quarter, so that the cut lies in one."""
    noise = smooth(seed, "height", side)
    joint = np.zeros((side, side), np.float32)
    joint[:: side // 4] = joint[:, :: side // 4] = 1.0
    albedo = np.repeat((smooth(seed, "albedo", side) * (1 - 0.3 * joint))[..., None], 3, axis=2)
    return Surface(albedo, noise - 0.3 * joint, smooth(seed, "roughness", side), np.zeros_like(noise))


def at_the_cut(surface: Surface) -> list[float]:
    fields = (surface.albedo, surface.height, surface.roughness, surface.metallic)
    return [float(step_ratios(field, axis)[0]) for field in fields for axis in (0, 1)]


@given(st.integers(0, 2**64 - 1))
def test_steps_at_the_cut_are_like_those_inside(seed: int) -> None:
    surface = bricks(seed)
    assert max(at_the_cut(surface)) > 1.5
    begun = begun_at(surface, typical_origin(surface))
    assert all(0.65 < ratio < 1.5 for ratio in at_the_cut(begun))


@given(st.integers(0, 2**64 - 1), st.integers(0, 5))
def test_a_reach_keeps_it_near(seed: int, reach: int) -> None:
    for line in typical_origin(bricks(seed), reach):
        assert min(line, 128 - line) <= reach


@given(st.integers(0, 2**64 - 1), st.integers(0, 127), st.integers(0, 127))
def test_nothing_but_the_cut_moves(seed: int, row: int, column: int) -> None:
    surface = bricks(seed)
    begun = begun_at(surface, (row, column))
    np.testing.assert_array_equal(begun.albedo[0, 0], surface.albedo[row, column])
    np.testing.assert_array_equal(np.roll(begun.height, (row, column), (0, 1)), surface.height)


def test_a_surface_of_one_colour_begins_where_it_did() -> None:
    even = np.full((32, 32), 0.5, np.float32)
    surface = Surface(np.repeat(even[..., None], 3, axis=2), even, even, even)
    assert typical_origin(surface) == (0, 0)
    assert begun_at(surface, (0, 0)) is surface
    assert step_ratios(even, 0) == pytest.approx(1.0)


def test_where_no_place_is_like_all_others_it_is_in_most_maps() -> None:
    side = 96
    seen = np.arange(side)
    # Relief steps in joints alone, where colour does not; elsewhere colour and roughness vary as usual.
    joint = ((seen % 24) == 0).astype(np.float32)
    height = np.repeat(np.cumsum(joint)[:, None] % 2 * 5.0, side, axis=1).astype(np.float32)
    grain = smooth(5, "grain", side)
    surface = Surface(np.repeat(grain[..., None], 3, axis=2), height, smooth(6, "rough", side), np.zeros_like(grain))
    row, _ = typical_origin(surface)
    begun = begun_at(surface, (row, 0))
    for field in (begun.albedo, begun.roughness):
        assert 0.85 < float(step_ratios(field, 0)[0]) < 1.15
