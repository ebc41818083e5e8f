"""Animals before the camera: one from ahead and aside, or a strip of its movements."""

from __future__ import annotations

from typing import Final

import numpy as np

from procgen.character.portrait.camera import Camera
from procgen.character.portrait.render import Picture, png, render, sheet
from procgen.character.portrait.scene import Look, Piece
from procgen.creature.gait.clip import Clip, matrices, skinned
from procgen.creature.generate import Creature
from procgen.runtime.checkpoint import Checkpoint, go_on

_LOOKS: Final = {"coat": Look(roughness=0.85), "feathers": Look(roughness=0.8), "shine": Look(roughness=0.15)}
_AROUND_DEG: Final = 58.0
_SHAPE: Final = 0.8
"""Height by width of pictures."""
_MOMENTS: Final = 4


def pieces(creature: Creature, clip: Clip, at: int, level: int) -> list[Piece]:
    """The surfaces of an animal in a frame of a clip."""
    found = []
    moved = matrices(creature.frame, clip)[at]
    for surface in creature.levels[level]:
        shown, turn = skinned(moved, surface.vertices, surface.joints, surface.weights)
        normals = np.einsum("vab,vb->va", turn, surface.normals)
        normals /= np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-9)
        flat = np.zeros((len(shown), 2), np.float32)
        look = _LOOKS[surface.name]
        # An exposure that suits skin is too bright for coats, whose colours are measured.
        colours = surface.colours * np.float32(0.72)
        found.append(
            Piece(shown.astype(np.float32), normals.astype(np.float32), flat, surface.triangles, look, colours)
        )
    return found


def taken(
    creature: Creature,
    clip: str,
    at: int,
    width_px: int,
    *,
    level: int = 0,
    azimuth_deg: float = _AROUND_DEG,
    samples: int = 2,
    height_m: float | None = None,
    checkpoint: Checkpoint = go_on,
) -> Picture:
    """A picture of a moment, as wide as asked; ``height_m`` of it is shown, or as much as the animal needs."""
    shown = pieces(creature, creature.clip(clip), at, level)
    every = np.concatenate([piece.vertices for piece in shown])
    low, high = every.min(axis=0), every.max(axis=0)
    angle = np.radians(azimuth_deg)
    across = float((high[2] - low[2]) * np.sin(angle) + (high[0] - low[0]) * np.cos(angle))
    needed = max(float(high[1] - low[1]) * 1.16, across * _SHAPE * 1.12)
    middle = (low + high) / 2
    camera = Camera((float(middle[0]), float(middle[1]), float(middle[2])), height_m or needed, azimuth_deg, 7.0, 18.0)
    height = round(width_px * _SHAPE)
    return render(shown, camera, width_px, height, samples=samples, checkpoint=checkpoint)


def portrait_png(creature: Creature, checkpoint: Checkpoint) -> bytes:
    """The animal as it stands."""
    return png(taken(creature, "idle", 0, creature.parameters.picture_px, checkpoint=checkpoint))


def strip_png(creature: Creature, checkpoint: Checkpoint) -> bytes:
    """Moments of each movement, a row each, from the side."""
    width = max(creature.parameters.picture_px // _MOMENTS, 64)
    rows = []
    for clip in creature.clips:
        for moment in range(_MOMENTS):
            at = round(moment * (clip.frames - 1) / _MOMENTS)
            rows.append(
                taken(creature, clip.name, at, width, level=1, azimuth_deg=90.0, samples=1, checkpoint=checkpoint)
            )
    return png(sheet(rows, _MOMENTS))
