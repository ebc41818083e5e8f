"""The strongest waves of a tile: what lets textures that repeat, such as cloth, nets or corrugated sheets, keep step.

A network that sees nothing but noise can't know, far from a thread, where the next one lies; whole numbers of waves
over the tile tell it, and close at its edges.
"""

from __future__ import annotations

import numpy as np

from procgen.texture.material import FloatArray


def waves(albedo: FloatArray, *, least: float = 0.05) -> FloatArray:
    """The two strongest waves of a tile that wraps, for textures that repeat: cloth, nets, corrugated sheets.

    Args:
        albedo: (3, side, side).
        least: share of the picture's variance below which a wave is left out.

    Returns:
        (2, 4): wave numbers across and down, phase (radians) and amplitude, 0 to 1; zeros where there is none.
    """
    grey = albedo.mean(axis=0) - albedo.mean()
    side = grey.shape[0]
    spectrum = np.fft.fft2(grey)
    power = np.abs(spectrum) ** 2
    total = power.sum() + 1e-9
    k = np.fft.fftfreq(side, 1.0 / side).astype(int)
    kx, ky = np.meshgrid(k, k)
    radius = np.hypot(kx, ky)
    power[(radius < 5) | (radius > side * 0.3) | (ky < 0) | ((ky == 0) & (kx < 0))] = 0.0
    found = np.zeros((2, 4), np.float32)
    for index in range(2):
        at = np.unravel_index(int(power.argmax()), power.shape)
        share = 2.0 * power[at] / total
        if share < least:
            break
        x, y = int(kx[at]), int(ky[at])
        found[index] = (x, y, np.angle(spectrum[at]), min(share / (4.0 * least), 1.0))
        # Multiples of the same wave, and those beside it, say nothing new.
        norm = np.hypot(x, y)
        cross = np.abs(kx * y - ky * x) / norm
        power[(cross < 2.5) | (np.hypot(kx - x, ky - y) < 4.0)] = 0.0
    return found


def draw_waves(found: FloatArray, rows: int, columns: int, natural: int) -> FloatArray:
    """The waves as maps, whole numbers of them over the tile.

    Args:
        found: (2, 4) as of :func:`waves`.
        rows: pixels.
        columns: pixels.
        natural: pixels of a tile over which the wave numbers of ``found`` count.

    Returns:
        (4, rows, columns): cosine and sine of each, times its amplitude.
    """
    x = np.arange(columns) / columns
    y = np.arange(rows)[:, None] / rows
    maps = []
    for across, down, phase, amplitude in found.astype(np.float64):
        kx, ky = np.rint(across * columns / natural), np.rint(down * rows / natural)
        if kx == ky == 0.0:
            amplitude = 0.0
        angle = 2.0 * np.pi * (kx * x + ky * y) + phase
        maps += [amplitude * np.cos(angle), amplitude * np.sin(angle)]
    return np.stack(maps).astype(np.float32)
