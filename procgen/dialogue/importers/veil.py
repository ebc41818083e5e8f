"""Escaped characters, hidden while a line is taken apart: half a character stands for each, which no file can hold."""

from __future__ import annotations

import re
from typing import Final

_ESCAPED: Final = re.compile(r"\\(.)", re.DOTALL)
_HIDDEN: Final = re.compile("[\udc00-\udc7f]")
_FIRST: Final = 0xDC00


def veil(text: str) -> str:
    """The text with a hidden character for each backslash and what it escapes."""
    return _ESCAPED.sub(lambda found: chr(_FIRST + ord(found[1])) if found[1].isascii() else found[1], text)


def unveil(text: str) -> str:
    """The text with hidden characters as what they are."""
    return _HIDDEN.sub(lambda found: chr(ord(found[0]) - _FIRST), text)
