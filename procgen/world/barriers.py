"""The models of walls, palisades, gates, fences and hedges."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType
from typing import Final

import numpy as np

from procgen.world.leaves import tile_uv, unit
from procgen.world.meshes import WHITE, Dice, Doubles, Model, Rgb, Sculptor, cross, mixed, numbers, rgb
from procgen.world.place import Barrier, Gate

_SUNK_M: Final = 0.45
"""How far what stands on sloping ground reaches into it."""
_OAK: Final = rgb(0x8A7050)
_GREY: Final = rgb(0x8E8578)
_MERLON_M: Final = 1.2
HEDGE_LEAVES: Final = "beech"
"""Of which tree's leaves hedges are."""
_LEAF_DARK: Final = rgb(0xA8BC90)
_LEAF_PALE: Final = rgb(0xCED49C)
"""What the picture of leaves is multiplied by."""
_WITHIN: Final = rgb(0x4A5E2C)
_TOP: Final = rgb(0x60783A)
"""A hedge's body at its foot and on top."""
_SIDE: Final = ((1.0, 0.0), (1.04, 0.3), (1.0, 0.65), (0.88, 0.88), (0.5, 0.98))
_PROFILE: Final = np.array([*_SIDE, (0.0, 1.0), *((-aside, high) for aside, high in reversed(_SIDE))])
"""(n, 2) a hedge's cross-section from one foot over the top to the other: aside over half its thickness, and height."""
_JOINED_M: Final = 0.12
"""How far pieces of a hedge go into one another."""
_SPRAYS_A_METRE: Final = 60.0
_SPRAY_M: Final = 0.34


@dataclass(frozen=True, slots=True)
class _Piece:
    """A straight piece of a barrier, in its own frame: x along it from its middle, the ground at both ends."""

    length: float
    left_m: float
    right_m: float
    """Heights of the ground at its ends, from the piece's origin."""
    barrier: Barrier
    dice: Dice
    tint: float
    """0 to 1, the same for all pieces of a yard."""


def build_barriers(name: str, barriers: Sequence[Barrier]) -> Model:
    """The model of barriers, in the world's coordinates.

    Args:
        name: of the model, and what its chance hangs on.
        barriers: one or more.
    """
    s = Sculptor()
    dice = Dice(0, f"world/barrier/{name}", 8192)
    tint = dice.between(0.0, 1.0)
    for barrier in barriers:
        for x, y, z, turn, piece in _pieces(barrier, dice, tint):
            s.push((x, y, z), turn)
            _BUILDERS[barrier.kind](s, piece)
            s.pop()
    return s.model(name)


def _pieces(barrier: Barrier, dice: Dice, tint: float) -> Iterator[tuple[float, float, float, float, _Piece]]:
    points = barrier.points_m.astype(np.float64)
    for (ax, ay, az), (bx, by, bz) in pairwise(points.tolist()):
        length = math.hypot(bx - ax, bz - az)
        if length < 1e-3:
            continue
        y = (ay + by) / 2.0
        # Along its own x; z points to its left, seen along it.
        turn = math.degrees(math.atan2(-(bz - az), bx - ax))
        yield (ax + bx) / 2, y, (az + bz) / 2, turn, _Piece(length, ay - y, by - y, barrier, dice, tint)


def _slab(
    s: Sculptor, slot: str, p: _Piece, z0: float, z1: float, low: float, high: float, colour: Rgb,
    top_slot: str = "", grow: float = 0.0,
) -> None:  # fmt: skip
    """A straight wall that follows the ground: so high above it at both ends."""
    half = p.length / 2 + grow
    bottom = [(-half, p.left_m + low, z1), (half, p.right_m + low, z1)]
    bottom += [(half, p.right_m + low, z0), (-half, p.left_m + low, z0)]
    top = [(x, y + high - low, z) for x, y, z in bottom]
    s.hexahedron(slot, bottom, top, colour, top_slot=top_slot)


def _at(p: _Piece, share: float) -> tuple[float, float]:
    """Where a share of a piece's length is along x, and how high the ground is there."""
    return (share - 0.5) * p.length, p.left_m + (p.right_m - p.left_m) * share


def _middles(p: _Piece, count: int) -> Iterator[tuple[float, float]]:
    """The same for the middle of each of so many equal parts of a piece."""
    for k in range(count):
        yield _at(p, (k + 0.5) / count)


def _wall(s: Sculptor, p: _Piece) -> None:
    half, high = p.barrier.thickness_m / 2, p.barrier.height_m
    _slab(s, "stone", p, -half, half, -1.2, high, WHITE, grow=half * 0.4)
    _slab(s, "stone", p, half - 0.35, half, high - 0.02, high + 0.5, WHITE, grow=half * 0.4)
    for x, y in _middles(p, max(int(p.length / (2 * _MERLON_M)), 1)):
        low = (x - _MERLON_M / 2, y + high + 0.45, half - 0.35)
        s.box("stone", low, (x + _MERLON_M / 2, y + high + 1.15, half))


def _palisade(s: Sculptor, p: _Piece) -> None:
    for x, y in _middles(p, max(round(p.length / 0.3), 1)):
        high = p.barrier.height_m * p.dice.between(0.93, 1.05)
        colour = mixed(_OAK, _GREY, p.dice.between(0.0, 1.0))
        path = [(x, y - _SUNK_M, 0.0), (x, y + high - 0.3, 0.0), (x, y + high, 0.0)]
        s.column("paint", path, [0.15, 0.14, 0.0], 6, colour, smooth=False)
    for level in (0.35, 0.8):
        _slab(s, "paint", p, -0.2, -0.12, p.barrier.height_m * level, p.barrier.height_m * level + 0.12, _OAK)


def _fence(s: Sculptor, p: _Piece) -> None:
    colour = mixed(_GREY, _OAK, p.tint)
    count = max(round(p.length / 1.9), 1)
    for k in range(count + 1):
        x, y = _at(p, k / count)
        s.box("paint", (x - 0.05, y - _SUNK_M, -0.05), (x + 0.05, y + p.barrier.height_m, 0.05), colour)
    for level in (0.4, 0.82):
        y = p.barrier.height_m * level
        _slab(s, "paint", p, 0.05, 0.09, y - 0.05, y + 0.05, mixed(colour, WHITE, 0.12))


def _picket(s: Sculptor, p: _Piece) -> None:
    tints = (rgb(0xE6E2D8), rgb(0xC9B08A), rgb(0x9AA08C), rgb(0xB8C4CC))
    colour = tints[min(int(p.tint * len(tints)), len(tints) - 1)]
    high = p.barrier.height_m
    for x, y in _middles(p, max(round(p.length / 0.17), 1)):
        outline = [(x - 0.045, y - 0.05), (x + 0.045, y - 0.05), (x + 0.045, y + high - 0.08), (x, y + high)]
        outline.append((x - 0.045, y + high - 0.08))
        s.prism("paint", outline, -0.012, 0.012, colour)
    for level in (0.28, 0.75):
        y = p.barrier.height_m * level
        _slab(s, "paint", p, -0.06, -0.012, y, y + 0.07, colour)


def _hedge(s: Sculptor, p: _Piece) -> None:
    """A clipped body without light, and sprays of leaves all over it."""
    grown, half = p.length / 2.0 + _JOINED_M, p.barrier.thickness_m / 2.0
    across, upwards = _PROFILE.T
    rings = max(round(p.length / 0.7), 1) + 1
    along = np.linspace(-grown, grown, rings)
    # Its ends are as high as those of the pieces that follow.
    bulge = np.concatenate([[1.0], 0.92 + 0.16 * p.dice.many(rings - 2), [1.0]])
    ground = p.left_m + (p.right_m - p.left_m) * np.clip(along / p.length + 0.5, 0.0, 1.0)
    shape = np.stack(
        [
            np.broadcast_to(along[:, None], (rings, len(_PROFILE))),
            ground[:, None] + p.barrier.height_m * bulge[:, None] * upwards,
            half * bulge[:, None] * across,
        ],
        axis=-1,
    )
    wide = len(_PROFILE)
    row, point = (each.reshape(-1) for each in np.mgrid[0 : rings - 1, 0:wide] * np.array([wide, 1])[:, None, None])
    here, after = row + point, row + (point + 1) % wide
    sides = [np.stack([here, here + wide, after], 1), np.stack([after, here + wide, after + wide], 1)]
    fan = np.arange(1, wide - 1)
    last = (rings - 1) * wide
    ends = [np.stack([0 * fan, fan, fan + 1], 1), last + np.stack([0 * fan, fan + 1, fan], 1)]
    slopes = np.gradient(_PROFILE * (half, p.barrier.height_m), axis=0)
    outwards = unit(np.stack([np.zeros(wide), -slopes[:, 0], slopes[:, 1]], axis=1))
    leaf = mixed(_LEAF_DARK, _LEAF_PALE, p.tint)
    body = shape * (1.0, 0.94, 0.84)
    body[..., 1] -= np.where(upwards == 0.0, _SUNK_M, 0.0)
    shades = np.array([mixed(_WITHIN, _TOP, float(high) ** 2) for high in upwards])
    faces = np.concatenate([*sides, *ends])
    s.add("foliage", body.reshape(-1, 3), np.tile(outwards, (rings, 1)), faces, np.tile(shades, (rings, 1)))
    _sprays(s, p, shape, outwards, leaf)


def _sprays(s: Sculptor, p: _Piece, shape: Doubles, outwards: Doubles, leaf: Rgb) -> None:
    """Cards of leaves on a hedge's body.

    Args:
        s: what they are added to.
        p: the piece of the hedge.
        shape: (rings, points, 3) its surface.
        outwards: (points, 3) its normals, the same on all rings.
        leaf: colour that the picture of leaves is multiplied by.
    """
    count = max(round(_SPRAYS_A_METRE * p.length), 8)
    draw = numbers(int(p.dice.between(0.0, 2.0**31)), "world/barrier/hedge", 8 * count).reshape(count, 8)
    ring = (np.arange(count) + draw[:, 0]) / count * (len(shape) - 1)
    # As many on each metre of the sides as on top.
    steps = np.hypot(*np.diff(_PROFILE * (p.barrier.thickness_m / 2.0, p.barrier.height_m), axis=0).T)
    gone = np.concatenate([[0.0], np.cumsum(steps)]) / steps.sum()
    point = np.interp(draw[:, 1], gone, np.arange(len(gone)))
    at, normal = _between(shape, ring, point), _between(outwards[None], np.zeros(count), point)
    low = np.clip((at[:, 1] - shape[..., 1].min()) / p.barrier.height_m, 0.0, 1.0)
    # Twigs point out and up; leaves spread flat along the body, towards the light.
    along = unit(0.5 * normal + 0.9 * (2.0 * draw[:, 2:5] - 1.0) + (0.0, 0.3, 0.0))
    aside = unit(cross(along, normal + 0.7 * (2.0 * draw[:, 5:8] - 1.0)))
    size = _SPRAY_M * (0.75 + 0.5 * draw[:, 0])[:, None]
    foot, tip, wide = at - 0.45 * size * along, at + 0.55 * size * along, 0.5 * size * aside
    corners = np.stack([foot - wide, foot + wide, tip + wide, tip - wide], axis=1)
    light = (0.68 + 0.32 * low) * (0.85 + 0.3 * draw[:, 5])
    # The foot of a spray lies among others.
    lights = light[:, None] * np.array((0.7, 0.7, 1.0, 1.0))
    s.add(
        "leaves",
        corners.reshape(-1, 3),
        np.repeat(unit(normal + np.array((0.0, 0.3, 0.0))), 4, axis=0),
        (np.arange(count)[:, None] * 4 + np.array([0, 1, 2, 0, 2, 3])).reshape(-1, 3),
        np.clip(lights.reshape(-1, 1) * np.array(leaf), 0.0, 1.0),
        np.tile(tile_uv(HEDGE_LEAVES), (count, 1)),
    )


def _between(grid: Doubles, row: Doubles, column: Doubles) -> Doubles:
    """(n, 3) of a (rows, columns, 3) grid at places between its points."""
    rows, columns = grid.shape[:2]
    top = np.clip(row.astype(np.int64), 0, max(rows - 2, 0))
    left = np.clip(column.astype(np.int64), 0, columns - 2)
    down, right = (row - top)[:, None], (column - left)[:, None]
    below = np.minimum(top + 1, rows - 1)
    upper = grid[top, left] * (1.0 - right) + grid[top, left + 1] * right
    lower = grid[below, left] * (1.0 - right) + grid[below, left + 1] * right
    return np.asarray(upper * (1.0 - down) + lower * down, np.float64)


def _drystone(s: Sculptor, p: _Piece) -> None:
    half = p.barrier.thickness_m / 2
    _slab(s, "stone", p, -half, half, -_SUNK_M, p.barrier.height_m, WHITE, grow=0.03)
    count = max(round(p.length / 0.45), 1)
    reach = p.length / count / 2
    for x, ground in _middles(p, count):
        y = ground + p.barrier.height_m
        high, shade = p.dice.between(0.1, 0.2), mixed(WHITE, rgb(0xB8B2A8), p.dice.between(0.0, 1.0))
        s.box("stone", (x - reach, y - 0.02, -half - 0.02), (x + reach, y + high, half + 0.02), shade, taper=0.04)


_BUILDERS: Final[Mapping[str, Callable[[Sculptor, _Piece], None]]] = MappingProxyType(
    {
        "wall": _wall,
        "palisade": _palisade,
        "fence": _fence,
        "picket": _picket,
        "hedge": _hedge,
        "drystone": _drystone,
    }
)
"""By kind of barrier."""
KINDS: Final = tuple(_BUILDERS)


def build_gate(name: str, gate: Gate) -> Model:
    """A gate with its leaves open, in its own frame: the way through it runs along z, on the ground."""
    s, half = Sculptor(), gate.width_m / 2
    dice = Dice(0, f"world/gate/{name}")
    if gate.kind == "wall":
        _gatehouse(s, half)
    else:
        for x in (-half - 0.25, half + 0.25):
            s.column("wood", [(x, -1.0, 0.0), (x, 4.4, 0.0)], [0.28, 0.24], 8, _OAK)
        s.beam("wood", (-half - 0.8, 4.0, 0.0), (half + 0.8, 4.0, 0.0), 0.3, 0.35, _OAK)
        for way in (-1.0, 1.0):
            s.beam("wood", (way * (half + 0.2), 2.9, 0.0), (way * (half - 0.9), 3.9, 0.0), 0.16, 0.16, _OAK)
    high = 3.2
    for way in (-1.0, 1.0):
        x = way * half
        # Open, the leaves stand along the way.
        s.box(
            "wood", (x - 0.06, 0.05, -half + 0.1), (x + 0.06, high, -0.35), mixed(_OAK, WHITE, dice.between(0.1, 0.3))
        )
        for y in (0.5, high - 0.6):
            s.box("paint", (x - 0.08, y, -half + 0.1), (x + 0.08, y + 0.12, -0.35), rgb(0x2B2C2E))
    return s.model(name)


def _gatehouse(s: Sculptor, half: float) -> None:
    """Two towers and an arch between them."""
    wide, high = 3.0, 7.6
    for way in (-1.0, 1.0):
        x0, x1 = sorted((way * (half + 0.05), way * (half + 0.05 + wide)))
        s.box("stone", (x0, -1.5, -wide / 2), (x1, high, wide / 2), taper=0.08)
        _crenels(s, x0 + 0.02, x1 - 0.02, -wide / 2 + 0.02, wide / 2 - 0.02, high - 0.02)
    s.box("stone", (-half - 0.3, 3.6, -1.1), (half + 0.3, 5.6, 1.1))
    count = 6
    for k in range(count):
        a, b = math.pi * k / count, math.pi * (k + 1) / count
        outer = [(half * math.cos(angle), 2.5 + 1.05 * math.sin(angle)) for angle in (a, b)]
        outline = [outer[0], (outer[0][0], 3.62), (outer[1][0], 3.62), outer[1]]
        s.prism("stone", outline, -1.0, 1.0, WHITE)
    _crenels(s, -half, half, -1.1, 1.1, 5.58)


def _crenels(s: Sculptor, x0: float, x1: float, z0: float, z1: float, y: float) -> None:
    count = max(round((x1 - x0) / 1.0), 3)
    count += 1 - count % 2
    step = (x1 - x0) / count
    for k in range(0, count, 2):
        for a, b in ((z0, z0 + 0.4), (z1 - 0.4, z1)):
            s.box("stone", (x0 + step * k, y, a), (x0 + step * (k + 1), y + 0.9, b))
    for a, b in ((x0, x0 + 0.4), (x1 - 0.4, x1)):
        s.box("stone", (a, y, (z0 + z1) / 2 - 0.4), (b, y + 0.9, (z0 + z1) / 2 + 0.4))
