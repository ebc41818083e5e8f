"""Features of crops of land, for judges that tell made land from real: patterns, curvatures, slopes, directions.

Each is measured at three scales, s = 1, 2 and 4 cells: heights are averaged over s x s cells, and derivatives and
neighbours are taken s cells apart. A feature does not change where a crop is turned by a right angle, mirrored or
raised, and, but for the mean slope, where it is stretched in height: it tells forms, not sizes.

The families, by name and scale (:data:`FAMILIES`):

* ``patterns``: local binary patterns of the heights and of their Laplacian;
* ``curvature``: of the second derivatives' two eigenvalues, k1 >= k2, the histogram of the lesser by the greater (in
  magnitude; 0 is a straight ridge or valley, 1 a dome or a bowl, -1 a saddle), that of the shape index
  (2 / pi) arctan((k1 + k2) / (k1 - k2)) (Koenderink and van Doorn 1992), both plain and weighted by the greater
  eigenvalue, and how unevenly the greater is spread;
* ``slopes``: the logarithm of the mean, and how slopes are spread about it;
* ``coherence``: how well the directions of nearby slopes agree, (l1 - l2) / (l1 + l2) of the structure tensor's
  eigenvalues over windows of 4 s + 1 cells (Bigün and Granlund 1987), and over the whole crop.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
import scipy

from procgen.terrain.morphometry.patterns import PATTERNS, pattern_shares, shifted
from procgen.terrain.representation import FloatArray

SCALES: Final = (1, 2, 4)
"""In cells."""
SMALLEST_CROP: Final = 64
"""Side, in cells."""

CROP: Final = 128
"""Side of the crops that a map is cut into."""
BLURS_PX: Final = {"": 0.0, "_blur15": 1.5, "_blur3": 3.0}
"""How maps are smoothed before they are cut, standard deviations in cells; by what it adds to a figure's name."""

_LEVEL_SHARE = 0.75
"""A crop that is level in more of its cells than this, as water is, says nothing of land."""
_RATIO_BINS = 10
_INDEX_BINS = 9
_SLOPE_QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95, 0.99)
_CURVATURE_QUANTILES = (0.25, 0.5, 0.75, 0.95, 0.99)
_COHERENCE_QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
_LEVEL_SLOPE = 1e-4
"""Rise per metre that is added to mean slopes before their logarithm is taken."""

Features = npt.NDArray[np.float64]


def _widths() -> dict[str, int]:
    curvature = 2 * (_RATIO_BINS + _INDEX_BINS) + len(_CURVATURE_QUANTILES) + 1
    return {
        "patterns": 2 * PATTERNS,
        "curvature": curvature,
        "slopes": 1 + len(_SLOPE_QUANTILES),
        "coherence": len(_COHERENCE_QUANTILES) + 2,
    }


def _families() -> dict[str, slice]:
    found, start = {}, 0
    for scale in SCALES:
        for name, width in _widths().items():
            found[f"{name}_{scale}px"] = slice(start, start + width)
            start += width
    return found


FAMILIES: Final = _families()
"""Family and scale, such as ``curvature_2px``, to its columns."""
WIDTH: Final = max(columns.stop for columns in FAMILIES.values())


def block_means(fields: FloatArray, side: int) -> FloatArray:
    """(n, h - side + 1, w - side + 1): means over side x side cells, one for each place that they fit in."""
    depth, width = (length - side + 1 for length in fields.shape[-2:])
    rows = sum((fields[..., i : i + depth, :] for i in range(1, side)), start=fields[..., :depth, :])
    both = sum((rows[..., i : i + width] for i in range(1, side)), start=rows[..., :width])
    return np.asarray(both / np.float32(side * side), np.float32)


def _quantiles(values: Features, shares: tuple[float, ...]) -> Features:
    """(n, k) of (n, cells)."""
    return np.asarray(np.quantile(values, shares, axis=1).T)


def _histogram(values: Features, weights: Features, bins: int) -> Features:
    """(n, bins) of values from -1 to 1; rows sum to one, or to zero where no cell counts."""
    place = np.minimum(((values + 1.0) * (0.5 * bins)).astype(np.intp), bins - 1)
    sums = np.stack([np.bincount(at, weight, bins) for at, weight in zip(place, weights, strict=True)])
    return np.asarray(sums / np.maximum(sums.sum(axis=1, keepdims=True), 1e-30))


def _of_curvature(xx: FloatArray, zz: FloatArray, xz: FloatArray) -> Features:
    """Of second derivatives (n, h, w)."""
    count = len(xx)
    mean = (0.5 * (xx + zz)).reshape(count, -1).astype(np.float64)
    half = np.hypot(0.5 * (xx - zz), xz).reshape(count, -1).astype(np.float64)
    greater, lesser = np.abs(mean) + half, np.abs(mean) - half
    curved = (greater > 0.0).astype(np.float64)
    ratio = lesser / np.where(greater > 0.0, greater, 1.0)
    index = (2.0 / np.pi) * np.arctan2(mean, half)
    level = greater.mean(axis=1, keepdims=True) + 1e-30
    parts = [
        histogram
        for values, bins in ((ratio, _RATIO_BINS), (index, _INDEX_BINS))
        for histogram in (_histogram(values, curved, bins), _histogram(values, greater, bins))
    ]
    spread = _quantiles(greater, _CURVATURE_QUANTILES) / level
    # Ridges are sharper than valleys, or less so.
    balance = (mean * greater).mean(axis=1, keepdims=True) / np.square(level)
    return np.concatenate([*parts, spread, balance], axis=1)


def _of_slopes(dz: FloatArray, dx: FloatArray) -> Features:
    slope = np.hypot(dz, dx).reshape(len(dz), -1).astype(np.float64)
    mean = slope.mean(axis=1, keepdims=True) + _LEVEL_SLOPE
    return np.concatenate([np.log(mean), _quantiles(slope, _SLOPE_QUANTILES) / mean], axis=1)


def _of_coherence(dz: FloatArray, dx: FloatArray, scale: int) -> Features:
    def coherence(xx: Features, zz: Features, xz: Features) -> Features:
        total = xx + zz
        return np.asarray(np.hypot(xx - zz, 2.0 * xz) / np.where(total > 0.0, total, 1.0))

    products = np.stack([dx * dx, dz * dz, dx * dz])  # (3, n, h, w)
    near = block_means(products, 4 * scale + 1).reshape(3, len(dz), -1).astype(np.float64)
    whole = products.reshape(3, len(dz), -1).mean(axis=2, dtype=np.float64)
    nearby = coherence(*near)
    return np.concatenate(
        [_quantiles(nearby, _COHERENCE_QUANTILES), nearby.mean(axis=1)[:, None], coherence(*whole)[:, None]], axis=1
    )


def _at_scale(heights: FloatArray, metres_per_pixel: FloatArray, scale: int) -> list[Features]:
    """The families' features of (n, h, w) crops, in the order of :func:`_widths`."""
    ground = block_means(heights, scale)
    reach = scale * metres_per_pixel[:, None, None]

    def at(row: int, column: int) -> FloatArray:
        return shifted(ground, scale * row, scale * column, scale)

    centre = at(0, 0)
    dx, dz = (at(0, 1) - at(0, -1)) / (2 * reach), (at(1, 0) - at(-1, 0)) / (2 * reach)
    xx, zz = at(0, 1) - 2 * centre + at(0, -1), at(1, 0) - 2 * centre + at(-1, 0)
    xz = np.asarray((at(1, 1) - at(1, -1) - at(-1, 1) + at(-1, -1)) / 4, np.float32)
    patterns = np.concatenate([pattern_shares(ground, scale), pattern_shares(xx + zz, scale)], axis=1)
    # Up is convex: ridges have positive curvature.
    return [patterns, _of_curvature(-xx, -zz, -xz), _of_slopes(dz, dx), _of_coherence(dz, dx, scale)]


def crop_features(heights: FloatArray, metres_per_pixel: FloatArray | float) -> FloatArray:
    """All features of crops.

    Args:
        heights: (n, h, w) metres, finite, sides of at least 64.
        metres_per_pixel: grid spacing, of all or of each (n,).

    Returns:
        (n, :data:`WIDTH`) float32; :data:`FAMILIES` says which columns are what.

    Raises:
        ValueError: crops are too small.
    """
    if heights.ndim != 3 or min(heights.shape[1:]) < SMALLEST_CROP:
        raise ValueError(f"crops of {heights.shape}: (n, h, w) of at least {SMALLEST_CROP} x {SMALLEST_CROP} is needed")
    if not len(heights):
        return np.empty((0, WIDTH), np.float32)
    # Above the crop's own mean: float32 resolves a centimetre at 8 km, but not its second differences.
    level = heights.astype(np.float64) - heights.mean(axis=(1, 2), dtype=np.float64)[:, None, None]
    spacing = np.broadcast_to(np.asarray(metres_per_pixel, np.float32), (len(heights),))
    parts = [part for scale in SCALES for part in _at_scale(level.astype(np.float32), spacing, scale)]
    return np.concatenate(parts, axis=1).astype(np.float32)


def land_crops(heights: FloatArray, step_m: float, blur_px: float) -> FloatArray:
    """A map as a judge sees it: on the heights' grid of the data, smoothed, and cut into crops that do not overlap.

    Args:
        heights: (h, w) metres, sides of at least :data:`CROP`.
        step_m: heights are rounded to multiples of it, as the data's are; else the grid itself would tell them apart.
        blur_px: standard deviation of the Gaussian that smooths it, in cells.

    Returns:
        (crops, 128, 128) metres, row by row; those that are level nearly everywhere are left out, the same ones
        however the map is smoothed.
    """
    gridded = np.round(heights.astype(np.float64) / step_m) * step_m
    level = (np.diff(gridded, axis=0, append=gridded[-2:-1]) == 0) & (
        np.diff(gridded, axis=1, append=gridded[:, -2:-1]) == 0
    )
    smooth = scipy.ndimage.gaussian_filter(gridded, blur_px, mode="nearest") if blur_px > 0.0 else gridded
    depth, width = heights.shape
    corners = [(row, column) for row in range(0, depth - CROP + 1, CROP) for column in range(0, width - CROP + 1, CROP)]
    kept = [
        smooth[row : row + CROP, column : column + CROP]
        for row, column in corners
        if level[row : row + CROP, column : column + CROP].mean() <= _LEVEL_SHARE
    ]
    return np.asarray(kept, np.float32).reshape(-1, CROP, CROP)


def map_features(
    heights: FloatArray, metres_per_pixel: float, step_m: float, blurs: Sequence[str] = tuple(BLURS_PX)
) -> FloatArray:
    """(blurs, crops, :data:`WIDTH`): features of a map's crops.

    Args:
        heights: (h, w) metres, sides of at least :data:`CROP`.
        metres_per_pixel: grid spacing.
        step_m: of the data's heights.
        blurs: which of :data:`BLURS_PX`.
    """
    crops = [land_crops(heights, step_m, BLURS_PX[blur]) for blur in blurs]
    return np.stack([crop_features(each, metres_per_pixel) for each in crops])
