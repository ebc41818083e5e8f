"""Pictures of a character's surfaces put together into one, so that one material serves them all."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image

from procgen.formats.gltf import Tree


@dataclass(frozen=True, slots=True, eq=False)
class Atlas:
    """A picture, and where in it the pictures of materials are."""

    png: bytes
    places: Mapping[int, tuple[float, float, float, float]]
    """By material: left, top, width and height as shares of the picture."""

    def moved(self, material: int, uv: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """(n, 2) texture coordinates of a material's own picture, in the atlas."""
        left, top, width, height = self.places[material]
        return uv * np.array((width, height), np.float32) + np.array((left, top), np.float32)


def fits_an_atlas(material: Tree) -> bool:
    """Whether a material is opaque and has a picture of its colour and no other."""
    surface = material.get("pbrMetallicRoughness", {})
    factor = surface.get("baseColorFactor", [1.0] * 4)
    plain = {"name", "pbrMetallicRoughness"} >= material.keys() and "metallicRoughnessTexture" not in surface
    return plain and "baseColorTexture" in surface and all(value == 1.0 for value in factor)


def pack(pictures: Sequence[tuple[int, bytes]]) -> Atlas:
    """Put pictures side by side: the tallest at the left, the others one below the other beside it.

    Args:
        pictures: by material, as PNG or JPEG.
    """
    opened = [(material, Image.open(io.BytesIO(data)).convert("RGB")) for material, data in pictures]
    opened.sort(key=lambda each: (-each[1].height, -each[1].width, each[0]))
    (first, tallest), *others = opened
    width = tallest.width + max((picture.width for _, picture in others), default=0)
    height = max(tallest.height, sum(picture.height for _, picture in others))
    whole = Image.new("RGB", (width, height))
    corners = {first: (0, 0)}
    top = 0
    for material, picture in others:
        corners[material] = tallest.width, top
        top += picture.height
    for material, picture in opened:
        whole.paste(picture, corners[material])
    out = io.BytesIO()
    whole.save(out, "PNG")
    sizes = {material: picture.size for material, picture in opened}
    places = {
        material: (x / width, y / height, sizes[material][0] / width, sizes[material][1] / height)
        for material, (x, y) in corners.items()
    }
    return Atlas(out.getvalue(), places)
