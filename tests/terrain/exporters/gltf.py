"""A reader of binary glTF."""

from __future__ import annotations

import json
import struct
from typing import Any

import numpy as np

COMPONENTS = {5125: np.dtype("<u4"), 5126: np.dtype("<f4")}
WIDTHS = {"SCALAR": 1, "VEC2": 2, "VEC3": 3, "VEC4": 4}


class Gltf:
    """A glTF file read after the specification 2.0, section 4.4 ("Binary glTF Layout")."""

    def __init__(self, data: bytes) -> None:
        magic, version, length = struct.unpack_from("<4sII", data)
        assert (magic, version, length) == (b"glTF", 2, len(data))
        json_bytes, json_kind = struct.unpack_from("<I4s", data, 12)
        assert json_kind == b"JSON"
        assert json_bytes % 4 == 0
        self.tree: dict[str, Any] = json.loads(data[20 : 20 + json_bytes])
        binary_bytes, binary_kind = struct.unpack_from("<I4s", data, 20 + json_bytes)
        assert binary_kind == b"BIN\0"
        self.binary = data[28 + json_bytes :]
        assert len(self.binary) == binary_bytes == self.tree["buffers"][0]["byteLength"]

    @property
    def primitive(self) -> dict[str, Any]:
        """The only one of the only mesh."""
        (mesh,) = self.tree["meshes"]
        (primitive,) = mesh["primitives"]
        assert primitive["mode"] == 4, "triangles"
        return dict(primitive)

    def array(self, accessor_index: int) -> np.ndarray:
        accessor = self.tree["accessors"][accessor_index]
        view = self.tree["bufferViews"][accessor["bufferView"]]
        kind, width = COMPONENTS[accessor["componentType"]], WIDTHS[accessor["type"]]
        start = view.get("byteOffset", 0) + accessor.get("byteOffset", 0)
        values = np.frombuffer(self.binary, kind, accessor["count"] * width, start).reshape(-1, width)
        if "min" in accessor:
            np.testing.assert_array_equal(values.min(axis=0), np.array(accessor["min"], kind))
            np.testing.assert_array_equal(values.max(axis=0), np.array(accessor["max"], kind))
        return values

    def attribute(self, name: str) -> np.ndarray:
        return self.array(self.primitive["attributes"][name])

    @property
    def triangles(self) -> np.ndarray:
        return self.array(self.primitive["indices"]).reshape(-1, 3)

    def mesh(self, node_name: str) -> tuple[dict[str, np.ndarray], np.ndarray, dict[str, Any]]:
        """Attributes, triangles and the extras of a node."""
        (node,) = (node for node in self.tree["nodes"] if node["name"] == node_name)
        (primitive,) = self.tree["meshes"][node["mesh"]]["primitives"]
        assert primitive.get("mode", 4) == 4, "triangles"
        attributes = {name: self.array(index) for name, index in primitive["attributes"].items()}
        return attributes, self.array(primitive["indices"]).reshape(-1, 3), node["extras"]
