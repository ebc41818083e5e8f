"""Requests whose constraints contradict one another, or whose fields are out of range."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from procgen.layout.parameters import FREE, KINDS, STYLES, LayoutParameters, violations
from procgen.layout.tiles import Tile


def asked(**changes: Any) -> LayoutParameters:
    arguments: dict[str, Any] = {"kind": "dungeon", "width": 24, "depth": 20}
    return LayoutParameters(**(arguments | changes))


def said(**changes: Any) -> list[tuple[str, str]]:
    return [(violation.field, f"{violation.value} | {violation.allowed}") for violation in violations(asked(**changes))]


def free(*tiles: tuple[int, int, Tile]) -> npt.NDArray[np.int16]:
    """A map of fixed tiles, each (column, row, tile)."""
    fixed = np.full((20, 24), FREE, np.int16)
    for column, row, tile in tiles:
        fixed[row, column] = tile
    return fixed


def ring(left: int, top: int, right: int, bottom: int, tile: Tile) -> npt.NDArray[np.int16]:
    fixed = free()
    fixed[top : bottom + 1, left : right + 1] = tile
    fixed[top + 1 : bottom, left + 1 : right] = FREE
    return fixed


@pytest.mark.parametrize("kind", KINDS)
def test_every_style_of_a_kind_is_fine(kind: str) -> None:
    assert len(STYLES[kind]) >= 3
    for style in ("", *STYLES[kind]):
        assert said(kind=kind, style=style) == []


def test_all_wrong_fields_at_once() -> None:
    found = said(kind="castle", width=8, depth=500, seed=-1, density=1.5, locks=9, symmetry="round")
    assert [field for field, _ in found] == ["kind", "seed", "width", "depth", "density", "locks", "symmetry"]
    assert said(style="terraced") == [
        ("style", "terraced | one of chambers, warren, catacombs, ruins, or empty for any, in a dungeon")
    ]


def test_locks_need_doors_and_room() -> None:
    assert said(kind="biomes", locks=1) == [("locks", "1 | 0 for biomes, which has no doors")]
    assert [field for field, _ in said(width=16, depth=16, locks=4)] == ["locks"]
    assert said(width=16, depth=16, locks=2) == []


def test_entrances_off_the_map_or_twice() -> None:
    found = said(entrances=((24, 3), (0, -1), (2, 2), (2, 2)))
    assert [field for field, _ in found] == ["entrances", "entrances"]
    assert "(24, 3), (0, -1)" in found[0][1]
    assert "(2, 2) more than once" in found[1][1]


def test_fixed_tiles_of_another_size_or_kind() -> None:
    assert said(fixed=np.full((24, 20), FREE, np.int16)) == [
        ("fixed", "a map of 20 by 24 | a map of 24 by 20, as the layout")
    ]
    (found,) = said(fixed=free((3, 4, Tile.BED)))
    assert found[0] == "fixed"
    assert "bed at (3, 4)" in found[1]
    wild = free()
    wild[2, 1] = 99
    assert "99 at (1, 2)" in said(fixed=wild)[0][1]


def test_an_entrance_on_a_fixed_wall() -> None:
    found = said(fixed=free((0, 5, Tile.WALL)), entrances=((0, 5), (23, 5)))
    assert found == [
        (
            "entrances",
            "(0, 5), where fixed has wall | tiles that are free, or fixed as an entrance or another walkable tile",
        )
    ]
    assert said(fixed=free((0, 5, Tile.FLOOR)), entrances=((0, 5),)) == []


def test_an_entrance_that_a_mirrored_wall_blocks() -> None:
    found = said(fixed=free((23, 5, Tile.WALL)), entrances=((0, 5), (23, 5)), symmetry="west_east")
    assert [field for field, _ in found] == ["entrances"]
    assert "(0, 5), (23, 5)" in found[0][1]


def test_symmetry_and_what_is_fixed() -> None:
    assert said(fixed=free((2, 3, Tile.WALL), (21, 3, Tile.WALL)), symmetry="west_east") == []
    assert said(fixed=free((2, 3, Tile.WALL)), symmetry="west_east") == []
    (found,) = said(fixed=free((2, 3, Tile.WALL), (21, 3, Tile.FLOOR)), symmetry="west_east")
    assert found[0] == "fixed"
    assert "wall and floor at (2, 3), (21, 3)" in found[1]
    (found,) = said(entrances=((0, 4),), symmetry="both")
    assert found[0] == "entrances"
    assert "(23, 4)" in found[1]
    keys = free((2, 3, Tile.KEY), (21, 3, Tile.FLOOR))
    assert said(fixed=keys, symmetry="west_east", locks=1) == []


def test_more_locks_fixed_than_asked_for() -> None:
    found = said(fixed=free((3, 3, Tile.LOCKED_DOOR), (5, 5, Tile.KEY)), locks=0)
    assert [field for field, _ in found] == ["fixed", "fixed"]
    assert "1 locked doors" in found[0][1]
    assert "1 keys" in found[1][1]


@pytest.mark.parametrize("tile", [Tile.WALL, Tile.ROCK, Tile.WATER])
def test_a_ring_between_an_entrance_and_a_fixed_floor(tile: Tile) -> None:
    fixed = ring(6, 5, 12, 11, tile)
    fixed[8, 9] = Tile.FLOOR
    (found,) = said(fixed=fixed, entrances=((0, 0),))
    assert found[0] == "fixed"
    assert "obstacles that keep" in found[1]
    assert "the entrance at (0, 0)" in found[1]
    assert "the walkable tile at (9, 8)" in found[1]
    fixed[5, 8] = FREE
    assert said(fixed=fixed, entrances=((0, 0),)) == []


def test_two_fixed_floors_apart_without_any_entrance() -> None:
    fixed = free((2, 2, Tile.FLOOR), (20, 18, Tile.FLOOR))
    fixed[10] = Tile.ROCK
    assert "the walkable tile at (2, 2) and the walkable tile at (20, 18)" in said(fixed=fixed)[0][1]


def test_a_door_that_can_join_nothing() -> None:
    (found,) = said(fixed=free((5, 5, Tile.DOOR), (4, 5, Tile.WALL), (5, 4, Tile.WALL)))
    assert "doors at (5, 5) that can join no two sides" in found[1]
    assert said(fixed=free((5, 5, Tile.DOOR), (4, 5, Tile.WALL))) == []
    # At the corner no axis has two sides.
    assert said(fixed=free((0, 0, Tile.DOOR)))[0][0] == "fixed"


def test_a_key_behind_its_own_fixed_door() -> None:
    fixed = ring(6, 5, 12, 11, Tile.WALL)
    fixed[8, 6], fixed[8, 9] = Tile.LOCKED_DOOR, Tile.KEY
    (found,) = said(fixed=fixed, locks=1, entrances=((0, 0),))
    assert found[0] == "fixed"
    assert "(6, 8)" in found[1]
    assert "(9, 8)" in found[1]
    assert "behind" in found[1]
    # A second key that may lie anywhere helps; so does an entrance inside.
    assert said(fixed=fixed, locks=2, entrances=((0, 0),)) == []
    assert said(fixed=fixed, locks=1, entrances=((8, 8),)) == []
    # Nobody says where one comes in: inside will do.
    assert said(fixed=fixed, locks=1) == []


def test_a_cycle_of_fixed_keys_and_doors() -> None:
    fixed = ring(2, 5, 8, 11, Tile.WALL)
    other = ring(14, 5, 20, 11, Tile.WALL)
    fixed[other != FREE] = other[other != FREE]
    fixed[8, 8] = fixed[8, 14] = Tile.LOCKED_DOOR
    fixed[8, 4] = fixed[8, 17] = Tile.KEY
    (found,) = said(fixed=fixed, locks=2, entrances=((0, 0),))
    assert "locked doors at (8, 8), (14, 8)" in found[1]


def test_a_fixed_lock_that_fixed_floors_lead_around() -> None:
    fixed = free()
    fixed[4:9, 4:9] = Tile.FLOOR
    fixed[5:8, 6] = Tile.WALL
    fixed[6, 6] = Tile.LOCKED_DOOR
    assert "lead around" in said(fixed=fixed, locks=1)[0][1]


def test_a_map_that_is_all_fixed_needs_an_entrance() -> None:
    fixed = np.full((20, 24), Tile.FLOOR, np.int16)
    assert "no entrance" in said(fixed=fixed)[0][1]
    fixed[3, 3] = Tile.ENTRANCE
    assert said(fixed=fixed) == []
