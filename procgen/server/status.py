"""From an exception to a gRPC status with details: the one place where errors become wire codes."""

from __future__ import annotations

import base64
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import quote

import grpc
from google.protobuf.any_pb2 import Any
from google.protobuf.duration_pb2 import Duration
from google.rpc import error_details_pb2, status_pb2

from procgen.errors import Busy, InvalidFields, ModelUnavailable, ProcgenError, RecipeMismatch, Violation
from procgen.v1 import common_pb2

DETAILS_KEY: Final = "grpc-status-details-bin"
_DOMAIN = "procgen"
_VIOLATIONS_BYTES = 5700
"""Room for violations, which are sent in two forms: gRPC clients refuse trailers of more than 8 KiB in all."""
_MESSAGE_BYTES = 700
_REMEDY_BYTES = 400
"""Room for what may have been meant by names, beside violations."""
_VIOLATION_OVERHEAD_BYTES = 32
"""Of the encoding, and of the words around value and range, in both forms."""
_ALLOWED_CHARACTERS = (1000, 400, 200, 100, 50, 24)


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


def _shortened(text: str, characters: int) -> str:
    return text if len(text) <= characters else text[: characters - 1] + "…"


def _fitting(violations: list[Violation]) -> list[Violation]:
    """As much of the violations as there is room for: all fields as long as that is possible, in fewer words."""
    fitting: list[Violation] = []
    for characters in _ALLOWED_CHARACTERS:
        fitting = [replace(each, allowed=_shortened(each.allowed, characters)) for each in violations]
        if sum(map(_size_bytes, fitting)) <= _VIOLATIONS_BYTES:
            return fitting
    kept: list[Violation] = []
    room = _VIOLATIONS_BYTES - 250
    for violation in fitting:
        room -= _size_bytes(violation)
        if room < 0:
            break
        kept.append(violation)
    more = len(violations) - len(kept)
    return [*kept, Violation.of("request", f"{more} fields more that can't be accepted", "see the ranges in GetInfo")]


def _size_bytes(violation: Violation) -> int:
    texts = (violation.field, violation.value, violation.allowed)
    return 2 * sum(len(text.encode()) for text in texts) + _VIOLATION_OVERHEAD_BYTES


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
    violations, remedy = [], error.remedy
    if isinstance(error, InvalidFields):
        violations, remedy = _fitting(error.violations), _shortened(remedy, _REMEDY_BYTES)
    message = _shortened(error.message, _MESSAGE_BYTES)
    details = [
        common_pb2.ErrorDetail(
            reason=error.reason,
            remedy=remedy,
            violations=[common_pb2.FieldViolation(field=v.field, value=v.value, allowed=v.allowed) for v in violations],
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
            for v in violations
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
    status = status_pb2.Status(code=code.value[0], message=message, details=packed)
    return WireStatus(code, message, status.SerializeToString())
