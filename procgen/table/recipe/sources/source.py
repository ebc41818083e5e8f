"""What the rows of a packaged table come from."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

SEED = 1
"""Of the rows that the packaged tables were learned from."""
Cell: TypeAlias = str | int | float | None
Rows: TypeAlias = list[tuple[Cell, ...]]


@dataclass(frozen=True, slots=True)
class Source:
    """One packaged table.

    Attributes:
        title, description: for people.
        columns: names, in the order of the rows' cells.
        make: rows, of a folder of data and a seed.
        needs: what the folder must be; empty where it is not looked at.
        file: a file that tells such a folder.
        licence: SPDX expression of the weights.
        wishes: kinds of columns, as `procgen train table --column` takes them.
        group: the column whose equal values belong together.
    """

    title: str
    description: str
    columns: tuple[str, ...]
    make: Callable[[Path, int], Rows]
    needs: str = ""
    file: str = ""
    licence: str = "CC-BY-4.0"
    wishes: tuple[str, ...] = ()
    group: str = ""

    def csv(self, folders: Sequence[Path], seed: int = SEED) -> bytes:
        """The rows as a CSV file.

        Args:
            folders: one of them, or a folder in it, is what is needed.
            seed: of what is simulated.

        Raises:
            FileNotFoundError: none is.
        """
        if not self.file:
            return csv_bytes(self.columns, self.make(Path(), seed))
        for folder in folders:
            for each in (folder, *sorted(path for path in folder.glob("*") if path.is_dir())):
                if (each / self.file).is_file():
                    return csv_bytes(self.columns, self.make(each, seed))
        told = ", ".join(map(str, folders)) or "no folder"
        raise FileNotFoundError(f"{told} holds no {self.file}")


def csv_bytes(columns: Sequence[str], rows: Rows) -> bytes:
    """A CSV file; missing cells are empty."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(["" if cell is None else cell for cell in row] for row in rows)
    return text.getvalue().encode()


@dataclass(frozen=True, slots=True)
class Weights:
    """How probable the values of a documented simulation are: products of factors by what is known."""

    base: dict[str, float]
    factors: dict[str, dict[str, float]] = field(default_factory=dict)
    """By a known value, factors of some of the values."""

    def of(self, *known: str) -> dict[str, float]:
        """Weights given some known values."""
        told = dict(self.base)
        for each in known:
            for value, factor in self.factors.get(each, {}).items():
                if value in told:
                    told[value] *= factor
        return told
