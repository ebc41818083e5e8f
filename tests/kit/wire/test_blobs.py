"""Inputs sent ahead: whole or not at all, bounded, forgotten after a while."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procgen.errors import InvalidFields
from procgen.kit.wire.blobs import BLOB_BYTES, KEPT_BLOBS, BlobStore


def named(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def put_all(store: BlobStore, data: bytes, piece: int = 1000) -> tuple[int, bool]:
    answer = (0, False)
    for start in range(0, len(data), piece):
        answer = store.put(named(data), len(data), start, data[start : start + piece])
    return answer


def violations(store: BlobStore, *arguments: object) -> set[str]:
    with pytest.raises(InvalidFields) as caught:
        store.put(*arguments)  # type: ignore[arg-type]
    return {violation.field for violation in caught.value.violations}


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@given(st.binary(min_size=1, max_size=300), st.lists(st.integers(0, 300), max_size=12))
def test_pieces_in_any_overlap_make_the_blob(data: bytes, starts: list[int]) -> None:
    store = BlobStore()
    name = named(data)
    received = 0
    for start in [*starts, *range(0, len(data), 7)]:
        start = min(start, received, len(data))
        received, complete = store.put(name, len(data), start, data[start : start + 9])
        assert complete == (received == len(data))
        assert store.get(name) == (data if complete else None)
    assert store.get(name) == data


def test_a_blob_can_be_asked_for_before_it_is_sent() -> None:
    store = BlobStore()
    data = b"photo" * 500
    assert store.put(named(data), len(data), 0, b"") == (0, False)
    assert store.size_bytes == 0
    store.put(named(data), len(data), 0, data[:100])
    assert store.put(named(data), len(data), 0, b"") == (100, False)
    put_all(store, data)
    assert store.put(named(data), len(data), 0, b"") == (len(data), True)


def test_what_is_wrong_is_named() -> None:
    store = BlobStore()
    name = named(b"x" * 10)
    assert violations(store, "", 0, 0, b"") == {"sha256", "total_bytes"}
    assert violations(store, name.upper(), 10, 0, b"x") == {"sha256"}
    assert violations(store, name, BLOB_BYTES + 1, 0, b"x") == {"total_bytes"}
    assert violations(store, name, 10, 5, b"x" * 6) == {"offset_bytes"}
    assert violations(store, name, 10, 1, b"x") == {"offset_bytes"}, "a gap at the start"
    assert violations(store, name, 2**64 - 1, 2**64 - 1, b"x") == {"total_bytes"}
    store.put(name, 10, 0, b"xxx")
    assert violations(store, name, 11, 3, b"x") == {"total_bytes"}
    assert violations(store, name, 10, 4, b"x") == {"offset_bytes"}


def test_bytes_of_another_name_are_forgotten() -> None:
    store = BlobStore()
    name = named(b"right")
    assert violations(store, name, 5, 0, b"wrong") == {"sha256"}
    assert store.size_bytes == 0
    assert store.put(name, 5, 0, b"right") == (5, True)


def test_memory_is_bounded_and_the_least_used_go_first() -> None:
    store = BlobStore(kept_bytes=1000)
    blobs = [bytes([number]) * 300 for number in range(3)]
    for data in blobs:
        put_all(store, data)
    assert store.get(named(blobs[0])) == blobs[0]
    put_all(store, b"new" * 100)
    assert store.size_bytes <= 1000
    assert store.get(named(blobs[0])) == blobs[0], "it was asked for"
    assert store.get(named(blobs[1])) is None


def test_beginnings_are_bounded_too() -> None:
    store = BlobStore()
    for number in range(KEPT_BLOBS + 200):
        store.put(f"{number:064x}", 1 << 20, 0, b"\0" * 100)
    assert store.size_bytes <= KEPT_BLOBS * 100


def test_blobs_are_forgotten_after_a_while() -> None:
    clock = Clock()
    store = BlobStore(kept_s=10.0, clock=clock)
    put_all(store, b"kept")
    clock.now = 9.0
    assert store.get(named(b"kept")) == b"kept"
    clock.now = 18.0
    assert store.get(named(b"kept")) == b"kept", "each use counts anew"
    clock.now = 29.0
    assert store.get(named(b"kept")) is None
    assert store.size_bytes == 0
