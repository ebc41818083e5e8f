from __future__ import annotations

import math
from typing import Any

import pytest
from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.message import Message
from hypothesis import given
from hypothesis import strategies as st

from procgen.errors import InvalidFields
from procgen.kit.wire.blobs import BlobStore
from procgen.kit.wire.call import Call, Method
from procgen.kit.wire.finite import non_finite, refuse_non_finite, refusing
from procgen.runtime.store import ModelStore
from procgen.served import all_services
from procgen.v1 import character_pb2, terrain_pb2
from tests.client import small_request
from tests.figures import figure

METHODS = [method for service in all_services(ModelStore(), BlobStore()).services() for method in service.methods()]
REALS = (FieldDescriptor.CPPTYPE_FLOAT, FieldDescriptor.CPPTYPE_DOUBLE)
DEPTH = 5


def real_fields(kind: Descriptor, within: tuple[FieldDescriptor, ...] = ()) -> list[tuple[FieldDescriptor, ...]]:
    """The ways to all real numbers of a message, each as the fields on it."""
    found = []
    for field in kind.fields if len(within) < DEPTH else ():
        if field.message_type is not None:
            found += real_fields(field.message_type, (*within, field))
        elif field.cpp_type in REALS:
            found.append((*within, field))
    return found


def put(message: Any, way: tuple[FieldDescriptor, ...], value: float) -> str:
    """Set the number at the end of a way; returns the path that names it."""
    field, *rest = way
    name: str = field.name
    if field.message_type is not None and field.message_type.GetOptions().map_entry:
        key = "some"
        values = getattr(message, name)
        inner = rest[0]
        if inner.message_type is None:
            values[key] = value
            return f"{name}.{key}"
        return f"{name}.{key}." + put(values[key], tuple(rest[1:]), value)
    if field.message_type is not None:
        if field.is_repeated:
            getattr(message, name).add()
            return f"{name}[1]." + put(getattr(message, name).add(), tuple(rest), value)
        inner_message = getattr(message, name)
        inner_message.SetInParent()
        return f"{name}." + put(inner_message, tuple(rest), value)
    if field.is_repeated:
        getattr(message, name).extend([0.5, value, 0.25])
        return f"{name}[1]"
    setattr(message, name, value)
    return name


WAYS = [(method.request_type, way) for method in METHODS for way in real_fields(method.request_type.DESCRIPTOR)]


def test_every_real_number_of_every_request_is_looked_at() -> None:
    """All fields of all methods, found in the descriptors by another way than the one that is tested."""
    for request_type, way in WAYS:
        for value in (math.nan, math.inf, -math.inf):
            message = request_type()
            path = put(message, way, value)
            assert [(each.field, each.value) for each in non_finite(message)] == [(path, str(value))]
            with pytest.raises(InvalidFields):
                refuse_non_finite(message)
        message = request_type()
        put(message, way, 3.4e38)
        assert non_finite(message) == []
    figure("fields with real numbers, each tried with NaN and both infinities", len(WAYS), "fields")
    assert len(WAYS) > 100


@given(st.lists(st.floats(width=32), max_size=200))
def test_lists_are_refused_exactly_if_one_is_not_finite(values: list[float]) -> None:
    message = terrain_pb2.TerrainRequest(sketch={"heights_m": values})
    bad = [index for index, value in enumerate(values) if not math.isfinite(value)]
    assert [each.field for each in non_finite(message)] == [f"sketch.heights_m[{index}]" for index in bad[:64]]


def test_numbers_that_overflow_only_together_are_fine() -> None:
    assert non_finite(terrain_pb2.TerrainRequest(sketch={"heights_m": [3.4e38] * 1000})) == []


def test_no_more_is_said_than_anybody_reads() -> None:
    message = terrain_pb2.TerrainRequest(sketch={"heights_m": [math.nan] * 100_000})
    assert len(non_finite(message)) == 64


def test_a_method_refuses_with_all_that_is_wrong() -> None:
    method = next(each for each in METHODS if each.path == "/procgen.v1.TerrainService/Generate")
    request = small_request(relief_m=math.nan, width_px=1, landform="moon")
    wrong = non_finite(request)
    with pytest.raises(InvalidFields) as refused:
        refusing(method, wrong).handler(request, Call("id"))  # type: ignore[call-arg]
    fields = [each.field for each in refused.value.violations]
    assert sorted(fields) == ["landform", "relief_m", "width_px"]


def test_a_method_that_would_accept_them_refuses_all_the_same() -> None:
    """Whatever a service's own check overlooks."""

    def accepting(_request: Message) -> None:
        return None

    def never(_request: Message, _call: Call) -> Message:
        raise AssertionError("it must not be asked")

    request = character_pb2.VaryRequest(amount=math.nan)
    for check in (None, accepting):
        method = Method("/a/B", character_pb2.VaryRequest, never, streaming=True, heavy=True, check=check)
        with pytest.raises(InvalidFields) as refused:
            refusing(method, non_finite(request)).handler(request, Call("id"))  # type: ignore[call-arg]
        assert [each.field for each in refused.value.violations] == ["amount"]
