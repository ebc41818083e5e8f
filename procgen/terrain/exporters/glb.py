"""Binary glTF 2.0: the terrain as a triangle mesh."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
from PIL import Image

from procgen.formats.gltf import (
    CLAMP_TO_EDGE,
    LINEAR,
    LINEAR_MIPMAP_LINEAR,
    Block,
    block_of,
    write_glb,
)
from procgen.runtime.checkpoint import Checkpoint
from procgen.terrain.exporters._mesh import GridMesh, normals_in_bands, places_m
from procgen.terrain.exporters._metadata import facts
from procgen.terrain.exporters.options import (
    DEFAULTS,
    ExportOptions,
)
from procgen.terrain.heightmap import Heightmap
from procgen.terrain.preview import hillshade_rgb

_MAX_TEXTURE_PX = 1024
_TEXTURE_SHADING = 0.4
"""The viewer lights the mesh: the texture keeps only some of the hillshade, for depth."""
_TEXTURE_COMPRESS_LEVEL = 1


def scaffold(heightmap: Heightmap, **more: Any) -> dict[str, Any]:
    """A glTF without meshes that says in ``extras`` of the asset and of the scene what the terrain is.

    Args:
        heightmap: what it is made of.
        more: further members of the extras.
    """
    extras = {**facts(heightmap), **more}
    return {
        "asset": {"version": "2.0", "generator": f"procgen {heightmap.recipe.code_version}", "extras": extras},
        "scene": 0,
        "scenes": [{"nodes": [0], "extras": extras}],
    }


def _texture_side(side_px: int) -> int:
    """The power of two nearest below: old graphics hardware, and mipmaps everywhere, want it."""
    return min(1 << (side_px.bit_length() - 1), _MAX_TEXTURE_PX)


def _texture_png(heightmap: Heightmap, checkpoint: Checkpoint) -> bytes:
    depth_px, width_px = heightmap.heights.shape
    heights = np.ascontiguousarray(heightmap.heights, np.float32)
    # A large map is made small before it is drawn: that is what takes time and memory.
    shrink = max(depth_px, width_px) / _MAX_TEXTURE_PX
    if shrink > 1.0:
        small = (max(2, round(width_px / shrink)), max(2, round(depth_px / shrink)))
        heights = np.asarray(Image.fromarray(heights).resize(small, Image.Resampling.BOX))
    spacing = heightmap.metres_per_pixel * max(shrink, 1.0)
    picture = Image.fromarray(hillshade_rgb(heights, spacing, heightmap.sea_level_m, shading=_TEXTURE_SHADING))
    checkpoint()
    sides = (_texture_side(width_px), _texture_side(depth_px))
    out = io.BytesIO()
    picture.resize(sides, Image.Resampling.BICUBIC).save(out, "PNG", compress_level=_TEXTURE_COMPRESS_LEVEL)
    return out.getvalue()


def encode(heightmap: Heightmap, options: ExportOptions = DEFAULTS) -> bytes:
    """Write the heights as a mesh that any viewer or engine opens.

    Args:
        heightmap: (depth, width) metres, at least 2 x 2.
        options: ``surround_m`` and ``checkpoint``.

    Returns:
        A .glb with one mesh, in metres, x east, y up, z south: a vertex for each pixel at (column, height, row) times
        ``metres_per_pixel`` (heights as they are), the north-western one at x = z = 0, with normals and texture
        coordinates (u along x, v along z, both 0 to 1); triangles anticlockwise seen from above, uint32 indices.
        One material with the coloured relief as texture. The recipe, spacing, range of heights, size, seed and sea
        level stand in the ``extras`` of the asset and of the scene.

        A 2049 x 2049 map comes to 235 MB.
    """
    options.checkpoint()
    depth_px, width_px = heightmap.heights.shape
    texture = _texture_png(heightmap, options.checkpoint)
    options.checkpoint()
    spacing = heightmap.metres_per_pixel
    mesh = GridMesh(
        heights=heightmap.heights,
        normals=normals_in_bands(heightmap.heights, spacing, options.surround_m, options.checkpoint),
        x_m=places_m(np.arange(width_px), spacing),
        z_m=places_m(np.arange(depth_px), spacing),
    )
    tree = scaffold(heightmap)
    blocks: list[Block] = [block_of(texture)]
    mesh.add_to(tree, blocks, options.checkpoint, "terrain")
    tree["nodes"] = [{"name": "terrain", "mesh": 0}]
    tree["images"] = [{"name": "terrain", "bufferView": 0, "mimeType": "image/png"}]
    tree["samplers"] = [
        {
            "magFilter": LINEAR,
            "minFilter": LINEAR_MIPMAP_LINEAR,
            # A texture that repeats would bleed over from the opposite edge.
            "wrapS": CLAMP_TO_EDGE,
            "wrapT": CLAMP_TO_EDGE,
        }
    ]
    tree["textures"] = [{"source": 0, "sampler": 0}]
    tree["materials"] = [
        {
            "name": "terrain",
            "pbrMetallicRoughness": {
                "baseColorTexture": {"index": 0},
                "metallicFactor": 0.0,
                "roughnessFactor": 1.0,
            },
        }
    ]
    return write_glb(tree, blocks)
