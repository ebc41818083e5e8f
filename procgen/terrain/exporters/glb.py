"""Binary glTF 2.0: the terrain as a triangle mesh."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import trimesh
from PIL import Image
from trimesh.exchange.gltf import export_glb

from procgen.terrain.exporters._metadata import facts
from procgen.terrain.heightmap import Heightmap, normals
from procgen.terrain.preview import hillshade_rgb

_ARRAY_BUFFER = 34962
_ELEMENT_ARRAY_BUFFER = 34963
_MAX_TEXTURE_PX = 1024
_TEXTURE_SHADING = 0.4
"""The viewer lights the mesh: the texture keeps only some of the hillshade, for depth."""


def vertices(heightmap: Heightmap) -> npt.NDArray[np.float64]:
    """A vertex for each pixel, row by row: (depth * width, 3) metres, the north-western one at x = z = 0."""
    depth_px, width_px = heightmap.heights.shape
    grid = np.empty((depth_px, width_px, 3))
    grid[..., 0] = np.arange(width_px) * heightmap.metres_per_pixel
    grid[..., 1] = heightmap.heights
    grid[..., 2] = (np.arange(depth_px) * heightmap.metres_per_pixel)[:, None]
    return grid.reshape(-1, 3)


def faces(width_px: int, depth_px: int) -> npt.NDArray[np.int64]:
    """Two triangles for each square of the grid, anticlockwise seen from above.

    Returns:
        (2 * (depth - 1) * (width - 1), 3) numbers of vertices.
    """
    number = np.arange(depth_px * width_px).reshape(depth_px, width_px)
    north_west, north_east = number[:-1, :-1], number[:-1, 1:]
    south_west, south_east = number[1:, :-1], number[1:, 1:]
    corners = [north_west, south_west, north_east, north_east, south_west, south_east]
    return np.stack(corners, axis=-1).reshape(-1, 3)


def _texture_coordinates(width_px: int, depth_px: int) -> npt.NDArray[np.float64]:
    """(depth * width, 2) as trimesh counts them: v grows upwards, which is north, and is turned round on export."""
    grid = np.empty((depth_px, width_px, 2))
    grid[..., 0] = np.linspace(0.0, 1.0, width_px)
    grid[..., 1] = np.linspace(1.0, 0.0, depth_px)[:, None]
    return grid.reshape(-1, 2)


def _texture_side(side_px: int) -> int:
    """The power of two nearest below: old graphics hardware, and mipmaps everywhere, want it."""
    return min(1 << (side_px.bit_length() - 1), _MAX_TEXTURE_PX)


def _texture(heightmap: Heightmap) -> Image.Image:
    depth_px, width_px = heightmap.heights.shape
    picture = Image.fromarray(
        hillshade_rgb(heightmap.heights, heightmap.metres_per_pixel, heightmap.sea_level_m, shading=_TEXTURE_SHADING)
    )
    return picture.resize((_texture_side(width_px), _texture_side(depth_px)), Image.Resampling.BICUBIC)


def encode(heightmap: Heightmap) -> bytes:
    """Write the heights as a mesh that any viewer or engine opens.

    Args:
        heightmap: (depth, width) metres, at least 2 x 2.

    Returns:
        A .glb with one mesh, in metres, x east, y up, z south: a vertex for each pixel at (column, height, row) times
        ``metres_per_pixel`` (heights as they are), the north-western one at x = z = 0, with normals and texture
        coordinates (u along x, v along z, both 0 to 1); triangles anticlockwise seen from above, uint32 indices.
        One material with the coloured relief as texture. The recipe, spacing, range of heights, size, seed and sea
        level stand in the ``extras`` of the asset and of the scene.

        A 2049 x 2049 map comes to 235 MB.
    """
    depth_px, width_px = heightmap.heights.shape
    material = trimesh.visual.material.PBRMaterial(  # type: ignore[no-untyped-call]
        name="terrain", baseColorTexture=_texture(heightmap), metallicFactor=0.0, roughnessFactor=1.0
    )
    mesh = trimesh.Trimesh(
        vertices(heightmap),
        faces(width_px, depth_px),
        vertex_normals=normals(heightmap.heights, heightmap.metres_per_pixel).reshape(-1, 3),
        visual=trimesh.visual.TextureVisuals(  # type: ignore[no-untyped-call]
            uv=_texture_coordinates(width_px, depth_px), material=material
        ),
        process=False,
        validate=False,
    )
    extras = facts(heightmap)

    def complete(tree: dict[str, Any]) -> None:
        tree["asset"]["generator"] = f"procgen {heightmap.recipe.code_version}"
        tree["asset"]["extras"] = extras
        tree["scenes"][0]["extras"] = extras
        primitive = tree["meshes"][0]["primitives"][0]
        for accessor in primitive["attributes"].values():
            tree["bufferViews"][tree["accessors"][accessor]["bufferView"]]["target"] = _ARRAY_BUFFER
        index_view = tree["accessors"][primitive["indices"]]["bufferView"]
        tree["bufferViews"][index_view]["target"] = _ELEMENT_ARRAY_BUFFER

    scene = trimesh.Scene()
    scene.add_geometry(mesh, node_name="terrain", geom_name="terrain")
    exported: bytes = export_glb(  # type: ignore[no-untyped-call]
        scene, include_normals=True, tree_postprocessor=complete
    )
    return exported
