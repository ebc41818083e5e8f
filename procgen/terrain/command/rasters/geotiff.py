"""GeoTIFF: where a TIFF lies.

Sources: OGC GeoTIFF Standard 1.1 (19-008r4), requirements classes of the GeoKeyDirectory, ModelPixelScale,
ModelTiepoint and ModelTransformation tags, and annexes with codes of units; GDAL's tags 42112 and 42113.
"""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import Any, BinaryIO, Final

import numpy as np

from procgen.errors import InvalidFields, Violation
from procgen.formats.tiff import Tiff, read_tiff
from procgen.terrain.command.rasters.raster import Placed, Raster, Unit, without_holes
from procgen.terrain.representation import FloatArray

_PIXEL_SCALE, _TIEPOINT, _TRANSFORMATION, _GEO_KEYS = 33550, 33922, 34264, 34735
_GDAL_METADATA, _GDAL_NODATA = 42112, 42113
_MODEL_TYPE, _RASTER_TYPE, _ANGULAR_UNIT, _GEOGRAPHIC = 1024, 1025, 2054, 2048
_PROJECTED, _LINEAR_UNIT, _VERTICAL_UNIT = 3072, 3076, 4099
_IS_PROJECTED, _IS_GEOGRAPHIC, _IS_USER_DEFINED = 1, 2, 32767
_POINT = 2
_METRE, _DEGREE = 9001, 9102
_UNITS: Final = {_METRE: "m", 9002: "ft", 9003: "us-ft"}
WEB_MERCATOR: Final = frozenset({3857, 3785, 900913, 102100})
"""Its metres are longer than those of the ground by one over the cosine of the latitude."""
_METRIC: Final = (
    *(range(first, first + 60) for first in (32601, 32701)),
    range(25828, 25839),
    range(26901, 26924),
    range(3034, 3036),
    range(3044, 3052),
    range(3031, 3032),
    range(3413, 3414),
    range(2154, 2155),
    range(2193, 2194),
    range(27700, 27701),
)
"""EPSG codes of projections in metres that are common: UTM on WGS 84, ETRS89 and NAD83, Europe's, the poles', France's,
New Zealand's, Great Britain's."""


def open_geotiff(path: Path, file: BinaryIO) -> Raster:
    """A TIFF as a raster. Raises InvalidFields where it is none that can be read, or lies askew."""
    tiff = read_tiff(file)
    keys = _keys(tiff)
    gdal = str(tiff.tags.get(_GDAL_METADATA, ("",))[0])
    scale, offset = (_metadata(gdal, role, default) for role, default in (("scale", 1.0), ("offset", 0.0)))
    no_data = _no_data(tiff)

    def window(row: int, column: int, rows: int, columns: int) -> FloatArray:
        values = tiff.window(row, column, rows, columns)
        heights = without_holes(values, no_data)
        _forget_missing_blocks(tiff, heights, row, column)
        return heights if (scale, offset) == (1.0, 0.0) else heights * np.float32(scale) + np.float32(offset)

    return Raster(
        tiff.width,
        tiff.depth,
        _placed(tiff, keys),
        window,
        height_unit=_UNITS.get(keys.get(_VERTICAL_UNIT, 0), "") or _unit_of_band(gdal),
        no_data=no_data,
    )


def _forget_missing_blocks(tiff: Tiff, heights: FloatArray, row: int, column: int) -> None:
    """Sparse files leave blocks out: there are no heights."""
    rows, columns = heights.shape
    for top in range(row // tiff.block_depth * tiff.block_depth, row + rows, tiff.block_depth):
        for left in range(column // tiff.block_width * tiff.block_width, column + columns, tiff.block_width):
            if tiff.is_left_out(top, left):
                down = slice(max(top - row, 0), top + tiff.block_depth - row)
                across = slice(max(left - column, 0), left + tiff.block_width - column)
                heights[down, across] = np.nan


def _keys(tiff: Tiff) -> dict[int, int]:
    """The GeoKeys whose value is a number in the directory itself."""
    values = tiff.tags.get(_GEO_KEYS, ())
    entries = [values[at : at + 4] for at in range(4, len(values) - 3, 4)]
    return {int(key): int(value) for key, location, _count, value in entries if location == 0}


def _metadata(xml: str, role: str, default: float) -> float:
    found = re.search(rf'role="{role}"[^>]*>\s*([-+0-9.eE]+)\s*<', xml)
    return float(found[1]) if found else default


def _unit_of_band(xml: str) -> str:
    """What GDAL's metadata call the unit of heights."""
    found = re.search(r'role="unittype"[^>]*>\s*([^<]+?)\s*<', xml)
    name = found[1].lower() if found else ""
    if name in ("m", "metre", "meter", "metres", "meters"):
        return "m"
    if name in ("us-ft", "us survey foot", "foot_us", "us foot", "ftus"):
        return "us-ft"
    return "ft" if name in ("ft", "foot", "feet") else ""


def _no_data(tiff: Tiff) -> float | None:
    text = str(tiff.tags.get(_GDAL_NODATA, ("",))[0]).strip()
    if not text:
        return None
    try:
        return float(text)
    except ValueError as error:
        raise InvalidFields([Violation.of("TIFF GDAL_NODATA", repr(text), "a number")]) from error


def _placed(tiff: Tiff, keys: dict[int, int]) -> Placed | None:
    """Where the outer corner of the north-western pixel lies."""
    corner = _corner(tiff)
    if corner is None:
        return None
    west, north, step_x, step_z = corner
    if keys.get(_RASTER_TYPE) == _POINT:
        west, north = west - 0.5 * step_x, north + 0.5 * step_z
    unit, epsg, factor = _unit(keys)
    return Placed(west * factor, north * factor, step_x * factor, step_z * factor, unit, epsg)


def _corner(tiff: Tiff) -> tuple[float, float, float, float] | None:
    """West, north, and the steps to the east and to the south."""
    tags = tiff.tags
    if _TRANSFORMATION in tags:
        a, b, _, west, d, e, _, north = (float(value) for value in tags[_TRANSFORMATION][:8])
        if b or d:
            allowed = "north up: no rotation; reproject the file first"
            raise InvalidFields([Violation.of("TIFF ModelTransformation", f"{b:g}, {d:g} off the axes", allowed)])
        return _north_up("ModelTransformation", west, north, a, -e)
    if _PIXEL_SCALE not in tags or _TIEPOINT not in tags:
        return None
    scale, tie = tags[_PIXEL_SCALE], tags[_TIEPOINT]
    if len(scale) < 2 or len(tie) != 6:
        allowed = "one point: files that are tied at several must be reprojected first"
        raise InvalidFields([Violation.of("TIFF ModelTiepoint", f"{len(tie)} numbers", allowed)])
    step_x, step_z = float(scale[0]), float(scale[1])
    return _north_up("ModelPixelScale", tie[3] - tie[0] * step_x, tie[4] + tie[1] * step_z, step_x, step_z)


def _north_up(field: str, west: float, north: float, step_x: float, step_z: float) -> tuple[float, float, float, float]:
    if not (all(map(math.isfinite, (west, north, step_x, step_z))) and step_x > 0.0 and step_z > 0.0):
        allowed = "rows from north to south and columns from west to east, more than 0 apart"
        raise InvalidFields([Violation.of(f"TIFF {field}", f"steps {step_x:g}, {step_z:g}", allowed)])
    return west, north, step_x, step_z


def _unit(keys: dict[int, int]) -> tuple[Unit, int | None, float]:
    """Of places, the EPSG code, and the factor that turns them into it."""
    model: Any = keys.get(_MODEL_TYPE)
    if model == _IS_GEOGRAPHIC:
        if keys.get(_ANGULAR_UNIT, _DEGREE) != _DEGREE:
            allowed = f"{_DEGREE}, degrees"
            raise InvalidFields([Violation.of("TIFF GeogAngularUnitsGeoKey", keys[_ANGULAR_UNIT], allowed)])
        return "degrees", keys.get(_GEOGRAPHIC), 1.0
    if model not in (_IS_PROJECTED, _IS_USER_DEFINED):
        return "", None, 1.0
    epsg = keys.get(_PROJECTED)
    epsg = None if epsg in (None, 0, _IS_USER_DEFINED) else epsg
    if epsg in WEB_MERCATOR:
        allowed = "a projection whose metres are those of the ground: reproject the file, to UTM for instance"
        raise InvalidFields([Violation.of("TIFF ProjectedCSTypeGeoKey", f"{epsg} (web Mercator)", allowed)])
    unit = keys.get(_LINEAR_UNIT)
    if unit is not None and unit not in _UNITS:
        allowed = ", ".join(f"{number} ({name})" for number, name in _UNITS.items())
        raise InvalidFields([Violation.of("TIFF ProjLinearUnitsGeoKey", unit, allowed)])
    if unit is not None and unit != _METRE:
        allowed = f"{_METRE}, metres: reproject the file first"
        raise InvalidFields([Violation.of("TIFF ProjLinearUnitsGeoKey", f"{unit} ({_UNITS[unit]})", allowed)])
    if unit == _METRE or (epsg is not None and any(epsg in codes for codes in _METRIC)):
        return "metres", epsg, 1.0
    return "", epsg, 1.0
