"""Move a picture's statistics to those of an example, gently: the short fit after the encoder, without gradients.

Three measures, from far to near:

- the colours: mean and covariance, by the optimal linear map between Gaussians (Monge-Kantorovich; Pitie and Kokaram
  2007);
- the patches of each scale of a Gaussian pyramid, by sliced optimal transport: neighbourhoods are projected on random
  directions, in which ranks tell where each belongs (Rabin et al. 2011; as a texture loss Heitz et al., "A Sliced
  Wasserstein Loss for Neural Texture Synthesis", CVPR 2021; without networks Elnekave and Weiss, "Generating Natural
  Images with Direct Patch Distributions Matching", ECCV 2022). A projection of all patches is a convolution, so a
  direction costs three FFTs;
- the histogram of each colour axis, exactly (Heeger and Bergen 1995).

The structure stays, because each step is the least displacement that mends one distribution.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from procgen.runtime.checkpoint import Checkpoint, go_on
from procgen.runtime.philox import gaussian_field
from procgen.texture.classical.torus import blur, resize
from procgen.texture.material import FloatArray

MAX_ITERATIONS = 64
PATCH_PX = 7
"""Side of the neighbourhoods."""
_DIRECTIONS = 12
"""Directions an iteration."""
_SCALES = 4
"""Scales, each half as fine: neighbourhoods of 7 to 56 pixels."""
_SMALLEST_PX = 16
_MAX_GAIN = 2.0
"""Contrast along a colour axis is raised by no more."""
_STREAM = "texture/statistics"

_Doubles = npt.NDArray[np.float64]


def _moments(picture: FloatArray) -> tuple[_Doubles, _Doubles]:
    """Mean (3,) and covariance (3, 3) of the pixels."""
    flat = picture.reshape(-1, picture.shape[-1]).astype(np.float64)
    mean = flat.mean(axis=0)
    centred = flat - mean
    # einsum and not a matrix product: its sums do not depend on how many threads there are.
    return mean, np.einsum("ni,nj->ij", centred, centred) / len(flat)


def _power(matrix: _Doubles, exponent: float) -> _Doubles:
    """Power of a symmetric positive matrix, with a floor under its eigenvalues."""
    values, vectors = np.linalg.eigh(matrix)
    values = np.maximum(values, 1e-7)
    return np.asarray((vectors * values**exponent) @ vectors.T, np.float64)


def match_colours(picture: FloatArray, example: FloatArray) -> FloatArray:
    """Give a picture the example's mean colour and covariance.

    Args:
        picture: (rows, columns, channels).
        example: likewise, of any size.

    Returns:
        The picture's shape; values may leave 0 to 1.
    """
    mean, covariance = _moments(picture)
    wanted_mean, wanted = _moments(example)
    root, inverse = _power(covariance, 0.5), _power(covariance, -0.5)
    transport = inverse @ _power(root @ wanted @ root, 0.5) @ inverse
    # What a picture hardly has can't be had by making it louder: grey noise would turn to coloured noise.
    gains, axes = np.linalg.eigh(0.5 * (transport + transport.T))
    transport = (axes * np.clip(gains, 0.0, _MAX_GAIN)) @ axes.T
    moved = np.einsum("rck,jk->rcj", picture - mean, transport) + wanted_mean
    return np.asarray(moved, np.float32)


def match_histogram(values: FloatArray, wanted: FloatArray) -> FloatArray:
    """Give values the distribution of others, in their own order.

    Args:
        values: any shape.
        wanted: any shape; where sizes differ, quantiles are interpolated.
    """
    target: npt.NDArray[np.floating[Any]] = np.sort(wanted.ravel())
    order = np.argsort(values.ravel(), kind="stable")
    if target.size != order.size:
        places = (np.arange(order.size) + 0.5) / order.size * target.size - 0.5
        target = np.interp(places, np.arange(target.size), target)
    out = np.empty(order.size, np.float32)
    out[order] = target
    return out.reshape(values.shape)


def _directions(seed: int, number: int, channels: int) -> FloatArray:
    """(_DIRECTIONS, PATCH_PX, PATCH_PX, channels) unit vectors, evenly spread."""
    size = PATCH_PX * PATCH_PX * channels
    vectors = gaussian_field(seed, _STREAM, 0, number * _DIRECTIONS, size, _DIRECTIONS).astype(np.float64)
    vectors /= np.sqrt(np.square(vectors).sum(axis=1, keepdims=True))
    return np.asarray(vectors.reshape(_DIRECTIONS, PATCH_PX, PATCH_PX, channels), np.float32)


def _spectrum(direction: FloatArray, rows: int, columns: int) -> npt.NDArray[np.complex128]:
    kernel = np.zeros((rows, columns, direction.shape[2]), np.float32)
    kernel[:PATCH_PX, :PATCH_PX] = direction
    return np.conj(np.fft.rfft2(kernel, axes=(0, 1)))


def _project(spectra: npt.NDArray[np.complex128], direction: FloatArray, shape: tuple[int, int]) -> FloatArray:
    kernel = _spectrum(direction, *shape)
    return np.asarray(np.fft.irfft2((spectra * kernel).sum(axis=-1), s=shape), np.float32)


def _transport_step(picture: FloatArray, example: FloatArray, directions: FloatArray, step: float) -> FloatArray:
    """Move the picture's patches along each direction towards the example's."""
    shape, other = picture.shape[:2], example.shape[:2]
    spectra = np.fft.rfft2(picture, axes=(0, 1))
    wanted = np.fft.rfft2(example, axes=(0, 1))
    change = np.zeros_like(spectra)
    for direction in directions:
        projected = _project(spectra, direction, shape)
        target = match_histogram(projected, _project(wanted, direction, other))
        # Each patch moves along the direction; a pixel takes the mean over the patches that it belongs to.
        change += np.fft.rfft2(target - projected)[..., None] * np.conj(_spectrum(direction, *shape))
    # A direction holds one of PATCH_PX^2 * channels degrees of freedom, and a pixel lies in PATCH_PX^2 patches.
    gain = step * picture.shape[2] / len(directions)
    moved = picture + gain * np.fft.irfft2(change, s=shape, axes=(0, 1))
    return np.asarray(moved, np.float32)


def _half(picture: FloatArray) -> FloatArray:
    rows, columns = picture.shape[:2]
    return resize(picture, rows // 2, columns // 2)


def _match_axes(picture: FloatArray, example: FloatArray) -> FloatArray:
    """Match histograms along the principal axes of the example's colours; channel by channel, greys would turn to
    rainbows.
    """
    mean, covariance = _moments(example)
    axes = np.linalg.eigh(covariance)[1]
    ours = np.einsum("rck,kj->rcj", picture - mean, axes).astype(np.float32)
    theirs = np.einsum("rck,kj->rcj", example - mean, axes).astype(np.float32)
    matched = np.stack([match_histogram(ours[..., k], theirs[..., k]) for k in range(3)], axis=-1)
    return np.asarray(np.einsum("rcj,kj->rck", matched, axes) + mean, np.float32)


def match_statistics(
    albedo: FloatArray,
    example: FloatArray,
    *,
    seed: int = 0,
    iterations: int = 6,
    strength: float = 1.0,
    checkpoint: Checkpoint = go_on,
) -> FloatArray:
    """Bring a picture's colours and patches nearer to those of an example.

    Args:
        albedo: (rows, columns, 3) periodic, sRGB-encoded, 0 to 1.
        example: (rows, columns, 3), of the same scale and any size; periodic, or its seams count as patches too.
        seed: 0 to 2^64 - 1: of the directions.
        iterations: steps at each of four scales, 0 to 64; 0 matches colours alone.
        strength: 0 leaves the picture as it is, 1 goes all the way.
        checkpoint: called after each step.

    Returns:
        (rows, columns, 3), periodic, 0 to 1.

    Raises:
        ValueError: if ``iterations`` or ``strength`` is out of range.
    """
    if not 0 <= iterations <= MAX_ITERATIONS or not 0.0 <= strength <= 1.0:
        raise ValueError(f"iterations go from 0 to {MAX_ITERATIONS} and the strength from 0 to 1")
    moved = match_colours(albedo, example)
    pyramid, wanted = [moved], [example]
    while (
        len(pyramid) < _SCALES
        and min(pyramid[-1].shape[:2] + wanted[-1].shape[:2]) >= 2 * _SMALLEST_PX
        and all(size % 2 == 0 for size in pyramid[-1].shape[:2])
    ):
        pyramid.append(_half(pyramid[-1]))
        wanted.append(_half(wanted[-1]))
    for scale in reversed(range(len(pyramid))):
        picture = pyramid[scale]
        if scale + 1 < len(pyramid):  # what the coarser scale has changed
            coarse = pyramid[scale + 1]
            picture = picture + resize(coarse - _half(picture), *picture.shape[:2])
        for number in range(iterations):
            directions = _directions(seed, scale * MAX_ITERATIONS + number, picture.shape[2])
            picture = _transport_step(picture, wanted[scale], directions, 0.8)
            checkpoint()
        pyramid[scale] = picture
    moved = match_colours(pyramid[0], example)
    moved = _match_axes(moved, example)
    return np.clip(albedo + np.float32(strength) * (moved - albedo), 0.0, 1.0).astype(np.float32)


def patch_distance(picture: FloatArray, example: FloatArray, *, seed: int = 1, scales: int = 3) -> float:
    """Sliced Wasserstein-2 distance of the patches, mean over directions and scales, in sRGB units.

    Args:
        picture: (rows, columns, channels).
        example: likewise, of any size.
        seed: 0 to 2^64 - 1: of the directions; another than the fit's makes it an independent judge.
        scales: 1 or more, each half as fine; fewer where pictures are small.
    """
    distances = []
    for scale in range(scales):
        shape, other = picture.shape[:2], example.shape[:2]
        if min(shape + other) < _SMALLEST_PX:
            break
        spectra, wanted = np.fft.rfft2(picture, axes=(0, 1)), np.fft.rfft2(example, axes=(0, 1))
        for direction in _directions(seed, (scale + 1) * 4096, picture.shape[2]):
            projected = _project(spectra, direction, shape)
            gap = match_histogram(projected, _project(wanted, direction, other)) - projected
            distances.append(float(np.sqrt(np.square(gap, dtype=np.float64).mean())))
        picture, example = _half(blur(picture, 0.5)), _half(blur(example, 0.5))
    return float(np.mean(distances))
