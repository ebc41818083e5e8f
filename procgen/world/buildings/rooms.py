"""Floors, inner walls and stairs: what divides a block into rooms."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
import scipy

from procgen.world.buildings.facade import Door, Storey
from procgen.world.buildings.pit import pit_sides
from procgen.world.buildings.walls import BACK, FRONT, RIGHT, Opening, panel
from procgen.world.buildings.work import SLAB_M, Block, Room, Work
from procgen.world.meshes import WHITE, mixed, rgb

PARTITION_M: Final = 0.12
STAIR_M: Final = 0.95
"""Width of stairs."""
_RISE_M: Final = 0.18
"""Of a step, at most."""
_TREADS_M: Final = (0.235, 0.21, 0.195)
"""The flattest that there is room for."""
_ENDS_M: Final = 1.4
"""Before and after a flight, together."""
_PASS_M: Final = 1.0
"""What stays free before a door."""
_PALE: Final = rgb(0xD8C6A8)
_CELL_M: Final = 0.12
_BODY_M: Final = 0.32
"""Half the width of who walks about, and a little more."""
_REACH_M: Final = 0.45


@dataclass(frozen=True, slots=True)
class Flight:
    """Stairs along the back wall of a block, from ``foot_x`` to ``head_x``."""

    foot_x: float
    head_x: float
    z0: float
    z1: float

    @property
    def hole(self) -> Block:
        """What the floor above leaves open."""
        low, high = sorted((self.foot_x, self.head_x))
        return Block(low, high, self.z0, self.z1)


def flight_of(inner: Block, rise: float, *, rightwards: bool) -> Flight | None:
    """Stairs that fit along the back wall, with room at both ends; None where there is none."""
    runs = [tread * risers_of(rise) for tread in _TREADS_M]
    run = next((run for run in runs if inner.width - run >= _ENDS_M), None)
    if run is None:
        return None
    spare = inner.width - run
    # The foot has more room than the head: doors and hearths are below.
    left = inner.x0 + spare * (0.5 if spare < 2.2 else 1.0 - 1.0 / spare)
    left = min(left, inner.x1 - run - min(0.8, spare / 2))
    z0, z1 = inner.z0, inner.z0 + STAIR_M
    if rightwards:
        return Flight(left, left + run, z0, z1)
    right = inner.x0 + inner.x1 - left
    return Flight(right, right - run, z0, z1)


def risers_of(rise: float) -> int:
    """Steps of a flight so high, metres."""
    return max(math.ceil(rise / _RISE_M - 1e-6), 2)


def lay_floor(work: Work, inner: Block, y: float, *, stone: bool = False, hole: Block | None = None) -> None:
    """Boards or flags on a slab, with a hole where stairs come up; its top at ``y``."""
    s, low = work.inner, y - SLAB_M if y > work.base + 0.5 else y - 0.04
    colour = mixed(WHITE, work.timber, 0.5)
    slot = "stone" if stone else "wood"
    if work.pit is not None and y < work.base + 0.5:
        parts = [part for part, _ in pit_sides(inner, work.pit, low, y)]
    else:
        parts = [inner] if hole is None else _around(inner, hole)
    for part in parts:
        s.box(slot, (part.x0, low, part.z0), (part.x1, y, part.z1), WHITE if stone else colour)


def _around(whole: Block, hole: Block) -> list[Block]:
    parts = (
        Block(whole.x0, whole.x1, hole.z1, whole.z1),
        Block(whole.x0, hole.x0, whole.z0, hole.z1),
        Block(hole.x1, whole.x1, whole.z0, hole.z1),
    )
    return [part for part in parts if part.width > 1e-3 and part.depth > 1e-3]


def ceil(work: Work, inner: Block, y: float) -> None:
    """A ceiling of boards with beams below it; its underside at ``y``."""
    s = work.inner
    s.box("wood", (inner.x0, y, inner.z0), (inner.x1, y + SLAB_M, inner.z1), mixed(_PALE, work.timber, 0.5))
    count = max(round(inner.width / 1.6), 1)
    for k in range(count):
        x = inner.x0 + inner.width * (k + 0.5) / count
        s.box("wood", (x - 0.07, y - 0.14, inner.z0), (x + 0.07, y, inner.z1), work.timber)


def climb(work: Work, flight: Flight, low: float, high: float, *, above: bool = False, goes_on: bool = False) -> None:
    """The steps of a flight and a railing round the hole above.

    Args:
        work: gains them.
        flight: where they are.
        low: height of the floor that they begin on.
        high: of that which they lead to.
        above: whether there is another flight below this one.
        goes_on: whether there is another one above it.
    """
    s, count = work.inner, risers_of(high - low)
    way = 1.0 if flight.head_x > flight.foot_x else -1.0
    tread = abs(flight.head_x - flight.foot_x) / count
    for k in range(count):
        a = flight.foot_x + way * tread * k
        x0, x1 = sorted((a, a + way * tread))
        top = low + (high - low) * (k + 1) / count
        # The lowest is closed below, as built-in stairs are; who climbs it walks under those above.
        under = max(top - 0.3, low) if above else low
        s.box("wood", (x0, under, flight.z0), (x1, top, flight.z1), mixed(work.timber, WHITE, 0.25))
    x0, x1 = sorted((flight.foot_x, flight.head_x - way * 0.1))
    for post in (x0, (x0 + x1) / 2, x1 - 0.06):
        s.box("wood", (post, high, flight.z1), (post + 0.06, high + 0.95, flight.z1 + 0.06), work.timber)
    s.box("wood", (x0, high + 0.88, flight.z1), (x1, high + 0.95, flight.z1 + 0.06), work.timber)
    if not goes_on:
        foot = sorted((flight.foot_x - way * 0.06, flight.foot_x))
        s.box("wood", (foot[0], high, flight.z0), (foot[1], high + 0.95, flight.z1 + 0.06), work.timber)
    work.spot("stairs", flight.foot_x, low, (flight.z0 + flight.z1) / 2)


def landing(flight: Flight, *, below: bool) -> Block:
    """The floor before a flight's foot, or after its head."""
    way = 1.0 if flight.head_x > flight.foot_x else -1.0
    end = flight.foot_x if below else flight.head_x
    ahead = sorted((end, end - way if below else end + way))
    return Block(ahead[0], ahead[1], flight.z0, flight.z1 + 0.35)


def door_clear(block: Block, door: Door, thick: float) -> Block:
    """The floor that a door opens over, and that one steps on."""
    mx, mz = block.middle
    half, deep = door.hole.width / 2 + 0.1, max(_PASS_M, door.hole.width / max(door.leaves, 1) + 0.1) + thick
    if door.side == FRONT:
        return Block(mx + door.hole.x - half, mx + door.hole.x + half, block.z1 - deep, block.z1)
    if door.side == BACK:
        return Block(mx - door.hole.x - half, mx - door.hole.x + half, block.z0, block.z0 + deep)
    z = mz - door.hole.x if door.side == RIGHT else mz + door.hole.x
    if door.side == RIGHT:
        return Block(block.x1 - deep, block.x1, z - half, z + half)
    return Block(block.x0, block.x0 + deep, z - half, z + half)


def divide(work: Work, inner: Block, storey: Storey, at_x: float, door_z: float) -> tuple[Room, Room]:
    """A wall across a block with a doorway in it, and the two rooms: left and right of it.

    Args:
        work: gains the wall.
        inner: the block's inner faces.
        storey: whose floor and ceiling it reaches.
        at_x: of its middle.
        door_z: of the doorway's middle.
    """
    s, half = work.inner, PARTITION_M / 2
    # In the frame of a wall that faces +x: x runs along -z.
    s.push((at_x + half, storey.y, 0.0), 90.0)
    hole = Opening("passage", -door_z, 0.0, 0.95, 2.05)
    lining = (work.style.inside[0], work.lining)
    panel(s, (-inner.z1, -inner.z0), (0.0, storey.top - storey.y), PARTITION_M, [hole], lining, lining)
    for x in (hole.x - 0.53, hole.x + 0.475):
        s.box("wood", (x, 0.0, -PARTITION_M - 0.015), (x + 0.055, 2.05, 0.015), work.timber)
    s.box("wood", (hole.x - 0.53, 2.05, -PARTITION_M - 0.015), (hole.x + 0.53, 2.12, 0.015), work.timber)
    s.pop()
    left, right = Block(inner.x0, at_x - half, inner.z0, inner.z1), Block(at_x + half, inner.x1, inner.z0, inner.z1)
    gap = (door_z - 0.55, door_z + 0.55)
    return (
        Room(left, storey.y, [Block(left.x1 - _PASS_M, left.x1, *gap)]),
        Room(right, storey.y, [Block(right.x0, right.x0 + _PASS_M, *gap)]),
    )


def overlaps(one: Block, other: Block, gap: float = 0.0) -> bool:
    """Whether two rectangles share any floor."""
    return one.x0 < other.x1 + gap and other.x0 < one.x1 + gap and one.z0 < other.z1 + gap and other.z0 < one.z1 + gap


def is_within(room: Room, spot: Block) -> bool:
    """Whether a rectangle lies on a room's floor."""
    floor = room.floor
    return (
        spot.x0 >= floor.x0 - 1e-6
        and spot.x1 <= floor.x1 + 1e-6
        and spot.z0 >= floor.z0 - 1e-6
        and spot.z1 <= floor.z1 + 1e-6
    )


def is_free(room: Room, spot: Block) -> bool:
    """Whether something fits at a place of a room."""
    return is_within(room, spot) and not any(overlaps(spot, other, -1e-6) for other in (*room.clear, *room.taken))


def stays_passable(room: Room, spot: Block, front: tuple[float, float]) -> bool:
    """Whether one still gets from everywhere to everywhere in a room once something stands at a place of it.

    Args:
        room: with what stands there already.
        spot: the new thing's rectangle.
        front: a place before it.
    """
    floor = room.floor
    columns, rows = max(int(floor.width / _CELL_M), 1), max(int(floor.depth / _CELL_M), 1)
    x = floor.x0 + (np.arange(columns) + 0.5) * floor.width / columns
    z = (floor.z0 + (np.arange(rows) + 0.5) * floor.depth / rows)[:, None]
    whole = (x > floor.x0 + _BODY_M) & (x < floor.x1 - _BODY_M) & (z > floor.z0 + _BODY_M) & (z < floor.z1 - _BODY_M)
    free = whole.copy()
    for other in room.taken:
        free &= ~_about(other, x, z)
    before, after = scipy.ndimage.label(free)[0], scipy.ndimage.label(free & ~_about(spot, x, z))[0]
    wanted = [*room.fronts]
    for each in room.clear:
        x0, x1 = max(each.x0, floor.x0), min(each.x1, floor.x1)
        z0, z1 = max(each.z0, floor.z0), min(each.z1, floor.z1)
        if x1 - x0 > 0.2 and z1 - z0 > 0.2:
            wanted.append(((x0 + x1) / 2, (z0 + z1) / 2))
    # What could not be got at before is not this piece's fault.
    wanted = [place for place in wanted if _part_at(before, x, z[:, 0], place)]
    found = {_part_at(after, x, z[:, 0], place) for place in (*wanted, front)}
    return len(found) == 1 and 0 not in found


def _about(block: Block, x: np.ndarray, z: np.ndarray) -> np.ndarray:
    """Where somebody's middle can't be because of what stands there."""
    inside = (x > block.x0 - _BODY_M) & (x < block.x1 + _BODY_M)
    return np.asarray(inside & (z > block.z0 - _BODY_M) & (z < block.z1 + _BODY_M))


def _part_at(parts: np.ndarray, x: np.ndarray, z: np.ndarray, place: tuple[float, float]) -> int:
    """The part of the free floor nearest to a place, 0 where none is within reach."""
    rows, columns = np.nonzero(parts)
    if not rows.size:
        return 0
    far = np.hypot(x[columns] - place[0], z[rows] - place[1])
    nearest = int(np.argmin(far))
    return int(parts[rows[nearest], columns[nearest]]) if float(far[nearest]) < _REACH_M else 0
