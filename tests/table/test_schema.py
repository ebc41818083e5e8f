from __future__ import annotations

import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from procgen.table.schema import Column, Schema
from tests.table.networks import SMALL

NUMBERS = st.floats(-1e6, 1e6, allow_nan=False).map(lambda value: round(value, 3))


@st.composite
def columns(draw: st.DrawFn) -> Column:
    """Number columns with values of their own, bins and missing values."""
    whole = draw(st.booleans())
    numbers = st.integers(-1000, 1000).map(float) if whole else NUMBERS
    edges = tuple(sorted(draw(st.sets(numbers, min_size=2, max_size=6))))
    low = edges[0]
    own = draw(st.sets(st.integers(1, 50).map(lambda step: low - step), max_size=3))
    values = tuple(int(value) if whole else value for value in sorted(own))
    return Column("x", "integer" if whole else "real", values, edges, draw(st.booleans()), 0 if whole else 3)


@given(columns(), st.data())
def test_a_value_of_a_state_has_that_state(column: Column, data: st.DataObject) -> None:
    state = data.draw(st.integers(0, column.states - 1))
    value = column.decode(state, data.draw(st.floats(0.02, 0.98)))
    found = column.encode(value)
    inside = state - len(column.values)
    if 0 <= inside < column.bins and column.kind == "real":
        # Rounding to the data's digits may reach a neighbour where a bin is as narrow as they are.
        assert abs(found - state) <= (column.edges[inside + 1] - column.edges[inside] < 0.1)
    else:
        assert found == state


@given(columns(), NUMBERS, NUMBERS)
def test_the_shares_of_a_range_add_up_to_its_length(column: Column, one: float, other: float) -> None:
    low, high = sorted((one, other))
    shares = column.overlap(low, high)
    assert shares.shape == (column.states,)
    assert ((shares >= 0.0) & (shares <= 1.0)).all()
    bins = slice(len(column.values), len(column.values) + column.bins)
    length = (shares * column.widths)[bins].sum()
    if column.kind == "real":
        expected = max(min(high, column.edges[-1]) - max(low, column.edges[0]), 0.0)
    else:
        first, last = max(math.ceil(low), int(column.edges[0])), min(math.floor(high), int(column.greatest))
        expected = max(last - first + 1, 0)
    assert length == pytest.approx(expected, abs=1e-6)


@given(columns(), st.data())
def test_what_is_drawn_within_a_range_keeps_to_it(column: Column, data: st.DataObject) -> None:
    low, high = sorted((data.draw(NUMBERS), data.draw(NUMBERS)))
    shares = column.overlap(low, high)
    for state in np.flatnonzero(shares):
        value = column.decode(int(state), data.draw(st.floats(0.0, 0.999)), low, high)
        assert isinstance(value, int | float)
        assert low <= value <= high


def test_the_record_of_a_schema_reads_back_through_json() -> None:
    assert Schema.of_record(json.loads(json.dumps(SMALL.record()))) == SMALL


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "colour"},
        {"edges": [2.0, 1.0]},
        {"edges": [0.0, float("inf")]},
        {"values": ["a", "a"]},
        {"values": [], "edges": [], "missing": False},
        {"values": [str(number) for number in range(600)]},
    ],
)
def test_what_is_no_column_is_refused(change: dict[str, object]) -> None:
    record = {"name": "x", "kind": "category", "values": ["a"], "edges": [], "missing": False, "decimals": 0, **change}
    with pytest.raises(ValueError):
        Column.of_record(record)


def test_ranks_follow_the_numbers_and_not_the_states() -> None:
    column = Column("x", "real", (5.0, 0.0), (1.0, 2.0, 3.0), missing=True)
    assert np.argsort(column.ranks).tolist() == [1, 2, 3, 0]
    assert column.widths.tolist() == [1, 1, 1, 1, 1]
    assert [column.text_of(state) for state in range(5)] == ["5.0", "0.0", "1..2", "2..3", ""]


@pytest.mark.parametrize("value", ["purple", None, 3, True])
def test_a_value_that_a_category_lacks_is_refused_with_those_it_has(value: object) -> None:
    with pytest.raises(ValueError, match="blue, green, red"):
        SMALL.columns[0].encode(value)  # type: ignore[arg-type]


@pytest.mark.parametrize("value", [3, 0, 2.5, math.nan, math.inf, "2", True])
def test_a_number_that_a_column_can_not_have_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match="one of 1, 2, 4"):
        SMALL.columns[2].encode(value)  # type: ignore[arg-type]
