"""Files of users' own as parts of requests, in the way that the command line reads them: a GeoTIFF as land, a picture
as a sketch. What a domain takes is what its command has flags for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from inspect import Parameter
from pathlib import Path
from types import UnionType
from typing import Any, Final, get_args, get_origin

from google.protobuf import json_format
from google.protobuf.message import Message

from procgen.domains import DOMAINS
from procgen.errors import InvalidFields, Violation
from procgen.kit.command.asking import Generate, Given
from procgen.kit.wire.blobs import BlobStore
from procgen.runtime.store import ModelStore
from procgen.served import all_services
from procgen.studio.inputs import names_in

_PLAIN: Final = (bool, int, float, str)


@dataclass(frozen=True, slots=True)
class Taken:
    """What a file says.

    Attributes:
        fields: of the request, as JSON.
        told: sentences about what was read and done.
        inputs: what the fields name, to be sent ahead.
    """

    fields: dict[str, Any]
    told: list[str]
    inputs: list[bytes]


def take(domain: str, flag: str, path: Path, flags: Mapping[str, Any]) -> Taken:
    """What a file makes of a request.

    Args:
        domain: whose command has the flag.
        flag: by which the command line would name the file, with underscores: "base".
        path: of the file.
        flags: other flags, about the file.

    Raises:
        InvalidFields: the domain has no such flag, or the file can't be used, and what would do.
        Failed: it can't be read.
    """
    side = _side(domain)
    files = [name for name, each in side.flags.items() if Path in _kinds(each)]
    if flag not in files:
        raise InvalidFields([Violation.of("flag", repr(flag), f"one of {', '.join(files) or 'none'}")])
    wrong = [
        Violation.of(f"flags.{name}", repr(value)[:80], _allowed(side.flags.get(name)))
        for name, value in flags.items()
        if not _fits(side.flags.get(name), value)
    ]
    if wrong:
        raise InvalidFields(wrong)
    told: list[str] = []
    blobs = BlobStore()
    given = Given(all_services(ModelStore(), blobs), say=told.append, for_server=True)
    [plain] = side.requests(given)
    [made] = side.requests(given, **{**flags, flag: path})
    inputs = [data for name in names_in(made) if (data := blobs.get(name)) is not None]
    return Taken(_differing(made, plain), told, inputs)


def _side(domain: str) -> Generate:
    found = next((each for each in DOMAINS if each.name == domain and each.generate), None)
    if found is None:
        names = ", ".join(each.name for each in DOMAINS if each.generate)
        raise InvalidFields([Violation.of("domain", repr(domain), f"one of {names}")])
    return found.load_generate()


def _kinds(flag: Parameter) -> tuple[Any, ...]:
    """The types that a flag's values may have."""
    kind = flag.annotation
    if hasattr(kind, "__metadata__"):
        kind = get_args(kind)[0]
    return get_args(kind) if get_origin(kind) is UnionType or isinstance(kind, UnionType) else (kind,)


def _fits(flag: Parameter | None, value: Any) -> bool:
    """Whether a value that came as JSON is one of a flag; paths are none, for they would name any file here."""
    if flag is None or Path in _kinds(flag):
        return False
    kinds = [kind for kind in _kinds(flag) if kind in _PLAIN]
    if isinstance(value, bool):
        return bool in kinds
    return type(value) in kinds or (type(value) is int and float in kinds)


def _allowed(flag: Parameter | None) -> str:
    kinds = [] if flag is None else [kind.__name__ for kind in _kinds(flag) if kind in _PLAIN]
    return f"a value of {' or '.join(kinds)}" if kinds else "a flag of the domain's command that names no file"


def _differing(made: Message, plain: Message) -> dict[str, Any]:
    """Fields of a request that another does not have, or has otherwise, as JSON."""
    fields, before = (json_format.MessageToDict(each, preserving_proto_field_name=True) for each in (made, plain))
    return {name: value for name, value in fields.items() if before.get(name) != value}
