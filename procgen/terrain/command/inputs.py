"""What a terrain command reads from files: sketches, locked heights, and controls as JSON."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image, UnidentifiedImageError

from procgen.errors import Failed, InvalidFields, Violation
from procgen.kit.command.control_files import read_control_file
from procgen.kit.command.output import note
from procgen.terrain.command.rasters import Preparing, prepared_land
from procgen.terrain.command.real_land import SAME_SPACING
from procgen.terrain.representation import FloatArray
from procgen.v1 import terrain_controls_pb2, terrain_pb2

CONTROL_FIELDS = (
    "sketch",
    "strokes",
    "lock",
    "edges",
    "variation",
    "landform_map",
    "vertical_scale",
    "constraints",
    "stamps",
    "erosion",
    "rivers",
    "ground",
)
"""Fields of a request that a file of controls may hold."""

_UNREADABLE = (UnidentifiedImageError, Image.DecompressionBombError, zipfile.BadZipFile, ValueError, EOFError)


_AS_IT_IS = Preparing()


def _array(path: Path) -> npt.NDArray[np.generic]:
    """A two-dimensional array of numbers. Raises ValueError if the file holds none, or one of :data:`_UNREADABLE`."""
    with path.open("rb") as file:
        array = np.load(file, allow_pickle=False)
    if not isinstance(array, np.ndarray) or array.ndim != 2 or array.dtype.kind not in "bfiu":
        raise ValueError("not a two-dimensional array of numbers")
    return array


def read_sketch(path: Path, low_m: float, high_m: float) -> terrain_pb2.Sketch:
    """A sketch from a .npy of metres, or from a greyscale picture whose black is ``low_m`` and white ``high_m``.

    A picture's alpha channel, if it has one, is the weight.

    Raises:
        Failed: the file is neither.
    """
    wrong = Failed(f"the sketch {path} is not a picture or a two-dimensional .npy", "Name a PNG or a .npy of metres.")
    weights: list[float] = []
    try:
        if path.suffix == ".npy":
            heights = _array(path).astype(np.float32)
        else:
            with Image.open(path) as picture:
                picture.thumbnail((256, 256))
                if "A" in picture.getbands():
                    weights = [float(v) for v in np.asarray(picture.getchannel("A"), np.float32).ravel() / 255.0]
                grey = np.asarray(picture.convert("F"), np.float32)
                white = 65535.0 if picture.mode.startswith("I") else 255.0
            heights = np.float32(low_m) + grey / np.float32(white) * np.float32(high_m - low_m)
    except _UNREADABLE as error:
        raise wrong from error
    depth, width = heights.shape
    return terrain_pb2.Sketch(width=width, depth=depth, heights_m=heights.ravel().tolist(), weights=weights)


def _read_mask(path: Path) -> npt.NDArray[np.bool_]:
    wrong = Failed(f"the mask {path} is not a picture or a two-dimensional .npy", "Name a PNG or a .npy.")
    try:
        if path.suffix == ".npy":
            return _array(path).astype(np.bool_)
        with Image.open(path) as picture:
            return np.asarray(picture.convert("L")) >= 128
    except _UNREADABLE as error:
        raise wrong from error


def _plain_heights(path: Path) -> FloatArray:
    """Of a .npy of metres, (depth, width), a number a pixel."""
    wrong = Failed(f"the locked heights {path} are not a two-dimensional .npy of numbers", "Name a .npy of metres.")
    try:
        return _array(path).astype(np.float32)
    except _UNREADABLE as error:
        raise wrong from error


def _raster_heights(path: Path, how: Preparing, spacing_m: float, say: Callable[[str], None]) -> FloatArray:
    """Of a raster whose cells are the request's pixels; NaN in holes."""
    land = prepared_land(path, how, "--lock", holes=True)
    if abs(land.spacing_m / spacing_m - 1.0) > SAME_SPACING:
        allowed = f"{spacing_m:g}, the map's; --raster-spacing {spacing_m:g} resamples it"
        raise InvalidFields([Violation.of("--lock", f"cells of {land.spacing_m:g} m", allowed)])
    for text in land.told:
        say(f"{path.name}: {text}")
    return land.heights


def read_lock(
    path: Path,
    x_px: int,
    z_px: int,
    mask: Path | None,
    how: Preparing = _AS_IT_IS,
    spacing_m: float = 1.0,
    say: Callable[[str], None] = note,
) -> terrain_controls_pb2.Lock:
    """Heights to keep.

    Args:
        path: a .npy of metres, (depth, width), a number a pixel; or another raster.
        x_px: western edge on the world's grid.
        z_px: northern edge.
        mask: what of them to keep: a picture of the same size, white keeps, or a .npy, what is not zero keeps; all if
            None.
        how: what is said of a raster. A .npy that nothing is said of is taken as it is.
        spacing_m: of the map's pixels, which must be that of a raster.
        say: is told what was done with a raster.

    Raises:
        Failed: a file is not what it should be.
        InvalidFields: heights and mask differ in size, or the raster is not what the map needs.
    """
    plain = path.suffix == ".npy" and how == _AS_IT_IS
    heights = _plain_heights(path) if plain else _raster_heights(path, how, spacing_m, say)
    depth, width = heights.shape
    lock = terrain_controls_pb2.Lock(
        area=terrain_controls_pb2.WorldArea(origin_x_px=x_px, origin_z_px=z_px, width_px=width, depth_px=depth),
        compressed=True,
    )
    metres = heights.astype("<f4")
    holes = np.isnan(metres) if not plain else np.zeros(metres.shape, np.bool_)
    if mask is not None or holes.any():
        kept = np.ones(metres.shape, np.bool_) if mask is None else _read_mask(mask)
        if kept.shape != heights.shape:
            size = f"{kept.shape[1]} x {kept.shape[0]}"
            raise InvalidFields([Violation.of("--lock-mask", size, f"{width} x {depth}, the size of the heights")])
        kept &= ~holes
        metres = np.where(kept, metres, np.float32(0.0)).astype("<f4")
        lock.mask_bits = zlib.compress(np.packbits(kept).tobytes())
    lock.heights_f32 = zlib.compress(metres.tobytes())
    return lock


def read_controls(path: Path) -> terrain_pb2.TerrainRequest:
    """A request with nothing but controls, from protobuf's JSON of them: ``{"strokes": [...], "constraints": ...}``.

    Raises:
        Failed: the file is no such JSON, or holds other fields.
    """
    return read_control_file(path, terrain_pb2.TerrainRequest, CONTROL_FIELDS, "terrain.proto")
