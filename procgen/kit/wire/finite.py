"""Refuses numbers that are none: no field of any request may be NaN or infinite.

The one place for it: whoever takes requests, from a port or from a file of jobs, calls it before anything is done.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import islice
from typing import Final

import numpy as np
from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.message import Message

from procgen.errors import InvalidFields, Violation
from procgen.kit.wire.call import AnyMethod, Call

ALLOWED: Final = "a finite number"
_MOST_VIOLATIONS: Final = 64
"""More of them would tell nobody more."""
_REALS: Final = (FieldDescriptor.CPPTYPE_FLOAT, FieldDescriptor.CPPTYPE_DOUBLE)


def refuse_non_finite(message: Message) -> None:
    """Let a request pass if all its real numbers are finite, at whatever depth.

    Raises:
        InvalidFields: names the fields that are not, by their paths: ``strokes[2].points[0].x_m``.
    """
    found = non_finite(message)
    if found:
        raise InvalidFields(found)


def non_finite(message: Message) -> list[Violation]:
    """What :func:`refuse_non_finite` refuses, at most 64 fields of it."""
    return list(islice(_non_finite(message, ""), _MOST_VIOLATIONS)) if _has_reals(message.DESCRIPTOR) else []


def refusing(method: AnyMethod, wrong: list[Violation]) -> AnyMethod:
    """A method that does no more than refuse a request, with all that is wrong with it.

    Args:
        method: which was called.
        wrong: what :func:`non_finite` found in the request. What the method's own check finds is told too, and in its
            words where both name a field.
    """
    check = method.check

    def refuse(request: Message, _call: Call) -> Message:
        own: list[Violation] = []
        if check is not None:
            try:
                check(request)
            except InvalidFields as error:
                own = error.violations
        raise InvalidFields([*own, *(each for each in wrong if not any(_about(each, other) for other in own))])

    heavy = check is not None
    return replace(method, handler=refuse, streaming=False, waits=False, heavy=heavy, memory_bytes=None, models=None)


def _about(one: Violation, other: Violation) -> bool:
    """Whether two are of the same field, or of one within the other."""
    short, long = sorted((one.field, other.field), key=len)
    return long.startswith(short) and long[len(short) :][:1] in ("", ".", "[")


@cache
def _has_reals(kind: Descriptor, within: frozenset[str] = frozenset()) -> bool:
    """Whether a message of this kind can hold a real number, itself or in what it holds."""
    if kind.full_name in within:
        return False
    within |= {kind.full_name}
    return any(
        field.cpp_type in _REALS or (field.message_type is not None and _has_reals(field.message_type, within))
        for field in kind.fields
    )


def _non_finite(message: Message, path: str) -> Iterator[Violation]:
    for field, value in message.ListFields():
        name = path + field.name
        inner = field.message_type
        if field.cpp_type in _REALS:
            if not field.is_repeated:
                if not math.isfinite(value):
                    yield Violation.of(name, value, ALLOWED)
            elif not np.isfinite(np.asarray(value)).all():
                yield from _in_list(name, value)
        elif inner is None or not _has_reals(inner):
            continue
        elif inner.GetOptions().map_entry:
            yield from _in_map(name, value, inner.fields_by_name["value"])
        elif field.is_repeated:
            for index, each in enumerate(value):
                yield from _non_finite(each, f"{name}[{index}].")
        else:
            yield from _non_finite(value, f"{name}.")


def _in_list(name: str, values: list[float]) -> Iterator[Violation]:
    for index, value in enumerate(values):
        if not math.isfinite(value):
            yield Violation.of(f"{name}[{index}]", value, ALLOWED)


def _in_map(name: str, values: dict[str, object], field: FieldDescriptor) -> Iterator[Violation]:
    for key in sorted(values, key=str):
        value = values[key]
        if isinstance(value, Message):
            yield from _non_finite(value, f"{name}.{key}.")
        elif field.cpp_type in _REALS and isinstance(value, float) and not math.isfinite(value):
            yield Violation.of(f"{name}.{key}", value, ALLOWED)
