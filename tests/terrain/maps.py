"""Height maps to test with."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from procgen.runtime.recipe import Recipe
from procgen.terrain.heightmap import Heightmap
from procgen.terrain.representation import FloatArray

LARGEST_SEED = 2**64 - 1

_heights_m = st.floats(-12000.0, 20000.0, width=32)


@st.composite
def heightmaps(draw: st.DrawFn, sides: st.SearchStrategy[int] | None = None, *, square: bool = False) -> Heightmap:
    """Any height map: rough, flat, below the sea, hardly any range; with a recipe that has odd text in it."""
    sides = st.integers(2, 20) if sides is None else sides
    depth = draw(sides)
    shape = (depth, depth if square else draw(sides))
    base, relief = draw(_heights_m), draw(st.sampled_from([0.0, 1e-3, 1.0, 3000.0]))
    if draw(st.booleans()):
        heights = draw(arrays.arrays(np.float32, shape, elements=_heights_m))
    else:
        random = np.random.default_rng(draw(st.integers(0, 2**32)))
        heights = (base + relief * random.random(shape)).astype(np.float32)
    request = {"seed": str(draw(st.integers(0, LARGEST_SEED))), "landform": draw(st.text(max_size=12))}
    return Heightmap(
        heights=heights,
        metres_per_pixel=draw(st.floats(0.1, 1000.0)),
        sea_level_m=draw(st.sampled_from([0.0, -50.0, 1e4])),
        recipe=Recipe("terrain", request, {"terrain.onnx": "ab" * 32}),
    )


def of(heights: FloatArray, metres_per_pixel: float = 30.0, sea_level_m: float = 0.0) -> Heightmap:
    """A height map of given heights."""
    recipe = Recipe("terrain", {"seed": str(LARGEST_SEED), "landform": "alpine"})
    return Heightmap(heights.astype(np.float32), metres_per_pixel, sea_level_m, recipe)


def hills(depth: int, width: int, relief_m: float, base_m: float = 100.0) -> FloatArray:
    """Smooth hills with finer ones on them, always the same: (depth, width) metres from about base to base + relief."""
    z, x = np.mgrid[0:depth, 0:width] / 64.0
    total = np.zeros((depth, width))
    for octave in range(5):
        turned = octave * 1.1
        u = (x * math.cos(turned) + z * math.sin(turned)) * 2.0**octave
        v = (z * math.cos(turned) - x * math.sin(turned)) * 2.0**octave
        total += np.sin(2.1 * u + octave) * np.cos(1.7 * v + 2.0 * octave) * 0.5**octave
    total -= total.min()
    return (base_m + relief_m * total / total.max()).astype(np.float32)


def dequantise(values: np.ndarray, heightmap: Heightmap) -> np.ndarray:
    """Metres from 16-bit values, as the documentation of the formats tells it."""
    range_m = heightmap.height_max_m - heightmap.height_min_m
    return heightmap.height_min_m + values.astype(np.float64) / 65535.0 * range_m


def half_step_m(heightmap: Heightmap) -> float:
    """The greatest error that rounding to 16 bits may make, and a breath for float64."""
    range_m = heightmap.height_max_m - heightmap.height_min_m
    return range_m / 65535.0 / 2.0 + 1e-11 * (1.0 + abs(heightmap.height_min_m))
