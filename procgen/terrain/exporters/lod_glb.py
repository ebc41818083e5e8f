"""Binary glTF 2.0 with levels of detail: a tile as several meshes, each with half the vertices along a side.

The levels are plain nodes ``NAME_LOD0``, ``NAME_LOD1`` … below one parent. Godot's importer makes a MeshInstance3D of
each, whose visibility range a script sets, and Unity names levels this way itself. The glTF extension MSFT_lod is not
used: Godot and glTFast do not know it and would silently load level 0 alone, since the others then hang on no scene.
"""

from __future__ import annotations

from itertools import permutations

import numpy as np

from procgen.formats.gltf import Block, write_glb
from procgen.terrain.exporters._mesh import GridMesh, normals_in_bands, places_m
from procgen.terrain.exporters._surface import Places, borders, edge_at, error_m, kept
from procgen.terrain.exporters.glb import scaffold
from procgen.terrain.exporters.options import DEFAULTS, ExportOptions
from procgen.terrain.heightmap import Heightmap
from procgen.terrain.representation import FloatArray

_GROUND_RGBA = (0.42, 0.43, 0.36, 1.0)
_SKIRT_MARGIN = 1.01
"""Of the widest crack: rounding must not leave a hair."""
_SKIRT_LEAST = 0.05
"""Of ``metres_per_pixel``: where nothing gapes, a renderer still leaves single pixels open along T-junctions."""


def level_places(side_px: int, level: int) -> Places:
    """Pixels of a side that a level keeps: each 2^level-th from the first on, and the last."""
    return kept(side_px, 1 << level)


def level_count(width_px: int, depth_px: int, wanted: int) -> int:
    """How many levels a map of this size has: each needs at least one quad."""
    return min(wanted, (min(width_px, depth_px) - 1).bit_length())


def skirt_m(heights: FloatArray, metres_per_pixel: float, levels: int) -> float:
    """How far skirts must hang down so that no crack opens between two tiles, whatever the level of either.

    Along a shared edge two levels differ by no more than they do at its pixels, for both are straight in between; the
    higher one's skirt has to reach the lower one. Both tiles see the same edge and come to the same cracks.

    Args:
        heights: (depth, width) metres.
        metres_per_pixel: spacing.
        levels: how many there are.

    Returns:
        Metres, more than 0.
    """
    widest = 0.0
    for edge in borders(heights):
        lines = [edge_at(edge, level_places(len(edge), level)) for level in range(levels)]
        for upper, lower in permutations(lines, 2):
            widest = max(widest, float((upper - lower).max()))
    return _SKIRT_MARGIN * widest + _SKIRT_LEAST * metres_per_pixel


def encode(heightmap: Heightmap, options: ExportOptions = DEFAULTS) -> bytes:
    """Write a tile with its levels of detail.

    Vertices of a level are pixels of the map, with heights and normals as they are in the full mesh; so two
    neighbouring tiles that share their border row have equal bytes along it at equal level: heights always, normals
    too where ``options.surround_m`` is given.

    Args:
        heightmap: (depth, width) metres, at least 2 x 2.
        options: ``lod_levels``, ``surround_m`` and ``checkpoint``.

    Returns:
        A .glb in metres, x east, y up, z south, the north-western vertex at x = z = 0: a node ``terrain`` with the
        children ``terrain_LOD0`` (every pixel) to ``terrain_LODn`` (each 2^n-th, and the last row and column), each
        with a mesh of its own, skirted on all four sides; normals, texture coordinates 0 to 1, uint32 indices; one
        material without texture. The ``extras`` of each child say ``lod``, ``step_px``, ``error_m`` (greatest vertical
        distance from the full surface at the map's pixels) and ``skirt_m``; those of the asset and of the scene say
        what :func:`procgen.terrain.exporters.glb.encode` puts there.
    """
    heights, spacing = heightmap.heights, heightmap.metres_per_pixel
    depth_px, width_px = heights.shape
    levels = level_count(width_px, depth_px, options.lod_levels)
    normals = normals_in_bands(heights, spacing, options.surround_m, options.checkpoint)
    skirt = skirt_m(heights, spacing, levels)
    tree = scaffold(heightmap, lod_levels=levels)
    tree["nodes"] = [{"name": "terrain", "children": list(range(1, levels + 1))}]
    tree["materials"] = [
        {
            "name": "terrain",
            "pbrMetallicRoughness": {
                "baseColorFactor": list(_GROUND_RGBA),
                "metallicFactor": 0.0,
                "roughnessFactor": 1.0,
            },
        }
    ]
    blocks: list[Block] = []
    for level in range(levels):
        options.checkpoint()
        rows, columns = level_places(depth_px, level), level_places(width_px, level)
        chosen = np.ix_(rows, columns)
        mesh = GridMesh(
            heights=heights if level == 0 else heights[chosen],
            normals=normals if level == 0 else normals[chosen],
            x_m=places_m(columns, spacing),
            z_m=places_m(rows, spacing),
            skirt_m=skirt,
        )
        error = 0.0 if level == 0 else error_m(heights, rows, columns, options.checkpoint)
        name = f"terrain_LOD{level}"
        index = mesh.add_to(tree, blocks, options.checkpoint, name)
        extras = {"lod": level, "step_px": 1 << level, "error_m": error, "skirt_m": skirt}
        tree["nodes"].append({"name": name, "mesh": index, "extras": extras})
    return write_glb(tree, blocks)
