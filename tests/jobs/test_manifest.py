from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procgen.errors import Failed
from procgen.jobs.manifest import Manifest, read_manifest


def row(number: int, *, failed: bool = False, **more: object) -> dict[str, Any]:
    error = {"code": "INTERNAL", "reason": "INTERNAL", "message": "no"} if failed else None
    return {"number": number, "key": f"{number % 7:064x}", "method": "/a/B", **more, "error": error}


def test_rows_are_found_by_number_and_key_and_read_again(tmp_path: Path) -> None:
    path = tmp_path / "new" / "manifest.jsonl"
    manifest = Manifest(path, resume=False)
    rows = [row(3, text="ünï"), row(4, failed=True), row(1)]
    for each in rows:
        manifest.append(each)
    assert list(read_manifest(path)) == rows, "they are there at once"
    assert manifest.row_of(3) == rows[0]
    assert manifest.row_of(4) is None, "it failed"
    assert manifest.row_of(2) is None
    assert manifest.row_of_key(rows[2]["key"]) == rows[2]
    assert manifest.row_of_key(rows[1]["key"]) is None
    manifest.close()
    assert list(read_manifest(path)) == rows


def test_one_that_is_there_is_not_written_over(tmp_path: Path) -> None:
    path = tmp_path / "manifest.jsonl"
    path.touch()
    manifest = Manifest(path, resume=False)  # nothing is in it
    manifest.append(row(1))
    manifest.close()
    with pytest.raises(Failed, match="is there already"):
        Manifest(path, resume=False)
    assert len(list(read_manifest(path))) == 1


ANOTHER = """
import sys
from pathlib import Path
from procgen.jobs.manifest import Manifest
Manifest(Path(sys.argv[1]), resume=True)
"""


def test_a_process_at_a_time_writes_it(tmp_path: Path) -> None:
    path = tmp_path / "manifest.jsonl"
    manifest = Manifest(path, resume=False)
    with pytest.raises(Failed, match="another process works"):
        Manifest(path, resume=True)
    done = subprocess.run([sys.executable, "-c", ANOTHER, str(path)], capture_output=True, text=True)
    assert "another process works" in done.stderr
    manifest.close()
    Manifest(path, resume=True).close()


def test_a_place_that_can_not_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(Failed, match="can't be written"):
        Manifest(tmp_path / "file" / "manifest.jsonl", resume=False)


@given(
    numbers=st.lists(st.tuples(st.integers(1, 9), st.booleans()), max_size=12),
    torn=st.integers(0, 60),
    junk=st.sampled_from(
        [b"", b"\n", b"junk\n", b"[1]\n", b'{"number": 1}\n', b'{"number": 2, "key": "../x", "error": null}\n']
    ),
)
def test_resuming_keeps_the_last_whole_row_of_each_job_that_is_done(
    tmp_path_factory: pytest.TempPathFactory, numbers: list[tuple[int, bool]], torn: int, junk: bytes
) -> None:
    path = tmp_path_factory.mktemp("manifest") / "manifest.jsonl"
    rows = [row(number, failed=failed, at=at) for at, (number, failed) in enumerate(numbers)]
    lines = [json.dumps(each).encode() + b"\n" for each in rows]
    path.write_bytes(b"".join(lines[:3]) + junk + b"".join(lines[3:]) + json.dumps(row(5)).encode()[:torn])
    expected = {each["number"]: each for each in rows if each["error"] is None}
    manifest = Manifest(path, resume=True)
    found = list(read_manifest(path))
    assert {each["number"]: each for each in found} == expected
    assert len(found) == len(expected), "each once"
    for number in range(1, 10):
        assert manifest.row_of(number) == expected.get(number)
    manifest.append(row(20, text="after"))
    assert manifest.row_of(20) == row(20, text="after")
    manifest.close()
    assert path.read_bytes().endswith(b"\n")
    assert len(list(read_manifest(path))) == len(expected) + 1


def test_a_row_that_replaces_another_stands_alone_in_the_end(tmp_path: Path) -> None:
    path = tmp_path / "manifest.jsonl"
    manifest = Manifest(path, resume=False)
    for number in range(1, 6):
        manifest.append(row(number))
    manifest.forget(2)
    assert manifest.row_of(2) is None
    manifest.append(row(2, again=True))
    manifest.forget(4)
    manifest.append(row(4, failed=True))
    manifest.close()
    assert [(each["number"], each.get("again"), bool(each["error"])) for each in read_manifest(path)] == [
        (1, None, False),
        (3, None, False),
        (5, None, False),
        (2, True, False),
        (4, None, True),
    ]


def test_a_row_that_there_is_no_room_for_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "manifest.jsonl"
    manifest = Manifest(path, resume=False)
    manifest.append(row(1))
    real = manifest._file

    class Full:
        def write(self, data: bytes) -> int:
            if len(data) < 20:
                raise OSError(28, os.strerror(28))
            return real.write(data[: len(data) // 2])

        def __getattr__(self, name: str) -> Any:
            return getattr(real, name)

    monkeypatch.setattr(manifest, "_file", Full())
    with pytest.raises(OSError, match="No space"):
        manifest.append(row(2))
    monkeypatch.undo()
    manifest.append(row(3))
    manifest.close()
    assert list(read_manifest(path)) == [row(1), row(3)]
