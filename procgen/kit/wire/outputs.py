"""What calls may ask to be sent: kinds of files by numbers of an enum, each once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Final, Protocol, TypeVar

from google.protobuf.descriptor import EnumDescriptor

from procgen.errors import Violation

MOST: Final = 16
"""Outputs of a call, where a domain says nothing else."""
Said = TypeVar("Said", int, str)


class Enum(Protocol):
    """An enum of the contract."""

    DESCRIPTOR: EnumDescriptor


def kind_of(enum: Enum, prefix: str, number: int, allowed: Collection[str]) -> str | None:
    """The kind that a number of an enum stands for, None if it is none of those that are allowed.

    Args:
        enum: of the contract.
        prefix: of its values' names: PNG16 of TERRAIN_OUTPUT_PNG16 is "png16".
        number: as it came.
        allowed: kinds.
    """
    value = enum.DESCRIPTOR.values_by_number.get(number)
    kind = "" if value is None else value.name.removeprefix(prefix).lower()
    return kind if kind in allowed else None


def read_kinds(
    said: Iterable[Said],
    kind_of: Callable[[Said], str | None],
    allowed: Iterable[str],
    found: list[Violation],
    *,
    most: int = MOST,
    field: str = "outputs",
) -> list[str]:
    """The kinds of a request, each once.

    Args:
        said: numbers or names, as they came.
        kind_of: the kind of one; None where it is none.
        allowed: all kinds.
        found: what is wrong is added here.
        most: how many there may be.
        field: where they stand.
    """
    said = list(said)
    if len(said) > most:
        found.append(Violation.of(field, f"{len(said)} outputs", f"at most {most}"))
        return []
    kinds: list[str] = []
    for index, each in enumerate(said):
        kind = kind_of(each)
        if kind is None:
            found.append(Violation.of(f"{field}[{index}]", each, "one of " + ", ".join(allowed)))
        elif kind in kinds:
            found.append(Violation.of(f"{field}[{index}]", f"{kind} again", "each output once"))
        else:
            kinds.append(kind)
    return kinds
