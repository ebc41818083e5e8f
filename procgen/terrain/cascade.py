"""The learned generator: a plan of the land, its landforms, then what each cell holds.

Three stages, each on a lattice of windows of its own (:mod:`procgen.terrain.lattice`): the plan makes heights and
roughness of cells of 64 pixels, the coarse network cells of 8 pixels, the detail network pixels. Each window is told
the landform, mean and relief of its own middle, so all three may change from place to place.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Protocol

import numpy as np
import numpy.typing as npt

from procgen.runtime.checkpoint import Checkpoint, go_on
from procgen.runtime.philox import gaussian_field
from procgen.runtime.work_pool import WorkPool
from procgen.terrain import coarse, detail
from procgen.terrain.base.levels import GivenLand
from procgen.terrain.conditions import plan_scalars
from procgen.terrain.controls.guidance import guidance
from procgen.terrain.controls.landform_map import landform_at
from procgen.terrain.controls.resolve import typical_relief_m
from procgen.terrain.grain import CELLS, PIXELS, drawn_rank, grain_at
from procgen.terrain.ground.hydrology import Draining, cut_open, sea_mask
from procgen.terrain.land_features import inner
from procgen.terrain.landforms import landform
from procgen.terrain.lands import Windows
from procgen.terrain.lattice import Lattice, Rectangle, blend, covered, noise_area
from procgen.terrain.parameters import ResolvedTerrain
from procgen.terrain.processes.shaped import Cells, Processes, ShapedCells, shaped_ground
from procgen.terrain.representation import (
    CELL,
    PLAN_CELL,
    PLAN_CHANNELS,
    PLAN_NOISE,
    WINDOW,
    FloatArray,
    cell_means,
    upsample,
    weighed,
)
from procgen.terrain.setting import Setting, setting_at

PLAN_MARGIN = 4
"""Plan cells of noise that the plan network consumes at each edge."""
PLAN_LATTICE = Lattice(window=8, stride=6, trim=0, offset=-4)
"""Of plan cells. Nothing is padded there, so windows of one setting agree; they overlap for those that do not."""
COARSE_LATTICE = Lattice(window=96, stride=96, trim=0, offset=-24)
"""Of coarse cells; whole plan cells. Nothing is padded in the coarse network, so windows fit without an overlap."""
DETAIL_LATTICE = Lattice(window=160, stride=152, trim=0, offset=-24)
"""Of pixels; whole coarse cells. Nothing is padded here either, but ways out of hollows are cut window by window.

The offsets are such that a tile of 256 or 257 pixels at the origin takes two detail windows a side, and those no more
coarse and plan windows than must be."""

_SEEN_RELIEF = 0.25
"""Of the relief that is typical of a landform: what is flatter has the forms of that, only lower. The plan's network
saw next to no flatter land, and guesses roughnesses of kilometres for it."""
_MOST_LOG_ROUGHNESS = 1.6
"""In units of the frame. Land that the network learned from has 0.9 at most, what it makes of usual reliefs 1.5."""
_KEPT_BYTES = 20 << 20
"""Of windows of each stage that a request remembers."""
_DEEPEST_CUT = 0.08
"""How deep the ways out of hollows are cut at most, as a share of the relief."""
_BEND_CELLS = 3
"""Plan cells over which the plan goes from drawn ground to its own."""
_BEND_STIFFNESS = 0.4
"""How soon it does: the weight of the plan's own height beside that of drawn neighbours."""
_RAISED_SHARE = 0.6
"""How far hollows are filled before ways are cut out of them: cuts alone would be cracks in a mountainside."""
_BANKS_OVER_STEEPNESS = 0.8
"""Slope of the banks of cuts, over the relief by the side that it is the relief of: valleys as wide as others."""
_ABOVE_SEA = 0.002
"""Cuts in dry land stay that much above the sea, as a share of the relief."""
_LEAST_LAKE_PX = 400
_LEAST_LAKE_DEPTH = 0.02
"""What stays a lake: pixels, and depth as a share of the relief."""


class Network(Protocol):
    """A network, as the runtime serves it."""

    @property
    def labels(self) -> tuple[str, ...]:
        """The landforms that it knows, in the order of their numbers; the empty name is any."""

    def __call__(self, inputs: dict[str, npt.NDArray[np.generic]]) -> FloatArray:
        """The first output."""


@dataclass(frozen=True, slots=True)
class Networks:
    """The three stages."""

    plan: Network
    coarse: Network
    detail: Network


Report = Callable[[str, float, Callable[[], FloatArray] | None], None]
"""Gets the stage, the share done and, where there is something to see, a function that makes the heights so far."""


def no_report(_stage: str, _share: float, _heights: Callable[[], FloatArray] | None) -> None:
    """Tell nobody."""


# One object: each stage asks the one above, and all share what was made last.
@dataclass(slots=True)
class World:
    """The land of one request, any part of which can be asked for in any order.

    Inside, heights are metres above the sea; what is handed out is not.
    """

    terrain: ResolvedTerrain
    networks: Networks
    checkpoint: Checkpoint = go_on
    """Called before each window; raises to stop the work."""
    threads: int = 1
    """Windows that are worked on side by side."""
    windows: Windows = field(default_factory=Windows)
    """What was made last: neighbours, rivers, locks and the next strip of a large map ask for the same cells again."""
    _given_land: GivenLand | None = None

    _processes: Processes = field(init=False)

    def __post_init__(self) -> None:
        self._processes = Processes(self.terrain)

    def _setting(self, window: Rectangle, pixels: int) -> Setting:
        x = (window.column + 0.5 * window.columns) * pixels
        z = (window.row + 0.5 * window.rows) * pixels
        return setting_at(self.terrain, x, z)

    def _noise(self, stream: str, area: Rectangle, channels: int = 1) -> FloatArray:
        """(rows, columns * channels); a mix of two seeds keeps unit variance and is either seed's own at its end."""
        place = (area.column * channels, area.row, area.columns * channels, area.rows)
        share = self.terrain.share
        # Each refinement has noise of its own: the same at the same numbers of pixels would repeat the land above.
        stream += "" if not self.terrain.refinements else f"/{self.terrain.refinements}"
        if share >= 1.0:
            return gaussian_field(self.terrain.other_seed, stream, *place)
        noise = gaussian_field(self.terrain.seed, stream, *place)
        if share > 0.0:
            angle = 0.5 * math.pi * share
            other = gaussian_field(self.terrain.other_seed, stream, *place)
            noise = np.float32(math.cos(angle)) * noise + np.float32(math.sin(angle)) * other
        return noise

    def plan(self, area: Rectangle) -> FloatArray:
        """The plan of an area.

        Args:
            area: in plan cells of 64 x 64 pixels.

        Returns:
            (2, rows, columns): metres above the sea; log of the roughness in metres.
        """
        around = PLAN_LATTICE.extent(area).padded(PLAN_MARGIN)

        @cache
        def noise() -> FloatArray:
            # Of all windows at once: they overlap, and each of so few numbers costs as much as many.
            made = self._noise("terrain/plan", around, PLAN_NOISE)
            return made.reshape(around.rows, around.columns, PLAN_NOISE).transpose(2, 0, 1)

        def make(window: Rectangle) -> FloatArray:
            if window not in self.windows.plan:
                place = window.padded(PLAN_MARGIN).within(around)
                self.windows.plan[window] = self._plan_window(window, noise()[(slice(None), *place)])
            return self.windows.plan[window]

        *_, (_, plan) = blend(PLAN_LATTICE, area, make, PLAN_CHANNELS)
        _forget_oldest(self.windows.plan)
        return plan

    def _plan_window(self, window: Rectangle, noise: FloatArray) -> FloatArray:
        self.checkpoint()
        setting = self._setting(window, CELL * PLAN_CELL)
        least = _SEEN_RELIEF * typical_relief_m(landform(setting.landform), WINDOW * setting.frame.metres_per_pixel)
        made = self.networks.plan(
            {
                "noise": np.ascontiguousarray(noise[None]),
                "scalars": plan_scalars(setting.frame, self.terrain.wander, least)[None],
                "label": _label(self.networks.plan, setting),
            }
        )[0]
        scale = np.float32(setting.frame.scale_m)
        heights = made[0] * scale + np.float32(setting.frame.mean_m)
        return np.stack([heights, np.minimum(made[1], _MOST_LOG_ROUGHNESS) + np.log(scale)])

    def cells(self, area: Rectangle) -> FloatArray:
        """The landforms of an area.

        Args:
            area: in coarse cells of 8 x 8 pixels.

        Returns:
            (rows, columns) mean heights, metres.
        """
        return self._cells(area).heights + np.float32(self.terrain.sea_level_m)

    def _cells(self, area: Rectangle) -> Cells:
        return Cells(self._given.cells(area)) if self._is_given else self._own_cells(area)

    @property
    def _is_given(self) -> bool:
        """Whether a base or land of larger pixels says what the cells are."""
        return self.terrain.base is not None or self.terrain.refinements > 0

    @property
    def _given(self) -> GivenLand:
        if self._given_land is None:
            coarser = partial(World, networks=self.networks, checkpoint=self.checkpoint, threads=self.threads)
            self._given_land = GivenLand(
                self.terrain, lambda area: self._own_cells(area).heights, self._own_heights, coarser
            )
        return self._given_land

    def _own_cells(self, area: Rectangle) -> Cells:
        missing = [
            w for w in map(COARSE_LATTICE.rectangle, COARSE_LATTICE.covering(area)) if w not in self.windows.coarse
        ]
        if missing:
            plan_area = COARSE_LATTICE.extent(area).coarser(PLAN_CELL).padded(coarse.PLAN_AROUND)
            fine = plan_area.finer(PLAN_CELL)
            shaped = self._processes.cells(fine)
            plan, known, weight = self._guided_plan(plan_area, shaped)

            def make(window: Rectangle) -> FloatArray:
                inside = window.within(fine)
                own = None if shaped is None else shaped.part(inside)
                if own is not None and own.alone and not weight[inside].any():
                    return own.window_alone()
                of_plan = window.coarser(PLAN_CELL)
                part = plan[(slice(None), *of_plan.padded(coarse.PLAN_AROUND).within(plan_area))]
                around = of_plan.padded(coarse.MARGIN).finer(PLAN_CELL).within(fine)
                base, added = self._coarse_window(window, part, known[around], weight[around])
                return (base + added)[None] if own is None else own.window(base, added, weight[inside])

            jobs = (partial(make, window) for window in missing)
            for window, made in zip(missing, self._side_by_side(jobs), strict=True):
                self.windows.coarse[window] = made
        channels = 3 if self._processes else 1
        *_, (_, cells) = blend(COARSE_LATTICE, area, lambda window: self.windows.coarse[window], channels)
        _forget_oldest(self.windows.coarse)
        return Cells(*cells)

    def _side_by_side(self, jobs: Iterable[Callable[[], FloatArray]]) -> Iterator[FloatArray]:
        """Results of jobs in their order, as many at a time as there are threads; jobs are taken as late as can be."""
        running: deque[Future[FloatArray]] = deque()
        with WorkPool(self.threads) as pool:
            try:
                for job in jobs:
                    self.checkpoint()
                    running.append(pool.submit(job))
                    if len(running) > self.threads:
                        yield running.popleft().result()
                while running:
                    yield running.popleft().result()
            finally:
                for future in running:
                    future.cancel()

    def _guided_plan(self, area: Rectangle, shaped: ShapedCells | None) -> tuple[FloatArray, FloatArray, FloatArray]:
        """The plan of an area, bent to what was drawn or is known, and that on the area's coarse cells.

        Beside drawn ground the plan goes over into the world's own within three cells: land that was planned high can't
        stand beside a locked sea.

        Args:
            area: in plan cells.
            shaped: what processes make of its coarse cells.

        Returns:
            The plan, as of :meth:`plan`; heights in metres above the sea and their weights, on 8 x 8 as many cells.
        """
        terrain = self.terrain
        fine = area.finer(PLAN_CELL)
        drawn = (terrain.base, terrain.sketch, terrain.lock, *terrain.strokes, *terrain.constraints.flat_areas)
        if not (any(part is not None for part in drawn) or terrain.constraints.points):
            nothing = np.zeros((fine.rows, fine.columns), np.float32)
            if shaped is None:
                return self.plan(area), nothing, nothing
            if shaped.alone:
                # No window asks for it.
                return np.zeros((PLAN_CHANNELS, area.rows, area.columns), np.float32), nothing, nothing
            return shaped.planned(self.plan(area)), nothing, nothing
        around = area.padded(2 + _BEND_CELLS)
        plan = self.plan(around.padded(2))
        beyond = self._processes.cells(around.padded(2).finer(PLAN_CELL))
        return _bent(terrain, area, plan if beyond is None else beyond.planned(plan))

    def _coarse_window(
        self, window: Rectangle, plan: FloatArray, known: FloatArray, weight: FloatArray
    ) -> tuple[FloatArray, FloatArray]:
        """Cells of a window: what the plan's interpolation has, and what is added to it.

        Args:
            window: in coarse cells.
            plan: with eight plan cells around.
            known: heights of cells with five plan cells around.
            weight: of these.
        """
        network = self.networks.coarse
        own = window.coarser(PLAN_CELL)
        rough = inner(plan[1], coarse.FEATURE_MARGIN)
        ground = coarse.CoarseGround.of(plan[0], plan[1])
        noise = self._noise_pyramid("coarse", own, coarse.NOISE_CHANNELS, coarse.NOISE_MARGINS)
        drawn = coarse.known_pyramid(ground, known, weight)
        labels = self._labels(network, own.padded(coarse.MARGIN), CELL * PLAN_CELL)
        grain = self._grain(CELLS, network, labels)
        features = coarse.coarse_features(plan[0], rough, self.terrain.metres_per_pixel, grain)
        inputs: dict[str, npt.NDArray[np.generic]] = {"features": features[None], "label": labels[None]}
        for level, pair in enumerate(zip(noise, drawn, strict=True)):
            inputs[f"noise{level}"] = np.concatenate(pair)[None]
        return ground.made(network(inputs)[0, 0])

    def _noise_pyramid(
        self, stage: str, cells: Rectangle, channels: tuple[int, ...], margins: tuple[int, ...]
    ) -> list[FloatArray]:
        """Noise of a window at each resolution of a network, (channels, rows, columns)."""
        pyramid = []
        for level, count in enumerate(channels):
            place = noise_area(cells, level, margins)
            noise = self._noise(f"terrain/{stage}/{level}", place, count).reshape(place.rows, place.columns, count)
            pyramid.append(np.ascontiguousarray(noise.transpose(2, 0, 1)))
        return pyramid

    def heights(self, area: Rectangle, report: Report = no_report) -> FloatArray:
        """The ground of an area.

        Args:
            area: in pixels.
            report: called after the landforms and after each window of the detail.

        Returns:
            (rows, columns) metres.
        """
        return self._given.heights(area, report) if self._is_given else self._own_heights(area, report)

    def _own_heights(self, area: Rectangle, report: Report) -> FloatArray:
        """What the networks make of the cells."""
        extent = DETAIL_LATTICE.extent(area)
        cell_area = extent.coarser(CELL).padded(detail.CELLS_MARGIN)
        known = self._cells(cell_area)
        cells = known.heights
        sea = np.float32(self.terrain.sea_level_m)

        def draft() -> FloatArray:
            rough = area.coarser(CELL)
            smooth = upsample(cells[rough.padded(2).within(cell_area)], CELL)
            return smooth[area.within(rough.finer(CELL))] + sea

        report("landforms", 0.25, draft)

        def jobs() -> Iterator[Callable[[], FloatArray]]:
            for window in map(DETAIL_LATTICE.rectangle, DETAIL_LATTICE.covering(area)):
                around = window.coarser(CELL).padded(detail.CELLS_MARGIN)
                yield partial(self._detail_window, window, known.part(around.within(cell_area)))

        windows = self._side_by_side(jobs())
        made = np.zeros((0, 0, 0), np.float32)
        pieces = blend(DETAIL_LATTICE, area, lambda _window: next(windows)[None])
        for done, (share, made) in enumerate(pieces, 1):

            def so_far(made: FloatArray = made, done: int = done, share: float = share) -> FloatArray:
                if share == 1.0:
                    return np.asarray(made[0] + sea, np.float32)
                # What the windows do not cover yet is the draft's; in place, for a large map has large arrays.
                missing = covered(DETAIL_LATTICE, area, done)
                np.subtract(np.float32(1.0), missing, out=missing)
                field = draft()
                field -= sea
                field *= missing
                field += made[0]
                field += sea
                return field

            report("detail", 0.25 + 0.75 * share, so_far)
        return np.asarray(made[0] + sea, np.float32)

    def _detail_window(self, window: Rectangle, known: Cells) -> FloatArray:
        cells = known.heights
        network = self.networks.detail
        own = window.coarser(CELL)
        labels = self._labels(network, own.padded(detail.MARGIN), CELL)
        told = detail.detail_features(cells, self.terrain.metres_per_pixel, self._grain(PIXELS, network, labels))
        inputs: dict[str, npt.NDArray[np.generic]] = {"features": told.features[None], "label": labels[None]}
        for level, noise in enumerate(self._noise_pyramid("detail", own, detail.NOISE_CHANNELS, detail.NOISE_MARGINS)):
            inputs[f"noise{level}"] = noise[None]
        base, scale = detail.interpolated(cells, told.log_scale)
        ground = base + scale * network(inputs)[0, 0]
        ground = shaped_ground(self._processes, window, known, ground)
        return _opened(ground, self._setting(window, 1))

    def _grain(self, kind: str, network: Network, labels: npt.NDArray[np.int64]) -> FloatArray:
        """(GRAIN, rows, columns): that of the landform of each place."""
        numbers, inverse = np.unique(labels, return_inverse=True)
        terrain = self.terrain
        rank, spacing = terrain.grain, terrain.metres_per_pixel
        if kind == CELLS:
            rank, spacing = drawn_rank(CELLS, terrain.seed, terrain.other_seed, terrain.share), spacing * CELL
        grains = [grain_at(kind, network.labels[n], spacing, rank) for n in numbers]
        return np.stack(grains, axis=1)[:, inverse.reshape(labels.shape)]

    def _labels(self, network: Network, area: Rectangle, pixels: int) -> npt.NDArray[np.int64]:
        """The number of each cell's landform, (rows, columns); cells have so many pixels along a side."""
        if self.terrain.landform_map is None:
            return np.full((area.rows, area.columns), _number(network, self.terrain.landform), np.int64)
        x = (np.arange(area.columns, dtype=np.float64) + (area.column + 0.5)) * pixels
        z = (np.arange(area.rows, dtype=np.float64) + (area.row + 0.5)) * pixels
        names, numbers = np.unique(landform_at(self.terrain, x[None, :], z[:, None]), return_inverse=True)
        known = np.array([_number(network, str(name)) for name in names], np.int64)
        return np.asarray(known[numbers].reshape(area.rows, area.columns), np.int64)


def _bent(terrain: ResolvedTerrain, area: Rectangle, plan: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """A plan bent to what is drawn; see :meth:`World._guided_plan`.

    Args:
        terrain: holds what is drawn.
        area: in plan cells.
        plan: of the area with seven more cells around.
    """
    sea = np.float32(terrain.sea_level_m)
    curved = area.padded(2)
    around = curved.padded(_BEND_CELLS)
    fine = area.finer(PLAN_CELL)
    # Ridges and valleys are measured from the plan's ground.
    ground = upsample(plan[0], PLAN_CELL)
    place = around.finer(PLAN_CELL)
    known, weight = guidance(terrain, place.row, place.column, place.rows, place.columns, ground + sea)
    known = known - sea
    share = cell_means(weight, PLAN_CELL)
    means = cell_means(known * weight, PLAN_CELL) / np.maximum(share, np.float32(1e-6))
    plan = plan[(slice(None), *around.within(around.padded(2)))]
    missing = np.where(share > 0.0, means - plan[0], np.float32(0.0))
    spread = _spread(share * missing) / (_spread(share) + np.float32(_BEND_STIFFNESS))
    middle = curved.within(around)
    heights = plan[0][middle] + share[middle] * missing[middle] + (np.float32(1.0) - share[middle]) * spread
    middle = area.within(around)
    cells = fine.within(place)
    known, weight = known[cells], weight[cells]
    # Residuals are told in units of the roughness, and cut off beyond six: what is drawn steeper raises it.
    off = known - upsample(heights, PLAN_CELL)
    drawn_roughness = 0.5 * np.log(np.maximum(cell_means(weight * off * off, PLAN_CELL), np.float32(1e-12)))
    roughness = np.maximum(plan[1][middle], drawn_roughness.astype(np.float32))
    return np.stack([heights[area.within(curved)], roughness]), known, weight


def _forget_oldest(windows: dict[Rectangle, FloatArray]) -> None:
    """Keep no more windows than take so many bytes; what is dropped can be made again."""
    surplus = sum(made.nbytes for made in windows.values()) - _KEPT_BYTES
    for window in list(windows):
        if surplus <= 0:
            break
        surplus -= windows.pop(window).nbytes


def _spread(field: FloatArray) -> FloatArray:
    """Sum over the neighbours within three cells, weighted by a Gaussian of 1.5 cells; the outer three cells go."""
    reach = range(-_BEND_CELLS, _BEND_CELLS + 1)
    taps = np.array([math.exp(-(offset**2) / 4.5) for offset in reach], np.float32)
    return np.asarray(weighed(field, taps), np.float32)


def _opened(ground: FloatArray, setting: Setting) -> FloatArray:
    """A window without its hollows, which are filled in part and have ways cut out; but for lakes that would need deep
    cuts.

    The networks see too little to keep every valley open, and two or three times as much of what they make would lie
    under water as of real land.

    Args:
        ground: metres above the sea.
        setting: of the window.
    """
    if not landform(setting.landform).drains:
        return ground
    spacing_m, relief_m = setting.frame.metres_per_pixel, setting.frame.relief_m
    draining = Draining(
        deepest_cut_m=_DEEPEST_CUT * relief_m,
        lake_area_m2=_LEAST_LAKE_PX * spacing_m**2,
        lake_depth_m=_LEAST_LAKE_DEPTH * relief_m,
        raised_share=_RAISED_SHARE,
        bank_slope=_BANKS_OVER_STEEPNESS * relief_m / (WINDOW * setting.frame.metres_per_pixel),
        keep_edges=False,
    )
    heights = np.ascontiguousarray(ground, np.float32)
    opened = cut_open(heights, sea_mask(heights, 0.0), spacing_m, 0.0, draining)
    # A pond below the sea must not let the sea in along its way out.
    return np.maximum(opened, np.minimum(heights, np.float32(_ABOVE_SEA * relief_m)))


def _number(network: Network, name: str) -> int:
    """The number of a landform, or of what stands in for one that the network does not know."""
    return network.labels.index(name if name in network.labels else landform(name).stand_in)


def _label(network: Network, setting: Setting) -> npt.NDArray[np.int64]:
    return np.array([_number(network, setting.landform)], np.int64)
