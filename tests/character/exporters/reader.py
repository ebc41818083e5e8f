"""A reader of binary glTF files with skins, sparse accessors and animations, after the specification 2.0."""

from __future__ import annotations

import json
import struct
from typing import Any

import numpy as np

KINDS = {
    5121: np.dtype("u1"),
    5122: np.dtype("<i2"),
    5123: np.dtype("<u2"),
    5125: np.dtype("<u4"),
    5126: np.dtype("<f4"),
}
WIDTHS = {"SCALAR": 1, "VEC2": 2, "VEC3": 3, "VEC4": 4, "MAT4": 16}


class Glb:
    def __init__(self, data: bytes) -> None:
        magic, version, length, size, kind = struct.unpack_from("<4sIII4s", data)
        assert (magic, version, length, kind) == (b"glTF", 2, len(data), b"JSON")
        self.tree: dict[str, Any] = json.loads(data[20 : 20 + size])
        self.binary = data[28 + size :]

    def _view(self, number: int, offset: int, kind: np.dtype, count: int) -> np.ndarray:
        view = self.tree["bufferViews"][number]
        assert offset + count * kind.itemsize <= view["byteLength"]
        return np.frombuffer(self.binary, kind, count, view["byteOffset"] + offset)

    def array(self, number: int) -> np.ndarray:
        accessor = self.tree["accessors"][number]
        kind, width, count = KINDS[accessor["componentType"]], WIDTHS[accessor["type"]], accessor["count"]
        values = np.zeros((count, width), kind)
        if "bufferView" in accessor:
            values = self._view(accessor["bufferView"], accessor.get("byteOffset", 0), kind, count * width)
            values = values.reshape(count, width)
        if "sparse" in accessor:
            sparse = accessor["sparse"]
            index, entries = sparse["indices"], sparse["values"]
            at = self._view(
                index["bufferView"], index.get("byteOffset", 0), KINDS[index["componentType"]], sparse["count"]
            )
            assert (np.diff(at.astype(int)) > 0).all()
            new = self._view(entries["bufferView"], entries.get("byteOffset", 0), kind, sparse["count"] * width)
            values = values.copy()
            values[at] = new.reshape(-1, width)
        if "min" in accessor:
            np.testing.assert_array_equal(values.min(axis=0), np.array(accessor["min"], kind))
            np.testing.assert_array_equal(values.max(axis=0), np.array(accessor["max"], kind))
        return values

    def node(self, name: str) -> dict[str, Any]:
        (found,) = (node for node in self.tree["nodes"] if node.get("name") == name)
        return dict(found)

    def mesh(self, node: str) -> dict[str, Any]:
        return dict(self.tree["meshes"][self.node(node)["mesh"]])

    def place(self, name: str) -> np.ndarray:
        """Of a node whose ancestors turn nothing."""
        number = next(index for index, node in enumerate(self.tree["nodes"]) if node.get("name") == name)
        place = np.array(self.tree["nodes"][number].get("translation", [0, 0, 0]))
        for index, node in enumerate(self.tree["nodes"]):
            if number in node.get("children", []):
                assert "rotation" not in node
                return place + self.place(self.tree["nodes"][index]["name"])
        return place
