"""Lines that plants grow along, and what stands on them: leaves, leaves of leaflets, rings of petals."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeAlias

from procgen.texture.foliage.blade import Blade, rgb
from procgen.texture.foliage.sheet import Dice, Point, Sheet

Grow: TypeAlias = Callable[[Sheet], None]
"""Paints a card."""

UP: Final = math.pi / 2

STEM_LOW, STEM_HIGH = rgb(0x3D3020), rgb(0x8A7350)

GREEN_LOW, GREEN_HIGH = rgb(0x4A5A26), rgb(0x9DB05C)


@dataclass(frozen=True, slots=True)
class Path:
    """A bent line that grows."""

    points: tuple[Point, ...]
    angles: tuple[float, ...]
    """Where it points at each."""

    def at(self, share: float) -> tuple[Point, float]:
        """A place on it and where it points there."""
        place = min(max(share, 0.0), 1.0) * (len(self.points) - 1)
        i = min(int(place), len(self.points) - 2)
        t = place - i
        a, b = self.points[i], self.points[i + 1]
        return (a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t), self.angles[i] + (
            self.angles[i + 1] - self.angles[i]
        ) * t

    @property
    def length(self) -> float:
        """Widths of the card."""
        return sum(math.dist(a, b) for a, b in zip(self.points[:-1], self.points[1:], strict=True))


def path(dice: Dice, at: Point, angle: float, length: float, bend: float, wander: float = 0.05, steps: int = 8) -> Path:
    """A line that turns by ``bend`` radians on its way."""
    points, angles = [at], [angle]
    for _ in range(steps):
        angle += bend / steps + wander * dice.between(-1.0, 1.0)
        x, y = points[-1]
        points.append((x + math.cos(angle) * length / steps, y + math.sin(angle) * length / steps))
        angles.append(angle)
    return Path(tuple(points), tuple(angles))


def tapered(line: Path, radius: float, tip: float = 0.3) -> list[float]:
    """Radii of a stem along a line."""
    last = len(line.points) - 1
    return [radius * (1.0 - (1.0 - tip) * i / last) for i in range(last + 1)]


def leaf(sheet: Sheet, blade: Blade, at: Point, angle: float, length: float, light: float, stalk: float = 0.12) -> None:
    """A leaf on its stalk."""
    dice = sheet.dice
    c, s = math.cos(angle), math.sin(angle)
    foot = at[0] + c * stalk * length, at[1] + s * stalk * length
    if stalk:
        sheet.stem([at, foot], [0.012 * length + 0.0012, 0.010 * length + 0.0010], blade.low, blade.vein, roughness=0.6)
    sheet.blade(
        blade,
        foot,
        angle,
        length,
        light=light,
        bend=dice.between(-0.16, 0.16),
        roll=dice.between(-0.75, 0.75),
    )


def pinnate(
    sheet: Sheet,
    blade: Blade,
    at: Point,
    angle: float,
    length: float,
    pairs: int,
    leaflet: float,
    *,
    light: float = 0.5,
    open_at: float = 1.05,
    bend: float = 0.25,
    terminal: bool = True,
    stem: float = 0.004,
) -> None:
    """A leaf of leaflets on both sides of its rib."""
    dice = sheet.dice
    rib = path(dice, at, angle, length, dice.between(-bend, bend), 0.02)
    sheet.stem(rib.points, tapered(rib, stem), blade.low, blade.vein, roughness=0.6)
    for i in range(pairs):
        share = 0.22 + 0.74 * i / max(pairs - 1, 1)
        place, turn = rib.at(share)
        size = leaflet * math.sin(math.pi * (0.25 + 0.62 * share)) * dice.between(0.9, 1.08)
        for side in (-1.0, 1.0):
            own = turn + side * open_at * dice.between(0.88, 1.1) * (1.0 - 0.3 * share)
            tone = min(max(light + dice.between(-0.15, 0.15), 0.0), 1.0)
            sheet.blade(
                blade, place, own, size, light=tone, bend=-side * dice.between(0.0, 0.14), roll=dice.between(-0.6, 0.6)
            )
    if terminal:
        tip, turn = rib.at(1.0)
        sheet.blade(blade, tip, turn, leaflet * 0.8, light=light, roll=dice.between(-0.4, 0.4))


def petals(sheet: Sheet, at: Point, petal: Blade, count: int, size: float, turn: float, flat: float = 1.0) -> None:
    """A ring of petals, seen from above or (``flat`` below 1) from the side."""
    dice = sheet.dice
    order = sorted(range(count), key=lambda k: math.sin(turn + math.tau * k / count), reverse=True)
    for k in order:
        angle = turn + math.tau * k / count + dice.between(-0.08, 0.08)
        x, y = math.cos(angle), math.sin(angle) * flat
        length = size * max(math.hypot(x, y), 0.35) * dice.between(0.92, 1.06)
        sheet.blade(petal, at, math.atan2(y, x), length, light=dice.between(0.3, 0.8), roll=dice.between(-0.3, 0.3))
