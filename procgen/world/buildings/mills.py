"""Mills: a wheel at a river, sails elsewhere."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Final

from procgen.world.buildings.facade import Door, Storey, raise_walls
from procgen.world.buildings.furnish import furnish, hang_lamp, put
from procgen.world.buildings.homes import house
from procgen.world.buildings.rooms import ceil, door_clear, lay_floor
from procgen.world.buildings.trim import foundation, steps
from procgen.world.buildings.uses import Use
from procgen.world.buildings.walls import FRONT, Opening, blind_window, pop_side, push_side
from procgen.world.buildings.work import DARK_WOOD, Block, Room, Work
from procgen.world.meshes import Point, rgb


def mill(work: Work) -> None:
    """A mill with a wheel at water, with sails elsewhere."""
    if work.site.by_water:
        _watermill(work)
    else:
        _windmill(work)


_MILL: Final = Use(
    ("millstones", "sacks", "sacks", "barrel", "crates", "shelf"), ("bed", "chest", "shelf"), shapes=("plain",)
)


def _watermill(work: Work) -> None:
    """A house with a wheel at its side, inside the footprint."""
    s = work.sculptor
    full = work.width
    work.width = full - 1.3
    # The house stands aside of the footprint's middle: its door, too, is seen from its own middle.
    work.site = replace(work.site, door_m=work.site.door_m + 0.65)
    leaves, spots = len(work.leaves), len(work.spots)
    s.push((-0.65, 0.0, 0.0))
    work.inner.push((-0.65, 0.0, 0.0))
    house(work, _MILL)
    work.inner.pop()
    s.pop()
    work.leaves[leaves:] = [replace(leaf, x_m=leaf.x_m - 0.65) for leaf in work.leaves[leaves:]]
    work.spots[spots:] = [replace(spot, x_m=spot.x_m - 0.65) for spot in work.spots[spots:]]
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
    """A square base that one enters, and a tower with a cap and sails on it."""
    s = work.sculptor
    side = min(work.whole.width, work.whole.depth)
    base = Block(-side / 2, side / 2, work.whole.z1 - side, work.whole.z1)
    foundation(work, base)
    storey = Storey(work.base, work.base + 2.7)
    at = max(min(work.door_at, side / 2 - 1.2), 1.2 - side / 2)
    door = Door(FRONT, Opening("door", at, 0.0, 1.0, 2.05))
    raise_walls(work, base, [storey], storey.top, [door])
    inner = base.within(work.thick)
    lay_floor(work, inner, work.base, stone=True)
    room = Room(inner, work.base, [door_clear(base, door, work.thick)])
    put(work, room, "millstones", 0, (inner.width - 1.6) / 2)
    furnish(work, room, ("bed", "sacks", "sacks", "barrel", "chest"))
    ceil(work, inner, storey.top - 0.16)
    hang_lamp(work, room, storey.top - 0.16)
    steps(work, at, base.z1, 1.4)
    radius, sides = side / 2, 8
    low = storey.top
    height = low + max(work.height * 1.2, radius * 1.7)
    x, z = base.middle
    s.push((x, 0.0, z))
    s.box("stone", (-radius - 0.1, low - 0.02, -radius - 0.1), (radius + 0.1, low + 0.14, radius + 0.1))
    s.column(
        "wall", [(0, low + 0.1, 0), (0, height, 0)], [radius * 0.98, radius * 0.62], sides, work.wall, smooth=False
    )
    cap = height + radius * 0.75
    s.column(
        "roof", [(0, height - 0.05, 0), (0, height + 0.12, 0), (0, cap, 0)], [radius * 0.78, radius * 0.78, 0.0], sides,
        work.roof, smooth=False,
    )  # fmt: skip
    s.pop()
    push_side(s, base, FRONT)
    blind_window(work, 0.0, low + 1.2, -0.3, (0.6, 0.8))
    pop_side(s)
    s.push((x, 0.0, z))
    _sails(work, radius, height)
    s.pop()


def _sails(work: Work, radius: float, height: float) -> None:
    s = work.sculptor
    hub_z, hub_y = radius * 0.62 + 0.95, height + 0.05
    s.beam("wood", (0.0, hub_y, radius * 0.2), (0.0, hub_y, hub_z + 0.15), 0.3, 0.3, DARK_WOOD)
    length = min(height * 0.62, height - work.base - 2.0)
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
