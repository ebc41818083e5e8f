"""Whether a map is what a flow graph asks for, told from its tiles and from what its files say.

Nothing here knows how maps are made: it takes numbers of tiles, the ``flow`` that files hold, and the graph.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from procgen.layout.flow.graph import Flow
from procgen.layout.kinds import IS_DOOR, IS_WALKABLE
from procgen.layout.locks import Cell, cells_of
from procgen.layout.regions import labels
from procgen.layout.tiles import Tile, TileArray

_TILE_OF = {"door": Tile.DOOR, "locked": Tile.LOCKED_DOOR, "one_way": Tile.DOOR, "stairs": Tile.EXIT}


def flow_problems(tiles: TileArray, said: Mapping[str, Any], flow: Flow) -> tuple[str, ...]:
    """All that is not as asked.

    Args:
        tiles: (rows, columns) of the whole map, its floors side by side.
        said: what files of a layout hold as ``flow``.
        flow: the graph that was asked for.

    Returns:
        Sentences; none if

        - each room lies on its floor, as large as asked, its walkable tiles one piece, with which no other room is
          joined but through the gates of passages;
        - each passage that is asked for, and no other, joins its two rooms by one gate: a door, a locked door, bare
          ground, or for a secret one a tile that looks solid; stairs stand above each other on both floors;
        - there is no other door, key, entrance or exit, and no walkable tile that belongs to no room;
        - from the entrance one gets everywhere with the keys that one finds, one-way passages in their direction
          alone, and is nowhere caught without a way to the exit (or, without one, to the entrance).
    """
    case = _Case(tiles, said, flow)
    case.rooms()
    if not case.found:
        case.gates()
    if not case.found:
        case.pieces()
    if not case.found:
        case.things()
        case.own()
        case.played()
    return tuple(case.found)


@dataclass
class _Case:
    """One map while it is looked at."""

    tiles: TileArray
    said: Mapping[str, Any]
    flow: Flow
    found: list[str] = field(default_factory=list)
    piece_of: dict[str, int] = field(default_factory=dict)
    """The walkable piece of each room, while all gates are shut."""
    shut: set[Cell] = field(default_factory=set)
    label: Any = None

    def rooms(self) -> None:
        """Places and sizes."""
        depth, width = self.tiles.shape
        floors = self.said["floors"]
        if len(floors) != self.flow.floors:
            self.found.append(f"{len(floors)} floors for {self.flow.floors}")
            return
        taken = np.zeros(self.tiles.shape, np.int64)
        if [room["id"] for room in self.said["rooms"]] != [room.id for room in self.flow.rooms]:
            self.found.append("other rooms than asked for")
            return
        for said, asked in zip(self.said["rooms"], self.flow.rooms, strict=True):
            x, y, w, d = (said[name] for name in ("x", "y", "width", "depth"))
            floor = floors[asked.floor]
            if (said["kind"], said["floor"]) != (asked.kind, asked.floor):
                self.found.append(f"{asked.id} is a {said['kind']} on floor {said['floor']}")
            if not (floor["x"] < x and x + w < floor["x"] + floor["width"] and floor["y"] < y):
                self.found.append(f"{asked.id} leaves its floor")
            if not (y + d < floor["y"] + floor["depth"] <= depth and floor["x"] + floor["width"] <= width):
                self.found.append(f"{asked.id} leaves the map")
            if asked.exact is not None and (w, d) != asked.exact:
                self.found.append(f"{asked.id} is {w} by {d}")
            if asked.exact is None and not all(asked.sides[0] <= side <= asked.sides[1] for side in (w, d)):
                self.found.append(f"{asked.id} is {w} by {d}, not of its size")
            taken[y : y + d, x : x + w] += 1
        if (taken > 1).any():
            self.found.append("rooms lie over one another")

    def gates(self) -> None:
        """Tiles of the passages' gates."""
        asked = [(p.first, p.second, p.kind, p.key) for p in self.flow.passages]
        if [(p["from"], p["to"], p["kind"], p.get("key", "")) for p in self.said["passages"]] != asked:
            self.found.append("other passages than asked for")
            return
        doors = set()
        for said in self.said["passages"]:
            name, kind = f"{said['from']} to {said['to']}", said["kind"]
            cell = said["x"], said["y"]
            tile = Tile(self.tiles[cell[1], cell[0]])
            if kind == "stairs":
                self._stairs(said, name)
                continue
            if cell in self.shut:
                self.found.append(f"{name} shares its gate")
            self.shut.add(cell)
            if kind == "secret" and IS_WALKABLE[tile]:
                self.found.append(f"{name} is not hidden: {tile.name}")
            if kind == "open" and (not IS_WALKABLE[tile] or IS_DOOR[tile]):
                self.found.append(f"{name} is not open: {tile.name}")
            if kind in _TILE_OF:
                doors.add(cell)
                if tile != _TILE_OF[kind]:
                    self.found.append(f"{name} is {kind} and has {tile.name}")
        others = set(cells_of(IS_DOOR[self.tiles])) - doors
        self.found += [f"a door at {cell} that no passage has" for cell in sorted(others)]

    def _stairs(self, said: Mapping[str, Any], name: str) -> None:
        floors = self.said["floors"]
        low, high = floors[said["floor"]], floors[said["to_floor"]]
        if (said["x"] - low["x"], said["y"] - low["y"]) != (said["to_x"] - high["x"], said["to_y"] - high["y"]):
            self.found.append(f"{name}: stairs that do not stand above each other")
        if {int(self.tiles[said["y"], said["x"]]), int(self.tiles[said["to_y"], said["to_x"]])} != {int(Tile.EXIT)}:
            self.found.append(f"{name}: no stairs there")

    def pieces(self) -> None:
        """What hangs together while all gates are shut, and what each gate joins."""
        walkable = IS_WALKABLE[self.tiles]
        for x, y in self.shut:
            walkable[y, x] = False
        self.label, count = labels(walkable)
        owner: dict[int, str] = {}
        for room in self.said["rooms"]:
            inside = self.label[room["y"] : room["y"] + room["depth"], room["x"] : room["x"] + room["width"]]
            own = {int(number) for number in np.unique(inside)} - {-1}
            if len(own) != 1:
                self.found.append(f"{room['id']} is {len(own)} pieces")
                continue
            (piece,) = own
            if piece in owner:
                self.found.append(f"{room['id']} and {owner[piece]} are joined without a passage")
            owner[piece] = room["id"]
            self.piece_of[room["id"]] = piece
        if len(owner) != count:
            self.found.append(f"{count - len(owner)} walkable places that belong to no room")
        if self.found:
            return
        for said in self.said["passages"]:
            ends = {self.piece_of[said["from"]], self.piece_of[said["to"]]}
            if said["kind"] == "stairs":
                met = {int(self.label[said["y"], said["x"]]), int(self.label[said["to_y"], said["to_x"]])}
            else:
                met = self._around((said["x"], said["y"]))
            if met != ends:
                self.found.append(f"{said['from']} to {said['to']} joins {sorted(met)}, not {sorted(ends)}")
            if said["kind"] != "stairs" and not self._in_a_wall((said["x"], said["y"])):
                self.found.append(f"{said['from']} to {said['to']}: a gate that does not stand in a wall")

    def _around(self, cell: Cell) -> set[int]:
        x, y = cell
        near = (self.label[y - 1, x], self.label[y + 1, x], self.label[y, x - 1], self.label[y, x + 1])
        return {int(number) for number in near} - {-1}

    def _in_a_wall(self, cell: Cell) -> bool:
        """Whether two opposite sides of a tile can be walked on and the others not."""
        x, y = cell
        north, south, west, east = (
            bool(IS_WALKABLE[self.tiles[j, i]]) for i, j in ((x, y - 1), (x, y + 1), (x - 1, y), (x + 1, y))
        )
        return (north, south, west, east) in ((True, True, False, False), (False, False, True, True))

    def things(self) -> None:
        """Keys, the entrance, exits and stairs."""
        keys = {(key["x"], key["y"]): key for key in self.said["keys"]}
        asked = sorted((key, room.id) for room in self.flow.rooms for key in room.keys)
        if sorted((key["id"], key["room"]) for key in keys.values()) != asked:
            self.found.append("other keys than asked for")
        if self._cells(Tile.KEY) != set(keys):
            self.found.append("keys lie elsewhere than said")
        for (x, y), key in keys.items():
            if self.label[y, x] != self.piece_of[key["room"]]:
                self.found.append(f"key {key['id']} lies outside {key['room']}")
        start = next(room.id for room in self.flow.rooms if room.kind == "entrance")
        entrances = self._cells(Tile.ENTRANCE)
        if {int(self.label[y, x]) for x, y in entrances} != {self.piece_of[start]} or len(entrances) != 1:
            self.found.append(f"entrances at {sorted(entrances)}")
        stairs = {(p["x"], p["y"]) for p in self.said["passages"] if p["kind"] == "stairs"}
        stairs |= {(p["to_x"], p["to_y"]) for p in self.said["passages"] if p["kind"] == "stairs"}
        exits = sorted(int(self.label[y, x]) for x, y in self._cells(Tile.EXIT) - stairs)
        if exits != sorted(self.piece_of[room.id] for room in self.flow.rooms if room.kind == "exit"):
            self.found.append("exits elsewhere than asked for")

    def own(self) -> None:
        """Rooms that somebody drew: as drawn, but for what lies in them."""
        lying = {(key["x"], key["y"]) for key in self.said["keys"]}
        lying |= self._cells(Tile.ENTRANCE) | self._cells(Tile.EXIT)
        for said, asked in zip(self.said["rooms"], self.flow.rooms, strict=True):
            for y, row in enumerate(asked.piece or ()):
                for x, tile in enumerate(row):
                    cell = said["x"] + x, said["y"] + y
                    if tile >= 0 and cell not in lying and self.tiles[cell[1], cell[0]] != tile:
                        self.found.append(f"{asked.id} is not as drawn at {cell}")

    def _cells(self, tile: Tile) -> set[Cell]:
        return set(cells_of(self.tiles == tile))

    def played(self) -> None:
        """Walk through the pieces of the map with the keys that lie in them."""
        entrances = self._cells(Tile.ENTRANCE)
        if len(entrances) != 1:
            return
        (entrance,) = entrances
        lying: dict[int, set[str]] = {}
        for key in self.said["keys"]:
            lying.setdefault(int(self.label[key["y"], key["x"]]), set()).add(key["id"])
        moves: list[tuple[int, int, str]] = []
        for said in self.said["passages"]:
            one, other = self.piece_of[said["from"]], self.piece_of[said["to"]]
            moves.append((one, other, said.get("key", "")))
            if said["kind"] != "one_way":
                moves.append((other, one, said.get("key", "")))
        begin = int(self.label[entrance[1], entrance[0]])
        first = begin, frozenset(lying.get(begin, set()))
        states, order, edges = {first}, [first], []
        for piece, held in order:
            for one, other, key in moves:
                if one == piece and (not key or key in held):
                    following = other, held | lying.get(other, set())
                    edges.append(((piece, held), following))
                    if following not in states:
                        states.add(following)
                        order.append(following)
        missed = [name for name, piece in self.piece_of.items() if piece not in {at for at, _ in states}]
        if missed:
            self.found.append(f"nobody gets to {', '.join(missed)}")
        goals = {self.piece_of[room.id] for room in self.flow.rooms if room.kind == "exit"} or {begin}
        safe = {state for state in states if state[0] in goals}
        while True:
            more = {one for one, other in edges if other in safe} - safe
            if not more:
                break
            safe |= more
        if safe != states:
            self.found.append("one can be caught")
