"""What a binary glTF says of a project: triangles, bones, and how dense its textures are.

Source: the glTF 2.0 specification (Khronos, 2021), sections 3.6 ("Buffers and Accessors") and 4.4 ("GLB layout").
"""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

_HEAD: Final = struct.Struct("<4sIIII")
_MOST_BYTES: Final = 64 << 20
_NUMBERS: Final = {5121: "<u1", 5123: "<u2", 5125: "<u4", 5126: "<f4"}
_PARTS: Final = {"SCALAR": 1, "VEC2": 2, "VEC3": 3}
_TRIANGLES: Final = 4

Array = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class MeshFacts:
    """Facts of a file.

    Attributes:
        triangles: of all its meshes.
        has_bones: whether it has a skin.
        uv_per_m: side of the texture's square that a metre of its surface takes; None where that can't be read.
    """

    triangles: int
    has_bones: bool
    uv_per_m: float | None


def read_mesh(path: Path) -> MeshFacts | None:
    """Facts of a GLB; None where it is none that can be read here (another version, too large, compressed)."""
    try:
        if path.stat().st_size > _MOST_BYTES:
            return None
        data = path.read_bytes()
        magic, version, _, length, kind = _HEAD.unpack_from(data)
        if (magic, version, kind) != (b"glTF", 2, 0x4E4F534A):
            return None
        tree = json.loads(data[_HEAD.size : _HEAD.size + length])
        return _facts(tree, data[_HEAD.size + length + 8 :])
    except (OSError, ValueError, KeyError, IndexError, TypeError, struct.error, RecursionError):
        return None  # a file of somebody's project, whatever it is, is no reason to stop


def _facts(tree: dict[str, Any], binary: bytes) -> MeshFacts:
    triangles, uv_area, area = 0, 0.0, 0.0
    for mesh in tree.get("meshes", ()):
        for part in mesh["primitives"]:
            if part.get("mode", _TRIANGLES) != _TRIANGLES:
                continue
            attributes = part["attributes"]
            positions = tree["accessors"][attributes["POSITION"]]
            corners = tree["accessors"][part["indices"]]["count"] if "indices" in part else positions["count"]
            triangles += corners // 3
            if "TEXCOORD_0" not in attributes or "extensions" in part:
                continue
            places = _read(tree, binary, attributes["POSITION"])
            uv = _read(tree, binary, attributes["TEXCOORD_0"])
            order: Array = _read(tree, binary, part["indices"]).ravel() if "indices" in part else np.arange(len(places))
            order = order[: len(order) // 3 * 3].reshape(-1, 3).astype(np.int64)
            area += _area(places[order])
            uv_area += _area(np.pad(uv[order], ((0, 0), (0, 0), (0, 1))))
    density = float(np.sqrt(uv_area / area)) if area > 0 and uv_area > 0 else None
    return MeshFacts(triangles, bool(tree.get("skins")), density)


def _area(corners: Array) -> float:
    """Of triangles (n, 3, 3)."""
    cross = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    return float(np.linalg.norm(cross, axis=1).sum() / 2)


def _read(tree: dict[str, Any], binary: bytes, number: int) -> Array:
    """An accessor as (count, parts)."""
    accessor = tree["accessors"][number]
    view = tree["bufferViews"][accessor["bufferView"]]
    kind = np.dtype(_NUMBERS[accessor["componentType"]])
    parts = _PARTS[accessor["type"]]
    start = view.get("byteOffset", 0) + accessor.get("byteOffset", 0)
    stride = view.get("byteStride", kind.itemsize * parts)
    count = accessor["count"]
    if start + (count - 1) * stride + kind.itemsize * parts > len(binary):
        raise ValueError("the accessor leads out of the file")
    return np.ndarray((count, parts), kind, binary, start, (stride, kind.itemsize)).astype(np.float64)
