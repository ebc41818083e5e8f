"""Things made of hair: braids, twists, dreadlocks, coils, and the bands that hold them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from procgen.character.hair.curves import resampled, tangents, unit
from procgen.character.hair.locks import Piece, tubes

Floats = npt.NDArray[np.float32]


def frames(points: Floats, outward: Floats) -> tuple[Floats, Floats]:
    """Unit side and up vectors along curves (L, K, 3), perpendicular to them, up as near as can be to ``outward``."""
    tangent = tangents(points)
    up = unit(outward - (outward * tangent).sum(-1, keepdims=True) * tangent)
    return np.cross(tangent, up), up


def ends(steps: int, start: float, end: float, rise: float = 0.06) -> Floats:
    """Radius along a rope as a share: ``start`` at its first end, 1 soon after, tapering to ``end``."""
    share = np.linspace(0, 1, steps, dtype=np.float32)
    return np.interp(share, [0, rise, 0.6, 1], [start, 1, 0.5 + 0.5 * (1 + end) / 2, end]).astype(np.float32)


def braid(
    points: Floats,
    outward: Floats,
    radius_m: Floats,
    *,
    plaits_m: float,
    strands: int = 3,
    sides: int = 5,
    steps: int = 48,
    slot: int = 0,
) -> list[Piece]:
    """Strands that are plaited about curves (two: twisted).

    In a plait of three each strand swings from side to side once while it passes over and under twice: its section runs
    on a figure of eight (a Lissajous figure 1:2), a third of a turn after the strand before it.

    Args:
        points, outward: (L, K, 3) curves and their outer sides.
        radius_m: (K,) or (L, K) half width.
        plaits_m: length of one whole turn.
        strands: 2 or 3.
        sides: of each strand's section.
        steps: rings of each strand.
        slot: number of the material.
    """
    count = len(points)
    full = np.ones(count, np.float32)
    middle, out = resampled(points, full, steps), unit(resampled(outward, full, steps))
    share = np.linspace(0, 1, np.shape(radius_m)[-1])
    radius = np.broadcast_to(np.atleast_2d(radius_m), (count, len(share)))
    radius = np.stack([np.interp(np.linspace(0, 1, steps), share, row) for row in radius]).astype(np.float32)
    side, up = frames(middle, out)
    travelled = np.concatenate(
        [np.zeros((count, 1)), np.cumsum(np.linalg.norm(np.diff(middle, axis=1), axis=-1), axis=1)], axis=1
    )
    pieces = []
    for strand in range(strands):
        turn = 2 * np.pi * (travelled / plaits_m + strand / strands)
        if strands == 2:
            across, high, thick = 0.55 * np.cos(turn), 0.55 * np.sin(turn), 0.62
        else:
            across, high, thick = 0.52 * np.sin(turn), 0.34 * np.sin(2 * turn), 0.50
        line = middle + side * (across * radius)[..., None] + up * (high * radius)[..., None]
        pieces.append(
            tubes(line.astype(np.float32), radius * thick, out, sides=sides, repeat_m=0.05, binding=middle, slot=slot)
        )
    return pieces


def locs(points: Floats, outward: Floats, radius_m: Floats, random: np.random.Generator, sides: int = 5) -> Piece:
    """Dreadlocks: tubes of uneven thickness with closed ends.

    Args:
        points, outward: (L, K, 3) curves.
        radius_m: (L,).
        random: for the unevenness.
        sides: of the section.
    """
    count, steps = points.shape[:2]
    uneven = 1 + 0.16 * random.normal(size=(count, steps)).clip(-1.5, 1.5)
    profile = np.interp(np.linspace(0, 1, steps), [0, 0.1, 0.9, 1.0], [0.7, 1, 0.85, 0.15])
    return tubes(
        points, (radius_m[:, None] * uneven * profile).astype(np.float32), outward, sides=sides, repeat_m=0.035
    )


def band(centre: Floats, axis: Floats, radius_m: float, thick_m: float, slot: int, steps: int = 16) -> Piece:
    """A ring about an axis: what ties hair together.

    Args:
        centre, axis: (3,).
        radius_m: of the ring's middle line.
        thick_m: half its thickness.
        slot: number of the material.
        steps: sections of the ring.
    """
    axis = axis / np.linalg.norm(axis)
    first = np.cross(axis, np.array([0.31, 0.2, 0.93]))
    first /= np.linalg.norm(first)
    second = np.cross(axis, first)
    angle = np.linspace(0, 2 * np.pi, steps + 1)[:, None]
    outward = (first * np.cos(angle) + second * np.sin(angle)).astype(np.float32)[None]
    points = centre + outward * np.float32(radius_m)
    # The ring's ends meet: their directions must be equal, or the seam would show.
    radius = np.full(points.shape[:2], thick_m, np.float32)
    return tubes(points.astype(np.float32), radius, outward, sides=5, repeat_m=0.03, slot=slot)


def ball_coil(
    centre: Floats, axis: Floats, radius_m: float, strand_m: float, random: np.random.Generator, slot: int = 0
) -> list[Piece]:
    """A bun: hair wound round into a ball, from its rim to its middle.

    Args:
        centre, axis: (3,) middle of the ball and the way it faces.
        radius_m: of the ball.
        strand_m: half the thickness of the wound strand.
        random: for small differences.
        slot: number of the material.
    """
    axis = (axis / np.linalg.norm(axis)).astype(np.float32)
    first = np.cross(axis, np.array([0.9, 0.1, 0.2]))
    first /= np.linalg.norm(first)
    second = np.cross(axis, first)
    pieces = []
    steps, turns = 44, 3.1
    share = np.linspace(0, 1, steps)
    for number in range(2):
        turn = 2 * np.pi * (turns * share + number / 2) + 0.12 * np.sin(9 * share + random.uniform(0, 6))
        latitude = np.radians(-28 + 112 * share**0.9)
        ring = first * np.cos(turn)[:, None] + second * np.sin(turn)[:, None]
        away = ring * np.cos(latitude)[:, None] + axis * np.sin(latitude)[:, None]
        line = centre + away * (radius_m - strand_m * 0.7) * np.array([1.0])
        radius = strand_m * np.interp(share, [0, 0.08, 0.8, 1], [0.5, 1, 0.9, 0.35]) * (1 + 0.08 * np.sin(23 * share))
        pieces.append(
            tubes(
                line[None].astype(np.float32),
                radius[None].astype(np.float32),
                away[None].astype(np.float32),
                sides=6,
                repeat_m=0.07,
                slot=slot,
            )
        )
    return pieces
