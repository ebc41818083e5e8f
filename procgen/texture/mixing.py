"""Surfaces put together: enlarged, and two of them over space."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from procgen.runtime.checkpoint import Checkpoint
from procgen.texture.classical.torus import blur, resize
from procgen.texture.controls import ByteArray
from procgen.texture.material import FloatArray, Surface


def zoomed(surface: Surface, zoom: int, checkpoint: Checkpoint) -> Surface:
    """The same surface, of so many times the pixels along each side."""
    if zoom == 1:
        return surface
    rows, columns = surface.shape[0] * zoom, surface.shape[1] * zoom

    def grown(field: FloatArray) -> FloatArray:
        checkpoint()
        return np.clip(resize(field, rows, columns), 0.0, 1.0)

    checkpoint()
    return Surface(
        albedo=grown(surface.albedo),
        height=resize(surface.height, rows, columns) * np.float32(zoom),
        roughness=grown(surface.roughness),
        metallic=grown(surface.metallic),
        opacity=None if surface.opacity is None else grown(surface.opacity),
    )


def share_map(mask: ByteArray | None, share: float, rows: int, columns: int) -> FloatArray:
    """How much of a second material is where.

    Returns:
        (rows, columns) 0 to 1, smooth and periodic; (1, 1) where it is the same everywhere.
    """
    if mask is None:
        return np.full((1, 1), share, np.float32)
    shares = mask.astype(np.float32) * np.float32(share / 255.0)
    # Cells of the mask keep to their places; the blur takes off what steps are left.
    fine = resize(shares, rows, columns)
    return np.clip(blur(fine, 0.12 * min(rows / mask.shape[0], columns / mask.shape[1])), 0.0, 1.0)


_BLEND_DEPTH = 0.25
"""Where shares are equal, the higher surface shows; over this share of the relief it goes over into the other."""


def blended(first: Surface, second: Surface, share: FloatArray) -> Surface:
    """Two surfaces over space: the second comes through where its share is large and it stands high.

    Args:
        first, second: of one size.
        share: of the second, broadcastable to (rows, columns).
    """
    share = np.broadcast_to(share, first.shape)
    a, b = _levelled(first.height), _levelled(second.height)
    # A share of 0 or 1 leaves one of them alone, whatever the heights.
    edge = (b + share) - (a + np.float32(1.0) - share)
    weight = np.clip(edge / np.float32(_BLEND_DEPTH) * np.float32(0.5) + np.float32(0.5), 0.0, 1.0)
    sure = np.abs(share - np.float32(0.5)) * np.float32(2.0)
    weight = weight + (share - weight) * np.power(sure, 4)

    def mixed(one: FloatArray, other: FloatArray) -> FloatArray:
        w = weight[..., None] if one.ndim == 3 else weight
        return np.asarray(one + w * (other - one), np.float32)

    return replace(
        first,
        albedo=mixed(first.albedo, second.albedo),
        height=mixed(first.height, second.height),
        roughness=mixed(first.roughness, second.roughness),
        metallic=mixed(first.metallic, second.metallic),
    )


def _levelled(height: FloatArray) -> FloatArray:
    """Heights over their range, 0 to 1."""
    low, high = float(height.min()), float(height.max())
    return (height - np.float32(low)) / np.float32(max(high - low, 1e-6))
