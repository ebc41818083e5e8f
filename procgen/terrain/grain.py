"""The grain that a world has: that of a piece of real land of its landform and spacing.

Land differs in how much of its relief lies in the last pixels (:mod:`procgen.terrain.morphometry.grain`). The detail
network is told; here a world draws it, from what the training patches have, as ``tools/fit_grain.py`` wrote it down.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final

import numpy as np
import numpy.typing as npt

from procgen.runtime.philox import gaussian_field
from procgen.terrain.morphometry.grain import GRAIN
from procgen.terrain.representation import FloatArray

TABLE: Final = "grain.json"
PIXELS, CELLS = "pixels", "cells"
_OTHER_LANDFORM: Final = 0.02
"""What a patch of another landform counts beside one of the own."""
_LIKE_SPACING: Final = 0.35
"""Standard deviation of the log of spacings that count as alike."""


@dataclass(frozen=True, slots=True)
class _Table:
    landforms: tuple[str, ...]
    landform: npt.NDArray[np.int64]
    """(patches,), the softest first."""
    numbers: npt.NDArray[np.float64]
    """(patches, 2 + GRAIN): log of the spacing, weight, grain."""


@cache
def _table(kind: str) -> _Table:
    data = json.loads(files("procgen.terrain").joinpath(TABLE).read_text("utf-8"))
    landform, numbers = np.array(data["landform"], np.int64), np.array(data[kind], np.float64)
    order = np.argsort(numbers[:, 2], kind="stable")
    return _Table(tuple(data["landforms"]), landform[order], numbers[order])


def drawn_rank(kind: str, seed: int, other_seed: int, share: float) -> float:
    """How rough the land of a seed is among its like, 0 to 1.

    Args:
        kind: :data:`PIXELS` or :data:`CELLS`; they are drawn by themselves.
        seed: of the world.
        other_seed: of the world that is mixed in.
        share: how much of it, 0 to 1.
    """
    own, other = (float(gaussian_field(each, f"terrain/grain/{kind}", 0, 0, 1, 1)[0, 0]) for each in (seed, other_seed))
    angle = 0.5 * math.pi * share
    return 0.5 + 0.5 * math.erf((math.cos(angle) * own + math.sin(angle) * other) / math.sqrt(2.0))


@lru_cache(maxsize=256)
def grain_at(kind: str, landform: str, spacing_m: float, rank: float) -> FloatArray:
    """The grain of the patch that stands at a rank among patches of a landform and about a spacing.

    Args:
        kind: :data:`PIXELS`, or :data:`CELLS` for means of 8 x 8 of them.
        landform: as the detail network names it; where no patch is of it, all count alike.
        spacing_m: of the pixels or cells that are made, metres.
        rank: 0 (the softest, as drawn over from contour lines) to 1 (the roughest, as a laser sees it).

    Returns:
        (GRAIN,) of :func:`procgen.terrain.morphometry.grain.grain_of`.
    """
    table = _table(kind)
    own = np.array([name == landform for name in table.landforms])[table.landform]
    spacing, weight = table.numbers[:, 0], table.numbers[:, 1]
    # Beyond the finest and the coarsest the nearest are taken.
    sought = min(max(math.log(spacing_m), float(spacing.min())), float(spacing.max()))
    like = weight * np.exp(-0.5 * ((spacing - sought) / _LIKE_SPACING) ** 2)
    like *= np.where(own, 1.0, _OTHER_LANDFORM) if own.any() else 1.0
    upto = np.cumsum(like)
    chosen = min(int(np.searchsorted(upto, rank * upto[-1])), len(upto) - 1)
    return table.numbers[chosen, 2 : 2 + GRAIN].astype(np.float32)
