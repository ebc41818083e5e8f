"""Times the ground's layers, and the flooding inside them beside a priority-flood pixel by pixel.

Run as ``python -m tests.benchmarks.bench_ground [SIZE_PX]``; pytest does not collect it. Times are CPU seconds of the
whole process, so that other work on the machine counts little; the wall clock's time stands beside them. Where the
packages ``numba`` or ``richdem2`` are installed, their priority-flood is timed as well; neither is needed.
"""

from __future__ import annotations

import heapq
import importlib
import importlib.util
import sys
import time
import tracemalloc
from collections.abc import Callable
from typing import Any

import numpy as np

from procgen.terrain.classical import classical_heights
from procgen.terrain.ground.erosion import erode
from procgen.terrain.ground.flow import (
    OFFSETS,
    FloatArray,
    accumulate,
    find_basins,
    flow_order,
    join_basins,
    steepest_receivers,
)
from procgen.terrain.ground.hydrology import drain, with_edges
from procgen.terrain.ground.layers import LAYERS, layers

SPACING_M = 30.0
RUNS = 5
PLAIN_SIZE_PX = 256


def best(work: Callable[[], object], runs: int = RUNS) -> tuple[float, float]:
    """Shortest of several runs: CPU and wall seconds."""
    cpu, wall = [], []
    for _ in range(runs):
        started, begun = time.process_time(), time.perf_counter()
        work()
        cpu.append(time.process_time() - started)
        wall.append(time.perf_counter() - begun)
    return min(cpu), min(wall)


def terrain(size_px: int) -> FloatArray:
    """Hills of fractal noise, partly below the sea level 0."""
    return classical_heights(
        "noise-fbm",
        seed=1,
        origin_x_px=0,
        origin_z_px=0,
        width_px=size_px,
        depth_px=size_px,
        mean_m=300.0,
        relief_m=900.0,
        wander=0.25,
        threads=1,
    )


def fill(heights: FloatArray) -> FloatArray:
    """Our priority-flood: the same minimax surface."""
    outlets = with_edges(np.zeros(heights.shape, np.bool_))
    basins = find_basins(heights, steepest_receivers(heights, outlets), outlets)
    filled: FloatArray = np.maximum(heights, basins.spill_m[basins.labels].reshape(heights.shape))
    return filled


def plain_fill(heights: Any, filled: Any, seen: Any) -> None:
    """Priority-flood with a heap, one pixel at a time (Barnes, Lehman and Mulla 2014)."""
    depth, width = heights.shape
    queue = [(heights[0, 0], 0, 0)]
    queue.pop()
    for row in range(depth):
        for column in range(width):
            if row in (0, depth - 1) or column in (0, width - 1):
                seen[row, column] = True
                heapq.heappush(queue, (heights[row, column], row, column))
    while queue:
        level, row, column = heapq.heappop(queue)
        for down, right in OFFSETS:
            z, x = row + down, column + right
            if 0 <= z < depth and 0 <= x < width and not seen[z, x]:
                seen[z, x] = True
                filled[z, x] = max(filled[z, x], level)
                heapq.heappush(queue, (filled[z, x], z, x))


def filled_by(flood: Callable[[Any, Any, Any], None], heights: FloatArray) -> FloatArray:
    filled = heights.copy()
    flood(heights, filled, np.zeros(heights.shape, np.bool_))
    return filled


def row(name: str, times: tuple[float, float], ratio: float | None = None) -> None:
    told = "" if ratio is None else f"{ratio:>12.1f}"
    print(f"{name:<44}{times[0]:>9.3f}{times[1]:>9.3f}{told}")


def floods(heights: FloatArray) -> None:
    """Ours against whatever else is here, on the same heights."""
    small = np.ascontiguousarray(heights[:PLAIN_SIZE_PX, :PLAIN_SIZE_PX])
    np.testing.assert_array_equal(filled_by(plain_fill, small), fill(small))
    ours_small, ours = best(lambda: fill(small)), best(lambda: fill(heights))
    plain = best(lambda: filled_by(plain_fill, small), 2)
    print(f"\n{'priority-flood':<44}{'CPU s':>9}{'wall s':>9}{'theirs/ours':>12}")
    row(f"ours, {PLAIN_SIZE_PX}²", ours_small)
    row(f"heapq in Python, {PLAIN_SIZE_PX}²", plain, plain[0] / ours_small[0])
    row(f"ours, {heights.shape[0]}²", ours)
    if importlib.util.find_spec("numba"):
        compiled = importlib.import_module("numba").njit(plain_fill)
        first = best(lambda: filled_by(compiled, small), 1)
        row("numba, first call in a process", first, first[0] / ours_small[0])
        theirs = best(lambda: filled_by(compiled, heights))
        row(f"numba, {heights.shape[0]}²", theirs, theirs[0] / ours[0])
    if importlib.util.find_spec("richdem"):
        richdem = importlib.import_module("richdem")
        grid = richdem.rdarray(heights.copy(), no_data=-1e9)
        theirs = best(lambda: richdem.FillDepressions(grid))
        row(f"richdem, {heights.shape[0]}²", theirs, theirs[0] / ours[0])


def main() -> None:
    size_px = int(sys.argv[1]) if len(sys.argv) > 1 else 1024
    heights = terrain(size_px)
    outlets = with_edges(np.zeros(heights.shape, np.bool_))
    down = steepest_receivers(heights, outlets)
    basins = find_basins(heights, down, outlets)
    tree = join_basins(down, basins)
    order = flow_order(tree)
    ones = np.ones(tree.size)
    print(f"{size_px} x {size_px} pixels of fractal noise, {basins.pits.size - 1} basins; best of {RUNS}")
    print(f"{'work':<44}{'CPU s':>9}{'wall s':>9}{'of all':>12}")
    everything = best(lambda: layers(heights, SPACING_M, 0.0, tuple(LAYERS)))
    works: dict[str, Callable[[], object]] = {
        "D8 receivers": lambda: steepest_receivers(heights, outlets),
        "basins and spill levels": lambda: find_basins(heights, down, outlets),
        "flow order": lambda: flow_order(tree),
        "accumulation": lambda: accumulate(tree, order, ones),
        "drain": lambda: drain(heights, SPACING_M, 0.0),
        "layers: height alone": lambda: layers(heights, SPACING_M, 0.0, ["height"]),
        "layers: splat alone": lambda: layers(heights, SPACING_M, 0.0, ["splat"]),
        "layers: biome alone": lambda: layers(heights, SPACING_M, 0.0, ["biome"]),
    }
    for name, work in works.items():
        times = best(work)
        row(name, times, times[0] / everything[0])
    row(f"layers: all {len(LAYERS)}", everything, 1.0)
    eroded = best(lambda: erode(heights, SPACING_M, 0.0), 2)
    row("erosion, hydraulic and thermal", eroded, eroded[0] / everything[0])
    tracemalloc.start()
    layers(heights, SPACING_M, 0.0, ["splat"])
    peak_mb = tracemalloc.get_traced_memory()[1] / 1e6
    print(f"peak memory of splat, its {heights.size * 8 / 1e6:.0f} MB included: {peak_mb:.0f} MB")
    tracemalloc.stop()
    floods(heights)


if __name__ == "__main__":
    main()
