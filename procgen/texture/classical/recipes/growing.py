"""Growing things: grass, moss, soil."""

from __future__ import annotations

import numpy as np

from procgen.texture.classical.canvas import Canvas, mix, smoothstep, standard
from procgen.texture.classical.ramps import Ramp
from procgen.texture.classical.recipes.look import Look


def blades(
    canvas: Canvas,
    ramp: Ramp,
    *,
    frequency: float,
    roughness: float,
    relief: float,
    clumps: float = 5.0,
    stretch: float = 3.0,
    clump_weight: float = 0.7,
) -> Look:
    """Strands in all directions over clumps: grass, moss, carpet."""
    clump = canvas.fbm("clumps", clumps, 4, gain=0.6)
    strands = []
    for number, direction in enumerate(((1.0, stretch), (stretch, 1.0), (1.0, stretch))):
        at = canvas.moved(f"sway{number}", frequency / 4.0, 1.2 / frequency, 2)
        strands.append(canvas.fbm(f"strands{number}", frequency * (1.0 + 0.3 * number), 2, stretch=direction, at=at))
    top = np.maximum.reduce(strands)
    depth = smoothstep(-0.2, 0.7, top)
    tone = np.float32(clump_weight) * standard(clump) + standard(top) * np.float32(1.0)
    height = depth * np.float32(relief) + standard(clump) * np.float32(0.4 * relief)
    return Look(tone, height, np.float32(roughness) - depth * np.float32(0.1))


def moss(canvas: Canvas, ramp: Ramp) -> Look:
    """Cushions of fine fronds."""
    cushions = canvas.scattered("cushions", 6.0, at=canvas.moved("crooked", 8.0, 0.05))
    cloud = canvas.fbm("clouds", 3.0, 5)
    frond = canvas.ridged("fronds", 36.0, 2, at=canvas.moved("sway", 20.0, 0.02, 2))
    fine = canvas.grain("grain", 2.0)
    dome = smoothstep(0.0, 0.5, cushions.border + np.float32(0.08) * cloud)
    tone = standard(dome) * 0.6 + standard(cloud) * 0.5 + standard(frond) * 0.7 + standard(fine) * 0.4
    height = dome * np.float32(2.5) + standard(frond) * np.float32(0.45) + standard(cloud) * np.float32(0.8)
    return Look(tone, height, 0.92)


def ground(
    canvas: Canvas,
    ramp: Ramp,
    *,
    stones: float = 14.0,
    share: float = 0.35,
    roughness: float = 0.85,
    relief: float = 1.5,
) -> Look:
    """Soil with clods and a few stones."""
    soil = canvas.fbm("soil", 4.0, 6, gain=0.62)
    patch = canvas.fbm("patches", 1.8, 3)
    bits = canvas.scattered("stones", stones, at=canvas.moved("crooked", stones, 0.2 / stones))
    size = np.float32(0.12) + np.float32(0.25) * bits.second
    stone = smoothstep(0.0, 0.08, size - bits.nearest) * (bits.first < np.float32(share))
    dome = np.sqrt(np.clip(size - bits.nearest, 0.0, 1.0)) * (bits.first < np.float32(share))
    fine = canvas.grain("grain", 2.0)
    body = standard(soil) * 0.9 + standard(patch) * 0.6 + standard(fine) * 0.35
    lighter = np.float32(1.3) + standard(bits.second) * 0.5 + standard(fine) * 0.2
    height = standard(soil) * np.float32(0.8 * relief) + dome * np.float32(4.0) + standard(fine) * np.float32(0.15)
    return Look(mix(body, lighter, stone), height, np.float32(roughness) - stone * np.float32(0.15))
