"""From a drawn map to a valid one: fixed tiles, symmetry, one walkable piece, sound doors, entrances, locks and keys.

Deterministic, and it changes as little as it can. Tiles that are fixed, and what they need around them, are never
touched. What it can't mend shows in :func:`procgen.layout.rules.problems`.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from procgen.layout.classical.draws import Draws
from procgen.layout.classical.join import join
from procgen.layout.classical.lock import lock
from procgen.layout.classical.repair import Repair, Wishes
from procgen.layout.kinds import IS_WALKABLE
from procgen.layout.locks import cells_of
from procgen.layout.parameters import LayoutParameters
from procgen.layout.symmetry import IS_GROUND, mirrored, mirrors
from procgen.layout.tiles import Tile, TileArray


def finish(
    tiles: TileArray,
    parameters: LayoutParameters,
    draws: Draws,
    cost: npt.NDArray[np.int64] | None = None,
    *,
    opened: TileArray | None = None,
    filled: TileArray | None = None,
    scored: npt.NDArray[np.floating] | None = None,
) -> TileArray:
    """A valid layout that is as much like a drawn one as can be.

    Args:
        tiles: (rows, columns), of tiles of the kind; stays as it is.
        parameters: what is asked for.
        draws: for what is left to chance: where locks and keys go.
        cost: (rows, columns) how dear it is to open each tile where pieces must be joined, 0 or more;
            :func:`procgen.layout.classical.join.costs` if None.
        opened: (rows, columns) walkable tiles: what an obstacle becomes where a way is cut; what is usual if None.
        filled: (rows, columns) tiles that are not walkable: what a walkable one becomes where nobody gets to it; what
            is usual if None.
        scored: (rows, columns, 2) how well a locked door and a key would do at each place, the best tried first; any
            order if None.
    """
    repair = Repair(tiles, parameters, draws, Wishes(cost, opened, filled, scored))
    join(repair)
    repair.mend_doors()
    _place_entrance(repair)
    lock(repair)
    return repair.tiles


def _place_entrance(repair: Repair) -> None:
    """Where nobody says where one comes in: on the edge, if one gets there, else beside a wall."""
    if repair.parameters.entrances or (repair.tiles == Tile.ENTRANCE).any():
        return
    ground = IS_GROUND[repair.tiles] & ~repair.held
    for mirror in mirrors(repair.parameters.symmetry):
        ground &= mirrored(ground, mirror)
    edge = np.zeros_like(ground)
    edge[[0, -1]] = edge[:, [0, -1]] = True
    beside_wall = ~IS_WALKABLE[np.pad(repair.tiles, 1, constant_values=Tile.ROCK)]
    solid = beside_wall[:-2, 1:-1] | beside_wall[2:, 1:-1] | beside_wall[1:-1, :-2] | beside_wall[1:-1, 2:]
    for mask in (ground & edge, ground & solid, ground):
        cells = cells_of(mask)
        if cells:
            repair.put(repair.draws.choice(cells), Tile.ENTRANCE)
            return
