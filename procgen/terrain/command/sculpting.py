"""What a terrain command reads of stamps and erosion: ``FILE@X,Z,KEY=VALUE`` and a picture of paint."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np
from PIL import Image, UnidentifiedImageError

from procgen.errors import Failed, InvalidFields, Violation
from procgen.kit.wire.artifacts import sha256
from procgen.kit.wire.blobs import BLOB_BYTES, BlobStore
from procgen.runtime.ranges import Range, ranges_of
from procgen.terrain.command.rasters import Preparing, opened_raster, prepared_land
from procgen.terrain.controls.limits import EROSION_SIDE, SEED, STAMP_SIDE
from procgen.terrain.controls.shapes import STAMP_LANDFORMS, STAMP_RULES, Stamp
from procgen.v1 import terrain_controls_pb2

STAMP_FLAG: Final = "--stamp"
_LANDFORM: Final = "landform:"
_NUMBERS: Final = {
    "width": "width_m",
    "depth": "depth_m",
    "turn": "turn_deg",
    "height": "height_scale",
    "zero": "zero_m",
    "foot": "foot_m",
    "falloff": "falloff",
    "roughness": "roughness",
    "strength": "strength",
    "seed": "seed",
}
"""Keys of a stamp to fields of the message."""
_FORM: Final = f"FILE@X,Z or {_LANDFORM}NAME@X,Z, then any of ,KEY=VALUE: {', '.join(_NUMBERS)}, rule, round"
_YES: Final = {"yes": True, "no": False}
_COMPRESSION: Final = 6


def read_stamps(
    texts: Iterable[str], how: Preparing, blobs: BlobStore, say: Callable[[str], None]
) -> list[terrain_controls_pb2.Stamp]:
    """Stamps of a command line; heights of files go to the blobs.

    Args:
        texts: ``cone.tif@3000,4500,width=2000,turn=30,rule=add`` or ``landform:volcanic@3000,4500,width=6000``.
        how: what is said of their rasters.
        blobs: where their heights go.
        say: is told what was done with a raster.

    Raises:
        InvalidFields: a text is no stamp, or its raster not what a stamp needs.
        Failed: a file can't be read.
    """
    made, found = [], list[Violation]()
    for text in texts:
        try:
            made.append(_stamp(text, how, blobs, say))
        except InvalidFields as error:
            found += error.violations
    if found:
        raise InvalidFields(found)
    return made


def _stamp(text: str, how: Preparing, blobs: BlobStore, say: Callable[[str], None]) -> terrain_controls_pb2.Stamp:
    form, at, rest = text.rpartition("@")
    words = rest.split(",")
    if not at or not form or len(words) < 2:
        raise InvalidFields([Violation.of(STAMP_FLAG, repr(text), _FORM)])
    stamp = terrain_controls_pb2.Stamp()
    found: list[Violation] = []
    ranges = {**ranges_of(Stamp), "seed": SEED}
    pairs = [("x", words[0]), ("z", words[1]), *(tuple(word.partition("=")[::2]) for word in words[2:])]
    fields = {"x": "x_m", "z": "z_m", **_NUMBERS}
    for key, value in pairs:
        if key in fields:
            _set_number(stamp, fields[key], value, ranges[fields[key]], found, key)
        elif key == "rule" and value in STAMP_RULES:
            stamp.rule = terrain_controls_pb2.StampRule.Value(f"STAMP_RULE_{value.upper()}")
        elif key == "round" and value in _YES:
            stamp.round = _YES[value]
        else:
            allowed = {"rule": "one of " + ", ".join(STAMP_RULES), "round": "yes or no"}.get(key, _FORM)
            found.append(Violation.of(f"{STAMP_FLAG} {key}", repr(value), allowed))
    if form.startswith(_LANDFORM):
        stamp.landform = form.removeprefix(_LANDFORM)
        if stamp.landform not in STAMP_LANDFORMS:
            allowed = "one of " + ", ".join(STAMP_LANDFORMS)
            found.append(Violation.of(f"{STAMP_FLAG} landform", repr(stamp.landform), allowed))
        if not stamp.width_m and not any(key == "width" for key, _ in pairs):
            found.append(Violation.of(f"{STAMP_FLAG} width", "missing", f"{ranges['width_m']} with a landform"))
    if found:
        raise InvalidFields(found)
    if not stamp.landform:
        _put_heights(stamp, Path(form), how, blobs, say)
    return stamp


def _set_number(
    stamp: terrain_controls_pb2.Stamp, field: str, text: str, allowed: Range, found: list[Violation], key: str
) -> None:
    """Set a field to what a text says, or say what is wrong with it."""
    try:
        number = int(text) if allowed.whole else float(text)
    except ValueError:
        found.append(Violation.of(f"{STAMP_FLAG} {key}", repr(text), str(allowed)))
        return
    if allowed.allows(number):
        setattr(stamp, field, number)
    else:
        found.append(Violation.of(f"{STAMP_FLAG} {key}", text, str(allowed)))


def _put_heights(
    stamp: terrain_controls_pb2.Stamp, path: Path, how: Preparing, blobs: BlobStore, say: Callable[[str], None]
) -> None:
    """A raster's heights for a stamp, and its width where nobody says it."""
    if stamp.width_m and how.spacing_m is None:
        with opened_raster(path) as raster:
            if raster.placed is None:
                # How wide it is says how far its cells lie apart.
                how = replace(how, spacing_m=stamp.width_m / raster.width)
    land = prepared_land(path, how, STAMP_FLAG)
    rows, columns = land.heights.shape
    if not (STAMP_SIDE.allows(rows) and STAMP_SIDE.allows(columns)):
        allowed = f"{STAMP_SIDE.ends} cells a side: name a part with --raster-crop, or make it coarser with "
        raise InvalidFields([Violation.of(STAMP_FLAG, f"{columns} x {rows} cells", allowed + "--raster-spacing")])
    data = zlib.compress(np.ascontiguousarray(land.heights, "<f4").tobytes(), _COMPRESSION)
    if len(data) > BLOB_BYTES:
        allowed = f"at most {BLOB_BYTES >> 20} MiB: name a part with --raster-crop"
        raise InvalidFields([Violation.of(STAMP_FLAG, f"{len(data) / (1 << 20):.1f} MiB, packed", allowed)])
    stamp.sha256, stamp.width, stamp.depth = sha256(data), columns, rows
    blobs.put(stamp.sha256, len(data), 0, data)
    for told in land.told:
        say(f"{path.name}: {told}")
    if not stamp.width_m:
        stamp.width_m = columns * land.spacing_m
        say(f"{path.name}: {stamp.width_m:g} m wide, as its {columns} cells of {land.spacing_m:g} m")


def read_erosion(path: Path) -> terrain_controls_pb2.ErosionMap:
    """An erosion map from a picture: red is running water, green sliding slopes, blue settling debris; a grey picture
    is water. Transparent places have none.

    Raises:
        Failed: the file is no picture of 8 bits.
    """
    remedy = "Name a PNG of 8 bits: red where water runs, green where slopes slide, blue where debris settles."
    try:
        with Image.open(path) as picture:
            most = int(EROSION_SIDE.maximum)
            picture.thumbnail((most, most))
            if picture.mode not in ("1", "L", "LA", "P", "RGB", "RGBA"):
                raise Failed(f"the erosion map {path} has pixels of the kind {picture.mode}", remedy)
            is_grey = picture.mode in ("1", "L", "LA")
            pixels = np.asarray(picture.convert("RGBA"), np.uint16)
    except (UnidentifiedImageError, Image.DecompressionBombError, ValueError, EOFError) as error:
        raise Failed(f"the erosion map {path} is not a picture", remedy) from error
    depth, width = pixels.shape[:2]
    painted = (pixels[..., :3] * pixels[..., 3:] // 255).astype(np.uint8)
    if is_grey:
        painted[..., 1:] = 0
    water, slopes, deposit = (np.ascontiguousarray(painted[..., channel]) for channel in range(3))
    made = terrain_controls_pb2.ErosionMap(width=width, depth=depth)
    for name, cells in (("water", water), ("slopes", slopes), ("deposit", deposit)):
        if cells.any():
            setattr(made, name, cells.tobytes())
    return made
