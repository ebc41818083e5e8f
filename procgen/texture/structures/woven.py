"""Structures of rings, cords, reeds and hairs."""

from __future__ import annotations

import itertools

import numpy as np

from procgen.texture.classical.canvas import Canvas, smoothstep, standard
from procgen.texture.structures.form import Form, Part, one_of

_RING, _WIRE, _LEAN = 0.60, 0.135, 0.55
"""Radius of a ring, of its wire, and how steeply it lies, in distances between rings of a row."""
_SLACK = 0.05
"""How far rings lie from their places, in the same."""


def chainmail(canvas: Canvas) -> Form:
    """Each ring runs through four: rows lean against each other."""
    wide, high = canvas.pieces
    count_x = max(round(11.0 * wide), 2)
    count_y = max(2 * round(11.0 * high / 0.62 / 2.0), 2)
    x, y = np.broadcast_arrays(canvas.points.x * count_x, canvas.points.y * count_y)
    row = np.floor(y).astype(np.int64)
    squeeze = (count_x / wide) / (count_y / high)
    top, first, second = (np.full(x.shape, low, np.float32) for low in (-2.0, 0.0, 0.0))
    for down, right in itertools.product((-2, -1, 0, 1, 2), (-1, 0, 1, 2)):
        canvas.checkpoint()
        number = row + down
        odd = number % 2
        middle = np.floor(x - 0.5 * odd) + right + 0.5 * odd - 0.5
        place = (np.floor(middle) % count_x) * 7.13 + (number % count_y) * 3.71
        # No ring hangs quite as the next one: rows of them that lie like ruled lines look printed.
        dx = x - middle - 0.5 - _SLACK * np.sin(5.0 * place)
        dy = (y - number - 0.5 - _SLACK * np.sin(11.0 * place + 1.0)) * squeeze
        tube = _WIRE**2 - (np.hypot(dx, dy) - _RING) ** 2
        lean = _LEAN * (1.0 + 0.25 * np.sin(17.0 * place + 2.0))
        level = np.where(odd == 1, lean, -lean) * dx + np.sqrt(np.maximum(tube, 0.0))
        over = (tube > 0.0) & (level > top)
        for field, value in (
            (top, level),
            (first, np.sin(place) * 0.5 + 0.5),
            (second, np.cos(3.0 * place) * 0.5 + 0.5),
        ):
            np.copyto(field, np.asarray(value, np.float32), where=over)
    ring = smoothstep(-1.6, -1.5, top)
    steel = (0.56, 0.57, 0.58) if canvas.style("bronze", 0.0, 1.0) < 0.75 else (0.62, 0.50, 0.34)
    deep = np.clip(0.75 + 0.5 * top, 0.35, 1.1) * (0.9 + 0.2 * first)
    cloth = 0.35 + 0.0 * ring
    height = np.where(ring > 0.5, 9.0 * np.maximum(top, -0.6), -7.5)
    return Form(
        height,
        (
            Part("fabric", None, (0.10, 0.09, 0.08), cloth, 0.3, 0.95, 0.0),
            Part("metal", ring, steel, deep, 0.5, 0.36, 1.0, pieces=(first, second)),
        ),
    )


def net(canvas: Canvas) -> Form:
    """Knotted cords, in diamonds, over something dark."""
    wide, high = canvas.pieces
    slack = canvas.moved("slack", 3.0, 0.012)
    across, down = max(round(6.0 * wide), 1), max(round(6.0 * high), 1)
    # Two families of diagonals; whole numbers of both go around the tile.
    one, other = slack.x * across + slack.y * down, slack.x * across - slack.y * down
    tops, twists = [], []
    for here, there in ((one, other), (other, one)):
        beside = here - np.floor(here) - 0.5
        tops.append(0.085**2 - np.square(beside))
        twists.append(np.cos(2.0 * np.pi * (9.0 * there + 4.0 * beside)))
    cord = np.sqrt(np.maximum(np.maximum(*tops), 0.0)) / 0.085
    upper = tops[0] > tops[1]
    twist = np.where(upper, *twists)
    to_knot = np.hypot(one - np.floor(one) - 0.5, other - np.floor(other) - 0.5)
    knot = np.sqrt(np.maximum(0.19**2 - np.square(to_knot), 0.0)) / 0.19
    body = np.maximum(cord, 1.5 * knot)
    shown = smoothstep(0.02, 0.15, body)
    colours = ((0.66, 0.55, 0.38), (0.20, 0.33, 0.24), (0.30, 0.30, 0.30), (0.70, 0.68, 0.62))
    colour = one_of(canvas, "colour", colours)
    tone = np.clip(0.55 + 0.5 * np.minimum(body, 1.0) + 0.18 * twist, 0.1, 1.4)
    height = shown * (5.0 * body + 0.5 * twist) - 4.0 * (1.0 - shown)
    return Form(
        np.asarray(height, np.float32),
        (
            Part("fabric", None, (0.05, 0.05, 0.05), 0.5, 0.2, 0.95, 0.0),
            Part("fabric", shown, colour, tone, 0.6, 0.88, 0.0),
        ),
    )


def tatami(canvas: Canvas) -> Form:
    """Rushes woven close over pairs of warps, with the cloth border of a mat."""
    wide, high = canvas.pieces
    # Finer than four pixels a rush is lost in moire.
    fine = min(130.0, canvas.piece_px / 4.0)
    rows, warps = max(2 * round(0.5 * fine * high), 2), max(2 * round(0.2 * fine * wide), 2)
    at = canvas.moved("bent", 12.0, 0.0007)
    v, u = at.y * rows, at.x * warps
    rush = np.floor(v)
    odd = rush % 2.0
    beside = v - rush - 0.5
    # Each rush goes over one warp and under the next, its neighbours the other way: they swell between.
    swell = np.abs(np.sin(0.5 * np.pi * (u + odd)))
    thick = 0.62 + 0.38 * swell
    body = np.sqrt(np.clip(1.0 - np.square(2.0 * beside / thick), 0.0, 1.0))
    number, other = ((np.sin(each * (rush % rows)) * 43758.5453) % 1.0 for each in (12.9898, 78.233))
    # A rush is not of one colour from root to tip, and some are browned.
    streak = standard(canvas.fbm("streaks", 0.5 * fine, 3, stretch=(16.0, 1.0), gain=0.6))
    aged = standard(canvas.fbm("aged", 1.6, 4, stretch=(2.0, 1.0)))
    tone = (0.50 + 0.50 * body) * (0.88 + 0.22 * number) * (0.86 + 0.14 * swell) * (1.0 + 0.07 * streak + 0.03 * aged)
    height = 0.42 * body * (0.5 + 0.5 * swell) + 0.03 * aged
    browned = smoothstep(0.86, 0.99, other.astype(np.float32)) * smoothstep(-0.8, 0.8, streak) + 0.0 * body
    mats = max(round(wide), 1)
    edge = np.abs((canvas.points.x * mats) % 1.0 - 0.5) + 0.0 * canvas.points.y
    border = smoothstep(0.036, 0.0345, edge.astype(np.float32))
    border = border * np.float32(canvas.style("border", 0.0, 1.0) < 0.6)
    seam = smoothstep(0.0016, 0.0006, np.abs(edge - 0.0345)) * (border.max() > 0.0)
    fresh = canvas.style("fresh", 0.0, 1.0) < 0.5
    greens = (0.66, 0.65, 0.42) if fresh else (0.77, 0.68, 0.47)
    cloths = ((0.13, 0.20, 0.16), (0.16, 0.15, 0.14), (0.24, 0.19, 0.13), (0.14, 0.17, 0.25))
    return Form(
        np.asarray(np.where(border > 0.5, 0.9, height) - 0.5 * seam, np.float32),
        (
            Part("wallpaper", None, greens, np.asarray(tone, np.float32), 0.1, 0.66, 0.0),
            Part("wallpaper", 0.6 * browned, (0.62, 0.48, 0.29), np.asarray(tone, np.float32), 0.0, 0.7, 0.0),
            Part("fabric", border, one_of(canvas, "cloth", cloths), 1.0 - 0.4 * seam, 0.4, 0.9, 0.0),
        ),
    )


def fur(canvas: Canvas) -> Form:
    """Strands that lie in tufts."""
    pulled = canvas.moved("lie", 2.0, 0.09, 2)
    tufts = canvas.fbm("tufts", 9.0, 3, stretch=(1.0, 3.0), at=pulled)
    strands = canvas.fbm("strands", 90.0, 2, stretch=(1.0, 11.0), at=pulled)
    fine = canvas.fbm("fine", 260.0, 2, stretch=(1.0, 26.0), at=pulled)
    locks = canvas.ridged("locks", 26.0, 2, stretch=(1.0, 5.0), at=pulled)
    tone = 0.95 + 0.10 * standard(strands) + 0.13 * standard(fine) + 0.12 * standard(tufts) + 0.07 * standard(locks)
    colours = ((0.42, 0.30, 0.20), (0.24, 0.19, 0.16), (0.62, 0.52, 0.40), (0.50, 0.28, 0.14), (0.74, 0.72, 0.68))
    colour = one_of(canvas, "colour", colours)
    spots = smoothstep(0.15, 0.3, canvas.fbm("spots", 4.0, 2)) * (canvas.style("spotted", 0.0, 1.0) < 0.35)
    tone = np.clip(tone * (1.0 - 0.6 * spots), 0.12, 1.8)
    height = 0.30 * standard(strands) + 0.16 * standard(fine) + 2.0 * tufts + 0.3 * standard(locks)
    return Form(height, (Part("wallpaper", None, colour, tone, 0.0, 0.75, 0.0),))
