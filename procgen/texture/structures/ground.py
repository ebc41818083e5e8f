"""Structures of stones, soil, wood in piles and what flows."""

from __future__ import annotations

from typing import Final

import numpy as np

from procgen.texture.classical.canvas import Canvas, Field, smoothstep, standard
from procgen.texture.classical.periodic_noise import uniform
from procgen.texture.material import FloatArray
from procgen.texture.structures.form import Colour, Form, Part, one_of
from procgen.texture.structures.shapes import cracks, scattered


def cobble(canvas: Canvas) -> Form:
    """Round stones, set close, with soil and moss between."""
    at = canvas.moved("crooked", 9.0, 0.012, 2)
    stones = canvas.scattered("stones", 8.0, jitter=0.62, at=at)
    size = 0.19 + 0.10 * stones.second
    # Corners are rounded off: what is far from the middle of its stone is none.
    edge = np.minimum(stones.border, 0.66 + 0.08 * stones.second - stones.nearest)
    dome = np.sqrt(np.clip(1.0 - np.square(1.0 - np.clip(edge / size, 0.0, 1.0)), 0.0, 1.0))
    body = smoothstep(0.035, 0.09, edge)
    rough = canvas.fbm("hewn", 14.0, 4)
    tone = (0.68 + 0.62 * stones.first) * (0.55 + 0.45 * dome)
    mossy = (1.0 - smoothstep(0.02, 0.16, edge)) * smoothstep(
        0.0, 0.4, canvas.fbm("moss", 2.0, 4) + np.float32(canvas.style("moss", -0.4, 0.35))
    )
    warm = (0.54, 0.50, 0.45) if canvas.style("warm", 0.0, 1.0) < 0.5 else (0.47, 0.48, 0.50)
    return Form(
        7.5 * dome + 0.7 * rough * body,
        (
            Part("ground", None, (0.33, 0.28, 0.23), 0.8, 1.0, 0.92, 0.0),
            Part("rock", body, warm, tone, 0.55, None, 0.0, pieces=(stones.first, stones.second)),
            Part("moss", mossy, (0.27, 0.32, 0.14), 1.0, 1.0, None, 0.0, hues=True),
        ),
    )


def mud(canvas: Canvas) -> Form:
    """Wet soil, trodden or with the tracks of wheels, water standing in the lowest places."""
    wide, high = canvas.pieces
    lanes = max(round(wide), 1)
    swerve, crumbled = canvas.moved("swerve", 1.2, 0.07, 3), canvas.moved("crumbled", 16.0, 0.006, 3)
    x, y = swerve.x + crumbled.x - canvas.points.x, swerve.y + crumbled.y - canvas.points.y
    lumps = canvas.ridged("lumps", 7.0, 5)
    height = 2.0 * lumps + 7.0 * canvas.fbm("rise", 1.6, 4) + 2.0 * canvas.fbm("heaped", 6.0, 4)
    if canvas.style("tracks", 0.0, 1.0) < 0.5:
        beside = ((x * lanes * 2.0) % 1.0 - 0.5).astype(np.float32)
        # The wheels of one side went there more often than the other's.
        depth = np.where((x * lanes) % 1.0 < 0.5, 1.0, 0.55) * smoothstep(-0.5, 0.2, canvas.fbm("trodden", 1.5, 3))
        rut = smoothstep(0.17, 0.09, np.abs(beside)) * depth
        shoulder = smoothstep(0.28, 0.19, np.abs(beside)) * depth * (1.0 - rut)
        # Lugs of a tyre's two sides are half a step apart; what they pressed is worn away here and there.
        treads = max(round(17.0 * high), 1)
        step = 2.0 * np.pi * (y * treads + 1.6 * np.abs(beside) + np.where(beside > 0.0, 0.5, 0.0))
        lug = smoothstep(-0.2, 0.9, np.cos(step).astype(np.float32)) * smoothstep(0.012, 0.03, np.abs(beside)) * rut
        lug = lug * smoothstep(-0.25, 0.25, canvas.fbm("worn", 3.0, 4))
        height = height * (1.0 - 0.45 * rut) + 2.2 * shoulder * (0.4 + 0.6 * lumps) - 4.0 * rut + 1.4 * lug
    level = np.quantile(height, canvas.style("water", 0.10, 0.24))
    water = smoothstep(0.35, -0.1, height - level)
    damp = smoothstep(6.0, -0.5, height - level)
    deep = smoothstep(0.0, -3.0, height - level)
    brown = ((0.33, 0.25, 0.18), (0.28, 0.23, 0.18), (0.38, 0.28, 0.19))[int(canvas.style("brown", 0.0, 2.999))]
    wet = 0.62 * brown[0], 0.59 * brown[1], 0.56 * brown[2]
    # Water is flat, whatever lies below.
    bed = 1.0 - water
    return Form(
        np.where(height < level, level, height),
        (
            Part("ground", None, brown, 1.0, 1.1 * bed, 0.72, 0.0),
            Part("ground", 0.9 * damp, wet, 1.0, 0.0, 0.34, 0.0),
            Part("ground", 0.75 * water, (0.25, 0.20, 0.15), 1.0 - 0.35 * deep, 0.0, 0.05, 0.0),
        ),
    )


def forest_floor(canvas: Canvas) -> Form:
    """Leaf litter and moss, with twigs on it."""

    def twig(along: FloatArray, across: FloatArray, number: FloatArray) -> Field:
        bent = across + 0.04 * np.sin(4.0 * along + 6.0 * number) + 0.02 * np.sin(11.0 * along)
        thick = (0.006 + 0.022 * np.square(number)) * (1.0 - 0.35 * along / (0.3 + 0.9 * number))
        round_ = np.sqrt(np.maximum(1.0 - np.square(bent / thick), 0.0))
        piece: Field = round_ * (np.abs(along) < 0.3 + 0.9 * number) * (number > 0.45) * (thick / 0.028)
        return piece

    twigs = scattered(canvas, "twigs", 4.0, twig)
    wood = smoothstep(0.0, 0.15, twigs.body)
    hills = canvas.fbm("rise", 2.5, 4)
    # Moss creeps in between leaves, which lie on it again; no edge of it is a line.
    between = 0.55 * canvas.fbm("among", 26.0, 4, gain=0.65)
    grown = canvas.fbm("moss", 3.5, 5) + between + np.float32(canvas.style("moss", -0.32, 0.02))
    moss = smoothstep(0.0, 0.12, grown)
    tall = smoothstep(0.0, 0.45, grown)
    bare = smoothstep(0.22, 0.50, canvas.fbm("bare", 4.0, 5) + 0.6 * between)
    green = 0.86 + 0.10 * standard(canvas.fbm("lush", 5.0, 4)) + 0.20 * tall
    faded = 1.0 + 0.10 * standard(canvas.fbm("faded", 3.0, 4))
    return Form(
        2.5 * hills + 3.0 * twigs.body + 1.6 * tall,
        (
            Part("leaves", None, (0.37, 0.27, 0.17), faded, 1.0, None, 0.0, hues=True),
            Part("ground", 0.85 * bare, (0.27, 0.21, 0.155), 1.0, 0.6, None, 0.0),
            Part("moss", 0.92 * moss, (0.25, 0.29, 0.12), green, 1.0, None, 0.0, hues=True),
            Part(
                "bark",
                wood,
                (0.36, 0.29, 0.22),
                (0.55 + 0.5 * np.minimum(twigs.body, 1.0)) * (0.7 + 0.5 * twigs.second),
                0.5,
                0.88,
                0.0,
                pieces=(twigs.first, twigs.second),
            ),
        ),
    )


def cliff(canvas: Canvas) -> Form:
    """Beds of rock, hard ones standing out, with joints across them."""
    _, high = canvas.pieces
    beds = max(round(9.0 * high), 2)
    tilt = canvas.moved("folded", 1.2, 0.07, 3)
    fine = canvas.moved("rough", 7.0, 0.014, 4)
    v = (tilt.y + fine.y - canvas.points.y) * beds
    # Beds of different thickness: the lattice of levels is bent by a periodic curve.
    v = v + 0.32 * np.sin(2.0 * np.pi * v / beds * 3.0) + 0.2 * np.sin(2.0 * np.pi * v / beds * 5.0 + 1.3)
    bed = np.floor(v)
    inside = v - bed
    number = (np.sin(12.9898 * (bed % beds)) * 43758.5453) % 1.0
    above = (np.sin(12.9898 * ((bed - 1) % beds)) * 43758.5453) % 1.0
    other = (np.sin(78.233 * (bed % beds)) * 12543.123) % 1.0
    # A bed stands out over the next or back behind it; the crease between is deep where the soft one has gone.
    step = smoothstep(0.0, 0.14, inside.astype(np.float32))
    ledge = smoothstep(0.0, 0.10, inside.astype(np.float32)) * smoothstep(1.0, 0.72, inside.astype(np.float32))
    joints = cracks(canvas, "joints", 4.0, 0.009, 0.09) * smoothstep(-0.3, 0.3, canvas.fbm("jointed", 2.0, 3))
    blocks = canvas.scattered("blocks", 4.0, at=canvas.moved("joints/crooked", 6.0, 0.025, 4))
    height = (
        7.5 * (above + (number - above) * step)
        + (0.6 + 2.4 * np.square(other)) * ledge
        + 4.5 * (blocks.first - 0.5)
        - 2.5 * joints
        + 2.5 * canvas.ridged("broken", 6.0, 5)
    )
    tone = (0.72 + 0.5 * other) * (0.75 + 0.25 * ledge) * (1.0 - 0.3 * joints)
    colours = ((0.52, 0.45, 0.38), (0.45, 0.44, 0.43), (0.60, 0.44, 0.32), (0.38, 0.39, 0.41))
    colour = colours[int(canvas.style("colour", 0.0, 3.999))]
    return Form(
        np.asarray(height, np.float32), (Part("rock", None, colour, np.asarray(tone, np.float32), 1.2, 0.82, 0.0),)
    )


def lava(canvas: Canvas) -> Form:
    """A crust of plates over what glows."""
    at = canvas.moved("flow", 3.0, 0.07, 4)
    plates = canvas.scattered("plates", 4.5, jitter=0.9, at=at)
    small = canvas.scattered("shards", 12.0, jitter=0.9, at=at)
    open_ = 0.05 + 0.09 * smoothstep(-0.3, 0.4, canvas.fbm("heat", 1.5, 3))
    gap = np.minimum(plates.border, 0.45 * small.border + 0.6 * open_)
    crust = smoothstep(0.35, 1.25, gap / open_)
    hot = 1.0 - smoothstep(0.1, 0.75, gap / open_)
    ropes = canvas.ridged("ropes", 8.0, 4, at=at)
    height = 5.0 * smoothstep(0.0, 3.0, gap / open_) + 1.6 * ropes * crust + 2.0 * (plates.first - 0.5) * crust
    # It is brightest where it is open, and the red skin on it dark, where it cools.
    skin = standard(canvas.fbm("melt", 9.0, 4, at=canvas.moved("stirred", 4.0, 0.04, 3)))
    flowing = hot * smoothstep(0.9, -0.7, skin)
    bright = smoothstep(0.55, 0.05, gap / open_) * smoothstep(0.3, -1.1, skin)
    glow = smoothstep(1.9, 0.8, gap / open_)
    return Form(
        height,
        (
            Part("wallpaper", None, (0.62, 0.10, 0.02), np.clip(1.0 - 0.14 * skin, 0.4, 1.7), 0.0, 0.55, 0.0),
            Part("wallpaper", flowing, (0.97, 0.42, 0.06), 1.0, 0.0, 0.45, 0.0),
            Part("wallpaper", bright, (1.0, 0.80, 0.36), 1.0, 0.0, 0.4, 0.0),
            Part("rock", crust, (0.115, 0.105, 0.10), 0.8 + 0.5 * plates.second, 1.6, 0.85, 0.0),
            Part("rock", 0.30 * glow * crust, (0.50, 0.08, 0.03), 1.0, 0.0, 0.85, 0.0),
        ),
    )


def ice(canvas: Canvas) -> Form:
    """Clear over dark water: fractures that run slanting into it, bubbles frozen in, rime and dust on top."""
    water, pale = one_of(canvas, "water", _ICE)
    line, veil = _fractures(canvas)
    small = cracks(canvas, "small", 5.0, 0.003, 0.05) * smoothstep(-0.05, 0.35, canvas.fbm("split", 1.8, 3))
    swirl = canvas.moved("swirl", 2.0, 0.06, 3)
    depth = standard(canvas.fbm("depth", 1.5, 5, at=swirl))
    milky = smoothstep(0.6, 2.2, depth + 0.5 * standard(canvas.fbm("milk", 6.0, 4, at=swirl)))
    bubbles = np.zeros_like(milky)
    for number, frequency in enumerate((16.0, 34.0)):
        drawn = canvas.scattered(f"bubbles{number}", frequency, jitter=0.8)
        # Most are small; what is near the surface is white, what lies deep is faint.
        size = 0.05 + 0.27 * drawn.first**4
        disc = smoothstep(1.0, 0.75, drawn.nearest / size) * (0.25 + 0.75 * drawn.second**2)
        rim = 0.45 + 0.55 * np.clip(drawn.nearest / size, 0.0, 1.0) ** 2
        gathered = smoothstep(0.1, 0.9, standard(canvas.fbm(f"gathered{number}", 2.5, 3)))
        bubbles = np.maximum(bubbles, disc * rim * gathered)
    blown = standard(canvas.fbm("blown", 9.0, 5, stretch=(2.5, 1.0), at=swirl))
    dust = smoothstep(1.25, 2.6, blown + 0.5 * depth) * np.float32(canvas.style("dust", 0.2, 1.0))
    white = np.clip(0.85 * line + 0.60 * veil + 0.7 * small + 0.75 * bubbles + 0.22 * milky, 0.0, 1.0)
    tone = 1.0 + 0.16 * depth
    return Form(
        0.18 * canvas.fbm("waves", 3.0, 3) - 0.12 * line - 0.06 * small + 0.10 * dust,
        (
            Part("wallpaper", None, water, np.clip(tone, 0.5, 1.7), 0.0, 0.09, 0.0),
            Part("wallpaper", white, pale, 1.0, 0.0, 0.12, 0.0),
            Part("snow", 0.8 * dust, (0.90, 0.94, 0.97), 1.0, 0.15, 0.7, 0.0),
        ),
    )


_ICE: Final[tuple[tuple[Colour, Colour], ...]] = (
    ((0.10, 0.22, 0.27), (0.72, 0.84, 0.88)),
    ((0.16, 0.36, 0.40), (0.78, 0.89, 0.90)),
    ((0.13, 0.27, 0.38), (0.74, 0.85, 0.92)),
    ((0.42, 0.58, 0.66), (0.88, 0.94, 0.97)),
)
"""Water below and what is white in the ice: black ice, green and blue lakes, a glacier."""
_WAYS: Final = ((1, 0), (0, 1), (1, 1), (1, -1), (2, 1), (-1, 2), (1, 3))
"""How often fractures of a family cross a natural piece, to the right and down."""


def _fractures(canvas: Canvas) -> tuple[FloatArray, FloatArray]:
    """Where fractures reach the surface, and how much one sees of the planes in which they go down from there."""
    wide, high = canvas.pieces
    crooked = canvas.moved("crooked", 1.6, 0.05, 7)
    line, veil = (np.zeros((canvas.rows, canvas.columns), np.float32) for _ in range(2))
    feathers = standard(canvas.ridged("feathers", 11.0, 4, at=canvas.moved("torn", 7.0, 0.03, 3)))
    ways = np.arange(len(_WAYS), dtype=np.int64)[None, :]
    shifts, slants, *_ = uniform(canvas.seed_of("fractures"), 1, ways, np.zeros_like(ways))
    for number, (right, down) in enumerate(_WAYS):
        # Whole numbers of lines around the tile, so that each meets itself.
        across = int(np.copysign(max(round(abs(right) * wide), 1), right)) if right else 0
        along = int(np.copysign(max(round(abs(down) * high), 1), down)) if down else 0
        place = crooked.x * across + crooked.y * along + shifts[0, number]
        beside = ((place - np.rint(place)) / np.hypot(across / wide, along / high)).astype(np.float32)
        wanders = canvas.fbm(f"wanders{number}", 1.6, 3)
        opened = smoothstep(0.02, 0.25, wanders)
        slant = np.float32((slants[0, number] - 0.5) * 0.5)
        inwards = beside / (slant * (0.4 + 0.8 * opened) + np.float32(0.015) * np.sign(slant))
        sunk = (inwards > 0.0) * np.square(np.clip(1.0 - inwards, 0.0, 1.0))
        veil = np.maximum(veil, opened * sunk * np.clip(0.55 + 0.3 * feathers, 0.0, 1.0))
        width = np.float32(max(0.0011, 0.7 / canvas.piece_px)) + np.float32(0.0012) * opened
        line = np.maximum(line, smoothstep(1.0, 0.4, np.abs(beside) / width) * opened)
    return line, veil


def logs(canvas: Canvas) -> Form:
    """A pile of logs, seen from their cut ends."""
    cells_x, cells_y = canvas.cells(5.0, least=3)
    square = cells_y / cells_x * canvas.pieces[0] / canvas.pieces[1]

    def end(along: FloatArray, across: FloatArray, number: FloatArray) -> Field:
        far = np.hypot(along, across * square)
        lumps = 0.02 * np.sin(3.0 * np.arctan2(across, along) + 9.0 * number)
        inside: Field = (0.52 + 0.14 * number + lumps - far) * 4.0
        return inside

    # Smaller ones fill the gaps between the large, farther back.
    back, front = scattered(canvas, "back", 5.0, end, jitter=0.9), scattered(canvas, "ends", 5.0, end, jitter=0.45)
    there = front.body > 0.0
    edge = np.where(there, front.body, back.body) / 4.0
    along, across = np.where(there, front.along, back.along), np.where(there, front.across, back.across)
    first, second = np.where(there, front.first, back.first), np.where(there, front.second, back.second)
    far = np.hypot(along + 0.10 * (first - 0.5), across * square + 0.10 * (second - 0.5))
    bark = smoothstep(0.055, 0.045, edge)
    wobble = 0.03 * canvas.fbm("years", 6.0, 3)
    # Good years and bad ones: rings of different width and darkness, each darkest where its summer ends.
    age = 26.0 * (far + wobble) + 1.1 * np.sin(17.0 * far + 6.0 * first) + 0.7 * np.sin(41.0 * far + 9.0 * second)
    years = np.square(age % 1.0) * (0.6 + 0.4 * np.sin(29.0 * far + 5.0 * second))
    heart = smoothstep(0.34, 0.24, far + 0.5 * wobble)
    turn = np.arctan2(across, along) + 0.25 * canvas.fbm("splits", 12.0, 2)
    split = _checks(turn, far, edge, first, second)
    rays = standard(canvas.fbm("rays", 40.0, 2))
    saw = standard(canvas.fbm("saw", 40.0, 2, stretch=(8.0, 1.0)))
    tone = (0.78 + 0.4 * second) * (1.05 - 0.24 * years - 0.16 * heart) * (1.0 - 0.72 * split)
    tone = tone * (1.0 + 0.03 * saw + 0.03 * rays)
    # Some have lain in the weather for years, in patches.
    grey = smoothstep(0.45, 0.9, first + 0.12 * standard(canvas.fbm("weathered", 5.0, 4))) * np.float32(0.8)
    depth = np.where(there, 0.0, -14.0 - 4.0 * first) + 7.0 * (second - 0.5)
    dark = np.where(there, 1.0, 0.45) * (0.45 + 0.55 * smoothstep(0.0, 0.06, edge))
    hidden = smoothstep(0.0, 0.01, edge)
    face = hidden * (1.0 - bark)
    height = np.where(edge > 0.0, depth - 0.2 * years - 2.2 * split + 1.5 * bark, -26.0)
    return Form(
        np.asarray(height, np.float32),
        (
            # Relief of parts adds up: that of bark must not lie on sawn faces.
            Part("bark", None, (0.10, 0.08, 0.06), 0.4, 0.05, 0.95, 0.0),
            Part("bark", hidden * bark, (0.33, 0.26, 0.20), dark, 0.8, 0.9, 0.0, pieces=(first, second)),
            Part("wallpaper", face, (0.74, 0.57, 0.37), tone * dark, 0.4, 0.82, 0.0, pieces=(first, second)),
            Part("wallpaper", face * grey, (0.56, 0.52, 0.47), tone * dark, 0.0, 0.9, 0.0, pieces=(first, second)),
        ),
    )


def _checks(turn: Field, far: Field, edge: Field, first: Field, second: Field) -> Field:
    """Where ends of logs have split in drying: from the bark inwards, wide outside, one of them as far as the pith.

    Args:
        turn: angle about the pith, radians.
        far, edge: distances from pith and rim, in cells.
        first, second: two numbers of each log, 0 to 1.
    """
    found = np.zeros_like(far)
    for number, (reach, wide) in enumerate(((1.0, 0.035), (0.5, 0.022), (0.3, 0.016), (0.2, 0.012))):
        where = 2.0 * np.pi * ((first + second * (number + 1.0) * 0.754 + 0.31 * number) % 1.0)
        beside = np.abs((turn - where + np.pi) % (2.0 * np.pi) - np.pi) * far
        # Shares of the way from the pith to the rim.
        out = far / np.maximum(far + edge, 1e-6)
        begins = 1.0 - reach * (0.5 + 0.5 * second)
        gap = wide * np.clip((out - begins) / np.maximum(1.0 - begins, 1e-6), 0.0, 1.0) * far
        found = np.maximum(found, smoothstep(1.25, 0.55, beside / np.maximum(gap, 1e-5)) * (out > begins))
    return found
