"""Messages of the contract that show whether a bridge's codec does as Google's: random ones of every type, written in
all the ways that protobuf allows, and bytes that are no message.

A bridge gets :class:`Case` after case in a file and writes an :class:`Answer` to each into another; in both, every part
stands behind its size in four little-endian bytes.
"""

from __future__ import annotations

import importlib
import json
import math
import pkgutil
import random
import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

from google.protobuf import json_format, text_format
from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import DecodeError, Message
from google.protobuf.message_factory import GetMessageClass

import procgen.v1
from procgen.v1 import common_pb2, terrain_pb2

AnyMessage = TypeVar("AnyMessage", bound=Message)

VARINT, FIXED64, LENGTH_DELIMITED, FIXED32 = 0, 1, 2, 5
_REFUSED: Final = 0xFFFF_FFFF
"""In place of a size: what was sent is no such message."""
_STORED: Final = {
    FieldDescriptor.TYPE_DOUBLE: FIXED64,
    FieldDescriptor.TYPE_FLOAT: FIXED32,
    FieldDescriptor.TYPE_STRING: LENGTH_DELIMITED,
    FieldDescriptor.TYPE_BYTES: LENGTH_DELIMITED,
    FieldDescriptor.TYPE_MESSAGE: LENGTH_DELIMITED,
}
_VALUES: Final[dict[int, list[Any]]] = {
    FieldDescriptor.TYPE_UINT32: [0, 1, 127, 128, 2**31, 2**32 - 1],
    FieldDescriptor.TYPE_UINT64: [0, 1, 2**32, 2**53 + 1, 2**63 - 1, 2**63, 2**64 - 10, 2**64 - 1],
    FieldDescriptor.TYPE_SINT32: [0, -1, 1, -(2**31), 2**31 - 1],
    FieldDescriptor.TYPE_SINT64: [0, -1, 1, -(2**30), 2**30, 2**62 - 1, -(2**53) - 1, -(2**63), 2**63 - 1],
    FieldDescriptor.TYPE_FLOAT: [0.0, -0.0, 1.0, -0.1, 1e-30, 1e-45, 3e38, math.inf, -math.inf, math.nan],
    FieldDescriptor.TYPE_DOUBLE: [0.0, -0.0, -1.5, 0.1, 1e-300, 1e300, math.inf, -math.inf, math.nan],
    FieldDescriptor.TYPE_BOOL: [False, True],
    # Names of a newer contract are numbers to an older one.
    FieldDescriptor.TYPE_ENUM: [0, 1, 2, 3, 77, -1, 2**31 - 1, -(2**31)],
}
# Letters, what JSON escapes, two and three bytes, a combining accent, beyond 16 bits, marks and what is no character.
_LETTERS: Final = 'az 09_:"\\\n/\t\x01\x7fäß→日e\u0301\u2028\ufeff\uffff\ue000😀\U0010ffff'


def message_kinds() -> list[type[Message]]:
    """The class of every message of the contract."""
    modules = [
        importlib.import_module(f"procgen.v1.{module.name}")
        for module in pkgutil.iter_modules(procgen.v1.__path__)
        if module.name.endswith("_pb2")
    ]
    return [GetMessageClass(kind) for module in modules for kind in module.DESCRIPTOR.message_types_by_name.values()]


def fields_in(kind: type[Message] | Message) -> list[FieldDescriptor]:
    """The fields of a message's descriptor, for whose class the type stubs have two names."""
    fields: Any = kind.DESCRIPTOR.fields
    return list(fields)


def is_map(field: FieldDescriptor) -> bool:
    return field.message_type is not None and field.message_type.GetOptions().map_entry


def entry_fields(field: FieldDescriptor) -> tuple[FieldDescriptor, FieldDescriptor]:
    """Key and value of a map's entries."""
    entry: Any = field.message_type
    return entry.fields_by_name["key"], entry.fields_by_name["value"]


def random_value(field: FieldDescriptor, source: random.Random) -> Any:
    """A number, a text or bytes; often one at the edge of what a field takes."""
    if field.type == FieldDescriptor.TYPE_STRING:
        return "".join(source.choices(_LETTERS, k=source.choice([0, 1, 5, 20, 130])))
    if field.type == FieldDescriptor.TYPE_BYTES:
        return source.randbytes(source.choice([0, 1, 127, 128, 2000]))
    if field.type == FieldDescriptor.TYPE_DOUBLE and source.random() < 0.5:
        return source.gauss(0.0, 1000.0)
    return source.choice(_VALUES[field.type])


def random_message(kind: type[AnyMessage], source: random.Random, depth: int = 0) -> AnyMessage:
    """A message with about half of its fields set; fewer the deeper it lies in another one."""
    message = kind()
    for field in fields_in(kind):
        if source.random() > 0.5 / (1 + depth):
            continue
        present: Any = getattr(message, field.name)
        if is_map(field):
            key, value = entry_fields(field)
            for _ in range(source.randint(1, 3)):
                present[random_value(key, source)] = random_value(value, source)
        elif field.message_type is not None:
            for _ in range(source.randint(1, 2) if field.is_repeated else 1):
                part = present.add() if field.is_repeated else present
                part.SetInParent()
                part.CopyFrom(random_message(type(part), source, depth + 1))
        elif field.is_repeated:
            present.extend(random_value(field, source) for _ in range(source.randint(1, 4)))
        else:
            setattr(message, field.name, random_value(field, source))
    return message


def written_oddly(message: Message, source: random.Random) -> bytes:
    """A message's bytes as protobuf never writes, but must read them: fields in any order and several times, others of
    a oneof before the one that counts, lists in pieces, entries without a key or a value, numbers with needless bytes,
    fields stored otherwise than they should be, and fields of a newer contract. It may be another message then.
    """
    pieces = [_unknown(source) for _ in range(source.choice([0, 0, 1, 2]))]
    for field, value in message.ListFields():
        if is_map(field):
            pieces += [_entry(field, key, value[key], source) for key in value]
        elif field.is_repeated:
            pieces += _list(field, list(value), source)
        else:
            if source.random() < 0.2:
                rivals = list(field.containing_oneof.fields) if field.containing_oneof is not None else [field]
                pieces.append(_anything(source.choice(rivals), source))
            pieces.append(_field(field, value, source))
        if source.random() < 0.1:
            pieces.append(_stored_otherwise(field, source))
    if source.random() < 0.5:
        source.shuffle(pieces)
    return b"".join(pieces)


def _anything(field: FieldDescriptor, source: random.Random) -> bytes:
    if field.message_type is None:
        return _field(field, random_value(field, source), source)
    part = random_message(GetMessageClass(field.message_type), source, 2)
    return _field(field, part, source)


def _field(field: FieldDescriptor, value: Any, source: random.Random) -> bytes:
    return _tag(field.number, _STORED.get(field.type, VARINT), source) + _bare(field, value, source)


def _list(field: FieldDescriptor, values: list[Any], source: random.Random) -> Iterator[bytes]:
    if field.type in (FieldDescriptor.TYPE_STRING, FieldDescriptor.TYPE_BYTES, FieldDescriptor.TYPE_MESSAGE):
        yield from (_field(field, value, source) for value in values)
        return
    while values:
        count = source.randint(0, 3)
        piece, values = values[:count], values[count:]
        if count == 1:
            yield _field(field, piece[0], source)
        else:
            packed = b"".join(_bare(field, value, source) for value in piece)
            yield _tag(field.number, LENGTH_DELIMITED, source) + _sized(packed, source)


def _entry(field: FieldDescriptor, key: Any, value: Any, source: random.Random) -> bytes:
    parts = [_field(part, content, source) for part, content in zip(entry_fields(field), (key, value), strict=True)]
    if source.random() < 0.2:
        parts.pop(source.randrange(len(parts)))
    source.shuffle(parts)
    return _tag(field.number, LENGTH_DELIMITED, source) + _sized(b"".join(parts), source)


def _bare(field: FieldDescriptor, value: Any, source: random.Random) -> bytes:
    """A value without its tag."""
    if field.message_type is not None:
        return _sized(written_oddly(value, source), source)
    if field.type == FieldDescriptor.TYPE_STRING:
        value = value.encode()
    if isinstance(value, bytes):
        return _sized(value, source)
    if field.type == FieldDescriptor.TYPE_DOUBLE:
        return struct.pack("<d", value)
    if field.type == FieldDescriptor.TYPE_FLOAT:
        return struct.pack("<f", value)
    if field.type in (FieldDescriptor.TYPE_SINT32, FieldDescriptor.TYPE_SINT64):
        value = value << 1 if value >= 0 else ~(value << 1)
    if field.type in (FieldDescriptor.TYPE_UINT32, FieldDescriptor.TYPE_SINT32) and source.random() < 0.1:
        value |= source.getrandbits(31) << 32  # of 64 bits the lower half counts
    if field.type == FieldDescriptor.TYPE_BOOL and value:
        value = source.choice([1, 1, 2, 2**63])
    return _varint(value % 2**64, source)


def _varint(value: int, source: random.Random, longest: int = 10) -> bytes:
    groups = [value & 0x7F]
    while value := value >> 7:
        groups.append(value & 0x7F)
    if source.random() < 0.1:
        groups += [0] * source.randint(0, longest - len(groups))
    return bytes([*(group | 0x80 for group in groups[:-1]), groups[-1]])


# Google's implementation reads tags and sizes as numbers of 32 bits, in at most five bytes.
def _sized(contents: bytes, source: random.Random) -> bytes:
    return _varint(len(contents), source, 5) + contents


def _tag(number: int, stored: int, source: random.Random) -> bytes:
    return _varint(number << 3 | stored, source, 5)


def _contents(stored: int, source: random.Random) -> bytes:
    if stored == VARINT:
        return _varint(source.getrandbits(source.choice([1, 31, 64])), source)
    size = {FIXED64: 8, FIXED32: 4}.get(stored)
    if size is not None:
        return source.randbytes(size)
    return _sized(source.randbytes(source.choice([0, 3, 130])), source)


def _unknown(source: random.Random) -> bytes:
    stored = source.choice([VARINT, FIXED64, LENGTH_DELIMITED, FIXED32])
    return _tag(source.choice([1000, 2**21, 2**29 - 1]), stored, source) + _contents(stored, source)


def _stored_otherwise(field: FieldDescriptor, source: random.Random) -> bytes:
    allowed = {_STORED.get(field.type, VARINT), LENGTH_DELIMITED}
    stored = source.choice(sorted({VARINT, FIXED64, FIXED32} - allowed))
    return _tag(field.number, stored, source) + _contents(stored, source)


def damaged(encoded: bytes, source: random.Random) -> bytes:
    """Bytes with an end that is missing, or with a few that are others."""
    if source.random() < 0.5 and encoded:
        return encoded[: source.randrange(len(encoded))]
    changed = bytearray(encoded)
    for _ in range(source.randint(1, 3) if changed else 0):
        changed[source.randrange(len(changed))] = source.choice([0, 1, 0x7F, 0x80, 0xFF, source.getrandbits(8)])
    return bytes(changed)


def parsed(kind: type[AnyMessage], encoded: bytes) -> AnyMessage | None:
    """The message that Google's implementation reads, unknown fields among it; None if it refuses."""
    try:
        return kind.FromString(encoded)
    except DecodeError:
        return None


def as_json(message: Message) -> dict[str, Any]:
    """The fields that are set, as the bridges' JSON has them: by their .proto names, enums as numbers."""
    found: dict[str, Any] = json_format.MessageToDict(
        message, preserving_proto_field_name=True, use_integers_for_enums=True
    )
    return found


def read_json(kind: type[AnyMessage], fields: dict[str, Any]) -> AnyMessage:
    """The message of a bridge's JSON."""
    return json_format.ParseDict(fields, kind())


def named(message: Message) -> dict[str, Any]:
    """A message's JSON with the name of its type as ``message``, as probes take them."""
    return {"message": message.DESCRIPTOR.name, **as_json(message)}


@dataclass(frozen=True, slots=True)
class Case:
    """What a bridge shall read: a message's bytes, and its JSON; without that, only whether it reads them counts."""

    kind: type[Message]
    encoded: bytes
    json: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a bridge made of a case: the message it decoded written again, its JSON, and the bytes of a message that it
    read from the case's JSON. Instead of an answer there is None where it refused the bytes.
    """

    encoded: bytes
    json: str
    from_json: bytes


def random_cases(count: int, seed: int) -> list[Case]:
    """Messages of all types in turn, every other one written oddly."""
    source = random.Random(seed)
    kinds = message_kinds()
    cases = []
    for index in range(count):
        kind = kinds[index // 2 % len(kinds)]
        encoded = random_message(kind, source).SerializeToString(deterministic=True)
        if index % 2:
            encoded = written_oddly(kind.FromString(encoded), source)
        text = json.dumps(as_json(kind.FromString(encoded)), ensure_ascii=source.random() < 0.5)
        cases.append(Case(kind, encoded, text))
    return cases


def cut_cases() -> list[Case]:
    """A message within messages, cut behind each of its bytes."""
    event = terrain_pb2.TerrainEvent(
        result=terrain_pb2.TerrainResult(
            recipe=common_pb2.Recipe(domain="terrain", model_sha256={"model": "00"}),
            artifacts=[common_pb2.Artifact(kind="heights_f32", size_bytes=2**63, height_min_m=-3.5)],
            width_px=129,
        )
    )
    whole = event.SerializeToString(deterministic=True)
    return [Case(terrain_pb2.TerrainEvent, whole[:size]) for size in range(len(whole))]


def damaged_cases(count: int, seed: int) -> list[Case]:
    """Bytes that are nearly messages; some are by chance. What they mean then is not asked for: protobuf leaves open
    what becomes of fields that do not belong into an entry of a map.
    """
    source = random.Random(seed)
    cases = random_cases(count, seed)
    # Google's implementation is less strict with types that have no fields.
    return [Case(case.kind, damaged(case.encoded, source)) for case in cases if fields_in(case.kind)]


def write_cases(path: Path, cases: Iterable[Case]) -> None:
    """The file that a bridge reads: the type's name, bytes and JSON of each case."""
    with path.open("wb") as file:
        for case in cases:
            for part in (case.kind.DESCRIPTOR.name.encode(), case.encoded, case.json.encode()):
                file.write(struct.pack("<I", len(part)) + part)


def read_answers(path: Path) -> list[Answer | None]:
    """The file that a bridge wrote."""
    data = path.read_bytes()
    position = 0
    answers: list[Answer | None] = []

    def take() -> bytes | None:
        nonlocal position
        (size,) = struct.unpack_from("<I", data, position)
        position += 4
        if size == _REFUSED:
            return None
        part = data[position : position + size]
        assert len(part) == size, "the file ends too early"
        position += size
        return part

    while position < len(data):
        parts: list[bytes] = []
        while len(parts) < 3 and (part := take()) is not None:
            parts.append(part)
        answers.append(Answer(parts[0], parts[1].decode(), parts[2]) if parts else None)
    return answers


def differences(cases: Sequence[Case], answers: Sequence[Answer | None]) -> list[str]:
    """What answers differ in from what Google's implementation says, each with its case's number."""
    assert len(answers) == len(cases)
    found = []
    for number, (case, answer) in enumerate(zip(cases, answers, strict=True)):
        what = _difference(case, answer)
        if what:
            found.append(f"case {number}, {case.kind.DESCRIPTOR.name} {case.encoded.hex()}: {what}")
    return found


def _difference(case: Case, answer: Answer | None) -> str:
    expected = parsed(case.kind, case.encoded)
    if expected is None or answer is None:
        return "" if expected is None and answer is None else f"refused by {'Google' if answer else 'the bridge'} alone"
    if not case.json:
        return ""
    again = parsed(case.kind, answer.encoded)
    if again is None or _content(again) != _content(expected):
        return f"written again as {answer.encoded.hex()}"
    # Godot leaves control characters in JSON as they are.
    if not _same(json.loads(answer.json, strict=False), as_json(expected)):
        return f"its JSON is {answer.json}, not {as_json(expected)}"
    from_json = parsed(case.kind, answer.from_json)
    if from_json is None or not _same(as_json(from_json), json.loads(case.json)):
        return f"from JSON {case.json} becomes {answer.from_json.hex()}"
    return ""


def _content(message: Message) -> bytes | str:
    """All fields of a message, unknown ones among them; bytes where they will do, since text takes long."""
    encoded = message.SerializeToString(deterministic=True)
    # Of what is no number there are many kinds, and processors do not tell them all apart.
    if b"\x7f" in encoded or b"\xff" in encoded:
        return text_format.MessageToString(message, print_unknown_fields=True)
    return encoded


def _same(one: Any, other: Any) -> bool:
    """Whether JSON is the same, except for the digits of numbers that mean the same 32 bits; zero has no sign here."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_same, one, other))
    if isinstance(other, float) and isinstance(one, int | float) and not isinstance(one, bool):
        return one == other or (abs(other) < 3.5e38 and struct.pack("<f", one) == struct.pack("<f", other))
    return bool(one == other) and isinstance(one, bool) == isinstance(other, bool)
