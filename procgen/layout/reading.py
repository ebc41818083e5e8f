"""Tile maps that a designer drew or changed, read from files: Tiled's .tmj and .tmx, .csv of names, .npy of numbers.

What a file leaves open (an erased tile in Tiled, an empty field, "free", a number that is -1 or 255) the generator
chooses. Tiled's tiles are known by their class (``type``), else, in a tile set without classes, by their number.
"""

from __future__ import annotations

import base64
import binascii
import csv
import gzip
import io
import json
import zlib
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final
from xml.etree import ElementTree

import numpy as np
import numpy.typing as npt

from procgen.errors import InvalidFields, Violation
from procgen.layout.parameters import FREE
from procgen.layout.tiles import TILES, Tile

FixedArray = npt.NDArray[np.int16]
_MOST_SIDE: Final = 1024
"""No map is read that has more columns or rows; what a request may have is its own to say."""
_MOST_BYTES: Final = 4 * _MOST_SIDE * _MOST_SIDE
_FLIPS: Final = 0xF0000000
"""Bits of a tile in Tiled that say how it is mirrored."""
_FREE_BYTE: Final = 255
_FREE_NAMES: Final = frozenset({"", "free"})
_BY_NAME: Final[Mapping[str, int]] = MappingProxyType({tile.name.lower(): int(tile) for tile in Tile})
FIXED_LAYER: Final = "fixed"
"""Of several tile layers that of this name is read, else the first."""


class _Unreadable(ValueError):
    """What is wrong with a file, for people."""


def read_fixed(data: bytes, ending: str, field: str = "fixed_tiles") -> FixedArray:
    """Read a map.

    Args:
        data: the file.
        ending: of its name: ".tmj", ".json", ".tmx", ".csv" or ".npy".
        field: what errors are about.

    Returns:
        (rows, columns) numbers of tiles, or :data:`procgen.layout.parameters.FREE`.

    Raises:
        InvalidFields: the file can't be read as such a map; says why.
    """
    readers: dict[str, Callable[[bytes], FixedArray]] = {
        ".tmj": _tmj,
        ".json": _tmj,
        ".tmx": _tmx,
        ".csv": _csv,
        ".npy": _npy,
    }
    allowed = "a map as .tmj, .tmx, .csv or .npy"
    if ending.lower() not in readers:
        raise InvalidFields([Violation.of(field, ending or "a file without ending", allowed)])
    try:
        tiles = readers[ending.lower()](data)
    except _Unreadable as error:
        raise InvalidFields([Violation.of(field, str(error), allowed)]) from error
    except (
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        EOFError,
        RecursionError,
        OverflowError,
        csv.Error,
    ) as error:
        raise InvalidFields([Violation.of(field, f"no {ending[1:]} map: {error}", allowed)]) from error
    return tiles


def _checked_size(width: int, depth: int) -> None:
    if not (1 <= width <= _MOST_SIDE and 1 <= depth <= _MOST_SIDE):
        raise _Unreadable(f"{width} by {depth} tiles, more than {_MOST_SIDE} either way or none")


def _numbers(values: npt.NDArray[np.generic], what: str) -> FixedArray:
    """Numbers of tiles, checked; -1 and 255 are free."""
    whole = values.astype(np.int64)
    if not np.array_equal(whole, values):
        raise _Unreadable(f"{what} that are no whole numbers")
    whole = np.where(whole == _FREE_BYTE, FREE, whole)
    wrong = (whole != FREE) & ((whole < 0) | (whole >= TILES))
    if wrong.any():
        row, column = np.argwhere(wrong)[0]
        raise _Unreadable(f"tile {whole[row, column]} at ({column}, {row}); tiles go from 0 to {TILES - 1}")
    return whole.astype(np.int16)


def _npy(data: bytes) -> FixedArray:
    array = np.lib.format.read_array(io.BytesIO(data), allow_pickle=False)
    if array.ndim != 2 or array.dtype.kind not in "fiu":
        raise _Unreadable("not a two-dimensional array of numbers")
    _checked_size(array.shape[1], array.shape[0])
    return _numbers(array, "tiles")


def _csv(data: bytes) -> FixedArray:
    rows = [row for row in csv.reader(io.StringIO(data.decode("utf-8-sig"))) if row]
    widths = {len(row) for row in rows}
    if len(widths) != 1:
        raise _Unreadable(f"rows of {', '.join(map(str, sorted(widths)))} tiles" if rows else "no rows")
    _checked_size(widths.pop(), len(rows))
    return np.array([[_of_text(cell, place) for cell in row] for place, row in enumerate(rows, 1)], np.int16)


def _of_text(cell: str, line: int) -> int:
    name = cell.strip().lower()
    if name in _FREE_NAMES:
        return FREE
    if name in _BY_NAME:
        return _BY_NAME[name]
    try:
        return int(_numbers(np.array([[int(name)]]), "tiles")[0, 0])
    except ValueError:
        raise _Unreadable(f"{cell.strip()[:40]!r} in row {line}: not the name or number of a tile") from None


def _tmj(data: bytes) -> FixedArray:
    said = json.loads(data)
    if not isinstance(said, dict) or "layers" not in said:
        raise _Unreadable("no map of Tiled")
    layer = _chosen([each for each in said["layers"] if each.get("type") == "tilelayer"], lambda each: each.get("name"))
    known: dict[int, int] = {}
    for tile_set in said["tilesets"]:
        if "source" in tile_set:
            raise _Unreadable(f"a tile set in a file of its own, {str(tile_set['source'])[:60]}: embed it in the map")
        classes = {int(tile["id"]): tile.get("type") or tile.get("class") or "" for tile in tile_set.get("tiles", [])}
        known |= _set_numbers(int(tile_set["firstgid"]), int(tile_set["tilecount"]), classes)
    if said.get("infinite") or "chunks" in layer:
        parts = [
            (int(c["x"]), int(c["y"]), _cells(c["data"], layer, int(c["width"]), int(c["height"])))
            for c in layer["chunks"]
        ]
        gids = _pasted(parts)
    else:
        gids = _cells(layer["data"], layer, int(layer["width"]), int(layer["height"]))
    return _tiles_of(gids, known)


def _cells(data: Any, layer: Mapping[str, Any], width: int, depth: int) -> npt.NDArray[np.int64]:
    """(depth, width) numbers of tiles over all tile sets."""
    _checked_size(width, depth)
    if isinstance(data, str):
        return _unpacked(data, str(layer.get("compression", "")), width, depth)
    array = np.array(data, np.int64)
    if array.size != width * depth:
        raise _Unreadable(f"{array.size} tiles in a layer of {width} by {depth}")
    return array.reshape(depth, width)


def _unpacked(text: str, compression: str, width: int, depth: int) -> npt.NDArray[np.int64]:
    try:
        packed = base64.b64decode(text.strip(), validate=False)
        if compression == "zlib":
            packed = zlib.decompressobj().decompress(packed, _MOST_BYTES)
        elif compression == "gzip":
            with gzip.open(io.BytesIO(packed)) as file:
                packed = file.read(_MOST_BYTES)
        elif compression:
            raise _Unreadable(f"tiles compressed by {compression[:20]}: choose CSV, zlib or gzip in Tiled")
    except (binascii.Error, zlib.error, OSError) as error:
        raise _Unreadable(f"tiles that can't be unpacked: {error}") from error
    if len(packed) != 4 * width * depth:
        raise _Unreadable(f"{len(packed) // 4} tiles in a layer of {width} by {depth}")
    return np.frombuffer(packed, "<u4").astype(np.int64).reshape(depth, width)


def _pasted(parts: list[tuple[int, int, npt.NDArray[np.int64]]]) -> npt.NDArray[np.int64]:
    """Pieces of an endless map as the smallest rectangle with all that is drawn in them."""
    drawn = [(x, y, cells) for x, y, cells in parts if cells.any()]
    if not drawn:
        raise _Unreadable("an endless map without tiles")
    west, north = min(x for x, _, _ in drawn), min(y for _, y, _ in drawn)
    east = max(x + cells.shape[1] for x, _, cells in drawn)
    south = max(y + cells.shape[0] for _, y, cells in drawn)
    _checked_size(east - west, south - north)
    whole = np.zeros((south - north, east - west), np.int64)
    for x, y, cells in drawn:
        whole[y - north : y - north + cells.shape[0], x - west : x - west + cells.shape[1]] = cells
    rows, columns = np.nonzero(whole.any(axis=1))[0], np.nonzero(whole.any(axis=0))[0]
    return whole[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def _chosen(layers: list[Any], name_of: Callable[[Any], Any]) -> Any:
    """The layer to read."""
    if not layers:
        raise _Unreadable("a map without a tile layer")
    return next((layer for layer in layers if name_of(layer) == FIXED_LAYER), layers[0])


def _set_numbers(first: int, count: int, classes: Mapping[int, str]) -> dict[int, int]:
    """Tiles by their numbers in the map, of one tile set."""
    if not 0 < count <= 1 << 16:
        raise _Unreadable(f"a tile set of {count} tiles")
    if not any(classes.values()):
        return {first + number: number for number in range(min(count, TILES))}
    return {first + number: _BY_NAME[name.lower()] for number, name in classes.items() if name.lower() in _BY_NAME}


def _tiles_of(gids: npt.NDArray[np.int64], known: Mapping[int, int]) -> FixedArray:
    plain = gids & ~_FLIPS
    result = np.full(plain.shape, FREE, np.int16)
    for gid in np.unique(plain):
        if gid == 0:
            continue
        if int(gid) not in known:
            row, column = np.argwhere(plain == gid)[0]
            raise _Unreadable(f"tile {gid} at ({column}, {row}), whose class is no name of a tile")
        result[plain == gid] = known[int(gid)]
    return result


def _tmx(data: bytes) -> FixedArray:
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise _Unreadable("a document type, which no map has")
    try:
        root = ElementTree.fromstring(data)
    except ElementTree.ParseError as error:
        raise _Unreadable(f"no XML: {error}") from error
    if root.tag != "map":
        raise _Unreadable("no map of Tiled")
    known: dict[int, int] = {}
    for tile_set in root.findall("tileset"):
        if "source" in tile_set.attrib:
            raise _Unreadable(f"a tile set in a file of its own, {tile_set.attrib['source'][:60]}: embed it in the map")
        classes = {
            int(tile.attrib["id"]): tile.get("type") or tile.get("class") or "" for tile in tile_set.findall("tile")
        }
        known |= _set_numbers(int(tile_set.attrib["firstgid"]), int(tile_set.attrib["tilecount"]), classes)
    layer = _chosen(root.findall("layer"), lambda each: each.get("name"))
    body = layer.find("data")
    if body is None:
        raise _Unreadable("a layer without data")
    chunks = body.findall("chunk")
    if chunks:
        parts = [
            (int(c.attrib["x"]), int(c.attrib["y"]), _xml_cells(c, body, c.attrib["width"], c.attrib["height"]))
            for c in chunks
        ]
        return _tiles_of(_pasted(parts), known)
    return _tiles_of(_xml_cells(body, body, layer.attrib["width"], layer.attrib["height"]), known)


def _xml_cells(
    element: ElementTree.Element, body: ElementTree.Element, width: str, depth: str
) -> npt.NDArray[np.int64]:
    encoding, text = body.get("encoding"), element.text or ""
    if encoding == "csv":
        data: Any = [int(value) for value in text.replace("\n", "").split(",") if value.strip()]
    elif encoding == "base64":
        data = text
    else:
        data = [int(tile.get("gid", "0")) for tile in element.findall("tile")]
    return _cells(data, {"compression": body.get("compression") or ""}, int(width), int(depth))
