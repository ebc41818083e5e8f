"""Branches of needles and of scales."""

from __future__ import annotations

import math
from dataclasses import dataclass

from procgen.texture.foliage.blade import Blade, Rgb
from procgen.texture.foliage.growth import STEM_HIGH, STEM_LOW, UP, Path, path, tapered
from procgen.texture.foliage.sheet import Point, Sheet


@dataclass(frozen=True, slots=True)
class Needles:
    """A branch of needles: along its shoots, or in tufts on them."""

    needle: Blade
    size: float
    """Length of a needle, widths of the card."""
    shoots: int = 9
    """Side shoots."""
    dense: float = 150.0
    """Needles a side along a card's width of shoot."""
    open: float = 0.95
    """Angle between needle and shoot, radians."""
    tufts: int = 0
    """Needles in a tuft; none if they stand along the shoots."""
    tuft_gap: float = 0.09
    droop: float = 0.0
    low: Rgb = STEM_LOW
    high: Rgb = STEM_HIGH

    def __call__(self, sheet: Sheet) -> None:
        dice = sheet.dice
        reach = sheet.tall - self.size - 0.03
        main = path(dice, (0.0, -0.02), UP, reach, dice.between(-0.2, 0.2), 0.03)
        shoots = [main]
        side = 1.0
        for i in range(self.shoots):
            share = 0.10 + 0.80 * i / max(self.shoots - 1, 1)
            at, angle = main.at(share)
            side = -side
            turn = angle + side * dice.about(0.95, 0.12)
            length = (0.60 - 0.46 * share) * dice.between(0.85, 1.0) * min(1.0, sheet.tall)
            length = min(length, (0.48 - abs(at[0])) / max(abs(math.cos(turn)), 0.2) - 0.6 * self.size)
            length = max(length, 0.05)
            shoots.append(path(dice, at, turn, length, side * (-0.25 - self.droop), 0.03))
        for line in shoots:
            self._needled(sheet, line, behind=True)
        for line in shoots:
            sheet.stem(line.points, tapered(line, 0.008 if line is main else 0.005), self.low, self.high)
        for line in shoots:
            self._needled(sheet, line, behind=False)

    def _needled(self, sheet: Sheet, line: Path, *, behind: bool) -> None:
        dice = sheet.dice
        length = line.length
        if self.tufts:
            count = max(int(length / self.tuft_gap), 1)
            for i in range(count):
                at, angle = line.at((i + 1.0) / count if count > 1 else 1.0)
                at_tip = i == count - 1
                for _ in range(self.tufts if not behind else self.tufts // 2):
                    spread = self.open if at_tip else self.open * 1.5
                    turn = angle + dice.between(-spread, spread)
                    self._needle(sheet, at, turn, dice.between(0.75, 1.0), behind)
            return
        count = max(int(self.dense * length), 6)
        for i in range(count):
            share = (i + dice.share()) / count
            at, angle = line.at(0.03 + 0.97 * share)
            sides = (-1.0, 1.0) if not behind else ((-1.0,) if i % 2 else (1.0,))
            for side in sides:
                # Seen from above, some stand towards the eye and look shorter.
                seen = dice.between(0.35, 1.0)
                turn = angle + side * self.open * seen * dice.between(0.8, 1.1) * (1.0 - 0.35 * share**4)
                self._needle(sheet, at, turn, (0.65 + 0.35 * seen) * (1.0 - 0.35 * share**6), behind)

    def _needle(self, sheet: Sheet, at: Point, turn: float, size: float, behind: bool) -> None:
        dice = sheet.dice
        sheet.blade(
            self.needle,
            at,
            turn,
            self.size * size * dice.between(0.85, 1.05),
            light=dice.between(0.0, 0.35) if behind else dice.between(0.3, 1.0),
            bend=dice.between(-0.10, 0.10),
        )


@dataclass(frozen=True, slots=True)
class Scales:
    """A flat spray whose shoots are covered with scales, as of cypress, juniper and heather."""

    scale: Blade
    size: float
    """Length of a scale, widths of the card."""
    width: float
    """Of a shoot, widths of the card."""
    shoots: int = 11
    spread: float = 0.75
    open: float = 0.5
    """Angle between scale and shoot: needles stand out, scales lie close."""
    bells: Blade | None = None
    """Flowers among the scales of the upper half."""

    def __call__(self, sheet: Sheet) -> None:
        dice = sheet.dice
        main = path(dice, (0.0, -0.02), UP, sheet.tall - 0.08, dice.between(-0.25, 0.25), 0.03)
        lines = [(main, 1.0)]
        side = 1.0
        for i in range(self.shoots):
            share = 0.08 + 0.80 * i / max(self.shoots - 1, 1)
            at, angle = main.at(share)
            side = -side
            turn = angle + side * self.spread * dice.between(0.85, 1.15)
            length = (0.60 - 0.44 * share) * min(1.0, sheet.tall) * dice.between(0.8, 1.0)
            length = max(min(length, (0.46 - abs(at[0])) / max(abs(math.cos(turn)), 0.25)), 0.06)
            twig = path(dice, at, turn, length, -side * 0.35, 0.04)
            lines.append((twig, 0.8))
            inner = -side
            for k in range(int(length / 0.055)):
                place, own = twig.at(0.25 + 0.7 * k / max(int(length / 0.055), 1))
                inner = -inner
                small = 0.30 * length * (1.1 - 0.8 * k / max(int(length / 0.055), 1)) * dice.between(0.8, 1.1)
                lines.append((path(dice, place, own + inner * 0.6, max(small, 0.03), -inner * 0.3, 0.04, 5), 0.6))
        for line, _ in lines[::-1]:
            sheet.stem(line.points, tapered(line, self.width * 0.32), self.scale.low, self.scale.high)
        for line, thick in lines[::-1]:
            self._covered(sheet, line, thick)

    def _covered(self, sheet: Sheet, line: Path, thick: float) -> None:
        dice = sheet.dice
        count = max(int(line.length / (self.size * 0.42)), 2)
        for i in range(count):
            share = (i + 0.5) / count
            at, angle = line.at(share)
            for side in (-1.0, 1.0, 0.0):
                if self.bells is not None and at[1] > 0.4 * sheet.tall and dice.share() < 0.22:
                    turn = angle + side * 1.3 + dice.between(-0.3, 0.3)
                    sheet.blade(self.bells, at, turn, self.size * 1.1, light=dice.between(0.2, 1.0))
                    continue
                turn = angle + side * self.open * dice.between(0.7, 1.3)
                size = self.size * thick * (1.15 - 0.35 * share) * dice.between(0.85, 1.1)
                light = dice.between(0.15, 0.65) if side else dice.between(0.5, 1.0)
                sheet.blade(self.scale, at, turn, size, light=light, bend=-0.12 * side)
