"""An order-agnostic neural autoregressive distribution estimator (Uria, Murray and Larochelle, "A Deep and Tractable
Density Estimator", ICML 2014): one network that gives, for any set of known cells of a row, the distribution of each
other cell.

A row's probability is the product of one such distribution a column, in some order; conditions on any subset are exact
under the order that puts the given columns first. Different orders are different factorisations by the same network.
Nothing makes their joint distributions equal: training brings them near one another, and
:meth:`Nade.log_likelihood` over several orders is the likelihood of their even mixture, which is a distribution again.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import numpy as np

from procgen.errors import InvalidFields, Violation
from procgen.runtime.checkpoint import Checkpoint, go_on
from procgen.runtime.model_file import LoadedModel
from procgen.runtime.philox import philox4x32, stream_id
from procgen.table.given import Known
from procgen.table.schema import UNKNOWN, CodeArray, FloatArray, Schema

INPUT: Final = "codes"
OUTPUT: Final = "logits"
BLOCK_ROWS: Final = 64
"""Rows that the network sees at a time: always as many, so that a row is the same whichever others are asked for."""
MOST_CELLS: Final = 1 << 16
"""Of a distribution over several columns."""
MOST_GIVEN: Final = 1 << 12
"""Combinations of states that givens allow where they are not single values."""
_CHUNK_ROWS: Final = 1 << 12
"""Rows that are drawn at a time, which bounds the memory that distributions take."""
_ORDERS_STREAM: Final = "table/orders"


class Nade:
    """The network of one table.

    Args:
        model: takes :data:`INPUT`, (rows, columns) int64, each cell the place of its state among the states of all
            columns with one more a column for unknown; gives :data:`OUTPUT`, (rows, states of all columns).
        schema: its columns.
    """

    def __init__(self, model: LoadedModel, schema: Schema) -> None:
        self.schema = schema
        self._model = model
        self._starts = schema.starts
        # Inputs count one more state a column than outputs: unknown.
        self._input_starts = np.array([start + index for index, start in enumerate(self._starts[:-1])], np.int64)
        self._unknown = np.array(schema.states, np.int64)

    def log_conditionals(
        self, codes: CodeArray, columns: Sequence[int], checkpoint: Checkpoint = go_on
    ) -> list[FloatArray]:
        """Log-probabilities of states of some columns, each given the known cells of the row.

        Args:
            codes: (rows, columns) states, :data:`procgen.table.schema.UNKNOWN` where nothing is known.
            columns: which to tell of; known cells tell of what the network would say without order.
            checkpoint: called between blocks.

        Returns:
            (rows, states) for each of the columns.
        """
        inputs = np.where(codes == UNKNOWN, self._unknown, codes) + self._input_starts
        rows = len(inputs)
        told = [np.empty((rows, self.schema.states[column])) for column in columns]
        for first in range(0, rows, BLOCK_ROWS):
            checkpoint()
            block = inputs[first : first + BLOCK_ROWS]
            count = len(block)
            if count < BLOCK_ROWS:
                block = np.concatenate([block, np.repeat(block[:1], BLOCK_ROWS - count, 0)])
            logits = self._model.run({INPUT: np.ascontiguousarray(block)})[:count].astype(np.float64)
            for place, column in enumerate(columns):
                own = logits[:, self._starts[column] : self._starts[column + 1]]
                own = own - own.max(1, keepdims=True)
                told[place][first : first + count] = own - np.log(np.exp(own).sum(1, keepdims=True))
        return told

    def log_probability(self, codes: CodeArray, order: Sequence[int], checkpoint: Checkpoint = go_on) -> FloatArray:
        """(rows,) log-probability of known cells under one order.

        Args:
            codes: (rows, columns) states; what is unknown must be unknown in all rows.
            order: the known columns, in the order of the factors.
            checkpoint: called now and then.
        """
        seen = np.full_like(codes, UNKNOWN)
        total = np.zeros(len(codes))
        for column in order:
            (log_p,) = self.log_conditionals(seen, [column], checkpoint)
            total += np.take_along_axis(log_p, codes[:, [column]], 1)[:, 0]
            seen[:, column] = codes[:, column]
        return total

    def log_likelihood(
        self, codes: CodeArray, *, orders: int = 1, seed: int = 0, checkpoint: Checkpoint = go_on
    ) -> FloatArray:
        """(rows,) log-likelihood in nats: density over binned real columns, probability over all else.

        Args:
            codes: (rows, columns) states, all known.
            orders: 1 for the order of the schema; more for the even mixture over the first so many of
                :func:`orders_of`.
            seed: of the orders.
            checkpoint: called now and then.
        """
        each = [
            self.log_probability(codes, order, checkpoint)
            for order in orders_of(len(self.schema.columns), orders, seed)
        ]
        most = np.max(each, 0)
        mixed = most + np.log(np.mean(np.exp(np.array(each) - most), 0))
        told: FloatArray = mixed - self.schema.log_widths(codes).sum(1)
        return told

    def distribution(
        self, columns: Sequence[int], known: Sequence[Known], checkpoint: Checkpoint = go_on
    ) -> FloatArray:
        """The joint distribution of some columns' states, given what is known of others.

        The order is that of :meth:`sample`: columns with an exact value, those with several or a range, then
        ``columns`` in the order of the schema.

        Args:
            columns: which, none of them known.
            known: as :func:`procgen.table.given.read_given` tells it.
            checkpoint: called now and then.

        Returns:
            An axis a column, in the order asked; sums to 1.

        Raises:
            InvalidFields: more than :data:`MOST_CELLS` cells.
        """
        sizes = [self.schema.states[column] for column in columns]
        prefixes, weights = self._prefixes(known, checkpoint)
        _check_cells(math.prod(sizes) * len(prefixes), "columns", MOST_CELLS)
        ascending = sorted(columns)
        log_p = np.log(weights)
        for column in ascending:
            (told,) = self.log_conditionals(prefixes, [column], checkpoint)
            states = told.shape[1]
            log_p = (log_p[:, None] + told).ravel()
            prefixes = np.repeat(prefixes, states, 0)
            prefixes[:, column] = np.tile(np.arange(states), len(prefixes) // states)
        table = np.exp(log_p).reshape(-1, *(self.schema.states[column] for column in ascending)).sum(0)
        return np.transpose(table, [ascending.index(column) for column in columns])

    def _prefixes(self, known: Sequence[Known], checkpoint: Checkpoint) -> tuple[CodeArray, FloatArray]:
        """Every combination of allowed states of the known columns, and their probabilities given that one of them is
        the case: (combinations, columns) and (combinations,).
        """
        codes = np.full((1, len(self.schema.columns)), UNKNOWN, np.int64)
        for each in known:
            if each.exact:
                codes[:, each.column] = int(each.shares.argmax())
        codes, log_p = self._spread(codes, known, checkpoint)
        weights = np.exp(log_p - log_p.max())
        return codes, weights / weights.sum()

    def _spread(self, codes: CodeArray, known: Sequence[Known], checkpoint: Checkpoint) -> tuple[CodeArray, FloatArray]:
        """One row of states with every combination of those that the known columns allow where they are not exact:
        (combinations, columns), and their log-probabilities.

        Raises:
            InvalidFields: more than :data:`MOST_GIVEN` of them.
        """
        log_p = np.zeros(1)
        spread = [each for each in known if not each.exact]
        _check_cells(math.prod(int((each.shares > 0).sum()) for each in spread), "given", MOST_GIVEN)
        for each in spread:
            allowed = np.flatnonzero(each.shares)
            (told,) = self.log_conditionals(codes, [each.column], checkpoint)
            log_p = (log_p[:, None] + told[:, allowed] + np.log(each.shares[allowed])).ravel()
            codes = np.repeat(codes, len(allowed), 0)
            codes[:, each.column] = np.tile(allowed, len(codes) // len(allowed))
        return codes, log_p

    def log_given(self, known: Sequence[Known], checkpoint: Checkpoint = go_on) -> float:
        """Log-probability that a row has what is known, in nats; a density over real columns with an exact value.

        Raises:
            InvalidFields: as :meth:`sample`.
        """
        codes = np.full((1, len(self.schema.columns)), UNKNOWN, np.int64)
        total = 0.0
        exact = [each for each in known if each.exact]
        for each in exact:
            (told,) = self.log_conditionals(codes, [each.column], checkpoint)
            state = int(each.shares.argmax())
            total += float(told[0, state]) - math.log(self.schema.columns[each.column].widths[state])
            codes[:, each.column] = state
        _, log_p = self._spread(codes, known, checkpoint)
        most = log_p.max()
        return total + float(most + np.log(np.exp(log_p - most).sum()))

    def sample(
        self, seed: int, count: int, known: Sequence[Known], checkpoint: Checkpoint = go_on
    ) -> tuple[CodeArray, FloatArray]:
        """Draw rows.

        Args:
            seed: 0 to 2^64 - 1.
            count: how many; row i is the same whatever the count.
            known: as :func:`procgen.table.given.read_given` tells it.
            checkpoint: called now and then.

        Returns:
            (count, columns) states, and as many numbers from 0 to 1: places within the bins.

        Raises:
            InvalidFields: what is known allows more than :data:`MOST_GIVEN` combinations.
        """
        prefixes, weights = self._prefixes(known, checkpoint)
        columns = len(self.schema.columns)
        u = uniform(seed, "table/states", count, columns + 1)
        ends = np.cumsum(weights)
        chosen = np.minimum(np.searchsorted(ends, u[:, columns] * ends[-1], side="right"), len(ends) - 1)
        codes = prefixes[chosen]
        given = {each.column for each in known}
        for first in range(0, count, _CHUNK_ROWS):
            chunk = codes[first : first + _CHUNK_ROWS]
            for column in range(columns):
                if column not in given:
                    (log_p,) = self.log_conditionals(chunk, [column], checkpoint)
                    chunk[:, column] = _pick(np.exp(log_p), u[first : first + _CHUNK_ROWS, column])
        return codes, uniform(seed, "table/places", count, columns)


def _check_cells(cells: int, field: str, most: int) -> None:
    if cells > most:
        raise InvalidFields([Violation.of(field, f"{cells} combinations", f"at most {most} combinations of states")])


def _pick(probabilities: FloatArray, u: FloatArray) -> CodeArray:
    """(rows,) states: the inverse of each row's distribution function at ``u``."""
    ends = np.cumsum(probabilities, 1)
    picked = (ends <= u[:, None] * ends[:, -1:]).sum(1)
    states: CodeArray = np.minimum(picked, probabilities.shape[1] - 1)
    return states


def uniform(seed: int, stream: str, rows: int, columns: int) -> FloatArray:
    """(rows, columns) independent numbers from 0 to below 1 with 53 random bits; each depends on its place alone."""
    words = philox4x32(
        np.arange(rows, dtype=np.uint32)[:, None],
        np.arange(columns, dtype=np.uint32)[None, :],
        np.full((1, 1), stream_id(stream), np.uint32),
        np.zeros((1, 1), np.uint32),
        (seed & 0xFFFFFFFF, seed >> 32),
    )
    bits = (words[0].astype(np.uint64) << np.uint64(21)) ^ (words[1].astype(np.uint64) >> np.uint64(11))
    return bits.astype(np.float64) * 2.0**-53


def orders_of(columns: int, count: int, seed: int = 0) -> list[tuple[int, ...]]:
    """Orders to factorise in: that of the schema first, then random ones."""
    keys = uniform(seed, _ORDERS_STREAM, max(count - 1, 0), columns)
    return [tuple(range(columns)), *(tuple(map(int, np.argsort(row, kind="stable"))) for row in keys)]
