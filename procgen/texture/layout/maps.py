"""From the places of pieces to the maps that the networks read."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from procgen.runtime.checkpoint import Checkpoint, go_on
from procgen.texture.layout.bonds import geometry_of
from procgen.texture.layout.chance import uniform
from procgen.texture.layout.geometry import FloatArray, Geometry, IndexArray
from procgen.texture.layout.parameters import LayoutParameters, check

CHANNELS = ("joint", "edge", "value", "value2", "valid")
"""Order of the maps in :func:`stack`."""

_STRIP_PIXELS = 1 << 16
"""Pixels drawn at a time, so that the work stays in the cache and can be stopped."""
_RAMP_PX = 1.5
"""Least width of the ramp beside a joint: a pixel's area and some more, as the networks want."""
_RAMP_SHARE = 0.35
"""Width of the ramp as a share of the joint, where that is more."""
_WAVES = 6
_WARP = 0.08
"""How far outlines wander at full irregularity, in shorter sides of a piece."""


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """Pieces and joints of a tile; all maps are (rows, columns) float32."""

    joint: FloatArray
    """1 in joints, 0 on pieces, with a soft ramp between."""
    edge: FloatArray
    """Distance from the joint, 0 to 1 where no place of the piece is further."""
    value: FloatArray
    """A number of each piece, -1 to 1."""
    value2: FloatArray
    """Another."""
    valid: FloatArray
    """1."""


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """A geometry at pixels."""

    joint: FloatArray
    edge: FloatArray
    piece: IndexArray
    """Index of the piece at each pixel."""


@dataclass(frozen=True, slots=True)
class _Waves:
    """A periodic displacement of points, as a sum of sine waves with whole wave numbers."""

    across: npt.NDArray[np.int64]
    down: npt.NDArray[np.int64]
    phase: npt.NDArray[np.float64]
    reach: tuple[float, float]

    def displacement(self, x: npt.NDArray[np.float64], y: npt.NDArray[np.float64], axis: int) -> FloatArray:
        total = np.zeros((len(y), len(x)), np.float32)
        for k in range(axis, 2 * _WAVES, 2):
            along, upright = 2 * np.pi * (self.across[k] * x), 2 * np.pi * (self.down[k] * y + self.phase[k])
            # sin(a + b), as products of rows and columns.
            total += np.outer(np.cos(upright), np.sin(along)).astype(np.float32)
            total += np.outer(np.sin(upright), np.cos(along)).astype(np.float32)
        return total * np.float32(self.reach[axis] / np.sqrt(_WAVES / 2))


def _waves(parameters: LayoutParameters, geometry: Geometry, seed: int, width_px: int, height_px: int) -> _Waves:
    # Waves as long as about one to three pieces: corners move, edges bend, no piece is torn.
    highest = np.array([max(parameters.columns, 2), max(parameters.rows, 2)])
    pick = uniform(seed, "waves", 2 * _WAVES, 2)
    numbers = np.rint(pick * highest).astype(np.int64)
    numbers[:, 0][(numbers == 0).all(axis=1)] = 1
    shorter = float(np.median(geometry.shorter_px(width_px, height_px)))
    reach = _WARP * parameters.irregularity * shorter
    return _Waves(
        numbers[:, 0],
        numbers[:, 1],
        uniform(seed, "phases", 2 * _WAVES),
        (reach / width_px, reach / height_px),
    )


def _coverage(distance: FloatArray, half: FloatArray) -> FloatArray:
    """Share of a joint (2 half wide, around a border at a distance) in a soft pixel."""
    ramp = np.maximum(np.float32(_RAMP_PX), 2 * _RAMP_SHARE * half)

    def rising(t: FloatArray) -> FloatArray:
        t = np.clip(t / ramp + np.float32(0.5), 0, 1)
        return t * t * (3 - 2 * t)

    return np.asarray(rising(half - distance) - rising(-half - distance), np.float32)


def paint(
    geometry: Geometry,
    parameters: LayoutParameters,
    seed: int,
    rows_px: int,
    columns_px: int,
    checkpoint: Checkpoint = go_on,
) -> Drawn:
    """A geometry at the middles of pixels; the parameters say how it is turned, shifted and joined.

    Args:
        geometry: the places of pieces.
        parameters: all but bond, columns and rows count.
        seed: of the outlines' irregularity.
        rows_px, columns_px: size of the maps.
        checkpoint: may raise to stop the work.
    """
    height_px, width_px = (columns_px, rows_px) if parameters.rotated else (rows_px, columns_px)
    shift_x, shift_y = parameters.shift_x, parameters.shift_y
    if parameters.rotated:
        shift_x, shift_y = shift_y, shift_x
    across = (np.arange(width_px) + 0.5) / width_px - shift_x
    down = (np.arange(height_px) + 0.5) / height_px - shift_y
    if parameters.mirrored:
        across = -across
    joint = np.empty((height_px, width_px), np.float32)
    edge = np.empty_like(joint)
    piece = np.empty((height_px, width_px), np.int64)
    half_side = geometry.shorter_px(width_px, height_px) / 2
    # Joints are as wide as the usual piece asks for, and vary from piece to piece.
    wide = 1 + 0.35 * parameters.irregularity * uniform(seed, "joint widths", geometry.count)
    half_joint = np.minimum(np.median(half_side) * parameters.joint * wide, 0.8 * half_side)
    half_joint_of, room_of = half_joint.astype(np.float32), np.maximum(half_side - half_joint, 1e-3).astype(np.float32)
    waves = _waves(parameters, geometry, seed, width_px, height_px) if parameters.irregularity > 0 else None
    strip = max(1, _STRIP_PIXELS // width_px)
    for first in range(0, height_px, strip):
        checkpoint()
        part = slice(first, min(first + strip, height_px))
        x = np.broadcast_to(np.mod(across, 1.0).astype(np.float32), (part.stop - first, width_px))
        y = np.broadcast_to(np.mod(down[part], 1.0).astype(np.float32)[:, None], x.shape)
        if waves is not None:
            x = x + waves.displacement(across, down[part], 0)
            y = y + waves.displacement(across, down[part], 1)
            x, y = x - np.floor(x), y - np.floor(y)
        distance, index = geometry.sample(x, y, width_px, height_px, parameters.roundness)
        half = half_joint_of[index]
        joint[part] = _coverage(distance, half)
        edge[part] = np.clip((distance - half) / room_of[index], 0, 1)
        piece[part] = index
    if parameters.rotated:
        return Drawn(np.ascontiguousarray(joint.T), np.ascontiguousarray(edge.T), np.ascontiguousarray(piece.T))
    return Drawn(joint, edge, piece)


def draw(
    parameters: LayoutParameters, seed: int, rows_px: int, columns_px: int, checkpoint: Checkpoint = go_on
) -> Layout:
    """The maps of a layout; the same layout at every resolution.

    Args:
        parameters: what to draw.
        seed: 0 to 2^64 - 1: irregularity, random bonds and the pieces' numbers.
        rows_px, columns_px: size of the maps.
        checkpoint: may raise to stop the work.

    Raises:
        InvalidFields: names every parameter that can't be accepted.
    """
    check(parameters)
    geometry = geometry_of(parameters, seed)
    drawn = paint(geometry, parameters, seed, rows_px, columns_px, checkpoint)
    value, value2 = (uniform(seed, name, geometry.count).astype(np.float32) for name in ("value", "value2"))
    return Layout(drawn.joint, drawn.edge, value[drawn.piece], value2[drawn.piece], np.ones_like(drawn.joint))


def stack(layout: Layout | None, rows_px: int = 0, columns_px: int = 0) -> FloatArray:
    """(5, rows, columns) in the order of :data:`CHANNELS`: what the networks read; zeros where there is no layout.

    Args:
        layout: the maps, or None.
        rows_px, columns_px: size where there is no layout.
    """
    if layout is None:
        return np.zeros((len(CHANNELS), rows_px, columns_px), np.float32)
    return np.stack([layout.joint, layout.edge, layout.value, layout.value2, layout.valid])
