"""Figures of sets of features, with intervals, against closed forms."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
import pytest

from procgen.kit.ruler.encoder_metrics import frechet_distance, kernel_distance, precision_recall
from procgen.kit.ruler.likeness import (
    Clusters,
    MainDirections,
    class_kl_interval,
    diversity_interval,
    drawn_weights,
    fid_interval,
    kid_interval,
    likeness_rows,
    nearest,
    nearness_interval,
    pair_mean,
    precision_recall_intervals,
)

Features = npt.NDArray[np.float32]


def cloud(count: int, seed: int, width: int = 3, scale: float = 1.0) -> Features:
    return (scale * np.random.default_rng(seed).standard_normal((count, width))).astype(np.float32)


def test_pairs_of_a_row_with_itself_are_left_out() -> None:
    values = np.arange(9.0).reshape(3, 3)
    rows = [0, 0, 2]
    pairs = [values[a, b] for a in rows for b in rows if a != b]
    assert pair_mean(values, np.array([2.0, 0.0, 1.0])) == pytest.approx(np.mean(pairs))
    assert np.count_nonzero(drawn_weights(2, np.random.default_rng(0))) == 2


def test_values_are_those_of_the_plain_figures() -> None:
    one, other = cloud(40, 1), cloud(50, 2, scale=1.4)
    one_maps, other_maps = (each.reshape(-1, 5, 3) for each in (one, other))
    assert fid_interval(one_maps, other_maps, seed=0, draws=2).value == frechet_distance(one_maps, other_maps)
    found = kid_interval(one_maps, other_maps, seed=0, draws=2).value
    assert found == pytest.approx(kernel_distance(one_maps, other_maps), rel=1e-6)
    shares = [each.value for each in precision_recall_intervals(one, other, seed=0)]
    assert shares == pytest.approx(precision_recall(one, other))


def test_the_distance_of_normal_clouds_lies_in_its_interval() -> None:
    found = fid_interval(cloud(900, 3)[:, None], cloud(900, 4)[:, None] + np.float32(1.0), seed=0)
    assert found.low < 3.0 < found.high
    same = kid_interval(cloud(200, 5)[:, None], cloud(200, 6)[:, None], seed=0)
    assert same.low < 0.0 < same.high
    apart = kid_interval(cloud(200, 5)[:, None], cloud(200, 6)[:, None] + np.float32(1.0), seed=0)
    assert apart.low > 0.0


def test_twice_as_wide_is_twice_as_diverse_as_often_as_the_interval_says() -> None:
    held, values = 0, []
    for seed in range(40):
        one, other = cloud(100, 2 * seed), cloud(100, 2 * seed + 1, scale=2.0)
        found = diversity_interval(one, other, seed=seed, draws=100)
        held += found.low < 2.0 < found.high
        values.append(found.value)
    assert np.mean(values) == pytest.approx(2.0, abs=0.05)
    assert held >= 34


def test_the_divergence_of_known_shares() -> None:
    real, model = np.eye(2)[np.repeat([0, 1], [500, 500])], np.eye(2)[np.repeat([0, 1], [750, 250])]
    expected = 0.5 * math.log(0.5 / 0.75) + 0.5 * math.log(0.5 / 0.25)
    found = class_kl_interval(real, model, seed=0)
    assert found.value == pytest.approx(expected, rel=0.01)
    assert found.low < expected < found.high


def test_a_copier_is_near_what_it_learned_from() -> None:
    train, held = cloud(300, 9), cloud(100, 10)
    copies = train[:100] + np.float32(0.01) * cloud(100, 11)
    far = nearness_interval(nearest(copies, train), nearest(held, train), seed=0)
    assert far.high < 0.2
    fresh = nearness_interval(nearest(cloud(100, 12), train), nearest(held, train), seed=0)
    assert fresh.low < 1.0 < fresh.high


def test_nearness_means_nothing_where_held_out_things_were_learned_from() -> None:
    train = cloud(20, 1)
    with pytest.raises(ValueError, match="differs"):
        nearness_interval(nearest(train, train), np.zeros(20), seed=0)


def test_clusters_tell_clouds_that_lie_apart() -> None:
    places = np.repeat(np.eye(3, dtype=np.float32) * 20.0, 40, axis=0)
    points = places + cloud(120, 13)
    likely = Clusters(points, 3)(points)
    assert likely.sum(axis=1) == pytest.approx(np.ones(120))
    found = likely.argmax(axis=1).reshape(3, 40)
    assert (found == found[:, :1]).all()
    assert len(set(found[:, 0])) == 3
    assert likely.max(axis=1).min() > 0.99


def test_main_directions_keep_distances_of_what_lies_in_them() -> None:
    basis = np.linalg.qr(np.random.default_rng(14).standard_normal((12, 2)))[0].T.astype(np.float32)
    points = cloud(60, 15, width=2) @ basis
    kept = MainDirections(points, 2)(points)
    assert np.linalg.norm(kept[0] - kept[1]) == pytest.approx(np.linalg.norm(points[0] - points[1]), rel=1e-4)


def test_all_figures_stand_beside_the_floor_and_the_baseline() -> None:
    train, held = cloud(200, 16), cloud(60, 17)
    columns = {"ours": cloud(80, 18), "real": train[:60], "baseline": cloud(60, 19, scale=3.0)}
    rows = likeness_rows(held, columns, train, Clusters(train, 4), seed=1)
    assert rows == likeness_rows(held, columns, train, Clusters(train, 4), seed=1)
    for metric in ("fid", "kid_x1000", "precision", "recall", "diversity_ratio", "inception_score", "class_kl"):
        for column in columns:
            assert rows[metric][f"{column}_low"] <= rows[metric][column] <= rows[metric][f"{column}_high"], metric
    assert rows["fid"]["baseline_low"] > rows["fid"]["ours"]
    assert rows["nearest_ratio"]["real"] == 1.0
    assert rows["nearest_p_value"]["ours"] > 0.01
