"""Batch files: JSON lines that people write by hand, and the many jobs that a line with sweeps stands for.

A line is an object. A value in it, at any depth, may be a sweep:

- ``{"grid": [64, 128]}``: a job for each of the values;
- ``{"range": [0, 1], "step": 0.25}``: a job for each of the numbers from first to last, both included; the step is 1
  between whole numbers. A seed may be written ``"1..500"`` too;
- ``{"choice": {"oak": 3, "pine": 1}}`` or ``{"choice": [64, 128], "weights": [3, 1]}``: one of the values, drawn for
  each job; weights are 1 if they are not said;
- ``{"between": [0.2, 0.8]}``: a number drawn for each job; with a step, as in ``{"between": [3, 7], "step": 1}``, one
  of those that a range would give.

The jobs of a line are all combinations of its grids and ranges; what is written last changes fastest. A draw depends
on the line's ``sweep_seed`` (0 if it is not said), the name of the field, and the job's own values of grids and ranges:
a job that stays in the line keeps what was drawn for it, however many others there are and in whatever order.

Blank lines, and lines whose first character is ``#``, are skipped. Nothing here is longer in memory than a line.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from itertools import accumulate
from typing import Any, Final, TypeAlias, overload

from procgen.errors import InvalidFields, Violation

MOST_JOBS: Final = 10**9
"""Of a line: whoever asks for more has mistyped."""
MOST_LISTED: Final = 100_000
"""Values of a grid or a choice."""
LINE_BYTES: Final = 16 << 20
SWEEP_SEED: Final = "sweep_seed"
_GREATEST_SEED: Final = 2**64 - 1
_COMPANIONS: Final = {"grid": (), "range": ("step",), "choice": ("weights",), "between": ("step",)}
_SEEDS: Final = re.compile(r"(\d{1,20})\.\.(\d{1,20})")
_SCALE: Final = 2.0**-64
_PROBES: Final = 256

Path: TypeAlias = tuple[str | int, ...]
Prepare: TypeAlias = Callable[[dict[str, Any]], dict[str, Any]]
"""Takes the fields of a line before sweeps are looked for, and gives those that count. Raises InvalidFields."""


def path_text(path: Path) -> str:
    """How errors and draws name a place: ``request.facts[1].text``."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).removeprefix(".")


class Numbers(Sequence[int | float]):
    """Evenly spaced numbers, of which only the ends are kept."""

    def __init__(self, first: Decimal, step: Decimal, count: int) -> None:
        self._first = first
        self._step = step
        self._count = count
        self._whole = first == first.to_integral_value() and step == step.to_integral_value()

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, index: int) -> int | float: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[int | float]: ...

    def __getitem__(self, index: int | slice) -> int | float | Sequence[int | float]:
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(self._count))]
        if not -self._count <= index < self._count:
            raise IndexError(index)
        # In decimals, so that the third of 0.1, 0.2, 0.3 is what the user would have written.
        number = self._first + self._step * (index % self._count)
        return int(number) if self._whole else float(number)


@dataclass(frozen=True, slots=True)
class Axis:
    """A grid or a range: each of its values makes jobs of its own."""

    path: Path
    values: Sequence[Any]

    @property
    def probes(self) -> Sequence[Any]:
        """Values that stand for all when it is checked what is allowed."""
        return self.values if not isinstance(self.values, Numbers) else (self.values[0], self.values[-1])


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several values, drawn by weight."""

    path: Path
    values: tuple[Any, ...]
    sums: tuple[float, ...]
    """Of the weights up to and with each value's."""

    @property
    def probes(self) -> Sequence[Any]:
        return self.values

    def drawn(self, chance: int) -> Any:
        """The value for a 64-bit number."""
        at = bisect_right(self.sums, chance * _SCALE * self.sums[-1])
        return self.values[min(at, len(self.values) - 1)]


@dataclass(frozen=True, slots=True)
class Between:
    """A number, drawn evenly."""

    path: Path
    low: float
    high: float
    numbers: Numbers | None = None
    """Those that it is one of; any from low to high if None."""

    @property
    def probes(self) -> Sequence[Any]:
        return (self.low, self.high) if self.numbers is None else (self.numbers[0], self.numbers[-1])

    def drawn(self, chance: int) -> int | float:
        """The value for a 64-bit number; what is no multiple of a step has six digits, which a person can read."""
        if self.numbers is not None:
            return self.numbers[len(self.numbers) * chance >> 64]
        value = self.low + (self.high - self.low) * chance * _SCALE
        return min(max(float(f"{value:.6g}"), self.low), self.high)


@dataclass(frozen=True, slots=True)
class Point:
    """One combination of a line's sweeps."""

    index: int
    """Within the line, from 0."""
    values: dict[str, Any]
    """The line without sweeps."""
    varied: dict[str, Any]
    """By place, what the sweeps came to."""


@dataclass(frozen=True)
class Line:
    """A line of a batch file; iterating gives its points, one after the other."""

    number: int
    """From 1, as editors count."""
    fixed: Mapping[str, Any]
    """Its fields, with - in their names made _. Where there is a sweep, its object stands."""
    axes: tuple[Axis, ...] = ()
    draws: tuple[Choice | Between, ...] = ()
    sweep_seed: int = 0

    @cached_property
    def total(self) -> int:
        """How many points there are, by arithmetic."""
        return math.prod(len(axis.values) for axis in self.axes)

    def __iter__(self) -> Iterator[Point]:
        return map(self.point, range(self.total))

    def point(self, index: int) -> Point:
        """The combination of that index. Raises IndexError."""
        if not 0 <= index < self.total:
            raise IndexError(index)
        rest = index
        values: list[Any] = [None] * len(self.axes)
        for place in range(len(self.axes) - 1, -1, -1):
            axis = self.axes[place]
            rest, at = divmod(rest, len(axis.values))
            values[place] = axis.values[at]
        drawn = []
        if self.draws:
            told = json.dumps(
                [[name, values[place]] for name, place in self._named], separators=(",", ":"), sort_keys=True
            )
            drawn = [draw.drawn(_chance(self.sweep_seed, draw.path, told)) for draw in self.draws]
        return self._point(index, [*values, *drawn])

    def probes(self) -> Iterator[Point]:
        """Few points in which every value of every sweep occurs, and of ranges both ends; at most some hundreds. What
        is not allowed in one of them is not allowed in the line.
        """
        first = [each.probes[0] for each in self._sweeps]
        yield self._point(0, first)
        left = _PROBES
        for place, each in enumerate(self._sweeps):
            for value in each.probes[1 : left + 1]:
                left -= 1
                yield self._point(0, [*first[:place], value, *first[place + 1 :]])

    @cached_property
    def _sweeps(self) -> tuple[Axis | Choice | Between, ...]:
        return (*self.axes, *self.draws)

    @cached_property
    def _named(self) -> list[tuple[str, int]]:
        """Names of the axes in an order that does not depend on the line's, each with its position."""
        return sorted((path_text(axis.path), place) for place, axis in enumerate(self.axes))

    def _point(self, index: int, values: Sequence[Any]) -> Point:
        filled = dict(self.fixed)
        varied = {}
        for name, each, value in zip(self._names, self._sweeps, values, strict=True):
            varied[name] = value
            node: Any = filled
            for step in each.path[:-1]:
                node[step] = copy(node[step])
                node = node[step]
            node[each.path[-1]] = value
        return Point(index, filled, varied)

    @cached_property
    def _names(self) -> list[str]:
        return [path_text(each.path) for each in self._sweeps]


def _chance(seed: int, path: Path, told: str) -> int:
    """64 random bits that belong to a field of a point."""
    text = f"procgen sweep\n{seed}\n{path_text(path)}\n{told}"
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "little")


def as_it_is(fields: dict[str, Any]) -> dict[str, Any]:
    """A line says what it says."""
    return fields


def texts_of(text: str) -> Iterator[str]:
    """The lines of a text, as those of a file: only line feeds end them."""
    return iter(text.split("\n"))


def read_lines(
    texts: Iterable[str | bytes], wrong: Callable[[int, Violation], None], prepare: Prepare = as_it_is
) -> Iterator[Line]:
    """The lines of a batch file, one after the other.

    Args:
        texts: of the file; bytes are UTF-8.
        wrong: told of each fault, with the number of its line; a line with faults is left out.
        prepare: given the fields of each line first.
    """
    for number, text in enumerate(texts, 1):
        try:
            line = read_line(text, number, prepare)
        except InvalidFields as error:
            for violation in error.violations:
                wrong(number, violation)
            continue
        if line is not None:
            yield line


def read_line(text: str | bytes, number: int, prepare: Prepare = as_it_is) -> Line | None:
    """A line; None if it is blank or a comment.

    Raises:
        InvalidFields: names every place in it that can't be read.
    """
    if len(text) > LINE_BYTES:
        raise InvalidFields([Violation.of("line", f"{len(text)} bytes", f"at most {LINE_BYTES}")])
    fields = _object(text, number)
    if fields is None:
        return None
    reader = _Reader()
    named = prepare(reader.names(fields))
    sweep_seed = reader.sweep_seed(named.pop(SWEEP_SEED, 0))
    reader.read(named, ())
    if not reader.wrong and math.prod(len(axis.values) for axis in reader.axes) > MOST_JOBS:
        many = math.prod(len(axis.values) for axis in reader.axes)
        reader.wrong.append(Violation.of("line", f"{many} jobs", f"at most {MOST_JOBS}"))
    if reader.wrong:
        raise InvalidFields(reader.wrong)
    return Line(number, named, tuple(reader.axes), tuple(reader.draws), sweep_seed)


def _object(text: str | bytes, number: int) -> dict[str, Any] | None:
    """The JSON object of a line. Raises InvalidFields."""
    example = 'a JSON object such as {"domain": "terrain", "seed": 1}'
    try:
        plain = text.decode() if isinstance(text, bytes) else text
        if number == 1:
            plain = plain.removeprefix("\ufeff")
        plain = plain.strip(" \t\r\n")
        if not plain or plain.startswith("#"):
            return None
        data = json.loads(plain, object_pairs_hook=_pairs, parse_constant=_no_number)
        if "\\ud" in plain.lower():
            json.dumps(data, ensure_ascii=False).encode()  # half a character, which no request can hold
    except (ValueError, RecursionError) as error:
        raise InvalidFields([Violation.of("line", error, example)]) from error
    if not isinstance(data, dict):
        raise InvalidFields([Violation.of("line", plain, example)])
    return data


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"{twice!r} twice in one object")
    return made


def _no_number(text: str) -> None:
    raise ValueError(f"{text} is no JSON number")


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _is_seed(path: Path) -> bool:
    return str(path[-1]).replace("-", "_").endswith(("seed", "Seed"))


@dataclass(slots=True)
class _Reader:
    """Finds the sweeps of a line, and all that is wrong with them."""

    axes: list[Axis] = field(default_factory=list)
    draws: list[Choice | Between] = field(default_factory=list)
    wrong: list[Violation] = field(default_factory=list)

    def refuse(self, path: Path, value: object, allowed: str) -> None:
        shown = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        self.wrong.append(Violation.of(path_text(path) or "line", shown, allowed))

    def names(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        """Fields by the names of their parameters."""
        named: dict[str, Any] = {}
        for name, value in fields.items():
            plain = name.replace("-", "_")
            if plain in named:
                self.refuse((plain,), name, "each field once, with - or with _")
            named[plain] = value
        return named

    def sweep_seed(self, value: object) -> int:
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _GREATEST_SEED:
            return value
        self.refuse((SWEEP_SEED,), value, f"a whole number from 0 to {_GREATEST_SEED}")
        return 0

    def read(self, value: object, path: Path) -> None:
        """Look for sweeps in a value and all that is in it."""
        if isinstance(value, dict):
            if path and not _COMPANIONS.keys().isdisjoint(value):
                self._sweep(value, path)
                return
            for name, inner in value.items():
                self.read(inner, (*path, name))
        elif isinstance(value, list):
            for place, inner in enumerate(value):
                self.read(inner, (*path, place))
        elif isinstance(value, str) and path and _is_seed(path) and (seeds := _SEEDS.fullmatch(value)):
            self._range({"range": [int(seeds[1]), int(seeds[2])]}, path)

    def _sweep(self, value: dict[str, Any], path: Path) -> None:
        kinds = [kind for kind in _COMPANIONS if kind in value]
        allowed = {kinds[0], *_COMPANIONS[kinds[0]]}
        if path[0] == "domain":
            self.refuse(path, value, "one name: write a line for each domain")
        elif len(kinds) > 1:
            self.refuse(path, " and ".join(kinds), "one of " + ", ".join(_COMPANIONS))
        elif not value.keys() <= allowed:
            others = ", ".join(sorted(value.keys() - allowed))
            self.refuse(path, others, "a sweep of " + " and ".join(sorted(allowed)) + " alone")
        else:
            {"grid": self._grid, "range": self._range, "choice": self._choice, "between": self._between}[kinds[0]](
                value, path
            )

    def _listed(self, values: list[Any], path: Path) -> bool:
        """Whether values can be chosen from; says what is wrong if not."""
        if not 1 <= len(values) <= MOST_LISTED:
            self.refuse(path, f"{len(values)} values", f"1 to {MOST_LISTED}")
            return False
        texts = [json.dumps(value, sort_keys=True) for value in values]
        if len(set(texts)) < len(texts):
            twice = next(text for text in texts if texts.count(text) > 1)
            self.refuse(path, f"{twice} twice", "each value once")
            return False
        for place, value in enumerate(values):
            inner = _Reader()
            inner.read(value, (*path, place))
            if inner.axes or inner.draws or inner.wrong:
                self.refuse((*path, place), value, "a plain value: a sweep can't stand within another")
                return False
        return True

    def _grid(self, value: dict[str, Any], path: Path) -> None:
        values = value["grid"]
        if not isinstance(values, list):
            self.refuse((*path, "grid"), values, "a list of values")
        elif self._listed(values, (*path, "grid")):
            self.axes.append(Axis(path, tuple(values)))

    def _ends(self, kind: str, value: dict[str, Any], path: Path) -> tuple[int | float, int | float] | None:
        ends = value[kind]
        if not (isinstance(ends, list) and len(ends) == 2 and all(map(_is_number, ends))):
            self.refuse((*path, kind), ends, "a list of two numbers, the first and the last")
        elif ends[0] > ends[1]:
            self.refuse((*path, kind), ends, "the smaller number first")
        else:
            return ends[0], ends[1]
        return None

    def _range(self, value: dict[str, Any], path: Path) -> None:
        ends = self._ends("range", value, path)
        if ends is None:
            return
        if "step" not in value and not all(isinstance(end, int) for end in ends):
            self.refuse(path, "no step", 'a step where numbers are not whole, such as "step": 0.25')
            return
        numbers = self._numbers(ends, value.get("step", 1), path)
        if numbers is not None:
            self.axes.append(Axis(path, numbers))

    def _numbers(self, ends: tuple[int | float, int | float], step: Any, path: Path) -> Numbers | None:
        if not _is_number(step) or step <= 0:
            self.refuse((*path, "step"), step, "a number above 0")
            return None
        first, last, spacing = (Decimal(str(number)) for number in (*ends, step))
        count = int((last - first) / spacing) + 1
        if count > MOST_JOBS:
            self.refuse(path, f"{count} numbers", f"at most {MOST_JOBS}")
            return None
        return Numbers(first, spacing, count)

    def _choice(self, value: dict[str, Any], path: Path) -> None:
        given = value["choice"]
        if isinstance(given, dict) and "weights" in value:
            self.refuse((*path, "weights"), value["weights"], "nothing beside an object of values and weights")
            return
        if isinstance(given, dict):
            values, weights = list(given), list(given.values())
        elif isinstance(given, list):
            values, weights = given, value.get("weights", [1] * len(given))
        else:
            self.refuse((*path, "choice"), given, 'a list of values, or an object such as {"oak": 3, "pine": 1}')
            return
        place = (*path, "choice" if isinstance(given, dict) else "weights")
        if not self._listed(values, (*path, "choice")):
            return
        if not isinstance(weights, list) or len(weights) != len(values):
            self.refuse(place, weights, f"a list of {len(values)} weights")
        elif not all(_is_number(weight) and weight >= 0 for weight in weights) or not 0 < sum(weights) < math.inf:
            self.refuse(place, weights, "weights of 0 or more, one of them above 0")
        else:
            # What is never drawn is left out, so that the last sum is that of a value that can be.
            kept = [(each, weight) for each, weight in zip(values, weights, strict=True) if weight > 0]
            sums = tuple(accumulate(float(weight) for _, weight in kept))
            self.draws.append(Choice(path, tuple(each for each, _ in kept), sums))

    def _between(self, value: dict[str, Any], path: Path) -> None:
        ends = self._ends("between", value, path)
        if ends is None:
            return
        numbers = self._numbers(ends, value["step"], path) if "step" in value else None
        if numbers is not None or "step" not in value:
            self.draws.append(Between(path, float(ends[0]), float(ends[1]), numbers))
