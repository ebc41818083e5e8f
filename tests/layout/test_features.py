"""What stands where in a map."""

from __future__ import annotations

import numpy as np
from hypothesis import given

from procgen.layout.features import INDOORS, Door, Room, features_of, room_labels
from procgen.layout.tiles import DOORS, WALKABLE, Tile, TileArray
from tests.layout.maps import VILLAGE, any_tiles, drawn, few


def test_a_village_s_rooms_and_doors() -> None:
    found = features_of(drawn(VILLAGE))
    assert found.rooms == (Room(4, 6, 5, 2, 10), Room(4, 2, 3, 3, 9), Room(20, 5, 3, 3, 9))
    assert found.doors == (
        Door(7, 3, locked=False, north_south=False),
        Door(7, 5, locked=True, north_south=True),
        Door(9, 7, locked=False, north_south=False),
        Door(19, 7, locked=False, north_south=False),
    )
    assert found.keys == ((22, 5), (4, 6))
    assert found.entrances == ((17, 17),)
    assert found.exits == ((18, 16),)


def test_a_passage_one_tile_wide_is_no_room() -> None:
    tiles = drawn(
        """
        RRRRRRRRRRRR
        R...RRRR...R
        R..........R
        R...RRRR...R
        RRRRRRRRRRRR
        """
    )
    assert [(room.column, room.width, room.tiles) for room in features_of(tiles).rooms] == [(1, 3, 9), (8, 3, 9)]


@given(any_tiles())
@few
def test_counts_are_those_of_the_tiles(tiles: TileArray) -> None:
    found = features_of(tiles)
    assert found.walkable == np.isin(tiles, list(WALKABLE)).sum()
    for tile, cells in ((Tile.KEY, found.keys), (Tile.ENTRANCE, found.entrances), (Tile.EXIT, found.exits)):
        assert [(int(column), int(row)) for row, column in np.argwhere(tiles == tile)] == list(cells)
    assert len(found.doors) == np.isin(tiles, list(DOORS)).sum()
    assert all((tiles[door.row, door.column] == Tile.LOCKED_DOOR) == door.locked for door in found.doors)


@given(any_tiles())
@few
def test_rooms_are_indoors_apart_from_one_another_and_within_their_rectangles(tiles: TileArray) -> None:
    label, count = room_labels(tiles)
    rooms = features_of(tiles).rooms
    assert len(rooms) == count
    assert sum(room.tiles for room in rooms) == (label >= 0).sum()
    assert np.isin(tiles[label >= 0], list(INDOORS)).all()
    for first, second in ((label[1:], label[:-1]), (label[:, 1:], label[:, :-1])):
        beside = (first >= 0) & (second >= 0)
        assert (first[beside] == second[beside]).all()
    for number in range(count):
        rows, columns = np.nonzero(label == number)
        box = (columns.min(), rows.min(), np.ptp(columns) + 1, np.ptp(rows) + 1, rows.size)
        assert box in [(room.column, room.row, room.width, room.depth, room.tiles) for room in rooms]
        assert room_fits(label == number)


def room_fits(room: np.ndarray) -> bool:
    """Whether each of its tiles lies in a square of four."""
    padded = np.pad(room, 1)
    squares = padded[:-1, :-1] & padded[1:, :-1] & padded[:-1, 1:] & padded[1:, 1:]
    within = squares[:-1, :-1] | squares[1:, :-1] | squares[:-1, 1:] | squares[1:, 1:]
    return bool(within[room].all())
