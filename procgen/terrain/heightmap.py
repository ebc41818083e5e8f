"""The result of the terrain domain, and what follows from heights alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt

from procgen.runtime.recipe import Recipe
from procgen.terrain.representation import FloatArray
from procgen.terrain.rivers import Carved, Streams


@dataclass(frozen=True, slots=True)
class Georeference:
    """Where a map lies."""

    epsg: int = 0
    """Code of the projection; 0 for a local frame in metres."""
    west_m: float = 0.0
    """Easting of the outer corner of the north-western pixel."""
    north_m: float = 0.0


@dataclass(frozen=True, slots=True)
class Heightmap:
    """A rectangle of terrain."""

    heights: FloatArray
    """(depth, width) float32 metres; row 0 is the northern edge (z = 0, z grows south), column 0 the western."""
    metres_per_pixel: float
    sea_level_m: float
    recipe: Recipe
    rivers: Carved | None = None
    """The world's rivers on it, where they were asked for."""
    layers: Mapping[str, npt.NDArray[Any]] = field(default_factory=lambda: MappingProxyType({}))
    """Layers of :data:`procgen.terrain.ground.layers.LAYERS` that were asked for, by name."""
    georeference: Georeference = Georeference()
    streams: Streams | None = None
    """The lines of the world's rivers around it, at level 0."""

    @property
    def height_min_m(self) -> float:
        return float(self.heights.min())

    @property
    def height_max_m(self) -> float:
        return float(self.heights.max())

    @property
    def origin_px(self) -> tuple[int, int]:
        """Western column and northern row on the world's grid, at the map's level."""
        request = self.recipe.request
        return int(str(request["origin_x_px"])), int(str(request["origin_z_px"]))

    @property
    def name(self) -> str:
        """A file name without ending: the domain and the start of the recipe's hash."""
        return f"{self.recipe.domain}-{self.recipe.sha256[:12]}"


def pixel_means(heights: FloatArray, factor: int) -> FloatArray:
    """Means of square blocks of pixels, summed in float64 in one order: rows first.

    Args:
        heights: (depth, width), both whole multiples of ``factor``.
        factor: pixels along one side of a block.

    Returns:
        (depth / factor, width / factor) float32.
    """
    rows = heights[0::factor].astype(np.float64)
    for row in range(1, factor):
        rows += heights[row::factor]
    total = rows[:, 0::factor].copy()
    for column in range(1, factor):
        total += rows[:, column::factor]
    return np.asarray(total / factor**2, np.float32)


def gradients(heights: FloatArray, metres_per_pixel: float) -> tuple[FloatArray, FloatArray]:
    """Central differences, one-sided at the edges.

    Args:
        heights: (depth, width) metres.
        metres_per_pixel: grid spacing.

    Returns:
        Rise per metre towards +z (south) and towards +x (east), each (depth, width) float32.
    """
    dz, dx = np.gradient(heights.astype(np.float32, copy=False), np.float32(metres_per_pixel))
    return np.asarray(dz, np.float32), np.asarray(dx, np.float32)


def slope_deg(heights: FloatArray, metres_per_pixel: float) -> FloatArray:
    """Angle between the surface and the horizontal, (depth, width) float32 degrees, 0 to 90."""
    dz, dx = gradients(heights, metres_per_pixel)
    return np.degrees(np.arctan(np.hypot(dz, dx))).astype(np.float32)


def normals(heights: FloatArray, metres_per_pixel: float) -> FloatArray:
    """Unit surface normals (x east, y up, z south), (depth, width, 3) float32."""
    dz, dx = gradients(heights, metres_per_pixel)
    inverse = 1.0 / np.sqrt(1.0 + dx * dx + dz * dz)
    return np.stack([-dx * inverse, inverse, -dz * inverse], axis=-1).astype(np.float32)
