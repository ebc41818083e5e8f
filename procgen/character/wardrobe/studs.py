"""Buttons, rivets and buckles."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from procgen.character.mesh.cut import Piece
from procgen.character.mesh.shell import Shell
from procgen.character.wardrobe.cage import SKIRT_COLUMNS, cast
from procgen.character.wardrobe.tailor import Tailor

Floats = npt.NDArray[np.float32]
Field = Floats


def studs(
    tailor: Tailor,
    where: Sequence[tuple[float, float]],
    lift: Field,
    slot: str,
    radius: float = 0.006,
    height: float = 0.004,
    *,
    behind: bool = False,
    on_skirt: bool = False,
    corners: int = 8,
) -> None:
    """Buttons, rivets or buckles: low domes on a garment's front or back.

    Args:
        tailor: of the garment.
        where: (x, y) on the reference body.
        lift: of the garment below, over the surface's vertices.
        slot: their material.
        radius, height: metres.
        behind: on the back instead of the front.
        on_skirt: on the skirt instead of the trunk.
        corners: of a dome; four make a buckle or a plate.
    """
    cage = tailor.anatomy.cage
    if on_skirt:
        place = tailor.skirt_fields.place
        grid = np.arange(len(place)).reshape(-1, SKIRT_COLUMNS)
        right = np.roll(grid, -1, axis=1)
        faces = np.stack([grid[:-1], grid[1:], right[1:], right[:-1]], axis=-1).reshape(-1, 4)
        start = len(tailor.basis.vertices) + 2 * cage.fine_count
    else:
        place, faces = tailor.anatomy.place, cage.refined.faces
        faces = faces[~tailor.anatomy.is_arm[faces].any(axis=1)]
        start = len(tailor.basis.vertices) + cage.fine_count
    triangles = np.concatenate([faces[:, [0, 1, 2]], faces[:, [0, 2, 3]]])
    origin = np.array([(x, y, tailor.anatomy.axis_z) for x, y in where], np.float32)
    towards = np.tile(np.array([0, 0, -1.0 if behind else 1.0], np.float32), (len(origin), 1))
    hit, share = cast(origin, towards, place, triangles)
    if (hit < 0).any():
        raise ValueError(f"nothing to fasten a stud of {slot} to")
    corner = triangles[hit]
    normal = np.cross(place[corner[:, 1]] - place[corner[:, 0]], place[corner[:, 2]] - place[corner[:, 0]])
    normal /= np.linalg.norm(normal, axis=1, keepdims=True)
    across = np.cross(np.array([0, 1, 0]), normal)
    across /= np.linalg.norm(across, axis=1, keepdims=True)
    up = np.cross(normal, across)
    turn = (np.arange(corners) + 0.5) / corners * 2 * np.pi
    ring = np.cos(turn)[None, :, None] * across[:, None] + np.sin(turn)[None, :, None] * up[:, None]
    rings = [(1.0, -0.002), (0.9, 0.75 * height), (0.5, height)]
    offset = np.concatenate([ring * radius * wide for wide, _ in rings], axis=1)
    raised = np.repeat([high for _, high in rings], corners)
    one = np.arange(corners)
    two = (one + 1) % corners
    strips = [
        np.concatenate(
            [
                np.stack([low + one, low + two, low + corners + two], axis=1),
                np.stack([low + one, low + corners + two, low + corners + one], axis=1),
            ]
        )
        for low in (0, corners)
    ]
    cap = 2 * corners + np.stack([np.zeros(corners - 2, int), one[1:-1], one[2:]], axis=1)
    dome = np.concatenate([*strips, cap])
    each = len(raised)
    source = np.repeat(np.concatenate([corner, corner[:, :1]], axis=1), each, axis=0)
    shares = np.repeat(np.concatenate([share, np.zeros((len(share), 1), np.float32)], axis=1), each, axis=0)
    base = (lift[corner] * share).sum(axis=1)
    count = len(origin) * each
    flat = np.tile(np.stack([np.cos(turn), np.sin(turn)], axis=1), (len(rings), 1)) * np.repeat(
        [[wide * radius] for wide, _ in rings], corners, axis=0
    )
    piece = Piece(
        source,
        shares,
        np.arange(count),
        np.tile(flat, (len(origin), 1)).astype(np.float32),
        (dome[None] + (np.arange(len(origin)) * each)[:, None, None]).reshape(-1, 3),
    )
    raised_lift = (base[:, None] + raised[None]).ravel().astype(np.float32)
    tailor.add(Shell(piece, raised_lift), start, slot, offset.reshape(-1, 3).astype(np.float32))
