"""Roofs: solids that lie on a block's walls."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from procgen.world.buildings.work import OVERHANG_M, SETBACK_M, Block, Work
from procgen.world.meshes import WHITE, Point, mixed

OVER_M: Final = OVERHANG_M - SETBACK_M - 0.06
_RIM_M: Final = 0.42


def roof(work: Work, block: Block, y: float, form: str, *, along_x: bool, slot: str = "wall") -> float:
    """A roof on a block; returns the height of its top.

    Args:
        work: gains it.
        block: outer faces of the walls.
        y: top of the walls.
        form: "gable", "half_hip", "hip" or "flat".
        along_x: whether the ridge runs along x; else along z.
        slot: what gables are of.
    """
    if form == "flat":
        return flat(work, block, y)
    s = work.sculptor
    length, span = (block.width, block.depth) if along_x else (block.depth, block.width)
    x, z = block.middle
    s.push((x, y, z), 0.0 if along_x else 90.0)
    if form == "gable":
        top = _gable(work, length, span / 2, slot)
    else:
        top = _hipped(work, length, span / 2, 1.0 if form == "hip" else 0.45)
    s.pop()
    return y + top


def roof_slab(work: Work, under: Sequence[Point], thick: float, *, mirrored: bool = False) -> None:
    """A slab of boards that is covered as roofs are.

    Args:
        work: gains it.
        under: four corners of its underside, counter-clockwise seen from above.
        thick: metres upwards.
        mirrored: whether the corners are those of the slab's mirror image, and so the other way round.
    """
    corners = [under[k] for k in (1, 0, 3, 2)] if mirrored else under
    over = [(x, y + thick, z) for x, y, z in corners]
    work.sculptor.hexahedron("wood", corners, over, work.roof, top_slot="roof")


def _gable(work: Work, length: float, half: float, slot: str) -> float:
    s, rise = work.sculptor, half * work.pitch
    # Prisms run along z: a quarter turn lays the ridge along x.
    s.push(turn_deg=90.0)
    s.prism(slot, [(-half, -0.02), (half, -0.02), (0.0, rise)], -length / 2, length / 2, work.wall)
    s.pop()
    thick = work.style.roof_m
    gable = length / 2 + min(OVER_M, 0.3)
    low = -OVER_M * work.pitch
    for side in (1.0, -1.0):
        eaves = side * (half + OVER_M)
        under = [(-gable, low, eaves), (gable, low, eaves), (gable, rise, 0.0), (-gable, rise, 0.0)]
        roof_slab(work, under, thick, mirrored=side < 0)
        for end in (-gable, gable):
            s.beam("wood", (end, low + 0.04, eaves), (end, rise + 0.06, 0.0), 0.07, 0.22, work.timber)
    ridge = rise + thick + 0.02
    s.beam("wood", (-gable - 0.02, ridge, 0.0), (gable + 0.02, ridge, 0.0), 0.2, 0.12, mixed(work.timber, WHITE, 0.2))
    return rise + thick


def _hipped(work: Work, length: float, half: float, share: float) -> float:
    """A hip from so far below the ridge: 1 from the eaves; less leaves the lower part of a gable, of boards."""
    s, rise = work.sculptor, half * work.pitch
    # Where the lower part of a gable stays, it is little before the wall.
    end, side, thick = length / 2 + (OVER_M if share >= 1.0 else 0.12), half + OVER_M, work.style.roof_m
    low, top = -0.02, thick + rise
    corners = [(-end, side), (end, side), (end, -side), (-end, -side)]
    s.face("wood", [(px, low, pz) for px, pz in reversed(corners)], work.timber)
    edge = low + thick
    for k, (ax, az) in enumerate(corners):
        bx, bz = corners[(k + 1) % 4]
        s.face("wood", [(ax, low, az), (bx, low, bz), (bx, edge, bz), (ax, edge, az)], work.timber)
    # Up to where the hip begins, the ends are upright.
    begin = edge + (top - edge) * (1.0 - share)
    at = side * share
    ridge = max(end - side * share, 0.0)
    for way in (1.0, -1.0):
        front = [(-end * way, edge, side * way), (end * way, edge, side * way)]
        upper: list[Point] = [(end * way, begin, at * way), (ridge * way, top, 0.0)]
        if ridge > 0.0:
            upper.append((-ridge * way, top, 0.0))
        upper.append((-end * way, begin, at * way))
        if share >= 1.0:
            upper = upper[1:-1]
        s.face("roof", [*front, *upper], work.roof)
        hip: list[Point] = [(end * way, begin, at * way), (end * way, begin, -at * way), (ridge * way, top, 0.0)]
        s.face("roof", hip, work.roof)
        if share < 1.0:
            gable: list[Point] = [(end * way, edge, side * way), (end * way, edge, -side * way)]
            gable += [(end * way, begin, -at * way), (end * way, begin, at * way)]
            s.face("wood", gable, work.timber)
    return top


def flat(work: Work, block: Block, y: float) -> float:
    """A flat roof with a parapet round it, and the ends of its beams; returns the height of the parapet."""
    s, rim = work.sculptor, 0.26
    x0, x1, z0, z1 = block.x0, block.x1, block.z0, block.z1
    s.box("wall", (x0, y - 0.02, z0), (x1, y + 0.2, z1), work.wall, top_slot="roof")
    spans: Sequence[tuple[float, float, float, float]] = (
        (x0, x1, z1 - rim, z1), (x0, x1, z0, z0 + rim), (x0, x0 + rim, z0 + rim, z1 - rim),
        (x1 - rim, x1, z0 + rim, z1 - rim),
    )  # fmt: skip
    for a, b, c, d in spans:
        s.box("wall", (a, y + 0.1, c), (b, y + _RIM_M, d), work.wall, taper=0.03)
    if work.style.name == "modules":
        colour = work.shutter
        s.box("paint", (x0 - 0.02, y - 0.3, z1 - 0.01), (x1 + 0.02, y - 0.16, z1 + 0.03), colour)
        s.box("paint", (x0 + 0.6, y + 0.18, z0 + 0.6), (x0 + 1.5, y + 0.75, z0 + 1.5), mixed(WHITE, colour, 0.15))
        return y + 0.75
    count = max(int(block.width / 1.1), 2)
    for k in range(count):
        bx = x0 + 0.4 + (block.width - 0.8) * k / (count - 1)
        s.beam("wood", (bx, y - 0.2, z1 - 0.2), (bx, y - 0.2, z1 + 0.26), 0.13, 0.13, work.timber)
    return y + _RIM_M


def lean_to(work: Work, block: Block, side_x: float, low: float, high: float) -> None:
    """A roof that falls away from a higher wall.

    Args:
        work: gains it.
        block: outer faces of the walls below it.
        side_x: 1 where it falls towards +x, else -1.
        low: height at its lower wall.
        high: at the higher one.
    """
    s, thick = work.sculptor, work.style.roof_m
    near, far = (block.x0, block.x1) if side_x > 0 else (block.x1, block.x0)
    slope = (high - low) / max(abs(far - near), 0.1)
    out = far + side_x * 0.3
    y_out = low - 0.3 * slope
    z0, z1 = block.z0 - 0.25, block.z1 + 0.25
    under: list[Point] = [(near, high, z1), (out, y_out, z1), (out, y_out, z0), (near, high, z0)]
    roof_slab(work, under, thick, mirrored=side_x < 0)
    # The triangles between the walls' level tops and the slope.
    for z in (block.z0, block.z1 - work.thick):
        outline = [(near, low - 0.02), (far, low - 0.02), (near, high)]
        if side_x < 0:
            outline = [outline[1], outline[0], outline[2]]
        s.prism("wall", outline, z, z + work.thick, work.wall)


def dormer(work: Work, x: float, z: float, y: float, width: float, height: float, depth: float) -> None:
    """A small gabled house on a slope that faces +z; ``y`` is the foot of its front, ``z`` its front."""
    s = work.sculptor
    half = width / 2
    s.push((x, y, z))
    s.box("wall", (-half, -0.6, -depth), (half, height, 0.0), work.wall)
    rise = half * 0.9
    s.prism("wall", [(-half, height - 0.02), (half, height - 0.02), (0.0, height + rise)], -depth, 0.0, work.wall)
    for side in (1.0, -1.0):
        a, b = side * (half + 0.14), height - 0.14 * 0.9
        under = [(a, b, 0.16), (a, b, -depth), (0.0, height + rise, -depth), (0.0, height + rise, 0.16)]
        roof_slab(work, under, 0.09, mirrored=side < 0)
    s.pop()


def battlements(work: Work, block: Block, y: float, rim: float) -> None:
    """A platform with merlons round it."""
    s = work.sculptor
    s.box("wall", (block.x0, y - 0.02, block.z0), (block.x1, y + 0.2, block.z1), work.wall, top_slot="stone")
    for side_x in (True, False):
        length = block.width if side_x else block.depth
        count = max(round(length / 1.3), 2) * 2 - 1
        step = length / count
        for k in range(count):
            a = -length / 2 + step * k
            high = 1.15 if k % 2 == 0 else 0.55
            for end in (-1.0, 1.0):
                mx, mz = block.middle
                away = (block.depth if side_x else block.width) / 2
                inner, outer = sorted((end * away, end * (away - rim)))
                if side_x:
                    s.box("wall", (mx + a, y + 0.2, mz + inner), (mx + a + step, y + 0.2 + high, mz + outer), work.wall)
                elif rim <= a + length / 2 and a + step <= length / 2 - rim + 1e-6:
                    s.box("wall", (mx + inner, y + 0.2, mz + a), (mx + outer, y + 0.2 + high, mz + a + step), work.wall)


def spire(work: Work, block: Block, y: float, tall: float) -> float:
    """A pyramid on a tower; returns the height of its tip."""
    s = work.sculptor
    x, z = block.middle
    ox, oz = block.width / 2 + 0.25, block.depth / 2 + 0.25
    corners = [(x - ox, z + oz), (x + ox, z + oz), (x + ox, z - oz), (x - ox, z - oz)]
    s.face("wood", [(px, y, pz) for px, pz in reversed(corners)], work.timber)
    for k, (ax, az) in enumerate(corners):
        bx, bz = corners[(k + 1) % 4]
        s.face("roof", [(ax, y, az), (bx, y, bz), (x, y + tall, z)], work.roof)
    return y + tall
