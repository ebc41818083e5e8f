"""What requests of a method may say, each parameter stated once.

A :class:`Form` is what GetInfo describes, so that clients can build a form; what flags and keys of batch lines there
are (`procgen.kit.command.form_flags`); and what a page of the manual lists (`tools/list_flags.py`). Parameters go by
their path in the request; a step through what is repeated means an element of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType
from typing import Any, Final

from google.protobuf.descriptor import FieldDescriptor, MethodDescriptor

from procgen.runtime.ranges import Range
from procgen.v1 import system_pb2

SEED: Final = Range(0, 2.0**64 - 1, "Any 64-bit number; equal requests give equal results.", 0, whole=True)
COLOUR: Final = Range(0, 0xFFFFFF, "A colour, 0xRRGGBB.", whole=True)
UNITS: Final[Mapping[str, str]] = {
    "_m": "metres",
    "_mm": "millimetres",
    "_px": "pixels",
    "_deg": "degrees",
    "_years": "years",
}
"""By what a field's name ends in."""
BASIC: Final = 8
"""Most fields that a form shows first."""
_NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})
_WHOLE: Final = {
    FieldDescriptor.CPPTYPE_INT32,
    FieldDescriptor.CPPTYPE_INT64,
    FieldDescriptor.CPPTYPE_UINT32,
    FieldDescriptor.CPPTYPE_UINT64,
}
_FRACTIONS: Final = {FieldDescriptor.CPPTYPE_FLOAT, FieldDescriptor.CPPTYPE_DOUBLE}


def said(message: Any, name: str) -> Any:
    """A field's value; None where a message tells nothing said from 0, and nothing is said."""
    unset = message.DESCRIPTOR.fields_by_name[name].has_presence and not message.HasField(name)
    return None if unset else getattr(message, name)


def numbers_of(message: Any, ranges: Mapping[str, Range]) -> dict[str, Any]:
    """A message's numbers by their names in it; their default where nothing is said."""
    found = {name: said(message, name) for name in ranges}
    return {
        name: _held(message, name, ranges[name].default) if value is None else value for name, value in found.items()
    }


def _held(message: Any, name: str, default: Any) -> Any:
    """A default as the message holds it, in 32 bits: else a recipe, which states it, would ask for another number."""
    return getattr(type(message)(**{name: default}), name) if isinstance(default, float) else default


def under(path: str, ranges: Mapping[str, Range], *only: str) -> dict[str, Range]:
    """The ranges of a message's numbers, all or some, by their paths in what it lies in."""
    return {f"{path}.{name}": ranges[name] for name in only or ranges}


@dataclass(frozen=True, slots=True)
class Flag:
    """How a command line takes a field, where that does not follow from the field.

    Attributes:
        name: of the flag, with underscores; the last step of the field's path without its unit if empty.
        about: its help; the field's description and range if empty.
        default: what is sent where nothing is given; if None the field stays unset, and means what it then means.
        unset: the text that leaves the field unset too.
        optional: whether nothing given differs from what an unset field means, since the request comes from elsewhere.
        otherwise: the flag whose value is taken where nothing is given.
        argument: whether it goes without a name.
        each: whether each of several values makes an element of what the field lies in.
        checked: whether names of several are looked at; else the command does so, or the request.
    """

    name: str = ""
    about: str = ""
    default: Any = None
    unset: str = ""
    optional: bool = False
    otherwise: str = ""
    argument: bool = False
    each: bool = False
    checked: bool = True


_USUAL: Final[Mapping[str, Flag]] = {
    "seed": Flag(default=1),
    "outputs": Flag("format"),
    "file_name": Flag("name", about="What file names start with. [default: made of the recipe]"),
}
"""Of the fields that requests of all domains have."""


@dataclass(frozen=True, eq=False)
class Field:
    """A parameter.

    Attributes:
        path: in the request.
        about: a sentence.
        descriptor: of the field.
        inside: whether a message on the way to it is repeated.
        flag: that sets it, with its name; None where there is none.
        allowed: of a number.
        values: of a choice; empty where the models of the store say them.
        lines: whether each line, or value, is an element of its own.
    """

    path: str
    about: str
    descriptor: FieldDescriptor
    inside: bool
    flag: Flag | None
    allowed: Range | None = None
    values: tuple[str, ...] = ()
    lines: bool = False

    @cached_property
    def kind(self) -> type[Any]:
        """Of its values: bool, int, float or str, which colours are as well."""
        which = self.descriptor.cpp_type
        if which in _FRACTIONS:
            return float
        if which in _WHOLE and not self.is_colour:
            return int
        return bool if which in (FieldDescriptor.CPPTYPE_BOOL, FieldDescriptor.CPPTYPE_MESSAGE) else str

    @cached_property
    def is_colour(self) -> bool:
        """Whether it is a number 0xRRGGBB."""
        return self.descriptor.name.endswith("_rgb")

    @cached_property
    def many(self) -> bool:
        """Whether its flag takes several values."""
        return self.descriptor.is_repeated or self.lines or (self.flag is not None and self.flag.each)

    @property
    def unit(self) -> str:
        """Of a number; empty without one."""
        if self.descriptor.name.startswith("metres_per_"):
            return "metres"
        return next((unit for ending, unit in UNITS.items() if self.descriptor.name.endswith(ending)), "")

    @cached_property
    def has_presence(self) -> bool:
        """Whether a message tells nothing said from 0."""
        return self.descriptor.has_presence

    @cached_property
    def limits(self) -> tuple[int, int]:
        """The least and the greatest whole number that is allowed."""
        if self.allowed is None:
            numbers = [int(value) for value in self.values]
            return min(numbers), max(numbers)
        return int(self.allowed.minimum), min(int(self.allowed.maximum), 2**64 - 1)


@dataclass(frozen=True, eq=False)
class Form:
    """What requests of a method may say.

    Attributes:
        method: what makes it.
        name: of the domain.
        title: its name for people.
        numbers: what each may be; a default of None is one that depends on other fields.
        choices: allowed names and a sentence; None are those of the models.
        texts: a sentence each; words on one line.
        long_texts: a sentence each; more than one line makes sense: of what is repeated, a line for each element.
        switches: a sentence each; off if unset. A message is on as soon as it is there, even if it says nothing.
        flags: how command lines take a field, where that does not follow from it.
        unflagged: fields, or messages with all in them, that no flag sets, and why.
        basic: what people ask for first, at most :data:`BASIC` of them in the order to show them in.
    """

    method: MethodDescriptor
    name: str
    title: str
    numbers: Mapping[str, Range]
    choices: Mapping[str, tuple[Iterable[str] | None, str]]
    texts: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    long_texts: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    switches: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    flags: Mapping[str, Flag] = field(default_factory=lambda: _NOTHING)
    unflagged: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    basic: tuple[str, ...] = ()

    def describe(self, models: Iterable[str] = ()) -> system_pb2.Domain:
        """What GetInfo says of it.

        Args:
            models: that can be asked for, the default first.
        """
        models = tuple(models)
        return system_pb2.Domain(
            name=self.name,
            title=self.title,
            method=f"/{self.method.containing_service.full_name}/{self.method.name}",
            request_type=self.method.input_type.full_name,
            models=models,
            parameters=[
                system_pb2.Parameter(
                    name=path,
                    minimum=allowed.minimum,
                    maximum=allowed.maximum,
                    default_value=allowed.default,
                    description=allowed.description,
                )
                for path, allowed in self.numbers.items()
            ],
            choices=[
                system_pb2.Choice(name=path, values=models if values is None else values, description=description)
                for path, (values, description) in self.choices.items()
            ],
            texts=[
                system_pb2.Text(name=path, description=description, many_lines=many)
                for many, entries in ((False, self.texts), (True, self.long_texts))
                for path, description in entries.items()
            ],
            switches=[
                system_pb2.Switch(name=path, description=description) for path, description in self.switches.items()
            ],
            basic=self.basic,
        )

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """All of them: the seed, those of :attr:`flags`, and the others as they are described."""
        found = [
            *(self._field(path, each.description, allowed=each) for path, each in self.numbers.items()),
            *(self._field(path, about, values=tuple(values or ())) for path, (values, about) in self.choices.items()),
            *(self._field(path, about) for path, about in self.texts.items()),
            *(self._field(path, about, lines=True) for path, about in self.long_texts.items()),
            *(self._field(path, about) for path, about in self.switches.items()),
        ]
        first = ("seed", *self.flags)
        order = {path: place for place, path in enumerate(first)}
        return tuple(sorted(found, key=lambda each: order.get(each.path, len(first))))

    @cached_property
    def flagged(self) -> Mapping[str, Field]:
        """The fields that flags set, by the flag's name."""
        return {each.flag.name: each for each in self.fields if each.flag is not None}

    def why_not(self, path: str) -> str:
        """Why no flag sets a field; empty where one does."""
        if path in self.flags:
            return ""
        steps = path.split(".")
        ends = (".".join(steps[:count]) for count in range(len(steps), 0, -1))
        return next((self.unflagged[end] for end in ends if end in self.unflagged), "")

    def _field(
        self, path: str, about: str, allowed: Range | None = None, values: tuple[str, ...] = (), lines: bool = False
    ) -> Field:
        *parents, _ = steps = path.split(".")
        message: Any = self.method.input_type
        repeated = False
        for step in parents:
            repeated |= message.fields_by_name[step].is_repeated
            message = message.fields_by_name[step].message_type
        found = message.fields_by_name[steps[-1]]
        flag = None if self.why_not(path) else self.flags.get(path, _USUAL.get(path, Flag()))
        if flag is not None and not flag.name:
            flag = _named(flag, found.name)
        return Field(path, about, found, repeated, flag, allowed, values, lines and (found.is_repeated or repeated))


def _named(flag: Flag, field_name: str) -> Flag:
    unit = next((ending for ending in UNITS if field_name.endswith(ending)), "")
    return replace(flag, name=field_name.removesuffix(unit))
