"""CSV files: what columns are, and that whatever is wrong with a file is said by column and line."""

from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from procgen.errors import InvalidFields
from procgen.table.reading import LEAST_ROWS, Wish, infer, read_csv, read_wishes, typed
from procgen.table.schema import Schema
from tests.figures import figure

BODY = [f"red,{i % 6},{i / 7:.3f},{'big' if i % 3 else 'small'}" for i in range(60)]
HEADER = "colour,dice,length,size"


def csv(lines: list[str], header: str = HEADER) -> bytes:
    return "\n".join([header, *lines]).encode()


def changed(line: int, text: str) -> bytes:
    """The file with another text on a line, counted from 1."""
    lines = [HEADER, *[row.replace("red", "blue" if i % 2 else "red") for i, row in enumerate(BODY)]]
    lines[line - 1] = text
    return "\n".join(lines).encode()


def problems(data: bytes, wishes: dict[str, Wish] | None = None) -> list[str]:
    with pytest.raises(InvalidFields) as refused:
        typed(read_csv(data), wishes or {})
    return [str(violation) for violation in refused.value.violations]


GOOD = changed(1, HEADER)


def schema_of(data: bytes, wishes: dict[str, Wish] | None = None) -> Schema:
    table = typed(read_csv(data), wishes or {})
    return infer(table, np.ones(len(table), bool))


def test_kinds_are_as_the_cells_are() -> None:
    schema = schema_of(GOOD)
    assert [column.kind for column in schema.columns] == ["category", "integer", "real", "category"]
    assert schema.columns[0].values == ("blue", "red")
    assert schema.columns[1].values == (0, 1, 2, 3, 4, 5)
    assert schema.columns[2].decimals == 3
    assert schema.columns[2].edges[0] == 0.0
    assert schema.columns[2].edges[-1] == 8.429


def test_kinds_are_as_somebody_says() -> None:
    wishes = read_wishes(["dice=category", "size=ordinal:small,big", "colour=drop"])
    schema = schema_of(GOOD, wishes)
    assert [(column.name, column.kind) for column in schema.columns] == [
        ("dice", "category"), ("length", "real"), ("size", "ordinal"),
    ]  # fmt: skip
    assert schema.columns[2].values == ("small", "big")


def test_empty_cells_are_missing() -> None:
    data = GOOD.replace(b"red,2,", b"NA,,")
    schema = schema_of(data)
    assert [column.missing for column in schema.columns] == [True, True, False, False]


def test_lines_are_counted_through_quoted_line_breaks_and_blank_lines() -> None:
    rows = ['"a\nb",1', "", *[f"c,{i % 3}" for i in range(60)]]
    cells = read_csv(csv([*rows, "c,2"], "x,y"))
    assert cells.lines[:2] == [2, 5]
    assert problems(csv([*rows, "c,2,3"], "x,y")) == [
        "line 65: got 3 cells, allowed is 2 cells, as many as the header has"
    ]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "file: got empty, allowed is a header, and a row a line"),
        (b"\n\n", "file: got empty, allowed is a header, and a row a line"),
        (HEADER.encode(), "file: got 0 rows, allowed is at least 40 rows below the header"),
        (csv(["1"] * 60, "x"), "line 1: got 1 columns, allowed is 2 to 64 columns, separated by commas"),
        (csv([], ",".join(f"c{i}" for i in range(65))), "line 1: got 65 columns"),
        (csv(BODY, "a,b,a,c"), "line 1: got the name 'a' 2 times, allowed is each name once"),
        (csv(BODY, "a,b,,c"), "line 1: got the name '', allowed is names of 1 to 200 characters"),
        (changed(17, "red,1,2"), "line 17: got 3 cells, allowed is 4 cells, as many as the header has"),
        (changed(9, "red,1,2,big,3"), "line 9: got 5 cells"),
        (GOOD.replace(b"big", b"gro\xdf", 1), "line 3: got the byte 0xdf, allowed is text in UTF-8"),
        (GOOD.replace(b"big", b"b\0g", 1), "line 3: got a zero byte"),
        (changed(5, "red,1,nan,big"), "column length, line 5: got nan, allowed is a finite number, or nothing where"),
        (changed(6, "red,1,-inf,big"), "column length, line 6: got -inf"),
        (changed(7, "red,1,1e999,big"), "column length, line 7: got 1e999"),
        (changed(8, "red,99999999999999999,1.5,big"), "column dice, line 8: got 99999999999999999, allowed is a whole"),
        (
            changed(4, "red,one,1.5,big"),
            "column dice, line 4: got one, allowed is a number like nearly all of the column",
        ),
        (
            csv([f"x,{i}" for i in range(60)], "a,b"),
            "column a: got 'x' in every line, allowed is two values or more; or",
        ),
        (
            csv([f",{i}" for i in range(60)], "a,b"),
            "column a: got missing in every line, allowed is a value somewhere; or",
        ),
        (
            csv([f"name{i},{i}" for i in range(300)], "a,b"),
            "column a: got 300 different values, allowed is at most 256",
        ),
        (changed(3, f"red,1,2,{'b' * 300}"), "column size, line 3: got bbb"),
        (changed(3, 'red,1,2,"big'), "line 3: got unexpected end of data"),
        (changed(3, 'red,1,2,"b"ig'), "line 3: got"),
    ],
)
def test_what_is_wrong_is_said_by_column_and_line(data: bytes, said: str) -> None:
    assert any(problem.startswith(said) for problem in problems(data)), problems(data)


def test_many_mistakes_are_named_at_once() -> None:
    lines = [HEADER, *BODY]
    lines[4], lines[7], lines[9] = "red,1,nan,big", "red,x,2.5,big", ",,,"
    found = problems("\n".join(lines).encode())
    assert [problem.split(":")[0] for problem in found] == ["column dice, line 8", "column length, line 5"]


def test_wishes_that_do_not_fit_are_named() -> None:
    wishes = {"dice": Wish("ordinal", ("1", "2", "3")), "length": Wish("integer"), "siez": Wish("drop")}
    found = problems(GOOD, wishes)
    assert found[0].startswith("--column siez: got no such column, allowed is one of colour, dice, length, size")
    assert any(problem.startswith("column dice, line 6: got 4, allowed is one of 1, 2, 3") for problem in found)
    assert any(problem.startswith("column length, line 3: got 0.143, allowed is a whole number") for problem in found)


@pytest.mark.parametrize("text", ["a", "=real", "a=colour", "a=real:1,2", "a=ordinal", "a=ordinal:x,x"])
def test_what_is_no_wish_is_refused(text: str) -> None:
    with pytest.raises(InvalidFields, match="NAME=KIND"):
        read_wishes([text])


def test_a_million_categories_are_refused() -> None:
    data = csv([f"k{i},{i % 7}" for i in range(1_000_000)], "id,x")
    began = time.process_time()
    assert problems(data)[0].startswith("column id: got 1000000 different values, allowed is at most 256")
    figure("CSV of a million categories refused", time.process_time() - began, "s of processor time")


def test_a_file_that_is_too_long_is_refused_before_it_is_read() -> None:
    from procgen.table.reading import MOST_BYTES

    with pytest.raises(InvalidFields, match=f"at most {MOST_BYTES} bytes"):
        read_csv(b"a,b\n" + b"1,2\n" * (MOST_BYTES // 4))


@given(st.lists(st.integers(-(10**6), 10**6), min_size=LEAST_ROWS, max_size=400), st.data())
def test_bins_of_integers_hold_every_integer_once(numbers: list[int], data: st.DataObject) -> None:
    lines = [f"{'ab'[i % 2]},{number}" for i, number in enumerate(numbers)]
    if len(set(numbers)) == 1:
        lines[0] = f"a,{numbers[0] + 1}"
    column = schema_of(csv(lines, "x,n")).columns[1]
    states = {column.encode(number) for number in numbers} if len(set(numbers)) > 1 else set()
    assert all(0 <= state < column.states for state in states)
    if column.edges:
        low, high = int(column.edges[0]), int(column.greatest)
        between = data.draw(st.integers(low, high))
        assert 0 <= column.encode(between) < column.bins
        assert sum(column.widths) == high - low + 1


@given(
    st.lists(st.floats(-1e9, 1e9).map(lambda value: round(value, 2)), min_size=LEAST_ROWS, max_size=300),
    st.sampled_from([0.0, 0.3]),
)
def test_bins_of_reals_hold_every_row(numbers: list[float], zeros: float) -> None:
    numbers = [0.0 if i < zeros * len(numbers) else number + 0.01 for i, number in enumerate(numbers)]
    lines = [f"{'ab'[i % 2]},{number}" for i, number in enumerate(numbers)]
    if len(set(numbers)) == 1:
        return
    column = schema_of(csv(lines, "x,n")).columns[1]
    if column.kind == "real":
        assert all(0 <= column.encode(float(f"{number}")) < column.states for number in numbers)
        assert (column.widths > 0).all()


def test_unseen_values_of_other_splits_are_in_the_schema() -> None:
    """What may be drawn is read from all rows, what is counted from the training rows alone."""
    table = typed(read_csv(GOOD.replace(b"blue,5", b"grey,5", 1)), {})
    train = np.arange(len(table)) > 20
    assert "grey" in infer(table, train).columns[0].values
