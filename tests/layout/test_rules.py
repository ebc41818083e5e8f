"""The hard constraints: what breaks each of them, and that what doesn't is let through."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from procgen.layout.parameters import LayoutParameters
from procgen.layout.rules import Problem, problems
from procgen.layout.tiles import Tile, TileArray
from tests.layout.drawings import drawn

TWO_ROOMS = """
#########
#E.k#...#
#...L...#
#...#...#
#########
"""


def asked(**changes: Any) -> LayoutParameters:
    arguments: dict[str, Any] = {"kind": "dungeon", "width": 16, "depth": 16}
    return LayoutParameters(**(arguments | changes))


def broken(tiles: TileArray, **changes: Any) -> list[str]:
    return [problem.rule for problem in problems(tiles, asked(**changes))]


def test_a_sound_layout_has_no_problems() -> None:
    assert problems(drawn(TWO_ROOMS), asked(locks=1)) == ()


def test_another_size() -> None:
    assert broken(drawn(TWO_ROOMS), width=17, locks=1) == ["size"]


def test_tiles_of_other_kinds_and_unknown_ones_are_named() -> None:
    tiles = drawn(TWO_ROOMS)
    tiles[2, 2], tiles[3, 3] = Tile.BED, 200
    found = problems(tiles, asked(locks=1))
    assert [problem.rule for problem in found] == ["vocabulary"]
    assert "bed" in found[0].message
    assert set(found[0].cells) == {(2, 2), (3, 3)}


def test_fixed_tiles_that_changed() -> None:
    fixed = np.full((16, 16), -1, np.int16)
    fixed[2, 2], fixed[2, 3] = Tile.FLOOR, Tile.RUBBLE
    assert problems(drawn(TWO_ROOMS), asked(locks=1, fixed=fixed)) == (
        Problem("fixed", "fixed tiles were changed at (3, 2)", ((3, 2),)),
    )


def test_two_pieces() -> None:
    tiles = drawn(TWO_ROOMS)
    tiles[2, 4] = Tile.WALL
    found = problems(tiles, asked(locks=0))
    assert [problem.rule for problem in found] == ["connected", "locks"]
    assert found[0].cells == ((5, 1),)


def test_no_walkable_tile_at_all() -> None:
    assert broken(np.zeros((16, 16), np.uint8)) == ["entrances", "connected"]


def test_no_entrance_or_others_than_asked_for() -> None:
    tiles = drawn(TWO_ROOMS)
    tiles[1, 1] = Tile.FLOOR
    assert broken(tiles, locks=1) == ["entrances"]
    assert broken(drawn(TWO_ROOMS), locks=1, entrances=((1, 1),)) == []
    assert broken(drawn(TWO_ROOMS), locks=1, entrances=((2, 1),)) == ["entrances", "entrances"]


def test_an_entrance_on_a_fixed_way_is_one() -> None:
    tiles = drawn(TWO_ROOMS)
    tiles[1, 1] = Tile.FLOOR
    fixed = np.full((16, 16), -1, np.int16)
    fixed[1, 1] = Tile.FLOOR
    assert broken(tiles, locks=1, entrances=((1, 1),), fixed=fixed) == []


@pytest.mark.parametrize(
    "drawing",
    [
        "#####\n#E..#\n#.+.#\n#...#\n#####",  # free in a room
        "#####\n#E.+#\n#...#\n#####",  # leads nowhere
        "#####\n#E#.#\n#.+.#\n#...#\n#####",  # can be passed by one side
    ],
    ids=["free-standing", "one-sided", "no-wall-beside"],
)
def test_doors_that_join_no_two_sides(drawing: str) -> None:
    assert broken(drawn(drawing)) == ["doors"]


def test_a_double_door_is_two_doors() -> None:
    assert broken(drawn("######\n#E.+.#\n#..+.#\n######")) == []


def test_a_lock_that_can_be_walked_around() -> None:
    tiles = drawn(TWO_ROOMS)
    tiles[3, 4] = Tile.DOOR
    found = problems(tiles, asked(locks=1))
    assert [(problem.rule, problem.cells) for problem in found] == [("locks", ((4, 2),))]


def test_as_many_locks_and_keys_as_asked_for() -> None:
    assert broken(drawn(TWO_ROOMS), locks=0) == ["locks", "locks"]
    assert broken(drawn(TWO_ROOMS), locks=2) == ["locks", "locks"]


def test_a_key_behind_its_own_door() -> None:
    tiles = drawn(TWO_ROOMS)
    tiles[1, 3], tiles[1, 6] = Tile.FLOOR, Tile.KEY
    assert broken(tiles, locks=1) == ["locks"]


def test_keys_behind_each_others_doors_are_a_cycle() -> None:
    cycle = "#############\n#.k.L.E.L.k.#\n#############"
    found = problems(drawn(cycle), asked(locks=2))
    assert [(problem.rule, problem.cells) for problem in found] == [("locks", ((4, 1), (8, 1)))]


def test_a_wrong_choice_of_door_that_leaves_one_stuck() -> None:
    # One key at hand and two doors: the west has the second key, the east has none.
    risky = "#############\n#.k.L.E.L...#\n#..###k######\n#############"
    assert broken(drawn(risky), locks=2) == ["locks"]
    # With both keys at hand any order will do; and in a row there is no choice.
    assert broken(drawn(risky.replace("#.k.L", "#...L").replace("E.L", "EkL")), locks=2) == []
    assert broken(drawn("#############\n#Ek.L.k.L...#\n#############"), locks=2) == []


def test_two_doors_in_a_row_need_two_keys_first() -> None:
    assert broken(drawn("###########\n#Ekk.LL...#\n###########"), locks=2) == []
    assert broken(drawn("###########\n#Ek..LL.k.#\n###########"), locks=2) == ["locks"]


def test_every_entrance_counts() -> None:
    behind = drawn(TWO_ROOMS)
    behind[3, 7] = Tile.ENTRANCE
    assert broken(behind, locks=1) == ["locks"]


def test_mirror_images() -> None:
    even = drawn("################\n#E....+..+....E#\n################")
    assert broken(even, symmetry="west_east") == []
    assert broken(even, symmetry="north_south") == ["symmetry"]
    uneven = even.copy()
    uneven[1, 2] = Tile.RUBBLE
    found = problems(uneven, asked(symmetry="west_east"))
    assert [(problem.rule, problem.cells) for problem in found] == [("symmetry", ((2, 1), (13, 1)))]


def test_a_key_and_a_lock_lie_on_one_side_only() -> None:
    tiles = drawn("################\n#..+.kE..E..L..#\n################")
    assert broken(tiles, symmetry="west_east", locks=1) == []
    tiles[1, 10] = Tile.CHEST
    tiles[1, 5] = Tile.KEY
    assert "symmetry" in broken(tiles, symmetry="west_east", locks=1)


def test_a_problem_prints_what_and_where() -> None:
    tiles = drawn(TWO_ROOMS)
    tiles[2, 4] = Tile.WALL
    first = problems(tiles, asked())[0]
    assert str(first) == "connected: the walkable tiles are 2 pieces; lesser ones begin at (5, 1)"
