"""Random phase noise: the example's first two moments and its spectrum, whatever the size."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procgen.errors import InvalidFields
from procgen.texture.classical.random_phase import periodic_part, random_phase, random_phase_surface
from tests.texture.classical.pictures import maps_of, surface, wrap_step


def test_spectrum_is_the_examples_and_phases_are_shared() -> None:
    example = surface("grass").albedo
    made = random_phase(example, 3, 96, 96, periodic=True)
    theirs, ours = (np.fft.rfft2(picture, axes=(0, 1)) for picture in (example, made))
    np.testing.assert_allclose(np.abs(ours), np.abs(theirs), atol=2e-3 * float(np.abs(theirs).max()) / 100.0 + 2e-3)
    # The same turn for each channel: cross-spectra stay.
    np.testing.assert_allclose(
        ours[..., 0] * np.conj(ours[..., 1]), theirs[..., 0] * np.conj(theirs[..., 1]), rtol=1e-2, atol=0.5
    )


@given(st.integers(0, 2**64 - 1), st.sampled_from((32, 64, 96, 128, 192)), st.sampled_from((32, 96, 160)))
@settings(max_examples=25, deadline=None)
def test_mean_and_covariance_are_the_examples(seed: int, rows: int, columns: int) -> None:
    example = surface("rock").albedo
    made = random_phase(example, seed, rows, columns, periodic=True)
    np.testing.assert_allclose(made.mean(axis=(0, 1)), example.mean(axis=(0, 1)), atol=1e-4)
    np.testing.assert_allclose(made.std(axis=(0, 1)), example.std(axis=(0, 1)), rtol=0.02)
    wanted, found = (np.corrcoef(picture.reshape(-1, 3).T) for picture in (example, made))
    np.testing.assert_allclose(found, wanted, atol=0.12)


@given(st.integers(0, 2**32 - 1), st.integers(4, 40), st.integers(4, 40))
def test_periodic_part_differs_by_something_smooth(seed: int, rows: int, columns: int) -> None:
    """Moisan's smooth component is harmonic inside: its Laplacian lives on the border."""
    picture = np.random.default_rng(seed).random((rows, columns)).astype(np.float32)
    smooth = picture.astype(np.float64) - periodic_part(picture)
    around = sum(np.roll(smooth, step, axis) for axis in (0, 1) for step in (-1, 1))
    inside = (around - 4.0 * smooth)[1:-1, 1:-1]
    np.testing.assert_allclose(inside, 0.0, atol=1e-5)
    assert periodic_part(picture).mean() == pytest.approx(float(picture.mean()), abs=1e-5)


def test_a_slope_has_no_periodic_part_to_speak_of() -> None:
    slope = np.linspace(0.0, 1.0, 64, dtype=np.float32)[None, :].repeat(64, axis=0)
    wrap, _ = wrap_step(periodic_part(slope), 1)
    assert wrap <= 1.1 / 63.0  # no more than a step of the slope itself
    assert periodic_part(slope).std() < 0.25 * slope.std()


@pytest.mark.parametrize(("rows", "columns"), [(96, 96), (64, 192)])
def test_no_seam(rows: int, columns: int) -> None:
    for name, field in maps_of(random_phase_surface(surface("rock"), 1, rows, columns)).items():
        for axis in (0, 1):
            wrap, within = wrap_step(field, axis)
            assert wrap <= 1.6 * float(np.mean(within)) + 1e-6, (name, axis)


def test_same_seed_same_bytes_other_seed_other_bytes() -> None:
    example = surface("rock").albedo
    assert random_phase(example, 1, 64, 64).tobytes() == random_phase(example, 1, 64, 64).tobytes()
    assert random_phase(example, 1, 64, 64).tobytes() != random_phase(example, 2, 64, 64).tobytes()


def test_surface_stays_in_range() -> None:
    made = random_phase_surface(surface("terrazzo"), 5, 128, 64)
    assert made.albedo.min() >= 0.0
    assert made.albedo.max() <= 1.0


def test_all_bad_fields_are_named() -> None:
    with pytest.raises(InvalidFields) as caught:
        random_phase(surface().albedo, 1 << 64, 31, 10_000)
    assert [v.field for v in caught.value.violations] == ["seed", "rows", "columns"]
