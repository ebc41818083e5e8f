from __future__ import annotations

import numpy as np
import pytest

from procgen.kit.ruler.encoder_metrics import frechet_distance, kernel_distance, precision_recall


def normal(
    maps: int, seed: int, *, mean: float = 0.0, scale: float = 1.0, each: int = 4, width: int = 16
) -> np.ndarray:
    return (mean + scale * np.random.default_rng(seed).standard_normal((maps, each, width))).astype(np.float32)


def test_frechet_distance_of_known_normals() -> None:
    real = normal(4000, 1)
    assert frechet_distance(real, real) == pytest.approx(0.0, abs=1e-6)
    # |mean|² + width (1 - scale)²
    assert frechet_distance(real, normal(4000, 2, mean=0.5, scale=2.0)) == pytest.approx(16 * (0.25 + 1.0), rel=0.03)


def test_kernel_distance_is_unbiased_even_where_crops_of_a_map_are_alike() -> None:
    rng = np.random.default_rng(0)

    def alike(maps: int) -> np.ndarray:
        own = rng.standard_normal((maps, 1, 8))
        return (own + 0.1 * rng.standard_normal((maps, 6, 8))).astype(np.float32)

    few = [kernel_distance(alike(12), alike(12)) for _ in range(200)]
    assert abs(np.mean(few)) < 3.0 * np.std(few) / np.sqrt(len(few))
    assert kernel_distance(alike(100), alike(100) + 1.0) > 0.5


def test_precision_falls_for_strangers_and_recall_for_repetition() -> None:
    real = normal(200, 1, each=1)[:, 0]
    precision, recall = precision_recall(real, normal(200, 2, each=1)[:, 0])
    assert precision > 0.6
    assert recall > 0.6
    assert precision_recall(real, real + 100.0) == (0.0, 0.0)
    repeated = np.repeat(real[:1], 200, axis=0)
    precision, recall = precision_recall(real, repeated)
    assert precision == 1.0
    assert recall <= 0.02
