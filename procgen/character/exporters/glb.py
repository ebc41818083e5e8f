"""Characters as binary glTF 2.0.

One skin with 56 joints, one mesh a part, one primitive a surface. What a surface keeps from body to body (texture
coordinates, weights, triangles, entries of morph targets) is kept as bytes with its topology. Levels of detail share
buffer views: a coarser level reads a shorter run of the same vertices.

Sources: the glTF 2.0 specification (Khronos, 2021), sections 3.6.2.3 ("Sparse Accessors"), 3.7.2.2 ("Morph Targets"),
3.7.3 ("Skins") and 3.11 ("Animations").
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from procgen.character.exporters.animations import add_clips
from procgen.character.exporters.materials import MaterialWriter
from procgen.character.exporters.options import ALL_LEVELS, ExportOptions
from procgen.character.exporters.vrm import EXTENSION, describe
from procgen.character.exporters.writer import UNSIGNED_BYTE, UNSIGNED_SHORT, Writer
from procgen.character.mesh.model import Character, Part, Surface, Topology
from procgen.formats.gltf import ARRAY_BUFFER, ELEMENT_ARRAY_BUFFER, FLOAT, write_glb

Floats = npt.NDArray[np.float32]
Tree = dict[str, Any]

FIRST_JOINT = 1
"""Node of the first joint; node 0 holds everything."""


def encode_all(characters: Iterable[Character], options: ExportOptions | None = None) -> Iterator[bytes]:
    """Write characters one after the other, each as :func:`encode` does."""
    for character in characters:
        yield encode(character, options)


def encode(character: Character, options: ExportOptions | None = None) -> bytes:
    """Write a character.

    Args:
        character: what :func:`procgen.character.mesh.build.build` made.
        options: what the file holds.

    Returns:
        A .glb (or .vrm, which is one): metres, +Y up, +Z front. Below a node with the character's name stands the joint
        "Root" with all others, sockets as empty nodes among them and capsules as ``extras.collider`` of joints; beside
        it stands a node for each part. ``meshes[].extras.targetNames`` names morph targets. The same character gives
        the same bytes.

    Raises:
        ValueError: a texture is of a type that glTF does not take, or a level of detail is asked for that the character
            was not built with.
    """
    options = options or ExportOptions()
    if max(options.levels) > 0 and any(len(part.surfaces[0].topology.counts) == 1 for part in character.parts):
        raise ValueError(f"{character.name} was built without levels of detail")
    writer = Writer()
    tree: Tree = {
        "asset": {"version": "2.0", "generator": "procgen", "extras": dict(character.extras)},
        "scene": 0,
        "scenes": [{"nodes": [0]}],
    }
    if options.clips and character.clips:
        tree["animations"] = add_clips(character, writer, FIRST_JOINT)
    nodes = _skeleton(character)
    tree["skins"] = [_skin(character, writer)]
    materials = MaterialWriter(character.materials, writer, textures=options.textures)
    meshes: list[Tree] = []
    mesh_nodes: dict[int, tuple[str, ...]] = {}
    for part in character.parts:
        shared: dict[int, Tree] = {}
        for level in options.levels:
            primitives = [
                _primitive(surface, level, writer, shared, materials.number(surface.slot))
                for surface in part.surfaces
                if level < len(surface.topology.counts) and len(surface.topology.triangles[level])
            ]
            if not primitives:
                continue
            mesh: Tree = {"name": part.name, "primitives": primitives}
            if options.morphs and part.targets:
                _add_targets(part, level, primitives, writer, shared, character)
                mesh["extras"] = {"targetNames": list(part.targets)}
            name = f"{part.name}_LOD{level}" if options.lod == ALL_LEVELS else part.name
            nodes.append({"name": name, "mesh": len(meshes), "skin": 0})
            mesh_nodes[len(nodes) - 1] = part.targets if options.morphs else ()
            meshes.append(mesh)
    nodes[0]["children"] = [FIRST_JOINT]
    # Skinned meshes follow their joints alone; below another node, glTF's validator warns, that would be unclear.
    tree["scenes"][0]["nodes"] += mesh_nodes
    tree |= {"nodes": nodes, "meshes": meshes, "accessors": writer.accessors}
    tree |= materials.tree()
    if options.profile == "vrm":
        tree["extensions"] = {EXTENSION: describe(character, FIRST_JOINT, mesh_nodes)}
        tree["extensionsUsed"] = sorted([*tree.get("extensionsUsed", []), EXTENSION])
    return write_glb(tree, writer.blocks)


def _skeleton(character: Character) -> list[Tree]:
    """The node that holds everything, the joints, and the sockets below them."""
    skeleton = character.skeleton
    nodes: list[Tree] = [{"name": character.name}]
    children: list[list[int]] = [[] for _ in skeleton.names]
    places = np.concatenate([skeleton.places, np.zeros((1, 3))])  # parent -1 is the origin
    offsets = np.round(places[:-1].astype(np.float64) - places[list(skeleton.parents)], 6).tolist()
    for number, (name, parent, offset) in enumerate(zip(skeleton.names, skeleton.parents, offsets, strict=True)):
        nodes.append({"name": name, "translation": offset})
        if parent >= 0:
            children[parent].append(FIRST_JOINT + number)
    for capsule in character.colliders:
        nodes[FIRST_JOINT + skeleton.number(capsule.joint)]["extras"] = {
            "collider": {
                "shape": "capsule",
                "center": list(capsule.centre_m),
                "axis": list(capsule.axis),
                "radius": capsule.radius_m,
                "height": capsule.height_m,
            }
        }
    for socket in character.sockets:
        children[skeleton.number(socket.joint)].append(len(nodes))
        node: Tree = {"name": socket.name, "translation": list(socket.offset_m)}
        if socket.rotation != (0.0, 0.0, 0.0, 1.0):
            node["rotation"] = list(socket.rotation)
        nodes.append(node)
    for number, below in enumerate(children):
        if below:
            nodes[FIRST_JOINT + number]["children"] = below
    return nodes


def _skin(character: Character, writer: Writer) -> Tree:
    count = len(character.skeleton.names)
    matrices = np.tile(np.eye(4, dtype=np.float32), (count, 1, 1))
    matrices[:, 3, :3] = -character.skeleton.places  # column-major: the translation is the last row here
    view = writer.view(matrices)
    inverse = writer.accessor({"bufferView": view, "componentType": FLOAT, "count": count, "type": "MAT4"})
    joints = list(range(FIRST_JOINT, FIRST_JOINT + count))
    return {"joints": joints, "skeleton": FIRST_JOINT, "inverseBindMatrices": inverse}


def _views(surface: Surface, level: int, writer: Writer, shared: dict[int, Tree]) -> Tree:
    """The views of a surface, added when its first level asks for them: the finest, which uses most vertices."""
    found = shared.get(id(surface))
    if found is None:
        topology = surface.topology
        arrays: dict[str, npt.NDArray[Any]] = {
            "POSITION": surface.vertices,
            "NORMAL": surface.normals,
            "TEXCOORD_0": topology.uv,
            "JOINTS_0": topology.joints,
            "WEIGHTS_0": topology.weights,
        }
        if surface.tangents is not None:
            arrays["TANGENT"] = surface.tangents
        found = shared[id(surface)] = {
            name: writer.view(array[: topology.counts[level]], ARRAY_BUFFER, array.strides[0])
            for name, array in arrays.items()
        }
    return found


def _primitive(surface: Surface, level: int, writer: Writer, shared: dict[int, Tree], material: int) -> Tree:
    views = _views(surface, level, writer, shared)
    count = surface.topology.counts[level]
    # Reductions along rows of contiguous numbers are many times faster than along columns.
    places = np.ascontiguousarray(surface.vertices[:count].T)

    def add(name: str, kind: int, shape: str, **more: Any) -> int:
        entry = {"bufferView": views[name], "componentType": kind, "count": count, "type": shape, **more}
        return writer.accessor(entry)

    attributes = {
        "POSITION": add("POSITION", FLOAT, "VEC3", min=places.min(axis=1).tolist(), max=places.max(axis=1).tolist()),
        "NORMAL": add("NORMAL", FLOAT, "VEC3"),
        "TEXCOORD_0": add("TEXCOORD_0", FLOAT, "VEC2"),
        "JOINTS_0": add("JOINTS_0", UNSIGNED_BYTE, "VEC4"),
        "WEIGHTS_0": add("WEIGHTS_0", UNSIGNED_SHORT, "VEC4", normalized=True),
    }
    if "TANGENT" in views:
        attributes["TANGENT"] = add("TANGENT", FLOAT, "VEC4")
    triangles = surface.topology.triangles[level]
    view = writer.view(triangles, ELEMENT_ARRAY_BUFFER)
    indices = {"bufferView": view, "componentType": UNSIGNED_SHORT, "count": triangles.size, "type": "SCALAR"}
    return {"attributes": attributes, "indices": writer.accessor(indices), "material": material}


def _add_targets(
    part: Part, level: int, primitives: list[Tree], writer: Writer, shared: dict[int, Tree], character: Character
) -> None:
    """Give all primitives of a mesh the part's morph targets, in the same order, as glTF demands."""
    surfaces = [
        surface
        for surface in part.surfaces
        if level < len(surface.topology.counts) and len(surface.topology.triangles[level])
    ]
    for surface, primitive in zip(surfaces, primitives, strict=True):
        count = surface.topology.counts[level]
        moving = _moving(surface.topology, level, writer, _views(surface, level, writer, shared), character)
        still: int | None = None
        targets = []
        for name in part.targets:
            number = moving.get(name)
            if number is None:
                if still is None:
                    nought = {
                        "componentType": FLOAT,
                        "count": count,
                        "type": "VEC3",
                        "min": [0, 0, 0],
                        "max": [0, 0, 0],
                    }
                    still = writer.accessor(nought)
                number = still
            targets.append({"POSITION": number})
        primitive["targets"] = targets


def _moving(topology: Topology, level: int, writer: Writer, views: Tree, character: Character) -> dict[str, int]:
    """Accessors of the morph targets that move a surface."""
    morphs = topology.morphs
    if morphs is None:
        return {}
    gains = np.array([character.morph_gain.get(name, 1.0) for name in morphs.names], np.float32)
    if "morph_vertex" not in views:
        views["morph_vertex"] = writer.view(morphs.vertex)
        views["morph_shift"] = writer.view(morphs.shift * gains.repeat(np.diff(morphs.start))[:, None])
    bounds = _bounds(topology, level)
    ends = bounds[2]
    low, high = (bounds[0] * gains[:, None]).tolist(), (bounds[1] * gains[:, None]).tolist()
    found = {}
    for number, (name, start) in enumerate(zip(morphs.names, morphs.start.tolist(), strict=False)):
        entries = ends[number] - start
        if not entries:
            continue
        found[name] = writer.accessor(
            {
                "componentType": FLOAT,
                "count": topology.counts[level],
                "type": "VEC3",
                "min": low[number],
                "max": high[number],
                # Godot 4.6 takes only views that hold nothing but the entries of one accessor.
                "sparse": {
                    "count": entries,
                    "indices": {
                        "bufferView": writer.slice(views["morph_vertex"], 2 * start, 2 * entries),
                        "componentType": UNSIGNED_SHORT,
                    },
                    "values": {"bufferView": writer.slice(views["morph_shift"], 12 * start, 12 * entries)},
                },
            }
        )
    return found


def _bounds(topology: Topology, level: int) -> tuple[Floats, Floats, list[int]]:
    """Least and greatest shift (M, 3) of each target at a level, and where its entries end."""
    key = f"morph_bounds_{level}"
    found: tuple[Floats, Floats, list[int]] | None = topology.prepared.get(key)
    if found is None:
        morphs, count = topology.morphs, topology.counts[level]
        assert morphs is not None
        low, high, ends = [], [], []
        for start, end in zip(morphs.start[:-1].tolist(), morphs.start[1:].tolist(), strict=True):
            # Entries are in the order of vertices, and a level is the first of them.
            end = start + int(np.searchsorted(morphs.vertex[start:end], count))
            shift = morphs.shift[start:end]
            # Vertices that a sparse accessor does not name do not move.
            whole = end - start == count
            nought = np.zeros((0 if whole else 1, 3), np.float32)
            both = np.concatenate([shift, nought])
            low.append(both.min(axis=0))
            high.append(both.max(axis=0))
            ends.append(end)
        found = topology.prepared[key] = np.array(low, np.float32), np.array(high, np.float32), ends
    return found
