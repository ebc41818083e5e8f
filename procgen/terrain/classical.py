"""Classical terrain: sums of gradient noise, the baseline beside the learned generators.

- ``noise-fbm``: fractional Brownian motion (Musgrave in Ebert et al., "Texturing and Modeling: A Procedural
  Approach", 3rd ed. 2003, ch. 16, ``fBm`` with H = 1): eight octaves, each of half the wavelength and half the
  height of the one before.
- ``noise-ridged``: the ridged multifractal of the same chapter (``RidgedMultifractal``): sharp crests, and less
  detail the lower the ground.
- ``noise-warped``: fBm looked up at points that two layers of fBm have displaced (Quilez, "Domain warping", 2002,
  https://iquilezles.org/articles/warp): folded, flowing shapes.

Each is a function of the seed and the pixel's position alone, so any tile can be made alone. Lattices are turned and
shifted against each other octave by octave, or the eye finds the grid.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from procgen.runtime.gradient_noise import (
    Area,
    FloatArray,
    Lattice,
    Workspace,
    evaluate_in_blocks,
    mix64,
    noise_at_shifted,
    noise_on_grid,
    octave_lattices,
)

CLASSICAL_MODELS = ("noise-fbm", "noise-ridged", "noise-warped")

BASE_WAVELENGTH_PX = 256.0
OCTAVES = 8
"""The finest has a wavelength of 2 pixels."""
WARPED_OCTAVES = 7
"""One less: where the warp squeezes the ground, wavelengths shrink."""

_RIDGE_OFFSET = 1.0
_RIDGE_SLOPE = math.sqrt(2.0)
"""Takes the noise, within +-sqrt(1/2), to the whole of +-1."""
_RIDGE_GAIN = 2.0

_WARP_OCTAVES = 3
_WARP_PX = 90.0
"""Displacement by one unit of fBm, whose standard deviation is a quarter of that."""

_WANDER_WAVELENGTH_PX = 1024.0
_WANDER_OCTAVES = 2
_WANDER_MEAN = 0.15
"""Standard deviation of the wandering mean, in parts of the relief, at wander 1."""
_WANDER_RELIEF = 0.35
"""Standard deviation of the logarithm of the wandering relief at wander 1. Both are what the diffusion model is
trained with."""

_SHAPE, _WARP, _WANDER = 0, 1, 5
"""Streams of noise that a seed has; the warp takes four, wandering two."""


def _lattices(seed: int, stream: int, wavelength_px: float, octaves: int, *, turned: bool) -> tuple[Lattice, ...]:
    return octave_lattices(mix64(mix64(seed) + stream), wavelength_px, octaves, turned=turned)


def _fbm(
    lattices: tuple[Lattice, ...],
    area: Area,
    out: FloatArray,
    workspace: Workspace,
    shift: tuple[FloatArray, FloatArray] | None = None,
) -> FloatArray:
    """Octaves of halving amplitudes, (depth, width), at the pixels or displaced from them."""
    term = workspace.floats("octave", area.shape)
    for octave, lattice in enumerate(lattices):
        target = term if octave else out
        if shift is None:
            noise_on_grid(lattice, area, out=target, workspace=workspace)
        else:
            noise_at_shifted(lattice, area, *shift, out=target, workspace=workspace)
        if octave:
            term *= np.float32(0.5**octave)
            out += term
    return out


# Each kind of shape: from a seed to what fills a block with heights in units of its own.
_Shape = Callable[[Area, FloatArray, Workspace], object]


def _fbm_shape(seed: int) -> _Shape:
    lattices = _lattices(seed, _SHAPE, BASE_WAVELENGTH_PX, OCTAVES, turned=True)

    def fill(area: Area, out: FloatArray, workspace: Workspace) -> None:
        _fbm(lattices, area, out, workspace)

    return fill


def _ridged_shape(seed: int) -> _Shape:
    lattices = _lattices(seed, _SHAPE, BASE_WAVELENGTH_PX, OCTAVES, turned=True)

    def fill(area: Area, out: FloatArray, workspace: Workspace) -> None:
        signal = workspace.floats("octave", area.shape)
        weight = workspace.floats("weight", area.shape)
        weight.fill(1.0)
        out.fill(0.0)
        for octave, lattice in enumerate(lattices):
            noise_on_grid(lattice, area, out=signal, workspace=workspace)
            np.abs(signal, out=signal)
            signal *= np.float32(-_RIDGE_SLOPE)
            signal += np.float32(_RIDGE_OFFSET)
            signal *= signal
            signal *= weight
            np.multiply(signal, np.float32(_RIDGE_GAIN), out=weight)
            np.minimum(weight, np.float32(1.0), out=weight)
            signal *= np.float32(0.5**octave)
            out += signal

    return fill


def _warped_shape(seed: int) -> _Shape:
    lattices = _lattices(seed, _SHAPE, BASE_WAVELENGTH_PX, WARPED_OCTAVES, turned=True)
    # Upright lattices are cheaper on the grid, and a warp does not show them.
    warps = [_lattices(seed, _WARP + layer, BASE_WAVELENGTH_PX, _WARP_OCTAVES, turned=layer >= 2) for layer in range(4)]

    def fill(area: Area, out: FloatArray, workspace: Workspace) -> None:
        shift: tuple[FloatArray, FloatArray] | None = None
        for name, layers in (("first", warps[:2]), ("second", warps[2:])):
            x = _fbm(layers[0], area, workspace.floats(f"{name} warp x", area.shape), workspace, shift)
            z = _fbm(layers[1], area, workspace.floats(f"{name} warp z", area.shape), workspace, shift)
            x *= np.float32(_WARP_PX)
            z *= np.float32(_WARP_PX)
            shift = x, z
        _fbm(lattices, area, out, workspace, shift)

    return fill


@dataclass(frozen=True, slots=True)
class _Kind:
    shape: Callable[[int], _Shape]
    mean: float
    """Mean of the shape's values."""
    relief: float
    """Mean over windows of 256 x 256 pixels of the range between the 1st and 99th percentile of the values."""


# Measured on the 16 windows of a 1024 x 1024 map of each of the seeds 0 to 255: standard errors are 0.003 (0.004 for
# the relief of noise-ridged). The means of noise-fbm and noise-warped are zero by symmetry. Measure again when a shape
# changes: tests/terrain/test_classical.py holds these numbers.
_KINDS = {
    "noise-fbm": _Kind(_fbm_shape, 0.0, 0.869),
    "noise-ridged": _Kind(_ridged_shape, 1.082, 1.352),
    "noise-warped": _Kind(_warped_shape, 0.0, 0.867),
}
_WANDER_DEVIATION = 0.245
"""Standard deviation of the wander's fBm, measured on 4096 x 4096 pixels of the seeds 0 to 11."""


def _wandering(seed: int, wander: float) -> Callable[[Area, FloatArray, Workspace], None]:
    """What makes a normalised shape's mean and relief differ from place to place, in place."""
    mean_lattices, relief_lattices = (
        _lattices(seed, _WANDER + field, _WANDER_WAVELENGTH_PX, _WANDER_OCTAVES, turned=False) for field in range(2)
    )
    deviation = wander * _WANDER_RELIEF
    gain = np.float32(deviation / _WANDER_DEVIATION)
    inverse_mean = np.float32(1.0 / (1.0 + deviation**2 / 2.0))
    lift = np.float32(wander * _WANDER_MEAN / _WANDER_DEVIATION)

    def change(area: Area, out: FloatArray, workspace: Workspace) -> None:
        field = _fbm(relief_lattices, area, workspace.floats("wander", area.shape), workspace)
        field *= gain
        # 1 + t + t^2/2 + t^3/6 for e^t, since sums and products round alike everywhere; |t| < 1.52 keeps it positive.
        factor = workspace.floats("wander factor", area.shape)
        np.multiply(field, np.float32(1.0 / 6.0), out=factor)
        factor += np.float32(0.5)
        factor *= field
        factor += np.float32(1.0)
        factor *= field
        factor += np.float32(1.0)
        factor *= inverse_mean
        out *= factor
        field = _fbm(mean_lattices, area, field, workspace)
        field *= lift
        out += field

    return change


def classical_heights(
    model: str,
    *,
    seed: int,
    origin_x_px: int,
    origin_z_px: int,
    width_px: int,
    depth_px: int,
    mean_m: float,
    relief_m: float,
    wander: float = 0.0,
    threads: int = 1,
    checkpoint: Callable[[float], None] | None = None,
) -> FloatArray:
    """Heights of a rectangle of a noise world.

    The same pixel of the same seed, model, mean, relief and wander has the same height, bit for bit, whatever the
    rectangle and the number of threads.

    Args:
        model: one of ``CLASSICAL_MODELS``.
        seed: the world; its low 64 bits count.
        origin_x_px: western edge on the world's pixel grid; within +-2^40.
        origin_z_px: northern edge, likewise; z grows south.
        width_px: columns, 1 or more.
        depth_px: rows, 1 or more.
        mean_m: mean height over the world.
        relief_m: range between the 1st and 99th percentile of the heights in an area of 256 x 256 pixels, on average
            over such areas; positive.
        wander: 0 to 1: how far mean and relief stray, over some thousand pixels, beyond what the noise does anyway:
            at 0, the means of areas of 256 x 256 pixels have a standard deviation of 0.10 to 0.14 of the relief, and
            their reliefs one of 0.14 to 0.18. At 1 a field with a standard deviation of 0.15 of the relief is added
            to the heights, and one of 0.35 to the logarithm of the relief.
        threads: how many blocks are computed at once, 1 or more.
        checkpoint: called from this thread with the share done, 0 to 1, before, between and after blocks of 256 x 256
            pixels; it may raise to stop the work, and what it raises is passed on.

    Returns:
        (depth, width) float32 metres.

    Raises:
        ValueError: if an argument is out of range.
    """
    if model not in _KINDS:
        raise ValueError(f"{model!r} is not a classical model; there are {', '.join(CLASSICAL_MODELS)}")
    if not math.isfinite(mean_m):
        raise ValueError(f"the mean is a number, got {mean_m}")
    if not (math.isfinite(relief_m) and relief_m > 0.0):
        raise ValueError(f"the relief is a positive number, got {relief_m}")
    if not 0.0 <= wander <= 1.0:
        raise ValueError(f"wander is 0 to 1, got {wander}")
    kind = _KINDS[model]
    shape = kind.shape(seed)
    change = _wandering(seed, wander) if wander > 0.0 else None

    def fill(area: Area, out: FloatArray, workspace: Workspace) -> None:
        shape(area, out, workspace)
        out -= np.float32(kind.mean)
        out *= np.float32(1.0 / kind.relief)
        if change is not None:
            change(area, out, workspace)
        out *= np.float32(relief_m)
        out += np.float32(mean_m)

    area = Area(origin_x_px, origin_z_px, width_px, depth_px)
    return evaluate_in_blocks(fill, area, threads=threads, checkpoint=checkpoint)
