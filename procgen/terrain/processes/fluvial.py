"""What rivers lay down and cut: fans, deltas, meander plains, terraces."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from procgen.terrain.processes.drainage import valleys
from procgen.terrain.processes.field import (
    Float64Array,
    Grid,
    Points,
    bent,
    cell_numbers,
    coarsely,
    noise,
    noises,
    ramp,
)
from procgen.terrain.processes.process import Brief
from procgen.terrain.representation import FloatArray, cell_means

BoolArray = npt.NDArray[np.bool_]

FRONT_SPACING_PX = 230.0
"""From one range to the next."""


def _axes(brief: Brief, places: Grid | Points) -> tuple[Float64Array, Float64Array]:
    """Columns and rows, or rows and columns, by seed: rivers and ranges lie along the one or the other."""
    x, z = places.x_px, places.z_px
    if isinstance(places, Grid):
        x, z = x[None, :], z[:, None]
    return (x, z) if brief.seed % 2 else (z, x)


@dataclass(frozen=True, slots=True)
class _Mouth:
    """Where a valley leaves the higher ground, and the part of a grid around."""

    where: tuple[slice, slice]
    away_px: FloatArray
    """(rows, columns) from the mouth outwards."""
    side_px: FloatArray
    """Likewise along the front."""
    own: tuple[float, float, float]
    """Random numbers, 0 to 1."""


def _along_fronts(
    brief: Brief,
    grid: Grid,
    stream: str,
    spacing_px: float,
    half_px: float,
    step_px: float,
    reach_px: float,
    banks: tuple[int, ...] = (-1, 1),
) -> Iterator[_Mouth]:
    """Mouths along both sides of ranges that lie side by side.

    Args:
        brief: seed.
        grid: the places.
        stream: whose mouths.
        spacing_px: from the middle of one range to that of the next.
        half_px: from a range's middle to its front.
        step_px: from mouth to mouth.
        reach_px: how far around a mouth it matters.
        banks: the sides that have mouths.
    """
    turned = brief.seed % 2 == 1
    across, along = (grid.x_px, grid.z_px) if turned else (grid.z_px, grid.x_px)
    lanes = range(int((across[0] - reach_px) // spacing_px) - 1, int((across[-1] + reach_px) // spacing_px) + 2)
    numbers = range(int((along[0] - reach_px) // step_px) - 1, int((along[-1] + reach_px) // step_px) + 2)
    for lane in lanes:
        for bank in banks:
            front = (lane + 0.5) * spacing_px + bank * half_px
            near_across = np.flatnonzero(np.abs(across - front) < reach_px)
            if not len(near_across):
                continue
            own = cell_numbers(
                brief.seed, f"{stream}/mouth/{bank}", lane, numbers.start, 1, numbers.stop - numbers.start
            )[:, 0]
            for number in numbers:
                first, *rest = (float(each) for each in own[:, number - numbers.start])
                mouth = (number + 0.25 + 0.5 * first) * step_px
                near_along = np.flatnonzero(np.abs(along - mouth) < reach_px)
                if not len(near_along):
                    continue
                away = ((across[near_across] - front) * bank).astype(np.float32)
                side = (along[near_along] - mouth).astype(np.float32)
                a = slice(int(near_across[0]), int(near_across[-1]) + 1)
                b = slice(int(near_along[0]), int(near_along[-1]) + 1)
                shape = (len(side), len(away)) if turned else (len(away), len(side))
                if turned:
                    away_2d, side_2d, where = away[None, :], side[:, None], (b, a)
                else:
                    away_2d, side_2d, where = away[:, None], side[None, :], (a, b)
                yield _Mouth(
                    where,
                    np.ascontiguousarray(np.broadcast_to(away_2d, shape)),
                    np.ascontiguousarray(np.broadcast_to(side_2d, shape)),
                    (rest[0], rest[1], rest[2]),
                )


def alluvial_fans(grid: Grid, brief: Brief) -> FloatArray:
    """Ranges with fans of debris at the mouths of their valleys: cones, flatter away from the mouth, side by side."""
    relief = brief.relief_m
    margin = max(2, math.ceil(6.0 / grid.step_px)) + 2
    half = 0.28 * FRONT_SPACING_PX

    def inside(places: Grid | Points) -> FloatArray:
        """Pixels behind the range's front; negative in the basin."""
        across, _ = _axes(brief, places)
        sway = noise(brief.seed, "fan/front", places, 70.0, 2, 0.4)
        position = across / FRONT_SPACING_PX + sway.astype(np.float64) * (15.0 / FRONT_SPACING_PX)
        off = np.abs(position - np.floor(position) - 0.5) * FRONT_SPACING_PX
        return (half - off).astype(np.float32)

    def massif(x: Float64Array, z: Float64Array) -> FloatArray:
        points = Points(x, z)
        behind = inside(points)
        rise = np.maximum(behind, np.float32(0.0)) * np.float32(0.0085)
        return (rise + behind * np.float32(0.0008)) * np.float32(relief) + noise(
            brief.seed, "fan/massif", points, 50.0
        ) * np.float32(0.05 * relief)

    slope = np.float32(0.017 * relief)

    def built(wide: Grid) -> FloatArray:
        main = valleys(brief.seed, "fan/main", wide, 40.0, massif, 80.0)

        def ground(x: Float64Array, z: Float64Array) -> FloatArray:
            return main.envelope_at(x, z, lambda off: off * slope)

        gullies = valleys(brief.seed, "fan/gully", wide, 13.0, ground)
        mountains = gullies.envelope(wide, lambda off: off * np.float32(1.25) * slope)
        behind = inside(wide)
        mountains = mountains * ramp(behind, -2.0, 9.0)
        fans = np.zeros(wide.shape, np.float32)
        sway = noise(brief.seed, "fan/canyon", wide, 30.0) * np.float32(7.0)
        thread = noise(brief.seed, "fan/thread", wide, 14.0, 2) * np.float32(0.12)
        for place in _along_fronts(brief, wide, "fan", FRONT_SPACING_PX, half, 84.0, 115.0):
            # Counted from the front, which wanders.
            w, away, side = place.where, -behind[place.where], place.side_px
            reach = np.float32(34.0 + 34.0 * place.own[0])
            tall = np.float32(0.2 * relief) + reach * np.float32(0.0032 * relief)
            # Behind the front debris fills the valley's mouth.
            r = np.sqrt(np.square(np.maximum(away, np.float32(0.0))) + side * side)
            there = np.maximum(np.float32(1.0) - r / reach, np.float32(0.0))
            angle = np.arctan2(side, np.maximum(away, np.float32(1e-3))) + thread[w]
            threads = np.sin(angle * np.float32(17.0)) * there * (np.float32(1.0) - there)
            cone = there ** np.float32(1.2) * tall * np.float32(1.15) + threads * np.float32(0.016 * relief)
            part = fans[w]
            np.maximum(part, cone * ramp(away, -24.0, -6.0), out=part)
            # The canyon that feeds it, from its top up into the range.
            back = np.maximum(-away, np.float32(0.0))
            beside = np.maximum(np.abs(side + sway[w] * ramp(back, 0.0, 20.0)) - np.float32(1.5), np.float32(0.0))
            floor = tall * np.float32(0.9) + back * np.float32(0.0055 * relief)
            part = mountains[w]
            np.minimum(part, np.where(back > 0.0, floor + beside * np.float32(1.1) * slope, part), out=part)
        top = noise(brief.seed, "fan/roughness", wide, 9.0, 2) * np.float32(0.006 * relief)
        basin = fans + top * ramp(fans, 0.0, 0.04 * relief)
        return np.maximum(mountains + np.minimum(behind, np.float32(0.0)) * np.float32(0.0008 * relief), basin)

    land = coarsely(grid, margin, built)
    first, second, *_ = noises(brief.seed, "fan/bend", grid, 12.0)
    bend = np.float32(2.0 / grid.step_px)
    return bent(land, first * bend, second * bend, margin) - np.float32(0.3 * relief)


MEANDER_PX = 52.0
"""Wavelength of meanders: some eleven widths of the river (Leopold and Wolman 1960)."""
_BELT_PX = 185.0


@dataclass(frozen=True, slots=True)
class Belt:
    """A meandering river, by its phase: one a wavelength."""

    phase: Float64Array
    """(places,)."""
    amplitude: Float64Array
    stray: Float64Array
    """Wavelengths along the belt."""
    swing: Float64Array
    """Wavelengths across it."""
    middle_px: float

    def line(self, growth: float, shift: float = 0.0) -> tuple[Float64Array, Float64Array]:
        """The centre line: pixels along and across.

        ``along = phase - b sin(4 pi phase)``, ``across = a sin(2 pi phase)`` is close to the sine-generated curve of
        Langbein and Leopold (1966) of up to some 100 degrees.

        Args:
            growth: 0 straight to 1 as the river is today.
            shift: downstream, wavelengths.
        """
        phase, amplitude = self.phase + shift, self.amplitude * growth
        along = phase - 0.20 * amplitude * np.sin(4.0 * math.pi * phase) + self.stray
        across = 0.62 * amplitude * np.sin(2.0 * math.pi * phase) + self.swing
        return along * MEANDER_PX, across * MEANDER_PX + self.middle_px


def belt(brief: Brief, lane: int, phase: Float64Array) -> Belt:
    """One of the rivers that lie side by side; amplitude and course wander from loop to loop."""
    own = _along_belt(brief, "loops", lane, phase)
    wide = _along_belt(brief, "belt", lane, phase / 5.0)
    return Belt(
        phase,
        0.2 + 1.0 * own[0],
        0.12 * (own[2] - 0.5),
        (own[1] - 0.5) + 2.2 * (wide[0] - 0.5),
        (lane + 0.5) * _BELT_PX,
    )


def _along_belt(brief: Brief, stream: str, lane: int, phase: Float64Array) -> Float64Array:
    """Four numbers of about 0 to 1 that change smoothly along a belt: (4, places)."""
    knot = np.floor(phase).astype(np.int64)
    first = int(knot.min()) - 1
    own = cell_numbers(brief.seed, f"meander/{stream}", lane, first, 1, int(knot.max()) - first + 4)[:, 0]
    t = phase - knot
    r = 1.0 - t
    weights = (r**3 / 6.0, (3 * t**3 - 6 * t**2 + 4) / 6.0, (3 * r**3 - 6 * r**2 + 4) / 6.0, t**3 / 6.0)
    made = np.zeros((4, *phase.shape))
    for i, weight in enumerate(weights):
        made += weight * own[:, knot - first + i - 1].astype(np.float64)
    return made


def meander_plain(grid: Grid, brief: Brief) -> FloatArray:
    """A flood plain: a winding river, scrolls of the bars that it left inside its bends, oxbows that it cut off."""
    relief = brief.relief_m
    if grid.step_px > 1.0:
        # Lines as thin as these must be drawn finer than cells are looked at.
        return cell_means(meander_plain(grid.halved(), brief), 2)
    margin = math.ceil(10.0 / grid.step_px)
    wide = grid.padded(margin)
    rows, columns = wide.shape
    turned = brief.seed % 2 == 0
    along_axis, across_axis = (wide.z_px, wide.x_px) if turned else (wide.x_px, wide.z_px)
    made = noise(brief.seed, "meander/plain", grid, 60.0, 2) * np.float32(0.1 * relief)
    lines = np.zeros((rows, columns), np.float32)
    dense = 1.3 * grid.step_px / MEANDER_PX / 3.2
    low = math.floor(along_axis[0] / MEANDER_PX) - 2
    high = math.ceil(along_axis[-1] / MEANDER_PX) + 2
    phase = np.arange(math.floor(low / dense), math.ceil(high / dense), dtype=np.float64) * dense
    lanes = range(int(across_axis[0] // _BELT_PX) - 1, int(across_axis[-1] // _BELT_PX) + 2)

    def band(lines_px: list[tuple[Float64Array, Float64Array]], half_px: float) -> BoolArray:
        """Places within that distance of any of some lines."""
        step = grid.step_px
        reach = math.ceil(half_px / step)
        mask = np.zeros((rows + 2 * reach, columns + 2 * reach), np.bool_)
        for along, across in lines_px:
            i = np.floor((along - along_axis[0]) / step + 0.5).astype(np.int64) + reach
            j = np.floor((across - across_axis[0]) / step + 0.5).astype(np.int64) + reach
            row, column = (i, j) if turned else (j, i)
            kept = (row >= 0) & (row < mask.shape[0]) & (column >= 0) & (column < mask.shape[1])
            mask[row[kept], column[kept]] = True
        near = np.zeros((rows, columns), np.bool_)
        for down in range(2 * reach + 1):
            for right in range(2 * reach + 1):
                if math.hypot(down - reach, right - reach) * step <= half_px + 0.3 * step:
                    near |= mask[down : down + rows, right : right + columns]
        return near

    belts = [belt(brief, lane, phase) for lane in lanes]
    generations = 7
    for generation in range(generations):
        grown = 0.45 + 0.55 * generation / (generations - 1)
        # Bars and the swales between them.
        bar = band([each.line(grown, -0.015 * (generations - generation)) for each in belts], 2.6)
        np.putmask(lines, bar, np.float32(0.5 if generation % 2 else -0.45))
    # Loops that were cut off lie beyond today's, here and there.
    knot = np.floor(2.0 * phase).astype(np.int64)
    first = int(knot.min())
    oxbows = []
    for lane, each in zip(lanes, belts, strict=True):
        along, across = each.line(1.45, 0.23)
        cut = cell_numbers(brief.seed, "meander/cut", lane, first, 1, int(knot.max()) - first + 1)[0, 0]
        chosen = cut[knot - first] < 0.45
        oxbows.append((along[chosen], across[chosen]))
    np.putmask(lines, band(oxbows, 4.0), np.float32(0.75))
    np.putmask(lines, band(oxbows, 2.2), np.float32(-1.0))
    today = [each.line(1.0) for each in belts]
    np.putmask(lines, band(today, 4.6), np.float32(0.85))
    np.putmask(lines, band(today, 2.4), np.float32(-1.6))
    soft = _blurred(_blurred(lines))
    inner = (slice(margin, -margin), slice(margin, -margin))
    return made + soft[inner] * np.float32(0.42 * relief)


def _blurred(field: FloatArray) -> FloatArray:
    """Binomial filter of three taps both ways; the outermost places stay."""
    made = field.copy()
    quarter, half = np.float32(0.25), np.float32(0.5)
    made[1:-1] = quarter * (field[:-2] + field[2:]) + half * field[1:-1]
    whole = made.copy()
    whole[:, 1:-1] = quarter * (made[:, :-2] + made[:, 2:]) + half * made[:, 1:-1]
    return whole


def terraces(grid: Grid, brief: Brief) -> FloatArray:
    """A valley with steps on both sides: old flood plains, each cut by the bends of the next river down."""
    relief = brief.relief_m
    across, _ = _axes(brief, grid)
    spacing = 210.0
    sway = noise(brief.seed, "terrace/valley", grid, 85.0, 2, 0.4)
    position = across / spacing + sway.astype(np.float64) * (26.0 / spacing)
    off = (np.abs(position - np.floor(position) - 0.5) * spacing).astype(np.float32)
    made = np.zeros(grid.shape, np.float32)
    steps = 5
    sharp = 2.2 + 5.0 * brief.geology.age
    for step in range(steps):
        # Each riser is scalloped by bends of its own.
        scallop = np.abs(noise(brief.seed, f"terrace/bend/{step}", grid, 26.0)) * np.float32(11.0)
        edge = np.float32(8.0 + 15.5 * step)
        made += ramp(off + scallop - edge, -sharp, sharp) * np.float32((0.13 + 0.02 * (step % 2)) * relief)
    # Gullies notch the edges.
    made += noise(brief.seed, "terrace/ground", grid, 50.0, 3) * np.float32(0.012 * relief)
    hills = ramp(off, 84.0, 104.0) * np.float32(0.25 * relief)
    made += hills * (np.float32(0.7) + np.float32(0.3) * noise(brief.seed, "terrace/hills", grid, 34.0, 2))
    # The river's own bed.
    wave = noise(brief.seed, "terrace/river", grid, 24.0) * np.float32(6.0)
    beside = (position - np.floor(position) - 0.5).astype(np.float32) * np.float32(spacing) + wave
    made -= ramp(np.abs(beside), 3.6, 1.6) * np.float32(0.05 * relief)
    return made - np.float32(0.5 * relief)


def deltas(grid: Grid, brief: Brief) -> FloatArray:
    """Rivers that split again and again where they meet the sea, with banks along their arms; metres above the sea."""
    relief = brief.relief_m
    spacing, half = 290.0, 68.0
    across, _ = _axes(brief, grid)
    coast = noise(brief.seed, "delta/coast", grid, 80.0, 3)
    position = across / spacing + coast.astype(np.float64) * (11.0 / spacing)
    inland = (half - np.abs(position - np.floor(position) - 0.5) * spacing).astype(np.float32)
    ponds = noise(brief.seed, "delta/ponds", grid, 11.0, 2)
    plain = ramp(inland, -2.0, 6.0) * np.float32(0.35) + np.maximum(inland, np.float32(0.0)) * np.float32(0.003)
    deep = np.maximum(-inland, np.float32(0.0)) * np.float32(1.0 / 45.0)
    land = plain - np.float32(0.12) * ramp(inland, 4.0, -4.0) - (np.float32(1.0) - np.exp(-deep)) * np.float32(1.3)
    wide_x, wide_z, *_ = noises(brief.seed, "delta/wide", grid, 34.0)
    fine_x, fine_z, *_ = noises(brief.seed, "delta/fine", grid, 11.0)
    for place in _along_fronts(brief, grid, "delta", spacing, half - 12.0, 150.0, 150.0, (1,)):
        w = place.where
        along = place.away_px + wide_x[w] * np.float32(4.5) + fine_x[w] * np.float32(1.5)
        side = place.side_px + wide_z[w] * np.float32(4.5) + fine_z[w] * np.float32(1.5)
        nearest = np.full(along.shape, np.float32(1e3))
        for x0, y0, x1, y1, width in _arms(place.own):
            way_x, way_y = np.float32(x1 - x0), np.float32(y1 - y0)
            x, y = along - np.float32(x0), side - np.float32(y0)
            t = np.clip((x * way_x + y * way_y) / (way_x * way_x + way_y * way_y), 0, 1)
            x, y = x - t * way_x, y - t * way_y
            nearest = np.minimum(nearest, np.sqrt(x * x + y * y) - np.float32(width))
        # What the arms have laid down: high along them, marsh and ponds in between.
        reach = np.float32(15.0) - nearest + coast[w] * np.float32(3.5)
        there = ramp(along, -95.0, -65.0)
        built = ramp(reach, -9.0, 5.0) * there * np.float32(1.65) - np.float32(1.5)
        banks = np.exp(np.square(nearest - np.float32(1.5)) * np.float32(-0.12)) * ramp(reach, -2.0, 6.0) * there
        marsh = ramp(ponds[w], 0.8, 1.5) * ramp(nearest, 3.5, 7.0) * ramp(reach, -9.0, 0.0) * np.float32(0.4)
        part = land[w]
        ground = np.maximum(part, built) + banks * np.float32(0.4) - marsh * ramp(part, 0.3, 0.0)
        bed = ramp(nearest, 0.9, -0.9) * np.float32(0.85) * there
        part[...] = ground - bed * ramp(ground, -0.4, 0.1)
    return np.asarray(land * np.float32(0.75 * relief), np.float32)


def _arms(own: tuple[float, float, float]) -> list[tuple[float, float, float, float, float]]:
    """Arms of one delta: ends along and across the way to the sea and half a width, pixels; each splits in two, shorter
    and narrower by about 0.8 and 0.7 (Edmonds and Slingerland 2007).
    """
    lines: list[tuple[float, float, float, float, float]] = [(-140.0, 0.0, 0.0, 0.0, 3.2)]
    chaos = own[0]

    def split(x: float, y: float, angle: float, length: float, width: float, depth: int) -> None:
        nonlocal chaos
        chaos = (chaos * 9301.0 + 0.49297) % 1.0
        turn = (chaos - 0.5) * 0.35
        end_x, end_y = x + length * math.cos(angle + turn), y + length * math.sin(angle + turn)
        lines.append((x, y, end_x, end_y, width))
        if depth == 0:
            return
        chaos = (chaos * 9301.0 + 0.49297) % 1.0
        lean = 0.42 + 0.25 * chaos
        split(end_x, end_y, angle + turn * 0.5 + lean, 0.78 * length, 0.72 * width, depth - 1)
        split(end_x, end_y, angle + turn * 0.5 - lean, 0.78 * length, 0.72 * width, depth - 1)

    split(0.0, 0.0, 0.0, 40.0, 2.8, 3)
    return lines
