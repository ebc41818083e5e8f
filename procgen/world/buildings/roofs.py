"""Walls with the roofs on them."""

from __future__ import annotations

import math

from procgen.world.buildings.work import OVERHANG_M, SETBACK_M, Work
from procgen.world.meshes import WHITE, Point, mixed


def gabled(
    work: Work,
    width: float,
    depth: float,
    height: float,
    *,
    x: float = 0.0,
    z: float = 0.0,
    along_x: bool = True,
    slot: str = "wall",
    base: float = 0.0,
) -> float:
    """Walls and a gabled roof with its ridge along x or along z; returns the height of the ridge."""
    s = work.sculptor
    s.push((x, base, z), 0.0 if along_x else 90.0)
    length, span = (width, depth) if along_x else (depth, width)
    length, half = length - 2 * SETBACK_M, span / 2 - SETBACK_M
    rise = half * work.pitch
    outline = [(-half, 0.02), (half, 0.02), (half, height), (0.0, height + rise), (-half, height)]
    # Prisms run along z: a quarter turn lays the ridge along x.
    s.push(turn_deg=90.0)
    s.prism(slot, outline, -length / 2, length / 2, work.wall)
    s.pop()
    _slabs(work, length, half, height, rise)
    s.pop()
    return base + height + rise


def _slabs(work: Work, length: float, half: float, height: float, rise: float) -> None:
    """The two slopes of a gabled roof with its ridge along x, and its barge boards."""
    s = work.sculptor
    over = OVERHANG_M - SETBACK_M - 0.05
    gable = min(over, 0.35) + length / 2
    thick = 0.16
    reach = min(over, 0.45)
    low = height - reach * work.pitch
    top = height + rise
    for side in (1.0, -1.0):
        eaves, ridge = side * (half + reach), 0.0
        under = [(-gable, low, eaves), (gable, low, eaves), (gable, top, ridge), (-gable, top, ridge)]
        if side < 0:
            under = [under[1], under[0], under[3], under[2]]
        upper = [(px, py + thick, pz) for px, py, pz in under]
        s.hexahedron("wood", under, upper, work.roof, top_slot="roof")
    s.beam(
        "wood",
        (-gable - 0.02, top + thick + 0.02, 0.0),
        (gable + 0.02, top + thick + 0.02, 0.0),
        0.22,
        0.14,
        mixed(work.timber, WHITE, 0.2),
    )
    for end in (-gable, gable):
        for side in (1.0, -1.0):
            s.beam(
                "wood",
                (end, low + 0.05, side * (half + reach)),
                (end, top + 0.07, 0.0),
                0.07,
                0.24,
                work.timber,
            )


def hipped(work: Work, width: float, depth: float, height: float, base: float = 0.0) -> float:
    """Walls and a hipped roof; returns the height of its ridge."""
    s = work.sculptor
    w, d = width / 2 - SETBACK_M, depth / 2 - SETBACK_M
    s.box("wall", (-w, base + 0.02, -d), (w, base + height, d), work.wall)
    over = OVERHANG_M - SETBACK_M - 0.05
    rise = min(w, d) * work.pitch
    ow, od, low = w + over, d + over, base + height - 0.02
    edge = low + 0.14
    ridge = max(w - d, 0.0) * 0.85, max(d - w, 0.0) * 0.85
    corners = [(-ow, od), (ow, od), (ow, -od), (-ow, -od)]
    s.face("wood", [(px, low, pz) for px, pz in reversed(corners)], work.timber)
    top = edge + rise
    for i, (ax, az) in enumerate(corners):
        bx, bz = corners[(i + 1) % 4]
        s.face("wood", [(ax, low, az), (bx, low, bz), (bx, edge, bz), (ax, edge, az)], work.timber)
        a = (math.copysign(ridge[0], ax), top, math.copysign(ridge[1], az))
        b = (math.copysign(ridge[0], bx), top, math.copysign(ridge[1], bz))
        slope: list[Point] = [(ax, edge, az), (bx, edge, bz), b]
        if a != b:
            slope.append(a)
        s.face("roof", slope, work.roof)
    return top


def flat(work: Work, width: float, depth: float, height: float, x: float = 0.0, z: float = 0.0) -> float:
    """Walls with a parapet round a flat roof, and the ends of its beams; returns the height of the parapet."""
    s = work.sculptor
    w, d = width / 2 - SETBACK_M, depth / 2 - SETBACK_M
    s.push((x, 0.0, z))
    s.box("wall", (-w, 0.02, -d), (w, height, d), work.wall, taper=0.05, top_slot="roof")
    rim, up = 0.28, 0.45
    w, d = w - 0.03, d - 0.03
    for low, high in (
        ((-w, d - rim), (w, d)),
        ((-w, -d), (w, -d + rim)),
        ((-w, -d + rim), (-w + rim, d - rim)),
        ((w - rim, -d + rim), (w, d - rim)),
    ):
        s.box("wall", (low[0], height - 0.05, low[1]), (high[0], height + up, high[1]), work.wall, taper=0.04)
    count = max(int(width / 1.1), 2)
    for i in range(count):
        bx = -w + 0.45 + (2 * w - 0.9) * i / (count - 1)
        s.beam("wood", (bx, height - 0.35, d - 0.2), (bx, height - 0.35, d + 0.28), 0.14, 0.14, work.timber)
    s.pop()
    return height + up


def roofed(
    work: Work, width: float, depth: float, height: float, along_x: bool, x: float = 0.0, z: float = 0.0
) -> float:
    """Walls and the style's roof; returns its height."""
    if work.style.pitch == 0.0:
        return flat(work, width, depth, height, x, z)
    return gabled(work, width, depth, height, x=x, z=z, along_x=along_x)
