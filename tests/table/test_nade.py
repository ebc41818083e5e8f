"""Exactness against enumeration, on a table small enough to write all rows down, for networks of any weights."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chisquare

from procgen.errors import InvalidFields
from procgen.table.given import Wanted, read_given
from procgen.table.nade import BLOCK_ROWS, orders_of, uniform
from procgen.table.schema import UNKNOWN
from tests.table.networks import SMALL, small_table

TABLE = small_table()
SHAPE = SMALL.states
ROWS = np.array(list(itertools.product(*map(range, SHAPE))), np.int64)
COLUMNS = len(SHAPE)
OTHERS = {seed: small_table(seed) for seed in (1, 2)}


def joint(order: Sequence[int], table: object = TABLE) -> npt.NDArray[np.float64]:
    """The whole joint distribution under one order, an axis a column."""
    return np.exp(TABLE.nade.log_probability(ROWS, order)).reshape(SHAPE)


def test_every_order_is_a_distribution() -> None:
    for order in [*orders_of(COLUMNS, 4, seed=3), tuple(reversed(range(COLUMNS)))]:
        assert joint(order).sum() == pytest.approx(1.0, abs=1e-6)


def test_the_mixture_of_orders_is_a_distribution() -> None:
    log_p = TABLE.nade.log_likelihood(ROWS, orders=5) + SMALL.log_widths(ROWS).sum(1)
    assert np.exp(log_p).sum() == pytest.approx(1.0, abs=1e-6)
    each = [TABLE.nade.log_probability(ROWS, order) for order in orders_of(COLUMNS, 5)]
    assert np.exp(log_p) == pytest.approx(np.exp(each).mean(0), rel=1e-9)


def test_densities_integrate_to_one() -> None:
    """The sum over states of density times width: what :meth:`log_likelihood` gives is a density in the real column."""
    density = np.exp(TABLE.log_likelihood([dict(zip(SMALL.names, values_of(row), strict=True)) for row in ROWS]))
    widths = np.exp(SMALL.log_widths(ROWS).sum(1))
    assert widths.max() == pytest.approx(18.0)  # a bin of two metres, times nine whole numbers
    assert (density * widths).sum() == pytest.approx(1.0, abs=1e-6)


def values_of(row: npt.NDArray[np.int64]) -> list[object]:
    return [column.decode(int(state), 0.5) for column, state in zip(SMALL.columns, row, strict=True)]


@given(st.sets(st.integers(0, COLUMNS - 1), max_size=COLUMNS - 1), st.data())
@settings(max_examples=60, deadline=None)
def test_conditions_on_any_subset_are_exact(columns: set[int], data: st.DataObject) -> None:
    """Of each column that is not given: against the joint of the order that puts the givens first."""
    states = {column: data.draw(st.integers(0, SHAPE[column] - 1)) for column in sorted(columns)}
    known = read_given({SMALL.names[c]: value_of(c, s) for c, s in states.items()}, SMALL)
    rest = [column for column in range(COLUMNS) if column not in columns]
    whole = joint([*sorted(columns), *rest])
    cut = whole[tuple(states.get(column, slice(None)) for column in range(COLUMNS))]
    expected = cut / cut.sum()
    assert TABLE.nade.distribution(rest, known) == pytest.approx(expected, abs=1e-6)
    for place, column in enumerate(rest):
        # A single column is asked for first after the givens, so its order is another one.
        first = joint([*sorted(columns), column, *(each for each in rest if each != column)])
        first = first[tuple(states.get(each, slice(None)) for each in range(COLUMNS))]
        alone = first.sum(tuple(axis for axis in range(len(rest)) if axis != place))
        assert TABLE.nade.distribution([column], known) == pytest.approx(alone / alone.sum(), abs=1e-6)
    widths = sum(math.log(SMALL.columns[c].widths[s]) for c, s in states.items())
    assert TABLE.nade.log_given(known) == pytest.approx(math.log(cut.sum()) - widths, abs=1e-5)


def value_of(column: int, state: int) -> Wanted:
    return SMALL.columns[column].decode(state, 0.5)


SOME: list[dict[str, Wanted]] = [
    {"colour": "blue|red"},
    {"size": "1.5..3"},
    {"size": (0.0, 1.5), "colour": "green|red"},
    {"dice": "2..9", "count": "10..12", "grade": ""},
    {"grade": ["low", None], "size": (2.0, math.inf)},
]


@pytest.mark.parametrize("wanted", SOME)
def test_conditions_on_several_values_and_ranges_are_exact(wanted: dict[str, Wanted]) -> None:
    known = read_given(wanted, SMALL)
    exact = [each.column for each in known if each.exact]
    spread = [each.column for each in known if not each.exact]
    rest = [column for column in range(COLUMNS) if column not in exact + spread]
    weights = joint([*exact, *spread, *rest])
    for each in known:
        shape = [1] * COLUMNS
        shape[each.column] = -1
        weights = weights * each.shares.reshape(shape)
    expected = weights.sum(tuple(exact + spread))
    assert TABLE.nade.distribution(rest, known) == pytest.approx(expected / expected.sum(), abs=1e-6)
    # The exact values are states of width 1 here.
    assert TABLE.nade.log_given(known) == pytest.approx(math.log(weights.sum()), abs=1e-5)


@pytest.mark.parametrize("wanted", [{}, {"dice": 2}, *SOME[1:3]])
def test_rows_are_drawn_as_often_as_they_are_probable(wanted: dict[str, Wanted]) -> None:
    known = read_given(wanted, SMALL)
    count = 6000
    codes, places = TABLE.nade.sample(11, count, known)
    exact = [each.column for each in known if each.exact]
    spread = [each.column for each in known if not each.exact]
    rest = [column for column in range(COLUMNS) if column not in exact + spread]
    weights = joint([*exact, *spread, *rest])
    for each in known:
        shape = [1] * COLUMNS
        shape[each.column] = -1
        weights = weights * each.shares.reshape(shape)
    expected = (weights / weights.sum()).ravel() * count
    observed = np.bincount(np.ravel_multi_index(tuple(codes.T), SHAPE), minlength=len(ROWS))
    assert observed[expected == 0.0].sum() == 0
    often = expected >= 5.0
    pooled = [observed[~often].sum()], [expected[~often].sum()]
    seen, hoped = np.append(observed[often], pooled[0]), np.append(expected[often], pooled[1])
    held = hoped > 0
    assert chisquare(seen[held], hoped[held] * seen.sum() / hoped[held].sum()).pvalue > 1e-4
    assert places.min() >= 0.0
    assert places.max() < 1.0
    assert abs(places.mean() - 0.5) < 0.01


def test_values_keep_to_their_range_within_a_bin() -> None:
    rows = TABLE.sample(seed=4, count=300, given={"size": "1.25..3", "count": "13..15"})
    sizes, counts = [row["size"] for row in rows], [row["count"] for row in rows]
    assert all(1.25 <= float(size) <= 3.0 for size in sizes if size is not None)
    assert set(counts) == {13, 14, 15}
    # Uniform within bins: both ends of the range are met, though it cuts two bins.
    assert min(map(float, filter(None, sizes))) < 1.3
    assert max(map(float, filter(None, sizes))) > 2.9


def test_a_row_is_the_same_whatever_the_count() -> None:
    known = read_given({"colour": "blue|red"}, SMALL)
    many = TABLE.nade.sample(5, 3 * BLOCK_ROWS + 7, known)
    for count in (1, 2, BLOCK_ROWS, BLOCK_ROWS + 1):
        few = TABLE.nade.sample(5, count, known)
        assert (few[0] == many[0][:count]).all()
        assert (few[1] == many[1][:count]).all()
    assert (TABLE.nade.sample(6, 100, known)[0] != many[0][:100]).any()


def test_orders_of_a_network_with_other_weights_disagree_and_the_measure_says_so() -> None:
    """Nothing makes two orders of a network equal; training brings them near one another."""
    spread = [
        np.std([table.nade.log_probability(ROWS, o) for o in orders_of(COLUMNS, 6)], 0) for table in OTHERS.values()
    ]
    assert min(map(np.mean, spread)) > 0.05


def test_known_cells_say_nothing_of_unknown_rows() -> None:
    """A row's distributions depend on its own cells alone, wherever in a block it lies."""
    codes = np.full((BLOCK_ROWS + 3, COLUMNS), UNKNOWN, np.int64)
    codes[-1, 0] = 2
    alone = TABLE.nade.log_conditionals(codes[-1:], [1])[0]
    assert TABLE.nade.log_conditionals(codes, [1])[0][-1] == pytest.approx(alone[0], abs=1e-6)
    assert np.ptp(TABLE.nade.log_conditionals(codes, [1])[0][:-1], axis=0).max() == 0.0


def test_too_many_combinations_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("procgen.table.nade.MOST_GIVEN", 8)
    wide: dict[str, Wanted] = {"colour": "blue|red|green", "dice": "1|2|4", "size": "0..9", "count": "10.."}
    with pytest.raises(InvalidFields, match="given: got 54 combinations, allowed is at most 8"):
        TABLE.sample(seed=1, given=wide)


def test_numbers_are_uniform_and_depend_on_their_place_alone() -> None:
    u = uniform(9, "a", 5000, 4)
    assert (uniform(9, "a", 10, 2) == u[:10, :2]).all()
    assert (uniform(9, "b", 10, 2) != u[:10, :2]).all()
    assert (uniform(2**63 + 9, "a", 10, 2) != u[:10, :2]).all()
    counts = np.histogram(u, 50, (0.0, 1.0))[0]
    assert chisquare(counts).pvalue > 1e-4
