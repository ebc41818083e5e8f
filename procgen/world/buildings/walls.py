"""What is on walls: timbers, doors, windows, chimneys, porches; and what they stand on."""

from __future__ import annotations

from itertools import pairwise

from procgen.world.buildings.work import BRASS, DARK_WOOD, IRON, PLINTH_M, SETBACK_M, STOREY_M, Work
from procgen.world.meshes import WHITE, mixed, rgb

_DOOR_M = (1.0, 2.05)
_WINDOW_M = (0.8, 1.0)
_BEAM_M = 0.17


def plinth(work: Work, width: float, depth: float, x: float = 0.0, z: float = 0.0) -> None:
    """A plinth down into the ground."""
    low = (x - width / 2, work.foot, z - depth / 2)
    work.sculptor.box("stone", low, (x + width / 2, PLINTH_M, z + depth / 2))


def sides(work: Work, width: float, depth: float) -> tuple[tuple[float, float, float], ...]:
    """(turn, length, distance from the middle) of the walls: front, right, back, left."""
    w, d = width - 2 * SETBACK_M, depth - 2 * SETBACK_M
    return ((0.0, w, d / 2), (90.0, d, w / 2), (180.0, w, d / 2), (270.0, d, w / 2))


def timbers(work: Work, width: float, depth: float, height: float, x: float = 0.0, z: float = 0.0) -> None:
    """Posts, plates and braces on the four walls."""
    if not work.style.framed:
        if work.style.wooden:
            corner_posts(work, width, depth, height, x, z)
        return
    s = work.sculptor
    s.push((x, 0.0, z))
    for number, (turn, length, away) in enumerate(sides(work, width, depth)):
        s.push(turn_deg=turn)
        bays = max(round(length / 2.1), 1)
        places = [-length / 2 + length * i / bays for i in range(bays + 1)]
        levels = [PLINTH_M + 0.08]
        storey = STOREY_M
        while storey < height - 1.2:
            levels.append(storey)
            storey += STOREY_M
        levels.append(height - 0.1)
        for y in levels:
            s.beam("wood", (-length / 2, y, away), (length / 2, y, away), 0.12, _BEAM_M, work.timber)
        for i, px in enumerate(places):
            inset = _BEAM_M / 2 * (1 if i == 0 else -1 if i == bays else 0)
            s.beam("wood", (px + inset, PLINTH_M, away), (px + inset, height, away), _BEAM_M, 0.13, work.timber)
        for level in range(len(levels) - 1):
            for i in (0, bays - 1):
                if (number in (0, 2) and bays < 3) or work.dice.between(0, 1) < 0.25:
                    continue
                a, b = places[i], places[i + 1]
                if i == bays - 1 and bays > 1:
                    a, b = b, a
                s.beam(
                    "wood",
                    (a + (b - a) * 0.12, levels[level] + 0.05, away),
                    (a + (b - a) * 0.88, levels[level + 1] - 0.05, away),
                    0.14,
                    0.11,
                    work.timber,
                )
        s.pop()
    s.pop()


def corner_posts(work: Work, width: float, depth: float, height: float, x: float, z: float) -> None:
    """Posts at the four corners."""
    w, d = width / 2 - SETBACK_M, depth / 2 - SETBACK_M
    for sx in (-1.0, 1.0):
        for sz in (-1.0, 1.0):
            px, pz = x + sx * (w - 0.06), z + sz * (d - 0.06)
            work.sculptor.box("wood", (px - 0.11, 0.02, pz - 0.11), (px + 0.11, height, pz + 0.11), work.timber)


def door(work: Work, at: float, away: float, *, width: float = _DOOR_M[0], height: float = _DOOR_M[1]) -> None:
    """A door in the front wall: frame, boards, hinges, a handle, and a step before it."""
    s = work.sculptor
    half = width / 2
    colour = mixed(work.shutter, DARK_WOOD, 0.25)
    top = 0.12 + height
    s.box("wood", (at - half, 0.1, away - 0.05), (at + half, top, away + 0.05), mixed(colour, WHITE, 0.3))
    for i in range(1, 4):
        px = at - half + width * i / 4
        s.box("wood", (px - 0.012, 0.12, away + 0.04), (px + 0.012, top - 0.02, away + 0.06), colour)
    for side in (-1.0, 1.0):
        px = at + side * (half + 0.06)
        s.box("wood", (px - 0.07, 0.02, away - 0.04), (px + 0.07, top + 0.02, away + 0.1), work.timber)
    s.box("wood", (at - half - 0.18, top, away - 0.04), (at + half + 0.18, top + 0.16, away + 0.13), work.timber)
    for y in (0.55, top - 0.45):
        s.box("paint", (at - half + 0.04, y, away + 0.05), (at + half * 0.5, y + 0.06, away + 0.075), IRON)
    s.box("paint", (at + half * 0.66, 1.1, away + 0.05), (at + half * 0.78, 1.2, away + 0.12), BRASS)
    s.box("stone", (at - half - 0.2, work.foot, away - 0.05), (at + half + 0.2, 0.1, away + 0.55))


def window(
    work: Work,
    at: float,
    sill: float,
    away: float,
    *,
    size: tuple[float, float] = _WINDOW_M,
    shutters: bool = True,
    arched: bool = False,
) -> None:
    """A window in the wall before which it is put: frame, bars, panes, sill and shutters."""
    s = work.sculptor
    half, tall = size[0] / 2, size[1]
    front = away + 0.03
    pane = [(at - half, sill, front), (at + half, sill, front), (at + half, sill + tall, front)]
    pane += [(at - half, sill + tall, front)]
    if arched:
        pane[3:3] = [(at + half * 0.6, sill + tall + half * 0.75, front), (at, sill + tall + half, front)]
        pane[5:5] = [(at - half * 0.6, sill + tall + half * 0.75, front)]
    s.face("glass", pane)
    bar, out = 0.07, away + 0.09
    for px in (at - half - bar, at + half):
        s.box("wood", (px, sill - 0.02, away - 0.03), (px + bar, sill + tall, out), work.timber)
    if arched:
        arch = [(half + bar / 2, tall), (half * 0.62, tall + half * 0.82), (0.0, tall + half + bar / 2)]
        arch += [(-px, py) for px, py in reversed(arch[:-1])]
        for (ax, ay), (bx, by) in pairwise(arch):
            s.beam("wood", (at + ax, sill + ay, away + 0.03), (at + bx, sill + by, away + 0.03), 0.12, bar, work.timber)
    else:
        s.box(
            "wood",
            (at - half - bar, sill + tall, away - 0.03),
            (at + half + bar, sill + tall + bar, out),
            work.timber,
        )
    s.box("wood", (at - half - 0.12, sill - 0.09, away - 0.03), (at + half + 0.12, sill, away + 0.16), work.timber)
    s.box("wood", (at - 0.02, sill, away), (at + 0.02, sill + tall, away + 0.055), work.timber)
    s.box(
        "wood",
        (at - half, sill + tall * 0.5 - 0.02, away),
        (at + half, sill + tall * 0.5 + 0.02, away + 0.055),
        work.timber,
    )
    if shutters:
        leaf = half * 0.95
        for side in (-1.0, 1.0):
            x0 = at + side * (half + bar + leaf / 2 + 0.02)
            s.box(
                "wood",
                (x0 - leaf / 2, sill, away - 0.02),
                (x0 + leaf / 2, sill + tall, away + 0.06),
                work.shutter,
            )
            for y in (sill + 0.15, sill + tall - 0.22):
                s.box(
                    "wood",
                    (x0 - leaf / 2 + 0.03, y, away + 0.05),
                    (x0 + leaf / 2 - 0.03, y + 0.07, away + 0.085),
                    mixed(work.shutter, DARK_WOOD, 0.5),
                )


def windows(
    work: Work,
    width: float,
    depth: float,
    height: float,
    *,
    door: float | None = None,
    x: float = 0.0,
    z: float = 0.0,
    skip: tuple[int, ...] = (),
    shutters: bool = True,
) -> None:
    """Windows along the walls, storey by storey, where the door leaves room."""
    s = work.sculptor
    s.push((x, 0.0, z))
    for number, (turn, length, away) in enumerate(sides(work, width, depth)):
        if number in skip:
            continue
        s.push(turn_deg=turn)
        count = int((length - 0.6) / 2.1)
        sill = 1.0
        while sill + _WINDOW_M[1] + 0.35 < height:
            for i in range(count):
                px = length * ((i + 0.5) / count - 0.5)
                blocked = number == 0 and door is not None and sill < STOREY_M and abs(px - door) < 1.35
                if not blocked and (number != 2 or work.dice.between(0.0, 1.0) < 0.7):
                    window(work, px, sill, away, shutters=shutters)
            sill += STOREY_M
        s.pop()
    s.pop()


def chimney(work: Work, x: float, z: float, top: float) -> None:
    """From the ground inside the walls up through the roof, with a cap and two pots."""
    s = work.sculptor
    s.box("stone", (x - 0.38, 0.1, z - 0.32), (x + 0.38, top, z + 0.32), taper=0.03)
    s.box("stone", (x - 0.44, top, z - 0.38), (x + 0.44, top + 0.14, z + 0.38))
    for side in (-0.18, 0.18):
        s.column("paint", [(x + side, top + 0.12, z), (x + side, top + 0.42, z)], [0.12, 0.1], 8, rgb(0x9A5B3C))


def gable_window(work: Work, away: float, height: float, half: float) -> None:
    """A small window in the gable above the wall before which it is put."""
    if half * work.pitch > 1.5:
        window(work, 0.0, height + 0.12, away, size=(0.6, 0.7), shutters=False)


def porch(work: Work, at: float, away: float) -> None:
    """A small roof on two brackets over the door."""
    s = work.sculptor
    low, high = 2.42, 2.8
    half, out = 0.95, 0.85
    s.hexahedron(
        "wood",
        [
            (at - half, low, away + out),
            (at + half, low, away + out),
            (at + half, high, away - 0.03),
            (at - half, high, away - 0.03),
        ],
        [
            (at - half, low + 0.1, away + out),
            (at + half, low + 0.1, away + out),
            (at + half, high + 0.1, away - 0.03),
            (at - half, high + 0.1, away - 0.03),
        ],
        work.roof,
        top_slot="roof",
    )
    for side in (-1.0, 1.0):
        x = at + side * (half - 0.12)
        s.beam("wood", (x, 1.75, away), (x, low + 0.12, away + out - 0.15), 0.09, 0.09, work.timber)


def stilts(work: Work, width: float, depth: float, *, to: float = 0.05) -> None:
    """A floor of boards on posts that go down into the ground."""
    s = work.sculptor
    w, d = width / 2, depth / 2
    s.box("wood", (-w, to - 0.16, -d), (w, to, d), work.timber)
    for i in range(max(round(width / 2.4), 1) + 1):
        for j in range(max(round(depth / 2.4), 1) + 1):
            x = -w + 0.15 + (2 * w - 0.3) * i / max(round(width / 2.4), 1)
            z = -d + 0.15 + (2 * d - 0.3) * j / max(round(depth / 2.4), 1)
            s.column("wood", [(x, work.foot, z), (x, to - 0.1, z)], [0.14, 0.12], 8, work.timber)
