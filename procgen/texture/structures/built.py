"""Structures of plates, panels, cells and marks that people lay out."""

from __future__ import annotations

import numpy as np

from procgen.texture.classical.canvas import Canvas, Field, Laid, smoothstep, standard
from procgen.texture.material import FloatArray
from procgen.texture.structures.form import Colour, Form, Part
from procgen.texture.structures.shapes import cracks


def _local(plates: Laid, along: float, across: float) -> tuple[Field, Field]:
    """Distances in natural pieces to the nearer end of a plate, along and across."""
    return np.minimum(plates.along, 1.0 - plates.along) / along, np.minimum(plates.across, 1.0 - plates.across) / across


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
    """Asphalt with a broken line, strips that were dug up, and cracks, some of them sealed."""
    wide, high = canvas.pieces
    lanes, dashes = max(round(wide), 1), max(round(high), 1)
    frayed = 0.0012 * standard(canvas.fbm("frayed", 60.0, 3))
    beside = (np.abs((canvas.points.x * lanes) % 1.0 - 0.5) + 0.0 * canvas.points.y).astype(np.float32)
    along = (np.abs((canvas.points.y * dashes) % 1.0 - 0.5) + 0.0 * canvas.points.x).astype(np.float32)
    line = smoothstep(0.0200, 0.0185, beside + frayed) * smoothstep(0.301, 0.2985, along + frayed)
    # Paint goes first from the tops of stones, in places that wheels cross.
    rubbed = standard(canvas.grain("rub", 1.2)) + 0.7 * standard(canvas.fbm("worn", 12.0, 5))
    worn = 0.35 + 0.65 * smoothstep(-1.5, 0.1, rubbed + np.float32(canvas.style("kept", -0.7, 0.5)))
    split = smoothstep(0.1, 0.8, cracks(canvas, "cracks", 2.5, 0.0028, 0.07))
    split = split * smoothstep(0.0, 0.25, canvas.fbm("where", 1.5, 3))
    # Where the ground gives way under wheels it breaks into small pieces.
    broken = smoothstep(0.1, 0.7, cracks(canvas, "broken", 15.0, 0.0016, 0.02))
    tyres = smoothstep(0.14, 0.03, np.abs(beside - 0.26))
    broken = broken * smoothstep(0.25, 0.5, canvas.fbm("weak", 2.5, 4)) * (0.3 + 0.7 * tyres)
    sealed = smoothstep(0.3, 0.6, cracks(canvas, "sealed", 1.6, 0.008, 0.10))
    sealed = (
        sealed * smoothstep(0.05, 0.15, canvas.fbm("poured", 1.2, 3)) * np.float32(canvas.style("tar", -0.7, 1.0) > 0.0)
    )
    dug = canvas.laid("dug", 1.4, 2.0, offset=None, upright=True)
    rim = dug.border - 0.05 - 0.12 * dug.third + frayed
    repaired = smoothstep(0.0, 0.004, rim) * (dug.first < 0.22)
    joint = smoothstep(0.0045, 0.002, np.abs(rim)) * (dug.first < 0.22)
    stains = standard(canvas.fbm("stains", 2.0, 5))
    drips = smoothstep(0.9, 2.2, standard(canvas.fbm("drips", 9.0, 4))) * smoothstep(0.12, 0.05, np.abs(beside - 0.42))
    tone = (1.0 - 0.24 * repaired) * (1.0 - 0.07 * tyres) * (1.0 + 0.04 * stains) * (1.0 - 0.22 * drips)
    tone = tone * (1.0 - 0.6 * np.maximum(split, broken))
    painted = line * worn * (1.0 - np.maximum(split, broken)) * (1.0 - repaired)
    paint: Colour = (0.80, 0.62, 0.20) if canvas.style("yellow", 0.0, 1.0) < 0.35 else (0.82, 0.82, 0.79)
    tar = np.maximum(sealed, 0.85 * joint)
    height = 0.12 * painted - 0.55 * split - 0.3 * broken + 0.25 * repaired - 0.4 * tyres + 0.12 * tar
    return Form(
        height,
        (
            Part("asphalt", None, (0.27, 0.27, 0.275), tone, 1.2 * (1.0 - 0.35 * repaired), 0.86, 0.0),
            Part("asphalt", 0.9 * painted, paint, 1.0 + 0.03 * stains, 0.0, 0.6, 0.0),
            Part("asphalt", tar, (0.10, 0.10, 0.105), 1.0, 0.0, 0.42, 0.0),
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
    # Most of it is whole; where something hit it often it has come off, and is rusty around.
    wear = np.float32(canvas.style("wear", 0.0, 1.0))
    hit = standard(canvas.fbm("hit", 2.2, 4)) + 0.35 * standard(canvas.fbm("chips", 26.0, 5, gain=0.62))
    scuffed = standard(canvas.fbm("scuffs", 40.0, 4, stretch=(9.0, 1.0), at=canvas.moved("swung", 1.5, 0.12, 2)))
    chipped = hit + 0.14 * scuffed + 0.5 * wear
    bare, primer = smoothstep(1.95, 2.02, chipped), smoothstep(1.84, 1.92, chipped)
    scratch = smoothstep(2.3, 3.0, scuffed + 0.35 * hit) * (1.0 - bare)
    dull = smoothstep(0.0, 2.0, chipped)
    grime = smoothstep(-0.1, 0.6, canvas.fbm("dirt", 2.5, 5))
    dirt = (1.0 - 0.22 * grime) * (1.0 - 0.10 * dull)
    stain = smoothstep(1.45, 1.9, chipped) * (1.0 - primer)
    return Form(
        -0.30 * primer - 0.12 * bare - 0.05 * scratch,
        (
            Part("plastic", None, (0.88, 0.63, 0.07), dirt, 0.4, 0.45, 0.0),
            Part("plastic", black, (0.075, 0.075, 0.078), dirt + 0.2, 0.0, 0.45, 0.0),
            Part("plastic", 0.45 * scratch, (0.62, 0.58, 0.50), 1.0, 0.0, 0.6, 0.0),
            Part("plastic", 0.35 * stain, (0.30, 0.17, 0.09), 1.0, 0.0, 0.7, 0.0),
            Part("rust", primer, (0.33, 0.20, 0.13), 1.0, 0.4, 0.85, 0.0),
            Part("metal", bare, (0.50, 0.50, 0.51), 1.0 - 0.3 * grime, 0.0, 0.42, 1.0),
        ),
    )


def hull(canvas: Canvas) -> Form:
    """Plates of a ship on frames that show through, welded or riveted, painted, streaked with rust."""
    along, across = 1.0, 2.0
    bent = canvas.moved("bent", 2.0, 0.002, 2)
    plates = canvas.laid("plates", along, across, offset=None, at=bent)
    to_end, to_side = _local(plates, along, across)
    riveted = canvas.style("riveted", 0.0, 1.0) < 0.45
    wide, _ = canvas.pieces
    # Plates are dished between the frames behind them, more in one place than in another.
    frames = max(round(5.0 * wide), 1)
    between = np.square(np.sin(np.pi * canvas.points.x * frames)) * np.sin(np.pi * plates.across)
    dished = between * (0.6 + 0.5 * standard(canvas.fbm("dished", 2.5, 2)))
    if riveted:
        # Heads sit at even distances along each seam, in a strip where plates lie over each other.
        count_end, count_side = 16.0, 32.0
        u = np.where(to_end < to_side, plates.across * count_end, plates.along * count_side) % 1.0 - 0.5
        scale = np.where(to_end < to_side, count_end * across, count_side * along)
        radius = np.hypot(u / scale, plates.border - 0.016) / 0.0058
        rivet = np.sqrt(np.clip(1.0 - np.square(radius), 0.0, 1.0))
        # Only at corners do two rows meet, and there one head is enough.
        rivet = rivet * (np.maximum(to_end, to_side) > 0.026)
        seam = smoothstep(0.0028, 0.0014, plates.border)
        relief = 1.3 * rivet - 0.7 * seam + 0.5 * smoothstep(0.034, 0.031, plates.border)
    else:
        rivet = np.zeros_like(plates.border)
        ripple = np.sin(2.0 * np.pi * 150.0 * np.where(to_end < to_side, plates.across / across, plates.along / along))
        bead = np.sqrt(np.clip(1.0 - np.square(plates.border / 0.0045), 0.0, 1.0))
        seam = smoothstep(0.0065, 0.0045, plates.border) * (1.0 - bead)
        relief = (0.55 + 0.08 * ripple) * bead
    drop = plates.across / across  # natural pieces below the seam from which rust runs
    patchy = standard(canvas.fbm("patches", 3.0, 5))
    runs = standard(canvas.fbm("runs", 46.0, 4, stretch=(1.0, 16.0)))
    streaked = smoothstep(0.2, 2.2, runs + 0.8 * patchy) * np.exp(-drop / (0.10 + 0.10 * plates.third))
    streaked = np.clip(streaked + 0.5 * smoothstep(1.6, 3.0, runs + 0.6 * patchy), 0.0, 1.0)
    near = smoothstep(0.035, 0.0, plates.border)
    flakes = standard(canvas.fbm("flakes", 22.0, 5, gain=0.6))
    eaten = patchy + 0.9 * near + 0.3 * rivet + 0.35 * flakes
    age = np.float32(canvas.style("age", -0.35, 0.45))
    rust = smoothstep(1.75, 1.95, eaten + age)
    halo = smoothstep(1.1, 1.8, eaten + age) * (1.0 - rust)
    colours: tuple[Colour, ...] = ((0.33, 0.37, 0.40), (0.40, 0.15, 0.12), (0.20, 0.27, 0.25), (0.56, 0.58, 0.58))
    colour = colours[int(canvas.style("colour", 0.0, 3.999))]
    salt = smoothstep(0.4, 2.4, standard(canvas.fbm("salt", 30.0, 4, stretch=(1.0, 9.0))))
    height = relief - 1.1 * dished + 0.5 * (plates.first - 0.5) - 0.22 * rust
    tone = (0.93 + 0.14 * plates.second) * (1.0 - 0.35 * seam) * (1.0 + 0.03 * standard(canvas.fbm("faded", 2.0, 4)))
    pieces = plates.first, plates.second
    stain = np.clip(0.62 * streaked + 0.5 * halo, 0.0, 0.8)
    return Form(
        height,
        (
            Part("plastic", None, colour, tone, 0.7, 0.5, 0.0, pieces=pieces),
            Part("plastic", 0.16 * salt, (0.78, 0.77, 0.74), 1.0, 0.0, 0.8, 0.0, pieces=pieces),
            Part("plastic", stain, (0.37, 0.20, 0.11), tone, 0.0, 0.75, 0.0, pieces=pieces),
            Part("rust", rust, (0.33, 0.18, 0.11), 0.95 + 0.12 * flakes, 0.6, 0.9, 0.0),
        ),
    )


def scifi_panel(canvas: Canvas) -> Form:
    """Panels within panels: bevels, vents, bolts, lines cut into them, and accents."""
    counts = ((2.0, 2.0), (4.0, 4.0), (2.0, 6.0), (6.0, 2.0))
    large, half, lying, standing = (
        canvas.laid(name, *count, offset=0.0)
        for name, count in zip(("large", "half", "lying", "standing"), counts, strict=True)
    )
    # Each large panel is whole, in four, or in strips.
    kinds = (large.first < 0.30, large.first < 0.58, large.first < 0.78)

    def of(*fields: Field) -> FloatArray:
        return np.select(kinds, fields[:3], fields[3]).astype(np.float32)

    border = of(large.border, half.border, lying.border, standing.border)
    number = of(large.second, half.first, lying.first, standing.first)
    other = of(large.third, half.second, lying.second, standing.second)
    ends = [_local(panel, *count) for panel, count in zip((large, half, lying, standing), counts, strict=True)]
    to_end, to_side = (of(*(each[axis] for each in ends)) for axis in (0, 1))
    level = 1.6 * np.round(other * 3.0) / 3.0
    groove = smoothstep(0.008, 0.0055, border)
    bevel = smoothstep(0.008, 0.016, border)
    main = smoothstep(0.010, 0.008, large.border)
    inset = (number > 0.62) & (border > 0.045)
    rim = smoothstep(0.045, 0.049, border) * (number > 0.62)
    slats = max(round(22.0 * canvas.pieces[1]), 1)
    slat = np.abs((canvas.points.y * slats) % 1.0 - 0.5) * 2.0 + 0.0 * canvas.points.x
    vent = inset & (number > 0.84)
    # A bolt in each corner of some, in a sunk ring.
    far = np.hypot(to_end - 0.030, to_side - 0.030)
    bolted = (other > 0.30) & (other < 0.86)
    bolt = np.sqrt(np.clip(1.0 - np.square(far / 0.0075), 0.0, 1.0)) * bolted
    ring = smoothstep(0.0125, 0.0115, far) * bolted
    # Lines are cut into plain ones: a frame, and strokes from side to side.
    plain = number <= 0.62
    framed = plain & (other > 0.45)
    cut = smoothstep(0.0028, 0.0014, np.abs(border - 0.062)) * framed
    stroke = smoothstep(0.0028, 0.0014, np.abs(to_side - 0.105 - 0.05 * number)) * (plain & (other <= 0.45))
    cut = np.maximum(cut, stroke)
    hatch = framed & (border > 0.070) & (np.abs(number - 0.2) < 0.08)
    height = (
        level * bevel
        + 1.0 * bevel
        - 0.9 * groove
        - 1.6 * main
        - 1.1 * rim
        - np.where(vent, 2.0 * smoothstep(0.35, 0.65, slat.astype(np.float32)), 0.0)
        - 0.45 * cut
        - 0.35 * hatch
        - 0.35 * ring
        + 0.8 * bolt
    )
    accents: tuple[Colour, ...] = ((0.76, 0.36, 0.10), (0.14, 0.38, 0.55), (0.62, 0.13, 0.12), (0.74, 0.62, 0.16))
    accent = accents[int(canvas.style("accent", 0.0, 3.999))]
    bases: tuple[Colour, ...] = ((0.50, 0.52, 0.54), (0.70, 0.71, 0.71), (0.24, 0.26, 0.29))
    base = bases[int(canvas.style("base", 0.0, 2.999))]
    # Dirt gathers along edges and runs down a little from them.
    runs = standard(canvas.fbm("runs", 40.0, 3, stretch=(1.0, 10.0)))
    grime = smoothstep(0.06, 0.008, border) * smoothstep(-1.0, 1.6, standard(canvas.fbm("grime", 7.0, 5)) + 0.5 * runs)
    tone = (0.82 + 0.30 * number) * (1.0 - 0.55 * np.maximum(groove, main)) * (1.0 - 0.5 * vent * slat)
    tone = tone * (1.0 - 0.30 * grime) * (1.0 - 0.45 * cut) * (1.0 - 0.35 * ring) * (1.0 - 0.10 * hatch)
    edge = smoothstep(0.015, 0.010, border) * smoothstep(0.0055, 0.008, border)
    worn = edge * smoothstep(0.6, 1.5, standard(canvas.fbm("worn", 14.0, 5, gain=0.6)))
    marked = framed & (other > 0.80)
    stripe = (plain & (other <= 0.45) & (to_side < 0.100 + 0.05 * number) & (to_side > 0.040)) & (other < 0.16)
    painted = np.maximum(marked & (border > 0.066), stripe).astype(np.float32)
    pieces = (number, other)
    return Form(
        np.asarray(height, np.float32),
        (
            Part("plastic", None, base, np.asarray(tone, np.float32), 0.4, 0.42, 0.25, pieces=pieces),
            Part("metal", inset.astype(np.float32), (0.20, 0.21, 0.23), tone, 0.4, 0.4, 0.9, pieces=pieces),
            Part("plastic", painted, accent, np.asarray(tone, np.float32), 0.0, 0.48, 0.0, pieces=pieces),
            Part("metal", np.maximum(worn, bolt > 0.0), (0.60, 0.61, 0.62), 1.0, 0.3, 0.34, 1.0),
        ),
    )
