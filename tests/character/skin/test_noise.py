import numpy as np

from procgen.character.skin.noise import noise_in_space, noise_where


def test_noise_is_made_only_where_it_shows() -> None:
    random = np.random.default_rng(1)
    points = random.normal(0, 0.5, (5000, 3)).astype(np.float32)
    shown = np.where(random.uniform(size=5000) < 0.3, random.uniform(size=5000), 0).astype(np.float32)
    everywhere = noise_in_space(points, 0.05, "test")
    assert np.array_equal(noise_where(shown, points, 0.05, "test"), np.where(shown > 0, everywhere, 0))
    assert np.array_equal(noise_where(np.ones_like(shown), points, 0.05, "test"), everywhere)


def test_noise_is_zero_on_its_lattice_and_small_elsewhere() -> None:
    random = np.random.default_rng(2)
    lattice = random.integers(-300, 300, (2000, 3)) - 37.618
    assert abs(noise_in_space(lattice.astype(np.float32), 1.0, "test")).max() < 1e-3
    values = noise_in_space(random.normal(0, 50, (20000, 3)).astype(np.float32), 1.0, "test")
    assert abs(values).max() < 1.1
    assert abs(values.mean()) < 0.02
