"""Pictures of trees for those that stand far away: one card each, seen from the side."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

from procgen.texture.maps.srgb import to_srgb
from procgen.world.cover.grown import Cover
from procgen.world.cover.models import shapes_of
from procgen.world.leaves import spray
from procgen.world.meshes import Mesh, linear, numbers
from procgen.world.prop_models import prop_model

CELL_PX: Final = (96, 128)
"""Width and height of a picture."""
COLUMNS: Final = 8
_FINER: Final = 2
"""Pictures are drawn larger and made smaller, so that their edges are soft."""
_LEAVES: Final = 26
_LEAF: Final = 0.085
"""Leaves of a card, and their size over the card's."""
_EDGE: Final = 0.94
"""Of a picture that the tree takes: its rim stays clear of the neighbours'."""


@dataclass(frozen=True, slots=True, eq=False)
class Impostor:
    """A tree's picture."""

    pixels: npt.NDArray[np.uint8]
    """(height, width, 4) sRGB and opacity, row 0 at the top."""
    width_m: float
    """Of the whole picture, at scale 1; its middle is the tree's axis."""
    height_m: float
    """Of the whole picture; its lower edge is the ground."""


@lru_cache(maxsize=128)
def impostor(kind: str, shape: int) -> Impostor:
    """Draw a tree from the south, as far as it stands above the ground, in even light.

    Args:
        kind: one of :data:`procgen.world.trees.TREES`.
        shape: which of its shapes.
    """
    model = prop_model(kind, shape, 0)
    corners, normals, colours = _solid(model.meshes["foliage"])
    cards = model.meshes.get("leaves")
    if cards is not None:
        spots = _spots(cards, kind)
        corners, normals, colours = (
            np.concatenate(parts) for parts in zip((corners, normals, colours), spots, strict=True)
        )
    half = float(np.abs(corners[..., 0]).max()) / _EDGE
    tall = float(corners[..., 1].max()) / _EDGE
    width, height = CELL_PX[0] * _FINER, CELL_PX[1] * _FINER
    x = (corners[..., 0] / half * 0.5 + 0.5) * width
    y = (1.0 - corners[..., 1] / tall) * height
    # What looks down lies in the shade of what is above.
    light = 0.62 + 0.38 * np.clip(0.5 + 0.5 * normals[:, 1], 0.0, 1.0)
    tints = (to_srgb(colours * light[:, None]) * 255.0).astype(int)
    picture = Image.new("RGBA", (width, height))
    draw = ImageDraw.Draw(picture)
    points = np.stack([x, y], axis=-1).reshape(len(x), -1)
    for index in np.argsort(corners[..., 2].mean(axis=1), kind="stable").tolist():
        red, green, blue = tints[index].tolist()
        draw.polygon(points[index].tolist(), fill=(red, green, blue, 255))
    small = np.array(picture.resize(CELL_PX, Image.Resampling.BOX))
    # Where nothing is, the colour of leaves lies below: soft edges and mip maps stay free of dark rims.
    seen = small[..., 3] > 128
    small[~seen, :3] = np.median(small[seen, :3], axis=0).astype(np.uint8)
    return Impostor(small, 2.0 * half, tall)


_Triangles = tuple[npt.NDArray[np.float32], npt.NDArray[np.float32], npt.NDArray[np.float32]]


def _solid(mesh: Mesh) -> _Triangles:
    """(n, 3, 3) corners, (n, 3) normals and (n, 3) linear colours, 0 to 1, of triangles."""
    faces = mesh.triangles
    colours = mesh.colours[faces].mean(axis=1) / np.float32(255.0)
    return mesh.positions[faces], mesh.normals[faces].mean(axis=1), colours.astype(np.float32)


def _spots(cards: Mesh, kind: str) -> _Triangles:
    """Leaves, each a triangle of its card's tile where that is dense, in the mean colour of what is seen there."""
    tile = spray(kind)
    seen = tile[..., 3] > 128
    red, green, blue = (float(value) for value in tile[seen, :3].mean(axis=0) / 255.0)
    mean = linear((red, green, blue))
    quads = cards.positions.reshape(-1, 4, 3)
    across, along = quads[:, 1] - quads[:, 0], quads[:, 3] - quads[:, 0]
    draw = numbers(0, "world/impostors", 2 * _LEAVES).reshape(_LEAVES, 2)
    rows, columns = np.nonzero(seen)
    which = (draw[:, 0] * len(rows)).astype(np.int64)
    side = len(tile)
    corners = []
    for row, column, turn in zip(rows[which], columns[which], draw[:, 1] * 6.2832, strict=True):
        ends = [
            (column / side + _LEAF * np.cos(turn + step), 1.0 - row / side + _LEAF * np.sin(turn + step))
            for step in (0.0, 2.1, 4.2)
        ]
        corners.append(np.stack([quads[:, 0] + across * u + along * v for u, v in ends], axis=1))
    normals = np.tile(cards.normals.reshape(-1, 4, 3)[:, 0], (_LEAVES, 1))
    light = cards.colours.reshape(-1, 4, 3)[:, 0, :1] / 255.0
    colours = np.tile(light * np.array(mean), (_LEAVES, 1))
    return np.concatenate(corners).astype(np.float32), normals, colours.astype(np.float32)


def atlas(cover: Cover) -> npt.NDArray[np.uint8]:
    """(rows * height, COLUMNS * width, 4) the pictures of all shapes of a world's woods, in their order."""
    shapes = shapes_of(cover)
    rows = max(-(-len(shapes) // COLUMNS), 1)
    width, height = CELL_PX
    whole = np.zeros((rows * height, COLUMNS * width, 4), np.uint8)
    for number, (kind, shape) in enumerate(shapes):
        row, column = divmod(number, COLUMNS)
        part = whole[row * height : (row + 1) * height, column * width : (column + 1) * width]
        part[:] = impostor(kind, shape).pixels
    return whole
