"""A flow graph: rooms of some kinds on some floors, and passages between them. Read from JSON, and checked.

::

    {"rooms": [{"id": "gate", "kind": "entrance"},
               {"id": "vault", "kind": "treasure", "size": "small", "floor": 1, "keys": ["bronze"]}],
     "passages": [{"from": "gate", "to": "hall", "kind": "locked", "key": "bronze"}]}
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Any, Final, TypeAlias

import numpy as np

from procgen.errors import InvalidFields, Violation
from procgen.layout.kinds import IS_WALKABLE
from procgen.layout.regions import labels
from procgen.layout.symmetry import FREE
from procgen.layout.tiles import Tile

ROOM_KINDS: Final = (
    "entrance",
    "exit",
    "boss",
    "shop",
    "treasure",
    "secret",
    "key",
    "puzzle",
    "hub",
    "rest",
    "plain",
)
PASSAGE_KINDS: Final = ("open", "door", "locked", "one_way", "secret", "stairs")
SIZES: Final[Mapping[str, tuple[int, int]]] = MappingProxyType({"small": (4, 5), "medium": (6, 8), "large": (9, 12)})
"""Shortest and longest side of a room's inside, in tiles."""
USUAL_SIZES: Final[Mapping[str, str]] = MappingProxyType(
    {"boss": "large", "hub": "large", "secret": "small", "key": "small", "treasure": "small", "rest": "small"}
)
"""Of kinds whose size is not ``medium`` where nothing is said."""
SHORTEST, LONGEST = 4, 20
"""Sides that a room's inside may be asked for."""
FLOORS: Final = 4
MOST_ROOMS: Final = 64
MOST_PASSAGES: Final = 128
MOST_KEYS: Final = 8
MOST_AT_A_ROOM: Final = 8
"""Passages."""
MOST_CHARACTERS: Final = 65536
_PLACED: Final = frozenset({Tile.DOOR, Tile.LOCKED_DOOR, Tile.KEY, Tile.ENTRANCE, Tile.EXIT})
"""What the graph says where it goes."""
_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,31}")
_AN_ID: Final = "1 to 32 letters, digits and _ . -, beginning with a letter or digit"
_ROOM_KEYS: Final = ("id", "kind", "size", "floor", "keys", "piece")
_PASSAGE_KEYS: Final = ("from", "to", "kind", "key")


Piece: TypeAlias = tuple[tuple[int, ...], ...]
"""Rows of numbers of tiles, :data:`procgen.layout.symmetry.FREE` where the generator draws."""


@dataclass(frozen=True, slots=True)
class FlowRoom:
    """A room that is asked for."""

    id: str
    kind: str
    """One of :data:`ROOM_KINDS`."""
    floor: int = 0
    size: str = ""
    """One of :data:`SIZES`; the kind's usual one if empty."""
    tiles: tuple[int, int] | None = None
    """Exact width and depth of its inside, where they are asked for."""
    keys: tuple[str, ...] = ()
    """That lie in it."""
    piece: Piece | None = None
    """A map of its inside that somebody drew."""

    @property
    def sides(self) -> tuple[int, int]:
        """The shortest and the longest side that it may have, unless :attr:`exact` says them."""
        return SIZES[self.size or USUAL_SIZES.get(self.kind, "medium")]

    @property
    def exact(self) -> tuple[int, int] | None:
        """Width and depth where they are asked for, or its piece's."""
        return self.tiles if self.piece is None else (len(self.piece[0]), len(self.piece))


@dataclass(frozen=True, slots=True)
class FlowPassage:
    """A passage that is asked for."""

    first: str
    """The id of the room that it leads from; only of one-way ones does it matter which comes first."""
    second: str
    kind: str
    """One of :data:`PASSAGE_KINDS`."""
    key: str = ""
    """That opens it, where it is locked."""


@dataclass(frozen=True)
class Flow:
    """A flow graph that can be laid out, as far as can be seen ahead."""

    rooms: tuple[FlowRoom, ...]
    passages: tuple[FlowPassage, ...]

    @cached_property
    def by_id(self) -> Mapping[str, FlowRoom]:
        """The rooms."""
        return MappingProxyType({room.id: room for room in self.rooms})

    @cached_property
    def floors(self) -> int:
        """How many there are."""
        return 1 + max(room.floor for room in self.rooms)

    def text(self) -> str:
        """As JSON, the same for equal graphs: what recipes hold."""
        rooms: list[dict[str, Any]] = []
        for room in self.rooms:
            said: dict[str, Any] = {"id": room.id, "kind": room.kind}
            if room.piece is not None:
                said["piece"] = piece_rows(room.piece)
            elif room.tiles is not None:
                said["size"] = list(room.tiles)
            elif room.size:
                said["size"] = room.size
            if room.floor:
                said["floor"] = room.floor
            if room.keys:
                said["keys"] = list(room.keys)
            rooms.append(said)
        passages = [
            {"from": each.first, "to": each.second, "kind": each.kind, **({"key": each.key} if each.key else {})}
            for each in self.passages
        ]
        return json.dumps({"rooms": rooms, "passages": passages}, separators=(",", ":"))


def read_flow(text: str, field: str = "flow") -> Flow:
    """Read a flow graph.

    Args:
        text: JSON, of at most :data:`MOST_CHARACTERS` characters.
        field: what errors are about.

    Raises:
        InvalidFields: names every part that can't be accepted, and what is allowed; or why it can't be played through.
    """
    found: list[Violation] = []
    said = _parsed(text, field)
    _unknown(said, ("rooms", "passages"), field, found)
    rooms = _rooms(said.get("rooms"), f"{field}.rooms", found)
    passages = _passages(said.get("passages", []), f"{field}.passages", found)
    # Without names nothing can be said of what goes with what.
    if all(room.id for room in rooms) and rooms:
        _agreement(rooms, passages, field, found)
    if not found:
        # Imported late: it reads what is defined here.
        from procgen.layout.flow.play import unplayable  # noqa: PLC0415

        found += unplayable(Flow(tuple(rooms), tuple(passages)), field)
    if found:
        raise InvalidFields(found)
    return Flow(tuple(rooms), tuple(passages))


def piece_rows(piece: Piece) -> list[str]:
    """A piece as a flow graph holds it: names of tiles, a text a row."""
    return [",".join("free" if tile == FREE else Tile(tile).name.lower() for tile in row) for row in piece]


def floors_of(text: str) -> int:
    """How many floors a flow graph asks for, from 1 to :data:`FLOORS`, whatever else is wrong with it."""
    try:
        rooms = json.loads(text)["rooms"]
        asked = [room.get("floor", 0) for room in rooms]
        return 1 + min(max(floor for floor in asked if isinstance(floor, int)), FLOORS - 1)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return 1


def _parsed(text: str, field: str) -> dict[str, Any]:
    allowed = 'JSON such as {"rooms": [{"id": "gate", "kind": "entrance"}, …], "passages": [{"from": …, "to": …}, …]}'
    if len(text) > MOST_CHARACTERS:
        raise InvalidFields([Violation.of(field, f"{len(text)} characters", f"at most {MOST_CHARACTERS} of {allowed}")])
    try:
        said = json.loads(text)
    except json.JSONDecodeError as error:
        raise InvalidFields([Violation.of(field, f"no JSON: {error}", allowed)]) from error
    except (RecursionError, ValueError) as error:
        raise InvalidFields([Violation.of(field, "JSON that can't be read", allowed)]) from error
    if not isinstance(said, dict):
        raise InvalidFields([Violation.of(field, json.dumps(said), allowed)])
    return said


def _unknown(said: Mapping[str, Any], known: tuple[str, ...], field: str, found: list[Violation]) -> None:
    for name in said:
        if name not in known:
            found.append(Violation.of(f"{field}.{name}", _shown(said[name]), f"nothing: one has {', '.join(known)}"))


def _shown(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _named(value: Any, field: str, found: list[Violation]) -> str:
    if isinstance(value, str) and _ID.fullmatch(value):
        return value
    found.append(Violation.of(field, "nothing" if value is None else _shown(value), _AN_ID))
    return ""


def _one_of(value: Any, names: tuple[str, ...], usual: str, field: str, found: list[Violation]) -> str:
    if value is None:
        return usual
    if isinstance(value, str) and value in names:
        return value
    found.append(Violation.of(field, _shown(value), f"one of {', '.join(names)}"))
    return usual


def _objects(value: Any, least: int, most: int, field: str, found: list[Violation]) -> list[tuple[str, dict[str, Any]]]:
    """The objects of a list, with the path of each."""
    if not isinstance(value, list) or not least <= len(value) <= most:
        text = f"{len(value)} of them" if isinstance(value, list) else "nothing" if value is None else _shown(value)
        found.append(Violation.of(field, text, f"a list of {least} to {most}"))
        return []
    result = []
    for number, each in enumerate(value):
        if isinstance(each, dict):
            result.append((f"{field}[{number}]", each))
        else:
            found.append(Violation.of(f"{field}[{number}]", _shown(each), "an object"))
    return result


def _rooms(value: Any, field: str, found: list[Violation]) -> list[FlowRoom]:
    rooms = []
    for path, said in _objects(value, 2, MOST_ROOMS, field, found):
        _unknown(said, _ROOM_KEYS, path, found)
        floor = said.get("floor", 0)
        if isinstance(floor, bool) or not isinstance(floor, int) or not 0 <= floor < FLOORS:
            found.append(Violation.of(f"{path}.floor", _shown(floor), f"a whole number from 0 to {FLOORS - 1}"))
            floor = 0
        keys = said.get("keys", [])
        if not isinstance(keys, list) or len(keys) > MOST_KEYS:
            found.append(Violation.of(f"{path}.keys", _shown(keys), f"a list of at most {MOST_KEYS} names of keys"))
            keys = []
        size, tiles = _size(said.get("size"), f"{path}.size", found)
        piece = _piece(said.get("piece"), f"{path}.piece", found)
        if piece is not None and said.get("size") is not None:
            found.append(Violation.of(f"{path}.size", _shown(said["size"]), "none beside a piece, which says the size"))
        rooms.append(
            FlowRoom(
                _named(said.get("id"), f"{path}.id", found),
                _one_of(said.get("kind"), ROOM_KINDS, "plain", f"{path}.kind", found),
                floor,
                size,
                tiles,
                tuple(_named(key, f"{path}.keys[{number}]", found) for number, key in enumerate(keys)),
                piece,
            )
        )
    return rooms


def _size(value: Any, field: str, found: list[Violation]) -> tuple[str, tuple[int, int] | None]:
    if value is None:
        return "", None
    if isinstance(value, str) and value in SIZES:
        return value, None
    if isinstance(value, list) and len(value) == 2:
        width, depth = value
        if all(type(side) is int and SHORTEST <= side <= LONGEST for side in (width, depth)):
            return "", (width, depth)
    allowed = f"one of {', '.join(SIZES)}, or [width, depth] in tiles, each from {SHORTEST} to {LONGEST}"
    found.append(Violation.of(field, _shown(value), allowed))
    return "", None


def _piece(value: Any, field: str, found: list[Violation]) -> Piece | None:
    """A room's own map, from rows of names of tiles."""
    if value is None:
        return None
    allowed = 'rows of names of tiles, such as ["floor,water,free", …]; free ones are drawn'
    if not isinstance(value, list) or not all(isinstance(row, str) for row in value):
        found.append(Violation.of(field, _shown(value), allowed))
        return None
    # What reads maps knows parameters, which know this.
    from procgen.layout.reading import read_fixed  # noqa: PLC0415

    try:
        tiles = read_fixed("\n".join(value).encode(), ".csv", field)
    except InvalidFields as error:
        found += [Violation(field, each.value, allowed) for each in error.violations]
        return None
    depth, width = tiles.shape
    if len(value) != depth or not all(SHORTEST <= side <= LONGEST for side in (width, depth)):
        found.append(Violation.of(field, f"{width} by {depth} tiles", f"{SHORTEST} to {LONGEST} either way"))
        return None
    placed = sorted({Tile(number) for number in tiles.ravel().tolist() if number in _PLACED})
    if placed:
        names = ", ".join(tile.name.lower() for tile in placed)
        found.append(
            Violation.of(field, names, "other tiles: doors, keys, the entrance and exits follow from the graph")
        )
    _, count = labels((tiles == FREE) | IS_WALKABLE[np.where(tiles == FREE, 0, tiles)])
    if count != 1:
        found.append(Violation.of(field, f"{count} places to walk apart from each other", "one, free tiles counted in"))
    return tuple(tuple(row) for row in tiles.tolist())


def _passages(value: Any, field: str, found: list[Violation]) -> list[FlowPassage]:
    passages = []
    for path, said in _objects(value, 1, MOST_PASSAGES, field, found):
        _unknown(said, _PASSAGE_KEYS, path, found)
        kind = _one_of(said.get("kind"), PASSAGE_KINDS, "door", f"{path}.kind", found)
        key = said.get("key")
        if kind == "locked":
            key = _named(key, f"{path}.key", found)
        elif key is not None:
            found.append(Violation.of(f"{path}.key", _shown(key), f"none, as the passage is {kind}, not locked"))
        ends = [_named(said.get(end), f"{path}.{end}", found) for end in ("from", "to")]
        passages.append(FlowPassage(ends[0], ends[1], kind, key or ""))
    return passages


def _agreement(rooms: list[FlowRoom], passages: list[FlowPassage], field: str, found: list[Violation]) -> None:
    """Whether the parts go together."""
    ids = Counter(room.id for room in rooms)
    found += [
        Violation.of(f"{field}.rooms", f"{name!r} {count} times", "each id once")
        for name, count in ids.items()
        if count > 1
    ]
    entrances = [room.id for room in rooms if room.kind == "entrance"]
    if len(entrances) != 1:
        text = " and ".join(map(repr, entrances)) if entrances else "none"
        found.append(Violation.of(f"{field}.rooms", f"entrances: {text}", "one room of the kind entrance"))
    if len(ids) < len(rooms):
        return
    by_id = {room.id: room for room in rooms}
    holders = Counter(key for room in rooms for key in room.keys)
    pairs: dict[frozenset[str], int] = {}
    at_room: Counter[str] = Counter()
    for number, passage in enumerate(passages):
        path = f"{field}.passages[{number}]"
        nowhere = False
        for end, name in (("from", passage.first), ("to", passage.second)):
            nowhere |= name not in by_id
            if name and name not in by_id:
                found.append(Violation.of(f"{path}.{end}", repr(name), f"the id of a room: {_listed(by_id)}"))
        if nowhere:
            continue
        if passage.first == passage.second:
            found.append(Violation.of(f"{path}.to", repr(passage.second), "another room than the one it comes from"))
            continue
        at_room.update((passage.first, passage.second))
        pair = frozenset((passage.first, passage.second))
        if pair in pairs:
            both = f"{passage.first!r} and {passage.second!r} again"
            found.append(Violation.of(path, both, f"one passage for two rooms; passages[{pairs[pair]}] joins them"))
        pairs.setdefault(pair, number)
        found += _kind_agrees(passage, by_id[passage.first], by_id[passage.second], path)
        if passage.key and passage.key not in holders:
            allowed = f"a key that lies in a room: {_listed(holders)}" if holders else "a key that some room's keys has"
            found.append(Violation.of(f"{path}.key", repr(passage.key), allowed))
    found += [
        Violation.of(f"{field}.passages", f"{count} at {name!r}", f"at most {MOST_AT_A_ROOM} at a room")
        for name, count in at_room.items()
        if count > MOST_AT_A_ROOM
    ]
    for floor in range(FLOORS):
        here = sum(room.floor == floor for room in rooms)
        joined = sum(by_id[p.first].floor == by_id[p.second].floor == floor for p in passages if not found)
        # Euler's formula: more lines than that can't be drawn without crossing.
        if here > 2 and joined > 3 * here - 6:
            allowed = f"at most {3 * here - 6} between {here} rooms, since they do not cross"
            found.append(Violation.of(f"{field}.passages", f"{joined} on floor {floor}", allowed))
    used = {passage.key for passage in passages}
    for number, room in enumerate(rooms):
        for place, key in enumerate(room.keys):
            path = f"{field}.rooms[{number}].keys[{place}]"
            if holders[key] > 1:
                found.append(Violation.of(path, repr(key), f"a key that lies in one place; {holders[key]} have it"))
            elif key not in used:
                found.append(Violation.of(path, repr(key), "a key that a locked passage names"))
        if room.kind == "key" and not room.keys:
            found.append(Violation.of(f"{field}.rooms[{number}].keys", "none", "a key, as its kind is key"))
    if len(holders) > MOST_KEYS:
        found.append(Violation.of(f"{field}.rooms", f"{len(holders)} keys", f"at most {MOST_KEYS}"))


def _kind_agrees(passage: FlowPassage, first: FlowRoom, second: FlowRoom, path: str) -> list[Violation]:
    floors = f"floors {first.floor} and {second.floor}"
    if passage.kind == "stairs":
        if abs(first.floor - second.floor) != 1:
            return [Violation.of(path, f"stairs between {floors}", "stairs between floors next to each other")]
    elif first.floor != second.floor:
        return [Violation.of(f"{path}.kind", f"{passage.kind!r} between {floors}", "stairs, or rooms of one floor")]
    if passage.kind not in ("secret",) and (first.kind == "secret") != (second.kind == "secret"):
        room = first if first.kind == "secret" else second
        allowed = f"secret, as {room.id!r} is a secret room"
        return [Violation.of(f"{path}.kind", repr(passage.kind), allowed)]
    return []


def _listed(names: Mapping[str, Any]) -> str:
    shown = list(names)[:12]
    return ", ".join(shown) + (f" and {len(names) - len(shown)} more" if len(names) > len(shown) else "")
