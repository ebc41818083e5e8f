"""Ways below the ground: the mouth of a cave, a house of the dead, a ruined tower."""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from procgen.world.buildings.furnish import furnish, hang_lamp
from procgen.world.buildings.pit import pit_sides, rail_off
from procgen.world.buildings.rooms import lay_floor
from procgen.world.buildings.trades import shed
from procgen.world.buildings.trim import foundation, steps
from procgen.world.buildings.walls import BACK, FRONT, LEFT, RIGHT, Opening, panel, pop_side, push_side, side_of
from procgen.world.buildings.work import Block, Room, Work
from procgen.world.chance import smooth_noise
from procgen.world.meshes import WHITE, Rgb, mixed, rgb
from procgen.world.underground.descent import BASE_M

_ROCK: Final = rgb(0xA9A196)
_MOSS: Final = rgb(0x7C8560)
_SPOKES: Final = 40
_BOULDERS_DEG: Final = (-24.0, 24.0, -48.0, 52.0, 80.0, -95.0, 130.0, -140.0, 180.0)
_MOUTH_M: Final = (1.6, 2.5)
"""Half the width of a cave's mouth, and its height."""


def crypt(work: Work) -> None:
    """A house of stone for the dead: a gate, an altar slab behind the stairs, urns."""
    block, s = work.whole, work.sculptor
    work.base, work.thick = BASE_M, max(work.thick, 0.35)
    work.wall = mixed(WHITE, _ROCK, 0.4)
    foundation(work, block)
    gate = Opening("door", 0.0, 0.0, 1.3, 2.3)
    room = shed(work, block, work.height, gate, 1, along_x=False, slot="stone")
    rail_off(work)
    furnish(work, room, ("chest",))
    steps(work, 0.0, block.z1, 1.9)
    for x in (-1.25, 1.25):
        s.box("stone", (x - 0.24, work.foot, block.z1), (x + 0.24, work.base + 2.75, block.z1 + 0.42), taper=0.02)
    top = work.base + 2.73
    s.box("stone", (-1.75, top, block.z1 - 0.1), (1.75, top + 0.3, block.z1 + 0.55))
    outline = [(-1.7, top + 0.28), (1.7, top + 0.28), (0.0, top + 1.15)]
    s.push((0.0, 0.0, block.z1))
    s.prism("stone", outline, -0.05, 0.5, WHITE)
    s.pop()


def ruin(work: Work) -> None:
    """What is left of a tower: walls that time has broken, open to the sky, over the stairs to its cellars."""
    block = work.whole
    work.base, work.thick = BASE_M, 0.55
    foundation(work, block)
    inner = block.within(work.thick)
    lay_floor(work, inner, work.base, stone=True)
    for side in (FRONT, RIGHT, BACK, LEFT):
        _broken(work, block, side)
    rail_off(work)
    room = Room(inner, work.base, [Block(-1.2, 1.2, inner.z1 - 2.0, inner.z1)], [] if work.pit is None else [work.pit])
    furnish(work, room, ("barrel",))
    work.spot("lamp", inner.x0 + 0.5, work.base + 1.9, inner.z1 - 0.4)
    s = work.inner
    x, y, z = inner.x0 + 0.16, work.base + 1.6, inner.z1 - 0.4
    s.column("wood", [(x, y - 0.2, z), (x + 0.1, y + 0.2, z)], [0.03, 0.05], 6, work.timber)
    s.blob("ember", (x + 0.12, y + 0.3, z), (0.07, 0.14, 0.07), WHITE, WHITE, work.dice.many(6), detail=1)
    for k in range(9):
        # Blocks that fell outwards.
        angle = 0.7 * k + work.dice.between(0.0, 0.4)
        x = (block.width / 2 - 0.35) * math.cos(angle) * 1.0
        if abs(x) < 1.6 and math.sin(angle) > 0.0:
            continue
        z = (block.depth / 2 + 0.25) * math.sin(angle)
        size = work.dice.between(0.2, 0.36)
        work.sculptor.box("stone", (x - size, work.foot, z - size), (x + size, size * 0.9, z + size), taper=0.05)


def _broken(work: Work, block: Block, side: int) -> None:
    """A wall whose top is ragged; in the front there is a doorway."""
    s, thick = work.sculptor, work.thick
    _, length, _ = side_of(block, side)
    shorter = thick if side in (RIGHT, LEFT) else 0.0
    a, b = -length / 2 + shorter, length / 2 - shorter
    stretches = np.linspace(a, b, max(round((b - a) / 0.9), 3) + 1)
    hole = Opening("door", 0.0, 0.0, 1.7, 2.4)
    push_side(s, block, side, work.base)
    for one, other in zip(stretches[:-1].tolist(), stretches[1:].tolist(), strict=True):
        over = side == FRONT and one < 1.0 and other > -1.0
        share = work.dice.between(0.25, 1.0) ** 1.3
        high = max(work.height * share, 3.1 if over else 0.7)
        tint = mixed(WHITE, _ROCK, work.dice.between(0.2, 0.8))
        panel(s, (one, other), (-0.05, high), thick, [hole] if side == FRONT else [], ("stone", tint), ("stone", tint))
    pop_side(s)


def cave(work: Work) -> None:
    """A knoll of rock with a mouth, and a hollow behind it whose floor leads down."""
    block, s = work.whole, work.sculptor
    work.base = BASE_M
    # So much floor as hides the edges of the hole in the ground; beyond it one walks on that.
    floor = Block(block.x0 + 1.6, block.x1 - 1.6, block.z0 + 0.4, block.z1 - 0.3)
    for part, low in [(floor, work.foot)] if work.pit is None else pit_sides(floor, work.pit, work.foot, work.base):
        s.box("rock", (part.x0, low, part.z0), (part.x1, work.base, part.z1), mixed(WHITE, _ROCK, 0.4))
    inner = block.within(1.0)
    phase = work.dice.many(3) * 40.0
    wide, deep, tall = block.width / 2, block.depth / 2, max(work.height, 4.2)
    outer = _dome(work, (wide, deep, tall), phase, 0.34)
    hollow = _dome(work, (inner.width / 2 - 0.15, inner.depth / 2 + 0.3, tall - 0.8), phase + 9.0, 0.06)
    half, high = _MOUTH_M
    _skin(work, outer, hollow, half, high)
    if work.pit is not None:
        work.spot("adit", 0.0, work.base, work.pit.z1 + 0.5, 180.0)
    for k, angle in enumerate(_BOULDERS_DEG):
        # Boulders about its foot, the first two beside the mouth.
        size = work.dice.between(0.55, 0.95)
        turn = math.radians(angle + (work.dice.between(-8.0, 8.0) if k > 1 else 0.0))
        square = max(abs(math.sin(turn)), abs(math.cos(turn))) ** -0.5
        place = (0.97 * wide * square * math.sin(turn), 0.25 * size, 0.97 * deep * square * math.cos(turn))
        foot = mixed(_ROCK, _MOSS, 0.45)
        s.blob("rock", place, (size * 1.2, size, size), foot, _ROCK, work.dice.many(6), roughness=0.22, softness=0.3)
    room = Room(inner, work.base)
    hang_lamp(work, room, work.base + 2.9)


def _dome(work: Work, size: tuple[float, float, float], phase: np.ndarray, rough: float) -> np.ndarray:
    """(rings, spokes, 3) points of a lump from its foot to its top; the first spoke points along +z."""
    wide, deep, tall = size
    rings = 9
    up = np.linspace(0.0, 1.0, rings)[:, None]
    angle = np.arange(_SPOKES) * (2.0 * math.pi / _SPOKES)
    # Steep sides and a broad back, as knolls of rock have: a square that is rounded.
    across, along = np.sin(angle), np.cos(angle)
    square = np.maximum(np.abs(across), np.abs(along)) ** -0.55
    shrink = np.sqrt(np.maximum(1.0 - up**2.6, 0.0))
    noise = smooth_noise(
        7, "world/cave/knoll", across[None, :] * 2.2 + phase[0] + up * 1.3, along[None, :] * 2.2 + phase[1] + up
    )
    edges = smooth_noise(11, "world/cave/edges", across[None, :] * 5.5 + phase[2], along[None, :] * 5.5 + up * 4.0)
    noise = 0.6 * noise + 0.4 * edges
    grown = shrink * square * (0.97 - rough * (0.5 + 0.5 * noise))
    x, z = across * grown * wide, along * grown * deep
    y = tall * up * (1.0 + 0.5 * rough * noise)
    y[0] = work.foot
    y[-1] = y[-1].mean()  # one point
    return np.stack([x, y, z], axis=-1)


def _skin(work: Work, outer: np.ndarray, hollow: np.ndarray, half: float, high: float) -> None:
    """Both sides of the knoll, joined around its mouth."""
    s = work.sculptor
    rings, spokes = outer.shape[:2]
    gap = np.zeros((rings - 1, spokes), np.bool_)
    for k in range(spokes):
        nxt = (k + 1) % spokes
        for r in range(rings - 1):
            # By the foot and by the mean height: the mouth has straight sides, however ragged the rock.
            x = (outer[0, k, 0] + outer[0, nxt, 0]) / 2
            y = (hollow[r].mean(axis=0)[1] + hollow[r + 1].mean(axis=0)[1]) / 2
            gap[r, k] = outer[0, k, 2] > 0.0 and abs(x) < half and y < high
    for points, tint, seen in ((outer, _ROCK, True), (hollow, mixed(_ROCK, (0.25, 0.24, 0.23), 0.4), False)):
        facing = _smooth(points) * (1.0 if seen else -1.0)
        for k in range(spokes):
            nxt = (k + 1) % spokes
            for r in range(rings - 1):
                if gap[r, k]:
                    continue
                # At the top all spokes meet.
                at = [(r, k), (r, nxt), (r + 1, nxt), (r + 1, k)][: 3 if r + 2 == rings else 4]
                if not seen:
                    at = at[::-1]
                _quad(work, points, facing, at, tint, seen)
    # The edges of the mouth and the foot, from the outer skin to the hollow's.
    for k in range(spokes):
        nxt, before = (k + 1) % spokes, (k - 1) % spokes
        sides: list[tuple[tuple[int, int], tuple[int, int]]] = []
        if not gap[0, k]:
            sides.append(((0, nxt), (0, k)))
        for r in np.flatnonzero(gap[:, k]).tolist():
            if not gap[r, before]:
                sides.append(((r + 1, k), (r, k)))
            if not gap[r, nxt]:
                sides.append(((r, nxt), (r + 1, nxt)))
            if r + 2 == rings or not gap[r + 1, k]:
                sides.append(((r + 1, nxt), (r + 1, k)))
        for one, other in sides:
            ring = [_point(points[at]) for points, at in ((outer, one), (outer, other), (hollow, other), (hollow, one))]
            s.face("rock", ring[:3], _ROCK)
            s.face("rock", [ring[0], *ring[2:]], _ROCK)


def _point(place: np.ndarray) -> tuple[float, float, float]:
    return float(place[0]), float(place[1]), float(place[2])


def _smooth(points: np.ndarray) -> np.ndarray:
    """Outward normals of a lump."""
    round_ = np.roll(points, -1, axis=1) - np.roll(points, 1, axis=1)
    up = np.gradient(points, axis=0)
    normal = np.cross(round_, up)
    length = np.maximum(np.linalg.norm(normal, axis=-1, keepdims=True), 1e-9)
    normal = normal / length
    normal[-1] = (0.0, 1.0, 0.0)
    return np.asarray(normal)


def _quad(work: Work, points: np.ndarray, facing: np.ndarray, at: list[tuple[int, int]], tint: Rgb, seen: bool) -> None:
    places = np.array([points[p] for p in at])
    normals = np.array([facing[p] for p in at])
    spoke = np.array([p[1] for p in at], np.float64)
    spoke = spoke[0] + (spoke - spoke[0] + _SPOKES / 2) % _SPOKES - _SPOKES / 2
    uv = np.stack([spoke * 0.45, -places[:, 1]], axis=1)
    shade = np.clip(0.75 + 0.25 * normals[:, 1], 0.4, 1.0)[:, None] * np.array(tint)
    if seen:
        # Moss where rain stays.
        wet = np.clip(normals[:, 1] * 1.4 - 0.5, 0.0, 0.6)[:, None]
        shade = shade * (1.0 - wet) + np.array(_MOSS) * wet
    triangles = [(0, 1, 2), (0, 2, 3)][: len(at) - 2]
    work.sculptor.add("rock", places, normals, triangles, shade, uv)
