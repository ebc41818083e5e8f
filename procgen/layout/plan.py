"""A coarse plan of a whole map, ahead of its tiles: where water, streets, walls and open ground come to lie in a style.

The network looks a few cells around: it knows what a shore or a street is made of, but not whether a map of a style has
any, and where. So the rules of that kind (:mod:`procgen.layout.classical`) sketch a map first. Of the sketch the
network is told one tile in each square of :data:`STEP` tiles a side, as if a designer had fixed it, and draws all
others: it learned from maps of which it was told as much.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from procgen.layout.classical.registry import classical_for
from procgen.layout.parameters import FREE, LayoutParameters
from procgen.layout.symmetry import completed
from procgen.layout.tiles import Tile

STEP: Final = 4
"""Tiles along the side of the squares of which one tile is told."""
_UNPLANNED: Final = (Tile.DOOR, Tile.LOCKED_DOOR, Tile.KEY, Tile.ENTRANCE, Tile.EXIT)
"""Where these go depends on what is around them."""


def plan_of(parameters: LayoutParameters, attempt: int) -> npt.NDArray[np.int16]:
    """(depth, width) tiles that a plan says, FREE elsewhere; with a symmetry, their mirror images too.

    Args:
        parameters: free of violations, with a style.
        attempt: another one, another plan.
    """
    sketch = classical_for(parameters.kind).sketch(parameters, attempt)
    told = np.zeros(sketch.shape, np.bool_)
    told[STEP // 2 :: STEP, STEP // 2 :: STEP] = True
    if parameters.symmetry in ("west_east", "both"):
        told[:, (parameters.width + 1) // 2 :] = False
    if parameters.symmetry in ("north_south", "both"):
        told[(parameters.depth + 1) // 2 :] = False
    told &= ~np.isin(sketch, _UNPLANNED)
    return completed(np.where(told, sketch, FREE).astype(np.int16), parameters.symmetry)
