"""A world that is quick to make, and requests to it."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from hypothesis import strategies as st

from procgen.runtime.philox import gaussian_field
from procgen.terrain.controls.finish import finished_heights
from procgen.terrain.controls.shapes import (
    Constraints,
    FlatArea,
    FloatArray,
    Lock,
    PathPoint,
    PointConstraint,
    Road,
    Stroke,
    WorldArea,
)
from procgen.terrain.parameters import ResolvedTerrain, TerrainParameters, resolve

MODELS = ("diffusion", "noise-fbm")
FAR = 2**30 - 4096
ORIGINS = st.sampled_from([0, 8, -37, 1001, -FAR, FAR])


def resolved(**fields: Any) -> ResolvedTerrain:
    return resolve(TerrainParameters(**{"width_px": 64, "depth_px": 64, **fields}), MODELS)


def cell_height(x_px: npt.NDArray[np.float64], z_px: npt.NDArray[np.float64]) -> FloatArray:
    """Hills 700 pixels wide, by arithmetic that has the same bits everywhere."""
    a, b = np.mod(x_px, 700.0) / 700.0, np.mod(z_px, 900.0) / 900.0
    return (400.0 + 1600.0 * a * (1.0 - a) + 2000.0 * b * (1.0 - b)).astype(np.float32)


def generated(x_px: int, z_px: int, width_px: int, depth_px: int) -> FloatArray:
    """The hills with a rough surface."""
    x = np.arange(x_px, x_px + width_px, dtype=np.float64) + 0.5
    z = np.arange(z_px, z_px + depth_px, dtype=np.float64) + 0.5
    rough = gaussian_field(5, "test", x_px, z_px, width_px, depth_px)
    return (cell_height(x[None, :], z[:, None]) + 4.0 * rough).astype(np.float32)


def made(terrain: ResolvedTerrain, x_px: int, z_px: int, width_px: int, depth_px: int) -> FloatArray:
    """Finished heights of any rectangle, as the generator makes them."""
    return finished_heights(terrain, WorldArea(x_px, z_px, width_px, depth_px), generated, cell_height)


@st.composite
def paths(draw: st.DrawFn, x: int, z: int, least: int = 2, most: int = 6) -> tuple[PathPoint, ...]:
    """Lines within 300 pixels of a place, in 64ths of a pixel: so that sums are exact, and no line runs so close beside
    the edge of a pixel that a test rounds it to the other side.
    """
    offset = st.integers(-50 * 64, 300 * 64).map(lambda parts: parts / 64)
    return tuple(PathPoint(x + draw(offset), z + draw(offset)) for _ in range(draw(st.integers(least, most))))


@st.composite
def rivers(draw: st.DrawFn, x: int, z: int) -> Stroke:
    """Rivers with and without heights."""
    points = draw(paths(x, z))
    if draw(st.booleans()):
        heights = sorted((draw(st.floats(-50.0, 900.0)) for _ in points), reverse=True)
        points = tuple(
            PathPoint(p.x_px, p.z_px, height if draw(st.booleans()) else None)
            for p, height in zip(points, heights, strict=True)
        )
    return Stroke("river", points, radius_px=draw(st.floats(1.0, 60.0)), width_m=draw(st.sampled_from([None, 150.0])))


@st.composite
def demanding(draw: st.DrawFn, x: int, z: int) -> ResolvedTerrain:
    """Requests with a bit of everything around a place."""
    offset = st.integers(-40, 260)
    levels = [
        FlatArea((PathPoint(x + draw(offset), z + draw(offset)),), radius_px=20.0),
        FlatArea(draw(paths(x, z, 3)), height_m=draw(st.floats(0.0, 800.0)), falloff_px=draw(st.floats(0.0, 50.0))),
    ]
    points = {
        (px, pz): PointConstraint(px + 0.25, pz + 0.75, draw(st.floats(0.0, 900.0)), draw(st.floats(1.0, 60.0)))
        for px, pz in {(x + draw(offset), z + draw(offset)) for _ in range(4)}
    }
    lock = None
    if draw(st.booleans()):
        heights = np.full((40, 50), 500.0, np.float32)
        mask = gaussian_field(draw(st.integers(0, 9)), "mask", 0, 0, 50, 40) > 0.3
        lock = Lock(heights, mask, WorldArea(x + draw(offset), z + draw(offset), 50, 40))
    return resolved(
        origin_x_px=max(min(x, 2**30), -(2**30)),
        origin_z_px=max(min(z, 2**30), -(2**30)),
        strokes=(draw(rivers(x, z)), draw(rivers(x, z))),
        constraints=Constraints(tuple(points.values()), tuple(levels), (Road(draw(paths(x, z))),)),
        lock=lock,
        vertical_scale=draw(st.sampled_from([1.0, 0.5, 3.0])),
        keep_sea_floor=draw(st.booleans()),
        sea_level_m=draw(st.sampled_from([0.0, 500.0])),
    )
