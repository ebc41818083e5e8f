"""A coarse plan of a whole map, ahead of its tiles: where water, streets, walls and open ground come to lie in a style.

The network looks a few cells around: it knows what a shore or a street is made of, but not whether a map of a style
has any, and where. So the rules of that kind (:mod:`procgen.layout.classical`) sketch a map first. Of the sketch only
the shares of sorts of tiles in each block are kept (:func:`procgen.layout.conditions.coarse`): a condition, with which
the network has learned to draw; and which tiles are neighbours there, and how many there are of each
(:mod:`procgen.layout.example`).
"""

from __future__ import annotations

from typing import Final

from procgen.layout.classical.registry import classical_for
from procgen.layout.conditions import coarse
from procgen.layout.parameters import LayoutParameters
from procgen.layout.sample import Draw, Manner
from procgen.layout.symmetry import sources
from procgen.layout.tiles import TileArray

BLOCK: Final = 3
"""Tiles along the side of a plan's blocks; the network has learned with such of 3 to 5."""

PLANNED: Final = Manner(temperature=0.9, strange=6.0, counted=1.5)
"""How maps are drawn after a sketch: what is unusual comes a little less often than the network has learned."""

UNPLANNED: Final = Manner(temperature=0.9)
"""How the rest of a map is drawn where tiles are fixed."""


def planned(parameters: LayoutParameters, attempt: int) -> Draw:
    """How a map is drawn after a sketch, but where tiles are fixed: these are a plan of their own.

    Args:
        parameters: free of violations, with a style. The sketch has their symmetry.
        attempt: another one, another sketch and another map.
    """
    if parameters.fixed is not None:
        return Draw(parameters, attempt, manner=UNPLANNED)
    sketch = _sketch(parameters, attempt)
    return Draw(parameters, attempt, plan=coarse(sketch, BLOCK), example=sketch, manner=PLANNED)


def _sketch(parameters: LayoutParameters, attempt: int) -> TileArray:
    """(depth, width) what the classical generator of the kind draws, made symmetric."""
    sketch = classical_for(parameters.kind).sketch(parameters, attempt)
    return sketch.ravel()[sources(parameters.symmetry, parameters.width, parameters.depth)]
