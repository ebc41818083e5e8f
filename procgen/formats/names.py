"""What files may be called."""

from __future__ import annotations

import re
from typing import Final

from procgen.errors import Violation

FILE_NAME_ALLOWED: Final = "at most 100 letters, digits, spaces and . _ -, no . first"
_FILE_NAME: Final = re.compile(r"[\w.\- ]{0,100}")


def file_name_violations(name: str, field: str = "file_name") -> list[Violation]:
    """What is wrong with the start of files' names; empty is fine."""
    if _FILE_NAME.fullmatch(name) and not name.startswith("."):
        return []
    return [Violation.of(field, name, FILE_NAME_ALLOWED)]
