"""Draws the fundamental diagram of docs/world.md, simulated and in theory: `python docs/traffic_image.py`."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from drawings import svg

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from procgen.kit.command.output import line  # noqa: E402
from procgen.world.traffic.diagram import Point, equilibrium_speed, fundamental_diagram  # noqa: E402
from procgen.world.traffic.drive import driver_of  # noqa: E402
from procgen.world.traffic.vehicles import KINDS  # noqa: E402

IMAGE = ROOT / "docs/images/traffic-diagram.svg"
DRAWN = {"car": "#3f86c6", "bus": "#c8842a", "cart": "#5a9e50"}
DENSITIES_KM = (6.0, 10.0, 16.0, 24.0, 32.0, 40.0, 50.0, 60.0, 76.0, 90.0, 106.0, 120.0, 140.0)
MOST_KM, MOST_H = 160.0, 2000.0
"""Where the axes end."""
_ROOM = 0.95
"""Share of the density at which all stand, up to which it is simulated."""
_LEFT, _TOP, _WIDE, _HIGH, _BELOW, _RIGHT = 62, 14, 560, 320, 48, 14
_HURRY = 0.5


def at(density_km: float, flow_h: float) -> tuple[float, float]:
    """Pixels from the left and from above."""
    return _LEFT + _WIDE * density_km / MOST_KM, _TOP + _HIGH * (1.0 - flow_h / MOST_H)


def fullest_km(name: str) -> float:
    """Vehicles a kilometre at which all stand."""
    return 1000.0 / (KINDS[name].length_m + driver_of(KINDS[name], _HURRY).gap_m)


def theory(name: str) -> list[tuple[float, float]]:
    """Density and flow in equilibrium, from an empty lane to one that is full."""
    kind = KINDS[name]
    driver = driver_of(kind, _HURRY)
    densities_km = np.linspace(0.25, min(fullest_km(name), MOST_KM), 240)
    return [(km, 3.6 * km * equilibrium_speed(driver, km / 1000.0, kind.length_m)) for km in densities_km]


def simulated(name: str) -> list[Point]:
    """Points on a ring road, as far as its vehicles have room."""
    return fundamental_diagram([km for km in DENSITIES_KM if km < _ROOM * fullest_km(name)], name)


def drawn(points: dict[str, list[Point]]) -> str:
    """An SVG of simulated points, by kind, over the lines of the theory."""
    parts = []
    for km in range(0, int(MOST_KM) + 1, 20):
        (x, bottom), (_, top) = at(km, 0.0), at(km, MOST_H)
        parts.append(f'<path d="M{x:.1f} {bottom:.1f}V{top:.1f}" stroke="#8884" />')
        parts.append(f'<text x="{x:.1f}" y="{bottom + 17:.1f}" text-anchor="middle">{km}</text>')
    for flow in range(0, int(MOST_H) + 1, 500):
        (left, y), (right, _) = at(0.0, flow), at(MOST_KM, flow)
        parts.append(f'<path d="M{left:.1f} {y:.1f}H{right:.1f}" stroke="#8884" />')
        parts.append(f'<text x="{left - 7:.1f}" y="{y + 4:.1f}" text-anchor="end">{flow:,}</text>')
    middle_x, middle_y = _LEFT + _WIDE / 2, _TOP + _HIGH / 2
    parts.append(f'<text x="{middle_x}" y="{_TOP + _HIGH + 38}" text-anchor="middle">vehicles a kilometre</text>')
    turned = f'transform="rotate(-90 14 {middle_y})"'
    parts.append(f'<text x="14" y="{middle_y}" text-anchor="middle" {turned}>vehicles an hour</text>')
    for row, (name, colour) in enumerate(DRAWN.items()):
        curve = " ".join(f"{x:.1f},{y:.1f}" for x, y in (at(*each) for each in theory(name)))
        parts.append(f'<polyline points="{curve}" fill="none" stroke="{colour}" stroke-width="1.6"/>')
        for point in points[name]:
            x, y = at(point.density_km, point.flow_h)
            title = f"<title>{name}: {point.flow_h:.0f} simulated, {point.theory_h:.0f} in theory</title>"
            parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{colour}">{title}</circle>')
        x, y = _LEFT + _WIDE - 84, _TOP + 22 + 20 * row
        parts.append(f'<circle cx="{x}" cy="{y - 4}" r="4" fill="{colour}"/><text x="{x + 11}" y="{y}">{name}</text>')
    width, height = _LEFT + _WIDE + _RIGHT, _TOP + _HIGH + _BELOW
    return svg(parts, width, height)


def main() -> None:
    """Write the picture, and say how far points lie off their line."""
    points = {name: simulated(name) for name in DRAWN}
    IMAGE.write_text(drawn(points), "utf-8")
    for name, found in points.items():
        off = max(abs(each.flow_h / each.theory_h - 1.0) for each in found)
        best = max(found, key=lambda each: each.flow_h)
        told = f"up to {best.flow_h:.0f} vehicles an hour at {best.density_km:.0f} a kilometre"
        line(f"{name}: {len(found)} points, {told}, at most {100.0 * off:.1f} % off the model")


if __name__ == "__main__":
    main()
