"""Few keys for many frames: what lies between two keys is left out where linear interpolation finds it again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]
Wrong = Callable[[Floats, Floats, Floats, Floats], Floats]
"""How far interpolation is off in runs of frames (J, N): between ends (J, N, A), at shares (S,), from (J, N, S, A)."""

_LONGEST: Final = 16
"""Frames between two keys, at most."""


def turning_keys(rotations: Floats, bounds_deg: Floats) -> Flags:
    """Which frames of rotations must be keys.

    Args:
        rotations: (J, K, 4) unit quaternions, each near the one before.
        bounds_deg: (J,) the farthest that spherical interpolation may be off.

    Returns:
        (J, K), the first and the last always among them; the first alone where nothing moves.
    """

    def wrong(low: Floats, high: Floats, share: Floats, true: Floats) -> Floats:
        cosine = np.clip((low * high).sum(-1), -1, 1)
        angle = np.arccos(cosine)[..., None, None]
        sine = np.sin(angle)
        flat = sine < 1e-4
        safe = np.where(flat, 1, sine)
        near = np.where(flat, 1 - share[:, None], np.sin((1 - share[:, None]) * angle) / safe)
        far = np.where(flat, share[:, None], np.sin(share[:, None] * angle) / safe)
        between = near * low[..., None, :] + far * high[..., None, :]
        return np.asarray(_apart_deg(between, true).max(axis=-1))

    keys = _kept(rotations, bounds_deg, wrong)
    keys[_apart_deg(rotations, rotations[:, :1]).max(axis=1) < bounds_deg / 2, 1:] = False
    return keys


def _apart_deg(one: npt.NDArray[np.floating], other: npt.NDArray[np.floating]) -> Floats:
    """Angles between rotations (..., 4) whose signs agree."""
    # The chord tells small angles better than the cosine does.
    chord = np.linalg.norm(one - other, axis=-1)
    return np.asarray(np.degrees(4 * np.arcsin(np.clip(chord / 2, 0, 1))))


def moving_keys(places: Floats, bound_m: float) -> Flags:
    """(K,) which frames of places (K, 3) must be keys, as :func:`turning_keys`."""

    def wrong(low: Floats, high: Floats, share: Floats, true: Floats) -> Floats:
        between = low[..., None, :] + share[:, None] * (high - low)[..., None, :]
        return np.asarray(np.linalg.norm(between - true, axis=-1).max(axis=-1))

    (keys,) = _kept(places[None], np.array([bound_m], np.float32), wrong)
    return np.asarray(keys)


def _kept(values: Floats, bounds: Floats, wrong: Wrong) -> Flags:
    """Keys by halving: a run of 2, 4, 8 … frames has none inside if both its halves have none and it is found again."""
    rows, count = values.shape[:2]
    keys = np.ones((rows, count), bool)
    fine = np.ones((rows, count - 1), bool)  # runs of one frame
    run = 2
    while run <= min(_LONGEST, count - 1):
        runs = (count - 1) // run
        low, high = values[:, 0 : runs * run : run], values[:, run : runs * run + 1 : run]
        inside = np.arange(1, run)
        at = (np.arange(runs) * run)[:, None] + inside
        off = wrong(low, high, (inside / run).astype(np.float32), values[:, at])
        halves = fine[:, : 2 * runs].reshape(rows, runs, 2).all(axis=2)
        fine = halves & (off < bounds[:, None])
        keys[:, np.arange(runs) * run + run // 2] &= ~fine
        run *= 2
    return keys
