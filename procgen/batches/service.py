"""procgen.v1.BatchService."""

from __future__ import annotations

import asyncio
import re
import threading
import time
import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import suppress
from typing import Any, Final

import structlog
from google.protobuf.message import Message

from procgen.batches import ledger as batch_ledger
from procgen.batches.batches import Batches, Phase, Status
from procgen.batches.jobs import Reader
from procgen.batches.plan import Store
from procgen.errors import Busy, Failed, InvalidFields, ProcgenError, Violation
from procgen.jobs.job import KEY_ALLOWED, Product, key_allowed
from procgen.kit.wire.call import AnyMethod, Call, Method
from procgen.kit.wire.products import restored
from procgen.kit.wire.registry import event_type
from procgen.kit.wire.request_id import request_id_violations
from procgen.served import REQUESTS
from procgen.v1 import batch_pb2 as pb
from procgen.v1 import common_pb2

SERVICE: Final = "procgen.v1.BatchService"
LANE: Final = "batch"
WATCHERS: Final = 64
"""Watch calls at once."""
FETCHED_BYTES: Final = 256 << 20
"""Of results that are in memory for Fetch at once; others wait. One that is larger goes alone."""
_LOOK_S: Final = 0.2
_TELL_S: Final = 1.0
_STILL_THERE_S: Final = 10.0
"""After which a status is sent again that has not changed, so that both ends know that the other is there."""
_RETRY_AFTER_MS: Final = 1000
_BATCH_ID: Final = re.compile(r"[A-Za-z0-9._:-]{1,64}")
_BATCH_ID_ALLOWED: Final = "1 to 64 characters of A-Z a-z 0-9 . _ : -"
_DOMAINS: Final = {path: domain for domain, (path, _) in REQUESTS.items()}
_STATES: Final = {
    Phase.WAITING: pb.BATCH_STATE_WAITING,
    Phase.RUNNING: pb.BATCH_STATE_RUNNING,
    Phase.PAUSED: pb.BATCH_STATE_PAUSED,
    Phase.DONE: pb.BATCH_STATE_DONE,
    Phase.CANCELLED: pb.BATCH_STATE_CANCELLED,
}


class BatchService:
    """Takes batches, tells how they stand, and hands out what they made.

    Args:
        reader: reads jobs.
        store: has results; None where nothing is kept.
        without: makes what is said where nothing is kept; an exception that is raised again and again grows with each
            time by its traceback.
        open_batches: opens them; raises Failed where another server has them. Called again until it succeeds.
    """

    def __init__(
        self, reader: Reader, store: Store | None, without: Callable[[], Failed], open_batches: Callable[[], Batches]
    ) -> None:
        self._reader = reader
        self._store = store
        self._without = without
        self._open = open_batches
        self._batches: Batches | None = None
        self._closed = False
        self._lock = threading.Lock()
        self._watchers = 0
        self._fetched_bytes = 0

    def methods(self) -> list[AnyMethod]:
        def unary(name: str, request: type[Message], handler: Any, *, quick: bool = True) -> AnyMethod:
            return Method(f"/{SERVICE}/{name}", request, handler, heavy=True, lane=LANE, quick=lambda _: quick)

        def waiting(name: str, request: type[Message], handler: Any) -> AnyMethod:
            return Method(f"/{SERVICE}/{name}", request, handler, streaming=True, waits=True)

        return [
            unary("Submit", pb.SubmitBatchRequest, self.submit, quick=False),
            waiting("Watch", pb.WatchBatchRequest, self.watch),
            unary("Cancel", pb.CancelBatchRequest, self.cancel),
            unary("List", pb.ListBatchesRequest, self.list_batches),
            waiting("Fetch", pb.FetchBatchRequest, self.fetch),
            unary("Forget", pb.ForgetBatchRequest, self.forget),
        ]

    def start(self) -> None:
        """Go on with what an earlier server left undone. What is in the way of it is logged, and tried again when
        somebody asks for batches.
        """
        if self._store is None:
            return
        try:
            self._ready()
        except ProcgenError as error:
            structlog.get_logger("procgen.batches").warning(
                "batches are not gone on with", problem=error.message, remedy=error.remedy
            )

    def models_changed(self) -> None:
        """Models were exchanged."""
        if self._batches is not None:
            self._batches.renew_keys()

    def counts(self) -> dict[tuple[str, ...], float]:
        """How many batches are in each state; for metrics."""
        found: dict[tuple[str, ...], float] = {(phase.value,): 0.0 for phase in Phase}
        if self._batches is not None:
            with suppress(ProcgenError):  # the server ends just now
                for status in self._batches.all():
                    found[(status.phase.value,)] += 1
        return found

    def end_watching(self) -> None:
        """The server is about to end: who watches is told so."""
        self._closed = True

    def close(self, grace_s: float) -> None:
        """Let what is at work come to its end, for at most so long."""
        with self._lock:
            self._closed = True
            batches = self._batches
        if batches is not None:
            batches.close(grace_s)

    def _ready(self) -> Batches:
        if self._store is None:
            raise self._without()
        with self._lock:
            if self._closed:
                raise Busy("the server is shutting down", _RETRY_AFTER_MS)
            if self._batches is None:
                self._batches = self._open()
            return self._batches

    def submit(self, request: pb.SubmitBatchRequest, call: Call) -> pb.SubmitBatchResponse:
        if request.batch_id:
            _check_id(request.batch_id)
        batches = self._ready()
        jobs = self._reader.read(request, call.checkpoint)
        status, is_new = batches.add(request.batch_id or uuid.uuid4().hex, jobs, self._blob)
        return pb.SubmitBatchResponse(status=status_message(status), is_new=is_new)

    def _blob(self, sha256: str) -> bytes:
        found = self._reader.blobs.get(sha256)
        if found is None:
            raise Failed(f"the blob {sha256} was forgotten meanwhile", "Send it and the batch again.")
        return found

    def cancel(self, request: pb.CancelBatchRequest, _call: Call) -> pb.CancelBatchResponse:
        _check_id(request.batch_id)
        cancelled, status = self._ready().cancel(request.batch_id)
        return pb.CancelBatchResponse(cancelled=cancelled, status=status_message(status))

    def list_batches(self, _request: Message, _call: Call) -> pb.ListBatchesResponse:
        return pb.ListBatchesResponse(batches=map(status_message, self._ready().all()))

    def forget(self, request: pb.ForgetBatchRequest, _call: Call) -> pb.ForgetBatchResponse:
        _check_id(request.batch_id)
        return pb.ForgetBatchResponse(size_bytes=self._ready().forget(request.batch_id))

    async def watch(self, request: pb.WatchBatchRequest, call: Call) -> AsyncIterator[pb.WatchBatchEvent]:
        _check_id(request.batch_id, request.request_id)
        if self._watchers >= WATCHERS:
            raise Busy(f"{WATCHERS} calls watch batches already", _RETRY_AFTER_MS)
        self._watchers += 1
        try:
            async for event in self._watched(request, call):
                yield event
        finally:
            self._watchers -= 1

    async def _watched(self, request: pb.WatchBatchRequest, call: Call) -> AsyncIterator[pb.WatchBatchEvent]:
        batches = await asyncio.to_thread(self._ready)
        cursor, seen, told, told_at = request.after_cursor, -2, pb.BatchStatus(), float("-inf")
        status = await asyncio.to_thread(batches.status, request.batch_id)
        if cursor > status.standing.rows:
            allowed = f"0 to {status.standing.rows}, the cursor of the batch's last row"
            raise InvalidFields([Violation.of("after_cursor", cursor, allowed)])
        number = status.standing.number
        while True:
            call.checkpoint()
            if self._closed:
                raise Busy("the server is shutting down", _RETRY_AFTER_MS)
            # In this order: what changes after the look is seen by the next one.
            version = batches.version(number)
            if version != seen:
                seen = version
                status = await asyncio.to_thread(batches.status, request.batch_id)
                while rows := await asyncio.to_thread(batches.rows, number, cursor):
                    for row in rows:
                        yield pb.WatchBatchEvent(row=_row_message(row))
                        cursor = row.cursor
                        call.checkpoint()
            shown = status_message(status)
            pause_s = 0.0 if status.phase.ended else _TELL_S if shown != told else _STILL_THERE_S
            if time.monotonic() - told_at >= pause_s:
                told, told_at = shown, time.monotonic()
                yield pb.WatchBatchEvent(progress=_progress(status))
                yield pb.WatchBatchEvent(status=shown)
            if status.phase.ended:
                result = pb.WatchBatchResult(request_id=call.request_id, status=shown)
                yield pb.WatchBatchEvent(result=result)
                return
            await asyncio.sleep(_LOOK_S)

    async def fetch(self, request: pb.FetchBatchRequest, call: Call) -> AsyncIterator[pb.FetchBatchEvent]:
        _check_id(request.batch_id, request.request_id)
        if not key_allowed(request.key):
            raise InvalidFields([Violation.of("key", repr(request.key) if request.key else "missing", KEY_ALLOWED)])
        batches = await asyncio.to_thread(self._ready)
        row = await asyncio.to_thread(batches.row_of, request.batch_id, request.key)
        while self._fetched_bytes and self._fetched_bytes + row.size_bytes > FETCHED_BYTES:
            call.checkpoint()
            await asyncio.sleep(_LOOK_S)
        self._fetched_bytes += row.size_bytes
        try:
            product = await asyncio.to_thread(self._kept, request.key)
            for event in fetched(product, row.method, request.key, call.request_id):
                yield event
                call.checkpoint()
        finally:
            self._fetched_bytes -= row.size_bytes

    def _kept(self, key: str) -> Product:
        assert self._store is not None
        data = self._store.get(key)
        if data is None:
            raise Failed(
                f"the result {key} is no longer kept", "Send its job again in another batch, or call its method."
            )
        return Product.from_bytes(data)


def fetched(product: Product, method: str, key: str, request_id: str) -> Iterator[pb.FetchBatchEvent]:
    """A result as Fetch sends it: chunks and members as they are, and the last event under its domain's name. A call's
    other events say nothing that its last one does not.
    """
    event: Any
    for event in restored(product, event_type(method)):
        match event.WhichOneof("event"):
            case "chunk":
                yield pb.FetchBatchEvent(chunk=event.chunk)
            case "member":
                yield pb.FetchBatchEvent(member=event.member)
            case "result":
                result = pb.FetchBatchResult(
                    request_id=request_id, key=key, method=method, artifacts=event.result.artifacts
                )
                field = _DOMAINS[method]
                if field in result.DESCRIPTOR.fields_by_name:
                    getattr(result, field).CopyFrom(event.result)
                else:
                    result.other = event.result.SerializeToString(deterministic=True)
                yield pb.FetchBatchEvent(result=result)


def status_message(status: Status) -> pb.BatchStatus:
    """How a batch stands, as the contract has it."""
    standing = status.standing
    return pb.BatchStatus(
        batch_id=standing.id,
        state=_STATES[status.phase],
        total=standing.total,
        done=standing.done,
        kept=standing.kept,
        failed=standing.failed,
        jobs_per_s=status.rate,
        remaining_ms=None if status.eta_s is None or status.phase.ended else int(status.eta_s * 1000.0),
        problem=status.problem,
        size_bytes=standing.size_bytes,
        submitted_unix_ms=standing.submitted_ms,
        ended_unix_ms=standing.ended_ms,
        expires_unix_ms=int(status.expires_s * 1000.0),
    )


def _row_message(row: batch_ledger.Row) -> pb.BatchRow:
    return pb.BatchRow(
        cursor=row.cursor,
        job_index=row.job_index,
        key=row.key,
        method=row.method,
        is_kept=row.kept,
        recipe_sha256=row.recipe,
        size_bytes=row.size_bytes,
        elapsed_ms=row.seconds * 1000.0,
        reason=row.reason,
        problem=row.problem,
    )


def _progress(status: Status) -> common_pb2.Progress:
    standing = status.standing
    stage = f"{standing.rows} of {standing.total} jobs"
    return common_pb2.Progress(stage=stage, fraction=standing.rows / max(standing.total, 1))


def _check_id(batch_id: str, request_id: str = "") -> None:
    """Raises InvalidFields where an id is none."""
    found = request_id_violations(request_id)
    if not _BATCH_ID.fullmatch(batch_id):
        found.insert(0, Violation.of("batch_id", repr(batch_id) if batch_id else "missing", _BATCH_ID_ALLOWED))
    if found:
        raise InvalidFields(found)
