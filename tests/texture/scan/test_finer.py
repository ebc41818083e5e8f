"""Scans of few pixels shown on many: grain of their own kind, where the scan has any, in all maps alike."""

from __future__ import annotations

import numpy as np
import pytest

from procgen.texture.classical.torus import frequencies, resize
from procgen.texture.ruler.full_size import high_energy
from procgen.texture.scan.finer import finer
from procgen.texture.scan.packed import Pixels, Shorts
from procgen.texture.scan.scan import UNITS, Scan
from tests.texture.scan.scans import ORIGIN, scan


def reduced(stack: Shorts) -> np.ndarray:
    side = len(stack) // 2
    return np.stack([resize(part.astype(np.float32), side, side) for part in np.moveaxis(stack, -1, 0)], axis=-1)


def test_reduced_again_it_is_what_it_was() -> None:
    own = scan(256).stack(256)
    gap = (reduced(finer(own)) - own)[..., :3]
    assert np.abs(gap).mean() < 0.12 * np.abs(own[..., :3] - own[..., :3].mean(axis=(0, 1))).mean()


def like_itself(side: int) -> Scan:
    """A scan of noise that is as strong in each octave, as most surfaces are."""
    down, across = frequencies(side, side)
    white = np.fft.rfft2(np.random.default_rng(0).standard_normal((side, side)))
    radius = np.hypot(down, across)
    radius[0, 0] = np.inf
    field = np.fft.irfft2(white / radius)
    codes = np.rint(np.clip(128.0 + 30.0 * field / field.std(), 0.0, 255.0)).astype(np.uint8)
    flat = np.zeros((2, side, side), np.float32)
    return Scan(ORIGIN, Pixels(np.stack([codes] * 3, axis=-1), flat, codes, codes), (True, True))


def test_grain_is_about_as_strong_as_a_scan_of_so_many_pixels_has_it() -> None:
    whole = like_itself(512)
    true = high_energy(whole.surface(512).albedo)
    half = whole.stack(256)
    grown = np.stack([resize(part.astype(np.float32), 512, 512) for part in np.moveaxis(half, -1, 0)], axis=-1)
    assert high_energy((grown * UNITS)[..., :3]) < 0.6 * true
    assert 0.7 * true < high_energy((finer(half) * UNITS)[..., :3]) < 1.3 * true


def test_grain_stays_with_edges() -> None:
    stack = scan(256).stack(256).copy()
    rough = np.random.default_rng(1).standard_normal(stack.shape)
    stack[...] = (rough * 60.0).astype(np.int16)  # faint everywhere, and a bar with sharp edges
    stack[:, 96:160] += 12000
    plain = np.stack([resize(part.astype(np.float32), 512, 512) for part in np.moveaxis(stack, -1, 0)], axis=-1)
    grain = np.square(finer(stack).astype(np.float64) - plain)[..., 0].mean(axis=0)
    near = grain[[191, 192, 319, 320]].mean()
    assert near > 15.0 * grain[210:300].mean()


def test_it_goes_on_at_its_edges() -> None:
    bright = finer(scan(256).stack(256))[..., 0].astype(np.float32)
    for axis in (0, 1):
        over = np.abs(bright.take(0, axis) - bright.take(-1, axis)).mean()
        assert over == pytest.approx(np.abs(np.diff(bright, axis=axis)).mean(), rel=0.35)


def test_maps_stay_aligned_and_what_is_even_stays_even() -> None:
    stack = scan(256).stack(256).copy()
    stack[:, 128:] = stack[:, 128:].mean(axis=(0, 1))
    made = finer(stack)
    # In the scan the first colour and the roughness are the same picture.
    assert np.abs(made[..., 0].astype(np.int32) - made[..., 5]).max() <= 2
    middle = made[100:400, 320:460, 0]
    assert np.ptp(middle) < 0.02 * np.ptp(made[..., 0])


def test_a_scan_has_grain_at_any_number_of_pixels_from_its_own_up() -> None:
    small = scan(256)
    assert small.stack(1024).shape == (1024, 1024, 7)
    assert high_energy(small.surface(1024).albedo) > 0.0
    np.testing.assert_array_equal(small.stack(512), finer(small.stack(256)))
