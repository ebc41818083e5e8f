"""The ground of a region as it is planned: landforms, rivers and a lake, on cells of some metres.

Tiles take its heights as their base (:mod:`procgen.terrain.base`): finer ground keeps their means.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import scipy

from procgen.runtime.checkpoint import Checkpoint, go_on
from procgen.runtime.recipe import Recipe
from procgen.runtime.store import ModelStore
from procgen.terrain.base.land import Base
from procgen.terrain.controls.shapes import WorldArea
from procgen.terrain.generate import Callbacks as TerrainCallbacks
from procgen.terrain.generate import generate
from procgen.terrain.ground.flow import accumulate, flow_order
from procgen.terrain.ground.hydrology import Draining, drain, sea_mask
from procgen.terrain.parameters import Sketch, TerrainParameters
from procgen.terrain.representation import FloatArray
from procgen.world.chance import Float64Array
from procgen.world.large_forms import followed
from procgen.world.levels import LEAST_ABOVE_M, NO_SEA_M, SEA_LEVEL_M
from procgen.world.parameters import WorldParameters
from procgen.world.place import BoolArray
from procgen.world.region.outline import Outline, region_outline
from procgen.world.text import CLIMATES
from procgen.world.water import BANK_M, basin, basin_level, bilinear, dig_basin, falling, resampled

MARGIN_CELLS: Final = 40
"""Planned heights beyond each side of the region, that ground at its edge hangs on: more than any network looks for."""
_LEAST_FOLLOWED: Final = 0.3
"""How far large forms follow the sketch where it says little: less than in a world alone, which has fewer of them."""
_SITE_CALM: Final = 0.92
"""How much of the small forms is taken away where people will build: they are higher than in a world alone."""
_STRENGTH: Final = 0.9
_ROUNDS: Final = 6
"""Of smoothing of the sketch's cells."""
_RIVER_KM2: Final = 0.4
"""Of land that drains into a river where it begins, in a temperate region of a few kilometres..."""
_RIVER_SHARE: Final = 0.011
"""...and over the region's where that is more."""
_USUAL_RAIN_MM: Final = 900.0
_MOST_RIVERS: Final = 48
_SHORTEST_M: Final = 350.0
_WIDTHS_M: Final = (2.5, 14.0)
_STEP_M: Final = 8.0
_SEA_CELLS: Final = 3
"""How far beyond the planned sea finer ground may lie below it."""
_EXACT: Final = 64.0
"""Places and levels are whole numbers of parts of a metre, so that they are the same numbers in all tiles."""
_RAISED_SHARE: Final = 0.6
_BANK_SLOPE: Final = 0.25
_CRATER_SHARE: Final = 0.45
_KEPT: Final = 2
"""Regions that a process remembers."""


@dataclass(frozen=True, slots=True, eq=False)
class River:
    """A river's course, downstream."""

    points_m: Float64Array
    """(n, 2) x and z."""
    water_m: Float64Array
    """(n,) height of its water, never rising."""
    width_m: Float64Array
    """(n,)."""
    discharge_km2: Float64Array
    """(n,) land that drains through it."""


@dataclass(frozen=True, eq=False)
class RegionGround:
    """A region's planned ground. Metres from its north-western corner."""

    outline: Outline
    sea_level_m: float
    heights_m: FloatArray
    """(cells, cells) means over the grid's cells."""
    around_m: FloatArray
    """The same with :data:`MARGIN_CELLS` more on each side: what tiles' ground is made of."""
    sea: BoolArray
    """(cells, cells)."""
    rivers: tuple[River, ...]
    """Tributaries after what they run into."""
    lake_level_m: float
    recipe: Recipe
    """Of the landforms."""
    kept: dict[str, Any] = field(default_factory=dict)
    """What others have worked out of it."""

    @property
    def spacing_m(self) -> float:
        """Of the planned heights."""
        return self.outline.grid.spacing_m

    def base(self, metres_per_pixel: float) -> Base:
        """What tiles of that spacing are made of."""
        edge = -MARGIN_CELLS * self.spacing_m / metres_per_pixel
        return Base(self.around_m, self.spacing_m, edge, edge)

    @cached_property
    def water_m(self) -> FloatArray:
        """(cells, cells) height of the water's surface, NaN where there is none."""
        cells, spacing = self.outline.grid.cells, self.spacing_m
        water = np.full((cells, cells), np.nan, np.float32)
        water[self.sea] = self.sea_level_m
        if self.outline.lake_m is not None:
            middle = _middles(self.outline)
            far = basin(middle, middle[:, None], self.outline.lake_m)
            water[far < self.outline.lake_m[2]] = self.lake_level_m
        for river in self.rivers:
            column, row = np.clip((river.points_m / spacing).astype(np.int64), 0, cells - 1).T
            dry = np.isnan(water[row, column])
            water[row[dry], column[dry]] = river.water_m[dry]
        return water

    @cached_property
    def _by_sea(self) -> BoolArray:
        return np.asarray(scipy.ndimage.binary_dilation(self.sea, iterations=_SEA_CELLS), np.bool_)

    def by_sea(self, x_m: Float64Array, z_m: Float64Array) -> BoolArray:
        """Whether the planned sea is near, of places that broadcast: finer ground may lie below it there."""
        column, row = (
            np.clip(np.floor(at / self.spacing_m).astype(np.int64), 0, self.outline.grid.cells - 1) for at in (x_m, z_m)
        )
        return np.asarray(self._by_sea[row, column], np.bool_)

    def at(self, x_m: Float64Array, z_m: Float64Array) -> Float64Array:
        """Planned heights at places."""
        off = (MARGIN_CELLS - 0.5) * self.spacing_m
        return bilinear(self.around_m, self.spacing_m, np.asarray(x_m) + off, np.asarray(z_m) + off)


class _Kept:
    """The last regions that were planned."""

    def __init__(self) -> None:
        self._grounds: dict[tuple[object, int], RegionGround] = {}
        self._lock = Lock()

    def get(self, key: tuple[object, int], make: Callable[[], RegionGround]) -> RegionGround:
        with self._lock:
            # Made within the lock: whoever else asks meanwhile wants the same.
            found = self._grounds.pop(key, None) or make()
            self._grounds[key] = found
            while len(self._grounds) > _KEPT:
                self._grounds.pop(next(iter(self._grounds)))
            return found


_KEPT_GROUNDS = _Kept()


def region_ground(parameters: WorldParameters, store: ModelStore, checkpoint: Checkpoint = go_on) -> RegionGround:
    """The planned ground of a tile's region; the same for all of its tiles, and kept for the next.

    Args:
        parameters: of a tile.
        store: where the terrain's networks come from.
        checkpoint: called every few ten milliseconds.

    Raises:
        InvalidFields: names every parameter that can't be accepted.
        ModelUnavailable: a network is missing or damaged.
    """
    outline = region_outline(parameters)
    return _KEPT_GROUNDS.get((outline, store.generation), lambda: _made(outline, store, checkpoint))


def _made(outline: Outline, store: ModelStore, checkpoint: Checkpoint) -> RegionGround:
    grid, wishes = outline.grid, outline.wishes
    cells, spacing, margin = grid.cells, grid.spacing_m, MARGIN_CELLS
    size = cells + 2 * margin
    sea = SEA_LEVEL_M if wishes.sea else NO_SEA_M
    forms = generate(
        TerrainParameters(
            width_px=size,
            depth_px=size,
            origin_x_px=-margin,
            origin_z_px=-margin,
            seed=outline.seed,
            metres_per_pixel=spacing,
            landform=wishes.landform,
            keep_sea_floor=True,
            wander=0.0,
            sea_level_m=SEA_LEVEL_M if wishes.sea else None,
            sketch=Sketch(outline.sketch_m, outline.weights, WorldArea(0, 0, cells, cells), _STRENGTH),
        ),
        store,
        TerrainCallbacks(checkpoint=checkpoint),
    )
    inner = forms.heights[margin:-margin, margin:-margin]
    heights = followed(
        inner,
        outline.sketch_m,
        np.maximum(outline.weights, np.float32(_LEAST_FOLLOWED)),
        spacing,
        0.5 * spacing,
        _ROUNDS,
        [(each.x_m, each.z_m, each.radius_m) for each in outline.sites],
        outline.volcano_m,
        _SITE_CALM,
    )
    heights = np.maximum(heights, np.float32(NO_SEA_M + LEAST_ABOVE_M))
    checkpoint()
    basined, lake_level = _with_lake(heights.astype(np.float64), outline, sea)
    heights = basined.astype(np.float32)
    rules = Draining("carve", raised_share=_RAISED_SHARE, bank_slope=_BANK_SLOPE, keep_edges=False)
    drained = drain(np.ascontiguousarray(heights), spacing, sea, rules, checkpoint)
    ground = _kept_hollows(drained.ground_m, heights, outline)
    checkpoint()
    under_sea = sea_mask(ground, sea)
    rivers = _rivers(outline, ground, under_sea, drained.receivers.reshape(-1), sea, lake_level, checkpoint)
    lift = np.pad(ground - inner, margin, mode="edge")
    around = np.maximum(forms.heights + lift, np.float32(NO_SEA_M + LEAST_ABOVE_M)).astype(np.float32)
    return RegionGround(outline, sea, ground, around, under_sea, rivers, lake_level, forms.recipe)


def _middles(outline: Outline) -> Float64Array:
    """(cells,) where the middles of the planned cells lie."""
    return np.asarray((np.arange(outline.grid.cells) + 0.5) * outline.grid.spacing_m, np.float64)


def _with_lake(heights: Float64Array, outline: Outline, sea: float) -> tuple[Float64Array, float]:
    """Ground with the lake's basin, and the level of its water."""
    if outline.lake_m is None:
        return heights, sea
    middle = _middles(outline)
    far = basin(middle, middle[:, None], outline.lake_m)
    level = math.floor(basin_level(heights, far, sea, outline.lake_m[2]) * _EXACT) / _EXACT
    dig_basin(heights, outline.grid.spacing_m, level, far, outline.lake_m[2])
    return heights, level


def _kept_hollows(drained: FloatArray, before: FloatArray, outline: Outline) -> FloatArray:
    """Drained ground, but for the lake's basin and a crater, which stay as they were."""
    middle = _middles(outline)
    kept = drained.copy()
    if outline.lake_m is not None:
        far = basin(middle, middle[:, None], outline.lake_m)
        np.copyto(kept, before, where=far < 1.8 * outline.lake_m[2])
    if outline.volcano_m is not None:
        x, z, radius, _ = outline.volcano_m
        np.copyto(kept, before, where=np.hypot(middle - x, middle[:, None] - z) < _CRATER_SHARE * radius)
    return kept


# --- rivers -----------------------------------------------------------------------------------------------------------


def _rivers(
    outline: Outline,
    ground: FloatArray,
    under_sea: BoolArray,
    receivers: npt.NDArray[np.int32],
    sea: float,
    lake_level: float,
    checkpoint: Checkpoint,
) -> tuple[River, ...]:
    """Where so much land drains together that a river runs."""
    wished = outline.wishes.said.features.get("river")
    dry = outline.wishes.climate in ("desert", "polar") or wished == 0.0
    if dry and not (wished or 0.0) > 0.0:
        return ()
    spacing, cells = outline.grid.spacing_m, outline.grid.cells
    cell_km2 = np.full(receivers.size, spacing**2 / 1e6)
    km2 = accumulate(receivers, flow_order(receivers, checkpoint), cell_km2, checkpoint)
    rain = min(max(CLIMATES[outline.wishes.climate].rainfall_mm / _USUAL_RAIN_MM, 0.3), 2.0)
    least = max(_RIVER_KM2, _RIVER_SHARE * (outline.grid.side_m / 1000.0) ** 2) / rain
    least = min(least, 0.08 * (outline.grid.side_m / 1000.0) ** 2)
    still = under_sea.reshape(-1).copy()
    lake = outline.lake_m
    if lake is not None:
        middle = _middles(outline)
        still |= (basin(middle, middle[:, None], lake) < lake[2]).reshape(-1)
    runs = (km2 >= least) & ~still
    # The greatest first: what runs into one comes after it.
    courses = _courses(runs, receivers, km2, cells)
    found: list[River] = []
    on_line: dict[int, tuple[int, int]] = {}
    for course in courses:
        river = _river(course, outline, ground, km2, sea, lake_level, still, found, on_line, receivers)
        if river is None:
            continue
        for place, cell in enumerate(course):
            on_line.setdefault(cell, (len(found), place))
        found.append(river)
        if len(found) == _MOST_RIVERS:
            break
    return tuple(found)


def _courses(runs: BoolArray, receivers: npt.NDArray[np.int32], km2: Float64Array, cells: int) -> list[list[int]]:
    """Cells of rivers, downstream, the ones with most water first; each ends before one that comes earlier."""
    numbers = np.flatnonzero(runs)
    after = receivers[numbers]
    # Of all that flow into a cell, the one with the most water goes on as the same river.
    order = np.lexsort((-numbers, km2[numbers]))
    main: dict[int, int] = {}
    for cell, target in zip(numbers[order].tolist(), after[order].tolist(), strict=True):
        if cell != target:
            main[target] = cell
    mouths = [
        cell
        for cell, target in zip(numbers.tolist(), after.tolist(), strict=True)
        if cell == target or not runs[target] or main.get(target) != cell
    ]
    courses = []
    for mouth in sorted(mouths, key=lambda cell: (-km2[cell], cell)):
        course = [mouth]
        while course[-1] in main:
            course.append(main[course[-1]])
        courses.append(course[::-1])
    return courses


def _river(
    course: list[int],
    outline: Outline,
    ground: FloatArray,
    km2: Float64Array,
    sea: float,
    lake_level: float,
    still: BoolArray,
    before: list[River],
    on_line: dict[int, tuple[int, int]],
    receivers: npt.NDArray[np.int32],
) -> River | None:
    """A river along cells; None where it would be too short, or runs into none that there is."""
    spacing, cells = outline.grid.spacing_m, outline.grid.cells
    if len(course) * spacing < _SHORTEST_M * min(1.0, outline.grid.side_m / 2000.0):
        return None
    into = int(receivers[course[-1]])
    joins = on_line.get(into)
    least = sea
    line = np.array([((cell % cells + 0.5) * spacing, (cell // cells + 0.5) * spacing) for cell in course])
    if into == course[-1]:
        # Over the region's edge, and on.
        out = line[-1] - line[-3]
        line = np.concatenate([line, line[-1] + out / max(np.hypot(*out), 1e-9) * [[3.0 * spacing], [6.0 * spacing]]])
    elif joins is not None:
        at = before[joins[0]]
        goal = np.array([(into % cells + 0.5) * spacing, (into // cells + 0.5) * spacing])
        near = int(np.argmin(np.hypot(*(at.points_m - goal).T)))
        line = np.concatenate([line, at.points_m[near : near + 1]])
        least = float(at.water_m[near])
    elif still[into]:
        far_in = into if int(receivers[into]) == into or not still[int(receivers[into])] else int(receivers[into])
        ends = [(cell % cells + 0.5, cell // cells + 0.5) for cell in (into, far_in)]
        line = np.concatenate([line, np.array(ends[: 1 if far_in == into else 2]) * spacing])
        lake = outline.lake_m
        if lake is not None and not sea_near(line[-1], lake):
            least = lake_level
    else:
        return None
    line = np.rint(_smooth(line) * _EXACT) / _EXACT
    line = line[np.concatenate([[True], np.hypot(*np.diff(line, axis=0).T) > 0.0])]
    column, row = np.clip((line / spacing).astype(np.int64), 0, cells - 1).T
    area = np.maximum.accumulate(km2[row * cells + column])
    low = bilinear(ground, spacing, line[:, 0] - 0.5 * spacing, line[:, 1] - 0.5 * spacing)
    wanted = np.minimum(low, ground[row, column].astype(np.float64) + 0.5) - BANK_M
    water = np.maximum(falling(line, wanted, sea), least)
    water = np.minimum.accumulate(np.rint(water * _EXACT) / _EXACT)
    width = np.clip(2.2 + 1.7 * np.sqrt(area), *_WIDTHS_M)
    return River(line, water, np.rint(width * _EXACT) / _EXACT, area)


def sea_near(place: Float64Array, lake: tuple[float, float, float]) -> bool:
    """Whether still water at a place is the sea's, and not a lake's."""
    return bool(np.hypot(place[0] - lake[0], place[1] - lake[1]) > 1.3 * lake[2])


def _smooth(line: Float64Array) -> Float64Array:
    """A line without the corners of the cells that it leads through, at even distances; its ends stay."""
    for _ in range(2):
        # A running mean takes the stairs away, cutting corners (Chaikin 1974) the kinks.
        inner = 0.25 * line[:-2] + 0.5 * line[1:-1] + 0.25 * line[2:]
        line = np.concatenate([line[:1], inner, line[-1:]])
    for _ in range(2):
        first, second = line[:-1], line[1:]
        cut = np.stack([0.75 * first + 0.25 * second, 0.25 * first + 0.75 * second], axis=1).reshape(-1, 2)
        line = np.concatenate([line[:1], cut[1:-1], line[-1:]])
    return resampled(line, _STEP_M)
