"""grpc.health.v1, on both ports."""

from __future__ import annotations

from google.protobuf.message import Message
from grpc_health.v1 import health_pb2

from procgen.errors import InvalidFields, Violation
from procgen.services.call import Call, Method

SERVICE = "grpc.health.v1.Health"


class Health:
    """Whether the server serves; one answer for all services."""

    def __init__(self) -> None:
        self.serving = False
        self.services: set[str] = {"", SERVICE}

    def methods(self) -> list[Method]:
        return [Method(f"/{SERVICE}/Check", health_pb2.HealthCheckRequest, self.check)]

    def check(self, request: Message, _call: Call) -> Message:
        assert isinstance(request, health_pb2.HealthCheckRequest)
        if request.service not in self.services:
            allowed = "empty or one of " + ", ".join(sorted(self.services - {""}))
            raise InvalidFields([Violation.of("service", repr(request.service), allowed)])
        status = health_pb2.HealthCheckResponse
        response: Message = status(status=status.SERVING if self.serving else status.NOT_SERVING)
        return response
