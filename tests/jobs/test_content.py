"""Results kept by their keys: what is put is got, unless it went in its turn."""

import hashlib
import os
import random
import sqlite3
import subprocess
import sys
import threading
import time
from collections import OrderedDict
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from procgen.errors import Failed, NoRoom
from procgen.jobs.content import ContentStore
from procgen.jobs.index import INDEX_NAME
from procgen.jobs.sealed import HEADER_BYTES, header
from tests.figures import figure, scaled

AMPLE = 1 << 30
SMALL = settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])


def key(name: object) -> str:
    return hashlib.sha256(str(name).encode()).hexdigest()


def path(folder: Path, one: str) -> Path:
    return folder / one[:2] / one


def files(folder: Path) -> dict[str, int]:
    """The objects that are there, with their sizes."""
    return {each.name: each.stat().st_size for each in folder.glob("[0-9a-f][0-9a-f]/*")}


def rows(folder: Path) -> dict[str, int]:
    """The objects that the index names, with their sizes."""
    with closing(sqlite3.connect(folder / INDEX_NAME)) as connection:
        return {one.hex(): size for one, size in connection.execute("SELECT key, size FROM objects")}


@pytest.fixture(params=["folder", "memory"])
def store(request, tmp_path):
    with closing(ContentStore("memory://" if request.param == "memory" else tmp_path, limit_bytes=AMPLE)) as opened:
        yield opened


@SMALL
@given(st.dictionaries(st.integers(0, 50), st.binary(max_size=3000), max_size=12))
def test_what_is_put_is_got_by_this_and_the_next_process(tmp_path, results):
    folder = tmp_path / hashlib.sha256(repr(results).encode()).hexdigest()
    with closing(ContentStore(folder, limit_bytes=AMPLE)) as store:
        for name, data in results.items():
            assert store.get(key(name)) is None
            store.put(key(name), data)
            assert store.has(key(name))
            assert store.get(key(name)) == data
    with closing(ContentStore(folder, limit_bytes=AMPLE)) as store:
        assert {name: store.get(key(name)) for name in results} == results
        assert store.stats().sums.objects == len(results)
        assert store.stats().sums.bytes == sum(HEADER_BYTES + len(data) for data in results.values())
    assert rows(folder) == files(folder)


def test_what_a_folder_lacks_is_told_without_reading_and_counts_as_missed(tmp_path):
    with closing(ContentStore(tmp_path, limit_bytes=AMPLE)) as store:
        store.put(key(2), b"data")
        assert store.lacks([key(1), key(2), key(3)]) == [True, False, True]
        assert store.stats().sums.counts == {"misses": 2}
        with pytest.raises(ValueError, match="not a key"):
            store.lacks(["../1"])
        folder = tmp_path / key(4)[:2]
        folder.write_bytes(b"")
        assert store.lacks([key(4)]) == [False], "what is wrong there is found by reading"


def test_other_places_tell_what_they_lack_by_reading_alone():
    with closing(ContentStore("memory://", limit_bytes=AMPLE)) as store:
        assert store.lacks([key(1)]) == [False]
        assert store.get(key(1)) is None
        assert store.stats().sums.counts == {"misses": 1}


def test_an_equal_key_keeps_its_bytes(store):
    store.put(key(1), b"first")
    store.put(key(1), b"second")
    assert store.get(key(1)) == b"first"
    assert store.stats().sums.objects == 1


@pytest.mark.parametrize(
    "name",
    [
        "",
        "a" * 63,
        "a" * 65,
        "A" * 64,
        "g" * 64,
        "../" * 21 + "a",
        "a" * 64 + "\n",
        "/" + "a" * 63,
        "a" * 62 + "#1",
        "١" * 64,
    ],
)
def test_nothing_but_a_key_becomes_a_path(tmp_path, name):
    folder = tmp_path / "store"
    with closing(ContentStore(folder, limit_bytes=AMPLE)) as store:
        for use in (store.get, store.has, lambda one: store.put(one, b"data"), lambda one: store.pin("name", [one])):
            with pytest.raises(ValueError, match="not a key"):
                use(name)
    assert [each.name for each in tmp_path.iterdir()] == ["store"]
    assert files(folder) == {}


def test_names_of_pins_never_become_paths(tmp_path):
    folder = tmp_path / "store"
    with closing(ContentStore(folder, limit_bytes=AMPLE)) as store:
        for name in ("../../escaped", "/etc/passwd", "a\0b", "ä" * 500, "\ud800", "", "CON"):
            store.pin(name, [key(1)])
            store.unpin(name)
    assert [each.name for each in tmp_path.iterdir()] == ["store"]
    assert list((folder / "pins").iterdir()) == []


@settings(max_examples=scaled(60, 1000))
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["put", "put", "put", "get", "pin", "unpin"]), st.integers(0, 7), st.integers(0, 300)
        ),
        min_size=20,
        max_size=60,
    )
)
def test_the_least_recently_used_go_and_what_is_pinned_stays(steps):
    """The store does what an ordered dictionary does."""
    limit = 1200
    expected: OrderedDict[str, int] = OrderedDict()
    pinned: set[str] = set()
    with closing(ContentStore("memory://", limit_bytes=limit)) as store:
        for what, name, size in steps:
            one = key(name)
            if what == "pin":
                store.pin(str(name), [one])
                pinned.add(one)
            elif what == "unpin":
                store.unpin(str(name))
                pinned.discard(one)
            elif what == "get":
                data = store.get(one)
                assert (data is not None) == (one in expected)
                if data is not None:
                    assert HEADER_BYTES + len(data) == expected[one]
                    expected.move_to_end(one)
            elif one not in expected:
                whole = HEADER_BYTES + size
                going = []
                left = sum(expected.values())
                for other in expected:
                    if left + whole <= limit:
                        break
                    if other not in pinned:
                        going.append(other)
                        left -= expected[other]
                if left + whole > limit:
                    with pytest.raises(NoRoom):
                        store.put(one, bytes(size))
                else:
                    store.put(one, bytes(size))
                    for other in going:
                        del expected[other]
                    expected[one] = whole
            assert {each for each in map(key, range(8)) if store.has(each)} == set(expected)
        assert store.stats().sums.bytes == sum(expected.values())
        assert store.stats().sums.pinned_objects == len(pinned & set(expected))


def test_a_use_counts_after_the_store_is_opened_again(tmp_path):
    with closing(ContentStore(tmp_path, limit_bytes=AMPLE)) as store:
        for name in range(4):
            store.put(key(name), bytes(100))
        store.get(key(0))
    with closing(ContentStore(tmp_path, limit_bytes=4 * (100 + HEADER_BYTES))) as store:
        store.put(key("new"), bytes(100))
        assert [store.has(key(name)) for name in range(4)] == [True, False, True, True]


def test_a_result_larger_than_the_store_is_refused_and_nothing_goes(store):
    small = ContentStore("memory://", limit_bytes=1000)
    small.put(key(1), bytes(500))
    with pytest.raises(NoRoom, match="larger than the 1000"):
        small.put(key(2), bytes(1000))
    assert small.has(key(1))
    small.close()


def test_pins_hold_for_results_that_come_later_and_as_long_as_a_name_wants_them(store):
    store.pin("evening", [key(1), key(2)])
    store.pin("evening", [key(3)])
    store.pin("morning", [key(3)])
    for name in range(6):
        store.put(key(name), bytes(10))
    assert store.stats().sums.pinned_objects == 3
    assert store.prune().objects == 3
    assert [store.has(key(name)) for name in range(6)] == [False, True, True, True, False, False]
    store.unpin("evening")
    assert store.prune().objects == 2
    assert store.has(key(3))
    assert store.prune(pinned=True).objects == 1
    assert store.stats().sums.names == 0


def test_a_damaged_pin_is_removed_and_the_others_hold(tmp_path):
    with closing(ContentStore(tmp_path, limit_bytes=AMPLE)) as store:
        for name in range(3):
            store.put(key(name), bytes(10))
        store.pin("evening", [key(0)])
        store.pin("morning", [key(1)])
    damaged = next(path for path in tmp_path.glob("pins/*/*") if key(0).encode() in path.read_bytes())
    damaged.write_bytes(damaged.read_bytes()[:-1])
    with closing(ContentStore(tmp_path, limit_bytes=AMPLE, settled_s=0.0)) as store:
        assert not damaged.exists()
        assert store.stats().sums.pinned_objects == 1
        store.pin("evening", [key(0)])
        assert store.prune().objects == 1


def test_prune_stops_at_the_size_that_is_asked_for(store):
    for name in range(700):
        store.put(key(name), bytes(20))
    pruned = store.prune(550 * 100)
    assert (pruned.objects, pruned.bytes) == (150, 15000)
    assert [store.has(key(name)) for name in (0, 149, 150, 699)] == [False, False, True, True]


def test_damaged_results_are_removed_and_made_again(tmp_path):
    with closing(ContentStore(tmp_path, limit_bytes=AMPLE)) as store:
        store.put(key(1), b"the payload")
        whole = path(tmp_path, key(1)).read_bytes()
        for place in range(len(whole)):
            damaged = bytearray(whole)
            damaged[place] ^= 0x20
            path(tmp_path, key(1)).write_bytes(damaged)
            assert store.get(key(1)) is None
            assert not store.has(key(1))
            assert store.stats().sums.objects == 0
            store.put(key(1), b"the payload")
            assert store.get(key(1)) == b"the payload"
        assert store.stats().sums.counts["damaged"] == len(whole)


def test_a_put_replaces_a_damaged_result(tmp_path):
    with closing(ContentStore(tmp_path, limit_bytes=AMPLE)) as store:
        store.put(key(1), b"the payload")
        path(tmp_path, key(1)).write_bytes(b"")
        store.put(key(1), b"the payload")
        assert store.get(key(1)) == b"the payload"


def test_a_result_under_the_name_of_another_is_found_out(tmp_path):
    with closing(ContentStore(tmp_path, limit_bytes=AMPLE)) as store:
        store.put(key(1), b"one")
        path(tmp_path, key(2)).parent.mkdir(exist_ok=True)
        path(tmp_path, key(1)).rename(path(tmp_path, key(2)))
        assert store.get(key(2)) is None
        assert store.get(key(1)) is None


def test_a_check_removes_what_is_damaged_and_keeps_the_rest(tmp_path):
    with closing(ContentStore(tmp_path, limit_bytes=AMPLE)) as store:
        for name in range(10):
            store.put(key(name), bytes(100))
        for name in (3, 7):
            path(tmp_path, key(name)).write_bytes(b"rubbish")
        checked = store.check()
        assert checked.objects == 10
        assert set(checked.damaged) == {key(3), key(7)}
        assert store.check().objects == 8
        assert store.check().damaged == ()
        assert store.stats().sums.objects == 8


@pytest.mark.parametrize("loss", ["removed", "emptied", "rubbish", "another database", "another version"])
def test_an_index_that_is_lost_is_made_anew(tmp_path, loss):
    index = tmp_path / INDEX_NAME
    with closing(ContentStore(tmp_path, limit_bytes=AMPLE)) as store:
        for name in range(20):
            store.put(key(name), bytes(100 + name))
        store.pin("evening", [key(2), key(3), key("later")])
    if loss == "removed":
        index.unlink()
    elif loss == "emptied":
        index.write_bytes(b"")
    elif loss == "rubbish":
        index.write_bytes(random.Random(1).randbytes(20_000))
    else:
        if loss == "another database":
            index.unlink()
        with closing(sqlite3.connect(index)) as connection:
            connection.execute("PRAGMA user_version = 77" if loss == "another version" else "CREATE TABLE objects (x)")
    with closing(ContentStore(tmp_path, limit_bytes=AMPLE)) as store:
        assert store.get(key(1)) == bytes(101)
        assert store.stats().sums.objects == 20
        assert store.stats().sums.pinned_objects == 2
        store.put(key("later"), b"pinned before")
        assert store.prune().objects == 18
        assert store.get(key(3)) == bytes(103)
        assert store.get(key("later")) == b"pinned before"
    assert rows(tmp_path) == files(tmp_path)


def test_an_index_that_is_lost_meanwhile_is_made_anew(tmp_path):
    with closing(ContentStore(tmp_path, limit_bytes=AMPLE)) as store:
        store.put(key(1), b"before")
        for each in tmp_path.glob(INDEX_NAME + "*"):
            each.unlink()
        store.put(key(2), b"after")
        assert store.stats().sums.objects == 2
    assert rows(tmp_path) == files(tmp_path)


def test_a_folder_that_is_lost_meanwhile_is_made_anew(tmp_path):
    folder = tmp_path / "store"
    with closing(ContentStore(folder, limit_bytes=AMPLE)) as store:
        store.put(key(1), b"before")
        folder.rename(tmp_path / "gone")
        assert store.get(key(1)) is None
        store.put(key(2), b"after")
        assert store.get(key(2)) == b"after"
        assert store.stats().sums.objects == 1


@settings(max_examples=scaled(15, 600), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(1, 255)), min_size=1, max_size=40))
def test_a_damaged_index_never_harms_a_result(tmp_path, flips):
    folder = tmp_path / hashlib.sha256(repr(flips).encode()).hexdigest()
    with closing(ContentStore(folder, limit_bytes=AMPLE)) as store:
        for name in range(30):
            store.put(key(name), bytes(10))
        store.pin("evening", [key(0)])
    index = folder / INDEX_NAME
    data = bytearray(index.read_bytes())
    for place, change in flips:
        data[int(place * len(data))] ^= change
    index.write_bytes(data)
    with closing(ContentStore(folder, limit_bytes=31 * 90, settled_s=0.0)) as store:
        assert all(store.get(key(name)) == bytes(10) for name in range(30))
        for name in range(30, 40):
            store.put(key(name), bytes(10))
        assert store.get(key(0)) == bytes(10)
        assert store.stats().sums.objects == 31
    assert rows(folder) == files(folder)


def test_an_index_whose_tables_disagree_is_made_anew(tmp_path):
    """Entries that the order of use lacks would never go: SQLite does not notice by itself."""
    size = 100 + HEADER_BYTES

    def redefine(condition: str) -> None:
        with closing(sqlite3.connect(tmp_path / INDEX_NAME, isolation_level=None)) as connection:
            connection.execute("PRAGMA writable_schema = ON")
            connection.execute(
                "UPDATE sqlite_schema SET sql = 'CREATE INDEX objects_by_use ON objects (used) WHERE ' || ? "
                "WHERE name = 'objects_by_use'",
                (condition,),
            )

    ContentStore(tmp_path, limit_bytes=AMPLE).close()
    redefine("pinned = 5")
    with closing(ContentStore(tmp_path, limit_bytes=AMPLE)) as store:
        for name in range(10):
            store.put(key(name), bytes(100))
    redefine("pinned = 0")
    with closing(ContentStore(tmp_path, limit_bytes=10 * size, settled_s=0.0)) as store:
        for name in range(10, 20):
            store.put(key(name), bytes(100))
        assert [store.has(key(name)) for name in range(20)] == [False] * 10 + [True] * 10


def test_a_result_that_was_to_go_before_it_was_written_is_entered_again(tmp_path, monkeypatch):
    """Another process makes room in the moment between the entry and the writing."""
    size = 100 + HEADER_BYTES
    with (
        closing(ContentStore(tmp_path, limit_bytes=2 * size)) as store,
        closing(ContentStore(tmp_path, limit_bytes=2 * size)) as other,
    ):
        create = store._objects.create

        def create_late(one: str, payload: bytes) -> bool:
            for name in range(2):
                other.put(key(name), bytes(100))
            return create(one, payload)

        monkeypatch.setattr(store._objects, "create", create_late)
        store.put(key("late"), bytes(100))
        assert store.get(key("late")) == bytes(100)
        assert [store.has(key(name)) for name in range(2)] == [False, True]
    assert rows(tmp_path) == files(tmp_path)


def test_what_puts_left_unfinished_is_swept_and_what_is_being_written_stays(tmp_path):
    with closing(ContentStore(tmp_path, limit_bytes=AMPLE)) as store:
        store.put(key(1), b"whole")
        store.pin("evening", [key(1)])
    beside = path(tmp_path, key(1)).parent
    pins = next((tmp_path / "pins").iterdir())
    old = [beside / f"{key(1)}#1", beside / f"{key(2)}#12", pins / f"{key(3)}#1"]
    new = beside / f"{key(4)}#1"
    others = [beside / "notes#1", tmp_path / f"{key(5)}#1"]
    for each in (*old, new, *others):
        each.write_bytes(b"half an obj")
    hour_ago = time.time() - 3600
    for each in (*old, *others):
        os.utime(each, (hour_ago, hour_ago))
    ContentStore(tmp_path, limit_bytes=AMPLE).close()
    assert not any(each.exists() for each in old)
    assert all(each.exists() for each in (new, *others))


def test_entries_without_objects_and_objects_without_entries_are_set_right_at_the_start(tmp_path):
    with closing(ContentStore(tmp_path, limit_bytes=AMPLE)) as store:
        for name in range(4):
            store.put(key(name), bytes(10))
    path(tmp_path, key(0)).unlink()
    other = path(tmp_path, key("other"))
    other.parent.mkdir(exist_ok=True)
    other.write_bytes(header(key("other"), b"moved here") + b"moved here")
    with closing(ContentStore(tmp_path, limit_bytes=AMPLE, settled_s=0.0)) as store:
        assert store.stats().sums.objects == 4
    assert rows(tmp_path) == files(tmp_path)


def test_many_threads_share_a_store(tmp_path):
    """Each puts and gets the same results in another order, while there is room for a third of them."""
    results = {key(name): random.Random(name).randbytes(200 + 40 * name) for name in range(60)}
    limit = sum(map(len, results.values())) // 3
    problems: list[object] = []
    with closing(ContentStore(tmp_path, limit_bytes=limit)) as store:

        def work(number: int) -> None:
            try:
                order = list(results) * 3
                random.Random(number).shuffle(order)
                for one in order:
                    data = store.get(one)
                    if data is None:
                        store.put(one, results[one])
                    elif data != results[one]:
                        problems.append(one)
            except Exception as error:
                problems.append(error)

        threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert problems == []
        assert store.check().damaged == ()
        assert store.stats().sums.bytes <= limit
    assert sum(files(tmp_path).values()) <= limit


_SHARER = """
import hashlib, random, sys
from procgen.jobs.content import ContentStore
folder, number, limit = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
store = ContentStore(folder, limit_bytes=limit)
for count in range(300):
    name = random.Random(1000 * number + count).randrange(80)
    key = hashlib.sha256(str(name).encode()).hexdigest()
    expected = random.Random(name).randbytes(100 + 30 * name)
    data = store.get(key)
    if data is None:
        store.put(key, expected)
    else:
        assert data == expected, name
    if count % 50 == 0:
        store.pin(f"process {number}", [hashlib.sha256(b"0").hexdigest()])
store.close()
"""


def test_several_processes_share_a_folder(tmp_path):
    limit = 40_000
    command = [sys.executable, "-c", _SHARER, str(tmp_path)]
    processes = [
        subprocess.Popen([*command, str(number), str(limit)], stderr=subprocess.PIPE, text=True) for number in range(3)
    ]
    said = [process.communicate()[1] for process in processes]
    assert [process.returncode for process in processes] == [0, 0, 0], "\n".join(said)
    with closing(ContentStore(tmp_path, limit_bytes=limit)) as store:
        assert store.check().damaged == ()
        assert store.stats().sums.names == 3
    assert sum(files(tmp_path).values()) <= limit
    assert rows(tmp_path) == files(tmp_path)


def test_a_folder_that_cannot_be_made_says_so_with_a_remedy(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(Failed, match="can't be made") as refused:
        ContentStore(tmp_path / "file" / "store", limit_bytes=AMPLE)
    assert "--cache" in refused.value.remedy


def test_uses_and_counts_survive_a_put_that_comes_to_nothing(tmp_path):
    """They go to the index with a put, and the put is refused."""
    size = 100 + HEADER_BYTES
    with closing(ContentStore(tmp_path, limit_bytes=4 * size)) as store:
        store.pin("evening", [key(0), key(1)])
        for name in range(4):
            store.put(key(name), bytes(100))
        store.get(key(2))
        for _ in range(2):
            with pytest.raises(NoRoom, match="what is pinned leaves 40 bytes too few"):
                store.put(key("large"), bytes(2 * 100 + HEADER_BYTES + 40))
        assert store.stats().sums.counts["hits"] == 1
        store.put(key("new"), bytes(100))
        assert [store.has(key(name)) for name in range(4)] == [True, True, True, False]
        assert store.stats().sums.counts == {"hits": 1, "evicted": 1}


def test_closing_twice_is_fine(store):
    store.put(key(1), b"x")
    store.close()
    store.close()


def test_times_of_a_mebibyte(tmp_path):
    data = random.Random(1).randbytes(1 << 20)
    with closing(ContentStore(tmp_path, limit_bytes=AMPLE)) as store:
        puts, gets = [], []
        for name in range(60):
            start = time.perf_counter()
            store.put(key(name), data)
            puts.append(time.perf_counter() - start)
        for name in range(60):
            start = time.perf_counter()
            assert store.get(key(name)) == data
            gets.append(time.perf_counter() - start)
    figure("store: put of 1 MiB, median", sorted(puts)[30] * 1e3, "ms")
    figure("store: get of 1 MiB with its hash checked, median", sorted(gets)[30] * 1e3, "ms")
