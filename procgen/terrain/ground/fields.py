"""Shape of the ground, pixel by pixel: slope, aspect, curvature, and how water gathers on hillsides."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from procgen.runtime.checkpoint import Checkpoint, go_on
from procgen.terrain.ground.flow import (
    OFFSETS,
    FloatArray,
    row_blocks,
)

_SLOPE_POWER = 1.1


def smoothstep(low: float, high: float, values: FloatArray) -> FloatArray:
    """0 up to ``low``, 1 from ``high``, and 3t² - 2t³ between; ``low`` above ``high`` runs the other way."""
    t = values * np.float32(1.0 / (high - low))
    t -= np.float32(low / (high - low))
    np.clip(t, 0.0, 1.0, out=t)
    result: FloatArray = t * t * (np.float32(3.0) - np.float32(2.0) * t)
    return result


def extended(values: FloatArray) -> FloatArray:
    """One more row and column on each side, on the straight line through the two outermost."""
    depth, width = values.shape
    larger = np.empty((depth + 2, width + 2), np.float32)
    larger[1:-1, 1:-1] = values
    larger[0, 1:-1] = 2.0 * values[0] - values[1]
    larger[-1, 1:-1] = 2.0 * values[-1] - values[-2]
    larger[:, 0] = 2.0 * larger[:, 1] - larger[:, 2]
    larger[:, -1] = 2.0 * larger[:, -2] - larger[:, -3]
    return larger


def smoothed(values: FloatArray, rounds: int) -> FloatArray:
    """Binomial smoothing, variance half a pixel² a round along each axis; edges repeat."""
    result = values
    for _ in range(rounds):
        padded = np.concatenate([result[:1], result, result[-1:]])
        result = np.empty(values.shape, np.float32)
        for rows in row_blocks(values.shape):
            part = padded[rows.start : rows.stop + 2]
            across = part[1:-1] * np.float32(2.0)
            across += part[:-2]
            across += part[2:]
            out = result[rows]
            np.multiply(across, 2.0, out=out)
            out[:, 1:] += across[:, :-1]
            out[:, :-1] += across[:, 1:]
            out[:, 0] += across[:, 0]
            out[:, -1] += across[:, -1]
            out *= np.float32(1.0 / 16.0)
    return result


def halved(values: FloatArray) -> FloatArray:
    """Means of 2 x 2 pixels; an odd last row or column is repeated."""
    depth, width = values.shape
    if depth % 2 or width % 2:
        values = np.pad(values, ((0, depth % 2), (0, width % 2)), mode="edge")
    summed = values[0::2] + values[1::2]
    result: FloatArray = (summed[:, 0::2] + summed[:, 1::2]) * np.float32(0.25)
    return result


def doubled(values: FloatArray, shape: tuple[int, int]) -> FloatArray:
    """Undo :func:`halved`: linear between the middles of the coarse pixels, cropped to the shape."""
    for axis in (0, 1):
        padded = np.concatenate([values.take([0], axis), values, values.take([-1], axis)], axis)
        padded = np.moveaxis(padded, axis, 0)
        fine = np.empty((2 * (padded.shape[0] - 2), *padded.shape[1:]), np.float32)
        fine[0::2] = np.float32(0.75) * padded[1:-1] + np.float32(0.25) * padded[:-2]
        fine[1::2] = np.float32(0.75) * padded[1:-1] + np.float32(0.25) * padded[2:]
        values = np.moveaxis(fine, 0, axis)
    return np.ascontiguousarray(values[: shape[0], : shape[1]])


@dataclass(frozen=True, slots=True)
class Gradient:
    """Rise of the ground, metres a metre."""

    east: FloatArray
    south: FloatArray

    def slope_deg(self) -> FloatArray:
        """Angle of the ground, 0 to 90 degrees."""
        steep = np.hypot(self.east, self.south)
        np.arctan(steep, out=steep)
        steep *= np.float32(180.0 / np.pi)
        return steep

    def aspect_deg(self) -> FloatArray:
        """Where the ground faces, downhill: degrees clockwise from north, 0 to 360; 0 where it is level."""
        angle = np.arctan2(-self.east, self.south)
        angle *= np.float32(180.0 / np.pi)
        angle[angle < 0.0] += np.float32(360.0)
        angle[angle >= 360.0] = 0.0
        angle[(self.east == 0.0) & (self.south == 0.0)] = 0.0
        return angle


def gradient(heights: FloatArray, metres_per_pixel: float) -> Gradient:
    """Gradient by the 3 x 3 weights of Horn (1981)."""
    around = extended(heights)
    east, south = np.empty(heights.shape, np.float32), np.empty(heights.shape, np.float32)
    scale = np.float32(1.0 / (8.0 * metres_per_pixel))
    for rows in row_blocks(heights.shape):
        part = around[rows.start : rows.stop + 2]
        down = part[:-2] + np.float32(2.0) * part[1:-1] + part[2:]
        np.subtract(down[:, 2:], down[:, :-2], out=east[rows])
        east[rows] *= scale
        along = part[2:] - part[:-2]
        np.multiply(along[:, 1:-1], 2.0, out=south[rows])
        south[rows] += along[:, :-2]
        south[rows] += along[:, 2:]
        south[rows] *= scale
    return Gradient(east, south)


@dataclass(frozen=True, slots=True)
class Curvature:
    """Curvature of the ground, 1/m; ridges and bulges are positive, hollows negative."""

    mean: FloatArray
    profile: FloatArray
    """Down the slope."""
    plan: FloatArray
    """Across the slope (tangential)."""


def curvature(heights: FloatArray, metres_per_pixel: float) -> Curvature:
    """Curvatures of the surface through each pixel's 3 x 3 neighbours (Zevenbergen and Thorne 1987)."""
    around = extended(heights)
    mean, profile, plan = (np.empty(heights.shape, np.float32) for _ in range(3))
    one = np.float32(1.0)
    first, second = np.float32(0.5 / metres_per_pixel), np.float32(1.0 / metres_per_pixel**2)
    for rows in row_blocks(heights.shape, 1 << 14):
        part = around[rows.start : rows.stop + 2]
        centre2 = part[1:-1, 1:-1] * np.float32(2.0)
        p = (part[1:-1, 2:] - part[1:-1, :-2]) * first
        q = (part[2:, 1:-1] - part[:-2, 1:-1]) * first
        r = (part[1:-1, 2:] + part[1:-1, :-2] - centre2) * second
        t = (part[2:, 1:-1] + part[:-2, 1:-1] - centre2) * second
        s = (part[2:, 2:] - part[2:, :-2] - part[:-2, 2:] + part[:-2, :-2]) * (second * np.float32(0.25))
        p2, q2, pqs = p * p, q * q, np.float32(2.0) * p * q * s
        steep2 = p2 + q2
        whole = one + steep2
        root = np.sqrt(whole)
        safe = np.maximum(steep2, np.float32(1e-12))
        down = (p2 * r + pqs + q2 * t) / safe
        over = (q2 * r - pqs + p2 * t) / safe
        np.negative(down / (whole * root), out=profile[rows])
        np.negative(over / root, out=plan[rows])
        mean[rows] = (profile[rows] + plan[rows]) * np.float32(0.5)
        level = steep2 <= 1e-12
        if level.any():
            # No way is down: every direction's curvature is the mean.
            around_it = -(r + t)[level] * np.float32(0.5)
            for field in (mean, profile, plan):
                field[rows][level] = around_it
    return Curvature(mean, profile, plan)


def gathered_area_px(heights: FloatArray, steps: int = 24, checkpoint: Checkpoint = go_on) -> FloatArray:
    """Area whose water comes together at each pixel within some steps, shared among all lower neighbours.

    Multiple flow direction (Freeman 1991, exponent 1.1) has none of the straight stripes that one receiver a pixel
    leaves on even hillsides. It is followed for a hillside's length only: what gathers further down runs in channels.

    Args:
        heights: (depth, width), in units of the pixel's side or any other: only ratios of slopes count.
        steps: how many pixels far.
        checkpoint: called every few ten milliseconds.

    Returns:
        (depth, width), pixels, at least 1.
    """
    depth, width = heights.shape
    padded = np.pad(heights, 1, mode="edge")
    shares = np.empty((8, depth, width), np.float32)
    for number, (row, column) in enumerate(OFFSETS):
        there = padded[1 + row : 1 + row + depth, 1 + column : 1 + column + width]
        drop = np.maximum(heights - there, 0.0)
        np.power(drop, np.float32(_SLOPE_POWER), out=shares[number])
        if row and column:
            shares[number] *= np.float32(0.7 * 2.0 ** (-_SLOPE_POWER / 2.0))
    checkpoint()
    total = shares.sum(axis=0)
    np.maximum(total, np.float32(1e-30), out=total)
    shares /= total
    area = np.ones((depth + 2, width + 2), np.float32)
    sent = np.zeros((depth + 2, width + 2), np.float32)
    for _ in range(steps):
        checkpoint()
        fresh = np.ones((depth + 2, width + 2), np.float32)
        for rows in row_blocks((depth, width), 1 << 15):
            inner = area[1 + rows.start : 1 + rows.stop, 1:-1]
            for number, (row, column) in enumerate(OFFSETS):
                part = sent[: rows.stop - rows.start, :width]
                np.multiply(inner, shares[number, rows], out=part)
                fresh[1 + rows.start + row : 1 + rows.stop + row, 1 + column : 1 + column + width] += part
        area = fresh
    return np.ascontiguousarray(area[1:-1, 1:-1])
