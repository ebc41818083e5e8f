"""Walls with two sides, and the openings in them: doors, windows, passages."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from procgen.world.buildings.work import BRASS, IRON, Block, Leaf, Work
from procgen.world.meshes import WHITE, Model, Rgb, Sculptor, mixed, rgb

DOOR_M: Final = (1.0, 2.05)
WINDOW_M: Final = (0.8, 1.0)
OPEN_DEG: Final = 105.0
FRONT, RIGHT, BACK, LEFT = 0, 1, 2, 3
"""Sides of a block; each is a quarter turn from the one before."""


@dataclass(frozen=True, slots=True)
class Opening:
    """A hole in a wall: along it from its middle, seen from outside, and up from the wall's foot."""

    kind: str
    """"door", "window", "arch" or "passage"."""
    x: float
    y: float
    width: float
    height: float


def side_of(block: Block, side: int) -> tuple[float, float, float]:
    """Turn, length and distance from the middle of a block's side."""
    along_x = side in (FRONT, BACK)
    return 90.0 * side, block.width if along_x else block.depth, (block.depth if along_x else block.width) / 2


def push_side(sculptor: Sculptor, block: Block, side: int, y: float = 0.0) -> None:
    """Put what follows in a wall's frame: x along it, y up, z out of its outer face."""
    turn, _, away = side_of(block, side)
    x, z = block.middle
    sculptor.push((x, y, z), turn)
    sculptor.push((0.0, 0.0, away))


def pop_side(sculptor: Sculptor) -> None:
    """Back from a wall's frame."""
    sculptor.pop()
    sculptor.pop()


def panel(
    s: Sculptor,
    span: tuple[float, float],
    rise: tuple[float, float],
    thick: float,
    holes: Sequence[Opening],
    outer: tuple[str, Rgb],
    inner: tuple[str, Rgb],
) -> None:
    """A wall with holes through it, in the frame of its outer face: a closed solid.

    Args:
        s: where it is put.
        span: its ends along x.
        rise: its foot and top.
        thick: metres.
        holes: that lie within it; y counts from 0 of the frame.
        outer: material and tint of the outer side, the ends and the edges of holes.
        inner: of the inner side.
    """
    rects = [(h.x - h.width / 2, h.x + h.width / 2, h.y, h.y + h.height) for h in holes]
    clipped = [
        (max(a, span[0]), min(b, span[1]), max(c, rise[0]), min(d, rise[1]))
        for a, b, c, d in rects
        if b > span[0] and a < span[1] and d > rise[0] and c < rise[1]
    ]
    xs = sorted({round(v, 4) for v in (*span, *(r[0] for r in clipped), *(r[1] for r in clipped))})
    ys = sorted({round(v, 4) for v in (*rise, *(r[2] for r in clipped), *(r[3] for r in clipped))})

    def solid(i: int, j: int) -> bool:
        if not (0 <= i < len(xs) - 1 and 0 <= j < len(ys) - 1):
            return False
        x, y = (xs[i] + xs[i + 1]) / 2, (ys[j] + ys[j + 1]) / 2
        return not any(a < x < b and c < y < d for a, b, c, d in clipped)

    for i, (a, b) in enumerate(pairwise(xs)):
        for j, (c, d) in enumerate(pairwise(ys)):
            if not solid(i, j):
                continue
            s.face(outer[0], [(a, c, 0.0), (b, c, 0.0), (b, d, 0.0), (a, d, 0.0)], outer[1])
            s.face(inner[0], [(b, c, -thick), (a, c, -thick), (a, d, -thick), (b, d, -thick)], inner[1])
            if not solid(i - 1, j):
                s.face(outer[0], [(a, c, -thick), (a, c, 0.0), (a, d, 0.0), (a, d, -thick)], outer[1])
            if not solid(i + 1, j):
                s.face(outer[0], [(b, c, 0.0), (b, c, -thick), (b, d, -thick), (b, d, 0.0)], outer[1])
            if not solid(i, j - 1):
                s.face(outer[0], [(a, c, -thick), (b, c, -thick), (b, c, 0.0), (a, c, 0.0)], outer[1])
            if not solid(i, j + 1):
                s.face(outer[0], [(a, d, 0.0), (b, d, 0.0), (b, d, -thick), (a, d, -thick)], outer[1])


def glaze(work: Work, hole: Opening, *, shutters: bool = False) -> None:
    """Frame, bars, pane, sill and shutters of a window, in the frame of its wall's outer face."""
    s, half, bar = work.sculptor, hole.width / 2, 0.06
    x0, x1, y0, y1 = hole.x - half, hole.x + half, hole.y, hole.y + hole.height
    deep = -min(0.12, work.thick * 0.5)
    for px in (x0, x1 - bar):
        s.box("wood", (px, y0, deep - 0.03), (px + bar, y1, deep + 0.03), work.timber)
    for py in (y0, y1 - bar):
        s.box("wood", (x0 + bar, py, deep - 0.03), (x1 - bar, py + bar, deep + 0.03), work.timber)
    s.box("wood", (hole.x - 0.018, y0 + bar, deep - 0.02), (hole.x + 0.018, y1 - bar, deep + 0.02), work.timber)
    if hole.height > 0.8:
        py = y0 + hole.height * 0.55
        s.box("wood", (x0 + bar, py - 0.018, deep - 0.02), (x1 - bar, py + 0.018, deep + 0.02), work.timber)
    s.face("pane", [(x0, y0, deep), (x1, y0, deep), (x1, y1, deep), (x0, y1, deep)])
    s.box("wood", (x0 - 0.1, y0 - 0.08, -0.02), (x1 + 0.1, y0, 0.12), work.timber)
    if work.style.name in ("stone", "brick") or work.thick > 0.4:
        slot = "wood" if work.style.name == "adobe" else "stone"
        s.box(slot, (x0 - 0.14, y1, -0.02), (x1 + 0.14, y1 + 0.17, 0.03), work.timber if slot == "wood" else WHITE)
    if shutters:
        leaf = half * 0.95
        for side in (-1.0, 1.0):
            x = hole.x + side * (half + leaf / 2 + 0.05)
            s.box("paint", (x - leaf / 2, y0, 0.0), (x + leaf / 2, y1, 0.045), work.shutter)
            for y in (y0 + 0.12, y1 - 0.2):
                low, high = (x - leaf / 2 + 0.03, y, 0.04), (x + leaf / 2 - 0.03, y + 0.07, 0.065)
                s.box("paint", low, high, mixed(work.shutter, IRON, 0.35))


def blind_window(work: Work, at: float, sill: float, away: float, size: tuple[float, float]) -> None:
    """A small window on a wall that has no hole, where nobody looks out: frame and dark pane."""
    s, half, tall, bar = work.sculptor, size[0] / 2, size[1], 0.06
    s.face(
        "glass",
        [(at - half, sill, away + 0.03), (at + half, sill, away + 0.03), (at + half, sill + tall, away + 0.03),
         (at - half, sill + tall, away + 0.03)],
    )  # fmt: skip
    for px in (at - half - bar, at - 0.02, at + half):
        wide = 0.04 if px == at - 0.02 else bar
        s.box("wood", (px, sill - 0.02, away - 0.03), (px + wide, sill + tall, away + 0.07), work.timber)
    for py in (sill - bar, sill + tall):
        s.box("wood", (at - half - bar, py, away - 0.03), (at + half + bar, py + bar, away + 0.08), work.timber)


def frame_door(work: Work, block: Block, side: int, hole: Opening, y: float) -> None:
    """Posts and lintel around a door's hole; arguments are those of :func:`hang_leaf`."""
    s = work.sculptor
    push_side(s, block, side, y)
    half = hole.width / 2
    for px in (hole.x - half - 0.1, hole.x + half):
        s.box("wood", (px, hole.y, -0.03), (px + 0.1, hole.y + hole.height, 0.07), work.timber)
    top = hole.y + hole.height
    s.box("wood", (hole.x - half - 0.18, top, -0.03), (hole.x + half + 0.18, top + 0.16, 0.09), work.timber)
    pop_side(s)


def hang_door(work: Work, block: Block, side: int, hole: Opening, y: float, *, right: bool = False) -> None:
    """A door's frame and its one leaf, as :func:`hang_leaf` has it."""
    frame_door(work, block, side, hole, y)
    hang_leaf(work, block, side, hole, y, right=right)


def hang_leaf(work: Work, block: Block, side: int, hole: Opening, y: float, *, right: bool = False) -> None:
    """A leaf, which opens inwards.

    Args:
        work: gains it.
        block: whose wall has the hole.
        side: of the block.
        hole: in the wall; of a gate of two leaves this one's half.
        y: height of the wall's frame.
        right: whether the hinges are on the right, seen from outside.
    """
    half = hole.width / 2
    turn, _, away = side_of(block, side)
    # The wall's frame as :func:`push_side` has it: x to the right, out along its normal.
    c, n = math.cos(math.radians(turn)), math.sin(math.radians(turn))
    edge = hole.x + (half if right else -half)
    out = away - work.thick * 0.6
    mx, mz = block.middle
    x, z = mx + edge * c + out * n, mz - edge * n + out * c
    width = hole.width - 0.02
    name = f"{work.name} door {len(work.leaves) + 1}"
    model = _leaf(work, name, -width if right else 0.0, width, hole.height - 0.02)
    # Seen from above, a leaf hinged on the left opens inwards counter-clockwise.
    opens = -OPEN_DEG if right else OPEN_DEG
    work.leaves.append(Leaf(name, model, x, y + hole.y + 0.01, z, turn, opens))


def _leaf(work: Work, name: str, x0: float, width: float, height: float) -> Model:
    colour = mixed(work.shutter, rgb(0x8A6A48), 0.35)
    s = Sculptor()
    s.box("paint", (x0, 0.0, -0.03), (x0 + width, height, 0.03), colour)
    for i in range(1, 5):
        px = x0 + width * i / 5
        for z in (-0.034, 0.026):
            s.box("paint", (px - 0.01, 0.02, z), (px + 0.01, height - 0.02, z + 0.008), mixed(colour, IRON, 0.5))
    hinge = x0 + width if x0 < 0.0 else x0
    way = -1.0 if x0 < 0.0 else 1.0
    for y in (0.3, height - 0.4):
        low, high = sorted((hinge + way * 0.02, hinge + way * width * 0.7))
        s.box("paint", (low, y, 0.028), (high, y + 0.06, 0.042), IRON)
    knob = sorted((hinge + way * width * 0.86, hinge + way * width * 0.94))
    for z in (-0.08, 0.03):
        s.box("paint", (knob[0], 0.98, z), (knob[1], 1.06, z + 0.05), BRASS)
    return s.model(name)
