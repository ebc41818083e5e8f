"""Trees: a few shapes of each species, their foot at the origin.

They are about half as tall as in nature, as houses and roads of a small world are near one another too.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from procgen.world.foliage import BARK, SUNK_M, crown, frond, tier, trunk
from procgen.world.meshes import Dice, Point, Rgb, Sculptor, mixed, rgb


def _spruce(s: Sculptor, dice: Dice) -> None:
    """Slim, branches down to the ground."""
    height = dice.between(9.5, 13.5)
    path = trunk(s, dice, height * 0.9, 0.2, BARK, bend=0.01)
    tiers, first = 11, height * 0.06
    for number in range(tiers):
        t = number / (tiers - 1)
        y = first + (height - first) * t
        reach = (1.0 - t) * dice.between(1.6, 1.9) + 0.2
        top = path[-1]
        share = y / height
        at = (top[0] * share, y, top[2] * share)
        tier(s, dice, at, reach, (height - first) / tiers * 1.9, rgb(0x27442E), rgb(0x50764B))


def _birch(s: Sculptor, dice: Dice) -> None:
    height = dice.between(8.0, 10.5)
    white = rgb(0xD9D6CC)
    path = trunk(s, dice, height * 0.86, 0.15, white, bend=0.05)
    for _ in range(9):
        t = dice.between(0.08, 0.6)
        index = t * 5
        low = int(index)
        a, b = path[1 + low], path[2 + low]
        x, z = (a[k] + (b[k] - a[k]) * (index - low) for k in (0, 2))
        radius = 0.15 * (1.02 - 0.62 * t)
        y, tall = height * 0.86 * t, dice.between(0.05, 0.13)
        s.column("foliage", [(x, y, z), (x, y + tall, z)], [radius * 1.08, radius * 1.05], 7, rgb(0x2E2A27))
    top = path[-1]
    centre = (top[0] * 0.7, height * 0.66, top[2] * 0.7)
    reach = dice.between(1.45, 1.8)
    crown(s, dice, centre, (reach, height * 0.36, reach), 11, rgb(0x577032), rgb(0xB4C068), lump=0.48)


def _cypress(s: Sculptor, dice: Dice) -> None:
    height = dice.between(7.0, 10.0)
    trunk(s, dice, height * 0.3, 0.16, BARK, bend=0.0)
    low, high = rgb(0x2B442A), rgb(0x587848)
    lumps = 7
    for i in range(lumps):
        t = i / (lumps - 1)
        reach = 0.28 + 0.72 * math.sin(math.pi * (0.2 + 0.72 * (1.0 - t))) * 0.85
        s.blob(
            "foliage",
            (float(dice.many(1)[0]) * 0.12 - 0.06, height * (0.16 + 0.72 * t), 0.0),
            (reach, height * 0.13, reach),
            mixed(low, high, 0.2 * t),
            mixed(low, high, 0.5 + 0.5 * t),
            dice.many(6),
            roughness=0.1,
        )


def _coconut_palm(s: Sculptor, dice: Dice) -> None:
    height, lean = dice.between(5.5, 8.0), dice.between(0.6, 1.6)
    turn = dice.between(0.0, 2.0 * math.pi)
    path: list[Point] = [(0.0, SUNK_M, 0.0)]
    steps = 9
    for i in range(steps + 1):
        t = i / steps
        path.append((lean * t * t * math.cos(turn), height * t, lean * t * t * math.sin(turn)))
    rings = [rgb(0x8A7458) if i % 2 else rgb(0x6E5A42) for i in range(steps + 2)]
    radii = [0.3, 0.24] + [0.19 - 0.05 * i / steps + (0.015 if i % 2 else 0.0) for i in range(steps)]
    s.column("foliage", path, radii, 8, rings, smooth=True)
    top = path[-1]
    s.blob(
        "foliage",
        (top[0], top[1] + 0.02, top[2]),
        (0.22, 0.25, 0.22),
        rgb(0x6B7A35),
        rgb(0x6B7A35),
        dice.many(6),
        detail=1,
    )
    for i in range(13):
        angle = turn + 2.0 * math.pi * (i + float(dice.many(1)[0]) * 0.5) / 13
        rise = dice.between(0.35, 1.1) if i % 3 else dice.between(0.9, 1.5)
        frond(s, top, angle, dice.between(2.1, 2.7), rise, 0.3, rgb(0x3F6A2A), rgb(0x8DA848))
    for i in range(4):
        angle = turn + 1.5 * i
        s.blob(
            "foliage",
            (top[0] + 0.24 * math.cos(angle), top[1] - 0.16, top[2] + 0.24 * math.sin(angle)),
            (0.13, 0.14, 0.13),
            rgb(0x5A4127),
            rgb(0x7A5A36),
            dice.many(6),
            roughness=0.02,
            detail=1,
        )


def _broadleaf(
    s: Sculptor,
    dice: Dice,
    *,
    height: tuple[float, float],
    bole: float,
    girth: float,
    bark: Rgb,
    reach: tuple[float, float],
    tall: float,
    lumps: int,
    leaves: tuple[Rgb, Rgb],
    lump: float = 0.52,
    bend: float = 0.04,
    middle: float = 0.66,
) -> None:
    """A trunk with limbs that hold a crown of lumps.

    Args:
        s: what it is added to.
        dice: what it differs by.
        height: least and greatest, metres.
        bole: height of the trunk below the crown, over the whole.
        girth: radius of the trunk, metres.
        bark: its colour.
        reach: radius of the crown, least and greatest, metres.
        tall: half the height of the crown, over the whole.
        lumps: how many there are.
        leaves: their colours, below and above.
        lump: size of a lump over the crown.
        bend: how far the trunk leans, over its height.
        middle: height of the crown's middle, over the whole.
    """
    size = dice.between(*height)
    path = trunk(s, dice, size * bole, girth, bark, bend=bend)
    top = path[-1]
    wide = dice.between(*reach)
    for i in range(5):
        angle = 2.0 * math.pi * (i + dice.between(0.0, 0.6)) / 5
        out, up = wide * dice.between(0.45, 0.65), size * dice.between(0.14, 0.24)
        end = (top[0] + out * math.cos(angle), top[1] + up, top[2] + out * math.sin(angle))
        start = (top[0], top[1] * dice.between(0.72, 0.95), top[2])
        s.column("foliage", [start, end], [girth * 0.4, girth * 0.16], 5, bark)
    crown(s, dice, (top[0], size * middle, top[2]), (wide, size * tall, wide), lumps, *leaves, lump=lump)


def _oak(s: Sculptor, dice: Dice) -> None:
    leaves = rgb(0x3B5220), rgb(0x93A650)
    _broadleaf(s, dice, height=(7.5, 9.5), bole=0.42, girth=0.42, bark=BARK, reach=(2.7, 3.3), tall=0.36, lumps=13,
               leaves=leaves, lump=0.55)  # fmt: skip


def _beech(s: Sculptor, dice: Dice) -> None:
    """Smooth and grey, with a high dome that is closed."""
    leaves = rgb(0x33521F), rgb(0x86A544)
    _broadleaf(s, dice, height=(9.5, 12.0), bole=0.4, girth=0.36, bark=rgb(0x8C877D), reach=(2.4, 2.9), tall=0.38,
               lumps=14, leaves=leaves, lump=0.54, bend=0.02, middle=0.64)  # fmt: skip


def _ash(s: Sculptor, dice: Dice) -> None:
    """Light through an open crown of few lumps."""
    leaves = rgb(0x4C6A2B), rgb(0xA9BE63)
    _broadleaf(s, dice, height=(9.0, 11.5), bole=0.5, girth=0.28, bark=rgb(0x857B6B), reach=(2.1, 2.6), tall=0.32,
               lumps=13, leaves=leaves, lump=0.42, middle=0.7)  # fmt: skip


def _holm_oak(s: Sculptor, dice: Dice) -> None:
    """Evergreen: dark, round and low."""
    leaves = rgb(0x26381F), rgb(0x5F7444)
    _broadleaf(s, dice, height=(5.0, 6.4), bole=0.36, girth=0.3, bark=rgb(0x4B4138), reach=(2.0, 2.5), tall=0.36,
               lumps=13, leaves=leaves, lump=0.5, middle=0.62)  # fmt: skip


def _alder(s: Sculptor, dice: Dice) -> None:
    """Several stems from one root, dark, narrow towards the top."""
    bark = rgb(0x4A4038)
    height = dice.between(7.0, 9.0)
    for i in range(3):
        angle = 2.0 * math.pi * (i + dice.between(0.0, 0.5)) / 3
        x, z = 0.3 * math.cos(angle), 0.3 * math.sin(angle)
        up = height * dice.between(0.55, 0.7)
        s.column(
            "foliage", [(x * 0.7, SUNK_M, z * 0.7), (x, 0.2, z), (x * 2.4, up, z * 2.4)], [0.2, 0.15, 0.06], 6, bark
        )
    low, high = rgb(0x2C4A25), rgb(0x6F8C48)
    crown(s, dice, (0.0, height * 0.5, 0.0), (1.75, height * 0.26, 1.75), 8, low, high, lump=0.52)
    crown(s, dice, (0.0, height * 0.76, 0.0), (1.15, height * 0.24, 1.15), 6, low, high, lump=0.55)


def _willow(s: Sculptor, dice: Dice) -> None:
    """Branches hang down all round."""
    height = dice.between(6.0, 7.5)
    path = trunk(s, dice, height * 0.5, 0.36, rgb(0x6B5B47), bend=0.07)
    top = path[-1]
    low, high = rgb(0x5B7233), rgb(0xB3C472)
    crown(s, dice, (top[0], height * 0.74, top[2]), (1.9, height * 0.24, 1.9), 8, low, high, lump=0.55)
    for ring, (away, count) in enumerate(((1.35, 11), (2.2, 17))):
        for i in range(count):
            angle = 2.0 * math.pi * (i + 0.5 * ring + dice.between(0.0, 0.5)) / count
            x, z = top[0] + away * math.cos(angle), top[2] + away * math.sin(angle)
            start = height * dice.between(0.7, 0.86) - 0.32 * ring
            _hanging(s, (x, start, z), angle, start - dice.between(0.4, 1.3), low, high)


def _hanging(s: Sculptor, at: Point, angle: float, length: float, low: Rgb, high: Rgb) -> None:
    """A curtain of leaves that swings outwards and down to a point."""
    c, n = math.cos(angle), math.sin(angle)
    half = (0.24, 0.34, 0.26, 0.02)
    middles = [(at[0] + c * out, at[1] - length * down, at[2] + n * out) for out, down in
               ((-0.35, -0.06), (0.12, 0.25), (0.26, 0.68), (0.22, 1.0))]  # fmt: skip
    for i in range(3):
        (ax, ay, az), (bx, by, bz) = middles[i], middles[i + 1]
        a, b = half[i], half[i + 1]
        corners = [(ax - n * a, ay, az + c * a), (bx - n * b, by, bz + c * b), (bx + n * b, by, bz - c * b),
                   (ax + n * a, ay, az - c * a)]  # fmt: skip
        upper, under = mixed(low, high, 0.9 - 0.28 * i), mixed(low, high, 0.62 - 0.28 * i)
        s.sheet("foliage", corners, [upper, under, under, upper], up=0.45)


def _olive(s: Sculptor, dice: Dice) -> None:
    """A short twisted trunk that forks, and small grey crowns."""
    bark = rgb(0x7C6F5E)
    low, high = rgb(0x59664A), rgb(0xAEB797)
    fork = dice.between(0.9, 1.2)
    twist = dice.between(-0.2, 0.2)
    s.column(
        "foliage", [(0, SUNK_M, 0), (0, 0.1, 0), (twist, 0.5, -twist), (0, fork, 0)], [0.55, 0.42, 0.3, 0.3], 7, bark
    )
    turn = dice.between(0.0, 6.0)
    for i in range(3):
        angle = turn + 2.0 * math.pi * (i + dice.between(0.0, 0.4)) / 3
        out, up = dice.between(0.85, 1.15), fork + dice.between(0.7, 1.2)
        end = (out * math.cos(angle), up, out * math.sin(angle))
        limb: list[Point] = [(0.0, fork - 0.12, 0.0), (end[0] * 0.4, fork + 0.4, end[2] * 0.4), end]
        s.column("foliage", limb, [0.22, 0.15, 0.07], 6, bark)
        crown(s, dice, (end[0], up + 0.35, end[2]), (1.15, 0.85, 1.15), 5, low, high, lump=0.58)


def _larch(s: Sculptor, dice: Dice) -> None:
    """Airy: light tiers far apart, trunk between them."""
    height = dice.between(9.0, 12.0)
    top = trunk(s, dice, height * 0.95, 0.19, rgb(0x6E5644), bend=0.02)[-1]
    tiers, first = 9, height * 0.16
    for number in range(tiers):
        t = number / (tiers - 1)
        y = first + (height - first) * t
        reach = (1.0 - t) ** 0.9 * dice.between(1.5, 2.0) + 0.22
        share = y / height
        at = (top[0] * share, y, top[2] * share)
        tier(s, dice, at, reach, (height - first) / tiers * 1.15, rgb(0x5E7A35), rgb(0xA8BA5E))


def _scots_pine(s: Sculptor, dice: Dice) -> None:
    """A long bare trunk, red above, with flat clouds of needles."""
    height = dice.between(8.5, 11.0)
    lean = [float(way) for way in dice.many(2) - 0.5]
    path: list[Point] = [(0.0, SUNK_M, 0.0)]
    path += [(lean[0] * t * t, height * t, lean[1] * t * t) for t in (0.0, 0.25, 0.5, 0.75, 0.96)]
    grey, red = rgb(0x6A5442), rgb(0xA96A42)
    shades = [grey, grey, grey, mixed(grey, red, 0.5), red, red]
    s.column("foliage", path, [0.36, 0.26, 0.21, 0.18, 0.14, 0.06], 7, shades)
    low, high = rgb(0x2F4A33), rgb(0x6D8A58)
    for i in range(7):
        t = (0.55, 0.63, 0.71, 0.78, 0.86, 0.93, 1.0)[i]
        angle = 2.4 * i + dice.between(-0.4, 0.4)
        out = 0.0 if i == 6 else (1.12 - t) * dice.between(2.6, 3.3)
        x, z = lean[0] * t * t, lean[1] * t * t
        at = (x + out * math.cos(angle), height * t + 0.3, z + out * math.sin(angle))
        s.column("foliage", [(x, height * t - 0.35, z), at], [0.07, 0.03], 5, red)
        wide = dice.between(0.85, 1.15) * (1.3 - 0.35 * t)
        s.blob("foliage", at, (wide, 0.46, wide), low, high, dice.many(6), roughness=0.17, softness=0.45)


def _stone_pine(s: Sculptor, dice: Dice) -> None:
    """An umbrella."""
    height = dice.between(6.5, 8.5)
    path = trunk(s, dice, height * 0.8, 0.26, rgb(0x7A5440), bend=0.05)
    top = path[-1]
    low, high = rgb(0x2C4824), rgb(0x74944A)
    for i in range(7):
        angle = 2.0 * math.pi * i / 6 + dice.between(-0.2, 0.2)
        out = 0.0 if i == 6 else dice.between(1.35, 1.75)
        at = (top[0] + out * math.cos(angle), height * (0.88 if i < 6 else 0.96), top[2] + out * math.sin(angle))
        s.column("foliage", [(top[0], height * 0.68, top[2]), at], [0.1, 0.05], 5, rgb(0x7A5440))
        wide = dice.between(1.05, 1.3) * (1.15 if i == 6 else 1.0)
        s.blob("foliage", at, (wide, 0.58, wide), low, high, dice.many(6), roughness=0.13, softness=0.5)


def _acacia(s: Sculptor, dice: Dice) -> None:
    """Forked from low down, flat on top, wider than high."""
    bark = rgb(0x5E4C3A)
    height = dice.between(4.6, 6.0)
    turn = dice.between(0.0, 6.0)
    s.column("foliage", [(0, SUNK_M, 0), (0, 0.1, 0), (0, height * 0.3, 0)], [0.34, 0.24, 0.2], 7, bark)
    low, high = rgb(0x56642F), rgb(0xA3AC5C)
    for i in range(7):
        angle = turn + 2.0 * math.pi * (i + dice.between(0.0, 0.5)) / 6
        out = 0.3 if i == 6 else dice.between(1.5, 2.3)
        up = height * (dice.between(0.84, 0.94) if i < 6 else 1.0)
        end = (out * math.cos(angle), up, out * math.sin(angle))
        elbow = (end[0] * 0.45, height * 0.62, end[2] * 0.45)
        s.column("foliage", [(0.0, height * 0.26, 0.0), elbow, end], [0.13, 0.09, 0.04], 5, bark)
        wide = dice.between(0.95, 1.3)
        s.blob("foliage", end, (wide, 0.27, wide), low, high, dice.many(6), roughness=0.16, softness=0.45)


def _teak(s: Sculptor, dice: Dice) -> None:
    """A straight pale bole, and a crown of large leaves high up."""
    leaves = rgb(0x3F6A26), rgb(0xA6C252)
    _broadleaf(s, dice, height=(9.5, 12.5), bole=0.62, girth=0.27, bark=rgb(0xA08D72), reach=(1.9, 2.4), tall=0.24,
               lumps=11, leaves=leaves, lump=0.5, bend=0.015, middle=0.78)  # fmt: skip


def _fig(s: Sculptor, dice: Dice) -> None:
    """A giant of the rainforest: buttresses, roots that hang, a wide dark crown."""
    bark = rgb(0x74685A)
    for i in range(6):
        angle = 2.0 * math.pi * (i + dice.between(0.0, 0.4)) / 6
        c, n = math.cos(angle), math.sin(angle)
        out = dice.between(0.9, 1.25)
        s.column("foliage", [(c * out, SUNK_M, n * out), (c * 0.5, 0.6, n * 0.5), (c * 0.1, 2.2, n * 0.1)],
                 [0.2, 0.2, 0.1], 5, bark)  # fmt: skip
    leaves = rgb(0x22481F), rgb(0x6E9A3C)
    _broadleaf(s, dice, height=(9.0, 11.0), bole=0.45, girth=0.46, bark=bark, reach=(3.0, 3.7), tall=0.27, lumps=12,
               leaves=leaves, lump=0.5, middle=0.7)  # fmt: skip


def _mangrove(s: Sculptor, dice: Dice) -> None:
    """On stilts."""
    bark = rgb(0x6B5646)
    foot = dice.between(1.0, 1.3)
    for i in range(9):
        angle = 2.0 * math.pi * (i + dice.between(0.0, 0.6)) / 9
        c, n = math.cos(angle), math.sin(angle)
        out = dice.between(0.8, 1.25)
        knee = (c * out * 0.8, foot * 0.55, n * out * 0.8)
        path: list[Point] = [(c * out, SUNK_M, n * out), knee, (0.0, foot + 0.2, 0.0)]
        s.column("foliage", path, [0.05, 0.06, 0.08], 5, bark)
    s.column("foliage", [(0.0, foot * 0.75, 0.0), (0.1, foot + 1.2, 0.0)], [0.15, 0.08], 6, bark)
    low, high = rgb(0x2F5A2C), rgb(0x80A84C)
    crown(s, dice, (0.0, foot + 1.6, 0.0), (1.5, 1.05, 1.5), 10, low, high, lump=0.52)


def _date_palm(s: Sculptor, dice: Dice) -> None:
    """Upright; a round head of stiff grey leaves, fruit below them."""
    height = dice.between(5.0, 7.0)
    steps = 10
    path: list[Point] = [(0.0, SUNK_M, 0.0)] + [(0.0, height * i / steps, 0.0) for i in range(steps + 1)]
    rings = [rgb(0x7A6448) if i % 2 else rgb(0x5C4A36) for i in range(steps + 2)]
    radii = [0.34, 0.3] + [0.24 - 0.03 * i / steps + (0.03 if i % 2 else 0.0) for i in range(steps)]
    s.column("foliage", path, radii, 8, rings, smooth=False)
    top = path[-1]
    for i in range(26):
        angle = 2.399963 * i + dice.between(-0.15, 0.15)
        rise = 2.1 - 2.3 * (i / 25.0)
        frond(s, top, angle, dice.between(1.7, 2.1), rise, 0.17, rgb(0x4C6638), rgb(0x9CB06A), 5)
    for i in range(5):
        angle = 1.3 * i
        at = (top[0] + 0.36 * math.cos(angle), top[1] - 0.42, top[2] + 0.36 * math.sin(angle))
        s.blob("foliage", at, (0.13, 0.3, 0.13), rgb(0x8A4E1E), rgb(0xD08A32), dice.many(6), roughness=0.1, detail=1)


def _tree_fern(s: Sculptor, dice: Dice) -> None:
    height = dice.between(2.2, 3.4)
    s.column(
        "foliage", [(0, SUNK_M, 0), (0, height * 0.5, 0), (0.06, height, 0.0)], [0.2, 0.15, 0.17], 8, rgb(0x3E2F22)
    )
    for i in range(17):
        angle = 2.399963 * i + dice.between(-0.2, 0.2)
        rise = 1.5 - 0.9 * (i / 16.0)
        frond(s, (0.06, height, 0.0), angle, dice.between(1.5, 1.9), rise, 0.26, rgb(0x2F5A22), rgb(0x86B044), 6)


Builder = Callable[[Sculptor, Dice], None]
TREES: Final[Mapping[str, tuple[Builder, float, int]]] = MappingProxyType(
    {
        "spruce": (_spruce, 1.5, 3),
        "larch": (_larch, 1.5, 3),
        "scots_pine": (_scots_pine, 1.4, 3),
        "stone_pine": (_stone_pine, 1.5, 3),
        "birch": (_birch, 1.4, 3),
        "beech": (_beech, 2.1, 3),
        "oak": (_oak, 2.2, 3),
        "holm_oak": (_holm_oak, 1.7, 3),
        "ash": (_ash, 1.8, 3),
        "alder": (_alder, 1.4, 3),
        "willow": (_willow, 2.3, 3),
        "cypress": (_cypress, 0.9, 2),
        "olive": (_olive, 1.5, 3),
        "date_palm": (_date_palm, 1.1, 3),
        "coconut_palm": (_coconut_palm, 1.2, 3),
        "mangrove": (_mangrove, 1.4, 3),
        "teak": (_teak, 1.5, 3),
        "fig": (_fig, 2.4, 3),
        "acacia": (_acacia, 1.7, 3),
        "tree_fern": (_tree_fern, 1.1, 2),
    }
)
"""By species: what builds it, the radius in metres of its own ground at scale 1, and how many shapes it has."""
