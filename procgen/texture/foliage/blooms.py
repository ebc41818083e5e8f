"""Cards of plants that are more than leaves: flowers, pads, cushions and thorns."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from procgen.texture.foliage.blade import BARE, RADIAL, Blade, Rgb, rgb
from procgen.texture.foliage.growth import GREEN_HIGH, GREEN_LOW, UP, Path, path, petals, tapered
from procgen.texture.foliage.sheet import Point, Sheet

POPPY_PETAL: Final = Blade(
    0.62, rgb(0xA81410), rgb(0xE8452C), rise=0.55, fall=0.22, veins=RADIAL, pairs=9, vein=rgb(0x8E0F0E),
    vein_strength=0.3, net=0.0, roughness=0.6, translucency=0.8, spots=0.0, teeth=9, tooth_depth=0.06, slant=0.0,
    relief=0.06,
)  # fmt: skip
_POPPY_LEAF: Final = Blade(
    0.22, rgb(0x41592E), rgb(0x86A05C), rise=0.5, fall=0.9, lobes=7, lobe_depth=0.8, slant=0.35, pairs=7, net=0.0
)
_WOOL: Final = Blade(
    0.13, rgb(0xB9BFAE), rgb(0xF6F5EC), rise=0.5, fall=0.8, veins=BARE, net=0.0, wool=0.85, spots=0.0, roughness=0.95,
    translucency=0.45,
)  # fmt: skip
_WOOL_LEAF: Final = Blade(
    0.09, rgb(0x6E7C5E), rgb(0xB4BEA2), rise=0.6, fall=0.7, net=0.0, wool=0.45, spots=0.0, roughness=0.9
)
_FLORET: Final = Blade(
    0.30, rgb(0x4C3A78), rgb(0xA98CD8), rise=0.5, fall=0.5, veins=BARE, net=0.0, spots=0.0, translucency=0.6
)
_LAVENDER_LEAF: Final = Blade(0.045, rgb(0x5A6A55), rgb(0xA6B39A), rise=0.5, fall=0.5, net=0.0, wool=0.2, veins=BARE)
_GORSE_PETAL: Final = Blade(
    0.42, rgb(0xC98A06), rgb(0xFFDD35), rise=0.5, fall=0.4, veins=BARE, net=0.0, spots=0.0, translucency=0.6
)
_THORN: Final = Blade(0.05, rgb(0x3C5424), rgb(0x86A052), rise=0.25, fall=1.0, veins=BARE, net=0.0, spots=0.0)
_MOSS: Final = Blade(
    0.16, rgb(0x2F4412), rgb(0x9CB43C), rise=0.6, fall=1.1, veins=BARE, net=0.0, spots=0.05, translucency=0.6
)
_PAD: Final = Blade(
    0.50, rgb(0x2C5524), rgb(0x7FA64A), rise=0.5, fall=0.5, veins=RADIAL, pairs=7.0, vein=rgb(0x9DB866), net=0.25,
    notch=0.35, roughness=0.3, translucency=0.4, relief=0.01, spots=0.35,
)  # fmt: skip
_LILY: Final = Blade(
    0.20, rgb(0xDFA3B6), rgb(0xFFF6F6), rise=0.6, fall=0.7, veins=RADIAL, pairs=5.0, vein=rgb(0xE9B4C4),
    vein_strength=0.25, net=0.0, spots=0.0, roughness=0.5, translucency=0.7,
)  # fmt: skip
_SPINE: Final = Blade(
    0.035, rgb(0xA08A5A), rgb(0xEFE2B8), rise=0.2, fall=1.0, veins=BARE, net=0.0, spots=0.0, translucency=0.1
)


_GOLDEN_ANGLE: Final = 2.399963
"""Radians from one to the next, so that they spread evenly round a middle."""


def poppy(sheet: Sheet) -> None:
    """Flowers and a bud over lobed leaves."""
    dice = sheet.dice
    for i in range(5):
        lean = dice.between(-0.9, 0.9)
        sheet.blade(
            _POPPY_LEAF, (0.03 * lean, 0.0), UP - lean, sheet.tall * dice.between(0.28, 0.42), light=0.3 + 0.1 * i,
            bend=-0.25 * lean, roll=dice.between(-0.5, 0.5),
        )  # fmt: skip
    for x, lean, tall, kind in (
        (-0.02, 0.38, 0.52, "side"), (0.03, -0.4, 0.62, "bud"), (0.0, dice.between(-0.06, 0.06), 0.72, "open"),
    ):  # fmt: skip
        line = path(dice, (x, -0.02), UP - lean, sheet.tall * tall, lean * 0.8, 0.03)
        sheet.stem(line.points, tapered(line, 0.0055, 0.7), GREEN_LOW, GREEN_HIGH)
        _hairs(sheet, line)
        top, _angle = line.at(1.0)
        if kind == "bud":
            sheet.stem([top, (top[0], top[1] - 0.03), (top[0], top[1] - 0.09)], [0.012, 0.026, 0.014], GREEN_LOW,
                       GREEN_HIGH)  # fmt: skip
        elif kind == "side":
            petals(sheet, top, POPPY_PETAL, 4, 0.15, 0.5, flat=0.75)
        else:
            _open_poppy(sheet, top, 0.185)


def _open_poppy(sheet: Sheet, at: Point, size: float) -> None:
    dice = sheet.dice
    turn = dice.between(0.0, 1.0)
    petals(sheet, at, POPPY_PETAL, 2, size, turn, 0.9)
    petals(sheet, at, POPPY_PETAL, 2, size * 0.97, turn + math.pi / 2, 0.9)
    blotch = Blade(0.55, rgb(0x120608), rgb(0x2C0C10), rise=0.5, fall=0.3, veins=BARE, net=0.0, spots=0.0)
    petals(sheet, at, blotch, 4, size * 0.26, turn, 0.9)
    for k in range(40):
        angle, away = _GOLDEN_ANGLE * k, size * dice.between(0.14, 0.30)
        end = at[0] + away * math.cos(angle), at[1] + 0.9 * away * math.sin(angle)
        sheet.stem([at, end], [0.0012, 0.0010], rgb(0x1E1216), rgb(0x40323C))
        sheet.stem([end, (end[0] + 0.003, end[1])], [0.0034, 0.0034], rgb(0x181014), rgb(0x4C4450))
    sheet.stem([at, (at[0], at[1] + 0.004)], [0.020, 0.020], rgb(0x55662C), rgb(0xA9B85C))


def _hairs(sheet: Sheet, line: Path) -> None:
    dice = sheet.dice
    for i in range(26):
        at, angle = line.at(0.1 + 0.88 * i / 26)
        turn = angle + (1.5 if i % 2 else -1.5) * dice.between(0.8, 1.1)
        end = at[0] + 0.014 * math.cos(turn), at[1] + 0.014 * math.sin(turn)
        sheet.stem([at, end], [0.0009, 0.0005], GREEN_LOW, GREEN_HIGH)


def edelweiss(sheet: Sheet) -> None:
    """A woolly star over narrow leaves."""
    dice = sheet.dice
    line = path(dice, (0.0, -0.02), UP, sheet.tall * 0.56, dice.between(-0.2, 0.2), 0.02)
    for _ in range(9):
        lean = dice.between(-1.2, 1.2)
        sheet.blade(_WOOL_LEAF, (0.0, 0.02), UP - lean, sheet.tall * dice.between(0.28, 0.42), light=dice.share(),
                    bend=-0.2 * lean)  # fmt: skip
    sheet.stem(line.points, tapered(line, 0.009, 0.8), rgb(0x77836A), rgb(0xC3C9B4))
    for i in range(8):
        at, angle = line.at(0.2 + 0.09 * i)
        side = 1.0 if i % 2 else -1.0
        sheet.blade(_WOOL_LEAF, at, angle + side * 0.8, 0.20, light=dice.share(), bend=-0.15 * side)
    top, _ = line.at(1.0)
    petals(sheet, top, _WOOL, 7, 0.27, dice.share(), 0.85)
    petals(sheet, top, _WOOL, 6, 0.20, dice.share() + 0.4, 0.85)
    for k in range(7):
        angle, away = math.tau * k / 6, 0.0 if k == 6 else 0.045
        at = top[0] + away * math.cos(angle), top[1] + 0.85 * away * math.sin(angle)
        sheet.stem([at, (at[0] + 0.002, at[1])], [0.021, 0.021], rgb(0xA98F3A), rgb(0xEBDD8C), roughness=0.95)


def lavender(sheet: Sheet) -> None:
    """Spikes of florets on bare stalks."""
    dice = sheet.dice
    for _i in range(34):
        lean = dice.between(-0.9, 0.9)
        at = 0.10 * dice.between(-1.0, 1.0), -0.01
        sheet.blade(_LAVENDER_LEAF, at, UP - lean, sheet.tall * dice.between(0.22, 0.42), light=dice.share(),
                    bend=-0.2 * lean)  # fmt: skip
    for _i in range(9):
        x = 0.09 * dice.between(-1.0, 1.0)
        lean = 3.4 * x + dice.between(-0.18, 0.18)
        line = path(dice, (x, 0.0), UP - lean, sheet.tall * dice.between(0.66, 0.9), lean * 0.4, 0.02)
        sheet.stem(line.points, tapered(line, 0.004, 0.6), rgb(0x5B6A4C), rgb(0xA2B08A))
        for k in range(44):
            share = 0.66 + 0.34 * k / 43 if k > 6 else 0.54 + 0.01 * k
            at, angle = line.at(share)
            side = (-1.0, 0.0, 1.0)[k % 3]
            turn = angle + side * dice.between(0.5, 1.1)
            sheet.blade(_FLORET, at, turn, 0.036 * (1.15 - 0.5 * (k / 43)), light=dice.between(0.0, 1.0))


def gorse(sheet: Sheet) -> None:
    """Thorns, and yellow flowers among them."""
    dice = sheet.dice
    shoots = [path(dice, (0.0, -0.02), UP, sheet.tall * 0.88, dice.between(-0.2, 0.2), 0.04)]
    side = 1.0
    for i in range(8):
        at, angle = shoots[0].at(0.1 + 0.1 * i)
        side = -side
        length = (0.52 - 0.042 * i) * min(sheet.tall, 1.0) * dice.between(0.85, 1.0)
        shoots.append(path(dice, at, angle + side * 0.9, length, -side * 0.4, 0.05))
    for line in shoots[::-1]:
        sheet.stem(line.points, tapered(line, 0.008, 0.5), rgb(0x3D4E22), rgb(0x7C8E48))
        for k in range(46):
            at, angle = line.at(0.04 + 0.96 * k / 45)
            turn = angle + (1.0 if k % 2 else -1.0) * dice.between(0.3, 1.2)
            length = 0.085 * dice.between(0.6, 1.1)
            sheet.blade(_THORN, at, turn, length, light=dice.share())
        for k in range(7):
            if dice.share() < 0.4:
                continue
            at, angle = line.at(0.30 + 0.1 * k)
            turn = angle + (1.0 if k % 2 else -1.0) * dice.between(0.5, 1.2)
            foot = at[0] + 0.012 * math.cos(turn), at[1] + 0.012 * math.sin(turn)
            for lean in (0.55, -0.55, 0.0):
                sheet.blade(_GORSE_PETAL, foot, turn + lean, 0.042 * dice.between(0.85, 1.1), light=dice.share())


def moss(sheet: Sheet) -> None:
    """A cushion of leafy stems."""
    dice = sheet.dice
    for i in range(110):
        x = 0.37 * dice.between(-1.0, 1.0)
        height = sheet.tall * (0.85 - 3.0 * x * x) * dice.between(0.45, 0.85)
        deep = i / 110
        height *= 1.1 - 0.45 * deep
        line = path(dice, (x, -0.02), UP - 0.7 * x, height, dice.between(-0.4, 0.4), 0.05, 6)
        sheet.stem(line.points, tapered(line, 0.003), rgb(0x3A3E14), rgb(0x6F7A2C))
        count = max(int(height / 0.024), 4)
        for k in range(count):
            at, angle = line.at(0.25 + 0.75 * k / count)
            turn = angle + (1.0 if k % 2 else -1.0) * dice.between(0.35, 1.0)
            light = 0.15 + 0.35 * deep + 0.45 * (k / count) + dice.between(-0.1, 0.1)
            sheet.blade(_MOSS, at, turn, 0.060 * dice.between(0.7, 1.1), light=min(max(light, 0.0), 1.0))


def _stamens(
    sheet: Sheet, middle: Point, count: int, reach: float, flat: float, radius: float, low: Rgb, high: Rgb
) -> None:
    """Dots that fill a disc, seen from above or (``flat`` below 1) from the side."""
    for k in range(count):
        angle, away = _GOLDEN_ANGLE * k, reach * math.sqrt(k / count)
        at = middle[0] + away * math.cos(angle), middle[1] + flat * away * math.sin(angle)
        sheet.stem([at, (at[0], at[1] + 0.006)], [radius, radius], low, high)


@dataclass(frozen=True, slots=True)
class LilyPad:
    """A leaf on the water, seen from above, with or without its flower."""

    flower: bool

    def __call__(self, sheet: Sheet) -> None:
        dice = sheet.dice
        size = min(0.94, 0.94 * sheet.tall)
        turn = dice.between(0.0, math.tau)
        middle = 0.0, sheet.tall / 2
        foot = middle[0] - math.cos(turn) * size / 2, middle[1] - math.sin(turn) * size / 2
        sheet.blade(_PAD, foot, turn, size, light=dice.between(0.4, 0.6))
        if self.flower:
            start = dice.share()
            for ring, (count, share) in enumerate(((9, 0.30), (8, 0.24), (7, 0.17))):
                petals(sheet, middle, _LILY, count, size * share, start + 0.35 * ring, 0.95)
            _stamens(sheet, middle, 46, size * 0.055, 1.0, 0.004, rgb(0xB97A10), rgb(0xFFD95A))


def cactus(sheet: Sheet) -> None:
    """The ribbed skin of a column with its thorns, as wide as the card."""
    dice = sheet.dice
    ribs = 7
    for i in range(ribs):
        x = 0.90 * ((i + 0.5) / ribs - 0.5)
        wide = 0.9 / ribs * 0.56
        top = sheet.tall * (0.985 - 0.30 * (2.0 * x) ** 4)
        line = [(x, -0.05), (x, 0.5 * sheet.tall), (x * 0.98, top - wide * 1.2)]
        sheet.stem(line, [wide] * 3, rgb(0x2F4A2C), rgb(0x86A06A), roughness=0.6)
    for i in range(ribs):
        x = 0.90 * ((i + 0.5) / ribs - 0.5)
        count = round(9 * sheet.tall)
        for k in range(count):
            y = sheet.tall * (0.03 + 0.92 * (k + (0.5 if i % 2 else 0.0)) / count)
            if y > sheet.tall * (0.96 - 0.30 * (2.0 * x) ** 4):
                continue
            sheet.stem([(x, y), (x + 0.001, y)], [0.010, 0.010], rgb(0x8C7A58), rgb(0xD8CBA6), roughness=0.95)
            for j in range(9):
                turn = math.tau * j / 9 + dice.between(-0.2, 0.2)
                sheet.blade(_SPINE, (x, y), turn, dice.between(0.04, 0.07), light=dice.between(0.3, 1.0))


def cactus_flower(sheet: Sheet) -> None:
    """A white flower of a column cactus, from the side, with its green tube."""
    dice = sheet.dice
    tube = path(dice, (0.0, -0.02), UP, sheet.tall * 0.42, dice.between(-0.1, 0.1), 0.01)
    sheet.stem(tube.points, [0.07 + 0.04 * i / 8 for i in range(9)], rgb(0x3D5A2C), rgb(0x93A868))
    top, _ = tube.at(1.0)
    for ring in range(3):
        petals(sheet, top, _LILY, 9, 0.46 - 0.09 * ring, dice.share(), 0.62)
    _stamens(sheet, top, 60, 0.11, 0.6, 0.006, rgb(0xB98A20), rgb(0xFFE680))
