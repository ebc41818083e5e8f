"""What plants are put together from: trunks, tiers of needles, crowns of leaves, fronds, blades and tufts."""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from procgen.world.meshes import Dice, Point, Rgb, Sculptor, mixed, rgb

BARK: Final = rgb(0x5B4735)
BARK_DARK: Final = rgb(0x3F3227)
_MOST_TWIGS: Final = 44
SUNK_M: Final = -0.35
"""Trunks and stones go so deep into the ground: on a slope nothing stands on air."""


def trunk(s: Sculptor, dice: Dice, height: float, radius: float, colour: Rgb, *, bend: float = 0.04) -> list[Point]:
    """A trunk whose foot spreads; returns the points of its middle line."""
    lean = dice.many(2) * 2.0 - 1.0
    steps = 5
    path: list[Point] = [(0.0, SUNK_M, 0.0)]
    radii = [radius * 1.9]
    for i in range(steps + 1):
        t = i / steps
        x, z = (float(way) * bend * height * t * t for way in lean)
        path.append((x, height * t, z))
        radii.append(radius * (1.5 if i == 0 else 1.0 - 0.62 * t))
    # It spreads near the ground alone: else it would be a cone.
    foot = min(1.6 * radius, 0.15 * height)
    rings, girths = [*path[:2], (0.0, foot, 0.0), *path[2:]], [*radii[:2], radius * 1.04, *radii[2:]]
    s.column("foliage", rings, girths, 7, [mixed(colour, BARK_DARK, 0.4), *[colour] * (steps + 2)])
    return path


def tier(s: Sculptor, dice: Dice, at: Point, reach: float, thick: float, low: Rgb, high: Rgb) -> None:
    """A cone whose rim hangs down in points, closed below."""
    jitter = dice.many(22)
    points = (11, 7, 5)[s.coarse]
    turn = dice.between(0.0, 2.0 * math.pi)
    rim, inner = [], []
    for i in range(points):
        angle = turn + 2.0 * math.pi * (i + 0.35 * float(jitter[i])) / points
        out = reach * (0.82 + 0.36 * float(jitter[points + i]))
        rim.append((at[0] + out * math.cos(angle), at[1] - 0.16 * out, at[2] - out * math.sin(angle)))
        between = turn + 2.0 * math.pi * (i + 0.5 + 0.2 * float(jitter[i])) / points
        near = reach * 0.62
        inner.append((at[0] + near * math.cos(between), at[1] + 0.02, at[2] - near * math.sin(between)))
    tip = np.array((at[0], at[1] + thick, at[2]))
    below = np.array((at[0], at[1] + thick * 0.12, at[2]))
    ring = np.array([corner for pair in zip(rim, inner, strict=True) for corner in pair])
    after = np.roll(ring, -1, axis=0)
    middle = np.array(at)
    tints = np.array([high if i % 2 == 0 else mixed(low, high, 0.35) for i in range(2 * points)])
    positions, normals, colours = [], [], []
    for i in range(2 * points):
        j = (i + 1) % (2 * points)
        for corners, shades in (
            ((ring[i], after[i], tip), (tints[i], tints[j], np.array(mixed(low, high, 0.6)))),
            ((after[i], ring[i], below), (np.array(low) * 0.8,) * 3),
        ):
            flat = np.cross(corners[1] - corners[0], corners[2] - corners[0])
            flat = flat / max(math.sqrt(float(flat @ flat)), 1e-9)
            for corner, shade in zip(corners, shades, strict=True):
                out = (corner - middle) * (1.0, 0.0, 1.0)
                out = out / max(math.sqrt(float(out @ out)), 1e-3)
                normals.append(0.5 * flat + 0.5 * (out * 0.7 + (0.0, 0.6 if flat[1] > 0 else -0.2, 0.0)))
                positions.append(corner)
                colours.append(shade)
    count = len(positions) // 3
    s.add("foliage", positions, normals, np.arange(3 * count).reshape(count, 3), np.array(colours))


def crown(
    s: Sculptor, dice: Dice, centre: Point, radii: Point, lumps: int, low: Rgb, high: Rgb, *, lump: float = 0.55
) -> None:
    """Lumps of leaves around an ellipsoid, the lower ones darker."""
    golden = math.pi * (3.0 - math.sqrt(5.0))
    turn = dice.between(0.0, 2.0 * math.pi)
    for i in range(lumps):
        t = (i + 0.5) / lumps
        y = 1.0 - 1.75 * t
        out = math.sqrt(max(1.0 - y * y, 0.0))
        angle = turn + golden * i
        jitter = dice.many(3) * 0.24 - 0.12
        away = 0.62
        at = (
            centre[0] + radii[0] * away * (out * math.cos(angle) + float(jitter[0])),
            centre[1] + radii[1] * away * (y + float(jitter[1])),
            centre[2] + radii[2] * away * (out * math.sin(angle) + float(jitter[2])),
        )
        size = lump * dice.between(0.85, 1.2)
        bright = 0.5 + 0.5 * y
        s.blob(
            "foliage",
            at,
            (radii[0] * size, radii[1] * size * 0.85, radii[2] * size),
            mixed(low, high, 0.15 * bright),
            mixed(low, high, 0.45 + 0.55 * bright),
            dice.many(6),
            roughness=0.16,
            softness=0.55,
        )


def frond(
    s: Sculptor, at: Point, angle: float, length: float, rise: float, width: float, low: Rgb, high: Rgb, parts: int = 6
) -> None:
    """A leaf that rises and then hangs: two rows of quads along its rib, folded like a roof."""
    c, n = math.cos(angle), math.sin(angle)
    parts = max(parts - 2 * s.coarse, 2)
    rib, half = [], []
    for i in range(parts + 1):
        t = i / parts
        y = at[1] + rise * t * 1.1 - (rise * 0.75 + length * 0.42) * t * t
        rib.append((at[0] + c * length * t * (1.0 - 0.12 * t), y, at[2] + n * length * t * (1.0 - 0.12 * t)))
        half.append(width * math.sin(math.pi * min(0.12 + 0.88 * t, 1.0)) ** 0.7 + 0.01)
    for side in (-1.0, 1.0):
        for i in range(parts):
            a, b = rib[i], rib[i + 1]
            wa, wb = half[i] * side, half[i + 1] * side
            outer_b = (b[0] - n * wb, b[1] - 0.35 * abs(wb), b[2] + c * wb)
            outer_a = (a[0] - n * wa, a[1] - 0.35 * abs(wa), a[2] + c * wa)
            t = i / parts
            inner, outer = mixed(low, high, 0.2 + 0.5 * t), mixed(low, high, 0.5 + 0.5 * t)
            s.sheet("foliage", [a, b, outer_b, outer_a], [inner, inner, outer, outer], up=0.5)


def twigs(
    s: Sculptor, dice: Dice, centre: Point, big: float, flat: float, low: Rgb, high: Rgb, count: int, width: float
) -> None:
    """A lump of twigs: leaves that stand out of what lies in their shade.

    Args:
        s: what it is added to.
        dice: what it differs by.
        centre: of the lump.
        big: its radius, metres.
        flat: its height over its width.
        low: colour in the shade.
        high: colour at the tips.
        count: how many leaves, up to 44; the first ones of those that a finer lump has.
        width: of a leaf, over the radius.
    """
    inner = 0.86 * big
    dark, dim = low, mixed(low, high, 0.75)
    s.blob("foliage", centre, (inner, inner * flat, inner), dark, dim, dice.many(6), roughness=0.3, detail=0,
           softness=0.75)  # fmt: skip
    for first, second, third, fourth in dice.many(4 * _MOST_TWIGS).reshape(-1, 4)[:count].tolist():
        turn, lift = 2.0 * math.pi * first, math.asin(1.1 * second - 0.1)
        out = (math.cos(turn) * math.cos(lift), math.sin(lift) * flat, math.sin(turn) * math.cos(lift))
        x, y, z = (middle + 0.78 * big * way for middle, way in zip(centre, out, strict=True))
        length = big * (0.4 + 0.22 * third)
        tall, turned = max(out[1], 0.3) * length, turn + 1.4 * fourth - 0.7
        c, n = -0.5 * width * big * math.sin(turned), 0.5 * width * big * math.cos(turned)
        # A leaf has a point at both ends, and is widest beyond its middle.
        waist = (x + 0.55 * out[0] * length, y + 0.6 * tall, z + 0.55 * out[2] * length)
        left, right = (waist[0] - c, waist[1], waist[2] - n), (waist[0] + c, waist[1], waist[2] + n)
        tint = mixed(low, high, 0.5 + 0.5 * (third + fourth) / 2.0)
        tip = (x + out[0] * length, y + tall, z + out[2] * length)
        s.sheet("foliage", [(x, y, z), right, tip, left], [mixed(low, tint, 0.5), tint, high, tint], up=0.6)


def blades(
    s: Sculptor, dice: Dice, count: int, spread: float, height: float, width: float, low: Rgb, high: Rgb
) -> None:
    """Leaves of grass that lean outwards, over a round patch."""
    width *= 1.0 + 0.8 * s.coarse
    for number in range(count):
        angle, away = dice.between(0.0, 2.0 * math.pi), spread * math.sqrt(dice.between(0.0, 1.0))
        x, z = away * math.cos(angle), away * math.sin(angle)
        tall, turn = height * dice.between(0.6, 1.1), dice.between(0.0, 2.0 * math.pi)
        if number % (1 + s.coarse):
            continue
        c, n = math.cos(turn) * width / 2, math.sin(turn) * width / 2
        dx, dz = x * 0.5 / max(spread, 0.01) * tall * 0.5, z * 0.5 / max(spread, 0.01) * tall * 0.5
        foot = [(x - c, SUNK_M * 0.4, z - n), (x + c, SUNK_M * 0.4, z + n)]
        waist = [
            (x + c * 0.8 + dx * 0.4, tall * 0.55, z + n * 0.8 + dz * 0.4),
            (x - c * 0.8 + dx * 0.4, tall * 0.55, z - n * 0.8 + dz * 0.4),
        ]
        tip = (x + dx, tall, z + dz)
        middle = mixed(low, high, 0.5)
        s.sheet("foliage", [*foot, *waist], [low, low, middle, middle], up=0.7)
        s.sheet("foliage", [waist[1], waist[0], tip], [middle, middle, high], up=0.7)
