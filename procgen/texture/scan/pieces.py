"""Where pieces of a scan go on a torus, so that they join: coordinates are made here, and no pixels.

A tile is laid of overlapping squares of a scan. Each has an offset, the place of the scan that it shows; neighbours
should show the same where they overlap, in the space of appearance vectors of all maps at once (Lefebvre and Hoppe,
"Appearance-space texture synthesis", SIGGRAPH 2006). Offsets are found from coarse to fine: by correlation over all
places of a reduced scan, then near those that were found. All pieces have neighbours on all sides, around the torus as
well; after they are laid once, each is laid again with all others known, a few times. Then the cuts between them are
found along which neighbours differ least (Efros and Freeman, "Image quilting", SIGGRAPH 2001), first between the pieces
of a course, then between courses.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt
import scipy

from procgen.runtime.checkpoint import Checkpoint, go_on
from procgen.texture.classical.periodic_noise import uniform
from procgen.texture.classical.torus import resize
from procgen.texture.material import FloatArray
from procgen.texture.scan.appearance import FINE, Appearance

COARSE: Final = 2
"""Pixels of the search along one of the reduced scan, all places of which are compared."""
_APART: Final = 5
"""Places of the reduced scan that count as one, a side."""
_CHOICES: Final = 32
_SWEEPS: Final = 2
_MENDINGS: Final = 2
_STREAM: Final = 0x5CA5
_GRAIN_POWER: Final = 0.75
_WIDEST: Final = 0.65
"""How far pieces may lie apart, as a share of the scan's side: with their overlaps they must not show it all."""
_BROADEST: Final = 5
"""Waves a scan from which on its drawing may be of courses: what is broader is stains."""
_FRESH: Final = 0.3
"""How near a piece may come to where its neighbour goes on, as a share of its side."""

IntArray = npt.NDArray[np.int64]
Doubles = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class PieceParameters:
    """How pieces are laid."""

    piece_px: int = 72
    """About how far pieces lie apart, pixels of the search; longer along a grain, and as much shorter across it."""
    overlap_px: int = 24
    """How far neighbours overlap."""
    jitter: float = 0.1
    """A piece may fit worse than the best one by this share: more gives more variety."""
    reuse: float = 0.4
    """How bad it is to show again what the tile shows elsewhere; 1 is as bad as a neighbour that doesn't fit at all."""
    stretch: float = 1.0
    """How many times as long along u, and as short along v, as the scan's grain says."""
    guidance: float = 0.0
    """How much what the pieces should show counts, beside how they join."""
    courses: float = 0.0
    """How much it counts that a piece goes on in the courses of those beside it, where the scan has courses."""


@dataclass(frozen=True, slots=True, eq=False)
class Composition:
    """Which piece is where, and what each shows."""

    owner: IntArray = field(repr=False)
    """(rows, columns) the piece's number."""
    offsets: IntArray = field(repr=False)
    """(pieces, 2) in steps of 1 / FINE: pixel (y, x) of the search shows the scan at (y, x) plus that, around."""
    squares: IntArray = field(repr=False)
    """(pieces, 4) top, left, height and width of where each may show; they go on beyond the tile's edges."""

    @property
    def largest_share(self) -> float:
        """Of the tile that the largest connected part shows that is one part of the scan as well."""
        rows, columns = self.owner.shape
        shown = self.offsets[self.owner] // FINE
        # Around the torus a piece goes on; whoever owns a pixel shows it relative to its own square.
        same = [np.all(shown == np.roll(shown, -1, axis), axis=-1) for axis in (0, 1)]
        number = np.arange(rows * columns).reshape(rows, columns)
        links = [(number[same[axis]], np.roll(number, -1, axis)[same[axis]]) for axis in (0, 1)]
        one, other = (np.concatenate(part) for part in zip(*links, strict=True))
        graph = scipy.sparse.coo_matrix((np.ones(len(one), bool), (one, other)), shape=(number.size, number.size))
        return (
            float(np.bincount(scipy.sparse.csgraph.connected_components(graph, directed=False)[1]).max()) / number.size
        )


def starts_of(size: int, piece_px: float) -> IntArray:
    """Where pieces begin: at least two, as evenly as whole pixels allow."""
    count = max(round(size / piece_px), 2)
    return np.arange(count, dtype=np.int64) * size // count


class _Grid:
    """The squares on the torus."""

    def __init__(self, rows: int, columns: int, parameters: PieceParameters, appearance: Appearance) -> None:
        self.rows, self.columns, side = rows, columns, appearance.side
        stretch = appearance.grain**_GRAIN_POWER * parameters.stretch
        widest = _WIDEST * side
        self.top = starts_of(rows, min(parameters.piece_px / stretch, widest))
        self.left = starts_of(columns, min(parameters.piece_px * stretch, widest))
        shortest = min(rows // len(self.top), columns // len(self.left))
        self.overlap = max(min(parameters.overlap_px, shortest // 2, side // 4), 2)
        self.overlap -= self.overlap % 2
        self.heights = np.diff(self.top, append=rows) + self.overlap
        self.widths = np.diff(self.left, append=columns) + self.overlap
        self.down, self.across = len(self.top), len(self.left)

    def square(self, j: int, i: int) -> tuple[int, int, int, int]:
        """Top, left, height and width; it may go on beyond the edges."""
        return int(self.top[j]), int(self.left[i]), int(self.heights[j]), int(self.widths[i])


def _strips(grid: _Grid, j: int, i: int) -> list[tuple[int, int, slice, slice, tuple[int, int]]]:
    """The neighbours of a square: their place in the grid, the part of the square that each overlaps, and how far the
    neighbour's pixels lie from the square's on the unrolled torus (which matters where it is the same one twice).
    """
    _, _, height, width = grid.square(j, i)
    o = grid.overlap
    found = []
    for dj, di, rows, columns in (
        (0, -1, slice(0, height), slice(0, o)),
        (0, 1, slice(0, height), slice(width - o, width)),
        (-1, 0, slice(0, o), slice(0, width)),
        (1, 0, slice(height - o, height), slice(0, width)),
    ):
        other_j, other_i = (j + dj) % grid.down, (i + di) % grid.across
        around = ((j + dj) // grid.down * grid.rows, (i + di) // grid.across * grid.columns)
        found.append((other_j, other_i, rows, columns, around))
    return found


class _Search:
    def __init__(
        self, appearance: Appearance, grid: _Grid, parameters: PieceParameters, seed: int, guide: FloatArray | None
    ) -> None:
        self.appearance, self.grid, self.parameters = appearance, grid, parameters
        self.guide = guide if appearance.guide is not None and parameters.guidance > 0.0 else None
        side = appearance.side
        self.coarse_side = side // COARSE
        self.coarse = resize(appearance.fine, self.coarse_side, self.coarse_side)
        self.spectra = scipy.fft.rfft2(self.coarse, axes=(0, 1))
        self.energy = scipy.fft.rfft2(np.square(self.coarse).sum(axis=-1))
        if self.guide is not None:
            assert appearance.guide is not None
            self.guide_small = resize(appearance.guide, self.coarse_side, self.coarse_side)
            self.guide_spectra = scipy.fft.rfft2(self.guide_small, axes=(0, 1))
            self.guide_energy = scipy.fft.rfft2(np.square(self.guide_small).sum(axis=-1))
        self.alike = self._alike() if parameters.courses > 0.0 else None
        self._guidance: dict[tuple[int, int], FloatArray] = {}
        self.offsets = np.full((grid.down, grid.across, 2), -1, np.int64)
        self.laid = np.zeros((grid.down, grid.across), bool)
        across, down = np.arange(grid.across), np.arange(grid.down * (_SWEEPS + 1))
        self.draws = uniform(seed, _STREAM, across[None, :], down[:, None])[0]

    def _shown(self, top: int, left: int, height: int, width: int, offset: IntArray) -> FloatArray:
        """(height, width, k) what a piece shows there, coarsely; all in pixels of the search, even numbers."""
        n = self.coarse_side
        rows = (np.arange(height // COARSE) + (top + offset[0] // FINE) // COARSE) % n
        columns = (np.arange(width // COARSE) + (left + offset[1] // FINE) // COARSE) % n
        return np.asarray(self.coarse[rows[:, None], columns], np.float32)

    def costs(self, j: int, i: int) -> FloatArray:
        """(n, n) how badly the square would fit whose upper left shows each place of the reduced scan: mean squared
        difference where neighbours lie, and what else counts.
        """
        grid, n = self.grid, self.coarse_side
        top, left, height, width = grid.square(j, i)
        rows, columns = min(height // COARSE, n), min(width // COARSE, n)
        target = np.zeros((n, n, self.coarse.shape[2]), np.float32)
        count = np.zeros((n, n), np.float32)
        constant = 0.0
        for other_j, other_i, in_rows, in_columns, around in _strips(grid, j, i):
            if not self.laid[other_j, other_i]:
                continue
            y, x = top + in_rows.start - around[0], left + in_columns.start - around[1]
            shown = self._shown(
                y, x, in_rows.stop - in_rows.start, in_columns.stop - in_columns.start, self.offsets[other_j, other_i]
            )
            at = (in_rows.start // COARSE, in_columns.start // COARSE)
            shown = shown[: rows - at[0], : columns - at[1]]
            there = np.s_[at[0] : at[0] + shown.shape[0], at[1] : at[1] + shown.shape[1]]
            target[there] += shown
            count[there] += 1.0
            constant += float(np.square(shown).sum())
        found = np.zeros((n, n), np.float32)
        if count.any():
            crossed = (self.spectra * np.conj(scipy.fft.rfft2(target, axes=(0, 1)))).sum(axis=-1)
            energy = self.energy * np.conj(scipy.fft.rfft2(count))
            found = scipy.fft.irfft2(energy - 2.0 * crossed, s=(n, n)) + np.float32(constant)
            found = np.maximum(found, 0.0) / np.float32(count.sum())
        if self.guide is not None:
            found = found + np.float32(self.parameters.guidance) * self._guided(j, i)
        if self.alike is not None:
            found = found + np.float32(self.parameters.courses) * self._out_of_course(j, i, self.alike)
        return np.asarray(found, np.float32)

    def _alike(self) -> FloatArray:
        """(n, n) how like the scan is to itself, moved by so much around: 1 where it is not moved."""
        n = self.coarse_side
        power = np.square(np.abs(self.spectra)).sum(axis=-1)
        power[np.hypot(np.fft.fftfreq(n)[:, None] * n, np.fft.rfftfreq(n) * n) < _BROADEST] = 0.0
        found = scipy.fft.irfft2(power, s=(n, n))
        return np.asarray(found / max(float(found[0, 0]), 1e-9), np.float32)

    def _out_of_course(self, j: int, i: int, alike: FloatArray) -> FloatArray:
        """(n, n) how much less like the scan is there to where its neighbours go on than it could be, least 0."""
        top, left, _, _ = self.grid.square(j, i)
        found = np.zeros_like(alike)
        count = 0
        for other_j, other_i, _, _, around in _strips(self.grid, j, i):
            if self.laid[other_j, other_i]:
                offset = self.offsets[other_j, other_i] // FINE
                on = (top - around[0] + offset[0]) // COARSE, (left - around[1] + offset[1]) // COARSE
                found += np.roll(alike, on, (0, 1))
                count += 1
        return np.asarray((found.max() - found) / np.float32(max(count, 1)), np.float32)

    def _guided(self, j: int, i: int) -> FloatArray:
        """(n, n) mean squared difference of each place from what the guide says of a square; the same in each sweep."""
        if (j, i) not in self._guidance:
            top, left, height, width = self.grid.square(j, i)
            rows, columns = min(height // COARSE, self.coarse_side), min(width // COARSE, self.coarse_side)
            self._guidance[j, i] = self._guided_at(top, left, rows, columns)
        return self._guidance[j, i]

    def _guided_at(self, top: int, left: int, rows: int, columns: int) -> FloatArray:
        assert self.guide is not None
        n = self.coarse_side
        size = self.guide.shape
        wanted = self.guide[
            ((np.arange(rows) + top // COARSE) % size[0])[:, None], (np.arange(columns) + left // COARSE) % size[1]
        ]
        target = np.zeros((n, n, wanted.shape[2]), np.float32)
        target[:rows, :columns] = wanted
        mask = np.zeros((n, n), np.float32)
        mask[:rows, :columns] = 1.0
        crossed = (self.guide_spectra * np.conj(scipy.fft.rfft2(target, axes=(0, 1)))).sum(axis=-1)
        energy = self.guide_energy * np.conj(scipy.fft.rfft2(mask))
        found = scipy.fft.irfft2(energy - 2.0 * crossed, s=(n, n)) + np.float32(np.square(wanted).sum())
        return np.asarray(np.maximum(found, 0.0) / np.float32(rows * columns), np.float32)

    def _around(self, places: npt.NDArray[np.float32], place: Doubles | float, axis: int) -> FloatArray:
        """Distances of places from one, or from each of (k, 1), pixels of the reduced scan."""
        n = self.coarse_side
        gap = np.abs(places - np.asarray(place % n, np.float32))
        return np.asarray(np.minimum(gap, n - gap) if self.appearance.tiles[axis] else gap, np.float32)

    def lay(self, j: int, i: int, draw: float) -> None:
        """Find the offset of one square, given those that are laid."""
        grid, n = self.grid, self.coarse_side
        top, left, height, width = grid.square(j, i)
        rows, columns = height // COARSE, width // COARSE
        self.laid[j, i] = False
        cost = self.costs(j, i)
        bare = not self.laid.any()
        places = np.arange(n, dtype=np.float32)
        others = np.argwhere(self.laid)
        offsets = self.offsets[self.laid].astype(np.float64) / (FINE * COARSE)
        # Where in the scan the other squares lie, and how far each place of it would show them again.
        tops, lefts = grid.top[others[:, 0]] / COARSE + offsets[:, 0], grid.left[others[:, 1]] / COARSE + offsets[:, 1]
        down = np.maximum(rows - self._around(places, tops[:, None], 0), 0.0)
        across = np.maximum(columns - self._around(places, lefts[:, None], 1), 0.0)
        # No product of matrices: its last digits would be the processor's, and choices hang on them.
        used = np.einsum("ka,kb->ab", down, across) / np.float32(rows * columns)
        near_j, near_i = (others[:, 0] - j + 1) % grid.down <= 2, (others[:, 1] - i + 1) % grid.across <= 2
        goes_on = []
        for axis, (first, whole, side) in enumerate(((top, grid.rows, rows), (left, grid.columns, columns))):
            # Where this one would lie if it went on from each of the others, around the torus too.
            on = [(first + wrap * whole) / COARSE + offsets[near_j & near_i, axis] for wrap in (-1, 0, 1)]
            near = self._around(places, np.stack(on)[..., None], axis) < _FRESH * side
            goes_on.append(np.logical_or.reduce(near, axis=0))
        stale = np.logical_or.reduce(goes_on[0][:, :, None] & goes_on[1][:, None, :], axis=0)
        cost = cost + np.float32(self.parameters.reuse) * used
        allowed = ~stale if not stale.all() else np.ones_like(stale)
        for axis, length in ((0, rows), (1, columns)):
            if not self.appearance.tiles[axis]:
                # A pixel is left for what is mended later.
                inside = (places >= 1) & (places < max(n - length, 2))
                allowed = allowed & (inside[:, None] if axis == 0 else inside[None, :])
        if not allowed.any():
            allowed = np.ones_like(stale)
        if bare and self.guide is None:
            good = np.flatnonzero(allowed)
        else:
            within = np.where(allowed, cost, np.float32(np.inf))
            least = float(within.min())
            # Beside the best place the next ones show the same, moved: those count that are the best around them.
            lowest = within == scipy.ndimage.minimum_filter(within, _APART, mode="wrap")
            good = np.flatnonzero(lowest & (within <= least * (1.0 + self.parameters.jitter) + 1e-6))
            good = good[np.argsort(within.ravel()[good], kind="stable")][:_CHOICES]
        y, x = divmod(int(good[min(int(draw * len(good)), len(good) - 1)]), n)
        # From the place of the scan to an offset, in steps of a pixel of the search.
        self.offsets[j, i] = (y * COARSE - top) * FINE, (x * COARSE - left) * FINE
        self.laid[j, i] = True

    def near(self, j: int, i: int) -> None:
        """Mend an offset by what its neighbours show at full size, within a pixel of the reduced scan."""
        grid, fine = self.grid, self.appearance.fine
        n = fine.shape[0]
        top, left, _, _ = grid.square(j, i)
        reach = COARSE * FINE // 2 + 1
        shifts = np.arange(-reach, reach + 1)
        total = np.zeros((len(shifts), len(shifts)))
        step = FINE  # a quarter of the pixels tells enough
        for other_j, other_i, in_rows, in_columns, around in _strips(grid, j, i):
            y = np.arange(in_rows.start * FINE, in_rows.stop * FINE, step) + top * FINE
            x = np.arange(in_columns.start * FINE, in_columns.stop * FINE, step) + left * FINE
            other = self.offsets[other_j, other_i]
            beside = fine[((y - around[0] * FINE + other[0]) % n)[:, None], (x - around[1] * FINE + other[1]) % n]
            own = self.offsets[j, i]
            rows = (np.arange(-reach, len(y) * step + reach) + y[0] + own[0]) % n
            columns = (np.arange(-reach, len(x) * step + reach) + x[0] + own[1]) % n
            # Every second column beside one another, so that what is compared lies in one piece.
            blocks = [fine[rows[:, None], columns[first::step]] for first in range(step)]
            gap = np.empty_like(beside)
            for across in range(len(shifts)):
                first, block = across // step, blocks[across % step]
                for down in range(len(shifts)):
                    np.subtract(block[down::step, first : first + len(x)][: len(y)], beside, out=gap)
                    total[down, across] += np.einsum("yxk,yxk->", gap, gap)
        best = divmod(int(np.argmin(total)), len(shifts))
        self.offsets[j, i] += shifts[best[0]], shifts[best[1]]


def _cheapest(cost: FloatArray) -> IntArray:
    """Paths of least sum from the first step to the last, each step beside the one before.

    Args:
        cost: (paths, steps, width).

    Returns:
        (paths, steps) places across.
    """
    paths, steps, width = cost.shape
    total = cost[:, 0].copy()
    came = np.zeros((steps, paths, width), np.int8)
    padded = np.full((paths, width + 2), np.inf, np.float32)
    for step in range(1, steps):
        padded[:, 1:-1] = total
        straight, before, after = padded[:, 1:-1], padded[:, :-2], padded[:, 2:]
        best = np.minimum(np.minimum(straight, before), after)
        came[step] = np.where(straight == best, 0, np.where(before == best, -1, 1))
        total = best + cost[:, step]
    path = np.empty((paths, steps), np.int64)
    path[:, -1] = np.argmin(total, axis=1)
    each = np.arange(paths)
    for step in range(steps - 1, 0, -1):
        path[:, step - 1] = path[:, step] + came[step, each, path[:, step]]
    return path


def _cut(search: _Search, checkpoint: Checkpoint) -> IntArray:
    """(rows, columns) whose each pixel is, by cuts between the pieces of a course and then between courses."""
    grid, fine = search.grid, search.appearance.fine
    n, o = fine.shape[0], grid.overlap
    offsets = search.offsets

    def shown(y: IntArray, x: IntArray, j: IntArray, i: IntArray) -> FloatArray:
        """Appearance at pixels of the search, as pieces show it."""
        at = offsets[j, i]
        return np.asarray(fine[(y * FINE + at[..., 0]) % n, (x * FINE + at[..., 1]) % n], np.float32)

    tallest = int(grid.heights.max())
    j, i = (each.ravel() for each in np.meshgrid(np.arange(grid.down), np.arange(grid.across), indexing="ij"))
    y = grid.top[j][:, None, None] + np.arange(tallest)[:, None]
    x = grid.left[i][:, None, None] + np.arange(o)
    y, x = np.broadcast_arrays(y, x)
    here, before = (j[:, None, None], i[:, None, None]), (j[:, None, None], (i[:, None, None] - 1) % grid.across)
    # The piece before the first one is the last, a whole tile to the left.
    unrolled = x + np.where(i == 0, grid.columns, 0)[:, None, None]
    cost = np.square(shown(y, x, *here) - shown(y, unrolled, *before)).sum(axis=-1)
    checkpoint()
    # (pieces, tallest): the first column that is the piece's own.
    own = _cheapest(np.asarray(cost, np.float32)) + 1
    strips = np.empty((grid.down, tallest, grid.columns), np.int64)
    across = np.arange(grid.columns)
    base = np.searchsorted(grid.left, across, side="right") - 1
    into = across - grid.left[base]
    for row in range(grid.down):
        first = own[row * grid.across : (row + 1) * grid.across]  # (across, tallest)
        strips[row] = np.where(into < first[base].T, (base - 1) % grid.across, base)
    checkpoint()
    # Between courses: each course's first rows overlap the one above.
    rows = np.arange(o)
    course = np.arange(grid.down)
    above = (course - 1) % grid.down
    y = np.broadcast_to(grid.top[:, None, None] + rows[:, None], (grid.down, o, grid.columns))
    x = np.broadcast_to(across, y.shape)
    of_above = np.stack([strips[a][grid.heights[a] - o : grid.heights[a]] for a in above])
    unrolled_y = y + np.where(course == 0, grid.rows, 0)[:, None, None]

    def course_shown(y: IntArray, which: IntArray, columns: IntArray) -> FloatArray:
        # A piece that begins near the right end shows the first columns as those beyond it.
        beyond = np.where((columns == grid.across - 1) & (x < grid.left[-1]), grid.columns, 0)
        return shown(y, x + beyond, which[:, None, None], columns)

    cost = np.square(course_shown(y, course, strips[:, :o]) - course_shown(unrolled_y, above, of_above)).sum(axis=-1)
    # Closed around the torus: found on two rounds, of which the middle has settled wherever it began.
    along = np.asarray(np.swapaxes(cost, 1, 2), np.float32)
    half = grid.columns // 2
    path = _cheapest(np.concatenate([along, along], axis=1))
    path = np.roll(path[:, half : half + grid.columns], half, axis=1) + 1
    checkpoint()
    owner = np.empty((grid.rows, grid.columns), np.int64)
    for number in range(grid.down):
        top, height = int(grid.top[number]), int(grid.heights[number]) - o
        own_rows = np.arange(height)[:, None]
        mine = strips[number][:height] + number * grid.across
        under = np.zeros_like(mine)
        count = min(o, height)
        under[:count] = of_above[number][:count] + above[number] * grid.across
        owner[top : top + height] = np.where(own_rows < path[number][None, :], under, mine)
    return owner


def compose(
    appearance: Appearance,
    rows: int,
    columns: int,
    seed: int,
    parameters: PieceParameters | None = None,
    guide: FloatArray | None = None,
    checkpoint: Checkpoint = go_on,
) -> Composition:
    """Lay pieces of a scan on a torus.

    Args:
        appearance: the scan.
        rows: of the tile, pixels of the search; even.
        columns: the same.
        seed: of all choices.
        parameters: how pieces are laid.
        guide: (rows / COARSE, columns / COARSE, g) what should be where, as ``appearance.guide`` is.
        checkpoint: called after each piece, some 5 ms.
    """
    parameters = parameters or PieceParameters()
    grid = _Grid(rows, columns, parameters, appearance)
    search = _Search(appearance, grid, parameters, seed, guide)
    for sweep in range(_SWEEPS + 1):
        for j in range(grid.down):
            for i in range(grid.across):
                search.lay(j, i, float(search.draws[sweep * grid.down + j, i]))
                checkpoint()
    for _ in range(_MENDINGS):
        for j in range(grid.down):
            for i in range(grid.across):
                search.near(j, i)
                checkpoint()
    squares = [grid.square(j, i) for j in range(grid.down) for i in range(grid.across)]
    return Composition(_cut(search, checkpoint), search.offsets.reshape(-1, 2), np.array(squares, np.int64))
