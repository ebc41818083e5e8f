"""Nodes of glTF as prims: transforms, meshes, lights, point instancers, levels of detail."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from procgen.formats.gltf import INSTANCES, LIGHTS, LOD, Tree
from procgen.formats.usd.library import Library
from procgen.formats.usd.meshes import Meshes
from procgen.formats.usd.names import Names, identifier
from procgen.formats.usd.source import Source

_LAMP_RADIUS_M: Final = 0.05
_CANDELA: Final = 0.05
_PLAIN: Final = (str, bool, int, float)


class Nodes:
    """Writes nodes into a layer.

    Args:
        usd: the library.
        stage: of the layer.
        source: whose nodes.
        meshes: of the same layer.
    """

    def __init__(self, usd: Library, stage: Any, source: Source, meshes: Meshes) -> None:
        self._usd, self._stage, self._source, self._meshes = usd, stage, source, meshes

    def write(self, path: str, number: int, kind: str = "") -> Any:
        """A node and what is below it.

        Args:
            path: of its prim.
            number: of the node.
            kind: its kind in the hierarchy of models: "component", "group" or empty.
        """
        node = self._source.nodes[number]
        extensions, children = node.get("extensions", {}), node.get("children", [])
        if INSTANCES in extensions:
            prim = self._instancer(path, node)
        elif LIGHTS in extensions:
            prim = self._lamp(path, extensions[LIGHTS]["light"])
        elif "mesh" in node and LOD not in extensions and not children:
            prim = self._meshes.write(path, node["mesh"], _collision(node)).GetPrim()
        else:
            prim = self._usd.UsdGeom.Xform.Define(self._stage, path).GetPrim()
            if "mesh" in node:
                self._levels(path, node)
        self.describe(prim, node, kind)
        names = Names()
        for below in children:
            name = names.new(str(self._source.nodes[below].get("name", "node")))
            inner = "component" if kind == "group" else ""
            self.write(f"{path}/{name}", below, inner)
        return prim

    def describe(self, prim: Any, node: Tree, kind: str) -> None:
        """Where a node's prim is, and what it is."""
        self.place(prim, node)
        if kind:
            self._usd.Usd.ModelAPI(prim).SetKind(kind)
        if "name" in node:
            prim.SetDisplayName(str(node["name"]))
        told = {key: value for key, value in node.get("extras", {}).items() if isinstance(value, _PLAIN)}
        for key, value in sorted(told.items()):
            prim.SetCustomDataByKey(key, value)

    def place(self, prim: Any, node: Tree) -> None:
        """Move, turn and scale a prim as a node."""
        usd, xform = self._usd, self._usd.UsdGeom.Xformable(prim)
        if "matrix" in node:
            xform.AddTransformOp().Set(usd.Gf.Matrix4d(np.array(node["matrix"], np.float64).reshape(4, 4).tolist()))
        if "translation" in node:
            xform.AddTranslateOp().Set(usd.Gf.Vec3d(*map(float, node["translation"])))
        if "rotation" in node:
            x, y, z, w = map(float, node["rotation"])
            xform.AddOrientOp().Set(usd.Gf.Quatf(w, x, y, z))
        if "scale" in node:
            xform.AddScaleOp().Set(usd.Gf.Vec3f(*map(float, node["scale"])))

    def _lamp(self, path: str, number: int) -> Any:
        entry = self._source.tree["extensions"][LIGHTS]["lights"][number]
        lamp = self._usd.UsdLux.SphereLight.Define(self._stage, path)
        lamp.CreateColorAttr(self._usd.Gf.Vec3f(*entry.get("color", (1.0, 1.0, 1.0))))
        lamp.CreateRadiusAttr(_LAMP_RADIUS_M)
        # The sun is about 1 here, beside which real lamps would not be seen: these are brighter.
        lamp.CreateNormalizeAttr(True)
        lamp.CreateIntensityAttr(float(entry.get("intensity", 1.0)) * _CANDELA)
        lamp.CreateExtentAttr([(-_LAMP_RADIUS_M,) * 3, (_LAMP_RADIUS_M,) * 3])
        return lamp.GetPrim()

    def _levels(self, path: str, node: Tree) -> None:
        """The meshes of a node: one, or the variants "lod"."""
        coarser = node.get("extensions", {}).get(LOD, {}).get("ids", [])
        meshes = [node["mesh"], *(self._source.nodes[each]["mesh"] for each in coarser)]
        if len(meshes) == 1:
            self._meshes.write(f"{path}/Mesh", meshes[0], _collision(node))
            return
        choice = self._stage.GetPrimAtPath(path).GetVariantSets().AddVariantSet("lod")
        for level, mesh in enumerate(meshes):
            choice.AddVariant(f"LOD{level}")
            choice.SetVariantSelection(f"LOD{level}")
            with choice.GetVariantEditContext():
                self._meshes.write(f"{path}/Mesh", mesh, _collision(node))
        choice.SetVariantSelection(f"LOD{node.get('extras', {}).get('shown_level', 0)}")

    def _instancer(self, path: str, node: Tree) -> Any:
        """A point instancer of one prototype."""
        usd = self._usd
        told = node["extensions"][INSTANCES]["attributes"]
        many = usd.UsdGeom.PointInstancer.Define(self._stage, path)
        places, turns, scales = (self._source.array(told[name]) for name in ("TRANSLATION", "ROTATION", "SCALE"))
        usd.UsdGeom.Scope.Define(self._stage, f"{path}/Prototypes")
        prototype = f"{path}/Prototypes/{identifier(str(node['name']))}"
        usd.UsdGeom.Xform.Define(self._stage, prototype)
        self._levels(prototype, node)
        many.CreatePrototypesRel().SetTargets([prototype])
        vt = usd.Vt
        many.CreateProtoIndicesAttr(vt.IntArray(len(places), 0))
        many.CreatePositionsAttr(vt.Vec3fArray.FromNumpy(np.ascontiguousarray(places)))
        many.CreateOrientationsAttr(vt.QuathArray.FromNumpy(turns.astype(np.float16)))
        many.CreateScalesAttr(vt.Vec3fArray.FromNumpy(np.ascontiguousarray(scales)))
        many.CreateExtentAttr(vt.Vec3fArray.FromNumpy(self._reach(node["mesh"], places, scales)))
        return many.GetPrim()

    def _reach(self, mesh: int, places: npt.NDArray[Any], scales: npt.NDArray[Any]) -> npt.NDArray[np.float32]:
        """(2, 3) a box round all instances, however each is turned about its upright axis."""
        low, high = self._meshes.extent(mesh)
        far = float(np.hypot(*np.maximum(np.abs(low), np.abs(high))[[0, 2]]))
        least = np.array((-far, min(float(low[1]), 0.0), -far)) * scales
        most = np.array((far, max(float(high[1]), 0.0), far)) * scales
        return np.stack([(places + least).min(axis=0), (places + most).max(axis=0)]).astype(np.float32)


def _collision(node: Tree) -> str:
    return str(node.get("extras", {}).get("collision", ""))
