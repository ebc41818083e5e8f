"""Chapels."""

from __future__ import annotations

from procgen.world.buildings.roofs import flat, gabled
from procgen.world.buildings.walls import door, plinth, sides, window
from procgen.world.buildings.work import BRASS, SETBACK_M, Work
from procgen.world.meshes import WHITE


def chapel(work: Work) -> None:
    """A nave with a tower."""
    s = work.sculptor
    width, depth, height = work.width, work.depth, work.height
    plinth(work, width, depth)
    side = min(width * 0.55, depth * 0.36, 4.0)
    nave = depth - side * 0.7
    middle = -depth / 2 + nave / 2
    pitched = work.style.pitch > 0.0
    if pitched:
        work.pitch *= 1.12
        gabled(work, width, nave, height, z=middle, along_x=False)
    else:
        flat(work, width, nave, height, z=middle)
    s.push((0.0, 0.0, middle))
    for turn, length, away in sides(work, width, nave)[1::2]:
        s.push(turn_deg=turn)
        count = max(int(length / 2.4), 1)
        for i in range(count):
            window(work, length * ((i + 0.5) / count - 0.5), 1.2, away, size=(0.62, 1.35), shutters=False, arched=True)
        s.pop()
    s.pop()
    # The tower stands at the front and holds the door.
    front = depth / 2 - SETBACK_M
    tower = height * 1.7 + side * 0.55
    z = front - side / 2
    s.box("wall", (-side / 2, 0.02, z - side / 2), (side / 2, tower, front), work.wall)
    for y in (height * 0.95, tower - 0.12):
        s.box("stone", (-side / 2 - 0.09, y, z - side / 2 - 0.09), (side / 2 + 0.09, y + 0.18, front + 0.09))
    for number in range(4):
        s.push((0.0, 0.0, z), 90.0 * number)
        window(work, 0.0, tower - 1.95, side / 2, size=(0.75, 1.15), shutters=False, arched=True)
        if number == 0:
            window(work, 0.0, 3.4, side / 2, size=(0.55, 0.8), shutters=False, arched=True)
        s.pop()
    if pitched:
        spire, over = side * 1.35, side / 2 + 0.28
        corners = [
            (-over, front + 0.28),
            (over, front + 0.28),
            (over, front - side - 0.28),
            (-over, front - side - 0.28),
        ]
        base, tip = tower + 0.05, (0.0, tower + spire, z)
        s.face("wood", [(px, base, pz) for px, pz in reversed(corners)], work.timber)
        for i, (ax, az) in enumerate(corners):
            bx, bz = corners[(i + 1) % 4]
            s.face("roof", [(ax, base, az), (bx, base, bz), tip], work.roof)
        top = tower + spire
    else:
        s.blob(
            "roof",
            (0.0, tower, z),
            (side * 0.47, side * 0.5, side * 0.47),
            work.wall,
            WHITE,
            work.dice.many(6),
            roughness=0.0,
            detail=3,
            softness=1.0,
        )
        top = tower + side * 0.48
    s.column("paint", [(0.0, top - 0.15, z), (0.0, top + 0.9, z)], [0.05, 0.03], 6, BRASS)
    s.blob("paint", (0.0, top + 0.95, z), (0.13, 0.13, 0.13), BRASS, BRASS, work.dice.many(6), roughness=0.0, detail=1)
    door(work, 0.0, front, width=1.15, height=2.15)
