"""What Godot leaves of a picture: bytes, and what is said of them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np
import numpy.typing as npt

from procgen.world.capture.camera import Doubles, Lens

_NEAREST = np.float32(0.0625).view(np.int32)
_BYTES_A_PIXEL = 9
"""Three of colour, and six of labels: two pictures of 24 bits, or one of three half floats."""
_HALF_LEAST, _HALF_VALUES = 3072, 28672
"""The pattern of the least half float that is used, and how many are."""
_BYTES_STEPS, _HALVES_STEPS = 127, 79
"""Numbers of places along each side of the octahedron of normals."""


def _octahedron(steps: int) -> npt.NDArray[np.float32]:
    """(steps^2, 3) unit vectors of all places on an unfolded octahedron, row by row (Meyer et al., 2010)."""
    along = np.linspace(-1.0, 1.0, steps)
    x, y = (each.ravel() for each in np.meshgrid(along, along))
    z = 1.0 - np.abs(x) - np.abs(y)
    folded = np.maximum(-z, 0.0)
    vectors = np.stack((x - np.copysign(folded, x), y - np.copysign(folded, y), z), axis=-1)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=-1, keepdims=True), np.float32)


_BYTES_NORMALS, _HALVES_NORMALS = _octahedron(_BYTES_STEPS), _octahedron(_HALVES_STEPS)


class Coding(Enum):
    """How Godot's ``label_materials.gd`` shows labels."""

    HALVES = "halves"
    """Three half floats a pixel."""
    BYTES = "bytes"
    """Two pictures of 24 bits a pixel."""


@dataclass(frozen=True, slots=True)
class Pixels:
    """A picture with its labels.

    Attributes:
        colour: (rows, columns, 3) uint8.
        label: (rows, columns) uint16; 0 where nothing but sky is seen.
        depth_m: (rows, columns) float32 along the camera's axis, 0 where there is sky. Within 2^-14 of the truth.
        normal: (rows, columns, 3) float32 in the camera's axes, zeros where there is sky.
    """

    colour: npt.NDArray[np.uint8]
    label: npt.NDArray[np.uint16]
    depth_m: npt.NDArray[np.float32]
    normal: npt.NDArray[np.float32]

    def points_m(self, lens: Lens) -> Doubles:
        """(rows, columns, 3) what is seen, in the camera's axes."""
        return np.asarray(lens.rays() * self.depth_m[..., None].astype(np.float64))


def size_bytes(lens: Lens) -> int:
    """Of what Godot leaves."""
    return _BYTES_A_PIXEL * lens.width_px * lens.height_px


def read_pixels(data: bytes, lens: Lens, coding: Coding) -> Pixels:
    """Take apart what Godot's ``label_materials.gd`` put together.

    Args:
        data: a picture of 8-bit RGB, and the labels.
        lens: of them.
        coding: of the labels.
    """
    shape = lens.height_px, lens.width_px, 3
    pixels = lens.width_px * lens.height_px
    colour = np.frombuffer(data, np.uint8, 3 * pixels).reshape(shape)
    if coding is Coding.HALVES:
        parts = np.frombuffer(data, "<u2", 3 * pixels, 3 * pixels).reshape(shape).astype(np.int32) - _HALF_LEAST
        # The background is 0, and no value at all.
        label = np.maximum(parts[..., 0], 0).astype(np.uint16)
        word = np.maximum(parts[..., 1] * _HALF_VALUES + parts[..., 2], 0)
        deep, lost_bits, place, normals = word & 0x1FFFF, 10, word >> 17, _HALVES_NORMALS
    else:
        whole = np.frombuffer(data, np.uint8, 6 * pixels, 3 * pixels).reshape(2, *shape).astype(np.int32)
        first, second = ((part[..., 0] << 16) | (part[..., 1] << 8) | part[..., 2] for part in whole)
        label = (first >> 8).astype(np.uint16)
        deep, lost_bits = ((first & 1) << 17) | (second & 0x1FFFF), 9
        place, normals = (second >> 17) * _BYTES_STEPS + ((first >> 1) & 127), _BYTES_NORMALS
    # The middle of the floats that have these bits.
    depth_m = ((deep << lost_bits) + (int(_NEAREST) + (1 << (lost_bits - 1)))).astype(np.int32).view(np.float32)
    is_sky = label == 0
    depth_m[is_sky] = 0.0
    normal = normals[np.minimum(place, len(normals) - 1)]
    normal[is_sky] = 0.0
    return Pixels(colour, label, depth_m, normal)
