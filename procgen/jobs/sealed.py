"""Objects that say themselves whether they are whole: the bytes of a result behind a header with their key and hash.

=========  =================================================
bytes      what
=========  =================================================
0 to 7     magic, with the version of this form
8 to 15    size of the payload, little-endian
16 to 47   the object's key
48 to 79   sha256 of all other bytes of the object
80 on      payload
=========  =================================================

The key is within, so that an object under another one's name is found out as well.
"""

from __future__ import annotations

import hashlib
from typing import Final

_MAGIC: Final = b"procgen\x01"
_HASHED: Final = 48
HEADER_BYTES: Final = 80


def header(key: str, payload: bytes) -> bytes:
    """What stands before the payload.

    Args:
        key: 64 lower-case hexadecimal digits.
        payload: anything.
    """
    start = _MAGIC + len(payload).to_bytes(8, "little") + bytes.fromhex(key)
    digest = hashlib.sha256(start)
    digest.update(payload)
    return start + digest.digest()


def opened(key: str, sealed: memoryview) -> bytes | None:
    """The payload of an object; None where one bit of it is not as it was written, or it belongs to another key."""
    start = _MAGIC + max(len(sealed) - HEADER_BYTES, 0).to_bytes(8, "little") + bytes.fromhex(key)
    if sealed[:_HASHED] != start:
        return None
    payload = sealed[HEADER_BYTES:]
    digest = hashlib.sha256(start)
    digest.update(payload)
    return bytes(payload) if sealed[_HASHED:HEADER_BYTES] == digest.digest() else None
