"""The database under an index: transactions that wait for others, come to nothing, or find it damaged."""

import sqlite3
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest

from procgen.errors import Busy, Failed
from procgen.jobs.content import ContentStore
from procgen.jobs.database import Database
from procgen.jobs.index import INDEX_NAME
from tests.figures import figure

TABLES = ("CREATE TABLE things (name TEXT)",)


@pytest.fixture
def ended() -> list[bool]:
    return []


@pytest.fixture
def database(tmp_path, ended) -> Database:
    def fill(connection: sqlite3.Connection) -> None:
        connection.execute("INSERT INTO things VALUES ('filled')")

    return Database(tmp_path / "things.sqlite", 3, TABLES, fill=fill, ended=ended.append)


def add(database: Database, name: str, wait_s: float = 1.0) -> None:
    database.write(lambda connection: connection.execute("INSERT INTO things VALUES (?)", (name,)), wait_s)


def names(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return [name for (name,) in connection.execute("SELECT name FROM things")]


def test_a_new_one_is_filled_and_kept(tmp_path, database, ended):
    add(database, "one")
    database.close()
    add(database, "two")
    database.close()
    assert names(tmp_path / "things.sqlite") == ["filled", "one", "two"]
    assert ended == [True, True]


def test_what_raises_comes_to_nothing(tmp_path, database, ended):
    def work(connection: sqlite3.Connection) -> None:
        connection.execute("INSERT INTO things VALUES ('half')")
        raise Failed("on purpose")

    with pytest.raises(Failed, match="on purpose"):
        database.write(work)
    add(database, "whole")
    database.close()
    assert names(tmp_path / "things.sqlite") == ["filled", "whole"]
    assert ended == [False, True]


def test_another_process_that_holds_it_is_waited_for_and_then_given_up(tmp_path, database, ended):
    add(database, "one")
    other = sqlite3.connect(tmp_path / "things.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Busy, match="in use by another process") as busy:
        add(database, "two", wait_s=0.05)
    assert busy.value.retry_after_ms > 0
    other.execute("ROLLBACK")
    other.close()
    add(database, "two")
    database.close()
    assert names(tmp_path / "things.sqlite") == ["filled", "one", "two"]


def test_another_thread_that_holds_it_is_given_up_as_well(database):
    holds, may_end = threading.Event(), threading.Event()

    def work(_: sqlite3.Connection) -> None:
        holds.set()
        may_end.wait()

    thread = threading.Thread(target=database.write, args=(work,))
    thread.start()
    holds.wait()
    with pytest.raises(Busy, match="in use by another thread"):
        add(database, "two", wait_s=0.05)
    may_end.set()
    thread.join()
    database.close()


def test_two_that_find_it_damaged_go_on_with_one_new_one(tmp_path, database):
    path = tmp_path / "things.sqlite"
    add(database, "before")
    other = Database(path, 3, TABLES, fill=lambda _: None, ended=lambda _: None)
    add(other, "before")
    path.write_bytes(b"damaged" * 1000)
    for each in (database, other, database, other):
        add(each, "after")
    database.close()
    other.close()
    assert names(path).count("after") == 4


def test_reads_of_a_store_do_not_wait_for_who_holds_its_index(tmp_path):
    key = "a" * 64
    with closing(ContentStore(tmp_path, limit_bytes=1 << 20)) as store:
        store.put(key, b"data")
        other = sqlite3.connect(tmp_path / INDEX_NAME, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        start = time.monotonic()
        assert all(store.get(key) == b"data" for _ in range(500))
        figure("store: 500 reads while another process holds the index", time.monotonic() - start, "s")
        other.execute("ROLLBACK")
        other.close()
        store.put("b" * 64, b"data")
        assert store.stats().sums.counts["hits"] == 500
