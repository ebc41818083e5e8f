"""Surfaces to test with."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

from procgen.texture.material import FloatArray, Surface
from procgen.texture.weather.noise import fractal_noise


def relief(seed: int, rows: int, columns: int, size_px: float = 3.0) -> FloatArray:
    """A rough, periodic height."""
    wavelength = max(4.0, min(rows, columns) / 4)
    return fractal_noise(seed, "tests/height", (rows, columns), wavelength, 2.0) * np.float32(size_px)


def rough(seed: int = 1, rows: int = 64, columns: int = 64, size_px: float = 3.0) -> Surface:
    """Brownish ground with a metallic spot."""
    tint = fractal_noise(seed, "tests/tint", (rows, columns), min(rows, columns) / 3, 1.5)
    base = np.array([0.5, 0.42, 0.33], np.float32)
    albedo = np.clip(base + np.float32(0.08) * tint[..., None], 0.0, 1.0)
    metallic = np.zeros((rows, columns), np.float32)
    metallic[: rows // 4, : columns // 4] = 1.0
    roughness = np.clip(np.float32(0.7) + np.float32(0.1) * tint, 0.0, 1.0)
    return Surface(albedo, relief(seed, rows, columns, size_px), roughness, metallic)


def rolled(surface: Surface, down: int, right: int) -> Surface:
    """The same surface, begun elsewhere."""
    maps = (surface.albedo, surface.height, surface.roughness, surface.metallic)
    return Surface(*(np.roll(each, (down, right), (0, 1)) for each in maps))


def same(a: Surface, b: Surface) -> bool:
    """Whether all maps agree to the bit."""
    names = ("albedo", "height", "roughness", "metallic")
    return all(getattr(a, name).tobytes() == getattr(b, name).tobytes() for name in names)


def in_range(surface: Surface) -> bool:
    """Whether all maps hold what they promise: float32, finite, 0 to 1 but for the height."""
    maps = [surface.albedo, surface.roughness, surface.metallic]
    maps += [] if surface.opacity is None else [surface.opacity]
    typed = all(each.dtype == np.float32 for each in [*maps, surface.height])
    bounded = all(float(each.min()) >= 0.0 and float(each.max()) <= 1.0 for each in maps)
    return typed and bounded and bool(np.isfinite(surface.height).all())


sides = st.integers(2, 40)
seeds = st.integers(0, 2**64 - 1)
