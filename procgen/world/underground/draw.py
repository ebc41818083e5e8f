"""The rooms below, as tiles: drawn by the layout domain."""

from __future__ import annotations

from collections import deque
from typing import Final

import numpy as np
import numpy.typing as npt

from procgen.layout.generate import Callbacks as LayoutCallbacks
from procgen.layout.generate import generate
from procgen.layout.kinds import IS_WALKABLE
from procgen.layout.parameters import LayoutParameters
from procgen.layout.tiles import TileArray
from procgen.runtime.store import ModelStore
from procgen.world.chance import uniforms
from procgen.world.parts import Callbacks
from procgen.world.underground.kinds import KINDS

SIDE: Final = 28
"""Tiles along a side."""
ENTRANCE: Final = (SIDE // 2, SIDE - 1)
"""(column, row) of the tile that the way down leads to: in the row next to it."""
_FULL: Final = 0.6
_TRIES: Final = 6
_LEAST: Final = 110
"""Tiles to walk on."""
_DEEP: Final = 24
"""Steps to the farthest of them."""


def draw_rooms(use: str, seed: int, store: ModelStore, callbacks: Callbacks) -> TileArray:
    """The rooms below an entrance: the first of a few layouts that go deep enough, or the one with most room.

    Args:
        use: of :data:`procgen.world.underground.kinds.KINDS`.
        seed: of the settlement.
        store: holds the network.
        callbacks: how to stop the work.

    Returns:
        (SIDE, SIDE) tiles of the layout domain; one comes in at :data:`ENTRANCE`.

    Raises:
        ModelUnavailable: the network is missing or damaged.
    """
    kind = KINDS[use]
    best: TileArray | None = None
    for attempt in range(_TRIES):
        draw = uniforms(seed, f"world/underground/{use}", 4, attempt)
        parameters = LayoutParameters(
            kind=kind.layout,
            width=SIDE,
            depth=SIDE,
            seed=int(draw[0] * 2**32),
            density=_FULL,
            style=kind.styles[int(draw[1] * len(kind.styles))],
            entrances=(ENTRANCE,),
        )
        tiles = generate(parameters, store, LayoutCallbacks(checkpoint=callbacks.checkpoint)).tiles
        if best is None or _open(tiles) > _open(best):
            best = tiles
        if _open(tiles) >= _LEAST and int(steps_from(tiles, ENTRANCE).max()) >= _DEEP:
            return tiles
    assert best is not None
    return best


def _open(tiles: TileArray) -> int:
    return int(IS_WALKABLE[tiles].sum())


def steps_from(tiles: TileArray, start: tuple[int, int]) -> npt.NDArray[np.int32]:
    """(rows, columns) how many tiles one walks from a (column, row); -1 where one doesn't get."""
    walk = IS_WALKABLE[tiles]
    rows, columns = walk.shape
    found = np.full(walk.shape, -1, np.int32)
    found[start[1], start[0]] = 0
    waiting = deque([(start[1], start[0])])
    while waiting:
        row, column = waiting.popleft()
        for to in ((row + 1, column), (row - 1, column), (row, column + 1), (row, column - 1)):
            if 0 <= to[0] < rows and 0 <= to[1] < columns and walk[to] and found[to] < 0:
                found[to] = found[row, column] + 1
                waiting.append(to)
    return found
