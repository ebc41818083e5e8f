"""Things of yards: sheds, beds of vegetables, hen houses, washing lines."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from procgen.world.meshes import WHITE, Dice, Rgb, Sculptor, mixed, rgb

_OAK: Final = rgb(0x8A6A48)
_GREY: Final = rgb(0x8E8578)
_DARK: Final = rgb(0x4A3A2C)
_EARTH: Final = rgb(0x4B3826)
_SUNK_M: Final = -0.35


def _hut(s: Sculptor, wide: float, deep: float, high: float, colour: Rgb, roof: Rgb) -> None:
    """A small house of boards with a roof that falls to the back, and a door in its front."""
    w, d = wide / 2, deep / 2
    s.box("paint", (-w, _SUNK_M, -d), (w, high - 0.35, d), colour)
    for k in range(1, round(wide / 0.28)):
        x = -w + wide * k / round(wide / 0.28)
        s.box("paint", (x - 0.012, 0.0, d - 0.01), (x + 0.012, high - 0.36, d + 0.012), mixed(colour, _DARK, 0.5))
    # The gables between walls and roof.
    s.hexahedron(
        "paint",
        [(-w, high - 0.37, d), (w, high - 0.37, d), (w, high - 0.37, -d), (-w, high - 0.37, -d)],
        [(-w, high, d), (w, high, d), (w, high - 0.3, -d), (-w, high - 0.3, -d)],
        colour,
    )
    under = [(-w - 0.15, high + 0.02, d + 0.2), (w + 0.15, high + 0.02, d + 0.2)]
    under += [(w + 0.15, high - 0.33, -d - 0.15), (-w - 0.15, high - 0.33, -d - 0.15)]
    s.hexahedron("paint", under, [(x, y + 0.07, z) for x, y, z in under], roof)
    s.box("paint", (-0.36, 0.02, d), (0.36, min(1.75, high - 0.45), d + 0.03), mixed(colour, _DARK, 0.45))


def _shed(s: Sculptor, dice: Dice) -> None:
    tints = (_GREY, _OAK, rgb(0x7A4A3A), rgb(0x5E6E5A))
    _hut(s, 2.3, 1.8, 2.3, mixed(dice.one_of(tints), _OAK, 0.3), rgb(0x5A4A3E))


def _privy(s: Sculptor, dice: Dice) -> None:
    _hut(s, 1.1, 1.15, 2.1, mixed(_GREY, _OAK, dice.between(0.0, 1.0)), rgb(0x54483C))


def _henhouse(s: Sculptor, dice: Dice) -> None:
    colour = mixed(_OAK, _GREY, dice.between(0.0, 1.0))
    s.push((0.0, 0.45, 0.0))
    _hut(s, 1.3, 0.9, 0.95, colour, rgb(0x6A4438))
    s.pop()
    for x in (-0.55, 0.55):
        s.box("paint", (x - 0.05, _SUNK_M, -0.4), (x + 0.05, 0.2, 0.4), colour)
    s.beam("paint", (0.0, 0.02, 1.1), (0.0, 0.45, 0.46), 0.24, 0.04, colour)
    for k in range(3):
        angle = 2.1 * k + dice.between(0.0, 1.0)
        x, z = 1.05 * math.sin(angle), 1.05 * math.cos(angle)
        body: Rgb = dice.one_of((rgb(0x9A5A34), rgb(0xE2DCCF), rgb(0x4A3A34)))
        s.blob("paint", (x, 0.2, z), (0.11, 0.12, 0.17), body, body, dice.many(6), roughness=0.05, detail=1)
        s.blob("paint", (x, 0.36, z + 0.13), (0.06, 0.07, 0.06), body, rgb(0xB03A2E), dice.many(6), detail=1)
        s.box("paint", (x - 0.03, 0.0, z - 0.02), (x + 0.03, 0.12, z + 0.02), rgb(0xC9A03A))


def _vegetable_bed(s: Sculptor, dice: Dice) -> None:
    w, d = 1.25, 0.65
    for z in (-d, d - 0.06):
        s.box("paint", (-w, -0.1, z), (w, 0.16, z + 0.06), _GREY)
    for x in (-w, w - 0.06):
        s.box("paint", (x, -0.1, -d + 0.06), (x + 0.06, 0.16, d - 0.06), _GREY)
    s.box("paint", (-w + 0.06, -0.05, -d + 0.06), (w - 0.06, 0.12, d - 0.06), _EARTH)
    crop = int(dice.between(0.0, 3.0))
    greens = ((rgb(0x5F7A45), rgb(0x9DB57A)), (rgb(0x3E5A2A), rgb(0x6E8B3F)), (rgb(0x4A6A35), rgb(0x7E9B4A)))
    low, high = greens[crop]
    for row in range(2):
        for k in range(5):
            x, z = -0.96 + 0.48 * k, -0.3 + 0.6 * row
            size = dice.between(0.14, 0.2)
            tall = size * (1.0, 1.5, 0.8)[crop]
            s.blob("foliage", (x, 0.12 + tall * 0.5, z), (size, tall, size), low, high, dice.many(6), detail=1)
            if crop == 1:
                s.blob(
                    "foliage",
                    (x + 0.05, 0.3, z + 0.12),
                    (0.05, 0.05, 0.05),
                    rgb(0xB8402E),
                    rgb(0xD85A3A),
                    dice.many(6),
                    detail=0,
                )


def _washing_line(s: Sculptor, dice: Dice) -> None:
    for x in (-1.4, 1.4):
        s.column("paint", [(x, _SUNK_M, 0.0), (x, 1.95, 0.0)], [0.06, 0.05], 6, _GREY)
    s.beam("paint", (-1.4, 1.88, 0.0), (1.4, 1.88, 0.0), 0.015, 0.015, rgb(0xC9BFA8))
    cloths = (rgb(0xE8E4DA), rgb(0x7A8FA0), rgb(0xA85A4A), rgb(0xD9C48A), rgb(0x6A7A58))
    x = -1.2
    while x < 0.95:
        wide, tall = dice.between(0.35, 0.75), dice.between(0.55, 0.95)
        s.box("paint", (x, 1.88 - tall, -0.012), (x + wide, 1.88, 0.012), dice.one_of(cloths))
        x += wide + dice.between(0.06, 0.2)


def _beehives(s: Sculptor, dice: Dice) -> None:
    s.box("paint", (-0.95, _SUNK_M, -0.2), (-0.85, 0.4, 0.2), _GREY)
    s.box("paint", (0.85, _SUNK_M, -0.2), (0.95, 0.4, 0.2), _GREY)
    s.box("paint", (-1.05, 0.4, -0.28), (1.05, 0.46, 0.28), _GREY)
    for x in (-0.65, 0.0, 0.65):
        straw, r = mixed(rgb(0xB8944E), rgb(0xD9BC78), dice.between(0.0, 1.0)), 0.25
        path = [(x, 0.46, 0.0), (x, 0.62, 0.0), (x, 0.78, 0.0), (x, 0.9, 0.0), (x, 0.96, 0.0)]
        s.column("paint", path, [r, r * 1.02, r * 0.85, r * 0.5, 0.0], 9, straw)
        s.box("paint", (x - 0.04, 0.48, r - 0.03), (x + 0.04, 0.53, r + 0.01), _DARK)


def _chopping_block(s: Sculptor, dice: Dice) -> None:
    s.column("paint", [(0.0, _SUNK_M, 0.0), (0.0, 0.5, 0.0)], [0.32, 0.3], 10, mixed(_OAK, WHITE, 0.2))
    s.beam("paint", (0.05, 0.5, 0.0), (0.5, 0.95, 0.05), 0.04, 0.04, _OAK)
    s.box("paint", (-0.1, 0.47, -0.02), (0.12, 0.62, 0.03), rgb(0x3A3C40))
    for k in range(5):
        angle = 1.25 * k + dice.between(0.0, 0.6)
        s.push((0.65 * math.sin(angle), 0.0, 0.65 * math.cos(angle)), dice.between(0.0, 360.0))
        s.beam("paint", (-0.16, 0.05, 0.0), (0.16, 0.06, 0.0), 0.11, 0.1, mixed(_OAK, rgb(0xD0B080), 0.6))
        s.pop()


def _fruit_tree(s: Sculptor, dice: Dice) -> None:
    lean = dice.between(-0.15, 0.15)
    path = [(0.0, _SUNK_M, 0.0), (0.02, 0.7, 0.0), (lean, 1.5, 0.05)]
    s.column("paint", path, [0.15, 0.11, 0.09], 7, rgb(0x6B5A48))
    for k in range(5):
        angle = 1.257 * k + dice.between(0.0, 0.5)
        x, z, y = lean + 0.7 * math.sin(angle), 0.7 * math.cos(angle), dice.between(1.9, 2.5)
        s.beam("paint", (lean, 1.4, 0.05), (x, y - 0.2, z), 0.06, 0.06, rgb(0x6B5A48))
        low, high = rgb(0x34491F), rgb(0x7A9440)
        s.blob("foliage", (x, y, z), (0.75, 0.62, 0.75), low, high, dice.many(6), roughness=0.2, detail=2)
    for k in range(9):
        angle, y = 0.7 * k, dice.between(1.6, 2.5)
        x, z = lean + 1.35 * math.sin(angle), 1.35 * math.cos(angle)
        s.blob(
            "paint", (x, y, z), (0.06, 0.06, 0.06), rgb(0xA83A28), rgb(0xD8793A), dice.many(6), roughness=0.0, detail=0
        )


Builder = Callable[[Sculptor, Dice], None]
YARD_THINGS: Final[Mapping[str, tuple[Builder, float, int]]] = MappingProxyType(
    {
        "shed": (_shed, 1.65, 3),
        "privy": (_privy, 1.0, 2),
        "henhouse": (_henhouse, 1.3, 2),
        "vegetable_bed": (_vegetable_bed, 1.45, 4),
        "washing_line": (_washing_line, 1.5, 3),
        "beehives": (_beehives, 1.1, 1),
        "chopping_block": (_chopping_block, 0.9, 1),
        "fruit_tree": (_fruit_tree, 1.0, 3),
    }
)
"""By kind: what builds it, the radius in metres of its own ground at scale 1, and how many shapes it has."""
