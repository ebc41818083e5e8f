"""The finished ground of a request: what a generator makes, cut by rivers and bent to a designer's demands.

The order is: generated heights, the world's rivers, the vertical scale, river strokes, the sea, level ground, roads,
points, and the lock last, whose heights are therefore kept bit for bit.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Protocol

from procgen.terrain.cascade import Report, no_report
from procgen.terrain.classical import classical_heights
from procgen.terrain.controls.cell_ground import CellGround
from procgen.terrain.controls.finish import finished_heights
from procgen.terrain.controls.shapes import WorldArea
from procgen.terrain.lattice import Rectangle
from procgen.terrain.parameters import ResolvedTerrain
from procgen.terrain.representation import CELL, FloatArray, cell_means
from procgen.terrain.rivers import Carved, carve, rivers_for
from procgen.terrain.rivers import Rectangle as RiverArea


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
    """Of the same pixels; its heights are those before the demands. None where no rivers were asked for."""


def finished_ground(
    terrain: ResolvedTerrain, source: Source, checkpoint: Callable[[], None], report: Report = no_report
) -> Ground:
    """Make the ground of a request.

    Args:
        terrain: what is asked for.
        source: the generator.
        checkpoint: called every few ten milliseconds; raises to stop the work.
        report: called as the generator goes on.
    """
    area = WorldArea(terrain.origin_x_px, terrain.origin_z_px, terrain.width_px, terrain.depth_px)
    wanted = Rectangle(area.origin_z_px, area.origin_x_px, area.depth_px, area.width_px)
    carvings: list[tuple[Rectangle, Carved]] = []

    def cells(first_row: int, first_column: int, rows: int, columns: int) -> FloatArray:
        return source.cells(Rectangle(first_row, first_column, rows, columns))

    def generated(x_px: int, z_px: int, width_px: int, depth_px: int) -> FloatArray:
        place = Rectangle(z_px, x_px, depth_px, width_px)
        # Ground that is needed for a lock alone is made without a word.
        tell = report if place.common(wanted) == wanted else no_report

        def with_shown(stage: str, share: float, heights: Callable[[], FloatArray] | None) -> None:
            shown = None if heights is None else lambda: heights()[wanted.within(place)]
            tell(stage, share, shown)

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
        carvings.append((place, carved))
        return carved.heights

    heights = finished_heights(terrain, area, generated, CellGround(cells), checkpoint)
    for place, carved in carvings:
        if place.common(wanted) == wanted:
            return Ground(heights, _cropped(carved, wanted.within(place)))
    return Ground(heights, None)


def _cropped(rivers: Carved, inside: tuple[slice, slice]) -> Carved:
    return Carved(*(getattr(rivers, each.name)[inside] for each in fields(rivers)))
