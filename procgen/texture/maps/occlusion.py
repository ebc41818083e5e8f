"""What a relief hides from the sky, and where it is hollow."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from procgen.runtime.checkpoint import Checkpoint, go_on
from procgen.texture.maps.torus import for_bands, halo, smoothings
from procgen.texture.material import FloatArray

DEFAULT_RADIUS_PX = 32
DEFAULT_DEPTH = 2.0
_DIRECTIONS = tuple((math.cos(turn * math.pi / 4), math.sin(turn * math.pi / 4)) for turn in range(8))


def _levels(radius_px: float) -> int:
    """How many distances 1, 2, 4 ... reach to the radius."""
    return max(1, int(math.log2(max(radius_px, 1.0)) + 1e-6) + 1)


def occlusion(
    height: FloatArray,
    *,
    radius_px: float = DEFAULT_RADIUS_PX,
    depth: float = DEFAULT_DEPTH,
    strength: float = 1.0,
    threads: int = 1,
    checkpoint: Checkpoint = go_on,
) -> FloatArray:
    """How much of an even sky each place sees: 1 on flat ground, less in crevices.

    In eight directions the horizon is the steepest line of sight (Bavoil, Sainz and Dimitrov, "Image-space
    horizon-based ambient occlusion", SIGGRAPH 2008) to places 1, 2, 4 ... pixels away, where
    farther ones are looked up in ever smoother heights. Below a horizon of
    elevation a, sin(a)^2 of a direction's light is lost.

    Args:
        height: (rows, columns) in pixels, periodic.
        radius_px: how far away ground may hide the sky.
        depth: factor on the relief. 1 is what light does; makers of material sets exaggerate, and so do we, because
            relief that is only shaded (not displaced) looks shallow.
        strength: 0 is none, 1 as it is, 2 the square.
        threads: bands that may be worked on at once; the result does not depend on it.
        checkpoint: called every few ms.

    Returns:
        (rows, columns) float32, 0 to 1, linear.
    """
    height = np.ascontiguousarray(height, np.float32)
    shape = height.shape[0], height.shape[1]
    count = _levels(radius_px)
    fields = []
    for field in smoothings(height, threads=threads, checkpoint=checkpoint):
        fields.append(field)
        if len(fields) == count:
            break
    out = np.empty(shape, np.float32)
    columns = shape[1]

    def work(first: int, last: int) -> None:
        rows = last - first
        here = height[first:last]
        horizons = np.zeros((len(_DIRECTIONS), rows, columns), np.float32)
        slope = np.empty((rows, columns), np.float32)
        for level, field in enumerate(fields):
            reach = 2**level
            padded = halo(field, first, last, reach, reach)
            for horizon, (right, down) in zip(horizons, _DIRECTIONS, strict=True):
                x, y = round(reach * right), round(reach * down)
                if reach == 1:
                    x, y = round(right * math.sqrt(2.0)), round(down * math.sqrt(2.0))
                there = padded[reach + y : reach + y + rows, reach + x : reach + x + columns]
                np.subtract(there, here, out=slope)
                slope *= np.float32(depth / math.hypot(x, y))
                np.maximum(horizon, slope, out=horizon)
        np.square(horizons, out=horizons)
        horizons += np.float32(1.0)
        np.reciprocal(horizons, out=horizons)
        # 1 / (1 + tan(a)^2) is what is left of each direction.
        seen = out[first:last]
        np.add(horizons[0], horizons[1], out=seen)
        for left in horizons[2:]:
            seen += left
        seen *= np.float32(1.0 / len(_DIRECTIONS))
        if strength != 1.0:
            np.power(seen, np.float32(strength), out=seen)

    for_bands(shape, work, threads=threads, least_rows=16, checkpoint=checkpoint)
    return out


def _differences(
    height: FloatArray, radius_px: float, threads: int, checkpoint: Checkpoint
) -> Iterator[tuple[int, FloatArray]]:
    """How far the height stands above its surroundings of 2, 4 ... pixels, in pixels, up to the radius."""
    count = _levels(radius_px)
    for level, smoother in enumerate(smoothings(height, threads=threads, checkpoint=checkpoint)):
        if level > 0:
            yield 2**level, height - smoother
        if level >= count:
            return


def curvature(
    height: FloatArray,
    *,
    radius_px: float = 8.0,
    sharpness: float = 1.0,
    threads: int = 1,
    checkpoint: Checkpoint = go_on,
) -> FloatArray:
    """Ridges and edges against hollows, over several scales.

    Args:
        height: (rows, columns) in pixels, periodic.
        radius_px: the widest edges that count.
        sharpness: factor before the values are pressed into their range.
        threads: bands that may be worked on at once.
        checkpoint: called every few ms.

    Returns:
        (rows, columns) float32, -1 (deep hollow) to 1 (sharp ridge), 0 where it is flat or evenly sloped.
    """
    height = np.ascontiguousarray(height, np.float32)
    total = np.zeros_like(height)
    for reach, above in _differences(height, radius_px, threads, checkpoint):
        above *= np.float32(6.0 * sharpness / reach / _levels(radius_px))
        total += above
    total /= np.float32(1.0) + np.abs(total)
    return total


def cavity(
    height: FloatArray, *, radius_px: float = 8.0, threads: int = 1, checkpoint: Checkpoint = go_on
) -> FloatArray:
    """How hollow each place is, 0 (flat or raised) to 1: what dirt and water run into. (rows, columns) float32."""
    bent = curvature(height, radius_px=radius_px, threads=threads, checkpoint=checkpoint)
    np.negative(bent, out=bent)
    return np.maximum(bent, np.float32(0.0), out=bent)
