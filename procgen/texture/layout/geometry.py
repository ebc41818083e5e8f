"""Where the pieces of a layout lie, on the unit torus.

A geometry answers for any point: which piece is there, and how far is its border. Distances are in pixels, as tiles
need not be square.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float32]
IndexArray = npt.NDArray[np.int64]

_FAR = 8.0
"""A coordinate that is outside, in tiles: ends of pieces that go round the whole tile."""


class Geometry(Protocol):
    """Pieces that fill the unit torus."""

    @property
    def count(self) -> int:
        """Number of pieces."""

    def sample(
        self, x: FloatArray, y: FloatArray, width_px: float, height_px: float, roundness: float
    ) -> tuple[FloatArray, IndexArray]:
        """The pieces at points.

        Args:
            x, y: (rows, columns) coordinates from 0 to 1, x to the right and y down.
            width_px, height_px: size of the tile.
            roundness: of the corners, 0 to 1.

        Returns:
            Distance to the piece's border in pixels, 0 or more, and the piece's index.
        """

    def shorter_px(self, width_px: float, height_px: float) -> npt.NDArray[np.float64]:
        """(count,) shorter side of each piece, pixels."""


def box_distance(dx: FloatArray, dy: FloatArray, radius: FloatArray | np.float32) -> FloatArray:
    """Distance from inside a rectangle to its border with rounded corners, from those to the nearest sides."""
    qx, qy = radius - dx, radius - dy
    outside = np.hypot(np.maximum(qx, 0), np.maximum(qy, 0))
    return np.asarray(np.maximum(radius - outside - np.minimum(np.maximum(qx, qy), 0), 0), np.float32)


def _interval(lines: FloatArray, at: FloatArray) -> tuple[IndexArray, FloatArray]:
    """Index of the last of ascending lines (first in 0 to 1, period 1) before each point, and the point past the
    first line.
    """
    past = np.where(at < lines[0], at + np.float32(1), at)
    return np.searchsorted(lines, past, side="right") - 1, past


@dataclass(frozen=True, slots=True)
class Courses:
    """Rows of rectangles."""

    lines: tuple[float, ...]
    """Upper edges of the rows, ascending; the first is 0 or more and the last below the first plus 1."""
    joints: tuple[tuple[float, ...], ...]
    """For each row the left ends of its pieces, 0 to 1, ascending; none if a piece goes round the tile."""

    @property
    def count(self) -> int:
        return sum(max(len(row), 1) for row in self.joints)

    def sample(
        self, x: FloatArray, y: FloatArray, width_px: float, height_px: float, roundness: float
    ) -> tuple[FloatArray, IndexArray]:
        lines = np.array([*self.lines, self.lines[0] + 1], np.float32)
        row, below = _interval(lines[:-1], y)
        dy = np.minimum(below - lines[row], lines[row + 1] - below) * np.float32(height_px)
        # One search serves all rows: their ends stand behind one another, four apart.
        keys: list[float] = []
        ends: list[float] = []
        owner: list[int] = []
        piece = 0
        for order, joints in enumerate(self.joints):
            number = max(len(joints), 1)
            extended = [joints[-1] - 1, *joints, joints[0] + 1] if joints else [-_FAR, _FAR]
            keys += [4.0 * order + min(max(end, -1.0), 2.0) + 1 for end in extended]
            ends += extended
            owner += [piece + (k - 1) % number for k in range(len(extended))]
            piece += number
        place = np.searchsorted(np.array(keys), row * 4.0 + x + 1, side="right") - 1
        end = np.array(ends, np.float32)
        dx = np.minimum(x - end[place], end[place + 1] - x) * np.float32(width_px)
        index = np.array(owner)[place]
        radius = (self.shorter_px(width_px, height_px) * (0.5 * roundness)).astype(np.float32)[index]
        return box_distance(dx, dy, radius), index

    def shorter_px(self, width_px: float, height_px: float) -> npt.NDArray[np.float64]:
        sides = []
        for index, joints in enumerate(self.joints):
            following = self.lines[index + 1] if index + 1 < len(self.lines) else self.lines[0] + 1
            high = (following - self.lines[index]) * height_px
            lengths = np.diff([*joints, joints[0] + 1]) if joints else np.ones(1)
            sides.append(np.minimum(lengths * width_px, high))
        return np.concatenate(sides)


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """Rectangles of whole cells of a grid whose lines need not be even."""

    columns: npt.NDArray[np.float64]
    """Left edges of the columns, 0 to 1, ascending."""
    rows: npt.NDArray[np.float64]
    """Upper edges of the rows, 0 to 1, ascending."""
    owner: npt.NDArray[np.int64]
    """(rows, columns) index of the piece that each cell belongs to."""
    sides: npt.NDArray[np.int64]
    """(4, rows, columns) the first and last line, left, right, upper, lower, of each cell's piece; beyond the range
    where the piece crosses the tile's edge.
    """

    @property
    def count(self) -> int:
        return int(self.owner.max()) + 1

    @staticmethod
    def _places(lines: npt.NDArray[np.float64], index: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
        turns, rest = np.divmod(index, len(lines))
        return np.asarray(lines[rest] + turns, np.float64)

    def sample(
        self, x: FloatArray, y: FloatArray, width_px: float, height_px: float, roundness: float
    ) -> tuple[FloatArray, IndexArray]:
        column, past_x = _interval(self.columns.astype(np.float32), x)
        row, past_y = _interval(self.rows.astype(np.float32), y)
        cell = row * len(self.columns) + column
        left, right = (self._places(self.columns, side).astype(np.float32).ravel() for side in self.sides[:2])
        upper, lower = (self._places(self.rows, side).astype(np.float32).ravel() for side in self.sides[2:])
        dx = np.minimum(past_x - left[cell], right[cell] - past_x) * np.float32(width_px)
        dy = np.minimum(past_y - upper[cell], lower[cell] - past_y) * np.float32(height_px)
        index = self.owner.ravel()[cell]
        radius = (self.shorter_px(width_px, height_px) * (0.5 * roundness)).astype(np.float32)[index]
        return box_distance(dx, dy, radius), index

    def shorter_px(self, width_px: float, height_px: float) -> npt.NDArray[np.float64]:
        _, first = np.unique(self.owner.ravel(), return_index=True)
        left, right = (self._places(self.columns, side).ravel()[first] for side in self.sides[:2])
        upper, lower = (self._places(self.rows, side).ravel()[first] for side in self.sides[2:])
        return np.minimum((right - left) * width_px, (lower - upper) * height_px)


@dataclass(frozen=True, slots=True, eq=False)
class Sites:
    """Voronoi cells of points that stand one in each cell of a grid whose odd rows are half a cell further."""

    x: npt.NDArray[np.float64]
    """(rows, columns) place of each point in its cell, 0 to 1; 0.5 is its middle."""
    y: npt.NDArray[np.float64]

    @property
    def count(self) -> int:
        return self.x.size

    def sample(
        self, x: FloatArray, y: FloatArray, width_px: float, height_px: float, roundness: float
    ) -> tuple[FloatArray, IndexArray]:
        rows, columns = self.x.shape
        across, down = x * np.float32(columns), y * np.float32(rows)
        row = np.floor(down).astype(np.int64)
        site_x, site_y = self.x.astype(np.float32).ravel(), self.y.astype(np.float32).ravel()
        away_x = np.empty((9, *x.shape), np.float32)
        away_y = np.empty_like(away_x)
        owner = np.empty((9, *x.shape), np.int64)
        for step in range(3):
            r = row + (step - 1)
            shift = (r % 2).astype(np.float32) * np.float32(0.5)
            column = np.floor(across - shift).astype(np.int64)
            base = r % rows * columns
            for side in range(3):
                c = column + (side - 1)
                k = 3 * step + side
                owner[k] = base + c % columns
                away_x[k] = (c + shift + site_x[owner[k]] - across) * np.float32(width_px / columns)
                away_y[k] = (r + site_y[owner[k]] - down) * np.float32(height_px / rows)
        square = away_x * away_x + away_y * away_y
        nearest = square.argmin(axis=0)[None]
        own, own_x, own_y = (np.take_along_axis(a, nearest, axis=0)[0] for a in (square, away_x, away_y))
        # The border with another point's cell lies halfway between the two points.
        apart = np.hypot(away_x - own_x, away_y - own_y)
        border = np.where(apart > 0, (square - own) / np.maximum(2 * apart, np.float32(1e-9)), np.float32(np.inf))
        distance = border.min(axis=0)
        if roundness > 0:
            # A soft minimum over the sides rounds the corners.
            soft = np.float32(0.25 * roundness * min(width_px / columns, height_px / rows))
            distance -= soft * np.log(np.exp((distance - border) / soft).sum(axis=0))
        return np.maximum(distance, 0), np.take_along_axis(owner, nearest, axis=0)[0]

    def shorter_px(self, width_px: float, height_px: float) -> npt.NDArray[np.float64]:
        rows, columns = self.x.shape
        return np.full(self.count, min(width_px / columns, height_px / rows))


@dataclass(frozen=True, slots=True)
class Diamonds:
    """A grid turned by 45 degrees (or, where the tile is stretched, a lattice of rhombs)."""

    columns: int
    rows: int

    @property
    def count(self) -> int:
        return 4 * self.columns * self.rows

    def _slopes(self, width_px: float, height_px: float) -> float:
        return float(np.hypot(self.columns / width_px, self.rows / height_px))

    def sample(
        self, x: FloatArray, y: FloatArray, width_px: float, height_px: float, roundness: float
    ) -> tuple[FloatArray, IndexArray]:
        across, down = x * np.float32(self.columns), y * np.float32(self.rows)
        first, second = across + down, across - down
        i, j = np.floor(first), np.floor(second)
        scale = np.float32(1 / self._slopes(width_px, height_px))
        # In a stretched tile the two families of lines are not at right angles, which only the corners feel.
        dx = (np.float32(0.5) - np.abs(first - i - np.float32(0.5))) * scale
        dy = (np.float32(0.5) - np.abs(second - j - np.float32(0.5))) * scale
        radius = np.float32(0.5 * roundness) * scale
        index = (i + j).astype(np.int64) % (2 * self.columns) + (i - j).astype(np.int64) % (2 * self.rows) * (
            2 * self.columns
        )
        return box_distance(dx, dy, radius), index

    def shorter_px(self, width_px: float, height_px: float) -> npt.NDArray[np.float64]:
        return np.full(self.count, 1 / self._slopes(width_px, height_px))


@dataclass(frozen=True, slots=True)
class Scales:
    """Rows that overlap the next row below, with ends that are half an ellipse; odd rows are half a piece further."""

    columns: int
    rows: int
    depth: float = 0.9
    """Height of the round end, as a share of a row."""

    @property
    def count(self) -> int:
        return self.columns * self.rows

    def _end(
        self, across: FloatArray, down: FloatArray, row: IndexArray, width_px: float, height_px: float
    ) -> tuple[FloatArray, IndexArray, FloatArray]:
        """Signed distance past the lower ends of a row, the column there, and the distance to the row's slits."""
        place = across - (row % 2).astype(np.float32) * np.float32(0.5)
        column = np.floor(place)
        u = (place - column - np.float32(0.5)) * np.float32(2)
        v = np.maximum(down - row.astype(np.float32), 0) / np.float32(self.depth)
        radius = np.maximum(np.hypot(u, v), np.float32(1e-6))
        # First-order distance to the ellipse: its level over the length of the level's gradient.
        gradient_x = u / radius * np.float32(2 * self.columns / width_px)
        gradient_y = v / radius * np.float32(self.rows / self.depth / height_px)
        signed = (radius - 1) / np.maximum(np.hypot(gradient_x, gradient_y), np.float32(1e-9))
        slit = (np.float32(1) - np.abs(u)) * np.float32(width_px / (2 * self.columns))
        return signed, column.astype(np.int64), slit

    def sample(
        self, x: FloatArray, y: FloatArray, width_px: float, height_px: float, roundness: float
    ) -> tuple[FloatArray, IndexArray]:
        across, down = x * np.float32(self.columns), y * np.float32(self.rows)
        row = np.floor(down).astype(np.int64)
        upper, upper_column, _ = self._end(across, down, row, width_px, height_px)
        lower, lower_column, slit = self._end(across, down, row + 1, width_px, height_px)
        above, _, _ = self._end(across, down, row - 1, width_px, height_px)
        covered = upper <= 0
        distance = np.where(covered, np.minimum(-upper, above), np.minimum(np.minimum(upper, slit), -lower))
        index = np.where(
            covered,
            row % self.rows * self.columns + upper_column % self.columns,
            (row + 1) % self.rows * self.columns + lower_column % self.columns,
        )
        return np.maximum(distance, 0).astype(np.float32, copy=False), index

    def shorter_px(self, width_px: float, height_px: float) -> npt.NDArray[np.float64]:
        return np.full(self.count, min(width_px / self.columns, height_px / self.rows))
