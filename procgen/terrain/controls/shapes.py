"""What a designer draws, keeps and demands, as frozen dataclasses.

Positions are pixels of the world's grid: pixel i covers i to i + 1, z grows south. ``None`` takes the default that
:mod:`procgen.terrain.controls.resolve` fills in; what is still ``None`` after it follows from the place.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from procgen.runtime.ranges import within
from procgen.terrain.controls import limits

FloatArray = npt.NDArray[np.float32]
BoolArray = npt.NDArray[np.bool_]

RIDGE = "ridge"
RIVER = "river"
VALLEY = "valley"
HEIGHT = "height"
STROKE_KINDS = (RIDGE, RIVER, VALLEY, HEIGHT)

ADD = "add"
RAISE = "raise"
LOWER = "lower"
REPLACE = "replace"
KEEP_MEAN = "keep_mean"
STAMP_RULES = (ADD, RAISE, LOWER, REPLACE, KEEP_MEAN)
STAMP_LANDFORMS = (
    "volcanic",
    "caldera",
    "volcanic_island",
    "lunar_craters",
    "lunar_mare",
    "atoll",
    "archipelago",
    "mesa",
    "canyon",
    "badlands",
    "cirques",
    "drumlins",
    "dunes",
    "karst",
    "alluvial_fan",
    "terraces",
)
"""Landforms that a stamp can be: those that a process makes, and whose forms stand by themselves."""


@dataclass(frozen=True, slots=True)
class WorldArea:
    """A rectangle of the world's pixel grid."""

    origin_x_px: int = within(limits.AREA_ORIGIN, unset=...)
    origin_z_px: int = within(limits.AREA_ORIGIN, unset=...)
    width_px: int = within(limits.AREA_SIDE, unset=...)
    depth_px: int = within(limits.AREA_SIDE, unset=...)


@dataclass(frozen=True, slots=True)
class PathPoint:
    """A corner of a line."""

    x_px: float = within(limits.POSITION, unset=...)
    z_px: float = within(limits.POSITION, unset=...)
    height_m: float | None = within(limits.HEIGHT)


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line that shapes the ground around it."""

    kind: str
    """One of :data:`STROKE_KINDS`."""
    points: tuple[PathPoint, ...]
    radius_px: float | None = within(limits.STROKE_RADIUS, unset=None)
    amount_m: float | None = within(limits.STROKE_AMOUNT)
    """Height of a ridge above the ground, depth of a valley or river below it, where no heights are given."""
    strength: float | None = within(limits.STRENGTH, unset=None)
    width_m: float | None = within(limits.RIVER_WIDTH)
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

    strip_px: int = within(limits.STRIP, unset=...)
    north_m: FloatArray | None = None
    """(strip, width) metres; south likewise."""
    south_m: FloatArray | None = None
    west_m: FloatArray | None = None
    """(depth, strip) metres; east likewise."""
    east_m: FloatArray | None = None


@dataclass(frozen=True, slots=True)
class SeedMix:
    """A second world to mix in."""

    other_seed: int = within(limits.SEED, unset=...)
    share: float = within(limits.SHARE, unset=...)
    """0 is the request's seed, 1 the other."""


@dataclass(frozen=True, slots=True)
class LandformEntry:
    """A kind of landscape in a landform map."""

    landform: str
    mean_height_m: float | None = within(limits.HEIGHT)
    relief_m: float | None = within(limits.RELIEF)


@dataclass(frozen=True, slots=True)
class LandformMap:
    """Which landscape is where."""

    palette: tuple[LandformEntry, ...]
    indices: npt.NDArray[np.uint8]
    """(depth, width), each an index into the palette."""
    area: WorldArea | None = None
    roughness: float | None = within(limits.MAP_ROUGHNESS, unset=None)


@dataclass(frozen=True, slots=True, eq=False)
class Stamp:
    """A form that is set onto the land."""

    heights_m: FloatArray
    """(rows, columns) metres, row 0 the northern one; of a landform (0, 0)."""
    width_m: float = within(limits.STAMP_WIDTH, unset=...)
    x_m: float = within(limits.STAMP_PLACE, 0.0)
    """Of its middle, from the north-western corner of the world's pixel 0, 0."""
    z_m: float = within(limits.STAMP_PLACE, 0.0)
    depth_m: float | None = within(limits.STAMP_DEPTH)
    turn_deg: float | None = within(limits.STAMP_TURN, unset=None)
    height_scale: float | None = within(limits.STAMP_SCALE, unset=None)
    zero_m: float | None = within(limits.STAMP_ZERO)
    foot_m: float | None = within(limits.STAMP_FOOT)
    """None sets it on the land, which only the place can say."""
    falloff: float | None = within(limits.STAMP_FALLOFF, unset=None)
    roughness: float | None = within(limits.STAMP_ROUGHNESS, unset=None)
    strength: float | None = within(limits.STRENGTH, unset=None)
    rule: str = "raise"
    """One of :data:`STAMP_RULES`."""
    round: bool = False
    sha256: str = ""
    """Of the bytes that its heights came as; empty with a landform."""
    landform: str = ""
    """That a process makes, instead of heights."""
    seed: int = 0
    """Which of the landform's forms."""


@dataclass(frozen=True, slots=True, eq=False)
class ErosionMap:
    """Where land is worn, and where debris settles; each (depth, width) bytes, 0 to 255."""

    water: npt.NDArray[np.uint8]
    slopes: npt.NDArray[np.uint8]
    deposit: npt.NDArray[np.uint8]
    area: WorldArea | None = None
    """Where it lies; the request's own rectangle if None."""
    talus_deg: float | None = within(limits.TALUS, unset=None)


@dataclass(frozen=True, slots=True)
class GeoFrame:
    """Where the world lies on a map: the frame, and the north-western corner of pixel 0, 0 in it."""

    epsg: int = within(limits.EPSG)
    easting_m: float = within(limits.EASTING)
    northing_m: float = within(limits.EASTING)


@dataclass(frozen=True, slots=True)
class PointConstraint:
    """A place whose height is known."""

    x_px: float = within(limits.POSITION, unset=...)
    z_px: float = within(limits.POSITION, unset=...)
    height_m: float = within(limits.HEIGHT, unset=...)
    radius_px: float | None = within(limits.POINT_RADIUS, unset=None)


@dataclass(frozen=True, slots=True)
class FlatArea:
    """Level ground: a circle of one corner and a radius, or a polygon of three or more corners."""

    corners: tuple[PathPoint, ...]
    radius_px: float | None = within(limits.FLAT_RADIUS)
    height_m: float | None = within(limits.HEIGHT)
    """Of the ground at its centre if None."""
    falloff_px: float | None = within(limits.FALLOFF, unset=None)


@dataclass(frozen=True, slots=True)
class Road:
    """A road bed."""

    points: tuple[PathPoint, ...]
    width_m: float | None = within(limits.ROAD_WIDTH, unset=None)
    maximum_grade: float | None = within(limits.ROAD_GRADE, unset=None)
    shoulder_px: float | None = within(limits.ROAD_SHOULDER, unset=None)


@dataclass(frozen=True, slots=True)
class Constraints:
    """What the finished ground must offer."""

    points: tuple[PointConstraint, ...] = ()
    flat_areas: tuple[FlatArea, ...] = ()
    roads: tuple[Road, ...] = ()
