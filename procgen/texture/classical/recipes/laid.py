"""What is laid of pieces: masonry, roofs, plates, roads, logs."""

from __future__ import annotations

import numpy as np

from procgen.texture.classical.canvas import Canvas, Field, Laid, mix, smoothstep, standard
from procgen.texture.classical.ramps import Ramp
from procgen.texture.classical.recipes.look import Look
from procgen.texture.classical.recipes.scattered import grains


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
