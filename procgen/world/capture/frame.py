"""What Godot leaves of a picture: bytes, and what is said of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from procgen.world.capture.camera import Doubles, Lens

_NEAREST = np.float32(0.0625).view(np.int32)
_PICTURES = 3
"""Colour and the two label pictures."""
_NORMAL_STEPS = 127
"""Numbers of places along each side of the octahedron."""


def _octahedron() -> npt.NDArray[np.float32]:
    """(places, 3) unit vectors of all places on an unfolded octahedron, row by row (Meyer et al., 2010)."""
    along = np.linspace(-1.0, 1.0, _NORMAL_STEPS)
    x, y = (each.ravel() for each in np.meshgrid(along, along))
    z = 1.0 - np.abs(x) - np.abs(y)
    folded = np.maximum(-z, 0.0)
    vectors = np.stack((x - np.copysign(folded, x), y - np.copysign(folded, y), z), axis=-1)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=-1, keepdims=True), np.float32)


_NORMALS = _octahedron()


@dataclass(frozen=True, slots=True)
class Pixels:
    """A picture with its labels.

    Attributes:
        colour: (rows, columns, 3) uint8.
        label: (rows, columns) uint16; 0 where nothing but sky is seen.
        depth_m: (rows, columns) float32 along the camera's axis, 0 where there is sky. Within 2^-15 of the truth.
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
    return _PICTURES * 3 * lens.width_px * lens.height_px


def read_pixels(data: bytes, lens: Lens) -> Pixels:
    """Take apart what Godot's ``label_materials.gd`` put together.

    Args:
        data: three pictures of 8-bit RGB: colour, and the two label pictures.
        lens: of them.
    """
    whole = np.frombuffer(data, np.uint8).reshape(_PICTURES, lens.height_px, lens.width_px, 3)
    first, second = (
        (part[..., 0].astype(np.int32) << 16) | (part[..., 1].astype(np.int32) << 8) | part[..., 2]
        for part in whole[1:]
    )
    label = (first >> 8).astype(np.uint16)
    is_sky = label == 0
    deep = ((first & 1) << 17) | (second & 0x1FFFF)
    # The middle of the floats that have these bits.
    depth_m = ((deep << 9) + int(_NEAREST) + 256).astype(np.int32).view(np.float32)
    normal = _NORMALS[(second >> 17) * _NORMAL_STEPS + ((first >> 1) & 127)]
    return Pixels(
        whole[0],
        label,
        np.where(is_sky, np.float32(0.0), depth_m),
        np.where(is_sky[..., None], np.float32(0.0), normal),
    )
