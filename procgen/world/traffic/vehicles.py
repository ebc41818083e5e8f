"""Kinds of vehicles: how long, how wide and how fast they are, and who has which."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from procgen.world.traffic.following import Driver


@dataclass(frozen=True, slots=True)
class Body:
    """A rigid part of a vehicle. Metres backwards from the vehicle's very front.

    Attributes:
        nose_m: where it begins.
        tail_m: where it ends.
        front_m: what follows the way first, an axle, a pivot or a pair of legs.
        rear_m: what follows the way last.
        width_m: of all of it.
    """

    nose_m: float
    tail_m: float
    front_m: float
    rear_m: float
    width_m: float


@dataclass(frozen=True, slots=True)
class VehicleKind:
    """A kind.

    Attributes:
        name: in files.
        bodies: from front to back.
        driver: of one without hurry.
        share: how often, beside the others of its setting.
        wide: whether it keeps to roads where it can.
        horses: how many draw or carry it.
    """

    name: str
    bodies: tuple[Body, ...]
    driver: Driver
    share: float
    wide: bool = False
    horses: int = 0

    @property
    def length_m(self) -> float:
        """From end to end."""
        return self.bodies[-1].tail_m


_ALL: Final = (
    VehicleKind("car", (Body(0.0, 3.9, 0.75, 3.2, 1.62),), Driver(13.9, 1.3, 2.0, 1.5, 2.0), 6.0),
    VehicleKind("bus", (Body(0.0, 7.4, 1.65, 5.75, 2.0),), Driver(12.0, 1.6, 2.2, 1.0, 1.6), 0.7, wide=True),
    VehicleKind("bicycle", (Body(0.0, 1.75, 0.35, 1.4, 0.56),), Driver(5.0, 1.1, 1.2, 0.8, 1.8), 1.6),
    VehicleKind("rover", (Body(0.0, 4.2, 0.7, 3.5, 1.9),), Driver(11.0, 1.4, 2.0, 1.2, 2.0), 5.0),
    VehicleKind("rider", (Body(0.0, 2.4, 0.75, 1.85, 0.75),), Driver(3.6, 1.2, 1.2, 1.2, 2.0), 3.0, horses=1),
    VehicleKind(
        "cart",
        (Body(0.0, 2.4, 0.75, 1.85, 0.75), Body(2.5, 4.9, 1.7, 3.75, 1.5)),
        Driver(2.1, 1.5, 1.5, 0.6, 1.2), 4.0, horses=1,
    ),
    VehicleKind(
        "wagon",
        (Body(0.0, 2.4, 0.75, 1.85, 1.6), Body(2.5, 6.3, 3.1, 5.5, 1.6)),
        Driver(1.7, 1.6, 1.6, 0.45, 1.0), 1.6, horses=2,
    ),
)  # fmt: skip
KINDS: Final[Mapping[str, VehicleKind]] = MappingProxyType({kind.name: kind for kind in _ALL})
"""By name."""
_AFLOAT: Final = (
    VehicleKind("rowing_boat", (Body(0.0, 4.2, 0.6, 3.6, 1.6),), Driver(1.3, 1.5, 3.0, 0.35, 0.35), 3.0),
    VehicleKind("sailing_boat", (Body(0.0, 4.2, 0.6, 3.6, 1.6),), Driver(2.1, 1.5, 3.0, 0.35, 0.35), 2.0),
)
BOATS: Final[Mapping[str, VehicleKind]] = MappingProxyType({kind.name: kind for kind in _AFLOAT})
"""By name; a body's origin lies on the water."""
SETTINGS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {"medieval": ("rider", "cart", "wagon"), "modern": ("car", "bus", "bicycle"), "scifi": ("rover", "bicycle")}
)
"""Which there are, by a settlement's setting."""
