"""Names of enums' values: "png16" for people, TERRAIN_OUTPUT_PNG16 in the contract."""

from __future__ import annotations

from google.protobuf.descriptor import EnumDescriptor


def _prefix(enum: EnumDescriptor) -> str:
    """Of the names of all values: the first one is UNSPECIFIED."""
    prefix: str = enum.values[0].name.removesuffix("UNSPECIFIED")
    return prefix


def short_name(enum: EnumDescriptor, name: str) -> str:
    """What people call a value, of its name in the contract."""
    return name.removeprefix(_prefix(enum)).lower()


def full_name(enum: EnumDescriptor, name: str) -> str:
    """The contract's name of a value, of either; of no value where there is none of that name."""
    return name if name in enum.values_by_name else _prefix(enum) + name.upper()


def enum_number(enum: EnumDescriptor, name: str) -> int:
    """The number of a value that people call so. Raises KeyError."""
    number: int = enum.values_by_name[_prefix(enum) + name.upper()].number
    return number
