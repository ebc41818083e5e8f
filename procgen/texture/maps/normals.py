"""Normal maps from height, and height from normal maps."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from procgen.runtime.checkpoint import Checkpoint, go_on
from procgen.texture.maps.torus import for_bands, frequencies, from_spectrum, halo, spectrum
from procgen.texture.material import FloatArray

_STEEPEST = 255.0
"""Steepest slope that is believed: that of a normal whose z is one code of 8 bits."""
_FOREIGN_STEEPEST = 6.0
_FOREIGN_DAMPING = 0.25
_SLOPE_DAMPING = 0.1
_LEAST_Z = 0.1


def normals(height: FloatArray, *, threads: int = 1, checkpoint: Checkpoint = go_on) -> FloatArray:
    """Normals in tangent space, OpenGL style: x to the right, y up in the picture, z out of it.

    Slopes are central differences. They blur less than Sobel's or Scharr's, and their transfer function, i sin(w), is
    all that :func:`height_from_normals` needs to give the same height back.

    Args:
        height: (rows, columns) in pixels, periodic.
        threads: bands that may be worked on at once; the result does not depend on it.
        checkpoint: called every few ms.

    Returns:
        (rows, columns, 3) float32, -1 to 1, of unit length.
    """
    height = np.asarray(height, np.float32)
    out = np.empty((*height.shape, 3), np.float32)

    def work(first: int, last: int) -> None:
        padded = halo(height, first, last, 1, 1)
        right = padded[1:-1, 2:] - padded[1:-1, :-2]
        right *= np.float32(0.5)
        down = padded[2:, 1:-1] - padded[:-2, 1:-1]
        down *= np.float32(0.5)
        z = right * right
        z += down * down
        z += np.float32(1.0)
        np.sqrt(z, out=z)
        np.divide(np.float32(1.0), z, out=z)
        band = out[first:last]
        np.negative(right, out=right)
        np.multiply(right, z, out=band[..., 0])
        # Up in the picture is against the rows, so the two signs cancel.
        np.multiply(down, z, out=band[..., 1])
        band[..., 2] = z

    for_bands((height.shape[0], height.shape[1]), work, threads=threads, checkpoint=checkpoint)
    return out


def directx(normal_map: FloatArray) -> FloatArray:
    """The same normals with y down in the picture, as DirectX and Unreal have it; its own inverse."""
    return np.asarray(normal_map, np.float32) * np.array([1.0, -1.0, 1.0], np.float32)


def encode_normals(
    normal_map: FloatArray, bits: int = 8, *, threads: int = 1, checkpoint: Checkpoint = go_on
) -> npt.NDArray[np.uint8] | npt.NDArray[np.uint16]:
    """Normals as whole numbers: 0 is -1, the largest number is 1.

    Rounding alone would leave lengths up to sqrt(3) / 255 from 1; where one is further than 1 / 255 its largest
    component moves by a step.

    Args:
        normal_map: (rows, columns, 3), unit length.
        bits: 8 or 16.
        threads: bands that may be worked on at once.
        checkpoint: called every few ms.

    Returns:
        (rows, columns, 3); as engines decode it, its length is within 1 / 255 of 1 (1 / 65535 with 16 bits).
    """
    if bits not in (8, 16):
        raise ValueError(f"bits: got {bits}, allowed is 8 or 16")
    top = 2**bits - 1
    dtype = np.uint8 if bits == 8 else np.uint16
    out = np.empty(normal_map.shape, dtype)
    precise = np.float32 if bits == 8 else np.float64

    def work(first: int, last: int) -> None:
        codes = normal_map[first:last] * precise(top / 2)
        codes += precise(top / 2)
        np.rint(codes, out=codes)
        np.clip(codes, 0, top, out=codes)
        decoded = codes * precise(2.0 / top)
        decoded -= precise(1.0)
        length = np.square(decoded[..., 0])
        length += np.square(decoded[..., 1])
        length += np.square(decoded[..., 2])
        np.sqrt(length, out=length)
        length -= precise(1.0)
        wrong = np.nonzero(np.abs(length) > precise(1.0 / top))
        if wrong[0].size:
            largest = np.argmax(np.abs(decoded[wrong]), axis=-1)
            place = (*wrong, largest)
            codes[place] = np.clip(codes[place] - np.sign(length[wrong]) * np.sign(decoded[place]), 0, top)
        out[first:last] = codes

    for_bands((normal_map.shape[0], normal_map.shape[1]), work, threads=threads, checkpoint=checkpoint)
    return out


def decode_normals(codes: npt.NDArray[np.uint8] | npt.NDArray[np.uint16]) -> FloatArray:
    """Normals of a picture as engines read them: (rows, columns, 3) float32, -1 to 1, length as rounding left it."""
    top = np.iinfo(codes.dtype).max
    return codes.astype(np.float32) * np.float32(2.0 / top) - np.float32(1.0)


def height_from_normals(
    normal_map: FloatArray, *, damping: float = 0.0, steepest: float = _STEEPEST, checkpoint: Checkpoint = go_on
) -> FloatArray:
    """The periodic height whose slopes fit the normals best (Frankot and Chellappa, IEEE PAMI 10(4), 1988).

    The derivative is that of :func:`normals`, i sin(w) instead of i w, so ``normals(height_from_normals(n))`` is n
    wherever n are the normals of a height. It can't see what alternates from pixel to pixel; that stays zero.

    Args:
        normal_map: (rows, columns, 3), OpenGL style; any length.
        damping: 0 is exact. Normal maps that were painted, scaled or compressed agree with no height at the finest
            frequencies, where sin(w) is small again and their errors grow; more damps these and leaves slow waves
            as they are (wavelengths above 8 pixels within 4 % at 0.25).
        steepest: slopes are cut off there.
        checkpoint: called between the steps.

    Returns:
        (rows, columns) float32 in pixels, mean zero.
    """
    normal_map = np.asarray(normal_map, np.float32)
    z = np.maximum(normal_map[..., 2], np.float32(1.0 / _STEEPEST))
    checkpoint()
    limit = np.float32(steepest)
    to_right = np.asarray(np.clip(-normal_map[..., 0] / z, -limit, limit), np.float32)
    downwards = np.asarray(np.clip(normal_map[..., 1] / z, -limit, limit), np.float32)
    return _integrated(to_right, downwards, damping, checkpoint)


def slopes_of_normals(normal_map: FloatArray, steepest: float) -> FloatArray:
    """(2, rows, columns) rise over run to the right and down, cut off at ``steepest``, of a normal map from elsewhere.

    Args:
        normal_map: (rows, columns, 3), OpenGL style; any length.
        steepest: 10 at most; flatter normals are not believed.
    """
    z = np.maximum(normal_map[..., 2], np.float32(_LEAST_Z))
    slopes = np.stack([-normal_map[..., 0] / z, normal_map[..., 1] / z])
    return np.asarray(np.clip(slopes, -steepest, steepest), np.float32)


def slopes_of_height(height: FloatArray) -> FloatArray:
    """(2, rows, columns) rise over run to the right and down of a periodic height: the central differences of
    :func:`normals`.
    """
    slopes = [0.5 * (np.roll(height, -1, axis) - np.roll(height, 1, axis)) for axis in (1, 0)]
    return np.asarray(np.stack(slopes), np.float32)


def height_from_slopes(to_right: FloatArray, downwards: FloatArray, *, checkpoint: Checkpoint = go_on) -> FloatArray:
    """The periodic height that fits slopes best, as :func:`height_of_foreign_normals` is of normals.

    Slopes of pieces that were laid side by side are those of no height where they join; what is too much there is
    spread out, and no step is left.

    Args:
        to_right, downwards: (rows, columns) rise over run.
        checkpoint: called between the steps.

    Returns:
        (rows, columns) float32 in pixels, mean zero.
    """
    return _integrated(to_right, downwards, _SLOPE_DAMPING, checkpoint)


def _integrated(to_right: FloatArray, downwards: FloatArray, damping: float, checkpoint: Checkpoint) -> FloatArray:
    """Frankot and Chellappa's least squares; see :func:`height_from_normals`."""
    shape = to_right.shape[0], to_right.shape[1]
    right = spectrum(to_right)
    checkpoint()
    down = spectrum(downwards)
    checkpoint()
    w_down, w_right = frequencies(shape)
    s_down, s_right = np.sin(w_down), np.sin(w_right)
    # sin(pi) is not quite zero in floating point, and would be divided by.
    s_down[np.abs(s_down) < 1e-6], s_right[np.abs(s_right) < 1e-6] = 0.0, 0.0
    power = s_down * s_down + s_right * s_right
    if damping > 0.0:
        # 1 - cos(w), 0 for slow waves and 2 for the fastest: only what central differences see badly is damped.
        power += np.float32(damping) * (np.square(1.0 - np.cos(w_down)) + np.square(1.0 - np.cos(w_right)))
    power[power == 0.0] = np.inf
    right *= s_right
    down *= s_down
    right += down
    del down
    right *= np.complex64(-1j)
    right /= power
    right[0, 0] = 0.0
    checkpoint()
    return from_spectrum(right, shape)


def height_of_foreign_normals(normal_map: FloatArray, *, checkpoint: Checkpoint = go_on) -> FloatArray:
    """Height of a normal map that came from elsewhere, and fits no height exactly.

    As :func:`height_from_normals`, with what the finest frequencies and the flattest normals say taken lightly. On
    the real sets of the training data the fine detail (within 1 pixel) then correlates with the published height
    twice as well in the median as without.

    Args:
        normal_map: (rows, columns, 3), OpenGL style; any length.
        checkpoint: called between the steps.

    Returns:
        (rows, columns) float32 in pixels, mean zero.
    """
    return height_from_normals(normal_map, damping=_FOREIGN_DAMPING, steepest=_FOREIGN_STEEPEST, checkpoint=checkpoint)
