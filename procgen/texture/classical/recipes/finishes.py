"""Rust, leather, foil, paper."""

from __future__ import annotations

import numpy as np

from procgen.texture.classical.canvas import Canvas, mix, smoothstep, standard
from procgen.texture.classical.ramps import Ramp
from procgen.texture.classical.recipes.look import Look


def rust(canvas: Canvas, ramp: Ramp) -> Look:
    """Bare sheet where the rust has not come yet."""
    spread = canvas.style("spread", -0.25, 0.45)
    where = canvas.fbm("where", 2.0, 7, gain=0.6, at=canvas.moved("bend", 3.0, 0.08, 4)) + np.float32(spread)
    eaten = smoothstep(-0.15, 0.12, where)
    scale = canvas.fbm("scale", 7.0, 5, gain=0.62)
    fine = canvas.grain("grain", 2.0)
    drip = canvas.fbm("drips", 8.0, 3, stretch=(1.0, 8.0))
    flakes = standard(scale) * 0.7 + standard(fine) * 0.4 - smoothstep(0.3, 0.8, where) * 0.8 + standard(drip) * 0.25
    bare = np.float32(1.6) + standard(drip) * 0.3 + standard(fine) * 0.1
    tone = mix(bare, flakes, eaten)
    height = (
        eaten * np.float32(0.5) + standard(scale) * eaten * np.float32(0.5) + standard(fine) * eaten * np.float32(0.15)
    )
    rough = mix(0.35, np.float32(0.85) + np.float32(0.05) * standard(scale), eaten)
    return Look(tone, height, rough, np.float32(1.0) - eaten)


def leather(canvas: Canvas, ramp: Ramp) -> Look:
    """Small cells with creases between them."""
    grainy = canvas.scattered("cells", 26.0, at=canvas.moved("crooked", 20.0, 0.012, 3))
    crease = canvas.ridged("creases", 3.0, 4, at=canvas.moved("bend", 3.0, 0.08))
    cloud = canvas.fbm("clouds", 2.0, 4)
    dome = smoothstep(0.0, 0.35, grainy.border)
    deep = smoothstep(1.1, 1.5, crease)
    tone = standard(cloud) * 0.7 + standard(dome) * 0.5 + standard(canvas.grain("grain")) * 0.15 - deep * 0.9
    height = dome * np.float32(0.55) + standard(cloud) * np.float32(0.35) - deep * np.float32(0.5)
    return Look(tone, height, np.float32(0.42) - dome * np.float32(0.08) + deep * np.float32(0.1))


def foil(canvas: Canvas, ramp: Ramp) -> Look:
    """Crumpled sheet: flat faces that meet in folds."""
    height = np.zeros((canvas.rows, canvas.columns), np.float32)
    tone = np.zeros_like(height)
    for number, frequency in enumerate((3.0, 6.0, 11.0)):
        faces = canvas.scattered(f"faces{number}", frequency, at=canvas.moved(f"bend{number}", frequency, 0.03))
        height += faces.border * np.float32(4.0 / (number + 1.0)) * (faces.first - np.float32(0.4))
        tone += standard(faces.second) * np.float32(0.6 / (number + 1.0))
    tone += standard(height - np.roll(height, (1, 1), (0, 1))) * np.float32(0.7)
    return Look(tone, height, 0.22, 1.0)


def paper_like(canvas: Canvas, ramp: Ramp, *, roughness: float = 0.9, fibre: float = 1.0) -> Look:
    """Pressed fibres: paper, cardboard."""
    at = canvas.moved("sway", 12.0, 0.02, 2)
    hairs = np.maximum(
        canvas.ridged("hairs a", 24.0, 2, stretch=(3.0, 1.0), at=at),
        canvas.ridged("hairs b", 24.0, 2, stretch=(1.0, 3.0), at=at),
    )
    cloud = canvas.fbm("clouds", 3.0, 5)
    fine = canvas.grain("grain")
    tone = standard(cloud) * 0.7 + standard(hairs) * np.float32(0.5 * fibre) + standard(fine) * 0.4
    return Look(tone, standard(hairs) * np.float32(0.06) + standard(cloud) * np.float32(0.08), roughness)


def wallpaper(canvas: Canvas, ramp: Ramp) -> Look:
    """Embossed medallions on fibre."""
    laid = canvas.laid("medallions", 5.0, 5.0, offset=0.5)
    x, y = laid.along - 0.5, laid.across - 0.5
    radius, angle = np.hypot(x, y), np.arctan2(y, x)
    petals = round(canvas.style("petals", 2.0, 5.0)) * 2
    flower = smoothstep(0.03, 0.0, np.abs(radius - 0.28 - 0.08 * np.cos(petals * angle)).astype(np.float32) - 0.02)
    ring = smoothstep(0.02, 0.0, np.abs(radius - 0.12).astype(np.float32) - 0.015)
    print_ = np.maximum(flower, ring)
    base = paper_like(canvas, ramp, fibre=0.5)
    return Look(
        base.tone * 0.5 + print_ * 1.6, base.height + print_ * np.float32(0.35), np.float32(0.85) - print_ * 0.2
    )
