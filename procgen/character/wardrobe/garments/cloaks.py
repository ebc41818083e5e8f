"""Cloaks: a mantle on the shoulders and a cape that hangs from it behind."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from procgen.character.mesh.cut import Piece
from procgen.character.mesh.shell import thicken_whole
from procgen.character.wardrobe import cuts
from procgen.character.wardrobe.anatomy import smoothstep
from procgen.character.wardrobe.cage import SKIRT_COLUMNS, cast
from procgen.character.wardrobe.tailor import Tailor

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

_COLUMNS = 34
_ROWS = 24


def mantle(tailor: Tailor, slot: str, clearance: float, reach: float) -> Floats:
    """A round piece over the shoulders, open in front; gives its lift. ``reach`` is how far it comes down, metres."""
    an = tailor.anatomy
    outer = cuts.neckline(an, 0.16 + 0.45 * reach, 0.05 + reach * 0.7, 0.07 + reach, 2.2)
    arm = cuts.sleeve(an, 0.05 + 0.5 * reach)
    # Nothing under the arms: it lies on the shoulders only.
    under = np.where(
        an.is_arm, (np.abs(an.arm_angle) - 1.75) * 0.06, an.armpit + 0.05 - an.place[:, 1] - 0.3 * (0.15 - an.side)
    )
    outer = np.maximum(np.where(an.is_arm, arm, -outer), np.where(an.side > 0.11, under, -1.0))
    inner = cuts.neckline(an, 0.078, 0.024, 0.0, 2.0)
    front = (an.place[:, 2] > an.axis_z) & ~an.is_arm
    gap = 0.006 + 0.3 * np.maximum(an.neck - 0.02 - an.place[:, 1], 0)
    opening = np.where(front, gap - an.side, -1.0)
    wave = 0.5 + 0.5 * np.cos(9 * np.arctan2(an.place[:, 0], an.place[:, 2] - an.shoulder[2]))
    lift = clearance + 0.012 * smoothstep(-inner, 0.02, 0.12) + 0.010 * wave * smoothstep(-inner, 0.05, 0.2)
    fields = [np.asarray(field, np.float32) for field in (outer, inner, opening)]
    tailor.sew("top", fields, lift.astype(np.float32), slot, 0.005, 0.04, hides=False)
    return np.asarray(lift, np.float32)


def cape(tailor: Tailor, slot: str, clearance: float, length: float, width: float, fold_m: float) -> None:
    """The hanging part.

    Args:
        tailor, slot: of the garment.
        clearance: from the draped body at the shoulders.
        length: metres below the waist.
        width: half of it at the hem, metres.
        fold_m: height of its folds at the hem.
    """
    an = tailor.anatomy
    waist = float(tailor.skirt_fields.place[:SKIRT_COLUMNS, 1].min()) - 0.002
    lowest = float(tailor.skirt_fields.place[-SKIRT_COLUMNS:, 1].max()) + 0.003
    top, hem = an.neck - 0.015, max(waist - length, lowest)
    s = np.linspace(0, 1, _ROWS)
    height = top + (hem - top) * s
    t = np.linspace(-1, 1, _COLUMNS)
    shoulder = 0.155
    half = shoulder + (width - shoulder) * np.clip((top - height) / (top - hem), 0, 1) ** 0.9
    x = half[:, None] * t[None]
    # Bound to the back where there is one below, and carried on to the sides from there.
    bound_x = np.clip(x, -0.105, 0.105)
    y = np.broadcast_to(height[:, None], x.shape) - (0.02 + 0.5 * np.abs(bound_x)) * (1 - s[:, None])
    lower = y < waist
    source, share, start = _on_back(
        tailor, bound_x.ravel().astype(np.float32), y.ravel().astype(np.float32), lower.ravel()
    )
    fall = np.clip((top - y) / (top - hem), 0, 1)
    wave = 0.5 + 0.5 * np.cos(t[None] * np.pi * 5.5 + 0.8 * np.sin(5 * t)[None] + 0.4 * np.sin(3 * fall))
    lift = clearance + 0.02 * smoothstep(fall, 0.0, 0.15) + 0.05 * fall + fold_m * wave * smoothstep(fall, 0.04, 0.7)
    # The sides come forward round the body.
    forward = 0.06 * (np.abs(t)[None] ** 3) * (0.3 + 0.7 * smoothstep(fall, 0.0, 0.3)) + np.zeros_like(x)
    shift = np.stack([x - bound_x, np.zeros_like(x), forward], axis=-1).reshape(-1, 3).astype(np.float32)
    number = np.arange(x.size).reshape(x.shape)
    a, b, c, d = (part.ravel() for part in (number[:-1, :-1], number[1:, :-1], number[1:, 1:], number[:-1, 1:]))
    triangles = np.concatenate([np.stack([a, c, b], axis=1), np.stack([a, d, c], axis=1)])
    uv = np.stack([x * 1.15, -y], axis=-1).reshape(-1, 2).astype(np.float32)
    piece = Piece(source, share, number.ravel(), uv, triangles)
    shell, order = thicken_whole(piece, lift.ravel().astype(np.float32), 0.005)
    tailor.add(shell, start[order], slot, shift[order])


def _on_back(tailor: Tailor, x: Floats, y: Floats, lower: npt.NDArray[np.bool_]) -> tuple[Ints, Floats, Ints]:
    """Places (x, y) on the back of the trunk, or of the skirt: sources, shares, and the surface's first vertex."""
    an = tailor.anatomy
    faces = an.cage.refined.faces
    faces = faces[~an.is_arm[faces].any(axis=1)]
    grid = np.arange(len(tailor.skirt_fields.place)).reshape(-1, SKIRT_COLUMNS)
    right = np.roll(grid, -1, axis=1)
    skirt = np.stack([grid[:-1], grid[1:], right[1:], right[:-1]], axis=-1).reshape(-1, 4)
    first = len(tailor.basis.vertices) + tailor.anatomy.cage.fine_count
    source = np.zeros((len(x), 4), np.int64)
    share = np.zeros((len(x), 4), np.float32)
    start = np.where(lower, first + an.cage.fine_count, first)
    for mask, quads, places in ((~lower, faces, an.place), (lower, skirt, tailor.skirt_fields.place)):
        behind = quads[places[quads][:, :, 2].mean(axis=1) < an.axis_z + 0.02]
        triangles = np.concatenate([behind[:, [0, 1, 2]], behind[:, [0, 2, 3]]])
        origin = np.stack([x[mask], y[mask], np.full(mask.sum(), an.axis_z)], axis=1).astype(np.float32)
        hit, part = cast(origin, np.tile(np.array([0, 0, -1], np.float32), (len(origin), 1)), places, triangles)
        if (hit < 0).any():
            raise ValueError("a cape has nothing to hang on")
        source[mask, :3] = triangles[hit]
        source[mask, 3] = triangles[hit][:, 0]
        share[mask, :3] = part
    return source, share, start
