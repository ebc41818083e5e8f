"""What the detail network is told of the coarse cells, and the units that it works in.

The network makes what pixels add to the interpolation of the cells, in units of a *local scale* that follows the cells'
slope. All it is told is physical and local: slopes as rise over run, the spacing, the height above the sea, where water
runs; and the grain that the land shall have, which cells don't show. So one network serves every spacing that it
learned, from a hundred metres down to one, and may be asked again for what lies in its own pixels; and what it makes at
a place hangs on the cells around that place alone.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from procgen.terrain.land_features import LAND_FEATURES, land_features
from procgen.terrain.morphometry.grain import GRAIN, everywhere
from procgen.terrain.representation import CELL, FloatArray, upsample

FEATURES: Final = LAND_FEATURES + GRAIN
NOISE_CHANNELS: Final = (8, 1, 1, 1)
"""Random numbers for each cell, each half and quarter of one, each pixel..."""
NOISE_MARGINS: Final = (7, 6, 6, 6)
"""...and for so many beyond each edge."""
MARGIN: Final = 7
"""Cells at each edge of the features that the network consumes."""
FEATURE_MARGIN: Final = 7
"""Cells at each edge that :func:`detail_features` consumes."""
CELLS_MARGIN: Final = MARGIN + FEATURE_MARGIN
"""Cells around what is made."""
FLOW_STEPS: Final = 4
"""Cells that flow is followed over."""
_SCALE_GAIN = 0.75 * math.sqrt(CELL)
"""What a pixel adds to the cells, about, in units of the rise of their slope over a pixel."""
_SCALE_FLOOR = 0.002
"""Least local scale, in pixels."""


@dataclass(frozen=True, slots=True)
class DetailFeatures:
    """What the detail network knows of an area of (h, w) cells."""

    features: FloatArray
    """(FEATURES, h, w): those of the land, and its grain."""
    log_scale: FloatArray
    """(h, w): log of the local scale in metres."""


def detail_features(cells: FloatArray, metres_per_pixel: float, grain: FloatArray) -> DetailFeatures:
    """What the network is told.

    Args:
        cells: (h + 14, w + 14) metres above the sea, seven cells of margin on each side.
        metres_per_pixel: of the pixels that are to be made.
        grain: (GRAIN,) of :func:`procgen.terrain.morphometry.grain.grain_of`, or (GRAIN, h, w).

    Returns:
        The features of the inner (h, w) cells.
    """
    land = land_features(cells, metres_per_pixel * CELL, metres_per_pixel, margin=FEATURE_MARGIN, flow_steps=FLOW_STEPS)
    rise = (np.float32(_SCALE_GAIN * metres_per_pixel) * land.slope) ** 2
    scale = np.sqrt(rise + (_SCALE_FLOOR * metres_per_pixel) ** 2)
    told = np.concatenate([land.features, everywhere(grain, scale.shape)])
    return DetailFeatures(told, np.log(scale).astype(np.float32))


def interpolated(cells: FloatArray, log_scale: FloatArray) -> tuple[FloatArray, FloatArray]:
    """What the network adds to, and in which units.

    Args:
        cells: (h + 28, w + 28) metres.
        log_scale: (h + 14, w + 14) of :func:`detail_features`.

    Returns:
        Interpolated heights and local scale, metres, (8h, 8w) each.
    """
    near, edge = CELLS_MARGIN - 2, MARGIN - 2
    return (
        upsample(cells[near:-near, near:-near], CELL),
        np.exp(upsample(log_scale[edge:-edge, edge:-edge], CELL)),
    )
