"""Meshes of users, from GLB or OBJ. Nothing in a file is trusted: counts, ranges and sizes are held to bounds first.

Sources: the glTF 2.0 specification (3.6 accessors, 5.2 buffer views); B1 of "Object Files (.obj)", Wavefront, 1995.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from PIL import Image, UnidentifiedImageError

from procgen.errors import InvalidFields, Violation
from procgen.formats.gltf import node_matrix, read_glb
from procgen.texture.maps.srgb import to_srgb

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
Picture = npt.NDArray[np.uint8]
Tree = dict[str, Any]

MOST_VERTICES: Final = 40_000
MOST_TRIANGLES: Final = 60_000
LARGEST_PICTURE_PX: Final = 4096
PICTURE_PX: Final = 1024
"""Pictures are reduced to this side."""
REACH_M: Final = 3.0
"""Nothing that somebody wears lies farther than this from where they stand."""
_DEEPEST = 32
_TRIANGLES = 4
_COMPONENTS: Final = {5120: "i1", 5121: "u1", 5122: "<i2", 5123: "<u2", 5125: "<u4", 5126: "<f4"}
_WIDTHS: Final = {"SCALAR": 1, "VEC2": 2, "VEC3": 3}


class _BadMesh(Exception):
    """What is wrong with a file, and what would be right."""

    def __init__(self, value: object, allowed: str) -> None:
        super().__init__(str(value))
        self.value, self.allowed = value, allowed


@dataclass(frozen=True, eq=False)
class OwnMesh:
    """A mesh of a user.

    Attributes:
        vertices: (V, 3) metres, y up, front along +Z, as it lies on the neutral body in T-pose.
        uv: (V, 2), v down.
        triangles: (T, 3).
        colour: sRGB, 0..1.
        albedo: (H, W, 3) uint8 sRGB, None where there is no picture.
    """

    vertices: Floats
    uv: Floats
    triangles: Ints
    colour: tuple[float, float, float] = (0.7, 0.7, 0.7)
    albedo: Picture | None = None


def read_mesh(data: bytes, field: str) -> OwnMesh:
    """Read a GLB (by its first bytes) or an OBJ.

    Args:
        data: the file.
        field: what a violation calls it.

    Raises:
        InvalidFields: the file can't be worn; says what is wrong with it.
    """
    try:
        mesh = _read_glb(data) if data[:4] == b"glTF" else _read_obj(data)
        return _checked(mesh)
    except _BadMesh as bad:
        raise InvalidFields([Violation.of(field, bad.value, bad.allowed)]) from bad


def _checked(mesh: OwnMesh) -> OwnMesh:
    if not 3 <= len(mesh.vertices) <= MOST_VERTICES:
        raise _BadMesh(f"{len(mesh.vertices)} vertices", f"3 to {MOST_VERTICES} vertices")
    if not 1 <= len(mesh.triangles) <= MOST_TRIANGLES:
        raise _BadMesh(f"{len(mesh.triangles)} triangles", f"1 to {MOST_TRIANGLES} triangles")
    if mesh.uv.shape != (len(mesh.vertices), 2):
        allowed = f"two for each of {len(mesh.vertices)} vertices"
        raise _BadMesh(f"texture coordinates of the form {mesh.uv.shape}", allowed)
    if not (np.isfinite(mesh.vertices).all() and np.isfinite(mesh.uv).all()):
        raise _BadMesh("a place that is no number", "finite places and texture coordinates")
    if mesh.triangles.min() < 0 or mesh.triangles.max() >= len(mesh.vertices):
        raise _BadMesh(f"vertex {int(mesh.triangles.max())} in a face", f"vertices 0 to {len(mesh.vertices) - 1}")
    far = float(np.abs(mesh.vertices).max())
    if far > REACH_M:
        raise _BadMesh(f"a vertex {far:.3g} m away", f"metres, at most {REACH_M:g} from the body's feet")
    corners = mesh.vertices[mesh.triangles].astype(np.float64)
    area = np.linalg.norm(np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]), axis=1)
    whole = area > 1e-12
    if not whole.any():
        raise _BadMesh("faces without area alone", "faces that have an area")
    return OwnMesh(mesh.vertices, mesh.uv, mesh.triangles[whole], mesh.colour, mesh.albedo)


def _read_obj(data: bytes) -> OwnMesh:
    try:
        lines = data.decode("utf-8").splitlines()
    except UnicodeDecodeError:
        raise _BadMesh("bytes that are neither GLB nor text", "a GLB, or an OBJ as text") from None
    places: list[list[float]] = []
    pictured: list[list[float]] = []
    found: dict[tuple[int, int], int] = {}
    triangles: list[tuple[int, int, int]] = []
    for number, line in enumerate(lines, 1):
        key, *words = line.split("#")[0].split() or [""]
        try:
            if key == "v":
                places.append([float(word) for word in words[:3]])
            elif key == "vt":
                pictured.append([float(words[0]), float(words[1]) if len(words) > 1 else 0.0])
            elif key == "f":
                corners = [found.setdefault(_corner(word, places, pictured), len(found)) for word in words]
                triangles += [(corners[0], b, c) for b, c in pairwise(corners[1:])]
        except (ValueError, IndexError):
            raise _BadMesh(f"line {number}: {line[:60]!r}", "v, vt and f as OBJ has them") from None
        if len(found) > MOST_VERTICES or len(places) > MOST_VERTICES or len(triangles) > MOST_TRIANGLES:
            raise _BadMesh(f"more at line {number}", f"{MOST_VERTICES} vertices, {MOST_TRIANGLES} triangles at most")
    if not triangles or any(len(place) != 3 for place in places):
        raise _BadMesh(
            f"{len(triangles)} faces of {len(places)} places", "an OBJ with faces, and three numbers a place"
        )
    order = np.array(list(found))
    at = np.array([[u, 1 - v] for u, v in pictured] or [[0.0, 0.0]], np.float32)
    uv = at[np.maximum(order[:, 1], 0)]
    return OwnMesh(np.array(places, np.float32)[order[:, 0]], uv, np.array(triangles, np.int64))


def _corner(word: str, places: list[list[float]], pictured: list[list[float]]) -> tuple[int, int]:
    """Place and texture coordinate (-1: none) of a corner such as ``3/7/2``, counted from 1 or, below 0, backwards."""
    first, second = (*word.split("/"), "")[:2]

    def counted(text: str, many: int) -> int:
        number = int(text)
        place = number - 1 if number > 0 else many + number
        if not 0 <= place < many:
            raise IndexError(text)
        return place

    return counted(first, len(places)), counted(second, len(pictured)) if second else -1


def _read_glb(data: bytes) -> OwnMesh:
    try:
        tree, buffer = read_glb(data)
        return _meshes_of(tree, buffer)
    except _BadMesh:
        raise
    except Exception as error:  # a tree of any form: whatever it lacks, it is no glTF
        raise _BadMesh(
            f"a GLB that can't be read: {type(error).__name__}", "a GLB of version 2, of one buffer"
        ) from error


def _meshes_of(tree: Tree, buffer: bytes) -> OwnMesh:
    needed = tree.get("extensionsRequired", [])
    if needed:
        raise _BadMesh(f"it needs {', '.join(map(str, needed[:3]))}", "a GLB without extensionsRequired")
    vertices, uvs, triangles, count, faces = [], [], [], 0, 0
    materials: list[int] = []
    for mesh, matrix in _placed(tree):
        for primitive in tree["meshes"][mesh]["primitives"]:
            if primitive.get("mode", _TRIANGLES) != _TRIANGLES:
                raise _BadMesh(f"a primitive of mode {primitive['mode']}", "triangles")
            place = _accessor(tree, buffer, primitive["attributes"]["POSITION"], MOST_VERTICES)
            place = place.astype(np.float64) @ matrix[:3, :3].T + matrix[:3, 3]
            uv = np.zeros((len(place), 2), np.float32)
            if "TEXCOORD_0" in primitive["attributes"]:
                pictured = primitive["attributes"]["TEXCOORD_0"]
                uv = _accessor(tree, buffer, pictured, MOST_VERTICES).astype(np.float32)
            corner = np.arange(len(place))
            if "indices" in primitive:
                corner = _accessor(tree, buffer, primitive["indices"], 3 * MOST_TRIANGLES).ravel().astype(np.int64)
            vertices.append(place)
            uvs.append(uv)
            triangles.append(corner[: len(corner) // 3 * 3].reshape(-1, 3) + count)
            count += len(place)
            faces += len(triangles[-1])
            if count > MOST_VERTICES or faces > MOST_TRIANGLES:
                allowed = f"at most {MOST_VERTICES} vertices and {MOST_TRIANGLES} triangles"
                raise _BadMesh(f"{count} vertices, {faces} triangles and more", allowed)
            if "material" in primitive:
                materials.append(primitive["material"])
    if not vertices:
        raise _BadMesh("no mesh in the scene", "a mesh with triangles")
    surfaces = [tree["materials"][number].get("pbrMetallicRoughness", {}) for number in materials]
    pictured_first = sorted(surfaces, key=lambda surface: "baseColorTexture" not in surface)
    colour, albedo = _material(tree, buffer, pictured_first[0]) if surfaces else (OwnMesh.colour, None)
    return OwnMesh(
        np.concatenate(vertices).astype(np.float32), np.concatenate(uvs), np.concatenate(triangles), colour, albedo
    )


def _placed(tree: Tree) -> list[tuple[int, npt.NDArray[np.float64]]]:
    """Numbers of the meshes of the scene, and where each stands; what is skinned stands where its mesh says."""
    nodes = tree["nodes"]
    found: list[tuple[int, npt.NDArray[np.float64]]] = []
    waiting = [(number, np.eye(4), 0) for number in tree["scenes"][tree.get("scene", 0)]["nodes"]]
    seen = 0
    while waiting:
        number, above, depth = waiting.pop()
        seen += 1
        if depth > _DEEPEST or seen > len(nodes):
            raise _BadMesh("nodes that hold one another", f"a tree of nodes, {_DEEPEST} deep at most")
        node = nodes[number]
        matrix = above @ node_matrix(node)
        if "mesh" in node:
            found.append((int(node["mesh"]), np.eye(4) if "skin" in node else matrix))
        waiting += [(child, matrix, depth + 1) for child in node.get("children", [])]
    return found[::-1]


def _accessor(tree: Tree, buffer: bytes, number: int, most: int) -> npt.NDArray[Any]:
    """(N, width) of an accessor."""
    accessor = tree["accessors"][number]
    count, width = int(accessor["count"]), _WIDTHS[accessor["type"]]
    if "sparse" in accessor or "bufferView" not in accessor:
        raise _BadMesh("a sparse accessor", "accessors with all their values")
    if not 0 <= count <= most:
        raise _BadMesh(f"{count} values", f"at most {most}")
    kind = np.dtype(_COMPONENTS[accessor["componentType"]])
    view = tree["bufferViews"][accessor["bufferView"]]
    step = int(view.get("byteStride", 0)) or kind.itemsize * width
    start = int(view.get("byteOffset", 0)) + int(accessor.get("byteOffset", 0))
    end = start + step * max(count - 1, 0) + kind.itemsize * width
    if start < 0 or step < kind.itemsize * width or end > len(buffer):
        raise _BadMesh("an accessor that leaves the buffer", "accessors inside the buffer")
    values = np.ndarray((count, width), kind, buffer, start, (step, kind.itemsize))
    if accessor.get("normalized") and kind.kind != "f":
        return np.asarray(values / np.iinfo(kind).max)
    return values


def _material(tree: Tree, buffer: bytes, surface: Tree) -> tuple[tuple[float, float, float], Picture | None]:
    """Colour and picture of a material's surface."""
    factor = np.array(surface.get("baseColorFactor", [1.0] * 4)[:3], np.float32)
    red, green, blue = to_srgb(np.clip(factor, 0, 1)).tolist()
    if "baseColorTexture" not in surface:
        return (red, green, blue), None
    image = tree["images"][tree["textures"][surface["baseColorTexture"]["index"]]["source"]]
    view = tree["bufferViews"][image["bufferView"]]
    start = int(view.get("byteOffset", 0))
    try:
        with Image.open(io.BytesIO(buffer[start : start + int(view["byteLength"])]), formats=("PNG", "JPEG")) as opened:
            if max(opened.size) > LARGEST_PICTURE_PX:
                raise _BadMesh(
                    f"a picture of {opened.size[0]} x {opened.size[1]}", f"at most {LARGEST_PICTURE_PX} pixels"
                )
            shown = opened.convert("RGB")
            shown.thumbnail((PICTURE_PX, PICTURE_PX))
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        raise _BadMesh("a picture that can't be read", "PNG or JPEG") from None
    picture = np.asarray(shown)
    picture.flags.writeable = False
    return (red, green, blue), picture
