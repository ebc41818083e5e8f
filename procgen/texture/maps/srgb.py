"""Between sRGB and linear light, by the piecewise functions of IEC 61966-2-1."""

from __future__ import annotations

import functools

import numpy as np
import numpy.typing as npt

from procgen.texture.material import FloatArray

LUMA = (0.2126, 0.7152, 0.0722)
"""Weights of red, green and blue in brightness (ITU-R BT.709)."""
_ENCODE_STEPS = 65535
_PART = 1 << 18
"""Values that are turned into whole numbers at a time."""


def to_linear(encoded: npt.ArrayLike) -> FloatArray:
    """Linear light of sRGB values, both 0 to 1; any shape, float32."""
    values = np.asarray(encoded, np.float32)
    bent = np.power((np.maximum(values, np.float32(0.04045)) + np.float32(0.055)) / np.float32(1.055), np.float32(2.4))
    return np.asarray(np.where(values <= np.float32(0.04045), values / np.float32(12.92), bent), np.float32)


def to_srgb(linear: npt.ArrayLike) -> FloatArray:
    """Values in sRGB of linear light, both 0 to 1; any shape, float32."""
    values = np.asarray(linear, np.float32)
    bent = np.power(np.maximum(values, np.float32(0.0031308)), np.float32(1.0 / 2.4))
    bent *= np.float32(1.055)
    bent -= np.float32(0.055)
    return np.asarray(np.where(values <= np.float32(0.0031308), values * np.float32(12.92), bent), np.float32)


@functools.cache
def _decoded() -> FloatArray:
    return to_linear(np.arange(256, dtype=np.float32) / np.float32(255.0))


@functools.cache
def _encoded() -> npt.NDArray[np.uint8]:
    values = to_srgb(np.arange(_ENCODE_STEPS + 1, dtype=np.float32) / np.float32(_ENCODE_STEPS))
    return np.asarray(np.rint(values * np.float32(255.0)), np.uint8)


def linear_from_8bit(codes: npt.NDArray[np.uint8]) -> FloatArray:
    """Linear light, 0 to 1, of 8-bit sRGB, by a table: exact."""
    return _decoded()[codes]


def srgb_to_8bit(linear: FloatArray) -> npt.NDArray[np.uint8]:
    """8-bit sRGB of linear light; outside 0 to 1 it is cut off.

    By a table of 65536 steps: what :func:`linear_from_8bit` gave comes back, other values are within one code.
    """
    steps = linear * np.float32(_ENCODE_STEPS)
    steps += np.float32(0.5)
    np.clip(steps, 0, _ENCODE_STEPS, out=steps)
    return _encoded()[steps.astype(np.uint16)]


def to_8bit(values: FloatArray) -> npt.NDArray[np.uint8]:
    """0 to 1 as 0 to 255, rounded, without change of encoding; any shape."""
    codes = np.empty(values.shape, np.uint8)
    source, target = np.ravel(values), codes.reshape(-1)
    # A part at a time: whole, what is in between would take as much as the values themselves.
    for first in range(0, source.size, _PART):
        scaled = source[first : first + _PART] * np.float32(255.0)
        np.clip(scaled, 0, 255, out=scaled)
        scaled += np.float32(0.5)
        target[first : first + _PART] = scaled
    return codes
