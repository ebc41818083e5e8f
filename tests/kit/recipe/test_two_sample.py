from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from procgen.kit.recipe.two_sample import Told, two_sample


def _rows(seed: int, shift: float = 0.0) -> np.ndarray:
    rows = np.random.default_rng(seed).normal(size=(160, 6))
    rows[:, 2] += shift
    return rows.astype(np.float32)


GROUPS = np.arange(160) // 8


def test_what_is_alike_is_not_told_apart_and_what_differs_is() -> None:
    alike = two_sample(_rows(1), _rows(2), (GROUPS, GROUPS))
    assert alike.accuracy == pytest.approx(0.5, abs=0.1)
    assert alike.area == pytest.approx(0.5, abs=0.1)
    apart = two_sample(_rows(1), _rows(2, 2.0), (GROUPS, GROUPS))
    # Normal laws two deviations apart: the best judge is right in 84 of 100, and has an area of 0.92.
    assert 0.76 < apart.accuracy < 0.9
    assert 0.85 < apart.area < 0.96
    assert two_sample(_rows(1), _rows(2, 2.0), (GROUPS, GROUPS)).area == apart.area


def test_what_marks_a_group_alone_does_not_help() -> None:
    # The rows of a group, real ones and made ones, have each a colour of their own, but none that other groups have.
    rng = np.random.default_rng(3)
    real, made = (rng.normal(size=(20, 6))[GROUPS] + rng.normal(scale=0.05, size=(160, 6)) for _ in range(2))
    by_group = two_sample(real, made, (GROUPS, GROUPS))
    by_row = two_sample(real, made, (np.arange(160), np.arange(160)))
    assert by_row.accuracy > 0.9
    assert by_group.accuracy < 0.7


def test_both_sets_count_alike_whatever_their_numbers() -> None:
    many = np.concatenate([_rows(6), _rows(7), _rows(8)])
    told = two_sample(_rows(9), many, (GROUPS, np.tile(GROUPS, 3)))
    assert len(told.real) == 160
    assert len(told.made) == 480
    assert told.accuracy == pytest.approx(0.5, abs=0.1)
    assert (told.real > 0.5).mean() > 0.2


def test_what_can_not_be_judged_is_refused() -> None:
    with pytest.raises(ValueError, match="two groups"):
        two_sample(_rows(1), _rows(2), (np.zeros(160, np.int64), np.zeros(160, np.int64)))
    with pytest.raises(ValueError, match="both sets"):
        two_sample(_rows(1), _rows(2)[:0], (GROUPS, GROUPS[:0]))
    with pytest.raises(ValueError, match="every fold"):
        two_sample(_rows(1), _rows(2), (np.zeros(160, np.int64), np.ones(160, np.int64)))


def test_the_area_is_scikit_learns_where_rows_seem_alike_too() -> None:
    rng = np.random.default_rng(5)
    for real, made in ((40, 25), (1, 9), (7, 1)):
        told = Told(rng.integers(0, 8, real) / 8.0, rng.integers(0, 6, made) / 8.0)
        truth = np.repeat([1, 0], [real, made])
        assert told.area == pytest.approx(roc_auc_score(truth, np.concatenate([told.real, told.made])), abs=1e-12)
