"""Structures of plates, panels, cells and marks that people lay out."""

from __future__ import annotations

import numpy as np

from procgen.texture.classical.canvas import Canvas, Field, Laid, smoothstep, standard
from procgen.texture.structures.form import Colour, Form, Part
from procgen.texture.structures.shapes import cracks


def _local(plates: Laid, along: float, across: float) -> tuple[Field, Field]:
    """Distances in natural pieces to the nearer end of a plate, along and across."""
    return np.minimum(plates.along, 1.0 - plates.along) / along, np.minimum(plates.across, 1.0 - plates.across) / across


def _dots(canvas: Canvas, spacing: float, radius: float, near: Field) -> Field:
    """Heads of rivets on a lattice, where ``near`` is 1: domes from 0 to 1."""
    wide, high = canvas.pieces
    columns, rows = max(round(wide / spacing), 1), max(round(high / spacing), 1)
    x = ((canvas.points.x * columns) % 1.0 - 0.5) * wide / columns
    y = ((canvas.points.y * rows) % 1.0 - 0.5) * high / rows
    return np.sqrt(np.clip(1.0 - np.square(np.hypot(x, y) / radius), 0.0, 1.0)) * near


def office_ceiling(canvas: Canvas) -> Form:
    """Panels of mineral fibre with holes, on rails."""
    panels = canvas.laid("panels", 2.0, 2.0, offset=0.0)
    rail = smoothstep(0.014, 0.012, panels.border)
    reveal = smoothstep(0.026, 0.022, panels.border) * (1.0 - rail)
    holes = canvas.scattered("holes", 60.0)
    size = 0.10 + 0.14 * holes.second
    pin = smoothstep(0.0, 0.06, size - holes.nearest) * (holes.first > 0.35)
    worms = canvas.ridged("fissures", 20.0, 2, at=canvas.moved("bent", 20.0, 0.02))
    fissure = smoothstep(1.55, 1.7, worms) * (canvas.style("fissured", 0.0, 1.0) < 0.5)
    hole = np.maximum(pin, fissure) * (1.0 - rail) * (1.0 - reveal)
    height = 1.5 * rail - 2.2 * reveal - 1.6 * hole
    tone = (0.97 + 0.05 * panels.first) * (1.0 - 0.62 * hole - 0.25 * reveal)
    return Form(
        height,
        (
            Part("wallpaper", None, (0.87, 0.86, 0.83), tone, 0.35, 0.93, 0.0, pieces=(panels.first, panels.second)),
            Part("wallpaper", rail, (0.90, 0.90, 0.89), 1.0, 0.05, 0.4, 0.0),
        ),
    )


def road(canvas: Canvas) -> Form:
    """Asphalt with a broken line, repairs and cracks."""
    wide, high = canvas.pieces
    lanes, dashes = max(round(wide), 1), max(round(high), 1)
    beside = np.abs((canvas.points.x * lanes) % 1.0 - 0.5) + 0.0 * canvas.points.y
    dash = smoothstep(0.30, 0.295, np.abs((canvas.points.y * dashes) % 1.0 - 0.5).astype(np.float32))
    line = smoothstep(0.021, 0.0195, beside.astype(np.float32)) * dash
    worn = smoothstep(-0.55, 0.05, canvas.fbm("worn", 7.0, 5) + 0.35 * standard(canvas.grain("rub")))
    split = smoothstep(0.0, 0.6, cracks(canvas, "cracks", 2.5, 0.007, 0.09)) * smoothstep(
        0.0, 0.3, canvas.fbm("where", 1.5, 3)
    )
    patch = canvas.scattered("repairs", 2.0, jitter=0.7)
    repaired = smoothstep(0.06, 0.07, patch.border) * (patch.first < 0.16)
    tyres = smoothstep(0.12, 0.02, np.abs(beside - 0.26).astype(np.float32))
    tone = (1.0 - 0.65 * split) * (1.0 - 0.30 * repaired) * (1.0 - 0.08 * tyres)
    painted = line * worn * (1.0 - split)
    paint: Colour = (0.80, 0.62, 0.20) if canvas.style("yellow", 0.0, 1.0) < 0.35 else (0.82, 0.82, 0.79)
    return Form(
        0.25 * painted - 1.5 * split + 0.4 * repaired - 0.5 * tyres,
        (
            Part("asphalt", None, (0.27, 0.27, 0.275), tone, 1.2, 0.86, 0.0),
            Part("asphalt", 0.93 * painted, paint, 1.0, 0.6, 0.6, 0.0),
        ),
    )


def solar_panel(canvas: Canvas) -> Form:
    """Cells with cut corners under glass, with their leads."""
    cells = canvas.laid("cells", 6.0, 6.0, offset=0.0)
    to_end, to_side = _local(cells, 6.0, 6.0)
    inside = smoothstep(0.003, 0.0045, np.minimum(np.minimum(to_end, to_side), (to_end + to_side - 0.022) * 0.7))
    bars = smoothstep(0.022, 0.016, np.abs(cells.along * 3.0 % 1.0 - 0.5))
    fingers = smoothstep(0.30, 0.2, np.abs(cells.across * 22.0 % 1.0 - 0.5))
    wide, high = canvas.pieces
    x, y = (canvas.points.x * max(round(wide), 1)) % 1.0, (canvas.points.y * max(round(high), 1)) % 1.0
    near = np.minimum(np.minimum(x, 1.0 - x), np.minimum(y, 1.0 - y)).astype(np.float32)
    frame = smoothstep(0.014, 0.012, near)
    poly = canvas.style("poly", 0.0, 1.0) < 0.5
    crystal = canvas.scattered("crystals", 40.0)
    tone = (0.85 + 0.3 * cells.first) * (0.75 + 0.5 * crystal.first if poly else 1.0) + 0.10 * fingers
    blue: Colour = (0.08, 0.16, 0.34) if poly else (0.05, 0.06, 0.10)
    return Form(
        3.0 * frame - 0.05 * (1.0 - inside),
        (
            Part("wallpaper", None, (0.78, 0.80, 0.82), 1.0, 0.0, 0.12, 0.0),
            Part("metal", inside, blue, tone, 0.0, 0.10, 0.0),
            Part("metal", np.maximum(bars * inside, 0.0), (0.74, 0.75, 0.76), 1.0, 0.0, 0.2, 0.6),
            Part("metal", frame, (0.70, 0.71, 0.72), 1.0, 0.3, 0.38, 1.0),
        ),
    )


def diamond_plate(canvas: Canvas) -> Form:
    """Rolled steel with lentils in two directions."""
    wide, high = canvas.pieces
    columns, rows = max(2 * round(7.0 * wide), 2), max(2 * round(7.0 * high), 2)
    # Two lattices, one in the gaps of the other, with lentils across each other.
    raised = np.zeros((canvas.rows, canvas.columns), np.float32)
    for shift, turned in ((0.0, 1.0), (0.5, -1.0)):
        u = (canvas.points.x * columns + shift) % 1.0 - 0.5
        v = (canvas.points.y * rows + shift) % 1.0 - 0.5
        along, across = (u + turned * v) * 0.7071, (v - turned * u) * 0.7071
        # Two arcs that meet: a lens.
        lens = 1.0 - np.abs(across) / np.maximum(0.115 * (1.0 - np.square(along / 0.47)), 1e-4)
        raised = np.maximum(raised, np.where(np.abs(along) < 0.47, np.clip(lens, 0.0, 1.0), 0.0).astype(np.float32))
    body = smoothstep(0.0, 0.55, raised)
    worn = smoothstep(0.35, 1.0, raised) * smoothstep(-0.5, 0.3, canvas.fbm("worn", 3.0, 4))
    grime = smoothstep(0.0, 0.5, canvas.fbm("grime", 3.0, 5)) * (1.0 - body)
    painted = canvas.style("painted", 0.0, 1.0) < 0.25
    steel: Colour = (0.56, 0.57, 0.58)
    colour: Colour = ((0.60, 0.46, 0.14), (0.20, 0.28, 0.33))[int(canvas.style("colour", 0.0, 1.999))]
    ground = colour if painted else steel
    return Form(
        2.6 * body,
        (
            Part("metal", None, ground, 1.0 - 0.28 * grime, 0.5, None, 0.0 if painted else 1.0),
            Part("metal", worn, (0.68, 0.69, 0.70), 1.0, 0.3, 0.28, 1.0),
        ),
    )


def hazard(canvas: Canvas) -> Form:
    """Diagonal stripes of warning, worn to the steel."""
    wide, high = canvas.pieces
    across, down = max(round(3.0 * wide), 1), max(round(3.0 * high), 1)
    stripe = ((canvas.points.x * across + canvas.points.y * down) % 1.0 - 0.5) + 0.0 * canvas.points.x
    pixel = max(across / canvas.columns, down / canvas.rows)
    black = np.clip((0.25 - np.abs(stripe)) / pixel + 0.5, 0.0, 1.0).astype(np.float32)
    scuffs = canvas.ridged("scuffs", 6.0, 4, stretch=(5.0, 1.0))
    wear = np.float32(canvas.style("wear", 0.0, 0.5))
    chipped = canvas.fbm("chips", 7.0, 6) + 0.25 * (scuffs - 0.8) + 0.5 * wear
    bare, primer = smoothstep(0.42, 0.50, chipped), smoothstep(0.36, 0.42, chipped)
    dirt = 1.0 - 0.22 * smoothstep(-0.1, 0.6, canvas.fbm("dirt", 2.5, 5))
    return Form(
        -0.7 * primer - 0.3 * bare,
        (
            Part("paint", None, (0.90, 0.66, 0.08), dirt, 0.3, 0.5, 0.0),
            Part("paint", black, (0.07, 0.07, 0.07), dirt + 0.2, 0.3, 0.5, 0.0),
            Part("rust", primer, (0.36, 0.24, 0.18), 1.0, 0.6, None, 0.0),
            Part("metal", bare, (0.52, 0.52, 0.53), 1.0, 0.5, 0.38, 1.0),
        ),
    )


def hull(canvas: Canvas) -> Form:
    """Plates of a ship, riveted, painted, streaked with rust."""
    along, across = 2.0, 3.0
    plates = canvas.laid("plates", along, across, offset=0.5)
    to_end, to_side = _local(plates, along, across)
    seam = smoothstep(0.006, 0.003, plates.border)
    near = smoothstep(0.040, 0.036, plates.border) * smoothstep(0.008, 0.012, plates.border)
    # Heads sit at even distances along each seam.
    u = np.where(to_end < to_side, plates.across * 12.0, plates.along * 18.0) % 1.0 - 0.5
    scale = np.where(to_end < to_side, 12.0 * across, 18.0 * along)
    radius = np.hypot(u / scale, plates.border - 0.024) / 0.009
    rivet = np.sqrt(np.clip(1.0 - np.square(radius), 0.0, 1.0)) * (near > 0.0)
    below = plates.across  # rust runs down from seams
    runs = smoothstep(0.05, 0.5, canvas.fbm("runs", 26.0, 3, stretch=(1.0, 12.0)))
    patches = canvas.fbm("patches", 4.0, 5)
    rust = np.clip(
        smoothstep(0.25, 0.5, patches + 0.30 * (1.0 - smoothstep(0.0, 0.05, plates.border)) + 0.12 * rivet)
        + 0.75 * runs * smoothstep(0.7, 0.0, below) * smoothstep(-0.1, 0.3, patches),
        0.0,
        1.0,
    )
    colours: tuple[Colour, ...] = ((0.33, 0.37, 0.40), (0.42, 0.17, 0.13), (0.22, 0.30, 0.26), (0.52, 0.53, 0.52))
    colour = colours[int(canvas.style("colour", 0.0, 3.999))]
    bulge = smoothstep(0.0, 0.16, plates.border)
    height = 1.2 * bulge + 1.8 * (plates.first - 0.5) - 1.6 * seam + 1.8 * rivet - 0.3 * rust
    tone = (0.9 + 0.2 * plates.second) * (1.0 - 0.5 * seam) * (1.0 + 0.12 * rivet)
    return Form(
        height,
        (
            Part("paint", None, colour, tone, 0.6, 0.52, 0.0, pieces=(plates.first, plates.second)),
            Part("rust", 0.92 * rust, None, 1.0, 1.0, None, None),
        ),
    )


def scifi_panel(canvas: Canvas) -> Form:
    """Panels within panels: bevels, vents, bolts and accents."""
    large = canvas.laid("large", 2.0, 2.0, offset=0.0)
    half = canvas.laid("half", 4.0, 4.0, offset=0.0)
    lying, standing = canvas.laid("lying", 2.0, 6.0, offset=0.0), canvas.laid("standing", 6.0, 2.0, offset=0.0)
    # Each large panel is whole, in four, or in strips.
    kinds = (large.first < 0.30, large.first < 0.58, large.first < 0.78)
    border = np.select(kinds, (large.border, half.border, lying.border), standing.border).astype(np.float32)
    number = np.select(kinds, (large.second, half.first, lying.first), standing.first).astype(np.float32)
    other = np.select(kinds, (large.third, half.second, lying.second), standing.second).astype(np.float32)
    level = 1.6 * np.round(other * 3.0) / 3.0
    groove = smoothstep(0.010, 0.007, border)
    bevel = smoothstep(0.010, 0.024, border)
    main = smoothstep(0.012, 0.009, large.border)
    inset = (number > 0.62) & (border > 0.045)
    rim = smoothstep(0.045, 0.05, border) * (number > 0.62)
    slats = max(round(22.0 * canvas.pieces[1]), 1)
    slat = np.abs((canvas.points.y * slats) % 1.0 - 0.5) * 2.0 + 0.0 * canvas.points.x
    vent = inset & (number > 0.84)
    bolt = _dots(canvas, 0.25, 0.011, 1.0 - main)
    bolt = bolt * (border > 0.018) * (border < 0.045) * (number <= 0.84)
    height = (
        level * bevel
        + 1.4 * bevel
        - 1.0 * groove
        - 2.2 * main
        - 1.3 * rim
        - np.where(vent, 2.4 * smoothstep(0.35, 0.65, slat.astype(np.float32)), 0.0)
        + 1.0 * bolt
    )
    accents: tuple[Colour, ...] = ((0.82, 0.38, 0.08), (0.12, 0.42, 0.62), (0.70, 0.12, 0.12), (0.78, 0.66, 0.14))
    accent = accents[int(canvas.style("accent", 0.0, 3.999))]
    bases: tuple[Colour, ...] = ((0.50, 0.52, 0.54), (0.70, 0.71, 0.71), (0.24, 0.26, 0.29))
    base = bases[int(canvas.style("base", 0.0, 2.999))]
    tone = (0.72 + 0.5 * number) * (1.0 - 0.55 * np.maximum(groove, main)) * (1.0 - 0.5 * vent * slat)
    edge = smoothstep(0.016, 0.010, border) * smoothstep(0.006, 0.009, border)
    worn = edge * smoothstep(-0.1, 0.35, canvas.fbm("worn", 9.0, 4))
    marked = ((other > 0.86) & (number <= 0.62) & (border > 0.03)).astype(np.float32)
    pieces = (number, other)
    return Form(
        np.asarray(height, np.float32),
        (
            Part("paint", None, base, np.asarray(tone, np.float32), 0.25, 0.45, 0.35, pieces=pieces),
            Part("metal", inset.astype(np.float32), (0.20, 0.21, 0.23), tone, 0.4, 0.4, 0.9, pieces=pieces),
            Part("paint", marked, accent, np.asarray(tone, np.float32), 0.25, 0.5, 0.0, pieces=pieces),
            Part("metal", np.maximum(worn, bolt > 0.0), (0.62, 0.63, 0.64), 1.0, 0.3, 0.32, 1.0),
        ),
    )
