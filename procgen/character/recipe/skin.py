"""Compile what the skin's textures need to know of each body vertex (``assets/character_skin.npz``).

Two things that are costly or noisy to find at run time: how much of the sky a vertex sees (eye sockets, nostrils, ears,
between fingers), by rays on the standard body, and the region masks, read from ``assets/character_masks.png`` at each
vertex so that their borders follow the mesh instead of pixels.

    python -m procgen.character.recipe.skin assets
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import numpy.typing as npt
from embreex.mesh_construction import TriangleMesh
from embreex.rtcore_scene import EmbreeScene
from PIL import Image

from procgen.character.body.basis import BODY_VERTICES, Basis
from procgen.character.body.body import Body
from procgen.character.recipe.basis import MASKS
from procgen.character.skin.layout import standard_body

Floats = npt.NDArray[np.float32]

RAYS = 256
REACH_M = 0.10
"""What is farther away than this throws no shade: limbs move."""
_LIFT_M = 5e-4
_OCCLUDERS = ("body", "helper-l-eye", "helper-r-eye")
_FAINT = 0.15
"""The masks come from JPEG files; less than this is noise."""


def occlusion(body: Body, rays: int = RAYS) -> Floats:
    """(13380,) the cosine-weighted share of the sky that is open above each vertex within ``REACH_M``."""
    basis = body.basis
    faces = basis.faces[basis.group_faces(*_OCCLUDERS)]
    triangles = np.concatenate([faces[:, [0, 1, 2]], faces[:, [0, 2, 3]]]).astype(np.int32)
    scene = EmbreeScene()
    TriangleMesh(scene, body.vertices.astype(np.float32), triangles)
    normal = body.normals[:BODY_VERTICES]
    start = body.vertices[:BODY_VERTICES] + normal * np.float32(_LIFT_M)
    helper = np.where(np.abs(normal[:, :1]) < 0.9, [[1.0, 0.0, 0.0]], [[0.0, 1.0, 0.0]])
    across = np.cross(normal, helper)
    across /= np.linalg.norm(across, axis=1, keepdims=True)
    along = np.cross(normal, across)
    # A golden spiral on the disk, lifted to the hemisphere, is cosine-weighted (Malley's method).
    number = np.arange(rays) + 0.5
    radius, angle = np.sqrt(number / rays), number * np.pi * (3.0 - np.sqrt(5.0))
    free = np.zeros(BODY_VERTICES)
    for r, a in zip(radius, angle, strict=True):
        way = r * np.cos(a) * across + r * np.sin(a) * along + np.sqrt(1.0 - r * r) * normal
        found = scene.run(start.astype(np.float32), np.ascontiguousarray(way, np.float32), query="INTERSECT", output=1)
        free += (found["primID"] < 0) | (found["tfar"] > REACH_M)
    return (free / rays).astype(np.float32)


def masks(basis: Basis, path: Path) -> Floats:
    """(7, 13380) the masks at the body's vertices, 0..1; a vertex with several UV places takes their mean."""
    faces, places = basis.faces[basis.body_faces].ravel(), basis.face_uv[basis.body_faces].ravel()
    with Image.open(path) as file:
        strip = np.asarray(file.convert("L"), np.float32) / 255.0
    side = strip.shape[1]
    count = np.bincount(faces, minlength=BODY_VERTICES)
    x = np.clip(basis.uv[places, 0] * side - 0.5, 0, side - 1.001)
    y = np.clip((1.0 - basis.uv[places, 1]) * side - 0.5, 0, side - 1.001)
    column, row = x.astype(int), y.astype(int)
    right, down = x - column, y - row
    result = []
    for picture in strip.reshape(len(MASKS), side, side):
        above = picture[row, column] * (1 - right) + picture[row, column + 1] * right
        below = picture[row + 1, column] * (1 - right) + picture[row + 1, column + 1] * right
        value = above * (1 - down) + below * down
        mean = np.bincount(faces, value, BODY_VERTICES) / np.maximum(count, 1)
        result.append(np.where(mean < _FAINT, 0.0, mean))
    return np.stack(result).astype(np.float32)


def main() -> None:
    """Write ``character_skin.npz`` into a folder of assets."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("assets", type=Path)
    folder: Path = parser.parse_args().assets
    body = standard_body()
    fields = np.concatenate([occlusion(body)[None], masks(body.basis, folder / "character_masks.png")])
    np.savez_compressed(
        folder / "character_skin.npz",
        names=np.array(["occlusion", *(name.replace("-", "_") for name in MASKS)]),
        fields=np.round(fields * 255.0).astype(np.uint8),
    )


if __name__ == "__main__":
    main()
