"""A batch of all domains, whose processes can be killed while it runs, and what must be true of it afterwards.

Other engines than the local one are held to the same by another :class:`Engine`.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
from google.protobuf.json_format import MessageToDict
from google.protobuf.message import Message

from procgen.batches.work import make
from procgen.jobs.content import ContentStore
from procgen.jobs.job import Job, Product
from procgen.jobs.manifest import read_manifest
from procgen.kit.wire.blobs import BlobStore
from procgen.kit.wire.call import Call
from procgen.kit.wire.keys import Keys
from procgen.kit.wire.registry import Services
from procgen.runtime.store import ModelStore
from procgen.served import all_services
from procgen.v1 import character_pb2
from tests.client import CHARACTER, LINES, TERRAIN, TEXTURE, small_lines, small_request, small_texture
from tests.figures import figure

ROOT = Path(__file__).parents[2]
STORE_BYTES = 4 << 30
PATIENCE_S = 900.0
"""How long a batch may go without a new row."""


def somebody(which: int, kind: str) -> Message:
    """A request for a person that is known, which takes milliseconds; each is another one."""
    return character_pb2.CharacterRequest(
        person={
            "seed": which,
            "setting": "medieval",
            "shape": {"sex": which % 11 / 10, "age_years": 20 + which % 50, "heritage": {"african": 1.0}},
        },
        outputs=[{"kind": kind, "texture_px": 0, "clips": False} if kind == "slim" else {"kind": kind}],
    )


def mixed(count: int) -> list[tuple[str, str, Message]]:
    """Small jobs of all domains among one another, each another one: domain, path of the method, request."""
    kinds: list[Callable[[int], tuple[str, str, Message]]] = [
        lambda n: ("dialogue", LINES, small_lines(seed=n, model="phrases")),
        lambda n: ("terrain", TERRAIN, small_request(seed=n, model="noise-fbm", width_px=64 + n % 3)),
        lambda n: ("character", CHARACTER, somebody(n, "person")),
        lambda n: ("dialogue", LINES, small_lines(seed=n, model="phrases", wishes=[{"intent": "bark:idle"}])),
        lambda n: ("terrain", TERRAIN, small_request(seed=n, model="noise-ridged")),
        lambda n: ("texture", TEXTURE, small_texture(seed=n, model="noise")),
    ]
    return [
        ("character", CHARACTER, somebody(n, "slim")) if n % 100 == 50 else kinds[n % len(kinds)](n)
        for n in range(count)
    ]


@dataclass(frozen=True)
class Engine:
    """Where a batch runs."""

    flags: tuple[str, ...]
    workers: Callable[[psutil.Process], list[psutil.Process]]
    """Its workers, of the process that drives the batch."""


def _local_workers(driver: psutil.Process) -> list[psutil.Process]:
    return [
        child for child in driver.children(recursive=True) if "procgen.jobs.pool_worker" in " ".join(child.cmdline())
    ]


LOCAL = Engine(("--engine", "local", "--workers", "2"), _local_workers)


@dataclass
class Trial:
    """A batch, and what it went through."""

    folder: Path
    jobs: Sequence[tuple[str, str, Message]]
    engine: Engine = LOCAL
    with_store: bool = True
    before: tuple[str, ...] = ()
    """A command that starts the batch's."""
    worker_kills: int = 0
    driver_kills: int = 0
    seconds: float = 0.0
    said: dict[str, Any] = field(default_factory=dict)
    """What the last run printed."""

    @property
    def out(self) -> Path:
        return self.folder / "out"

    @property
    def manifest(self) -> Path:
        return self.out / "manifest.jsonl"

    def start(self) -> subprocess.Popen[str]:
        """Begin the batch, or go on with it."""
        lines = self.folder / "jobs.jsonl"
        if not lines.exists():
            told = [{"domain": domain, "request": MessageToDict(message)} for domain, _, message in self.jobs]
            lines.write_text("".join(json.dumps(each) + "\n" for each in told))
        cache = str(self.folder / "store") if self.with_store else "none"
        command = [*self.before, sys.executable, "-m", "procgen", "batch", str(lines), "--out", str(self.out), "--json"]
        command += ["--cache", cache, *self.engine.flags]
        command += ["--resume"] if self.manifest.exists() or (self.out / "jobs.jsonl").exists() else []
        log = (self.folder / "log").open("a")
        with log:
            return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True, cwd=ROOT)

    def rows(self) -> int:
        """How many stand in the manifest."""
        try:
            return self.manifest.read_bytes().count(b"\n")
        except FileNotFoundError:
            return 0

    def run_through(self, worker_kills: int, driver_kills: int, seed: int = 8) -> None:
        """Run to the end; kill that many workers and drivers while it runs, evenly spread over its rows."""
        chance = random.Random(seed)
        total = len(self.jobs)
        kills = [*["worker"] * worker_kills, *["driver"] * driver_kills]
        chance.shuffle(kills)
        plan = [(total * (place + chance.random()) / (len(kills) + 1), victim) for place, victim in enumerate(kills)]
        began = time.monotonic()
        driver = self.start()
        try:
            for rows, victim in plan:
                self._wait_for(int(rows), driver)
                time.sleep(chance.uniform(0.0, 0.3))
                if victim == "worker":
                    self.worker_kills += self._kill_worker(driver, chance)
                elif driver.poll() is None:
                    driver.kill()
                    self.driver_kills += 1
                    _end(driver)
                    driver = self.start()
            output, _ = driver.communicate(timeout=PATIENCE_S)
        finally:
            driver.kill()
            _end(driver)
        self.seconds = time.monotonic() - began
        assert driver.returncode == 0, f"exit code {driver.returncode}:\n{(self.folder / 'log').read_text()[-4000:]}"
        self.said = json.loads(output)

    def _wait_for(self, rows: int, driver: subprocess.Popen[str]) -> None:
        until, had = time.monotonic() + PATIENCE_S, -1
        while (have := self.rows()) < rows and driver.poll() is None:
            if have > had:
                had, until = have, time.monotonic() + PATIENCE_S
            assert time.monotonic() < until, f"it stands still at {have} rows"
            time.sleep(0.02)

    def _kill_worker(self, driver: subprocess.Popen[str], chance: random.Random) -> bool:
        with contextlib.suppress(psutil.NoSuchProcess):
            workers = self.engine.workers(psutil.Process(driver.pid))
            if workers:
                chance.choice(workers).send_signal(signal.SIGKILL)
                return True
        return False

    # ---- What must be true afterwards ----

    def must_be_whole(self, of: str) -> None:
        """Check, tell the figures, and fail unless every job is there once, with its bytes, whatever was killed."""
        found = self.check()
        kills = f"{self.worker_kills} SIGKILLs of workers, {self.driver_kills} of the driver"
        of = f"batch of {len(self.jobs)} {of}, {kills}"
        figure(f"{of}: jobs lost", len(found.lost), bar="0")
        figure(f"{of}: jobs twice", len(found.twice), bar="0")
        figure(f"{of}: files damaged", len(found.damaged), bar="0")
        figure(f"{of}: jobs whose bytes differ from those made in process", len(found.different), bar="0")
        figure(f"{of}: seconds", round(self.seconds, 1), "s")
        assert found == Found()
        count = len(self.jobs)
        assert (self.said["total"], self.said["done"], self.said["failed"]) == (count, count, 0)
        assert self.driver_kills > 0
        assert self.worker_kills > 0

    def check(self) -> Found:
        """Compare what is there with what the same jobs give in this process."""
        domains, keys = all_services(ModelStore(threads=1), BlobStore()), Keys()
        rows: dict[int, list[dict[str, Any]]] = {}
        for row in read_manifest(self.manifest):
            rows.setdefault(row["number"], []).append(row)
        found = Found()
        named: set[Path] = set()
        store = ContentStore(self.folder / "store", limit_bytes=STORE_BYTES) if self.with_store else None
        for number, (_, path, message) in enumerate(self.jobs, 1):
            job = keys.job(domains.method(path), message)
            of_job = rows.pop(number, [])
            if not of_job or of_job[0]["error"] is not None:
                found.lost.append(number)
                continue
            if len(of_job) > 1:
                found.twice.append(number)
            row = of_job[0]
            if (row["key"], row["sha256"]) != (job.key, _sha256(made(domains, keys, job).to_bytes())):
                found.different.append(number)
            files = {self.out / each["path"]: each["sha256"] for each in row["artifacts"]}
            folders = {file.parent for file in files} | {(self.out / row["recipe_file"]).parent}
            assert len(folders) == 1, "each result has a folder"
            named |= folders
            for file, digest in files.items():
                if not file.exists() or _sha256(file.read_bytes()) != digest:
                    found.damaged.append(str(file))
            if store is not None:
                kept = store.get(job.key)
                if kept is None or _sha256(kept) != row["sha256"]:
                    found.not_kept.append(number)
        if store is not None:
            store.close()
        found.twice += list(rows)
        there = {path.parent for path in self.out.rglob("*") if path.is_file()} - {self.out}
        found.stray += [str(folder) for folder in there - named]
        found.stray += [str(path) for path in self.out.rglob("*.part")]
        return found


@dataclass
class Found:
    """What is wrong with a batch that is done: numbers of jobs, and paths."""

    lost: list[int] = field(default_factory=list)
    twice: list[int] = field(default_factory=list)
    different: list[int] = field(default_factory=list)
    """Those whose bytes are not what this process makes."""
    damaged: list[str] = field(default_factory=list)
    stray: list[str] = field(default_factory=list)
    """What no row tells of."""
    not_kept: list[int] = field(default_factory=list)
    """Those that the store does not give as they were made."""


def made(domains: Services, keys: Keys, job: Job) -> Product:
    """A job's result, made here."""
    return make(domains, keys, job, Call("here"))


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _end(process: subprocess.Popen[str]) -> None:
    process.wait()
    if process.stdout is not None:
        process.stdout.close()
