"""Where pieces of a block-out stand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given

from procgen.layout.pieces import GROUND_PIECES, MATERIALS, PIECES, THING_PIECES, WALL_HEIGHT_M, piece
from procgen.layout.placing import Places, places_of
from procgen.layout.tiles import Tile, TileArray
from tests.layout.maps import any_tiles, drawn, few


def turn_at(places: Places, column: int, row: int) -> int:
    (found,) = places.turns[(places.columns == column) & (places.rows == row)]
    return int(found)


@given(any_tiles())
@few
def test_every_tile_that_can_be_seen_has_its_pieces(tiles: TileArray) -> None:
    places = places_of(tiles, "village")
    ground, things = np.zeros(tiles.shape, int), np.zeros(tiles.shape, int)
    for name, where in places.items():
        np.add.at(ground if name in GROUND_PIECES else things, (where.rows, where.columns), 1)
    assert (things <= 1).all()
    assert (ground <= 1).all()
    covered = ground + things > 0
    assert (tiles[~covered] == Tile.ROCK).all()
    padded = np.pad(tiles, 1, constant_values=Tile.ROCK)
    for row, column in np.argwhere(~covered):
        assert (padded[row : row + 3, column : column + 3] == Tile.ROCK).all()


def test_doors_and_windows_face_their_ways() -> None:
    places = places_of(drawn("#####,, #...+,, #...#,, #####,, ,,,,,,, ##+##,, #...w,, #####,,"), "village")
    assert turn_at(places["door"], 4, 1) == 1
    assert turn_at(places["door"], 2, 5) == 0
    assert turn_at(places["window"], 4, 6) == 1


def test_furniture_has_its_back_to_a_wall() -> None:
    places = places_of(drawn("##### #.B.# #S.h# #.c.# #####"), "interior")
    turns = {name: turn_at(places[name], *place) for name, place in (("bed", (2, 1)), ("shelf", (1, 2)))}
    assert turns == {"bed": 0, "shelf": 1}
    assert turn_at(places["chest"], 2, 3) == 2
    assert turn_at(places["hearth"], 3, 2) == 3


@pytest.mark.parametrize(("kind", "name"), [("dungeon", "stairs"), ("village", "exit")])
def test_an_exit_is_stairs_underground_and_a_gate_outside(kind: str, name: str) -> None:
    places = places_of(drawn("... .X. ..."), kind)
    assert [(int(x), int(y)) for x, y in zip(places[name].columns, places[name].rows, strict=True)] == [(1, 1)]


def test_fences_turn_their_corners() -> None:
    places = places_of(drawn("|||, |,|, |||| ,,|,"), "village")
    corners = {place: turn_at(places["fence_corner"], *place) for place in ((0, 0), (0, 2), (2, 0))}
    assert corners == {(0, 0): 0, (0, 2): 1, (2, 0): 3}
    assert turn_at(places["fence"], 1, 0) == 0
    assert turn_at(places["fence"], 0, 1) == 1
    assert turn_at(places["fence_cross"], 2, 2) == 0


@pytest.mark.parametrize("side", [0.25, 1.0, 2.0, 20.0])
@pytest.mark.parametrize("name", PIECES)
def test_pieces_fit_their_tile_and_are_closed_towards_the_outside(name: str, side: float) -> None:
    for solid in piece(name, side):
        assert solid.material in MATERIALS
        low, high = solid.positions.min(axis=0), solid.positions.max(axis=0)
        assert (np.abs(solid.positions[:, [0, 2]]) <= side / 2.0 + 1e-5).all(), (low, high)
        assert -0.51 <= low[1] <= high[1] <= 2.0 * WALL_HEIGHT_M
        assert name not in THING_PIECES or name in ("door", "locked_door", "window") or low[1] >= 0.0
        corners = solid.positions.reshape(-1, 3, 3).astype(float)
        faces = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
        areas = np.linalg.norm(faces, axis=1)
        assert (areas > 0.0).all()
        np.testing.assert_allclose(faces / areas[:, None], solid.normals[::3], atol=2e-3)
        np.testing.assert_allclose(np.linalg.norm(solid.normals, axis=1), 1.0, atol=1e-5)


@pytest.mark.parametrize("name", ["wall", "grass", "table", "chest", "bed", "locked_door", "fence"])
def test_boxes_enclose_their_volume(name: str) -> None:
    """By the divergence theorem: faces that point inwards, or are missing, would take volume away."""
    for solid in piece(name, 2.0):
        corners = solid.positions.reshape(-1, 3, 3).astype(float)
        volume = np.einsum("ij,ij->i", corners[:, 0], np.cross(corners[:, 1], corners[:, 2])).sum() / 6.0
        moved = corners + 10.0
        elsewhere = np.einsum("ij,ij->i", moved[:, 0], np.cross(moved[:, 1], moved[:, 2])).sum() / 6.0
        assert volume > 0.0
        assert abs(volume - elsewhere) < 1e-3
