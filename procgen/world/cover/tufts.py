"""Small plants of the ground, few triangles each, their foot at the origin; coarser ones for farther away.

``level`` 0 is seen from near, 1 from some thirty metres, 2 beyond.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TypeAlias

from procgen.world.foliage import twigs
from procgen.world.meshes import Dice, Point, Rgb, Sculptor, mixed

Build: TypeAlias = Callable[[Sculptor, Dice, int], None]
_FOOT_M = -0.06
"""Blades begin in the ground: on a slope none stands on air."""


def _blade(s: Sculptor, foot: Point, turn: float, lean: Point, tall: float, width: float, tints: tuple[Rgb, Rgb],
           level: int) -> None:  # fmt: skip
    """A leaf of grass; one triangle from afar."""
    x, y, z = foot
    c, n = math.cos(turn) * width / 2.0, math.sin(turn) * width / 2.0
    low, high = tints
    tip = (x + lean[0], y + tall, z + lean[2])
    left, right = (x - c, y + _FOOT_M, z - n), (x + c, y + _FOOT_M, z + n)
    if level > 0:
        s.sheet("foliage", [left, right, tip], [low, low, high], up=0.8)
        return
    middle = mixed(low, high, 0.55)
    waist = (x + lean[0] * 0.3, y + tall * 0.55, z + lean[2] * 0.3)
    near = (waist[0] - c * 0.8, waist[1], waist[2] - n * 0.8)
    far = (waist[0] + c * 0.8, waist[1], waist[2] + n * 0.8)
    s.sheet("foliage", [left, right, far, near], [low, low, middle, middle], up=0.8)
    s.sheet("foliage", [near, far, tip], [middle, middle, high], up=0.8)


def grass(count: int, spread: float, height: tuple[float, float], width: float, low: Rgb, high: Rgb,
          bend: float = 0.45) -> Build:  # fmt: skip
    """A tuft of blades that lean outwards; ``count``, ``spread`` and ``width`` as from near, metres."""

    def build(s: Sculptor, dice: Dice, level: int) -> None:
        blades = max(round(count * (1.0, 0.5, 0.3)[level]), 3)
        for number in range(blades):
            angle = 2.0 * math.pi * (number + dice.between(0.0, 0.7)) / blades
            away = spread * math.sqrt(dice.between(0.02, 1.0))
            foot = (away * math.cos(angle), 0.0, away * math.sin(angle))
            tall = dice.between(*height)
            out = tall * bend * dice.between(0.4, 1.1)
            lean = (out * math.cos(angle), 0.0, out * math.sin(angle))
            shade = dice.between(0.0, 0.35)
            tints = mixed(low, high, 0.3 * shade), mixed(high, low, shade)
            thick = width * (1.0, 1.5, 2.3)[level]
            _blade(s, foot, dice.between(0.0, math.pi), lean, tall, thick, tints, level)

    return build


def flower(stems: int, height: tuple[float, float], petal: Rgb, eye: Rgb, size: float, leaf: tuple[Rgb, Rgb],
           cup: float = 0.25) -> Build:  # fmt: skip
    """Stems with a head of five petals; ``cup`` is how far these rise, over their length."""

    def build(s: Sculptor, dice: Dice, level: int) -> None:
        for number in range(stems if level == 0 else 1):
            angle = 2.0 * math.pi * (number + dice.between(0.0, 0.8)) / stems
            away, tall = dice.between(0.02, 0.16), dice.between(*height)
            foot = (away * math.cos(angle), 0.0, away * math.sin(angle))
            lean = (0.15 * tall * math.cos(angle), 0.0, 0.15 * tall * math.sin(angle))
            _blade(s, foot, angle, lean, tall, 0.012 if level == 0 else 0.03, (leaf[0], leaf[1]), 1)
            head = (foot[0] + lean[0], tall, foot[2] + lean[2])
            _head(s, dice, head, size * (1.0, 1.5, 1.9)[level], petal, eye, cup, level)
        for number in range((5, 2, 0)[level]):
            angle = 1.26 * number + dice.between(0.0, 0.6)
            tall = dice.between(0.3, 0.5) * height[0]
            lean = (0.14 * math.cos(angle), 0.0, 0.14 * math.sin(angle))
            _blade(s, (0.0, 0.0, 0.0), angle + math.pi / 2.0, lean, tall, 0.035, leaf, 1)

    return build


def _head(s: Sculptor, dice: Dice, at: Point, size: float, petal: Rgb, eye: Rgb, cup: float, level: int) -> None:
    if level == 2:
        rim = [(at[0] + size * math.cos(a), at[1], at[2] + size * math.sin(a)) for a in (0.0, 2.09, 4.19)]
        s.sheet("foliage", rim, petal, up=0.9)
        return
    petals = 6 if level == 0 else 4
    turn = dice.between(0.0, 6.28)
    for number in range(petals):
        angle, half = turn + 2.0 * math.pi * number / petals, math.pi / petals * 0.85
        rim = [
            (at[0] + size * math.cos(a), at[1] + cup * size, at[2] + size * math.sin(a))
            for a in (angle - half, angle + half)
        ]
        s.sheet("foliage", [at, rim[1], rim[0]], [mixed(petal, eye, 0.4), petal, petal], up=0.85)
    if level == 0:
        core = 0.32 * size
        rim = [
            (at[0] + core * math.cos(a), at[1] + 0.25 * size + 0.004, at[2] + core * math.sin(a))
            for a in (0.3, 1.87, 3.44, 5.01)
        ]
        s.sheet("foliage", rim, eye, up=0.9)


def leaves(count: int, length: float, width: float, rise: tuple[float, float], low: Rgb, high: Rgb,
           spread: float = 0.05) -> Build:  # fmt: skip
    """A rosette of broad leaves that rise and hang: undergrowth, ferns, clover."""

    def build(s: Sculptor, dice: Dice, level: int) -> None:
        fans = max(round(count * (1.0, 0.65, 0.4)[level]), 3)
        thick = width * (1.0, 1.25, 1.7)[level]
        for number in range(fans):
            angle = 2.0 * math.pi * (number + dice.between(0.0, 0.5)) / fans
            c, n = math.cos(angle), math.sin(angle)
            far, tall = length * dice.between(0.7, 1.1), length * dice.between(*rise)
            root = (spread * c, _FOOT_M, spread * n)
            waist = (c * far * 0.5, tall, n * far * 0.5)
            tip = (c * far, tall * 0.72, n * far)
            left = (waist[0] - n * thick / 2, waist[1] - 0.2 * thick, waist[2] + c * thick / 2)
            right = (waist[0] + n * thick / 2, waist[1] - 0.2 * thick, waist[2] - c * thick / 2)
            tint = mixed(low, high, dice.between(0.5, 1.0))
            if level == 0:
                s.sheet("foliage", [root, waist, left], [low, tint, tint], up=0.7)
                s.sheet("foliage", [root, right, waist], [low, tint, tint], up=0.7)
                s.sheet("foliage", [left, waist, tip], [tint, tint, high], up=0.7)
                s.sheet("foliage", [waist, right, tip], [tint, tint, high], up=0.7)
            elif level == 1:
                s.sheet("foliage", [root, right, tip, left], [low, tint, high, tint], up=0.7)
            else:
                # As large as the two halves of nearer ones.
                one = (tip[0] - n * thick / 2, tip[1], tip[2] + c * thick / 2)
                other = (tip[0] + n * thick / 2, tip[1], tip[2] - c * thick / 2)
                s.sheet("foliage", [root, one, other], [low, tint, high], up=0.7)

    return build


def shrub(lumps: int, spread: float, size: tuple[float, float], flat: float, low: Rgb, high: Rgb,
          speck: Rgb | None = None, specks: int = 0) -> Build:  # fmt: skip
    """Lumps of twigs close to the ground, ragged with leaves that stand out; blossoms where there is a colour."""

    def build(s: Sculptor, dice: Dice, level: int) -> None:
        for number in range(lumps if level == 0 else max(lumps // 2, 1)):
            angle = 2.0 * math.pi * (number + dice.between(0.0, 0.5)) / lumps
            away = 0.0 if number == 0 else spread * dice.between(0.6, 1.1)
            big = dice.between(*size) * (1.0, 1.25, 1.4)[level]
            centre = (away * math.cos(angle), big * flat * 0.6, away * math.sin(angle))
            twigs(s, dice, centre, big, flat, low, high, (44, 14, 0)[level], (0.24, 0.5, 1.0)[level])
            if speck is not None and level < 2:
                for _ in range(specks if level == 0 else specks // 2):
                    turn, lift = dice.between(0.0, 6.28), dice.between(0.2, 1.4)
                    at = (
                        centre[0] + big * 1.05 * math.cos(turn) * math.cos(lift),
                        centre[1] + big * 1.05 * flat * math.sin(lift),
                        centre[2] + big * 1.05 * math.sin(turn) * math.cos(lift),
                    )
                    _head(s, dice, at, 0.045 * (1 + level), speck, speck, 0.3, 2)

    return build


def stones(low: Rgb, high: Rgb) -> Build:
    """Three pebbles."""

    def build(s: Sculptor, dice: Dice, level: int) -> None:
        for number in range((3, 2, 1)[level]):
            angle, size = 2.1 * number, dice.between(0.04, 0.11)
            at = (0.16 * number * math.cos(angle), size * 0.25, 0.16 * number * math.sin(angle))
            s.blob("foliage", at, (size, size * 0.6, size * 0.8), low, high, dice.many(6), roughness=0.25,
                   detail=1 if level == 0 else 0, softness=0.4)  # fmt: skip

    return build
