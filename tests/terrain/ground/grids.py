"""Grids to test with, and slow, plain ways to the same answers."""

from __future__ import annotations

import heapq

import numpy as np
import numpy.typing as npt
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from procgen.terrain.ground.fields import smoothed
from procgen.terrain.ground.flow import OFFSETS, BoolArray, FloatArray, IntArray
from procgen.terrain.ground.hydrology import Drained, with_edges

SPACING_M = 30.0


def rolling(seed: int, depth: int, width: int, relief_m: float = 400.0, rounds: int = 6) -> FloatArray:
    """Hills and hollows of a few pixels' size on a slope, with some roughness."""
    random = np.random.default_rng(seed)
    hills = smoothed(random.standard_normal((depth, width), dtype=np.float32), rounds)
    hills /= hills.std()
    rough = random.standard_normal((depth, width), dtype=np.float32)
    tilt = np.linspace(1.0, -1.0, depth, dtype=np.float32)[:, None]
    return np.float32(relief_m / 4.0) * (hills + tilt + np.float32(0.02) * rough) + np.float32(relief_m)


@st.composite
def surfaces(draw: st.DrawFn, largest: int = 40) -> FloatArray:
    """Any surface: rough, smooth, terraced, flat, or drawn cell by cell."""
    shape = (draw(st.integers(3, largest)), draw(st.integers(3, largest)))
    kind = draw(st.sampled_from(["rough", "rolling", "terraced", "flat", "bowl", "drawn"]))
    random = np.random.default_rng(draw(st.integers(0, 2**32)))
    if kind == "rough":
        return random.random(shape, dtype=np.float32) * np.float32(200.0) - np.float32(50.0)
    if kind == "rolling":
        return rolling(draw(st.integers(0, 2**32)), *shape)
    if kind == "terraced":
        return random.integers(-1, 4, shape).astype(np.float32) * np.float32(15.0)
    if kind == "flat":
        return np.full(shape, draw(st.sampled_from([-5.0, 0.0, 7.0])), np.float32)
    if kind == "bowl":
        z, x = np.meshgrid(*(np.linspace(-1.0, 1.0, side) for side in shape), indexing="ij")
        return ((x**2 + z**2) * 300.0 + random.random(shape)).astype(np.float32)
    heights = st.floats(-12000.0, 20000.0, width=32)
    return draw(arrays.arrays(np.float32, (draw(st.integers(3, 8)), draw(st.integers(3, 8))), elements=heights))


def priority_flood(ground: FloatArray, outlets: BoolArray) -> FloatArray:
    """Fill depressions pixel by pixel (Barnes, Lehman and Mulla 2014, algorithm 1)."""
    depth, width = ground.shape
    filled, seen = ground.copy(), outlets.copy()
    queue = [(float(ground[cell]), cell) for cell in map(tuple, np.argwhere(outlets).tolist())]
    heapq.heapify(queue)
    while queue:
        level, (row, column) = heapq.heappop(queue)
        for down, right in OFFSETS:
            z, x = row + down, column + right
            if 0 <= z < depth and 0 <= x < width and not seen[z, x]:
                seen[z, x] = True
                filled[z, x] = max(float(ground[z, x]), level)
                heapq.heappush(queue, (float(filled[z, x]), (z, x)))
    return filled


def ends_of(receivers: IntArray) -> npt.NDArray[np.int64]:
    """Where each pixel's water ends up, step by step; fails where it runs in a ring."""
    here = np.arange(receivers.size)
    for _ in range(receivers.size + 1):
        further = receivers[here]
        if np.array_equal(further, here):
            return here
        here = further
    raise AssertionError("water runs in a ring")


def assert_neighbours(receivers: IntArray, width: int) -> None:
    """Water steps to one of the eight neighbours or stays."""
    here = np.arange(receivers.size)
    assert (np.abs(here // width - receivers // width) <= 1).all()
    assert (np.abs(here % width - receivers % width) <= 1).all()


def assert_drains(drained: Drained) -> None:
    """The laws of drained ground."""
    surface, receivers = drained.surface_m.reshape(-1), drained.receivers
    outlets = with_edges(drained.sea)
    assert_neighbours(receivers, drained.sea.shape[1])
    assert (surface[receivers] <= surface).all(), "water runs uphill"
    assert outlets.reshape(-1)[ends_of(receivers)].all(), "water ends inland"
    filled = priority_flood(drained.ground_m, outlets)
    flooded = (filled > drained.ground_m) & ~drained.sea
    in_lakes = drained.lakes > 0
    assert not (flooded & ~in_lakes).any(), "hollows outside of lakes"
    np.testing.assert_array_equal(flooded, in_lakes)
    np.testing.assert_array_equal(filled[in_lakes], drained.surface_m[in_lakes])
    np.testing.assert_array_equal(
        drained.surface_m[~in_lakes & ~drained.sea], drained.ground_m[~in_lakes & ~drained.sea]
    )
