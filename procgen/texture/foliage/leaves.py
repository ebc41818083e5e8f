"""Twigs of leaves, and leaves by themselves."""

from __future__ import annotations

import math
from dataclasses import dataclass

from procgen.texture.foliage.blade import Blade, Rgb
from procgen.texture.foliage.growth import STEM_HIGH, STEM_LOW, UP, Path, leaf, path, pinnate, tapered
from procgen.texture.foliage.sheet import Point, Sheet


@dataclass(frozen=True, slots=True)
class Twig:
    """A branch whose twigs bear leaves on both sides."""

    leaf: Blade
    size: float
    """Length of a leaf, widths of the card."""
    twigs: int = 6
    """Side twigs."""
    leaves: int = 5
    """Of each side of a twig."""
    spread: float = 0.85
    """Angle between a twig and its branch, radians."""
    open: float = 0.9
    """Angle between a leaf and its twig, radians."""
    droop: float = 0.0
    """How far twigs turn down, radians."""
    opposite: bool = False
    """Whether leaves stand in pairs."""
    low: Rgb = STEM_LOW
    high: Rgb = STEM_HIGH
    compound: int = 0
    """Pairs of leaflets of each leaf; a simple leaf if 0."""
    rib: float = 2.2
    """Length of a leaf of leaflets, over that of a leaflet."""

    @property
    def _reach(self) -> float:
        """How far a leaf reaches, widths of the card."""
        return self.size * (self.rib + 0.3 if self.compound else 1.15)

    def __call__(self, sheet: Sheet) -> None:
        dice = sheet.dice
        reach = sheet.tall - self._reach - 0.04
        main = path(dice, (0.0, -0.02), UP + dice.between(-0.1, 0.1), reach, dice.between(-0.3, 0.3))
        side = 1.0 if dice.share() < 0.5 else -1.0
        lines: list[tuple[Path, float]] = []
        for i in range(self.twigs):
            share = 0.14 + 0.78 * i / max(self.twigs - 1, 1) + dice.between(-0.04, 0.04)
            at, angle = main.at(share)
            side = -side
            turn = angle + side * self.spread * dice.between(0.8, 1.2)
            length = min(0.56, reach) * (1.0 - 0.5 * share) * dice.between(0.8, 1.0)
            # No twig leaves the card: what remains of it is the leaf at its end.
            room = (0.47 - abs(at[0])) / max(abs(math.cos(turn)), 0.2) - 0.8 * self._reach
            length = max(min(length, room), 0.04)
            lines.append((path(dice, at, turn, length, -side * dice.between(-0.1, 0.5) - side * self.droop), share))
        lines.append((main, 1.0))
        # Behind, then wood, then in front.
        for line, share in lines:
            self._leaves(sheet, line, share, behind=True)
        sheet.stem(main.points, tapered(main, 0.011), self.low, self.high)
        for line, _ in lines[:-1]:
            sheet.stem(line.points, tapered(line, 0.006), self.low, self.high)
        for line, share in lines:
            self._leaves(sheet, line, share, behind=False)

    def _leaves(self, sheet: Sheet, line: Path, share: float, *, behind: bool) -> None:
        dice = sheet.dice
        main = share == 1.0
        count = self.leaves
        for i in range(count):
            along = (0.45 if main else 0.18) + (0.55 if main else 0.78) * i / max(count - 1, 1)
            for side in (-1.0, 1.0):
                if (dice.share() < 0.45) != behind:
                    continue
                place, angle = line.at(along + (0.0 if self.opposite else 0.04 * side))
                turn = angle + side * self.open * dice.between(0.7, 1.2) * (1.0 - 0.45 * along)
                size = self.size * dice.between(0.72, 1.02) * (1.0 - 0.25 * along)
                light = dice.between(0.05, 0.4) if behind else dice.between(0.35, 0.8)
                self._one(sheet, place, turn, size, light)
        if not behind:
            tip, angle = line.at(1.0)
            self._one(sheet, tip, angle + dice.between(-0.2, 0.2), self.size * dice.between(0.75, 0.95), 0.7)

    def _one(self, sheet: Sheet, at: Point, angle: float, size: float, light: float) -> None:
        size *= _room(sheet, at, angle, self._reach * size / self.size)
        if size < 0.5 * self.size:
            return
        if self.compound:
            pinnate(sheet, self.leaf, at, angle, size * self.rib, self.compound, size, light=light)
        else:
            leaf(sheet, self.leaf, at, angle, size, light)


def _room(sheet: Sheet, at: Point, angle: float, length: float) -> float:
    """Share of a length that stays on the card, 0 to 1."""
    x, y = at[0] + math.cos(angle) * length, at[1] + math.sin(angle) * length
    most = 1.0
    if abs(x) > 0.475 and x * (x - at[0]) > 0.0:
        most = min(most, (0.475 - abs(at[0])) / abs(x - at[0]))
    if y > sheet.tall - 0.025 and y > at[1]:
        most = min(most, (sheet.tall - 0.025 - at[1]) / (y - at[1]))
    return max(most, 0.0)


@dataclass(frozen=True, slots=True)
class Alone:
    """One leaf that fills its card."""

    leaf: Blade
    pairs: int = 0
    """Pairs of leaflets; a simple leaf if 0."""
    leaflet: float = 0.3
    """Length of a leaflet, widths of the card."""

    def __call__(self, sheet: Sheet) -> None:
        dice = sheet.dice
        if self.pairs:
            reach = sheet.tall - self.leaflet * 0.8 - 0.08
            pinnate(sheet, self.leaf, (0.0, 0.0), UP, reach, self.pairs, self.leaflet, light=0.55, bend=0.12)
            return
        length = min(0.86 * sheet.tall, 0.44 / self.leaf.half_width)
        stalk = min(0.10 * sheet.tall, sheet.tall - length - 0.02)
        foot = (sheet.tall - length - stalk) / 2.0
        leaf_at = (0.0, foot + stalk)
        sheet.stem([(0.0, max(foot - 0.02, -0.02)), leaf_at], [0.012, 0.010], self.leaf.low, self.leaf.vein)
        sheet.blade(
            self.leaf,
            leaf_at,
            UP + dice.between(-0.06, 0.06),
            length,
            light=dice.between(0.4, 0.65),
            bend=dice.between(-0.10, 0.10),
            roll=dice.between(-0.12, 0.12),
        )
