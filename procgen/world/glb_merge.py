"""Taking what is needed of one binary glTF over into another."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import numpy as np

from procgen.formats.gltf import (
    ARRAY_BUFFER,
    ELEMENT_ARRAY_BUFFER,
    UNSIGNED_INT,
    Block,
    Slice,
    Tree,
    block_of,
    read_glb,
)
from procgen.world.meshes import Mesh

UNSIGNED_BYTE, UNSIGNED_SHORT = 5121, 5123


class Collector:
    """The glTF in the making: its tree and its blocks. Equal bytes of different files are written once."""

    def __init__(self, tree: Tree, blocks: list[Block | Slice]) -> None:
        self.tree = tree
        self.blocks = blocks
        self._views: dict[tuple[bytes, int | None, int | None], int] = {}
        self._materials: dict[str, int] = {}
        self._entries: dict[tuple[str, str], int] = {}

    def view(self, data: bytes, target: int | None = None, stride: int | None = None) -> int:
        """Number of a buffer view with these bytes."""
        key = (data, target, stride)
        if key not in self._views:
            block = block_of(data)
            self._views[key] = len(self.blocks)
            self.blocks.append(Block(block.byte_length, block.fill, target, stride))
        return self._views[key]

    def material(self, entry: Tree) -> int:
        """Number of a material; one that looks just like another is that."""
        key = json.dumps({name: value for name, value in entry.items() if name != "name"}, sort_keys=True)
        if key not in self._materials:
            self._materials[key] = self.add("materials", entry)
        return self._materials[key]

    def same(self, kind: str, entry: Tree) -> int:
        """Number of an entry; one that is just like another is that."""
        key = kind, json.dumps(entry, sort_keys=True)
        if key not in self._entries:
            self._entries[key] = self.add(kind, entry)
        return self._entries[key]

    def add(self, kind: str, entry: Tree) -> int:
        """Number of a new entry among the ``accessors``, ``meshes``, ``nodes``, … ."""
        entries = self.tree.setdefault(kind, [])
        entries.append(entry)
        return len(entries) - 1

    def vertices(self, values: np.ndarray[Any, Any], kind: str, component: int, **more: Any) -> int:
        """Number of a new accessor of an attribute of vertices, a row each.

        Args:
            values: (vertices, parts).
            kind: what glTF calls a row: "VEC2", "VEC3" or "VEC4".
            component: what it calls the type of a part.
            **more: entries beside these.
        """
        # Arrays with the same bytes share a view, which then has to say how far its elements are apart.
        view = self.view(array_bytes(values), ARRAY_BUFFER, values.dtype.itemsize * values.shape[1])
        entry = {"bufferView": view, "componentType": component, "count": len(values), "type": kind, **more}
        return self.add("accessors", entry)

    def indices(self, mesh: Mesh) -> int:
        """Number of a new accessor of a mesh's triangles, in as few bytes as its vertices allow."""
        small = len(mesh.positions) < 65535
        numbers = mesh.triangles.astype(np.uint16 if small else np.uint32).reshape(-1)
        view = self.view(array_bytes(numbers), ELEMENT_ARRAY_BUFFER)
        kind = UNSIGNED_SHORT if small else UNSIGNED_INT
        accessor = {"bufferView": view, "componentType": kind, "count": len(numbers), "type": "SCALAR"}
        return self.add("accessors", accessor)


def merge(
    into: Collector, data: bytes, name: str, *, clips: tuple[str, ...] = (), mesh_filter: Callable[[str], bool]
) -> tuple[list[int], list[int]]:
    """Take a character over: its nodes with their meshes, skins and materials, without morph targets.

    Args:
        into: what it is added to.
        data: a .glb.
        name: put before the names of its nodes, meshes and clips.
        clips: names of the animations that are taken over.
        mesh_filter: takes the name of a node with a mesh and says whether to take it over.

    Returns:
        Numbers of the root nodes without a mesh, which may be moved, and of the skinned ones, which may not: they
        follow their joints.
    """
    return _Merge(into, data, name, clips, mesh_filter).done()


class _Merge:
    def __init__(
        self, into: Collector, data: bytes, name: str, clips: tuple[str, ...], mesh_filter: Callable[[str], bool]
    ) -> None:
        self.into = into
        self.tree, self.buffer = read_glb(data)
        self.name, self.clips, self.mesh_filter = name, clips, mesh_filter
        self.numbers: dict[tuple[str, int], int] = {}

    def done(self) -> tuple[list[int], list[int]]:
        nodes = self.tree["nodes"]
        taken = [
            index
            for index, node in enumerate(nodes)
            if "mesh" not in node or self.mesh_filter(str(node.get("name", "")))
        ]
        first = len(self.into.tree.setdefault("nodes", []))
        moved = {old: first + new for new, old in enumerate(taken)}
        for old in taken:
            node = dict(nodes[old])
            if "children" in node:
                node["children"] = [moved[child] for child in node["children"] if child in moved]
            if "name" in node:
                node["name"] = f"{self.name} {node['name']}"
            if "skin" in node:
                # Whoever is merged is one mesh.
                node["name"] = f"{self.name} figure"
            if "mesh" in node:
                node["mesh"] = self._mesh(node["mesh"])
            node.pop("weights", None)
            self.into.add("nodes", node)
        for old in taken:
            if "skin" in nodes[old]:
                self.into.tree["nodes"][moved[old]]["skin"] = self._skin(nodes[old]["skin"], moved)
        for animation in self.tree.get("animations", []):
            if animation.get("name") in self.clips:
                self._animation(animation, moved)
        for kind in ("extensionsUsed", "extensionsRequired"):
            named = sorted({*self.into.tree.get(kind, []), *self.tree.get(kind, [])})
            if named:
                self.into.tree[kind] = named
        roots = self.tree["scenes"][self.tree.get("scene", 0)]["nodes"]
        movable = [moved[root] for root in roots if root in moved and "mesh" not in nodes[root]]
        return movable, [moved[root] for root in roots if root in moved and "mesh" in nodes[root]]

    def _once(
        self, kind: str, index: int, make: Callable[[Tree], Tree], add: Callable[[str, Tree], int] | None = None
    ) -> int:
        key = (kind, index)
        if key not in self.numbers:
            self.numbers[key] = (add or self.into.add)(kind, make(dict(self.tree[kind][index])))
        return self.numbers[key]

    def _view(self, index: int) -> int:
        view = self.tree["bufferViews"][index]
        start = view.get("byteOffset", 0)
        data = self.buffer[start : start + view["byteLength"]]
        return self.into.view(data, view.get("target"), view.get("byteStride"))

    def _accessor(self, index: int) -> int:
        def make(accessor: Tree) -> Tree:
            if "sparse" in accessor:
                raise ValueError("sparse accessors are not taken over")
            return {**accessor, "bufferView": self._view(accessor["bufferView"])}

        return self._once("accessors", index, make)

    def _mesh(self, index: int) -> int:
        def make(mesh: Tree) -> Tree:
            return {"name": self.name, "primitives": self._primitives(mesh)}

        return self._once("meshes", index, make)

    def _primitives(self, mesh: Tree) -> list[dict[str, Any]]:
        primitives = []
        for primitive in mesh["primitives"]:
            kept = {key: value for key, value in primitive.items() if key != "targets"}
            kept["attributes"] = {key: self._accessor(value) for key, value in primitive["attributes"].items()}
            kept["indices"] = self._accessor(primitive["indices"])
            if "material" in primitive:
                material = self.tree["materials"][primitive["material"]]
                if "COLOR_0" not in kept["attributes"] and _is_tinted(material):
                    kept["attributes"]["COLOR_0"] = self._dyed(primitive["attributes"]["POSITION"], material)
                    kept["material"] = self.into.material(self._with_textures(_undyed(material)))
                else:
                    kept["material"] = self._material(primitive["material"])
            primitives.append(kept)
        return primitives

    def _material(self, index: int) -> int:
        def make(material: Tree) -> Tree:
            made: dict[str, Any] = self._with_textures(material)
            return made

        key = ("materials", index)
        if key not in self.numbers:
            self.numbers[key] = self.into.material(make(dict(self.tree["materials"][index])))
        return self.numbers[key]

    def _dyed(self, positions: int, material: Tree) -> int:
        """A colour for each vertex: a material's own, so that one material serves all that are plain."""
        count = self.tree["accessors"][positions]["count"]
        colour = material.get("pbrMetallicRoughness", {}).get("baseColorFactor", (1.0, 1.0, 1.0, 1.0))
        dye = np.tile(np.rint(np.clip(colour, 0.0, 1.0) * np.array(65535.0)).astype("<u2"), (count, 1))
        view = self.into.view(array_bytes(dye), ARRAY_BUFFER, 8)
        return self.into.add(
            "accessors",
            {"bufferView": view, "componentType": UNSIGNED_SHORT, "normalized": True, "count": count, "type": "VEC4"},
        )

    def _with_textures(self, value: Any) -> Any:
        """A material's entries with the numbers of its textures changed, at any depth."""
        if isinstance(value, dict):
            changed = {key: self._with_textures(entry) for key, entry in value.items()}
            for key, entry in value.items():
                if key.endswith("Texture") and isinstance(entry, dict) and "index" in entry:
                    changed[key]["index"] = self._texture(entry["index"])
            return changed
        return value

    def _texture(self, index: int) -> int:
        def make(texture: Tree) -> Tree:
            changed = dict(texture)
            if "sampler" in texture:
                changed["sampler"] = self.into.same("samplers", self.tree["samplers"][texture["sampler"]])
            if "source" in texture:
                changed["source"] = self._image(texture["source"])
            if "extensions" in texture:
                changed["extensions"] = {
                    key: {**entry, "source": self._image(entry["source"])} if "source" in entry else entry
                    for key, entry in texture["extensions"].items()
                }
            return changed

        return self._once("textures", index, make, self.into.same)

    def _image(self, index: int) -> int:
        image = self.tree["images"][index]
        return self.into.same("images", {**image, "bufferView": self._view(image["bufferView"])})

    def _skin(self, index: int, moved: dict[int, int]) -> int:
        def make(skin: Tree) -> Tree:
            changed = {**skin, "joints": [moved[joint] for joint in skin["joints"]]}
            if "skeleton" in skin:
                changed["skeleton"] = moved[skin["skeleton"]]
            if "inverseBindMatrices" in skin:
                changed["inverseBindMatrices"] = self._accessor(skin["inverseBindMatrices"])
            return changed

        return self._once("skins", index, make)

    def _first(self, number: int) -> list[float]:
        """The first values of a track, an accessor of the file that is taken over."""
        accessor = self.tree["accessors"][number]
        view = self.tree["bufferViews"][accessor["bufferView"]]
        start = int(view.get("byteOffset", 0)) + int(accessor.get("byteOffset", 0))
        kind = np.dtype("<i2" if accessor.get("normalized") else "<f4")
        found = np.frombuffer(self.buffer, kind, _PARTS[accessor["type"]], start).astype(np.float64)
        if not accessor.get("normalized"):
            return [float(value) for value in found]
        found = np.maximum(found / 32767.0, -1.0)
        return [float(value) for value in found / np.sqrt(np.sum(found**2))]

    def _animation(self, animation: Tree, moved: dict[int, int]) -> None:
        samplers = [
            {**sampler, "input": self._accessor(sampler["input"]), "output": self._accessor(sampler["output"])}
            for sampler in animation["samplers"]
        ]
        channels = [
            {**channel, "target": {**channel["target"], "node": moved[channel["target"]["node"]]}}
            for channel in animation["channels"]
            if channel["target"]["path"] != "weights"
        ]
        for channel in channels:
            # Viewers that play nothing show its beginning, and not how bodies are bound to their bones.
            node = self.into.tree["nodes"][channel["target"]["node"]]
            node[channel["target"]["path"]] = self._first(animation["samplers"][channel["sampler"]]["output"])
        entry = {"name": f"{self.name} {animation['name']}", "samplers": samplers, "channels": channels}
        if "extras" in animation:
            entry["extras"] = animation["extras"]
        self.into.add("animations", entry)


_PARTS = {"VEC3": 3, "VEC4": 4}


def _is_tinted(material: Tree) -> bool:
    """Whether a material is a colour times a picture that is cut out: hair, brows and lashes."""
    surface = material.get("pbrMetallicRoughness", {})
    cut = material.get("alphaMode") == "MASK" and "extensions" not in material
    return cut and "baseColorTexture" in surface and "baseColorFactor" in surface


def _undyed(material: Tree) -> Tree:
    """A material without its colour, which vertices have instead."""
    surface = {key: value for key, value in material["pbrMetallicRoughness"].items() if key != "baseColorFactor"}
    return {**material, "pbrMetallicRoughness": surface}


def array_bytes(values: np.ndarray[Any, Any]) -> bytes:
    """An array's bytes, row by row, little-endian."""
    return np.ascontiguousarray(values, values.dtype.newbyteorder("<")).tobytes()
