"""Errors on the wire: every bad field is named, within what clients accept."""

from __future__ import annotations

import pytest
from google.rpc import status_pb2
from hypothesis import given
from hypothesis import strategies as st

from procgen.errors import InvalidFields, Violation
from procgen.server.status import wire_status
from procgen.v1 import common_pb2
from tests.client import error_detail

texts = st.text(max_size=120)


@given(st.lists(st.builds(Violation.of, texts, texts, st.text(max_size=3000)), min_size=1, max_size=300))
def test_trailers_stay_within_what_clients_accept(violations: list[Violation]) -> None:
    status = wire_status(InvalidFields(violations), "some-request-id")
    assert sum(len(name) + len(value) + 32 for name, value in status.trailers()) <= 16 << 10, "the hard limit, encoded"
    assert len(status.details) + len(status.message.encode()) <= 7800, "the soft limit"


@pytest.mark.parametrize("count", [1, 10, 30, 100, 1000])
def test_slips_in_many_names_stay_within_what_clients_accept(count: int) -> None:
    violations = [Violation.of(f"outputs[{index}]", "heights_f3", "one of heights_f32, r16") for index in range(count)]
    status = wire_status(InvalidFields(violations), "some-request-id")
    assert len(status.details) + len(status.message.encode()) <= 7800
    assert error_detail(status_pb2.Status.FromString(status.details)).remedy.startswith(
        "outputs[0]: did you mean heights_f32? "
    )


@given(st.integers(1, 40), st.integers(1, 3000))
def test_all_fields_are_named_in_fewer_words(count: int, words: int) -> None:
    violations = [Violation.of(f"outputs[{index}]", index, "a" * words) for index in range(count)]
    detail = error_detail(status_pb2.Status.FromString(wire_status(InvalidFields(violations), "x").details))
    assert [each.field for each in detail.violations] == [each.field for each in violations]


def test_what_has_no_room_is_counted() -> None:
    violations = [Violation.of(f"sketch.heights_m[{index}]", "nan", "a number") for index in range(1000)]
    detail = error_detail(status_pb2.Status.FromString(wire_status(InvalidFields(violations), "x").details))
    assert isinstance(detail, common_pb2.ErrorDetail)
    last = detail.violations[-1]
    assert last.field == "request"
    assert last.value.startswith(f"{1000 - len(detail.violations) + 1} fields more")
