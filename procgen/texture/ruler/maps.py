"""What a surface's maps show without any network: seams, edges that agree, normals, spectra, traces of the grid."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from procgen.texture.classical.random_phase import periodic_part
from procgen.texture.maps.normals import decode_normals, encode_normals, normals
from procgen.texture.maps.srgb import LUMA
from procgen.texture.material import FloatArray, Surface

DoubleArray = npt.NDArray[np.float64]

GRID_PERIODS_PX = (2, 4, 8, 16)
"""Steps at which networks enlarge: their traces repeat at these distances."""
_LEAST_STEP = 1e-4
"""Mean step below which a map is taken for constant: a fortieth of a code of 8 bits."""
_LOG_BIAS_DB = 10.0 * 0.5772156649 / np.log(10.0)
"""The mean logarithm of noise's power lies so far below the logarithm of its mean (Euler's constant)."""
_FLAT_SLOPE = 1.0 / 128.0
"""Root-mean-square slope below which the codes of an 8-bit normal map hold mostly rounding."""


def luma(albedo: FloatArray) -> FloatArray:
    """(..., rows, columns) of (..., rows, columns, 3)."""
    return np.asarray(albedo @ np.array(LUMA, np.float32), np.float32)


def seam_ratios(field: FloatArray) -> tuple[float, float]:
    """Mean step between last and first column over the mean step between neighbouring columns; the same of rows.

    1 on average for what is seamless, whatever it shows; a single map lies off where an edge happens to be.

    Args:
        field: (rows, columns) or (rows, columns, channels).

    Returns:
        NaN for a map that is constant along the axis.
    """

    def along(lines: FloatArray) -> float:
        flat = lines.reshape(len(lines), -1).astype(np.float64)
        inner = float(np.abs(np.diff(flat, axis=0)).mean())
        return float(np.abs(flat[0] - flat[-1]).mean()) / inner if inner > _LEAST_STEP else float("nan")

    return along(np.swapaxes(field, 0, 1)), along(field)


def seam_ranks(field: FloatArray) -> tuple[float, float]:
    """Where the step around the edge stands among all steps between neighbours: across columns, and across rows.

    Unlike the ratio, it does not mind how large the few large steps are, so that a hundred tiles say much.

    Args:
        field: (rows, columns) or (rows, columns, channels).

    Returns:
        0 the smallest, 1 the largest, 0.5 on average for what is seamless; NaN for a map that is constant that way.
    """

    def along(lines: FloatArray) -> float:
        flat = lines.reshape(len(lines), -1).astype(np.float64)
        inner = np.abs(np.diff(flat, axis=0)).mean(axis=1)
        if inner.mean() <= _LEAST_STEP:
            return float("nan")
        wrap = np.abs(flat[0] - flat[-1]).mean()
        return float(np.mean(inner < wrap) + 0.5 * np.mean(inner == wrap))

    return along(np.swapaxes(field, 0, 1)), along(field)


def _slopes(field: FloatArray) -> tuple[DoubleArray, DoubleArray]:
    """Central differences on the torus, to the right and down."""
    f = field.astype(np.float64)
    right = 0.5 * (np.roll(f, -1, axis=1) - np.roll(f, 1, axis=1))
    down = 0.5 * (np.roll(f, -1, axis=0) - np.roll(f, 1, axis=0))
    return right, down


def correlation(a: DoubleArray, b: DoubleArray) -> float:
    """Pearson's; NaN where one is constant."""
    a, b = a.ravel() - a.mean(), b.ravel() - b.mean()
    scale = float(np.sqrt((a @ a) * (b @ b)))
    return float(a @ b) / scale if scale > 1e-12 else float("nan")


def edge_agreement(albedo: FloatArray, height: FloatArray) -> float:
    """Correlation of the strengths of the gradients of brightness and height: are there edges in the same places?

    Args:
        albedo: (rows, columns, 3).
        height: (rows, columns).

    Returns:
        -1 to 1, 0 for maps that have nothing to do with each other; NaN where one is constant.
    """
    bright, high = np.hypot(*_slopes(luma(albedo))), np.hypot(*_slopes(height))
    if bright.mean() <= _LEAST_STEP or high.mean() <= _LEAST_STEP:
        return float("nan")
    return correlation(bright, high)


@dataclass(frozen=True, slots=True)
class NormalFacts:
    """How well a normal map holds together."""

    length_error: float
    """Largest difference of a length from 1."""
    curl_correlation: float
    """Of the slope to the right, differenced downwards, with the slope downwards, differenced to the right: 1 where
    the normals are those of some height. NaN for maps that are nearly flat."""
    height_agreement: float
    """Correlation of the normals' slopes with those of the height map; NaN without one and for nearly flat maps."""


def normal_facts(normal_map: FloatArray, height: FloatArray | None) -> NormalFacts:
    """Check normals as an engine reads them.

    Args:
        normal_map: (rows, columns, 3), OpenGL, as decoded.
        height: (rows, columns) in any unit.
    """
    length = np.linalg.norm(normal_map.astype(np.float64), axis=-1)
    z = np.maximum(normal_map[..., 2].astype(np.float64), 1.0 / 255.0)
    right, down = -normal_map[..., 0] / z, normal_map[..., 1] / z
    curl = agreement = float("nan")
    if np.sqrt(np.mean(np.square(right) + np.square(down))) > _FLAT_SLOPE:
        curl = correlation(
            np.roll(right, -1, axis=0) - np.roll(right, 1, axis=0), np.roll(down, -1, axis=1) - np.roll(down, 1, axis=1)
        )
        if height is not None:
            agreement = correlation(np.stack([right, down]), np.stack(_slopes(height)))
    return NormalFacts(float(np.abs(length - 1.0).max()), curl, agreement)


def shipped_normals(surface: Surface) -> FloatArray:
    """Normals of a surface as they are written to an 8-bit picture and read from it."""
    return decode_normals(encode_normals(normals(surface.height)))


def log_spectrum(field: FloatArray) -> DoubleArray:
    """Decibels of power by whole cycles across the picture, averaged around the circle.

    Args:
        field: (128, 128); tapered at the edges, since real pictures do not all continue there.

    Returns:
        (64,) for 1 to 64 cycles.
    """
    side = field.shape[0]
    window = np.hanning(side)
    power = np.abs(np.fft.fft2((field - field.mean()) * window[:, None] * window)) ** 2
    cycles = np.fft.fftfreq(side) * side
    radius = np.hypot(cycles[:, None], cycles).round().astype(int).ravel()
    # As if every picture had a little noise, a quarter of an 8-bit code: even colour has a spectrum too.
    floor = (0.25 / 255.0) ** 2 * np.square(window).sum() ** 2
    mean = np.bincount(radius, power.ravel()) / np.bincount(radius)
    return np.asarray(10.0 * np.log10(mean[1 : side // 2 + 1] + floor), np.float64)


def grid_excess(field: FloatArray) -> float:
    """How far frequencies of a network's own grid stand out, decibels; about 0 for what has no grid.

    The largest over periods of 2, 4, 8 and 16 pixels of the mean, over the frequencies that repeat with the period, of
    their power against the mean of the 24 frequencies around. Real tiles of a power of two pieces have some too. What
    does not continue at its edges counts by its periodic part (Moisan 2011).

    Args:
        field: (rows, columns), whole numbers of 16 pixels, periodic.
    """
    power = np.abs(np.fft.fft2(periodic_part(field - field.mean()))) ** 2 + (0.25 / 255.0) ** 2 * field.size
    power[0, 0] = 0.0
    shifts = [(i, j) for i in range(-2, 3) for j in range(-2, 3) if (i, j) != (0, 0)]
    around = np.mean([np.roll(power, shift, (0, 1)) for shift in shifts], axis=0)
    rows, columns = field.shape
    found = []
    for period in GRID_PERIODS_PX:
        place = np.ones((period, period), bool)
        place[0, 0] = False
        own = power[:: rows // period, :: columns // period][place]
        near = around[:: rows // period, :: columns // period][place]
        found.append(float(np.mean(10.0 * np.log10(own / near))))
    return float(max(found) + _LOG_BIAS_DB)


@dataclass(frozen=True, slots=True)
class MapFacts:
    """All of this for one generated surface."""

    seams: dict[str, tuple[float, float]]
    """Ratios by map: across columns, across rows."""
    ranks: dict[str, tuple[float, float]]
    """The same of :func:`seam_ranks`."""
    edges: float
    normal: NormalFacts
    spectrum: DoubleArray
    """(64,)"""


def map_facts(surface: Surface) -> MapFacts:
    """Facts of a surface, 128 x 128, at the precision of eight bits for what pictures show of it."""
    normal = shipped_normals(surface)
    fields = {
        "albedo": surface.albedo,
        "height": surface.height,
        "roughness": surface.roughness,
        "metallic": surface.metallic,
        "normal": normal,
    }
    return MapFacts(
        seams={name: seam_ratios(field) for name, field in fields.items()},
        ranks={name: seam_ranks(field) for name, field in fields.items()},
        edges=edge_agreement(surface.albedo, surface.height),
        normal=normal_facts(normal, surface.height),
        spectrum=log_spectrum(luma(surface.albedo)),
    )


def contrast_of(bright: FloatArray) -> float:
    """Standard deviation of the brightness."""
    return float(bright.std())


def finite_mean(values: list[float]) -> float:
    """Mean of the finite ones, NaN if there are none."""
    kept = [value for value in values if np.isfinite(value)]
    return float(np.mean(kept)) if kept else float("nan")


def finite_percentile(values: list[float], share: float) -> float:
    """Percentile of the finite ones, NaN if there are none."""
    kept = [value for value in values if np.isfinite(value)]
    return float(np.percentile(kept, share)) if kept else float("nan")
