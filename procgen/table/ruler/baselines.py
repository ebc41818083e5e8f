"""What a learned table is measured against, on the same states: independent columns, a tree, a Gaussian copula."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

from procgen.table.schema import CodeArray, Column, FloatArray, Schema

_SMOOTHING = 0.5
_STRENGTHS = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0)
_COARSE = (1, 2, 4, 8)
_SHRINKAGE = 0.01


def marginals(codes: CodeArray, schema: Schema) -> list[FloatArray]:
    """For each column the shares of its states, half a row more for each."""
    told = []
    for index, states in enumerate(schema.states):
        counts = np.bincount(codes[:, index], minlength=states) + _SMOOTHING
        told.append(counts / counts.sum())
    return told


class Independent:
    """Columns drawn one by one.

    Args:
        train: (rows, columns) states.
        schema: the columns.
    """

    def __init__(self, train: CodeArray, schema: Schema) -> None:
        self.schema = schema
        self.shares = marginals(train, schema)

    def log_likelihood(self, codes: CodeArray) -> FloatArray:
        """(rows,) in nats, densities as :meth:`procgen.table.nade.Nade.log_likelihood` has them."""
        return np.asarray(
            sum(np.log(share)[codes[:, index]] for index, share in enumerate(self.shares))
            - self.schema.log_widths(codes).sum(1)
        )

    def sample(self, count: int, seed: int) -> CodeArray:
        """(count, columns) states."""
        rng = np.random.default_rng(seed)
        return np.stack([rng.choice(len(share), count, p=share) for share in self.shares], 1)


class Tree:
    """A Bayesian network whose graph is the spanning tree of greatest mutual information (Chow and Liu 1968).

    A column's distribution given its parent is counted, and drawn towards the column's own by as many rows' weight as
    suits the validation rows best; so is how many neighbouring states of an ordered parent count as one.

    Args:
        train: (rows, columns) states.
        validation: (rows, columns) states.
        schema: the columns.
    """

    def __init__(self, train: CodeArray, validation: CodeArray, schema: Schema) -> None:
        self.schema = schema
        self.shares = marginals(train, schema)
        self.edges = _spanning_tree(train, schema)
        self.tables: dict[int, FloatArray] = {}
        """By child: (states of the parent, states of the child), rows sum to 1."""
        for parent, child in self.edges:
            options = [
                self._table(train, parent, child, strength, coarse)
                for coarse in (_COARSE if schema.columns[parent].ordered else (1,))
                for strength in _STRENGTHS
            ]
            scores = [np.log(table[validation[:, parent], validation[:, child]]).mean() for table in options]
            self.tables[child] = options[int(np.argmax(scores))]

    def _table(self, train: CodeArray, parent: int, child: int, strength: float, coarse: int) -> FloatArray:
        groups = _groups(self.schema.columns[parent], coarse)
        counts = np.zeros((groups.max() + 1, self.schema.states[child]))
        np.add.at(counts, (groups[train[:, parent]], train[:, child]), 1.0)
        smooth = counts + strength * self.shares[child]
        return np.asarray((smooth / smooth.sum(1, keepdims=True))[groups])

    def log_likelihood(self, codes: CodeArray) -> FloatArray:
        """(rows,) in nats."""
        total = np.log(self.shares[0])[codes[:, 0]] - self.schema.log_widths(codes).sum(1)
        for parent, child in self.edges:
            total += np.log(self.tables[child][codes[:, parent], codes[:, child]])
        return np.asarray(total)

    def sample(self, count: int, seed: int) -> CodeArray:
        """(count, columns) states."""
        rng = np.random.default_rng(seed)
        codes = np.zeros((count, len(self.schema.columns)), np.int64)
        codes[:, 0] = rng.choice(len(self.shares[0]), count, p=self.shares[0])
        for parent, child in self.edges:
            ends = np.cumsum(self.tables[child][codes[:, parent]], 1)
            codes[:, child] = np.minimum((ends < rng.random(count)[:, None]).sum(1), ends.shape[1] - 1)
        return codes


def _groups(column: Column, coarse: int) -> npt.NDArray[np.int64]:
    """(states,) which states count as one: so many neighbours in order; a missing value stays alone."""
    states = column.states
    if coarse == 1 or not column.ordered:
        return np.arange(states)
    count = states - column.missing
    groups = np.empty(states, np.int64)
    groups[np.argsort(column.ranks, kind="stable")] = np.arange(count) // coarse
    if column.missing:
        groups[-1] = (count - 1) // coarse + 1
    return groups


def mutual_information(train: CodeArray, one: int, other: int, schema: Schema) -> float:
    """Of two columns in nats, less the bias of counting (Miller 1955)."""
    joint = np.zeros((schema.states[one], schema.states[other]))
    np.add.at(joint, (train[:, one], train[:, other]), 1.0)
    rows, columns = joint.sum(1), joint.sum(0)
    some = joint > 0
    expected = np.outer(rows, columns)[some] / len(train)
    bias = (some.sum() - (rows > 0).sum() - (columns > 0).sum() + 1) / (2.0 * len(train))
    return float((joint[some] * np.log(joint[some] / expected)).sum() / len(train) - bias)


def _spanning_tree(train: CodeArray, schema: Schema) -> list[tuple[int, int]]:
    """Edges from parents to children, outwards from the first column (Prim 1957)."""
    count = len(schema.columns)
    weights = np.zeros((count, count))
    for one in range(count):
        for other in range(one):
            weights[one, other] = weights[other, one] = mutual_information(train, one, other, schema)
    inside, edges = [0], []
    while len(inside) < count:
        outside = [each for each in range(count) if each not in inside]
        parent, child = max(((a, b) for a in inside for b in outside), key=lambda pair: weights[pair])
        edges.append((parent, child))
        inside.append(child)
    return edges


def copula_columns(codes: CodeArray, schema: Schema) -> list[int]:
    """Columns that a copula takes: real ones that lie in bins in every row."""
    return [
        index
        for index, column in enumerate(schema.columns)
        if column.kind == "real" and column.bins > 1 and not column.missing and not column.values
    ]


class GaussianCopula:
    """Real columns whose normal scores are jointly normal (Nelsen, "An Introduction to Copulas", section 2.3).

    Marginals are those of the states, uniform within bins, so that densities compare with the others'.

    Args:
        values: (rows, columns) of training rows.
        columns: what they are.
        shares: of each column's bins.
    """

    def __init__(self, values: FloatArray, columns: Sequence[Column], shares: Sequence[FloatArray]) -> None:
        self._columns, self._shares = columns, shares
        scores = self._scores(values)
        correlation = np.corrcoef(scores, rowvar=False)
        self._correlation = (1.0 - _SHRINKAGE) * correlation + _SHRINKAGE * np.eye(len(columns))

    def _scores(self, values: FloatArray) -> FloatArray:
        told = np.empty(values.shape)
        for index, (column, share) in enumerate(zip(self._columns, self._shares, strict=True)):
            ends = np.concatenate([[0.0], np.cumsum(share)])
            u = np.interp(values[:, index], column.edges, ends / ends[-1])
            told[:, index] = ndtri(np.clip(u, 1e-6, 1.0 - 1e-6))
        return told

    def log_likelihood(self, values: FloatArray) -> FloatArray:
        """(rows,) log-density in nats."""
        scores = self._scores(values)
        inverse = np.linalg.inv(self._correlation)
        total = -0.5 * np.linalg.slogdet(self._correlation)[1] - 0.5 * np.einsum(
            "ni,ij,nj->n", scores, inverse - np.eye(len(inverse)), scores
        )
        for index, (column, share) in enumerate(zip(self._columns, self._shares, strict=True)):
            place = np.searchsorted(column.edges, values[:, index], side="right") - 1
            total += np.log(share / np.diff(column.edges))[np.minimum(place, len(share) - 1)]
        return np.asarray(total)
