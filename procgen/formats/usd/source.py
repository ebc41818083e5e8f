"""A binary glTF as arrays: what layers of USD are made of."""

from __future__ import annotations

import io
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from PIL import Image

from procgen.formats.gltf import Tree, read_glb

_TYPES: Final = {5120: "<i1", 5121: "<u1", 5122: "<i2", 5123: "<u2", 5125: "<u4", 5126: "<f4"}
_WIDTHS: Final = {"SCALAR": 1, "VEC2": 2, "VEC3": 3, "VEC4": 4, "MAT4": 16}
_ENDINGS: Final = {"image/png": ".png", "image/jpeg": ".jpg"}


class Source:
    """A .glb that is read: its tree, and its arrays as they are asked for.

    Args:
        glb: one buffer; accessors that are not sparse.
    """

    def __init__(self, glb: bytes) -> None:
        self.tree, self._buffer = read_glb(glb)
        self.nodes: list[Tree] = self.tree["nodes"]
        self.parent = {child: number for number, node in enumerate(self.nodes) for child in node.get("children", ())}

    def array(self, number: int) -> npt.NDArray[Any]:
        """(count, parts) of an accessor; integers that stand for shares as float32, 0 to 1 or -1 to 1.

        Raises:
            ValueError: it is sparse.
        """
        accessor = self.tree["accessors"][number]
        if "sparse" in accessor:
            raise ValueError("sparse accessors are not read")
        kind, width = np.dtype(_TYPES[accessor["componentType"]]), _WIDTHS[accessor["type"]]
        view = self.tree["bufferViews"][accessor["bufferView"]]
        start = view.get("byteOffset", 0) + accessor.get("byteOffset", 0)
        stride = view.get("byteStride") or kind.itemsize * width
        steps = (stride, kind.itemsize)
        values: npt.NDArray[Any] = np.ndarray((accessor["count"], width), kind, self._buffer, start, steps)
        if accessor.get("normalized"):
            return np.maximum(values.astype(np.float32) / np.iinfo(kind).max, np.float32(-1.0))
        return values

    def image(self, texture: int, usual: str) -> tuple[str, bytes]:
        """Name and bytes of a texture's picture; those that USD does not read become PNG.

        Args:
            texture: its number.
            usual: the name of a picture that has none.
        """
        number = self.tree["textures"][texture]["source"]
        entry = self.tree["images"][number]
        view = self.tree["bufferViews"][entry["bufferView"]]
        start = view.get("byteOffset", 0)
        data = self._buffer[start : start + view["byteLength"]]
        name = str(entry.get("name") or usual)
        ending = _ENDINGS.get(entry["mimeType"])
        if ending is None:
            out = io.BytesIO()
            Image.open(io.BytesIO(data)).save(out, "PNG")
            return name + ".png", out.getvalue()
        return name + ending, data

    def sampler(self, texture: int) -> Tree:
        """How a texture is read; empty where nothing is said."""
        number = self.tree["textures"][texture].get("sampler")
        return {} if number is None else dict(self.tree["samplers"][number])

    def coloured(self) -> frozenset[int]:
        """Materials whose meshes have a colour at each corner."""
        return frozenset(
            primitive["material"]
            for mesh in self.tree["meshes"]
            for primitive in mesh["primitives"]
            if "material" in primitive and "COLOR_0" in primitive["attributes"]
        )
