"""Quaternions x, y, z, w, many at a time: arrays (..., 4)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Doubles = npt.NDArray[np.float64]

AXES = {"x": 0, "y": 1, "z": 2}


def about(axis: str, degrees: float | npt.NDArray[np.floating]) -> Doubles:
    """Rotations about a body axis, "x", "y" or "z"."""
    half = np.radians(np.asarray(degrees, np.float64)) / 2
    result = np.zeros((*half.shape, 4))
    result[..., AXES[axis]] = np.sin(half)
    result[..., 3] = np.cos(half)
    return result


def product(*factors: Doubles) -> Doubles:
    """Rotations one after the other, the last first, as matrices would be multiplied."""
    result = factors[0]
    for right in factors[1:]:
        x1, y1, z1, w1 = (result[..., part] for part in range(4))
        x2, y2, z2, w2 = (right[..., part] for part in range(4))
        both = np.empty(np.broadcast_shapes(result.shape, right.shape))
        both[..., 0] = w1 * x2 + x1 * w2 + y1 * z2 - z1 * y2
        both[..., 1] = w1 * y2 - x1 * z2 + y1 * w2 + z1 * x2
        both[..., 2] = w1 * z2 + x1 * y2 - y1 * x2 + z1 * w2
        both[..., 3] = w1 * w2 - x1 * x2 - y1 * y2 - z1 * z2
        result = both
    return result


def inverse(rotations: Doubles) -> Doubles:
    """Of unit quaternions."""
    return np.asarray(rotations * np.array([-1.0, -1.0, -1.0, 1.0]))


def _cross(a: Doubles, b: Doubles) -> Doubles:
    """As ``np.cross``, several times faster for arrays of this size."""
    result = np.empty(np.broadcast_shapes(a.shape, b.shape))
    for axis in range(3):
        one, two = (axis + 1) % 3, (axis + 2) % 3
        result[..., axis] = a[..., one] * b[..., two] - a[..., two] * b[..., one]
    return result


def rotate(rotations: Doubles, vectors: Doubles) -> Doubles:
    """Vectors (..., 3), turned."""
    axis, real = rotations[..., :3], rotations[..., 3:]
    cross = _cross(axis, vectors) * 2
    return np.asarray(vectors + real * cross + _cross(axis, cross))


def slerp(start: Doubles, end: Doubles, share: npt.NDArray[np.floating]) -> Doubles:
    """Spherical interpolation (Shoemake, 1985) by the shorter way; ``share`` (N,) runs from 0 to 1."""
    start, end = np.broadcast_arrays(start, end)
    cosine = (start * end).sum(-1)
    end = np.where(cosine[..., None] < 0, -end, end)
    angle = np.arccos(np.clip(np.abs(cosine), 0, 1))[..., None]
    t = np.asarray(share)[..., None]
    small = angle < 1e-6
    safe = np.where(small, 1.0, angle)
    near = np.where(small, 1 - t, np.sin((1 - t) * safe) / np.sin(safe))
    far = np.where(small, t, np.sin(t * safe) / np.sin(safe))
    return np.asarray(near * start + far * end)


def log(rotations: Doubles) -> Doubles:
    """Rotation vectors (..., 3), by the shorter way."""
    signed = rotations * np.where(rotations[..., 3:] < 0, -1.0, 1.0)
    sine = np.linalg.norm(signed[..., :3], axis=-1, keepdims=True)
    angle = 2 * np.arctan2(sine, signed[..., 3:])
    return np.asarray(signed[..., :3] * np.where(sine > 1e-9, angle / np.maximum(sine, 1e-9), 2.0))


def exp(vectors: Doubles) -> Doubles:
    """Rotations (..., 4) of rotation vectors."""
    angle = np.linalg.norm(vectors, axis=-1, keepdims=True)
    scale = np.where(angle > 1e-9, np.sin(angle / 2) / np.maximum(angle, 1e-9), 0.5)
    return np.concatenate([vectors * scale, np.cos(angle / 2)], axis=-1)


def smallest_steps(rotations: Doubles) -> Doubles:
    """The same rotations (4, ..., K), signs chosen so that each is near the one before, as unit quaternions."""
    turned = (rotations[..., 1:] * rotations[..., :-1]).sum(axis=0) < 0
    scale = 1 / np.sqrt((rotations * rotations).sum(axis=0))
    if turned.any():
        scale[..., 1:] *= 1 - 2 * (np.cumsum(turned, axis=-1) % 2)
    return np.asarray(rotations * scale)
