"""From a drawn map to a valid one."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from procgen.errors import InvalidFields
from procgen.layout.classical.draws import Draws
from procgen.layout.classical.finish import finish
from procgen.layout.classical.join import costs
from procgen.layout.classical.registry import classical_for
from procgen.layout.kinds import VOCABULARY, most_locks
from procgen.layout.parameters import FREE, KINDS, SYMMETRIES, LayoutParameters, violations
from procgen.layout.rules import problems
from procgen.layout.tiles import Tile, TileArray
from tests.figures import scaled
from tests.layout.drawings import drawn

ROOMS = """
#########
#E..#...#
#...#...#
#########
RRRRRRRRR
#########
#.......#
#########
"""


def asked(**changes: Any) -> LayoutParameters:
    return dataclasses.replace(LayoutParameters("dungeon", width=16, depth=16), **changes)


def finished(tiles: TileArray, parameters: LayoutParameters, **wishes: Any) -> TileArray:
    return finish(tiles, parameters, Draws(1, "test"), **wishes)


@st.composite
def scattered(draw: st.DrawFn) -> LayoutParameters:
    """Requests with tiles of the kind fixed anywhere, whether or not they make sense."""
    kind = draw(st.sampled_from(KINDS))
    side = draw(st.sampled_from([16, 24, 33]))
    generator = np.random.default_rng(draw(st.integers(0, 2**32)))
    fixed = np.full((side, side), FREE, np.int16)
    words = sorted(VOCABULARY[kind])
    for _ in range(draw(st.integers(1, 12))):
        row, column = generator.integers(0, side, 2)
        if generator.random() < 0.5:
            fixed[row, column] = generator.choice(words)
        else:
            fixed[row : row + 4, column : column + 5] = generator.choice(words)
    locks = draw(st.integers(0, min(4, most_locks(kind, side, side))))
    symmetry = draw(st.sampled_from(SYMMETRIES))
    return LayoutParameters(kind, width=side, depth=side, locks=locks, symmetry=symmetry, fixed=fixed)


@settings(max_examples=scaled(25, 2000), suppress_health_check=[HealthCheck.too_slow])
@given(scattered())
def test_whatever_is_fixed_there_is_a_valid_layout_or_an_error(parameters: LayoutParameters) -> None:
    if violations(parameters):
        return
    try:
        tiles, _ = classical_for(parameters.kind).make(parameters)
    except InvalidFields as error:
        assert error.violations
        return
    assert problems(tiles, parameters) == ()


def test_nothing_is_changed_that_is_valid() -> None:
    tiles = drawn("#######\n#E.+..#\n#######")
    assert np.array_equal(finished(tiles, asked()), tiles)


def test_pieces_are_joined_by_doors_through_walls_and_floors_through_rock() -> None:
    tiles = drawn(ROOMS)
    joined = finished(tiles, asked())
    assert problems(joined, asked()) == ()
    changed = joined[joined != tiles]
    assert set(changed.tolist()) == {Tile.DOOR, Tile.FLOOR}
    # One wall between the rooms in a row; two and a tile of rock to the one below.
    assert len(changed) == 4


def test_ways_are_cut_where_they_are_cheap() -> None:
    tiles = drawn(ROOMS)
    cost = costs(tiles)
    cost[1, 4] = 100
    assert finished(tiles, asked(), cost=cost)[2, 4] == Tile.DOOR
    cost[1, 4], cost[2, 4] = 1, 100
    assert finished(tiles, asked(), cost=cost)[1, 4] == Tile.DOOR


def test_wishes_for_what_is_opened_filled_and_locked() -> None:
    tiles = drawn(ROOMS)
    rubble = np.full(tiles.shape, Tile.RUBBLE, np.uint8)
    joined = finished(tiles, asked(), opened=rubble)
    assert set(joined[joined != tiles].tolist()) == {Tile.RUBBLE}
    # Four tiles of floor are not worth a way.
    crumbs = drawn("#########\n#E......#\n#########\n#..R#.###")
    water = np.full(tiles.shape, Tile.WATER, np.uint8)
    filled = finished(crumbs, asked(), filled=water)
    assert filled[3, 1] == filled[3, 2] == filled[3, 5] == Tile.WATER
    several = drawn("###############\n#..+..E.....+.#\n#..#.......k###\n###############")
    scored = np.zeros((16, 16, 2))
    for column, door in ((12, (12, 1)), (3, (3, 1))):
        scored[1, column, 0] = 9.0
        locked = finished(several, asked(locks=1), scored=scored)
        assert locked[door[1], door[0]] == Tile.LOCKED_DOOR
        scored[1, column, 0] = 0.0
    scored[2, 9, 1] = 9.0
    assert finished(several, asked(locks=1), scored=scored)[2, 9] == Tile.KEY


def test_doors_without_walls_become_ground() -> None:
    tiles = drawn("######\n#E...#\n#.+..#\n#....#\n######")
    assert finished(tiles, asked())[2, 2] == Tile.FLOOR


def test_a_map_without_any_door_gets_closets_to_lock() -> None:
    tiles = np.full((16, 16), Tile.ROCK, np.uint8)
    tiles[4:12, 4:12] = Tile.FLOOR
    made = finished(tiles, asked(locks=2))
    assert problems(made, asked(locks=2)) == ()


def test_a_locked_door_fixed_on_open_ground_gets_a_closet_behind_it() -> None:
    fixed = np.full((16, 16), FREE, np.int16)
    fixed[8, 8] = Tile.LOCKED_DOOR
    tiles = np.full((16, 16), Tile.GRASS, np.uint8)
    parameters = asked(kind="village", locks=1, fixed=fixed)
    assert problems(finished(tiles, parameters), parameters) == ()


def test_a_drawn_half_is_mirrored() -> None:
    tiles = drawn("#######\n#E....#\n#.#...#\n#######")
    tiles[4:] = Tile.ROCK
    for symmetry in SYMMETRIES[1:]:
        parameters = asked(symmetry=symmetry)
        assert problems(finished(tiles, parameters), parameters) == ()


def test_only_the_entrances_that_are_asked_for_stay() -> None:
    tiles = drawn("#######\n#E...E#\n#.....#\n#######")
    made = finished(tiles, asked(entrances=((3, 2), (12, 12))))
    assert np.argwhere(made == Tile.ENTRANCE).tolist() == [[2, 3], [12, 12]]
    assert problems(made, asked(entrances=((3, 2), (12, 12)))) == ()
