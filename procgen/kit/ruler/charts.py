"""Line and point charts as SVG text: what a report needs and no more."""

from __future__ import annotations

import html
import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from markupsafe import Markup

_WIDTH, _HEIGHT = 460, 300
_LEFT, _RIGHT, _TOP, _BOTTOM = 58, 12, 14, 44

DoubleArray = npt.NDArray[np.float64]

COLOURS = {
    "real": "#3b7d3b",
    "ours": "#d1495b",
    "noise_fbm": "#8a8fa8",
    "noise_ridged": "#b99f65",
    "noise_warped": "#6f9fb5",
}
_MORE_COLOURS = ("#7a4fa3", "#e08a1e", "#b23a8e")


def colour_of(name: str, index: int = 0) -> str:
    """A series' colour."""
    return COLOURS.get(name, _MORE_COLOURS[index % len(_MORE_COLOURS)])


@dataclass(frozen=True, slots=True)
class Series:
    """A line, or points where ``points`` is true."""

    name: str
    x: DoubleArray
    y: DoubleArray
    points: bool = False


@dataclass(frozen=True, slots=True)
class Axes:
    """Titles and scales."""

    x: str
    y: str
    log_x: bool = False
    log_y: bool = False
    low_legend: bool = False
    """Legend at the foot, for curves that rise to the right."""
    names: tuple[str, ...] = ()
    """Names of the places 0, 1, 2 … on the x axis, in place of numbers."""


def distribution(values: DoubleArray, name: str) -> Series:
    """Share of the finite values up to each."""
    ordered = np.sort(values[np.isfinite(values)])
    shares = (np.arange(len(ordered), dtype=np.float64) + 1.0) / max(len(ordered), 1)
    return Series(name, ordered, shares)


def _ticks(low: float, high: float, log: bool) -> list[float]:
    if log:
        first, last = math.ceil(math.log10(low) - 1e-9), math.floor(math.log10(high) + 1e-9)
        step = max(1, (last - first) // 5)
        return [10.0**power for power in range(first, last + 1, step)]
    raw = (high - low) / 5.0
    scale = 10.0 ** math.floor(math.log10(raw))
    size = next(size for size in (1.0, 2.0, 2.5, 5.0, 10.0) if size * scale >= raw) * scale
    return [k * size for k in range(math.ceil(low / size - 1e-9), math.floor(high / size + 1e-9) + 1)]


def _label(value: float, log: bool) -> str:
    return f"10<tspan dy='-5' font-size='8'>{round(math.log10(value))}</tspan>" if log else f"{value:.4g}"


def chart(series: list[Series], axes: Axes) -> Markup:
    """One chart with a legend; values that are not finite, or not positive on a logarithmic axis, are left out."""
    kept = []
    for one in series:
        good = np.isfinite(one.x) & np.isfinite(one.y)
        good &= (one.x > 0) if axes.log_x else True
        good &= (one.y > 0) if axes.log_y else True
        if good.any():
            kept.append(Series(one.name, one.x[good], one.y[good], one.points))
    if not kept:
        return Markup()
    all_x, all_y = np.concatenate([one.x for one in kept]), np.concatenate([one.y for one in kept])

    def limits(values: DoubleArray, log: bool, pad: float) -> tuple[float, float]:
        low, high = float(values.min()), float(values.max())
        if log:
            return low, max(high, low * 1.01)
        room = max(high - low, 1e-9) * pad
        return low - room, high + room

    x_low, x_high = limits(all_x, axes.log_x, 0.02 if not axes.names else 0.04)
    y_low, y_high = limits(all_y, axes.log_y, 0.05)
    bottom = _BOTTOM + (52 if axes.names else 0)
    height = _HEIGHT + (52 if axes.names else 0)

    def place(value: float, low: float, high: float, log: bool) -> float:
        return math.log(value / low) / math.log(high / low) if log else (value - low) / (high - low)

    def at_x(value: float) -> float:
        return _LEFT + (_WIDTH - _LEFT - _RIGHT) * place(value, x_low, x_high, axes.log_x)

    def at_y(value: float) -> float:
        return height - bottom - (height - bottom - _TOP) * place(value, y_low, y_high, axes.log_y)

    parts = [f'<svg viewBox="0 0 {_WIDTH} {height}" role="img">']
    for value in _ticks(y_low, y_high, axes.log_y):
        y = at_y(value)
        parts.append(f'<line class="grid" x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>')
        parts.append(f'<text x="{_LEFT - 6}" y="{y + 3:.1f}" text-anchor="end">{_label(value, axes.log_y)}</text>')
    base = height - bottom
    if axes.names:
        for index, name in enumerate(axes.names):
            x = at_x(index)
            parts.append(f'<line class="grid" x1="{x:.1f}" x2="{x:.1f}" y1="{_TOP}" y2="{base}"/>')
            turn = f'transform="rotate(-40 {x:.1f} {base + 12})"'
            parts.append(f'<text x="{x:.1f}" y="{base + 12}" text-anchor="end" {turn}>{html.escape(name)}</text>')
    else:
        for value in _ticks(x_low, x_high, axes.log_x):
            x = at_x(value)
            parts.append(f'<line class="grid" x1="{x:.1f}" x2="{x:.1f}" y1="{_TOP}" y2="{base}"/>')
            parts.append(f'<text x="{x:.1f}" y="{base + 15}" text-anchor="middle">{_label(value, axes.log_x)}</text>')
    middle = (_LEFT + _WIDTH - _RIGHT) / 2
    parts.append(f'<text x="{middle}" y="{height - 8}" text-anchor="middle">{html.escape(axes.x)}</text>')
    half = (_TOP + base) / 2
    parts.append(
        f'<text x="12" y="{half}" text-anchor="middle" transform="rotate(-90 12 {half})">{html.escape(axes.y)}</text>'
    )
    for index, one in enumerate(kept):
        colour = colour_of(one.name, index)
        if one.points:
            parts += [
                f'<circle cx="{at_x(x):.1f}" cy="{at_y(y):.1f}" r="3.4" fill="{colour}"/>'
                for x, y in zip(one.x, one.y, strict=True)
            ]
        else:
            path = " ".join(f"{at_x(x):.1f},{at_y(y):.1f}" for x, y in zip(one.x, one.y, strict=True))
            width = 2.2 if one.name in ("real", "ours") else 1.2
            parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="{width}"/>')
    for index, one in enumerate(kept):
        y = (base - 14 * len(kept) if axes.low_legend else _TOP + 12) + 14 * index
        parts.append(
            f'<rect x="{_WIDTH - 112}" y="{y - 7}" width="10" height="4" fill="{colour_of(one.name, index)}"/>'
        )
        parts.append(f'<text x="{_WIDTH - 97}" y="{y - 1}">{html.escape(one.name)}</text>')
    return Markup("\n".join([*parts, "</svg>"]))
