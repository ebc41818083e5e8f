"""Structures of what is printed: paper for walls."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from procgen.texture.classical.canvas import Canvas, Field, smoothstep
from procgen.texture.material import FloatArray
from procgen.texture.structures.form import Colour, Form, Part, one_of

Doubles = npt.NDArray[np.float64]

_COLOURS: Final[tuple[tuple[Colour, Colour], ...]] = (
    ((0.42, 0.50, 0.43), (0.60, 0.66, 0.56)),
    ((0.84, 0.79, 0.68), (0.70, 0.62, 0.48)),
    ((0.19, 0.25, 0.34), (0.36, 0.43, 0.52)),
    ((0.40, 0.14, 0.15), (0.57, 0.27, 0.24)),
    ((0.63, 0.70, 0.74), (0.82, 0.85, 0.85)),
    ((0.71, 0.56, 0.30), (0.83, 0.72, 0.48)),
    ((0.83, 0.83, 0.79), (0.48, 0.56, 0.58)),
    ((0.17, 0.26, 0.22), (0.62, 0.55, 0.34)),
)
"""Paper and print."""
_PETALS: Final = (
    (0.0, 0.30, 0.0, 0.21, 0.085),
    (0.12, 0.22, 32.0, 0.17, 0.060),
    (0.19, 0.08, 64.0, 0.16, 0.055),
    (0.17, -0.06, 102.0, 0.14, 0.045),
    (0.10, -0.20, 140.0, 0.17, 0.050),
    (0.0, -0.02, 0.0, 0.09, 0.055),
    (0.0, -0.36, 0.0, 0.13, 0.035),
)
"""Half of an ornament: middles of its leaves to the side and upwards, turned away from upright by degrees, half as long
and half as wide as the numbers say; in heights of the ornament."""
_ORNAMENT: Final = 0.74
"""How high an ornament is, as a share of the way from one to the next below."""
_EDGE: Final = 0.0012
"""How wide an edge of the print is, natural pieces; a pixel where that is more."""


def _edge(canvas: Canvas) -> float:
    return max(_EDGE, 0.7 / canvas.piece_px)


def _leaf(x: Doubles, y: Doubles, leaf: tuple[float, float, float, float, float]) -> Doubles:
    """About how far inside a leaf with two pointed ends, less its vein."""
    at_x, at_y, degrees, length, width = leaf
    turned = np.radians(degrees)
    dx, dy = x - at_x, y - at_y
    along, across = dx * np.sin(turned) + dy * np.cos(turned), np.abs(dx * np.cos(turned) - dy * np.sin(turned))
    inside = width * (1.0 - np.square(along / length)) - across
    vein = 0.10 * width * (1.0 - along / length)
    return np.asarray(np.minimum(inside, across - vein))


def _damask(canvas: Canvas) -> FloatArray:
    """Ornaments in pointed ovals, each column half a height below the one before."""
    wide, high = canvas.pieces
    columns, rows = 2 * max(round(3.0 * wide), 1), max(round(2.5 * high), 1)
    size = high / rows
    u, v = canvas.points.x * columns, canvas.points.y * rows
    column = np.floor(u)
    inside = np.full(np.broadcast_shapes(u.shape, v.shape), -1.0)
    for beside in (-1.0, 0.0, 1.0):
        canvas.checkpoint()
        number = column + beside
        x = np.abs(u - number - 0.5) * (wide / columns) / (size * _ORNAMENT)
        y = (0.5 - (v + 0.5 * (number % 2.0)) % 1.0) / _ORNAMENT
        for leaf in _PETALS:
            inside = np.maximum(inside, _leaf(x, y, leaf))
    # The ovals: lines that swing towards each other and away, so that each goes around an ornament.
    line = np.rint(u)
    swing = 0.40 * np.cos(2.0 * np.pi * v) * np.where(line % 2.0 == 0.0, 1.0, -1.0)
    gap = np.abs(u - line - swing)
    for beside in (-1.0, 1.0):
        gap = np.minimum(gap, np.abs(u - line - beside + swing))
    gap = gap * (wide / columns) * 0.8
    inside = np.maximum(inside * size * _ORNAMENT, np.maximum(0.0035 - gap, 0.0012 - np.abs(gap - 0.008)))
    edge = _edge(canvas)
    return smoothstep(-edge, edge, inside)


def _stripes(canvas: Canvas) -> FloatArray:
    """Broad ones, with a narrow one on both sides."""
    wide, _ = canvas.pieces
    count = max(round(canvas.style("stripes", 5.0, 11.0) * wide), 1)
    beside = np.abs((canvas.points.x * count) % 1.0 - 0.5) * (wide / count)
    share, edge = 0.25 * wide / count, _edge(canvas)
    broad = smoothstep(-edge, edge, share - beside)
    narrow = smoothstep(-edge, edge, 0.05 * wide / count * 0.5 - np.abs(beside - 1.35 * share))
    return np.asarray(np.maximum(broad, narrow) + 0.0 * canvas.points.y, np.float32)


def _trellis(canvas: Canvas) -> FloatArray:
    """Lines across each other, a flower in each mesh."""
    wide, high = canvas.pieces
    across, down = max(round(5.0 * wide), 1), max(round(4.0 * high), 1)
    one, other = canvas.points.x * across + canvas.points.y * down, canvas.points.x * across - canvas.points.y * down
    size, edge = 0.5 * (wide / across + high / down), _edge(canvas)
    to_line = np.minimum(np.abs(one - np.rint(one)), np.abs(other - np.rint(other))) * 0.6 * size
    inside = 0.0022 - to_line
    # Middles of meshes, in which both are half a line off; x and y from there in the tile's own directions.
    u, v = one - np.floor(one) - 0.5, other - np.floor(other) - 0.5
    x, y = 0.5 * (u + v) * wide / across, 0.5 * (u - v) * high / down
    radius, angle = np.hypot(x, y), np.arctan2(y, x)
    petals = 0.030 * (0.62 + 0.38 * np.abs(np.cos(2.5 * angle + 0.25 * np.pi)))
    flower = np.minimum(petals - radius, np.abs(radius - 0.0085) - 0.0018)
    edged = np.asarray(np.maximum(inside, flower))
    return smoothstep(-edge, edge, edged)


def _fans(canvas: Canvas) -> FloatArray:
    """Fans that lie over each other in rows, with arcs."""
    wide, high = canvas.pieces
    columns, rows = max(round(7.0 * wide), 1), max(2 * round(14.0 * high), 2)
    radius = 0.5 * wide / columns
    u, v = canvas.points.x * columns, canvas.points.y * rows
    row = np.floor(v)
    from_middle = np.full(np.broadcast_shapes(u.shape, v.shape), np.inf)
    # The lowest row that reaches a place lies uppermost.
    for below in (-2.0, -1.0, 0.0, 1.0, 2.0):
        number = row + below
        x = ((u + 0.5 * (number % 2.0)) % 1.0 - 0.5) * (wide / columns)
        y = (number + 0.5 - v) * (high / rows)
        reached = np.hypot(x, y)
        over = reached < radius
        from_middle = np.where(over, reached, from_middle)
    share = np.where(np.isfinite(from_middle), from_middle / radius, 0.0)
    arcs = np.abs((share * 4.0) % 1.0 - 0.5)
    edge = _edge(canvas) * 4.0 / radius
    return smoothstep(-edge, edge, np.asarray(arcs - 0.30))


_PATTERNS: Final = (_damask, _stripes, _trellis, _fans)


def wallpaper(canvas: Canvas) -> Form:
    """Embossed paper under a print, which shines more or less than it, of gold in some."""
    paper, ink = one_of(canvas, "colours", _COLOURS)
    print_of = one_of(canvas, "pattern", _PATTERNS)(canvas)
    gold = canvas.style("gold", 0.0, 1.0) < 0.2
    faded: Field = 1.0 + 0.02 * canvas.fbm("faded", 1.5, 4)
    rubbed = 1.0 - 0.12 * smoothstep(0.2, 0.9, canvas.fbm("rubbed", 40.0, 3))
    return Form(
        0.12 * print_of,
        (
            Part("wallpaper", None, paper, faded, 0.35, 0.88, 0.0),
            Part(
                "wallpaper",
                print_of * rubbed,
                (0.72, 0.58, 0.32) if gold else ink,
                faded,
                0.35,
                0.42 if gold else canvas.style("shine", 0.45, 0.85),
                0.8 if gold else 0.0,
            ),
        ),
    )
