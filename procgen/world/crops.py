"""What people grow: square patches that stand side by side as fields. Rows run along x."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Final

import numpy as np

from procgen.world.foliage import SUNK_M, frond
from procgen.world.meshes import Dice, Point, Sculptor, mixed, numbers, rgb

PATCH_M: Final = 4.2
"""Side of a patch."""
_RIDGE_M: Final = 0.1
"""Height of the ridges that crops stand on."""
_EARTH = rgb(0x7A5E40)


def _rows(s: Sculptor, dice: Dice, count: int, wide: float = 0.36) -> Iterator[float]:
    """Ridges of earth, half as wide as ``wide`` of the step between them; the z of each."""
    step = PATCH_M / count
    for i in range(count):
        z = (i + 0.5) * step - PATCH_M / 2
        half, low = wide * step, mixed(_EARTH, rgb(0x5A4530), dice.between(0.0, 0.6))
        s.box("foliage", (-PATCH_M / 2, SUNK_M, z - half), (PATCH_M / 2, _RIDGE_M, z + half), low, taper=0.08)
        yield z


def _wheat(s: Sculptor, dice: Dice) -> None:
    """Blades with an ear each, gathered along ridges."""
    rows, tufts, blades = [*_rows(s, dice, 6)], 28, (8, 5, 3)[s.coarse]
    count = len(rows) * tufts * blades
    draw = numbers(int(dice.between(0.0, 2.0**31)), "world/crops/wheat", 8 * count).reshape(count, 8)
    place = np.arange(count) // blades
    x = (place % tufts + draw[:, 0]) * (PATCH_M / tufts) - PATCH_M / 2
    z = np.array(rows)[place // tufts] + (draw[:, 1] - 0.5) * 0.5
    tall = 0.68 + 0.3 * draw[:, 2]
    lean = (draw[:, 3:5] - 0.5) * 0.2
    angle = 2.0 * np.pi * draw[:, 5]
    # Coarser models have fewer and broader ones.
    aside = np.stack([np.cos(angle), np.zeros(count), np.sin(angle)], axis=1) * (0.6 + 0.4 * 8 / blades)
    foot = np.stack([x, np.zeros(count), z], axis=1)
    neck = foot + np.stack([lean[:, 0], 0.82 * tall, lean[:, 1]], axis=1)
    ear = foot + np.stack([1.35 * lean[:, 0], 0.93 * tall, 1.35 * lean[:, 1]], axis=1)
    tip = foot + np.stack([1.9 * lean[:, 0], tall, 1.9 * lean[:, 1]], axis=1)
    corners = [foot - 0.007 * aside, foot + 0.007 * aside, neck, ear - 0.013 * aside, tip, ear + 0.013 * aside]
    upwards = np.stack([-np.sin(angle) * 0.5, np.ones(count), np.cos(angle) * 0.5], axis=1)
    shade, straw, grain = rgb(0x6A6444), rgb(0xB2A67A), rgb(0xD2C79C)
    tint = (0.86 + 0.24 * draw[:, 6])[:, None, None]
    colours = np.clip(np.array([shade, shade, straw, grain, grain, grain]) * tint, 0.0, 1.0)
    s.add(
        "foliage",
        np.stack(corners, axis=1).reshape(-1, 3),
        np.repeat(upwards, 6, axis=0),
        (np.arange(count)[:, None] * 6 + np.array([0, 1, 2, 2, 3, 4, 2, 4, 5])).reshape(-1, 3),
        colours.reshape(-1, 3),
    )


def _cabbages(s: Sculptor, dice: Dice) -> None:
    low, high = rgb(0x3F6A3A), rgb(0xA4C48A)
    for z in _rows(s, dice, 5):
        for i in range(8):
            size = dice.between(0.17, 0.24)
            at = ((i + 0.5) * PATCH_M / 8 - PATCH_M / 2 + dice.between(-0.05, 0.05), _RIDGE_M + size * 0.5, z)
            s.blob("foliage", at, (size, size * 0.8, size), low, high, dice.many(6), roughness=0.2, detail=1)


def _vines(s: Sculptor, dice: Dice) -> None:
    """Rows of bushes between posts."""
    low, high = rgb(0x3A5424), rgb(0x94AC4C)
    wood = rgb(0x7A6A56)
    for z in _rows(s, dice, 2, 0.18):
        for i in range(3):
            x = (i - 1) * PATCH_M * 0.46
            s.column("foliage", [(x, SUNK_M, z), (x, 1.35, z)], [0.045, 0.04], 5, wood)
        s.beam("foliage", (-PATCH_M / 2, 1.15, z), (PATCH_M / 2, 1.15, z), 0.02, 0.02, wood)
        for i in range(7):
            x = (i + 0.5) * PATCH_M / 7 - PATCH_M / 2
            size = dice.between(0.3, 0.4)
            at = (x, dice.between(0.74, 0.86), z + dice.between(-0.06, 0.06))
            s.blob("foliage", at, (size, size * 1.25, size * 0.8), low, high, dice.many(6), roughness=0.2, detail=1)
            s.column("foliage", [(x, 0.0, z), (x, 0.6, z)], [0.035, 0.025], 5, rgb(0x5A4632))
            if i % 2:
                grapes = (x, at[1] - 0.32, z + 0.26)
                s.blob("foliage", grapes, (0.07, 0.12, 0.07), rgb(0x4A2A52), rgb(0x7A4A82), dice.many(6), detail=0)


def _maize(s: Sculptor, dice: Dice) -> None:
    low, high = rgb(0x3E6428), rgb(0xA6BC54)
    for z in _rows(s, dice, 5):
        for i in range(7):
            x = (i + dice.between(0.3, 0.7)) * PATCH_M / 7 - PATCH_M / 2
            tall = dice.between(1.5, 1.95)
            stalk: list[Point] = [(x, 0.0, z), (x, tall, z)]
            s.column("foliage", stalk, [0.03, 0.015], 4, rgb(0x7E9440))
            s.column("foliage", [(x, tall, z), (x, tall + 0.25, z)], [0.03, 0.0], 4, rgb(0xD8C07A))
            turn = dice.between(0.0, 6.28)
            for k in range(4):
                start = (x, tall * (0.3 + 0.17 * k), z)
                frond(s, start, turn + 2.4 * k, dice.between(0.6, 0.8), 0.5, 0.07, low, high, 3)


Builder = Callable[[Sculptor, Dice], None]
CROPS: Final[Mapping[str, tuple[Builder, float, int]]] = MappingProxyType(
    {
        "wheat": (_wheat, 2.05, 2),
        "cabbages": (_cabbages, 2.05, 2),
        "vines": (_vines, 2.05, 2),
        "maize": (_maize, 2.05, 2),
    }
)
"""By kind: what builds it, the radius in metres of its own ground, and how many shapes it has. Corners of a patch lie
beyond its circle: what places patches keeps other things off them."""
