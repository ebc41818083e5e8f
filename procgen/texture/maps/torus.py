"""Work on periodic fields, a band of rows at a time so that it stays in the cache and can be shared among threads."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from procgen.runtime.checkpoint import Checkpoint, go_on
from procgen.runtime.interrupt import checkpoint_here
from procgen.runtime.work_pool import WorkPool
from procgen.texture.material import FloatArray

_BAND_PIXELS = 65536
"""A float32 band of these is 256 KiB: several fit a core's own cache."""


def for_bands(
    shape: tuple[int, int],
    work: Callable[[int, int], None],
    *,
    threads: int = 1,
    least_rows: int = 1,
    checkpoint: Checkpoint = go_on,
) -> None:
    """Do some work on all rows; no result may depend on where the bands end.

    Args:
        shape: rows and columns of the field.
        work: does the rows from its first argument up to, not including, its second.
        threads: how many bands may be under way at once.
        least_rows: bands are at least that high.
        checkpoint: called in this thread between bands; what it raises stops the work.
    """
    rows, columns = shape
    step = max(least_rows, _BAND_PIXELS // columns, 1)
    bands = [(first, min(first + step, rows)) for first in range(0, rows, step)]
    if threads <= 1 or len(bands) == 1:
        for first, last in bands:
            checkpoint()
            work(first, last)
        return
    stopped = threading.Event()

    def unless_stopped(band: tuple[int, int]) -> None:
        if not stopped.is_set():
            work(*band)

    with WorkPool(threads) as pool:
        try:
            for _ in pool.map(unless_stopped, bands):
                checkpoint()
        except BaseException:
            stopped.set()
            raise


def halo(field: FloatArray, first: int, last: int, rows_px: int, columns_px: int) -> FloatArray:
    """Rows first to last with the neighbours on all sides, wrapped around.

    Returns:
        (last - first + 2 rows_px, columns + 2 columns_px), a copy.
    """
    rows, columns = field.shape
    padded = np.empty((last - first + 2 * rows_px, columns + 2 * columns_px), field.dtype)
    middle = padded[:, columns_px : columns_px + columns]
    if first >= rows_px and last + rows_px <= rows:
        middle[:] = field[first - rows_px : last + rows_px]
    else:
        np.take(field, np.arange(first - rows_px, last + rows_px) % rows, axis=0, out=middle, mode="clip")
    if columns_px:
        if columns_px <= columns:
            padded[:, :columns_px] = middle[:, columns - columns_px :]
            padded[:, columns_px + columns :] = middle[:, :columns_px]
        else:
            padded[:] = middle[:, np.arange(-columns_px, columns + columns_px) % columns]
    return padded


def smooth(field: FloatArray, spacing_px: int, *, threads: int = 1, checkpoint: Checkpoint = go_on) -> FloatArray:
    """Mean over 3 x 3 places that lie spacing_px apart, weights 1 2 1 each way: variance 0.5 spacing_px^2."""
    out = np.empty_like(field)
    reach, columns = spacing_px, field.shape[1]
    quarter, half = np.float32(0.25), np.float32(0.5)

    def work(first: int, last: int) -> None:
        padded = halo(field, first, last, reach, reach)
        count = last - first
        down = padded[:count] + padded[2 * reach :]
        down *= quarter
        down += padded[reach : reach + count] * half
        band = out[first:last]
        np.add(down[:, :columns], down[:, 2 * reach :], out=band)
        band *= quarter
        band += down[:, reach : reach + columns] * half

    for_bands(field.shape, work, threads=threads, least_rows=min(2 * reach, 128), checkpoint=checkpoint)
    return out


def smoothings(field: FloatArray, *, threads: int = 1, checkpoint: Checkpoint = go_on) -> Iterator[FloatArray]:
    """The field, then ever smoother ones: the n-th has a standard deviation of about 0.41 * 2^n pixels.

    Holes grow with the filter instead of the picture shrinking ("à trous", Holschneider et al. 1989), so that the
    result moves with its input, to the bit, for shifts by any number of pixels.
    """
    spacing = 1
    while True:
        yield field
        field = smooth(field, spacing, threads=threads, checkpoint=checkpoint)
        spacing *= 2


def frequencies(shape: tuple[int, int]) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """Angular frequencies, radians a pixel, of a real field's spectrum (rfft2): (rows, 1) and (1, columns // 2 + 1)."""
    rows, columns = shape
    down = 2.0 * np.pi * np.fft.fftfreq(rows)[:, None]
    right = 2.0 * np.pi * np.fft.rfftfreq(columns)[None, :]
    return down.astype(np.float32), right.astype(np.float32)


def spectrum(field: FloatArray) -> npt.NDArray[np.complex64]:
    """Fourier transform of a real field on the torus, (rows, columns // 2 + 1)."""
    found = _along_rows(np.fft.rfft, field)
    return np.asarray(_along_columns(np.fft.fft, found), np.complex64)


def from_spectrum(values: npt.NDArray[np.complex64], shape: tuple[int, int]) -> FloatArray:
    """The real field of a spectrum."""
    found = _along_columns(np.fft.ifft, values)
    return np.asarray(_along_rows(lambda band: np.fft.irfft(band, shape[1]), found), np.float32)


def _along_rows(transform: Callable[[Any], Any], field: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Transform each row, a band of them at a time: a large field takes longer than work may go on unasked."""
    step = max(_BAND_PIXELS // field.shape[1], 1)
    made: npt.NDArray[Any] | None = None
    for first in range(0, len(field), step):
        checkpoint_here()
        band = transform(field[first : first + step])
        if made is None:
            made = np.empty((len(field), band.shape[1]), band.dtype)
        made[first : first + step] = band
    assert made is not None
    return made


def _along_columns(transform: Callable[..., Any], field: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """As :func:`_along_rows`, of columns."""
    step = max(_BAND_PIXELS // len(field), 8)
    made: npt.NDArray[Any] | None = None
    for first in range(0, field.shape[1], step):
        checkpoint_here()
        band = transform(field[:, first : first + step], axis=0)
        if made is None:
            made = np.empty(field.shape, band.dtype)
        made[:, first : first + step] = band
    assert made is not None
    return made


def by_rows(work: Callable[..., FloatArray], *fields: Any) -> FloatArray:
    """What ``work`` makes of fields pixel by pixel, a band of rows at a time: quicker, and it can be stopped.

    Args:
        work: takes as many arguments as there are fields; must not look beyond a pixel.
        fields: (rows, columns) or (rows, columns, channels), the first among them, or what all pixels share: numbers
            and colours.
    """
    rows, columns = fields[0].shape[:2]
    step = max(_BAND_PIXELS // columns, 1)
    made: FloatArray | None = None
    for first in range(0, rows, step):
        checkpoint_here()
        last = first + step
        band = work(*(field[first:last] if np.ndim(field) >= 2 else field for field in fields))
        if made is None:
            made = np.empty((rows, *band.shape[1:]), np.float32)
        made[first:last] = band
    assert made is not None
    return made


def gaussian(field: FloatArray, sigma_px: float) -> FloatArray:
    """Blur with a Gaussian on the torus, by its exact transfer function."""
    down, right = frequencies((field.shape[0], field.shape[1]))
    scale = np.float32(-0.5 * sigma_px * sigma_px)
    values = spectrum(field)
    checkpoint_here()
    values *= np.exp(scale * down * down)
    values *= np.exp(scale * right * right)
    return from_spectrum(values, (field.shape[0], field.shape[1]))
