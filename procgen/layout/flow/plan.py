"""Where the rooms and passages of a flow graph lie: the plan that tiles are drawn in, and what files say of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

Cell = tuple[int, int]
"""(column, row)."""


@dataclass(frozen=True, slots=True)
class PlacedRoom:
    """A room's inside, without its walls."""

    id: str
    kind: str
    floor: int
    column: int
    row: int
    width: int
    depth: int

    @property
    def cells(self) -> list[Cell]:
        """All of it, row by row."""
        return [(x, y) for y in range(self.row, self.row + self.depth) for x in range(self.column, self.column + self.width)]

    def shifted(self, column: int, row: int) -> PlacedRoom:
        """The same farther to the east and south."""
        return replace(self, column=self.column + column, row=self.row + row)


@dataclass(frozen=True, slots=True)
class PlacedPassage:
    """A passage, and the one tile by which it opens and shuts."""

    first: str
    second: str
    kind: str
    key: str
    floor: int
    """Of the first room."""
    gate: Cell
    """Its door; of an open passage the tile where it leaves the first room, of a secret one a tile of the wall; of stairs
    where they stand on the first room's floor."""
    far: Cell
    """Of stairs where they stand on the other floor, else :attr:`gate`."""
    far_floor: int


@dataclass(frozen=True, slots=True)
class PlacedKey:
    """Where a key lies."""

    id: str
    room: str
    floor: int
    at: Cell


@dataclass(frozen=True, slots=True)
class Floor:
    """A floor's part of the map; floors lie side by side, the lowest in the west."""

    column: int
    row: int
    width: int
    depth: int


@dataclass(frozen=True, slots=True)
class FlowMap:
    """What a layout after a flow graph holds, in tiles from the map's north-western corner."""

    floors: tuple[Floor, ...]
    rooms: tuple[PlacedRoom, ...]
    passages: tuple[PlacedPassage, ...]
    keys: tuple[PlacedKey, ...]

    def floor_at(self, column: int) -> int:
        """The floor that a column of the map belongs to."""
        return max(number for number, floor in enumerate(self.floors) if floor.column <= column)

    def said(self) -> dict[str, Any]:
        """Ready for JSON."""
        return {
            "floors": [
                {"floor": number, "x": each.column, "y": each.row, "width": each.width, "depth": each.depth}
                for number, each in enumerate(self.floors)
            ],
            "rooms": [
                {
                    "id": room.id,
                    "kind": room.kind,
                    "floor": room.floor,
                    "x": room.column,
                    "y": room.row,
                    "width": room.width,
                    "depth": room.depth,
                }
                for room in self.rooms
            ],
            "passages": [self._passage(each) for each in self.passages],
            "keys": [
                {"id": key.id, "room": key.room, "floor": key.floor, "x": key.at[0], "y": key.at[1]} for key in self.keys
            ],
        }

    @staticmethod
    def _passage(each: PlacedPassage) -> dict[str, Any]:
        said: dict[str, Any] = {"from": each.first, "to": each.second, "kind": each.kind}
        if each.key:
            said["key"] = each.key
        said |= {"floor": each.floor, "x": each.gate[0], "y": each.gate[1]}
        if each.kind == "stairs":
            said |= {"to_floor": each.far_floor, "to_x": each.far[0], "to_y": each.far[1]}
        return said
