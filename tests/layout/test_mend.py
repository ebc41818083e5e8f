"""Mending: what is valid stays, what is damaged becomes valid by small changes, along what the network finds likely."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procgen.layout.classical.registry import classical_for
from procgen.layout.kinds import ALLOWED, KINDS, LOCKABLE
from procgen.layout.mend import mend
from procgen.layout.parameters import FREE, LayoutParameters
from procgen.layout.rules import problems
from procgen.layout.sample import Drawn
from procgen.layout.tiles import TILES, Tile, TileArray


def sure_of(tiles: TileArray, nats: float = 4.0) -> np.ndarray:
    """Logits that find a map likely, and all else equally unlikely."""
    return (np.eye(TILES, dtype=np.float32) * nats)[tiles]


def without_locks(tiles: TileArray, kind: str) -> TileArray:
    """As the network draws: locked doors and keys come later."""
    ground = {"dungeon": Tile.FLOOR, "cave": Tile.FLOOR, "interior": Tile.FLOOR}.get(kind, Tile.GRASS)
    tiles = np.where(tiles == Tile.LOCKED_DOOR, Tile.DOOR, tiles)
    return np.where(tiles == Tile.KEY, ground, tiles).astype(np.uint8)


@settings(max_examples=18, deadline=None)
@given(st.sampled_from(KINDS), st.integers(0, 2**32), st.integers(0, 3), st.floats(0.0, 0.02))
def test_damaged_maps_become_valid(kind: str, seed: int, locks: int, damage: float) -> None:
    parameters = LayoutParameters(kind, 32, 28, seed, locks=locks if kind in LOCKABLE else 0)
    whole, _ = classical_for(kind).make(parameters)
    rng = np.random.default_rng(seed)
    others = rng.choice(np.flatnonzero(ALLOWED[kind]), whole.shape)
    tiles = without_locks(np.where(rng.random(whole.shape) < damage, others, whole).astype(np.uint8), kind)
    mended = mend(Drawn(tiles, sure_of(whole)), parameters, 0)
    assert not problems(mended.tiles, parameters)
    assert mended.share < 0.12
    again = mend(Drawn(tiles, sure_of(whole)), parameters, 0)
    assert np.array_equal(mended.tiles, again.tiles)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_valid_stays(kind: str) -> None:
    parameters = LayoutParameters(kind, 32, 32, 5)
    tiles, _ = classical_for(kind).make(parameters)
    mended = mend(Drawn(tiles, sure_of(tiles)), parameters, 0)
    assert np.array_equal(mended.tiles, tiles)
    assert mended.share == 0.0


def test_pieces_are_joined_where_the_network_expects_a_way() -> None:
    """Two caverns: the short way between them is unlikely, a detour is likely."""
    tiles = np.full((24, 24), Tile.ROCK, np.uint8)
    tiles[4:10, 2:8] = tiles[4:10, 14:20] = Tile.FLOOR
    tiles[6, 2] = Tile.ENTRANCE
    logits = sure_of(tiles, 9.0)
    detour = np.zeros(tiles.shape, bool)
    detour[10:14, 6] = detour[13, 6:16] = detour[10:14, 15] = True
    logits[detour] = 0.0
    logits[detour, Tile.SAND] = 6.0
    parameters = LayoutParameters("cave", 24, 24, 1)
    mended = mend(Drawn(tiles, logits), parameters, 0)
    assert not problems(mended.tiles, parameters)
    changed = mended.tiles != tiles
    assert (changed & ~detour).sum() == 0
    assert (mended.tiles[changed] == Tile.SAND).all()
    assert mended.share == pytest.approx(changed.mean())


def test_fixed_tiles_are_never_touched() -> None:
    """A wall that somebody fixed between two caverns is walked around, not through."""
    tiles = np.full((24, 24), Tile.ROCK, np.uint8)
    tiles[4:20, 2:8] = tiles[4:20, 14:20] = Tile.FLOOR
    tiles[6, 2] = Tile.ENTRANCE
    fixed = np.full(tiles.shape, FREE, np.int16)
    fixed[1:22, 10] = Tile.ROCK
    parameters = LayoutParameters("cave", 24, 24, 1, fixed=fixed)
    mended = mend(Drawn(tiles, sure_of(tiles)), parameters, 0)
    assert not problems(mended.tiles, parameters)
    assert (mended.tiles[1:22, 10] == Tile.ROCK).all()
