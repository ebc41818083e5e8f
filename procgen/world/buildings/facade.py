"""Walls of a block, storey by storey: where windows and doors are, and the timbers between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from procgen.world.buildings.walls import (
    BACK,
    FRONT,
    LEFT,
    RIGHT,
    WINDOW_M,
    Opening,
    frame_door,
    glaze,
    hang_door,
    hang_leaf,
    panel,
    pop_side,
    push_side,
    side_of,
)
from procgen.world.buildings.work import Block, Work
from procgen.world.meshes import WHITE

_BEAM_M: Final = 0.16
_OUT_M: Final = 0.035
"""How far timbers stand out of the wall."""
_LEAST_STOREY_M: Final = 2.45
_SIDES: Final = (FRONT, RIGHT, BACK, LEFT)


@dataclass(frozen=True, slots=True)
class Storey:
    """A storey of a block: its floor and its ceiling, above the building's origin."""

    y: float
    top: float
    stone: bool = False


@dataclass(frozen=True, slots=True)
class Door:
    """A hole on a storey of a side, with a leaf or without."""

    side: int
    hole: Opening
    storey: int = 0
    leaves: int = 1
    """0 for a passage, 2 for a gate of two leaves."""


@dataclass(frozen=True, slots=True)
class Windows:
    """How a block's windows are."""

    share: float = 0.8
    """Of the bays that have one."""
    size: tuple[float, float] = WINDOW_M
    sill: float = 0.95
    bay_m: float = 1.9
    sides: tuple[int, ...] = _SIDES


def storeys_of(work: Work, height: float, *, most: int = 2) -> list[Storey]:
    """The storeys that fit below the eaves; what is too little for another makes the last one's ceiling no higher."""
    count = max(min(int((height + 0.15) / _LEAST_STOREY_M), most), 1)
    each = height / count if count > 1 else min(height, 2.85)
    stone = work.chance(work.style.stone_foot)
    return [Storey(work.base + each * k, work.base + each * (k + 1), stone and k == 0) for k in range(count)]


def raise_walls(
    work: Work,
    block: Block,
    storeys: Sequence[Storey],
    top: float,
    doors: Sequence[Door] = (),
    *,
    skip: Sequence[int] = (),
    windows: Windows | None = None,
    blocked: Mapping[int, tuple[float, float]] | None = None,
    slot: str = "wall",
) -> None:
    """Put up the outer walls of a block.

    Args:
        work: gains them, and the leaves of doors.
        block: its outer faces.
        storeys: from the lowest.
        top: of the walls, above the last ceiling where there is a low attic.
        doors: holes that there must be.
        skip: sides without a wall, where another block stands.
        windows: how they are; none where None.
        blocked: by side, a stretch along x where no window is, as before another block.
        slot: what the walls are of.
    """
    windows, blocked = windows or Windows(share=0.0), blocked or {}
    for side in _SIDES:
        if side in skip:
            continue
        _, length, _ = side_of(block, side)
        # Ends of side walls lie inside the front's and the back's.
        shorter = work.thick if side in (RIGHT, LEFT) else 0.0
        span = (-length / 2 + shorter, length / 2 - shorter)
        for number, storey in enumerate(storeys):
            own = [door for door in doors if door.side == side and door.storey == number]
            holes = [door.hole for door in own]
            bays = _bays(span, windows.bay_m)
            if side in windows.sides:
                holes += _windows(work, storey, bays, holes, windows, blocked.get(side))
            last = number == len(storeys) - 1
            high = (top if last else storey.top) - storey.y
            push_side(work.sculptor, block, side, storey.y)
            outer = ("stone", WHITE) if storey.stone else (slot, work.wall)
            panel(work.sculptor, span, (0.0, high), work.thick, holes, outer, (work.style.inside[0], work.lining))
            for hole in holes:
                if hole.kind == "window":
                    glaze(work, hole, shutters=work.has_shutters)
            if work.style.framed and not storey.stone and slot == "wall":
                _timbers(work, bays, high, holes)
            pop_side(work.sculptor)
            for door in own:
                _hang(work, block, door, storey.y)
    if work.style.wooden and slot == "wall":
        _corner_posts(work, block, top, skip)


def _hang(work: Work, block: Block, door: Door, y: float) -> None:
    if door.leaves == 1:
        hang_door(work, block, door.side, door.hole, y, right=door.hole.x > 0.0)
    elif door.leaves == 2:
        hole = door.hole
        half = hole.width / 2
        frame_door(work, block, door.side, hole, y)
        for sign, right in ((-1.0, False), (1.0, True)):
            leaf = Opening("door", hole.x + sign * half / 2, hole.y, half, hole.height)
            hang_leaf(work, block, door.side, leaf, y, right=right)


def _bays(span: tuple[float, float], bay_m: float) -> list[tuple[float, float]]:
    length = span[1] - span[0]
    count = max(round(length / bay_m), 1)
    ends = [span[0] + length * k / count for k in range(count + 1)]
    return list(pairwise(ends))


def _windows(
    work: Work,
    storey: Storey,
    bays: Sequence[tuple[float, float]],
    holes: Sequence[Opening],
    windows: Windows,
    blocked: tuple[float, float] | None,
) -> list[Opening]:
    """One in the middle of most bays, where it keeps clear of doors."""
    width, height = windows.size
    found: list[Opening] = []
    room = storey.top - storey.y
    if room < windows.sill + height + 0.25:
        return found
    for a, b in bays:
        x = (a + b) / 2
        is_there = work.chance(windows.share)
        near = any(abs(x - hole.x) < (width + hole.width) / 2 + 0.35 for hole in holes)
        hidden = blocked is not None and blocked[0] - width < x < blocked[1] + width
        if is_there and not near and not hidden and b - a > width + 0.3:
            found.append(Opening("window", x, windows.sill, width, height))
    return found


def _timbers(work: Work, bays: Sequence[tuple[float, float]], high: float, holes: Sequence[Opening]) -> None:
    """Posts between bays, plates, and braces in bays without a hole, in the frame of the wall."""
    s, half = work.sculptor, _BEAM_M / 2
    ends = sorted({bays[0][0], *(b for _, b in bays)})

    def free(x: float) -> bool:
        return all(abs(x - hole.x) > hole.width / 2 + half for hole in holes)

    def bar(x0: float, x1: float, y0: float, y1: float) -> None:
        s.box("wood", (x0, y0, -0.05), (x1, y1, _OUT_M), work.timber)

    for k, x in enumerate(ends):
        middle = x + half if k == 0 else x - half if k == len(ends) - 1 else x
        if free(middle):
            bar(middle - half, middle + half, 0.0, high)
    low = [hole for hole in holes if hole.y < _BEAM_M]
    start = ends[0]
    for hole in sorted(low, key=lambda each: each.x):
        if hole.x - hole.width / 2 > start:
            bar(start, hole.x - hole.width / 2, 0.0, _BEAM_M)
        start = hole.x + hole.width / 2
    bar(start, ends[-1], 0.0, _BEAM_M)
    bar(ends[0], ends[-1], high - _BEAM_M, high)
    for k, (a, b) in enumerate(bays):
        if any(a < hole.x + hole.width / 2 and hole.x - hole.width / 2 < b for hole in holes):
            continue
        draw = work.dice.between(0.0, 1.0)
        y0, y1, x0, x1 = _BEAM_M, high - _BEAM_M, a + half, b - half
        if draw < 0.55:
            start_x, end_x = (x0, x1) if k < len(bays) / 2 else (x1, x0)
            s.beam("wood", (start_x, y0, -0.01), (end_x, y1, -0.01), 0.07, 0.12, work.timber)
            if draw < 0.18:
                s.beam("wood", (end_x, y0, -0.012), (start_x, y1, -0.012), 0.07, 0.12, work.timber)
        else:
            bar(x0 - 0.02, x1 + 0.02, high * 0.52 - 0.06, high * 0.52 + 0.06)


def _corner_posts(work: Work, block: Block, top: float, skip: Sequence[int]) -> None:
    """Posts at the corners between walls that there are."""
    corners = (
        (block.x0, block.z1, (LEFT, FRONT)),
        (block.x1, block.z1, (FRONT, RIGHT)),
        (block.x1, block.z0, (RIGHT, BACK)),
        (block.x0, block.z0, (BACK, LEFT)),
    )
    mx, mz = block.middle
    for x, z, sides in corners:
        if any(side in skip for side in sides):
            continue
        px, pz = x + (0.08 if x < mx else -0.08), z + (0.08 if z < mz else -0.08)
        work.sculptor.box("wood", (px - 0.11, work.base, pz - 0.11), (px + 0.11, top, pz + 0.11), work.timber)
