"""Files that come in pieces: on disk, bounded, whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from procgen.errors import InvalidFields
from procgen.studio.uploads import KEPT_S, UPLOAD_BYTES, Uploads


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def uploads(clock: Clock) -> Iterator[Uploads]:
    made = Uploads(clock)
    yield made
    made.close()


def test_pieces_make_the_file_again_under_its_own_name(uploads: Uploads) -> None:
    number = uploads.begin("land.tif", 10)
    assert uploads.put(number, 0, b"01234") == 5
    with pytest.raises(InvalidFields, match=r"upload: got 5 bytes"):
        uploads.whole(number)
    assert uploads.put(number, 5, b"56789") == 10
    path = uploads.whole(number)
    assert (path.name, path.read_bytes()) == ("land.tif", b"0123456789")
    uploads.close()
    assert not path.parent.parent.exists()


@pytest.mark.parametrize("name", ["", "../land.tif", "a/b.tif", "a\\b.tif", "..", "x" * 121, "a\0b"])
def test_names_lead_nowhere_else(uploads: Uploads, name: str) -> None:
    with pytest.raises(InvalidFields, match="name: got"):
        uploads.begin(name, 10)


@pytest.mark.parametrize("size", [0, UPLOAD_BYTES + 1, 2**30])
def test_what_is_too_large_is_refused_before_it_comes(uploads: Uploads, size: int) -> None:
    with pytest.raises(InvalidFields, match=f"size: got {size} bytes, allowed is 1 to {UPLOAD_BYTES} bytes"):
        uploads.begin("land.tif", size)


@pytest.mark.parametrize(("offset", "data"), [(1, b"0"), (0, b"0123456789a"), (4, b"")])
def test_pieces_come_in_order_and_not_beyond_the_end(uploads: Uploads, offset: int, data: bytes) -> None:
    number = uploads.begin("land.tif", 10)
    with pytest.raises(InvalidFields, match="offset: got"):
        uploads.put(number, offset, data)


def test_all_files_together_are_bounded_and_old_ones_go(uploads: Uploads, clock: Clock) -> None:
    first, *others = (uploads.begin("land.tif", UPLOAD_BYTES) for _ in range(3))
    with pytest.raises(InvalidFields, match="upload: got"):
        uploads.put(first, 0, b"0")
    assert uploads.put(others[-1], 0, b"0") == 1
    clock.now = KEPT_S + 1
    uploads.begin("land.tif", 1)
    with pytest.raises(InvalidFields, match="a file that was begun"):
        uploads.whole(others[-1])
