"""Tufts of grass with their heads, and fronds of palms and ferns."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from procgen.texture.foliage.blade import PARALLEL, Blade, Rgb, mixed, rgb
from procgen.texture.foliage.growth import GREEN_HIGH, GREEN_LOW, STEM_HIGH, UP, Path, path, tapered
from procgen.texture.foliage.sheet import Sheet

GRASS_VEINS: Final = {"veins": PARALLEL, "pairs": 3.0, "vein_strength": 0.22, "net": 0.0}


@dataclass(frozen=True, slots=True)
class Frond:
    """A frond of leaflets, as of palms; of ferns, with leaflets that are lobed themselves."""

    leaflet: Blade
    pairs: int
    size: float
    """Length of the longest leaflet, widths of the card."""
    open: float = 1.1
    bare: float = 0.12
    """Share of the rib without leaflets."""
    peak: float = 0.35
    """Where leaflets are longest, 0 to 1."""
    droop: float = 0.1
    """How far leaflets bend towards the tip."""
    rib: float = 0.010
    low: Rgb = GREEN_LOW
    high: Rgb = GREEN_HIGH

    def __call__(self, sheet: Sheet) -> None:
        dice = sheet.dice
        line = path(dice, (0.0, -0.02), UP, sheet.tall * 0.93, dice.between(-0.12, 0.12), 0.015, 12)
        sheet.stem(line.points, tapered(line, self.rib, 0.15), self.low, self.high, roughness=0.6)
        for i in range(self.pairs):
            share = self.bare + (0.99 - self.bare) * i / (self.pairs - 1)
            at, angle = line.at(share)
            t = i / (self.pairs - 1)
            full = min(0.45 + 0.55 * t / self.peak, 1.0) if t < self.peak else 1.0
            full *= 1.0 if t < self.peak else max(1.0 - ((t - self.peak) / (1.0 - self.peak)) ** 1.4, 0.10)
            for side in (-1.0, 1.0):
                turn = angle + side * self.open * (1.0 - 0.62 * t**2) * dice.between(0.94, 1.06)
                room = (0.49 - abs(at[0])) / max(abs(math.cos(turn)), 0.05)
                size = min(self.size * full * dice.between(0.93, 1.04), room)
                light = dice.between(0.3, 0.8)
                bend = -side * self.droop * dice.between(0.5, 1.4)
                sheet.blade(self.leaflet, at, turn, size, light=light, bend=bend, roll=dice.between(-0.35, 0.35))
        sheet.stem(line.points, tapered(line, self.rib * 0.6, 0.15), self.low, self.high, roughness=0.6)


@dataclass(frozen=True, slots=True)
class Tuft:
    """Blades of grass from one foot, with heads on stalks where it has some."""

    blade: Blade
    count: int = 46
    reach: tuple[float, float] = (0.45, 0.92)
    """Lengths of blades over the card's height."""
    fan: float = 0.5
    """How far blades lean, radians."""
    foot: float = 0.12
    """Half the width of the tuft at the ground, widths of the card."""
    bend: float = 0.35
    heads: int = 0
    head: Callable[[Sheet, Path], None] | None = None

    def __call__(self, sheet: Sheet) -> None:
        dice = sheet.dice
        stalks = []
        for _ in range(self.heads):
            x = self.foot * dice.between(-0.7, 0.7)
            lean = 0.6 * self.fan * (x / self.foot + dice.between(-0.6, 0.6)) * 0.6
            bent = -lean * 0.6 + dice.between(-0.2, 0.2)
            stalks.append(path(dice, (x, -0.02), UP - lean, sheet.tall * dice.between(0.74, 0.9), bent, 0.01))
        for i in range(self.count):
            if self.heads and i % max(self.count // self.heads, 1) == max(self.count // self.heads, 1) - 1 and stalks:
                self._headed(sheet, stalks.pop())
            x = self.foot * dice.between(-1.0, 1.0)
            lean = self.fan * (0.65 * x / self.foot + 0.5 * dice.between(-1.0, 1.0))
            length = sheet.tall * dice.between(*self.reach)
            bend = -lean * self.bend * dice.between(0.4, 1.6)
            # What leans far must be short to stay on the card.
            across = abs(math.sin(lean)) + abs(bend)
            length = min(length, (0.47 - abs(x)) / max(across, 0.05))
            light = min(max(0.15 + 0.75 * i / self.count + dice.between(-0.2, 0.2), 0.0), 1.0)
            slim = replace(self.blade, half_width=self.blade.half_width * sheet.tall / length)
            sheet.blade(slim, (x, -0.01), UP - lean, length, light=light, bend=bend, roll=dice.between(-0.9, 0.9))
        for line in stalks:
            self._headed(sheet, line)

    def _headed(self, sheet: Sheet, line: Path) -> None:
        low, high = mixed(self.blade.low, STEM_HIGH, 0.35), mixed(self.blade.high, STEM_HIGH, 0.35)
        sheet.stem(line.points, tapered(line, 0.0045, 0.5), low, high, roughness=0.7)
        if self.head is not None:
            self.head(sheet, line)


def ears(grain_blade: Blade, size: float, long: float, count: int, open_at: float) -> Callable[[Sheet, Path], None]:
    """A head of grains, awns or florets along the end of a stalk."""

    def head(sheet: Sheet, line: Path) -> None:
        dice = sheet.dice
        for i in range(count):
            share = 1.0 - long + long * i / count
            at, angle = line.at(share)
            side = 1.0 if i % 2 else -1.0
            turn = angle + side * open_at * dice.between(0.3, 1.1)
            own = size * (1.0 - 0.45 * abs(i / count - 0.4)) * dice.between(0.75, 1.1)
            bend = side * dice.between(-0.25, 0.1)
            sheet.blade(grain_blade, at, turn, own, light=dice.between(0.1, 1.0), bend=bend)

    return head


def cattail(sheet: Sheet, line: Path) -> None:
    """The brown cob of a reedmace."""
    points = [line.at(0.72 + 0.2 * i / 4)[0] for i in range(5)]
    sheet.stem(points, [0.016, 0.020, 0.021, 0.020, 0.015], rgb(0x3A2416), rgb(0x7A5232), roughness=0.95)
