"""What is laid on an upper: laces, eyelets, straps, buckles, caps and counters."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from procgen.character.wardrobe.accessories.solids import Piece, lathe, rounded_outline, tube
from procgen.character.wardrobe.footwear.upper import Upper

Doubles = npt.NDArray[np.float64]


def placed(piece: Piece, at: Doubles, normal: Doubles, up: Doubles) -> Piece:
    """A piece, drawn with z out and y up, set on a place (3,) with its normal and an upward direction (3,)."""
    z = normal / np.linalg.norm(normal)
    x = np.cross(up, z)
    x /= np.linalg.norm(x)
    return piece.turned(np.stack([x, np.cross(z, x), z], axis=1)).moved(at)


def eyelets(
    upper: Upper, rows: Sequence[float], reach: float, lift: float, slot: int, radius: float = 0.0028
) -> list[Piece]:
    """A pair of eyelets at each row, ``reach`` metres to both sides of the front line, ``lift`` over the surface."""
    profile = np.array([[0.0, 0.0007], [radius * 0.75, 0.0014], [radius, -0.001]])
    disc = lathe(profile[::-1], 6, slot).turned(np.array([[1.0, 0, 0], [0, 0, -1], [0, 1, 0]]))
    pieces = []
    for row in rows:
        for inside in (False, True):
            u = np.array(upper.column_at(row, reach, inside))
            v = np.array(row)
            pieces.append(placed(disc, upper.at(u, v, lift), upper.normal(u, v), np.array([0.0, 1.0, 0.3])))
    return pieces


def laces(
    upper: Upper, rows: Sequence[float], reach: float, lift: float, slot: int, radius: float = 0.002
) -> list[Piece]:
    """Laces crossing from each row's eyelets to the next row's, and one straight across at the lowest row."""
    pieces = []
    runs = [(rows[0], rows[0], False)]
    for low, high in pairwise(rows):
        runs += [(low, high, False), (low, high, True)]
    for number, (low, high, swapped) in enumerate(runs):
        start, end = upper.column_at(low, reach, swapped), upper.column_at(high, reach, not swapped)
        share = np.linspace(0, 1, 6)
        bulge = np.sin(np.pi * share)
        path = upper.at(
            start + share * (end - start),
            low + share * (high - low),
            lift + radius * 0.5 + bulge * radius * (1.0 + 0.5 * (number % 2)),
        )
        pieces.append(tube(path, radius, 4, slot))
    return pieces


def bow(upper: Upper, row: float, lift: float, slot: int, radius: float = 0.002, size: float = 0.03) -> list[Piece]:
    """A bow: two loops, two ends and a knot on the front line at a row."""
    u, v = np.array(0.5), np.array(row)
    at, normal = upper.at(u, v, lift + 1.5 * radius), upper.normal(u, v)
    down = upper.at(u, np.array(row - 0.05)) - upper.at(u, v)
    down = down / np.linalg.norm(down)
    side = np.cross(normal, down)
    pieces = [
        tube(
            at + np.outer(np.linspace(-1, 1, 5), side) * 2.2 * radius,
            radius * np.array([0.7, 1.5, 1.8, 1.5, 0.7]),
            6,
            slot,
        )
    ]
    for sign in (-1.0, 1.0):
        turn = np.linspace(0, 1, 10)
        reach = np.sin(np.pi * turn) * size
        wide = np.sin(2 * np.pi * turn) * size * 0.28
        sag = (reach / size) ** 2 * size * 0.32
        loop = (
            at
            + np.outer(sign * reach, side)
            + np.outer(wide + sag, down)
            - np.outer((reach / size) ** 2 * size * 0.30, normal)
        )
        pieces.append(tube(loop, radius * 0.9, 4, slot))
        turn = np.linspace(0, 1, 6)
        end = (
            at
            + np.outer(sign * turn * size * 0.75, side)
            + np.outer(turn**1.3 * size * 1.0, down)
            + np.outer(radius - turn**2 * size * 0.26, normal)
        )
        pieces.append(tube(end, radius * 0.9, 4, slot))
    return pieces


def buckle(width: float, height: float, slot: int, wire: float = 0.0016) -> list[Piece]:
    """A frame buckle with its prong, drawn in x and y with z out."""
    outline = rounded_outline(width, height, min(width, height) * 0.22, 2)
    frame = np.concatenate([outline, np.zeros((len(outline), 1))], axis=1)
    prong = np.array([[-width / 2, 0, 0.0], [0, 0, wire * 1.2], [width / 2 + wire, 0, wire * 0.8]])
    return [tube(frame, wire, 6, slot, closed=True), tube(prong, wire * 0.7, 5, slot)]


def band(
    upper: Upper, u: Doubles, middle: Doubles, width: float, thickness: float, slot: int, closed: bool = False
) -> Piece:
    """A strap along columns ``u`` (C,) with its middle at rows ``middle`` (C,), ``width`` metres wide."""
    half = (
        width
        / 2
        / np.interp(
            u % 1.0, np.arange(len(upper.lengths) + 1) / len(upper.lengths), np.append(upper.lengths, upper.lengths[0])
        )
    )
    across = np.linspace(-1, 1, 3)[:, None]
    return upper.patch(np.broadcast_to(u, (3, len(u))), np.clip(middle + across * half, 0, 1), thickness, slot, closed)


def ring_band(upper: Upper, height: Doubles, width: float, thickness: float, slot: int) -> Piece:
    """A strap all round the shaft, its middle at heights (C,) by column."""
    u = np.arange(len(height)) / len(height)
    middle = np.array([upper.row_at(float(a), float(h)) for a, h in zip(u, height, strict=True)])
    return band(upper, u, middle, width, thickness, slot, closed=True)


def cap(upper: Upper, line: float, curve: float, thickness: float, slot: int, spread: float = 0.3) -> Piece:
    """A toe cap: from the feather line to a line across at ``line`` along the foot, curved back at the sides."""
    half = round(spread * upper.points.shape[1])
    reach = np.arange(-half, half + 1) / half
    u = 0.5 + reach * half / upper.points.shape[1]
    end = upper.section(u, line - curve * reach**2)
    keep = end > 0.012
    u, end = u[keep], end[keep]
    return upper.patch(np.broadcast_to(u, (6, len(u))), np.linspace(0, 1, 6)[:, None] * end, thickness, slot)


def counter(upper: Upper, height: float, spread: float, thickness: float, slot: int, power: float = 2.0) -> Piece:
    """A heel counter: from the feather line up to ``height`` at the back, falling to ``spread`` columns aside."""
    half = max(round(spread * upper.points.shape[1]), 2)
    reach = np.arange(-half, half + 1) / half
    u = reach * spread
    top = height * (1 - 0.82 * np.abs(reach) ** power)
    end = np.array([upper.row_at(float(a), float(h)) for a, h in zip(u, top, strict=True)])
    return upper.patch(
        np.broadcast_to(u, (5, len(u))), np.linspace(0, 1, 5)[:, None] * np.maximum(end, 0.06), thickness, slot
    )


def facing(upper: Upper, low: float, high: float, near: float, far: float, thickness: float, slot: int) -> list[Piece]:
    """The eyelet facings: panels on both sides of the throat, from ``near`` to ``far`` metres off the front line."""
    pieces = []
    rows = np.linspace(low, high, 9)
    for inside in (False, True):
        columns = []
        for number, row in enumerate(rows):
            widen = 1 - 0.30 * (number == 0)
            edges = [
                upper.column_at(float(row), near, inside),
                upper.column_at(float(row), near + (far - near) * widen, inside),
            ]
            columns.append(np.linspace(edges[0], edges[1], 3) if inside else np.linspace(edges[1], edges[0], 3))
        pieces.append(upper.patch(np.array(columns), np.repeat(rows[:, None], 3, axis=1), thickness, slot))
    return pieces


def tongue(upper: Upper, low: float, high: float, half: float, thickness: float, slot: int) -> Piece:
    """The tongue between the facings: a panel ``half`` metres to both sides of the front line."""
    rows = np.linspace(low, high, 8)
    columns = []
    for row in rows:
        outer, inner = upper.column_at(float(row), half, False), upper.column_at(float(row), half, True)
        columns.append(np.linspace(outer, inner, 6))
    return upper.patch(np.array(columns), np.repeat(rows[:, None], 6, axis=1), thickness, slot)
