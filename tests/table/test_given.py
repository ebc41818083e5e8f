from __future__ import annotations

import math

import pytest

from procgen.errors import InvalidFields
from procgen.table.given import Wanted, read_given
from procgen.table.schema import Column, Schema
from tests.table.networks import SMALL, small_table


def test_all_that_is_wrong_is_named_at_once() -> None:
    wanted: dict[str, Wanted] = {
        "color": "red",
        "colour": "red|purple",
        "grade": "middle",
        "dice": "5..9",
        "size": "3..1",
        "count": "12|14",
    }
    with pytest.raises(InvalidFields) as refused:
        read_given(wanted, SMALL)
    found = {violation.field: violation for violation in refused.value.violations}
    assert set(found) == {f"given.{name}" for name in wanted}
    assert "colour, grade, dice, size, count" in found["given.color"].allowed
    assert "one of blue, green, red; several joined by |" in found["given.colour"].allowed
    assert "one of low, high, or nothing where it is missing" in found["given.grade"].allowed
    assert found["given.dice"].value == "5..9"
    assert "one of 1, 2, 4" in found["given.dice"].allowed
    assert "a range such as 10..20" in found["given.size"].allowed
    assert "several that follow one another" in found["given.count"].allowed


@pytest.mark.parametrize("wanted", ["", None])
def test_a_missing_value_is_known_only_where_there_are_some(wanted: Wanted) -> None:
    (known,) = read_given({"grade": wanted}, SMALL)
    assert known.exact
    assert known.shares.tolist() == [0, 0, 1]
    with pytest.raises(InvalidFields) as refused:
        read_given({"dice": wanted}, SMALL)
    assert refused.value.violations[0].value == "missing"


@pytest.mark.parametrize(
    ("wanted", "low", "high"),
    [("1..2", 1.0, 2.0), ("2..", 2.0, math.inf), ("..1.5", -math.inf, 1.5), ((1.0, 3.0), 1.0, 3.0), ("1e0..2e0", 1, 2)],
)
def test_ranges_are_read(wanted: Wanted, low: float, high: float) -> None:
    (known,) = read_given({"size": wanted}, SMALL)
    assert (known.least, known.greatest, known.exact) == (low, high, False)


@pytest.mark.parametrize("wanted", ["1..2..3", "a..b", "nan..2", "1.0|2.0", "abc", "inf", [1.2, 3.0]])
def test_what_is_no_number_of_a_real_column_is_refused(wanted: Wanted) -> None:
    with pytest.raises(InvalidFields):
        read_given({"size": wanted}, SMALL)


def test_a_value_with_a_bar_in_it_is_that_value() -> None:
    schema = Schema((Column("a", "category", ("x|y", "x", "y")), Column("b", "category", ("1..2", "3"))))
    known = read_given({"a": "x|y", "b": "1..2"}, schema)
    assert [each.shares.tolist() for each in known] == [[1, 0, 0], [1, 0]]


def test_exact_numbers_come_back_as_they_were_given() -> None:
    for row in small_table().sample(seed=1, count=20, given={"size": 1.2345, "count": "13"}):
        assert (row["size"], row["count"]) == (1.2345, 13)
