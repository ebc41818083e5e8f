"""What vehicles and walkers look like: models of a few hundred triangles each, with wheels of their own.

A body's origin lies on the ground, midway between what follows the way first and last (:class:`Body`); its front is at
+z. A wheel's origin is its hub, its axle lies along x.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from types import MappingProxyType
from typing import Final

from procgen.world.meshes import Dice, Model, Rgb, Sculptor, mixed, rgb
from procgen.world.things import hull

SHAPES: Final = 4
"""Of each kind: other colours, other loads."""
WALKERS: Final = 8
_TYRE, _IRON, _STEEL = rgb(0x1C1D1F), rgb(0x2E2F31), rgb(0x9EA3A8)
_DARK, _PALE, _RED, _AMBER = rgb(0x232528), rgb(0xF2F0E4), rgb(0xA31818), rgb(0xD98A1E)
_OAK, _PLANK, _ROPE, _LEATHER = rgb(0x7A5A3A), rgb(0xA5825A), rgb(0xB49A6C), rgb(0x4A3222)
_PAINTS: Final = (rgb(0x9B2226), rgb(0x2B5C8A), rgb(0xD8D9D6), rgb(0x3A4A40))
_BUSES: Final = (rgb(0xC9A227), rgb(0xB23A2E), rgb(0x2F6F5E), rgb(0x3B5B92))
_ROVERS: Final = (rgb(0xD7D2C4), rgb(0xC98A3A), rgb(0x8FA3B0), rgb(0x6C7A5A))
_BOATS: Final = (rgb(0x2F5C7A), rgb(0x8A3A2C), rgb(0x3E6B52), rgb(0x5A4A3C))
_SAILS: Final = (rgb(0xB5523A), rgb(0xE6DDC4), rgb(0x9A6A3C), rgb(0xD8C9A4))
_CLOTHS: Final = (rgb(0x6B3A2E), rgb(0x3E5641), rgb(0x39506B), rgb(0x7A6A3C), rgb(0x5B4A6A), rgb(0x8A4B3A),
                  rgb(0x4A4A4A), rgb(0x7D8A99))  # fmt: skip
_SKINS: Final = (rgb(0xE0B08C), rgb(0xC68E68), rgb(0x8D5A3C), rgb(0xEBC4A4))
_HAIRS: Final = (rgb(0x2A1C12), rgb(0x5A3B20), rgb(0x8E6B3A), rgb(0x9A958C))


@dataclass(frozen=True, slots=True)
class Wheel:
    """A wheel of a kind.

    Attributes:
        body: on which of its bodies.
        x_m: to the left, from the body's origin.
        z_m: forwards.
        radius_m: of it.
    """

    body: int
    x_m: float
    z_m: float
    radius_m: float


def _pair(body: int, half: float, z: float, radius: float) -> tuple[Wheel, ...]:
    return Wheel(body, half, z, radius), Wheel(body, -half, z, radius)


WHEELS: Final[Mapping[str, tuple[Wheel, ...]]] = MappingProxyType(
    {
        "car": (*_pair(0, 0.74, 1.22, 0.31), *_pair(0, 0.74, -1.22, 0.31)),
        "bus": (*_pair(0, 0.9, 2.05, 0.46), *_pair(0, 0.9, -2.05, 0.46)),
        "bicycle": (Wheel(0, 0.0, 0.525, 0.34), Wheel(0, 0.0, -0.525, 0.34)),
        "rover": (*_pair(0, 0.82, 1.4, 0.45), *_pair(0, 0.82, 0.0, 0.45), *_pair(0, 0.82, -1.4, 0.45)),
        # Both oars turn about one axle: their blades go through the water as the foot of a wheel does.
        "rowing_boat": (Wheel(0, 0.0, -0.35, 0.5),),
        "cart": _pair(1, 0.68, -1.025, 0.6),
        "wagon": (*_pair(1, 0.70, 1.2, 0.45), *_pair(1, 0.70, -1.2, 0.55)),
    }
)
"""By kind."""
HORSES: Final[Mapping[str, tuple[tuple[float, float], ...]]] = MappingProxyType(
    {"rider": ((0.0, 0.0),), "cart": ((0.0, 0.0),), "wagon": ((0.42, 0.0), (-0.42, 0.0))}
)
"""By kind, where horses stand, x and z from the origin of the first body."""
SADDLE_M: Final = 1.42
"""Height of a rider's seat."""


def _loft(s: Sculptor, slot: str, rings: list[tuple[float, float, float, float]], colour: Rgb) -> None:
    """Boxes one behind the other: (z, half width, low, high) at each cut, from back to front."""
    for (z0, w0, l0, h0), (z1, w1, l1, h1) in pairwise(rings):
        s.hexahedron(
            slot,
            [(-w1, l1, z1), (w1, l1, z1), (w0, l0, z0), (-w0, l0, z0)],
            [(-w1, h1, z1), (w1, h1, z1), (w0, h0, z0), (-w0, h0, z0)],
            colour,
        )


def _arch(radius: float) -> list[tuple[float, float]]:
    """The outline of what a wheel stands in: a disc without its foot."""
    return [(radius * math.cos(a), radius * math.sin(a)) for a in [math.radians(-22.0 + 22.4 * k) for k in range(11)]]


def _car(s: Sculptor, shape: int, _dice: Dice) -> None:
    paint = _PAINTS[shape]
    estate = shape % 2 == 1
    dark = mixed(paint, _DARK, 0.75)
    _loft(
        s, "paint",
        [(-1.92, 0.68, 0.42, 0.86), (-1.72, 0.79, 0.3, 0.94), (-0.9, 0.81, 0.24, 0.94), (0.55, 0.81, 0.24, 0.92),
         (1.25, 0.80, 0.27, 0.84), (1.75, 0.74, 0.32, 0.74), (1.94, 0.62, 0.42, 0.64)],
        paint,
    )  # fmt: skip
    _loft(s, "paint", [(-1.9, 0.70, 0.22, 0.44), (1.9, 0.66, 0.22, 0.44)], dark)
    back, crown = (-1.78, -1.62) if estate else (-1.5, -1.02)
    # A band of glass, and the roof with its posts around it.
    s.hexahedron(
        "glass",
        [(-0.735, 0.9, 0.86), (0.735, 0.9, 0.86), (0.735, 0.92, back), (-0.735, 0.92, back)],
        [(-0.575, 1.40, 0.10), (0.575, 1.40, 0.10), (0.575, 1.40, crown), (-0.575, 1.40, crown)],
    )
    s.hexahedron(
        "paint",
        [(-0.60, 1.385, 0.13), (0.60, 1.385, 0.13), (0.60, 1.385, crown - 0.04), (-0.60, 1.385, crown - 0.04)],
        [(-0.50, 1.45, -0.02), (0.50, 1.45, -0.02), (0.50, 1.45, crown + 0.1), (-0.50, 1.45, crown + 0.1)],
        paint,
    )
    for side in (-1.0, 1.0):
        for low, high in (((0.86), 0.10), (-0.32, -0.36), (back, crown)):
            s.beam("paint", (0.745 * side, 0.9, low), (0.585 * side, 1.41, high), 0.07, 0.05, paint)
        s.box("paint", (side * 0.80 - 0.02, 0.5, -0.7), (side * 0.80 + 0.03, 0.54, 0.6), dark)
        s.box("paint", (side * 0.84 - 0.09, 0.93, 0.58), (side * 0.84 + 0.09, 1.05, 0.68), paint)
        for z in (1.22, -1.22):
            s.push((side * 0.785, 0.31, z), 90.0)
            ring = _arch(0.39)
            s.prism("paint", ring, -0.03, 0.03, _TYRE)
            s.pop()
        s.box("paint", (side * 0.50 - 0.14, 0.6, 1.78), (side * 0.50 + 0.14, 0.71, 1.86), _PALE)
        s.box("paint", (side * 0.56 - 0.12, 0.66, -1.95), (side * 0.56 + 0.12, 0.8, -1.80), _RED)
    s.box("paint", (-0.26, 0.42, 1.90), (0.26, 0.52, 1.96), _PALE)
    s.box("paint", (-0.26, 0.50, -1.96), (0.26, 0.60, -1.90), _PALE)
    s.box("paint", (-0.36, 0.54, 1.88), (0.36, 0.62, 1.95), _DARK)


def _bus(s: Sculptor, shape: int, _dice: Dice) -> None:
    paint = _BUSES[shape]
    low = mixed(paint, _DARK, 0.6)
    _loft(s, "paint", [(-3.7, 0.94, 0.36, 1.2), (-3.4, 0.98, 0.3, 1.2), (3.3, 0.98, 0.3, 1.2), (3.7, 0.94, 0.4, 1.15)],
          paint)  # fmt: skip
    _loft(s, "paint", [(-3.65, 0.985, 0.26, 0.5), (3.55, 0.985, 0.26, 0.5)], low)
    _loft(s, "glass", [(-3.62, 0.96, 1.2, 2.2), (-3.4, 0.96, 1.2, 2.25), (3.3, 0.96, 1.2, 2.25),
                       (3.62, 0.9, 1.1, 2.2)], _DARK)  # fmt: skip
    roof = [(-3.68, 0.9, 2.2, 2.5), (-3.4, 0.97, 2.2, 2.62), (3.2, 0.97, 2.2, 2.62), (3.62, 0.92, 2.2, 2.5)]
    _loft(s, "paint", roof, mixed(paint, _PALE, 0.65))
    for z in (-3.35, -2.3, -1.25, -0.2, 0.85, 1.9, 2.9):
        for side in (-1.0, 1.0):
            s.box("paint", (side * 0.98 - 0.02, 1.18, z - 0.05), (side * 0.98 + 0.02, 2.24, z + 0.05), paint)
    s.box("paint", (-0.55, 2.3, 3.45), (0.55, 2.52, 3.68), _AMBER)
    # The door, on the right: -x, where z is ahead.
    s.box("paint", (-1.06, 0.34, 2.0), (-0.975, 2.2, 2.86), mixed(paint, _DARK, 0.35))
    s.box("glass", (-1.01, 1.0, 2.08), (-0.99, 2.1, 2.40))
    s.box("glass", (-1.01, 1.0, 2.46), (-0.99, 2.1, 2.78))
    for side in (-1.0, 1.0):
        for z in (2.05, -2.05):
            s.push((side * 0.95, 0.46, z), 90.0)
            ring = _arch(0.56)
            s.prism("paint", ring, -0.06, 0.06, _TYRE)
            s.pop()
        s.box("paint", (side * 0.7 - 0.16, 0.62, 3.6), (side * 0.7 + 0.16, 0.78, 3.72), _PALE)
        s.box("paint", (side * 0.8 - 0.12, 0.7, -3.74), (side * 0.8 + 0.12, 1.0, -3.62), _RED)
        s.beam("paint", (side * 0.92, 2.1, 3.4), (side * 1.1, 1.95, 3.5), 0.04, 0.04, _DARK)
        s.box("paint", (side * 1.1 - 0.06, 1.6, 3.46), (side * 1.1 + 0.06, 1.98, 3.56), _DARK)


def _rover(s: Sculptor, shape: int, _dice: Dice) -> None:
    paint = _ROVERS[shape]
    dark = mixed(paint, _DARK, 0.7)
    _loft(s, "paint", [(-2.0, 0.62, 0.62, 1.1), (-1.5, 0.72, 0.5, 1.2), (1.1, 0.72, 0.5, 1.2), (2.05, 0.5, 0.66, 0.95)],
          paint)  # fmt: skip
    _loft(s, "paint", [(-1.9, 0.5, 0.42, 0.62), (1.7, 0.46, 0.42, 0.62)], dark)
    s.hexahedron(
        "glass",
        [(-0.62, 1.16, 1.45), (0.62, 1.16, 1.45), (0.66, 1.18, -0.1), (-0.66, 1.18, -0.1)],
        [(-0.46, 1.86, 0.85), (0.46, 1.86, 0.85), (0.55, 1.92, 0.0), (-0.55, 1.92, 0.0)],
    )
    _loft(s, "paint", [(-1.7, 0.66, 1.15, 1.8), (-0.1, 0.7, 1.15, 1.96), (0.02, 0.62, 1.15, 1.96)], paint)
    for number in range(2 + shape % 2):
        z = -1.4 + 0.6 * number
        s.box("paint", (-0.45, 1.9, z - 0.22), (0.45, 2.08, z + 0.22), mixed(_STEEL, paint, 0.4))
    s.column("paint", [(0.45, 1.9, -1.5), (0.45, 2.9, -1.55)], [0.025, 0.012], 6, _IRON)
    s.column("paint", [(-0.3, 1.96, -0.3), (-0.3, 2.1, -0.3), (-0.3, 2.16, -0.3)], [0.1, 0.24, 0.02], 10, _PALE)
    for side in (-1.0, 1.0):
        for z in (1.4, 0.0, -1.4):
            s.beam("paint", (side * 0.5, 0.56, z), (side * 0.72, 0.45, z), 0.12, 0.12, _IRON)
        s.beam("paint", (side * 0.76, 0.98, -1.9), (side * 0.76, 0.98, 1.8), 0.3, 0.05, dark)
        s.box("paint", (side * 0.34 - 0.1, 0.8, 1.96), (side * 0.34 + 0.1, 0.92, 2.08), _PALE)
        s.box("paint", (side * 0.5 - 0.08, 0.8, -2.04), (side * 0.5 + 0.08, 0.95, -1.96), _RED)


def _person(s: Sculptor, shape: int, *, seat: float, lean: float, reach: tuple[float, float], spread: float) -> None:
    """Somebody who sits: hips at a height, hands at (height, ahead) and feet apart."""
    cloth = _CLOTHS[(3 * shape + 1) % len(_CLOTHS)]
    legs = mixed(_CLOTHS[(shape + 5) % len(_CLOTHS)], _DARK, 0.4)
    skin, hair = _SKINS[shape % 4], _HAIRS[(shape + 1) % 4]
    chest = seat + 0.34, lean
    neck = seat + 0.54, 1.35 * lean
    s.blob("paint", (0.0, seat + 0.03, -0.02), (0.19, 0.16, 0.17), legs, legs, _EVEN, roughness=0.0, detail=1)
    s.column("paint", [(0, seat, 0), (0, chest[0], chest[1]), (0, neck[0] - 0.04, neck[1]), (0, neck[0], neck[1])],
             [0.17, 0.2, 0.13, 0.06], 10, cloth)  # fmt: skip
    s.blob("paint", (0.0, neck[0] + 0.14, neck[1] + 0.03), (0.095, 0.13, 0.11), skin, skin, _EVEN, roughness=0.0,
           detail=1)  # fmt: skip
    s.blob(
        "paint", (0.0, neck[0] + 0.2, neck[1] + 0.0), (0.108, 0.1, 0.12), hair, hair, _EVEN, roughness=0.05, detail=1
    )
    for side in (-1.0, 1.0):
        shoulder = (side * 0.2, neck[0] - 0.08, neck[1])
        elbow = (side * 0.26, 0.5 * (neck[0] + reach[0]) - 0.06, 0.4 * reach[1])
        hand = (side * 0.2, reach[0], reach[1])
        s.beam("paint", shoulder, elbow, 0.1, 0.1, cloth)
        s.beam("paint", elbow, hand, 0.085, 0.085, cloth)
        s.blob("paint", hand, (0.05, 0.05, 0.05), skin, skin, _EVEN, roughness=0.0, detail=0)
        knee = (side * spread, seat - 0.12, 0.38)
        foot = (side * spread * 1.05, seat - 0.58, 0.22)
        s.beam("paint", (side * 0.1, seat + 0.02, 0.04), knee, 0.14, 0.14, legs)
        s.beam("paint", knee, foot, 0.12, 0.12, legs)
        low, high = (foot[0] - 0.05, foot[1] - 0.06, foot[2] - 0.06), (foot[0] + 0.05, foot[1] + 0.03, foot[2] + 0.2)
        s.box("paint", low, high, _LEATHER)


_EVEN: Final = Dice(1, "world/traffic/even", 8).many(6)


def _bicycle(s: Sculptor, shape: int, _dice: Dice) -> None:
    paint = _PAINTS[(shape + 1) % 4]
    hub, crank, seat, head = (0.34, -0.525), (0.30, -0.08), (0.88, -0.24), (0.84, 0.36)
    for (y0, z0), (y1, z1) in (
        (hub, crank), (crank, seat), (seat, head), (crank, (0.66, 0.40)), (hub, (0.78, -0.2)), (head, (0.34, 0.525)),
    ):  # fmt: skip
        s.beam("paint", (0.0, y0, z0), (0.0, y1, z1), 0.035, 0.045, paint)
    s.box("paint", (-0.08, 0.92, -0.36), (0.08, 0.97, -0.1), _LEATHER)
    s.beam("paint", (0.0, 0.84, 0.36), (0.0, 1.02, 0.33), 0.03, 0.03, _STEEL)
    s.beam("paint", (-0.26, 1.04, 0.3), (0.26, 1.04, 0.3), 0.03, 0.03, _DARK)
    s.beam("paint", (-0.16, 0.3, -0.08), (0.16, 0.3, -0.08), 0.04, 0.04, _IRON)
    if shape % 2:
        s.box("paint", (-0.18, 0.86, 0.46), (0.18, 1.08, 0.74), rgb(0x9A7B4F))
    s.push((0.0, 0.0, -0.2))
    _person(s, shape, seat=0.98, lean=0.16, reach=(1.06, 0.48), spread=0.14)
    s.pop()


def _rider(s: Sculptor, shape: int, _dice: Dice) -> None:
    """Who sits on the horse, with the saddle."""
    s.blob("paint", (0.0, SADDLE_M - 0.02, 0.0), (0.26, 0.1, 0.3), _LEATHER, _LEATHER, _EVEN, roughness=0.02, detail=1)
    s.box("paint", (-0.34, SADDLE_M - 0.45, -0.42), (0.34, SADDLE_M - 0.1, 0.1), _CLOTHS[(shape + 2) % 8], taper=0.06)
    _person(s, shape, seat=SADDLE_M + 0.1, lean=0.05, reach=(SADDLE_M + 0.32, 0.42), spread=0.36)
    if shape % 2 == 0:
        # A cloak.
        cloak = _CLOTHS[(shape + 4) % 8]
        s.hexahedron(
            "paint",
            [(-0.34, SADDLE_M - 0.2, -0.32), (0.34, SADDLE_M - 0.2, -0.32), (0.3, SADDLE_M - 0.2, -0.62),
             (-0.3, SADDLE_M - 0.2, -0.62)],
            [(-0.2, SADDLE_M + 0.6, 0.0), (0.2, SADDLE_M + 0.6, 0.0), (0.18, SADDLE_M + 0.6, -0.14),
             (-0.18, SADDLE_M + 0.6, -0.14)],
            cloak,
        )  # fmt: skip
    for side in (-1.0, 1.0):
        s.beam("paint", (side * 0.2, SADDLE_M + 0.32, 0.42), (side * 0.1, SADDLE_M + 0.25, 1.1), 0.02, 0.02, _LEATHER)


def _harness(s: Sculptor, x: float) -> None:
    """A collar and straps about a horse."""
    s.column("paint", [(x, 0.95, 0.62), (x, 1.3, 0.6), (x, 1.55, 0.5)], [0.2, 0.25, 0.12], 10, _LEATHER)
    s.box("paint", (x - 0.33, 0.8, 0.0), (x + 0.33, 1.36, 0.09), _LEATHER, taper=0.04)


def _cart_horse(s: Sculptor, _shape: int, _dice: Dice) -> None:
    _harness(s, 0.0)
    for side in (-1.0, 1.0):
        s.beam("paint", (side * 0.42, 0.86, 0.75), (side * 0.46, 0.82, -1.5), 0.07, 0.08, _OAK)


def _team(s: Sculptor, _shape: int, _dice: Dice) -> None:
    for x in (0.42, -0.42):
        _harness(s, x)
    s.beam("paint", (0.0, 0.8, 0.8), (0.0, 0.66, -1.7), 0.09, 0.1, _OAK)
    s.beam("paint", (-0.8, 0.72, -1.2), (0.8, 0.72, -1.2), 0.07, 0.08, _OAK)


def _cart(s: Sculptor, shape: int, dice: Dice) -> None:
    wood = mixed(_OAK, _PLANK, dice.between(0.2, 0.9))
    floor, front, back = 0.78, 0.1, -1.95
    s.box("paint", (-0.55, floor, back), (0.55, floor + 0.07, front), wood)
    for side in (-1.0, 1.0):
        for row in range(3):
            y = floor + 0.1 + 0.17 * row
            s.box(
                "paint",
                (side * 0.55 - 0.02, y, back),
                (side * 0.55 + 0.02, y + 0.14, front),
                mixed(wood, _DARK, 0.1 * row),
            )
        for z in (back + 0.05, -0.95, front - 0.05):
            s.box(
                "paint",
                (side * 0.57 - 0.03, floor - 0.05, z - 0.04),
                (side * 0.57 + 0.03, floor + 0.68, z + 0.04),
                _OAK,
            )
    s.box("paint", (-0.55, floor + 0.1, back - 0.02), (0.55, floor + 0.55, back + 0.03), wood)
    s.box("paint", (-0.6, floor - 0.18, -1.1), (0.6, floor, -0.95), _OAK)
    s.beam("paint", (-0.68, 0.6, -1.025), (0.68, 0.6, -1.025), 0.08, 0.08, _IRON)
    s.box("paint", (-0.52, floor + 0.55, -0.1), (0.52, floor + 0.62, 0.22), _OAK)
    _load(s, shape, dice, floor + 0.07, -1.75, -0.3)
    s.push((0.0, 0.0, 0.06))
    _person(s, shape + 1, seat=floor + 0.66, lean=0.1, reach=(floor + 0.86, 0.45), spread=0.16)
    s.pop()
    for side in (-1.0, 1.0):
        s.beam("paint", (side * 0.2, floor + 0.86, 0.5), (side * 0.14, 1.3, 1.9), 0.02, 0.02, _LEATHER)


def _load(s: Sculptor, shape: int, dice: Dice, floor: float, back: float, front: float) -> None:
    if shape % 4 == 0:
        for number in range(3):
            z = back + 0.3 + number * (front - back - 0.5) / 2.0
            for x in (-0.26, 0.26):
                s.column("paint", [(x, floor, z), (x, floor + 0.3, z), (x, floor + 0.6, z)], [0.2, 0.25, 0.2], 10,
                         mixed(_OAK, _PLANK, dice.between(0.0, 0.6)))  # fmt: skip
    elif shape % 4 == 1:
        s.blob("paint", (0.0, floor + 0.42, 0.5 * (back + front)), (0.62, 0.6, 0.5 * (front - back)), rgb(0x9A7F3C),
               rgb(0xD8BE74), dice.many(6), roughness=0.1, softness=0.4)  # fmt: skip
    elif shape % 4 == 2:
        for number in range(6):
            x, z = (number % 2 - 0.5) * 0.5, back + 0.25 + number // 2 * 0.5
            s.blob("paint", (x, floor + 0.2, z), (0.26, 0.22, 0.24), rgb(0x9C8257), rgb(0xC9B184), dice.many(6),
                   roughness=0.08, softness=0.8, detail=1)  # fmt: skip
    else:
        for number in range(4):
            x, z = (number % 2 - 0.5) * 0.52, back + 0.35 + number // 2 * 0.72
            s.box(
                "paint",
                (x - 0.24, floor, z - 0.3),
                (x + 0.24, floor + 0.42, z + 0.3),
                mixed(_PLANK, _OAK, 0.3 * (number % 3)),
            )


def _wagon(s: Sculptor, shape: int, dice: Dice) -> None:
    wood = mixed(_OAK, _PLANK, dice.between(0.1, 0.8))
    floor = 0.86
    s.box("paint", (-0.56, floor, -1.95), (0.56, floor + 0.08, 1.3), wood)
    for side in (-1.0, 1.0):
        s.box("paint", (side * 0.56 - 0.025, floor, -1.95), (side * 0.56 + 0.025, floor + 0.5, 1.3), wood)
        for z in (-1.9, -0.9, 0.1, 1.2):
            s.box(
                "paint",
                (side * 0.58 - 0.035, floor - 0.06, z - 0.04),
                (side * 0.58 + 0.035, floor + 0.56, z + 0.04),
                _OAK,
            )
    for z in (1.2, -1.2):
        s.beam("paint", (-0.7, 0.5, z), (0.7, 0.5, z), 0.09, 0.09, _IRON)
        s.box("paint", (-0.4, 0.5, z - 0.09), (0.4, floor, z + 0.09), _OAK)
    s.box("paint", (-0.5, floor + 0.5, 1.05), (0.5, floor + 0.57, 1.4), _OAK)
    if shape % 2 == 0:
        # A canvas over hoops.
        canvas = mixed(rgb(0xD9CFB4), _CLOTHS[shape], 0.12)
        arch = [(0.6 * math.cos(a), floor + 0.5 + 0.95 * math.sin(a)) for a in [math.pi * k / 8 for k in range(9)]]
        s.prism("paint", arch, -1.9, 0.85, canvas)
        for z in (-1.86, -0.95, -0.05, 0.82):
            hoop = [(x * 1.02, floor + 0.5 + (y - floor - 0.5) * 1.02) for x, y in arch]
            s.prism("paint", hoop, z - 0.03, z + 0.03, _OAK)
    else:
        _load(s, shape, dice, floor + 0.08, -1.75, 0.6)
    s.push((0.0, 0.0, 1.15))
    _person(s, shape + 2, seat=floor + 0.62, lean=0.1, reach=(floor + 0.84, 0.45), spread=0.16)
    s.pop()
    for side in (-1.0, 1.0):
        s.beam("paint", (side * 0.2, floor + 0.84, 1.6), (side * 0.3, 1.35, 3.2), 0.02, 0.02, _LEATHER)


def _spoked(s: Sculptor, radius: float, colour: Rgb) -> None:
    count = 12
    for i in range(count):
        a, b = 2 * math.pi * i / count, 2 * math.pi * (i + 1) / count
        rim = radius - 0.04
        here, there = (0.0, rim * math.sin(a), rim * math.cos(a)), (0.0, rim * math.sin(b), rim * math.cos(b))
        s.beam("paint", here, there, 0.07, 0.08, mixed(colour, _IRON, 0.3))
        s.beam("paint", (0, 0, 0), here, 0.04, 0.05, colour)
    s.beam("paint", (-0.1, 0, 0), (0.1, 0, 0), 0.16, 0.16, _OAK)


def _rubber(s: Sculptor, radius: float, wide: float, rim: Rgb, bolts: int) -> None:
    s.push(turn_deg=90.0)
    tyre = [(radius * math.cos(a), radius * math.sin(a)) for a in [math.pi * k / 9 for k in range(18)]]
    s.prism("paint", tyre, -wide / 2, wide / 2, _TYRE)
    disc = [(0.64 * radius * math.cos(a), 0.64 * radius * math.sin(a)) for a in [math.pi * k / 6 for k in range(12)]]
    s.prism("paint", disc, -wide / 2 - 0.012, wide / 2 + 0.012, rim)
    s.pop()
    for number in range(bolts):
        a = 2 * math.pi * number / bolts
        y, z = 0.36 * radius * math.sin(a), 0.36 * radius * math.cos(a)
        s.beam("paint", (-wide / 2 - 0.02, y, z), (wide / 2 + 0.02, y, z), 0.26 * radius, 0.26 * radius, _DARK)


def _wire(s: Sculptor, radius: float) -> None:
    count = 16
    for i in range(count):
        a, b = 2 * math.pi * i / count, 2 * math.pi * (i + 1) / count
        here, there = (
            (0.0, radius * math.sin(a), radius * math.cos(a)),
            (0.0, radius * math.sin(b), radius * math.cos(b)),
        )
        s.beam("paint", here, there, 0.035, 0.04, _TYRE)
        if i % 2 == 0:
            s.beam("paint", (0, 0, 0), here, 0.008, 0.008, _STEEL)
    s.beam("paint", (-0.05, 0, 0), (0.05, 0, 0), 0.05, 0.05, _STEEL)


def _rowing_boat(s: Sculptor, shape: int, dice: Dice) -> None:
    """Who rows looks back."""
    _open_boat(s, shape)
    s.push((0.0, 0.0, 0.1), 180.0)
    _person(s, shape, seat=0.5, lean=0.12, reach=(0.62, 0.46), spread=0.15)
    s.pop()
    for side in (-1.0, 1.0):
        s.box("paint", (side * 0.74 - 0.05, 0.44, -0.42), (side * 0.74 + 0.05, 0.53, -0.28), _IRON)
    if shape % 2:
        s.blob("paint", (0.05, 0.2, -1.3), (0.32, 0.16, 0.3), rgb(0x6E7F6A), rgb(0x9DAA8F), dice.many(6),
               roughness=0.25, detail=1)  # fmt: skip
    else:
        s.column("paint", [(0.0, 0.02, -1.25), (0.0, 0.18, -1.25), (0.0, 0.36, -1.25)], [0.2, 0.25, 0.22], 10, _PLANK)


def _sailing_boat(s: Sculptor, shape: int, _dice: Dice) -> None:
    _open_boat(s, shape)
    s.push((0.1, 0.0, -1.15))
    _person(s, shape + 1, seat=0.5, lean=0.02, reach=(0.62, 0.4), spread=0.16)
    s.pop()
    s.column("paint", [(0.0, 0.0, 0.6), (0.0, 2.4, 0.58), (0.0, 4.6, 0.52)], [0.065, 0.055, 0.035], 8, _OAK)
    s.beam("paint", (0.0, 1.2, 0.55), (0.42, 1.25, -1.5), 0.06, 0.06, _OAK)
    canvas = mixed(_SAILS[shape], _PALE, 0.25)
    # A sail that the wind fills, as strips between mast and leech, thick enough to have two sides.
    rows = 6
    for row in range(rows):
        (low, below), (high, above) = (_sail_row(k / rows) for k in (row, row + 1))
        for (x0, z0), (x1, z1), (u0, w0), (u1, w1) in zip(below, below[1:], above, above[1:], strict=False):
            s.hexahedron(
                "paint",
                [(x0 + 0.015, low, z0), (x1 + 0.015, low, z1), (x1 - 0.015, low, z1), (x0 - 0.015, low, z0)],
                [(u0 + 0.015, high, w0), (u1 + 0.015, high, w1), (u1 - 0.015, high, w1), (u0 - 0.015, high, w0)],
                mixed(canvas, _DARK, 0.05 * (row % 2)),
            )
    s.beam("paint", (0.0, 4.5, 0.52), (0.0, 0.5, 1.95), 0.02, 0.02, _ROPE)
    s.box("paint", (-0.03, -0.25, -2.14), (0.03, 0.62, -1.98), _OAK)
    s.beam("paint", (0.0, 0.6, -2.05), (0.1, 0.62, -1.0), 0.04, 0.04, _PLANK)


def _sail_row(up: float) -> tuple[float, list[tuple[float, float]]]:
    """Height and (x, z) of some places across a sail, from the mast to its free edge."""
    wide = 2.0 * (1.0 - up) + 0.12
    bulge = 0.42 * (1.0 - 0.6 * up)
    across = [
        (0.2 * t * (1.0 - up) + bulge * math.sin(math.pi * t) * 0.7, 0.5 - 0.04 * up - wide * t)
        for t in (0.0, 0.25, 0.5, 0.75, 1.0)
    ]
    return 1.3 + 3.1 * up, across


def _open_boat(s: Sculptor, shape: int) -> None:
    hull(s, 4.2, 1.55, 0.48, _BOATS[shape], _PALE)
    for z in (-1.1, 0.1, 1.15):
        half = 0.66 if abs(z) < 1.0 else 0.5
        s.box("paint", (-half, 0.34, z - 0.13), (half, 0.4, z + 0.13), _PLANK)


def _oars(s: Sculptor) -> None:
    """A pair, about the axle x through the middle of both."""
    for side in (-1.0, 1.0):
        inner, outer = (side * 0.22, 0.06, 0.0), (side * 1.62, -0.36, 0.0)
        s.beam("paint", inner, outer, 0.045, 0.045, _PLANK)
        s.beam("paint", outer, (side * 2.05, -0.49, 0.0), 0.03, 0.16, mixed(_PLANK, _PALE, 0.5))


_Built = Callable[[Sculptor, int, Dice], None]
_BODIES: Final[Mapping[str, tuple[_Built, ...]]] = MappingProxyType(
    {
        "car": (_car,), "bus": (_bus,), "bicycle": (_bicycle,), "rover": (_rover,), "rider": (_rider,),
        "cart": (_cart_horse, _cart), "wagon": (_team, _wagon), "rowing_boat": (_rowing_boat,),
        "sailing_boat": (_sailing_boat,),
    }
)  # fmt: skip


@lru_cache(maxsize=256)
def body_model(kind: str, body: int, shape: int) -> Model:
    """A body of a vehicle; the same in every world.

    Args:
        kind: one of :data:`procgen.world.traffic.vehicles.KINDS`.
        body: which of its bodies.
        shape: 0 to :data:`SHAPES` - 1.
    """
    sculptor = Sculptor()
    _BODIES[kind][body](sculptor, shape, Dice(shape, f"world/traffic/{kind}", 512))
    return sculptor.model(f"{kind} body {body + 1} shape {shape + 1}")


@lru_cache(maxsize=32)
def wheel_model(kind: str, radius_m: float) -> Model:
    """A wheel of a vehicle."""
    sculptor = Sculptor()
    if kind in ("cart", "wagon"):
        _spoked(sculptor, radius_m, mixed(_OAK, _PLANK, 0.4))
    elif kind == "rowing_boat":
        _oars(sculptor)
    elif kind == "bicycle":
        _wire(sculptor, radius_m)
    else:
        wide = {"car": 0.2, "bus": 0.28, "rover": 0.34}[kind]
        _rubber(sculptor, radius_m, wide, _STEEL if kind != "rover" else mixed(_STEEL, _DARK, 0.5), 5)
    return sculptor.model(f"{kind} wheel {round(1000 * radius_m)}")


@lru_cache(maxsize=16)
def tree_model() -> Model:
    """A fallen tree, across the way along z: its trunk along x."""
    sculptor, dice = Sculptor(), Dice(3, "world/traffic/tree", 256)
    bark, leaf = rgb(0x5B4735), rgb(0x3F5A2C)
    sculptor.push(turn_deg=90.0)
    ring = [(0.24 * math.cos(a), 0.22 + 0.24 * math.sin(a)) for a in [math.pi * k / 4 for k in range(8)]]
    sculptor.prism("paint", ring, -1.6, 1.1, bark)
    sculptor.pop()
    for number in range(7):
        x = 0.2 + 0.22 * number
        sculptor.blob("paint", (x, 0.55 + 0.25 * dice.between(0.0, 1.0), dice.between(-0.35, 0.35)), (0.5, 0.42, 0.42),
                      mixed(leaf, _DARK, 0.3), leaf, dice.many(6), detail=1)  # fmt: skip
        sculptor.beam("paint", (x - 0.8, 0.3, 0.0), (x, 0.9, dice.between(-0.6, 0.6)), 0.07, 0.07, bark)
    return sculptor.model("fallen tree")


@lru_cache(maxsize=32)
def walker_model(setting: str, shape: int) -> Model:
    """Somebody on foot who stands, for crowds far away. The first coordinate of the texture says which limb each corner
    belongs to: 0 none, 1 and 2 the left and the right leg, 3 and 4 the arms; engines swing them about hip and shoulder.

    Args:
        setting: "medieval", "modern" or "scifi".
        shape: 0 to :data:`WALKERS` - 1.
    """
    sculptor = Sculptor()
    woman = shape % 2 == 1
    cloth = _CLOTHS[shape]
    legs = mixed(_CLOTHS[(shape + 3) % 8], _DARK, 0.45)
    skin, hair = _SKINS[shape % 4], _HAIRS[(shape // 2) % 4]
    long = setting == "medieval"
    torso = [(0.0, 0.88, 0.0), (0.0, 1.02, 0.0), (0.0, 1.30, 0.0), (0.0, 1.42, 0.0), (0.0, 1.5, 0.0)]
    sculptor.column("paint", torso, [0.155, 0.15, 0.18 if not woman else 0.16, 0.14, 0.055], 10, cloth)
    if long:
        hem = 0.12 if woman else 0.5
        sculptor.column("paint", [(0, hem, 0), (0, 0.9, 0), (0, 1.0, 0)], [0.27, 0.17, 0.15], 12, cloth)
        sculptor.column("paint", [(0, 0.96, 0), (0, 1.01, 0)], [0.165, 0.165], 10, _LEATHER)
    elif setting == "scifi":
        sculptor.box("paint", (-0.15, 1.08, -0.3), (0.15, 1.42, -0.13), _STEEL)
    sculptor.blob("paint", (0, 1.62, 0.02), (0.088, 0.125, 0.105), skin, skin, _EVEN, roughness=0.0, detail=2)
    sculptor.blob("paint", (0, 1.665, -0.015), (0.1, 0.105, 0.112), hair, hair, _EVEN, roughness=0.05, detail=1)
    if long and shape % 3 == 0:
        sculptor.column("paint", [(0, 1.68, 0), (0, 1.7, 0), (0, 1.82, -0.02)], [0.21, 0.12, 0.06], 10, _PLANK)
    parts = [("torso", 0.0, sculptor)]
    for number, side in ((1, 1.0), (2, -1.0)):
        leg = Sculptor()
        leg.column("paint", [(side * 0.09, 0.06, 0), (side * 0.09, 0.48, 0.01), (side * 0.085, 0.92, 0)],
                   [0.05, 0.065, 0.085], 8, legs)  # fmt: skip
        leg.box("paint", (side * 0.09 - 0.05, 0.0, -0.07), (side * 0.09 + 0.05, 0.09, 0.17), _LEATHER)
        parts.append(("leg", float(number), leg))
    for number, side in ((3, 1.0), (4, -1.0)):
        arm = Sculptor()
        arm.column("paint", [(side * 0.25, 0.86, 0.03), (side * 0.235, 1.14, -0.01), (side * 0.19, 1.42, 0)],
                   [0.038, 0.045, 0.058], 8, cloth)  # fmt: skip
        arm.blob("paint", (side * 0.25, 0.81, 0.04), (0.04, 0.06, 0.045), skin, skin, _EVEN, roughness=0.0, detail=1)
        parts.append(("arm", float(number), arm))
    whole = Sculptor()
    for _, limb, part in parts:
        mesh = part.model("part").meshes["paint"]
        uv = mesh.uv_m * 0.0
        uv[:, 0] = limb
        colours = mesh.colours.astype(float) / 255.0
        srgb = [
            [c * 12.92 if c <= 0.0031308 else 1.055 * c ** (1 / 2.4) - 0.055 for c in row] for row in colours.tolist()
        ]
        whole.add("paint", mesh.positions, mesh.normals, mesh.triangles, srgb, uv)
    return whole.model(f"walker {setting} {shape + 1}")


LAMPS: Final[Mapping[str, Mapping[str, tuple[float, float]]]] = MappingProxyType(
    {
        "signal": MappingProxyType({"red": (2.78, 0.17), "amber": (2.52, 0.17), "green": (2.26, 0.17)}),
        "walk signal": MappingProxyType({"red": (2.38, 0.15), "green": (2.14, 0.15)}),
    }
)
"""By model of traffic lights: how high each lamp is, and how far ahead of the post."""
LAMP_M: Final = 0.095
"""Radius of a lamp."""


@lru_cache(maxsize=2)
def signal_model(name: str) -> Model:
    """Traffic lights on a post without their lamps, the front at +z: one of :data:`LAMPS`."""
    sculptor = Sculptor()
    heights = [high for high, _ in LAMPS[name].values()]
    front = next(iter(LAMPS[name].values()))[1]
    low, top = min(heights) - 0.15, max(heights) + 0.15
    sculptor.column("paint", [(0, 0, 0), (0, 0.3, 0), (0, 0.32, 0), (0, top, 0)], [0.08, 0.08, 0.05, 0.045], 8, _IRON)
    sculptor.box("paint", (-0.14, low, front - 0.2), (0.14, top, front - 0.03), _DARK)
    for high in heights:
        # A hood against the sun.
        hood = high + 1.1 * LAMP_M
        sculptor.box("paint", (-0.11, hood, front - 0.03), (0.11, hood + 0.02, front + 0.13), _TYRE)
    if name == "signal":
        border = mixed(_DARK, _PALE, 0.9)
        sculptor.box("paint", (-0.2, low - 0.06, front - 0.05), (0.2, top + 0.06, front - 0.035), border)
        sculptor.box("paint", (-0.17, low - 0.03, front - 0.045), (0.17, top + 0.03, front - 0.028), _DARK)
    return sculptor.model(name)


@lru_cache(maxsize=1)
def lamp_model() -> Model:
    """A lamp of traffic lights, white: a disc about the origin that looks along +z."""
    sculptor = Sculptor()
    ring = [(LAMP_M * math.cos(a), LAMP_M * math.sin(a)) for a in [math.tau * k / 14 for k in range(14)]]
    sculptor.prism("paint", ring, -0.03, 0.012, (1.0, 1.0, 1.0))
    return sculptor.model("lamp")
