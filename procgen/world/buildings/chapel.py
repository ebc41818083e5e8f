"""Chapels and abbeys: a nave with an altar, and a tower that one enters by."""

from __future__ import annotations

from procgen.world.buildings.facade import Door, Storey, Windows, raise_walls
from procgen.world.buildings.furnish import hang_lamp, put
from procgen.world.buildings.furniture import PIECES
from procgen.world.buildings.roofs import flat, roof, spire
from procgen.world.buildings.rooms import ceil, door_clear, lay_floor
from procgen.world.buildings.trim import foundation, steps
from procgen.world.buildings.walls import BACK, FRONT, LEFT, RIGHT, Opening, blind_window, pop_side, push_side
from procgen.world.buildings.work import BRASS, Block, Room, Work
from procgen.world.meshes import WHITE


def chapel(work: Work) -> None:
    """A nave with a tower before it."""
    whole = work.whole
    side = min(whole.width * 0.55, whole.depth * 0.34, 4.2)
    tower = Block(-side / 2, side / 2, whole.z1 - side, whole.z1)
    nave = Block(whole.x0, whole.x1, whole.z0, tower.z0)
    _nave(work, nave, tower)
    _tower(work, tower, work.height * 1.7 + side * 0.5)


def abbey(work: Work) -> None:
    """A large church: a nave with lower aisles on both sides, and a tower before it."""
    whole = work.whole
    side = min(whole.width * 0.42, 4.6)
    tower = Block(-side / 2, side / 2, whole.z1 - side, whole.z1)
    nave = Block(whole.x0 + 1.3, whole.x1 - 1.3, whole.z0, tower.z0)
    _nave(work, nave, tower)
    _tower(work, tower, work.height * 1.75 + side * 0.6)
    # Buttresses in the place of aisles: an abbey's walls are high.
    s, count = work.sculptor, max(round(nave.depth / 3.2), 2)
    for way in (-1.0, 1.0):
        edge = nave.x1 if way > 0 else nave.x0
        for k in range(count + 1):
            z = nave.z0 + 0.4 + (nave.depth - 0.8) * k / count
            low, high = sorted((edge, edge + way * 1.2))
            s.box("stone", (low, work.foot, z - 0.35), (high, work.base + work.height * 0.55, z + 0.35))
            low, high = sorted((edge, edge + way * 0.7))
            s.box(
                "stone", (low, work.base + work.height * 0.5, z - 0.3), (high, work.base + work.height * 0.9, z + 0.3)
            )


def _nave(work: Work, nave: Block, tower: Block) -> None:
    top = work.base + work.height
    storey = Storey(work.base, top)
    passage = Door(FRONT, Opening("passage", tower.middle[0] - nave.middle[0], 0.0, 1.5, 2.5), leaves=0)
    foundation(work, nave)
    work.has_shutters = False
    tall = min(work.height - 2.3, 2.4)
    windows = Windows(share=1.0, size=(0.7, tall), sill=1.5, bay_m=2.5, sides=(RIGHT, LEFT))
    raise_walls(work, nave, [storey], top, [passage], windows=windows)
    if work.style.pitch:
        work.pitch *= 1.15
        roof(work, nave, top, "gable", along_x=False)
    else:
        flat(work, nave, top)
    inner = nave.within(work.thick)
    lay_floor(work, inner, work.base, stone=True)
    ceil(work, inner, top - 0.2)
    room = Room(inner, work.base, [door_clear(nave, passage, work.thick)])
    put(work, room, "altar", 0, (inner.width - PIECES["altar"].wide_m) / 2)
    _pews(work, room)
    hang_lamp(work, room, work.base + 3.4)
    _back_window(work, nave, top)


def _pews(work: Work, room: Room) -> None:
    """Rows of benches on both sides of an aisle, looking at the altar."""
    inner, aisle = room.floor, 0.6
    wide = PIECES["pew"].wide_m
    z = inner.z0 + 3.3
    while z < inner.z1 - 2.0:
        for way in (-1.0, 1.0):
            x = inner.middle[0] + way * (aisle + wide / 2)
            if abs(x) + wide / 2 <= inner.width / 2 + 0.35 - 0.4 and inner.width > 2 * (aisle + wide) - 0.5:
                work.inner.push((x, work.base, z + 0.5), 180.0)
                PIECES["pew"].build(work.inner, work.dice)
                work.inner.pop()
                room.taken.append(Block(x - wide / 2, x + wide / 2, z, z + 0.5))
        z += 1.15


def _back_window(work: Work, nave: Block, top: float) -> None:
    push_side(work.sculptor, nave, BACK)
    blind_window(work, 0.0, work.base + 2.2, 0.0, (1.2, min(top - work.base - 3.0, 2.2)))
    pop_side(work.sculptor)


def _tower(work: Work, tower: Block, tall: float) -> None:
    s = work.sculptor
    foundation(work, tower)
    storey = Storey(work.base, work.base + 3.6)
    x = max(min(work.door_at, 0.4), -0.4) if tower.width > 3.0 else 0.0
    front = Door(FRONT, Opening("door", x - tower.middle[0], 0.0, 1.15, 2.2))
    back = Door(BACK, Opening("passage", 0.0, 0.0, 1.5, 2.5), leaves=0)
    raise_walls(work, tower, [storey], storey.top, [front, back])
    inner = tower.within(work.thick)
    lay_floor(work, inner, work.base, stone=True)
    ceil(work, inner, storey.top - 0.3)
    top = work.base + tall
    s.box("wall", (tower.x0, storey.top - 0.02, tower.z0), (tower.x1, top, tower.z1), work.wall)
    for y in (work.base + work.height * 0.95, top - 0.14):
        margin = 0.09
        low = (tower.x0 - margin, y, tower.z0 - margin)
        s.box("stone", low, (tower.x1 + margin, y + 0.18, tower.z1 + margin))
    for side in (FRONT, RIGHT, BACK, LEFT):
        push_side(s, tower, side)
        blind_window(work, 0.0, top - 2.0, 0.0, (0.75, 1.3))
        pop_side(s)
    push_side(s, tower, FRONT)
    blind_window(work, 0.0, work.base + 4.1, 0.0, (0.55, 0.9))
    pop_side(s)
    x, z = tower.middle
    if work.style.pitch:
        tip = spire(work, tower, top + 0.04, tower.width * 1.35)
    else:
        radius = tower.width * 0.46
        shape = work.dice.many(6)
        s.blob(
            "roof", (x, top, z), (radius, radius * 1.06, radius), work.wall, WHITE, shape, roughness=0.0, detail=3,
            softness=1.0,
        )  # fmt: skip
        tip = top + radius
    s.column("paint", [(x, tip - 0.15, z), (x, tip + 0.9, z)], [0.05, 0.03], 6, BRASS)
    s.blob("paint", (x, tip + 0.95, z), (0.13, 0.13, 0.13), BRASS, BRASS, work.dice.many(6), roughness=0.0, detail=1)
    steps(work, front.hole.x + tower.middle[0], tower.z1, 1.7)
