"""Image quilting on the torus (Efros and Freeman, "Image Quilting for Texture Synthesis and Transfer", SIGGRAPH 2001).

Square patches of an example are laid in raster order, each chosen among those that agree best with what already lies
where they overlap, and joined along the path of least disagreement. On a torus the last patch of a course also
overlaps the first one, and the last course the first course, so that their cuts close the seams. All maps of a
material are cut together, so they stay aligned.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from procgen.errors import InvalidFields, Violation
from procgen.runtime.checkpoint import Checkpoint, go_on
from procgen.texture.classical.periodic_noise import uniform
from procgen.texture.classical.torus import resize
from procgen.texture.material import FloatArray, Surface

MIN_SIZE_PX, MAX_SIZE_PX = 32, 4096
MIN_PATCH_PX = 8
_SEARCH_PX = 144
"""Patches are first sought in an example reduced to about this size."""
_CANDIDATES = 16
"""Places that are compared again at full size."""
_STREAM = 0x9D17

_Doubles = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class QuiltingParameters:
    """How to quilt.

    Raises:
        InvalidFields: naming all fields that are out of range.
    """

    seed: int
    """0 to 2^64 - 1."""
    rows: int
    """32 to 4096 px."""
    columns: int
    """32 to 4096 px."""
    patch_px: int = 40
    """About how wide patches are, overlap and all; 8 px to the output's shorter side."""
    overlap_px: int = 10
    """How far neighbours overlap; 2 px to half the patch."""
    tolerance: float = 0.1
    """A patch may disagree by this share more than the best one, 0 to 10: more gives more variety."""
    periodic: bool = True
    """Whether the example continues at its opposite edge, so that patches may lie across it."""
    fresh: bool = True
    """Whether a patch may not go on where its neighbours were cut from. If it may, the best continuation of an
    example is most often the example itself, and outputs are copies of it."""

    def __post_init__(self) -> None:
        violations = []
        if not 0 <= self.seed < 1 << 64:
            violations.append(Violation.of("seed", self.seed, "0 to 2^64 - 1"))
        for name in ("rows", "columns"):
            if not MIN_SIZE_PX <= getattr(self, name) <= MAX_SIZE_PX:
                violations.append(Violation.of(name, getattr(self, name), f"{MIN_SIZE_PX} to {MAX_SIZE_PX}"))
        largest = min(self.rows, self.columns)
        if not MIN_PATCH_PX <= self.patch_px <= largest:
            violations.append(Violation.of("patch_px", self.patch_px, f"{MIN_PATCH_PX} to {largest}"))
        if not 2 <= self.overlap_px <= self.patch_px // 2:
            violations.append(Violation.of("overlap_px", self.overlap_px, f"2 to {self.patch_px // 2}"))
        if not 0.0 <= self.tolerance <= 10.0:
            violations.append(Violation.of("tolerance", self.tolerance, "0 to 10"))
        if violations:
            raise InvalidFields(violations)


def least_cost_path(cost: _Doubles) -> npt.NDArray[np.intp]:
    """The path from the first row to the last, one pixel a row, each below or beside the one before, of least sum.

    Args:
        cost: (n, width).

    Returns:
        (n,) columns.
    """
    steps, width = cost.shape
    total = cost[0].copy()
    came = np.zeros((steps, width), np.int8)
    padded = np.full(width + 2, np.inf)
    for step in range(1, steps):
        padded[1:-1] = total
        before = np.stack((padded[:-2], padded[1:-1], padded[2:]))
        # The straight step first, so that it wins where several are equal.
        choice = np.array((0, -1, 1))[np.argmin(before[[1, 0, 2]], axis=0)]
        came[step] = choice
        total = before.min(axis=0) + cost[step]
    path = np.empty(steps, np.intp)
    path[-1] = int(np.argmin(total))
    for step in range(steps - 1, 0, -1):
        path[step - 1] = path[step] + came[step, path[step]]
    return path


def _after_path(cost: _Doubles) -> FloatArray:
    """(n, width) 1 where the new patch is taken, right of the path; half on it, which hides a step of one value."""
    path = least_cost_path(cost)[:, None]
    across = np.arange(cost.shape[1])[None, :]
    return np.where(across > path, 1.0, np.where(across == path, 0.5, 0.0)).astype(np.float32)


class _Example:
    """The example, with what the search needs of it."""

    def __init__(self, maps: FloatArray, weights: FloatArray, *, periodic: bool) -> None:
        self.maps = maps
        self.periodic = periodic
        self.rows, self.columns = maps.shape[:2]
        self.factor = max(round(min(self.rows, self.columns) / _SEARCH_PX), 1)
        self.features = (maps * weights).astype(np.float32)
        small = (self.rows // self.factor, self.columns // self.factor)
        self.small = resize(self.features, *small).astype(np.float64)
        self._spectra = np.fft.rfft2(self.small, axes=(0, 1))
        self._energy = np.fft.rfft2((self.small**2).sum(axis=-1))
        self._of_known: dict[bytes, _Doubles] = {}

    def _correlate(self, spectrum: npt.NDArray[np.complex128], mask: FloatArray) -> _Doubles:
        shape = self.small.shape[:2]
        wrapped = np.zeros(shape)
        wrapped[: mask.shape[0], : mask.shape[1]] = mask
        return np.fft.irfft2(spectrum * np.conj(np.fft.rfft2(wrapped)), s=shape)

    def disagreement(self, wanted: FloatArray, known: FloatArray) -> _Doubles:
        """Sum of squared differences at each place of the reduced example.

        Args:
            wanted: (patch rows, patch columns, maps) at full size, weighted.
            known: (patch rows, patch columns) 1 where ``wanted`` counts.
        """
        rows = max(min(known.shape[0] // self.factor, self.small.shape[0]), 1)
        columns = max(min(known.shape[1] // self.factor, self.small.shape[1]), 1)
        mask = resize(known, rows, columns)
        target = resize(wanted * known[..., None], rows, columns).astype(np.float64)
        key = mask.tobytes() + bytes(str(mask.shape), "ascii")
        if key not in self._of_known:
            self._of_known[key] = self._correlate(self._energy, mask)
        shape = self.small.shape[:2]
        crossed = np.zeros((*shape, target.shape[2]))
        crossed[:rows, :columns] = target
        spectrum = (self._spectra * np.conj(np.fft.rfft2(crossed, axes=(0, 1)))).sum(axis=-1)
        energy = float((target**2 / np.maximum(mask, 1e-6)[..., None]).sum())
        error = energy - 2.0 * np.fft.irfft2(spectrum, s=shape) + self._of_known[key]
        if not self.periodic:
            error = error[: shape[0] - rows + 1, : shape[1] - columns + 1]
        return np.maximum(error, 0.0)

    def cut(self, field: FloatArray, row: int, column: int, rows: int, columns: int) -> FloatArray:
        """A piece of the example or of its features, across the edges if need be."""
        if row + rows <= self.rows and column + columns <= self.columns:
            return field[row : row + rows, column : column + columns]
        down = np.arange(row, row + rows) % self.rows
        across = np.arange(column, column + columns) % self.columns
        return np.asarray(field[down[:, None], across[None, :]], np.float32)

    def distances(self, place: int, axis: int, count: int) -> _Doubles:
        """How far the first ``count`` places of the reduced example lie from one of the full example, pixels."""
        size = (self.rows, self.columns)[axis]
        steps = np.abs(np.arange(count) * float(self.factor) - place % size)
        return np.asarray(np.minimum(steps, size - steps) if self.periodic else steps, np.float64)

    def last(self, rows: int, columns: int) -> tuple[int, int]:
        """The last place where a patch may begin."""
        return (self.rows - 1, self.columns - 1) if self.periodic else (self.rows - rows, self.columns - columns)


def _starts(size: int, patch_px: int, overlap_px: int) -> list[int]:
    """Where patches begin, as evenly as whole pixels allow."""
    count = max(round(size / (patch_px - overlap_px)), 1)
    return [number * size // count for number in range(count)]


def _step(starts: list[int], number: int, by: int) -> int:
    """How far a patch lies from the one ``by`` places on, pixels; around the end by the usual distance."""
    other = number + by
    if 0 <= other < len(starts):
        return starts[number] - starts[other]
    return -by * (starts[1] - starts[0] if len(starts) > 1 else 0)


def _choose(
    example: _Example,
    wanted: FloatArray,
    known: FloatArray,
    draw: tuple[float, float],
    tolerance: float,
    stale: list[tuple[int, int]],
) -> tuple[int, int]:
    """A place of the example that agrees with what is known, away from the stale ones."""
    rows, columns = known.shape
    last_row, last_column = example.last(rows, columns)
    if not known.any():
        return int(draw[0] * (last_row + 1)), int(draw[1] * (last_column + 1))
    coarse = example.disagreement(wanted, known)
    fresh = np.ones(coarse.shape, bool)
    for row, column in stale:
        near_row = example.distances(row, 0, coarse.shape[0]) < rows / 4.0
        near_column = example.distances(column, 1, coarse.shape[1]) < columns / 4.0
        fresh &= ~(near_row[:, None] & near_column[None, :])
    if fresh.any():
        coarse = np.where(fresh, coarse, np.inf)
    count = min(_CANDIDATES, int(np.isfinite(coarse).sum()))
    order = np.argpartition(coarse.ravel(), count - 1)[:count]
    order = order[np.lexsort((order, coarse.ravel()[order]))]
    area = float(known.sum()) * 1e-5  # what differs less than this is equal: an even example has no best place
    found: list[tuple[float, int, int]] = []
    reach = (0,) if example.factor == 1 else range(-(example.factor // 2), example.factor // 2 + 1)
    for rank, place in enumerate(order):
        row, column = divmod(int(place), coarse.shape[1])
        near = reach if rank < 4 else (0,)
        for dy in near:
            for dx in near:
                at_row, at_column = row * example.factor + dy, column * example.factor + dx
                if example.periodic:
                    at_row, at_column = at_row % example.rows, at_column % example.columns
                else:
                    at_row, at_column = min(max(at_row, 0), last_row), min(max(at_column, 0), last_column)
                piece = example.cut(example.features, at_row, at_column, rows, columns)
                error = float((((piece - wanted) ** 2).sum(axis=-1) * known).sum(dtype=np.float64))
                found.append((error, at_row, at_column))
    limit = min(found)[0] * (1.0 + tolerance) + area
    good = sorted({(row, column) for error, row, column in found if error <= limit})
    return good[min(int(draw[0] * len(good)), len(good) - 1)]


def quilt(
    example: FloatArray,
    parameters: QuiltingParameters,
    weights: FloatArray | None = None,
    checkpoint: Checkpoint = go_on,
) -> FloatArray:
    """Quilt any number of maps at once.

    Args:
        example: (rows, columns, maps), each side at least ``parameters.patch_px``.
        parameters: size, seed and patches.
        weights: (maps,) how much a difference in each map counts; all alike if None.
        checkpoint: called after each patch, some 5 ms.

    Returns:
        (parameters.rows, parameters.columns, maps) float32, periodic; but for half shares along the cuts, each pixel
        is one of the example's.

    Raises:
        InvalidFields: if the example is smaller than a patch.
    """
    overlap = parameters.overlap_px
    starts_y = _starts(parameters.rows, parameters.patch_px, overlap)
    starts_x = _starts(parameters.columns, parameters.patch_px, overlap)
    ends_y, ends_x = [*starts_y[1:], parameters.rows], [*starts_x[1:], parameters.columns]
    widest = max(end - start for start, end in zip(starts_x + starts_y, ends_x + ends_y, strict=True)) + overlap
    if min(example.shape[:2]) < widest:
        shape = f"{example.shape[1]} x {example.shape[0]} px"
        raise InvalidFields([Violation.of("exemplar", shape, f"at least a patch wide and high, {widest} px")])
    weights = np.ones(example.shape[2], np.float32) if weights is None else weights
    source = _Example(example.astype(np.float32), weights, periodic=parameters.periodic)
    out = np.zeros((parameters.rows, parameters.columns, example.shape[2]), np.float32)
    filled = np.zeros((parameters.rows, parameters.columns), np.float32)
    places_y, places_x = np.arange(len(starts_y))[:, None], np.arange(len(starts_x))[None, :]
    placed: dict[tuple[int, int], tuple[int, int]] = {}
    draws = uniform(parameters.seed, _STREAM, places_x.astype(np.int64), places_y.astype(np.int64))
    for j, top in enumerate(starts_y):
        for i, left in enumerate(starts_x):
            rows, columns = ends_y[j] - top + overlap, ends_x[i] - left + overlap
            down = (np.arange(top, top + rows) % parameters.rows)[:, None]
            across = (np.arange(left, left + columns) % parameters.columns)[None, :]
            known, old = filled[down, across], out[down, across]
            draw = (float(draws[0][j, i]), float(draws[1][j, i]))
            stale = []
            if parameters.fresh:
                for dj, di in ((0, -1), (-1, -1), (-1, 0), (-1, 1), (0, 1), (1, 0), (1, -1), (1, 1)):
                    beside = placed.get(((j + dj) % len(starts_y), (i + di) % len(starts_x)))
                    if beside is not None:  # where this patch would be the neighbour's own continuation
                        stale.append((beside[0] + _step(starts_y, j, dj), beside[1] + _step(starts_x, i, di)))
            place = _choose(source, old * weights, known, draw, parameters.tolerance, stale)
            placed[j, i] = place
            piece = source.cut(source.features, *place, rows, columns)
            cost = (((piece - old * weights) ** 2).sum(axis=-1) * known).astype(np.float64)
            # Each side on which something lies is cut; a closed course or the torus has it on both sides.
            share = np.ones((rows, columns), np.float32)
            middle_y, middle_x = rows // 2, columns // 2
            if known[middle_y, 0] > 0.0:
                share[:, :overlap] *= _after_path(cost[:, :overlap])
            if known[middle_y, -1] > 0.0:
                share[:, -overlap:] *= _after_path(cost[:, : -overlap - 1 : -1])[:, ::-1]
            if known[0, middle_x] > 0.0:
                share[:overlap] *= _after_path(cost[:overlap].T).T
            if known[-1, middle_x] > 0.0:
                share[-overlap:] *= _after_path(cost[: -overlap - 1 : -1].T).T[::-1]
            share = np.where(known > 0.0, share, np.float32(1.0))[..., None]
            out[down, across] = old + (source.cut(source.maps, *place, rows, columns) - old) * share
            filled[down, across] = 1.0
            checkpoint()
    return out


def quilt_surface(surface: Surface, parameters: QuiltingParameters, checkpoint: Checkpoint = go_on) -> Surface:
    """Quilt all maps of a material; opacity too, where it has one.

    Args:
        surface: the example.
        parameters: size, seed and patches.
        checkpoint: called after each patch.

    Raises:
        InvalidFields: if the example is smaller than a patch.
    """
    maps = [surface.albedo, surface.height[..., None], surface.roughness[..., None], surface.metallic[..., None]]
    if surface.opacity is not None:
        maps.append(surface.opacity[..., None])
    stack = np.concatenate(maps, axis=-1).astype(np.float32)
    weights = np.ones(stack.shape[2], np.float32)
    spread = float(surface.height.std())
    weights[3] = 0.1 / spread if spread > 1e-6 else 0.0  # relief counts like a picture of contrast 0.1
    weights[4:] = 0.3
    made = quilt(stack, parameters, weights, checkpoint)
    return Surface(
        albedo=np.ascontiguousarray(made[..., :3]),
        height=np.ascontiguousarray(made[..., 3]),
        roughness=np.ascontiguousarray(made[..., 4]),
        metallic=np.ascontiguousarray(made[..., 5]),
        opacity=None if surface.opacity is None else np.ascontiguousarray(made[..., 6]),
    )
