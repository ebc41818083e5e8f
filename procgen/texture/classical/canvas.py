"""What recipes of procedural materials are drawn with: named noise, measured in natural pieces of the class."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from procgen.runtime.checkpoint import Checkpoint, go_on
from procgen.runtime.gradient_noise import mix64
from procgen.runtime.philox import stream_id
from procgen.texture.classical import periodic_noise as noise
from procgen.texture.classical.periodic_noise import Cells, Points
from procgen.texture.material import FloatArray

Field = npt.NDArray[np.floating[Any]]
"""What arithmetic of float32 fields with plain numbers gives: float32, though the types do not say so."""


@dataclass(frozen=True, slots=True, eq=False)
class Laid:
    """Rectangular pieces in courses. All (rows, columns) float32."""

    border: FloatArray
    """Distance to the nearest edge of the piece, in pieces of the material (not of masonry): 0 on it."""
    first: FloatArray
    """A number of the piece's own, 0 to 1."""
    second: FloatArray
    third: FloatArray
    along: FloatArray
    """Place within the piece, 0 to 1, along the course."""
    across: FloatArray
    """Place within the piece, 0 to 1, across the course."""


@dataclass(frozen=True, slots=True, eq=False)
class Canvas:
    """A tile to draw on.

    Frequencies are cells a natural piece of the class, 128 pixels of the base network; the lattices take the nearest
    whole number of cells a tile. Names tell noises apart: the same name and seed give the same noise.
    """

    rows: int
    columns: int
    piece_px: int
    """Pixels a natural piece."""
    seed: int
    """Of the places: where each thing lies."""
    style_seed: int
    """Of what is the same over variations of one material."""
    checkpoint: Checkpoint = go_on
    points: Points = field(init=False)
    """Pixel centres."""

    def __post_init__(self) -> None:
        # Begun anywhere, or the edge of the tile would always be a joint.
        place = np.zeros((1, 1), np.int64)
        x, y, _, _ = noise.uniform(self.seed, stream_id("origin"), place, place)
        grid = Points.grid(self.rows, self.columns)
        object.__setattr__(self, "points", grid.moved(float(x[0, 0]), float(y[0, 0])))

    @property
    def pieces(self) -> tuple[float, float]:
        """How many natural pieces the tile is wide and high."""
        return self.columns / self.piece_px, self.rows / self.piece_px

    def style(self, name: str, low: float, high: float) -> float:
        """A number of the style, ``low`` to ``high``."""
        place = np.zeros((1, 1), np.int64)
        share = noise.uniform(self.style_seed, stream_id(name), place, place)[0]
        return low + (high - low) * float(share[0, 0])

    def cells(self, frequency: float, stretch: tuple[float, float] = (1.0, 1.0), least: int = 1) -> tuple[int, int]:
        """Whole cells a tile, across and down, of a frequency a piece; wavelengths are stretched."""
        wide, high = self.pieces
        # Finer than two pixels there is nothing to see but aliases.
        across = min(round(frequency * wide / stretch[0]), self.columns // 2)
        down = min(round(frequency * high / stretch[1]), self.rows // 2)
        return max(across, least), max(down, least)

    def seed_of(self, name: str) -> int:
        """Of the noise of a name."""
        return mix64(self.seed ^ (stream_id(name) << 32))

    def _octaves(self, cells: tuple[int, int], wanted: int) -> int:
        limit = min(self.columns // 2 // cells[0], self.rows // 2 // cells[1])
        return max(min(wanted, limit.bit_length()), 1)

    def fbm(
        self,
        name: str,
        frequency: float,
        octaves: int = 4,
        *,
        gain: float = 0.5,
        stretch: tuple[float, float] = (1.0, 1.0),
        at: Points | None = None,
    ) -> FloatArray:
        """(rows, columns) about +-1."""
        self.checkpoint()
        cells = self.cells(frequency, stretch)
        return noise.fbm(self.seed_of(name), at or self.points, *cells, self._octaves(cells, octaves), gain)

    def ridged(
        self,
        name: str,
        frequency: float,
        octaves: int = 4,
        *,
        gain: float = 0.5,
        stretch: tuple[float, float] = (1.0, 1.0),
        at: Points | None = None,
    ) -> FloatArray:
        """(rows, columns), 0 to about 2."""
        self.checkpoint()
        cells = self.cells(frequency, stretch)
        return noise.ridged(self.seed_of(name), at or self.points, *cells, self._octaves(cells, octaves), gain)

    def grain(self, name: str, size_px: float = 2.0, stretch: tuple[float, float] = (1.0, 1.0)) -> FloatArray:
        """(rows, columns) about +-1: noise as fine as ``size_px`` of a 128-pixel piece, with a finer octave."""
        return self.fbm(name, 128.0 / size_px / 2.0, 2, gain=0.7, stretch=stretch)

    def scattered(
        self,
        name: str,
        frequency: float,
        *,
        jitter: float = 1.0,
        stretch: tuple[float, float] = (1.0, 1.0),
        at: Points | None = None,
    ) -> Cells:
        """Cellular noise."""
        self.checkpoint()
        cells = self.cells(frequency, stretch, least=2)
        return noise.cellular(self.seed_of(name), at or self.points, *cells, jitter)

    def moved(self, name: str, frequency: float, by: float, octaves: int = 3) -> Points:
        """The pixels, displaced by noise of ``by`` natural pieces."""
        wide, high = self.pieces
        dx = self.fbm(name + "/x", frequency, octaves) * np.float32(by / wide)
        dy = self.fbm(name + "/y", frequency, octaves) * np.float32(by / high)
        return self.points.moved(dx, dy)

    def laid(
        self,
        name: str,
        along: float,
        across: float,
        *,
        offset: float | None = 0.5,
        upright: bool = False,
        at: Points | None = None,
    ) -> Laid:
        """Courses of rectangular pieces.

        Args:
            name: of the pieces' numbers.
            along: pieces along a course, a natural piece of the material.
            across: courses a natural piece.
            offset: how far each course is shifted against the one before, in pieces; None for any distance.
            upright: courses run down instead of across.
            at: displaced points, for pieces that are not quite straight.
        """
        self.checkpoint()
        at = at or self.points
        wide, high = self.pieces
        x, y = (at.y, at.x) if upright else (at.x, at.y)
        if upright:
            wide, high = high, wide
        count_x, count_y = max(round(along * wide), 1), max(round(across * high), 1)
        if offset == 0.5 and count_y % 2:  # the courses must come out even where the tile repeats
            count_y += 1
        scaled = y * count_y
        course = np.floor(scaled)
        v = scaled - course
        course = course.astype(np.int64) % count_y
        # Numbers of courses and pieces are drawn once for each, not once for each pixel of it.
        courses, columns = np.arange(count_y, dtype=np.int64)[:, None], np.arange(count_x, dtype=np.int64)[None, :]
        if offset is None:
            shift = noise.uniform(self.seed_of(name), 1, np.zeros_like(courses), courses)[0][:, 0][course]
        else:
            shift = np.asarray(course * offset % 1.0, np.float64)
        scaled = x * count_x + shift
        column = np.floor(scaled)
        u = scaled - column
        column = column.astype(np.int64) % count_x
        drawn = noise.uniform(self.seed_of(name), 2, columns, courses)[:3]
        first, second, third = (each.astype(np.float32)[course, column] for each in drawn)
        edge_x = np.minimum(u, 1.0 - u) * (wide / count_x)
        edge_y = np.minimum(v, 1.0 - v) * (high / count_y)
        shape = (self.rows, self.columns)
        fields = (np.minimum(edge_x, edge_y), first, second, third, u, v)
        return Laid(*(np.ascontiguousarray(np.broadcast_to(f, shape), np.float32) for f in fields))


def smoothstep(low: float, high: float, values: Field) -> FloatArray:
    """0 up to ``low``, 1 from ``high``, ``3t^2 - 2t^3`` between."""
    t = np.clip((values - np.float32(low)) / np.float32(high - low), 0.0, 1.0)
    return np.asarray(t * t * (np.float32(3.0) - np.float32(2.0) * t), np.float32)


def mix(a: Field | np.floating[Any] | float, b: Field | np.floating[Any] | float, share: Field) -> FloatArray:
    """``a`` where the share is 0, ``b`` where it is 1."""
    return np.asarray(a + (b - a) * share, np.float32)


def standard(values: Field) -> FloatArray:
    """Zero mean, unit standard deviation; zeros where all values are alike."""
    centred = values - values.mean(dtype=np.float64)
    deviation = float(np.sqrt(np.mean(np.square(centred, dtype=np.float64))))
    return np.asarray(centred / deviation if deviation > 1e-6 else centred * 0.0, np.float32)
