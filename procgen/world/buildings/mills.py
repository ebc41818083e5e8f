"""Mills: a wheel at a river, sails elsewhere."""

from __future__ import annotations

import math

from procgen.world.buildings.homes import house
from procgen.world.buildings.walls import door, window
from procgen.world.buildings.work import DARK_WOOD, Work
from procgen.world.meshes import Point, rgb


def mill(work: Work) -> None:
    """A mill with a wheel at water, with sails elsewhere."""
    if work.site.by_water:
        _watermill(work)
    else:
        _windmill(work)


def _watermill(work: Work) -> None:
    """A house with a wheel at its side, inside the footprint."""
    s = work.sculptor
    full = work.width
    work.width = full - 1.3
    s.push((-0.65, 0.0, 0.0))
    house(work)
    s.pop()
    x, radius = full / 2 - 0.62, min(work.depth * 0.42, 2.3)
    centre = radius * 0.62
    s.beam("wood", (full / 2 - 1.6, centre, 0.0), (full / 2 - 0.05, centre, 0.0), 0.24, 0.24, DARK_WOOD)
    count = 12
    for i in range(count):
        a, b = 2 * math.pi * i / count, 2 * math.pi * (i + 1) / count
        for dx in (-0.38, 0.38):
            s.beam(
                "wood",
                (x + dx, centre + radius * math.sin(a), radius * math.cos(a)),
                (x + dx, centre + radius * math.sin(b), radius * math.cos(b)),
                0.1,
                0.16,
                work.timber,
            )
            s.beam(
                "wood",
                (x + dx, centre, 0.0),
                (x + dx, centre + radius * math.sin(a), radius * math.cos(a)),
                0.08,
                0.08,
                work.timber,
            )
        s.beam(
            "wood",
            (x - 0.4, centre + radius * 1.02 * math.sin(a), radius * 1.02 * math.cos(a)),
            (x + 0.4, centre + radius * 1.02 * math.sin(a), radius * 1.02 * math.cos(a)),
            0.3 if abs(math.cos(a)) > 0.5 else 0.06,
            0.06 if abs(math.cos(a)) > 0.5 else 0.3,
            work.timber,
        )


def _windmill(work: Work) -> None:
    s = work.sculptor
    radius = min(work.width, work.depth) / 2 - 0.1
    height = max(work.height * 1.9, radius * 2.6)
    sides = 8
    s.column("stone", [(0, work.foot, 0), (0, 0.5, 0)], [radius, radius], sides, smooth=False)
    s.column("wall", [(0, 0.45, 0), (0, height, 0)], [radius * 0.96, radius * 0.62], sides, work.wall, smooth=False)
    cap = height + radius * 0.75
    s.column(
        "roof",
        [(0, height - 0.05, 0), (0, height + 0.12, 0), (0, cap, 0)],
        [radius * 0.78, radius * 0.78, 0.0],
        sides,
        work.roof,
        smooth=False,
    )
    front = radius * 0.96 * math.cos(math.pi / sides)
    lean = (radius * 0.96 - radius * 0.62) * math.cos(math.pi / sides) / (height - 0.45)
    s.push(turn_deg=360.0 / sides / 2 - 22.5)
    door(work, 0.0, front - 0.06)
    s.pop()
    for turn, y in ((0.0, height * 0.52), (90.0, height * 0.3), (180.0, height * 0.55), (270.0, height * 0.42)):
        s.push(turn_deg=turn)
        window(work, 0.0, y, front - lean * (y - 0.45) + 0.02, size=(0.65, 0.8), shutters=False)
        s.pop()
    hub_z, hub_y = radius * 0.62 + 0.95, height + 0.05
    s.beam("wood", (0.0, hub_y, radius * 0.2), (0.0, hub_y, hub_z + 0.15), 0.3, 0.3, DARK_WOOD)
    length = height * 0.62
    first = work.dice.between(10.0, 80.0)
    for i in range(4):
        angle = math.radians(first + 90.0 * i)
        c, n = math.cos(angle), math.sin(angle)

        def at(along: float, across: float, z: float, c: float = c, n: float = n) -> Point:
            return (c * along - n * across, hub_y + n * along + c * across, z)

        s.beam("wood", at(0.15, 0.0, hub_z), at(length, 0.0, hub_z), 0.13, 0.13, work.timber)
        s.beam("wood", at(0.8, 0.95, hub_z), at(length, 0.95, hub_z), 0.06, 0.06, work.timber)
        bars = 7
        for k in range(bars):
            along = 0.8 + (length - 0.85) * k / (bars - 1)
            s.beam("wood", at(along, 0.0, hub_z), at(along, 0.95, hub_z), 0.06, 0.06, work.timber)
        low = [at(0.85, 0.06, hub_z - 0.04), at(length - 0.08, 0.06, hub_z - 0.04)]
        low += [at(length - 0.08, 0.9, hub_z - 0.04), at(0.85, 0.9, hub_z - 0.04)]
        # Seen from the front, that is from above for a solid that lies on its back.
        s.hexahedron("paint", low, [(x, y, z + 0.03) for x, y, z in low], rgb(0xE9DFC8))
