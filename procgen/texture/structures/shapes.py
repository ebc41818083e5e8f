"""Things that lie about and over each other, each with a frame of its own."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt

from procgen.texture.classical.canvas import Canvas
from procgen.texture.classical.periodic_noise import uniform
from procgen.texture.material import FloatArray

Doubles: TypeAlias = npt.NDArray[np.float64]
_STRIP_PIXELS: Final = 1 << 16
"""Pixels drawn at a time, so that the work stays in the cache and can be stopped."""
Outline: TypeAlias = Callable[[FloatArray, FloatArray, FloatArray], npt.NDArray[np.floating[Any]]]
"""From places in a thing's own frame (along, across, in cells) and a number of its own to how high it stands there: 0
and less is outside."""


@dataclass(frozen=True, slots=True, eq=False)
class Scattered:
    """The uppermost thing at each pixel. All (rows, columns) float32."""

    body: FloatArray = field(repr=False)
    """How high it stands; 0 where there is none."""
    along: FloatArray = field(repr=False)
    """Place in its frame, in cells."""
    across: FloatArray = field(repr=False)
    first: FloatArray = field(repr=False)
    """A number of its own, 0 to 1."""
    second: FloatArray = field(repr=False)
    turned: FloatArray = field(repr=False)
    """Its angle, radians."""


def scattered(
    canvas: Canvas, name: str, frequency: float, outline: Outline, *, jitter: float = 1.0, turn: float = 1.0
) -> Scattered:
    """Scatter things of an outline.

    Args:
        canvas: to draw on.
        name: of their places and numbers.
        frequency: things a natural piece of the class.
        outline: of each; nothing of it may lie farther than 1.5 cells from its middle.
        jitter: how far they stray from a lattice, 0 to 1.
        turn: how far they are turned, 1 in all directions.
    """
    canvas.checkpoint()
    cells_x, cells_y = canvas.cells(frequency, least=3)
    seed = canvas.seed_of(name)
    columns, rows = np.arange(cells_x, dtype=np.int64)[None, :], np.arange(cells_y, dtype=np.int64)[:, None]
    px, py, first, second = (each.astype(np.float32) for each in uniform(seed, 0x5A1, columns, rows))
    angle, order, _, _ = (each.astype(np.float32) for each in uniform(seed, 0x5A2, columns, rows))
    numbers = px, py, first, second, angle, order
    strip = max(_STRIP_PIXELS // canvas.columns, 1)
    parts = []
    for top in range(0, canvas.rows, strip):
        canvas.checkpoint()
        y = canvas.points.y[top : top + strip] * cells_y
        parts.append(_uppermost(canvas.points.x * cells_x, y, numbers, outline, jitter, turn))
    return Scattered(*(np.concatenate(fields) for fields in zip(*parts, strict=True)))


def _uppermost(
    x: Doubles, y: Doubles, numbers: tuple[FloatArray, ...], outline: Outline, jitter: float, turn: float
) -> tuple[FloatArray, ...]:
    """The fields of :class:`Scattered` at places (1, columns) and (rows, 1), in cells."""
    px, py, first, second, angle, order = numbers
    cells_y, cells_x = px.shape
    turned = np.float32(2.0 * np.pi * turn) * (angle - np.float32(0.5))
    cosines, sines = np.cos(turned), np.sin(turned)
    column, row = np.floor(x).astype(np.int64), np.floor(y).astype(np.int64)
    shape = np.broadcast_shapes(x.shape, y.shape)
    best, body, along, across, one, other, angles = (np.zeros(shape, np.float32) for _ in range(7))
    for down, right in itertools.product((-2, -1, 0, 1, 2), repeat=2):
        at = (row + down) % cells_y, (column + right) % cells_x
        dx = (x - (column + right) - 0.5).astype(np.float32) - np.float32(jitter) * (px[at] - np.float32(0.5))
        dy = (y - (row + down) - 0.5).astype(np.float32) - np.float32(jitter) * (py[at] - np.float32(0.5))
        cosine, sine, number = cosines[at], sines[at], first[at]
        u, v = cosine * dx + sine * dy, cosine * dy - sine * dx
        high = np.asarray(outline(u, v, number), np.float32)
        rank = np.where(high > 0.0, order[at] + np.float32(1e-3), np.float32(0.0))
        over = rank > best
        own = (one, number), (other, second[at]), (angles, turned[at])
        for kept, value in ((best, rank), (body, high), (along, u), (across, v), *own):
            np.copyto(kept, value, where=over)
    return body, along, across, one, other, angles


def cracks(canvas: Canvas, name: str, frequency: float, width: float, crooked: float = 0.06) -> FloatArray:
    """(rows, columns) 1 in the middle of cracks between crooked cells, 0 beside them; width in natural pieces."""
    cells = canvas.scattered(name, frequency, at=canvas.moved(f"{name}/crooked", 1.5 * frequency, crooked / 2.0, 4))
    return np.asarray(np.clip(1.0 - cells.border / np.float32(width * frequency), 0.0, 1.0), np.float32)
