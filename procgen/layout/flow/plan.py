"""Where the rooms and passages of a flow graph lie: the plan that tiles are drawn in, and what files say of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from procgen.layout.flow.graph import Piece
from procgen.layout.kinds import IS_WALKABLE
from procgen.layout.symmetry import FREE

IntArray = npt.NDArray[np.int64]
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
    piece: Piece | None = None
    """Its own map."""

    def inner(self, gate: Cell) -> Cell:
        """Its tile behind a tile of its wall."""
        x, y = gate
        east, south = self.column + self.width - 1, self.row + self.depth - 1
        return min(max(x, self.column), east), min(max(y, self.row), south)

    def opens(self, gate: Cell) -> bool:
        """Whether a passage may open at a tile of its wall: its own map may be solid there."""
        if self.piece is None:
            return True
        x, y = self.inner(gate)
        tile = self.piece[y - self.row][x - self.column]
        return tile == FREE or bool(IS_WALKABLE[tile])

    @property
    def index(self) -> tuple[slice, slice]:
        """For ``tiles[room.index]``."""
        return slice(self.row, self.row + self.depth), slice(self.column, self.column + self.width)

    @property
    def cells(self) -> list[Cell]:
        """All of it, row by row."""
        return [
            (x, y) for y in range(self.row, self.row + self.depth) for x in range(self.column, self.column + self.width)
        ]

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
    """Its door; of an open passage the tile where it leaves a room, of a secret one a tile of the wall; of stairs where
    they stand on the first room's floor."""
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

    def stacked(self, columns: IntArray) -> tuple[IntArray, IntArray]:
        """Columns of the map as those of their floors, and these; in three dimensions they lie above one another."""
        floor = columns // self.floors[0].width
        return columns - floor * self.floors[0].width, floor

    def above(self, column: int) -> tuple[int, int]:
        """The same of one column."""
        floor, own = divmod(column, self.floors[0].width)
        return own, floor

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
                {"id": key.id, "room": key.room, "floor": key.floor, "x": key.at[0], "y": key.at[1]}
                for key in self.keys
            ],
        }

    def marks(self) -> Iterator[tuple[str, str, Cell, Cell, dict[str, str | int]]]:
        """What maps mark: a class (``flow_room``, ``flow_passage``, ``flow_key``), a name, the north-western tile,
        columns and rows, and properties. Stairs are marked on both floors.
        """
        for room in self.rooms:
            said: dict[str, str | int] = {"kind": room.kind, "floor": room.floor}
            yield "flow_room", room.id, (room.column, room.row), (room.width, room.depth), said
        for each in self.passages:
            said = {"kind": each.kind, "from": each.first, "to": each.second, "floor": each.floor}
            if each.key:
                said["key"] = each.key
            yield "flow_passage", f"{each.first} to {each.second}", each.gate, (1, 1), said
            if each.kind == "stairs":
                said = {"kind": each.kind, "from": each.second, "to": each.first, "floor": each.far_floor}
                yield "flow_passage", f"{each.second} to {each.first}", each.far, (1, 1), said
        for key in self.keys:
            yield "flow_key", key.id, key.at, (1, 1), {"room": key.room, "floor": key.floor}

    @staticmethod
    def _passage(each: PlacedPassage) -> dict[str, Any]:
        said: dict[str, Any] = {"from": each.first, "to": each.second, "kind": each.kind}
        if each.key:
            said["key"] = each.key
        said |= {"floor": each.floor, "x": each.gate[0], "y": each.gate[1]}
        if each.kind == "stairs":
            said |= {"to_floor": each.far_floor, "to_x": each.far[0], "to_y": each.far[1]}
        return said
