"""Splat weights: how much of each material covers a pixel, as eight bytes that sum to 255 exactly."""

from __future__ import annotations

from enum import IntEnum

import numpy as np
import numpy.typing as npt

from procgen.terrain.ground.flow import FloatArray, row_blocks


class Material(IntEnum):
    """The eight channels of a splat map: red, green, blue, alpha of two textures."""

    ROCK = 0
    SCREE = 1
    SOIL = 2
    GRASS = 3
    FOREST_FLOOR = 4
    SAND = 5
    SNOW = 6
    MUD = 7


MATERIALS = tuple(material.name.lower() for material in Material)
WHOLE = 255


def layered(covers: list[tuple[Material, FloatArray]]) -> FloatArray:
    """Lay materials over one another.

    Args:
        covers: material and its cover, (rows, width) 0 to 1, from the ground up; what nothing covers is soil.

    Returns:
        (8, rows, width) weights, 0 to 1, that sum to one within 1e-6.
    """
    shape = covers[0][1].shape
    weights = np.zeros((len(Material), *shape), np.float32)
    # From the top down each takes its share of what is left: what comes last is the rest, so the sum is one.
    left = np.ones(shape, np.float32)
    for material, cover in reversed(covers):
        share = left * cover
        weights[material] += share
        left -= share
    weights[Material.SOIL] += left
    return weights


def to_bytes(weights: FloatArray) -> npt.NDArray[np.uint8]:
    """Round weights so that every pixel's bytes sum to 255: largest remainders first, lower channels where equal.

    Args:
        weights: (channels, depth, width), 0 or more, that sum to one.

    Returns:
        (depth, width, channels).
    """
    channels, depth, width = weights.shape
    result = np.empty((depth, width, channels), np.uint8)
    for rows in row_blocks((depth, width), 1 << 14):
        scaled = weights[:, rows] * np.float32(WHOLE)
        np.minimum(scaled, np.float32(WHOLE), out=scaled)
        whole = scaled.astype(np.uint8)
        scaled -= whole
        missing = WHOLE - whole.sum(axis=0, dtype=np.int16)
        rank = np.zeros(whole.shape, np.uint8)
        for first in range(channels):
            for second in range(first + 1, channels):
                later = scaled[second] > scaled[first]
                rank[first] += later
                rank[second] += ~later
        whole += rank < missing
        result[rows] = np.moveaxis(whole, 0, -1)
    return result
