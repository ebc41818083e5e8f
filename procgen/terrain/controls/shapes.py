"""What a designer draws, keeps and demands, as frozen dataclasses.

Positions are pixels of the world's grid: pixel i covers i to i + 1, z grows south. ``None`` takes the default that
:mod:`procgen.terrain.controls.resolve` fills in; what is still ``None`` after it follows from the place.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float32]
BoolArray = npt.NDArray[np.bool_]

RIDGE = "ridge"
RIVER = "river"
VALLEY = "valley"
HEIGHT = "height"
STROKE_KINDS = (RIDGE, RIVER, VALLEY, HEIGHT)


@dataclass(frozen=True, slots=True)
class WorldArea:
    """A rectangle of the world's pixel grid."""

    origin_x_px: int
    origin_z_px: int
    width_px: int
    depth_px: int


@dataclass(frozen=True, slots=True)
class PathPoint:
    """A corner of a line."""

    x_px: float
    z_px: float
    height_m: float | None = None


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line that shapes the ground around it."""

    kind: str
    """One of :data:`STROKE_KINDS`."""
    points: tuple[PathPoint, ...]
    radius_px: float | None = None
    amount_m: float | None = None
    """Height of a ridge above the ground, depth of a valley or river below it, where no heights are given."""
    strength: float | None = None
    width_m: float | None = None
    """Of a river's bed; as narrow as the grid allows if None."""


@dataclass(frozen=True, slots=True)
class Lock:
    """Heights to keep, bit for bit."""

    heights_m: FloatArray
    """(depth, width) metres."""
    mask: BoolArray
    """(depth, width): which of them to keep."""
    area: WorldArea | None = None
    """Where they lie, as wide and deep as the arrays; the request's own rectangle if None."""


@dataclass(frozen=True, slots=True)
class Edges:
    """Rims of neighbouring tiles, each just outside of the request; None where there is no neighbour."""

    strip_px: int
    north_m: FloatArray | None = None
    """(strip, width) metres; south likewise."""
    south_m: FloatArray | None = None
    west_m: FloatArray | None = None
    """(depth, strip) metres; east likewise."""
    east_m: FloatArray | None = None


@dataclass(frozen=True, slots=True)
class SeedMix:
    """A second world to mix in."""

    other_seed: int
    share: float
    """0 is the request's seed, 1 the other."""


@dataclass(frozen=True, slots=True)
class LandformEntry:
    """A kind of landscape in a landform map."""

    landform: str
    mean_height_m: float | None = None
    relief_m: float | None = None


@dataclass(frozen=True, slots=True)
class LandformMap:
    """Which landscape is where."""

    palette: tuple[LandformEntry, ...]
    indices: npt.NDArray[np.uint8]
    """(depth, width), each an index into the palette."""
    area: WorldArea | None = None
    roughness: float | None = None


@dataclass(frozen=True, slots=True)
class PointConstraint:
    """A place whose height is known."""

    x_px: float
    z_px: float
    height_m: float
    radius_px: float | None = None


@dataclass(frozen=True, slots=True)
class FlatArea:
    """Level ground: a circle of one corner and a radius, or a polygon of three or more corners."""

    corners: tuple[PathPoint, ...]
    radius_px: float | None = None
    height_m: float | None = None
    """Of the ground at its centre if None."""
    falloff_px: float | None = None


@dataclass(frozen=True, slots=True)
class Road:
    """A road bed."""

    points: tuple[PathPoint, ...]
    width_m: float | None = None
    maximum_grade: float | None = None
    shoulder_px: float | None = None


@dataclass(frozen=True, slots=True)
class Constraints:
    """What the finished ground must offer."""

    points: tuple[PointConstraint, ...] = ()
    flat_areas: tuple[FlatArea, ...] = ()
    roads: tuple[Road, ...] = ()
