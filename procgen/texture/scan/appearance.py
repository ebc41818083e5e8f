"""A scan as the search for pieces sees it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np

from procgen.texture.material import FloatArray

SEARCH_PX: Final = 256
"""Side of a scan where pieces are sought and cut."""
FINE: Final = 2
"""Steps of an offset in a pixel of the search."""
_STRETCH: Final = 3.0
_LEAST_STEP: Final = 1e-4


@dataclass(frozen=True, slots=True, eq=False)
class Appearance:
    """A scan as the search sees it."""

    fine: FloatArray = field(repr=False)
    """(n * FINE, n * FINE, k) appearance vectors, of a total variance of 1."""
    tiles: tuple[bool, bool]
    """Whether it goes on at its opposite edge: down, across."""
    guide: FloatArray | None = field(default=None, repr=False)
    """(n, n, g) what is compared with a guide, normalised as that is."""

    @property
    def side(self) -> int:
        """Pixels of the search along a side."""
        return int(self.fine.shape[0]) // FINE

    @property
    def grain(self) -> float:
        """How much more it changes down than across: above 1 for boards that lie, below for stems that stand."""
        small = self.fine[:: 2 * FINE, :: 2 * FINE]
        down, across = (float(np.square(np.diff(small, axis=axis)).mean(dtype=np.float64)) for axis in (0, 1))
        return float(np.clip(np.sqrt((down + _LEAST_STEP) / (across + _LEAST_STEP)), 1.0 / _STRETCH, _STRETCH))
