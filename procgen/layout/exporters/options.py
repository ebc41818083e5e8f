"""What a caller may say about an export beside the layout itself."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from procgen.errors import InvalidFields, Violation
from procgen.runtime.checkpoint import Checkpoint, go_on


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """Each exporter heeds what concerns it.

    Raises:
        InvalidFields: names each value that can't be accepted.
    """

    base_name: str = ""
    """What the names of the files start with; by default :attr:`Layout.name`."""
    checkpoint: Checkpoint = field(default=go_on, repr=False, compare=False)

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[\w.\- ]{0,100}", self.base_name) or self.base_name.startswith("."):
            allowed = "at most 100 letters, digits, spaces and . _ -, no . first"
            raise InvalidFields([Violation.of("base_name", self.base_name, allowed)])


DEFAULTS = ExportOptions()
"""What an exporter does when nothing is said."""
