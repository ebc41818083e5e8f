"""Pieces of furniture. Each has its back at z = 0 and its front at +z, its middle at x = 0, and stands on y = 0."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from procgen.world.buildings.work import IRON
from procgen.world.meshes import WHITE, Dice, Rgb, Sculptor, mixed, rgb

_OAK: Final = rgb(0xA5825C)
_PALE: Final = rgb(0xCDB083)
_DARK: Final = rgb(0x755A42)
_LINEN: Final = rgb(0xE6DFCF)
_CLOTHS: Final = (rgb(0x7A3B35), rgb(0x3E5A6B), rgb(0x5D6B3E), rgb(0x8A6A35), rgb(0x6B4A6B), rgb(0x9A5A3A))
_WARES: Final = (rgb(0xB8452E), rgb(0xD9A441), rgb(0x6E8B3A), rgb(0x8A5A86), rgb(0x4A6A7A), rgb(0xC9B38A))


def _legs(s: Sculptor, x: float, z0: float, z1: float, high: float, thick: float, colour: Rgb) -> None:
    for px in (-x, x - thick):
        for pz in (z0, z1 - thick):
            s.box("paint", (px, 0.0, pz), (px + thick, high, pz + thick), colour)


def _bed(s: Sculptor, dice: Dice) -> None:
    wood, cloth = mixed(_OAK, _DARK, dice.between(0.0, 0.8)), dice.one_of(_CLOTHS)
    s.box("paint", (-0.5, 0.0, 0.0), (0.5, 0.95, 0.07), wood)
    s.box("paint", (-0.5, 0.0, 1.93), (0.5, 0.55, 2.0), wood)
    s.box("paint", (-0.5, 0.22, 0.07), (0.5, 0.38, 1.93), wood)
    s.box("paint", (-0.46, 0.38, 0.07), (0.46, 0.52, 1.92), _LINEN)
    s.box("paint", (-0.49, 0.4, 0.75), (0.49, 0.56, 1.93), cloth)
    s.box("paint", (-0.34, 0.52, 0.14), (0.34, 0.63, 0.5), mixed(_LINEN, WHITE, 0.5))


def _table(s: Sculptor, dice: Dice) -> None:
    wood = mixed(_OAK, _PALE, dice.between(0.0, 1.0))
    s.box("paint", (-0.8, 0.7, 0.55), (0.8, 0.76, 1.3), wood)
    _legs(s, 0.72, 0.62, 1.23, 0.7, 0.08, mixed(wood, _DARK, 0.4))
    for z0 in (0.1, 1.42):
        s.box("paint", (-0.75, 0.4, z0), (0.75, 0.45, z0 + 0.28), wood)
        _legs(s, 0.66, z0 + 0.03, z0 + 0.25, 0.4, 0.06, mixed(wood, _DARK, 0.4))
    for k in range(2 + int(dice.between(0.0, 3.0))):
        x, z = dice.between(-0.6, 0.6), dice.between(0.68, 1.15)
        s.column("paint", [(x, 0.76, z), (x, 0.76 + 0.1 + 0.03 * k, z)], [0.05, 0.055], 7, dice.one_of((_PALE, IRON)))


def _chest(s: Sculptor, dice: Dice) -> None:
    wood = mixed(_OAK, _DARK, dice.between(0.2, 1.0))
    s.box("paint", (-0.45, 0.0, 0.05), (0.45, 0.42, 0.55), wood)
    s.prism(
        "paint", [(-0.45, 0.42), (0.45, 0.42), (0.45, 0.5), (0.3, 0.58), (-0.3, 0.58), (-0.45, 0.5)], 0.05, 0.55, wood
    )
    for x in (-0.3, 0.24):
        s.box("paint", (x, 0.0, 0.045), (x + 0.06, 0.59, 0.555), IRON)


def _cupboard(s: Sculptor, dice: Dice) -> None:
    wood = mixed(_OAK, dice.one_of(_CLOTHS), dice.between(0.0, 0.6))
    s.box("paint", (-0.5, 0.0, 0.02), (0.5, 1.85, 0.45), wood)
    s.box("paint", (-0.54, 1.85, 0.0), (0.54, 1.92, 0.5), mixed(wood, _DARK, 0.4))
    for x in (-0.46, 0.03):
        for y0, y1 in ((0.12, 0.85), (0.95, 1.75)):
            s.box("paint", (x, y0, 0.44), (x + 0.43, y1, 0.47), mixed(wood, WHITE, 0.18))


def _shelf(s: Sculptor, dice: Dice) -> None:
    wood = mixed(_OAK, _PALE, dice.between(0.0, 1.0))
    for x in (-0.6, 0.54):
        s.box("paint", (x, 0.0, 0.02), (x + 0.06, 1.75, 0.36), wood)
    for level in range(4):
        y = 0.15 + 0.48 * level
        s.box("paint", (-0.56, y, 0.02), (0.56, y + 0.04, 0.36), wood)
        x = -0.5
        while x < 0.4:
            wide, tall = dice.between(0.08, 0.2), dice.between(0.1, 0.3)
            if dice.between(0.0, 1.0) < 0.75:
                s.box("paint", (x, y + 0.04, 0.08), (x + wide, y + 0.04 + tall, 0.3), dice.one_of(_WARES))
            x += wide + 0.05


def _hearth(s: Sculptor, dice: Dice) -> None:
    grey = mixed(WHITE, rgb(0xB0A89C), dice.between(0.0, 1.0))
    for x0, x1 in ((-0.75, -0.48), (0.48, 0.75)):
        s.box("stone", (x0, 0.0, 0.0), (x1, 1.15, 0.7), grey)
    s.box("stone", (-0.48, 0.0, 0.0), (0.48, 1.15, 0.14), grey)
    s.box("stone", (-0.48, 0.0, 0.14), (0.48, 0.12, 0.78), grey)
    s.box("wood", (-0.85, 1.15, 0.0), (0.85, 1.3, 0.76), mixed(_OAK, _DARK, 0.4))
    s.box("stone", (-0.6, 1.3, 0.0), (0.6, 2.3, 0.6), grey, taper=0.08)
    for x, turn in ((-0.12, 20.0), (0.1, -25.0)):
        s.push((x, 0.17, 0.42), turn)
        s.beam("paint", (-0.28, 0.0, 0.0), (0.28, 0.05, 0.0), 0.1, 0.1, _DARK)
        s.pop()
    s.blob("ember", (0.0, 0.22, 0.42), (0.26, 0.14, 0.16), WHITE, WHITE, dice.many(6), roughness=0.35, detail=1)
    s.column("paint", [(0.0, 0.5, 0.42), (0.0, 0.72, 0.42)], [0.14, 0.17], 9, IRON)


def _counter(s: Sculptor, dice: Dice) -> None:
    wood = mixed(_OAK, _DARK, dice.between(0.0, 0.7))
    s.box("paint", (-1.2, 0.0, 0.95), (1.2, 0.98, 1.45), wood)
    s.box("paint", (-1.28, 0.98, 0.88), (1.28, 1.05, 1.52), mixed(wood, _PALE, 0.5))
    for k in range(4):
        x = -0.9 + 0.55 * k + dice.between(-0.1, 0.1)
        s.column(
            "paint", [(x, 1.05, 1.2), (x, 1.05 + dice.between(0.12, 0.28), 1.2)], [0.06, 0.05], 7, dice.one_of(_WARES)
        )
    for k in range(3):
        x = -0.8 + 0.8 * k
        s.push((x, 0.0, 0.32))
        s.column("paint", [(0, 0.02, 0), (0, 0.4, 0), (0, 0.78, 0)], [0.24, 0.3, 0.24], 9, mixed(_OAK, _PALE, 0.3))
        s.pop()


def _barrel(s: Sculptor, dice: Dice) -> None:
    wood = mixed(_OAK, _DARK, dice.between(0.0, 0.6))
    path = [(0.0, 0.0, 0.36), (0.0, 0.4, 0.36), (0.0, 0.8, 0.36)]
    s.column("paint", path, [0.25, 0.31, 0.25], 10, wood)
    for y in (0.2, 0.6):
        s.column("paint", [(0.0, y - 0.02, 0.36), (0.0, y + 0.02, 0.36)], [0.305, 0.305], 10, IRON)


def _crates(s: Sculptor, dice: Dice) -> None:
    for x, z, y in ((-0.4, 0.1, 0.0), (0.3, 0.15, 0.0), (-0.1, 0.12, 0.6)):
        size = dice.between(0.52, 0.6)
        colour = mixed(_PALE, _OAK, dice.between(0.0, 1.0))
        s.box("paint", (x - size / 2, y, z), (x + size / 2, y + size, z + size), colour)
        s.box(
            "paint",
            (x - size / 2 - 0.015, y + 0.05, z + size),
            (x + size / 2 + 0.015, y + 0.13, z + size + 0.02),
            _DARK,
        )


def _sacks(s: Sculptor, dice: Dice) -> None:
    for x, z, y in ((-0.32, 0.35, 0.0), (0.3, 0.38, 0.0), (0.0, 0.36, 0.36)):
        low, high = rgb(0x9A8560), rgb(0xC2AE86)
        s.blob("paint", (x, y + 0.26, z), (0.3, 0.28, 0.24), low, high, dice.many(6), roughness=0.1, detail=1)


def _anvil(s: Sculptor, dice: Dice) -> None:
    del dice
    s.column("paint", [(0.0, 0.0, 0.5), (0.0, 0.55, 0.5)], [0.28, 0.26], 10, _DARK)
    s.box("paint", (-0.14, 0.55, 0.38), (0.14, 0.69, 0.62), IRON)
    s.box("paint", (-0.42, 0.68, 0.37), (0.3, 0.83, 0.63), IRON)


def _forge(s: Sculptor, dice: Dice) -> None:
    s.box("stone", (-0.8, 0.0, 0.0), (0.8, 0.85, 1.1))
    s.box("paint", (-0.55, 0.85, 0.25), (0.55, 0.92, 0.95), rgb(0x1C1A19))
    s.blob("ember", (0.0, 0.93, 0.6), (0.34, 0.09, 0.26), WHITE, WHITE, dice.many(6), roughness=0.3, detail=1)
    s.box("stone", (-0.65, 0.85, 0.0), (0.65, 2.2, 0.22))
    s.box("stone", (-0.7, 1.75, 0.0), (0.7, 2.35, 0.85), taper=0.12)


def _altar(s: Sculptor, dice: Dice) -> None:
    s.box("stone", (-1.3, 0.0, 0.0), (1.3, 0.14, 1.5))
    s.box("stone", (-0.8, 0.14, 0.35), (0.8, 1.0, 1.05))
    s.box("paint", (-0.9, 1.0, 0.3), (0.9, 1.06, 1.1), _LINEN)
    s.box("paint", (-0.35, 0.3, 1.05), (0.35, 1.0, 1.07), dice.one_of(_CLOTHS))
    for x in (-0.6, 0.6):
        s.column("paint", [(x, 1.06, 0.6), (x, 1.36, 0.6)], [0.035, 0.03], 7, rgb(0xEDE3C8))
        s.blob("ember", (x, 1.41, 0.6), (0.03, 0.06, 0.03), WHITE, WHITE, dice.many(6), detail=0)


def _pew(s: Sculptor, dice: Dice) -> None:
    wood = mixed(_OAK, _DARK, dice.between(0.3, 0.6))
    s.box("paint", (-1.0, 0.4, 0.1), (1.0, 0.45, 0.45), wood)
    s.box("paint", (-1.0, 0.4, 0.05), (1.0, 0.9, 0.1), wood)
    for x in (-1.0, 0.93):
        s.box("paint", (x, 0.0, 0.05), (x + 0.07, 0.92, 0.47), wood)


def _hay(s: Sculptor, dice: Dice) -> None:
    low, high = rgb(0xA58A45), rgb(0xD9C078)
    s.blob("paint", (0.0, 0.25, 0.75), (0.95, 0.75, 0.72), low, high, dice.many(6), roughness=0.16, detail=2)


def _stall(s: Sculptor, dice: Dice) -> None:
    wood = mixed(_OAK, _PALE, dice.between(0.0, 1.0))
    for x in (-1.1, 1.02):
        s.box("paint", (x, 0.0, 0.0), (x + 0.08, 1.3, 1.9), wood)
    s.box("paint", (-1.02, 0.0, 0.0), (1.02, 0.6, 0.4), mixed(wood, _DARK, 0.4))
    s.blob("paint", (0.0, 0.6, 0.2), (0.8, 0.14, 0.16), rgb(0xA58A45), rgb(0xD9C078), dice.many(6), detail=1)


def _desk(s: Sculptor, dice: Dice) -> None:
    wood = mixed(_OAK, _DARK, dice.between(0.0, 1.0))
    s.box("paint", (-0.65, 0.72, 0.05), (0.65, 0.78, 0.65), wood)
    _legs(s, 0.6, 0.08, 0.62, 0.72, 0.07, wood)
    s.box("paint", (-0.2, 0.78, 0.2), (0.15, 0.8, 0.45), _LINEN)
    s.box("paint", (-0.22, 0.42, 0.85), (0.22, 0.47, 1.25), wood)
    _legs(s, 0.2, 0.87, 1.23, 0.42, 0.05, wood)


def _seat(s: Sculptor, dice: Dice) -> None:
    cloth = dice.one_of(_CLOTHS)
    s.box("stone", (-1.2, 0.0, 0.0), (1.2, 0.16, 1.3))
    s.box("paint", (-0.42, 0.16, 0.15), (0.42, 0.62, 0.8), _DARK)
    s.box("paint", (-0.42, 0.62, 0.15), (0.42, 1.75, 0.27), _DARK)
    s.box("paint", (-0.34, 0.62, 0.27), (0.34, 0.68, 0.78), cloth)
    for x in (-0.42, 0.34):
        s.box("paint", (x, 0.62, 0.27), (x + 0.08, 0.86, 0.8), _DARK)


def _board(s: Sculptor, dice: Dice) -> None:
    """A long table with benches, for halls."""
    wood = mixed(_OAK, _DARK, dice.between(0.0, 0.5))
    s.box("paint", (-1.6, 0.7, 0.5), (1.6, 0.77, 1.35), wood)
    _legs(s, 1.45, 0.6, 1.25, 0.7, 0.1, wood)
    for z0 in (0.08, 1.45):
        s.box("paint", (-1.5, 0.4, z0), (1.5, 0.45, z0 + 0.3), wood)
        _legs(s, 1.35, z0 + 0.03, z0 + 0.27, 0.4, 0.07, wood)
    for k in range(6):
        x, z = -1.3 + 0.5 * k, dice.between(0.65, 1.2)
        s.column("paint", [(x, 0.77, z), (x, 0.88, z)], [0.05, 0.055], 7, dice.one_of((_PALE, IRON)))


def _adit(s: Sculptor, dice: Dice) -> None:
    """Where a mine goes into the rock."""
    rock = mixed(WHITE, rgb(0x8A8278), dice.between(0.3, 1.0))
    for x0, x1 in ((-1.7, -0.75), (0.75, 1.7)):
        s.box("stone", (x0, 0.0, 0.0), (x1, 2.45, 0.9), rock)
    s.box("stone", (-0.75, 2.05, 0.0), (0.75, 2.45, 0.9), rock)
    s.box("paint", (-0.75, 0.0, 0.0), (0.75, 2.05, 0.08), rgb(0x0A0908))
    for x in (-0.78, 0.6):
        s.box("wood", (x, 0.0, 0.86), (x + 0.18, 2.1, 1.04), mixed(_OAK, _DARK, 0.4))
    s.box("wood", (-0.95, 2.05, 0.86), (0.95, 2.27, 1.04), mixed(_OAK, _DARK, 0.4))
    for x in (-0.36, 0.3):
        s.box("paint", (x, 0.0, 0.08), (x + 0.06, 0.07, 2.6), IRON)
    s.box("paint", (-0.5, 0.22, 1.5), (0.5, 0.75, 2.4), rgb(0x4A4038))


def _rug(s: Sculptor, dice: Dice) -> None:
    cloth = dice.one_of(_CLOTHS)
    s.box("paint", (-0.9, 0.0, 0.1), (0.9, 0.012, 1.4), cloth)
    s.box("paint", (-0.75, 0.012, 0.25), (0.75, 0.018, 1.25), mixed(cloth, _LINEN, 0.45))


def _millstones(s: Sculptor, dice: Dice) -> None:
    del dice
    s.column("paint", [(0.0, 0.0, 0.8), (0.0, 0.4, 0.8)], [0.78, 0.78], 14, _OAK)
    for y in (0.4, 0.6):
        s.column("stone", [(0.0, y, 0.8), (0.0, y + 0.18, 0.8)], [0.68, 0.68], 16)
    s.prism("paint", [(-0.14, 0.8), (0.14, 0.8), (0.36, 1.25), (-0.36, 1.25)], 0.45, 1.15, _PALE)


@dataclass(frozen=True, slots=True)
class Piece:
    """What a piece of furniture is: how it is built, and the floor that it takes."""

    build: Callable[[Sculptor, Dice], None]
    wide_m: float
    deep_m: float
    spot: str = ""
    """What it is for people, if anything: a kind of :class:`procgen.world.buildings.work.Spot`."""


PIECES: Final[Mapping[str, Piece]] = MappingProxyType(
    {
        "bed": Piece(_bed, 1.0, 2.0, "bed"),
        "table": Piece(_table, 1.6, 1.72, "table"),
        "chest": Piece(_chest, 0.95, 0.58, "chest"),
        "cupboard": Piece(_cupboard, 1.1, 0.5),
        "shelf": Piece(_shelf, 1.22, 0.38),
        "hearth": Piece(_hearth, 1.7, 0.8, "hearth"),
        "counter": Piece(_counter, 2.56, 1.55, "counter"),
        "barrel": Piece(_barrel, 0.66, 0.7),
        "crates": Piece(_crates, 1.4, 0.8),
        "sacks": Piece(_sacks, 1.3, 0.7),
        "anvil": Piece(_anvil, 0.9, 0.8, "anvil"),
        "forge": Piece(_forge, 1.6, 1.1, "forge"),
        "altar": Piece(_altar, 2.6, 1.5, "altar"),
        "pew": Piece(_pew, 2.0, 0.5),
        "hay": Piece(_hay, 2.0, 1.5),
        "stall": Piece(_stall, 2.2, 1.9),
        "desk": Piece(_desk, 1.3, 1.3, "desk"),
        "seat": Piece(_seat, 2.4, 1.3, "seat"),
        "board": Piece(_board, 3.2, 1.8, "table"),
        "adit": Piece(_adit, 3.4, 2.6, "adit"),
        "rug": Piece(_rug, 1.8, 1.4),
        "millstones": Piece(_millstones, 1.6, 1.6, "millstones"),
    }
)
"""By name."""
