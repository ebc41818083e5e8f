"""procgen.v1.SystemService."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from typing import Final

import onnxruntime as ort
from google.protobuf.message import Message

from procgen import __version__
from procgen.errors import InvalidFields, Violation
from procgen.kit.wire.artifacts import CHUNK_BYTES, REQUEST_BYTES
from procgen.kit.wire.call import AnyMethod, Call, Method, always_quick
from procgen.kit.wire.presets import answer
from procgen.kit.wire.request_id import REQUEST_ID_ALLOWED, request_id_allowed
from procgen.runtime.store import Changes, ModelStore, State
from procgen.v1 import system_pb2

SERVICE: Final = "procgen.v1.SystemService"

_STATES = {
    State.AVAILABLE: system_pb2.MODEL_STATE_AVAILABLE,
    State.LOADED: system_pb2.MODEL_STATE_LOADED,
    State.MISSING: system_pb2.MODEL_STATE_MISSING,
    State.DAMAGED: system_pb2.MODEL_STATE_DAMAGED,
    State.UNTRUSTED: system_pb2.MODEL_STATE_UNTRUSTED,
}


class SystemService:
    """What the server is, and how to stop what it does.

    Args:
        store: the models.
        domains: describes what can be generated; asked for again after the models changed.
        packages: of their presets, by the names of what is described.
        queued_calls: bound of the queue, for GetInfo.
        cancel: stops the call of that id; false if there is none.
        reload: reads the catalogs again and says what that changed; called in a thread.
        cache: what is kept of results, for GetInfo.
    """

    def __init__(
        self,
        store: ModelStore,
        domains: Callable[[], list[system_pb2.Domain]],
        packages: Mapping[str, str],
        queued_calls: int,
        cancel: Callable[[str], bool],
        reload: Callable[[], Changes],
        cache: system_pb2.Cache | None = None,
    ) -> None:
        self._store = store
        self._describe = domains
        self._cancel = cancel
        self._reload = reload
        self._generation = store.generation
        described = domains()
        self._packages = packages
        devices = [name.removesuffix("ExecutionProvider").lower() for name in ort.get_available_providers()]
        self._info = system_pb2.GetInfoResponse(
            version=__version__,
            api_version="v1",
            domains=described,
            limits=system_pb2.Limits(request_bytes=REQUEST_BYTES, chunk_bytes=CHUNK_BYTES, queued_calls=queued_calls),
            devices=[name for name in devices if name in ("cpu", "cuda", "directml", "coreml", "rocm")],
            threads=store.threads,
            cache=cache,
        )
        """All that does not change: copying it takes half as long as making it from its parts."""
        self._began = time.monotonic()

    def methods(self) -> list[AnyMethod]:
        return [
            Method(f"/{SERVICE}/GetInfo", system_pb2.GetInfoRequest, self.get_info),
            Method(f"/{SERVICE}/Cancel", system_pb2.CancelRequest, self.cancel),
            Method(
                f"/{SERVICE}/ListModels",
                system_pb2.ListModelsRequest,
                self.list_models,
                heavy=True,
                lane="system",
                quick=always_quick,
            ),
            Method(f"/{SERVICE}/ListPresets", system_pb2.ListPresetsRequest, self.list_presets),
            Method(f"/{SERVICE}/ReloadModels", system_pb2.ReloadModelsRequest, self.reload_models, pages=False),
        ]

    def get_info(self, _request: Message, _call: Call) -> system_pb2.GetInfoResponse:
        if self._generation != self._store.generation:
            self._generation = self._store.generation
            del self._info.domains[:]
            self._info.domains.extend(self._describe())
        info = system_pb2.GetInfoResponse()
        info.CopyFrom(self._info)
        info.uptime_ms = int((time.monotonic() - self._began) * 1000)
        return info

    def cancel(self, request: system_pb2.CancelRequest, _call: Call) -> system_pb2.CancelResponse:
        if not request_id_allowed(request.request_id):
            value = repr(request.request_id) if request.request_id else "missing"
            raise InvalidFields([Violation.of("request_id", value, REQUEST_ID_ALLOWED)])
        return system_pb2.CancelResponse(cancelled=self._cancel(request.request_id))

    def list_models(self, _request: Message, call: Call) -> system_pb2.ListModelsResponse:
        models = []
        store = self._store.view()
        for name in store.entries:
            call.checkpoint()
            status = store.verify(name)
            models.append(
                system_pb2.Model(
                    name=name,
                    domain=status.entry.domain,
                    family=status.entry.family,
                    licence=status.entry.licence,
                    sha256=status.entry.sha256,
                    size_bytes=status.size_bytes,
                    state=_STATES[status.state],
                    is_default=status.entry.default,
                    problem=status.problem,
                )
            )
        return system_pb2.ListModelsResponse(models=models)

    async def reload_models(self, _request: Message, _call: Call) -> system_pb2.ReloadModelsResponse:
        changes = await asyncio.to_thread(self._reload)
        return system_pb2.ReloadModelsResponse(added=changes.added, changed=changes.changed, removed=changes.removed)

    def list_presets(self, request: system_pb2.ListPresetsRequest, _call: Call) -> system_pb2.ListPresetsResponse:
        if request.domain and request.domain not in self._packages:
            allowed = "empty or one of " + ", ".join(self._packages)
            raise InvalidFields([Violation.of("domain", repr(request.domain), allowed)])
        forms = (request.domain,) if request.domain else self._packages
        return answer(tuple((self._packages[form], form) for form in forms))
