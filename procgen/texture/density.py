"""Tiles at the texel density of a project: so many pixels a metre, whatever the material."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from procgen.errors import Violation
from procgen.texture.sizes import CELL_PX, NATURAL_PX, SCALES, SIDE, STEP_PX

if TYPE_CHECKING:
    from procgen.texture.parameters import TextureParameters

FIELD: Final = "texel_density_px_per_m"
_ALIKE: Final = 0.01
"""How far, as a share, the metres that are said may be off from what the density says."""


def side_at(density: float, metres: float, usual_metres: float) -> int:
    """Pixels along so many metres; not limited to what a tile may have.

    Whole cells of the base under them, at the scale at which a usual piece has its size in the world.
    """
    fitting = [scale for scale in SCALES if scale * NATURAL_PX <= density * usual_metres * math.sqrt(2.0)]
    step = max(STEP_PX, CELL_PX * max(fitting, default=1))
    return max(round(density * metres / step), 1) * step


def at_density(parameters: TextureParameters, usual_metres: float) -> tuple[TextureParameters, list[Violation]]:
    """The parameters with their size and metres as the density says, and what is wrong with it.

    Without sides the tile is about as wide as is said or usual, in whole steps of pixels; then, and where sides are
    said, its width follows exactly.

    Args:
        parameters: with class and text read.
        usual_metres: width of a usual piece of the class.
    """
    density, metres = parameters.texel_density_px_per_m, parameters.metres_per_tile
    # What is no number is named with the ranges.
    if density is None or not 0.0 < density < math.inf or not math.isfinite(metres or 0.0):
        return parameters, []
    if not parameters.width_px and not parameters.height_px:
        wide = usual_metres if metres is None else metres
        side = side_at(density, wide, usual_metres)
        if side > SIDE.maximum:
            allowed = f"at most {SIDE.maximum / wide:.4g} for a tile {wide:.4g} m wide, or fewer metres_per_tile"
            return parameters, [Violation.of(FIELD, density, allowed)]
        return replace(parameters, width_px=side, height_px=side, metres_per_tile=side / density), []
    if not (parameters.width_px and parameters.height_px):
        return parameters, []
    exact = parameters.width_px / density
    if metres is not None and abs(metres / exact - 1.0) > _ALIKE:
        allowed = f"{exact:.4g}, which {parameters.width_px} pixels are at this texel density, or nothing"
        return parameters, [Violation.of("metres_per_tile", metres, allowed)]
    return replace(parameters, metres_per_tile=exact), []
