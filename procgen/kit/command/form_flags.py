"""Flags of forms: what a command line takes for a field, what is refused of it, and the message that it sets."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from inspect import Parameter
from types import MappingProxyType
from typing import Annotated, Any, Final

import typer
from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import Message

from procgen.errors import InvalidFields, Violation
from procgen.kit.command.flags import name_violations
from procgen.kit.wire.enums import enum_number
from procgen.kit.wire.forms import Field, Flag, Form

_COLOUR: Final = re.compile(r"#?([0-9a-fA-F]{6})")
_A_COLOUR: Final = "a colour of six hexadecimal digits, such as #8a4b2d"
_CARRIED: Final[Mapping[int, int]] = {
    FieldDescriptor.CPPTYPE_INT32: 2**31 - 1,
    FieldDescriptor.CPPTYPE_INT64: 2**63 - 1,
    FieldDescriptor.CPPTYPE_UINT32: 2**32 - 1,
    FieldDescriptor.CPPTYPE_UINT64: 2**64 - 1,
}
"""The greatest number that a field can hold; one that is merely too large for its meaning the request refuses, but for
what is beyond all measure.
"""
_SHOWN_MOST: Final = 1e15
"""A greater end of a range is as good as none."""


def form_flags(forms: tuple[Form, ...]) -> Mapping[str, Parameter]:
    """The flags of forms by name, as parameters that typer reads; one that several have is the first's."""
    found: dict[str, Parameter] = {}
    for form in forms:
        for name, each in form.flagged.items():
            if name not in found:
                found[name] = _parameter(name, each)
    return MappingProxyType(found)


def _parameter(name: str, said: Field) -> Parameter:
    flag, kind = _flag(said), said.kind
    default = _default(said, flag)
    if said.many:
        kind = list[kind]  # type: ignore[valid-type]
    annotation: Any = kind if default is not None else kind | None
    if kind is bool:  # off needs no flag of its own
        option = typer.Option(f"--{name.replace('_', '-')}", help=about(said))
    else:
        option = typer.Argument(help=about(said)) if flag.argument else typer.Option(help=about(said))
    return Parameter(name, Parameter.KEYWORD_ONLY, annotation=Annotated[annotation, option], default=default)


def _default(said: Field, flag: Flag) -> Any:
    """Of the flag: None where nothing given has a meaning of its own."""
    if flag.default is not None:
        return list(flag.default) if said.many else flag.default
    if said.many or flag.optional or flag.otherwise:
        return "" if said.kind is str and not said.many else None
    if said.kind is bool or not said.has_presence:
        return said.kind()
    return None


def about(said: Field) -> str:
    """A flag's help: what its field is, which values it takes, and what it is where nothing is given."""
    flag = _flag(said)
    if flag.about:
        return flag.about
    text = said.about.removesuffix(".")
    if said.values:
        text += ". One of " + ", ".join(said.values)
    elif said.allowed is not None and not said.is_colour and said.allowed.maximum < _SHOWN_MOST:
        unit = f" {said.unit}" if said.unit else ""
        text = text.removesuffix(f",{unit}") + f"; {said.allowed.ends}{unit}"
    text += "; repeatable." if said.many else "."
    usual = None if said.allowed is None or said.is_colour else said.allowed.default
    return text if usual is None or _default(said, flag) is not None else f"{text} [default: {usual:.10g}]"


@lru_cache
def _checked(forms: tuple[Form, ...]) -> tuple[tuple[str, Field], ...]:
    """Flags that may hold what no message could carry, or names that are none."""
    several = Counter(name for form in forms for name in form.flagged)
    return tuple(
        (name, each)
        for form in forms
        for name, each in form.flagged.items()
        # Of names in a flag of several forms: which of them is meant the command knows, and the request checks.
        if each.is_colour
        or (each.many and each.values and _flag(each).checked and several[name] == 1)
        or (each.kind is int and not each.many)
    )


@dataclass
class Said:
    """What the flags of forms say.

    Attributes:
        forms: whose flags.
        flags: their values by name, and those of the command's own.
        seeds: how many seeds that follow one another are used.
        wrong: what can't be accepted, which :meth:`check` tells together.
    """

    forms: tuple[Form, ...]
    flags: Mapping[str, Any]
    seeds: int = 1
    wrong: list[Violation] = field(default_factory=list)

    def __post_init__(self) -> None:
        for name, each in _checked(self.forms):
            self._look_at(name, each)
        self.wrong = list(dict.fromkeys(self.wrong))

    def __getitem__(self, flag: str) -> Any:
        return self.flags[flag]

    def uses(self, flag: str) -> bool:
        """Whether a flag says something else than what holds without it."""
        field = next(form.flagged[flag] for form in self.forms if flag in form.flagged)
        value = self.flags[flag]
        return value not in (None, "", []) and value != _default(field, _flag(field))

    def check(self) -> None:
        """Raises InvalidFields that names every flag that can't be accepted."""
        if self.wrong:
            raise InvalidFields(self.wrong)

    def fill(
        self, message: Message, form: Form, *, under: str = "", only: Sequence[str] = ("",), without: Sequence[str] = ()
    ) -> None:
        """Set the fields of a message that flags say; what they don't say stays as it is.

        Args:
            message: the form's request, or what lies in it ``under`` a path.
            form: its form.
            under: the path; elements of what is repeated are filled by it alone.
            only: what the paths of the fields start with.
            without: what the paths of others start with.
        """
        first = f"{under}." if under else ""
        only, without = tuple(only), tuple(without)
        for name, each in form.flagged.items():
            value, path = self._value(name, each), each.path
            if _says_nothing(value, each) or not path.startswith(first):
                continue
            if path.startswith(only) and not path.startswith(without):
                _set(message, path.removeprefix(first).split("."), each, value)

    def _value(self, name: str, said: Field) -> Any:
        value = self.flags[name]
        if value is not None or said.flag is None or not said.flag.otherwise:
            return value
        return self.flags[said.flag.otherwise]

    def _look_at(self, name: str, said: Field) -> None:
        """Remember what no message could carry, and names that are none."""
        value, flag = self._value(name, said), _flag(said)
        if value is None:
            return
        shown = f"--{(flag.otherwise if self.flags[name] is None else name).replace('_', '-')}"
        if said.is_colour:
            self.wrong += [Violation.of(shown, repr(text), _A_COLOUR) for text in value if not _COLOUR.fullmatch(text)]
        elif said.many:
            self.wrong += name_violations(shown, value, said.values)
        else:
            more = self.seeds - 1 if said.path == "seed" else 0
            least, greatest = said.limits
            most = min(max(greatest, 2**31), _CARRIED[said.descriptor.cpp_type]) - more
            if not min(least, 0) <= value <= most:
                allowed = f"a whole number from {least} to {greatest - more}"
                self.wrong.append(Violation.of(shown, value, allowed))


def _flag(said: Field) -> Flag:
    assert said.flag is not None
    return said.flag


def _says_nothing(value: Any, said: Field) -> bool:
    """Whether a flag's value leaves the field as it is."""
    if value is None or value is False or value in ("", []):
        return True
    flag = _flag(said)
    if flag.each:
        return True
    if flag.unset:
        return bool(value == flag.unset)
    return value == 0 and not (said.has_presence or flag.optional)


def _set(message: Any, steps: Sequence[str], said: Field, value: Any) -> None:
    """Set the field at the end of a path from a message."""
    *parents, last = steps
    for number, step in enumerate(parents, 1):
        if message.DESCRIPTOR.fields_by_name[step].is_repeated:
            if said.lines and number == len(parents):
                for text in value:
                    getattr(message, step).add(**{last: text})
            return
        message = getattr(message, step)
    if said.descriptor.message_type is not None:
        getattr(message, last).SetInParent()
    elif said.lines:
        getattr(message, last).extend(value)
    elif said.descriptor.is_repeated:  # names and colours take the place of those of a file
        message.ClearField(last)
        getattr(message, last).extend(_carried(said, each) for each in (dict.fromkeys(value) if said.values else value))
    else:
        setattr(message, last, _carried(said, value))


def _carried(said: Field, value: Any) -> Any:
    """A value as the message has it: of a colour and of an enum the number."""
    if said.is_colour:
        return int(value.removeprefix("#"), 16)
    return value if said.descriptor.enum_type is None else enum_number(said.descriptor.enum_type, value)
