"""Where people live and meet: houses, inns, halls, shops."""

from __future__ import annotations

from procgen.world.buildings.roofs import hipped, roofed
from procgen.world.buildings.walls import chimney, door, gable_window, plinth, porch, stilts, timbers, windows
from procgen.world.buildings.work import BRASS, IRON, SETBACK_M, Work
from procgen.world.meshes import WHITE, mixed, rgb


def house(work: Work) -> None:
    """A dwelling, and what most others are built upon."""
    s = work.sculptor
    width, depth, height = work.width, work.depth, work.height
    if work.style.plinth:
        plinth(work, width, depth)
    else:
        stilts(work, width, depth)
    along_x = width >= depth * 0.9
    top = roofed(work, width, depth, height, along_x)
    timbers(work, width, depth, height)
    windows(work, width, depth, height, door=work.door_at)
    front = depth / 2 - SETBACK_M
    door(work, work.door_at, front)
    if work.style.pitch and not along_x:
        gable_window(work, front, height, width / 2)
    if work.style.pitch and along_x and width > 3.5:
        for turn in (90.0, 270.0):
            s.push(turn_deg=turn)
            gable_window(work, width / 2 - SETBACK_M, height, depth / 2)
            s.pop()
    if work.style.name != "tropic":
        side = work.dice.one_of((-1.0, 1.0))
        if work.style.pitch and along_x:
            chimney(work, side * (width / 2 - 1.0), -depth * 0.08, top + 0.55)
        elif work.style.pitch:
            chimney(work, width * 0.08, side * (depth / 2 - 1.0), top + 0.55)
        else:
            chimney(work, side * (width / 2 - 0.9), -depth / 2 + 0.9, top + 0.5)
    if work.style.pitch and work.dice.between(0.0, 1.0) < 0.6:
        porch(work, work.door_at, front)


def inn(work: Work) -> None:
    """A house with a sign, lamps and a bench."""
    house(work)
    s = work.sculptor
    front = work.depth / 2 - SETBACK_M
    side = 1.0 if work.door_at <= 0.0 else -1.0
    x = work.door_at + side * 1.25
    s.beam("paint", (x, 3.05, front - 0.05), (x, 3.05, front + 1.15), 0.06, 0.06, IRON)
    s.beam("paint", (x, 2.6, front), (x, 3.03, front + 0.6), 0.04, 0.04, IRON)
    for z in (front + 0.42, front + 1.02):
        s.beam("paint", (x, 2.82, z), (x, 3.03, z), 0.03, 0.03, IRON)
    s.box("wood", (x - 0.05, 2.14, front + 0.28), (x + 0.05, 2.84, front + 1.12), mixed(work.timber, WHITE, 0.5))
    for face in (-1.0, 1.0):
        # A mug, in relief: what an inn sells.
        s.box("paint", (x + face * 0.05 - 0.02, 2.28, front + 0.52), (x + face * 0.05 + 0.02, 2.66, front + 0.8), BRASS)
        s.box("paint", (x + face * 0.05 - 0.02, 2.36, front + 0.8), (x + face * 0.05 + 0.02, 2.56, front + 0.9), BRASS)
        s.box(
            "paint",
            (x + face * 0.05 - 0.024, 2.62, front + 0.5),
            (x + face * 0.05 + 0.024, 2.72, front + 0.82),
            rgb(0xF2EBDD),
        )
    for lamp in (-0.85, 0.85):
        lx = work.door_at + lamp
        if abs(lx) < work.width / 2 - 0.3:
            s.box("paint", (lx - 0.07, 1.95, front), (lx + 0.07, 2.0, front + 0.24), IRON)
            s.box("glass", (lx - 0.08, 1.7, front + 0.08), (lx + 0.08, 1.95, front + 0.24))
    s.box("wood", (-work.width / 2 + 0.5, 0.38, front + 0.15), (-work.width / 2 + 2.0, 0.46, front + 0.5), work.timber)
    for bx in (0.65, 1.8):
        x0 = -work.width / 2 + bx
        s.box("wood", (x0, work.foot, front + 0.2), (x0 + 0.08, 0.4, front + 0.45), work.timber)


def hall(work: Work) -> None:
    """A hall with a broad door."""
    if not work.style.pitch:
        house(work)
        return
    s = work.sculptor
    width, depth, height = work.width, work.depth, work.height
    plinth(work, width, depth)
    top = hipped(work, width, depth, height)
    timbers(work, width, depth, height)
    front = depth / 2 - SETBACK_M
    at = work.door_at
    windows(work, width, depth, height, door=at)
    door(work, at, front, width=1.7, height=2.3)
    for side in (-1.0, 1.0):
        x = at + side * 1.35
        s.box("stone", (x - 0.22, work.foot, front + 0.9), (x + 0.22, 0.4, front + 1.34))
        s.column("wood", [(x, 0.38, front + 1.12), (x, 2.75, front + 1.12)], [0.15, 0.13], 10, work.timber)
    s.push((at, 0.0, 0.0))
    half, low, rise = 1.75, 2.72, 1.0
    outline = [(-half, low), (half, low), (half, low + 0.15), (0.0, low + rise + 0.15), (-half, low + 0.15)]
    s.prism("wood", outline, front - 0.05, front + 1.35, work.timber)
    for side in (-1.0, 1.0):
        ends = [(side * (half + 0.12), low + 0.1), (0.0, low + rise + 0.17)]
        if side > 0:
            ends.reverse()
        (ax, ay), (bx, by) = ends
        under = [(ax, ay, front + 1.5), (bx, by, front + 1.5), (bx, by, front - 0.05), (ax, ay, front - 0.05)]
        s.hexahedron("wood", under, [(x, y + 0.1, z) for x, y, z in under], work.roof, top_slot="roof")
    s.pop()
    s.column("wood", [(0.0, top - 0.3, 0.0), (0.0, top + 1.5, 0.0)], [0.07, 0.04], 8, work.timber)
    s.box("paint", (0.03, top + 0.8, -0.015), (0.95, top + 1.4, 0.015), work.shutter)
    chimney(work, width / 2 - 1.3, -depth / 4, top + 0.2)


def shop(work: Work) -> None:
    """A house with wares before it."""
    house(work)
    s = work.sculptor
    front = work.depth / 2 - SETBACK_M
    room = work.width / 2 - abs(work.door_at) + 0.0
    side = -1.0 if work.door_at >= 0.0 else 1.0
    if room < 1.6:
        return
    x0 = work.door_at + side * 0.95
    x1 = side * (work.width / 2 - 0.15)
    low, high = min(x0, x1), max(x0, x1)
    stripes = max(int((high - low) / 0.4), 2)
    for i in range(stripes):
        a, b = low + (high - low) * i / stripes, low + (high - low) * (i + 1) / stripes
        colour = work.shutter if i % 2 == 0 else rgb(0xEDE3CF)
        under = [(a, 2.15, front + 1.05), (b, 2.15, front + 1.05), (b, 2.62, front), (a, 2.62, front)]
        s.hexahedron("paint", under, [(x, y + 0.05, z) for x, y, z in under], colour)
    s.box("wood", (low + 0.1, 0.75, front + 0.1), (high - 0.1, 0.84, front + 0.75), work.timber)
    for x in (low + 0.2, high - 0.3):
        s.box("wood", (x, work.foot, front + 0.55), (x + 0.1, 0.78, front + 0.68), work.timber)
    for i in range(4):
        x = low + 0.35 + (high - low - 0.7) * i / 3
        colour = (rgb(0xB8452E), rgb(0xD9A441), rgb(0x6E8B3A), rgb(0x8A5A86))[i]
        s.box("wood", (x - 0.18, 0.84, front + 0.2), (x + 0.18, 0.98, front + 0.6), WHITE)
        s.blob(
            "paint",
            (x, 0.98, front + 0.4),
            (0.15, 0.1, 0.17),
            colour,
            mixed(colour, WHITE, 0.25),
            work.dice.many(6),
            detail=1,
        )
