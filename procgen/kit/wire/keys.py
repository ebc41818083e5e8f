"""What results are called: a name that is the same for whatever gives the same bytes, and for nothing else.

A key is the SHA-256 of what decides a result: method, request, models, pipeline, runtime and provider. Whoever asks for
the same again, on whatever computer, finds the result by its key alone; whatever else changes, a model, a line of code,
a package, gives other keys, so that nothing ever has to be declared stale.
"""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Callable
from typing import Final

import onnxruntime as ort
from google.protobuf.message import Message

from procgen.errors import Failed
from procgen.jobs.job import Job
from procgen.kit.wire.call import AnyMethod
from procgen.kit.wire.pipeline import pipeline_version
from procgen.runtime.recipe import canonical_json

RUNTIME: Final = f"onnxruntime {ort.__version__} {platform.machine()}"
PROVIDER: Final = "cpu"


def canonical_bytes(request: Message) -> bytes:
    """A request as bytes that are equal for equal requests, however they were written: its ``request_id`` and fields
    that this version does not know are left out, for no result depends on them.

    Only the request's own id is left out: ids of requests within it are checked with them.
    """
    bare = type(request)()
    bare.CopyFrom(request)
    if "request_id" in bare.DESCRIPTOR.fields_by_name:
        bare.ClearField("request_id")
    bare.DiscardUnknownFields()
    return bare.SerializeToString(deterministic=True)


class Keys:
    """Names results. Safe to use from any thread.

    Args:
        pipeline: gives the version of the code; asked once for every key.
        runtime: that runs the models.
        provider: on which kind of processor.
    """

    def __init__(
        self, pipeline: Callable[[], str] = pipeline_version, *, runtime: str = RUNTIME, provider: str = PROVIDER
    ) -> None:
        self.ready = False
        """Whether what every key needs is worked out, so that a small request's key takes microseconds."""
        self._pipeline = pipeline
        self._runtime = runtime
        self._provider = provider

    def warm_up(self) -> None:
        """Work out now what every key needs. Raises OSError if a file of the package can't be read."""
        self._pipeline()
        self.ready = True

    def key(self, method: AnyMethod, request: Message) -> str | None:
        """The key of a call's result; None where it can't be kept, as :attr:`procgen.kit.wire.call.Method.models` says.

        The request need not be valid. What refuses it refuses all that have its key.
        """
        return self._key(method, request, canonical_bytes(request))

    def job(self, method: AnyMethod, request: Message) -> Job:
        """A call as a job.

        Raises:
            Failed: its result has no key: a model takes part whose weights nobody can name.
        """
        data = canonical_bytes(request)
        key = self._key(method, request, data)
        if key is None:
            raise Failed(
                f"results of {method.path} can't be kept for this request: it is not known what weights take part",
                "Name another model, or make it by an interactive call.",
            )
        return Job(key, method.path, data)

    def _key(self, method: AnyMethod, request: Message, data: bytes) -> str | None:
        models = None if method.models is None else method.models(request)
        if models is None:
            return None
        told = {
            "method": method.path,
            "models": dict(models),
            "pipeline": self._pipeline(),
            "provider": self._provider,
            "request_sha256": hashlib.sha256(data).hexdigest(),
            "runtime": self._runtime,
        }
        return hashlib.sha256(canonical_json(told).encode()).hexdigest()
