"""A coarse plan of a whole map, ahead of its tiles: where water, streets, walls and open ground come to lie in a style.

The network looks a few cells around: it knows what a shore or a street is made of, but not whether a map of a style has
any, and where. So the rules of that kind (:mod:`procgen.layout.classical`) sketch a map first. Of the sketch the network
is told one tile in each square of :data:`STEP` tiles, as if a designer had fixed them, and draws all others: it learned
from maps of which it was told as much.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from procgen.layout.classical.registry import classical_for
from procgen.layout.parameters import FREE, LayoutParameters
from procgen.layout.tiles import Tile

STEP: Final = 4
"""Tiles along the side of the squares of which one tile is told."""
_UNPLANNED: Final = (Tile.DOOR, Tile.LOCKED_DOOR, Tile.KEY, Tile.ENTRANCE, Tile.EXIT)
"""Where these go depends on what is around them."""


def plan_of(parameters: LayoutParameters, attempt: int, step: int = STEP) -> npt.NDArray[np.int16]:
    """(depth, width) tiles that the plan says, FREE elsewhere.

    Args:
        parameters: free of violations, with a style.
        attempt: another one, another plan.
    """
    sketch = classical_for(parameters.kind).sketch(parameters, attempt)
    plan = np.full(sketch.shape, FREE, np.int16)
    at = np.s_[step // 2 :: step, step // 2 :: step]
    told = sketch[at].astype(np.int16)
    plan[at] = np.where(np.isin(told, _UNPLANNED), FREE, told)
    return plan
