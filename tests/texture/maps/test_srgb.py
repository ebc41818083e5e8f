from __future__ import annotations

import numpy as np

from procgen.texture.maps import linear_from_8bit, srgb_to_8bit, to_8bit, to_linear, to_srgb


def exact_linear(encoded: float) -> float:
    """The standard's formula, in double precision."""
    return encoded / 12.92 if encoded <= 0.04045 else ((encoded + 0.055) / 1.055) ** 2.4


def test_known_values() -> None:
    values = np.linspace(0.0, 1.0, 1001)
    expected = [exact_linear(value) for value in values]
    np.testing.assert_allclose(to_linear(values), expected, atol=1e-6)
    np.testing.assert_allclose(to_srgb(expected), values, atol=2e-6)


def test_tables_agree_with_the_formulas() -> None:
    codes = np.arange(256, dtype=np.uint8)
    np.testing.assert_allclose(linear_from_8bit(codes), [exact_linear(code / 255.0) for code in range(256)], atol=1e-6)
    np.testing.assert_array_equal(srgb_to_8bit(linear_from_8bit(codes)), codes)
    linear = np.random.default_rng(0).random(10000, np.float32)
    exact = np.rint(to_srgb(linear) * 255.0)
    assert np.abs(srgb_to_8bit(linear) - exact).max() <= 1
    assert (srgb_to_8bit(linear) != exact).mean() < 0.02


def test_values_outside_are_cut_off() -> None:
    outside = np.array([-0.5, 0.0, 1.0, 1.5], np.float32)
    np.testing.assert_array_equal(srgb_to_8bit(outside), (0, 0, 255, 255))
    np.testing.assert_array_equal(to_8bit(outside), (0, 0, 255, 255))
    np.testing.assert_array_equal(to_8bit(np.array([0.499, 0.5, 0.1], np.float32)), (127, 128, 26))


def test_many_values_are_rounded_as_few_are() -> None:
    values = np.linspace(-0.1, 1.1, 3 << 18, dtype=np.float32).reshape(3, -1)[:, ::2]
    exact = np.floor(np.clip(values.astype(np.float64) * 255.0, 0.0, 255.0) + 0.5)
    assert (to_8bit(values) != exact).sum() <= 4, "float32 may round a half the other way"
    np.testing.assert_array_equal(to_8bit(values)[:, -7:], to_8bit(values[:, -7:]))
