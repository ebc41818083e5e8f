"""Forms to stamp that processes make: one volcano, one crater, one mesa."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import numpy as np
import scipy

from procgen.terrain.controls.resolve import typical_relief_m
from procgen.terrain.landforms import landform
from procgen.terrain.processes import PROCESSES
from procgen.terrain.processes.field import Grid
from procgen.terrain.processes.process import Brief, Geology
from procgen.terrain.representation import WINDOW, FloatArray

_STEP_PX: Final = 2
"""Pixels of the process from cell to cell of a form."""
_SIDE: Final = WINDOW // _STEP_PX
_SEARCHED: Final = 2 * _SIDE
"""Cells along a side in which the form is looked for: the lattices of great forms have one in each 250 pixels."""
_HOLLOW: Final = frozenset({"lunar_craters", "lunar_mare", "canyon"})
"""Landforms whose forms are hollows."""
_WIDE: Final = 24
_WIDTHS: Final = {"caldera": 72}
"""Cells that a form is wide: more than its ring where it has one."""
_AROUND: Final = 3
"""How many times as wide the land is that it must stand out from."""


@lru_cache(maxsize=8)
def landform_form(name: str, seed: int, width_m: float, geology: Geology) -> FloatArray:
    """One of a landform's forms: what stands out most, or lies deepest if it is a hollow, in the middle.

    Args:
        name: of a landform that a process makes.
        seed: which of them.
        width_m: of the whole, which its heights go with.
        geology: what made it.

    Returns:
        (128, 128) metres over the landform's mean, not to be written to.
    """
    process = PROCESSES[name]
    brief = Brief(seed, typical_relief_m(landform(name), width_m), width_m / WINDOW, geology)
    whole = process.heights(Grid.of(0, 0, _SEARCHED + _SIDE, _SEARCHED + _SIDE, _STEP_PX), brief)
    wide, ground = _WIDTHS.get(name, _WIDE), whole.astype(np.float64)
    out = scipy.ndimage.uniform_filter(ground, wide) - scipy.ndimage.uniform_filter(ground, _AROUND * wide)
    half = _SIDE // 2
    inner = out[half : half + _SEARCHED, half : half + _SEARCHED]
    found = int(np.argmin(inner) if name in _HOLLOW else np.argmax(inner))
    row, column = divmod(found, _SEARCHED)
    form = np.ascontiguousarray(whole[row : row + _SIDE, column : column + _SIDE])
    form.flags.writeable = False
    return form
