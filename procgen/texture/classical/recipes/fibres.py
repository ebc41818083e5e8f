"""Wood and fibres: boards, bark, rods, cloth, mail."""

from __future__ import annotations

import numpy as np

from procgen.texture.classical.canvas import Canvas, Field, mix, smoothstep, standard
from procgen.texture.classical.ramps import Ramp
from procgen.texture.classical.recipes.look import Look
from procgen.texture.material import FloatArray


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
