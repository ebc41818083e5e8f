"""Draw the textures of hair (``assets/character_*_strands.png``, ``assets/character_hair_*.png``).

All are made from Philox streams; who asks for a person reads them (:mod:`procgen.character.hair.texture`).

python -m procgen.character.recipe.hair assets
"""

from __future__ import annotations

import argparse
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
from PIL import Image as Pictures

from procgen.character.hair.texture import (
    BEARD,
    BROW,
    CAP_BAND,
    HEIGHT_PX,
    LASH,
    LOCK_END,
    SHELL_BANDS,
    SOLID_STRIP,
    STRANDS_FILE,
    STRIP_MARGIN,
    STRIPS,
    TEXTURES,
    TUFT_STRIPS,
    WIDTH_PX,
    WISP_STRIP,
    StrandMaps,
)
from procgen.runtime.philox import stream_id

Floats = npt.NDArray[np.float32]

_TUFTS = 7
"""Of the hairs on a strip."""
_SUPER = 2
"""Strands are drawn this much larger and then reduced."""
_THINNEST_PX = 0.25
"""Of a strand in a drawing; what is thinner is not drawn."""


@dataclass(frozen=True, slots=True)
class Curl:
    """How the strands of a texture run: side to side ``amplitude`` (share of a strip) with ``waves`` along it."""

    amplitude: float
    waves: float
    strands: int
    thickness_px: float


_CURLS: Final[Mapping[str, Curl]] = {
    "hair_straight": Curl(0.012, 1.3, 118, 1.35),
    "hair_wavy": Curl(0.05, 3.0, 104, 1.4),
    "hair_curly": Curl(0.13, 5.0, 66, 1.7),
    "hair_coily": Curl(0.16, 11.0, 52, 1.8),
}
_BEARD: Final = Curl(0.05, 2.2, 58, 1.5)
_TUFT_HAIRS: Final = 26
_CLOSED_BETWEEN: Final = (0.03, 0.24)
"""Of a cap's band: where what lies under its single hairs begins to cover the skin, and where it covers all."""
_SHADED_BETWEEN: Final = (0.01, 0.26)
"""The same of a beard's."""


def drawn(name: str) -> StrandMaps:
    """The images of a texture, drawn: a third of a second.

    Raises:
        KeyError: ``name`` is none of :data:`TEXTURES`.
    """
    if name == BROW:
        return _finish(*_brow(), bump=1.0)
    if name == LASH:
        return _finish(*_lash(), bump=0.0)
    random = _random(name)
    if name == BEARD:
        upper = _whiskers(_BEARD, random)
        lower = [_roots(random)]
    else:
        curl = _CURLS[name]
        upper = _strips(curl, random)
        lower = [_cap(curl, random)]
    lower += [_shell(number, random) for number in range(len(SHELL_BANDS))]
    shade = np.concatenate([upper[0], *(part[0] for part in lower)])
    cover = np.concatenate([upper[1], *(part[1] for part in lower)])
    return _finish(shade, cover, bump=2.0)


def _random(name: str) -> np.random.Generator:
    return np.random.Generator(np.random.Philox(key=stream_id(f"character/{name}")))


def _finish(shade: Floats, cover: Floats, bump: float) -> StrandMaps:
    """Grey and coverage (H, W), 0..1, to images; uncovered pixels get the mean grey of their column's surroundings."""
    height, width = shade.shape
    filled, weight = np.asarray(shade * cover), np.asarray(cover)
    for reach in (1, 2, 4, 8, 16):  # spread colour into the gaps so that filtering brings no dark rims
        filled = np.asarray((filled + np.roll(filled, reach, 1) + np.roll(filled, -reach, 1)) / 3, np.float32)
        weight = np.asarray((weight + np.roll(weight, reach, 1) + np.roll(weight, -reach, 1)) / 3, np.float32)
    around = np.where(weight > 1e-4, filled / np.maximum(weight, 1e-4), shade.mean())
    grey = np.where(cover > 0.5, shade, around)
    albedo = np.empty((height, width, 4), np.uint8)
    albedo[..., :3] = np.clip(grey * 255 + 0.5, 0, 255).astype(np.uint8)[..., None]
    albedo[..., 3] = np.clip(cover * 255 + 0.5, 0, 255).astype(np.uint8)
    along = (np.roll(grey, -1, 1) - np.roll(grey, 1, 1)) * bump
    normal = np.stack([-along, np.zeros_like(along), np.ones_like(along)], axis=-1)
    normal /= np.linalg.norm(normal, axis=-1, keepdims=True)
    return StrandMaps(albedo, np.clip(normal * 127.5 + 128, 0, 255).astype(np.uint8))


def _draw(
    canvas: tuple[Floats, Floats], centre: Floats, thickness: Floats, depth: float, tone: Floats, wrap: bool
) -> None:
    """One strand into (shade, depth) images: per row its centre and thickness in pixels (0 where it is absent)."""
    there = np.flatnonzero(thickness > _THINNEST_PX)
    if not len(there):
        return
    part = slice(there[0], there[-1] + 1)
    shade, front = canvas[0][part], canvas[1][part]
    centre, thickness, tone = centre[part], thickness[part], tone[part]
    width = shade.shape[1]
    reach = int(np.ceil(float(thickness.max()) / 2)) + 1
    offset = np.arange(-reach, reach + 1)
    column = np.floor(centre)[:, None] + offset
    across = (column + 0.5 - centre[:, None]) / np.maximum(thickness[:, None] / 2, 1e-3)
    round_ = 1 - across**2
    inside = (round_ > 0) & (thickness[:, None] > _THINNEST_PX)
    if wrap:
        column = column % width
    else:
        inside &= (column >= _SUPER) & (column < width - _SUPER)  # a pixel between neighbouring strips stays free
    row, place = np.nonzero(inside)
    at = column[row, place].astype(np.int64)
    height = depth + 0.1 * round_[row, place]
    seen = height > front[row, at]
    row, place, at = row[seen], place[seen], at[seen]
    front[row, at] = height[seen]
    shade[row, at] = tone[row] * (0.72 + 0.28 * np.sqrt(round_[row, place]))


def _reduce(shade: Floats, front: Floats) -> tuple[Floats, Floats]:
    """Bring a drawing to size: shade weighted by coverage, and coverage."""
    cover = (front > 0).astype(np.float32)
    rows, columns = shade.shape[0] // _SUPER, shade.shape[1] // _SUPER
    share = cover.reshape(rows, _SUPER, columns, _SUPER).mean(axis=(1, 3))
    value = (shade * cover).reshape(rows, _SUPER, columns, _SUPER).mean(axis=(1, 3)) / np.maximum(share, 1e-3)
    return np.where(share > 0, value, 0.6).astype(np.float32), share.astype(np.float32)


def _ramp(v: Floats) -> Floats:
    """Tone from root (dark: little light gets there) to tip (bleached)."""
    return np.asarray(0.48 + 0.38 * np.clip(v / 0.55, 0, 1) ** 0.8 + 0.10 * v, np.float32)


def _strips(curl: Curl, random: np.random.Generator) -> tuple[Floats, Floats]:
    rows = int(HEIGHT_PX * LOCK_END) * _SUPER
    strip = WIDTH_PX // STRIPS * _SUPER
    v = ((np.arange(rows) + 0.5) / rows).astype(np.float32)
    parts = []
    for number in range(STRIPS):
        shade, front = np.zeros((rows, strip), np.float32), np.zeros((rows, strip), np.float32)
        solid, wisp = number == SOLID_STRIP, number == WISP_STRIP
        count = 9 if wisp else curl.strands + (30 if solid else 0)
        common = random.uniform(0, 2 * np.pi)
        bend = random.normal(0, 0.03)
        # Hairs lie together in tufts that draw closer to their tips: between them one sees through.
        tufts = (np.arange(_TUFTS) + random.uniform(0.2, 0.8, _TUFTS)) / _TUFTS * 2 - 1
        shades, ends = random.uniform(0.86, 1.1, _TUFTS), random.uniform(0.0, 0.16, _TUFTS)
        for strand in range(count):
            across = (strand + 0.5) / count * 2 - 1 if not wisp else random.uniform(-0.8, 0.8)
            across += random.normal(0, 0.06)
            tuft = int(np.abs(tufts - across).argmin())
            inner = max(0.0, 1 - abs(across))
            if solid:
                amplitude, start, end = 0.01, -1.0, 2.0
            else:
                amplitude = curl.amplitude * random.uniform(0.6, 1.2)
                # One after the other, or the root would be an edge.
                start = -0.1 if wisp else random.uniform(-0.04, 0.07 if inner > 0.35 else 0.16)
                end = 1.0 - random.uniform(0.0, 0.08 + 0.5 * (1 - inner) ** 1.4) - random.exponential(0.06)
                end -= 0.0 if wisp else float(ends[tuft])
            spread = 1 - 2 * (STRIP_MARGIN + amplitude) if not solid else 1.0
            gather = 1.0 - (0.0 if solid else 0.42) * np.clip((v - 0.45) / 0.55, 0, 1) ** 1.4
            drawn = 0.0 if solid or wisp else 0.62 * np.clip((v - 0.15) / 0.85, 0, 1)
            across = across + (tufts[tuft] - across) * drawn
            phase = common + random.normal(0, 0.5)
            run = amplitude * np.sin(2 * np.pi * curl.waves * v * (1 + 0.04 * random.normal()) + phase)
            drift = 0.02 * np.sin(2 * np.pi * random.uniform(0.4, 1.1) * v + random.uniform(0, 6.3))
            centre = (0.5 + 0.5 * across * spread * gather + run + (0 if solid else drift + bend * v**2)) * strip
            taper = np.clip((end - v) / 0.22, 0, 1) ** 0.6 * (v > start)
            thickness = curl.thickness_px * _SUPER * random.uniform(0.6, 1.3) * taper * (0.8 if wisp else 1.0)
            tone = _ramp(v) * np.float32(random.uniform(0.62, 1.12) * shades[tuft]) * np.float32(0.84 + 0.16 * inner)
            if solid:
                tone = np.full_like(v, 0.8 * random.uniform(0.72, 1.1))
            depth = random.uniform(0.2, 1.0) + 0.3 * inner
            _draw((shade, front), centre.astype(np.float32), thickness.astype(np.float32), depth, tone, wrap=solid)
        if solid:
            front[:] = np.maximum(front, 0.01)
            shade[shade == 0] = 0.45
        parts.append(_reduce(shade, front))
    return np.concatenate([part[0] for part in parts], 1), np.concatenate([part[1] for part in parts], 1)


def _band(
    curve: Floats, count: int, random: np.random.Generator, dashes: tuple[float, float], thick: float, wave: float
) -> tuple[Floats, Floats, Floats]:
    """Strands that run down a band which tiles along u: (shade, front) at drawing size and the rows' v."""
    rows, width = int(HEIGHT_PX * (CAP_BAND[1] - CAP_BAND[0])) * _SUPER, WIDTH_PX * _SUPER
    v = ((np.arange(rows) + 0.5) / rows).astype(np.float32)
    shade, front = np.zeros((rows, width), np.float32), np.zeros((rows, width), np.float32)
    share, heights = (np.cumsum(curve) / curve.sum()).astype(np.float64), v.astype(np.float64)
    above = heights.tolist()
    spans, strands = [], []
    for _ in range(count):
        start = float(np.interp(random.uniform(), share, heights))
        length = random.uniform(*dashes)
        first, last = (bisect_left(above, float(np.float32(height))) for height in (start, start + length))
        if first == last:
            continue
        spans.append((first, last))
        phase, lean, place = random.uniform(0, 6.3), random.normal(0, 0.15), random.uniform(0, width)
        tone, depth = random.uniform(0.5, 0.8), random.uniform(0.2, 1.0)
        strands.append((start, start + length, 0.4 * length, phase, lean, place, tone, depth))
    first, last = np.array(spans).T
    counts = last - first
    strand = np.repeat(np.arange(len(spans)), counts)
    row = np.arange(len(strand)) + np.repeat(first - (np.cumsum(counts) - counts), counts)
    start, end, fading, phase, lean, place, tone = np.array(strands, np.float32)[strand, :-1].T
    depth = np.array(strands)[strand, -1]
    height = v[row]
    run = wave * np.sin(height * 40 + phase) + lean * (height - start) * width * 0.1
    taper = np.clip((end - height) / fading, 0, 1) ** 0.5
    _draw_all((shade, front), row, place + run, thick * _SUPER * taper, depth, tone)
    return shade, front, v


def _draw_all(
    canvas: tuple[Floats, Floats],
    row: npt.NDArray[np.int64],
    centre: Floats,
    thickness: Floats,
    depth: npt.NDArray[np.float64],
    tone: Floats,
) -> None:
    """What :func:`_draw` does with strand after strand, at once, into empty images that tile along u: (N,) slices."""
    shade, front = canvas
    width = shade.shape[1]
    reach = int(np.ceil(float(thickness.max()) / 2)) + 1
    column = np.floor(centre)[:, None] + np.arange(-reach, reach + 1)
    across = (column + 0.5 - centre[:, None]) / np.maximum(thickness[:, None] / 2, 1e-3)
    round_ = 1 - across**2
    inside = (round_ > 0) & (thickness[:, None] > _THINNEST_PX)
    piece = np.nonzero(inside)[0]
    round_ = round_[inside]
    pixel = row[piece] * width + (column[inside] % width).astype(np.int64)
    height = depth[piece] + 0.1 * round_
    np.maximum.at(front.ravel(), pixel, height.astype(np.float32))
    # Depths are kept as float32: of equal ones the first is seen, unless a later one was nearer before it was rounded.
    kept = front.ravel()[pixel]
    top = np.flatnonzero(height.astype(np.float32) == kept)
    later = top[height[top] > kept[top]]
    seen = np.full(front.size, -1)
    seen[pixel[top[::-1]]] = top[::-1]
    seen[pixel[later]] = later
    drawn = np.flatnonzero(seen >= 0)
    best = seen[drawn]
    shade.ravel()[drawn] = tone[piece[best]] * (0.72 + 0.28 * np.sqrt(round_[best]))


def _whiskers(curl: Curl, random: np.random.Generator) -> tuple[Floats, Floats]:
    """Strips of a beard: as those of hair, but in :data:`TUFT_STRIPS` a few hairs of all lengths that stand apart.

    They begin one after the other, so that no card has an edge where it leaves the skin, and thin out to both sides.
    """
    shade, cover = _strips(curl, random)
    width = WIDTH_PX // STRIPS
    rows = shade.shape[0] * _SUPER
    v = ((np.arange(rows) + 0.5) / rows).astype(np.float32)
    for number in TUFT_STRIPS:
        tuft, front = (np.zeros((rows, width * _SUPER), np.float32) for _ in range(2))
        lean = random.normal(0, 0.10)
        for _ in range(_TUFT_HAIRS):
            across = random.uniform(-1, 1) * random.uniform(0.55, 1.0)
            start = 0.30 * random.uniform() ** 1.6 + 0.10 * abs(across)
            end = min(0.98, start + random.uniform(0.42, 0.80))
            share = np.clip((v - start) / (end - start), 0, 1)
            bend = lean + random.normal(0, 0.10)
            run = 0.02 * np.sin(2 * np.pi * random.uniform(0.4, 1.2) * v + random.uniform(0, 6.3))
            centre = 0.5 + 0.46 * across * (1 - 0.35 * share) + 0.5 * bend * share**1.5 + run
            centre = np.clip(centre, 0.04, 0.96) * width * _SUPER
            thickness = 2.0 * _SUPER * random.uniform(0.75, 1.25) * (1 - share) ** 0.45 * (v > start) * (v < end)
            tone = (0.50 + 0.42 * share**0.8) * np.float32(random.uniform(0.66, 1.16))
            depth = random.uniform(0.2, 1.0)
            canvas = tuft, front
            _draw(canvas, centre.astype(np.float32), thickness.astype(np.float32), depth, tone, wrap=False)
        own = slice(number * width, (number + 1) * width)
        shade[:, own], cover[:, own] = _reduce(tuft, front)
    return shade, cover


def _roots(random: np.random.Generator) -> tuple[Floats, Floats]:
    """The skin under a beard: short hairs, ever denser from its edge inwards, over a shadow that grows as slowly."""
    v = np.linspace(0, 1, 256, dtype=np.float32)
    density = np.clip((v - 0.01) / 0.18, 0, 1) + 0.02
    shade, front, rows = _band(density, 9000, random, (0.015, 0.045), 1.3, 0.6)
    return _over(_reduce(shade * 0.95, front), rows, _SHADED_BETWEEN, 0.46, random)


def _cap(curl: Curl, random: np.random.Generator) -> tuple[Floats, Floats]:
    """The scalp under locks: single hairs at the hairline, closed farther in."""
    v = np.linspace(0, 1, 256, dtype=np.float32)
    density = np.clip(v / 0.10, 0.05, 1)
    shade, front, rows = _band(density, 2400, random, (0.06, 0.25), 1.7, 2.0 + 20 * curl.amplitude)
    return _over(_reduce(shade * 0.92, front), rows, _CLOSED_BETWEEN, 0.50, random)


def _over(
    strands: tuple[Floats, Floats], rows: Floats, between: tuple[float, float], tone: float, random: np.random.Generator
) -> tuple[Floats, Floats]:
    """Strands (shade, coverage) over a ground of one tone that covers nothing above the first and everything below the
    second of two rows: it has no edge, where it is blended, and a wavy one, where it is cut at half.
    """
    shade, cover = strands
    turn = np.arange(shade.shape[1]) * np.float32(2 * np.pi / shade.shape[1])
    wavy = sum(np.sin(turn * times + random.uniform(0, 6.3)) / times**0.5 for times in (3, 7, 13, 29))
    height = rows.reshape(-1, _SUPER).mean(axis=1)[:, None] + 0.012 * wavy
    share = np.clip((height - between[0]) / (between[1] - between[0]), 0, 1)
    ground = (1 - cover) * share * share * (3 - 2 * share)
    total = cover + ground
    mixed = np.where(total > 0, (shade * cover + tone * ground) / np.maximum(total, 1e-6), shade)
    return mixed.astype(np.float32), total.astype(np.float32)


def _shell(number: int, random: np.random.Generator) -> tuple[Floats, Floats]:
    """One layer of short hair. Outer layers hold fewer and thinner dashes, and are lighter."""
    v = np.linspace(0, 1, 256, dtype=np.float32)
    density = np.clip(v / 0.12, 0.03, 1)
    shade, front, _ = _band(density, (3600, 2900, 1900)[number], random, (0.035, 0.09), (1.8, 1.6, 1.4)[number], 0.5)
    return _reduce(shade * np.float32(1.0 + 0.12 * number), front)


def _brow() -> tuple[Floats, Floats]:
    """Brow hairs in one strip: u runs from the nose outwards, v from the upper to the lower edge."""
    random = _random(BROW)
    rows, columns = 128, 512
    shade, front = (
        np.zeros((columns * _SUPER, rows * _SUPER), np.float32),
        np.zeros((columns * _SUPER, rows * _SUPER), np.float32),
    )
    u = ((np.arange(columns * _SUPER) + 0.5) / (columns * _SUPER)).astype(np.float32)
    for _ in range(760):
        root = random.beta(1.15, 1.25)
        if root < 0.16 and random.uniform() > 0.30 + 4.4 * root:  # the inner end thins out
            continue
        base = random.uniform(0.12, 0.88)  # across the brow; hairs lean to its middle line, and outwards
        length = random.uniform(0.10, 0.17) * (1 - 0.3 * root)
        lean = (0.5 - base) * random.uniform(0.5, 1.1) * (0.35 + root) - 0.34 * max(0.0, 0.35 - root) / 0.35
        t = (u - root) / length
        inside = (t >= 0) & (t <= 1)
        across = base + lean * np.clip(t, 0, 1) ** 0.8
        thick = 2.5 * _SUPER * (1 - np.clip(t, 0, 1)) ** 0.5 * inside
        tone = np.full_like(u, random.uniform(0.5, 1.0))
        centre = (across * rows * _SUPER).astype(np.float32)
        _draw((shade, front), centre, thick.astype(np.float32), random.uniform(0.2, 1), tone, wrap=False)
    grey, cover = _reduce(shade, front)
    return np.ascontiguousarray(grey.T), np.ascontiguousarray(cover.T)


def _lash() -> tuple[Floats, Floats]:
    """Lashes in one strip that tiles along u: v runs from the lid (top) to the tips."""
    random = _random(LASH)
    rows, width = 128 * _SUPER, 256 * _SUPER
    v = ((np.arange(rows) + 0.5) / rows).astype(np.float32)
    shade, front = np.zeros((rows, width), np.float32), np.zeros((rows, width), np.float32)
    count = 30
    for number in range(count):
        for twin in range(2):
            end = random.uniform(0.72, 1.0) if twin == 0 else random.uniform(0.35, 0.7)
            lean = random.normal(0, 0.010) * width
            centre = (number + 0.5 + random.normal(0, 0.2)) / count * width + lean * v**1.6 * 1.5
            thick = 3.6 * _SUPER * np.clip(1 - v / end, 0, 1) ** 0.7
            tone = np.full_like(v, random.uniform(0.85, 1.0))
            _draw(
                (shade, front), centre.astype(np.float32), thick.astype(np.float32), random.uniform(0.2, 1), tone, True
            )
    front[v < 0.06] = np.maximum(front[v < 0.06], 0.01)  # the line of the lid
    shade[v < 0.06] = 0.9
    return _reduce(shade, front)


def main() -> None:
    """Write the assets into a folder."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("folder", type=Path)
    folder: Path = parser.parse_args().folder
    for name in TEXTURES:
        made = drawn(name)
        packed = np.dstack([made.albedo[..., 0], made.normal[..., 0], made.normal[..., 2], made.albedo[..., 3]])
        Pictures.fromarray(packed).save(folder / STRANDS_FILE.format(name), optimize=True)


if __name__ == "__main__":
    main()
