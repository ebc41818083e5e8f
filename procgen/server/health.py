"""grpc.health.v1, on both ports: of the server, of each service, and of single models ("model/terrain_coarse")."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from typing import Final, Protocol

from google.protobuf.message import Message
from grpc_health.v1 import health_pb2

from procgen.errors import Busy, InvalidFields, Violation
from procgen.kit.wire.call import AnyMethod, Call, Method

SERVICE: Final = "grpc.health.v1.Health"
CHECK: Final = f"/{SERVICE}/Check"
WATCH: Final = f"/{SERVICE}/Watch"
MODEL: Final = "model/"
WATCHERS: Final = 64
"""Streams at once; one more is refused."""
_POLL_S: Final = 0.25
_LOOK_EVERY_S: Final = 2.0
"""How often watchers' models are looked at, if nothing was said to have changed."""
_RETRY_MS: Final = 5000

_Status = health_pb2.HealthCheckResponse
_SERVING: Final[int] = _Status.SERVING
_NOT_SERVING: Final[int] = _Status.NOT_SERVING
_UNKNOWN: Final[int] = _Status.SERVICE_UNKNOWN


class States(Protocol):
    """Tells which models can be used: :class:`procgen.server.model_states.ModelStates`."""

    def usable(self, names: Sequence[str]) -> bool: ...


class Health:
    """Whether the server serves, whether a service has the models that it can't do without, and whether one model can
    be used.

    Args:
        states: of models.
        needed: the names of the models that services need, by name of the service; asked for at each look, for models
            can be read again.
        names: of all models that there are.
    """

    def __init__(
        self,
        states: States,
        needed: Callable[[], Mapping[str, Sequence[str]]],
        names: Callable[[], Sequence[str]],
    ) -> None:
        self.services: set[str] = {"", SERVICE}
        self._serving = False
        self._states = states
        self._needed = needed
        self._names = names
        self._changes = 0
        self._watchers = 0

    @property
    def serving(self) -> bool:
        """Whether calls are taken; false before the ports listen and while the server drains."""
        return self._serving

    @serving.setter
    def serving(self, value: bool) -> None:
        self._serving = value
        self.look_again()

    def look_again(self) -> None:
        """Something may have changed: have the watchers told. Callable from any thread."""
        self._changes += 1

    def methods(self) -> list[AnyMethod]:
        return [
            Method(CHECK, health_pb2.HealthCheckRequest, self.check),
            Method(WATCH, health_pb2.HealthCheckRequest, self.watch, streaming=True, waits=True),
        ]

    async def check(self, request: health_pb2.HealthCheckRequest, _call: Call) -> Message:
        status = await self._status(request.service)
        if status == _UNKNOWN:
            allowed = f"empty, {MODEL}NAME of a model, or one of " + ", ".join(sorted(self.services - {""}))
            raise InvalidFields([Violation.of("service", repr(request.service), allowed)])
        response: Message = _Status(status=status)
        return response

    async def watch(self, request: health_pb2.HealthCheckRequest, call: Call) -> AsyncIterator[Message]:
        """The status now, and again whenever it changes.

        Raises:
            Busy: too many watch already.
        """
        if self._watchers >= WATCHERS:
            raise Busy(f"{self._watchers} clients watch already", _RETRY_MS)
        self._watchers += 1
        loop = asyncio.get_running_loop()
        try:
            told: int | None = None
            while True:
                changes, look_at = self._changes, loop.time() + _LOOK_EVERY_S
                status = await self._status(request.service)
                if status != told:
                    told = status
                    yield _Status(status=status)
                while self._changes == changes and loop.time() < look_at:
                    call.checkpoint()
                    await asyncio.sleep(_POLL_S)
        finally:
            self._watchers -= 1

    async def _status(self, service: str) -> int:
        if service.startswith(MODEL):
            models: Sequence[str] = (service.removeprefix(MODEL),)
            if models[0] not in self._names():
                return _UNKNOWN
        elif service in self.services:
            models = self._needed().get(service, ())
        else:
            return _UNKNOWN
        if not self._serving:
            return _NOT_SERVING
        usable = not models or await asyncio.to_thread(self._states.usable, models)
        return _SERVING if usable and self._serving else _NOT_SERVING
