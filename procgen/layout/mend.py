"""From what the network drew to a valid layout, by as few and as likely changes as can be.

Constraints on the whole map can't be seen from one cell: one walkable piece, doors that join two sides, keys before
locks. :mod:`procgen.layout.classical.finish` establishes them; here the network says what that costs: pieces are joined
along the way that it finds least unlikely, an opened or filled tile becomes what it finds likeliest there, and doors
are locked and keys laid where it expects them most.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from procgen.layout.classical.draws import Draws
from procgen.layout.classical.finish import finish
from procgen.layout.kinds import ALLOWED, IS_WALKABLE, VOCABULARY, table_of
from procgen.layout.parameters import LayoutParameters
from procgen.layout.sample import Drawn, log_odds
from procgen.layout.symmetry import IS_GROUND
from procgen.layout.tiles import Tile, TileArray

_UNITS: Final = 10.0
"""Costs are whole numbers: so many to a nat."""
_STEP: Final = 20
"""Of each tile that is changed, likely or not."""
_DEAREST: Final = 200
_PLACED: Final = table_of(frozenset({Tile.LOCKED_DOOR, Tile.KEY}))
_IN_WALLS: Final = table_of(frozenset({Tile.WALL, Tile.WINDOW}))


@dataclass(frozen=True, slots=True, eq=False)
class Mended:
    """A map after mending; :func:`procgen.layout.rules.problems` tells whether all is well now."""

    tiles: TileArray
    share: float
    """Of the cells, what mending changed; locks and keys, which the network leaves to it, aside."""


def mend(drawn: Drawn, parameters: LayoutParameters, attempt: int) -> Mended:
    """Make a map valid.

    Args:
        drawn: what the network drew, and what it thinks of each cell.
        parameters: what is asked for, free of violations.
        attempt: of the draw.
    """
    odds = log_odds(drawn.logits)
    allowed = ALLOWED[parameters.kind]
    ground = allowed & IS_GROUND
    ground[Tile.KEY] = False
    opened, opened_odds = _likeliest(odds, ground)
    cost = opening_costs(odds, drawn.tiles, opened_odds)
    if Tile.DOOR in VOCABULARY[parameters.kind]:
        # Through a wall one cuts a door; where none can stand it becomes ground.
        opened = np.where(_IN_WALLS[drawn.tiles], np.uint8(Tile.DOOR), opened)
    filled, _ = _likeliest(odds, allowed & ~IS_WALKABLE)
    draws = Draws(parameters.seed, f"layout/pixelcnn/mend/{attempt}")
    scored = odds[..., [Tile.LOCKED_DOOR, Tile.KEY]]
    tiles = finish(drawn.tiles, parameters, draws, cost, opened=opened, filled=filled, scored=scored)
    changed = (tiles != drawn.tiles) & ~_PLACED[tiles]
    return Mended(tiles, float(changed.mean()))


def opening_costs(
    odds: npt.NDArray[np.float32], tiles: TileArray, opened: npt.NDArray[np.float32]
) -> npt.NDArray[np.int64]:
    """(rows, columns) what it costs to open each tile: the more, the less likely that is than what is there.

    Args:
        odds: (rows, columns, TILES) log-probabilities.
        tiles: what is there.
        opened: log-probability of what it would become.
    """
    own = np.take_along_axis(odds, tiles[..., None].astype(np.int64), -1)[..., 0]
    nats = np.clip(own - opened, 0.0, None)
    cost: npt.NDArray[np.int64] = np.minimum(_STEP + np.rint(_UNITS * nats), _DEAREST).astype(np.int64)
    return cost


def _likeliest(
    odds: npt.NDArray[np.float32], among: npt.NDArray[np.bool_]
) -> tuple[TileArray, npt.NDArray[np.float32]]:
    """The likeliest of some tiles in each cell, and its log-probability."""
    masked = np.where(among, odds, -np.inf)
    best = masked.argmax(-1)
    return best.astype(np.uint8), np.take_along_axis(masked, best[..., None], -1)[..., 0].astype(np.float32)
