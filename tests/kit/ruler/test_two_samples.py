from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procgen.character.ruler.population_disentanglement import disentanglement, mutual_information
from procgen.kit.ruler.two_samples import classifier_test, energy_distance, roc_area


def nobody(count: int, start: int = 0) -> np.ndarray:
    return np.arange(start, start + count)


@settings(max_examples=20)
@given(st.integers(0, 2**32), st.floats(0.0, 3.0))
def test_energy_distance_of_shifted_normals_is_what_integration_gives(seed: int, shift: float) -> None:
    rng = np.random.default_rng(seed)
    one, other = rng.standard_normal((600, 1)), shift + rng.standard_normal((600, 1))
    # E|N(m, 2)| by quadrature.
    grid = np.linspace(-12.0, 12.0, 4001)
    density = np.exp(-(grid**2) / 4.0) / np.sqrt(4.0 * np.pi)
    expected = 2.0 * np.trapezoid((np.abs(grid + shift) - np.abs(grid)) * density, grid)
    found = energy_distance(one, other, nobody(600), nobody(600, 600))
    assert found == pytest.approx(expected, abs=0.35 * np.sqrt(expected) + 0.03)


def test_energy_distance_has_no_bias_although_rows_share_conditions() -> None:
    rng = np.random.default_rng(1)
    found = []
    for _ in range(200):
        shared = rng.standard_normal((40, 1))
        real, made = (np.hstack([shared, rng.standard_normal((40, 3))]) for _ in range(2))
        found.append(energy_distance(real, made, nobody(40), nobody(40)))
    assert abs(np.mean(found)) < 3.0 * np.std(found) / np.sqrt(len(found)) + 1e-3


@given(st.lists(st.integers(0, 5), min_size=1, max_size=12), st.lists(st.integers(0, 5), min_size=1, max_size=12))
def test_the_area_counts_pairs(real: list[int], made: list[int]) -> None:
    wins = [1.0 if a > b else 0.5 if a == b else 0.0 for a in real for b in made]
    assert roc_area(np.array(real, float), np.array(made, float)) == pytest.approx(np.mean(wins))


def test_the_classifier_finds_another_correlation_and_nothing_where_there_is_nothing() -> None:
    rng = np.random.default_rng(2)

    def rows(correlation: float) -> np.ndarray:
        noise = rng.standard_normal((1500, 2))
        noise[:, 1] = correlation * noise[:, 0] + np.sqrt(1.0 - correlation**2) * noise[:, 1]
        return noise

    same = classifier_test(rows(0.0), rows(0.0), rows(0.0), rows(0.0), networks=1, epochs=10)
    assert abs(same.area.value - 0.5) < 0.05
    real, made = rows(0.9), rows(0.0)
    other = classifier_test(rows(0.9), rows(0.0), real, made, networks=1, epochs=10)
    # The best that can be is the ratio of the densities.
    gain = np.eye(2) - np.linalg.inv(np.array([[1.0, 0.9], [0.9, 1.0]]))
    best = roc_area(*(np.einsum("ij,jk,ik->i", x, gain, x) for x in (real, made)))
    assert best - 0.03 < other.area.value < best + 0.01
    assert other.accuracy > 0.7


def test_disentanglement_tells_aligned_latents_from_mixed_ones() -> None:
    rng = np.random.default_rng(3)
    factors = rng.standard_normal((2000, 4))
    aligned = disentanglement(factors * np.array([1.0, -2.0, 3.0, 0.5]), factors)
    mixing = np.linalg.qr(rng.standard_normal((4, 4)))[0]
    mixed = disentanglement(factors @ mixing, factors)
    for metric in ("mig", "dci_disentanglement", "dci_completeness", "sap"):
        assert getattr(aligned, metric) > 0.9
        assert getattr(mixed, metric) < 0.6


def test_mutual_information_is_that_of_normal_numbers() -> None:
    rng = np.random.default_rng(4)
    one, noise = rng.standard_normal((2, 50_000))
    assert mutual_information(one, noise) == pytest.approx(0.0, abs=2e-3)
    # -log(1 - 0.8²) / 2 nats, of which classes keep most.
    assert mutual_information(one, 0.8 * one + 0.6 * noise) == pytest.approx(0.51, abs=0.07)
