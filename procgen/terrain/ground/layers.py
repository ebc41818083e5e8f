"""Everything an engine wants to know about the ground beside its height, made on demand."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt

from procgen.errors import InvalidFields, Violation
from procgen.runtime.checkpoint import Checkpoint, go_on
from procgen.terrain.ground import cover, relief, water
from procgen.terrain.ground.flow import FloatArray
from procgen.terrain.ground.hydrology import check_heights
from procgen.terrain.ground.parameters import GroundParameters, ground_violations
from procgen.terrain.ground.survey import Survey
from procgen.terrain.rivers import Carved

Layer = npt.NDArray[Any]

_MADE: Mapping[str, tuple[Callable[[Survey], Layer | None], str]] = MappingProxyType(
    {
        "height": (
            water.height,
            "float32 metres: the ground after erosion, draining and channels; lake beds and sea floor included",
        ),
        "water_surface": (water.water_surface, "float32 metres: the ground, or the water that stands or runs above it"),
        "water_depth": (water.water_depth, "float32 metres of water above the ground; 0 on land"),
        "slope": (relief.slope, "float32 degrees, 0 to 90"),
        "aspect": (
            relief.aspect,
            "float32 degrees clockwise from north that the ground faces, downhill; 0 where level",
        ),
        "curvature": (relief.curvature, "float32 1/m, mean; ridges positive, hollows negative"),
        "profile_curvature": (relief.profile_curvature, "float32 1/m down the slope"),
        "plan_curvature": (relief.plan_curvature, "float32 1/m across the slope"),
        "wetness": (water.wetness, "float32 0 to 1: topographic wetness index; 1 in water"),
        "flow": (water.flow, "float32 log10 of discharge in m³/s"),
        "flow_direction": (
            water.flow_direction,
            "float32 degrees clockwise from north that water runs to; 0 in lakes and the sea",
        ),
        "river": (water.river, "float32 0 to 1: share of the pixel that is river, at least a pixel's width drawn"),
        "river_width": (water.river_width, "float32 metres at and beside the river; 0 elsewhere"),
        "lake": (water.lake, "uint8 255 in lakes"),
        "lake_number": (water.lake_number, "int32 number of the lake from 1; 0 elsewhere"),
        "sea": (water.sea, "uint8 255 in the sea"),
        "sediment": (cover.sediment, "float32 0 to 1: where fine debris lies"),
        "deposit": (cover.deposit, "float32 metres of loose ground that water and gravity have laid down"),
        "debris": (cover.debris, "float32 0 to 1: coarse debris below rock"),
        "rock": (cover.rock, "float32 0 to 1: bare rock, under snow as well"),
        "snow": (cover.snow, "float32 0 to 1: snow that stays all the year"),
        "wind": (relief.wind, "float32 0 to 1: how far the ground is exposed to wind"),
        "biome": (cover.biome, "uint8 number of procgen.terrain.ground.biomes.Biome"),
        "splat": (cover.splat, "uint8 (depth, width, 8) by procgen.terrain.ground.splat.Material; sums to 255"),
        "trees": (cover.trees, "float32 0 to 1 density of trees"),
        "bushes": (cover.bushes, "float32 0 to 1 density of bushes"),
        "grass": (cover.grass, "float32 0 to 1 density of grass"),
        "rocks": (cover.rocks, "float32 0 to 1 density of loose rocks"),
    }
)
"""How every layer is made, and its type and meaning."""
LAYERS: Mapping[str, str] = MappingProxyType({name: meaning for name, (_, meaning) in _MADE.items()})
"""Name of every layer, with its type and meaning. All are (depth, width) but ``splat``."""

_METRES_PER_PIXEL = (0.01, 100_000.0)


@dataclass(frozen=True, slots=True)
class Layers:
    """The layers that were asked for."""

    arrays: Mapping[str, Layer]
    """Arrays by the names of :data:`LAYERS`; not writeable."""
    metres_per_pixel: float
    sea_level_m: float

    def __getitem__(self, name: str) -> Layer:
        return self.arrays[name]


def layers(
    heights: FloatArray,
    metres_per_pixel: float,
    sea_level_m: float,
    wanted: Collection[str],
    parameters: GroundParameters | None = None,
    checkpoint: Checkpoint = go_on,
    rivers: Carved | None = None,
) -> Layers:
    """Work out layers of a height map; what none of the wanted ones needs is left out.

    Equal input gives equal bytes. Where the world's rivers are given, the layers show them and the world's lakes, and
    the ground is left as it is but for erosion: neither drained nor cut again. Each pixel then follows from what lies
    within 110 pixels of it, and the shape of the ground (slope, aspect, curvature) from its eight neighbours.
    Otherwise all water is worked out on this map alone.

    Args:
        heights: (depth, width) metres, at least 3 x 3; not changed.
        metres_per_pixel: spacing.
        sea_level_m: height of the sea.
        wanted: names of :data:`LAYERS`.
        parameters: climate, rivers, lakes and erosion.
        checkpoint: called every few ten milliseconds; raises to stop the work.
        rivers: the world's rivers on the same pixels.

    Raises:
        InvalidFields: names every parameter and layer that can't be accepted.
    """
    parameters = parameters or GroundParameters()
    found = ground_violations(parameters)
    if not (_METRES_PER_PIXEL[0] <= metres_per_pixel <= _METRES_PER_PIXEL[1]):
        found.append(Violation.of("metres_per_pixel", metres_per_pixel, "a number from 0.01 to 100000"))
    if not math.isfinite(sea_level_m):
        found.append(Violation.of("sea_level_m", sea_level_m, "a finite number"))
    found += [
        Violation.of("wanted", repr(name), "one of " + ", ".join(LAYERS)) for name in wanted if name not in LAYERS
    ]
    if found:
        raise InvalidFields(found)
    check_heights(heights)
    given = np.ascontiguousarray(heights, np.float32)
    survey = Survey(given, metres_per_pixel, sea_level_m, frozenset(wanted), parameters, checkpoint, rivers)
    arrays = {}
    for name, (make, _) in _MADE.items():
        if name in wanted:
            checkpoint()
            array = make(survey)
            assert array is not None
            array.flags.writeable = False
            arrays[name] = array
    return Layers(MappingProxyType(arrays), metres_per_pixel, sea_level_m)
