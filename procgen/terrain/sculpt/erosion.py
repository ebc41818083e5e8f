"""Erosion where it was painted, exact for every tile: what happens in a place hangs on the ground a bounded way around.

On grids of four, two and one pixels, in a few rounds each, every masked place lets a drop of rain run down a bounded
number of steps. Drops wear the ground by the stream-power law with the number of them that pass
(``dh = -K A^0.5 S``, of which no step takes all: Braun and Willett 2013), lay down part of what they carry where it is
less steep (Davy and Lague 2009), and hillslopes creep (diffusion), which sets how far gullies lie apart (Perron,
Kirchner and Dietrich 2009). Drops choose among their lower neighbours with a little luck, so that grids don't show
(after Fairfield and Leymarie 1991). Slopes above the angle of rest slide (Musgrave, Kolb and Mace 1989), and debris
fills what lies below the mean of its neighbours. All of it is scaled by how strongly the place is painted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from procgen.runtime.checkpoint import Checkpoint
from procgen.runtime.philox import philox4x32, stream_id
from procgen.terrain.base.axes import Taps, Weights, by_rows
from procgen.terrain.controls.geometry import Float64Array
from procgen.terrain.controls.shapes import ErosionMap
from procgen.terrain.lattice import Rectangle
from procgen.terrain.representation import FloatArray, upsample

_STREAM: Final = "terrain/erosion"
_NEIGHBOURS: Final = ((-1, -1), (-1, 0), (-1, 1), (0, -1), (0, 1), (1, -1), (1, 0), (1, 1))
IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class _Stage:
    """Rounds on one grid."""

    factor: int
    """Pixels a cell."""
    rounds: int
    incision: float
    """K of a round."""
    creep: float
    """Share of the difference to the neighbours' mean that a hillslope loses in a round."""


_STAGES: Final = (_Stage(4, 2, 0.12, 0.28), _Stage(2, 3, 0.10, 0.28), _Stage(1, 3, 0.09, 0.12))
_RUN_DOUBLINGS: Final = 3
"""Drops take 2^3 - 1 steps, in so many doublings of their path."""
_LOAD_DOUBLINGS: Final = 2
"""Debris is carried 2^2 - 1 steps."""
_LUCK: Final = 1.6
"""Range of the factor on a neighbour's slope, around 1."""
_LEAST_DROPS: Final = 1.0
"""That must pass before the ground is worn."""
_LAID_DOWN: Final = 0.5
"""Share of the load."""
_TOO_STEEP: Final = 0.6
"""Slope on which nothing is laid down."""
_SLIDES: Final = 2
"""Slides and fills of a round."""
_SLIDE: Final = 0.9
_SLIDE_OF_WATER: Final = 0.15
"""How fast slopes slide where they are painted, and where water is."""
_FILL: Final = 0.5
_STEPS: Final = 1 + (2**_RUN_DOUBLINGS - 1) + (2**_LOAD_DOUBLINGS - 1) + 1 + 2 * _SLIDES
"""How far one round looks, cells: the neighbour's height, the drops, their load, creep, slides and fills."""
_SPLINE: Final = 2
"""Cells around that a change is interpolated from."""
_COARSEST: Final = _STAGES[0].factor
REACH_PX: Final = sum(stage.factor * (stage.rounds * _STEPS + _SPLINE + 1) for stage in _STAGES)
"""Pixels around a place that what happens there hangs on."""
_BORDER_PX: Final = 4 * _COARSEST
"""Around what is painted: nothing happens there, but drops look at it."""


@dataclass(frozen=True, slots=True)
class Painted:
    """How strongly places are painted, (rows, columns) each, 0 to 1."""

    water: Float64Array
    slopes: Float64Array
    deposit: Float64Array

    def coarser(self, factor: int) -> Painted:
        return Painted(*(_means(part, factor) for part in (self.water, self.slopes, self.deposit)))

    @property
    def any(self) -> npt.NDArray[np.bool_]:
        """Where anything is."""
        return (self.water > 0.0) | (self.slopes > 0.0) | (self.deposit > 0.0)


class Erosion:
    """An erosion map on a world's grid.

    Args:
        erosion: resolved.
        seed: the world.
        metres_per_pixel: spacing.
        sea_level_m: nothing is worn below it.
    """

    def __init__(self, erosion: ErosionMap, seed: int, metres_per_pixel: float, sea_level_m: float) -> None:
        self._erosion = erosion
        self._seed = seed
        self._spacing = metres_per_pixel
        self._sea = sea_level_m
        self._rest = float(np.tan(np.radians(erosion.talus_deg or 0.0)))
        self.bounds = self._bounds()

    def _bounds(self) -> Rectangle:
        """What is painted, in whole blocks of pixels, with a border around."""
        area = self._erosion.area
        assert area is not None
        cells = self._erosion.water | self._erosion.slopes | self._erosion.deposit
        depth, width = cells.shape
        rows, columns = np.flatnonzero(cells.any(axis=1)), np.flatnonzero(cells.any(axis=0))
        # A cell's paint reaches two cells far: that is the spline's support.
        top, bottom = (rows[0] - 1.5) / depth, (rows[-1] + 2.5) / depth
        left, right = (columns[0] - 1.5) / width, (columns[-1] + 2.5) / width
        row, column = (
            int(np.floor(origin + max(share, 0.0) * side))
            for origin, share, side in (
                (area.origin_z_px, top, area.depth_px),
                (area.origin_x_px, left, area.width_px),
            )
        )
        last_row = int(np.ceil(area.origin_z_px + min(bottom, 1.0) * area.depth_px))
        last_column = int(np.ceil(area.origin_x_px + min(right, 1.0) * area.width_px))
        painted = Rectangle(row, column, last_row - row, last_column - column)
        return painted.padded(_BORDER_PX).coarser(_COARSEST).finer(_COARSEST)

    def window(self, area: Rectangle) -> Rectangle | None:
        """Pixels that must be known for what happens in an area; None where nothing does."""
        here = area.common(self.bounds)
        if here.rows <= 0 or here.columns <= 0:
            return None
        return here.padded(REACH_PX).coarser(_COARSEST).finer(_COARSEST).common(self.bounds)

    def painted(self, area: Rectangle) -> Painted:
        """How strongly an area of pixels is painted."""
        place = self._erosion.area
        assert place is not None
        depth, width = self._erosion.water.shape
        down = _spline_taps(area.row, area.rows, place.origin_z_px, place.depth_px, depth)
        across = _spline_taps(area.column, area.columns, place.origin_x_px, place.width_px, width)

        def smooth(cells: npt.NDArray[np.uint8]) -> Float64Array:
            if not cells.any():
                return np.zeros((area.rows, area.columns))
            tall = by_rows(cells.astype(np.float32) / np.float32(255.0), *down)
            return np.ascontiguousarray(by_rows(np.ascontiguousarray(tall.T), *across).T).astype(np.float64)

        erosion = self._erosion
        return Painted(*(smooth(cells) for cells in (erosion.water, erosion.slopes, erosion.deposit)))

    def change(self, heights: FloatArray, window: Rectangle, checkpoint: Checkpoint) -> Float64Array:
        """What happens to the ground.

        Args:
            heights: (rows, columns) finished metres of a window as :meth:`window` says.
            window: where that is.
            checkpoint: called every few ten milliseconds; raises to stop the work.

        Returns:
            (rows, columns) metres to add, exact within :data:`REACH_PX` of the window's edges, and everywhere that the
            window ends with what is painted; exactly 0 where nothing is painted.
        """
        painted = self.painted(window)
        ground = heights.astype(np.float64)
        start = ground.copy()
        for stage in _STAGES:
            factor = stage.factor
            paint = painted.coarser(factor) if factor > 1 else painted
            worn = _means(ground, factor) if factor > 1 else ground.copy()
            before = worn.copy()
            place = Rectangle(window.row // factor, window.column // factor, *worn.shape)
            for number in range(stage.rounds):
                checkpoint()
                self._round(worn, paint, place, stage, number)
            lift = worn - before
            if factor > 1:
                lift = upsample(np.pad(lift, _SPLINE).astype(np.float32), factor).astype(np.float64)
                lift[~painted.any] = 0.0
            ground += lift
        return np.where(painted.any, ground - start, 0.0)

    def _round(self, ground: Float64Array, paint: Painted, place: Rectangle, stage: _Stage, number: int) -> None:
        """Rain, creep, slides and filling, in place."""
        spacing = self._spacing * stage.factor
        rain = np.where(ground > self._sea, paint.water, 0.0)
        if rain.any():
            self._run_off(ground, rain, place, stage, number)
            ground += (stage.creep * rain) * (_mean_around(ground) - ground)
        rate = np.minimum(_SLIDE_OF_WATER * rain + _SLIDE * paint.slopes, 1.0)
        for _ in range(_SLIDES):
            if rate.any():
                _slide(ground, rate, self._rest * spacing)
            if paint.deposit.any():
                ground += (_FILL * paint.deposit) * np.maximum(_mean_around(ground) - ground, 0.0)

    def _run_off(self, ground: Float64Array, rain: Float64Array, place: Rectangle, stage: _Stage, number: int) -> None:
        """Drops that wear the ground and lay down what they carry, in place; ``rain`` is how many fall on a cell."""
        down = self._receivers(ground, rain > 0.0, place, f"{stage.factor}/{number}")
        heights = np.append(ground.reshape(-1), 0.0)
        nowhere = ground.size
        fall = np.where(down == nowhere, 0.0, heights[:-1] - heights[down]).reshape(ground.shape)
        drops = _upstream(down, rain, _RUN_DOUBLINGS)
        lost = fall * -np.expm1(-stage.incision * np.sqrt(np.maximum(drops - _LEAST_DROPS, 0.0))) * rain
        load = _upstream(down, lost, _LOAD_DOUBLINGS) - lost
        gentle = np.clip(1.0 - fall / (_TOO_STEEP * self._spacing * stage.factor), 0.0, 1.0)
        ground += _LAID_DOWN * load / np.maximum(drops, 1.0) * gentle * rain - lost

    def _receivers(self, ground: Float64Array, wet: npt.NDArray[np.bool_], place: Rectangle, stream: str) -> IntArray:
        """Where drops go next from each cell, (cells,): the number of a lower neighbour; that of no cell from hollows,
        and from where no rain falls.
        """
        rows, columns = ground.shape
        at = (
            ((np.arange(first, first + count, dtype=np.int64)) & 0xFFFFFFFF).astype(np.uint32)
            for first, count in ((place.column, columns), (place.row, rows))
        )
        column, row = next(at)[None, :], next(at)[:, None]
        key = self._seed & 0xFFFFFFFF, self._seed >> 32
        stream_number = np.full((1, 1), stream_id(f"{_STREAM}/{stream}"), np.uint32)
        words = philox4x32(column, row, stream_number, np.zeros((1, 1), np.uint32), key)
        numbers = np.arange(rows * columns, dtype=np.int64).reshape(rows, columns)
        best = np.zeros(ground.shape)
        down = np.full(ground.shape, rows * columns, np.int64)
        for index, (south, east) in enumerate(_NEIGHBOURS):
            own = _shifted(rows, columns, -south, -east)
            other = _shifted(rows, columns, south, east)
            chance = ((words[index // 2][own] >> np.uint32(16 * (index % 2))) & np.uint32(0xFFFF)) * 2.0**-16
            slope = (ground[own] - ground[other]) * (1.0 + _LUCK * (chance - 0.5))
            if south and east:
                slope *= 0.5**0.5
            better = (slope > best[own]) & wet[own]
            best[own][better] = slope[better]
            down[own][better] = numbers[other][better]
        return down.reshape(-1)


def _shifted(rows: int, columns: int, south: int, east: int) -> tuple[slice, slice]:
    """The part of a grid that, moved back by so much, still lies on it."""
    return (
        slice(max(south, 0), rows - max(-south, 0)),
        slice(max(east, 0), columns - max(-east, 0)),
    )


def _upstream(down: IntArray, own: Float64Array, doublings: int) -> Float64Array:
    """What comes together in each cell from paths of up to 2^doublings - 1 steps, and its own.

    Args:
        down: (cells,) where each path goes on; the number of cells where it ends.
        own: (rows, columns) what starts in each cell.
        doublings: of the paths' length.

    Returns:
        (rows, columns), summed in float64 in the order of the cells, which is the same in every window.
    """
    nowhere = down.size
    path = np.append(down, nowhere)
    total = np.append(own.reshape(-1), 0.0)
    for _ in range(doublings):
        total = total + np.bincount(path, total, nowhere + 1)
        total[nowhere] = 0.0
        path = path[path]
    return total[:nowhere].reshape(own.shape)


def _means(field: Float64Array, factor: int) -> Float64Array:
    """Means of blocks, summed row by row."""
    total = np.zeros((field.shape[0] // factor, field.shape[1] // factor))
    for row in range(factor):
        for column in range(factor):
            total += field[row::factor, column::factor]
    return total / factor**2


def _mean_around(ground: Float64Array) -> Float64Array:
    """Mean of the four neighbours of each cell."""
    around = np.pad(ground, 1, mode="edge")
    return 0.25 * (around[:-2, 1:-1] + around[2:, 1:-1] + around[1:-1, :-2] + around[1:-1, 2:])


def _slide(ground: Float64Array, rate: Float64Array, rest_m: float) -> None:
    """Move what stands above the angle of rest to the lower neighbour, in place; nothing is lost."""
    rows, columns = ground.shape
    change = np.zeros_like(ground)
    for south, east in ((0, 1), (1, 0), (1, 1), (1, -1)):
        own, other = _shifted(rows, columns, -south, -east), _shifted(rows, columns, south, east)
        drop = ground[own] - ground[other]
        rest = rest_m * (2.0**0.5 if south and east else 1.0)
        moved = (drop - np.clip(drop, -rest, rest)) * (0.125 * np.minimum(rate[own], rate[other]))
        change[own] -= moved
        change[other] += moved
    ground += change


def _spline_taps(first: int, count: int, origin_px: int, side_px: int, cells: int) -> tuple[Taps, Weights]:
    """Uniform cubic B-spline of a map's cells at the middles of pixels; nothing is painted outside of the map."""
    at = np.arange(first, first + count, dtype=np.float64) + (0.5 - origin_px)
    position = at / side_px * cells - 0.5
    left = np.floor(position)
    t = position - left
    rest = 1.0 - t
    weights = np.stack(
        [
            rest * rest * rest / 6.0,
            ((3.0 * t - 6.0) * t * t + 4.0) / 6.0,
            ((3.0 * rest - 6.0) * rest * rest + 4.0) / 6.0,
            t * t * t / 6.0,
        ]
    )
    taps = left.astype(np.int64)[None, :] + np.arange(-1, 3)[:, None]
    weights = np.where((at >= 0.0) & (at < side_px), weights, 0.0)
    return np.clip(taps, 0, cells - 1), weights
