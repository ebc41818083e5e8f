"""Land that is quick to make and to sculpt."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from procgen.runtime.checkpoint import go_on
from procgen.runtime.philox import gaussian_field
from procgen.terrain.controls.shapes import ErosionMap, FloatArray, Stamp
from procgen.terrain.lattice import Rectangle
from procgen.terrain.parameters import ResolvedTerrain, TerrainParameters, resolve
from procgen.terrain.representation import cell_means
from procgen.terrain.sculpt import sculpted

SPACING_M = 10.0
MIDDLE = (1000.0, 800.0)
"""Of stamps, metres."""


class Hills:
    """Hills some hundred pixels wide with a rough surface."""

    def heights(self, area: Rectangle, report: Any = None) -> FloatArray:
        x = (np.arange(area.column, area.column + area.columns, dtype=np.float64) + 0.5)[None, :]
        z = (np.arange(area.row, area.row + area.rows, dtype=np.float64) + 0.5)[:, None]
        a, b = np.mod(x, 300.0) / 300.0, np.mod(z + 0.4 * x, 230.0) / 230.0
        rough = gaussian_field(5, "test", area.column, area.row, area.columns, area.rows)
        return (100.0 + 2400.0 * a * (1.0 - a) * b * (1.0 - b) + 3.0 * rough).astype(np.float32)

    def cells(self, area: Rectangle) -> FloatArray:
        return cell_means(self.heights(area.finer(8)))


def resolved(**fields: Any) -> ResolvedTerrain:
    asked = {"width_px": 256, "depth_px": 256, "metres_per_pixel": SPACING_M, "seed": 7, **fields}
    return resolve(TerrainParameters(**asked), ("diffusion",))


def land(**fields: Any) -> Any:
    """The hills with what is done to them."""
    return sculpted(resolved(**fields), Hills(), go_on)


def heights(row: int, column: int, rows: int, columns: int, **fields: Any) -> FloatArray:
    made: FloatArray = land(**fields).heights(Rectangle(row, column, rows, columns))
    return made


def cone(side: int = 41, height_m: float = 300.0) -> FloatArray:
    """A cone with a tail to the east, so that one sees how it lies."""
    at = np.linspace(-1.0, 1.0, side)
    x, z = at[None, :], at[:, None]
    round_one = np.maximum(1.0 - np.hypot(x, z), 0.0)
    return (height_m * round_one + 60.0 * np.clip(x, 0.0, 0.7) * (np.abs(z) < 0.2)).astype(np.float32)


def stamp(heights_m: FloatArray | None = None, **fields: Any) -> Stamp:
    asked = {"x_m": MIDDLE[0], "z_m": MIDDLE[1], "width_m": 1200.0, **fields}
    return Stamp(cone() if heights_m is None else heights_m, **asked)


def disc(side: int = 32, radius: float = 0.8) -> npt.NDArray[np.uint8]:
    at = (np.arange(side) + 0.5) / side * 2.0 - 1.0
    away = np.hypot(at[None, :], at[:, None])
    return (255.0 * np.clip((radius - away) / 0.3, 0.0, 1.0)).astype(np.uint8)


def erosion(area: Any = None, **painted: npt.NDArray[np.uint8]) -> ErosionMap:
    nothing = np.zeros_like(next(iter(painted.values())))
    return ErosionMap(**{"water": nothing, "slopes": nothing, "deposit": nothing, **painted}, area=area)
