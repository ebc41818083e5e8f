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
from procgen.character.exporters.nodes import skeleton_nodes
from procgen.character.exporters.options import ExportOptions
from procgen.character.exporters.springs import SPRINGS, describe_springs
from procgen.character.exporters.targets import Views, add_targets
from procgen.character.exporters.vrm import EXTENSION, describe
from procgen.character.exporters.writer import UNSIGNED_BYTE, UNSIGNED_SHORT, Writer, filled, places
from procgen.character.game.ragdoll import ragdoll
from procgen.character.mesh.model import Character, Surface
from procgen.character.mesh.rows import by_axis
from procgen.formats.gltf import ARRAY_BUFFER, ELEMENT_ARRAY_BUFFER, FLOAT, LOD, dumped
from procgen.runtime.checkpoint import Checkpoint, go_on

Tree = dict[str, Any]

FIRST_JOINT = 1
"""Node of the first joint; node 0 holds everything."""


def encode_all(characters: Iterable[Character], options: ExportOptions | None = None) -> Iterator[bytes]:
    """Write characters one after the other, each as :func:`encode` does."""
    for character in characters:
        yield encode(character, options)


def encode(character: Character, options: ExportOptions | None = None, checkpoint: Checkpoint = go_on) -> bytes:
    """Write a character.

    Args:
        character: what :func:`procgen.character.mesh.build.build` made.
        options: what the file holds.
        checkpoint: called after every few clips; raises to stop the work.

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
    tree: Tree = {"asset": {"version": "2.0", "generator": "procgen", "extras": dict(character.extras)}, "scene": 0}
    written: dict[str, str] = {}
    if options.clips:
        clips = character.moved(options.movements, options.manner, checkpoint)
        written["animations"] = add_clips(clips, character.skeleton, writer, FIRST_JOINT, checkpoint)
    skeleton, count = skeleton_nodes(character, FIRST_JOINT)
    whole: Tree = {"name": character.name, "children": [FIRST_JOINT]}
    game = options.profile == "game"
    if game:
        whole["extras"] = {"ragdoll": ragdoll(character, options.mass_kg)}
    nodes = [dumped(whole), skeleton]
    written["skins"] = _skin(character, writer)
    materials = MaterialWriter(character.materials, writer, textures=options.textures)
    meshes: list[str] = []
    mesh_nodes: dict[int, tuple[str, ...]] = {}
    for part in character.parts:
        shared: dict[int, Views] = {}
        for level in options.levels:
            surfaces = [
                surface
                for surface in part.surfaces
                if level < len(surface.topology.counts) and len(surface.topology.triangles[level])
            ]
            if not surfaces:
                continue
            targets = part.targets if options.morphs(level) else ()
            primitives = []
            for surface in surfaces:
                primitive = _primitive(surface, level, writer, shared, materials.number(surface.slot))
                if targets:
                    moving = add_targets(surface.topology, level, targets, writer, shared[id(surface)], character)
                    primitive += f',"targets":{moving}'
                primitives.append(primitive + "}")
            mesh = f'{{"name":{dumped(part.name)},"primitives":[{",".join(primitives)}]'
            if targets:
                mesh += f',"extras":{{"targetNames":{dumped(targets)}}}'
            name = f"{part.name}_LOD{level}" if len(options.levels) > 1 else part.name
            node = FIRST_JOINT + count + len(meshes)
            more = _levels_of(node, len(options.levels)) if game and level == 0 else ""
            if not game or level == 0:
                mesh_nodes[node] = targets
            nodes.append(f'{{"name":{dumped(name)},"mesh":{len(meshes)},"skin":0{more}}}')
            meshes.append(mesh + "}")
    # Skinned meshes follow their joints alone; below another node, glTF's validator warns, that would be unclear.
    tree["scenes"] = [{"nodes": [0, *mesh_nodes]}]
    tree |= materials.tree()
    extensions: Tree = {}
    if options.profile == "vrm":
        extensions[EXTENSION] = describe(character, FIRST_JOINT, mesh_nodes)
    if character.springs:
        extensions[SPRINGS] = describe_springs(character, FIRST_JOINT)
    if extensions:
        tree["extensions"] = extensions
    used = [*tree.get("extensionsUsed", []), *extensions, *([LOD] if game else [])]
    if used:
        tree["extensionsUsed"] = sorted(used)
    written["nodes"] = f"[{','.join(nodes)}]"
    written["meshes"] = f"[{','.join(meshes)}]"
    return writer.glb(tree, written)


def _levels_of(node: int, count: int) -> str:
    """Members of the node of the finest level: the others' nodes, which follow, and from which heights each is shown.

    Source: the vendor extension MSFT_lod.
    """
    extension = f'"extensions":{{"{LOD}":{{"ids":{dumped(list(range(node + 1, node + count)))}}}}}'
    return f',{extension},"extras":{{"MSFT_screencoverage":{dumped(list(SCREEN_SHARES[:count]))}}}'


def _skin(character: Character, writer: Writer) -> str:
    count = len(character.skeleton.names)
    matrices = np.zeros((count, 4, 4), np.float32)
    matrices[:] = _UNTURNED
    matrices[:, 3, :3] = -character.skeleton.places  # column-major: the translation is the last row here
    view = writer.view(matrices)
    inverse = f'{{"bufferView":{view},"componentType":{FLOAT},"count":{count},"type":"MAT4"}}'
    joints = ",".join(map(str, range(FIRST_JOINT, FIRST_JOINT + count)))
    accessor = writer.accessor(inverse)
    return f'[{{"joints":[{joints}],"skeleton":{FIRST_JOINT},"inverseBindMatrices":{accessor}}}]'


def _views(surface: Surface, level: int, writer: Writer, shared: dict[int, Views]) -> Views:
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
    if surface.level_normals:
        normals = surface.level_normals[level]
        found = {**found, "NORMAL": writer.view(normals, ARRAY_BUFFER, normals.strides[0])}
    return found


def _primitive(surface: Surface, level: int, writer: Writer, shared: dict[int, Views], material: int) -> str:
    """JSON of a primitive, without the bracket that closes it."""
    views = _views(surface, level, writer, shared)
    count = surface.topology.counts[level]
    # Reductions along rows of contiguous numbers are many times faster than along columns.
    axes = by_axis(surface.vertices[:count])
    bounds = filled(_BOUNDS, [*axes.min(axis=1).tolist(), *axes.max(axis=1).tolist()])
    attributes = []
    for name, view in views.items():
        if name in _ATTRIBUTES:
            more = bounds if name == "POSITION" else ""
            number = writer.accessor(f'{{"bufferView":{view},"count":{count},{_ATTRIBUTES[name]}{more}}}')
            attributes.append(f'"{name}":{number}')
    triangles = surface.topology.triangles[level]
    view = writer.view(triangles, ELEMENT_ARRAY_BUFFER)
    indices = f'"componentType":{UNSIGNED_SHORT},"count":{triangles.size},"type":"SCALAR"'
    number = writer.accessor(f'{{"bufferView":{view},{indices}}}')
    return f'{{"attributes":{{{",".join(attributes)}}},"indices":{number},"material":{material}'


SCREEN_SHARES = (0.5, 0.22, 0.09, 0.01)
"""Of the picture's height, what a character takes at least for each level to be shown; below the last it is gone."""
_UNTURNED = np.eye(4, dtype=np.float32)
_BOUNDS = f',"min":{places(3)},"max":{places(3)}'
_ATTRIBUTES = {
    name: f'"componentType":{kind},"type":"{shape}"{more}'
    for name, kind, shape, more in (
        ("POSITION", FLOAT, "VEC3", ""),
        ("NORMAL", FLOAT, "VEC3", ""),
        ("TEXCOORD_0", FLOAT, "VEC2", ""),
        ("JOINTS_0", UNSIGNED_BYTE, "VEC4", ""),
        ("WEIGHTS_0", UNSIGNED_SHORT, "VEC4", ',"normalized":true'),
        ("TANGENT", FLOAT, "VEC4", ""),
    )
}
"""What is said of the accessor of each attribute."""
