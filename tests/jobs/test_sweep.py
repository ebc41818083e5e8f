"""Lines of batch files: how many jobs they stand for, which, and what is wrong with them."""

from __future__ import annotations

import json
from collections import Counter
from decimal import Decimal
from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procgen.errors import InvalidFields, Violation
from procgen.jobs.sweep import LINE_BYTES, MOST_JOBS, Line, read_line, read_lines, texts_of


def line_of(fields: dict[str, Any], number: int = 1) -> Line:
    line = read_line(json.dumps(fields), number)
    assert line is not None
    return line


def refused(text: str | bytes) -> list[str]:
    """What is said of a line that is not allowed."""
    with pytest.raises(InvalidFields) as caught:
        read_line(text, 1)
    return [str(violation) for violation in caught.value.violations]


PLAIN = st.one_of(st.integers(-50, 50), st.text("abcxyz", max_size=3), st.booleans(), st.none())
NAMES = st.sampled_from(["size", "landform", "moss", "wear", "format", "relief"])
GRIDS = st.lists(PLAIN, min_size=1, max_size=4, unique_by=json.dumps).map(lambda values: {"grid": values})
RANGES = st.tuples(st.integers(-20, 20), st.integers(0, 9), st.integers(1, 4)).map(
    lambda ends: {"range": [ends[0], ends[0] + ends[1]], "step": ends[2]}
)
CHOICES = st.lists(PLAIN, min_size=1, max_size=4, unique_by=json.dumps).map(lambda values: {"choice": values})
BETWEENS = st.tuples(st.integers(-9, 9), st.integers(0, 9)).map(
    lambda ends: {"between": [ends[0], sum(ends)], "step": 1}
)
LINES = st.dictionaries(NAMES, st.one_of(PLAIN, GRIDS, RANGES, CHOICES, BETWEENS), max_size=5)


def values_of(sweep: Any) -> list[Any]:
    """Every value that a field can take, by the sweep's meaning and not by its code."""
    if not isinstance(sweep, dict):
        return [sweep]
    if "grid" in sweep:
        return list(sweep["grid"])
    if "range" in sweep:
        return list(range(sweep["range"][0], sweep["range"][1] + 1, sweep["step"]))
    if "choice" in sweep:
        return list(sweep["choice"])
    return list(range(sweep["between"][0], sweep["between"][1] + 1))


def is_axis(sweep: Any) -> bool:
    return isinstance(sweep, dict) and ("grid" in sweep or "range" in sweep)


@given(LINES)
def test_the_jobs_are_all_combinations_of_grids_and_ranges(fields: dict[str, Any]) -> None:
    line = line_of(fields)
    axes = {name: values_of(sweep) for name, sweep in fields.items() if is_axis(sweep)}
    expected = list(product(*axes.values()))
    points = list(line)
    assert line.total == len(expected) == len(points)
    assert [tuple(point.values[name] for name in axes) for point in points] == expected, "the last changes fastest"
    for index, point in enumerate(points):
        assert point.index == index
        assert point.values.keys() == fields.keys()
        for name, sweep in fields.items():
            assert point.values[name] in values_of(sweep)
            assert (name in point.varied) == isinstance(sweep, dict)


@given(LINES)
def test_any_job_can_be_had_alone_and_is_the_same_each_time(fields: dict[str, Any]) -> None:
    points = list(line_of(fields))
    again = line_of(fields, number=7)
    for index in reversed(range(again.total)):
        assert again.point(index) == points[index]
    for beyond in (-1, again.total):
        with pytest.raises(IndexError):
            again.point(beyond)


@given(LINES, st.randoms(use_true_random=False))
def test_draws_depend_on_neither_order_nor_number(fields: dict[str, Any], chance: Any) -> None:
    """A job with its own values of grids and ranges draws the same, however the line is written."""
    names = list(fields)
    chance.shuffle(names)
    longer = {name: json.loads(json.dumps(fields[name])) for name in names}
    for sweep in longer.values():
        if isinstance(sweep, dict) and "grid" in sweep:
            sweep["grid"].append("one more")
    original = {json.dumps(point.values, sort_keys=True) for point in line_of(fields)}
    shuffled = {json.dumps(point.values, sort_keys=True) for point in line_of(longer)}
    assert original <= shuffled


@given(LINES)
def test_every_value_is_probed(fields: dict[str, Any]) -> None:
    probes = list(line_of(fields).probes())
    for name, sweep in fields.items():
        probed = [probe.values[name] for probe in probes]
        values = values_of(sweep)
        ends = isinstance(sweep, dict) and ("range" in sweep or "between" in sweep)
        for value in (values[0], values[-1]) if ends else values:
            assert value in probed


def test_a_long_line_is_not_longer_in_memory() -> None:
    line = line_of({"seed": {"range": [0, MOST_JOBS - 1]}, "moss": {"between": [0, 1]}})
    assert line.total == MOST_JOBS
    assert line.point(MOST_JOBS - 1).values["seed"] == MOST_JOBS - 1
    assert next(iter(line)).values["seed"] == 0


@given(st.integers(1, 60), st.integers(1, 60), st.integers(0, 40))
def test_fractions_are_those_that_a_person_would_write(first: int, step: int, steps: int) -> None:
    written, spacing = first / 100, step / 100
    last = float(Decimal(str(written)) + steps * Decimal(str(spacing)))
    values = [point.values["wear"] for point in line_of({"wear": {"range": [written, last], "step": spacing}})]
    assert len(values) == steps + 1
    for index, value in enumerate(values):
        assert value == float(Fraction(str(written)) + index * Fraction(str(spacing)))


def test_seeds_can_be_written_short() -> None:
    assert [point.values["seed"] for point in line_of({"seed": "3..5"})] == [3, 4, 5]
    assert [point.values["style_seed"] for point in line_of({"style_seed": "8..9"})] == [8, 9]
    assert line_of({"name": "3..5"}).total == 1
    top = 2**64 - 1
    assert [point.values["seed"] for point in line_of({"seed": f"{top - 1}..{top}"})] == [top - 1, top]


def test_sweeps_may_stand_anywhere() -> None:
    line = line_of({"request": {"look": {"palette": [1, {"grid": [2, 3]}]}, "seed": "1..2"}, "size": 64})
    assert [point.values["request"] for point in line] == [
        {"look": {"palette": [1, colour]}, "seed": seed} for colour in (2, 3) for seed in (1, 2)
    ]
    assert next(iter(line)).varied == {"request.look.palette[1]": 2, "request.seed": 1}


def test_choices_come_as_often_as_their_weights_say() -> None:
    line = line_of({"seed": "1..20000", "tree": {"choice": {"oak": 3, "pine": 1, "yew": 0}}})
    counts = Counter(point.values["tree"] for point in line)
    # Of 20,000 draws of 3/4 the standard deviation is 61.
    assert abs(counts["oak"] - 15000) < 6 * 61
    assert counts["yew"] == 0
    assert counts.total() == 20000


def test_numbers_between_are_spread_evenly() -> None:
    line = line_of({"seed": "1..20000", "moss": {"between": [0.2, 0.7]}, "pieces": {"between": [3, 7], "step": 1}})
    values = [point.values for point in line]
    moss = [value["moss"] for value in values]
    assert all(isinstance(value, float) for value in moss)
    assert 0.2 <= min(moss) < 0.201
    assert 0.699 < max(moss) <= 0.7
    # Of the mean of 20,000 numbers from a band of 0.5 the standard deviation is 0.001.
    assert abs(sum(moss) / len(moss) - 0.45) < 6 * 0.00103
    counts = Counter(value["pieces"] for value in values)
    assert sorted(counts) == [3, 4, 5, 6, 7]
    assert all(abs(count - 4000) < 6 * 57 for count in counts.values())
    # Fields of a line are drawn by themselves: knowing one says nothing of the other.
    upper = [value["pieces"] for value in values if value["moss"] > 0.45]
    assert abs(sum(upper) / len(upper) - 5.0) < 6 * 1.42 / len(upper) ** 0.5


def test_another_sweep_seed_draws_others() -> None:
    fields = {"seed": "1..200", "tree": {"choice": ["oak", "pine"]}}
    first, same, other = (
        [point.values["tree"] for point in line_of(each)]
        for each in (fields, {**fields, "sweep_seed": 0}, {**fields, "sweep-seed": 1})
    )
    assert first == same
    assert 50 < sum(one == another for one, another in zip(first, other, strict=True)) < 150
    assert "sweep_seed" not in line_of({**fields, "sweep_seed": 5}).point(0).values


def test_draws_stay_what_they_are() -> None:
    """Whoever goes on with a batch in another year gets the same: these are not to change."""
    line = line_of({"seed": "1..6", "tree": {"choice": {"oak": 3, "pine": 1}}, "moss": {"between": [0, 0.5]}})
    assert [(point.values["tree"], point.values["moss"]) for point in line] == [
        ("oak", 0.450794),
        ("oak", 0.303722),
        ("oak", 0.478765),
        ("pine", 0.427292),
        ("pine", 0.342617),
        ("oak", 0.138961),
    ]


def test_blank_lines_and_comments_are_skipped_and_counted() -> None:
    text = '\ufeff# trees\n\n  {"domain": "terrain"}\r\n\t# {"domain": "no"}\n{"domain": "texture", "seed": "1..3"}\n'
    wrong: list[tuple[int, Violation]] = []
    for texts in (texts_of(text), text.encode().split(b"\n")):
        lines = list(read_lines(texts, lambda number, violation: wrong.append((number, violation))))
        assert [(line.number, line.total) for line in lines] == [(3, 1), (5, 3)]
    assert not wrong


def test_characters_may_be_written_in_halves() -> None:
    line = read_line('{"text": "\\ud83d\\udc09"}', 1)
    assert line is not None
    assert line.fixed["text"] == "\U0001f409"


def test_only_line_feeds_end_lines() -> None:
    text = json.dumps({"text": "one\u2028two\x85three"}, ensure_ascii=False)
    assert [line.fixed["text"] for line in read_lines(texts_of(text), fail)] == ["one\u2028two\x85three"]


def fail(number: int, violation: Violation) -> None:
    pytest.fail(f"{number}: {violation}")


def test_every_fault_is_told_with_its_line() -> None:
    texts = ['{"size": {"grid": []}, "moss": {"between": [1, 0]}}', "", '{"size": 64}', "{"]
    wrong: list[tuple[int, str]] = []
    lines = list(read_lines(texts, lambda number, violation: wrong.append((number, violation.field))))
    assert [line.number for line in lines] == [3]
    assert wrong == [(1, "size.grid"), (1, "moss.between"), (4, "line")]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[1]", "line: got [1], allowed is a JSON object such as"),
        ('"terrain"', "line: got "),
        ("{'domain': 1}", "line: got Expecting property name"),
        ('{"a": 1, "a": 2}', "line: got 'a' twice in one object"),
        ('{"b": {"a": 1, "a": 2}}', "line: got 'a' twice in one object"),
        ('{"a": NaN}', "line: got NaN is no JSON number"),
        ('{"a": -Infinity}', "line: got -Infinity is no JSON number"),
        ('{"lock-mask": 1, "lock_mask": 2}', "lock_mask: got lock_mask, allowed is each field once"),
        ('{"sweep_seed": -1}', "sweep_seed: got -1, allowed is a whole number from 0 to"),
        ('{"sweep_seed": true}', "sweep_seed: got true"),
        ('{"sweep_seed": {"grid": [1]}}', "sweep_seed: got "),
        ('{"domain": {"grid": ["terrain"]}}', "domain: got "),
        ('{"a": {"grid": 3}}', "a.grid: got 3, allowed is a list of values"),
        ('{"a": {"grid": []}}', "a.grid: got 0 values, allowed is 1 to"),
        ('{"a": {"grid": [1, 1]}}', "a.grid: got 1 twice, allowed is each value once"),
        ('{"a": {"grid": [1], "step": 2}}', "a: got step, allowed is a sweep of grid alone"),
        ('{"a": {"grid": [1], "range": [1, 2]}}', "a: got grid and range, allowed is one of"),
        ('{"a": {"grid": [{"choice": [1]}]}}', "a.grid[0]: got "),
        ('{"a": {"range": 5}}', "a.range: got 5, allowed is a list of two numbers"),
        ('{"a": {"range": [1, 2, 3]}}', "a.range: got [1, 2, 3], allowed is a list of two numbers"),
        ('{"a": {"range": [1, true]}}', "a.range: got [1, true]"),
        ('{"a": {"range": [1, 1e999]}}', "a.range: got [1, Infinity]"),
        ('{"a": {"range": [2, 1]}}', "a.range: got [2, 1], allowed is the smaller number first"),
        ('{"seed": "5..1"}', "seed.range: got [5, 1], allowed is the smaller number first"),
        ('{"a": {"range": [0, 0.5]}}', "a: got no step, allowed is a step where numbers are not whole"),
        ('{"a": {"range": [0, 5], "step": 0}}', "a.step: got 0, allowed is a number above 0"),
        ('{"a": {"range": [0, 5], "step": "1"}}', "a.step: got 1, allowed is a number above 0"),
        ('{"a": {"range": [0, 10000000000]}}', "a: got 10000000001 numbers, allowed is at most"),
        ('{"a": {"range": [1, 100000]}, "b": {"range": [1, 100000]}}', "line: got 10000000000 jobs, allowed is"),
        ('{"a": {"choice": 3}}', "a.choice: got 3, allowed is a list of values, or an object"),
        ('{"a": {"choice": []}}', "a.choice: got 0 values"),
        ('{"a": {"choice": {"x": 0}}}', "a.choice: got [0], allowed is weights of 0 or more, one of them above 0"),
        ('{"a": {"choice": {"x": -1, "y": 2}}}', "a.choice: got [-1, 2], allowed is weights of 0 or more"),
        ('{"a": {"choice": {"x": "3"}}}', 'a.choice: got ["3"], allowed is weights'),
        ('{"a": {"choice": {"x": 1}, "weights": [1]}}', "a.weights: got [1], allowed is nothing beside"),
        ('{"a": {"choice": [1, 2], "weights": [1]}}', "a.weights: got [1], allowed is a list of 2 weights"),
        ('{"a": {"choice": [1, 2], "weights": [1e308, 1e308]}}', "a.weights: got "),
        ('{"a": {"between": [1]}}', "a.between: got [1], allowed is a list of two numbers"),
        ('{"a": {"between": [1, 2], "step": 0}}', "a.step: got 0, allowed is a number above 0"),
        ('{"a": {"between": [1, 0]}}', "a.between: got [1, 0], allowed is the smaller number first"),
        ('{"a": "\\ud800"}', "line: got 'utf-8' codec can't encode"),
        (b'{"a": "\xff"}', "line: got 'utf-8' codec can't decode"),
        ('{"a": ' + "[" * 100_000 + "]" * 100_000 + "}", "line: got "),
        (" " * (LINE_BYTES + 1), f"line: got {LINE_BYTES + 1} bytes, allowed is at most {LINE_BYTES}"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_what_is_not_allowed_is_named(text: str | bytes, said: str) -> None:
    told = refused(text)
    assert len(told) == 1
    assert told[0].startswith(said)


@given(st.text(max_size=60) | st.binary(max_size=60))
def test_any_text_is_read_or_refused(text: str | bytes) -> None:
    try:
        line = read_line(text, 1)
    except InvalidFields as error:
        assert error.violations
    else:
        assert line is None or line.total >= 1


JSON = st.recursive(
    PLAIN | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["grid", "range", "step", "choice", "weights", "between", "seed", "a"]), inner, max_size=3
        )
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(["a", "seed", "sweep_seed", "domain"]), JSON, max_size=3))
def test_any_object_is_read_or_refused(fields: dict[str, Any]) -> None:
    try:
        line = line_of(fields)
    except InvalidFields as error:
        assert error.violations
    else:
        assert len(list(line.probes())) >= 1
        assert line.point(line.total - 1).index == line.total - 1
