"""From an exception to a gRPC status with details: the one place where errors become wire codes."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

import grpc
from google.protobuf.any_pb2 import Any
from google.protobuf.duration_pb2 import Duration
from google.rpc import error_details_pb2, status_pb2

from procgen.errors import Busy, InvalidFields, ModelUnavailable, ProcgenError, RecipeMismatch
from procgen.v1 import common_pb2

DETAILS_KEY: Final = "grpc-status-details-bin"
_DOMAIN = "procgen"


@dataclass(frozen=True, slots=True)
class WireStatus:
    """A status as it goes over the wire."""

    code: grpc.StatusCode
    message: str
    details: bytes
    """Serialised google.rpc.Status."""

    def trailers(self) -> list[tuple[str, str]]:
        """The trailers of gRPC over HTTP: percent-encoded message, base64 details."""
        pairs = [
            ("grpc-status", str(self.code.value[0])),
            ("grpc-message", quote(self.message, safe=" !#$&'()*+,/:;=?@[]")),
        ]
        if self.details:
            pairs.append((DETAILS_KEY, base64.b64encode(self.details).rstrip(b"=").decode()))
        return pairs


OK: Final = WireStatus(grpc.StatusCode.OK, "", b"")


def wire_status(error: BaseException, request_id: str) -> WireStatus:
    """The status that tells a client of an error.

    Errors that are not procgen's own are bugs: they become INTERNAL and say no more than that, for the log has the
    rest.
    """
    if isinstance(error, MemoryError):
        error = Busy("not enough memory for this request now", retry_after_ms=1000)
    if not isinstance(error, ProcgenError):
        error = ProcgenError("an internal error; the server's log has it under this request id", "Please report it.")
        code = grpc.StatusCode.INTERNAL
    else:
        code = grpc.StatusCode[error.grpc_code]
    details = [
        common_pb2.ErrorDetail(
            reason=error.reason,
            remedy=error.remedy,
            violations=[
                common_pb2.FieldViolation(field=v.field, value=v.value, allowed=v.allowed)
                for v in (error.violations if isinstance(error, InvalidFields) else [])
            ],
            retry_after_ms=error.retry_after_ms if isinstance(error, Busy) else 0,
            request_id=request_id,
        ),
        error_details_pb2.ErrorInfo(reason=error.reason, domain=_DOMAIN),
        error_details_pb2.RequestInfo(request_id=request_id),
    ]
    if isinstance(error, InvalidFields):
        fields = [
            error_details_pb2.BadRequest.FieldViolation(
                field=v.field, description=f"got {v.value}, allowed is {v.allowed}"
            )
            for v in error.violations
        ]
        details.append(error_details_pb2.BadRequest(field_violations=fields))
    if isinstance(error, Busy):
        wait = Duration()
        wait.FromMilliseconds(error.retry_after_ms)
        details.append(error_details_pb2.RetryInfo(retry_delay=wait))
    if isinstance(error, ModelUnavailable | RecipeMismatch):
        violation = error_details_pb2.PreconditionFailure.Violation(
            type=error.reason, subject="model", description=f"{error.message}. {error.remedy}"
        )
        details.append(error_details_pb2.PreconditionFailure(violations=[violation]))
    packed = []
    for detail in details:
        item = Any()
        item.Pack(detail)
        packed.append(item)
    status = status_pb2.Status(code=code.value[0], message=error.message, details=packed)
    return WireStatus(code, error.message, status.SerializeToString())
