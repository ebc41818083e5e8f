"""The finished ground of a request: what a generator makes, cut by rivers and bent to a designer's demands.

The order is: generated heights, the world's rivers, the vertical scale, river strokes, the sea, level ground, roads,
points, and the lock last, whose heights are therefore kept bit for bit.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from typing import Protocol

import numpy as np

from procgen.terrain.cascade import Report, no_report
from procgen.terrain.classical import classical_heights
from procgen.terrain.controls.cell_ground import CellGround
from procgen.terrain.controls.finish import finished_heights
from procgen.terrain.controls.geometry import Float64Array
from procgen.terrain.controls.shapes import Constraints, WorldArea
from procgen.terrain.heightmap import pixel_means
from procgen.terrain.lattice import Rectangle
from procgen.terrain.parameters import ResolvedTerrain
from procgen.terrain.representation import CELL, FloatArray, cell_means
from procgen.terrain.rivers import Carved, RiverNetwork, Streams, carve, rivers_for, streams_of
from procgen.terrain.rivers import Rectangle as RiverArea

CELL_LEVEL = 3
"""From this level of detail on maps are made of the generator's cells of 8 x 8 pixels."""
STRIP_PIXELS = 1 << 22
"""Pixels of level 0 that maps of levels 1 and 2 are made of at a time."""
_STRIP_CELLS = 1 << 20


class Source(Protocol):
    """A generator of heights that hang on seed and place alone."""

    def heights(self, area: Rectangle, report: Report = no_report) -> FloatArray:
        """(rows, columns) metres of an area in pixels."""

    def cells(self, area: Rectangle) -> FloatArray:
        """(rows, columns) metres of an area in cells of 8 x 8 pixels."""


@dataclass(frozen=True, slots=True)
class ClassicalSource:
    """A noise generator; see :mod:`procgen.terrain.classical`."""

    terrain: ResolvedTerrain
    threads: int
    checkpoint: Callable[[], None]

    def heights(self, area: Rectangle, report: Report = no_report) -> FloatArray:
        def checkpoint(share: float) -> None:
            self.checkpoint()
            report("noise", share, None)

        terrain = self.terrain
        return classical_heights(
            terrain.model,
            seed=terrain.seed,
            origin_x_px=area.column,
            origin_z_px=area.row,
            width_px=area.columns,
            depth_px=area.rows,
            mean_m=terrain.mean_height_m,
            relief_m=terrain.relief_m,
            wander=terrain.wander,
            threads=self.threads,
            checkpoint=checkpoint,
        )

    def cells(self, area: Rectangle) -> FloatArray:
        return cell_means(self.heights(area.finer(CELL)))


@dataclass(frozen=True, slots=True)
class Ground:
    """Finished heights, and the world's rivers on them."""

    heights: FloatArray
    """(depth, width) metres."""
    rivers: Carved | None
    """Of the same pixels, heights and water levels after the vertical scale; none where the demands moved the ground
    away. None where no rivers were asked for, and on levels of cells."""
    network: RiverNetwork | None = None
    """Of a larger rectangle, as it is before the vertical scale; of the finest level alone."""


def own_rectangle(terrain: ResolvedTerrain) -> Rectangle:
    """What is asked for, in pixels of its level."""
    return Rectangle(terrain.origin_z_px, terrain.origin_x_px, terrain.depth_px, terrain.width_px)


def finished_ground(
    terrain: ResolvedTerrain,
    source: Source,
    checkpoint: Callable[[], None],
    report: Report = no_report,
    area: Rectangle | None = None,
) -> Ground:
    """Make the ground of a request, or more of it.

    A pixel of level 1 or 2 is the mean of 2 x 2 or 4 x 4 pixels, bit for bit (:func:`pixel_means`). A pixel of level 3
    is one of the generator's own cells of 8 x 8 pixels, and one of level 4 or 5 the mean of 2 x 2 or 4 x 4 of these:
    they follow sketch, strokes, constraints and lock as the cells do, and have no rivers, roads or other detail. Cells
    stray from the means of their pixels by 0.4 to 1.1 % of the relief (root mean square; 2 to 8 % at most) as measured
    on four landforms, sea floors kept; where the sea is filled up, it was so before the one and after the other.

    Args:
        terrain: what is asked for.
        source: the generator.
        checkpoint: called every few ten milliseconds; raises to stop the work.
        report: called as the generator goes on; its heights are those of the request's own rectangle. On levels above
            0 there are none.
        area: what to make, in pixels of the request's level; the request's own rectangle if None.
    """
    own = own_rectangle(terrain)
    area = area or own
    if terrain.level == 0:
        return _finest(terrain, source, area, area.common(own), checkpoint, report)
    if terrain.level < CELL_LEVEL:
        return _of_pixels(terrain, source, area, checkpoint, report)
    return _of_cells(terrain, source, area, checkpoint, report)


def _strips(area: Rectangle, pixels: int, factor: int) -> list[Rectangle]:
    """Strips of whole rows, each of about so many pixels of a grid that is finer by a factor."""
    rows = max(pixels // (area.columns * factor**2), 1)
    first = range(area.row, area.row + area.rows, rows)
    return [Rectangle(row, area.column, min(rows, area.row + area.rows - row), area.columns) for row in first]


def _of_pixels(
    terrain: ResolvedTerrain, source: Source, area: Rectangle, checkpoint: Callable[[], None], report: Report
) -> Ground:
    """Means of finished pixels, strip by strip, so that not all pixels are there at a time."""
    factor: int = 2**terrain.level
    strips = _strips(area, STRIP_PIXELS, factor)
    parts: list[Ground] = []
    for strip in strips:

        def tell(stage: str, share: float, _heights: object, done: int = len(parts)) -> None:
            report(stage, (done + share) / len(strips), None)

        fine = strip.finer(factor)
        made = _finest(terrain, source, fine, fine, checkpoint, tell)
        rivers = None if made.rivers is None else _coarser(made.rivers, factor)
        parts.append(Ground(pixel_means(made.heights, factor), rivers))
    found = [part.rivers for part in parts if part.rivers is not None]
    heights = np.concatenate([part.heights for part in parts])
    if not found:
        return Ground(heights, None)
    return Ground(
        heights, Carved(*(np.concatenate([getattr(part, each.name) for part in found]) for each in fields(Carved)))
    )


def _of_cells(
    terrain: ResolvedTerrain, source: Source, area: Rectangle, checkpoint: Callable[[], None], report: Report
) -> Ground:
    """Means of the generator's cells, strip by strip."""
    factor: int = 2 ** (terrain.level - CELL_LEVEL)
    plain = replace(terrain, strokes=(), lock=None, constraints=Constraints())

    def cells(x: int, z: int, columns: int, rows: int) -> FloatArray:
        return source.cells(Rectangle(z, x, rows, columns))

    strips = _strips(area, _STRIP_CELLS, factor)
    parts: list[FloatArray] = []
    for strip in strips:
        fine = strip.finer(factor)
        place = WorldArea(fine.column, fine.row, fine.columns, fine.rows)
        # Only the vertical scale and the sea are left to be seen to: nothing asks for the ground at single places.
        parts.append(pixel_means(finished_heights(plain, place, cells, _no_ground, checkpoint), factor))
        report("landforms", len(parts) / len(strips), None)
    return Ground(np.concatenate(parts), None)


def _no_ground(x_px: Float64Array, _z_px: Float64Array) -> FloatArray:
    return np.zeros(x_px.shape, np.float32)


def _finest(
    terrain: ResolvedTerrain,
    source: Source,
    area: Rectangle,
    shown: Rectangle,
    checkpoint: Callable[[], None],
    report: Report,
) -> Ground:
    """Finished pixels of an area; reports show a part of it."""
    carvings: list[tuple[Rectangle, Carved, RiverNetwork]] = []

    def cells(first_row: int, first_column: int, rows: int, columns: int) -> FloatArray:
        return source.cells(Rectangle(first_row, first_column, rows, columns))

    def generated(x_px: int, z_px: int, width_px: int, depth_px: int) -> FloatArray:
        place = Rectangle(z_px, x_px, depth_px, width_px)
        # Ground that is needed for a lock alone is made without a word.
        tell = report if place.common(area) == area else no_report

        def with_shown(stage: str, share: float, heights: Callable[[], FloatArray] | None) -> None:
            tell(stage, share, None if heights is None else lambda: heights()[shown.within(place)])

        if terrain.rivers is None:
            return source.heights(place, with_shown)
        network = rivers_for(
            RiverArea(x_px, z_px, width_px, depth_px),
            cells,
            seed=terrain.seed,
            metres_per_pixel=terrain.metres_per_pixel,
            sea_level_m=terrain.sea_level_m,
            parameters=terrain.rivers,
        )
        checkpoint()
        made = source.heights(place, with_shown)
        checkpoint()
        carved = carve(made, x_px, z_px, network)
        carvings.append((place, carved, network))
        return carved.heights

    place = WorldArea(area.column, area.row, area.columns, area.rows)
    heights = finished_heights(terrain, place, generated, CellGround(cells), checkpoint)
    for made, carved, network in carvings:
        if made.common(area) == area:
            rivers = _finished_rivers(terrain, cropped_rivers(carved, area.within(made)), heights)
            return Ground(heights, rivers, network)
    return Ground(heights, None)


def _finished_rivers(terrain: ResolvedTerrain, carved: Carved, heights: FloatArray) -> Carved:
    """Rivers after the vertical scale, and none where the ground was moved: out of the water, or down by more than the
    water was deep (and a metre).
    """
    ground, level = carved.heights, carved.water_level_m
    if terrain.vertical_scale != 1.0:
        sea, scale = np.float32(terrain.sea_level_m), np.float32(terrain.vertical_scale)
        ground, level = (ground - sea) * scale + sea, (level - sea) * scale + sea
    lowest = ground - np.fmax(level - ground, np.float32(1.0))
    moved = ((heights > ground) & (heights > level)) | (heights < lowest)
    return Carved(
        heights=ground,
        river_distance_m=np.where(moved, np.float32(np.inf), carved.river_distance_m),
        river_width_m=np.where(moved, np.float32(0.0), carved.river_width_m),
        discharge_m3_per_s=np.where(moved, np.float32(0.0), carved.discharge_m3_per_s),
        heading_deg=np.where(moved, np.float32(0.0), carved.heading_deg),
        water_level_m=np.where(moved, np.float32(np.nan), level),
        lake=carved.lake & ~moved,
    )


def streams_on(terrain: ResolvedTerrain, ground: Ground, area: Rectangle) -> Streams | None:
    """The lines of the rivers on a ground; None where it has none, or is not of the finest level.

    Args:
        terrain: what is asked for.
        ground: of an area that is larger than what is shown, so that neighbours agree on what lies along their border.
        area: of the ground.
    """
    if ground.network is None or ground.rivers is None:
        return None
    sea_m = np.float32(terrain.sea_level_m)
    # A deep river's bed may lie below the sea, and its water above it.
    still = ground.rivers.lake | ((ground.heights <= sea_m) & ~(ground.rivers.water_level_m > sea_m))
    streams = streams_of(ground.network).only((ground.rivers.river_width_m > 0.0) & ~still, area.column, area.row)
    return streams.scaled(terrain.vertical_scale, terrain.sea_level_m)


def cropped_rivers(rivers: Carved, inside: tuple[slice, slice]) -> Carved:
    """A part of them."""
    return Carved(*(getattr(rivers, each.name)[inside] for each in fields(rivers)))


def _coarser(rivers: Carved, factor: int) -> Carved:
    """Rivers of blocks of pixels: mean heights and distances, the largest river, the highest water, lakes by half."""

    def most(values: FloatArray) -> FloatArray:
        depth, width = values.shape
        blocks = values.reshape(depth // factor, factor, width // factor, factor)
        return np.asarray(np.fmax.reduce(np.fmax.reduce(blocks, axis=3), axis=1), np.float32)

    return Carved(
        heights=pixel_means(rivers.heights, factor),
        river_distance_m=pixel_means(rivers.river_distance_m, factor),
        river_width_m=most(rivers.river_width_m),
        discharge_m3_per_s=most(rivers.discharge_m3_per_s),
        # Angles have no mean: that of the block's first pixel, or of any other that has a river.
        heading_deg=most(rivers.heading_deg),
        water_level_m=most(rivers.water_level_m),
        lake=pixel_means(rivers.lake.astype(np.float32), factor) >= 0.5,
    )
