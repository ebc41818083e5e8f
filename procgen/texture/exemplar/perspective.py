"""A flat surface that was photographed at an angle, seen from straight ahead."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
from PIL import Image

from procgen.errors import InvalidFields, Violation
from procgen.texture.exemplar.network import MOST_PX
from procgen.texture.material import FloatArray

ALLOWED: Final = (
    "x and y of four corners, as shares of width and height from 0 to 1, clockwise from the top left one of the surface"
)
_LEAST_PX: Final = 64
_LEAST_BEND: Final = 1e-3
"""Twice the area of the triangle at a corner, in shares: below this, three corners lie on a line."""


def corner_violations(corners: Sequence[float], field: str) -> list[Violation]:
    """What is wrong with corners, if anything."""
    told = ", ".join(f"{number:g}" for number in corners)
    if len(corners) != 8 or not all(0.0 <= number <= 1.0 for number in corners):
        return [Violation.of(field, told, ALLOWED)]
    points = np.reshape(np.asarray(corners, np.float64), (4, 2))
    before, after = points - np.roll(points, 1, 0), np.roll(points, -1, 0) - points
    bends = before[:, 0] * after[:, 1] - before[:, 1] * after[:, 0]
    if bends.min() < _LEAST_BEND:
        return [Violation.of(field, told, f"{ALLOWED}, none of them inside of the others")]
    return []


def _coefficients(corners: npt.NDArray[np.float64], side: int) -> list[float]:
    """Of the projective map from a square's pixels to the corners, as Pillow takes them."""
    square = np.array([[0, 0], [side, 0], [side, side], [0, side]], np.float64)
    rows, wanted = [], []
    for (x, y), (u, v) in zip(square, corners, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        wanted += [u, v]
    return [float(number) for number in np.linalg.solve(np.array(rows), np.array(wanted))]


def rectified(photo: FloatArray, corners: Sequence[float], field: str) -> FloatArray:
    """The square between four corners of a photo.

    Args:
        photo: (rows, columns, 3), 0 to 1.
        corners: see :data:`ALLOWED`.
        field: the request's field that holds them, named in errors.

    Returns:
        (n, n, 3), n as many pixels as lie along a side, 64 to 768.

    Raises:
        InvalidFields: they are no four corners, or hold fewer than 64 x 64 pixels.
    """
    found = corner_violations(corners, field)
    if found:
        raise InvalidFields(found)
    rows, columns = photo.shape[:2]
    points = np.reshape(np.asarray(corners, np.float64), (4, 2)) * (columns, rows)
    x, y = points.T
    area = 0.5 * abs(float(x @ np.roll(y, -1) - y @ np.roll(x, -1)))
    side = min(round(area**0.5), MOST_PX)
    if side < _LEAST_PX:
        raise InvalidFields([Violation.of(field, f"{side} x {side} px", f"at least {_LEAST_PX} x {_LEAST_PX} px")])
    coefficients = _coefficients(points, side)
    planes = []
    for plane in np.moveaxis(photo, -1, 0):
        picture = Image.fromarray(np.ascontiguousarray(plane, np.float32))
        seen = picture.transform((side, side), Image.Transform.PERSPECTIVE, coefficients, Image.Resampling.BICUBIC)
        planes.append(np.asarray(seen, np.float32))
    return np.clip(np.stack(planes, axis=-1), 0.0, 1.0)
