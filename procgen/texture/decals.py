"""Pieces of a material with transparency, to be laid over others: cracks, stains, leaks, moss, scratches, splashes."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from PIL import Image, ImageDraw

from procgen.errors import InvalidFields, Violation
from procgen.runtime.checkpoint import Checkpoint, go_on
from procgen.runtime.philox import philox4x32, stream_id
from procgen.runtime.ranges import number, range_violations, ranges_of
from procgen.texture.maps.torus import gaussian
from procgen.texture.material import FloatArray, Surface
from procgen.texture.weather.noise import fractal_noise
from procgen.texture.weather.relief import score, smoothstep

_LEAST_SIDE_PX = 32
_RIM_PX = 2
"""Opacity is 0 that close to the picture's border."""


@dataclass(frozen=True, slots=True)
class DecalParameters:
    """What a decal looks like, each number with its range."""

    kind: str
    """One of :data:`DECAL_KINDS`."""
    seed: int = number(0, 2.0**64 - 1, "Its shape; any 64-bit number.", 0, whole=True)
    amount: float = number(0.0, 1.0, "How much of the picture it fills, and how many pieces it has.", 0.5)
    softness: float = number(0.0, 1.0, "Width of its edges.", 0.3)
    angle_deg: float = number(-180.0, 180.0, "Direction of scratches, degrees anticlockwise from the right.", 25.0)


DECAL_RANGES: Final = ranges_of(DecalParameters, "amount", "softness", "angle_deg")


def decal_violations(parameters: DecalParameters) -> list[Violation]:
    """Everything that is wrong with the parameters."""
    found = []
    if parameters.kind not in _KINDS:
        found.append(Violation.of("kind", repr(parameters.kind), "one of " + ", ".join(DECAL_KINDS)))
    return found + range_violations(DECAL_RANGES, parameters)


def _uniform(seed: int, stream: str, count: int) -> FloatArray:
    """Independent numbers from 0 to 1, (count,)."""
    at, zero = np.arange((count + 3) // 4, dtype=np.uint32), np.zeros(1, np.uint32)
    number = np.array([stream_id(f"texture/decal/{stream}")], np.uint32)
    words = philox4x32(at, zero, number, zero, (seed & 0xFFFFFFFF, seed >> 32))
    return (np.stack(words, axis=1).ravel()[:count] >> np.uint32(8)).astype(np.float32) * np.float32(2.0**-24)


@dataclass(frozen=True, slots=True, eq=False)
class _Canvas:
    """Where the decal is drawn, and with what."""

    parameters: DecalParameters
    surface: Surface
    x: FloatArray
    """(1, columns) -1 to 1, to the right."""
    y: FloatArray
    """(rows, 1) -1 to 1, down."""
    room: FloatArray
    """(rows, columns) distance to the border, 0 to 1 in the middle."""

    @property
    def shape(self) -> tuple[int, int]:
        return self.surface.shape

    @property
    def side_px(self) -> int:
        return min(self.shape)

    def noise(self, stream: str, share: float, smoothness: float = 1.5) -> FloatArray:
        wavelength = max(4.0, share * self.side_px)
        return fractal_noise(self.parameters.seed, f"decal/{stream}", self.shape, wavelength, smoothness)

    def uniform(self, stream: str, count: int) -> FloatArray:
        return _uniform(self.parameters.seed, stream, count)

    def edge(self, field: FloatArray, hardest: float = 0.02, softest: float = 0.45) -> FloatArray:
        """A mask that is 1 where the field is well above zero, with the edge that was asked for."""
        width = np.float32(hardest + (softest - hardest) * self.parameters.softness)
        return smoothstep(field / width + np.float32(0.5))


_Drawn = tuple[FloatArray, FloatArray, FloatArray]
"""Opacity, factor on the albedo, and height added (pixels), (rows, columns) each."""


def _lines(shape: tuple[int, int], strokes: list[tuple[list[tuple[float, float]], list[float]]]) -> FloatArray:
    """Lines of changing width, drawn twice as large and averaged: (rows, columns), 0 to 1.

    Args:
        shape: rows and columns.
        strokes: points (column, row) in pixels, and the width at each.
    """
    rows, columns = shape
    picture = Image.new("L", (2 * columns, 2 * rows))
    pen = ImageDraw.Draw(picture)
    for points, widths in strokes:
        for (x0, y0), (x1, y1), width in zip(points[:-1], points[1:], widths[1:], strict=True):
            # Thinner than a pixel of the larger picture means fainter.
            shade = round(255 * min(1.0, 2.0 * width))
            pen.line((2 * x0, 2 * y0, 2 * x1, 2 * y1), fill=shade, width=max(1, round(2 * width)))
    return np.asarray(picture.reduce(2), np.float32) * np.float32(1.0 / 255.0)


def _cracks(canvas: _Canvas) -> _Drawn:
    """Branching cracks that start near the middle, with chipped edges and a sunken rim."""
    rows, columns = canvas.shape
    side = canvas.side_px
    amount = canvas.parameters.amount
    draws = iter(canvas.uniform("cracks", 1 << 15).tolist())
    roots = 3 + round(3 * amount)
    step = max(2.0, side / 128.0)
    first_turn = next(draws) * math.tau
    reach = (0.25 + 0.75 * amount) * 0.5 * side
    todo = [
        (
            columns / 2,
            rows / 2,
            first_turn + math.tau * (k + 0.6 * next(draws)) / roots,
            reach * (0.6 + 0.6 * next(draws)),
            1.0,
        )
        for k in range(roots)
    ]
    strokes: list[tuple[list[tuple[float, float]], list[float]]] = []
    while todo and len(strokes) < 96:
        x, y, heading, length, width = todo.pop(0)
        points, widths = [(x, y)], [width]
        count = max(2, int(length / step))
        drift = 0.0
        for k in range(count):
            drift = 0.7 * drift + (next(draws) - 0.5) * 0.55
            turn = (next(draws) - 0.5) * 1.1
            x += step * math.cos(heading + turn + drift)
            y += step * math.sin(heading + turn + drift)
            heading += 0.12 * drift
            inside = min(x, columns - x, y, rows - y) > 0.04 * side
            if not inside:
                break
            left = 1.0 - k / count
            points.append((x, y))
            widths.append(width * (0.25 + 0.75 * left) * (0.7 + 0.6 * next(draws)))
            if next(draws) < 0.045 and length > 0.12 * side:
                sideways = (0.6 + 0.6 * next(draws)) * (1 if next(draws) < 0.5 else -1)
                todo.append((x, y, heading + sideways, 0.5 * length * left + 0.04 * side, 0.65 * width))
        strokes.append((points, [max(0.3, side / 220.0) * value for value in widths]))
    line = _lines(canvas.shape, strokes)
    sunk = gaussian(line, max(1.0, side / 300.0))
    wide = gaussian(line, max(2.0, side / 70.0) * (0.5 + canvas.parameters.softness))
    # Crumbs break off where the noise is high beside a crack.
    chips = smoothstep(
        (wide * np.float32(3.0) + np.float32(0.16) * canvas.noise("chips", 0.03, 1.2) - np.float32(0.62)) * 4.0
    )
    groove = np.clip(line + np.float32(1.2) * sunk, 0.0, 1.0)
    opacity = np.clip(
        np.maximum(groove, chips * np.float32(0.85)) + np.float32(0.5) * np.clip(wide, 0.0, 0.3), 0.0, 1.0
    )
    shade = np.float32(0.92) - np.float32(0.72) * groove - np.float32(0.18) * chips
    return opacity, shade, -(np.float32(side / 90.0) * groove + np.float32(side / 260.0) * chips)


def _stain(canvas: _Canvas) -> _Drawn:
    """What a liquid leaves: patches with a darker tide line."""
    radius = np.sqrt(np.square(canvas.x) + np.square(canvas.y))
    wander = np.float32(0.20) * canvas.noise("stain/shape", 0.6, 3.0) + np.float32(0.03) * canvas.noise(
        "stain/edge", 0.10, 2.0
    )
    size = np.float32(0.25 + 0.6 * canvas.parameters.amount)
    field = size - radius + wander * np.clip(canvas.room * np.float32(3.0), 0.0, 1.0)
    inside = canvas.edge(field, 0.02, 0.30)
    rim = np.exp(-np.square((field - np.float32(0.03)) * np.float32(18.0)))
    inner = np.exp(-np.square((field - np.float32(0.16) - np.float32(0.2) * wander) * np.float32(14.0)))
    cloud = np.float32(0.48) + np.float32(0.12) * canvas.noise("stain/cloud", 0.25)
    opacity = inside * np.clip(cloud + np.float32(0.40) * rim + np.float32(0.14) * inner, 0.0, 1.0)
    shade = np.float32(0.90) - np.float32(0.25) * rim
    return opacity, shade, np.zeros(canvas.shape, np.float32)


def _leak(canvas: _Canvas) -> _Drawn:
    """Streaks that run down from the upper part, fainter as they go."""
    rows, columns = canvas.shape
    count = 6 + round(26 * canvas.parameters.amount)
    at, long, wide, strong, top = (canvas.uniform(f"leak/{k}", count) for k in range(5))
    sway = np.float32(0.012) * canvas.noise("leak/sway", 0.35, 2.4)
    field = np.zeros(canvas.shape, np.float32)
    for x, length, width, strength, start in zip(at, long, wide, strong, top, strict=True):
        centre = np.float32(-0.72) + np.float32(1.44) * x
        begin = np.float32(-0.84) + np.float32(0.10) * start * start
        end = begin + np.float32(0.25) + np.float32(1.35) * length * length
        down = (canvas.y - begin) / (end - begin)
        broad = np.float32(0.012) + np.float32(0.050) * width * width * width
        broad = broad * (np.float32(1.25) - np.float32(0.75) * np.clip(down, 0.0, 1.0))
        across = np.exp(-np.square((canvas.x - centre + sway) / broad))
        along = np.clip(down * np.float32(14.0), 0.0, 1.0) * np.power(
            np.clip(np.float32(1.0) - down, 0.0, 1.0), np.float32(0.7)
        )
        streak = across * along * (np.float32(0.35) + np.float32(0.65) * strength)
        # Streaks add up as stains do: what is covered can't be covered more.
        field += streak * (np.float32(1.0) - field)
    lip = np.exp(-np.square((canvas.y + np.float32(0.82) + sway) * np.float32(26.0)))
    lip = lip * np.clip((np.float32(0.8) - np.abs(canvas.x)) * np.float32(4.0), 0.0, 1.0) * np.float32(0.55)
    field = np.maximum(field, lip * np.float32(0.4 + 0.6 * canvas.parameters.amount))
    # Drips dry in lines: noise that is drawn out downwards.
    lines = fractal_noise(canvas.parameters.seed, "decal/leak/lines", canvas.shape, max(4.0, columns / 24.0), 1.3)
    lines = score(np.asarray(_drawn_out(lines, rows / 6.0), np.float32), 1e-3)
    opacity = np.clip(field * (np.float32(0.95) + np.float32(0.22) * lines), 0.0, 1.0)
    opacity = np.power(opacity, np.float32(1.35 - 0.6 * canvas.parameters.softness))
    return opacity, np.float32(0.95) - np.float32(0.3) * opacity, np.zeros(canvas.shape, np.float32)


def _drawn_out(field: FloatArray, sigma_px: float) -> FloatArray:
    """Blurred along the columns only, on the torus."""
    w = 2.0 * np.pi * np.fft.rfftfreq(field.shape[0])
    kernel = np.exp(-0.5 * np.square(w * sigma_px)).astype(np.float32)[:, None]
    return np.asarray(np.fft.irfft(np.fft.rfft(field, axis=0) * kernel, field.shape[0], axis=0), np.float32)


def _moss_edge(canvas: _Canvas) -> _Drawn:
    """A strip of growth across the picture, ragged above and below, that follows the relief of its own material."""
    size = np.float32(0.10 + 0.5 * canvas.parameters.amount)
    wander = np.float32(0.16) * canvas.noise("moss/shape", 0.35, 2.3) + np.float32(0.05) * canvas.noise(
        "moss/edge", 0.05, 1.2
    )
    field = size - np.abs(canvas.y + np.float32(0.10) * canvas.noise("moss/middle", 0.8, 3.0))
    # Both ends are pointed and as ragged as the rest.
    ends = (np.float32(0.86) - np.abs(canvas.x)) * np.float32(1.1)
    field = np.minimum(field, ends) + wander * np.clip(
        (np.float32(0.96) - np.abs(canvas.x)) * np.float32(2.0), 0.0, 1.0
    )
    field += np.float32(0.05) * score(canvas.surface.height)
    field = np.minimum(field, (canvas.room - np.float32(0.03)) * np.float32(1.5))
    opacity = canvas.edge(field, 0.015, 0.25)
    return opacity, np.float32(0.72) + np.float32(0.28) * smoothstep(field * np.float32(5.0)), np.zeros_like(field)


def _scratches(canvas: _Canvas) -> _Drawn:
    """Fine, slightly bent lines, most along one direction, some in bundles."""
    rows, columns = canvas.shape
    side = canvas.side_px
    bundles = 6 + round(44 * canvas.parameters.amount)
    draws = iter(canvas.uniform("scratches", 1 << 13).tolist())
    strokes = []
    base = math.radians(canvas.parameters.angle_deg)
    for _ in range(bundles):
        angle = base + (next(draws) - 0.5) * (0.5 if next(draws) < 0.8 else 2.5)
        cx, cy = columns * (0.15 + 0.7 * next(draws)), rows * (0.15 + 0.7 * next(draws))
        length, bend = side * (0.08 + 0.62 * next(draws) ** 2), (next(draws) - 0.5) * 0.35
        for _ in range(1 + int(4 * next(draws) ** 2)):
            shift, slide = (next(draws) - 0.5) * 0.03 * side, (next(draws) - 0.5) * 0.2 * length
            own, weight = length * (0.5 + 0.5 * next(draws)), side / 512.0 * (0.8 + 2.4 * next(draws) ** 3)
            points, widths = [], []
            for k in range(25):
                t = k / 24 - 0.5
                along, off = own * t + slide, shift + bend * own * (t * t - 0.1)
                x = cx + along * math.cos(angle) - off * math.sin(angle)
                y = cy - along * math.sin(angle) - off * math.cos(angle)
                points.append((x, y))
                widths.append(max(0.08, weight * (1.0 - (2.0 * abs(t)) ** 2)))
            strokes.append((points, widths))
    line = _lines(canvas.shape, strokes)
    broken = smoothstep(np.float32(0.9) + np.float32(0.5) * canvas.noise("scratches/gaps", 0.06))
    opacity = np.clip(line * broken, 0.0, 1.0) * smoothstep((canvas.room - np.float32(0.02)) * np.float32(8.0))
    if canvas.parameters.softness > 0.5:
        opacity = np.clip(gaussian(opacity, 0.5 + canvas.parameters.softness) * np.float32(1.3), 0.0, 1.0)
    # Bare stuff shows: lighter on what is dark, darker on what is light.
    shade = 0.66 if float(canvas.surface.albedo.mean(dtype=np.float64)) > 0.5 else 1.5
    return opacity, np.full(canvas.shape, shade, np.float32), np.float32(-side / 320.0) * opacity


def _splatter(canvas: _Canvas) -> _Drawn:
    """A splash with drops thrown out around it."""
    rows, columns = canvas.shape
    amount = canvas.parameters.amount
    count = 40 + round(220 * amount)
    turn, far, size, stretch = (canvas.uniform(f"splatter/{k}", count) for k in range(4))
    warp = np.float32(0.09) * canvas.noise("splatter/shape", 0.30, 3.2) + np.float32(0.008) * canvas.noise(
        "splatter/edge", 0.06, 2.0
    )
    radius = np.sqrt(np.square(canvas.x) + np.square(canvas.y))
    angle = np.arctan2(canvas.y + 0 * canvas.x, canvas.x + 0 * canvas.y)
    spikes = np.zeros(canvas.shape, np.float32)
    phases = canvas.uniform("splatter/phases", 6)
    for k, phase in enumerate(phases):
        spikes += np.cos(angle * np.float32(5 + 3 * k) + np.float32(math.tau) * phase) * np.float32(1.0 / (2 + k))
    core = np.float32(0.12 + 0.3 * amount)
    field = core * (np.float32(1.0) + np.float32(0.22) * np.maximum(spikes, -0.6)) - radius + warp
    for index in range(count):
        theta = math.tau * float(turn[index])
        distance = float(core) * 0.9 + (0.88 - float(core)) * float(far[index]) ** 1.3
        r = (0.006 + 0.055 * float(size[index]) ** 5) * (1.25 - distance)
        long = r * (1.0 + 2.2 * float(stretch[index]) * distance)
        cx, cy = math.cos(theta) * distance, math.sin(theta) * distance
        # Only the drop's surroundings are touched.
        reach = 1.5 * long
        first_x, last_x = _span(cx, reach, columns)
        first_y, last_y = _span(cy, reach, rows)
        dx, dy = canvas.x[:, first_x:last_x] - np.float32(cx), canvas.y[first_y:last_y] - np.float32(cy)
        away = (dx * math.cos(theta) + dy * math.sin(theta)) / np.float32(long)
        aside = (dy * math.cos(theta) - dx * math.sin(theta)) / np.float32(r)
        drop = np.float32(r) * (np.float32(1.0) - np.sqrt(away * away + aside * aside))
        part = field[first_y:last_y, first_x:last_x]
        np.maximum(part, drop + np.float32(0.05 * r), out=part)
    opacity = smoothstep(
        field * np.float32(canvas.side_px / (2.0 + 22.0 * canvas.parameters.softness)) + np.float32(0.5)
    )
    thick = np.sqrt(np.clip(field, 0.0, 0.12) * np.float32(1.0 / 0.12))
    return opacity, np.float32(1.0) - np.float32(0.15) * thick, np.float32(canvas.side_px / 160.0) * thick


def _span(centre: float, reach: float, count: int) -> tuple[int, int]:
    """First pixel and the one after the last of a stretch, from -1 to 1."""
    return max(0, int((centre - reach + 1.0) / 2.0 * count)), min(count, int((centre + reach + 1.0) / 2.0 * count) + 2)


_KINDS: dict[str, Callable[[_Canvas], _Drawn]] = {
    "cracks": _cracks,
    "leak": _leak,
    "moss_edge": _moss_edge,
    "scratches": _scratches,
    "splatter": _splatter,
    "stain": _stain,
}
DECAL_KINDS: tuple[str, ...] = tuple(_KINDS)


def decal(surface: Surface, parameters: DecalParameters, checkpoint: Checkpoint = go_on) -> Surface:
    """Cut a decal out of a material.

    Args:
        surface: what it is made of: dirt or rust for stains and leaks, moss, paint for splashes; for cracks and
            scratches the material that is damaged.
        parameters: which, how large, and the seed of its shape.
        checkpoint: called between the steps.

    Returns:
        A surface of the same size with opacity. It does not tile: opacity and height are 0 at all borders.

    Raises:
        InvalidFields: names every parameter that can't be accepted, or a surface below 32 pixels.
    """
    found = decal_violations(parameters)
    rows, columns = surface.shape
    if min(rows, columns) < _LEAST_SIDE_PX:
        found.append(Violation.of("surface", f"{columns} x {rows}", f"sides of at least {_LEAST_SIDE_PX} px"))
    if found:
        raise InvalidFields(found)
    x = ((np.arange(columns, dtype=np.float32) + np.float32(0.5)) * np.float32(2.0 / columns) - np.float32(1.0))[
        None, :
    ]
    y = ((np.arange(rows, dtype=np.float32) + np.float32(0.5)) * np.float32(2.0 / rows) - np.float32(1.0))[:, None]
    room = np.minimum(np.float32(1.0) - np.abs(x), np.float32(1.0) - np.abs(y))
    checkpoint()
    opacity, shade, raised = _KINDS[parameters.kind](_Canvas(parameters, surface, x, y, room))
    checkpoint()
    opacity = opacity * smoothstep((room - np.float32(2.0 * _RIM_PX / min(rows, columns))) * np.float32(16.0))
    own = surface.height - np.float32(np.median(surface.height))
    return Surface(
        albedo=np.clip(surface.albedo * shade[..., None], 0.0, 1.0),
        height=(own + raised) * opacity,
        roughness=surface.roughness,
        metallic=surface.metallic,
        opacity=opacity,
    )
