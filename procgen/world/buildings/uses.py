"""What houses are for: how each use is built and furnished."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from procgen.world.buildings.walls import DOOR_M


@dataclass(frozen=True, slots=True)
class Use:
    """How a house is built and furnished for what it is for.

    Attributes:
        living: furniture of the room behind the door, the most important first.
        other: of the room beside it.
        upper: of the floor above.
        storeys: at most.
        shapes: forms that it may have; those of the style if empty.
        door: width and height.
        leaves: of the door.
        divided: whether there may be a room beside.
        stone_floor: whether the ground floor is of stone.
        tall: whether its one room reaches up to the eaves.
        middle: furniture that stands in rows in the middle of the room behind the door.
    """

    living: tuple[str, ...]
    other: tuple[str, ...] = ()
    upper: tuple[str, ...] = ("bed", "chest", "bed", "cupboard", "rug")
    storeys: int = 2
    shapes: tuple[str, ...] = ()
    door: tuple[float, float] = DOOR_M
    leaves: int = 1
    divided: bool = True
    stone_floor: bool = False
    tall: bool = False
    middle: tuple[str, ...] = ()


HOUSE: Final = Use(
    ("hearth", "table", "cupboard", "shelf", "barrel", "chest", "sacks", "rug"), ("bed", "chest", "bed", "shelf", "rug")
)
INN: Final = Use(
    ("hearth", "counter", "shelf", "barrel", "barrel", "table", "table"),
    ("crates", "barrel", "barrel", "sacks"),
    ("bed", "bed", "bed", "chest", "bed", "desk"),
    middle=("table", "table"),
)
SHOP: Final = Use(("counter", "shelf", "shelf", "crates", "sacks", "barrel"), ("bed", "chest", "crates", "shelf"))
HALL: Final = Use(
    ("hearth", "seat", "chest", "cupboard", "shelf", "barrel", "desk"),
    storeys=1,
    divided=False,
    door=(1.7, 2.3),
    leaves=2,
    shapes=("plain", "plain", "cross"),
    stone_floor=True,
    tall=True,
    middle=("board", "board", "board", "board"),
)
DORMITORY: Final = Use(
    ("hearth", "shelf", "chest", "cupboard", "desk"),
    ("desk", "shelf"),
    ("bed",) * 8 + ("chest", "desk"),
    shapes=("plain",),
    stone_floor=True,
    middle=("board", "board"),
)
BUNKHOUSE: Final = Use(
    ("hearth", "bed", "bed", "bed", "bed", "chest", "bed", "barrel"),
    storeys=1,
    divided=False,
    shapes=("plain", "lean"),
    middle=("table",),
)
WAREHOUSE: Final = Use(
    ("crates", "crates", "sacks", "crates", "barrel", "sacks", "barrel", "crates", "shelf"),
    storeys=1,
    divided=False,
    door=(2.2, 2.4),
    leaves=2,
    shapes=("plain",),
    stone_floor=True,
    tall=True,
    middle=("crates", "crates", "sacks", "crates"),
)
STABLE: Final = Use(
    ("stall", "stall", "stall", "hay", "barrel", "sacks"),
    storeys=1,
    divided=False,
    door=(1.9, 2.2),
    leaves=2,
    shapes=("plain", "lean"),
    stone_floor=True,
)
