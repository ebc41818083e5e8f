"""The jobs of a batch that was sent: read, counted and found to be allowed, every one of them, before any is taken."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from google.protobuf.message import DecodeError, Message

from procgen.batches.ledger import Wanted
from procgen.batches.lines import MOST_TOLD, Batch, RequestBinder, Unbound
from procgen.errors import InvalidFields, ProcgenError, TooMuchMemory, Violation
from procgen.jobs.sweep import read_lines
from procgen.kit.wire.blobs import SHA256_ALLOWED, BlobStore, sha256_allowed
from procgen.kit.wire.call import AnyMethod
from procgen.kit.wire.finite import refuse_non_finite
from procgen.kit.wire.keys import canonical_bytes
from procgen.served import REQUESTS, product_of
from procgen.v1 import batch_pb2

JOBS: Final = 100_000
"""Of a batch."""
REQUESTS_BYTES: Final = 64 << 20
"""Of all requests of a batch."""
_LINE_BYTES: Final = 1 << 20
"""Of a line: a request itself is no larger."""
_JOBS_ALLOWED: Final = f"1 to {JOBS} jobs in all; send the others as another batch"


@dataclass(frozen=True, slots=True)
class Jobs:
    """What a batch is to do."""

    wanted: tuple[Wanted, ...]
    blobs: tuple[str, ...]
    """SHA-256 of all inputs that the requests name."""
    fingerprint: str
    """The same for the same jobs in the same order, however they were written."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads what was sent.

    Attributes:
        method_of: the method at a path.
        blobs: inputs that were sent ahead.
        work_bytes: memory that a job may take.
    """

    method_of: Callable[[str], AnyMethod]
    blobs: BlobStore
    work_bytes: int = 1 << 62

    def read(self, request: batch_pb2.SubmitBatchRequest, checkpoint: Callable[[], None]) -> Jobs:
        """All jobs of a request.

        Args:
            request: as it came.
            checkpoint: called now and then; raises to stop.

        Raises:
            InvalidFields: names the faults of all jobs, at most :data:`MOST_TOLD`, by the message's position or by the
                number of the line: "jobs[3].terrain.width_px", "lines:12: request".
        """
        if len(request.jobs) > JOBS:
            raise InvalidFields([Violation.of("jobs", f"{len(request.jobs)} jobs", _JOBS_ALLOWED)])
        sources: list[Iterable[tuple[str, str, Message]]] = [self._messages(request.jobs)]
        room = JOBS - len(request.jobs)
        for name, text in (("lines", request.lines.encode()), ("lines_sha256", self._blob(request.lines_sha256))):
            if text:
                batch, count = self._lines(name, text, room, checkpoint)
                room -= count
                sources.append(self._of_lines(name, batch))
        if not (request.jobs or len(sources) > 1):
            raise InvalidFields([Violation.of("jobs", "none, nor lines", _JOBS_ALLOWED)])
        faults: dict[Violation, None] = {}
        wanted: list[Wanted] = []
        blobs: dict[str, None] = {}
        keepable: dict[tuple[str, str], bool] = {}
        digest, size = hashlib.sha256(), 0
        for place, method, message in (job for source in sources for job in source):
            checkpoint()
            wrong = self._faults(method, message, keepable)
            faults |= dict.fromkeys(Violation(f"{place}{each.field}", each.value, each.allowed) for each in wrong)
            if len(faults) >= MOST_TOLD:
                break
            data = canonical_bytes(message)
            size += len(data)
            if size > REQUESTS_BYTES:
                faults[Violation.of("jobs", f"more than {REQUESTS_BYTES} bytes", "requests of 64 MiB together")] = None
                break
            known = product_of(method)
            named = tuple(known.blobs(message))
            blobs |= dict.fromkeys(name for name in named if name)
            wanted.append(Wanted(len(wanted), method, data, known.cost(message), tuple(filter(None, named))))
            digest.update(f"{method}\0{len(data)}\0".encode() + data)
        if faults:
            told = list(faults)[:MOST_TOLD]
            if len(faults) >= MOST_TOLD:
                told.append(Violation.of("jobs", "perhaps more", f"none; these are the first {MOST_TOLD}"))
            raise InvalidFields(told)
        return Jobs(tuple(wanted), tuple(blobs), digest.hexdigest())

    @staticmethod
    def _messages(jobs: Iterable[batch_pb2.BatchJob]) -> Iterator[tuple[str, str, Message]]:
        """Where each stands, its method, its request."""
        for index, job in enumerate(jobs):
            domain = job.WhichOneof("request")
            if domain is None:
                allowed = "a request of " + ", ".join(REQUESTS)
                raise InvalidFields([Violation.of(f"jobs[{index}]", "missing", allowed)])
            if domain == "other":
                yield _other(f"jobs[{index}].other.", job.other)
            else:
                yield f"jobs[{index}].{domain}.", REQUESTS[domain][0], getattr(job, domain)

    def _lines(self, name: str, text: bytes, room: int, checkpoint: Callable[[], None]) -> tuple[Batch, int]:
        """Lines that were checked, and how many jobs they stand for."""
        # Counted first: what is far too much is not even read.
        if text.count(b"\n") > 2 * JOBS:
            raise InvalidFields([Violation.of(name, f"{text.count(bytes([10]))} lines", _JOBS_ALLOWED)])
        lines = text.splitlines()
        longest = max(map(len, lines))
        if longest > _LINE_BYTES:
            raise InvalidFields([Violation.of(name, f"a line of {longest} bytes", f"lines of {_LINE_BYTES} bytes")])

        def texts() -> Iterator[bytes]:
            for line in lines:
                checkpoint()
                yield line

        # Counted before any value is tried. What is wrong with lines is told by the check.
        binder = RequestBinder()
        count = 0
        for line in read_lines(texts(), lambda _number, _wrong: None):
            count += line.total
            if count > room:
                raise InvalidFields([Violation.of(name, f"{count} jobs up to line {line.number}", _JOBS_ALLOWED)])
        batch = Batch(texts, name, binder, self.method_of)
        return batch, batch.check()

    @staticmethod
    def _of_lines(name: str, batch: Batch) -> Iterator[tuple[str, str, Message]]:
        for job in batch:
            place = f"{name}:{job.line}: "
            if isinstance(job, Unbound):
                raise InvalidFields([_fault(job.error, place, job.label)])
            yield place, job.method, job.message

    def _faults(self, path: str, message: Message, keepable: dict[tuple[str, str], bool]) -> list[Violation]:
        """What a job's own call would refuse, and whether its result can be kept.

        Args:
            path: of the method.
            message: the request.
            keepable: whether results can be kept, by method and model, as far as that was asked.
        """
        method = self.method_of(path)
        try:
            if method.check is not None:
                method.check(message)
            refuse_non_finite(message)
            needed = method.memory_bytes(message) if method.memory_bytes is not None else 0
            if needed > self.work_bytes:
                instead = () if method.less is None else (method.less(message, self.work_bytes),)
                raise TooMuchMemory(needed, self.work_bytes, *instead)
            model = str(getattr(message, "model", ""))
            if (path, model) not in keepable:
                keepable[path, model] = method.models is not None and method.models(message) is not None
            if not keepable[path, model]:
                allowed = "a model whose weights are known: results of others can't be kept"
                return [Violation.of("model", model or "missing", allowed)]
        except InvalidFields as error:
            return error.violations
        except ProcgenError as error:
            return [_fault(error, "", "the request")]
        return []

    def _blob(self, sha256: str) -> bytes:
        """What was sent ahead; nothing where nothing is named."""
        if not sha256:
            return b""
        if not sha256_allowed(sha256):
            raise InvalidFields([Violation.of("lines_sha256", repr(sha256), SHA256_ALLOWED)])
        found = self.blobs.get(sha256)
        if found is None:
            allowed = "the name of a blob that is here: send it with PutBlob, it is forgotten after a while"
            raise InvalidFields([Violation.of("lines_sha256", sha256, allowed)])
        return found


def _other(place: str, job: batch_pb2.OtherRequest) -> tuple[str, str, Message]:
    """A request that came as bytes. Raises InvalidFields."""
    if job.domain not in REQUESTS:
        shown = repr(job.domain) if job.domain else "missing"
        raise InvalidFields([Violation.of(f"{place}domain", shown, "one of " + ", ".join(REQUESTS))])
    method, kind = REQUESTS[job.domain]
    try:
        return place, method, kind.FromString(job.request)
    except DecodeError:
        wrong, allowed = f"{len(job.request)} bytes that are none", f"a serialised {kind.DESCRIPTOR.full_name}"
        raise InvalidFields([Violation.of(f"{place}request", wrong, allowed)]) from None


def _fault(error: ProcgenError, place: str, value: str) -> Violation:
    """A fault that has no field."""
    return Violation.of(f"{place}request", value, f"what can be made, but: {error.message}. {error.remedy}")
