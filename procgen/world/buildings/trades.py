"""Where people work: barns, smithies, boathouses, mines."""

from __future__ import annotations

import math

from procgen.world.buildings.facade import Door, Storey, Windows, raise_walls
from procgen.world.buildings.furnish import furnish, hang_lamp, put
from procgen.world.buildings.pit import rail_off
from procgen.world.buildings.roofs import lean_to, roof
from procgen.world.buildings.rooms import ceil, door_clear, lay_floor
from procgen.world.buildings.trim import chimney, foundation, steps, stilts
from procgen.world.buildings.walls import FRONT, LEFT, RIGHT, Opening, blind_window
from procgen.world.buildings.work import IRON, Block, Room, Work
from procgen.world.meshes import WHITE, mixed, rgb
from procgen.world.underground.descent import BASE_M


def shed(
    work: Work, block: Block, height: float, gate: Opening, leaves: int, *, along_x: bool, slot: str = "wood"
) -> Room:
    """One room under a roof, with a gate: its walls, floor, ceiling, and the room."""
    top = work.base + height
    storey = Storey(work.base, top)
    door = Door(FRONT, gate, leaves=leaves)
    windows = Windows(share=0.5, size=(0.7, 0.6), sill=1.5, bay_m=2.6, sides=(RIGHT, LEFT))
    work.has_shutters = False
    raise_walls(work, block, [storey], top, [door], windows=windows, slot=slot)
    roof(work, block, top, "gable" if work.style.pitch else "flat", along_x=along_x, slot=slot)
    inner = block.within(work.thick)
    lay_floor(work, inner, work.base, stone=True)
    room = Room(inner, work.base, [door_clear(block, door, work.thick)], [] if work.pit is None else [work.pit])
    hang_lamp(work, room, min(top - 0.02, work.base + 3.0))
    ceil(work, inner, top - 0.02)
    return room


def barn(work: Work) -> None:
    """A barn with a gate of two leaves, stalls and hay."""
    block = work.whole
    foundation(work, block)
    along_x = work.width > work.depth
    tint, work.wall = work.wall, mixed(WHITE, rgb(0xA5523E), work.dice.between(0.0, 0.9))
    half, tall = min(1.4, block.width / 2 - 0.6), min(2.6, work.height - 0.35)
    at = work.door_within(block.width / 2 - half - 0.3)
    gate = Opening("door", at, 0.0, 2 * half, tall)
    slot = "wood" if work.style.name not in ("adobe", "stone") else "wall"
    room = shed(work, block, work.height, gate, 2, along_x=along_x, slot=slot)
    furnish(work, room, ("stall", "stall", "hay", "hay", "stall", "sacks", "barrel"))
    work.wall = tint
    steps(work, at, block.z1, 2 * half + 0.2)
    if work.style.pitch and not along_x:
        blind_window(work, 0.0, work.base + work.height + 0.3, block.z1, (0.9, 0.9))


def smithy(work: Work) -> None:
    """A workshop where the smith lives, and the forge under a roof on posts beside it."""
    whole, s = work.whole, work.sculptor
    wide = whole.width * 0.58
    side = 1.0 if work.site.door_m <= 0.0 else -1.0
    block = Block(whole.x0, whole.x0 + wide, whole.z0, whole.z1)
    if side < 0:
        block = Block(whole.x1 - wide, whole.x1, whole.z0, whole.z1)
    foundation(work, whole)
    top = work.base + work.height
    at = max(block.x0 + 1.1, min(block.x1 - 1.1, work.site.door_m))
    door = Door(FRONT, Opening("door", at - block.middle[0], 0.0, 1.2, 2.05))
    storey = Storey(work.base, min(top, work.base + 2.85))
    skip = RIGHT if side > 0 else LEFT
    sides = tuple(k for k in range(4) if k != skip)
    raise_walls(work, block, [storey], top, [door], windows=Windows(share=0.8, sides=sides))
    ridge = roof(work, block, top, "gable" if work.style.pitch else "flat", along_x=False)
    inner = block.within(work.thick)
    lay_floor(work, inner, work.base, stone=True)
    ceil(work, inner, storey.top - 0.02)
    room = Room(inner, work.base, [door_clear(block, door, work.thick)])
    furnish(work, room, ("bed", "shelf", "chest", "table", "barrel"))
    hang_lamp(work, room, storey.top - 0.02)
    steps(work, at, whole.z1, 1.6)
    open_x = (block.x1, whole.x1) if side > 0 else (whole.x0, block.x0)
    forge = Block(open_x[0], open_x[1], whole.z0, whole.z1)
    low = work.base + min(work.height - 0.5, 2.4)
    lean = Block(forge.x0, forge.x1, forge.z0 + 0.25, forge.z1 - 0.25)
    bare, work.thick = work.thick, 0.06
    lean_to(work, lean, side, low, min(low + 0.8, top - 0.15))
    work.thick = bare
    far = forge.x1 - 0.15 if side > 0 else forge.x0 + 0.15
    for z in (forge.z0 + 0.2, forge.middle[1], forge.z1 - 0.2):
        s.box("wood", (far - 0.1, work.foot, z - 0.1), (far + 0.1, low + 0.04, z + 0.1), work.timber)
    yard = Room(Block(forge.x0 + 0.15, forge.x1 - 0.15, forge.z0 + 0.15, forge.z1 - 0.2), work.base)
    put(work, yard, "forge", 0, max((yard.floor.width - 1.6) / 2, 0.0))
    fx, fz = yard.floor.middle[0], yard.floor.z0 + 0.3
    chimney(work, fx, fz, work.base + 2.0, max(low + 1.4, ridge - 0.6))
    furnish(work, yard, ("anvil", "barrel", "crates"))


def boathouse(work: Work) -> None:
    """A house on stilts with a gate of two leaves, and room for a boat."""
    block, s = work.whole, work.sculptor
    work.base = 0.12
    stilts(work, block, work.base)
    tint, work.wall = work.wall, mixed(WHITE, work.shutter, 0.35)
    bare, work.thick = work.thick, min(work.thick, 0.16)
    if not work.style.pitch:
        work.pitch = 0.6
    half, tall = min(1.1, block.width / 2 - 0.5), min(2.3, work.height - 0.3)
    at = work.door_within(block.width / 2 - half - 0.35)
    room = shed(work, block, work.height, Opening("door", at, 0.0, 2 * half, tall), 2, along_x=False)
    furnish(work, room, ("shelf", "crates", "barrel", "chest", "sacks"))
    work.wall, work.thick = tint, bare
    s.box("wood", (at - half, -0.06, block.z1), (at + half, 0.09, block.z1 + 0.5), work.timber)
    # A beam with a hook under the gable lifts what is heavy.
    top = work.base + work.height + block.width / 2 * work.pitch
    if work.style.pitch:
        s.beam("wood", (0.0, top - 0.55, block.z1 - 0.2), (0.0, top - 0.55, block.z1 + 0.75), 0.14, 0.16, work.timber)
        s.beam("paint", (0.0, top - 1.2, block.z1 + 0.62), (0.0, top - 0.6, block.z1 + 0.62), 0.03, 0.03, IRON)


def mine(work: Work) -> None:
    """A head house of boards over the adit, with a wheel on its frame."""
    whole, s = work.whole, work.sculptor
    if work.descent is not None:
        work.base = BASE_M
    foundation(work, whole)
    half = 1.2
    at = work.door_within(whole.width / 2 - half - 0.4)
    room = shed(work, whole, work.height, Opening("door", at, 0.0, 2 * half, 2.3), 2, along_x=False)
    if work.descent is None:
        put(work, room, "adit", 0, (room.floor.width - 3.4) / 2)
    else:
        rail_off(work)
    furnish(work, room, ("barrel", "crates", "shelf"))
    steps(work, at, whole.z1, 2 * half)
    top = work.base + work.height + whole.width / 2 * work.pitch + (0.4 if work.style.pitch else 0.9)
    for x in (-1.1, 1.1):
        for z in (-1.0, 1.0):
            s.beam(
                "wood", (x * 1.3, work.base + work.height - 0.3, z * 1.4), (x * 0.35, top + 1.9, z * 0.3), 0.16, 0.16
            )
    count = 10
    for k in range(count):
        a, b = 2 * math.pi * k / count, 2 * math.pi * (k + 1) / count
        one = (0.0, top + 1.9 + 0.75 * math.cos(a), 0.75 * math.sin(a))
        two = (0.0, top + 1.9 + 0.75 * math.cos(b), 0.75 * math.sin(b))
        s.beam("paint", one, two, 0.1, 0.08, IRON)
        if k % 2 == 0:
            s.beam("paint", (0.0, top + 1.9, 0.0), one, 0.05, 0.05, IRON)
    s.beam("paint", (-0.5, top + 1.9, 0.0), (0.5, top + 1.9, 0.0), 0.14, 0.14, IRON)
