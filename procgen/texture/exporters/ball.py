"""A ball of the material on a piece of ground, as binary glTF: to look at in any viewer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from procgen.formats.gltf import (
    ARRAY_BUFFER,
    ELEMENT_ARRAY_BUFFER,
    FLOAT,
    LINEAR,
    LINEAR_MIPMAP_LINEAR,
    UNSIGNED_INT,
    Block,
    block_of,
    write_glb,
)
from procgen.texture.exporters.images import png
from procgen.texture.exporters.meshes import Mesh, ball, cards, ground
from procgen.texture.exporters.metadata import facts
from procgen.texture.exporters.pictures import PICTURES
from procgen.texture.exporters.planes import Planes
from procgen.texture.finish import PLAIN, finish_of, sheen_colour

_REPEAT = 10497


def _block(array: npt.NDArray[np.generic], target: int) -> Block:
    data = np.ascontiguousarray(array).astype(array.dtype.newbyteorder("<"), copy=False).tobytes()
    return Block(len(data), block_of(data).fill, target)


def _add(mesh: Mesh, name: str, tree: dict[str, Any], blocks: list[Block]) -> None:
    """Add a mesh and its node with material 0."""

    def accessor(array: npt.NDArray[np.generic], kind: str, target: int, **more: Any) -> int:
        blocks.append(_block(array, target))
        component = UNSIGNED_INT if array.dtype == np.uint32 else FLOAT
        count = array.size if kind == "SCALAR" else len(array)
        tree["accessors"].append(
            {"bufferView": len(blocks) - 1, "componentType": component, "count": count, "type": kind, **more}
        )
        return len(tree["accessors"]) - 1

    low, high = mesh.positions.min(axis=0).tolist(), mesh.positions.max(axis=0).tolist()
    attributes = {
        "POSITION": accessor(mesh.positions, "VEC3", ARRAY_BUFFER, min=low, max=high),
        "NORMAL": accessor(mesh.normals, "VEC3", ARRAY_BUFFER),
        "TANGENT": accessor(mesh.tangents, "VEC4", ARRAY_BUFFER),
        "TEXCOORD_0": accessor(mesh.uv, "VEC2", ARRAY_BUFFER),
    }
    indices = accessor(mesh.triangles, "SCALAR", ELEMENT_ARRAY_BUFFER)
    tree["meshes"].append(
        {"name": name, "primitives": [{"attributes": attributes, "indices": indices, "material": 0, "mode": 4}]}
    )
    tree["nodes"].append({"name": name, "mesh": len(tree["meshes"]) - 1})


def gltf_material(planes: Planes, texture: Callable[[str], int]) -> dict[str, Any]:
    """The material as glTF has it.

    Args:
        planes: of the material.
        texture: gives the number of the texture of a picture.
    """
    packed = texture("orm")
    described: dict[str, Any] = {
        "name": planes.material.material or "material",
        "pbrMetallicRoughness": {
            "baseColorTexture": {"index": texture("albedo")},
            "metallicRoughnessTexture": {"index": packed},
            "metallicFactor": 1.0,
            "roughnessFactor": 1.0,
        },
        "normalTexture": {"index": texture("normal"), "scale": 1.0},
        "occlusionTexture": {"index": packed, "strength": 1.0},
    }
    if planes.material.surface.opacity is not None:
        described["alphaMode"] = "BLEND"
    if planes.material.cutoff is not None:
        described |= {"alphaMode": "MASK", "alphaCutoff": planes.material.cutoff, "doubleSided": True}
    extensions = gltf_extensions(planes)
    if extensions:
        described["extensions"] = extensions
    return described


def gltf_extensions(planes: Planes) -> dict[str, Any]:
    """What the material has beside the core of glTF, by Khronos' extensions; readers that know none show the rest."""
    finish = finish_of(planes.material)
    found: dict[str, Any] = {}
    if finish.clearcoat:
        found["KHR_materials_clearcoat"] = {
            "clearcoatFactor": finish.clearcoat,
            "clearcoatRoughnessFactor": finish.clearcoat_roughness,
        }
    if finish.sheen:
        found["KHR_materials_sheen"] = {
            "sheenColorFactor": list(sheen_colour(planes.material, finish)),
            "sheenRoughnessFactor": finish.sheen_roughness,
        }
    if finish.anisotropy:
        found["KHR_materials_anisotropy"] = {"anisotropyStrength": finish.anisotropy}
    if finish.specular != PLAIN.specular:
        found["KHR_materials_specular"] = {"specularFactor": finish.specular}
    return found


def ball_glb(planes: Planes) -> bytes:
    """Write a ball on a square of ground, both of the material at its true size.

    Returns:
        A .glb in metres, y up: nodes ``ball`` (four tiles round the equator, standing on the origin) and ``ground``
        (three tiles square); of foliage, each card by its name, upright and side by side; with normals, tangents and
        texture coordinates, u and v beyond 1 where the tile repeats; one material with base colour, occlusion,
        roughness and metallic in one texture, and normals, embedded as PNG, and clear coat, sheen, anisotropy and
        specular reflection as extensions where its class has them.
        The facts of the material stand in the ``extras`` of the asset and of the material.
    """
    material = planes.material
    extras = facts(planes)
    blocks: list[Block] = []
    tree: dict[str, Any] = {
        "asset": {"version": "2.0", "generator": f"procgen {material.recipe.code_version}", "extras": extras},
        "scene": 0,
        "scenes": [{"nodes": [0, 1]}],
        "nodes": [],
        "meshes": [],
        "accessors": [],
        "images": [],
        "samplers": [
            {"magFilter": LINEAR, "minFilter": LINEAR_MIPMAP_LINEAR, "wrapS": _REPEAT, "wrapT": _REPEAT},
        ],
        "textures": [],
    }

    def texture(name: str) -> int:
        blocks.append(block_of(png(planes, PICTURES[name], 8)))
        tree["images"].append({"name": name, "bufferView": len(blocks) - 1, "mimeType": "image/png"})
        tree["textures"].append({"source": len(tree["images"]) - 1, "sampler": 0})
        return len(tree["textures"]) - 1

    width_m, height_m = material.metres_per_tile
    if material.cutoff is None:
        shown = {"ball": ball(width_m, height_m), "ground": ground(width_m, height_m)}
    else:
        shown = cards(material)
    for name, mesh in shown.items():
        _add(mesh, name, tree, blocks)
    tree["scenes"][0]["nodes"] = list(range(len(shown)))
    described = gltf_material(planes, texture)
    if "extensions" in described:
        tree["extensionsUsed"] = sorted(described["extensions"])
    tree["materials"] = [{**described, "extras": extras}]
    return write_glb(tree, blocks)
