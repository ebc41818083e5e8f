"""Grains and scattered pieces: gravel, terrazzo, leaves."""

from __future__ import annotations

import numpy as np

from procgen.texture.classical.canvas import Canvas, Field, mix, smoothstep, standard
from procgen.texture.classical.ramps import Ramp
from procgen.texture.classical.recipes.look import Look
from procgen.texture.classical.torus import blur


def grains(
    canvas: Canvas,
    ramp: Ramp,
    *,
    frequency: float,
    roughness: float,
    relief: float,
    gap: float = 0.12,
    spread: float = 1.0,
    clouds: float = 0.4,
    stretch: tuple[float, float] = (1.0, 1.0),
    polished: bool = False,
    second: float = 0.0,
) -> Look:
    """Bits of stone, cork or wood side by side, each of its own tone."""
    bits = canvas.scattered("bits", frequency, stretch=stretch, at=canvas.moved("crooked", frequency, 0.15 / frequency))
    cloud = canvas.fbm("clouds", 2.0, 5)
    fine = canvas.grain("grain", 2.0)
    dome = smoothstep(0.0, 0.45, bits.border)
    gaps = smoothstep(gap, 0.3 * gap, bits.border) if gap > 0.0 else np.zeros_like(dome)
    tone = (
        np.float32(spread) * standard(bits.first)
        + np.float32(clouds) * standard(cloud)
        + np.float32(0.35) * standard(fine)
        - gaps * np.float32(1.6)
    )
    height = dome * np.float32(relief) * (np.float32(0.5) + bits.second)
    if second > 0.0:  # smaller bits between the large ones
        small = canvas.scattered("small", frequency * 2.6)
        covered = smoothstep(0.35, 0.55, bits.second)
        tone = mix(standard(small.first) * np.float32(spread) - np.float32(0.4), tone, covered)
        height = mix(smoothstep(0.0, 0.4, small.border) * np.float32(0.4 * relief), height + 0.2 * relief, covered)
    if polished:
        height = np.zeros_like(tone)
        return Look(tone, height, np.float32(roughness) + np.float32(0.03) * standard(bits.second))
    return Look(tone, height + standard(fine) * np.float32(0.08), np.float32(roughness) + gaps * np.float32(0.06))


def terrazzo(canvas: Canvas, ramp: Ramp) -> Look:
    """Chips of several stones in a ground of one tone, ground flat."""
    tone = np.float32(0.05) * standard(canvas.fbm("ground", 4.0, 4)) + np.float32(0.3)
    mask = np.zeros_like(tone)
    tints = []
    colours = [ramp[0], 0.5 * ramp[0] + 0.5 * ramp[2], ramp[4] * np.float32(0.95), ramp[1]]
    for number, frequency in enumerate((7.0, 12.0, 20.0)):
        chips = canvas.scattered(f"chips{number}", frequency, at=canvas.moved(f"crooked{number}", frequency, 0.05))
        here = smoothstep(0.12, 0.16, chips.border) * smoothstep(0.55, 0.57, chips.second) * (1.0 - mask)
        mask = np.maximum(mask, here)
        kind = np.minimum((chips.first * 4.0).astype(np.int64), 3)
        for index in range(4):
            warm = canvas.style(f"warm{index}", -0.07, 0.09)
            colour = np.clip(colours[index] + np.array([warm, 0.3 * warm, -warm]), 0.0, 1.0)
            tints.append((here * (kind == index), (float(colour[0]), float(colour[1]), float(colour[2]))))
    return Look(tone, np.zeros_like(tone), np.float32(0.32) - mask * np.float32(0.08), 0.0, tuple(tints))


def leaves(canvas: Canvas, ramp: Ramp, *, frequency: float = 7.0, chips: bool = False) -> Look:
    """Layers of leaves or chips, each with a direction of its own."""
    tone: Field = np.full((canvas.rows, canvas.columns), -1.5, np.float32)
    height: Field = np.zeros_like(tone)
    for layer in range(5):
        bits = canvas.scattered(
            f"layer{layer}", frequency, at=canvas.moved(f"bend{layer}", frequency, 0.25 / frequency, 2)
        )
        size = np.float32(0.28) + np.float32(0.14) * bits.second
        shape = smoothstep(0.0, 0.04, size - bits.nearest) * smoothstep(0.03, 0.06, bits.border)
        vein = np.abs(canvas.fbm(f"veins{layer}", frequency * (3.0 if chips else 1.5), 2))
        body = standard(bits.first) * np.float32(0.9) + np.float32(0.25 * layer) - smoothstep(0.15, 0.0, vein) * 0.4
        rim = smoothstep(0.0, 0.12, size - bits.nearest)
        tone = mix(tone, body + rim * 0.4, shape)
        height = mix(height, np.float32(0.5 * layer) + rim * 1.2 + bits.second * 0.5, shape)
        shade = np.roll(blur(shape, 1.0), (2, 1), (0, 1)) * (1.0 - shape)
        tone = tone - shade * np.float32(0.35)
    return Look(tone + np.float32(0.25) * standard(canvas.grain("grain")), height, 0.62)
