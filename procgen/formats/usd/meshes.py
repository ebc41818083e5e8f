"""Meshes of glTF as UsdGeomMesh, a subset of faces for each material."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, Protocol

import numpy as np
import numpy.typing as npt

from procgen.formats.gltf import Tree
from procgen.formats.usd.library import Library
from procgen.formats.usd.names import Names
from procgen.formats.usd.source import Source

_APPROXIMATIONS: Final = {"mesh": "none", "convex": "convexHull"}
"""What UsdPhysics calls the ways in which bodies collide."""

Floats = npt.NDArray[np.float32]


class Bound(Protocol):
    """The materials of a layer, by their numbers in the glTF."""

    def of(self, number: int) -> Any:
        """One of them."""


class Meshes:
    """Writes meshes into a layer.

    Args:
        usd: the library.
        stage: of the layer.
        source: whose meshes.
        materials: of the same layer.
    """

    def __init__(self, usd: Library, stage: Any, source: Source, materials: Bound) -> None:
        self._usd, self._stage, self._source, self._materials = usd, stage, source, materials

    def extent(self, number: int) -> Floats:
        """(2, 3) least and greatest corner of a mesh."""
        corners = []
        for primitive in self._source.tree["meshes"][number]["primitives"]:
            accessor = self._source.tree["accessors"][primitive["attributes"]["POSITION"]]
            corners.append((accessor["min"], accessor["max"]))
        low, high = np.moveaxis(np.array(corners, np.float32), 1, 0)
        return np.stack([low.min(axis=0), high.max(axis=0)])

    def write(self, path: str, number: int, collision: str = "") -> Any:
        """A mesh at a path; ``collision`` is "mesh", "convex" or empty."""
        primitives = self._source.tree["meshes"][number]["primitives"]
        mesh = self._usd.UsdGeom.Mesh.Define(self._stage, path)
        counts = [self._source.tree["accessors"][each["attributes"]["POSITION"]]["count"] for each in primitives]
        firsts = np.concatenate([[0], np.cumsum(counts)])
        faces = [self._corners(each, int(first)) for each, first in zip(primitives, firsts, strict=False)]
        vt = self._usd.Vt
        mesh.CreateSubdivisionSchemeAttr("none")
        mesh.CreateExtentAttr(vt.Vec3fArray.FromNumpy(self.extent(number)))
        mesh.CreatePointsAttr(vt.Vec3fArray.FromNumpy(self.joined(primitives, "POSITION", 3)))
        corners = np.concatenate(faces)
        mesh.CreateFaceVertexCountsAttr(vt.IntArray.FromNumpy(np.full(len(corners) // 3, 3, np.int32)))
        mesh.CreateFaceVertexIndicesAttr(vt.IntArray.FromNumpy(corners))
        if all("NORMAL" in each["attributes"] for each in primitives):
            mesh.CreateNormalsAttr(vt.Vec3fArray.FromNumpy(self.joined(primitives, "NORMAL", 3)))
            mesh.SetNormalsInterpolation("vertex")
        self._primvars(mesh, primitives)
        self._bind(mesh, primitives, [len(each) // 3 for each in faces])
        if collision:
            self._usd.UsdPhysics.CollisionAPI.Apply(mesh.GetPrim())
            shape = self._usd.UsdPhysics.MeshCollisionAPI.Apply(mesh.GetPrim())
            shape.CreateApproximationAttr(_APPROXIMATIONS[collision])
        return mesh

    def _corners(self, primitive: Tree, first: int) -> npt.NDArray[np.int32]:
        return self._source.array(primitive["indices"]).reshape(-1).astype(np.int32) + np.int32(first)

    def joined(self, primitives: Sequence[Tree], name: str, width: int, empty: float = 0.0) -> Floats:
        """(vertices, width) an attribute of all primitives; ``empty`` where one has none."""
        parts = []
        for each in primitives:
            if name in each["attributes"]:
                parts.append(self._source.array(each["attributes"][name])[:, :width].astype(np.float32))
            else:
                count = self._source.tree["accessors"][each["attributes"]["POSITION"]]["count"]
                parts.append(np.full((count, width), empty, np.float32))
        return np.ascontiguousarray(np.concatenate(parts))

    def _primvars(self, mesh: Any, primitives: Sequence[Tree]) -> None:
        types, vt = self._usd.Sdf.ValueTypeNames, self._usd.Vt
        api = self._usd.UsdGeom.PrimvarsAPI(mesh)
        if any("TEXCOORD_0" in each["attributes"] for each in primitives):
            st = self.joined(primitives, "TEXCOORD_0", 2)
            # Pictures begin at the lower left here, and at the upper left there.
            st[:, 1] = np.float32(1.0) - st[:, 1]
            api.CreatePrimvar("st", types.TexCoord2fArray, "vertex").Set(vt.Vec2fArray.FromNumpy(st))
        if any("COLOR_0" in each["attributes"] for each in primitives):
            colours = self.joined(primitives, "COLOR_0", 3, 1.0)
            api.CreatePrimvar("displayColor", types.Color3fArray, "vertex").Set(vt.Vec3fArray.FromNumpy(colours))

    def _bind(self, mesh: Any, primitives: Sequence[Tree], counts: Sequence[int]) -> None:
        """Bind materials: one to the whole, several to their faces."""
        api = self._usd.UsdShade.MaterialBindingAPI
        numbers = [each.get("material") for each in primitives]
        entries = [self._source.tree["materials"][number] for number in numbers if number is not None]
        if any(entry.get("doubleSided") for entry in entries):
            mesh.CreateDoubleSidedAttr(True)
        if len(set(numbers)) == 1:
            if numbers[0] is not None:
                api.Apply(mesh.GetPrim()).Bind(self._materials.of(numbers[0]))
            return
        binding, names, first = api.Apply(mesh.GetPrim()), Names(), 0
        for number, count in zip(numbers, counts, strict=True):
            faces = self._usd.Vt.IntArray.FromNumpy(np.arange(first, first + count, dtype=np.int32))
            first += count
            name = "plain" if number is None else str(self._source.tree["materials"][number].get("name", "material"))
            subset = binding.CreateMaterialBindSubset(names.new(name), faces)
            if number is not None:
                api.Apply(subset.GetPrim()).Bind(self._materials.of(number))
        binding.SetMaterialBindSubsetsFamilyType("partition")
