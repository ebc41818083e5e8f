"""The store through kills, full disks and lost rights: nothing damaged is ever answered, and it mends itself."""

import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path

import pytest

from procgen.jobs.content import ContentStore
from procgen.jobs.index import INDEX_NAME
from procgen.jobs.objects import Damaged, Objects
from tests.faults.store_writer import LIMIT_BYTES, payload_of
from tests.figures import figure, scaled

_STEP_SECONDS = 60


@contextmanager
def python(*arguments: object, before: tuple[str, ...] = ()) -> Iterator[subprocess.Popen[str]]:
    """A process of this suite that is talked to by lines."""
    command = [*before, sys.executable, "-m", *map(str, arguments)]
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def asked(process: subprocess.Popen[str], line: str | None = None) -> str:
    """Send a line, if any, and read one."""
    assert process.stdin is not None
    assert process.stdout is not None
    if line is not None:
        print(line, file=process.stdin, flush=True)
    answer = process.stdout.readline()
    if not answer:
        pytest.fail(f"the process ended: {process.communicate(timeout=_STEP_SECONDS)[1]}")
    return answer


def bad_objects(folder: Path) -> list[str]:
    """Objects that can't be opened, or hold something else than their key stands for."""
    objects = Objects(folder)
    bad = []
    for found in objects.listing():
        try:
            data = objects.get(found.key)
        except Damaged:
            data = None
        if data != payload_of(found.key):
            bad.append(found.key)
    return bad


@pytest.mark.parametrize("writers", [1, 2])
def test_writers_are_killed_at_any_moment(tmp_path, writers):
    """Of two writers at a time in one folder, one goes on while the other is killed."""
    folder = tmp_path / "store"
    kills = scaled(12, 200)
    chance = random.Random(writers)
    alive: list[int] = []
    with python("tests.faults.store_writer", folder) as zygote:
        for number in range(kills + writers - 1):
            alive.append(int(asked(zygote, str(number))))
            if len(alive) == writers:
                # The first millisecond after a start counts as much as a write in full swing.
                time.sleep(chance.choice((chance.uniform(0, 0.02), chance.uniform(0, 0.2))))
                os.kill(alive.pop(chance.randrange(writers)), signal.SIGKILL)
        for pid in alive:
            os.kill(pid, signal.SIGKILL)
        problems = zygote.communicate(timeout=_STEP_SECONDS)[1]
    assert problems == "", "a writer ended by itself"
    unfinished = len(list(folder.rglob("*#*")))
    bad = bad_objects(folder)
    done = (tmp_path / "done.log").read_text().split()
    with closing(ContentStore(folder, limit_bytes=LIMIT_BYTES, settled_s=0.0)) as store:
        lost = [key for key in done if store.get(key) != payload_of(key)]
        checked = store.check()
        assert list(folder.rglob("*#*")) == []
        sums = store.stats().sums
        assert sums.bytes <= LIMIT_BYTES
        store.put("0" * 64, b"goes on")
        assert store.get("0" * 64) == b"goes on"
    with closing(sqlite3.connect(folder / INDEX_NAME)) as index:
        entries = {key.hex(): size for key, size in index.execute("SELECT key, size FROM objects")}
    assert entries == {path.name: path.stat().st_size for path in folder.glob("[0-9a-f][0-9a-f]/*")}
    of = f"store: {kills} SIGKILLs, {writers} writers at a time"
    figure(f"{of}: objects written", checked.objects)
    figure(f"{of}: files left unfinished, then swept", unfinished)
    figure(f"{of}: bad objects", len(bad), bar="0")
    figure(f"{of}: pinned results lost of {len(done)}", len(lost), bar="0")
    assert (bad, checked.damaged, lost) == ([], (), [])


@cache
def own_mounts() -> tuple[str, ...]:
    """What starts a command in mounts of its own, or nothing where this user may not do that."""
    if shutil.which("unshare") is None or shutil.which("nsenter") is None:
        return ()
    with tempfile.TemporaryDirectory() as folder:
        for way in (("unshare", "-m", "--propagation", "private"), ("unshare", "-Urm")):
            tried = subprocess.run([*way, "mount", "-t", "tmpfs", "tmpfs", folder], capture_output=True)
            if tried.returncode == 0:
                return way
    return ()


def change(process: subprocess.Popen[str], *command: object) -> None:
    """Run a command in a process' own mounts."""
    entering = ["nsenter", "-t", str(process.pid), "-m"]
    if "-Urm" in own_mounts():
        entering += ["-U", "--preserve-credentials"]
    subprocess.run([*entering, *map(str, command)], check=True)


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that every user of this computer can reach."""
    with tempfile.TemporaryDirectory() as outer:
        Path(outer).chmod(0o755)
        inner = Path(outer) / "store"
        inner.mkdir()
        yield inner


def passed_through(
    process: subprocess.Popen[str],
    code: str,
    narrow: Callable[[], object],
    widen: Callable[[], object],
) -> dict[str, object]:
    """Take a store from good times through bad ones into good ones; returns what it said of the bad ones."""
    assert json.loads(asked(process))["kept"] == 3
    narrow()
    during = json.loads(asked(process, "go on"))
    assert (during["code"], during["again"]["code"], during["late"]["code"]) == (code, code, code), during
    assert during["remedy"]
    assert during["got"] == [3 + during["kept"]] * 2
    assert during["objects"] == 3 + during["kept"]
    widen()
    after = json.loads(asked(process, "go on"))
    assert (after["code"], after["late"]["code"]) == ("OK", "OK"), after
    assert after["got"] == [9 + during["kept"]] * 2
    assert after["objects"] == 9 + during["kept"]
    assert after["damaged"] == []
    process.communicate(timeout=_STEP_SECONDS)
    assert process.returncode == 0
    return dict(during)


def nothing() -> None:
    """The process itself changes what it may do."""


def test_a_limit_on_file_sizes_is_a_full_disk_and_recovers(folder):
    """What the system says then differs from a full disk by its number alone; any user can try it."""
    with python("tests.faults.store_places", folder, "--file-bytes", 90_000) as process:
        during = passed_through(process, "RESOURCE_EXHAUSTED", nothing, nothing)
    assert "no room left" in str(during["says"])
    assert list(folder.rglob("*#*")) == []


def test_a_full_disk_recovers(folder):
    """On a file system of 3 MiB, where this user may mount one; else the test above is what can be tried."""
    if not own_mounts():
        figure("store: full file system of 3 MiB tried", 0)
        return
    mounting = (*own_mounts(), "sh", "-c", f'mount -t tmpfs -o size=3m tmpfs {folder} && exec "$@"', "sh")
    with python("tests.faults.store_places", folder, before=mounting) as process:
        during = passed_through(
            process,
            "RESOURCE_EXHAUSTED",
            nothing,
            lambda: change(process, "mount", "-o", "remount,size=64m", folder),
        )
    assert 20 <= int(str(during["kept"])) <= 28
    assert "no room left" in str(during["says"])
    figure("store: full file system of 3 MiB tried", 1)


def test_a_folder_without_the_right_to_write_is_read_and_recovers(folder):
    """Root may write everywhere, so the store is used as another user then."""
    folder.chmod(0o777)

    def set_rights(of_folders: int, of_files: int) -> None:
        for path in (folder, *folder.rglob("*")):
            path.chmod(of_folders if path.is_dir() else of_files)

    with python("tests.faults.store_places", folder, "--nobody") as process:
        during = passed_through(
            process, "FAILED_PRECONDITION", lambda: set_rights(0o555, 0o444), lambda: set_rights(0o777, 0o666)
        )
    assert during["kept"] == 0
    assert "--cache" in str(during["remedy"])


def test_a_file_system_that_becomes_read_only_is_read_and_recovers(folder):
    """A read-only mount, where this user may mount one; else the test above is what can be tried."""
    if not own_mounts():
        figure("store: read-only file system tried", 0)
        return

    def close_up(process: subprocess.Popen[str]) -> None:
        change(process, "mount", "--bind", folder, folder)
        change(process, "mount", "-o", "remount,bind,ro", folder)

    with python("tests.faults.store_places", folder, before=own_mounts()) as process:
        during = passed_through(
            process,
            "FAILED_PRECONDITION",
            lambda: close_up(process),
            lambda: change(process, "umount", "-l", folder),
        )
    assert during["kept"] == 0
    assert "Read-only file system" in str(during["says"])
    figure("store: read-only file system tried", 1)
