"""Tents of felt: a round wall of panels, a roof that rises to a ring, and a hearth in the middle."""

from __future__ import annotations

import math

from procgen.world.buildings.furnish import furnish
from procgen.world.buildings.walls import Opening, hang_door, panel
from procgen.world.buildings.work import Block, Room, Work
from procgen.world.meshes import WHITE, Point, mixed, rgb

_SIDES = 12


def tent(work: Work) -> None:
    """A yurt: its door is in the panel that faces the front."""
    radius = min(work.whole.width, work.whole.depth) / 2
    s, inner = work.sculptor, work.inner
    wall = min(work.height, 2.1 if radius > 3.4 else 1.85) if radius < 5 else 2.3
    high = max(wall, 1.95)
    apothem = radius * math.cos(math.pi / _SIDES)
    z0 = work.whole.z1 - apothem
    base = work.base
    s.push((0.0, 0.0, z0))
    ground = [(radius * math.sin(a), radius * math.cos(a)) for a in _angles()]
    _disc(work, ground)
    length = 2.0 * radius * math.sin(math.pi / _SIDES)
    door = Opening("door", 0.0, 0.0, min(0.95, length - 0.2), min(high - 0.1, 1.9))
    lining = (work.style.inside[0], work.lining)
    for k in range(_SIDES):
        s.push(turn_deg=360.0 / _SIDES * k)
        s.push((0.0, base, apothem))
        holes = [door] if k == 0 else []
        reach = length / 2
        panel(s, (-reach, reach), (0.0, high), 0.07, holes, ("wall", work.wall), lining)
        band = mixed(work.shutter, WHITE, 0.1)
        if k:
            s.box("paint", (-reach, high * 0.45, -0.01), (reach, high * 0.45 + 0.12, 0.015), band)
        s.box("paint", (-reach, high - 0.16, -0.01), (reach, high - 0.02, 0.02), band)
        s.pop()
        s.pop()
    _cover(work, radius, base + high)
    s.pop()
    # A leaf of wood in the first panel.
    block = Block(-radius, radius, z0 - apothem, z0 + apothem)
    hang_door(work, block, 0, door, base)
    for k in range(4):
        angle = math.pi / 4 + math.pi / 2 * k
        x, z = radius * 0.35 * math.sin(angle), z0 + radius * 0.35 * math.cos(angle)
        inner.box("wood", (x - 0.05, base, z - 0.05), (x + 0.05, base + high + radius * 0.38, z + 0.05), work.timber)
    half = radius * 0.66
    floor = Block(-half, half, z0 - half, z0 + half)
    fire = Block(-0.6, 0.6, z0 - 0.6, z0 + 0.6)
    inner.box("stone", (-0.5, base, z0 - 0.5), (0.5, base + 0.12, z0 + 0.5))
    inner.blob("ember", (0.0, base + 0.16, z0), (0.28, 0.14, 0.28), WHITE, WHITE, work.dice.many(6), detail=1)
    work.spot("hearth", 0.0, base, z0 + 0.9)
    work.spot("lamp", 0.0, base + 0.9, z0)
    room = Room(floor, base, [fire, Block(-0.7, 0.7, z0, z0 + radius)])
    beds = ("seat", "board", "chest", "chest") if work.height > 2.6 else ("bed", "bed", "chest", "sacks", "chest")
    furnish(work, room, (*beds, "rug"))


def _angles() -> list[float]:
    return [2.0 * math.pi * (k - 0.5) / _SIDES for k in range(_SIDES)]


def _disc(work: Work, ground: list[tuple[float, float]]) -> None:
    """A floor of boards, down into the ground."""
    s = work.sculptor
    upper: list[Point] = [(x, work.base, z) for x, z in ground]
    lower: list[Point] = [(x, work.foot, z) for x, z in ground]
    s.face("wood", upper, work.timber)
    s.face("wood", lower[::-1], work.timber)
    for k in range(_SIDES):
        j = (k + 1) % _SIDES
        s.face("wood", [lower[k], lower[j], upper[j], upper[k]], work.timber)


def _cover(work: Work, radius: float, y: float) -> None:
    """The roof: felt on both sides, open in no place, with a crown."""
    s, rise = work.sculptor, radius * work.pitch
    out, ring = radius + 0.12, radius * 0.16
    tint = mixed(work.wall, WHITE, 0.3)
    low, thick = y - 0.12 * work.pitch, 0.07

    def at(size: float, angle: float, height: float) -> Point:
        return size * math.sin(angle), height, size * math.cos(angle)

    angles = _angles()
    for a, b in zip(angles, [*angles[1:], angles[0]], strict=True):
        bottom = [at(out, a, low), at(out, b, low), at(ring, b, y + rise), at(ring, a, y + rise)]
        s.hexahedron("wall", bottom, [(px, py + thick, pz) for px, py, pz in bottom], tint)
    crown = y + rise
    s.column("wood", [(0.0, crown, 0.0), (0.0, crown + 0.16, 0.0)], [ring + 0.05, ring + 0.02], _SIDES, work.timber)
    s.blob(
        "paint", (0.0, crown + 0.16, 0.0), (ring, 0.12, ring), rgb(0x6A4A3A), work.shutter, work.dice.many(6), detail=1
    )
