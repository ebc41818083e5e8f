"""Stone: rock, marble, onyx, ice."""

from __future__ import annotations

import numpy as np

from procgen.texture.classical.canvas import Canvas, mix, smoothstep, standard
from procgen.texture.classical.ramps import Ramp
from procgen.texture.classical.recipes.look import Look


def rock(canvas: Canvas, ramp: Ramp, *, roughness: float = 0.72, relief: float = 3.0) -> Look:
    """Broken faces, layers and cracks."""
    at = canvas.moved("bend", 2.0, 0.15, 4)
    tilt = canvas.style("tilt", 1.0, 3.0)
    faces = canvas.ridged("faces", 2.5, 5, gain=0.55, stretch=(tilt, 1.0), at=at)
    block = canvas.scattered("blocks", 4.0, stretch=(tilt, 1.0), at=canvas.moved("crooked", 3.0, 0.14, 5))
    crack = smoothstep(0.06, 0.0, block.border)
    cloud = canvas.fbm("clouds", 2.0, 6, gain=0.6)
    fine = canvas.grain("grain", 2.0)
    height = (
        standard(faces) * np.float32(0.6)
        + (block.first - 0.5) * np.float32(0.8)
        + standard(cloud) * np.float32(0.5)
        - crack * np.float32(0.6)
    )
    tone = (
        standard(cloud) * 0.8 + standard(faces) * 0.6 + (block.first - 0.5) * 0.8 + standard(fine) * 0.35 - crack * 1.2
    )
    rough = np.float32(roughness) + np.float32(0.06) * standard(cloud)
    return Look(tone, height * np.float32(relief) + standard(fine) * np.float32(0.15), rough)


def rubble(canvas: Canvas, ramp: Ramp) -> Look:
    """A wall of field stones."""
    at = canvas.moved("crooked", 5.0, 0.05, 3)
    stones = canvas.scattered("stones", 6.0, stretch=(1.5, 1.0), jitter=0.85, at=at)
    cloud = canvas.fbm("clouds", 6.0, 5)
    fine = canvas.grain("grain", 2.0)
    edge = stones.border + np.float32(0.03) * cloud
    joint = smoothstep(0.09, 0.03, edge)
    dome = smoothstep(0.03, 0.3, edge)
    tone = standard(stones.first) * 0.8 + standard(cloud) * 0.6 + standard(fine) * 0.4
    joint_tone = np.float32(-1.4 if canvas.style("mortar", 0.0, 1.0) < 0.7 else 0.7)
    tone = mix(tone, joint_tone + standard(fine) * 0.4, joint)
    height = dome * (np.float32(3.5) + stones.second * 1.5) + standard(cloud) * np.float32(0.5) * (1.0 - joint)
    return Look(tone, height + standard(fine) * np.float32(0.15), np.float32(0.8) + joint * np.float32(0.1))


def veined(canvas: Canvas, ramp: Ramp, *, roughness: float = 0.12) -> Look:
    """Polished marble: clouds and branching veins."""
    cloud = canvas.fbm("clouds", 1.5, 6, gain=0.55, at=canvas.moved("fold", 1.5, 0.25, 4))
    tone = standard(cloud) * np.float32(0.55)
    dark = 1.0 if float(ramp[2].mean()) > 0.45 else -1.0
    for number, (frequency, width, weight) in enumerate(((1.6, 0.05, 2.4), (3.0, 0.035, 1.4), (5.5, 0.03, 0.7))):
        at = canvas.moved(f"flow{number}", 1.5 + number, 0.22, 5)
        line = np.abs(canvas.fbm(f"veins{number}", frequency, 2, stretch=(1.0, 1.6), at=at))
        strength = smoothstep(-0.25, 0.45, canvas.fbm(f"where{number}", 2.0, 2))
        tone = tone - dark * smoothstep(width, 0.0, line) * strength * np.float32(weight)
        tone = tone - dark * smoothstep(width * 5.0, 0.0, line) * strength * np.float32(0.3 * weight)
    tone = tone + standard(canvas.grain("grain")) * np.float32(0.12)
    return Look(tone, np.zeros_like(tone), np.float32(roughness) + np.float32(0.02) * standard(cloud))


def banded(
    canvas: Canvas, ramp: Ramp, *, bands: float, fold: float, roughness: float, relief: float = 0.0, pits: float = 0.0
) -> Look:
    """Layers seen from the side, folded: onyx, travertine."""
    warp = canvas.fbm("fold", 1.0, 5, gain=0.45) * np.float32(fold)
    levels = warp * np.float32(1.0)
    sway = canvas.points.moved(canvas.fbm("sway", 1.0, 3) * np.float32(0.05), 0.0)
    strata = canvas.points.moved(0.0, levels / np.float32(canvas.pieces[1]))
    coarse = canvas.fbm("bands", bands, 4, gain=0.6, stretch=(24.0, 1.0), at=strata)
    fine = canvas.fbm("fine", bands * 4.0, 2, gain=0.6, stretch=(40.0, 1.0), at=strata)
    cloud = canvas.fbm("clouds", 2.0, 4, at=sway)
    tone = standard(coarse) + standard(fine) * 0.35 + standard(cloud) * 0.25 + standard(canvas.grain("grain")) * 0.12
    height = standard(coarse) * np.float32(relief)
    rough = np.float32(roughness) + np.float32(0.02) * standard(coarse)
    if pits > 0.0:
        hole = smoothstep(0.75, 1.1, canvas.fbm("pits", 16.0, 3, stretch=(3.0, 1.0), at=strata)) * np.float32(pits)
        tone, height, rough = tone - hole * 1.5, height - hole * 1.5, rough + hole * 0.3
    return Look(tone, height, rough)


def ice(canvas: Canvas, ramp: Ramp) -> Look:
    """Clear and cloudy parts, with cracks of several depths."""
    cloud = canvas.fbm("clouds", 2.0, 5, at=canvas.moved("fold", 2.0, 0.1))
    tone = standard(cloud) * np.float32(0.9)
    height = standard(cloud) * np.float32(0.15)
    for number, frequency in enumerate((2.0, 4.0)):
        crack = canvas.scattered(f"cracks{number}", frequency, at=canvas.moved(f"crooked{number}", 3.0, 0.12, 5))
        line = smoothstep(0.035, 0.0, crack.border) * smoothstep(-0.3, 0.4, canvas.fbm(f"where{number}", 2.0, 2))
        halo = smoothstep(0.2, 0.0, crack.border)
        tone = tone + line * np.float32(2.4 - number) + halo * np.float32(0.5)
        height = height - line * np.float32(0.25)
    frost = smoothstep(0.2, 0.8, canvas.fbm("frost", 5.0, 4))
    return Look(tone + frost * 0.5, height, np.float32(0.12) + frost * np.float32(0.3))
