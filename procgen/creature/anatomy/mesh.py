"""An animal's surfaces at a level of detail: its coat, its feathers, and what shines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from procgen.creature.anatomy.cover import covered
from procgen.creature.anatomy.flesh import Floats, Ints, Limb, skin_over
from procgen.creature.anatomy.frame import Ball, Frame, Plate
from procgen.creature.coat import painted
from procgen.runtime.checkpoint import Checkpoint, go_on

CELLS: Final = (0.017, 0.027, 0.046, 0.085)
"""Of each level of detail, the side of the cells that the skin is made in, in units of the animal."""
_LEAST: Final = 0.72
"""What is thinner than so many cells would be lost between them, and is made so thick."""
_ROUND: Final = ((10, 7), (8, 5), (5, 4), (0, 0))
"""Sides and rings of eyes by level."""


@dataclass(frozen=True, eq=False)
class Surface:
    """What has one material.

    Attributes:
        name: "coat", "feathers" (seen from both sides) or "shine".
        vertices, normals: (V, 3) in rest, metres.
        colours: (V, 3) linear RGB.
        joints, weights: (V, 4), numbers of joints and their shares.
        triangles: (T, 3).
    """

    name: str
    vertices: Floats
    normals: Floats
    colours: Floats
    joints: Ints
    weights: Floats
    triangles: Ints


def surfaces(frame: Frame, coat: str, seed: int, level: int, checkpoint: Checkpoint = go_on) -> tuple[Surface, ...]:
    """All surfaces of an animal.

    Args:
        frame: its joints and flesh.
        coat: what it wears, of :func:`procgen.creature.coat.coats`.
        seed: whose patches and lumps they are.
        level: 0 the finest, to 3.
        checkpoint: raises to stop the work.
    """
    cell_m = CELLS[level] * frame.unit_m
    names = list(frame.joints)
    found = []
    for part in sorted({limb.part for limb in frame.limbs}):
        limbs = [_thick(limb, _LEAST * cell_m) for limb in frame.limbs if limb.part == part]
        skin = skin_over(limbs, cell_m, seed, checkpoint)
        zones = sorted({limb.zone for limb in limbs})
        joints, weights, shares = covered(skin.vertices, limbs, names, zones, frame.unit_m)
        colours = painted(coat, skin.vertices / np.float32(frame.unit_m), skin.normals, shares, zones, seed)
        # Soles are flat where they are below the floor.
        standing = skin.vertices.copy()
        standing[:, 1] = np.maximum(standing[:, 1], 0.0)
        found.append(Surface("coat", standing, skin.normals, colours, joints, weights, skin.triangles))
    made = [joined("coat", found)]
    if frame.plates:
        made.append(_feathers(frame.plates, names, coat, seed, frame.unit_m))
    if frame.balls and _ROUND[level][0]:
        made.append(joined("shine", [_ball(ball, names, *_ROUND[level]) for ball in frame.balls]))
    return tuple(made)


def joined(name: str, parts: Sequence[Surface]) -> Surface:
    """Several surfaces as one."""
    first = np.cumsum([0, *(len(part.vertices) for part in parts)])
    triangles = [part.triangles + begin for part, begin in zip(parts, first, strict=False)]
    fields = ("vertices", "normals", "colours", "joints", "weights")
    rows = {field: np.concatenate([getattr(part, field) for part in parts]) for field in fields}
    return Surface(name=name, **rows, triangles=np.concatenate(triangles))


def _thick(limb: Limb, least_m: float) -> Limb:
    def thicker(radii: tuple[float, float]) -> tuple[float, float]:
        return (max(radii[0], least_m), max(radii[1], least_m))

    return replace(limb, across=thicker(limb.across), deep=thicker(limb.deep))


def _feathers(plates: Sequence[Plate], names: Sequence[str], coat: str, seed: int, unit_m: float) -> Surface:
    vertices = np.array([plate.corners for plate in plates], np.float32).reshape(-1, 3)
    zones = sorted({plate.zone for plate in plates})
    shares = np.repeat([[float(plate.zone == zone) for zone in zones] for plate in plates], 4, axis=0).astype(
        np.float32
    )
    upwards = np.tile(np.array([[0, 1, 0]], np.float32), (len(vertices), 1))
    colours = painted(coat, vertices / np.float32(unit_m), upwards, shares, zones, seed)
    # One feather is told from the next: darker at its root and by turns.
    shade = np.tile([0.9, 0.82, 1.0, 1.06], len(plates)) * np.repeat(0.94 + 0.12 * (np.arange(len(plates)) % 2), 4)
    joints = np.zeros((len(vertices), 4), np.int64)
    joints[:, 0] = np.repeat([names.index(plate.bone) for plate in plates], 4)
    weights = np.tile(np.array([[1, 0, 0, 0]], np.float32), (len(vertices), 1))
    corners = 4 * np.arange(len(plates))[:, None, None] + np.array([[0, 1, 2], [0, 2, 3]])
    triangles = corners.reshape(-1, 3)
    flat = vertices[triangles]
    down = np.cross(flat[:, 1] - flat[:, 0], flat[:, 2] - flat[:, 0])[:, 1] < 0
    triangles[down] = triangles[down][:, ::-1]
    lit = np.clip(colours * shade[:, None], 0, 1).astype(np.float32)
    return Surface("feathers", vertices, upwards, lit, joints, weights, triangles)


def _ball(ball: Ball, names: Sequence[str], sides: int, rings: int) -> Surface:
    around = 2 * np.pi * np.arange(sides) / sides
    height = np.pi * (np.arange(1, rings) / rings)
    ring = np.stack(
        [
            np.outer(np.sin(height), np.cos(around)),
            np.outer(np.cos(height), np.ones(sides)),
            np.outer(np.sin(height), np.sin(around)),
        ],
        axis=-1,
    ).reshape(-1, 3)
    normals = np.concatenate([[[0, 1, 0]], ring, [[0, -1, 0]]]).astype(np.float32)
    last = len(normals) - 1
    triangles = []
    for side in range(sides):
        beside = (side + 1) % sides
        triangles.append((0, 1 + beside, 1 + side))
        for row in range(rings - 2):
            one, two = 1 + row * sides, 1 + (row + 1) * sides
            triangles += [(one + side, one + beside, two + beside), (one + side, two + beside, two + side)]
        low = 1 + (rings - 2) * sides
        triangles.append((low + side, low + beside, last))
    joints = np.zeros((len(normals), 4), np.int64)
    joints[:, 0] = names.index(ball.bone)
    weights = np.tile(np.array([[1, 0, 0, 0]], np.float32), (len(normals), 1))
    vertices = (np.array(ball.centre) + ball.radius_m * normals).astype(np.float32)
    colours = np.tile(np.array(ball.colour, np.float32), (len(normals), 1))
    return Surface("shine", vertices, normals, colours, joints, weights, np.array(triangles))
