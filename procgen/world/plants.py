"""Everything that grows or lies about by itself: species of the table "ecology", stones and dead wood."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from procgen.world.foliage import BARK, SUNK_M, trunk
from procgen.world.herbs import HERBS
from procgen.world.meshes import Dice, Sculptor, rgb
from procgen.world.trees import TREES


def _dead_tree(s: Sculptor, dice: Dice) -> None:
    grey = rgb(0x8A8078)
    height = dice.between(4.0, 6.0)
    path = trunk(s, dice, height, 0.24, grey, bend=0.12)
    for i in range(7):
        low = 2 + i % 3
        a, b = path[low], path[low + 1]
        t = dice.between(0.0, 1.0)
        start = (a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t, a[2] + (b[2] - a[2]) * t)
        angle, length = dice.between(0.0, 2.0 * math.pi), dice.between(0.7, 1.7)
        elbow = (
            start[0] + length * 0.6 * math.cos(angle),
            start[1] + length * 0.35,
            start[2] + length * 0.6 * math.sin(angle),
        )
        end = (
            elbow[0] + length * 0.35 * math.cos(angle + 0.6),
            elbow[1] + length * 0.55,
            elbow[2] + length * 0.35 * math.sin(angle + 0.6),
        )
        s.column("foliage", [start, elbow, end], [0.09, 0.055, 0.0], 5, grey)


def _boulder(s: Sculptor, dice: Dice) -> None:
    x, y, z = dice.between(0.7, 1.0), dice.between(0.5, 0.75), dice.between(0.65, 0.95)
    s.blob(
        "stone",
        (0.0, y * 0.4, 0.0),
        (x, y, z),
        rgb(0xA8A49E),
        rgb(0xF2F0EA),
        dice.many(6),
        roughness=0.2,
        softness=0.25,
    )


def _rock_cluster(s: Sculptor, dice: Dice) -> None:
    for i in range(5):
        angle, away = 2.4 * i, 0.0 if i == 0 else dice.between(0.55, 0.95)
        size = dice.between(0.5, 0.65) if i == 0 else dice.between(0.18, 0.38)
        at = (away * math.cos(angle), size * 0.3, away * math.sin(angle))
        s.blob(
            "stone",
            at,
            (size, size * 0.8, size * 0.9),
            rgb(0xA8A49E),
            rgb(0xF2F0EA),
            dice.many(6),
            roughness=0.22,
            softness=0.2,
        )


def _log(s: Sculptor, dice: Dice) -> None:
    # A column rises; laid down, it is a trunk.
    length, radius = dice.between(1.8, 2.6), 0.2
    sides = 9
    ends = (-length / 2, length / 2)
    ring = [
        (radius * math.cos(2 * math.pi * k / sides), radius * math.sin(2 * math.pi * k / sides)) for k in range(sides)
    ]
    s.prism("foliage", [(x, y + radius * 0.8) for x, y in ring], ends[0], ends[1], BARK)
    inner = [(x * 0.82, y * 0.82 + radius * 0.8) for x, y in ring]
    s.prism("foliage", inner, ends[0] - 0.01, ends[1] + 0.01, rgb(0xB89A6E))
    s.blob(
        "foliage",
        (0.0, 2 * radius * 0.86, 0.2),
        (0.14, 0.05, 0.4),
        rgb(0x4E6A2C),
        rgb(0x7F9A48),
        dice.many(6),
        detail=1,
    )


def _stump(s: Sculptor, dice: Dice) -> None:
    height = dice.between(0.35, 0.5)
    s.column("foliage", [(0, SUNK_M, 0), (0, 0.05, 0), (0, height, 0)], [0.55, 0.36, 0.3], 9, BARK)
    s.column("foliage", [(0, height, 0), (0, height + 0.012, 0)], [0.27, 0.26], 9, rgb(0xC0A274))


Builder = Callable[[Sculptor, Dice], None]
STONES: Final[Mapping[str, tuple[Builder, float, int]]] = MappingProxyType(
    {"boulder": (_boulder, 1.1, 3), "rock_cluster": (_rock_cluster, 1.3, 2)}
)
DEAD_WOOD: Final[Mapping[str, tuple[Builder, float, int]]] = MappingProxyType(
    {"dead_tree": (_dead_tree, 0.8, 2), "log": (_log, 1.35, 2), "stump": (_stump, 0.55, 2)}
)
PLANTS: Final[Mapping[str, tuple[Builder, float, int]]] = MappingProxyType({**TREES, **HERBS, **STONES, **DEAD_WOOD})
"""By kind: what builds it, the radius in metres of its own ground at scale 1, and how many shapes it has."""
