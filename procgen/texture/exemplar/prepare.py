"""Make a photo a material's example: even light, edges that meet, the sizes that the networks take."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from procgen.runtime.checkpoint import Checkpoint, go_on
from procgen.texture.classical.quilting import least_cost_path
from procgen.texture.classical.torus import luminance, resize, solve_poisson
from procgen.texture.material import FloatArray

SMALL_PX = 128
MAX_FULL_PX = 512
TILES_BELOW = 1.35
"""Seam ratio up to which a picture is taken to tile as it is."""

_KEPT = (0.74, 0.87)
"""Which part of a crop's side stays; the rest overlaps it."""
_SEARCH_PX = 128
_CROPS = 9
"""Places along the long side that are compared."""

_Doubles = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Exemplar:
    """A photo, ready to be followed. Both pictures are square, sRGB-encoded, 0 to 1, and tile."""

    small: FloatArray
    """(128, 128, 3)."""
    full: FloatArray
    """(n, n, 3), n a multiple of 32 from 64 to 512: as fine as the photo is."""


def seam_ratio(picture: FloatArray) -> float:
    """How much larger the step across the edge is than steps within, the worse of both directions.

    Args:
        picture: (rows, columns) or (rows, columns, channels).

    Returns:
        About 1 where the edges meet.
    """
    ratios = []
    for axis in (0, 1):
        steps = np.abs(np.diff(picture.astype(np.float64), axis=axis)).mean()
        wrap = np.abs(np.take(picture, 0, axis).astype(np.float64) - np.take(picture, -1, axis)).mean()
        ratios.append(float(wrap / max(steps, 1e-6)))
    return max(ratios)


def choose_square(albedo: FloatArray) -> FloatArray:
    """The square as high as the short side, where the picture is most even and most like itself.

    Args:
        albedo: (rows, columns, 3).

    Returns:
        (n, n, 3), n the shorter side.
    """
    rows, columns = albedo.shape[:2]
    side = min(rows, columns)
    if rows == columns:
        return albedo
    long_axis = 0 if rows > columns else 1
    whole = albedo.mean(axis=(0, 1), dtype=np.float64)
    crops: list[tuple[float, int]] = []
    for number in range(_CROPS):
        start = round((max(rows, columns) - side) * number / (_CROPS - 1))
        crop = np.take(albedo, range(start, start + side), axis=long_axis)
        blocks = resize(crop, 4, 4).reshape(-1, 3).astype(np.float64)
        # Uneven, or unlike the rest; the middle of the picture wins where all are alike.
        cost = float(blocks.std(axis=0).sum() + np.abs(blocks.mean(axis=0) - whole).sum())
        cost += 0.002 * abs(number - _CROPS // 2)
        crops.append((cost, start))
    start = min(crops)[1]
    return np.ascontiguousarray(np.take(albedo, range(start, start + side), axis=long_axis))


def tiles_already(albedo: FloatArray) -> bool:
    """Whether a photo (rows, columns, 3) is square and continues at its edges as it is."""
    return albedo.shape[0] == albedo.shape[1] and seam_ratio(albedo) < TILES_BELOW


def flatten_lighting(albedo: FloatArray, strength: float = 0.85) -> FloatArray:
    """Take away light that falls off over the whole picture; stains and patches stay.

    What is taken is a surface of second order in the logarithm of the linear luminance: fitted twice, the second time
    without the pixels farthest from it, so that a stain doesn't pull it.

    Args:
        albedo: (rows, columns, 3) sRGB-encoded.
        strength: 0 takes nothing, 1 the whole trend.
    """
    rows, columns = albedo.shape[:2]
    small = resize(albedo, min(rows, 48), min(columns, 48))
    level = np.log(np.maximum(luminance(small), 0.02).astype(np.float64) ** 2.2)

    def terms(count_y: int, count_x: int) -> _Doubles:
        y = np.linspace(-1.0, 1.0, count_y)[:, None]
        x = np.linspace(-1.0, 1.0, count_x)[None, :]
        fields = (x + 0 * y, y + 0 * x, x * x + 0 * y, y * y + 0 * x, x * y)
        return np.stack([field - field.mean() for field in fields])

    basis = terms(*level.shape).reshape(5, -1).T
    target = level.ravel() - level.mean()
    kept = np.ones(target.size, bool)
    weights = np.zeros(5)
    for _ in range(2):
        offset = target[kept].mean()
        chosen = basis[kept]
        # einsum and not a matrix product: its sums do not depend on how many threads there are.
        normal = np.einsum("ni,nj->ij", chosen, chosen) + 1e-9 * np.eye(5)
        weights = np.linalg.solve(normal, np.einsum("ni,n->i", chosen, target[kept] - offset))
        off = np.abs(target - offset - np.einsum("ni,i->n", basis, weights))
        kept = off <= np.quantile(off, 0.8)
    trend = np.einsum("i,irc->rc", weights, terms(rows, columns))
    gain = np.exp(-strength * np.clip(trend, -1.5, 1.5) / 2.2).astype(np.float32)
    return np.asarray(np.clip(albedo * gain[..., None], 0.0, 1.0), np.float32)


def _closed_path(cost: _Doubles) -> npt.NDArray[np.intp]:
    """A path of least cost that ends where it begins: (n, width) to (n,)."""
    count = len(cost)
    # Found on the band laid twice; its middle, from half to half, has settled wherever it began.
    path = least_cost_path(np.concatenate((cost, cost)))
    half = count // 2
    first, last = path[half], path[half + count]
    if first == last:
        return np.roll(path[half : half + count], half)
    # Otherwise forced through one pixel at both ends.
    forced = np.roll(cost, -half, axis=0)
    limit = forced.copy()
    limit[0] = limit[-1] = np.inf
    limit[0, first] = limit[-1, first] = 0.0
    return np.roll(least_cost_path(np.where(np.isfinite(limit), limit, 1e9)), half)


def _fold(stack: FloatArray, size: int, *, closed: bool) -> FloatArray:
    """Lay the columns beyond ``size`` over the first ones, cut where they agree best.

    Args:
        stack: (rows, size + overlap, fields); the first three are compared.
        size: columns that stay.
        closed: whether rows continue from the last to the first, so that the cut must too.
    """
    overlap = stack.shape[1] - size
    start, beyond = stack[:, :overlap], stack[:, size:]
    cost = np.square(start[..., :3] - beyond[..., :3], dtype=np.float64).sum(axis=-1)
    path = (_closed_path if closed else least_cost_path)(cost)
    out = stack[:, :size].copy()
    before = np.arange(overlap)[None, :] < path[:, None]  # what lies left of the cut continues the right edge
    out[:, :overlap] = np.where(before[..., None], beyond, start)
    return out


def _period(albedo: FloatArray) -> int:
    """Columns to keep, within the part allowed, so that what lies beyond looks most like what lies at the start.

    Courses of bricks, boards and tiles meet themselves only at whole numbers of pieces.

    Args:
        albedo: (rows, columns, channels).
    """
    side = albedo.shape[1]
    costs = {}
    for kept in range(round(_KEPT[0] * side), round(_KEPT[1] * side) + 1):
        gap = albedo[:, : side - kept] - albedo[:, kept:]
        costs[kept] = float(np.square(gap, dtype=np.float64).mean())
    # The largest of those that are about as good.
    return max(kept for kept, cost in costs.items() if cost <= 1.1 * min(costs.values()))


def make_tileable(albedo: FloatArray, size: int) -> FloatArray:
    """Make the opposite edges of a picture meet.

    The picture is cut to overlap itself in both directions, joined along the path of least disagreement (as in image
    quilting), and what still differs there is spread out: the gradients on either side are kept and integrated on the
    torus (Perez, Gangnet and Blake, "Poisson Image Editing", SIGGRAPH 2003).

    Args:
        albedo: (rows, columns, channels), larger than ``size`` by an overlap in both directions.
        size: side of the result.

    Returns:
        (size, size, channels), 0 to 1.
    """
    channels = albedo.shape[2]
    across = np.diff(albedo, axis=1, append=albedo[:, -1:])
    down = np.diff(albedo, axis=0, append=albedo[-1:])
    stack = np.concatenate((albedo, across, down), axis=-1).astype(np.float32)
    # The last column and row have no gradient of their own.
    stack = _fold(stack[:-1, :-1], size, closed=False)
    stack = _fold(np.swapaxes(stack, 0, 1), size, closed=True)
    stack = np.swapaxes(stack, 0, 1)
    picture, across, down = stack[..., :channels], stack[..., channels : 2 * channels], stack[..., 2 * channels :]
    divergence = across - np.roll(across, 1, 1) + down - np.roll(down, 1, 0)
    made = solve_poisson(divergence) + picture.mean(axis=(0, 1), dtype=np.float64)
    return np.asarray(np.clip(made, 0.0, 1.0), np.float32)


def _settle(picture: FloatArray) -> FloatArray:
    """Roll a periodic picture so that its border is a place like any other, and not the edge of a tile."""
    for axis in (0, 1):
        steps = np.abs(np.roll(picture, -1, axis) - picture).mean(axis=(1 - axis, 2), dtype=np.float64)
        place = int(np.argmin(np.abs(steps - steps.mean())))
        picture = np.roll(picture, -(place + 1), axis)
    return picture


def prepare(albedo: FloatArray, *, flatten: bool = True, checkpoint: Checkpoint = go_on) -> Exemplar:
    """Make a photo an example.

    Args:
        albedo: (rows, columns, 3) sRGB-encoded, 0 to 1, both sides at least 64 px, as
            :func:`procgen.texture.exemplar.read.read_exemplar` gives it.
        flatten: whether to take away uneven light.
        checkpoint: called after each step.
    """
    square = choose_square(albedo)
    side = square.shape[0]
    tiles = tiles_already(albedo)
    checkpoint()
    if tiles:  # light that falls off would not let it tile
        full = _multiple_of_32(side)
        picture = resize(square, full, full)
    else:
        if flatten:
            square = flatten_lighting(square)
            checkpoint()
        small = resize(square, min(side, _SEARCH_PX), min(side, _SEARCH_PX))
        shares = [_period(turned) / small.shape[0] for turned in (np.swapaxes(small, 0, 1), small)]
        full = _multiple_of_32(round(side * min(shares)))
        # Resampled first, so that cuts and gradients are those of the result. Rows and columns may be stretched
        # against each other by the ratio of the shares.
        picture = make_tileable(resize(square, round(full / shares[0]), round(full / shares[1])), full)
        picture = _settle(picture)
    checkpoint()
    return Exemplar(resize(picture, SMALL_PX, SMALL_PX), picture)


def _multiple_of_32(side: int) -> int:
    return max(min(side // 32 * 32, MAX_FULL_PX), 32)
