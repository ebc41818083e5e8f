"""What clients may call their requests."""

from __future__ import annotations

import re
from typing import Final

from procgen.errors import Violation

REQUEST_ID_ALLOWED: Final = "1 to 64 characters of A-Z a-z 0-9 . _ : -"
_REQUEST_ID: Final = re.compile(r"[A-Za-z0-9._:-]{1,64}")


def request_id_allowed(request_id: str) -> bool:
    """Whether a client may call its request that."""
    return _REQUEST_ID.fullmatch(request_id) is not None


def request_id_violations(request_id: str) -> list[Violation]:
    """What is wrong with the id of a request, which may be empty."""
    if not request_id or request_id_allowed(request_id):
        return []
    return [Violation.of("request_id", repr(request_id), "empty or " + REQUEST_ID_ALLOWED)]
