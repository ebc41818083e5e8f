"""Every error that procgen raises on purpose.

::

    ProcgenError                     exit code   gRPC code
    ├── InvalidFields                2           INVALID_ARGUMENT     all bad fields at once
    ├── ModelUnavailable             3           FAILED_PRECONDITION  a model file is missing or damaged
    ├── RecipeMismatch               3           FAILED_PRECONDITION  a recipe asks for other weights or code
    ├── Busy                         4           RESOURCE_EXHAUSTED   the queue is full
    │   └── NoRoom                   4           RESOURCE_EXHAUSTED   the disk or the store is full
    ├── TooLarge                     2           RESOURCE_EXHAUSTED   the request has too many bytes
    ├── TooMuchMemory                2           RESOURCE_EXHAUSTED   the work would need more memory than it may take
    ├── TooSlow                      5           DEADLINE_EXCEEDED    the client keeps the server waiting
    ├── Unauthenticated              7           UNAUTHENTICATED      the call lacks the server's token
    ├── Forbidden                    7           PERMISSION_DENIED    the caller may not call here, token or not
    ├── Cancelled                    130         CANCELLED            somebody stopped the call
    ├── DeadlinePassed               5           DEADLINE_EXCEEDED    the caller's time is over
    ├── NotServed                    6           UNIMPLEMENTED        no such method
    ├── JobsFailed                   8           (never sent)         jobs of a batch failed; the others are done
    └── Failed                       1           FAILED_PRECONDITION  the surroundings refuse: port taken, no space

Raised deep, mapped once: :mod:`procgen.server.status` turns them into gRPC statuses, :mod:`procgen.cli` into one
``error:`` and one ``hint:`` line.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import ClassVar

_SHOWN_CHARACTERS = 80
_ALIKE = 0.7
"""Least likeness of a name that may have been meant, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Violation:
    """One field that can't be accepted."""

    field: str
    value: str
    allowed: str

    @classmethod
    def of(cls, field: str, value: object, allowed: str) -> Violation:
        """A violation whose value is printed, and shortened where it is long."""
        text = str(value)
        if len(text) > _SHOWN_CHARACTERS:
            text = text[: _SHOWN_CHARACTERS - 1] + "…"
        return cls(field, text, allowed)

    def __str__(self) -> str:
        return f"{self.field}: got {self.value}, allowed is {self.allowed}"

    @property
    def meant(self) -> str:
        """The allowed name that is nearest to the value; empty where none is near, or no names are listed."""
        _, listed, names = self.allowed.rpartition("one of ")
        near = get_close_matches(self.value.strip("'\""), names.split(", "), n=1, cutoff=_ALIKE) if listed else []
        return near[0] if near else ""


class ProcgenError(Exception):
    """Base of all errors that are meant for a person; carries its wire code, exit code and remedy."""

    grpc_code: ClassVar[str] = "UNKNOWN"
    exit_code: ClassVar[int] = 1
    reason: ClassVar[str] = "FAILED"

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy


class InvalidFields(ProcgenError):
    """The request has fields that can't be accepted; names all of them."""

    grpc_code = "INVALID_ARGUMENT"
    exit_code = 2
    reason = "INVALID_FIELDS"

    def __init__(self, violations: list[Violation]) -> None:
        meant = [f"{each.field}: did you mean {name}?" for each in violations if (name := each.meant)]
        remedy = " ".join([*meant, "Correct the fields named and send the request again."])
        super().__init__("; ".join(map(str, violations)), remedy)
        self.violations = violations

    def reworded(self, words: Callable[[str], str]) -> InvalidFields:
        """The same, with each text of each field as ``words`` gives it, as where a file has another name for users."""
        return InvalidFields(
            [Violation(words(each.field), words(each.value), words(each.allowed)) for each in self.violations]
        )


class ModelUnavailable(ProcgenError):
    """A model that the request needs is missing or damaged."""

    grpc_code = "FAILED_PRECONDITION"
    exit_code = 3
    reason = "MODEL_UNAVAILABLE"


class RecipeMismatch(ProcgenError):
    """The recipe was made with other weights or another version of the code."""

    grpc_code = "FAILED_PRECONDITION"
    exit_code = 3
    reason = "RECIPE_MISMATCH"


class Busy(ProcgenError):
    """The queue is full."""

    grpc_code = "RESOURCE_EXHAUSTED"
    exit_code = 4
    reason = "BUSY"

    def __init__(self, message: str, retry_after_ms: int) -> None:
        super().__init__(message, f"Try again in {retry_after_ms} ms.")
        self.retry_after_ms = retry_after_ms


class NoRoom(Busy):
    """There is no room to keep a result: the disk or the store is full."""

    reason = "NO_ROOM"


class TooLarge(ProcgenError):
    """The request has more bytes than a message may have."""

    grpc_code = "RESOURCE_EXHAUSTED"
    exit_code = 2
    reason = "TOO_LARGE"

    def __init__(self, most_bytes: int) -> None:
        super().__init__(f"the request has more than {most_bytes} bytes", "Send large inputs ahead with PutBlob.")


class TooMuchMemory(ProcgenError):
    """The work would need more memory than all work together may take; waiting does not help.

    Args:
        needed_bytes: about.
        most_bytes: that work may take.
        instead: what to ask for.
    """

    grpc_code = "RESOURCE_EXHAUSTED"
    exit_code = 2
    reason = "TOO_MUCH_MEMORY"

    def __init__(self, needed_bytes: int, most_bytes: int, instead: str = "Ask for less at once.") -> None:
        super().__init__(
            f"the request needs about {needed_bytes >> 20} MiB of memory, work may take {most_bytes >> 20} MiB",
            f"{instead} Or start the server with a larger --work-mib, where the machine has the memory.",
        )


class TooSlow(ProcgenError):
    """The client sends its request, or reads its answer, so slowly that others would suffer."""

    grpc_code = "DEADLINE_EXCEEDED"
    exit_code = 5
    reason = "TOO_SLOW"

    def __init__(self, seconds: float) -> None:
        super().__init__(
            f"the client kept the server waiting for {seconds:g} s, or others needed the room",
            "Send the whole request at once, and read the answer as it comes.",
        )


class Unauthenticated(ProcgenError):
    """The call does not carry the server's token."""

    grpc_code = "UNAUTHENTICATED"
    exit_code = 7
    reason = "UNAUTHENTICATED"

    def __init__(self, message: str) -> None:
        super().__init__(
            message, "Send the header `authorization: Bearer TOKEN`, with what the server's --token-file holds."
        )


class Forbidden(ProcgenError):
    """The caller may not call here, whatever it carries."""

    grpc_code = "PERMISSION_DENIED"
    exit_code = 7
    reason = "FORBIDDEN"


class Cancelled(ProcgenError):
    """Somebody stopped the call."""

    grpc_code = "CANCELLED"
    exit_code = 130
    reason = "CANCELLED"

    def __init__(self) -> None:
        super().__init__("the call was cancelled")


class DeadlinePassed(ProcgenError):
    """The caller's deadline is over."""

    grpc_code = "DEADLINE_EXCEEDED"
    exit_code = 5
    reason = "DEADLINE_PASSED"

    def __init__(self) -> None:
        super().__init__("the deadline passed before the result was ready", "Allow more time or ask for less.")


class NotServed(ProcgenError):
    """No such method."""

    grpc_code = "UNIMPLEMENTED"
    exit_code = 6
    reason = "NOT_SERVED"


class JobsFailed(ProcgenError):
    """Jobs of a batch failed, each after it was tried again; all others are done."""

    exit_code = 8
    reason = "JOBS_FAILED"


class Failed(ProcgenError):
    """The surroundings refuse: a port is taken, a folder can't be written."""

    grpc_code = "FAILED_PRECONDITION"
    exit_code = 1
    reason = "FAILED"
