"""Uppers: the surface of a shoe from the feather line to the collar, as a grid over the last.

Columns run round the foot: 0 at the middle of the heel, 0.25 outside, 0.5 at the tip of the toes and the front of the
leg, 0.75 inside. Rows run from the feather line (0) to the collar (1), by length along each column.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from procgen.character.wardrobe.accessories.solids import Piece, grid
from procgen.character.wardrobe.accessories.wrap import Wrap
from procgen.character.wardrobe.footwear.last import Last, smoothstep

Doubles = npt.NDArray[np.float64]
Line = Callable[[Doubles], Doubles]
"""A height (metres) by column (collar) or by place along the foot (feather line)."""

COLUMNS = 32
_FINE = 260
_SPREAD_FROM_M, _SPREAD_TO_M = 0.008, 0.09
"""Columns are spread evenly along the foot's outline below, and evenly by angle round the leg above."""


class Upper(Wrap):
    """The outer side of a shoe's upper, in foot coordinates (outward, up, forward)."""

    def column_at(self, v: float, across: float, inside: bool) -> float:
        """The column near the front whose point at row ``v`` lies ``across`` metres from the front line."""
        reach = np.linspace(0, 0.2, 81)
        u = 0.5 + reach if inside else 0.5 - reach
        points = self.at(u, np.full_like(u, v))
        distance = np.linalg.norm(np.diff(points, axis=0), axis=1).cumsum()
        return float(np.interp(across, np.concatenate([[0.0], distance]), u))

    def row_at(self, u: float, height: float) -> float:
        """The row at which a column reaches a height."""
        rows = np.linspace(0, 1, 121)
        heights = self.at(np.full_like(rows, u), rows)[:, 1]
        return float(np.interp(height, np.maximum.accumulate(heights), rows))

    def section(self, u: Doubles, along: Doubles | float) -> Doubles:
        """The rows at which columns of the forefoot pass places ``along`` the foot; 0 for those that begin behind."""
        rows = np.linspace(0, 1, 161)
        places = self.at(np.asarray(u)[:, None], rows)[..., 2]
        falling = np.minimum.accumulate(places, axis=1)
        wanted = np.broadcast_to(np.asarray(along, np.float64), np.shape(u))
        return np.array([np.interp(-w, -f, rows) for w, f in zip(wanted, falling, strict=True)])


def outline_angles(last: Last, u: Doubles) -> Doubles:
    """Angles (radians, growing) of columns ``u`` (growing, 0..1), spread evenly by length along the foot's outline."""
    angle = np.linspace(0, 2 * np.pi, 1441)
    points = last.at(angle, np.full_like(angle, 0.012))[:, [0, 2]]
    length = np.concatenate([[0.0], np.linalg.norm(np.diff(points, axis=0), axis=1).cumsum()])
    tip = int(np.argmax(points[:, 1]))
    spaced = np.interp(u, [0.0, 0.5, 1.0], [0.0, length[tip], length[-1]])
    result: Doubles = np.interp(spaced, length, angle)
    return result


def make_upper(last: Last, collar: Line, feather: Line, rows: int, columns: int = COLUMNS, smooth: int = 4) -> Upper:
    """The surface of the last between the feather line and the collar.

    Args:
        last: what it is built over.
        collar: height by column (0..1).
        feather: height by place along the foot.
        rows, columns: of the grid.
        smooth: rounds of smoothing; the feather line and the collar keep their places.
    """
    u = np.arange(columns) / columns
    low, high = outline_angles(last, u), 2 * np.pi * u
    start = feather(last.at(low, np.full(columns, 0.012))[:, 2])
    end = collar(u)
    height = start + np.linspace(0, 1, _FINE)[:, None] * (end - start)
    share = smoothstep(height, _SPREAD_FROM_M, _SPREAD_TO_M)
    fine = last.at(low + share * (high - low), height)
    steps = np.concatenate([np.zeros((1, columns)), np.linalg.norm(np.diff(fine, axis=0), axis=2).cumsum(axis=0)])
    wanted = np.linspace(0, 1, rows)
    points = np.empty((rows, columns, 3))
    for column in range(columns):
        for axis in range(3):
            points[:, column, axis] = np.interp(wanted * steps[-1, column], steps[:, column], fine[:, column, axis])
    # Taubin's smoothing: each round shrinks, then grows by a little more, which keeps the girth.
    for step in (0.5, -0.52) * smooth:
        around = (np.roll(points, 1, axis=1) + np.roll(points, -1, axis=1)) / 2
        along = (points[:-2] + points[2:]) / 2
        inner = points[1:-1] + step * (0.6 * along + 0.4 * around[1:-1] - points[1:-1])
        points[-1, :, [0, 2]] += 0.4 * step * (around[-1] - points[-1])[:, [0, 2]].T
        points[1:-1] = inner
    return Upper.of(points)


def rimmed(upper: Upper, slot: int, bead: float = 0.002, thickness: float = 0.002, depth: float = 0.03) -> list[Piece]:
    """The upper with a rolled collar and a lining that goes ``depth`` metres down inside.

    Args:
        upper: its outer side.
        slot: of the material.
        bead: how far the collar bulges out.
        thickness: between outside and lining.
        depth: of the lining, measured down each column.
    """
    columns = upper.points.shape[1]
    u = np.arange(columns) / columns
    outer = upper.points
    top = np.ones(columns)
    up = np.array([0.0, 1.0, 0.0])
    near = 1 - np.minimum(0.6 * bead / upper.lengths, 0.2)
    rolled = [
        upper.at(u, near, bead * 0.8),
        upper.at(u, top, bead * 0.4) + up * bead * 0.9,
        upper.at(u, top, -thickness),
    ]
    inner = [upper.at(u, 1 - depth * share / upper.lengths, -thickness) for share in (0.3, 1.0)]
    sheet = np.concatenate([outer[:-1], np.stack(rolled), np.stack(inner)])
    return [grid(sheet, slot, closed=True).flipped()]
