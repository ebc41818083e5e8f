"""A height map as the vertices and triangles of a glTF mesh."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from procgen.formats.gltf import (
    ARRAY_BUFFER,
    ELEMENT_ARRAY_BUFFER,
    FLOAT,
    UNSIGNED_INT,
    Block,
    Bytes,
)
from procgen.runtime.checkpoint import Checkpoint
from procgen.terrain.heightmap import normals
from procgen.terrain.representation import FloatArray

IndexArray = npt.NDArray[np.uint32]

_BAND_ROWS = 64
"""Rows between two checkpoints: some 10 ms where rows are 2049 long."""


def normals_in_bands(
    heights: FloatArray, metres_per_pixel: float, surround_m: FloatArray | None, checkpoint: Checkpoint
) -> FloatArray:
    """Unit normals (x east, y up, z south), central differences: (depth, width, 3) float32.

    Args:
        heights: (depth, width) metres.
        metres_per_pixel: spacing.
        surround_m: (depth + 2, width + 2) metres, the same with a ring around it; without one, differences are
            one-sided at the edges.
        checkpoint: called after each band of rows.
    """
    depth, width = heights.shape
    around = 0 if surround_m is None else 1
    source = heights if surround_m is None else surround_m
    out = np.empty((depth, width, 3), np.float32)
    for top in range(0, depth, _BAND_ROWS):
        bottom = min(top + _BAND_ROWS, depth)
        first = max(top + around - 1, 0)
        slab = normals(source[first : bottom + around + 1], metres_per_pixel)
        inside = top + around - first
        out[top:bottom] = slab[inside : inside + bottom - top, around : around + width]
        checkpoint()
    return out


def ring(width_px: int, depth_px: int) -> npt.NDArray[np.int64]:
    """Numbers of the border's vertices, once round from the north-western corner by the east: (2w + 2d - 4,)."""
    number = np.arange(depth_px * width_px).reshape(depth_px, width_px)
    return np.concatenate([number[0, :-1], number[:-1, -1], number[-1, :0:-1], number[:0:-1, 0]])


@dataclass(frozen=True, slots=True, eq=False)
class GridMesh:
    """A grid of vertices, each quad split from north-east to south-west, with a skirt if asked.

    A skirt hangs down vertically from the border: a second row of vertices below the border's, with the same normals
    and texture coordinates, and triangles that face outwards.
    """

    heights: FloatArray
    """(depth, width) metres, at least 2 x 2."""
    normals: FloatArray
    """(depth, width, 3)."""
    x_m: FloatArray
    """(width,) float32 metres, ascending."""
    z_m: FloatArray
    """(depth,) float32 metres, ascending."""
    skirt_m: float | None = None
    """How far the skirt hangs down; None for no skirt."""

    @property
    def _shape(self) -> tuple[int, int]:
        depth, width = self.heights.shape
        return depth, width

    @property
    def _skirt_count(self) -> int:
        depth, width = self._shape
        return 0 if self.skirt_m is None else 2 * (width + depth) - 4

    @property
    def vertex_count(self) -> int:
        return self.heights.size + self._skirt_count

    @property
    def triangle_count(self) -> int:
        depth, width = self._shape
        return 2 * (depth - 1) * (width - 1) + 2 * self._skirt_count

    @property
    def lowest_m(self) -> float:
        low = self.heights.min()
        if self.skirt_m is not None:
            edges = (self.heights[0], self.heights[-1], self.heights[:, 0], self.heights[:, -1])
            low = min(low, min(edge.min() for edge in edges) - np.float32(self.skirt_m))
        return float(np.float32(low))

    def add_to(self, tree: dict[str, Any], blocks: list[Block], checkpoint: Checkpoint, name: str) -> int:
        """Add the mesh with material 0 to a glTF.

        Args:
            tree: gets accessors and a mesh.
            blocks: gets what they hold.
            checkpoint: called often while the blocks are filled.
            name: of the mesh.

        Returns:
            The mesh's index.
        """
        accessors = tree.setdefault("accessors", [])

        def accessor(
            width: int, kind: str, component: int, count: int, fill: Callable[[Bytes], None], **rest: Any
        ) -> int:
            target = ELEMENT_ARRAY_BUFFER if kind == "SCALAR" else ARRAY_BUFFER
            blocks.append(Block(4 * width * count, fill, target))
            accessors.append(
                {"bufferView": len(blocks) - 1, "componentType": component, "count": count, "type": kind, **rest}
            )
            return len(accessors) - 1

        low = [float(self.x_m[0]), self.lowest_m, float(self.z_m[0])]
        high = [float(self.x_m[-1]), float(self.heights.max()), float(self.z_m[-1])]
        vertices, corners = self.vertex_count, 3 * self.triangle_count

        def attribute(
            width: int, values: Callable[[npt.NDArray[np.float32], Checkpoint], None]
        ) -> Callable[[Bytes], None]:
            return lambda out: values(out.view("<f4").reshape(vertices, width), checkpoint)

        attributes = {
            "POSITION": accessor(3, "VEC3", FLOAT, vertices, attribute(3, self._positions), min=low, max=high),
            "NORMAL": accessor(3, "VEC3", FLOAT, vertices, attribute(3, self._normals)),
            "TEXCOORD_0": accessor(2, "VEC2", FLOAT, vertices, attribute(2, self._uv)),
        }

        def fill_indices(out: Bytes) -> None:
            self._indices(out.view("<u4").reshape(-1, 3), checkpoint)

        indices = accessor(1, "SCALAR", UNSIGNED_INT, corners, fill_indices)
        primitive = {"attributes": attributes, "indices": indices, "material": 0, "mode": 4}
        meshes = tree.setdefault("meshes", [])
        meshes.append({"name": name, "primitives": [primitive]})
        return len(meshes) - 1

    def _with_skirt(self, out: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """Copy the border's values to the skirt's vertices; returns those."""
        depth, width = self._shape
        below = out[self.heights.size :]
        if self.skirt_m is not None:
            below[:] = out[ring(width, depth)]
        return below

    def _positions(self, out: npt.NDArray[np.float32], checkpoint: Checkpoint) -> None:
        depth, width = self._shape
        grid = out[: self.heights.size].reshape(depth, width, 3)
        for rows in _bands(depth):
            grid[rows, :, 0] = self.x_m
            grid[rows, :, 1] = self.heights[rows]
            grid[rows, :, 2] = self.z_m[rows, None]
            checkpoint()
        self._with_skirt(out)[:, 1] -= np.float32(self.skirt_m or 0.0)

    def _normals(self, out: npt.NDArray[np.float32], checkpoint: Checkpoint) -> None:
        depth, width = self._shape
        grid = out[: self.heights.size].reshape(depth, width, 3)
        for rows in _bands(depth):
            grid[rows] = self.normals[rows]
            checkpoint()
        self._with_skirt(out)

    def _uv(self, out: npt.NDArray[np.float32], checkpoint: Checkpoint) -> None:
        depth, width = self._shape
        grid = out[: self.heights.size].reshape(depth, width, 2)
        u, v = _share(self.x_m), _share(self.z_m)
        for rows in _bands(depth):
            grid[rows, :, 0] = u
            grid[rows, :, 1] = v[rows, None]
            checkpoint()
        self._with_skirt(out)

    def _indices(self, out: IndexArray, checkpoint: Checkpoint) -> None:
        depth, width = self._shape
        surface = 2 * (depth - 1) * (width - 1)
        quads = out[:surface].reshape(depth - 1, width - 1, 6)
        for rows in _bands(depth - 1):
            firsts = np.arange(rows.start, rows.stop, dtype=np.uint32)[:, None] * np.uint32(width)
            north_west = firsts + np.arange(width - 1, dtype=np.uint32)
            quads[rows, :, 0] = north_west
            quads[rows, :, 1] = quads[rows, :, 4] = north_west + np.uint32(width)
            quads[rows, :, 2] = quads[rows, :, 3] = north_west + np.uint32(1)
            quads[rows, :, 5] = north_west + np.uint32(width + 1)
            checkpoint()
        if self.skirt_m is not None:
            top = ring(width, depth)
            bottom = self.heights.size + np.arange(len(top))
            after_top, after_bottom = np.roll(top, -1), np.roll(bottom, -1)
            sides = np.stack([top, after_top, bottom, after_top, after_bottom, bottom], axis=-1)
            out[surface:] = sides.reshape(-1, 3)


def _bands(rows: int) -> list[slice]:
    return [slice(top, min(top + _BAND_ROWS, rows)) for top in range(0, rows, _BAND_ROWS)]


def _share(places_m: FloatArray) -> FloatArray:
    """0 at the first place, 1 at the last."""
    shares = (places_m - places_m[0]) / (places_m[-1] - places_m[0])
    return np.asarray(shares, np.float32)


def places_m(places_px: npt.NDArray[np.integer[Any]], metres_per_pixel: float) -> FloatArray:
    """Where pixels lie, in metres from the map's corner: float32, each rounded once."""
    return (places_px * metres_per_pixel).astype(np.float32)
