"""What grows in a world beside its props."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

FULL: Final = 255
"""The byte of a density map that stands for a layer's ``per_m2``."""


@dataclass(frozen=True, slots=True, eq=False)
class CoverLayer:
    """Plants of one kind, as a map of how densely they stand."""

    kind: str
    """One of :data:`procgen.world.cover.kinds.KINDS`."""
    per_m2: float
    """How many stand on a square metre where the map says :data:`FULL`."""
    density: npt.NDArray[np.uint8]
    """(side, side) row 0 north, from edge to edge of the ground."""

    def count(self, area_m2: float) -> int:
        """How many plants these are on ground of an area."""
        return round(float(self.density.mean(dtype=np.float64)) / FULL * self.per_m2 * area_m2)


@dataclass(frozen=True, slots=True, eq=False)
class Woods:
    """Trees; all arrays are (trees,)."""

    kinds: tuple[str, ...]
    """Species, each with shapes of :mod:`procgen.world.prop_models`."""
    kind: npt.NDArray[np.uint8]
    """Place among ``kinds``."""
    shape: npt.NDArray[np.uint8]
    """Which of its kind's shapes."""
    x_m: npt.NDArray[np.float32]
    y_m: npt.NDArray[np.float32]
    """Height of the ground at its foot."""
    z_m: npt.NDArray[np.float32]
    turn_deg: npt.NDArray[np.float32]
    scale: npt.NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.kind)


@dataclass(frozen=True, slots=True, eq=False)
class Cover:
    """Everything that grows."""

    seed: int
    """Below 2^31: of the pattern in which the plants of layers stand."""
    layers: tuple[CoverLayer, ...]
    woods: Woods
