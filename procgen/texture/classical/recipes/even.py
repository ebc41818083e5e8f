"""Even surfaces: plaster, sand, concrete."""

from __future__ import annotations

import numpy as np

from procgen.texture.classical.canvas import Canvas, smoothstep, standard
from procgen.texture.classical.ramps import Ramp
from procgen.texture.classical.recipes.look import Look
from procgen.texture.classical.torus import blur


def smooth(
    canvas: Canvas,
    ramp: Ramp,
    *,
    roughness: float,
    relief: float = 0.3,
    clouds: float = 3.0,
    grain: float = 0.5,
    grain_px: float = 2.0,
    brushed: float = 1.0,
    scratches: float = 0.0,
    metallic: float = 0.0,
) -> Look:
    """Clouds, grain and scratches: plaster, paint, metal, paper."""
    cloud = canvas.fbm("clouds", clouds, 5, gain=0.55)
    fine = canvas.grain("grain", grain_px, (brushed, 1.0))
    tone = standard(cloud) + np.float32(grain) * standard(fine)
    height = standard(fine) * np.float32(0.25) + standard(cloud) * np.float32(0.75)
    rough = np.float32(roughness) + np.float32(0.05) * standard(cloud) + np.float32(0.02) * standard(fine)
    if scratches > 0.0:
        lines = canvas.ridged("scratches", 2.0, 2, stretch=(1.0, 1.0), at=canvas.moved("bend", 1.0, 0.5))
        worn = smoothstep(1.25, 1.4, lines) * smoothstep(0.0, 0.6, canvas.fbm("where", 4.0, 2))
        tone = tone + worn * np.float32(scratches)
        rough = rough + worn * np.float32(0.15)
    return Look(tone, height * np.float32(relief), rough, metallic)


def dunes(
    canvas: Canvas, ramp: Ramp, *, roughness: float, ripples: float, relief: float, grain: float, octaves: int = 4
) -> Look:
    """Soft humps, ripples by wind, and grains: sand and snow."""
    at = canvas.moved("bend", 2.0, 0.05, 2)
    cloud = canvas.fbm("humps", 2.0, octaves, at=at)
    wave = canvas.fbm("ripples", 14.0, 1, stretch=(5.0, 1.0), at=canvas.moved("wind", 2.5, 0.06, 2))
    fine = canvas.grain("grain", 2.0)
    body = standard(cloud) + np.float32(ripples) * standard(wave)
    lit = blur(body, 1.0) - np.roll(blur(body, 1.0), 2, 0)
    tone = standard(cloud) * np.float32(0.7) + standard(lit) * np.float32(0.4) + np.float32(grain) * standard(fine)
    sparkle = smoothstep(1.4, 2.2, standard(fine))
    height = body * np.float32(relief) + standard(fine) * np.float32(0.12 * grain)
    return Look(tone, height, np.float32(roughness) - sparkle * np.float32(0.25))


def concrete(canvas: Canvas, ramp: Ramp, *, roughness: float = 0.82, pores: float = 1.0) -> Look:
    """Clouds, stains, pores and hair cracks."""
    cloud = canvas.fbm("clouds", 2.0, 6, gain=0.6)
    stain = smoothstep(0.05, 0.5, canvas.fbm("stains", 2.5, 4, at=canvas.moved("bend", 3.0, 0.08)))
    fine = canvas.grain("grain", 2.0)
    holes = canvas.scattered("pores", 22.0)
    hole = smoothstep(0.16, 0.08, holes.nearest) * smoothstep(0.55, 0.75, holes.first) * np.float32(pores)
    crack = canvas.scattered("cracks", 2.0, at=canvas.moved("crooked", 5.0, 0.06, 4))
    crack_line = smoothstep(0.02, 0.004, crack.border) * smoothstep(0.1, 0.5, canvas.fbm("where", 1.5, 3))
    tone = standard(cloud) - stain * 0.7 + np.float32(0.45) * standard(fine) - hole * 2.5 - crack_line * 3.0
    height = standard(cloud) * np.float32(0.35) + standard(fine) * np.float32(0.12) - hole * 1.0 - crack_line * 1.2
    rough = np.float32(roughness) + np.float32(0.06) * standard(cloud) - np.float32(0.08) * stain
    return Look(tone, height, rough)
