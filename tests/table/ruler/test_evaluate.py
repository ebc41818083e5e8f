"""Baselines and measures of tables against closed forms, and networks that are trained on tables we know."""

from __future__ import annotations

import itertools

import numpy as np
import numpy.typing as npt
import pytest
from scipy.stats import multivariate_normal, norm

from procgen.table.recipe.data import TableData
from procgen.table.ruler.baselines import GaussianCopula, Independent, Tree, mutual_information
from procgen.table.ruler.evaluate import (
    evaluate_table,
    new_share,
    pair_divergences,
    pair_interval,
    row_features,
    table_bars,
    two_sample,
    valid_rows,
)
from procgen.table.schema import Column, Schema
from tests.table.networks import SMALL, small_table

ROWS = np.array(list(itertools.product(*map(range, SMALL.states))), np.int64)
CHAIN = Schema(tuple(Column(name, "category", ("a", "b", "c")) for name in "xyz"))


def chain(count: int, seed: int) -> npt.NDArray[np.int64]:
    """z -> x -> y, each like its parent four times out of five."""
    rng = np.random.default_rng(seed)
    z = rng.integers(0, 3, count)
    x = np.where(rng.random(count) < 0.8, z, rng.integers(0, 3, count))
    y = np.where(rng.random(count) < 0.8, x, rng.integers(0, 3, count))
    return np.stack([x, y, z], 1)


def test_baselines_are_distributions() -> None:
    rng = np.random.default_rng(0)
    train = np.stack([rng.integers(0, states, 300) for states in SMALL.states], 1)
    for model in (Independent(train, SMALL), Tree(train, train[:100], SMALL)):
        total = np.exp(model.log_likelihood(ROWS) + SMALL.log_widths(ROWS).sum(1)).sum()
        assert total == pytest.approx(1.0, abs=1e-9)
        assert model.sample(50, 1).shape == (50, 5)


def test_mutual_information_is_that_of_the_law() -> None:
    codes = chain(60_000, 1)
    same, other = 0.8 + 0.2 / 3, 0.2 / 3
    expected = np.log(3) + same * np.log(same) + 2 * other * np.log(other)
    assert mutual_information(codes, 0, 1, CHAIN) == pytest.approx(expected, abs=0.01)
    rng = np.random.default_rng(2)
    apart = np.stack([rng.integers(0, 3, 2000) for _ in range(3)], 1)
    assert abs(mutual_information(apart, 0, 1, CHAIN)) < 0.002


def test_a_tree_finds_a_chain_and_its_likelihood() -> None:
    train, validation, test = chain(20_000, 3), chain(4000, 4), chain(20_000, 5)
    tree = Tree(train, validation, CHAIN)
    assert {frozenset(edge) for edge in tree.edges} == {frozenset((0, 1)), frozenset((0, 2))}
    same, other = 0.8 + 0.2 / 3, 0.2 / 3
    entropy = np.log(3) - 2 * (same * np.log(same) + 2 * other * np.log(other))
    assert -tree.log_likelihood(test).mean() == pytest.approx(entropy, abs=0.02)
    assert -Independent(train, CHAIN).log_likelihood(test).mean() == pytest.approx(3 * np.log(3), abs=0.01)
    made = tree.sample(20_000, 6)
    assert np.abs(joint(made) - joint(test)).max() < 0.01


def joint(codes: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    counts = np.zeros((3, 3, 3))
    np.add.at(counts, tuple(codes.T), 1.0 / len(codes))
    return counts


def test_a_copula_of_normal_columns_is_their_normal_density() -> None:
    rng = np.random.default_rng(7)
    covariance = np.array([[1.0, 0.7], [0.7, 1.0]])
    train, test = (rng.multivariate_normal([0, 0], covariance, n) for n in (20_000, 5000))
    test = test[(np.abs(test) < 3).all(1)]
    edges = tuple(np.linspace(-5, 5, 401))
    column = Column("x", "real", (), edges)
    share = np.diff(norm.cdf(edges))
    copula = GaussianCopula(train, [column, column], [share, share])
    expected = multivariate_normal([0, 0], covariance).logpdf(test)
    assert copula.log_likelihood(test) == pytest.approx(expected, abs=0.15)
    assert copula.log_likelihood(test).mean() == pytest.approx(expected.mean(), abs=0.02)


def test_divergences_of_pairs_are_those_of_the_laws() -> None:
    one, other = chain(40_000, 8), chain(40_000, 9)
    assert max(pair_divergences(one, other, CHAIN).values()) < 0.001
    rng = np.random.default_rng(10)
    apart = np.stack([rng.integers(0, 3, 40_000) for _ in range(3)], 1)
    # Against independent columns, the divergence is the mutual information.
    found = pair_divergences(one, apart, CHAIN)
    assert found[0, 1] == pytest.approx(mutual_information(one, 0, 1, CHAIN), abs=0.01)


def test_a_judge_tells_apart_what_differs_and_nothing_else() -> None:
    one, other = chain(2000, 11), chain(2000, 12)
    assert two_sample(one, other, 0) == pytest.approx(0.5, abs=0.05)
    rng = np.random.default_rng(13)
    assert two_sample(one, np.stack([rng.integers(0, 3, 2000) for _ in range(3)], 1), 0) > 0.8


def test_new_rows_are_those_that_training_lacks() -> None:
    rows = np.array([[0, 0], [1, 1], [0, 1], [1, 1]])
    assert new_share(rows, np.array([[1, 1], [2, 2]])) == 0.5


def test_an_evaluation_of_rows_that_the_network_drew_itself() -> None:
    """Where the network is the truth, nothing is more probable than what it says under the order of the draws."""
    table = small_table(strength=2.5)
    codes, places = table.nade.sample(1, 3000, [])
    rows = table._values(codes, places, [])
    split = np.repeat(np.array([0, 1, 2], np.int8), [2000, 400, 600])
    values = tuple([row[name] for row in rows] for name in SMALL.names)
    data = TableData(SMALL, codes, values, split, np.arange(3000))
    found = evaluate_table(table, data, seed=0)
    assert found.rows == 600
    likelihoods = found.metrics["nll_nats"]
    assert likelihoods["one_order"] < likelihoods["tree"] < likelihoods["independent"]
    # Weights that nobody trained make orders disagree, and their mixture is another distribution.
    assert likelihoods["ours"] > likelihoods["one_order"]
    assert [bar.met for bar in table_bars(found)] == [gain.low > 0.0 for gain in found.gains.values()]
    assert abs(found.metrics["c2st_auc"]["ours"] - 0.5) < 0.08
    assert found.metrics["c2st_auc"]["independent"] > 0.6
    assert found.metrics["pair_kl_nats"]["ours"] < found.metrics["pair_kl_nats"]["independent"]
    assert found.metrics["order_spread_nats"]["ours"] > 0.0
    again = evaluate_table(table, data, seed=0)
    assert again.metrics == found.metrics


def test_rows_with_other_columns_are_refused() -> None:
    data = TableData(CHAIN, chain(100, 1), ([], [], []), np.zeros(100, np.int8), np.arange(100))
    with pytest.raises(ValueError, match="other columns"):
        evaluate_table(small_table(), data)


def test_rows_as_features_keep_the_order_of_ordered_columns() -> None:
    points = row_features(ROWS, SMALL)
    assert len(points) == len(ROWS)
    assert points.min() >= 0.0
    assert points.max() <= 1.0
    # Rows that differ in one category alone lie one apart.
    one, other = row_features(np.array([[0, 0, 0], [0, 0, 1]]), CHAIN)
    assert np.linalg.norm(one - other) == pytest.approx(1.0)


def test_rows_are_valid_whose_categories_stand_together_in_the_train_split() -> None:
    train = np.array([[0, 0, 0], [1, 1, 1]])
    assert valid_rows(np.array([[0, 0, 0], [0, 1, 0], [1, 1, 1]]), train, CHAIN).tolist() == [1.0, 0.0, 1.0]


def test_the_interval_of_pairs_is_about_their_mean() -> None:
    real, made = chain(2000, 5), chain(2000, 6)
    found = pair_interval(real, made, CHAIN, 0)
    assert found.value == pytest.approx(np.mean(list(pair_divergences(real, made, CHAIN).values())))
    assert found.low < found.value < found.high
    assert abs(found.value) < 0.01
