"""Random phase noise of an example (Galerne, Gousseau and Morel, "Random Phase Textures", IEEE TIP 2011).

The example's spectrum keeps its moduli and gets phases of a white noise: the same for all maps, so that their
correlations stay. An example that does not tile is first split into a periodic and a smooth part (Moisan, "Periodic
Plus Smooth Image Decomposition", JMIV 2011), whose edges would otherwise show as a cross in the spectrum. Larger
outputs take the example as a spot amid nothing, smaller ones wrap it up: a spot noise either way.
"""

from __future__ import annotations

import numpy as np

from procgen.errors import InvalidFields, Violation
from procgen.runtime.checkpoint import Checkpoint, go_on
from procgen.runtime.philox import gaussian_field
from procgen.texture.classical.torus import solve_poisson
from procgen.texture.material import FloatArray, Surface

MIN_SIZE_PX, MAX_SIZE_PX = 32, 8192
_STREAM = "texture/random-phase"
_EDGE_SHARE = 0.1
"""Part of a spot's side over which it fades out."""


def periodic_part(field: FloatArray) -> FloatArray:
    """The periodic component of Moisan's decomposition: the picture less a smooth one that makes its edges meet.

    Args:
        field: (rows, columns) or (rows, columns, channels).

    Returns:
        The same shape, of the same mean.
    """
    values = field.astype(np.float64)
    jumps = np.zeros_like(values)
    across, down = values[:, -1] - values[:, 0], values[-1] - values[0]
    jumps[:, 0] += across
    jumps[:, -1] -= across
    jumps[0] += down
    jumps[-1] -= down
    return np.asarray(values - solve_poisson(jumps), np.float32)


def _window(size: int) -> FloatArray:
    """(size,) 1 in the middle, falling smoothly to 0 at either end."""
    distance = np.minimum(np.arange(size) + 0.5, size - 0.5 - np.arange(size)) / (size * _EDGE_SHARE)
    t = np.clip(distance, 0.0, 1.0)
    return np.asarray(t * t * (3.0 - 2.0 * t), np.float32)


def spot(example: FloatArray, rows: int, columns: int) -> FloatArray:
    """The example as a spot of zero mean on a torus of another size, with the variance that its noise is to have.

    Args:
        example: (rows, columns, maps), periodic.
        rows, columns: of the torus.
    """
    centred = example - example.mean(axis=(0, 1), dtype=np.float64)
    old_rows, old_columns = example.shape[:2]
    if (old_rows, old_columns) == (rows, columns):
        return np.asarray(centred, np.float32)
    for axis, (old, new) in enumerate(((old_rows, rows), (old_columns, columns))):
        if old == new:
            continue
        window = _window(old).astype(np.float64)
        centred = centred * (window[:, None, None] if axis == 0 else window[None, :, None])
    # The mean that the window brought back; and a noise whose variance is the example's: sums of squares agree up to
    # the number of pixels.
    centred = centred - centred.mean(axis=(0, 1))
    wrapped = np.zeros((rows, columns, example.shape[2]))
    for top in range(0, old_rows, rows):
        for left in range(0, old_columns, columns):
            piece = centred[top : top + rows, left : left + columns]
            wrapped[: piece.shape[0], : piece.shape[1]] += piece
    wanted = np.square(example - example.mean(axis=(0, 1), dtype=np.float64)).mean(axis=(0, 1))
    power = np.square(wrapped - wrapped.mean(axis=(0, 1))).mean(axis=(0, 1))
    gain = np.sqrt(wanted / np.where(power > 0.0, power, 1.0))
    return np.asarray(wrapped * gain, np.float32)


def random_phase(
    example: FloatArray, seed: int, rows: int, columns: int, *, periodic: bool = False, checkpoint: Checkpoint = go_on
) -> FloatArray:
    """A picture with the example's means, covariances and spectrum, and no structure beyond them.

    Args:
        example: (rows, columns, maps).
        seed: 0 to 2^64 - 1.
        rows, columns: 32 to 8192 px.
        periodic: whether the example tiles; else its periodic part is taken.
        checkpoint: called before each map.

    Returns:
        (rows, columns, maps) float32, periodic; values may stray beyond the example's.

    Raises:
        InvalidFields: naming all arguments that are out of range.
    """
    violations = []
    if not 0 <= seed < 1 << 64:
        violations.append(Violation.of("seed", seed, "0 to 2^64 - 1"))
    for name, value in (("rows", rows), ("columns", columns)):
        if not MIN_SIZE_PX <= value <= MAX_SIZE_PX:
            violations.append(Violation.of(name, value, f"{MIN_SIZE_PX} to {MAX_SIZE_PX}"))
    if violations:
        raise InvalidFields(violations)
    base = example if periodic else periodic_part(example)
    texton = spot(base, rows, columns)
    means = example.mean(axis=(0, 1), dtype=np.float64)
    phases = np.fft.rfft2(gaussian_field(seed, _STREAM, 0, 0, columns, rows))
    modulus = np.abs(phases)
    phases = np.where(modulus > 0.0, phases / np.where(modulus > 0.0, modulus, 1.0), 1.0)
    out = np.empty(texton.shape, np.float32)
    for k in range(texton.shape[2]):
        checkpoint()
        out[..., k] = np.fft.irfft2(np.fft.rfft2(texton[..., k]) * phases, s=(rows, columns)) + means[k]
    return out


def random_phase_surface(
    surface: Surface, seed: int, rows: int, columns: int, *, periodic: bool = True, checkpoint: Checkpoint = go_on
) -> Surface:
    """Random phase noise of all maps together, each kept within its range.

    Args:
        surface: the example.
        seed: 0 to 2^64 - 1.
        rows, columns: 32 to 8192 px.
        periodic: whether the example tiles.
        checkpoint: called before each map.

    Raises:
        InvalidFields: naming all arguments that are out of range.
    """
    maps = [surface.albedo, surface.height[..., None], surface.roughness[..., None], surface.metallic[..., None]]
    if surface.opacity is not None:
        maps.append(surface.opacity[..., None])
    stack = np.concatenate(maps, axis=-1).astype(np.float32)
    made = random_phase(stack, seed, rows, columns, periodic=periodic, checkpoint=checkpoint)

    def bounded(field: FloatArray) -> FloatArray:
        return np.ascontiguousarray(np.clip(field, 0.0, 1.0))

    return Surface(
        albedo=bounded(made[..., :3]),
        height=np.ascontiguousarray(made[..., 3]),
        roughness=bounded(made[..., 4]),
        metallic=bounded(made[..., 5]),
        opacity=None if surface.opacity is None else bounded(made[..., 6]),
    )
