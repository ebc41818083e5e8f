"""From a raster to heights in metres on a square grid in metres, without holes; nothing of it is guessed.

What the file does not say, the flags have to; where the two differ, or something is wrong with the heights, the error
names it and says which flag would do. What was done is told.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from procgen.errors import InvalidFields, Violation
from procgen.terrain.command.rasters.geotiff import WEB_MERCATOR
from procgen.terrain.command.rasters.open import opened_raster
from procgen.terrain.command.rasters.raster import FEET_M, Placed, Raster
from procgen.terrain.command.rasters.utm import Utm
from procgen.terrain.controls.limits import HEIGHT
from procgen.terrain.representation import FloatArray, cubic_kernel

MOST_CELLS: Final = 1 << 26
"""Cells that are read at once: 256 MiB."""
_SAME_STEP: Final = 1e-3
"""Steps that differ by less, relatively, are the same."""
_USUAL_NO_DATA: Final = (-9999.0, -32768.0, -32767.0, -99999.0, 32767.0, 65535.0)
_MOST_HOLES: Final = 0.5
_BAND_ROWS: Final = 256
_LATITUDES: Final = (-80.0, 84.0)
Cells = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Preparing:
    """What flags say of a raster; each may be left out."""

    crop: str = ""
    """``X,Z,WIDTH,DEPTH`` in cells from the north-west, or ``frame:WEST,SOUTH,EAST,NORTH`` in the file's unit."""
    spacing_m: float | None = None
    """Of a file that does not say it; otherwise what its heights are resampled to, and degrees are projected for."""
    low_m: float | None = None
    """Height of black in a picture."""
    high_m: float | None = None
    """Height of white."""
    unit: str = ""
    """Of heights: m, ft or us-ft."""
    frame: str = ""
    """Unit of places that the file does not say: metres, degrees, or EPSG and a number."""
    no_data: float | None = None
    """What stands for no height, where the file does not say it."""
    fill: bool = False
    """Whether holes are filled."""


@dataclass(frozen=True, slots=True)
class Land:
    """Heights that are ready to be used."""

    heights: FloatArray
    """(rows, columns) metres."""
    spacing_m: float
    epsg: int | None
    west_m: float
    """Easting of the north-western outer corner; 0 where the file does not say."""
    north_m: float
    told: tuple[str, ...]
    """What was done, and what was taken for granted."""


def prepared_land(path: Path, how: Preparing, flag: str, *, holes: bool = False) -> Land:
    """Read a raster.

    Args:
        path: of the file.
        how: what is said of it.
        flag: that names the file, for errors.
        holes: whether NaN may be left where there are no heights, which is told.

    Raises:
        Failed: the file can't be read.
        InvalidFields: names what the file does not say, what it says against a flag, and what is wrong with it.
    """
    told: list[str] = []
    with opened_raster(path) as raster:
        placed = _placed(raster, how, flag, told)
        column, row, columns, rows = _crop(raster, placed, how.crop)
        if columns * rows > MOST_CELLS:
            allowed = f"at most {MOST_CELLS} cells at once: name a part of them with --raster-crop"
            raise InvalidFields([Violation.of(flag, f"{columns} x {rows} cells", allowed)])
        heights = raster.window(row, column, rows, columns)
        if (columns, rows) != (raster.width, raster.depth):
            told.append(f"cropped to {columns} x {rows} of {raster.width} x {raster.depth} cells")
    placed = placed.cropped(column, row)
    heights = _in_metres(heights, raster, how, flag, told)
    if placed.unit == "degrees":
        heights, placed = _projected(heights, placed, how, flag, told)
    else:
        heights, placed = _resampled(heights, placed, how, flag, told)
    heights = _whole(heights, how, flag, told, holes=holes)
    wrong = (heights < HEIGHT.minimum) | (heights > HEIGHT.maximum)
    if wrong.any():
        at = divmod(int(np.argmax(wrong)), heights.shape[1])
        value = f"{heights[at]:g} m at column {at[1]}, row {at[0]}"
        raise InvalidFields([Violation.of(flag, value, f"{HEIGHT}; say --raster-no-data or --raster-unit")])
    return Land(heights, placed.step_x, placed.epsg, placed.west, placed.north, tuple(told))


def _placed(raster: Raster, how: Preparing, flag: str, told: list[str]) -> Placed:
    """Where it lies, by the file or else by what is said."""
    match = re.fullmatch(r"metres|degrees|EPSG:(\d{1,6})", how.frame)
    if how.frame and match is None:
        raise InvalidFields([Violation.of("--raster-frame", repr(how.frame), "metres, degrees or EPSG:NUMBER")])
    epsg = int(match[1]) if match is not None and match[1] else None
    if epsg is not None and (4000 <= epsg < 5000 or epsg in WEB_MERCATOR):
        allowed = "a projection in metres of the ground, such as EPSG:32633; for longitudes and latitudes say degrees"
        raise InvalidFields([Violation.of("--raster-frame", how.frame, allowed)])
    placed = raster.placed
    if placed is None:
        if how.spacing_m is None:
            allowed = "a file that says its spacing, or --raster-spacing with the metres from cell to cell"
            raise InvalidFields([Violation.of(flag, "no spacing", allowed)])
        return Placed(0.0, 0.0, how.spacing_m, how.spacing_m, "metres", epsg)
    if not placed.unit:
        if not how.frame:
            said = "" if placed.epsg is None else f"EPSG:{placed.epsg}, "
            allowed = "a file that says it, or --raster-frame with metres, degrees or EPSG:NUMBER"
            value = f"{said}steps of {placed.step_x:g} in an unknown unit"
            raise InvalidFields([Violation.of(flag, value, allowed)])
        unit = "degrees" if how.frame == "degrees" else "metres"
        told.append(f"steps of {placed.step_x:g} taken as {unit}, as --raster-frame says")
        return Placed(
            placed.west,
            placed.north,
            placed.step_x,
            placed.step_z,
            "degrees" if unit == "degrees" else "metres",
            epsg or placed.epsg,
        )
    other = (how.frame in ("metres", "degrees") and how.frame != placed.unit) or (
        epsg is not None and (placed.unit != "metres" or placed.epsg not in (None, epsg))
    )
    if other:
        said = placed.unit if placed.epsg is None else f"EPSG:{placed.epsg}, {placed.unit}"
        raise InvalidFields([Violation.of("--raster-frame", how.frame, f"what the file says: {said}")])
    return placed if epsg is None else Placed(placed.west, placed.north, placed.step_x, placed.step_z, "metres", epsg)


def _crop(raster: Raster, placed: Placed, text: str) -> Cells:
    """Column, row, columns and rows of what is wanted."""
    if not text:
        return 0, 0, raster.width, raster.depth
    allowed = "X,Z,WIDTH,DEPTH in cells, or frame:WEST,SOUTH,EAST,NORTH in the file's unit"
    try:
        first, second, third, fourth = (float(word) for word in text.removeprefix("frame:").split(","))
    except ValueError as error:
        raise InvalidFields([Violation.of("--raster-crop", repr(text), allowed)]) from error
    if text.startswith("frame:"):
        left, top = placed.cell(first, fourth)
        right, bottom = placed.cell(third, second)
    else:
        left, top, right, bottom = first, second, first + third, second + fourth
    if not all(map(math.isfinite, (left, top, right, bottom))):
        raise InvalidFields([Violation.of("--raster-crop", repr(text), allowed)])
    # Places on a border between cells may be off by rounding.
    column, row = math.floor(left + 1e-6), math.floor(top + 1e-6)
    columns, rows = math.ceil(right - 1e-6) - column, math.ceil(bottom - 1e-6) - row
    inside = min(column, row) >= 0 and column + columns <= raster.width and row + rows <= raster.depth
    if not inside or columns < 1 or rows < 1:
        west, north = placed.west, placed.north
        east, south = west + raster.width * placed.step_x, north - raster.depth * placed.step_z
        allowed = f"within 0,0,{raster.width},{raster.depth} or frame:{west:g},{south:g},{east:g},{north:g}"
        raise InvalidFields([Violation.of("--raster-crop", text, allowed)])
    return column, row, columns, rows


def _in_metres(heights: FloatArray, raster: Raster, how: Preparing, flag: str, told: list[str]) -> FloatArray:
    """Heights of whatever the file holds; NaN where there are none."""
    if not raster.scaled:
        if how.low_m is None or how.high_m is None:
            allowed = "a file that says its heights, or --raster-low and --raster-high with those of black and white"
            raise InvalidFields([Violation.of(flag, "shades of grey", allowed)])
        return heights * np.float32(how.high_m - how.low_m) + np.float32(how.low_m)
    if how.low_m is not None or how.high_m is not None:
        allowed = "unset: the file says its heights"
        raise InvalidFields([Violation.of("--raster-low, --raster-high", f"{how.low_m}, {how.high_m}", allowed)])
    if how.no_data is not None:
        heights[heights == np.float32(how.no_data)] = np.nan
    else:
        _refuse_unnamed_no_data(heights, raster, flag)
    unit = how.unit
    if unit not in ("", "m", *FEET_M):
        raise InvalidFields([Violation.of("--raster-unit", repr(unit), "m, ft or us-ft")])
    if raster.height_unit and unit not in ("", raster.height_unit):
        raise InvalidFields([Violation.of("--raster-unit", unit, f"{raster.height_unit}, as the file says")])
    if raster.height_unit in FEET_M and not unit:
        allowed = f"metres, or --raster-unit {raster.height_unit} to have them turned into metres"
        raise InvalidFields([Violation.of(flag, f"heights in feet ({raster.height_unit})", allowed)])
    if not (raster.height_unit or unit):
        told.append("the file names no unit of heights: taken as metres; --raster-unit says another")
    if unit in FEET_M:
        told.append(f"heights turned from {unit} into metres")
        return heights * np.float32(FEET_M[unit])
    return heights


def _refuse_unnamed_no_data(heights: FloatArray, raster: Raster, flag: str) -> None:
    """A greatest or least height that usually means no height, and that nobody named, is asked about."""
    if raster.no_data is not None or not np.isfinite(heights).any():
        return
    for end in (float(np.nanmin(heights)), float(np.nanmax(heights))):
        if end in _USUAL_NO_DATA:
            count = int((heights == np.float32(end)).sum())
            value = f"{count} cells of {end:g}, which the file does not call no-data"
            allowed = f"--raster-no-data {end:g} if they are holes, --raster-no-data nan if they are heights"
            raise InvalidFields([Violation.of(flag, value, allowed)])


def _whole(heights: FloatArray, how: Preparing, flag: str, told: list[str], *, holes: bool) -> FloatArray:
    """Heights without holes. Raises InvalidFields that says where the first one is."""
    missing = ~np.isfinite(heights)
    count = int(missing.sum())
    if not count:
        return heights
    row, column = divmod(int(np.argmax(missing)), heights.shape[1])
    share = f"{100.0 * count / missing.size:.3g} %"
    value = f"{count} cells without heights ({share}), the first at column {column}, row {row}"
    if holes and not how.fill and count < missing.size:
        told.append(f"{value}: left free")
        return np.where(missing, np.float32(np.nan), heights).astype(np.float32)
    if not how.fill:
        allowed = "none: crop them away with --raster-crop, or have them filled with --raster-fill"
        raise InvalidFields([Violation.of(flag, value, allowed)])
    if count > _MOST_HOLES * missing.size:
        raise InvalidFields([Violation.of(flag, value, f"at most {100.0 * _MOST_HOLES:.0f} % to be filled")])
    told.append(f"filled {value}")
    return filled(heights)


def filled(heights: FloatArray) -> FloatArray:
    """Heights with smooth ground in their holes: means of ever larger blocks, from coarse to fine, with relaxation.

    Args:
        heights: (rows, columns); not finite in holes, somewhere finite.

    Returns:
        The same where they are finite, bit for bit.
    """
    known = np.isfinite(heights)
    if known.all():
        return heights.copy()
    if min(heights.shape) == 1 or known.sum() < 2:
        return np.where(known, heights, np.float32(np.mean(heights[known], dtype=np.float64))).astype(np.float32)
    rows, columns = heights.shape
    values = np.pad(np.where(known, heights, 0.0).astype(np.float32), ((0, rows % 2), (0, columns % 2)))
    weight = np.pad(known.astype(np.float32), ((0, rows % 2), (0, columns % 2)))
    blocks = values.reshape(-(-rows // 2), 2, -(-columns // 2), 2).sum(axis=(1, 3))
    counts = weight.reshape(-(-rows // 2), 2, -(-columns // 2), 2).sum(axis=(1, 3))
    coarse = np.full(blocks.shape, np.nan, np.float32)
    np.divide(blocks, counts, out=coarse, where=counts > 0.0)
    under = filled(coarse).repeat(2, axis=0).repeat(2, axis=1)[:rows, :columns]
    made = np.where(known, heights, under).astype(np.float32)
    for _ in range(16):
        around = np.pad(made, 1, mode="edge")
        mean = (around[:-2, 1:-1] + around[2:, 1:-1] + around[1:-1, :-2] + around[1:-1, 2:]) * np.float32(0.25)
        made = np.where(known, heights, mean).astype(np.float32)
    return made


def _resampled(
    heights: FloatArray, placed: Placed, how: Preparing, flag: str, told: list[str]
) -> tuple[FloatArray, Placed]:
    """On a square grid of the spacing that is asked for."""
    spacing = placed.step_x if how.spacing_m is None else how.spacing_m
    if how.spacing_m is None and abs(placed.step_z / placed.step_x - 1.0) > _SAME_STEP:
        value = f"cells of {placed.step_x:g} x {placed.step_z:g} m"
        allowed = "square cells, or --raster-spacing to have them resampled"
        raise InvalidFields([Violation.of(flag, value, allowed)])
    if abs(placed.step_x / spacing - 1.0) <= _SAME_STEP and abs(placed.step_z / spacing - 1.0) <= _SAME_STEP:
        return heights, placed
    rows, columns = heights.shape
    heights, placed, kept = _averaged(heights, placed, placed.step_x, placed.step_z, spacing)
    count = int(columns * kept[0] / spacing + 1e-6), int(rows * kept[1] / spacing + 1e-6)
    _refuse_small(count, spacing)
    told.append(f"resampled from {kept[0]:g} x {kept[1]:g} m to {spacing:g} m: {count[0]} x {count[1]} cells")
    across = (np.arange(count[0]) + 0.5) * spacing / placed.step_x - 0.5
    down = (np.arange(count[1]) + 0.5) * spacing / placed.step_z - 0.5
    made = np.empty((count[1], count[0]), np.float32)
    for top in range(0, count[1], _BAND_ROWS):
        part = down[top : top + _BAND_ROWS]
        made[top : top + _BAND_ROWS] = _cubic(heights, *np.broadcast_arrays(part[:, None], across[None, :]))
    return made, Placed(placed.west, placed.north, spacing, spacing, "metres", placed.epsg)


def _refuse_small(count: tuple[int, int], spacing: float) -> None:
    if min(count) < 1 or count[0] * count[1] > MOST_CELLS:
        allowed = f"one that leaves 1 to {MOST_CELLS} cells"
        raise InvalidFields([Violation.of("--raster-spacing", f"{spacing:g}: {count[0]} x {count[1]} cells", allowed)])


def _averaged(
    heights: FloatArray, placed: Placed, step_x_m: float, step_z_m: float, spacing: float
) -> tuple[FloatArray, Placed, tuple[float, float]]:
    """Means of whole blocks of cells where the grid gets coarser, so that what is too fine for it does not alias; holes
    stay such. The steps in metres come back as they were.
    """
    by_x, by_z = max(int(spacing / step_x_m + 1e-6), 1), max(int(spacing / step_z_m + 1e-6), 1)
    rows, columns = heights.shape[0] // by_z, heights.shape[1] // by_x
    if (by_x, by_z) != (1, 1) and rows and columns:
        blocks = heights[: rows * by_z, : columns * by_x].reshape(rows, by_z, columns, by_x)
        heights = np.asarray(blocks.mean(axis=(1, 3), dtype=np.float64), np.float32)
        placed = Placed(placed.west, placed.north, placed.step_x * by_x, placed.step_z * by_z, placed.unit, placed.epsg)
    return heights, placed, (step_x_m, step_z_m)


def _cubic(heights: FloatArray, row: npt.NDArray[np.float64], column: npt.NDArray[np.float64]) -> FloatArray:
    """Cubic convolution at places in cells; the outermost cells go on beyond the edges, a hole makes holes around."""
    depth, width = heights.shape
    top, left = np.floor(row).astype(np.int64), np.floor(column).astype(np.int64)
    made = np.zeros(row.shape, np.float64)
    for j in range(-1, 3):
        down = cubic_kernel(row - (top + j))
        line = np.clip(top + j, 0, depth - 1)
        for i in range(-1, 3):
            made += down * cubic_kernel(column - (left + i)) * heights[line, np.clip(left + i, 0, width - 1)]
    return made.astype(np.float32)


def _projected(
    heights: FloatArray, placed: Placed, how: Preparing, flag: str, told: list[str]
) -> tuple[FloatArray, Placed]:
    """Degrees to the zone of UTM that the middle lies in: the largest rectangle of it that they cover."""
    depth, width = heights.shape
    east, south = placed.west + width * placed.step_x, placed.north - depth * placed.step_z
    middle = 0.5 * (placed.west + east), 0.5 * (placed.north + south)
    if not (-180.0 <= middle[0] <= 180.0 and _LATITUDES[0] <= south and placed.north <= _LATITUDES[1]):
        value = f"{placed.west:g} to {east:g} and {south:g} to {placed.north:g} degrees"
        allowed = f"latitudes from {_LATITUDES[0]:g} to {_LATITUDES[1]:g}: reproject the file to a projection in metres"
        raise InvalidFields([Violation.of(flag, value, allowed)])
    metres_z = 111132.0 * placed.step_z
    metres_x = 111320.0 * placed.step_x * math.cos(math.radians(middle[1]))
    if how.spacing_m is None:
        value = f"cells of {placed.step_x:g} x {placed.step_z:g} degrees, about {metres_x:.3g} x {metres_z:.3g} m"
        allowed = f"metres; --raster-spacing {metres_z:.2g} projects them to UTM"
        raise InvalidFields([Violation.of(flag, value, allowed)])
    if east - placed.west > 6.0:
        allowed = "at most 6 degrees from west to east: name a part with --raster-crop"
        raise InvalidFields([Violation.of(flag, f"{east - placed.west:g} degrees", allowed)])
    spacing = how.spacing_m
    zone = Utm.of(*middle)
    ends = np.linspace(0.0, 1.0, 65)
    meridians, parallels = placed.west + ends * (east - placed.west), south + ends * (placed.north - south)

    def edge(
        longitude: npt.NDArray[np.float64], latitude: npt.NDArray[np.float64], axis: int
    ) -> npt.NDArray[np.float64]:
        return zone.forward(*np.broadcast_arrays(longitude, latitude))[axis]

    # Meridians and parallels bend: what lies inside of all four.
    west = math.ceil(edge(np.array(placed.west), parallels, 0).max() / spacing) * spacing
    right = math.floor(edge(np.array(east), parallels, 0).min() / spacing) * spacing
    low = math.ceil(edge(meridians, np.array(south), 1).max() / spacing) * spacing
    north = math.floor(edge(meridians, np.array(placed.north), 1).min() / spacing) * spacing
    count = round((right - west) / spacing), round((north - low) / spacing)
    _refuse_small(count, spacing)
    heights, fine, _ = _averaged(heights, placed, metres_x, metres_z, spacing)
    made = np.empty((count[1], count[0]), np.float32)
    x = west + (np.arange(count[0]) + 0.5) * spacing
    for top in range(0, count[1], _BAND_ROWS):
        rows = min(_BAND_ROWS, count[1] - top)
        y = north - (top + np.arange(rows) + 0.5) * spacing
        longitude, latitude = zone.inverse(*np.broadcast_arrays(x[None, :], y[:, None]))
        column, row = (longitude - fine.west) / fine.step_x - 0.5, (fine.north - latitude) / fine.step_z - 0.5
        made[top : top + rows] = _cubic(heights, row, column)
    side = "north" if zone.north else "south"
    told.append(
        f"projected to UTM zone {zone.zone} {side} (EPSG:{zone.epsg}): {count[0]} x {count[1]} cells of {spacing:g} m"
    )
    return made, Placed(west, north, spacing, spacing, "metres", zone.epsg)
