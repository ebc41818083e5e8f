"""Soles, welts, heels and treads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from procgen.character.wardrobe.accessories.solids import Piece, grid
from procgen.character.wardrobe.footwear.last import smoothstep

Doubles = npt.NDArray[np.float64]
Line = Callable[[Doubles], Doubles]


@dataclass(frozen=True, eq=False)
class Outline:
    """A closed curve on the floor, from the heel outward and round.

    Attributes:
        points: (C, 2) across and along the foot.
        normals: (C, 2) unit, pointing out.
    """

    points: Doubles
    normals: Doubles

    @classmethod
    def of(cls, points: Doubles) -> Outline:
        """From its points; they start at the heel, and the one half way round is the tip of the toes."""
        step = np.roll(points, -1, axis=0) - np.roll(points, 1, axis=0)
        normals = np.stack([step[:, 1], -step[:, 0]], axis=1)
        normals /= np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-12)
        return cls(points, normals)

    def wider(self, distance: Doubles | float) -> Doubles:
        """Its points (C, 2), moved out."""
        away = np.broadcast_to(np.asarray(distance, np.float64), (len(self.points),))
        return self.points + self.normals * away[:, None]


def waisted(outline: Doubles, heel: float, ball: float, depth: float) -> Doubles:
    """How far (C,) the sole draws in at the waist, between ``heel`` and ``ball`` along the foot."""
    along = outline[:, 1]
    middle = (heel + ball) / 2
    half = (ball - heel) / 2
    return depth * np.clip(1 - ((along - middle) / half) ** 2, 0, 1) ** 2


def ring(flat: Doubles, height: Doubles | float) -> Doubles:
    """A curve (C, 2) at heights, in foot coordinates (C, 3)."""
    level = np.broadcast_to(np.asarray(height, np.float64), (len(flat),))
    return np.stack([flat[:, 0], level, flat[:, 1]], axis=1)


def zipped(loop: Doubles, slot: int) -> Piece:
    """A flat lid, facing down, over a loop (C, 3): each point is joined with its partner across the foot."""
    count = len(loop)
    half = count // 2
    left = loop[: half + 1]
    right = loop[(-np.arange(half + 1)) % count]
    inner = left + (right - left) / 3
    outer = left + (right - left) * 2 / 3
    lid = grid(np.stack([left, inner, outer, right], axis=1), slot).flipped()
    uv = lid.vertices[:, [0, 2]]
    return Piece(lid.vertices, lid.triangles, uv, slot)


def make_sole(
    outline: Outline,
    top: Line,
    bottom: Line,
    slot: int,
    welt: float = 0.003,
    bevel: float = 0.0015,
    flare: float = 0.0,
    inset: float = 0.006,
    draw: Doubles | float = 0.0,
) -> list[Piece]:
    """A sole between two heights.

    Args:
        outline: the feather line, seen from above.
        top, bottom: heights by place along the foot.
        slot: of the material.
        welt: how far it stands out from the feather line.
        bevel: of its edges.
        flare: how much wider the bottom is.
        inset: how far the top reaches in under the upper.
        draw: how far the sides are drawn in, by column (the waist).
    """
    along = outline.points[:, 1]
    high, low = top(along), bottom(along)
    rings = [
        ring(outline.wider(-inset - draw), high - 0.0005),
        ring(outline.wider(welt - bevel - draw), high),
        ring(outline.wider(welt - draw), high - bevel),
        ring(outline.wider(welt + flare - draw), low + bevel),
        ring(outline.wider(welt + flare - bevel - draw), low),
    ]
    wall = grid(np.stack(rings), slot, closed=True)
    return [wall, zipped(rings[-1], slot)]


def make_heel(
    outline: Outline, front: float, top: Line, bottom: float, slot: int, welt: float, taper: float
) -> list[Piece]:
    """A heel block: the back of the sole, cut straight at ``front`` along the foot, narrowing downward by ``taper``."""
    points = outline.wider(welt)
    back = points[:, 1] < front
    order = np.flatnonzero(np.roll(back, len(back) // 2))
    rear = np.roll(points, len(back) // 2, axis=0)[order]
    # The breast: a straight cut between the two ends of the rear, where it meets the line `front`.
    first, last = rear[0].copy(), rear[-1].copy()
    first[1] = last[1] = front
    breast = last + (first - last) * np.linspace(0, 1, 7)[:, None]
    breast[1:-1, 1] -= 0.004 * np.sin(np.linspace(0, np.pi, 7))[1:-1]
    loop = np.concatenate([rear[1:-1], breast])
    middle = loop.mean(axis=0)

    def shrunk(share: float) -> Doubles:
        smaller: Doubles = middle + (loop - middle) * (1 - share)
        return smaller

    high = top(loop[:, 1]) + 0.001
    rings = [
        ring(shrunk(0.0), high),
        ring(shrunk(taper * 0.9), np.full(len(loop), bottom + 0.002)),
        ring(shrunk(taper + 0.03), np.full(len(loop), bottom)),
        ring(shrunk(1.0), np.full(len(loop), bottom)),
    ]
    return [grid(np.stack(rings), slot, closed=True)]


def make_lugs(
    outline: Outline, bottom: Line, slot: int, heel: float, ball: float, count: int, floor: float
) -> list[Piece]:
    """Lugs of a treaded sole: short bars round its edge, reaching down to ``floor``."""
    pieces = []
    columns = len(outline.points)
    for number in range(count):
        middle = number / count * columns
        u = (middle + np.array([-0.32, -0.16, 0.16, 0.32]) * columns / count) % columns
        index = np.arange(columns + 1)
        closed = np.concatenate([outline.points, outline.points[:1]])
        facing = np.concatenate([outline.normals, outline.normals[:1]])
        at = np.stack([np.interp(u, index, closed[:, k]) for k in range(2)], axis=1)
        out = np.stack([np.interp(u, index, facing[:, k]) for k in range(2)], axis=1)
        along = at[:, 1]
        if heel < float(along.mean()) < ball:
            continue
        low = bottom(along)
        rows = [
            ring(at - out * 0.014, low + 0.001),
            ring(at - out * 0.013, floor + 0 * low),
            ring(at + out * 0.0055, floor + 0 * low),
            ring(at + out * 0.006, low + 0.006),
        ]
        sheet = np.stack(rows)
        side = sheet.mean(axis=0)
        side[:, 1] = low + 0.002
        lug = np.concatenate(
            [np.broadcast_to(side[:1], (4, 3))[:, None], sheet, np.broadcast_to(side[-1:], (4, 3))[:, None]], axis=1
        )
        pieces.append(grid(lug, slot).flipped())
    return pieces


def flat(height: float) -> Line:
    """The same height everywhere."""
    return lambda along: np.full(np.shape(along), height)


def heeled(forefoot: float, heel: float, start: float, end: float) -> Line:
    """One height from ``end`` (the ball) forward, another behind ``start`` (the heel's breast), smooth between."""
    return lambda along: heel + (forefoot - heel) * smoothstep(along, start, end)
