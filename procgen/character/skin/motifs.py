"""Motifs of tattoos and war paint, drawn by code: coverage pictures that are laid on the body afterwards.

Each motif fills a square: x runs across the place (or once round a limb, so left and right edges meet), y downwards.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

from procgen.runtime.philox import stream_id

Floats = npt.NDArray[np.float32]

SIDES_PX = (64, 128, 256, 512)
_DRAWN_PX = 1024
"""Motifs are drawn larger and averaged, which smooths their edges."""


def _chance(name: str) -> np.random.Generator:
    return np.random.Generator(np.random.Philox(key=stream_id(name)))


def _bands(draw: ImageDraw.ImageDraw, s: float) -> None:
    for top, bottom in ((0.22, 0.27), (0.42, 0.58), (0.73, 0.78)):
        draw.rectangle((0, top * s, s, bottom * s), fill=255)
    for x in np.arange(0, 1, 1 / 12):
        middle = x + 1 / 24
        draw.polygon([(x * s, 0.40 * s), (middle * s, 0.32 * s), ((x + 1 / 12) * s, 0.40 * s)], fill=255)
        draw.polygon([(x * s, 0.60 * s), (middle * s, 0.68 * s), ((x + 1 / 12) * s, 0.60 * s)], fill=255)
        draw.ellipse(((middle - 0.018) * s, 0.482 * s, (middle + 0.018) * s, 0.518 * s), fill=0)


def _blade(draw: ImageDraw.ImageDraw, s: float, path: list[tuple[float, float]], width: float) -> None:
    """A curved stroke that is thickest in its first third and ends in a point."""
    points = np.array(path)
    along = np.linspace(0, 1, 60)
    # De Casteljau on all control points at once.
    levels = np.broadcast_to(points[:, None, :], (len(points), 60, 2))
    while len(levels) > 1:
        levels = levels[:-1] * (1 - along[None, :, None]) + levels[1:] * along[None, :, None]
    curve = levels[0]
    way = np.gradient(curve, axis=0)
    way /= np.maximum(np.linalg.norm(way, axis=1, keepdims=True), 1e-9)
    across = np.stack([-way[:, 1], way[:, 0]], axis=1)
    half = (width * np.sin(np.pi * along**0.62))[:, None]
    outline = np.concatenate([curve + across * half, (curve - across * half)[::-1]]) * s
    draw.polygon([(float(x), float(y)) for x, y in outline], fill=255)


def _tribal(draw: ImageDraw.ImageDraw, s: float) -> None:
    for side in (-1, 1):

        def at(x: float, y: float, side: int = side) -> tuple[float, float]:
            return 0.5 + side * x, y

        _blade(draw, s, [at(0.03, 0.10), at(0.30, 0.12), at(0.38, 0.42), at(0.10, 0.52)], 0.045)
        _blade(draw, s, [at(0.06, 0.20), at(0.20, 0.22), at(0.25, 0.36), at(0.13, 0.42)], 0.026)
        _blade(draw, s, [at(0.04, 0.92), at(0.26, 0.86), at(0.42, 0.62), at(0.22, 0.50)], 0.045)
        _blade(draw, s, [at(0.03, 0.78), at(0.14, 0.76), at(0.26, 0.64), at(0.18, 0.57)], 0.026)
        _blade(draw, s, [at(0.22, 0.30), at(0.38, 0.22), at(0.46, 0.30), at(0.47, 0.46)], 0.026)
        _blade(draw, s, [at(0.26, 0.74), at(0.40, 0.76), at(0.47, 0.66), at(0.46, 0.52)], 0.026)
        _blade(draw, s, [at(0.02, 0.34), at(0.10, 0.44), at(0.10, 0.56), at(0.02, 0.66)], 0.030)


def _runes(draw: ImageDraw.ImageDraw, s: float) -> None:
    """Two rows of straight strokes on staves, as cut in wood."""
    chance = _chance("skin/runes")
    width = round(0.016 * s)
    rows, columns = ((0.16, 0.44), (0.56, 0.84)), 9
    for top, bottom in rows:
        for column in range(columns):
            x = (column + 0.35) / columns
            height = bottom - top
            draw.line([(x * s, top * s), (x * s, bottom * s)], fill=255, width=width)
            for _ in range(int(chance.integers(1, 4))):
                start = top + height * chance.choice([0.0, 0.25, 0.5, 0.75])
                end = start + height * chance.choice([-0.25, 0.25])
                end = min(max(end, top), bottom)
                draw.line([(x * s, start * s), ((x + 0.055) * s, end * s)], fill=255, width=width)
    for y in (0.08, 0.50, 0.92):
        draw.line([(0, y * s), (s, y * s)], fill=255, width=round(0.010 * s))


def _geometric(draw: ImageDraw.ImageDraw, s: float) -> None:
    """A rosette: circles on a hexagon, its diagonals, and rays."""
    thin = round(0.008 * s)

    def circle(x: float, y: float, r: float, width: int = thin) -> None:
        draw.ellipse(((x - r) * s, (y - r) * s, (x + r) * s, (y + r) * s), outline=255, width=width)

    circle(0.5, 0.5, 0.40, 2 * thin)
    circle(0.5, 0.5, 0.36)
    corners = [(0.5 + 0.18 * math.cos(a), 0.5 + 0.18 * math.sin(a)) for a in np.arange(6) * math.pi / 3 + math.pi / 6]
    for x, y in [*corners, (0.5, 0.5)]:
        circle(x, y, 0.18)
    for i, (x, y) in enumerate(corners):
        for x2, y2 in corners[i + 1 :]:
            draw.line([(x * s, y * s), (x2 * s, y2 * s)], fill=255, width=thin)
    for a in np.arange(24) * math.pi / 12:
        near, far = (0.42, 0.475) if round(a * 12 / math.pi) % 2 else (0.42, 0.452)
        draw.line(
            [((0.5 + r * math.cos(a)) * s, (0.5 + r * math.sin(a)) * s) for r in (near, far)], fill=255, width=2 * thin
        )


def _knotwork(draw: ImageDraw.ImageDraw, s: float) -> None:
    """A plait of three strands that runs round, each crossing open on one side."""
    t = np.linspace(0, 1, 900)
    turns, stroke = 4, 0.040
    strands = [0.5 + 0.15 * np.sin(2 * np.pi * (turns * t + k / 3)) for k in range(3)]
    depth = [np.cos(2 * np.pi * (turns * t + k / 3) * 1.0 + np.pi / 6) for k in range(3)]
    pieces = sorted(
        (float(depth[k][i : i + 8].mean()), k, i) for k in range(3) for i in range(0, len(t) - 1, 6)
    )  # nearer pieces are drawn later, with an open margin
    for _, k, i in pieces:
        line = [(float(x) * s, float(y) * s) for x, y in zip(t[i : i + 9], strands[k][i : i + 9], strict=True)]
        draw.line(line, fill=0, width=round((stroke + 0.022) * s), joint="curve")
        draw.line(line, fill=255, width=round(stroke * s), joint="curve")
        draw.line(line, fill=0, width=round(0.010 * s), joint="curve")
    for y in (0.26, 0.74):
        draw.line([(0, y * s), (s, y * s)], fill=255, width=round(0.020 * s))


def _circuit(draw: ImageDraw.ImageDraw, s: float) -> None:
    """Traces with bends of 45 degrees that end in pads."""
    chance = _chance("skin/circuit")
    width = round(0.010 * s)
    for lane in range(11):
        x = (lane + 0.5) / 11
        y = float(chance.uniform(0.05, 0.3))
        path = [(x, y)]
        for _ in range(3):
            y += float(chance.uniform(0.06, 0.16))
            path.append((x, y))
            bend = float(chance.choice([-1, 0, 1])) / 22
            x, y = x + bend, y + abs(bend)
            path.append((x, y))
        y = min(y + float(chance.uniform(0.05, 0.2)), 0.95)
        path.append((x, y))
        draw.line([(px * s, py * s) for px, py in path], fill=255, width=width)
        for px, py in (path[0], path[-1]):
            draw.ellipse(((px - 0.016) * s, (py - 0.016) * s, (px + 0.016) * s, (py + 0.016) * s), fill=255)
            draw.ellipse(((px - 0.007) * s, (py - 0.007) * s, (px + 0.007) * s, (py + 0.007) * s), fill=0)


def _stripes(draw: ImageDraw.ImageDraw, s: float) -> None:
    for side in (-1, 1):
        for step in range(3):
            x, y = 0.5 + side * 0.20, 0.50 + 0.062 * step
            end = 0.5 + side * 0.40
            slant = -0.035
            draw.polygon(
                [
                    (x * s, y * s),
                    (end * s, (y + slant) * s),
                    (end * s, (y + slant + 0.028) * s),
                    (x * s, (y + 0.034) * s),
                ],
                fill=255,
            )


def _mask(draw: ImageDraw.ImageDraw, s: float) -> None:
    draw.rectangle((0, 0.335 * s, s, 0.475 * s), fill=255)
    for side in (-1, 1):
        _blade(draw, s, [(0.5 + side * 0.24, 0.42), (0.5 + side * 0.26, 0.56), (0.5 + side * 0.24, 0.66)], 0.03)


def _half(draw: ImageDraw.ImageDraw, s: float) -> None:
    draw.rectangle((0.5 * s, 0, s, s), fill=255)


def _dots(draw: ImageDraw.ImageDraw, s: float) -> None:
    for side in (-1, 1):
        for i in range(6):
            x, y, r = 0.5 + side * (0.13 + 0.045 * i), 0.50 + 0.018 * (i - 2.5) ** 2 * 0.25, 0.013
            draw.ellipse(((x - r) * s, (y - r) * s, (x + r) * s, (y + r) * s), fill=255)
    for i in range(5):
        y, r = 0.12 + 0.05 * i, 0.011 + 0.002 * i
        draw.ellipse(((0.5 - r) * s, (y - r) * s, (0.5 + r) * s, (y + r) * s), fill=255)
    draw.line([(0.5 * s, 0.79 * s), (0.5 * s, 0.92 * s)], fill=255, width=round(0.022 * s))


def _streaks(draw: ImageDraw.ImageDraw, s: float) -> None:
    """Four fingers drawn down across an eye, and two over the other cheek."""
    for i, x in enumerate((0.60, 0.655, 0.71, 0.765)):
        _blade(draw, s, [(x, 0.16 + 0.02 * i), (x + 0.01, 0.45), (x - 0.01, 0.72 - 0.03 * i)], 0.017)
    for i, x in enumerate((0.28, 0.335)):
        _blade(draw, s, [(x, 0.50 - 0.02 * i), (x + 0.02, 0.62), (x + 0.03, 0.74)], 0.017)


_MOTIFS: Mapping[str, Callable[[ImageDraw.ImageDraw, float], None]] = {
    "bands": _bands, "tribal": _tribal, "runes": _runes, "geometric": _geometric, "knotwork": _knotwork,
    "circuit": _circuit, "stripes": _stripes, "mask": _mask, "half": _half, "dots": _dots, "streaks": _streaks,
}  # fmt: skip


@lru_cache(maxsize=len(_MOTIFS) * len(SIDES_PX))
def coverage(motif: str, side: int) -> Floats:
    """How much of each pixel the motif covers: (side, side) float32 in 0..1. Raises KeyError for another name."""
    picture = Image.new("L", (_DRAWN_PX, _DRAWN_PX), 0)
    _MOTIFS[motif](ImageDraw.Draw(picture), float(_DRAWN_PX))
    small = picture.resize((side, side), Image.Resampling.BOX)
    return np.asarray(small, np.float32) / np.float32(255.0)
