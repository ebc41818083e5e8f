"""Low plants, at their natural size, their foot at the origin. The smallest grow as patches."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from procgen.world.foliage import SUNK_M, blades, frond
from procgen.world.meshes import Dice, Point, Rgb, Sculptor, mixed, rgb


def _fern(s: Sculptor, dice: Dice) -> None:
    for i in range(11):
        angle = 2.0 * math.pi * (i + float(dice.many(1)[0]) * 0.6) / 11
        frond(
            s,
            (0.0, -0.02, 0.0),
            angle,
            dice.between(0.55, 0.85),
            dice.between(0.4, 0.85),
            0.1,
            rgb(0x2F5522),
            rgb(0x7C9E44),
            5,
        )


def _reed(s: Sculptor, dice: Dice) -> None:
    blades(s, dice, 30, 0.6, 1.6, 0.055, rgb(0x55632C), rgb(0xB4AD68))
    for _ in range(7):
        angle, away = dice.between(0.0, 2.0 * math.pi), 0.5 * math.sqrt(dice.between(0.0, 1.0))
        x, z, y = away * math.cos(angle), away * math.sin(angle), dice.between(1.3, 1.8)
        s.column("foliage", [(x, SUNK_M, z), (x, y, z)], [0.016, 0.01], 4, rgb(0x8C8A50))
        s.column(
            "foliage",
            [(x, y, z), (x, y + 0.04, z), (x, y + 0.26, z), (x, y + 0.3, z)],
            [0.02, 0.045, 0.045, 0.012],
            6,
            rgb(0x5B3C26),
        )


def _lily_pads(s: Sculptor, dice: Dice) -> None:
    for i in range(8):
        angle, away = 2.4 * i, 0.85 * math.sqrt((i + 0.4) / 8)
        x, z, size = away * math.cos(angle), away * math.sin(angle), dice.between(0.18, 0.3)
        green = mixed(rgb(0x41652F), rgb(0x7FA04B), dice.between(0.0, 1.0))
        s.column("foliage", [(x, 0.0, z), (x, 0.025, z)], [size, size * 0.97], 10, green)
        if i % 4 == 1:
            pink = rgb(0xEFC7D2)
            s.blob(
                "foliage", (x, 0.07, z), (0.09, 0.07, 0.09), pink, rgb(0xFBF1F0), dice.many(6), roughness=0.3, detail=1
            )


def _cactus(s: Sculptor, dice: Dice) -> None:
    green = rgb(0x5C7A48)
    height = dice.between(2.0, 3.0)

    def arm(path: list[Point], radius: float) -> None:
        tip = path[-1]
        radii = [radius] * len(path) + [radius * 0.75, 0.0]
        shades = [mixed(green, rgb(0x3E5632), 0.5), *[green] * (len(path) + 1)]
        s.column(
            "foliage",
            [*path, (tip[0], tip[1] + radius * 0.7, tip[2]), (tip[0], tip[1] + radius, tip[2])],
            radii,
            9,
            shades,
            smooth=False,
        )

    arm([(0.0, SUNK_M, 0.0), (0.0, height, 0.0)], 0.24)
    for side in (-1.0, 1.0):
        y, out, up = dice.between(0.8, 1.3), dice.between(0.5, 0.65), dice.between(0.7, 1.1)
        s.column("foliage", [(0.0, y, 0.0), (side * out, y + 0.15, 0.0)], [0.14, 0.15], 8, green, smooth=False)
        arm([(side * out, y + 0.02, 0.0), (side * out, y + up, 0.0)], 0.15)


def _bush(
    s: Sculptor, dice: Dice, lumps: int, spread: float, size: tuple[float, float], flat: float, low: Rgb, high: Rgb
) -> None:
    """Lumps of leaves close to the ground, one in the middle."""
    for i in range(lumps):
        angle = 2.0 * math.pi * (i + dice.between(0.0, 0.5)) / max(lumps - 1, 1)
        away = 0.0 if i == lumps - 1 else spread * dice.between(0.7, 1.1)
        big = dice.between(*size) * (1.15 if i == lumps - 1 else 1.0)
        at = (away * math.cos(angle), big * flat * 0.7, away * math.sin(angle))
        top = mixed(low, high, dice.between(0.7, 1.0))
        s.blob(
            "foliage", at, (big, big * flat, big), low, top, dice.many(6), roughness=0.2, detail=1 if big < 0.3 else 2
        )


def _specks(
    s: Sculptor, dice: Dice, count: int, spread: float, height: tuple[float, float], size: float, colour: Rgb
) -> None:
    """Blossoms over a patch, higher towards its middle."""
    for _ in range(count):
        angle, share = dice.between(0.0, 2.0 * math.pi), math.sqrt(dice.between(0.0, 1.0))
        low, high = height
        y = low + (high - low) * (1.0 - share * share) * dice.between(0.75, 1.05)
        at = (spread * share * math.cos(angle), y, spread * share * math.sin(angle))
        bright = mixed(colour, (1.0, 1.0, 1.0), dice.between(0.0, 0.35))
        s.blob("foliage", at, (size, size * 0.7, size), colour, bright, dice.many(6), roughness=0.1, detail=0)


def _juniper(s: Sculptor, dice: Dice) -> None:
    """Blue-green flames beside one another."""
    low, high = rgb(0x2C4640), rgb(0x6E8F80)
    for i in range(4):
        angle = 2.0 * math.pi * (i + dice.between(0.0, 0.5)) / 3
        out = 0.0 if i == 3 else dice.between(0.3, 0.45)
        tall = dice.between(0.55, 0.85) if i < 3 else dice.between(1.0, 1.3)
        at = (out * math.cos(angle), tall * 0.8, out * math.sin(angle))
        s.blob("foliage", at, (0.36, tall, 0.36), low, high, dice.many(6), roughness=0.16)


def _heather(s: Sculptor, dice: Dice) -> None:
    """A patch; twigs in bloom are cards."""
    _bush(s, dice, 8, 0.5, (0.22, 0.32), 0.55, rgb(0x434A2A), rgb(0x66733C))


def _dwarf_willow(s: Sculptor, dice: Dice) -> None:
    """A mat on the ground with a few catkins."""
    _bush(s, dice, 8, 0.55, (0.28, 0.4), 0.4, rgb(0x46583A), rgb(0x9DAA76))
    _specks(s, dice, 12, 0.6, (0.16, 0.3), 0.04, rgb(0xD8CFA0))


def _gorse(s: Sculptor, dice: Dice) -> None:
    """Dark and spiny; twigs in bloom are cards."""
    _bush(s, dice, 6, 0.36, (0.36, 0.48), 0.95, rgb(0x2F4420), rgb(0x73863C))


def _spikes(
    s: Sculptor, dice: Dice, count: int, spread: float, height: tuple[float, float], stem: Rgb, ear: tuple[Rgb, Rgb],
    thick: float, share: float,
) -> None:  # fmt: skip
    """Stalks with ears that lean outwards; ``share`` of each is the ear."""
    for _ in range(count):
        angle, away = dice.between(0.0, 2.0 * math.pi), spread * math.sqrt(dice.between(0.0, 1.0))
        x, z, tall = away * math.cos(angle), away * math.sin(angle), dice.between(*height)
        lean = 1.0 + 0.55 * tall / max(spread, 0.1) * 0.6
        foot, neck = (x, SUNK_M * 0.4, z), (x * (1.0 + (lean - 1.0) * (1.0 - share)), tall * (1.0 - share), 0.0)
        neck = (neck[0], neck[1], z * (1.0 + (lean - 1.0) * (1.0 - share)))
        tip = (x * lean, tall, z * lean)
        middle = ((neck[0] + tip[0]) / 2, (neck[1] + tip[1]) / 2, (neck[2] + tip[2]) / 2)
        s.column("foliage", [foot, neck], [0.009, 0.006], 4, stem)
        s.column("foliage", [neck, middle, tip], [0.008, thick, 0.0], 5, [ear[0], ear[1], ear[1]])


def _lavender(s: Sculptor, dice: Dice) -> None:
    """A grey cushion; its ears are cards."""
    _bush(s, dice, 6, 0.3, (0.16, 0.24), 0.75, rgb(0x5E6B4E), rgb(0x97A37C))


def _flower_heads(
    s: Sculptor, dice: Dice, count: int, spread: float, height: tuple[float, float], size: float, petal: Rgb, eye: Rgb
) -> None:
    for _ in range(count):
        angle, away = dice.between(0.0, 2.0 * math.pi), spread * math.sqrt(dice.between(0.0, 1.0))
        x, z, y = away * math.cos(angle), away * math.sin(angle), dice.between(*height)
        s.column("foliage", [(x, SUNK_M * 0.4, z), (x, y, z)], [0.009, 0.006], 4, rgb(0x557030))
        bright = mixed(petal, (1.0, 1.0, 1.0), 0.25)
        s.blob("foliage", (x, y, z), (size, size * 0.45, size), petal, bright, dice.many(6), roughness=0.12, detail=1)
        s.blob("foliage", (x, y + size * 0.42, z), (size * 0.34,) * 3, eye, eye, dice.many(6), roughness=0.0, detail=0)


def _poppy(s: Sculptor, dice: Dice) -> None:
    """A patch of grass with red heads."""
    blades(s, dice, 34, 0.5, 0.42, 0.045, rgb(0x3C5422), rgb(0x8BA54C))
    _flower_heads(s, dice, 13, 0.5, (0.36, 0.56), 0.068, rgb(0xC7332A), rgb(0x2A211E))


def _edelweiss(s: Sculptor, dice: Dice) -> None:
    """White stars over a cushion of grey leaves."""
    _bush(s, dice, 5, 0.26, (0.17, 0.24), 0.4, rgb(0x5C6C54), rgb(0xA3B096))
    _flower_heads(s, dice, 12, 0.34, (0.15, 0.24), 0.06, rgb(0xE3E4DA), rgb(0xD9C25C))


def _fescue(s: Sculptor, dice: Dice) -> None:
    """Three tufts of fine grass."""
    for i in range(3):
        angle = 2.1 * i + dice.between(0.0, 0.8)
        s.push((0.34 * math.cos(angle), 0.0, 0.34 * math.sin(angle)))
        blades(s, dice, 26, 0.2, dice.between(0.36, 0.5), 0.035, rgb(0x46582C), rgb(0xA4AF66))
        s.pop()


def _marram(s: Sculptor, dice: Dice) -> None:
    """Dune grass: pale, tall, bent."""
    for i in range(2):
        angle = 3.0 * i + dice.between(0.0, 0.8)
        s.push((0.24 * math.cos(angle), 0.0, 0.24 * math.sin(angle)))
        blades(s, dice, 34, 0.3, dice.between(0.75, 0.95), 0.035, rgb(0x6C7440), rgb(0xCFCB92))
        s.pop()


def _feather_grass(s: Sculptor, dice: Dice) -> None:
    """A tuft under silver plumes."""
    blades(s, dice, 36, 0.26, 0.5, 0.035, rgb(0x6A6C3C), rgb(0xB7AE70))
    _spikes(s, dice, 30, 0.26, (0.55, 0.9), rgb(0xA79C66), (rgb(0xCFC59A), rgb(0xF2ECD6)), 0.021, 0.42)


def _moss(s: Sculptor, dice: Dice) -> None:
    """Green cushions over a few stones."""
    for i in range(3):
        angle, size = 2.2 * i + dice.between(0.0, 1.0), dice.between(0.24, 0.36)
        at = (0.42 * math.cos(angle), size * 0.22, 0.42 * math.sin(angle))
        s.blob("stone", at, (size, size * 0.62, size * 0.9), rgb(0xA8A49E), rgb(0xE2E0DA), dice.many(6), softness=0.25)
        over = (at[0], at[1] + size * 0.2, at[2])
        s.blob("foliage", over, (size * 0.92, size * 0.55, size * 0.85), rgb(0x3E5A24), rgb(0x8CA94A), dice.many(6),
               roughness=0.14, softness=0.8)  # fmt: skip
    for _ in range(7):
        angle, away, size = dice.between(0.0, 6.28), dice.between(0.15, 0.75), dice.between(0.1, 0.2)
        at = (away * math.cos(angle), size * 0.15, away * math.sin(angle))
        s.blob(
            "foliage", at, (size, size * 0.5, size), rgb(0x465F26), rgb(0x9DB653), dice.many(6), detail=1, softness=0.8
        )


HERBS: Final[Mapping[str, tuple[Callable[[Sculptor, Dice], None], float, int]]] = MappingProxyType(
    {
        "cactus": (_cactus, 0.8, 2),
        "juniper": (_juniper, 0.7, 3),
        "heather": (_heather, 0.85, 3),
        "dwarf_willow": (_dwarf_willow, 0.85, 2),
        "gorse": (_gorse, 0.85, 3),
        "lavender": (_lavender, 0.6, 2),
        "edelweiss": (_edelweiss, 0.45, 2),
        "poppy": (_poppy, 0.55, 3),
        "fern": (_fern, 0.6, 2),
        "reed": (_reed, 0.7, 2),
        "marram": (_marram, 0.6, 2),
        "fescue": (_fescue, 0.6, 3),
        "feather_grass": (_feather_grass, 0.5, 2),
        "moss": (_moss, 0.8, 2),
        "lily_pads": (_lily_pads, 1.1, 2),
    }
)
"""By species: what builds it, the radius in metres of its own ground at scale 1, and how many shapes it has."""
