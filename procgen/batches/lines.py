"""Batch files as calls: what each line's jobs ask for, found to be allowed before any of them is done.

This module knows lines of exact requests, ``{"domain": "terrain", "request": {...}}``, which is all that the server
takes. The command line binds lines that are keyed like its flags too, by a :class:`Binder` of its own.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

from google.protobuf import json_format
from google.protobuf.message import Message

from procgen.errors import InvalidFields, ProcgenError, Violation
from procgen.jobs.sweep import Line, Point, read_lines
from procgen.kit.wire.call import AnyMethod
from procgen.kit.wire.finite import refuse_non_finite
from procgen.served import REQUESTS, product_of

MOST_TOLD: Final = 40
"""Faults that are named; whoever has more has one of them many times."""
_GREATEST_SEED: Final = 2**64 - 1
_TEMPLATES: Final = 512
_LABEL_CHARACTERS: Final = 120


@dataclass(frozen=True, slots=True)
class Wanted:
    """A call."""

    method: str
    """"/procgen.v1.TerrainService/Generate"."""
    message: Message


@dataclass(frozen=True, slots=True)
class BatchJob:
    """A job of a batch file."""

    line: int
    """Number of its line, from 1."""
    index: int
    """Of the job within its line, from 0."""
    domain: str
    label: str
    """What tells it from the others, for people."""
    method: str
    message: Message
    """May be changed by whoever takes it."""

    @property
    def row(self) -> dict[str, object]:
        """For a manifest."""
        return {"line": self.line, "index": self.index, "domain": self.domain, "label": self.label}


@dataclass(frozen=True, slots=True)
class Unbound:
    """A job that can't be done, of a line whose others can: a combination of values that don't go together."""

    line: int
    index: int
    domain: str
    label: str
    error: ProcgenError

    @property
    def row(self) -> dict[str, object]:
        """For a manifest."""
        return {"line": self.line, "index": self.index, "domain": self.domain, "label": self.label}


@dataclass(frozen=True, slots=True)
class Outline:
    """What a line stands for."""

    line: int
    domain: str
    jobs: int
    first: str
    """Label of its first job."""
    last: str


class Binder(Protocol):
    """Knows what lines mean. Every method takes the fields of a line, ``domain`` included."""

    def prepare(self, fields: dict[str, Any]) -> dict[str, Any]:
        """See :data:`procgen.jobs.sweep.Prepare`."""

    def calls(self, fields: Mapping[str, Any]) -> int:
        """How many calls :meth:`bind` gives for each point of the line; known without binding."""

    def without_seed(self, values: Mapping[str, Any]) -> tuple[Mapping[str, Any], int] | None:
        """The values without their seed, and the seed, where nothing but the field ``seed`` of the messages depends on
        it; None where more does.
        """

    def bind(self, values: Mapping[str, Any]) -> list[Wanted]:
        """What a point asks for.

        Raises:
            InvalidFields: names every field that can't be accepted.
            ProcgenError: a file that it names can't be used.
        """


class RequestBinder:
    """Binds ``{"domain": "terrain", "request": {...}}``: the request as protobuf's JSON, with names as in the .proto or
    in camel case.
    """

    def prepare(self, fields: dict[str, Any]) -> dict[str, Any]:
        return fields

    def calls(self, _fields: Mapping[str, Any]) -> int:
        return 1

    def without_seed(self, values: Mapping[str, Any]) -> tuple[Mapping[str, Any], int] | None:
        request = values.get("request")
        known = REQUESTS.get(str(values.get("domain")))
        if known is None or not product_of(known[0]).varies_by_seed or not isinstance(request, dict):
            return None
        seed = request.get("seed", 0)
        number = int(seed) if isinstance(seed, str) and seed.isascii() and seed.isdigit() and len(seed) <= 20 else seed
        if not isinstance(number, int) or isinstance(number, bool) or not 0 <= number <= _GREATEST_SEED:
            return None
        rest = {name: value for name, value in request.items() if name != "seed"}
        return {**values, "request": rest}, number

    def bind(self, values: Mapping[str, Any]) -> list[Wanted]:
        found = [
            Violation.of(name, values[name], "domain and request alone")
            for name in values
            if name not in ("domain", "request")
        ]
        domain, request = values.get("domain"), values.get("request")
        if not isinstance(domain, str) or domain not in REQUESTS:
            shown = "missing" if domain is None else repr(domain)
            found.append(Violation.of("domain", shown, "one of " + ", ".join(REQUESTS)))
            raise InvalidFields(found)
        method, kind = REQUESTS[domain]
        message = kind()
        if not isinstance(request, dict):
            shown = "missing" if request is None else repr(request)
            found.append(Violation.of("request", shown, f"a {kind.__name__} as a JSON object"))
        else:
            try:
                json_format.ParseDict(request, message)
            except (json_format.ParseError, ValueError, TypeError, RecursionError) as error:
                reason = " ".join(str(error).split())[:300]
                allowed = f"a {kind.__name__} as JSON, but: {reason}"
                found.append(Violation.of("request", json.dumps(request, ensure_ascii=False), allowed))
        if found:
            raise InvalidFields(found)
        return [Wanted(method, message)]


@dataclass(slots=True)
class _Template:
    """The calls of all points of a line, or of several, that differ in nothing but their seeds."""

    wanted: list[Wanted]
    checked: bool = False


class Batch:
    """The jobs of a batch file, one after the other by iteration, as often as one likes.

    Args:
        texts: opens the file: its lines, from the first on, the same at each call.
        source: its name in errors.
        binder: what lines mean.
        method_of: the method at a path, which says what it would refuse.
    """

    def __init__(
        self,
        texts: Callable[[], Iterable[str | bytes]],
        source: str,
        binder: Binder,
        method_of: Callable[[str], AnyMethod],
    ) -> None:
        self._texts = texts
        self._source = source
        self._binder = binder
        self._method_of = method_of
        self._templates: OrderedDict[str, _Template] = OrderedDict()

    def check(self) -> int:
        """Find out whether every line is allowed, and how many jobs there are.

        Of a line with sweeps every value is tried, and not every combination of them.

        Raises:
            InvalidFields: names every fault by its line, at most :data:`MOST_TOLD`; there is no job.
        """
        faults: dict[Violation, None] = {}

        def wrong(number: int, violation: Violation) -> None:
            place = f"{self._source}:{number}: {violation.field}"
            faults[Violation(place, violation.value, violation.allowed)] = None

        total = 0
        for line in read_lines(self._texts(), wrong, self._binder.prepare):
            for point in line.probes():
                try:
                    self._examine(point.values)
                except InvalidFields as error:
                    for violation in error.violations:
                        wrong(line.number, violation)
            total += line.total * self._binder.calls(line.fixed)
            if len(faults) >= MOST_TOLD:
                break
        if not faults and not total:
            raise InvalidFields(
                [Violation.of(self._source, "no jobs", "a line with a JSON object for each set of jobs")]
            )
        if faults:
            told = list(faults)[:MOST_TOLD]
            if len(faults) >= MOST_TOLD:
                told.append(Violation.of(self._source, "perhaps more", f"none; these are the first {MOST_TOLD}"))
            raise InvalidFields(told)
        return total

    def outlines(self) -> Iterator[Outline]:
        """Each line in short. Raises InvalidFields for a line that can't be read."""
        for line in read_lines(self._texts(), self._refuse, self._binder.prepare):
            domain = str(line.fixed.get("domain", ""))
            first, last = (_label(domain, line.point(index)) for index in (0, line.total - 1))
            yield Outline(line.number, domain, line.total * self._binder.calls(line.fixed), first, last)

    def __iter__(self) -> Iterator[BatchJob | Unbound]:
        """The jobs in the file's order. Raises InvalidFields for a line that :meth:`check` would refuse."""
        for line in read_lines(self._texts(), self._refuse, self._binder.prepare):
            calls = self._binder.calls(line.fixed)
            for point in line:
                yield from self._jobs(line, point, calls)

    def _jobs(self, line: Line, point: Point, calls: int) -> Iterator[BatchJob | Unbound]:
        domain = str(line.fixed.get("domain", ""))
        label = _label(domain, point)
        try:
            wanted, seed = self._bound(point.values)
        except ProcgenError as error:
            for number in range(calls):
                yield Unbound(line.number, point.index * calls + number, domain, label, error)
            return
        for number, each in enumerate(wanted.wanted):
            message = each.message
            if seed is not None:
                message = type(message)()
                message.CopyFrom(each.message)
                product_of(each.method).seeded(message).seed = seed
            yield BatchJob(line.number, point.index * calls + number, domain, label, each.method, message)

    def _refuse(self, number: int, violation: Violation) -> None:
        raise InvalidFields(
            [Violation(f"{self._source}:{number}: {violation.field}", violation.value, violation.allowed)]
        )

    def _examine(self, values: Mapping[str, Any]) -> None:
        """Raise InvalidFields for what a point's calls would refuse."""
        try:
            bound, seed = self._bound(values)
            if bound.checked:
                return
            for each in bound.wanted:
                message = each.message
                if seed is not None:
                    product_of(each.method).seeded(message).seed = seed
                refuse_non_finite(message)
                check = self._method_of(each.method).check
                if check is not None:
                    check(message)
            bound.checked = True
        except InvalidFields:
            raise
        except ProcgenError as error:
            raise InvalidFields([_as_violation(error, values)]) from error

    def _bound(self, values: Mapping[str, Any]) -> tuple[_Template, int | None]:
        """A point's calls, and the seed that their messages want; None where they have theirs."""
        split = self._binder.without_seed(values)
        if split is None:
            return _Template(self._binder.bind(values)), None
        rest, seed = split
        key = json.dumps(rest, sort_keys=True)
        template = self._templates.get(key)
        if template is None:
            template = self._templates[key] = _Template(self._binder.bind(values))
            if len(self._templates) > _TEMPLATES:
                self._templates.popitem(last=False)
        else:
            self._templates.move_to_end(key)
        return template, seed


def _label(domain: str, point: Point) -> str:
    told = [domain]
    for name, value in point.varied.items():
        shown = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        told.append(f"{name.removeprefix('request.')}={shown}")
    text = " ".join(told)
    return text if len(text) <= _LABEL_CHARACTERS else text[: _LABEL_CHARACTERS - 1] + "…"


def _as_violation(error: ProcgenError, values: Mapping[str, Any]) -> Violation:
    """A fault that has no field, put down to the field whose file it speaks of."""
    name = next(
        (name for name, value in values.items() if isinstance(value, str) and value and value in error.message), "line"
    )
    return Violation.of(name, values.get(name, "values"), f"what can be used, but: {error.message}. {error.remedy}")
