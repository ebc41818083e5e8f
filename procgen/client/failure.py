"""From a gRPC status back to what went wrong."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, cast

import grpc
from google.rpc import status_pb2

from procgen.errors import Violation
from procgen.v1 import common_pb2

_DETAILS_KEY: Final = "grpc-status-details-bin"


class CallFailed(Exception):
    """A call that the server, or the way to it, refused.

    Attributes:
        code: gRPC's name for it: "INVALID_ARGUMENT", "UNAVAILABLE".
        message: what went wrong.
        reason: which case it is, stable: "INVALID_FIELDS", "BUSY"; empty where the server said nothing.
        remedy: what a person can do about it; may be empty.
        violations: all fields that can't be accepted.
        retry_after_ms: when it makes sense to come again; 0 where waiting does not help.
    """

    def __init__(
        self,
        code: str,
        message: str,
        *,
        reason: str = "",
        remedy: str = "",
        violations: Sequence[Violation] = (),
        retry_after_ms: int = 0,
    ) -> None:
        super().__init__(f"{message} {remedy}".strip())
        self.code = code
        self.message = message
        self.reason = reason
        self.remedy = remedy
        self.violations = tuple(violations)
        self.retry_after_ms = retry_after_ms

    @classmethod
    def of(cls, error: grpc.RpcError) -> CallFailed:
        """What a call raised."""
        call = cast(grpc.Call, error)  # what stubs raise is both, which the types don't say
        code, message = call.code().name, call.details() or ""
        detail = _detail(call)
        if detail is not None:
            return cls(
                code,
                message,
                reason=detail.reason,
                remedy=detail.remedy,
                violations=[Violation(each.field, each.value, each.allowed) for each in detail.violations],
                retry_after_ms=detail.retry_after_ms,
            )
        if call.code() is grpc.StatusCode.UNAVAILABLE:
            remedy = "Start a server with `procgen serve`, or let procgen.connect(start=True) do it."
            return cls(code, "no server answers.", remedy=remedy)
        return cls(code, message)


def _detail(call: grpc.Call) -> common_pb2.ErrorDetail | None:
    for key, value in call.trailing_metadata() or ():
        if key == _DETAILS_KEY:
            status = status_pb2.Status.FromString(value if isinstance(value, bytes) else value.encode("latin-1"))
            for packed in status.details:
                detail = common_pb2.ErrorDetail()
                if packed.Unpack(detail):
                    return detail
    return None
