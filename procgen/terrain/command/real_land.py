"""Real land for a request: as the base that it is made of, and kept beside the recipe that names it."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Final

import numpy as np

from procgen.errors import Failed, InvalidFields, Violation
from procgen.kit.command.blob_files import keep_beside
from procgen.kit.wire.artifacts import sha256
from procgen.kit.wire.blobs import BLOB_BYTES, BlobStore, blob_file_name
from procgen.terrain.base import BASE_SIDE, CELL_PX
from procgen.terrain.command.rasters import Land, Preparing, prepared_land
from procgen.terrain.parameters import RANGES
from procgen.terrain.representation import CELL
from procgen.terrain.style import LEAST_SIDE, style_of
from procgen.v1 import terrain_controls_pb2, terrain_pb2

_COMPRESSION: Final = 6
SAME_SPACING: Final = 1e-3
"""Relative difference of two spacings that are the same."""


def put_base(
    request: terrain_pb2.TerrainRequest,
    path: Path,
    how: Preparing,
    place: tuple[float, float],
    blobs: BlobStore,
    say: Callable[[str], None],
) -> None:
    """Make a request that of a finer raster.

    Its spacing, where the request has none, becomes an eighth of the raster's; its frame that of the raster, where the
    raster has one.

    Args:
        request: to be told of it.
        path: of the raster.
        how: what is said of it.
        place: its western and northern outer edge on the world's grid, pixels.
        blobs: where its heights go.
        say: is told what was done.

    Raises:
        Failed, InvalidFields: see :func:`procgen.terrain.command.rasters.prepared_land`; or it has too many cells.
    """
    land = prepared_land(path, how, "--base")
    rows, columns = land.heights.shape
    wrong = [side for side in (columns, rows) if not BASE_SIDE.allows(side)]
    if wrong:
        allowed = (
            f"{BASE_SIDE.ends} cells a side: name a part with --raster-crop, or make it coarser with --raster-spacing"
        )
        raise InvalidFields([Violation.of("--base", f"{columns} x {rows} cells", allowed)])
    data = zlib.compress(np.ascontiguousarray(land.heights, "<f4").tobytes(), _COMPRESSION)
    if len(data) > BLOB_BYTES:
        allowed = (
            f"at most {BLOB_BYTES >> 20} MiB: name a part with --raster-crop, or make it coarser with --raster-spacing"
        )
        raise InvalidFields([Violation.of("--base", f"{len(data) / (1 << 20):.1f} MiB, packed", allowed)])
    name = sha256(data)
    blobs.put(name, len(data), 0, data)
    request.base.CopyFrom(
        terrain_controls_pb2.Base(
            sha256=name, width=columns, depth=rows, metres_per_cell=land.spacing_m, x_px=place[0], z_px=place[1]
        )
    )
    for text in land.told:
        say(f"{path.name}: {text}")
    if not request.HasField("metres_per_pixel"):
        request.metres_per_pixel = land.spacing_m / CELL
        say(f"{path.name}: pixels of {land.spacing_m / CELL:g} m, an eighth of its {land.spacing_m:g} m")
    spacing = request.metres_per_pixel
    if CELL_PX.allows(land.spacing_m / spacing):
        wide, deep = (round(side * land.spacing_m / spacing) for side in (columns, rows))
        say(f"{path.name}: {columns} x {rows} cells are {wide} x {deep} pixels from {place[0]:g}, {place[1]:g}")
    _place_on_map(request, land, place)


def set_style(
    request: terrain_pb2.TerrainRequest, path: Path, how: Preparing, say: Callable[[str], None], flag: str = "--like"
) -> None:
    """Ask for more land like a raster's: what the request does not say of spacing, mean height, relief and landform
    becomes what is measured of it, which is told.

    Raises:
        Failed, InvalidFields: see :func:`procgen.terrain.command.rasters.prepared_land`; or it is too small, or of
            another spacing than the request.
    """
    land = prepared_land(path, how, flag)
    rows, columns = land.heights.shape
    if min(rows, columns) < LEAST_SIDE:
        raise InvalidFields([Violation.of(flag, f"{columns} x {rows} cells", f"at least {LEAST_SIDE} a side")])
    asked = request.metres_per_pixel
    if request.HasField("metres_per_pixel") and abs(asked / land.spacing_m - 1.0) > SAME_SPACING:
        allowed = f"unset, or {land.spacing_m:g}, that of {flag}; --raster-spacing {asked:g} resamples it"
        raise InvalidFields([Violation.of("--metres-per-pixel", f"{asked:g}", allowed)])
    for text in land.told:
        say(f"{path.name}: {text}")
    style = style_of(land.heights, land.spacing_m)
    nearest, *others = style.landforms
    found: dict[str, float | str] = {
        "metres_per_pixel": land.spacing_m,
        "mean_height_m": RANGES["mean_height_m"].nearest(round(style.mean_height_m, 1)),
        "relief_m": RANGES["relief_m"].nearest(round(style.relief_m, 1)),
        "landform": nearest,
    }
    for name, value in found.items():
        if not (request.landform if name == "landform" else request.HasField(name)):  # type: ignore[arg-type]
            setattr(request, name, value)
            also = f"; then {', '.join(others[:2])}" if name == "landform" else ""
            say(f"{path.name}: {name} {value if isinstance(value, str) else f'{value:g}'}{also}")


def _place_on_map(request: terrain_pb2.TerrainRequest, land: Land, place: tuple[float, float]) -> None:
    """Where the raster lies there the world lies, unless the request says where."""
    if request.HasField("geo_frame") or land.epsg is None:
        return
    spacing = request.metres_per_pixel
    request.geo_frame.epsg = land.epsg
    request.geo_frame.easting_m = land.west_m - place[0] * spacing
    request.geo_frame.northing_m = land.north_m + place[1] * spacing


def _names(request: terrain_pb2.TerrainRequest) -> dict[str, str]:
    """SHA-256 of the heights that a request only names, and what each is."""
    named = {request.base.sha256: "base"} if request.HasField("base") else {}
    return named | {stamp.sha256: "stamp" for stamp in request.stamps if stamp.sha256}


def keep_heights(request: terrain_pb2.TerrainRequest, blobs: BlobStore, folder: Path) -> None:
    """Write a request's base and stamps beside its recipe, which only names them. Raises Failed."""
    keep_beside(_names(request), blobs, folder)


def find_heights(request: terrain_pb2.TerrainRequest, recipe: Path, blobs: BlobStore) -> None:
    """Put the base and the stamps that a recipe names where the service finds them.

    Raises:
        Failed: one is not beside the recipe, or was changed.
    """
    for name, what in _names(request).items():
        path = recipe.parent / blob_file_name(name)
        try:
            data = path.read_bytes()
        except OSError as error:
            raise Failed(f"{recipe} is made of a {what} that is not beside it: {path.name}", "Put it there.") from error
        if sha256(data) != name:
            raise Failed(f"{path} is not the {what} that {recipe} is made of", "Put the same file there.")
        blobs.put(name, len(data), 0, data)
