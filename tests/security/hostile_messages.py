"""Requests that nobody in good faith sends, made from the descriptors of all methods: valid ones with fields changed to
what is extreme, random ones, and bytes that are hardly messages at all.
"""

from __future__ import annotations

import importlib
import math
import pkgutil
import random
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass
from grpc_health.v1 import health_pb2

import procgen.v1
from procgen.v1 import batch_pb2, blobs_pb2, character_pb2, dialogue_pb2
from tests.client import small_character, small_lines, small_request, small_scene, small_set, small_texture
from tests.engines.wire_messages import damaged, entry_fields, fields_in, is_map, random_message, written_oddly

_DEEP = 40
_MANY = 3000
_WHOLE_NUMBERS = [0, 1, -1, 2, 7, 63, 64, 65, 4096, 4097, 2**31 - 1, -(2**31), 2**32 - 1, 2**53 + 1, 2**63 - 1]
_NUMBERS = [0.0, -0.0, 1.0, -1.0, 0.5, 1e-45, 1e-300, 3.4e38, -3.4e38, 1e300, math.inf, -math.inf, math.nan]
_TEXTS = [
    "",
    " ",
    "\0",
    "x" * 70,
    "x" * 20_000,
    "../../../etc/passwd",
    "/etc/passwd",
    "C:\\Windows\\win.ini",
    "file:///etc/passwd",
    "%s%n{0}{__class__}",
    "'; drop table objects; --",
    "${jndi:ldap://x}",
    "0" * 64,
    "f" * 64,
    "noise-fbm",
    "mesh",
    "😀" * 30,
    "\u202e\ufeff\uffff",
    "{" * 500,
    "[" * 500,
    "-1",
    "nan",
    "1e999",
    '{"domain": "terrain", "request": {"seed": {"range": [0, 1e18]}, "width_px": {"grid": [1, [2]]}}}',
    '{"domain": "dialogue", "request": {"wishes": [{"count": {"between": [NaN, 1]}}]}}',
]
_RANGES = {
    FieldDescriptor.CPPTYPE_INT32: (-(2**31), 2**31 - 1),
    FieldDescriptor.CPPTYPE_INT64: (-(2**63), 2**63 - 1),
    FieldDescriptor.CPPTYPE_UINT32: (0, 2**32 - 1),
    FieldDescriptor.CPPTYPE_UINT64: (0, 2**64 - 1),
    FieldDescriptor.CPPTYPE_ENUM: (-(2**31), 2**31 - 1),
}
_NOT_UTF8 = b"\xc3\x28\xff\xfe\xed\xa0\x80"


@dataclass(frozen=True)
class Served:
    """A method, as its descriptor has it."""

    path: str
    request: type[Message]


def served_methods() -> list[Served]:
    """Every method of the contract, and the health check."""
    modules: list[Any] = [
        importlib.import_module(f"procgen.v1.{module.name}")
        for module in pkgutil.iter_modules(procgen.v1.__path__)
        if module.name.endswith("_pb2")
    ]
    found = [Served("/grpc.health.v1.Health/Check", health_pb2.HealthCheckRequest)]
    for module in modules:
        for service in module.DESCRIPTOR.services_by_name.values():
            found += [
                Served(f"/{service.full_name}/{method.name}", GetMessageClass(method.input_type))
                for method in service.methods
            ]
    return found


_INK = "-> start\n=== start\nWelcome, traveller.\n* [Who are you?] -> who\n* [Leave] -> END\n=== who\nNobody.\n-> END\n"
_LINE = (
    '{"domain": "terrain", "request": '
    '{"width_px": 64, "depth_px": 64, "model": "noise-fbm", "seed": {"range": [1, 2]}}}'
)


def _valid() -> list[Message]:
    conditions = small_character().conditions
    persona = small_scene().cast[0]
    return [
        small_request(model="noise-fbm"),
        small_request(),
        small_texture(),
        small_set(),
        small_character(),
        small_lines(),
        small_scene(),
        blobs_pb2.PutBlobRequest(sha256="0" * 64, total_bytes=4, data=b"data"),
        character_pb2.DescribeRequest(text="a tall old guard with a grey beard"),
        character_pb2.SampleRequest(seed=3, count=2, conditions=conditions),
        character_pb2.CrowdRequest(seed=3, count=2, conditions=conditions, outputs=[{"kind": "person"}]),
        dialogue_pb2.ConverseRequest(seed=3, persona=persona, player_text="hello", model="phrases"),
        dialogue_pb2.CheckSceneRequest(format="ink", source=_INK),
        dialogue_pb2.FillSceneRequest(format="ink", source=_INK, cast=[persona], model="phrases"),
        batch_pb2.SubmitBatchRequest(batch_id="fuzzed", lines=_LINE),
        batch_pb2.WatchBatchRequest(batch_id="fuzzed"),
        batch_pb2.FetchBatchRequest(batch_id="fuzzed"),
    ]


class HostileMessages:
    """Endless requests; the same ones for the same seed.

    Args:
        seed: anything.
        more: valid requests beside our own, of which some are made with what a server answers.
    """

    def __init__(self, seed: int, more: Sequence[Message] = ()) -> None:
        self._source = random.Random(seed)
        self._methods = served_methods()
        self._valid: dict[type[Message], list[Message]] = {}
        for message in (*_valid(), *more):
            self._valid.setdefault(type(message), []).append(message)

    def one(self) -> tuple[str, bytes]:
        """Path of a method and what is sent to it."""
        source = self._source
        served = source.choice(self._methods)
        kind = source.random()
        if kind < 0.08:
            return served.path, source.randbytes(source.choice([0, 1, 5, 40, 400, 4000]))
        valid = self._valid.get(served.request, [])
        message = served.request()
        if valid and source.random() < 0.7:
            message.CopyFrom(source.choice(valid))
        else:
            message = random_message(served.request, source)
        for _ in range(source.choice([0, 1, 1, 2, 4])):
            self._change(message)
        encoded = message.SerializeToString()
        if kind < 0.2:
            encoded = written_oddly(served.request.FromString(encoded), source)
        elif kind < 0.4:
            encoded = damaged(encoded, source)
        elif kind < 0.44:
            encoded = encoded.replace(b"a", _NOT_UTF8, 1)
        elif kind < 0.46:
            encoded += self._deep(served.request)
        return served.path, encoded[: (1 << 20) - 1]

    def _deep(self, kind: type[Message]) -> bytes:
        """A field within itself, and again; or a group that never ends."""
        inner = b""
        number = self._source.choice([field.number for field in fields_in(kind)] or [1])
        if self._source.random() < 0.5:
            return bytes([number << 3 & 0x7F | 3]) * 200
        for _ in range(_DEEP):
            if len(inner) > 10_000:
                break
            size = len(inner)
            inner = bytes([number << 3 & 0x7F | 2, size & 0x7F | 0x80, size >> 7 & 0x7F]) + inner
        return inner

    def _change(self, message: Message) -> None:
        """Set one field, at any depth, to what nobody expects."""
        fields = fields_in(message)
        if not fields:
            return
        source = self._source
        field = source.choice(fields)
        value: Any = getattr(message, field.name)
        if is_map(field):
            key, content = entry_fields(field)
            for _ in range(source.choice([1, 1, 200])):
                if content.message_type is None:
                    value[self._value(key)] = self._value(content)
        elif field.message_type is not None:
            self._change_part(message, field, value)
        elif field.is_repeated:
            many = source.choice([1, 1, 2, 65, _MANY])
            value.extend([self._value(field)] * many if many > 10 else [self._value(field) for _ in range(many)])
        else:
            setattr(message, field.name, self._value(field))

    def _change_part(self, message: Message, field: FieldDescriptor, value: Any) -> None:
        source = self._source
        if field.is_repeated:
            for _ in range(source.choice([1, 1, 2, 300])):
                value.add()
            self._change(value[-1])
        elif source.random() < 0.1:
            message.ClearField(field.name)
        else:
            value.SetInParent()
            self._change(value)

    def _value(self, field: FieldDescriptor) -> Any:
        source = self._source
        if field.type == FieldDescriptor.TYPE_STRING:
            return source.choice(_TEXTS)
        if field.type == FieldDescriptor.TYPE_BYTES:
            size = source.choice([0, 1, 4, 255, 4096, 16384, 100_000])
            return source.choice([bytes(size), source.randbytes(size), zlib.compress(bytes(size * 100), 9), _NOT_UTF8])
        if field.type in (FieldDescriptor.TYPE_FLOAT, FieldDescriptor.TYPE_DOUBLE):
            return source.choice(_NUMBERS)
        if field.type == FieldDescriptor.TYPE_BOOL:
            return source.random() < 0.5
        low, high = _RANGES[field.cpp_type]
        return min(max(source.choice(_WHOLE_NUMBERS), low), high)
