"""Results as files."""

from __future__ import annotations

import os
from pathlib import Path

from procgen.errors import Failed


def prepare_folder(folder: Path) -> None:
    """Make a folder for results. Raises Failed where that is not possible."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Failed(f"the folder {folder} can't be made: {error.strerror}", "Name another one with --out.") from error


def write_file(path: Path, data: bytes, mode: int = 0o666) -> None:
    """Write a file as a whole or not at all.

    Args:
        path: of the file.
        data: its content.
        mode: its rights where it is new, less what the process's mask takes away.

    Raises:
        Failed: it can't be written.
    """
    part = path.with_name(f".{path.name}.part")
    try:
        with open(part, "wb", opener=lambda name, flags: os.open(name, flags, mode)) as file:
            file.write(data)
        os.replace(part, path)
    except OSError as error:
        raise Failed(f"{path} can't be written: {error.strerror}", "Free some space or name another folder.") from error
    finally:
        part.unlink(missing_ok=True)
