"""Heights of a large map in a file, written strip by strip and read in bands, that a cut-off run goes on from."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from procgen.errors import Failed
from procgen.runtime.checkpoint import Checkpoint
from procgen.runtime.files import write_file
from procgen.terrain.representation import FloatArray


@dataclass(slots=True)
class Scratch:
    """Bare float32, row by row, and beside it what was written of them."""

    path: Path
    key: str
    """Of what is written: of another, nothing is kept."""
    width: int
    depth: int
    strips: list[dict[str, Any]] = field(default_factory=list)
    """Rows, checksum, lowest and greatest height of each."""

    @property
    def rows(self) -> int:
        """How many there are, from the north."""
        return sum(strip["rows"] for strip in self.strips)

    @property
    def low_m(self) -> float:
        return float(min(strip["low_m"] for strip in self.strips))

    @property
    def high_m(self) -> float:
        return float(max(strip["high_m"] for strip in self.strips))

    @property
    def _journal(self) -> Path:
        return self.path.with_suffix(".json")

    def resume(self, checkpoint: Checkpoint) -> None:
        """Find the strips that are there as they were written; what comes after them is cut off."""
        self.strips = []
        try:
            said = json.loads(self._journal.read_text("utf-8"))
            strips = said["strips"] if said["key"] == self.key else []
            with self.path.open("r+b") as file:
                for strip in strips:
                    checkpoint()
                    data = file.read(4 * self.width * strip["rows"])
                    if len(data) != 4 * self.width * strip["rows"] or zlib.crc32(data) != strip["crc32"]:
                        break
                    self.strips.append(strip)
                file.truncate(4 * self.width * self.rows)
        except (OSError, ValueError, KeyError, TypeError):
            self.strips = []

    def append(self, heights: FloatArray) -> None:
        """Write the next strip. Raises Failed where there is no room."""
        data = np.ascontiguousarray(heights, "<f4").tobytes()
        try:
            with self.path.open("r+b" if self.strips else "wb") as file:
                file.seek(4 * self.width * self.rows)
                file.write(data)
        except OSError as error:
            raise no_room(self.path, error) from error
        self.strips.append(
            {
                "rows": heights.shape[0],
                "crc32": zlib.crc32(data),
                "low_m": float(heights.min()),
                "high_m": float(heights.max()),
            }
        )
        # Last: it says that the strip is there.
        write_file(self._journal, json.dumps({"key": self.key, "strips": self.strips}).encode())

    def read(self, first: int, count: int) -> FloatArray:
        """(count, width) metres."""
        with self.path.open("rb") as file:
            file.seek(4 * self.width * first)
            return np.fromfile(file, "<f4", count * self.width).reshape(count, self.width).astype(np.float32)

    def part(self, row: int, column: int, rows: int, columns: int) -> FloatArray:
        """(rows, columns) metres."""
        made = np.empty((rows, columns), np.float32)
        with self.path.open("rb") as file:
            for at in range(rows):
                file.seek(4 * (self.width * (row + at) + column))
                made[at] = np.fromfile(file, "<f4", columns)
        return made

    def remove(self) -> None:
        self.path.unlink(missing_ok=True)
        self._journal.unlink(missing_ok=True)


def derived(path: Path, width: int, depth: int, rows: Callable[[int, int], FloatArray], band: int) -> Scratch:
    """Another map in a file of its own, made band by band.

    Args:
        path: of the file.
        width: of it.
        depth: of it.
        rows: first row and how many, to (rows, width).
        band: how many at a time.
    """
    made = Scratch(path, "", width, depth)
    try:
        with path.open("wb") as file:
            for first in range(0, depth, band):
                file.write(np.ascontiguousarray(rows(first, min(band, depth - first)), "<f4").tobytes())
    except OSError as error:
        raise no_room(path, error) from error
    return made


def no_room(path: Path, error: OSError) -> Failed:
    """What is said where a file can't be written."""
    return Failed(f"{path} can't be written: {error.strerror}", "Free some space or name another folder.")
