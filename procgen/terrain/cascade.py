"""The learned generator: landforms from the coarse network, then what each cell holds from the detail network."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from procgen.runtime.philox import gaussian_field
from procgen.terrain.conditions import COARSE_FEATURES, coarse_scalars, detail_scalars
from procgen.terrain.landforms import landform_label
from procgen.terrain.parameters import ResolvedTerrain, Sketch
from procgen.terrain.representation import (
    CELL,
    GUIDE_MARGIN_CELLS,
    GUIDE_STEP,
    WINDOW,
    DetailGuide,
    FloatArray,
    detail_guide,
)
from procgen.terrain.solver import Step, Window, sample, windows

COARSE_WINDOW = WINDOW // CELL
"""Cells along one side of a coarse window."""
COARSE_OVERLAP = 16
DETAIL_WINDOW = 256
DETAIL_OVERLAP = 48
DETAIL_MINIMUM = 128
"""Pixels along one side below which the detail network has too little context."""
_DETAIL_MULTIPLE = 16
"""The detail network halves its tokens twice."""
_DETAIL_SLACK = 2
"""Strides by which a single window may be larger than usual, rather than be cut in two."""


class Network(Protocol):
    """A denoiser, as the runtime serves it."""

    @property
    def levels(self) -> tuple[float, ...]:
        """Falling noise levels to call it at."""

    def __call__(self, inputs: dict[str, npt.NDArray[np.generic]]) -> FloatArray:
        """Estimate of the clean field, (1, 1, rows, columns)."""


@dataclass(frozen=True, slots=True)
class Networks:
    """The two stages."""

    coarse: Network
    detail: Network


@dataclass(frozen=True, slots=True)
class CellArea:
    """The rectangle of coarse cells that a request is made of."""

    first_row: int
    first_column: int
    rows: int
    columns: int


def _axis_cells(origin_px: int, size_px: int) -> tuple[int, int]:
    """First cell and number of cells of the coarse field along one axis.

    A request that fits into one of the world's windows takes that whole window, so that all small requests inside
    it see the same landforms; others start at their own first cell. One pixel beyond a window (the sizes 2^n + 1
    of engines) is extrapolated rather than paid for with a second window.
    """
    first, last = origin_px // CELL, -((origin_px + size_px) // -CELL)
    aligned = first // COARSE_WINDOW * COARSE_WINDOW
    if last <= aligned + COARSE_WINDOW + 1:
        return aligned, COARSE_WINDOW
    cells = last - first
    return first, COARSE_WINDOW if cells <= COARSE_WINDOW + 1 else cells


def cell_area(terrain: ResolvedTerrain) -> CellArea:
    """Where the coarse field of a request lies on the world's grid of cells."""
    first_row, rows = _axis_cells(terrain.origin_z_px, terrain.depth_px)
    first_column, columns = _axis_cells(terrain.origin_x_px, terrain.width_px)
    return CellArea(first_row, first_column, rows, columns)


def _linear_matrix(count: int, positions: npt.NDArray[np.float64]) -> FloatArray:
    """(len(positions), count) weights of linear interpolation between samples at 0 … count - 1, clamped."""
    clamped = np.clip(positions, 0.0, count - 1.0)
    low = np.minimum(clamped.astype(int), count - 2)
    share = (clamped - low).astype(np.float32)
    matrix = np.zeros((len(positions), count), np.float32)
    rows = np.arange(len(positions))
    matrix[rows, low] = 1.0 - share
    matrix[rows, low + 1] += share
    return matrix


def sketch_features(sketch: Sketch | None, terrain: ResolvedTerrain, area: CellArea) -> FloatArray:
    """The sketch on the coarse cells.

    Returns:
        (2, rows, columns): heights in frame units times their weight, and the weight; zero outside the request.
    """
    features = np.zeros((COARSE_FEATURES, area.rows, area.columns), np.float32)
    if sketch is None:
        return features
    depth, width = sketch.heights_m.shape

    def positions(first_cell: int, cells: int, origin_px: int, size_px: int, samples: int) -> npt.NDArray[np.float64]:
        centres_px = (np.arange(first_cell, first_cell + cells) + 0.5) * CELL - origin_px
        return centres_px / size_px * samples - 0.5

    z = positions(area.first_row, area.rows, terrain.origin_z_px, terrain.depth_px, depth)
    x = positions(area.first_column, area.columns, terrain.origin_x_px, terrain.width_px, width)
    down, across = _linear_matrix(depth, z), _linear_matrix(width, x)
    inside = np.outer((z > -0.5) & (z < depth - 0.5), (x > -0.5) & (x < width - 0.5))
    weight = (down @ sketch.weights @ across.T) * inside
    drawn = (sketch.heights_m - np.float32(terrain.mean_height_m)) / np.float32(terrain.frame.scale_m)
    weighted = (down @ (drawn * sketch.weights) @ across.T) * inside
    features[0], features[1] = weighted, weight
    return features


def _run(
    network: Network, noisy: FloatArray, features: FloatArray, sigma: float, scalars: FloatArray, label: int
) -> FloatArray:
    inputs: dict[str, npt.NDArray[np.generic]] = {
        "noisy": np.ascontiguousarray(noisy[None, None]),
        "features": np.ascontiguousarray(features[None]),
        "sigma": np.array([sigma], np.float32),
        "scalars": scalars[None],
        "label": np.array([label], np.int64),
    }
    return np.asarray(network(inputs)[0, 0], np.float32)


def _coarse_steps(terrain: ResolvedTerrain, area: CellArea, network: Network) -> Iterator[Step]:
    label = landform_label(terrain.landform)
    scalars = coarse_scalars(terrain.frame, terrain.wander)
    features = sketch_features(terrain.sketch, terrain, area)
    noise = gaussian_field(terrain.seed, "terrain/coarse", area.first_column, area.first_row, area.columns, area.rows)

    def denoise(noisy: FloatArray, sigma: float, part: Window) -> FloatArray:
        return _run(network, noisy, features[(slice(None), *part.slices)], sigma, scalars, label)

    parts = windows(area.rows, area.columns, COARSE_WINDOW, COARSE_OVERLAP)
    return sample(noise, network.levels, parts, COARSE_OVERLAP, denoise)


@dataclass(frozen=True, slots=True)
class _DetailArea:
    """The pixels that the detail stage makes: the request, rounded outwards to whole cells and network strides."""

    first_row_px: int
    first_column_px: int
    rows_px: int
    columns_px: int


def _axis_pixels(origin_px: int, size_px: int) -> tuple[int, int]:
    first = origin_px // CELL * CELL
    needed = max(origin_px + size_px - first, DETAIL_MINIMUM)
    return first, -(needed // -_DETAIL_MULTIPLE) * _DETAIL_MULTIPLE


def _guide(terrain: ResolvedTerrain, area: CellArea, cells: FloatArray, pixels: _DetailArea) -> DetailGuide:
    """The guide over the detail area; beyond the coarse field its outermost cells are continued."""
    margin = GUIDE_MARGIN_CELLS
    row = np.arange(-margin, pixels.rows_px // CELL + margin) + pixels.first_row_px // CELL - area.first_row
    column = np.arange(-margin, pixels.columns_px // CELL + margin) + pixels.first_column_px // CELL - area.first_column
    around = cells[np.ix_(np.clip(row, 0, area.rows - 1), np.clip(column, 0, area.columns - 1))]
    return detail_guide(around, terrain.frame.sea_level, terrain.frame.slope_scale)


def _detail_steps(
    terrain: ResolvedTerrain, guide: DetailGuide, pixels: _DetailArea, network: Network
) -> Iterator[Step]:
    label = landform_label(terrain.landform)
    scalars = detail_scalars(terrain.frame)
    noise = gaussian_field(
        terrain.seed,
        "terrain/detail",
        pixels.first_column_px,
        pixels.first_row_px,
        pixels.columns_px,
        pixels.rows_px,
    )

    def denoise(noisy: FloatArray, sigma: float, part: Window) -> FloatArray:
        rows = slice(part.row // GUIDE_STEP, (part.row + part.rows) // GUIDE_STEP)
        columns = slice(part.column // GUIDE_STEP, (part.column + part.columns) // GUIDE_STEP)
        return _run(network, noisy, guide.features[:, rows, columns], sigma, scalars, label)

    return sample(noise, network.levels, _detail_windows(pixels), DETAIL_OVERLAP, denoise)


def _detail_windows(pixels: _DetailArea) -> list[Window]:
    """Windows in whole strides of the network."""
    unit = _DETAIL_MULTIPLE
    strides = windows(
        pixels.rows_px // unit, pixels.columns_px // unit, DETAIL_WINDOW // unit, DETAIL_OVERLAP // unit, _DETAIL_SLACK
    )
    return [Window(w.row * unit, w.column * unit, w.rows * unit, w.columns * unit) for w in strides]


def cascade_heights(
    terrain: ResolvedTerrain,
    networks: Networks,
    report: Callable[[str, float, Callable[[], FloatArray]], None],
    checkpoint: Callable[[], None],
) -> FloatArray:
    """Generate the heights of a request.

    Args:
        terrain: what is asked for.
        networks: the two stages.
        report: called after each step with the stage, the share done and a function that makes the heights so far,
            (depth, width) metres.
        checkpoint: called before each network call; raises to stop the work.

    Returns:
        (depth, width) float32 metres, sea floor kept.
    """
    coarse_calls, detail_calls = len(networks.coarse.levels), len(networks.detail.levels)
    coarse_share = 0.25 * coarse_calls / max(coarse_calls + detail_calls, 1)
    area = cell_area(terrain)
    first_row, rows = _axis_pixels(terrain.origin_z_px, terrain.depth_px)
    first_column, columns = _axis_pixels(terrain.origin_x_px, terrain.width_px)
    pixels = _DetailArea(first_row, first_column, rows, columns)
    top, left = terrain.origin_z_px - pixels.first_row_px, terrain.origin_x_px - pixels.first_column_px
    crop = (slice(top, top + terrain.depth_px), slice(left, left + terrain.width_px))
    offset, scale = np.float32(terrain.mean_height_m), np.float32(terrain.frame.scale_m)

    guarded = Networks(_Guarded(networks.coarse, checkpoint), _Guarded(networks.detail, checkpoint))
    cells = np.zeros((0, 0), np.float32)
    for step in _coarse_steps(terrain, area, guarded.coarse):
        cells = step.denoised
        share = coarse_share * (step.index + 1) / coarse_calls

        def base_so_far(cells: FloatArray = cells) -> FloatArray:
            return _guide(terrain, area, cells, pixels).base[crop] * scale + offset

        report("landforms", share, base_so_far)

    guide = _guide(terrain, area, cells, pixels)
    residual = np.zeros((0, 0), np.float32)
    for step in _detail_steps(terrain, guide, pixels, guarded.detail):
        residual = step.denoised
        share = coarse_share + (1.0 - coarse_share) * (step.index + 1) / detail_calls

        def heights_so_far(residual: FloatArray = residual) -> FloatArray:
            return (guide.base[crop] + guide.local_scale[crop] * residual[crop]) * scale + offset

        report("detail", share, heights_so_far)
    return np.ascontiguousarray(
        (guide.base[crop] + guide.local_scale[crop] * residual[crop]) * scale + offset, np.float32
    )


@dataclass(frozen=True, slots=True)
class _Guarded:
    """A network that asks before each call whether it should go on."""

    network: Network
    checkpoint: Callable[[], None]

    @property
    def levels(self) -> tuple[float, ...]:
        return self.network.levels

    def __call__(self, inputs: dict[str, npt.NDArray[np.generic]]) -> FloatArray:
        self.checkpoint()
        return self.network(inputs)
