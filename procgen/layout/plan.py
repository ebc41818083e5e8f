"""A coarse plan of a whole map, ahead of its tiles: where water, streets, walls and open ground come to lie in a style.

The network looks a few cells around: it knows what a shore or a street is made of, but not whether a map of a style
has any, and where. So the rules of that kind (:mod:`procgen.layout.classical`) sketch a map first. Of the sketch only
the shares of sorts of tiles in each block are kept (:func:`procgen.layout.conditions.coarse`): a condition, with which
the network has learned to draw.
"""

from __future__ import annotations

from typing import Final

from procgen.layout.classical.registry import classical_for
from procgen.layout.conditions import FloatArray, coarse
from procgen.layout.parameters import LayoutParameters
from procgen.layout.sample import Manner
from procgen.layout.symmetry import sources

BLOCK: Final = 3
"""Tiles along the side of a plan's blocks; the network has learned with such of 3 to 5."""

PLANNED: Final = Manner(temperature=0.9, guidance=1.5)
"""How maps are drawn after a plan: the network holds to it more than it has learned to, and to what is usual."""


def plan_of(parameters: LayoutParameters, attempt: int) -> FloatArray:
    """A plan: (PLAN_PLANES, depth, width).

    Args:
        parameters: free of violations, with a style. The plan has their symmetry.
        attempt: another one, another plan.
    """
    sketch = classical_for(parameters.kind).sketch(parameters, attempt)
    return coarse(sketch.ravel()[sources(parameters.symmetry, parameters.width, parameters.depth)], BLOCK)
