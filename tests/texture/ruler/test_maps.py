from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procgen.texture.maps.normals import normals
from procgen.texture.material import Surface
from procgen.texture.ruler.copies import cells_of, nearest_by_rolls
from procgen.texture.ruler.maps import (
    edge_agreement,
    grid_excess,
    log_spectrum,
    map_facts,
    normal_facts,
    seam_ranks,
    seam_ratios,
    shipped_normals,
)
from tests.texture.ruler.packs import made


def waves(seed: int, side: int = 128, highest: int = 12) -> np.ndarray:
    """Periodic and smooth, -1 to 1 or so."""
    rng = np.random.default_rng(seed)
    spectrum = np.fft.rfft2(rng.normal(size=(side, side)))
    radius = np.hypot(np.fft.fftfreq(side)[:, None], np.fft.rfftfreq(side)) * side
    field = np.fft.irfft2(np.where((radius > 0) & (radius <= highest), spectrum, 0.0), s=(side, side))
    return (field / np.abs(field).max()).astype(np.float32)


def surface(height: np.ndarray, albedo: np.ndarray | None = None) -> Surface:
    grey = np.full_like(height, 0.5)
    return Surface(np.repeat((grey if albedo is None else albedo)[..., None], 3, -1), height, grey, grey * 0.0)


def test_seam_ratios_of_what_is_periodic_are_one_on_average_and_a_cut_is_seen() -> None:
    seamless = np.array([seam_ratios(waves(seed)) for seed in range(60)])
    assert np.all(np.abs(seamless.mean(axis=0) - 1.0) < 0.1)
    ranks = np.array([seam_ranks(waves(seed)) for seed in range(60)])
    assert np.all(np.abs(ranks.mean(axis=0) - 0.5) < 0.12)
    assert seam_ranks(np.roll(waves(0), 20, 1)[:, :100])[0] == 1.0
    assert np.isnan(seam_ranks(np.ones((128, 128), np.float32))).all()
    across, down = seam_ratios(np.roll(waves(0), 20, 1)[:, :100])
    assert across > 2.0
    assert down < 2.0
    assert np.isnan(seam_ratios(np.ones((128, 128), np.float32))).all()


def test_edges_agree_with_themselves_and_not_with_others() -> None:
    height = waves(1)
    own = edge_agreement(np.repeat(height[..., None], 3, -1), 5.0 * height)
    other = edge_agreement(np.repeat(waves(2)[..., None], 3, -1), height)
    assert own == pytest.approx(1.0, abs=1e-5)
    assert abs(other) < 0.3
    assert np.isnan(edge_agreement(np.full((128, 128, 3), 0.5, np.float32), height))


@given(st.integers(0, 1000), st.floats(0.5, 20.0))
@settings(max_examples=20, deadline=None)
def test_shipped_normals_hold_together_and_wrong_ones_do_not(seed: int, relief: float) -> None:
    height = waves(seed) * np.float32(relief)
    facts = normal_facts(shipped_normals(surface(height)), height)
    assert facts.length_error <= 1.0 / 255.0 + 1e-6
    assert facts.curl_correlation > 0.9
    assert facts.height_agreement > 0.9
    flipped = normals(height) * np.array([1.0, -1.0, 1.0], np.float32)
    assert normal_facts(flipped, height).curl_correlation < -0.9
    assert normal_facts(1.1 * normals(height), None).length_error == pytest.approx(0.1, abs=1e-3)


def test_flat_normals_say_nothing() -> None:
    flat = np.zeros((128, 128), np.float32)
    facts = normal_facts(shipped_normals(surface(flat)), flat)
    assert np.isnan(facts.curl_correlation)
    assert np.isnan(facts.height_agreement)


@pytest.mark.parametrize("period", [2, 4, 8, 16])
def test_a_grid_is_seen_in_noise_and_noise_has_none(period: int) -> None:
    rng = np.random.default_rng(period)
    noise = 0.1 * rng.normal(size=(128, 128))
    traces = np.tile(0.1 * rng.normal(size=(period, period)), (128 // period, 128 // period))
    assert abs(grid_excess(noise.astype(np.float32))) < 5.0
    assert grid_excess((noise + traces).astype(np.float32)) > 10.0


def test_spectrum_has_its_peak_where_the_wave_is() -> None:
    wave = np.sin(2.0 * np.pi * 20.0 * np.arange(128) / 128.0).astype(np.float32)
    assert int(log_spectrum(np.broadcast_to(wave, (128, 128))).argmax()) == 20 - 1
    blank = log_spectrum(np.full((128, 128), 0.3, np.float32))
    assert np.isfinite(blank).all()
    assert np.ptp(blank) < 1e-3


def test_facts_of_a_surface_name_all_maps() -> None:
    facts = map_facts(made("brick", 3))
    assert set(facts.seams) == {"albedo", "height", "roughness", "metallic", "normal"}
    assert facts.spectrum.shape == (64,)


@given(st.integers(0, 127), st.integers(0, 127), st.integers(0, 3), st.booleans())
@settings(max_examples=12, deadline=None)
def test_copies_are_found_wherever_they_are_rolled_turned_or_mirrored(
    down: int, right: int, turns: int, mirror: bool
) -> None:
    train = np.stack([made(name, seed).albedo for name in ("brick", "granite") for seed in range(3)])
    # Whole cells, for a fraction of a cell changes the averages.
    copy = np.roll(train[4], (down // 4 * 4, right // 4 * 4), (0, 1))
    copy = np.rot90(copy[:, ::-1] if mirror else copy, turns)[None]
    near = nearest_by_rolls(np.concatenate([copy * np.float32(0.7), made("granite", 77).albedo[None]]), train)
    assert near.index[0] == 4
    assert near.distance[0] < 0.01
    assert near.distance[1] > 0.2


def test_one_colour_resembles_nothing() -> None:
    even = np.full((1, 128, 128, 3), 0.4, np.float32)
    assert not cells_of(even).any()
    assert nearest_by_rolls(even, even).distance[0] == pytest.approx(np.sqrt(2.0))
