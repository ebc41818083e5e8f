"""Files that come with the package: whatever is wrong with one is told alike."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from procgen.errors import Failed


@contextlib.contextmanager
def reading(path: Path) -> Iterator[None]:
    """A block in which a packaged file is read and taken apart.

    Args:
        path: of the file.

    Raises:
        Failed: it is missing, damaged or made for something else: the block raised as one does that finds it so.
    """
    try:
        yield
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise Failed(f"{path} can't be read: {error}", "Install procgen again, or restore the file.") from error
