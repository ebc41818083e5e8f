"""Endless worlds to test rivers in: any rectangle of cells or pixels, always the same at the same place."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from procgen.terrain.classical import classical_heights
from procgen.terrain.representation import CELL, FloatArray, upsample
from procgen.terrain.rivers import Carved, Rectangle, RiverNetwork, RiverParameters, carve, rivers_for

METRES_PER_PIXEL = 30.0


@dataclass(frozen=True)
class World:
    """Noise at the scale of cells, and finer noise on its interpolation."""

    seed: int
    model: str = "noise-fbm"
    mean_m: float = 150.0
    relief_m: float = 3000.0
    sea_level_m: float = 0.0

    def cells(self, first_row: int, first_column: int, rows: int, columns: int) -> FloatArray:
        return classical_heights(
            self.model,
            seed=self.seed,
            origin_x_px=first_column,
            origin_z_px=first_row,
            width_px=columns,
            depth_px=rows,
            mean_m=self.mean_m,
            relief_m=self.relief_m,
        )

    def pixels(self, area: Rectangle) -> FloatArray:
        first_row, first_column = area.origin_z_px // CELL, area.origin_x_px // CELL
        rows = -((area.origin_z_px + area.depth_px) // -CELL) - first_row
        columns = -((area.origin_x_px + area.width_px) // -CELL) - first_column
        smooth = upsample(self.cells(first_row - 2, first_column - 2, rows + 4, columns + 4), CELL)
        top, left = area.origin_z_px - first_row * CELL, area.origin_x_px - first_column * CELL
        fine = classical_heights(
            "noise-ridged",
            seed=self.seed + 1,
            origin_x_px=area.origin_x_px,
            origin_z_px=area.origin_z_px,
            width_px=area.width_px,
            depth_px=area.depth_px,
            mean_m=0.0,
            relief_m=self.relief_m / 60.0,
        )
        return smooth[top : top + area.depth_px, left : left + area.width_px] + fine

    def rivers(self, area: Rectangle, parameters: RiverParameters | None = None) -> RiverNetwork:
        return rivers_for(
            area,
            self.cells,
            seed=self.seed,
            metres_per_pixel=METRES_PER_PIXEL,
            sea_level_m=self.sea_level_m,
            parameters=parameters,
        )

    def carved(self, area: Rectangle, parameters: RiverParameters | None = None) -> Carved:
        network = self.rivers(area, parameters)
        return carve(self.pixels(area), area.origin_x_px, area.origin_z_px, network)


CARVED_RASTERS = (
    "heights",
    "river_distance_m",
    "river_width_m",
    "discharge_m3_per_s",
    "heading_deg",
    "water_level_m",
    "lake",
)


def bits(raster: np.ndarray) -> bytes:
    """The very bytes, so that NaN equals NaN and 0 is not -0."""
    return np.ascontiguousarray(raster).tobytes()
