"""How each class of material is drawn from noise.

A recipe is a function from a canvas to a :class:`Look`. Families of materials share one, with numbers of their own;
:data:`RECIPES` is the whole table. Frequencies are a natural piece of the class; heights are pixels where a natural
piece has 128.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType

import numpy as np

from procgen.texture.classical.canvas import Canvas, Field, Laid, mix, smoothstep, standard
from procgen.texture.classical.ramps import Ramp
from procgen.texture.classical.torus import blur
from procgen.texture.material import FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """What a recipe draws. Fields are (rows, columns) float32 where they are not single numbers."""

    tone: Field
    """Dark to bright, any scale: its ranks are coloured with the ramp."""
    height: Field
    """Pixels where a natural piece has 128."""
    roughness: Field | float
    metallic: Field | float = 0.0
    tints: tuple[tuple[Field, tuple[float, float, float]], ...] = ()
    """Colours painted over the ramp's: where, 0 to 1, and sRGB."""


Recipe = Callable[[Canvas, Ramp], Look]


# --- even surfaces ---------------------------------------------------------------------------------------------------


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


# --- grains and scattered pieces -------------------------------------------------------------------------------------


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


# --- growing things --------------------------------------------------------------------------------------------------


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


# --- stone -----------------------------------------------------------------------------------------------------------


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


# --- wood and fibres -------------------------------------------------------------------------------------------------


def _wood_tone(canvas: Canvas, name: str, *, upright: bool, shift: FloatArray | None = None) -> FloatArray:
    """Year rings cut lengthwise, fibres and pores; fibres run across the picture unless upright."""
    wide, high = canvas.pieces
    sway = canvas.fbm(name + "/sway", 1.2, 3, stretch=(0.8, 2.0) if upright else (2.0, 0.8)) * np.float32(0.12)
    at = (
        canvas.points.moved(sway / np.float32(wide), 0.0)
        if upright
        else canvas.points.moved(0.0, sway / np.float32(high))
    )
    if shift is not None:  # each board from another part of the tree
        at = at.moved(shift, shift * np.float32(0.37))
    thin = (1.0, 14.0) if upright else (14.0, 1.0)
    rings = canvas.fbm(name + "/rings", 9.0, 3, gain=0.6, stretch=thin, at=at)
    fibres = canvas.fbm(name + "/fibres", 40.0, 2, gain=0.7, stretch=(1.0, 18.0) if upright else (18.0, 1.0), at=at)
    return standard(rings) + standard(fibres) * np.float32(0.55)


def wood(canvas: Canvas, ramp: Ramp, *, roughness: float = 0.55, relief: float = 0.35) -> Look:
    """A veneer with knots."""
    upright = canvas.style("upright", 0.0, 1.0) < 0.6
    wide, high = canvas.pieces
    knots = canvas.scattered("knots", 1.6, stretch=(1.0, 1.6))
    knot = smoothstep(0.22, 0.0, knots.nearest) * (knots.first < np.float32(0.3))
    pull = knot * np.float32(0.05)
    body = _wood_tone(canvas, "wood", upright=upright, shift=pull / np.float32(max(wide, high)))
    cloud = canvas.fbm("clouds", 2.0, 3)
    tone = body + standard(cloud) * np.float32(0.4) - knot * np.float32(2.2)
    return Look(tone, body * np.float32(relief), np.float32(roughness) - np.float32(0.03) * body)


def boards(
    canvas: Canvas,
    ramp: Ramp,
    *,
    roughness: float,
    relief: float,
    along: float,
    across: float,
    upright: bool | None = None,
    gap: float = 0.012,
    worn: float = 0.3,
) -> Look:
    """Boards side by side, each cut from another part of the tree."""
    stands = canvas.style("upright", 0.0, 1.0) < 0.5 if upright is None else upright
    laid = canvas.laid("boards", along, across, offset=None, upright=stands)
    body = _wood_tone(canvas, "wood", upright=stands, shift=laid.second * np.float32(7.31))
    cloud = canvas.fbm("clouds", 3.0, 4)
    joint = smoothstep(gap, 0.3 * gap, laid.border)
    rim = smoothstep(gap * 3.0, gap, laid.border)
    tone = body * 0.5 + standard(laid.first) * 0.8 + standard(cloud) * np.float32(worn) - joint * 5.0 - rim * 0.4
    height = body * np.float32(0.3 * relief) + (laid.third - 0.5) * np.float32(0.5 * relief)
    height = height - joint * np.float32(2.0 * relief) - rim * np.float32(0.4 * relief)
    return Look(tone, height, np.float32(roughness) + (laid.first - 0.5) * np.float32(0.08) + joint * np.float32(0.2))


def bark(canvas: Canvas, ramp: Ramp) -> Look:
    """Upright plates with deep furrows between them."""
    at = canvas.moved("bend", 2.5, 0.09, 4)
    plates = canvas.scattered("plates", 8.0, stretch=(1.0, 3.2), at=at)
    furrow = canvas.ridged("furrows", 6.0, 4, stretch=(1.0, 4.0), at=at)
    fibre = canvas.fbm("fibres", 24.0, 3, stretch=(1.0, 5.0), at=at)
    cloud = canvas.fbm("clouds", 2.0, 5)
    plate = smoothstep(0.0, 0.32, plates.border)
    body = plate * 1.6 + standard(fibre) * 0.35 - standard(furrow) * 0.3
    tone = (
        standard(body) + standard(cloud) * 0.45 + standard(plates.first) * 0.25 + standard(canvas.grain("grain")) * 0.3
    )
    return Look(tone, standard(body) * np.float32(2.4) + standard(cloud) * np.float32(0.5), 0.88)


def rods(
    canvas: Canvas,
    ramp: Ramp,
    *,
    count: float,
    roughness: float,
    relief: float,
    nodes: float = 0.0,
    fibres: float = 0.5,
    metallic: float = 0.0,
    spread: float = 0.6,
    rust: float = 0.0,
) -> Look:
    """Upright rods or waves side by side: bamboo, corrugated sheet."""
    laid = canvas.laid("rods", max(nodes, 0.01), count, offset=None if nodes > 0.0 else 0.0, upright=True)
    across = laid.across * np.float32(2.0) - np.float32(1.0)
    bamboo = nodes > 0.0
    bow = (
        np.sqrt(np.clip(1.0 - across**2, 0.0, 1.0))
        if bamboo
        else np.float32(0.5) + np.float32(0.5) * np.cos(across * np.float32(np.pi))
    )
    bow = np.asarray(bow, np.float32)
    fibre = canvas.fbm("fibres", 40.0, 2, stretch=(1.0, 20.0))
    cloud = canvas.fbm("clouds", 2.0, 5, stretch=(1.0, 2.0))
    tone = standard(bow) * 0.7 + standard(fibre) * np.float32(fibres) + standard(cloud) * 0.5
    tone = tone + standard(laid.first) * np.float32(spread)
    height = bow * np.float32(relief)
    rough = np.float32(roughness) + np.float32(0.05) * standard(cloud)
    metal: Field | float = metallic
    if bamboo:
        ends = np.minimum(laid.along, 1.0 - laid.along)
        node = smoothstep(0.035, 0.0, ends)
        tone = tone - node * 1.4 + smoothstep(0.08, 0.04, ends) * 0.5
        height = height + node * np.float32(0.25 * relief)
    if rust > 0.0:
        eaten = smoothstep(0.5, 0.9, canvas.fbm("rust", 2.0, 6, gain=0.6, stretch=(1.0, 2.0)) + np.float32(rust))
        tone = tone - eaten * 2.0
        rough = mix(rough, 0.88, eaten)
        metal = np.float32(metallic) * (1.0 - eaten)
    return Look(tone, height, rough, metal)


def stalks(canvas: Canvas, ramp: Ramp, *, frequency: float = 42.0, relief: float = 1.6, layers: float = 0.0) -> Look:
    """Thin stalks along the slope of a roof."""
    at = canvas.moved("sway", 4.0, 0.03, 3)
    stalk = canvas.fbm("stalks", frequency, 2, gain=0.8, stretch=(1.0, 9.0), at=at)
    bundle = canvas.fbm("bundles", 9.0, 3, stretch=(1.0, 2.5), at=at)
    tone = standard(stalk) + standard(bundle) * 0.7 + standard(canvas.grain("grain")) * 0.25
    height = standard(stalk) * np.float32(0.5 * relief) + standard(bundle) * np.float32(0.6 * relief)
    if layers > 0.0:
        rows = canvas.laid("rows", 0.01, layers, offset=0.0, at=at)
        fringe = rows.across + np.float32(0.06) * stalk
        tone = tone - smoothstep(0.80, 1.0, fringe) * 1.6
        height = height + np.float32(2.0) * fringe
    return Look(tone, height, 0.9)


def weave(
    canvas: Canvas,
    ramp: Ramp,
    *,
    threads: float,
    roughness: float,
    relief: float,
    open_share: float = 0.0,
    metallic: float = 0.0,
    pattern: float = 0.0,
    ribs: tuple[float, float] = (1.0, 1.0),
) -> Look:
    """Warp and weft going over and under."""
    wide, high = canvas.pieces
    at = canvas.moved("slack", 4.0, 0.006, 2)
    # An even number of threads, so that over and under come out where the tile repeats.
    count_x = max(2 * round(threads * wide / ribs[0] / 2.0), 2)
    count_y = max(2 * round(threads * high / ribs[1] / 2.0), 2)
    u, v = at.x * count_x, at.y * count_y
    column, row = np.floor(u), np.floor(v)
    across, down = (u - column) * 2.0 - 1.0, (v - row) * 2.0 - 1.0
    over = (column + row) % 2.0  # 1 where the upright thread is on top
    upright = np.sqrt(np.clip(1.0 - across**2, 0.0, 1.0)) * (
        0.55 + 0.45 * np.cos(down * np.pi / 2.0) * (2.0 * over - 1.0)
    )
    level = np.sqrt(np.clip(1.0 - down**2, 0.0, 1.0)) * (
        0.55 - 0.45 * np.cos(across * np.pi / 2.0) * (2.0 * over - 1.0)
    )
    body = np.asarray(np.maximum(upright, level), np.float32)
    fibre = canvas.grain("fibres", 2.0)
    cloud = canvas.fbm("clouds", 3.0, 4)
    thread_x = canvas.fbm("warp", threads, 1, stretch=(1.0, 60.0), at=at)
    thread_y = canvas.fbm("weft", threads, 1, stretch=(60.0, 1.0), at=at)
    tone = standard(body) + standard(fibre) * 0.35 + standard(cloud) * 0.3 + standard(thread_x + thread_y) * 0.4
    if pattern > 0.0:  # dyed threads, in stripes of either direction
        bars = max(round(4.0 * wide), 1), max(round(4.0 * high), 1)
        check_x = (np.floor(at.x * bars[0] * 2.0) % 2.0).astype(np.float32)
        check_y = (np.floor(at.y * bars[1] * 2.0) % 2.0).astype(np.float32)
        tone = tone + np.float32(pattern) * (check_x + check_y)
    height = body * np.float32(relief) + standard(fibre) * np.float32(0.05)
    rough = np.float32(roughness) + np.float32(0.04) * standard(fibre)
    if open_share > 0.0:
        hole = smoothstep(0.45, 0.3, body)
        tone, height = tone - hole * np.float32(3.0), height - hole * np.float32(relief)
    return Look(tone, height, rough, metallic)


def rings(canvas: Canvas, ramp: Ramp) -> Look:
    """Chain mail: rings that run through each other."""
    laid = canvas.laid("rings", 10.0, 10.0, offset=0.5)
    body = np.zeros_like(laid.border)
    for shift in ((0.0, 0.0), (0.5, 0.0), (-0.5, 0.0)):
        x = (laid.along + shift[0]) % 1.0 - 0.5
        y = laid.across - 0.5
        radius = np.hypot(x, y)
        tube = 1.0 - ((radius - 0.40) / 0.13) ** 2
        lean = np.float32(0.15) * np.sign(shift[0]) * y if shift[0] else np.float32(0.2) * x
        body = np.maximum(body, np.sqrt(np.clip(tube, 0.0, 1.0)) * (0.75 + lean))
    body = np.asarray(body, np.float32)
    cloud = canvas.fbm("clouds", 3.0, 4)
    tone = standard(body) + standard(cloud) * 0.25 + standard(canvas.grain("grain")) * 0.2
    solid = smoothstep(0.05, 0.3, body)
    return Look(tone, body * np.float32(2.5), np.float32(0.42) + (1.0 - solid) * np.float32(0.4), solid)


# --- laid of pieces --------------------------------------------------------------------------------------------------


def _joint_is_bright(ramp: Ramp) -> bool:
    """Whether the ramp's bright end is the mortar: paler than the dark one."""
    saturation = [float(colour.max() - colour.min()) for colour in (ramp[0], ramp[2], ramp[4])]
    return saturation[2] < 0.8 * saturation[1]


def masonry(
    canvas: Canvas,
    ramp: Ramp,
    *,
    along: float,
    across: float,
    offset: float | None,
    joint: float,
    roughness: float,
    relief: float,
    crooked: float = 0.0,
    spread: float = 0.7,
    chipped: float = 0.3,
    glaze: bool = False,
    metallic: float = 0.0,
    rounding: float = 2.0,
    chequered: float = 0.0,
) -> Look:
    """Bricks, slabs, tiles."""
    at = canvas.moved("crooked", 5.0, crooked, 3) if crooked > 0.0 else canvas.points
    laid: Laid = canvas.laid("pieces", along, across, offset=offset, at=at)
    cloud = canvas.fbm("clouds", 5.0, 5, gain=0.6)
    patch = canvas.fbm("patches", 1.5, 3)
    fine = canvas.grain("grain", 2.0)
    edge = laid.border - np.float32(chipped * joint) * np.abs(cloud)
    gap = smoothstep(joint, 0.55 * joint, edge)
    body_height = smoothstep(0.5 * joint, (0.5 + rounding) * joint, edge)
    rank: Field = laid.first
    if chequered > 0.0:
        rank = rank + np.float32(chequered) * (laid.second > 0.5)
    tone = standard(rank) * np.float32(spread) + standard(fine) * np.float32(0.12 if glaze else 0.3)
    tone = tone + standard(cloud) * np.float32(0.15 if glaze else 0.5) + standard(patch) * np.float32(0.2)
    bright = _joint_is_bright(ramp)
    joint_tone = np.float32(2.6 if bright else -2.6)
    tone = mix(tone, joint_tone + standard(fine) * 0.3, gap)
    height = body_height * np.float32(relief) + (laid.third - 0.5) * np.float32(0.25 * relief)
    height = height + standard(cloud) * np.float32(0.02 if glaze else 0.10 * relief)
    height = height + standard(fine) * np.float32(0.01 if glaze else 0.08)
    rough = mix(np.float32(roughness) + np.float32(0.03) * standard(cloud), 0.88, gap)
    return Look(tone, height, rough, np.float32(metallic) * (1.0 - gap))


def roof(canvas: Canvas, ramp: Ramp) -> Look:
    """Overlapping tiles: each course lies on the one below it."""
    laid = canvas.laid("tiles", 5.0, 6.0, offset=0.5 if canvas.style("bond", 0.0, 1.0) < 0.6 else 0.0)
    pan = canvas.style("pan", 0.0, 1.0)
    bow = np.asarray(np.sin(laid.along * np.float32(np.pi)), np.float32)
    cloud = canvas.fbm("clouds", 4.0, 5)
    fine = canvas.grain("grain", 2.0)
    side = smoothstep(0.04, 0.0, np.minimum(laid.along, 1.0 - laid.along))
    lip = smoothstep(0.90, 0.97, laid.across)
    shade = smoothstep(0.22, 0.0, laid.across)
    height = laid.across * np.float32(3.2) + bow * np.float32(2.5 * pan) - side * np.float32(1.2)
    tone = (
        standard(laid.first) * 0.6
        + standard(cloud) * 0.5
        + standard(fine) * 0.3
        + standard(bow) * np.float32(0.5 * pan)
    )
    tone = tone - shade * 1.8 - side * 1.6 + lip * 0.5
    return Look(tone, height + standard(cloud) * np.float32(0.15), 0.78)


def tread_plate(canvas: Canvas, ramp: Ramp) -> Look:
    """Sheets with rivets, or with raised lentils."""
    cloud = canvas.fbm("clouds", 2.5, 5)
    brushed = canvas.grain("brushed", 2.0, (10.0, 1.0))
    tone = standard(cloud) * 0.6 + standard(brushed) * 0.35
    if canvas.style("tread", 0.0, 1.0) < 0.5:
        laid = canvas.laid("lentils", 10.0, 10.0, offset=0.0)
        x, y = laid.along - 0.5, laid.across - 0.5
        wide, high = canvas.pieces
        column = np.floor(canvas.points.x * max(round(10.0 * wide), 1))
        row = np.floor(canvas.points.y * max(round(10.0 * high), 1))
        turned = ((column + row) % 2.0).astype(np.float32) * 2.0 - 1.0
        a, b = (x + turned * y) * 0.7071, (y - turned * x) * 0.7071
        raised = smoothstep(1.0, 0.45, (a / 0.46) ** 2 + (b / 0.15) ** 2)
        tone, height = tone + raised * 0.9, raised * np.float32(1.2)
        seam = np.zeros_like(raised)
    else:
        plates = canvas.laid("plates", 2.0, 2.0, offset=0.0)
        seam = smoothstep(0.012, 0.006, plates.border)
        rivets = canvas.laid("rivets", 16.0, 16.0, offset=0.0)
        near = smoothstep(0.075, 0.065, plates.border) * smoothstep(0.02, 0.025, plates.border)
        dot = smoothstep(0.30, 0.18, np.hypot(rivets.along - 0.5, rivets.across - 0.5)) * near
        tone = tone + standard(plates.first) * 0.4 - seam * 3.0 + dot * 0.8
        height = dot * np.float32(1.0) - seam * np.float32(1.5)
    return Look(tone, height, np.float32(0.38) + np.float32(0.06) * standard(cloud), np.float32(1.0) - seam)


def solar(canvas: Canvas, ramp: Ramp) -> Look:
    """Cells with thin leads, in a frame."""
    cells = canvas.laid("cells", 6.0, 6.0, offset=0.0)
    crystal = canvas.scattered("crystals", 30.0)
    leads = smoothstep(0.06, 0.03, np.abs(cells.along * 3.0 % 1.0 - 0.5))
    gap = smoothstep(0.012, 0.006, cells.border)
    tone = standard(crystal.first) * 0.35 + standard(cells.first) * 0.2 + leads * 2.0 + gap * 3.0
    return Look(tone, -gap * np.float32(0.15) + leads * np.float32(0.05), 0.12, leads * np.float32(0.8))


def road(canvas: Canvas, ramp: Ramp) -> Look:
    """Asphalt with patches, cracks and a worn line."""
    base = grains(canvas, ramp, frequency=46.0, roughness=0.85, relief=0.5, gap=0.1, spread=0.6, clouds=0.9)
    crack = canvas.scattered("cracks", 3.0, at=canvas.moved("crooked", 4.0, 0.08, 4))
    line = smoothstep(0.03, 0.008, crack.border) * smoothstep(0.0, 0.4, canvas.fbm("where", 2.0, 3))
    patch = canvas.scattered("patches", 2.0, jitter=0.6)
    repaired = smoothstep(0.04, 0.05, patch.border) * (patch.first < 0.3)
    wide, _ = canvas.pieces
    middle = np.abs((canvas.points.x * max(round(wide), 1)) % 1.0 - 0.5)
    dash = smoothstep(0.035, 0.028, np.broadcast_to(middle, base.tone.shape).astype(np.float32))
    dashes = (canvas.points.y * max(round(canvas.pieces[1] * 2.0), 1)) % 1.0 < 0.6
    worn = smoothstep(-0.45, 0.0, canvas.fbm("worn", 8.0, 4) + np.float32(0.25) * standard(canvas.grain("rub")))
    yellow = canvas.style("yellow", 0.0, 1.0) < 0.35
    colour = (0.83, 0.66, 0.22) if yellow else (0.84, 0.84, 0.82)
    painted = np.asarray(dash * dashes * worn * (1.0 - line) * np.float32(0.9), np.float32)
    tone = base.tone - line * 3.0 - repaired * 0.9
    height = base.height - line * np.float32(1.5) + repaired * np.float32(0.3)
    return Look(tone, height, np.float32(0.85) - painted * np.float32(0.25), 0.0, ((painted, colour),))


def logs(canvas: Canvas, ramp: Ramp) -> Look:
    """A stack of logs, seen from the cut ends."""
    ends = canvas.scattered("logs", 7.0, jitter=0.55)
    size = np.float32(0.40) + np.float32(0.08) * ends.second
    edge = np.minimum(size - ends.nearest, ends.border - np.float32(0.01))
    inside = smoothstep(0.0, 0.05, edge)
    bark_ring = smoothstep(0.07, 0.05, edge) * inside
    years = np.sin(ends.nearest * np.float32(70.0) + canvas.fbm("years", 10.0, 3) * np.float32(2.5))
    split = smoothstep(0.05, 0.0, np.abs(canvas.fbm("splits", 8.0, 2))) * smoothstep(0.3, 0.0, ends.nearest)
    tone = standard(ends.first) * 0.5 + years * 0.3 + standard(canvas.grain("grain")) * 0.4 + 0.5 - split * 1.2
    tone = mix(np.float32(-2.5), tone - bark_ring * 1.8, inside)
    height = (
        smoothstep(0.0, 0.12, edge) * (np.float32(2.5) + ends.second)
        + np.asarray(years, np.float32) * 0.1
        - split * 0.6
    )
    return Look(tone, height, 0.82)


def ceiling(canvas: Canvas, ramp: Ramp) -> Look:
    """Mineral fibre panels with pin holes in a grid of rails."""
    panels = canvas.laid("panels", 2.0, 2.0, offset=0.0)
    holes = canvas.scattered("holes", 44.0)
    pin = smoothstep(0.22, 0.10, holes.nearest) * smoothstep(0.5, 0.6, holes.first)
    rail = smoothstep(0.022, 0.016, panels.border)
    fine = canvas.grain("grain")
    tone = standard(fine) * 0.3 + standard(canvas.fbm("clouds", 2.0, 3)) * 0.3 - pin * 2.0 * (1.0 - rail) - rail * 1.2
    return Look(
        tone, rail * np.float32(0.8) - pin * (1.0 - rail) * np.float32(0.8), np.float32(0.9) - rail * np.float32(0.4)
    )


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


RECIPES: Mapping[str, Recipe] = MappingProxyType(
    {
        "asphalt": partial(grains, frequency=40.0, roughness=0.85, relief=0.8, gap=0.15, clouds=0.7, second=1.0),
        "bamboo": partial(rods, count=9.0, nodes=1.3, roughness=0.45, relief=4.0),
        "bark": bark,
        "brick": partial(
            masonry,
            along=4.0,
            across=10.0,
            offset=0.5,
            joint=0.012,
            roughness=0.82,
            relief=2.0,
            crooked=0.006,
            spread=0.9,
        ),
        "cardboard": partial(paper_like, roughness=0.92, fibre=0.8),
        "carpet": partial(
            blades, frequency=34.0, roughness=0.97, relief=0.9, clumps=4.0, stretch=1.4, clump_weight=0.35
        ),
        "chainmail": rings,
        "chipboard": partial(
            grains, frequency=26.0, roughness=0.75, relief=0.25, gap=0.0, stretch=(1.8, 1.0), clouds=0.2, second=1.0
        ),
        "clay": partial(smooth, roughness=0.85, relief=0.35, clouds=4.0),
        "concrete": concrete,
        "cork": partial(grains, frequency=30.0, roughness=0.9, relief=0.4, gap=0.10, spread=0.8, second=1.0),
        "corrugated": partial(
            rods, count=12.0, roughness=0.4, relief=3.0, fibres=0.2, metallic=1.0, spread=0.0, rust=0.1
        ),
        "fabric": partial(weave, threads=30.0, roughness=0.9, relief=1.0),
        "foil": foil,
        "granite": partial(
            grains, frequency=30.0, roughness=0.3, relief=0.0, gap=0.0, clouds=0.35, polished=True, second=1.0
        ),
        "grass": partial(blades, frequency=24.0, roughness=0.8, relief=2.2, stretch=3.5, clump_weight=0.5),
        "gravel": partial(grains, frequency=17.0, roughness=0.8, relief=4.0, gap=0.10, clouds=0.3, second=1.0),
        "ground": ground,
        "ice": ice,
        "leather": leather,
        "leaves": leaves,
        "logs": logs,
        "marble": veined,
        "metal": partial(
            smooth, roughness=0.32, relief=0.08, clouds=2.5, grain=0.5, brushed=8.0, scratches=0.8, metallic=1.0
        ),
        "metal_plate": tread_plate,
        "moss": moss,
        "net": partial(weave, threads=16.0, roughness=0.85, relief=2.5, open_share=0.5),
        "office_ceiling": ceiling,
        "onyx": partial(banded, bands=5.0, fold=0.5, roughness=0.06),
        "paint": partial(smooth, roughness=0.35, relief=0.15, clouds=2.0, grain=0.4, grain_px=4.0),
        "paper": paper_like,
        "paving": partial(
            masonry,
            along=4.0,
            across=8.0,
            offset=0.5,
            joint=0.014,
            roughness=0.85,
            relief=3.0,
            crooked=0.008,
            rounding=3.0,
        ),
        "planks": partial(boards, roughness=0.78, relief=1.2, along=0.5, across=8.0),
        "plaster": partial(smooth, roughness=0.9, relief=0.3, clouds=2.0, grain=0.7, grain_px=3.0, scratches=0.4),
        "plastic": partial(smooth, roughness=0.35, relief=0.08, clouds=2.0, grain=0.6, grain_px=3.0),
        "porcelain": partial(smooth, roughness=0.07, relief=0.02, clouds=1.5, grain=0.1),
        "road": road,
        "rock": rock,
        "rock_wall": rubble,
        "roof_tiles": roof,
        "rubber": partial(smooth, roughness=0.75, relief=0.25, clouds=3.0, grain=1.2, grain_px=3.0),
        "rust": rust,
        "sand": partial(dunes, roughness=0.93, ripples=0.5, relief=1.4, grain=0.7),
        "snow": partial(dunes, roughness=0.75, ripples=0.12, relief=1.6, grain=0.3, octaves=3),
        "solar_panel": solar,
        "tatami": partial(weave, threads=36.0, roughness=0.85, relief=0.8, ribs=(4.0, 0.8)),
        "terracotta": partial(smooth, roughness=0.85, relief=0.25, clouds=2.5, grain=0.8, grain_px=3.0),
        "terrazzo": terrazzo,
        "thatch": partial(stalks, layers=2.0),
        "tiles": partial(
            masonry,
            along=4.0,
            across=4.0,
            offset=0.0,
            joint=0.010,
            roughness=0.15,
            relief=1.2,
            glaze=True,
            chipped=0.0,
            spread=0.6,
            chequered=0.8,
        ),
        "travertine": partial(banded, bands=7.0, fold=0.06, roughness=0.35, relief=0.1, pits=0.8),
        "wallpaper": wallpaper,
        "wood": wood,
        "wood_chips": partial(leaves, frequency=10.0, chips=True),
        "wood_floor": partial(boards, roughness=0.38, relief=0.3, along=1.2, across=10.0, gap=0.006, worn=0.15),
    }
)
"""A recipe for each class in :data:`procgen.texture.classes.CLASSES`."""
