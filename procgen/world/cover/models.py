"""The models of what covers a world, each in three levels of detail, as one binary glTF file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, Final

import numpy as np

from procgen.formats.gltf import ARRAY_BUFFER, FLOAT, Block, Slice, write_glb
from procgen.runtime.recipe import Recipe
from procgen.world.cover.grown import Cover
from procgen.world.cover.kinds import KINDS, LEVELS
from procgen.world.glb_merge import UNSIGNED_BYTE, Collector, array_bytes
from procgen.world.meshes import Dice, Mesh, Model, Sculptor
from procgen.world.place import Prop
from procgen.world.prop_models import prop_model, shape_of

_SLOTS: Final = ("foliage", "leaves")
_PLAIN: Final[dict[str, Any]] = {
    "pbrMetallicRoughness": {"metallicFactor": 0.0, "roughnessFactor": 0.95},
    "doubleSided": True,
}


@lru_cache(maxsize=128)
def cover_model(kind: str, level: int) -> Model:
    """A plant of the ground at scale 1; the same in every world.

    Args:
        kind: one of :data:`procgen.world.cover.kinds.KINDS`.
        level: 0 from near to 2 from afar.

    Raises:
        KeyError: there is no such kind.
    """
    sculptor = Sculptor()
    KINDS[kind].build(sculptor, Dice(0, f"world/cover/{kind}", 4096), level)
    return sculptor.model(model_name(kind, level))


def model_name(kind: str, level: int) -> str:
    """What a level of a kind, or of a tree's shape, is called: "meadow_grass LOD1"."""
    return f"{kind} LOD{level}"


def tree_shape(kind: str, shape: int) -> str:
    """What a shape of a tree is called: "oak 2"."""
    return f"{kind} {shape + 1}"


def models_of(cover: Cover, props: Sequence[Prop] = ()) -> Iterator[tuple[str, Model]]:
    """Everything that a world's cover is drawn with, by name, and what of its props has no other material than leaves
    and bark.
    """
    for layer in cover.layers:
        for level in range(LEVELS):
            yield model_name(layer.kind, level), cover_model(layer.kind, level)
    shapes = {*shapes_of(cover), *((prop.kind, shape_of(prop)) for prop in props)}
    for kind, shape in sorted(shapes):
        if not set(prop_model(kind, shape).meshes) <= {*_SLOTS}:
            continue
        for level in range(LEVELS):
            yield model_name(tree_shape(kind, shape), level), prop_model(kind, shape, level)


def shapes_of(cover: Cover) -> list[tuple[str, int]]:
    """Kinds and shapes of the trees that stand there."""
    woods = cover.woods
    pairs = np.unique(np.stack([woods.kind, woods.shape], axis=1), axis=0) if len(woods) else np.zeros((0, 2), np.uint8)
    return [(woods.kinds[int(kind)], int(shape)) for kind, shape in pairs]


def models_glb(cover: Cover, props: Sequence[Prop], recipe: Recipe) -> bytes:
    """A .glb with a node for each level of each plant, side by side at the origin: a library, not a scene.

    Colours are those of vertices; "leaves" are cut from ``leaves.png``, on which their texture coordinates lie. Engines
    put materials with wind in the place of these two.
    """
    blocks: list[Block | Slice] = []
    tree: dict[str, Any] = {
        "asset": {"version": "2.0", "generator": f"procgen {recipe.code_version}", "extras": {"recipe": recipe.sha256}},
        "materials": [{**_PLAIN, "name": "foliage"}, {**_PLAIN, "name": "leaves"}],
    }
    file = Collector(tree, blocks)
    nodes = []
    for name, model in models_of(cover, props):
        primitives = []
        for material, slot in enumerate(_SLOTS):
            if slot in model.meshes:
                textured = slot == "leaves"
                mesh = _welded(model.meshes[slot], textured)
                attributes = _attributes(file, mesh, textured)
                primitives.append({"attributes": attributes, "indices": file.indices(mesh), "material": material})
        number = file.add("meshes", {"name": name, "primitives": primitives})
        nodes.append(file.add("nodes", {"name": name, "mesh": number}))
    tree["scenes"] = [{"name": "Plants", "nodes": nodes}]
    tree["scene"] = 0
    return write_glb(tree, blocks)


def _welded(mesh: Mesh, textured: bool) -> Mesh:
    """The same with equal corners once."""
    # Normals are rounded, so that corners that differ by nothing one sees are one.
    normals = np.rint(mesh.normals * 31.0).astype(np.int8)
    uv = mesh.uv_m if textured else np.zeros_like(mesh.uv_m)
    corners = np.empty(len(normals), [("p", "<f4", 3), ("n", np.int8, 3), ("u", "<f4", 2), ("c", np.uint8, 3)])
    corners["p"], corners["n"], corners["u"], corners["c"] = mesh.positions, normals, uv, mesh.colours
    _, where, which = np.unique(corners, return_index=True, return_inverse=True)
    smooth = normals[where].astype(np.float32)
    smooth /= np.sqrt(np.sum(smooth**2, axis=1, keepdims=True))
    faces = which.reshape(-1)[mesh.triangles].astype(np.uint32)
    return Mesh(mesh.positions[where], smooth, uv[where], mesh.colours[where], faces)


def _attributes(file: Collector, mesh: Mesh, textured: bool) -> dict[str, int]:
    count = len(mesh.positions)
    low, high = ([float(value) for value in pick] for pick in (mesh.positions.min(axis=0), mesh.positions.max(axis=0)))
    colours = np.concatenate([mesh.colours, np.full((count, 1), 255, np.uint8)], axis=1)
    told = {
        "POSITION": file.vertices(mesh.positions, "VEC3", FLOAT, min=low, max=high),
        "NORMAL": file.vertices(mesh.normals, "VEC3", FLOAT),
        "COLOR_0": file.add("accessors", {
            "bufferView": file.view(array_bytes(colours), ARRAY_BUFFER, 4), "componentType": UNSIGNED_BYTE,
            "normalized": True, "count": count, "type": "VEC4",
        }),
    }  # fmt: skip
    if textured:
        told["TEXCOORD_0"] = file.vertices(mesh.uv_m, "VEC2", FLOAT)
    return told
