"""A raster of heights and what its file says of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt

from procgen.terrain.representation import FloatArray

Unit = Literal["metres", "degrees", ""]
"""Of places; empty where the file does not say."""
FEET_M: Final = {"ft": 0.3048, "us-ft": 1200.0 / 3937.0}
"""International and United States survey feet, metres."""


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a raster lies: its north-western outer corner and the steps from cell to cell, north up."""

    west: float
    north: float
    step_x: float
    step_z: float
    """Positive: from north to south."""
    unit: Unit
    epsg: int | None = None

    def cell(self, x: float, y: float) -> tuple[float, float]:
        """Column and row, in fractions, of a place."""
        return (x - self.west) / self.step_x, (self.north - y) / self.step_z

    def cropped(self, column: int, row: int) -> Placed:
        """The same from another cell on."""
        return Placed(
            self.west + column * self.step_x,
            self.north - row * self.step_z,
            self.step_x,
            self.step_z,
            self.unit,
            self.epsg,
        )


@dataclass(frozen=True, slots=True)
class Raster:
    """An open file of heights."""

    width: int
    depth: int
    placed: Placed | None
    """None where the file says nothing of it, not even the spacing."""
    window: Callable[[int, int, int, int], FloatArray]
    """Row, column, rows and columns of a part that lies within, to (rows, columns) float32 heights; NaN where there are
    none. Nothing else of the file is kept in memory, but for pictures."""
    height_unit: str = ""
    """"m", "ft", "us-ft", or empty where the file does not say."""
    scaled: bool = True
    """Whether the window's heights are such. Otherwise they are 0 for the lowest to 1 for the greatest."""
    no_data: float | None = None
    """What stands for no height, where the file says it."""


def without_holes(values: npt.NDArray[Any], no_data: float | None) -> FloatArray:
    """Numbers as float32, NaN where they are what stands for no height."""
    made = np.asarray(values, np.float32).copy()
    if no_data is not None:
        made[values == no_data] = np.nan
        if np.isfinite(no_data):
            # Writers of text round what they say: -3.4028234663852886e+38 is a float32 all the same.
            made[made == np.float32(no_data)] = np.nan
    return made
