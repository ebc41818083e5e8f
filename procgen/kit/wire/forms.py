"""A domain as GetInfo describes it: every parameter by its path in the request, so that clients can build a form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from google.protobuf.descriptor import MethodDescriptor

from procgen.runtime.ranges import Range
from procgen.v1 import system_pb2

SEED: Final = Range(0, 2.0**64 - 1, "Any 64-bit number; equal requests give equal results.", 0, whole=True)
COLOUR: Final = Range(0, 0xFFFFFF, "A colour, 0xRRGGBB.", whole=True)
_NONE: Final[Mapping[str, str]] = MappingProxyType({})


def form(
    method: MethodDescriptor,
    name: str,
    title: str,
    *,
    models: Iterable[str] = (),
    numbers: Mapping[str, Range],
    choices: Mapping[str, tuple[Iterable[str], str]],
    texts: Mapping[str, str] = _NONE,
    long_texts: Mapping[str, str] = _NONE,
    switches: Mapping[str, str] = _NONE,
) -> system_pb2.Domain:
    """What GetInfo says of a domain; all parameters go by their paths in the method's request.

    Args:
        method: what makes it.
        name: of the domain.
        title: its name for people.
        models: that can be asked for, the default first.
        numbers: what each may be; a default of None is one that depends on other fields.
        choices: allowed names and a sentence for a tooltip.
        texts: a sentence each; words on one line.
        long_texts: a sentence each; more than one line makes sense: of what is repeated, a line for each element.
        switches: a sentence each; off if unset. A message is on as soon as it is there, even if it says nothing.
    """
    return system_pb2.Domain(
        name=name,
        title=title,
        method=f"/{method.containing_service.full_name}/{method.name}",
        request_type=method.input_type.full_name,
        models=models,
        parameters=[
            system_pb2.Parameter(
                name=path,
                minimum=allowed.minimum,
                maximum=allowed.maximum,
                default_value=allowed.default,
                description=allowed.description,
            )
            for path, allowed in numbers.items()
        ],
        choices=[
            system_pb2.Choice(name=path, values=values, description=description)
            for path, (values, description) in choices.items()
        ],
        texts=[
            system_pb2.Text(name=path, description=description, many_lines=many)
            for many, entries in ((False, texts), (True, long_texts))
            for path, description in entries.items()
        ],
        switches=[system_pb2.Switch(name=path, description=description) for path, description in switches.items()],
    )
