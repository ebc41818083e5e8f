"""What runs in the workers of a batch: groups of jobs, made by the same services as a server's calls."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Final, cast

from google.protobuf.message import DecodeError, Message

from procgen.errors import Cancelled, InvalidFields, NotServed, ProcgenError, RecipeMismatch, TooLarge, Violation
from procgen.jobs.frames import Outcome, Problem, pack_outcomes, unpack_group
from procgen.jobs.job import Job, Product
from procgen.kit.wire.blobs import BlobStore
from procgen.kit.wire.call import Answer, Call, Stream
from procgen.kit.wire.finite import refuse_non_finite
from procgen.kit.wire.keys import Keys
from procgen.kit.wire.products import canonical, kind_of, product
from procgen.kit.wire.registry import Services
from procgen.kit.wire.side import NO_SETTINGS
from procgen.runtime.store import DEFAULT_MEMORY_BYTES, ModelStore
from procgen.runtime.trust import EVERY_MODEL
from procgen.served import all_services

WORKER: Final = "procgen.batches.work:worker"
"""For :class:`procgen.jobs.executor.Worker`."""
Work = Callable[[bytes], bytes]
_NEVER_BETTER: Final = (InvalidFields, TooLarge, NotServed)
"""Another worker may have other models, or room."""
_CALL_NAME: Final = "batch"
PRODUCT_BYTES: Final = 512 << 20
"""Of a job: a worker, the pipe from it and its driver hold it as a whole."""


class ProductTooLarge(TooLarge):
    """What a job makes has more bytes than a batch can hold."""

    def __init__(self, most_bytes: int) -> None:
        ProcgenError.__init__(
            self,
            f"what the job makes has more than {most_bytes} bytes",
            "Ask for fewer members, files or pixels in one job.",
        )


def worker_settings(
    models: Iterable[Path] = (),
    *,
    trust_models: bool = False,
    settings: Mapping[str, Any] = NO_SETTINGS,
    memory_bytes: int = DEFAULT_MEMORY_BYTES,
) -> str:
    """What :func:`worker` takes, from what a server is told by its flags."""
    return json.dumps(
        {
            "models": [str(folder.absolute()) for folder in models],
            "trust_models": trust_models,
            "settings": dict(settings),
            "memory_bytes": memory_bytes,
        }
    )


def worker(said: str) -> Work:
    """Make what does groups of jobs in this process, with one thread.

    Args:
        said: as :func:`worker_settings` gives it.

    Raises:
        Failed: a catalog of models can't be read.
    """
    told = json.loads(said)
    store = ModelStore(
        tuple(map(Path, told["models"])),
        threads=1,
        memory_bytes=told["memory_bytes"],
        trust=EVERY_MODEL if told["trust_models"] else None,
    )
    return work_with(all_services(store, BlobStore(), told["settings"]))


def work_with(domains: Services, new_call: Callable[[], Call] = lambda: Call(_CALL_NAME, shown=False)) -> Work:
    """What does groups of jobs with services that are there already.

    Args:
        domains: the services; a service is made when a job asks for it.
        new_call: makes the call that a group's jobs run as; cancelling it ends the group.

    Returns:
        Takes a group of jobs, gives their outcomes, both framed as :mod:`procgen.jobs.frames` does. What a job raises
        is its own outcome. Raises ValueError where the group is none, and Cancelled.
    """
    keys = Keys()

    def work(payload: bytes) -> bytes:
        jobs, blobs = unpack_group(payload)
        for data in blobs:
            domains.parts.blobs.put(hashlib.sha256(data).hexdigest(), len(data), 0, data)
        call = new_call()
        with call.stopping_models():
            return pack_outcomes([_outcome(domains, keys, job, call) for job in jobs])

    return work


def _outcome(domains: Services, keys: Keys, job: Job, call: Call) -> Outcome:
    began = time.perf_counter()
    made = b""
    problem = None
    try:
        made = make(domains, keys, job, call).to_bytes()
    except Cancelled:
        raise
    except ProcgenError as error:
        problem = Problem(error.grpc_code, error.reason, error.message, not isinstance(error, _NEVER_BETTER))
    except MemoryError:
        problem = Problem("RESOURCE_EXHAUSTED", "BUSY", "not enough memory for this job now", again=True)
    except Exception as error:  # a job's failure is its own, whatever it is
        problem = Problem("INTERNAL", "INTERNAL", f"{type(error).__name__}: {error}", again=True)
    return Outcome(time.perf_counter() - began, made, problem)


def make(domains: Services, keys: Keys, job: Job, call: Call) -> Product:
    """Do a job.

    Args:
        domains: the services.
        keys: that name results.
        job: what to make.
        call: that it runs as.

    Raises:
        ProcgenError: as the service does.
        ProductTooLarge: it has more than :data:`PRODUCT_BYTES`.
        RecipeMismatch: its result would not be what the job's key names.
    """
    method = domains.method(job.method)
    try:
        request = method.request_type.FromString(job.request)
    except DecodeError:
        name = method.request_type.DESCRIPTOR.full_name
        wrong = Violation.of("request", f"{len(job.request)} bytes that are not a {name}", f"a serialised {name}")
        raise InvalidFields([wrong]) from None
    refuse_non_finite(request)
    key = keys.key(method, request)
    if key is not None and key != job.key:
        raise RecipeMismatch(
            f"this worker would make another result than the job {job.key[:12]} names: it has other models, or another "
            "version of procgen or its packages",
            "Install the same version and models wherever the batch runs, and start it again.",
        )
    call.checkpoint()
    if not method.streaming:
        return product([cast(Answer[Any], method.handler)(request, call)])
    events: list[bytes] = []
    size = 0

    def take(event: Message) -> None:
        nonlocal size
        if kind_of(event) == "progress":
            return
        events.append(canonical(event))
        size += len(events[-1])
        if size > PRODUCT_BYTES:
            raise ProductTooLarge(PRODUCT_BYTES)

    for event in cast(Stream[Any], method.handler)(request, call, take):
        take(event)
    return Product(tuple(events))
