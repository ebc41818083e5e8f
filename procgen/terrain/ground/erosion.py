"""Erosion: rivers that cut valleys, slopes that slide to their angle of rest, and where the debris comes to lie.

Valleys follow the stream-power law, ``dh/dt = -K A^m S``, solved implicitly from the outlets upstream, so that a step
can be large (Braun and Willett 2013; n = 1, m = 0.5). What is worn off travels down the flow tree and settles in
proportion to load over catchment (Davy and Lague 2009). Slopes above the angle of rest slide (thermal erosion,
Musgrave, Kolb and Mace 1989). Large forms are made on coarse grids, small ones on fine grids, so time goes to where it
shows.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from procgen.runtime.checkpoint import Checkpoint, go_on
from procgen.terrain.ground.fields import doubled, halved, smoothed
from procgen.terrain.ground.flow import (
    BoolArray,
    FloatArray,
    accumulate,
    find_basins,
    flow_order,
    join_basins,
    row_blocks,
    steepest_receivers,
)
from procgen.terrain.ground.hydrology import check_heights, sea_mask

_COARSEST_PX = 128
_STEPS = (3, 5, 8, 10)
"""Steps on the grid as it is, on the half, the quarter, and all coarser ones."""
_SLIDES_A_STEP = 6
_INCISION = 0.035
_DEPOSITION = 0.6
_DEEPEST_SHARE = 0.3


@dataclass(frozen=True, slots=True)
class Eroded:
    """Ground after erosion."""

    heights_m: FloatArray
    """(depth, width) metres."""
    sediment_m: FloatArray
    """(depth, width) metres of debris that came to lie, 0 or more."""


def erode(
    heights: FloatArray,
    metres_per_pixel: float,
    sea_level_m: float,
    hydraulic: float = 0.5,
    thermal: float = 0.5,
    talus_deg: float = 38.0,
    checkpoint: Checkpoint = go_on,
) -> Eroded:
    """Let water and gravity work.

    The map's edges and the sea floor stay as they are. No valley is cut deeper than 0.3 of the relief (5th to 95th
    percentile) times the strength.

    Args:
        heights: (depth, width) metres; not changed.
        metres_per_pixel: spacing.
        sea_level_m: height of the sea.
        hydraulic: strength of running water, 0 (none) to 1.
        thermal: strength of sliding, 0 (none) to 1.
        talus_deg: angle of rest.
        checkpoint: called every few ten milliseconds.

    Raises:
        InvalidFields: the heights are no grid of at least 3 x 3, or not finite.
    """
    check_heights(heights)
    start = np.ascontiguousarray(heights, np.float32)
    if hydraulic <= 0.0 and thermal <= 0.0:
        return Eroded(start.copy(), np.zeros_like(start))
    low, high = np.percentile(start, (5.0, 95.0))
    deepest_m = max(_DEEPEST_SHARE * hydraulic * float(high - low), 1e-3)
    grids = [start]
    while min(grids[-1].shape) >= 2 * _COARSEST_PX:
        grids.append(halved(grids[-1]))
    change = np.zeros_like(grids[-1])
    sediment = np.zeros_like(grids[-1])
    for level in reversed(range(len(grids))):
        grid = grids[level]
        if change.shape != grid.shape:
            change, sediment = doubled(change, grid.shape), doubled(sediment, grid.shape)
        spacing = metres_per_pixel * 2.0**level
        ground = grid + change
        fixed = sea_mask(grid, sea_level_m)
        fixed[0] = fixed[-1] = True
        fixed[:, 0] = fixed[:, -1] = True
        np.copyto(ground, grid, where=fixed)
        for _ in range(_STEPS[min(level, len(_STEPS) - 1)]):
            if hydraulic > 0.0:
                ground, settled = _run_off(ground, fixed, spacing, metres_per_pixel, hydraulic, checkpoint)
                sediment += settled
            if thermal > 0.0:
                before = ground.copy()
                for _ in range(_SLIDES_A_STEP):
                    checkpoint()
                    _slide(ground, np.tan(np.radians(talus_deg)) * spacing, 0.5 * thermal)
                np.copyto(ground, before, where=fixed)
                sediment += np.maximum(ground - before, 0.0)
            worn = grid - ground
            # Softly bounded, so that the deepest valleys keep their shape.
            np.copyto(worn, deepest_m * -np.expm1(-np.maximum(worn, 0.0) / deepest_m), where=worn > 0.0)
            ground = grid - worn
        change = ground - grid
    result = start + change
    return Eroded(result, np.maximum(sediment, 0.0))


def _run_off(
    ground: FloatArray,
    fixed: BoolArray,
    spacing_m: float,
    finest_m: float,
    strength: float,
    checkpoint: Checkpoint,
) -> tuple[FloatArray, FloatArray]:
    """One step of running water: the new ground, and what settled on it, metres."""
    down = steepest_receivers(ground, fixed)
    basins = find_basins(ground, down, fixed, checkpoint)
    tree = join_basins(down, basins)
    order = flow_order(tree, checkpoint)
    count = tree.size
    area = accumulate(tree, order, np.ones(count), checkpoint)
    heights = ground.reshape(-1).astype(np.float64)
    # Water stands in hollows: nothing is worn there until they are filled.
    filled = np.maximum(heights, basins.spill_m[basins.labels])
    pixels, targets = order.pixels, tree[order.pixels]
    diagonal = np.abs(targets - pixels) % ground.shape[1] != 0
    diagonal &= np.abs(targets - pixels) > 1
    wear = _INCISION * strength * np.sqrt(area[pixels] * spacing_m / finest_m) / np.where(diagonal, np.sqrt(2.0), 1.0)
    wear[targets == pixels] = 0.0
    worn = filled.copy()
    starts = order.starts
    for level in range(starts.size - 2, -1, -1):
        if level % 256 == 0:
            checkpoint()
        part = slice(starts[level], starts[level + 1])
        cells, share = pixels[part], wear[part]
        worn[cells] = (worn[cells] + share * np.minimum(worn[targets[part]], worn[cells])) / (1.0 + share)
    lost = filled - worn
    load = accumulate(tree, order, lost, checkpoint)
    settled = _DEPOSITION * np.maximum(load - lost, 0.0) / area * (1.0 - np.minimum(lost / (lost + 0.5), 1.0))
    settled[fixed.reshape(-1)] = 0.0
    settled = np.minimum(settled, 0.5 * spacing_m * 0.05)
    spread = smoothed(settled.astype(np.float32).reshape(ground.shape), 2)
    spread[fixed] = 0.0
    # Hollows keep their ground: only what was worn off the water's surface counts.
    ground = (heights - np.minimum(lost, np.maximum(heights - worn, 0.0))).astype(np.float32).reshape(ground.shape)
    ground += spread
    return ground, spread


def _slide(ground: FloatArray, rest_m: float, rate: float) -> None:
    """Move what stands above the angle of rest to the lower neighbour; nothing is lost."""
    change = np.zeros_like(ground)
    for row, column in ((0, 1), (1, 0), (1, 1), (1, -1)):
        west = max(-column, 0)
        east = ground.shape[1] - max(column, 0)
        rest = np.float32(rest_m * np.hypot(row, column))
        for rows in row_blocks((ground.shape[0] - row, ground.shape[1])):
            further = slice(rows.start + row, rows.stop + row)
            drop = ground[rows, west:east] - ground[further, west + column : east + column]
            over = drop - np.clip(drop, -rest, rest)
            over *= np.float32(rate / 4.0)
            change[rows, west:east] -= over
            change[further, west + column : east + column] += over
    ground += change
