"""What a caller may say about an export beside the layout itself."""

from __future__ import annotations

from dataclasses import dataclass, field

from procgen.errors import InvalidFields
from procgen.formats.names import file_name_violations
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
        found = file_name_violations(self.base_name, "base_name")
        if found:
            raise InvalidFields(found)


DEFAULTS = ExportOptions()
"""What an exporter does when nothing is said."""
