"""Rasters that say little of themselves: ESRI's ASCII grids, SRTM's HGT, PNG of 16 bits, bare 16-bit numbers, NumPy's.

Sources: ESRI, "ASCII raster format" (ArcGIS documentation); NASA/USGS, "SRTM Topography" (1.0 and 3.0 user guides).
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, Final

import numpy as np
import numpy.typing as npt
from PIL import Image, UnidentifiedImageError

from procgen.errors import InvalidFields, Violation
from procgen.terrain.command.rasters.raster import Placed, Raster, Unit, without_holes
from procgen.terrain.representation import FloatArray

_HGT_SIDES: Final = {3601: 3600, 1201: 1200}
"""Cells along one side of a degree, and steps."""
_HGT_NO_DATA: Final = -32768
_HGT_NAME: Final = re.compile(r"([NS])(\d{2})([EW])(\d{3})", re.IGNORECASE)
_WGS84: Final = 4326
_ASC_CORNERS: Final = ("xllcorner", "xllcenter", "yllcorner", "yllcenter")
_ASC_KEYS: Final = ("ncols", "nrows", *_ASC_CORNERS, "cellsize", "dx", "dy", "nodata_value")
_CHUNK: Final = 1 << 20
_FULL_SCALE: Final = 65535.0


def _wrong(field: str, value: object, allowed: str) -> InvalidFields:
    return InvalidFields([Violation.of(field, value, allowed)])


def open_hgt(path: Path, file: BinaryIO) -> Raster:
    """A degree of SRTM: its size says how fine it is, its name where it lies; the outermost cells lie on the degree."""
    size = path.stat().st_size
    side = math.isqrt(size // 2)
    if side not in _HGT_SIDES or 2 * side * side != size:
        sides = " or ".join(f"{2 * side * side} bytes ({side} x {side} cells)" for side in _HGT_SIDES)
        raise _wrong("HGT", f"{size} bytes", sides)
    name = _HGT_NAME.match(path.name)
    if name is None:
        raise _wrong("HGT name", repr(path.name), "the south-western corner, such as N46E007.hgt")
    south = float(name[2]) * (-1.0 if name[1].upper() == "S" else 1.0)
    west = float(name[4]) * (-1.0 if name[3].upper() == "W" else 1.0)
    step = 1.0 / _HGT_SIDES[side]
    placed = Placed(west - 0.5 * step, south + 1.0 + 0.5 * step, step, step, "degrees", _WGS84)
    window = _bare(file, side, np.dtype(">i2"), 0, _HGT_NO_DATA)
    return Raster(side, side, placed, window, height_unit="m", no_data=_HGT_NO_DATA)


def _bare(file: BinaryIO, width: int, dtype: np.dtype[Any], start: int, no_data: float | None = None) -> Any:
    """A window of numbers that lie row by row."""

    def window(row: int, column: int, rows: int, columns: int) -> FloatArray:
        made = np.empty((rows, columns), np.float32)
        for at in range(rows):
            file.seek(start + ((row + at) * width + column) * dtype.itemsize)
            values = np.frombuffer(file.read(columns * dtype.itemsize), dtype)
            if values.size != columns:
                raise _wrong("data", f"cut off in row {row + at}", "a whole file")
            made[at] = without_holes(values, no_data)
        return made

    return window


def open_asc(path: Path, file: BinaryIO) -> Raster:
    """ESRI's ASCII grid. Its frame is in the .prj beside it, if anywhere."""
    header, start = _asc_header(file)
    width, depth = (_asc_count(header, name) for name in ("ncols", "nrows"))
    step_x = _asc_number(header, "cellsize" if "cellsize" in header else "dx")
    step_z = _asc_number(header, "cellsize" if "cellsize" in header else "dy")
    if step_x <= 0.0 or step_z <= 0.0:
        raise _wrong("ASC cellsize", f"{step_x:g}, {step_z:g}", "more than 0")
    x, y = ("xllcenter", "yllcenter") if "xllcenter" in header else ("xllcorner", "yllcorner")
    west, south = _asc_number(header, x), _asc_number(header, y)
    if x == "xllcenter":
        west, south = west - 0.5 * step_x, south - 0.5 * step_z
    no_data = _asc_number(header, "nodata_value") if "nodata_value" in header else None
    unit, epsg = _prj(path.with_suffix(".prj"))

    def window(row: int, column: int, rows: int, columns: int) -> FloatArray:
        made = np.empty((rows, columns), np.float32)
        first, last = row * width, (row + rows) * width
        seen = 0
        flat = np.empty(0, np.float64)
        taken = 0
        for values in _numbers(file, start):
            begin, end = max(first - seen, 0), min(last - seen, values.size)
            if begin < end:
                flat = np.concatenate([flat, values[begin:end]])
                while flat.size >= width:
                    made[taken] = without_holes(flat[:width], no_data)[column : column + columns]
                    flat, taken = flat[width:], taken + 1
            seen += values.size
            if taken == rows:
                return made
        raise _wrong("ASC data", f"{seen} numbers", f"ncols * nrows = {width * depth}")

    return Raster(
        width, depth, Placed(west, south + depth * step_z, step_x, step_z, unit, epsg), window, no_data=no_data
    )


def _asc_header(file: BinaryIO) -> tuple[dict[str, str], int]:
    """What it says before the numbers, and where these begin."""
    header: dict[str, str] = {}
    file.seek(0)
    while True:
        at = file.tell()
        words = file.readline(4096).decode("ascii", "replace").split()
        if len(words) != 2 or words[0].lower() not in _ASC_KEYS:
            return header, at
        header[words[0].lower()] = words[1]


def _asc_number(header: dict[str, str], name: str) -> float:
    try:
        value = float(header[name])
    except (KeyError, ValueError) as error:
        raise _wrong(f"ASC {name}", header.get(name, "missing"), "a number") from error
    if not math.isfinite(value) and name != "nodata_value":
        raise _wrong(f"ASC {name}", value, "a number")
    return value


def _asc_count(header: dict[str, str], name: str) -> int:
    value = _asc_number(header, name)
    if value != int(value) or not 1 <= value <= 2**31:
        raise _wrong(f"ASC {name}", header[name], "a whole number, at least 1")
    return int(value)


def _numbers(file: BinaryIO, start: int) -> Iterator[npt.NDArray[np.float64]]:
    """The numbers of a text from some byte on, some at a time."""
    file.seek(start)
    rest = b""
    while True:
        chunk = file.read(_CHUNK)
        text = rest + chunk
        cut = max(text.rfind(b" "), text.rfind(b"\n"), text.rfind(b"\t")) + 1 if chunk else len(text)
        rest = text[cut:]
        if len(rest) > _CHUNK:
            raise _wrong("ASC data", f"{len(rest)} bytes without a space", "numbers with spaces between them")
        try:
            numbers = np.array(text[:cut].split(), np.float64)
        except ValueError as error:
            raise _wrong(
                "ASC data", str(error), "numbers with spaces between them, with a point and no comma"
            ) from error
        if numbers.size:
            yield numbers
        if not chunk:
            return


def _prj(path: Path) -> tuple[Unit, int | None]:
    """What ESRI's well-known text beside a raster says of its unit. Empty where there is none, or it says another."""
    try:
        text = path.read_text("utf-8", "replace")
    except OSError:
        return "", None
    code = re.search(r'AUTHORITY\["EPSG","(\d+)"\]\]\s*$', text)
    epsg = int(code[1]) if code else None
    if re.match(r"\s*(GEOGCS|GEOGCRS)\b", text):
        return "degrees", epsg
    units = re.findall(r'UNIT\["([^"]+)",\s*([0-9.eE+-]+)', text)
    # The last unit is that of the projection; the first one that of its angles.
    if re.match(r"\s*(PROJCS|PROJCRS)\b", text) and units and float(units[-1][1]) == 1.0:
        return "metres", epsg
    return "", epsg


def _beside(path: Path) -> dict[str, Any]:
    """The JSON that we write beside a raster; empty where there is none."""
    for name in (path.with_suffix(".json"), path.with_name(f"{path.name}.json")):
        try:
            said = json.loads(name.read_text("utf-8"))
        except (OSError, ValueError):
            continue
        if isinstance(said, dict):
            return said
    return {}


def _said(said: dict[str, Any]) -> tuple[Placed | None, tuple[float, float] | None]:
    """Spacing and heights of black and white of what stands beside a file, or in it."""
    try:
        spacing = float(said["metres_per_pixel"])
        placed = Placed(0.0, 0.0, spacing, spacing, "metres") if spacing > 0.0 else None
    except (KeyError, TypeError, ValueError):
        placed = None
    try:
        scale = float(said["height_min_m"]), float(said["height_max_m"])
    except (KeyError, TypeError, ValueError):
        scale = None
    return placed, scale


def _shades(width: int, depth: int, read: Any, said: dict[str, Any]) -> Raster:
    """A raster of 0 to 65535, which are heights where somebody said of which."""
    placed, scale = _said(said)

    def window(row: int, column: int, rows: int, columns: int) -> FloatArray:
        shades = np.asarray(read(row, column, rows, columns), np.float64) / _FULL_SCALE
        return (shades if scale is None else scale[0] + shades * (scale[1] - scale[0])).astype(np.float32)

    return Raster(width, depth, placed, window, height_unit="" if scale is None else "m", scaled=scale is not None)


def open_png(path: Path, file: BinaryIO) -> Raster:
    """A greyscale PNG of 16 bits; ours say their spacing and heights."""
    try:
        with Image.open(file, formats=("PNG",)) as picture:
            if not picture.mode.startswith("I"):
                raise _wrong(
                    "PNG", f"mode {picture.mode}", "greyscale of 16 bits: 8 bits make steps, colours no heights"
                )
            pixels = np.asarray(picture)
            texts = {key.removeprefix("procgen:"): value for key, value in getattr(picture, "text", {}).items()}
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError) as error:
        raise _wrong("PNG", str(error), "a whole picture of at most 178 million pixels") from error

    def read(row: int, column: int, rows: int, columns: int) -> npt.NDArray[Any]:
        return pixels[row : row + rows, column : column + columns]

    return _shades(pixels.shape[1], pixels.shape[0], read, {**texts, **_beside(path)})


def open_r16(path: Path, file: BinaryIO) -> Raster:
    """Bare uint16, little-endian, row by row from the north-west: of our sizes, or square."""
    said, count = _beside(path), path.stat().st_size // 2
    try:
        width, depth = int(said["width_px"]), int(said["depth_px"])
    except (KeyError, TypeError, ValueError):
        width = depth = math.isqrt(count)
    if count < 1 or width * depth != count or path.stat().st_size % 2:
        allowed = (
            f"2 bytes for each of {width} x {depth} cells" if said else "a square of 16-bit cells, or a .json beside"
        )
        raise _wrong("r16", f"{path.stat().st_size} bytes", allowed)
    return _shades(width, depth, _bare(file, width, np.dtype("<u2"), 0), said)


def open_npy(path: Path, file: BinaryIO) -> Raster:
    """A two-dimensional array of metres."""
    try:
        version = np.lib.format.read_magic(file)
        read = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
        shape, fortran, dtype = read(file)
    except (ValueError, EOFError) as error:
        raise _wrong("npy", str(error), "an array of NumPy") from error
    if len(shape) != 2 or 0 in shape or dtype.kind not in "fiu" or fortran:
        allowed = "a two-dimensional array of numbers, row by row"
        raise _wrong("npy", f"{dtype} {shape}{', column by column' if fortran else ''}", allowed)
    placed, _ = _said(_beside(path))
    return Raster(int(shape[1]), int(shape[0]), placed, _bare(file, int(shape[1]), dtype, file.tell()), height_unit="m")
