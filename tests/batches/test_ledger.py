"""What a server knows of its batches outlives the server, however it ends."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from procgen.batches.ledger import FILE_NAME, Ledger, Row, State, Wanted
from procgen.errors import Busy, Failed, NoRoom

METHOD = "/procgen.v1.TerrainService/Generate"
KEYS = [f"{number:064x}" for number in range(40)]


def jobs(count: int) -> list[Wanted]:
    return [Wanted(index, METHOD, b"request %d" % index, "size", ("ab" * 32,)) for index in range(count)]


def row(index: int, reason: str = "", *, kept: bool = False) -> Row:
    return Row(index, KEYS[index], METHOD, kept, "recipe", 100 + index, 0.5, reason, "no room" if reason else "")


EVENTS = st.lists(st.tuples(st.integers(0, 39), st.booleans(), st.booleans()), max_size=60)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(EVENTS)
def test_rows_are_counted_once_a_job_and_keep_their_places(
    tmp_path_factory: pytest.TempPathFactory, events: list[tuple[int, bool, bool]]
) -> None:
    folder = tmp_path_factory.mktemp("ledger")
    ledger = Ledger(folder)
    number = ledger.add("one", "print", jobs(40), []).number
    first: dict[int, Row] = {}
    for index, failed, kept in events:
        ledger.add_row(number, row(index, "BUSY" if failed else "", kept=kept))
        first.setdefault(index, row(index, "BUSY" if failed else "", kept=kept))
    ledger.close()
    ledger = Ledger(folder)  # as another process would find it
    standing = ledger.find("one")
    assert standing is not None
    done = [each for each in first.values() if not each.reason]
    assert standing.rows == len(first)
    assert (standing.done, standing.failed) == (len(done), len(first) - len(done))
    assert standing.kept == sum(each.kept for each in done)
    assert standing.size_bytes == sum(each.size_bytes for each in first.values())
    read = ledger.rows(number, 0)
    assert [each.cursor for each in read] == list(range(1, len(first) + 1))
    assert [each.job_index for each in read] == list(first)
    assert [each.key for each in read] == [KEYS[index] for index in first]
    assert ledger.rows(number, len(first) // 2) == read[len(first) // 2 :]
    left = list(ledger.pending(number))
    assert left == [job for job in jobs(40) if job.job_index not in first]
    for index, said in first.items():
        known = ledger.row_of(number, KEYS[index])
        assert known == (None if said.reason else read[list(first).index(index)])
    ledger.close()


def test_more_jobs_and_rows_than_are_read_at_once_come_complete(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    number = ledger.add("many", "print", (Wanted(index, METHOD, b"") for index in range(1000)), []).number
    assert [job.job_index for job in ledger.pending(number)] == list(range(1000))
    for index in reversed(range(1000)):
        ledger.add_row(number, Row(index, f"{index:064x}", METHOD, False, "", 1, 0.0))
    cursor, seen = 0, []
    while rows := ledger.rows(number, cursor):
        seen += [each.job_index for each in rows]
        cursor = rows[-1].cursor
    assert seen == list(reversed(range(1000)))
    ledger.close()


def test_an_end_is_final_and_gives_room_back(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path, clock=lambda: 1234.5)
    blob = os.urandom(1 << 20)
    number = ledger.add("one", "print", jobs(3), [("ab" * 32, blob)]).number
    assert ledger.blob(number, "ab" * 32) == blob
    assert ledger.blob(number, "cd" * 32) is None
    ledger.add_row(number, row(0))
    ledger.end(number, State.CANCELLED)
    ledger.end(number, State.DONE)
    [standing] = ledger.batches()
    assert (standing.state, standing.ended_ms) == (State.CANCELLED, 1234500)
    assert list(ledger.pending(number)) == []
    assert ledger.blob(number, "ab" * 32) is None
    assert [each.key for each in ledger.rows(number, 0)] == [KEYS[0]], "what was made can still be asked for"
    ledger.close()
    assert (tmp_path / FILE_NAME).stat().st_size < len(blob)


def test_the_forgotten_are_gone_and_their_names_free(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    first = ledger.add("one", "print", jobs(3), []).number
    ledger.add_row(first, row(1))
    ledger.end(first, State.DONE)
    ledger.forget(first)
    assert ledger.find("one") is None
    assert ledger.batches() == []
    again = ledger.add("one", "other", jobs(2), [])
    assert again.number != first
    assert (again.total, again.rows, ledger.rows(again.number, 0)) == (2, 0, [])
    ledger.close()


def test_two_servers_never_have_the_same_batches(tmp_path: Path) -> None:
    first = Ledger(tmp_path)
    with pytest.raises(Failed, match="another server") as refused:
        Ledger(tmp_path)
    assert "--cache" in refused.value.remedy
    first.close()
    Ledger(tmp_path).close()


def test_who_asks_once_more_is_told_that_the_server_ends(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    number = ledger.add("one", "print", jobs(3), []).number
    ledger.close()
    for ask in (ledger.batches, lambda: ledger.rows(number, 0), lambda: ledger.add_row(number, row(1))):
        with pytest.raises(Busy, match="shutting down") as refused:
            ask()
        assert refused.value.retry_after_ms > 0
    ledger.close()


def test_a_damaged_file_is_named_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"no database " * 1000)
    with pytest.raises(Failed, match="damaged"):
        Ledger(tmp_path)
    assert (tmp_path / FILE_NAME).read_bytes() == b"no database " * 1000


def test_a_file_of_another_version_is_left_alone(tmp_path: Path) -> None:
    Ledger(tmp_path).close()
    with sqlite3.connect(tmp_path / FILE_NAME) as other:
        other.execute("PRAGMA user_version = 99")
    other.close()
    with pytest.raises(Failed, match="version"):
        Ledger(tmp_path)


def test_a_place_that_can_not_be_a_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Failed, match="file"):
        Ledger(tmp_path / "file" / "batches")


def test_a_full_disk_takes_a_batch_as_a_whole_or_not_at_all(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    [pages] = ledger._sqlite.execute("PRAGMA page_count").fetchone()
    ledger._sqlite.execute(f"PRAGMA max_page_count = {pages + 8}")  # SQLite then says what it says of a full disk
    with pytest.raises(NoRoom) as refused:
        ledger.add("large", "print", jobs(3), [("ab" * 32, bytes(1 << 20))])
    assert refused.value.retry_after_ms > 0
    assert ledger.batches() == []
    ledger.add("small", "print", jobs(3), [])
    ledger._sqlite.execute("PRAGMA max_page_count = 1000000")
    ledger.add("large", "print", jobs(3), [("ab" * 32, bytes(1 << 20))])
    assert {standing.id for standing in ledger.batches()} == {"small", "large"}
    ledger.close()


WRITER = """
import sys
from pathlib import Path
from procgen.batches.ledger import Ledger, Row
ledger = Ledger(Path(sys.argv[1]))
number = ledger.find("one").number
for job in list(ledger.pending(number)):
    ledger.add_row(number, Row(job.job_index, f"{job.job_index:064x}", job.method, False, "", 1, 0.0))
    print(job.job_index, flush=True)
"""


def test_what_was_said_before_a_kill_is_still_said(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    ledger.add("one", "print", (Wanted(index, METHOD, b"") for index in range(5000)), [])
    ledger.close()
    told = 0
    for lines in (1, 40, 200):
        command = [sys.executable, "-c", WRITER, str(tmp_path)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
            assert writer.stdout is not None
            for _ in range(lines):
                told = int(writer.stdout.readline())
            writer.send_signal(signal.SIGKILL)
            writer.wait()
            told = max([told, *(int(line) for line in writer.stdout.read().split())])
        ledger = Ledger(tmp_path)
        standing = ledger.find("one")
        assert standing is not None
        assert told < standing.done == standing.size_bytes <= told + 2
        left = list(ledger.pending(standing.number))
        assert [job.job_index for job in left] == list(range(standing.done, 5000))
        ledger.close()
