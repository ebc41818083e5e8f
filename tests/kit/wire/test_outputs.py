"""What may be asked for: each kind once, what is wrong named by its place."""

from __future__ import annotations

from procgen.errors import Violation
from procgen.kit.wire.outputs import kind_of, read_kinds
from procgen.v1 import terrain_pb2

KINDS = ("png16", "exr")


def kind(number: int) -> str | None:
    return kind_of(terrain_pb2.TerrainOutput, "TERRAIN_OUTPUT_", number, KINDS)


PNG, EXR, GLB = (terrain_pb2.TerrainOutput.Value(f"TERRAIN_OUTPUT_{name}") for name in ("PNG16", "EXR", "GLB"))


def test_kinds_by_their_numbers() -> None:
    found: list[Violation] = []
    assert read_kinds([EXR, PNG], kind, KINDS, found) == ["exr", "png16"]
    assert found == []
    assert [kind(number) for number in (0, GLB, 99_999, -1)] == [None] * 4


def test_what_is_wrong_is_named_by_its_place() -> None:
    found: list[Violation] = []
    assert read_kinds([PNG, GLB, PNG, EXR], kind, KINDS, found) == ["png16", "exr"]
    assert [(each.field, each.value, each.allowed) for each in found] == [
        ("outputs[1]", str(GLB), "one of png16, exr"),
        ("outputs[2]", "png16 again", "each output once"),
    ]


def test_too_many_are_refused_as_a_whole() -> None:
    found: list[Violation] = []
    assert read_kinds(["a"] * 3, lambda name: name, ("a",), found, most=2, field="arrays") == []
    assert [(each.field, each.value, each.allowed) for each in found] == [("arrays", "3 outputs", "at most 2")]
