"""Bridges and piers: decks along the parts of roads that do not touch the ground."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import TypeAlias

import numpy as np

from procgen.world.ground_height import Doubles, ground_at
from procgen.world.meshes import WHITE, Model, Point, Rgb, Sculptor, mixed, rgb
from procgen.world.place import Land, Road

_At: TypeAlias = Callable[[int, float, float], Point]
"""Takes the number of a point, -1 to 1 across the deck, and metres above it."""

_THICK_M = 0.28
_RAIL_M = 1.0
_POST_M = 2.0
_PIER_M = 5.0
_INTO_GROUND_M = 0.6
_PLANK = rgb(0xC8B49A)
_DARK = rgb(0x8A7A68)


def spans(road: Road) -> Iterator[Doubles]:
    """(n, 3) the points of each bridge of a road; of a pier all of its points."""
    points = road.points_m.astype(np.float64)
    if road.kind == "pier":
        yield points
        return
    first = None
    for index in range(len(points)):
        bridged = index < len(points) - 1 and bool(road.bridge[index])
        if bridged and first is None:
            first = index
        elif not bridged and first is not None:
            yield points[first : index + 1]
            first = None


def build_span(name: str, points_m: Doubles, width_m: float, land: Land, *, is_pier: bool) -> Model:
    """A deck with what carries it: closed solids, in the world's coordinates.

    Args:
        name: of the model.
        points_m: (n, 3) the middle line of the deck's upper side, two or more.
        width_m: of the deck.
        land: the ground that its feet stand in.
        is_pier: without rails, on posts, with bollards; else a bridge.
    """
    s = Sculptor()
    points = _spaced(points_m)
    ahead = np.gradient(points[:, [0, 2]], axis=0)
    ahead /= np.maximum(np.sqrt(np.sum(ahead**2, axis=1, keepdims=True)), 1e-9)
    right = np.stack([-ahead[:, 1], ahead[:, 0]], axis=1) * (width_m / 2)

    def at(index: int, side: float, up: float) -> Point:
        x, y, z = points[index]
        return (float(x + right[index, 0] * side), float(y + up), float(z + right[index, 1] * side))

    last = len(points) - 1
    _deck(s, at, last)
    ends = {0, last}
    along = np.concatenate([[0.0], np.cumsum(np.sqrt(np.sum(np.diff(points, axis=0) ** 2, axis=1)))])
    spacing = 2.6 if is_pier else _PIER_M
    count = max(round(float(along[-1]) / spacing), 1)
    for step in range(count + 1):
        index = int(np.argmin(np.abs(along - along[-1] * step / count)))
        if not is_pier and index in ends:
            continue
        for side in (-0.86, 0.86):
            x, y, z = at(index, side, -_THICK_M + 0.02)
            foot = float(ground_at(land, x, z)) - _INTO_GROUND_M
            if foot >= y:
                continue
            if is_pier:
                top = y + 0.55 if index == last or step % 2 == 0 else y
                s.column("wood", [(x, foot, z), (x, top + _THICK_M, z)], [0.16, 0.14], 8, _DARK)
            else:
                s.box("stone", (x - 0.35, foot, z - 0.35), (x + 0.35, y, z + 0.35), taper=0.06)
        beam_y = points[index][1] - _THICK_M - 0.08
        a, b = at(index, -1.0, 0.0), at(index, 1.0, 0.0)
        s.beam("wood", (a[0], beam_y, a[2]), (b[0], beam_y, b[2]), 0.24, 0.24, _DARK)
    if not is_pier:
        _rails(s, at, along, last)
        _abutments(s, at, land, last)
    return s.model(name)


def _spaced(points: Doubles) -> Doubles:
    """The line with points a metre and a half apart at most."""
    pieces = [points[:1]]
    for a, b in pairwise(points):
        count = max(math.ceil(float(np.sqrt(np.sum((b - a) ** 2))) / 1.5), 1)
        pieces.append(a + (b - a) * (np.arange(1, count + 1) / count)[:, None])
    return np.concatenate(pieces)


def _deck(s: Sculptor, at: _At, last: int) -> None:
    planks = 4
    for index in range(last):
        for number in range(planks):
            # Boards lie across; each stretch is made of some, a little apart in colour and height.
            t0, t1 = number / planks, (number + 1) / planks - 0.02
            shade: Rgb = mixed(WHITE, _PLANK, ((index * planks + number) * 7 % 5) / 4)

            def corner(side: float, up: float, t: float, index: int = index) -> Point:
                a, b = at(index, side, up), at(index + 1, side, up)
                return (a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t, a[2] + (b[2] - a[2]) * t)

            low = -0.09
            s.hexahedron(
                "wood",
                [corner(-1, low, t0), corner(1, low, t0), corner(1, low, t1), corner(-1, low, t1)],
                [corner(-1, 0.0, t0), corner(1, 0.0, t0), corner(1, 0.0, t1), corner(-1, 0.0, t1)],
                shade,
            )
        for side in (-0.8, 0.8):
            a, b = at(index, side, -_THICK_M / 2 - 0.05), at(index + 1, side, -_THICK_M / 2 - 0.05)
            s.beam("wood", a, b, 0.2, _THICK_M - 0.08, _DARK)


def _rails(s: Sculptor, at: _At, along: Doubles, last: int) -> None:
    for side in (-0.95, 0.95):
        count = max(round(float(along[-1]) / _POST_M), 1)
        for step in range(count + 1):
            index = int(np.argmin(np.abs(along - along[-1] * step / count)))
            x, y, z = at(index, side, 0.0)
            s.box("wood", (x - 0.07, y - 0.25, z - 0.07), (x + 0.07, y + _RAIL_M + 0.06, z + 0.07), _DARK)
        for index in range(last):
            for up, thick in ((_RAIL_M, 0.11), (_RAIL_M * 0.55, 0.07)):
                s.beam("wood", at(index, side, up), at(index + 1, side, up), thick * 0.7, thick, _DARK)


def _abutments(s: Sculptor, at: _At, land: Land, last: int) -> None:
    """Masonry under both ends of the deck."""
    for index, inner in ((0, 1), (last, last - 1)):
        corners = []
        for where, side in ((index, -1.05), (index, 1.05), (inner, 1.05), (inner, -1.05)):
            corners.append(at(where, side, -_THICK_M - 0.02))
        if index == last:
            corners.reverse()
        feet = [(x, float(ground_at(land, x, z)) - _INTO_GROUND_M, z) for x, _, z in corners]
        low = min(foot[1] for foot in feet)
        if low < min(corner[1] for corner in corners) - 0.05:
            s.hexahedron("stone", [(x, low, z) for x, _, z in feet], corners)
