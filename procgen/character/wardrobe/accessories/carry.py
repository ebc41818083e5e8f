"""What the trunk carries: how things hang on it, straps round it, places on it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from procgen.character.wardrobe.accessories.binding import Hold
from procgen.character.wardrobe.accessories.figure import FRONT, LEFT, TRUNK, UP, Figure
from procgen.character.wardrobe.accessories.solids import Piece, rounded_outline, tube
from procgen.character.wardrobe.accessories.wrap import Wrap
from procgen.character.wardrobe.kind import Value, number

Doubles = npt.NDArray[np.float64]
Options = Mapping[str, Value]
CLEARANCE = number("clearance", "metres of cloth that lie under it", 0.012, 0.0, 0.06)
TO_Z = np.array([[1.0, 0, 0], [0, 0, -1], [0, 1, 0]])
"""Turns y into z."""
BRASS, IRON = (0.72, 0.55, 0.26), (0.50, 0.50, 0.51)
BROWN, DARK = (0.30, 0.18, 0.10), (0.12, 0.085, 0.06)


def stature_pair(figure: Figure) -> tuple[int, int]:
    """Vertices at the back of the pelvis and the nape: their distance scales what the trunk carries."""
    trunk = figure.region(*TRUNK, "Neck")
    places = figure.vertices[trunk]
    middle = np.flatnonzero((np.abs(places[:, 0]) < 0.012) & (places[:, 2] < figure.joint("Spine")[2]))
    low = middle[np.abs(places[middle, 1] - figure.joint("Hips")[1]).argmin()]
    high = middle[np.abs(places[middle, 1] - figure.joint("Neck")[1]).argmin()]
    return int(trunk[low]), int(trunk[high])


def trunk_hold(figure: Figure) -> Hold:
    """Soft things follow the trunk."""
    return Hold("soft", figure.sparse(figure.region(*TRUNK, "Neck"), 0.012), (), None, 0.03)


def rigid_hold(figure: Figure, joint: str, at: Doubles) -> Hold:
    """Rigid things are fastened at a place and move with one joint."""
    return Hold("rigid", figure.region(*TRUNK, "LeftUpperLeg", "RightUpperLeg"), ((joint, 1.0),), at)


def frame(at: Doubles, out: Doubles, up: Doubles = UP) -> tuple[Doubles, Doubles]:
    """A rotation whose z points out and whose y points up, and the place."""
    z = out / np.linalg.norm(out)
    x = np.cross(up, z)
    x /= np.linalg.norm(x)
    return np.stack([x, np.cross(z, x), z], axis=1), at


def put(piece: Piece, where: tuple[Doubles, Doubles]) -> Piece:
    """A piece set into a frame."""
    return piece.turned(where[0]).moved(where[1])


def waist(figure: Figure, ease: float, drop: float = 0.0, tilt: float = 0.0, half: float = 0.055) -> Wrap:
    """The trunk between waist and hips as a surface; ``tilt`` lowers its left side."""
    middle = np.array([0.0, figure.joint("Spine")[1] - 0.018 - drop, figure.joint("Spine")[2]])
    axis = UP + tilt * LEFT
    axis /= np.linalg.norm(axis)
    skin = figure.region(*TRUNK, "LeftUpperLeg", "RightUpperLeg")
    return figure.wrap(skin, middle - axis * half, middle + axis * half, FRONT, [ease] * 7, 56, 3)


def strap_buckle(width: float, height: float, wire: float, slot: int) -> list[Piece]:
    """A frame buckle with a prong, drawn in x and y."""
    outline = rounded_outline(width, height, 0.25 * min(width, height), 3)
    ring = np.concatenate([outline, np.zeros((len(outline), 1))], axis=1)
    prong = np.array([[-width / 2, 0, 0.0], [0.0, 0, 1.3 * wire], [width / 2 + wire, 0, wire]])
    return [tube(ring, wire, 6, slot, closed=True), tube(prong, 0.75 * wire, 5, slot)]


def strap_round(
    figure: Figure, high: Doubles, low: Doubles, ease: float, wide: float, thickness: float, slot: int
) -> Piece:
    """A taut strap in the plane through ``high``, ``low`` and the direction to the front."""
    along = (high - low) * [1, 1, 0]
    along /= np.linalg.norm(along)
    normal = np.cross(along, FRONT)
    skin = figure.region(*TRUNK, "Neck", "LeftUpperLeg", "RightUpperLeg")
    middle = (high + low) / 2
    wrap = figure.wrap(skin, middle - normal * wide / 2, middle + normal * wide / 2, along, [ease] * 3, 72, 0)
    # Where the body slopes, the sections drift apart: the strap keeps its width.
    across = wrap.points[2] - wrap.points[0]
    across *= wide / 2 / np.linalg.norm(across, axis=1, keepdims=True)
    for _ in range(4):
        across = (np.roll(across, 1, axis=0) + 2 * across + np.roll(across, -1, axis=0)) / 4
    band = Wrap.of(np.stack([wrap.points[1] - across, wrap.points[1], wrap.points[1] + across]))
    u = np.arange(72) / 72
    v = np.linspace(0, 1, 3)[:, None] + 0 * u
    return band.patch(np.broadcast_to(u, v.shape), v, thickness, slot, closed=True)


def shoulder_strap(figure: Figure, ease: float, side: str, wide: float, slot: int) -> Piece:
    """A strap over one shoulder and down to the other hip."""
    other = "Right" if side == "Left" else "Left"
    high = figure.joint(f"{side}UpperArm") * [0.42, 1, 1]
    low = figure.joint(f"{other}UpperLeg") * [1.62, 1, 1]
    return strap_round(figure, high, low, ease, wide, 0.0035, slot)


def back_straps(figure: Figure, ease: float, wide: float, thickness: float, slot: int) -> list[Piece]:
    """Two straps, round the left and the right shoulder, of what is carried on the back."""
    straps = []
    for side in (1.0, -1.0):
        shoulder = figure.joint("LeftUpperArm") * [0.58 * side, 1, 1]
        flank = np.array([figure.joint("LeftUpperArm")[0] * 0.95 * side, figure.joint("Chest")[1], 0.0])
        straps.append(strap_round(figure, shoulder, flank, ease, wide, thickness, slot))
    return straps


def back_place(figure: Figure, ease: float, height: float) -> tuple[Doubles, Doubles]:
    """The place on the back at a share of the way from waist to neck, and the frame of what lies on it."""
    low, high = figure.joint("Spine")[1], figure.joint("Neck")[1]
    trunk = figure.vertices[figure.region(*TRUNK)]
    level = low + height * (high - low)
    near = trunk[(np.abs(trunk[:, 1] - level) < 0.12) & (np.abs(trunk[:, 0]) < 0.12)]
    return frame(np.array([0.0, level, near[:, 2].min() - ease]), np.array([0.0, 0.0, -1.0]))


def neck_loop(figure: Figure, ease: float, drop: float, rise: float = 0.0, columns: int = 56) -> Doubles:
    """A loop (C, 3) over the neck's base that hangs ``drop`` metres lower in front, from the nape outward and round."""
    neck = figure.joint("Neck") + rise * UP
    skin = figure.region(*TRUNK, "Neck", "Head", "LeftUpperArm", "RightUpperArm")
    angles = np.arange(columns) * (2 * np.pi / columns)
    heights = neck[1] + 0.020 - (0.045 + drop) * ((1 - np.cos(angles)) / 2) ** 3
    levels = np.linspace(heights.min(), heights.max(), 16)
    reach = np.zeros((len(levels), columns))
    for row, level in enumerate(levels):
        away = figure.section(skin, np.array([0.0, level, 0.0]), UP) - neck
        turn = np.arctan2(away[:, 0], -away[:, 2])
        apart = np.abs((turn[:, None] - angles + np.pi) % (2 * np.pi) - np.pi)
        radius = np.linalg.norm(away[:, [0, 2]], axis=1)[:, None]
        reach[row] = np.where(apart < np.radians(7), radius, 0.0).max(axis=0)
    # The widest of the levels near each place, so that the loop lies on slopes instead of cutting them.
    near = np.abs(levels[:, None] - heights) < 0.015
    out = np.where(near, reach, 0.0).max(axis=0) + ease
    for _ in range(3):
        out = np.maximum(out, (np.roll(out, 1) + np.roll(out, -1)) / 2)
    result: Doubles = np.stack([np.sin(angles) * out, heights, neck[2] - np.cos(angles) * out], axis=1)
    return result
