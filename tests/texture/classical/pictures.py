"""Pictures to test with, and what is measured of them."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from procgen.texture.classical.noise_material import NoiseParameters, noise_surface
from procgen.texture.material import FloatArray, Surface


def surface(material: str = "gravel", seed: int = 1, rows: int = 96, columns: int = 96) -> Surface:
    return noise_surface(NoiseParameters(material, seed, rows, columns))


def maps_of(made: Surface) -> dict[str, FloatArray]:
    return {"albedo": made.albedo, "height": made.height, "roughness": made.roughness, "metallic": made.metallic}


def wrap_step(field: FloatArray, axis: int) -> tuple[float, list[float]]:
    """Mean step across the edge, and those between neighbouring lines within."""
    lines = [np.take(field, k, axis).astype(np.float64) for k in range(field.shape[axis])]
    within = [float(np.abs(b - a).mean()) for a, b in pairwise(lines)]
    return float(np.abs(lines[0] - lines[-1]).mean()), within
