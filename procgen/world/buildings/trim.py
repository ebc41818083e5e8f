"""What stands on, before and below houses: foundations, steps, stilts, chimneys, porches, balconies."""

from __future__ import annotations

import math
from typing import Final

from procgen.world.buildings.pit import pit_sides
from procgen.world.buildings.roofs import roof_slab
from procgen.world.buildings.walls import Opening, pop_side, push_side
from procgen.world.buildings.work import BRASS, IRON, Block, Work
from procgen.world.meshes import WHITE, Rgb, mixed, rgb

_TREAD_M: Final = 0.26
_RISE_M: Final = 0.18


def foundation(work: Work, block: Block, margin: float = 0.06) -> None:
    """Stone from the ground up to the floor; posts and boards where houses stand on stilts, unless a way goes down."""
    s = work.sculptor
    whole = Block(block.x0 - margin, block.x1 + margin, block.z0 - margin, block.z1 + margin)
    if work.pit is not None:
        for part, low in pit_sides(whole, work.pit, work.foot, work.base):
            s.box("stone", (part.x0, low, part.z0), (part.x1, work.base - 0.02, part.z1))
        return
    if work.style.name == "tropic":
        stilts(work, block, work.base)
        return
    s.box("stone", (whole.x0, work.foot, whole.z0), (whole.x1, work.base - 0.02, whole.z1))


def stilts(work: Work, block: Block, y: float) -> None:
    """A floor of boards on posts that go down into the ground."""
    s = work.sculptor
    s.box("wood", (block.x0, y - 0.18, block.z0), (block.x1, y, block.z1), work.timber)
    nx, nz = max(round(block.width / 2.4), 1), max(round(block.depth / 2.4), 1)
    for i in range(nx + 1):
        for j in range(nz + 1):
            x = block.x0 + 0.15 + (block.width - 0.3) * i / nx
            z = block.z0 + 0.15 + (block.depth - 0.3) * j / nz
            s.column("wood", [(x, work.foot, z), (x, y - 0.12, z)], [0.14, 0.12], 8, work.timber)


def steps(work: Work, x: float, front: float, width: float) -> None:
    """Steps from the ground up to a door in a front at z; as high as the floor is."""
    s = work.sculptor
    count = max(math.ceil(work.base / _RISE_M - 1e-6), 1)
    slot = "wood" if work.style.name == "tropic" else "stone"
    tread = 0.45 if count == 1 else _TREAD_M
    for k in range(count):
        top = work.base - work.base / count * k if count > 1 else work.base * 0.75
        z0, z1 = front + tread * k, front + tread * (k + 1)
        low = work.foot if slot == "stone" else top - 0.08
        s.box(
            slot,
            (x - width / 2, low, z0 - 0.02),
            (x + width / 2, top - 0.005, z1),
            work.timber if low > -0.2 else WHITE,
        )


def chimney(work: Work, x: float, z: float, foot: float, top: float) -> None:
    """From its foot up through the roof, with a cap and two pots."""
    s = work.sculptor
    s.box("stone", (x - 0.36, foot, z - 0.3), (x + 0.36, top, z + 0.3), taper=0.03)
    s.box("stone", (x - 0.42, top, z - 0.36), (x + 0.42, top + 0.13, z + 0.36))
    for side in (-0.17, 0.17):
        s.column("paint", [(x + side, top + 0.11, z), (x + side, top + 0.4, z)], [0.12, 0.1], 8, rgb(0x9A5B3C))


def hood(work: Work, at: float, away: float, y: float) -> None:
    """A small roof on two brackets over a door."""
    s = work.sculptor
    low, high, half, out = y + 2.3, y + 2.66, 0.9, 0.8
    under = [(at - half, low, away + out), (at + half, low, away + out), (at + half, high, away - 0.03)]
    under.append((at - half, high, away - 0.03))
    roof_slab(work, under, 0.1)
    for side in (-1.0, 1.0):
        x = at + side * (half - 0.12)
        s.beam("wood", (x, y + 1.7, away), (x, low + 0.12, away + out - 0.15), 0.09, 0.09, work.timber)


def porch(work: Work, block: Block, at: float, y: float, width: float, deep: float) -> None:
    """A roof on posts before the front, over the steps."""
    s, front = work.sculptor, block.z1
    x0, x1 = max(at - width / 2, block.x0), min(at + width / 2, block.x1)
    low, high = y + 2.25, y + 2.25 + deep * 0.45
    under = [(x0 - 0.15, low, front + deep + 0.12), (x1 + 0.15, low, front + deep + 0.12)]
    under += [(x1 + 0.15, high, front - 0.02), (x0 - 0.15, high, front - 0.02)]
    roof_slab(work, under, 0.11)
    places = [x0 + 0.08, x1 - 0.08]
    for x in places:
        s.box(
            "wood", (x - 0.07, work.foot, front + deep - 0.16), (x + 0.07, low + 0.06, front + deep - 0.02), work.timber
        )
    s.box("wood", (x0, low - 0.1, front + deep - 0.16), (x1, low + 0.02, front + deep - 0.04), work.timber)


def balcony(work: Work, block: Block, side: int, hole: Opening, y: float) -> None:
    """A platform with a railing before an upper storey's wall, under a window."""
    s = work.sculptor
    push_side(s, block, side, y)
    x0, x1, deep = hole.x - 1.3, hole.x + 1.3, 0.85
    s.box("wood", (x0, -0.12, -0.02), (x1, 0.0, deep), work.timber)
    for x in (x0 + 0.2, x1 - 0.2):
        s.beam("wood", (x, -0.75, 0.0), (x, -0.1, deep - 0.15), 0.1, 0.1, work.timber)
    colour = mixed(work.shutter, WHITE, 0.2)
    s.box("wood", (x0, 0.85, deep - 0.07), (x1, 0.93, deep), colour)
    for x in (x0 + 0.035, x1 - 0.035):
        s.box("wood", (x - 0.035, 0.85, 0.0), (x + 0.035, 0.93, deep - 0.07), colour)
    count = 9
    for k in range(count):
        x = x0 + 0.05 + (x1 - x0 - 0.1) * k / (count - 1)
        s.box("wood", (x - 0.03, 0.0, deep - 0.06), (x + 0.03, 0.86, deep - 0.01), colour)
    pop_side(s)


def flower_box(work: Work, block: Block, side: int, hole: Opening, y: float) -> None:
    """Flowers under a window."""
    s = work.sculptor
    push_side(s, block, side, y)
    x0, x1 = hole.x - hole.width / 2, hole.x + hole.width / 2
    s.box("wood", (x0, hole.y - 0.26, 0.02), (x1, hole.y - 0.08, 0.22), work.timber)
    petals: tuple[Rgb, ...] = (rgb(0xC23B3B), rgb(0xE0B13A), rgb(0xD678A8), rgb(0xF0EBDD))
    colour = work.dice.one_of(petals)
    for k in range(4):
        x = x0 + (x1 - x0) * (k + 0.5) / 4
        green = rgb(0x4E6B33)
        s.blob("paint", (x, hole.y - 0.05, 0.12), (0.11, 0.09, 0.1), green, colour, work.dice.many(6), detail=1)
    pop_side(s)


def lantern(work: Work, x: float, y: float, z: float) -> None:
    """A lamp on a bracket before a front at z."""
    s = work.sculptor
    s.box("paint", (x - 0.07, y + 0.25, z), (x + 0.07, y + 0.3, z + 0.24), IRON)
    s.box("ember", (x - 0.07, y, z + 0.09), (x + 0.07, y + 0.25, z + 0.23))
    s.box("paint", (x - 0.09, y - 0.03, z + 0.07), (x + 0.09, y, z + 0.25), IRON)


def sign(work: Work, x: float, y: float, z: float, colour: Rgb) -> None:
    """A sign on an iron arm before a front at z."""
    s = work.sculptor
    s.beam("paint", (x, y + 0.95, z - 0.05), (x, y + 0.95, z + 1.15), 0.06, 0.06, IRON)
    s.beam("paint", (x, y + 0.5, z), (x, y + 0.93, z + 0.6), 0.04, 0.04, IRON)
    for at in (z + 0.42, z + 1.02):
        s.beam("paint", (x, y + 0.72, at), (x, y + 0.93, at), 0.03, 0.03, IRON)
    s.box("wood", (x - 0.05, y, z + 0.28), (x + 0.05, y + 0.74, z + 1.12), mixed(work.timber, WHITE, 0.5))
    for face in (-1.0, 1.0):
        cx = x + face * 0.05
        s.box("paint", (cx - 0.02, y + 0.18, z + 0.5), (cx + 0.02, y + 0.56, z + 0.9), colour)
        s.box("paint", (cx - 0.024, y + 0.56, z + 0.55), (cx + 0.024, y + 0.64, z + 0.85), BRASS)


def bench(work: Work, x0: float, z: float) -> None:
    """A bench before a front at z."""
    s = work.sculptor
    s.box("wood", (x0, 0.38, z + 0.15), (x0 + 1.5, 0.46, z + 0.5), work.timber)
    for bx in (0.15, 1.25):
        s.box("wood", (x0 + bx, work.foot, z + 0.2), (x0 + bx + 0.08, 0.4, z + 0.45), work.timber)
