"""Where people live and meet: houses and all that is built like them, with rooms to walk into.

A house is drawn from a grammar: its form (plain, with a wing, a lean-to, a gable across, a room on the roof), storeys,
roof, bays, windows, door, and what is before and on them; then rooms, stairs and furniture by its use.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from procgen.world.buildings.facade import Door, Storey, Windows, raise_walls, storeys_of
from procgen.world.buildings.furnish import furnish, hang_lamp, put, stand_in_the_middle
from procgen.world.buildings.roofs import OVER_M, dormer, lean_to, roof
from procgen.world.buildings.rooms import (
    Flight,
    ceil,
    climb,
    divide,
    door_clear,
    flight_of,
    landing,
    lay_floor,
)
from procgen.world.buildings.trim import (
    balcony,
    bench,
    chimney,
    flower_box,
    foundation,
    hood,
    lantern,
    porch,
    sign,
    steps,
)
from procgen.world.buildings.uses import BUNKHOUSE, DORMITORY, HALL, HOUSE, INN, SHOP, STABLE, WAREHOUSE, Use
from procgen.world.buildings.walls import BACK, FRONT, LEFT, RIGHT, Opening, blind_window
from procgen.world.buildings.work import BRASS, Block, Room, Work
from procgen.world.meshes import mixed, rgb

_WINDOWS: Final = ((0.8, 1.0), (0.7, 1.15), (0.95, 1.0), (0.62, 0.8), (0.85, 1.25))


@dataclass(frozen=True, slots=True)
class _Frame:
    """The main block of a house and what is beside it."""

    shape: str
    main: Block
    wing: Block | None = None
    """Before the front or beside the main block."""
    sign: float = 1.0
    """On which side it is: 1 for +x."""


def house(work: Work, use: Use = HOUSE) -> None:
    """A dwelling, and what most others are built upon."""
    frame = _framed(work, use)
    main = frame.main
    top = work.base + work.height
    storeys = storeys_of(work, work.height, most=use.storeys)
    if use.tall:
        storeys = [replace(storeys[0], top=top)]
    windows = Windows(
        share=work.dice.between(0.6, 0.95), size=work.dice.one_of(_WINDOWS), bay_m=work.dice.between(1.7, 2.3)
    )
    if use.tall:
        windows = replace(windows, size=(0.75, min(1.9, work.height - 2.0)), sill=1.35, share=0.9)
    mx, _ = main.middle
    doors = [Door(FRONT, Opening("door", work.door_at - mx, 0.0, *use.door), leaves=use.leaves)]
    # Stairs run along the back wall.
    if work.chance(0.25) and use.leaves == 1 and len(storeys) == 1:
        doors.append(Door(BACK, Opening("door", -work.dice.between(-0.3, 0.3) * main.width, 0.0, 0.9, 2.0)))
    passage, blocked = _passage(frame, work)
    walls = [*doors, passage] if passage else doors
    foundation(work, main)
    raise_walls(work, main, storeys, top, walls, windows=windows, blocked=blocked)
    along_x = main.width >= main.depth * 0.9
    form = work.dice.one_of(work.style.roofs)
    ridge = roof(work, main, top, form, along_x=along_x)
    if frame.wing is not None and passage is not None:
        _wing(work, frame, storeys[0], top, windows)
    steps(work, work.door_at, main.z1, use.door[0] + 0.4)
    for door in doors[1:]:
        work.sculptor.push(turn_deg=180.0)
        steps(work, door.hole.x - mx, -main.z0, 1.2)
        work.sculptor.pop()
    _rooms(work, use, frame, storeys, walls, ridge)
    _before(work, frame, storeys, top, form, along_x, use)


def _framed(work: Work, use: Use) -> _Frame:
    """The blocks of a form that there is room for."""
    whole, door = work.whole, work.door_at
    shape = work.dice.one_of(use.shapes or work.style.shapes)
    sign = -1.0 if door > 0.0 else 1.0
    edge = whole.x1 if sign > 0 else whole.x0
    half_door = use.door[0] / 2 + 0.5
    if shape == "ell" and whole.depth >= 6.4:
        deep = min(work.dice.between(1.7, 2.6), whole.depth - 4.5)
        wide = min(work.dice.between(3.0, 3.9), whole.width * 0.48)
        inner = edge - sign * wide
        if (inner - door) * sign > half_door:
            main = Block(whole.x0, whole.x1, whole.z0, whole.z1 - deep)
            x0, x1 = sorted((edge, inner))
            return _Frame("ell", main, Block(x0, x1, main.z1, whole.z1), sign)
    if shape == "lean" and whole.width >= 7.2:
        wide = work.dice.between(1.9, 2.5)
        inner = edge - sign * wide
        if (inner - door) * sign > half_door + 0.3:
            x0, x1 = sorted((edge, inner))
            main = Block(*((whole.x0, inner) if sign > 0 else (inner, whole.x1)), whole.z0, whole.z1)
            short = min(whole.depth, 4.6)
            return _Frame("lean", main, Block(x0, x1, whole.z0 + 0.4, whole.z0 + 0.4 + short - 0.8), sign)
    return _Frame(shape if shape in ("cross", "steps") else "plain", whole)


def _passage(frame: _Frame, work: Work) -> tuple[Door | None, dict[int, tuple[float, float]]]:
    """The way from the main block into what is beside it, and where no windows are for it."""
    main, wing = frame.main, frame.wing
    if wing is None:
        return None, {}
    mx, mz = main.middle
    if frame.shape == "ell":
        x = wing.middle[0] - mx
        wide = min(wing.width - 2 * work.thick - 0.3, 2.0)
        return Door(FRONT, Opening("passage", x, 0.0, wide, 2.1), leaves=0), {FRONT: (wing.x0 - mx, wing.x1 - mx)}
    z = wing.middle[1]
    side = RIGHT if frame.sign > 0 else LEFT
    x = (mz - z) if side == RIGHT else (z - mz)
    half = wing.depth / 2
    return Door(side, Opening("passage", x, 0.0, 0.95, 2.0), leaves=0), {side: (x - half, x + half)}


def _wing(work: Work, frame: _Frame, storey: Storey, top: float, windows: Windows) -> None:
    """The block beside the main one, with its roof, floor and ceiling."""
    wing, main = frame.wing, frame.main
    assert wing is not None
    foundation(work, wing)
    low = storey.y + 2.25
    if frame.shape == "ell":
        high = min(top, storey.y + 2.75)
        own = replace(storey, top=high)
        raise_walls(work, wing, [own], high, skip=(BACK,), windows=replace(windows, share=1.0, bay_m=1.6))
        # Its roof runs into the main one's.
        behind = Block(
            wing.x0, wing.x1, main.z1 - (OVER_M + 0.3 if work.style.pitch == 0.0 else main.depth / 2), wing.z1
        )
        roof(work, behind if work.style.pitch else wing, high, "gable" if work.style.pitch else "flat", along_x=False)
        ceiling = high - 0.02
    else:
        skip = LEFT if frame.sign > 0 else RIGHT
        own = replace(storey, top=low)
        raise_walls(
            work, wing, [own], low, skip=(skip,), windows=replace(windows, share=0.4, size=(0.5, 0.6), sill=1.2)
        )
        lean_to(work, wing, frame.sign, low, min(low + 0.9, top - 0.1))
        ceiling = low - 0.02
    inner = _inner_of(work, frame)
    lay_floor(work, inner, work.base, stone=True)
    work.inner.box("wood", (inner.x0, ceiling, inner.z0), (inner.x1, ceiling + 0.1, inner.z1), work.timber)


def _inner_of(work: Work, frame: _Frame) -> Block:
    """The floor of what is beside the main block."""
    wing, t = frame.wing, work.thick
    assert wing is not None
    if frame.shape == "ell":
        return Block(wing.x0 + t, wing.x1 - t, wing.z0, wing.z1 - t)
    x0, x1 = (wing.x0, wing.x1 - t) if frame.sign > 0 else (wing.x0 + t, wing.x1)
    return Block(x0, x1, wing.z0 + t, wing.z1 - t)


def _way_in(work: Work, frame: _Frame) -> Block:
    """The floor behind the passage into what is beside the main block."""
    inner = _inner_of(work, frame)
    x, z = inner.middle
    if frame.shape == "ell":
        return Block(x - 0.6, x + 0.6, inner.z0, inner.z0 + 0.7)
    if frame.sign > 0:
        return Block(inner.x0, inner.x0 + 0.8, z - 0.5, z + 0.5)
    return Block(inner.x1 - 0.8, inner.x1, z - 0.5, z + 0.5)


def _rooms(work: Work, use: Use, frame: _Frame, storeys: Sequence[Storey], doors: Sequence[Door], ridge: float) -> None:
    inner = frame.main.within(work.thick)
    first = storeys[0]
    clear = [door_clear(frame.main, door, work.thick) for door in doors]
    rooms = [Room(inner, work.base, list(clear))]
    other: Room | None = None
    bed = min(max(0.38 * inner.width, 2.4), 3.3)
    # The room beside lies away from the door.
    sign = -1.0 if work.door_at > 0.0 else 1.0
    at = inner.x1 - bed if sign > 0 else inner.x0 + bed
    keeps = all(not (room.x0 - 0.1 < at < room.x1 + 0.1) for room in clear)
    if use.divided and inner.width - bed >= 3.3 and keeps:
        left, right = divide(work, inner, first, at, inner.z1 - work.dice.between(1.0, 1.3))
        living, other = (left, right) if sign > 0 else (right, left)
        for room in (living, other):
            room.clear += clear
        rooms = [living, other]
    flight = None
    if len(storeys) > 1:
        flight = flight_of(rooms[0].floor, storeys[1].y - first.y, rightwards=sign > 0)
    lay_floor(work, inner, work.base, stone=use.stone_floor)
    if flight is not None:
        rooms[0].taken.append(flight.hole)
        rooms[0].clear.append(landing(flight, below=True))
    living_pieces = [*use.living]
    if not work.style.chimneys or (frame.shape == "lean" and not work.style.pitch):
        living_pieces = [name for name in living_pieces if name != "hearth"]
    hearth = _hearth(work, rooms[0]) if "hearth" in living_pieces else None
    for name in use.middle:
        stand_in_the_middle(work, rooms[0], name)
    furnish(work, rooms[0], [name for name in living_pieces if name != "hearth"])
    if other is not None:
        furnish(work, other, use.other)
    if frame.wing is not None:
        room = Room(_inner_of(work, frame), work.base, [_way_in(work, frame)])
        furnish(work, room, ("shelf", "sacks", "barrel", "chest"))
    beds = any(spot.kind == "bed" for spot in work.spots)
    if flight is None:
        if not beds and use is HOUSE:
            furnish(work, rooms[0], ("bed",))
        ceil(work, inner, first.top - 0.02)
    else:
        _upper(work, use, inner, flight, storeys, hearth)
    for room in rooms:
        hang_lamp(work, room, first.top - 0.02)
    if hearth is not None:
        chimney(work, hearth[0], hearth[1], first.y + 2.2, ridge + work.dice.between(0.35, 0.6))


def _hearth(work: Work, room: Room) -> tuple[float, float] | None:
    """Put the hearth in the middle of a side wall, or where there is room; where its chimney rises."""
    wide = 1.7
    for side in work.dice.one_of(((3, 1, 0), (1, 3, 0))):
        length = room.floor.width if side in (0, 2) else room.floor.depth
        for share in (0.5, 0.35, 0.65, 0.2, 0.8):
            at = (length - wide) * share
            if at >= 0.0 and put(work, room, "hearth", side, at):
                spot = room.taken[-1]
                x, z = spot.middle
                return {0: (x, spot.z0 + 0.3), 1: (spot.x1 - 0.36, z), 3: (spot.x0 + 0.36, z)}[side]
    return None


def _upper(
    work: Work, use: Use, inner: Block, flight: Flight, storeys: Sequence[Storey], hearth: tuple[float, float] | None
) -> None:
    low, high = storeys[0].y, storeys[1].y
    lay_floor(work, inner, high, hole=flight.hole)
    climb(work, flight, low, high)
    room = Room(inner, high, [landing(flight, below=False)], [flight.hole])
    if hearth is not None:
        x, z = hearth
        room.taken.append(Block(x - 0.45, x + 0.45, z - 0.45, z + 0.45))
    furnish(work, room, use.upper)
    ceil(work, inner, storeys[1].top - 0.02)
    hang_lamp(work, room, storeys[1].top - 0.02)


def _before(
    work: Work, frame: _Frame, storeys: Sequence[Storey], top: float, form: str, along_x: bool, use: Use
) -> None:
    """What is on and before the front."""
    main, s = frame.main, work.sculptor
    front, door = main.z1, work.door_at
    draw = work.dice.between(0.0, 1.0)
    if work.style.pitch and use.leaves == 1:
        if draw < 0.35:
            hood(work, door, front, work.base)
        elif draw < 0.65 and frame.shape != "ell":
            porch(
                work, main, door, work.base, work.dice.between(2.0, min(4.5, main.width)), work.dice.between(1.1, 1.5)
            )
    mx, _ = main.middle
    if len(storeys) > 1 and work.chance(0.4) and frame.shape != "ell" and draw >= 0.35:
        balcony(
            work,
            main,
            FRONT,
            Opening("window", max(min(door - mx, main.width / 2 - 1.5), 1.5 - main.width / 2), 0.95, 0.8, 1.0),
            storeys[1].y,
        )
    if work.has_shutters and work.chance(0.5):
        flower_box(
            work, main, FRONT, Opening("window", (door - mx) + (1.9 if door < mx else -1.9), 0.95, 0.8, 1.0), work.base
        )
    rise = main.depth / 2 * work.pitch
    if frame.shape == "cross" and work.style.pitch and along_x:
        wide = min(work.dice.between(2.2, 3.2), main.width * 0.4)
        at = max(min(mx + work.dice.between(-0.25, 0.25) * main.width, main.x1 - wide), main.x0 + wide)
        dormer(work, at, front, top - 0.05, wide, min(0.9, rise * 0.35), main.depth / 2)
        blind_window(work, at, top + 0.1, front, (0.6, 0.7))
    elif work.style.pitch and along_x and form != "flat" and rise > 1.9 and work.chance(0.5):
        count = 2 if main.width > 8.0 and work.chance(0.6) else 1
        for k in range(count):
            at = main.x0 + main.width * (k + 1) / (count + 1)
            z = front - main.depth / 2 * 0.32
            y = top + (front - z) * work.pitch * 0.9
            dormer(work, at, z, y, 1.15, 0.75, 1.4)
            blind_window(work, at, y + 0.1, z, (0.55, 0.6))
    if frame.shape == "steps":
        side = work.dice.one_of((-1.0, 1.0))
        x0, x1 = sorted((main.x1 * side, main.x1 * side * work.dice.between(0.1, 0.25)))
        upper = Block(x0 + 0.02, x1, main.z0 + 0.02, main.z0 + main.depth * work.dice.between(0.5, 0.75))
        s.box("wall", (upper.x0, top + 0.1, upper.z0), (upper.x1, top + 2.35, upper.z1), work.wall)
        roof(work, upper, top + 2.35, "flat", along_x=True)
        blind_window(work, upper.middle[0], top + 0.9, upper.z1, (0.75, 0.9))
    elif work.style.pitch and not along_x and form == "gable" and rise > 0.0 and main.width / 2 * work.pitch > 1.5:
        blind_window(work, mx, top + 0.15, front, (0.6, 0.75))


def inn(work: Work) -> None:
    """A house with a sign, lamps and a bench; a counter and tables in it, and beds above."""
    house(work, INN)
    front = work.whole.z1
    side = 1.0 if work.door_at <= 0.0 else -1.0
    sign(work, work.door_at + side * 1.3, 2.3, front, BRASS)
    for lamp in (-0.85, 0.85):
        if abs(work.door_at + lamp) < work.width / 2 - 0.3:
            lantern(work, work.door_at + lamp, 1.9, front)
    bench(work, -work.width / 2 + 0.5 if work.door_at > 0.0 else work.width / 2 - 2.0, front)


def hall(work: Work) -> None:
    """A hall with a broad door, long tables and a high seat."""
    house(work, HALL)
    s, at, front = work.sculptor, work.door_at, work.whole.z1
    if work.style.pitch:
        half, low, rise = 1.75, work.base + 2.6, 1.0
        outline = [(at - half, low), (at + half, low), (at, low + rise)]
        s.prism("wood", outline, front - 0.05, front + 1.35, work.timber)
        for way in (-1.0, 1.0):
            x = at + way * 1.5
            s.box("stone", (x - 0.2, work.foot, front + 0.95), (x + 0.2, 0.4, front + 1.33))
            s.column("wood", [(x, 0.38, front + 1.14), (x, low, front + 1.14)], [0.15, 0.13], 10, work.timber)
    colour = work.shutter
    pole = work.base + work.height
    s.column("wood", [(0.0, pole, 0.0), (0.0, pole + 5.0, 0.0)], [0.07, 0.04], 8, work.timber)
    s.box("paint", (0.03, pole + 4.2, -0.015), (0.95, pole + 4.85, 0.015), colour)


def shop(work: Work) -> None:
    """A house with wares before it and in it."""
    house(work, SHOP)
    s, front = work.sculptor, work.whole.z1
    side = -1.0 if work.door_at >= 0.0 else 1.0
    x0, x1 = sorted((work.door_at + side * 1.0, side * (work.width / 2 - 0.3)))
    if x1 - x0 < 1.3:
        return
    stripes = max(int((x1 - x0) / 0.4), 2)
    for k in range(stripes):
        a, b = x0 + (x1 - x0) * k / stripes, x0 + (x1 - x0) * (k + 1) / stripes
        colour = work.shutter if k % 2 == 0 else rgb(0xEDE3CF)
        y = work.base + 2.1
        under = [(a, y, front + 1.05), (b, y, front + 1.05), (b, y + 0.45, front), (a, y + 0.45, front)]
        s.hexahedron("paint", under, [(x, py + 0.05, z) for x, py, z in under], colour)
    s.box("wood", (x0 + 0.1, 0.75, front + 0.1), (x1 - 0.1, 0.84, front + 0.75), work.timber)
    for x in (x0 + 0.2, x1 - 0.3):
        s.box("wood", (x, work.foot, front + 0.55), (x + 0.1, 0.78, front + 0.68), work.timber)
    for k in range(4):
        x = x0 + 0.35 + (x1 - x0 - 0.7) * k / 3
        colour = (rgb(0xB8452E), rgb(0xD9A441), rgb(0x6E8B3A), rgb(0x8A5A86))[k]
        s.box("wood", (x - 0.18, 0.84, front + 0.2), (x + 0.18, 0.98, front + 0.6))
        light = mixed(colour, (1.0, 1.0, 1.0), 0.25)
        s.blob("paint", (x, 0.98, front + 0.4), (0.15, 0.1, 0.17), colour, light, work.dice.many(6), detail=1)


def dormitory(work: Work) -> None:
    """A long house with a common room, and beds above."""
    house(work, DORMITORY)


def bunkhouse(work: Work) -> None:
    """One room with many beds."""
    house(work, BUNKHOUSE)


def warehouse(work: Work) -> None:
    """One room full of goods, with a broad door."""
    house(work, WAREHOUSE)


def stable(work: Work) -> None:
    """Stalls and hay behind a broad door."""
    house(work, STABLE)
