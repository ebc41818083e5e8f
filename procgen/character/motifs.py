"""What is woven or printed in cloth: stripes, checks, leaves, charges of heraldry, as tiles that repeat without a seam.

A motif is a function of places on a tile, x to the right and y down, both 0 to 1, to the share of the second colour,
0 to 1. Borders are sharp; tiles are drawn finer than they are kept.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Motif = Callable[[Floats, Floats], Floats]

_FINER: Final = 2
"""Samples of a pixel along each side."""
_CAMOUFLAGE_SEED: Final = 41


@lru_cache(maxsize=32)
def motif(name: str, side: int) -> npt.NDArray[np.float32]:
    """Share of the second colour, (side, side) float32. Raises KeyError for a name that is no pattern."""
    fine = (np.arange(side * _FINER) + 0.5) / (side * _FINER)
    x, y = np.meshgrid(fine, fine)
    share = np.clip(MOTIFS[name](x, y), 0.0, 1.0)
    coarse = share.reshape(side, _FINER, side, _FINER).mean(axis=(1, 3))
    kept: npt.NDArray[np.float32] = coarse.astype(np.float32)
    kept.setflags(write=False)
    return kept


def _cell(value: Floats, count: int) -> Floats:
    """Places within cells, -0.5 to 0.5, of which a tile has so many."""
    return np.asarray((value * count) % 1.0 - 0.5)


def _within(value: Floats, half: float) -> Floats:
    return np.asarray((np.abs(value) < half).astype(np.float64))


def _stripes(x: Floats, _y: Floats) -> Floats:
    return _within(_cell(x, 8), 0.25)


def _hoops(_x: Floats, y: Floats) -> Floats:
    return _within(_cell(y, 5), 0.25)


def _pinstripes(x: Floats, _y: Floats) -> Floats:
    return 0.8 * _within(_cell(x, 20), 0.055)


def _check(x: Floats, y: Floats) -> Floats:
    return 0.5 * _within(_cell(x, 12), 0.25) + 0.5 * _within(_cell(y, 12), 0.25)


def _windowpane(x: Floats, y: Floats) -> Floats:
    return np.maximum(_within(_cell(x, 5), 0.035), _within(_cell(y, 5), 0.035))


def _tartan(x: Floats, y: Floats) -> Floats:
    def sett(value: Floats) -> Floats:
        at = np.abs(_cell(value, 3))
        broad, thin = (at < 0.17).astype(float), (np.abs(at - 0.33) < 0.022).astype(float)
        return np.asarray(np.maximum(0.9 * broad - 0.6 * (np.abs(at) < 0.03), thin))

    # Warp and weft lie above one another in turn, by threads.
    over = (np.floor(x * 128) + np.floor(y * 128)) % 2
    return np.where(over > 0, sett(x), sett(y)) * 0.5 + 0.25 * (sett(x) + sett(y))


def _houndstooth(x: Floats, y: Floats) -> Floats:
    # Four dark threads and four light ones either way, in a twill.
    warp, weft = np.floor(x * 80), np.floor(y * 80)
    over = (warp + weft) % 4 < 2
    return np.where(over, np.floor(warp / 4) % 2, np.floor(weft / 4) % 2)


def _herringbone(x: Floats, y: Floats) -> Floats:
    lean = np.where(np.floor(x * 16) % 2 > 0, 1.0, -1.0)
    return 0.75 * _within(((y * 40 + lean * x * 32) % 1.0) - 0.5, 0.25)


def _chevrons(x: Floats, y: Floats) -> Floats:
    return _within(((y * 6 + np.abs(_cell(x, 4)) * 1.5) % 1.0) - 0.5, 0.24)


def _lozenges(x: Floats, y: Floats) -> Floats:
    return ((np.abs(_cell(x, 6)) + np.abs(_cell(y, 4))) < 0.34).astype(np.float64)


def _argyle(x: Floats, y: Floats) -> Floats:
    u, v = _cell(x, 4), _cell(y, 3)
    filled = (np.abs(u) + np.abs(v)) < 0.5
    lines = np.minimum(np.abs(((x * 4 + y * 3) % 1.0) - 0.5), np.abs(((x * 4 - y * 3) % 1.0) - 0.5)) < 0.025
    return np.where(lines, 1.0 - filled, 0.85 * filled)


def _dots(x: Floats, y: Floats) -> Floats:
    row = np.floor(y * 12)
    return (np.hypot(_cell(x + (row % 2) / 20, 10), _cell(y, 12) * 10 / 12) < 0.2).astype(np.float64)


def _waves(x: Floats, y: Floats) -> Floats:
    """Circles like scales, each over those above it: the eastern wave."""
    columns, rows = 5, 10
    found = np.zeros_like(x)
    done = np.zeros(x.shape, bool)
    for below in range(2, -2, -1):
        row = np.floor(y * rows) + below
        across = ((x * columns + (row % 2) / 2) % 1.0) - 0.5
        down = (y * rows - row - 0.5) * columns / rows
        away = np.hypot(across, down)
        inside = (away < 0.5) & ~done
        ring = np.abs((away * 6) % 1.0 - 0.5) < 0.24
        found = np.where(inside, ring, found)
        done |= inside
    return found.astype(np.float64)


def _segments(x: Floats, y: Floats, ends: list[tuple[float, float, float, float]], half: float) -> Floats:
    """1 within ``half`` of any of some straight lines (x, y, x, y)."""
    near = np.full(x.shape, np.inf)
    for ax, ay, bx, by in ends:
        dx, dy = bx - ax, by - ay
        along = np.clip(((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy), 0, 1)
        near = np.minimum(near, np.hypot(x - ax - along * dx, y - ay - along * dy))
    return (near < half).astype(np.float64)


def _hemp_leaf(x: Floats, y: Floats) -> Floats:
    """Stars of six rhombi, each with its diagonals: asanoha."""
    u, v = _cell(x, 5), _cell(y, 3)
    # In a cell of 1 by 5/3; a regular star is 1 by 1.732.
    tall = 5 / 3
    v = v * tall
    half, third = tall / 2, tall / 6
    lines: list[tuple[float, float, float, float]] = [(0, -half, 0, half), (-0.5, -half, -0.5, half)]
    for sx in (-1.0, 1.0):
        lines += [(0, 0, sx * 0.5, half), (0, 0, sx * 0.5, -half), (0, 0, sx * 0.5, third), (0, 0, sx * 0.5, -third)]
        lines += [(sx * 0.5, half, 0, third), (sx * 0.5, -half, 0, -third), (sx * 0.5, half, 0, 2 * third)]
        lines += [(sx * 0.5, -half, 0, -2 * third), (sx * 0.5, third, 0, half), (sx * 0.5, -third, 0, -half)]
    return _segments(u, v, lines, 0.022)


def _lattice(x: Floats, y: Floats) -> Floats:
    """Stars of eight points with crosses between them."""
    u, v = _cell(x, 5), _cell(y, 5)
    square = np.maximum(np.abs(u), np.abs(v))
    turned = (np.abs(u) + np.abs(v)) / np.sqrt(2)
    star = np.minimum(square, turned)
    return np.asarray(np.maximum(_within(star - 0.33, 0.035), (star < 0.14).astype(np.float64)))


def _ikat(x: Floats, y: Floats) -> Floats:
    # Threads that were dyed before they were woven: borders run up and down a little.
    smear = 0.045 * np.sin(2 * np.pi * np.floor(x * 120) * 0.618) + 0.03 * np.sin(2 * np.pi * np.floor(x * 120) * 0.37)
    u, v = _cell(x, 4), _cell(y + smear * 0.5, 3)
    rings = np.abs(u) * 1.1 + np.abs(v)
    return ((rings < 0.13) | ((rings > 0.24) & (rings < 0.36)) | (rings > 0.72)).astype(np.float64)


def _zigzag(x: Floats, y: Floats) -> Floats:
    v = (y * 3) % 1.0
    saw = np.abs(_cell(x, 10)) * 0.16
    band = np.abs(v - 0.42 - saw) < 0.05
    teeth = (v > 0.62) & (v < 0.62 + saw * 1.6)
    lines = (np.abs(v - 0.2) < 0.018) | (np.abs(v - 0.8) < 0.018)
    return (band | teeth | lines).astype(np.float64)


def _marks(x: Floats, y: Floats) -> Floats:
    """Marks painted by hand in rows: crosses, bars and rings."""
    row = np.floor(y * 5) % 5
    u, v = _cell(x, 6), _cell(y, 5)
    cross = (np.minimum(np.abs(u + v), np.abs(u - v)) < 0.07) & (np.maximum(np.abs(u), np.abs(v)) < 0.32)
    bars = (np.abs(np.abs(u) - 0.16) < 0.05) & (np.abs(v) < 0.3)
    ring = np.abs(np.hypot(u, v) - 0.22) < 0.055
    dots = np.hypot(_cell(x, 12) * 0.5, v) < 0.06
    chosen = np.select([row == 0, row == 1, row == 2, row == 3], [cross, dots, bars, ring], dots)
    return np.asarray(np.maximum(chosen, np.abs(np.abs(v) - 0.5) < 0.04).astype(np.float64))


def _meander(x: Floats, y: Floats) -> Floats:
    """Keys in bands."""
    grid = ("1111111", "1000000", "1011110", "1010010", "1010110", "1010000", "1011111")
    bits = np.array([[int(bit) for bit in row] for row in grid], np.float64)
    v = (y * 4) % 1.0
    inside = (v > 0.2) & (v < 0.8)
    row = np.clip(((v - 0.2) / 0.6 * 7).astype(int), 0, 6)
    column = ((x * 7 * 8) % 7).astype(int)
    return np.where(inside, bits[row, column], (np.abs(v - 0.5) > 0.42).astype(float))


def _petals(u: Floats, v: Floats, count: int, size: float) -> Floats:
    angle, away = np.arctan2(v, u), np.hypot(u, v)
    return (away < size * (0.55 + 0.45 * np.abs(np.cos(count * angle / 2)))).astype(np.float64)


def _damask(x: Floats, y: Floats) -> Floats:
    """Great leaves about a blossom, in rows that are set off by half."""
    row = np.floor(y * 4)
    u, v = _cell(x + (row % 2) / 8, 4), _cell(y, 4)
    bud = _petals(u, v, 8, 0.16)
    ogee = (
        np.abs(np.abs(u) - 0.27 * np.cos(np.pi * v) ** 0.8 - 0.12 * np.abs(np.sin(2 * np.pi * v)) ** 2 - 0.06) < 0.045
    )
    leaves = (np.hypot(u * 1.3, np.abs(v) - 0.32) < 0.11) & (np.abs(u) > 0.02)
    stalk = (np.abs(u) < 0.018) & (np.abs(v) > 0.15)
    return 0.85 * np.clip(bud + ogee + leaves + stalk, 0, 1)


def _blossoms(x: Floats, y: Floats) -> Floats:
    row = np.floor(y * 6)
    u, v = _cell(x + (row % 2) / 10, 5), _cell(y, 6) * 5 / 6
    return _petals(u, v, 5, 0.24) - 0.9 * (np.hypot(u, v) < 0.07)


def _strewn(x: Floats, y: Floats, charge: Motif, across: int = 6) -> Floats:
    """A charge strewn over the field, in rows that are set off by half; it is drawn in -0.5 to 0.5."""
    row = np.floor(y * across)
    return charge(_cell(x + (row % 2) / (2 * across), across), _cell(y, across))


def _lily(u: Floats, v: Floats) -> Floats:
    middle = (np.abs(u) < 0.1 * np.cos(np.clip((v + 0.08) / 0.26, -1, 1) * np.pi / 2)) & (v > -0.34) & (v < 0.18)
    side = np.abs(np.hypot(np.abs(u) - 0.17, v + 0.02) - 0.12) < 0.045
    side &= ~((np.abs(u) < 0.14) & (v < -0.04)) & (v < 0.08)
    foot = (np.abs(v - 0.1) < 0.032) & (np.abs(u) < 0.17)
    tail = (np.abs(u) < 0.05 + 0.25 * np.clip(v - 0.12, 0, 1)) & (v > 0.1) & (v < 0.3)
    return (middle | side | foot | tail).astype(np.float64)


def _cross(u: Floats, v: Floats) -> Floats:
    reach = np.maximum(np.abs(u), np.abs(v))
    arm = 0.045 + 0.16 * reach
    return ((np.minimum(np.abs(u), np.abs(v)) < arm) & (reach < 0.27)).astype(np.float64)


def _star(u: Floats, v: Floats) -> Floats:
    angle = np.arctan2(u, -v)
    fifth = np.abs(((angle / (2 * np.pi) * 5 + 0.5) % 1.0) - 0.5) * 2 * np.pi / 5
    # The side of a star of five points with its inner corners at 0.38 of its height.
    inner, outer, turn = 0.38 * 0.3, 0.3, np.pi / 5
    ax, ay, bx, by = outer, 0.0, inner * np.cos(turn), inner * np.sin(turn)
    px, py = np.hypot(u, v) * np.cos(fifth), np.hypot(u, v) * np.sin(fifth)
    return np.asarray(((bx - ax) * (py - ay) - (by - ay) * (px - ax) > 0).astype(np.float64))


def _crescent(u: Floats, v: Floats) -> Floats:
    return ((np.hypot(u, v) < 0.28) & (np.hypot(u - 0.1, v + 0.06) > 0.22)).astype(np.float64)


def _sun(u: Floats, v: Floats) -> Floats:
    angle, away = np.arctan2(v, u), np.hypot(u, v)
    rays = (away > 0.18) & (away < 0.34) & (np.abs(np.cos(6 * angle)) > 0.45 + 1.6 * (away - 0.18))
    return np.asarray((away < 0.15) | rays, np.float64)


def _camouflage(x: Floats, y: Floats) -> Floats:
    total = np.zeros_like(x)
    steps = np.arange(-3, 4)
    rows, columns = (each.ravel() for each in np.meshgrid(steps, steps))
    drawn = np.random.default_rng(_CAMOUFLAGE_SEED).standard_normal(len(rows))
    for row, column, height in zip(rows, columns, drawn, strict=True):
        size = np.hypot(row, column)
        if size:
            phase = 2 * np.pi * ((abs(height) * 7.3) % 1.0)
            total += height / size * np.cos(2 * np.pi * (row * x + column * y) + phase)
    return np.where(total > 0.9, 1.0, np.where(total > -0.1, 0.5, 0.0))


def _hexagons(x: Floats, y: Floats) -> Floats:
    u, v = x * 10, y * 10

    def away(du: float, dv: float) -> Floats:
        # Hexagons of width 1, whose rows are 5/6 apart: twelve rows fill a tile.
        a = np.abs(((u + du + 0.5) % 1.0) - 0.5)
        b = np.abs((((v + dv) / (5 / 3) + 0.5) % 1.0) - 0.5) * (5 / 3)
        return np.asarray(np.maximum(a, a * 0.5 + b * 0.9))

    return (np.minimum(away(0, 0), away(0.5, 5 / 6)) > 0.44).astype(np.float64) * 0.9


def _circuit(x: Floats, y: Floats) -> Floats:
    count = 9
    column, row = np.floor(x * count), np.floor(y * count)
    u, v = _cell(x, count), _cell(y, count)
    kind = (column * 5 + row * 3 + (column * row) % 4) % 4
    straight, corner = np.abs(u) < 0.055, ((np.abs(u) < 0.055) & (v > 0)) | ((np.abs(v) < 0.055) & (u > 0))
    pad = (np.hypot(u, v) < 0.16) & (np.hypot(u, v) > 0.07)
    chosen = np.select([kind == 0, kind == 1, kind == 2], [straight, corner, pad], np.abs(v) < 0.055)
    return 0.9 * chosen.astype(np.float64)


MOTIFS: Final[Mapping[str, Motif]] = {
    "stripes": _stripes,
    "hoops": _hoops,
    "pinstripes": _pinstripes,
    "check": _check,
    "windowpane": _windowpane,
    "tartan": _tartan,
    "houndstooth": _houndstooth,
    "herringbone": _herringbone,
    "chevrons": _chevrons,
    "lozenges": _lozenges,
    "argyle": _argyle,
    "dots": _dots,
    "waves": _waves,
    "hemp_leaf": _hemp_leaf,
    "lattice": _lattice,
    "ikat": _ikat,
    "zigzag": _zigzag,
    "marks": _marks,
    "meander": _meander,
    "damask": _damask,
    "blossoms": _blossoms,
    "lilies": lambda x, y: _strewn(x, y, _lily),
    "crosses": lambda x, y: _strewn(x, y, _cross),
    "stars": lambda x, y: _strewn(x, y, _star),
    "crescents": lambda x, y: _strewn(x, y, _crescent),
    "suns": lambda x, y: _strewn(x, y, _sun, 4),
    "camouflage": _camouflage,
    "hexagons": _hexagons,
    "circuit": _circuit,
}
"""By name, as :data:`procgen.character.wardrobe.fabric.PATTERNS` has them but for "none"."""
