"""Curves that hair runs along, and what is done to them: waves, cuts, narrowing.

A curve goes from the root to the tip; each of its points knows which side faces away from the head.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Reals = npt.NDArray[np.floating[Any]]
"""Of any precision: lengths, mostly, that are brought to float32 where they are used."""


@dataclass(frozen=True, eq=False, slots=True)
class Guides:
    """Curves with what lofting them needs.

    Attributes:
        points: (L, K, 3) from root to tip, metres on the standard body.
        outward: (L, K, 3) unit normals: which side of the lock faces away from the head.
        length: (L,) metres.
    """

    points: Floats
    outward: Floats
    length: Floats

    def __len__(self) -> int:
        return len(self.points)

    def pick(self, chosen: npt.NDArray[np.generic]) -> Guides:
        """Some of the curves, by number or mask."""
        return Guides(self.points[chosen], self.outward[chosen], self.length[chosen])


def unit(vectors: Floats) -> Floats:
    """Vectors brought to length 1 along the last axis."""
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-9), np.float32)


def tangents(points: Floats) -> Floats:
    """Unit directions of curves (L, K, 3)."""
    return unit(np.gradient(points, axis=1).astype(np.float32))


def flat(vectors: Floats, normal: Floats) -> Floats:
    """The part of vectors that lies in the skin's plane."""
    return np.asarray(vectors - (vectors * normal).sum(axis=-1, keepdims=True) * normal)


def steady(points: Floats, outward: Floats) -> Floats:
    """Normals made perpendicular to the curves and smooth along them."""
    tangent = tangents(points)
    for _ in range(3):
        inner = (outward[:, :-2] + outward[:, 1:-1] * 2 + outward[:, 2:]) / 4
        outward = np.concatenate([outward[:, :1], inner, outward[:, -1:]], axis=1)
    return unit(flat(outward, tangent))


def wave(
    guides: Guides, amplitude_m: Floats | float, waves: Floats | float, phase: Floats, depth: float = 0.5
) -> Guides:
    """Let curves wave from side to side, and by ``depth`` of that in and out; the root stays.

    Args:
        guides: curves.
        amplitude_m: (L,) or one number.
        waves: turns along the whole curve, (L,) or one number; at most a quarter of its steps: more would be kinks.
        phase: (L,) radians.
        depth: share of the amplitude towards and away from the head; 1 gives ringlets.
    """
    count, steps = guides.points.shape[:2]
    share = np.linspace(0, 1, steps, dtype=np.float32)[None]
    turns = np.minimum(np.broadcast_to(np.asarray(waves, np.float32), (count,)), (steps - 1) / 4)
    turn = 2 * np.pi * turns[:, None] * share + phase[:, None]
    size = np.broadcast_to(np.asarray(amplitude_m, np.float32), (count,))[:, None] * np.clip(share * 2.5, 0, 1)
    side = np.cross(tangents(guides.points), guides.outward)
    moved = guides.points + side * (size * (np.sin(turn) - np.sin(phase[:, None])))[..., None]
    moved = moved + guides.outward * (size * depth * (1 + np.cos(turn)))[..., None]
    return replace(guides, points=moved.astype(np.float32))


def resampled(points: Floats, until: Floats, steps: int) -> Floats:
    """Curves (L, K, 3) from their roots to the share ``until`` (L,) of their lengths, as (L, steps, 3)."""
    count = len(points)
    pieces = np.linalg.norm(np.diff(points, axis=1), axis=-1)
    along = np.concatenate([np.zeros((count, 1)), np.cumsum(pieces, axis=1)], axis=1)
    wanted = np.linspace(0, 1, steps)[None] * (along[:, -1:] * until[:, None])
    # All curves at once: shifted so far that the whole is ascending.
    shift = (np.arange(count) * (along.max() + 1.0))[:, None]
    flat = (wanted + shift).ravel()
    out = [np.interp(flat, (along + shift).ravel(), points[..., axis].ravel()) for axis in range(3)]
    return np.stack(out, axis=-1).reshape(count, steps, 3).astype(np.float32)


def narrowed(guides: Guides, below: float, half_width_m: float) -> Guides:
    """Curves that, ``below`` a height, spread little farther than ``half_width_m`` from the middle."""
    points = guides.points.copy()
    low = np.clip((below - points[..., 1]) / 0.04, 0, 1)
    over = np.maximum(np.abs(points[..., 0]) - half_width_m, 0)
    points[..., 0] -= np.sign(points[..., 0]) * over * 0.75 * low
    return replace(guides, points=points)


def cut(guides: Guides, lowest: Floats) -> Guides:
    """Curves that end where they first come down to the heights ``lowest`` (L,)."""
    steps = guides.points.shape[1]
    height = guides.points[..., 1]
    low = height < lowest[:, None]
    low[:, :2] = False
    first = np.where(low.any(axis=1), low.argmax(axis=1), steps - 1)
    row = np.arange(len(guides))
    above, below = height[row, first - 1], height[row, first]
    part = np.clip((above - lowest) / np.maximum(above - below, 1e-6), 0.05, 1)
    until = np.where(low.any(axis=1), (first - 1 + part) / (steps - 1), 1.0)
    return Guides(
        resampled(guides.points, until, steps),
        unit(resampled(guides.outward, until, steps)),
        (guides.length * until).astype(np.float32),
    )
