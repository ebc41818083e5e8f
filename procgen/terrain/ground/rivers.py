"""Rivers: where enough water comes together, how wide and deep it runs, and the channel it cuts.

Width and depth follow discharge by hydraulic geometry, ``width = a Q^0.5`` and ``depth = c Q^0.4`` (Leopold and
Maddock 1953, downstream relations). Courses follow the flow tree pixel by pixel, but are drawn along a smoothed line,
so that their banks do not show the eight directions of the grid.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from procgen.runtime.checkpoint import Checkpoint, go_on
from procgen.runtime.masks import dilated
from procgen.terrain.ground.fields import smoothstep
from procgen.terrain.ground.flow import (
    BoolArray,
    FloatArray,
    IntArray,
)
from procgen.terrain.ground.hydrology import Drained, with_edges

SECONDS_PER_YEAR = 31_557_600.0
WIDTH_EXPONENT, DEPTH_EXPONENT = 0.5, 0.4
_SMOOTHINGS = 6
_LARGEST_SHIFT_PX = 0.5
_REACHES_PX = (2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64)
_CANDIDATES = 1 << 18
_TAPER_PX = 8


@dataclass(frozen=True, slots=True)
class HydraulicGeometry:
    """How much water runs off, and the channel that it makes."""

    runoff_mm_per_year: float = 600.0
    """Depth of water that leaves the ground in a year."""
    bankfull_ratio: float = 4.0
    """Discharge that shapes the channel, over the mean discharge."""
    width_factor: float = 4.0
    """Width in metres at 1 m³/s."""
    depth_factor: float = 0.35
    """Depth in metres at 1 m³/s."""

    def discharge_m3s(self, catchment_m2: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Bank-full discharge of a catchment, m³/s."""
        return catchment_m2 * (self.runoff_mm_per_year / 1000.0 / SECONDS_PER_YEAR * self.bankfull_ratio)

    def width_m(self, discharge_m3s: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        return self.width_factor * discharge_m3s**WIDTH_EXPONENT

    def depth_m(self, discharge_m3s: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        return self.depth_factor * discharge_m3s**DEPTH_EXPONENT


@dataclass(frozen=True, slots=True)
class Rivers:
    """The pixels that rivers run through, springs first: every pixel stands before the one it flows into."""

    pixels: IntArray
    """Flat numbers of the pixels, lakes on the way included, the sea not."""
    onwards: IntArray
    """Place in ``pixels`` of the next pixel downstream; the own place at a river's end."""
    x_px: FloatArray
    """Column of the smoothed course; whole numbers are pixel centres."""
    z_px: FloatArray
    """Row of the smoothed course."""
    discharge_m3s: FloatArray
    """Bank-full discharge."""
    width_m: FloatArray
    """Bank-full width."""
    depth_m: FloatArray
    """Bank-full depth; never falls downstream."""
    surface_m: FloatArray
    """Height of the banks, or of the lake; never rises downstream."""
    in_lake: BoolArray
    """True where the course crosses a lake."""


def find_rivers(
    drained: Drained,
    catchment_m2: npt.NDArray[np.float64],
    least_catchment_m2: float,
    geometry: HydraulicGeometry | None = None,
) -> Rivers:
    """Where the catchment is large enough for a river.

    Args:
        drained: the ground.
        catchment_m2: (depth, width), area drained by each pixel.
        least_catchment_m2: where rivers begin.
        geometry: runoff, width and depth.
    """
    geometry = geometry or HydraulicGeometry()
    area = catchment_m2.reshape(-1)
    chosen = (area >= least_catchment_m2) & ~drained.sea.reshape(-1)
    found = np.flatnonzero(chosen)
    # The catchment grows along the tree, so its order is the order of the flow.
    pixels: IntArray = found[np.argsort(area[found], kind="stable")].astype(np.int32)
    places = np.full(area.size, -1, np.int32)
    places[pixels] = np.arange(pixels.size, dtype=np.int32)
    own = places[pixels]
    onwards = places[drained.receivers[pixels]]
    onwards = np.where(onwards < 0, own, onwards).astype(np.int32)
    discharge = geometry.discharge_m3s(area[pixels])
    x, z = _smoothed_course(pixels, onwards, drained.sea.shape)
    return Rivers(
        pixels=pixels,
        onwards=onwards,
        x_px=x,
        z_px=z,
        discharge_m3s=discharge.astype(np.float32),
        width_m=geometry.width_m(discharge).astype(np.float32),
        depth_m=geometry.depth_m(discharge).astype(np.float32),
        surface_m=drained.surface_m.reshape(-1)[pixels],
        in_lake=drained.lakes.reshape(-1)[pixels] > 0,
    )


def _smoothed_course(pixels: IntArray, onwards: IntArray, shape: tuple[int, int]) -> tuple[FloatArray, FloatArray]:
    """Pull each pixel of a course towards the middle of its neighbours along it, by half a pixel each way at most."""
    places = np.arange(pixels.size)
    main = places.copy()
    inner = onwards != places
    # Of several that flow in, the last one written has the largest catchment.
    main[onwards[inner]] = places[inner]
    held = (main == places) | ~inner
    courses = []
    for grid in np.divmod(pixels, np.int32(shape[1])):
        start = grid.astype(np.float32)
        course = start
        for _ in range(_SMOOTHINGS):
            pulled = np.float32(0.5) * course + np.float32(0.25) * (course[onwards] + course[main])
            course = np.where(held, start, pulled)
        courses.append(np.clip(course, start - _LARGEST_SHIFT_PX, start + _LARGEST_SHIFT_PX).astype(np.float32))
    z, x = courses
    return x, z


@dataclass(frozen=True, slots=True)
class Reach:
    """Pixels near rivers, and for each the river whose bank is nearest."""

    pixels: IntArray
    """Flat numbers, rising."""
    places: IntArray
    """The nearest course's place in the river's arrays."""
    distance_px: FloatArray
    """To the middle of the course."""
    beyond_px: FloatArray
    """Distance beyond the bank; negative in the water."""


def reach_of(
    rivers: Rivers,
    half_width_px: FloatArray,
    margin_px: FloatArray,
    shape: tuple[int, int],
    checkpoint: Checkpoint = go_on,
) -> Reach:
    """All pixels within the rivers and a margin beside them.

    Args:
        rivers: their courses.
        half_width_px: of each pixel of the course, at most 48.
        margin_px: how far beyond the bank each pixel of the course reaches, at most 15.
        shape: of the grid.
        checkpoint: called every few ten milliseconds.
    """
    depth, width = shape
    reach = np.minimum(half_width_px + margin_px, _REACHES_PX[-1] - 2.0)
    best = np.full(depth * width, np.iinfo(np.int64).max)
    bands = np.searchsorted(np.array(_REACHES_PX, np.float32) - 1.5, reach)
    for band in np.unique(bands):
        radius = _REACHES_PX[band]
        places = np.flatnonzero(bands == band)
        side = np.arange(-radius, radius + 1, dtype=np.float32)
        dz, dx = (grid.reshape(1, -1) for grid in np.meshgrid(side, side, indexing="ij"))
        for begin in range(0, places.size, max(_CANDIDATES // dx.size, 1)):
            checkpoint()
            part = places[begin : begin + max(_CANDIDATES // dx.size, 1)]
            _offer(rivers, part, half_width_px, reach, dx, dz, best, shape)
    reached: IntArray = np.flatnonzero(best != np.iinfo(np.int64).max).astype(np.int32)
    found = best[reached]
    nearest: IntArray = (found & 0xFFFFFFFF).astype(np.int32)
    beyond = (found >> 32).astype(np.int32)
    beyond_px = (beyond ^ ((beyond >> 31) & np.int32(0x7FFFFFFF))).view(np.float32)
    return Reach(reached, nearest, beyond_px + half_width_px[nearest], beyond_px)


def _offer(
    rivers: Rivers,
    places: npt.NDArray[np.int64],
    half_width_px: FloatArray,
    reach_px: FloatArray,
    dx: FloatArray,
    dz: FloatArray,
    best: npt.NDArray[np.int64],
    shape: tuple[int, int],
) -> None:
    """Measure the pixels around some places of the courses, and keep each pixel's nearest bank."""
    ahead = rivers.onwards[places]
    x, z = rivers.x_px[places, None], rivers.z_px[places, None]
    along_x, along_z = rivers.x_px[ahead, None] - x, rivers.z_px[ahead, None] - z
    column, row = np.rint(x) + dx, np.rint(z) + dz
    off_x, off_z = column - x, row - z
    length2 = np.maximum(along_x**2 + along_z**2, np.float32(1e-12))
    share = np.clip((off_x * along_x + off_z * along_z) / length2, 0.0, 1.0)
    off_x -= share * along_x
    off_z -= share * along_z
    beyond = np.sqrt(off_x**2 + off_z**2) - half_width_px[places, None]
    inside = beyond <= (reach_px - half_width_px)[places, None]
    inside &= (column >= 0) & (column < shape[1]) & (row >= 0) & (row < shape[0])
    pixels = (row * shape[1] + column)[inside].astype(np.int64)
    bits = np.ascontiguousarray(beyond[inside], np.float32).view(np.int32)
    keys = (bits ^ ((bits >> 31) & np.int32(0x7FFFFFFF))).astype(np.int64) << 32
    keys |= np.broadcast_to(places[:, None], inside.shape)[inside]
    np.minimum.at(best, pixels, keys)


def carve_channels(
    drained: Drained,
    rivers: Rivers,
    near: Reach,
    metres_per_pixel: float,
    bank_slope: float = 0.3,
    keep_edges: bool = True,
) -> FloatArray:
    """Cut the rivers' channels into the ground, with banks that rise ever more steeply until they meet it.

    Beds never rise downstream. Beside a lake nothing is cut, so that it keeps its level. Banks may cut across hollows
    beside the river, which :func:`~procgen.terrain.ground.hydrology.settle` fills.

    Args:
        drained: ground without channels.
        rivers: of :func:`find_rivers` on that ground.
        near: of :func:`reach_of` with the rivers' own half widths and :func:`bank_width_px`.
        metres_per_pixel: spacing.
        bank_slope: mean height over distance of the banks.
        keep_edges: let channels end at nothing where they reach an edge of the map, whose heights stay.

    Returns:
        (depth, width) metres.
    """
    ground = drained.ground_m.copy()
    if rivers.pixels.size == 0:
        return ground
    flat = ground.reshape(-1)
    border = with_edges(np.zeros_like(drained.sea)).reshape(-1)
    beside_lake = dilated(drained.lakes > 0).reshape(-1)
    bed = _beds(rivers, beside_lake[rivers.pixels], border[rivers.pixels] if keep_edges else None)
    untouched = beside_lake[near.pixels] | rivers.in_lake[near.places] | drained.sea.reshape(-1)[near.pixels]
    if keep_edges:
        untouched |= border[near.pixels]
    pixels, place = near.pixels[~untouched], near.places[~untouched]
    beyond, distance = near.beyond_px[~untouched], near.distance_px[~untouched]
    surface = rivers.surface_m[place]
    half_width_px = np.maximum(distance - beyond, np.float32(0.5))
    across = np.minimum(distance / half_width_px, np.float32(1.0))
    # A parabola from bed to banks, and a second one up from the banks with the given mean slope, which fades into the
    # ground as it is.
    profile = surface - (surface - bed[place]) * (1 - across * across)
    bank_m = bank_width_px(rivers, metres_per_pixel, bank_slope)[place] * np.float32(metres_per_pixel)
    up_m = np.maximum(beyond, np.float32(0.0)) * np.float32(metres_per_pixel)
    profile += np.float32(bank_slope) * up_m * up_m / bank_m
    fade = smoothstep(1.0, 0.0, up_m / bank_m)
    flat[pixels] -= np.maximum(flat[pixels] - profile, np.float32(0.0)) * fade
    course = ~beside_lake[rivers.pixels]
    flat[rivers.pixels[course]] = bed[course]
    return ground


def half_width_px(rivers: Rivers, metres_per_pixel: float) -> FloatArray:
    """Half of each river pixel's width, pixels, as :func:`reach_of` takes it."""
    result: FloatArray = np.minimum(rivers.width_m / np.float32(2.0 * metres_per_pixel), np.float32(48.0))
    return result


def bank_width_px(rivers: Rivers, metres_per_pixel: float, bank_slope: float = 0.3) -> FloatArray:
    """How far beside the river its banks are shaped, pixels."""
    rise_px = rivers.depth_m * np.float32(3.0 / (bank_slope * metres_per_pixel))
    result: FloatArray = np.clip(rise_px, np.float32(3.0), np.float32(12.0))
    return result


def _beds(rivers: Rivers, beside_lake: BoolArray, at_edge: BoolArray | None) -> FloatArray:
    """Height of the bed under each pixel of a course: below its banks, and never below one further downstream."""
    onwards = rivers.onwards
    share = np.ones(onwards.size, np.float32)
    if at_edge is not None:
        away = np.where(at_edge, 0, _TAPER_PX).astype(np.float32)
        for _ in range(_TAPER_PX):
            away = np.minimum(away, away[onwards] + 1)
        share = away / np.float32(_TAPER_PX)
    share[beside_lake] = 0.0
    bed = rivers.surface_m - rivers.depth_m * share
    while True:
        bed = np.maximum(bed, bed[onwards])
        further = onwards[onwards]
        if np.array_equal(further, onwards):
            return bed
        onwards = further
