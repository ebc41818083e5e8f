"""How a bank of scans lies in a file: a ZIP of AVIF pictures, one folder a scan, and an index.

A scan's pictures are ``albedo.avif`` (sRGB, 4:4:4), ``slopes.avif`` (the slopes to the right, and below them the slopes
down, as grey) and ``surface.avif`` (roughness, and below it metallic where it is not the same everywhere). Slopes and
not heights are kept: eight bits hold them, and pieces of them join without a step. They are stored as the square root
of their share of the scan's steepest, so that flat ground keeps its grain.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from PIL import Image

from procgen.texture.material import FloatArray

Bytes = npt.NDArray[np.uint8]
Shorts = npt.NDArray[np.int16]

INDEX: Final = "scans.json"
FORMAT: Final = 1
ALBEDO, SLOPES, SURFACE = "albedo.avif", "slopes.avif", "surface.avif"
PICTURES: Final = (ALBEDO, SLOPES, SURFACE)
_MIDDLE: Final = 128.0
_TOP: Final = 127.0


@dataclass(frozen=True, slots=True, eq=False)
class Pixels:
    """A scan's maps, all of one size."""

    albedo: Bytes
    """(rows, columns, 3) sRGB-encoded."""
    slopes: FloatArray
    """(2, rows, columns) of the relief, to the right and down: rise over run, whatever the size of a pixel."""
    roughness: Bytes
    """(rows, columns) linear, 255 is 1."""
    metallic: Bytes
    """(rows, columns) linear, 255 is 1."""

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return self.albedo.shape[0], self.albedo.shape[1]


def steepest_of(slopes: FloatArray) -> float:
    """What the codes of a scan reach to: a thousandth of its slopes are cut off there."""
    return max(float(np.quantile(np.abs(slopes), 0.999)), 1e-3)


def slope_codes(slopes: FloatArray, steepest: float) -> Bytes:
    """(2, rows, columns) slopes as (2 * rows, columns) codes."""
    share = np.clip(slopes / np.float32(steepest), -1.0, 1.0)
    codes = np.rint(np.sign(share) * np.sqrt(np.abs(share)) * _TOP + _MIDDLE)
    return np.asarray(codes.astype(np.uint8).reshape(-1, slopes.shape[2]), np.uint8)


def slopes_of_codes(codes: Bytes, steepest: float) -> FloatArray:
    """The inverse of :func:`slope_codes`, but for what eight bits lose."""
    share = (np.arange(256, dtype=np.float32) - np.float32(_MIDDLE)) / np.float32(_TOP)
    values = np.sign(share) * np.square(share) * np.float32(steepest)
    return np.asarray(values[codes.reshape(2, codes.shape[0] // 2, codes.shape[1])], np.float32)


def picture(data: bytes) -> Bytes:
    """A picture as it is: (rows, columns) or (rows, columns, 3). Raises OSError for what is none."""
    with Image.open(io.BytesIO(data)) as opened:
        return np.asarray(opened)


def unpacked(entry: dict[str, Any], files: dict[str, bytes]) -> Pixels:
    """A scan's maps.

    Args:
        entry: of the index.
        files: its pictures by name.

    Raises:
        OSError, ValueError: a picture is damaged, or not of the size that the index says.
    """
    side = int(entry["side_px"])
    albedo, codes, surface = (picture(files[name]) for name in PICTURES)
    # Encoders may write grey as colours.
    codes, surface = (each if each.ndim == 2 else each[..., 0] for each in (codes, surface))
    metallic = surface[side:] if surface.shape[0] > side else np.full((side, side), round(entry["metallic"] * 255.0))
    slopes = slopes_of_codes(codes, float(entry["steepest"]))
    found = Pixels(albedo, slopes, surface[:side], metallic.astype(np.uint8))
    for name, shape in (("albedo", albedo.shape[:2]), ("slopes", slopes.shape[1:]), ("surface", metallic.shape)):
        if tuple(shape) != (side, side):
            raise ValueError(f"{name} of {entry['name']} is {shape[1]} x {shape[0]}, the index says {side}")
    return found
