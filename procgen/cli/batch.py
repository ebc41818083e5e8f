"""``procgen batch``: many jobs from a file."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from google.protobuf.message import Message

from procgen.batches.delivery import Delivery
from procgen.batches.lines import Batch, Unbound
from procgen.batches.work import WORKER, worker_settings
from procgen.cli.job_flags import FlagBinder
from procgen.errors import Failed, InvalidFields, JobsFailed, ProcgenError, Violation
from procgen.jobs.content import ContentStore
from procgen.jobs.entry import Entry, Row, Tally, Unplanned
from procgen.jobs.executor import Executor, Worker
from procgen.jobs.place import default_place
from procgen.jobs.pool import ProcessPool
from procgen.jobs.ray_engine import RayExecutor
from procgen.jobs.runner import RETRIES, run
from procgen.kit.command.asking import Given
from procgen.kit.command.flags import TrustModels, model_store
from procgen.kit.command.output import json_object, line, note, tally_bar
from procgen.kit.command.spooled_blobs import SpooledBlobs
from procgen.kit.command.stopping import stopping
from procgen.kit.wire.call import AnyMethod
from procgen.kit.wire.keys import Keys
from procgen.kit.wire.registry import Services
from procgen.kit.wire.side import NO_SETTINGS
from procgen.runtime.files import prepare_folder
from procgen.runtime.store import default_threads
from procgen.served import all_services, product_of
from procgen.server.results import DEFAULT_CACHE_BYTES, NO_CACHE

MANIFEST: Final = "manifest.jsonl"
LINES: Final = "jobs.jsonl"
"""A copy of the batch file, which a run that goes on compares with the file that it is given."""
_STDIN: Final = "-"
_MOST_NOTED: Final = 20
_SHOWN_LINES: Final = 50
_COPY_BYTES: Final = 1 << 20


class Engine(StrEnum):
    """Where jobs are done."""

    LOCAL = "local"
    RAY = "ray"


def batch(
    jobs: Annotated[str, typer.Argument(metavar="JOBS", help="File of JSON lines (docs/batch.md); - reads stdin.")],
    out: Annotated[Path, typer.Option(help="Folder for the results.")] = Path("procgen-batch"),
    resume: Annotated[bool, typer.Option("--resume", help="Go on with the batch that is in the folder.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what the file asks for.")] = False,
    engine: Annotated[Engine, typer.Option(help="local, or ray: a Ray cluster.")] = Engine.LOCAL,
    workers: Annotated[int, typer.Option(min=0, max=1024, help="Jobs at the same time; 0 takes all processors.")] = 0,
    address: Annotated[
        str, typer.Option(help="Of the Ray cluster's head, or auto; starts a cluster here if not given.")
    ] = "",
    retries: Annotated[int, typer.Option(min=0, max=100, help="How often a job is tried again.")] = RETRIES,
    cache: Annotated[
        str | None,
        typer.Option(
            envvar="PROCGEN_SERVE_CACHE",
            help="Folder, or address of a bucket, where results are kept for other batches and the server; "
            "`none` keeps nothing; the user's folder for caches if not given.",
        ),
    ] = None,
    cache_mib: Annotated[int, typer.Option(min=1, max=1 << 24, help="Bound on all kept results, MiB.")] = (
        DEFAULT_CACHE_BYTES >> 20
    ),
    models: Annotated[list[Path] | None, typer.Option(help="Folder with more models; repeatable.")] = None,
    trust_models: TrustModels = False,
    background: Annotated[
        bool, typer.Option("--background", help="Work at low priority: other programs stay smooth.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="One JSON object on stdout.")] = False,
    settings: Mapping[str, Any] = NO_SETTINGS,
) -> None:
    """Make everything that a file of jobs asks for; go on where it stopped.

    Example: `procgen batch jobs.jsonl --out assets`
    """
    if address and engine is not Engine.RAY:
        raise InvalidFields([Violation.of("--address", address, "only with --engine ray")])
    with tempfile.TemporaryDirectory(prefix="procgen-batch-") as scratch:
        lines = _Lines(jobs, Path(scratch))
        blobs = SpooledBlobs(Path(scratch))
        store = model_store(models, trust_models=trust_models, threads=1)
        domains = all_services(store, blobs, settings)
        planned = _Planned(lines, domains)
        total = planned.check()
        if dry_run:
            _say_plan(planned.batch, total, json=json)
            return
        _take_folder(out, lines, resume=resume)
        worker = Worker(WORKER, worker_settings(models or (), trust_models=trust_models, settings=settings))
        delivery = Delivery(out, blobs.need)
        failures = _Failures()
        with (
            _kept(cache, cache_mib << 20) as kept,
            _engine(engine, worker, workers, address, background=background) as executor,
            tally_bar("batch", total, quiet=json) as shown,
            stopping() as stop,
        ):
            tally = run(
                planned,
                executor,
                manifest=out / MANIFEST,
                total=total,
                store=kept,
                deliver=delivery.deliver,
                intact=delivery.intact,
                blob=blobs.need,
                retries=retries,
                resume=resume,
                on_row=failures.take,
                progress=shown,
                stop=stop,
            )
    _say_end(tally, out, failures, json=json)


# ---- The file ----


class _Lines:
    """A batch file that can be read as often as one likes, wherever it comes from."""

    def __init__(self, source: str, scratch: Path) -> None:
        self.name = "stdin" if source == _STDIN else source
        self.path = Path(source)
        if source == _STDIN:
            self.path = scratch / "stdin.jsonl"
            with self.path.open("wb") as file:
                shutil.copyfileobj(sys.stdin.buffer, file)

    def texts(self) -> Iterator[bytes]:
        """Its lines."""
        with self.path.open("rb") as file:
            yield from file


class _Planned:
    """The entries of a batch, one after the other."""

    def __init__(self, lines: _Lines, domains: Services) -> None:
        self._said: dict[str, None] = {}
        self._domains = domains
        self._keys = Keys()
        self._methods: dict[str, AnyMethod] = {}
        self._source = lines.name
        self.batch = Batch(
            lines.texts, lines.name, FlagBinder(Given(domains, self._note, for_server=True)), self._method
        )

    def check(self) -> int:
        """How many there are. Raises InvalidFields where a line is not allowed; all faults are told."""
        try:
            return self.batch.check()
        except InvalidFields as error:
            if len(error.violations) == 1:
                raise
            for violation in error.violations:
                note(str(violation))
            raise _Faults(error, self._source) from error

    def __iter__(self) -> Iterator[Entry | Unplanned]:
        for job in self.batch:
            if isinstance(job, Unbound):
                yield _unplanned(job.row, job.error)
                continue
            try:
                asked = self._keys.job(self._domains.method(job.method), job.message)
            except ProcgenError as error:
                yield _unplanned(job.row, error)
            else:
                known = product_of(job.method)
                yield Entry(asked, job.row, known.cost(job.message), tuple(known.blobs(job.message)))

    def _note(self, text: str) -> None:
        """Say it once: many jobs may have it in common."""
        if text not in self._said and len(self._said) < _MOST_NOTED:
            self._said[text] = None
            note(text)

    def _method(self, path: str) -> AnyMethod:
        """A method, whose check refuses as well what has no key."""
        if path not in self._methods:
            method = self._domains.method(path)

            def check(message: Message) -> None:
                if method.check is not None:
                    method.check(message)
                self._keys.job(method, message)

            self._methods[path] = replace(method, check=check)
        return self._methods[path]


class _Faults(InvalidFields):
    """Faults that have been told, a line each."""

    def __init__(self, error: InvalidFields, source: str) -> None:
        super().__init__(error.violations)
        self.message = f"{source} has the {len(error.violations)} faults above; no job was begun"
        self.remedy = "Correct them and run the command again."


def _unplanned(row: Mapping[str, object], error: ProcgenError) -> Unplanned:
    return Unplanned(row, error.grpc_code, error.reason, error.message)


def _say_plan(jobs: Batch, total: int, *, json: bool) -> None:
    domains: dict[str, int] = {}
    for number, each in enumerate(jobs.outlines()):
        domains[each.domain] = domains.get(each.domain, 0) + each.jobs
        if json or number > _SHOWN_LINES:
            continue
        if number == _SHOWN_LINES:
            line("…")
        else:
            several = f"{each.first} … {each.last}" if each.jobs > 1 else each.first
            line(f"line {each.line}: {each.jobs} × {several}")
    if json:
        json_object({"jobs": total, "domains": domains})
    else:
        line(f"{total} jobs: " + ", ".join(f"{count} {domain}" for domain, count in domains.items()))


# ---- The folder ----


def _take_folder(out: Path, lines: _Lines, *, resume: bool) -> None:
    """Make sure that nothing of another batch is lost. Raises Failed."""
    prepare_folder(out)
    kept = out / LINES
    is_batch = kept.exists() or (out / MANIFEST).exists()
    is_empty = all(path.name.startswith(".") for path in out.iterdir())
    if not (is_empty or (resume and is_batch)):
        held = "a batch" if is_batch else "other files"
        remedy = "Name another folder with --out" + (", or go on with --resume." if is_batch else ".")
        raise Failed(f"the folder {out} holds {held} already", remedy)
    if kept.exists() and not _goes_on(kept, lines.path):
        raise Failed(
            f"{lines.name} is not the file of the batch in {out}, and not that file with more lines at its end",
            f"Name another folder with --out; the batch's own file is {kept}.",
        )
    part = kept.with_name(f".{kept.name}.part")
    try:
        shutil.copyfile(lines.path, part)
        os.replace(part, kept)
    finally:
        part.unlink(missing_ok=True)


def _goes_on(kept: Path, given: Path) -> bool:
    """Whether a file is another one, perhaps with more lines at its end."""
    with kept.open("rb") as one, given.open("rb") as other:
        last = b"\n"
        while piece := one.read(_COPY_BYTES):
            if other.read(len(piece)) != piece:
                return False
            last = piece
        more = other.read(1)
        return not more or last.endswith(b"\n") or more == b"\n"


@contextmanager
def _kept(place: str | None, limit_bytes: int) -> Iterator[ContentStore | None]:
    """The store of results; None where nothing is to be kept, or where nobody named a place and there is none."""
    if place == NO_CACHE:
        yield None
        return
    try:
        store = ContentStore(place or default_place(), limit_bytes=limit_bytes)
    except ProcgenError as error:
        if place:
            raise
        note(f"results are not kept for other batches: {error.message}")
        yield None
        return
    try:
        yield store
    finally:
        store.close()


# ---- The run ----


@contextmanager
def _engine(engine: Engine, worker: Worker, workers: int, address: str, *, background: bool) -> Iterator[Executor]:
    executor: Executor
    if engine is Engine.RAY:
        executor = RayExecutor(worker, address=address, workers=workers)
    else:
        executor = ProcessPool(worker, workers or default_threads(), background=background)
    try:
        yield executor
    finally:
        executor.close()


@dataclass(slots=True)
class _Failures:
    """The first jobs that failed, for people; the manifest has all."""

    told: list[str] = field(default_factory=list)

    def take(self, row: Row) -> None:
        """Note a row of the manifest."""
        error = row["error"]
        if isinstance(error, Mapping) and len(self.told) < _MOST_NOTED:
            self.told.append(f"line {row['line']}, {row['label']}: {error['message']}")


def _say_end(tally: Tally, out: Path, failures: _Failures, *, json: bool) -> None:
    """Say what was done. Raises KeyboardInterrupt where it was stopped, JobsFailed where jobs failed."""
    manifest = out / MANIFEST
    made = tally.done - tally.earlier
    for text in failures.told:
        note(text)
    if json:
        json_object(
            {
                "total": tally.total,
                "done": tally.done,
                "failed": tally.failed,
                "kept": tally.kept,
                "seconds": round(tally.seconds, 3),
                "rate": round(made / max(tally.seconds, 1e-3), 3),
                "manifest": str(manifest),
            }
        )
    else:
        kept = f", {tally.kept} of them kept from before" if tally.kept else ""
        line(f"{tally.done} of {tally.total} jobs done{kept}, {tally.failed} failed; {manifest}")
    if not tally.complete:
        note(f"go on with the same command and --resume, from {tally.done} of {tally.total} jobs")
        raise KeyboardInterrupt
    if tally.failed:
        many = f"{tally.failed} of {tally.total} jobs" if tally.failed > 1 else "a job"
        raise JobsFailed(
            f"{many} failed; {manifest} says why", "Run the command again with --resume to try them again."
        )
