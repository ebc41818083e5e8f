"""Things that people leave about: barrels, boats, fences, stalls. Their front at +z, their foot at the origin."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from procgen.world.meshes import WHITE, Dice, Rgb, Sculptor, mixed, rgb

_OAK = rgb(0x8A6A48)
_PALE = rgb(0xB08D62)
_GREY_WOOD = rgb(0x8C8273)
_IRON = rgb(0x2F3033)
_ROPE = rgb(0xB49A6C)
_STRAW = rgb(0xC9AC5C)
_SUNK_M = -0.3


def _barrel(s: Sculptor, dice: Dice) -> None:
    colour = mixed(_OAK, _PALE, dice.between(0.0, 0.6))
    radii = [0.27, 0.33, 0.35, 0.33, 0.27]
    path = [(0.0, 0.95 * i / 4 - (0.02 if i == 0 else 0.0), 0.0) for i in range(5)]
    s.column("paint", path, radii, 12, colour)
    for y, radius in ((0.1, 0.295), (0.3, 0.342), (0.62, 0.342), (0.82, 0.295)):
        s.column("paint", [(0, y, 0), (0, y + 0.05, 0)], [radius, radius], 12, _IRON)
    s.column("paint", [(0, 0.945, 0), (0, 0.955, 0)], [0.23, 0.23], 12, mixed(colour, rgb(0x3A2A1C), 0.4))


def _crate(s: Sculptor, dice: Dice) -> None:
    half, tall = 0.36, 0.66
    colour = mixed(_PALE, _GREY_WOOD, dice.between(0.0, 0.8))
    s.box("paint", (-half, -0.02, -half), (half, tall, half), mixed(colour, rgb(0x3A2C1E), 0.25))
    edge = 0.035
    for a in (-half, half):
        for b in (-half, half):
            s.box("paint", (a - edge, -0.02, b - edge), (a + edge, tall + edge, b + edge), colour)
        for low, high in ((tall - 0.07, tall + edge), (0.0, 0.09)):
            s.box("paint", (a - edge, low, -half), (a + edge, high, half), colour)
            s.box("paint", (-half, low, a - edge), (half, high, a + edge), colour)
    for turn in (0.0, 90.0, 180.0, 270.0):
        s.push(turn_deg=turn)
        s.beam("paint", (-half + 0.03, 0.08, half), (half - 0.03, tall - 0.06, half), 0.05, 0.09, colour)
        s.pop()


def _sack(s: Sculptor, dice: Dice) -> None:
    for x, z, size in ((0.0, 0.0, 0.3), (0.42, 0.12, 0.26)):
        s.blob(
            "paint",
            (x - 0.15, size * 0.85, z),
            (size, size, size * 0.85),
            rgb(0x9C8257),
            rgb(0xC9B184),
            dice.many(6),
            roughness=0.08,
            softness=0.8,
        )
        s.column(
            "paint",
            [(x - 0.15, size * 1.7, z), (x - 0.15, size * 2.0, z), (x - 0.15, size * 2.2, z)],
            [0.05, 0.04, 0.1],
            8,
            rgb(0xB89F70),
        )


def _haystack(s: Sculptor, dice: Dice) -> None:
    s.blob(
        "paint",
        (0.0, 0.55, 0.0),
        (1.05, 1.25, 1.05),
        rgb(0x9A7F3C),
        rgb(0xD8BE74),
        dice.many(6),
        roughness=0.1,
        softness=0.4,
    )
    s.column("paint", [(0, 1.4, 0), (0, 2.25, 0)], [0.05, 0.03], 6, _OAK)


def _woodpile(s: Sculptor, dice: Dice) -> None:
    radius = 0.13
    for row, count in enumerate((6, 5, 4)):
        for i in range(count):
            x = (i - (count - 1) / 2) * 2 * radius
            y = radius * (0.9 + 1.72 * row)
            long = 0.45 + 0.05 * float(dice.many(1)[0])
            ring = [
                (x + radius * math.cos(math.pi * k / 3.5), y + radius * math.sin(math.pi * k / 3.5)) for k in range(7)
            ]
            s.prism("paint", ring, -long, long, mixed(rgb(0x5B4735), _OAK, dice.between(0.0, 0.6)))
            inner = [(x + (px - x) * 0.85, y + (py - y) * 0.85) for px, py in ring]
            s.prism("paint", inner, -long - 0.008, long + 0.008, rgb(0xC7A678))
    for x in (-0.88, 0.88):
        s.box("paint", (x - 0.05, _SUNK_M, -0.3), (x + 0.05, 0.85, -0.2), _OAK)
        s.box("paint", (x - 0.05, _SUNK_M, 0.2), (x + 0.05, 0.85, 0.3), _OAK)


def _wheel(s: Sculptor, x: float, y: float, z: float, radius: float, colour: Rgb) -> None:
    """A wheel whose axle lies along x."""
    count = 10
    for i in range(count):
        a, b = 2 * math.pi * i / count, 2 * math.pi * (i + 1) / count
        s.beam(
            "paint",
            (x, y + radius * math.sin(a), z + radius * math.cos(a)),
            (x, y + radius * math.sin(b), z + radius * math.cos(b)),
            0.08,
            0.08,
            colour,
        )
        s.beam("paint", (x, y, z), (x, y + radius * math.sin(a), z + radius * math.cos(a)), 0.045, 0.045, colour)
    s.beam("paint", (x - 0.09, y, z), (x + 0.09, y, z), 0.15, 0.15, mixed(colour, _IRON, 0.5))


def _cart(s: Sculptor, dice: Dice) -> None:
    colour = mixed(_OAK, _GREY_WOOD, dice.between(0.0, 1.0))
    s.box("paint", (-0.6, 0.62, -1.0), (0.6, 0.7, 1.0), colour)
    for x in (-0.6, 0.6):
        for y in (0.78, 0.98):
            s.box("paint", (x - 0.025, y, -1.0), (x + 0.025, y + 0.13, 1.0), mixed(colour, _PALE, 0.3))
        for z in (-0.95, 0.0, 0.95):
            s.box("paint", (x - 0.04, 0.6, z - 0.04), (x + 0.04, 1.16, z + 0.04), colour)
        _wheel(s, x * 1.22, 0.48, 0.0, 0.48, mixed(colour, rgb(0x3A2C1E), 0.3))
    s.beam("paint", (-0.74, 0.48, 0.0), (0.74, 0.48, 0.0), 0.09, 0.09, colour)
    for x in (-0.4, 0.4):
        s.beam("paint", (x, 0.64, 0.9), (x, 0.1, 2.2), 0.07, 0.07, colour)
    if dice.between(0.0, 1.0) < 0.6:
        s.blob(
            "paint",
            (0.0, 0.85, -0.05),
            (0.5, 0.34, 0.85),
            rgb(0x9A7F3C),
            rgb(0xD8BE74),
            dice.many(6),
            roughness=0.12,
            softness=0.4,
        )


def hull(s: Sculptor, length: float, beam: float, height: float, colour: Rgb, trim: Rgb) -> None:
    """A clinker boat: an outer and an inner skin joined at the gunwale; the keel below the water's line."""
    stations = 11
    outer: list[list[tuple[float, float, float]]] = []
    inner: list[list[tuple[float, float, float]]] = []
    for i in range(stations):
        t = i / (stations - 1) * 2.0 - 1.0
        z = t * length / 2
        full = max(1.0 - abs(t) ** 2.4, 0.0) ** 0.75
        sheer = height * (1.0 + 0.35 * abs(t) ** 2)
        keel = -0.32 + 0.42 * abs(t) ** 4
        half = beam / 2 * full + 0.02
        row = [(1.0, sheer), (0.92, sheer * 0.45), (0.62, keel * 0.45), (0.0, keel)]
        right = [(half * a, y, z) for a, y in row]
        outer.append([(-x, y, pz) for x, y, pz in right] + right[-2::-1])
        row = [(0.9, sheer), (0.8, sheer * 0.5), (0.5, 0.02), (0.0, -0.02 + 0.1 * abs(t) ** 4)]
        right = [(half * a, y, z * 0.97) for a, y in row]
        inner.append([(-x, y, pz) for x, y, pz in right] + right[-2::-1])
    count = len(outer[0])
    for i in range(stations - 1):
        for k in range(count - 1):
            a, b = outer[i][k], outer[i][k + 1]
            c, d = outer[i + 1][k + 1], outer[i + 1][k]
            shade = trim if k in (0, count - 2) else colour
            _triangles(s, [(a, b, c), (a, c, d)], shade)
            e, f = inner[i][k], inner[i][k + 1]
            g, h = inner[i + 1][k + 1], inner[i + 1][k]
            _triangles(s, [(e, g, f), (e, h, g)], mixed(colour, _PALE, 0.7))
        for k, flip in ((0, False), (count - 1, True)):
            a, b, c, d = outer[i][k], outer[i + 1][k], inner[i + 1][k], inner[i][k]
            corners = [(a, b, c), (a, c, d)]
            _triangles(s, [t[::-1] if flip else t for t in corners], trim)
    for i, flip in ((0, False), (stations - 1, True)):
        for k in range(count - 1):
            a, b, c, d = outer[i][k], inner[i][k], inner[i][k + 1], outer[i][k + 1]
            corners = [(a, b, c), (a, c, d)]
            _triangles(s, [t[::-1] if flip else t for t in corners], trim)


def _triangles(s: Sculptor, corners: list[tuple[tuple[float, float, float], ...]], colour: Rgb) -> None:
    for triangle in corners:
        s.face("paint", list(triangle), colour)


def _boat(s: Sculptor, dice: Dice) -> None:
    colour: Rgb = dice.one_of((rgb(0x2F5C7A), rgb(0x8A3A2C), rgb(0x3E6B52), rgb(0xC9B99A)))
    hull(s, 4.2, 1.55, 0.48, colour, rgb(0xE8DEC6))
    for z in (-0.9, 0.1, 1.1):
        s.box(
            "paint",
            (-0.62 if abs(z) < 1 else -0.5, 0.3, z - 0.13),
            (0.62 if abs(z) < 1 else 0.5, 0.36, z + 0.13),
            _PALE,
        )
    if dice.between(0.0, 1.0) < 0.5:
        s.column("paint", [(0.0, 0.0, 0.55), (0.0, 3.3, 0.55)], [0.06, 0.035], 8, _OAK)
        s.beam("paint", (0.0, 0.95, 0.5), (0.0, 1.0, -1.35), 0.06, 0.06, _OAK)
        for i in range(5):
            s.blob(
                "paint",
                (0.0, 1.08, 0.3 - 0.36 * i),
                (0.1, 0.1, 0.24),
                rgb(0xD9CDB2),
                rgb(0xF0E8D4),
                dice.many(6),
                roughness=0.1,
                detail=1,
            )
    for side in (-1.0, 1.0):
        s.beam("paint", (side * 0.25, 0.4, -1.3), (side * 0.4, 0.42, 1.3), 0.05, 0.05, _PALE)
    s.blob(
        "paint",
        (0.1, 0.18, -1.35),
        (0.3, 0.14, 0.28),
        rgb(0x6E7F6A),
        rgb(0x9DAA8F),
        dice.many(6),
        roughness=0.25,
        detail=1,
    )


def _raft(s: Sculptor, dice: Dice) -> None:
    for i in range(7):
        x = (i - 3) * 0.3
        long = 1.2 + 0.15 * float(dice.many(1)[0])
        ring = [(x + 0.15 * math.cos(math.pi * k / 4), 0.02 + 0.15 * math.sin(math.pi * k / 4)) for k in range(8)]
        s.prism("paint", ring, -long, long, mixed(_OAK, _GREY_WOOD, dice.between(0.0, 1.0)))
    for z in (-0.85, 0.85):
        s.beam("paint", (-1.08, 0.19, z), (1.08, 0.19, z), 0.1, 0.08, _OAK)


def _net_rack(s: Sculptor, dice: Dice) -> None:
    """Poles with a net hung between them to dry."""
    wide, tall = 1.5, 1.75
    for x in (-wide, 0.0, wide):
        s.column("paint", [(x, _SUNK_M, 0.0), (x, tall + 0.15, 0.0)], [0.06, 0.045], 6, _GREY_WOOD)
    s.beam("paint", (-wide - 0.15, tall, 0.0), (wide + 0.15, tall, 0.0), 0.07, 0.07, _GREY_WOOD)
    net = mixed(rgb(0x5E7A74), rgb(0x8A7A58), dice.between(0.0, 1.0))
    columns, rows = 14, 7

    def at(i: int, j: int) -> tuple[float, float, float]:
        x = -wide + 2 * wide * i / columns
        sag = 0.16 * abs(math.sin(math.pi * i / (columns / 2)))
        return (x, tall - 0.03 - (1.15 + sag) * j / rows, 0.1 * math.sin(1.3 * i) * j / rows)

    for i in range(columns + 1):
        for j in range(rows):
            s.beam("paint", at(i, j), at(i, j + 1), 0.02, 0.02, net)
    for j in range(1, rows + 1):
        for i in range(columns):
            s.beam("paint", at(i, j), at(i + 1, j), 0.02, 0.02, net)
    for i in range(0, columns + 1, 2):
        x, y, z = at(i, rows)
        s.blob(
            "paint",
            (x, y - 0.04, z),
            (0.06, 0.06, 0.06),
            rgb(0xB5653A),
            rgb(0xD9834E),
            dice.many(6),
            roughness=0.0,
            detail=1,
        )


def _fish_rack(s: Sculptor, dice: Dice) -> None:
    for z in (-0.55, 0.55):
        for x in (-0.8, 0.8):
            s.beam("paint", (x, _SUNK_M, z * 1.3), (x, 1.65, 0.0), 0.06, 0.06, _GREY_WOOD)
    s.beam("paint", (-1.0, 1.6, 0.0), (1.0, 1.6, 0.0), 0.06, 0.06, _GREY_WOOD)
    for i in range(10):
        x, tall = -0.72 + 0.16 * i, dice.between(0.34, 0.48)
        s.column(
            "paint",
            [(x, 1.58 - tall, 0.0), (x, 1.58 - tall * 0.8, 0.0), (x, 1.58 - tall * 0.4, 0.0), (x, 1.6, 0.0)],
            [0.05, 0.012, 0.055, 0.01],
            5,
            mixed(rgb(0x7C8A90), rgb(0xC9B79A), dice.between(0.0, 1.0)),
        )


def _buoy(s: Sculptor, dice: Dice) -> None:
    red: Rgb = dice.one_of((rgb(0xC2402E), rgb(0xD98A2E)))
    s.column(
        "paint",
        [(0, -0.25, 0), (0, 0.0, 0), (0, 0.2, 0), (0, 0.4, 0)],
        [0.12, 0.3, 0.3, 0.08],
        10,
        [red, red, rgb(0xEDE6D6), red],
    )
    s.column("paint", [(0, 0.38, 0), (0, 0.85, 0)], [0.03, 0.02], 6, _IRON)


def _fence(s: Sculptor, dice: Dice) -> None:
    colour = mixed(_GREY_WOOD, _OAK, dice.between(0.0, 0.7))
    for x in (-1.1, 0.0, 1.1):
        s.column("paint", [(x, _SUNK_M - 0.2, 0.0), (x, 1.05, 0.0), (x, 1.12, 0.0)], [0.06, 0.055, 0.0], 6, colour)
    for y in (0.4, 0.8):
        tilt = 0.04 * float(dice.many(1)[0])
        s.beam("paint", (-1.2, y, 0.06), (1.2, y + tilt, 0.06), 0.045, 0.1, mixed(colour, _PALE, 0.15))


def _signpost(s: Sculptor, dice: Dice) -> None:
    s.column("paint", [(0, _SUNK_M, 0), (0, 2.3, 0), (0, 2.42, 0)], [0.08, 0.065, 0.0], 8, _OAK)
    for y, turn in ((2.0, dice.between(-25.0, 10.0)), (1.62, dice.between(150.0, 200.0))):
        s.push((0.0, y, 0.0), turn)
        s.prism("paint", [(-0.12, -0.13), (0.72, -0.13), (0.9, 0.0), (0.72, 0.13), (-0.12, 0.13)], 0.05, 0.1, _PALE)
        for line in (-0.04, 0.04):
            s.box("paint", (0.02, line - 0.015, 0.09), (0.6, line + 0.015, 0.106), rgb(0x4A3A2A))
        s.pop()


def _lantern(s: Sculptor, dice: Dice) -> None:
    del dice
    s.column("paint", [(0, _SUNK_M, 0), (0, 0.25, 0), (0, 2.5, 0)], [0.14, 0.075, 0.055], 8, _IRON)
    s.beam("paint", (0.0, 2.45, 0.0), (0.0, 2.45, 0.5), 0.05, 0.05, _IRON)
    s.beam("paint", (0.0, 2.1, 0.02), (0.0, 2.43, 0.3), 0.035, 0.035, _IRON)
    s.box("glass", (-0.1, 1.98, 0.34), (0.1, 2.28, 0.54))
    s.box("paint", (-0.12, 1.94, 0.32), (0.12, 1.99, 0.56), _IRON)
    s.column("paint", [(0, 2.27, 0.44), (0, 2.42, 0.44)], [0.17, 0.02], 8, _IRON)
    for x in (-0.1, 0.1):
        for z in (0.34, 0.54):
            s.box("paint", (x - 0.015, 1.98, z - 0.015), (x + 0.015, 2.28, z + 0.015), _IRON)


def _market_stall(s: Sculptor, dice: Dice) -> None:
    stripe: Rgb = dice.one_of((rgb(0xA8402E), rgb(0x3A6B7A), rgb(0x6E7F35), rgb(0xC08A35)))
    wide, deep = 1.35, 0.8
    for x in (-wide, wide):
        for z, tall in ((-deep, 2.35), (deep, 2.05)):
            s.box("paint", (x - 0.05, _SUNK_M, z - 0.05), (x + 0.05, tall, z + 0.05), _OAK)
    count = 8
    for i in range(count):
        a, b = -wide - 0.15 + (2 * wide + 0.3) * i / count, -wide - 0.15 + (2 * wide + 0.3) * (i + 1) / count
        colour = stripe if i % 2 == 0 else rgb(0xEBE2CE)
        under = [(a, 2.0, deep + 0.35), (b, 2.0, deep + 0.35), (b, 2.42, -deep - 0.1), (a, 2.42, -deep - 0.1)]
        s.hexahedron("paint", under, [(x, y + 0.04, z) for x, y, z in under], colour)
        s.box("paint", (a, 1.8, deep + 0.33), (b, 2.02, deep + 0.37), colour)
    s.box("paint", (-wide, 0.8, -0.25), (wide, 0.87, deep), _PALE)
    s.box("paint", (-wide, 0.1, deep - 0.06), (wide, 0.82, deep - 0.02), mixed(_OAK, _PALE, 0.4))
    goods = (rgb(0xB8452E), rgb(0xD9A441), rgb(0x7E9B3A), rgb(0x8A5A86), rgb(0xC98B5A))
    for i in range(5):
        x = -wide + 0.3 + 0.54 * i
        s.box("paint", (x - 0.23, 0.87, 0.0), (x + 0.23, 1.0, 0.6), _OAK)
        for k in range(5):
            at = (x + 0.1 * ((k % 2) * 2 - 1) * (k < 4), 1.0, 0.16 + 0.14 * (k // 2) * 1.6)
            colour = goods[(i + int(stripe[0] * 10)) % 5]
            s.blob(
                "paint", at, (0.1, 0.1, 0.1), colour, mixed(colour, WHITE, 0.3), dice.many(6), roughness=0.02, detail=1
            )


def _well(s: Sculptor, dice: Dice) -> None:
    sides, outer, inner, tall = 12, 0.85, 0.62, 0.8
    for i in range(sides):
        a, b = 2 * math.pi * i / sides, 2 * math.pi * (i + 1) / sides

        def at(radius: float, angle: float, y: float) -> tuple[float, float, float]:
            return (radius * math.cos(angle), y, -radius * math.sin(angle))

        shade = mixed(WHITE, rgb(0xB8B2A8), dice.between(0.0, 1.0))
        s.hexahedron(
            "stone",
            [at(outer, a, _SUNK_M), at(outer, b, _SUNK_M), at(inner, b, _SUNK_M), at(inner, a, _SUNK_M)],
            [at(outer, a, tall), at(outer, b, tall), at(inner, b, tall), at(inner, a, tall)],
            shade,
        )
    s.column("paint", [(0, -0.2, 0), (0, 0.22, 0)], [inner + 0.02, inner + 0.02], sides, rgb(0x16262B))
    for x in (-0.74, 0.74):
        s.box("paint", (x - 0.07, 0.6, -0.07), (x + 0.07, 2.1, 0.07), _OAK)
    s.beam("paint", (-0.95, 1.55, 0.0), (0.95, 1.55, 0.0), 0.13, 0.13, _OAK)
    s.beam("paint", (0.93, 1.3, 0.0), (0.93, 1.56, 0.0), 0.05, 0.05, _IRON)
    for side in (1.0, -1.0):
        under = [(-1.05, 1.95, side * 0.85), (1.05, 1.95, side * 0.85), (1.05, 2.55, 0.0), (-1.05, 2.55, 0.0)]
        if side < 0:
            under = [under[1], under[0], under[3], under[2]]
        s.hexahedron("paint", under, [(x, y + 0.08, z) for x, y, z in under], mixed(_OAK, rgb(0x7A3B2C), 0.6))
    s.beam("paint", (0.0, 0.9, 0.0), (0.0, 1.55, 0.0), 0.03, 0.03, _ROPE)
    s.column("paint", [(0, 0.85, 0), (0, 1.12, 0)], [0.12, 0.15], 10, _PALE)


def _bench(s: Sculptor, dice: Dice) -> None:
    colour = mixed(_OAK, _GREY_WOOD, dice.between(0.0, 1.0))
    s.box("paint", (-0.8, 0.42, -0.2), (0.8, 0.5, 0.22), colour)
    for x in (-0.62, 0.62):
        s.box("paint", (x - 0.06, _SUNK_M, -0.16), (x + 0.06, 0.43, 0.18), colour)
        s.beam("paint", (x, 0.45, -0.17), (x, 0.95, -0.27), 0.07, 0.06, colour)
    s.box("paint", (-0.8, 0.72, -0.28), (0.8, 0.92, -0.22), colour)


def _trough(s: Sculptor, dice: Dice) -> None:
    colour = mixed(_OAK, _GREY_WOOD, dice.between(0.2, 1.0))
    s.box("paint", (-0.9, 0.12, -0.3), (0.9, 0.2, 0.3), colour)
    for z in (-0.3, 0.24):
        s.box("paint", (-0.9, 0.16, z), (0.9, 0.55, z + 0.06), colour)
    for x in (-0.9, 0.84):
        s.box("paint", (x, 0.16, -0.24), (x + 0.06, 0.55, 0.24), colour)
    s.box("paint", (-0.84, 0.2, -0.24), (0.84, 0.46, 0.24), rgb(0x35555C))
    for x in (-0.7, 0.6):
        s.box("paint", (x, _SUNK_M, -0.28), (x + 0.1, 0.14, 0.28), colour)


def _grave(s: Sculptor, dice: Dice) -> None:
    grey = mixed(WHITE, rgb(0xA9A59C), dice.between(0.0, 1.0))
    if dice.between(0.0, 1.0) < 0.4:
        s.box("stone", (-0.08, _SUNK_M, -0.07), (0.08, 1.0, 0.07), grey)
        s.box("stone", (-0.3, 0.6, -0.065), (0.3, 0.76, 0.065), grey)
    else:
        arch = [(0.32 * math.cos(math.pi * k / 8), 0.62 + 0.3 * math.sin(math.pi * k / 8)) for k in range(9)]
        s.prism("stone", [(-0.32, _SUNK_M), (0.32, _SUNK_M), *arch], -0.08, 0.08, grey)
    s.blob(
        "paint",
        (0.0, 0.02, 0.7),
        (0.4, 0.12, 0.65),
        rgb(0x54502F),
        rgb(0x77703F),
        dice.many(6),
        roughness=0.1,
        detail=1,
    )


def _wagon_wheel(s: Sculptor, dice: Dice) -> None:
    s.push((0.0, 0.5, 0.0), dice.between(-10.0, 10.0))
    _wheel(s, 0.0, 0.0, 0.0, 0.52, mixed(_OAK, _GREY_WOOD, dice.between(0.0, 1.0)))
    s.pop()


def _campfire(s: Sculptor, dice: Dice) -> None:
    for i in range(9):
        angle = 2 * math.pi * i / 9
        size = dice.between(0.11, 0.17)
        s.blob(
            "stone",
            (0.5 * math.cos(angle), size * 0.4, 0.5 * math.sin(angle)),
            (size, size * 0.8, size),
            rgb(0x9A958C),
            rgb(0xE5E2DA),
            dice.many(6),
            detail=1,
            softness=0.2,
        )
    for i in range(5):
        angle = 2 * math.pi * i / 5
        s.beam(
            "paint", (0.32 * math.cos(angle), 0.02, 0.32 * math.sin(angle)), (0.0, 0.38, 0.0), 0.08, 0.08, rgb(0x3A2A1E)
        )
    s.blob("glass", (0.0, 0.08, 0.0), (0.18, 0.1, 0.18), WHITE, WHITE, dice.many(6), roughness=0.3, detail=1)


Builder = Callable[[Sculptor, Dice], None]
THINGS: Final[Mapping[str, tuple[Builder, float, int]]] = MappingProxyType(
    {
        "barrel": (_barrel, 0.4, 2),
        "crate": (_crate, 0.6, 2),
        "sack": (_sack, 0.6, 1),
        "haystack": (_haystack, 1.25, 2),
        "woodpile": (_woodpile, 1.1, 1),
        "cart": (_cart, 2.3, 2),
        "boat": (_boat, 2.3, 4),
        "raft": (_raft, 1.7, 1),
        "net_rack": (_net_rack, 1.8, 2),
        "fish_rack": (_fish_rack, 1.2, 1),
        "buoy": (_buoy, 0.4, 2),
        "fence": (_fence, 1.25, 2),
        "signpost": (_signpost, 0.95, 2),
        "lantern": (_lantern, 0.6, 1),
        "market_stall": (_market_stall, 1.9, 4),
        "well": (_well, 1.35, 1),
        "bench": (_bench, 0.85, 2),
        "trough": (_trough, 1.0, 1),
        "grave": (_grave, 1.4, 3),
        "wagon_wheel": (_wagon_wheel, 0.6, 1),
        "campfire": (_campfire, 0.75, 1),
    }
)
"""By kind: what builds it, the radius in metres of its own ground at scale 1, and how many shapes it has."""
