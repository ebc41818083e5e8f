"""From a scene to a picture."""

from __future__ import annotations

import io
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from PIL import Image

from procgen.character.portrait.camera import Camera
from procgen.character.portrait.scene import Piece, Scene
from procgen.character.portrait.shade import glint, shade, to_display
from procgen.runtime.checkpoint import Checkpoint, go_on

Picture = npt.NDArray[np.uint8]

_WALL = np.array([[0.86, 0.88, 0.90], [0.66, 0.68, 0.72]], np.float32)
"""Display colours of the background, middle and corners."""
_ROWS_AT_ONCE = 96
"""Rows of samples that are shaded together: bounds the memory."""
_RAYS_AT_ONCE = 1 << 16
"""Rays likewise: bounds the time between two checkpoints, about a tenth of a second of one processor."""


def render(
    pieces: Sequence[Piece],
    camera: Camera,
    width_px: int,
    height_px: int,
    *,
    samples: int = 3,
    transparent: bool = False,
    checkpoint: Checkpoint = go_on,
) -> Picture:
    """Take a picture.

    Args:
        pieces: what is seen.
        camera: from where.
        width_px, height_px: size of the picture.
        samples: rays a pixel, along each side.
        transparent: with an alpha channel instead of a background.
        checkpoint: called before each band of rows; raises to stop the work.

    Returns:
        (height, width, 3 or 4) uint8, sRGB.
    """
    scene = Scene(pieces)
    origins, directions = camera.rays(width_px, height_px, samples)
    columns, rows = width_px * samples, height_px * samples
    colour = np.zeros((rows * columns, 3), np.float32)
    cover = np.zeros(rows * columns, np.float32)
    has_glass = any(piece.look.opacity < 1.0 for piece in scene.pieces)
    clear = np.array([piece.look.opacity < 1.0 for piece in scene.pieces])
    at_once = max(min(_ROWS_AT_ONCE, _RAYS_AT_ONCE // columns) // samples, 1) * samples
    for first in range(0, rows, at_once):
        checkpoint()
        part = slice(first * columns, min(first + at_once, rows) * columns)
        o, d = origins[part], directions[part]
        hits = scene.trace(o, d)
        light = np.zeros((len(o), 3), np.float32)
        seen = np.full(len(o), -1)
        seen[hits.ray] = hits.piece
        needed, taken = _needed(seen.reshape(-1, samples, width_px, samples))
        chosen = hits.of(needed[hits.ray])
        light[chosen.ray] = shade(scene, chosen, o, d, camera)
        light = light[taken]
        if has_glass:
            front = scene.trace(o, d, glass=True)
            shine = front.of(clear[front.piece])
            light[shine.ray] += glint(scene, shine, d, camera)
        colour[part] = to_display(light)
        cover[part][hits.ray] = 1.0
    picture = (colour * cover[:, None]).reshape(height_px, samples, width_px, samples, 3).mean(axis=(1, 3))
    alpha = cover.reshape(height_px, samples, width_px, samples).mean(axis=(1, 3))[..., None]
    if transparent:
        picture = np.concatenate([picture / np.maximum(alpha, 1e-6), alpha], axis=2)
    else:
        picture = picture + _wall(width_px, height_px) * (1 - alpha)
    return np.asarray(np.clip(picture * 255 + 0.5, 0, 255), np.uint8)


def _needed(seen: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.int64]]:
    """Which rays are shaded: of a pixel that shows one thing, those of a diagonal.

    Args:
        seen: (rows, samples, columns, samples) number of the piece that each ray meets, -1 for none.

    Returns:
        (N,) which are, and (N,) whose light each takes.
    """
    samples = seen.shape[1]
    number = np.arange(seen.size).reshape(seen.shape)
    one = np.broadcast_to((seen == seen[:, :1, :, :1]).all(axis=(1, 3), keepdims=True), seen.shape)
    on_diagonal = np.eye(samples, dtype=bool)[None, :, None, :]
    diagonal = np.broadcast_to(
        number[:, np.arange(samples), :, np.arange(samples)].transpose(1, 0, 2)[..., None], seen.shape
    )
    return (~one | on_diagonal).ravel(), np.where(one, diagonal, number).ravel()


def _wall(width: int, height: int) -> npt.NDArray[np.float32]:
    x = (np.arange(width, dtype=np.float32) + 0.5) / width - 0.5
    y = (np.arange(height, dtype=np.float32) + 0.5) / height - 0.45
    far = np.clip(np.hypot(x[None, :], y[:, None]) * 1.5, 0, 1)[..., None]
    return np.asarray(_WALL[0] * (1 - far) + _WALL[1] * far, np.float32)


def png(picture: Picture) -> bytes:
    """Encode a picture."""
    out = io.BytesIO()
    Image.fromarray(picture).save(out, "PNG", compress_level=4)
    return out.getvalue()


def sheet(pictures: Sequence[Picture], columns: int, gap_px: int = 4) -> Picture:
    """Pictures of one size side by side, row by row."""
    height, width, channels = pictures[0].shape
    rows = -(-len(pictures) // columns)
    page = np.full(((height + gap_px) * rows + gap_px, (width + gap_px) * columns + gap_px, channels), 245, np.uint8)
    for number, picture in enumerate(pictures):
        top = gap_px + number // columns * (height + gap_px)
        left = gap_px + number % columns * (width + gap_px)
        page[top : top + height, left : left + width] = picture
    return page
