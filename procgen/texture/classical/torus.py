"""Small filters on the torus: every field continues at the opposite edge."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

from procgen.texture.maps.srgb import LUMA
from procgen.texture.material import FloatArray


def frequencies(rows: int, columns: int) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Angular frequencies of ``numpy.fft.rfft2``, radians a pixel: (rows, 1) down and (1, columns // 2 + 1) across."""
    down = np.asarray(2.0 * np.pi * np.fft.fftfreq(rows), np.float64)
    across = np.asarray(2.0 * np.pi * np.fft.rfftfreq(columns), np.float64)
    return down[:, None], across[None, :]


def blur(field: FloatArray, sigma_px: float) -> FloatArray:
    """Gaussian blur with wrap-around.

    Args:
        field: (rows, columns) or (rows, columns, channels).
        sigma_px: standard deviation; 0 gives the field back.
    """
    if sigma_px <= 0.0:
        return field
    rows, columns = field.shape[:2]
    down, across = frequencies(rows, columns)
    gain = np.exp(-0.5 * sigma_px**2 * (down**2 + across**2))
    if field.ndim == 3:
        gain = gain[..., None]
    spectrum = np.fft.rfft2(field, axes=(0, 1)) * gain
    return np.fft.irfft2(spectrum, s=(rows, columns), axes=(0, 1)).astype(np.float32)


def resize(field: FloatArray, rows: int, columns: int) -> FloatArray:
    """Resample a periodic field: by area where it shrinks, bicubic where it grows.

    Args:
        field: (rows, columns) or (rows, columns, channels) float32.
        rows, columns: new size.
    """
    if field.shape[:2] == (rows, columns):
        return field
    if field.ndim == 3:
        return np.stack([resize(field[..., k], rows, columns) for k in range(field.shape[2])], axis=-1)
    old_rows, old_columns = field.shape
    if rows <= old_rows and columns <= old_columns:  # each new pixel covers old ones within the tile: nothing wraps
        picture = Image.fromarray(np.ascontiguousarray(field, np.float32))
        return np.asarray(picture.resize((columns, rows), Image.Resampling.BOX), np.float32)
    margin = 4
    padded = np.pad(field, margin, mode="wrap").astype(np.float32)
    box = (margin, margin, margin + old_columns, margin + old_rows)
    # Pillow reads beyond the box where its kernel reaches there.
    grown = _resize_within(padded, (columns, rows), box)
    return np.asarray(grown, np.float32)


def _resize_within(padded: FloatArray, size: tuple[int, int], box: tuple[int, int, int, int]) -> FloatArray:
    """Bicubic samples of a box inside a larger field; the kernel sees what lies around the box."""
    left, upper, right, lower = box
    scale_x, scale_y = size[0] / (right - left), size[1] / (lower - upper)
    # Pillow cuts its kernel at the box, so whole multiples of the margin are resampled and cut off afterwards.
    out_x, out_y = int(left * scale_x), int(upper * scale_y)
    outer = (left - out_x / scale_x, upper - out_y / scale_y, right + out_x / scale_x, lower + out_y / scale_y)
    picture = Image.fromarray(padded).resize(
        (size[0] + 2 * out_x, size[1] + 2 * out_y), Image.Resampling.BICUBIC, box=outer
    )
    return np.asarray(picture, np.float32)[out_y : out_y + size[1], out_x : out_x + size[0]]


def solve_poisson(divergence: npt.NDArray[np.floating[Any]]) -> FloatArray:
    """The periodic field of zero mean whose five-point Laplacian is the given one.

    Args:
        divergence: (rows, columns) or (rows, columns, channels); its mean is ignored, as no periodic field has one.
    """
    rows, columns = divergence.shape[:2]
    down, across = frequencies(rows, columns)
    eigenvalues = 2.0 * np.cos(down) + 2.0 * np.cos(across) - 4.0
    eigenvalues[0, 0] = 1.0
    if divergence.ndim == 3:
        eigenvalues = eigenvalues[..., None]
    spectrum = np.fft.rfft2(divergence, axes=(0, 1)) / eigenvalues
    spectrum[0, 0] = 0.0
    return np.fft.irfft2(spectrum, s=(rows, columns), axes=(0, 1)).astype(np.float32)


def luminance(albedo: FloatArray) -> FloatArray:
    """(rows, columns) weighted sum (ITU-R BT.709 weights): of sRGB values a measure of tone; of linear ones, light."""
    weighted = albedo * np.array(LUMA, np.float32)
    return np.asarray(weighted[..., 0] + weighted[..., 1] + weighted[..., 2], np.float32)


def equalise(field: FloatArray) -> FloatArray:
    """Replace values by their ranks: (rows, columns) spread evenly over 0 to 1, in the same order."""
    flat = field.ravel()
    ranks = np.empty(flat.size, np.float32)
    ranks[np.argsort(flat, kind="stable")] = (np.arange(flat.size, dtype=np.float32) + 0.5) / flat.size
    return ranks.reshape(field.shape)


def slope(field: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Steps to the next pixel to the right and downwards, each of the field's shape."""
    return np.roll(field, -1, 1) - field, np.roll(field, -1, 0) - field
