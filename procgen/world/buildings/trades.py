"""Where people work: barns, smithies, boathouses."""

from __future__ import annotations

from procgen.world.buildings.roofs import flat, gabled, roofed
from procgen.world.buildings.walls import corner_posts, door, plinth, stilts, timbers, window, windows
from procgen.world.buildings.work import DARK_WOOD, IRON, SETBACK_M, Work
from procgen.world.meshes import WHITE, mixed, rgb


def barn(work: Work) -> None:
    """A barn with a gate of two leaves and a ramp."""
    s = work.sculptor
    width, depth, height = work.width, work.depth, work.height
    plinth(work, width, depth)
    along_x = width > depth
    if work.style.pitch:
        tint, work.wall = work.wall, mixed(WHITE, rgb(0xA5523E), work.dice.between(0.0, 0.9))
        gabled(work, width, depth, height, along_x=along_x, slot="wood")
        work.wall = tint
    else:
        flat(work, width, depth, height)
    corner_posts(work, width, depth, height, 0.0, 0.0)
    front = depth / 2 - SETBACK_M
    half, tall = min(1.5, width / 2 - 0.5), min(2.7, height - 0.2)
    at = max(-(width / 2 - half - 0.2), min(width / 2 - half - 0.2, work.site.door_m))
    for side in (-1.0, 1.0):
        x0, x1 = sorted((at, at + side * half))
        s.box("wood", (x0 + 0.01, 0.08, front - 0.03), (x1 - 0.01, tall, front + 0.06), mixed(work.timber, WHITE, 0.3))
        for a, b in (((x0, 0.15), (x1, tall - 0.08)), ((x1, 0.15), (x0, tall - 0.08))):
            s.beam("wood", (a[0], a[1], front + 0.08), (b[0], b[1], front + 0.08), 0.05, 0.12, work.timber)
        for y in (0.16, tall - 0.12):
            s.beam("wood", (x0, y, front + 0.08), (x1, y, front + 0.08), 0.06, 0.16, work.timber)
        for x in (x0 + 0.06, x1 - 0.06):
            s.beam("wood", (x, 0.1, front + 0.08), (x, tall, front + 0.08), 0.12, 0.06, work.timber)
    s.box("wood", (at - half - 0.2, tall, front - 0.03), (at + half + 0.2, tall + 0.18, front + 0.14), work.timber)
    s.hexahedron(
        "stone",
        [
            (at - half, work.foot, front + 1.0),
            (at + half, work.foot, front + 1.0),
            (at + half, work.foot, front - 0.02),
            (at - half, work.foot, front - 0.02),
        ],
        [
            (at - half, 0.0, front + 1.0),
            (at + half, 0.0, front + 1.0),
            (at + half, 0.09, front - 0.02),
            (at - half, 0.09, front - 0.02),
        ],
    )
    if work.style.pitch and not along_x:
        window(work, 0.0, height + 0.3, front, size=(0.9, 0.9), shutters=True)


def smithy(work: Work) -> None:
    """A workshop with a forge."""
    s = work.sculptor
    width, depth, height = work.width, work.depth, work.height
    plinth(work, width, depth)
    # The door leads into the closed part; the forge stands under a roof on posts beside it.
    house = width * 0.58
    side = 1.0 if work.site.door_m <= 0.0 else -1.0
    middle = -side * (width - house) / 2
    top = roofed(work, house, depth, height, False, x=middle)
    timbers(work, house, depth, height, x=middle)
    front = depth / 2 - SETBACK_M
    at = max(middle - house / 2 + 0.9, min(middle + house / 2 - 0.9, work.site.door_m))
    door(work, at, front, width=1.2)
    windows(work, house, depth, height, x=middle, skip=(0, 1 if side > 0 else 3))
    edge, far = middle + side * house / 2, side * (width / 2 - 0.12)
    low = min(height - 0.3, 2.5)
    high = min(low + 0.9, height)
    back = -depth / 2 + 0.15
    x0, x1 = edge - side * 0.1, far + side * 0.1
    under = [(x0, high, front + 0.1), (x1, low, front + 0.1), (x1, low, back - 0.1), (x0, high, back - 0.1)]
    if side < 0:
        under = [under[1], under[0], under[3], under[2]]
    s.hexahedron("wood", under, [(x, y + 0.14, z) for x, y, z in under], work.roof, top_slot="roof")
    for z in (front - 0.1, 0.0, back + 0.1):
        s.box("wood", (far - 0.11, work.foot, z - 0.11), (far + 0.11, low + 0.08, z + 0.11), work.timber)
    s.beam("wood", (far, low - 0.05, front - 0.1), (far, low - 0.05, back + 0.1), 0.16, 0.16, work.timber)
    fx, fz = (edge + far) / 2, back + 0.85
    s.box("stone", (fx - 0.75, 0.2, fz - 0.6), (fx + 0.75, 1.05, fz + 0.6))
    s.box("paint", (fx - 0.5, 1.0, fz - 0.35), (fx + 0.5, 1.08, fz + 0.45), rgb(0x1C1A19))
    s.blob("glass", (fx, 1.08, fz + 0.05), (0.36, 0.09, 0.3), WHITE, WHITE, work.dice.many(6), roughness=0.3, detail=1)
    s.box("stone", (fx - 0.6, 1.04, fz - 0.62), (fx + 0.6, max(top, high) + 0.7, fz - 0.1), taper=0.1)
    az = min(fz + 2.0, front - 0.9)
    s.column("wood", [(fx, 0.2, az), (fx, 0.75, az)], [0.28, 0.26], 10, DARK_WOOD)
    s.box("paint", (fx - 0.14, 0.74, az - 0.12), (fx + 0.14, 0.88, az + 0.12), IRON)
    s.box("paint", (fx - 0.42, 0.87, az - 0.13), (fx + 0.3, 1.02, az + 0.13), IRON)
    s.column("paint", [(fx + 0.3, 0.9, az), (fx + 0.31, 0.99, az)], [0.1, 0.12], 6, IRON)


def boathouse(work: Work) -> None:
    """A house on stilts with a gate over the water."""
    s = work.sculptor
    width, depth, height = work.width, work.depth, work.height
    stilts(work, width, depth)
    tint = work.wall
    work.wall = mixed(WHITE, work.shutter, 0.35)
    if work.style.pitch:
        top = gabled(work, width, depth, height, along_x=False, slot="wood", base=0.05)
    else:
        work.pitch = 0.6
        top = gabled(work, width, depth, height, along_x=False, slot="wood", base=0.05)
    work.wall = tint
    corner_posts(work, width, depth, height + 0.05, 0.0, 0.0)
    front = depth / 2 - SETBACK_M
    windows(work, width, depth, height, door=0.0, skip=(0, 2), shutters=False)
    half, tall = min(1.1, width / 2 - 0.4), min(2.3, height - 0.1)
    at = max(-(width / 2 - half - 0.25), min(width / 2 - half - 0.25, work.site.door_m))
    for side in (-1.0, 1.0):
        x0, x1 = sorted((at, at + side * half))
        s.box("wood", (x0 + 0.01, 0.1, front - 0.02), (x1 - 0.01, tall, front + 0.06), mixed(work.shutter, WHITE, 0.2))
        s.beam("wood", (x0, 0.25, front + 0.08), (x1, tall - 0.15, front + 0.08), 0.05, 0.12, work.timber)
        for y in (0.25, tall - 0.15):
            s.beam("wood", (x0, y, front + 0.08), (x1, y, front + 0.08), 0.06, 0.14, work.timber)
    s.box("wood", (at - half, -0.06, front), (at + half, 0.05, front + 0.5), work.timber)
    # A beam with a hook under the gable lifts what is heavy.
    s.beam("wood", (0.0, top - 0.55, front - 0.2), (0.0, top - 0.55, front + 0.75), 0.14, 0.16, work.timber)
    s.beam("paint", (0.0, top - 1.2, front + 0.62), (0.0, top - 0.6, front + 0.62), 0.03, 0.03, IRON)
