"""A learned table against independent columns, a tree and a copula, on rows that none of them has seen."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier

from procgen.kit.ruler.bars import Bar
from procgen.kit.ruler.intervals import Interval, mean_interval, recentred
from procgen.kit.ruler.likeness import Clusters, Features, MainDirections, likeness_rows
from procgen.kit.ruler.rows import Rows
from procgen.kit.ruler.two_samples import roc_area
from procgen.table.nade import orders_of
from procgen.table.recipe.data import TableData
from procgen.table.ruler.baselines import GaussianCopula, Independent, Tree, copula_columns
from procgen.table.schema import UNKNOWN, CodeArray, FloatArray, Schema
from procgen.table.table import Table

ORDERS = 8
"""Orders that likelihoods are averaged over."""
_MOST_TEST_ROWS = 4000
_SAMPLES = 4000
_PSEUDO = 0.5
_LIKENESS_ROWS = 600
"""Of each set, in which features are compared..."""
_NEAREST_ROWS = 4000
"""...and train rows that the nearest is looked for among."""


@dataclass(frozen=True, slots=True, eq=False)
class TableEvaluation:
    """Figures of one table.

    Attributes:
        metrics: by name, a row each with ours, real, baseline and the ends of intervals.
        gains: by baseline, its mean negative log-likelihood less ours, in nats a row.
        rows: test rows that were measured.
        pairs: Kullback-Leibler divergence of each pair of columns' joint frequencies, ours and independent.
        samples: rows of ours.
    """

    metrics: Rows
    gains: dict[str, Interval]
    rows: int
    pairs: dict[tuple[str, str], tuple[float, float]]
    samples: CodeArray


def evaluate_table(table: Table, data: TableData, *, seed: int = 0) -> TableEvaluation:
    """Measure a table on the test split.

    Args:
        table: as it is served.
        data: rows with the same states.
        seed: of samples, orders and intervals.

    Raises:
        ValueError: the rows have other columns than the table.
    """
    if data.schema != table.schema:
        raise ValueError("the rows have other columns or states than the table was trained with")
    train, test, groups = data.of("train"), data.of("test")[:_MOST_TEST_ROWS], data.groups("test")[:_MOST_TEST_ROWS]
    independent, tree = Independent(train, data.schema), Tree(train, data.of("validation"), data.schema)
    ours = table.nade.log_likelihood(test, orders=ORDERS)
    one = table.nade.log_likelihood(test)
    others = {"independent": independent.log_likelihood(test), "tree": tree.log_likelihood(test)}
    metrics: Rows = {}
    metrics["nll_nats"] = {
        **_interval(-ours, seed, groups).cells("ours"),
        "one_order": float(-one.mean()),
        **_interval(-others["tree"], seed, groups).cells("baseline"),
        **{name: float(-each.mean()) for name, each in others.items()},
    }
    gains = {name: _interval(ours - each, seed, groups) for name, each in others.items()}
    reals = copula_columns(train, data.schema)
    if len(reals) > 1:
        metrics["nll_reals_nats"], gains["copula"] = _copula(table, data, reals, independent, seed)
    for name, gain in gains.items():
        metrics[f"gain_over_{name}_nats"] = gain.cells("ours")
    metrics["order_spread_nats"] = {"ours": order_spread(table, test[:500], seed)}
    drawn, _ = table.nade.sample(seed, _SAMPLES, [])
    plain = independent.sample(_SAMPLES, seed)
    branched = tree.sample(_SAMPLES, seed)
    pairs = pair_divergences(test, drawn, data.schema)
    alone = pair_divergences(test, plain, data.schema)
    metrics["pair_kl_nats"] = {
        "ours": float(np.mean(list(pairs.values()))),
        "real": float(np.mean(list(pair_divergences(test, train, data.schema).values()))),
        "independent": float(np.mean(list(alone.values()))),
        "tree": float(np.mean(list(pair_divergences(test, branched, data.schema).values()))),
        "baseline": float(np.mean(list(alone.values()))),
    }
    for column, made in (("ours", drawn), ("real", train), ("baseline", plain)):
        interval = pair_interval(test, made, data.schema, seed)
        metrics["pair_kl_nats"] |= interval.about(metrics["pair_kl_nats"][column]).cells(column)
    metrics["c2st_auc"] = {
        "ours": two_sample(test, drawn, seed, groups),
        "real": two_sample(test, train, seed, groups, data.groups("train")),
        "independent": two_sample(test, plain, seed, groups),
        "tree": two_sample(test, branched, seed, groups),
    }
    metrics["c2st_auc"]["baseline"] = metrics["c2st_auc"]["independent"]
    metrics["new_share"] = {
        name: new_share(some, train) for name, some in (("ours", drawn), ("real", test), ("baseline", branched))
    }
    metrics |= table_likeness(data.schema, train, test, {"ours": drawn, "baseline": branched}, seed)
    metrics["validity"] = {
        "real": 1.0,
        **mean_interval(valid_rows(drawn, train, data.schema), seed=seed).cells("ours"),
        **mean_interval(valid_rows(branched, train, data.schema), seed=seed).cells("baseline"),
    }
    names = data.schema.names
    told = {(names[a], names[b]): (each, alone[a, b]) for (a, b), each in pairs.items()}
    return TableEvaluation(metrics, gains, len(test), told, drawn)


def table_bars(evaluation: TableEvaluation, prefix: str = "") -> list[Bar]:
    """Whether the likelihood is better than each baseline's with the whole interval; ``prefix`` is the metrics'."""
    return [
        Bar(f"{prefix}gain_over_{name}_nats", "above 0 with the whole interval", gain.low > 0.0)
        for name, gain in evaluation.gains.items()
    ]


def _interval(values: FloatArray, seed: int, groups: CodeArray) -> Interval:
    return mean_interval(values, seed=seed, groups=groups)


def _copula(
    table: Table, data: TableData, reals: list[int], independent: Independent, seed: int
) -> tuple[dict[str, float], Interval]:
    """The joint density of the real columns alone: the network's, by orders that begin with them."""
    columns = [data.schema.columns[index] for index in reals]
    test, groups = data.of("test")[:_MOST_TEST_ROWS], data.groups("test")[:_MOST_TEST_ROWS]

    def values(split: str) -> FloatArray:
        picked = np.flatnonzero(data.split == ("train", "validation", "test").index(split))
        return np.array([[data.values[index][row] for index in reals] for row in picked], np.float64)

    copula = GaussianCopula(values("train"), columns, [independent.shares[index] for index in reals])
    theirs = copula.log_likelihood(values("test")[:_MOST_TEST_ROWS])
    known = np.full_like(test, UNKNOWN)
    known[:, reals] = test[:, reals]
    each = [
        table.nade.log_probability(known, [reals[place] for place in order])
        for order in orders_of(len(reals), ORDERS, seed)
    ]
    ours = np.logaddexp.reduce(each, 0) - np.log(len(each)) - data.schema.log_widths(known).sum(1)
    row = {"ours": float(-ours.mean()), "copula": float(-theirs.mean()), "baseline": float(-theirs.mean())}
    return row, _interval(ours - theirs, seed, groups)


def pair_interval(real: CodeArray, made: CodeArray, schema: Schema, seed: int, draws: int = 40) -> Interval:
    """Of the mean of :func:`pair_divergences`; rows of both are drawn."""
    rng = np.random.default_rng(seed)

    def divergence(one: CodeArray, other: CodeArray) -> float:
        return float(np.mean(list(pair_divergences(one, other, schema).values())))

    drawn = [
        divergence(real[rng.integers(0, len(real), len(real))], made[rng.integers(0, len(made), len(made))])
        for _ in range(draws)
    ]
    return recentred(divergence(real, made), drawn)


def row_features(codes: CodeArray, schema: Schema) -> Features:
    """(n, d) of (n, columns): categories as one column for each state, ordered columns as their place from 0 to 1."""
    parts = []
    for index, column in enumerate(schema.columns):
        own = codes[:, index]
        count = column.states - column.missing
        if column.ordered and count > 2:
            place = np.zeros(column.states, np.float32)
            place[np.argsort(column.ranks, kind="stable")] = np.linspace(0.0, 1.0, count, dtype=np.float32)
            parts.append(place[own][:, None])
            if column.missing:
                parts.append((own == count).astype(np.float32)[:, None])
        else:
            parts.append(np.eye(column.states, dtype=np.float32)[own] * np.float32(np.sqrt(0.5)))
    return np.concatenate(parts, axis=1)


def table_likeness(schema: Schema, train: CodeArray, test: CodeArray, made: Mapping[str, CodeArray], seed: int) -> Rows:
    """FID and its fellows of rows in :func:`row_features`, with ten clusters of train rows for classes.

    Args:
        schema: the columns.
        train: (rows, columns) states.
        test: (rows, columns) states.
        made: by column of the figures.
        seed: of the choice of rows and of all draws.
    """
    rng = np.random.default_rng(seed)

    def some(codes: CodeArray) -> Features:
        return near(row_features(codes[rng.permutation(len(codes))[:_LIKENESS_ROWS]], schema))

    known = row_features(train, schema)
    near = MainDirections(known)
    points = near(known)
    columns = {"real": some(train), **{name: some(codes) for name, codes in made.items()}}
    return likeness_rows(some(test), columns, points[:_NEAREST_ROWS], Clusters(points), seed=seed)


def valid_rows(codes: CodeArray, train: CodeArray, schema: Schema) -> FloatArray:
    """(n,) whether no two categories of a row stand together that never do in the train split: 1 or 0."""
    valid = np.ones(len(codes))
    plain = [index for index, column in enumerate(schema.columns) if not column.ordered]
    for one, other in itertools.combinations(plain, 2):
        seen = np.zeros((schema.states[one], schema.states[other]), bool)
        seen[train[:, one], train[:, other]] = True
        valid *= seen[codes[:, one], codes[:, other]]
    return valid


def order_spread(table: Table, codes: CodeArray, seed: int) -> float:
    """How far orders disagree: the mean over rows of the standard deviation of log p(row) over eight orders, nats."""
    each = [table.nade.log_probability(codes, order) for order in orders_of(codes.shape[1], ORDERS, seed)]
    return float(np.std(each, axis=0).mean())


def pair_divergences(real: CodeArray, made: CodeArray, schema: Schema) -> Mapping[tuple[int, int], float]:
    """Kullback-Leibler divergence in nats of each pair of columns' joint frequencies, real from made, with half a row
    more in each cell of both; columns of many states in eight runs of them.
    """
    coarse = [_coarse(schema, index) for index in range(len(schema.columns))]

    def shares(codes: CodeArray, one: int, other: int) -> FloatArray:
        counts = np.full((coarse[one].max() + 1, coarse[other].max() + 1), _PSEUDO)
        np.add.at(counts, (coarse[one][codes[:, one]], coarse[other][codes[:, other]]), 1.0)
        return np.asarray(counts / counts.sum())

    told = {}
    for one, other in itertools.combinations(range(len(schema.columns)), 2):
        p, q = shares(real, one, other), shares(made, one, other)
        told[one, other] = float((p * np.log(p / q)).sum())
    return told


def _coarse(schema: Schema, index: int) -> CodeArray:
    column = schema.columns[index]
    count = column.states - column.missing
    if not column.ordered or count <= 8:
        return np.arange(column.states)
    groups = np.empty(column.states, np.int64)
    groups[np.argsort(column.ranks, kind="stable")] = np.arange(count) * 8 // count
    if column.missing:
        groups[-1] = 8
    return groups


def two_sample(
    real: CodeArray,
    made: CodeArray,
    seed: int,
    real_groups: CodeArray | None = None,
    made_groups: CodeArray | None = None,
) -> float:
    """A classifier two-sample test (Lopez-Paz and Oquab 2017): area under the curve of boosted trees on states, on the
    half of the rows that they were not fitted to. 0.5 is what nobody can tell apart.

    Args:
        real, made: (rows, columns) states; as many are taken of both.
        seed: of the choice and of the halves.
        real_groups, made_groups: (rows,) equal where rows belong together; these are in one half.
    """
    rng = np.random.default_rng(seed)
    count = min(len(real), len(made))
    fitted, held = [], []
    for rows, groups in ((real, real_groups), (made, made_groups)):
        own = np.arange(len(rows)) if groups is None else np.unique(groups, return_inverse=True)[1]
        picked = np.sort(rng.permutation(len(rows))[:count])
        first = rng.permutation(own.max() + 1) < (own.max() + 1) // 2
        fitted.append(rows[picked][first[own[picked]]])
        held.append(rows[picked][~first[own[picked]]])
    labels = np.repeat([1, 0], [len(fitted[0]), len(fitted[1])])
    model = HistGradientBoostingClassifier(max_iter=100, learning_rate=0.06, max_leaf_nodes=15, random_state=0)
    model.fit(np.concatenate(fitted), labels)
    scores = [np.asarray(model.decision_function(rows)) for rows in held]
    return roc_area(scores[0], scores[1])


def new_share(made: CodeArray, train: CodeArray) -> float:
    """Share of rows whose states are none of the training rows'."""
    known = {row.tobytes() for row in np.ascontiguousarray(train)}
    return float(np.mean([row.tobytes() not in known for row in np.ascontiguousarray(made)]))
