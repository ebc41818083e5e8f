"""Slots and their textures as glTF materials.

Sources: the glTF 2.0 specification, section 3.9; EXT_texture_webp; KHR_materials_anisotropy.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np

from procgen.character.exporters.writer import Writer
from procgen.character.mesh.model import Material, Texture
from procgen.character.mesh.part import GLASS_ALPHA, STRANDS
from procgen.formats.gltf import LINEAR, LINEAR_MIPMAP_LINEAR

Tree = dict[str, Any]

_PLAIN = ("image/png", "image/jpeg")
_EXTENSIONS = {"image/webp": "EXT_texture_webp"}
_ANISOTROPY = "KHR_materials_anisotropy"
_ALONG_STRANDS = {"anisotropyStrength": 0.7, "anisotropyRotation": 1.570796}
"""Roughness is stretched along strands, which run along v: a quarter turn from the tangents."""


@lru_cache(maxsize=1024)
def linear(colour: tuple[float, float, float]) -> tuple[float, ...]:
    """Linear light of an sRGB colour, 0..1 (IEC 61966-2-1)."""
    return tuple(round(c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4, 6) for c in colour)


class MaterialWriter:
    """The materials, textures and pictures of a file; pictures with the same bytes are written once."""

    def __init__(self, materials: Mapping[str, Material], writer: Writer, *, textures: bool) -> None:
        self._given = materials
        self._writer = writer
        self._with_textures = textures
        self._numbers: dict[str, int] = {}
        self._materials: list[Tree] = []
        self._textures: list[Tree] = []
        self._images: list[Tree] = []
        self._image_of: dict[tuple[bytes, str], int] = {}
        self._texture_of: dict[Texture, int] = {}
        self._used: set[str] = set()
        self._required: set[str] = set()

    def number(self, slot: str) -> int:
        """Of a slot's material, written when it is first asked for."""
        if slot not in self._numbers:
            self._numbers[slot] = len(self._materials)
            self._materials.append(self._material(self._given[slot]))
        return self._numbers[slot]

    def tree(self) -> Tree:
        """``materials``, ``textures``, ``images``, ``samplers`` and the extensions in use; without empty ones."""
        tree: Tree = {"materials": self._materials}
        if self._textures:
            tree |= {"textures": self._textures, "images": self._images}
            tree["samplers"] = [{"magFilter": LINEAR, "minFilter": LINEAR_MIPMAP_LINEAR}]
        if self._used:
            tree["extensionsUsed"] = sorted(self._used)
        if self._required:
            tree["extensionsRequired"] = sorted(self._required)
        return tree

    def _material(self, material: Material) -> Tree:
        slot = material.slot
        has = material if self._with_textures else Material(slot)
        tinted = material.tint or has.base_colour is None
        alpha = GLASS_ALPHA if slot.alpha == "blend" and has.base_colour is None else 1.0
        surface: Tree = {
            "baseColorFactor": [*(linear(slot.colour) if tinted else [1.0, 1.0, 1.0]), alpha],
            "metallicFactor": round(float(slot.metallic), 4),
            "roughnessFactor": round(float(slot.roughness), 4),
        }
        entry: Tree = {"name": slot.name, "pbrMetallicRoughness": surface}
        if has.base_colour is not None:
            surface["baseColorTexture"] = {"index": self._texture(has.base_colour)}
        if has.occlusion_roughness_metallic is not None:
            packed = {"index": self._texture(has.occlusion_roughness_metallic)}
            surface["metallicRoughnessTexture"] = packed
            entry["occlusionTexture"] = dict(packed)
        if has.normal is not None:
            entry["normalTexture"] = {"index": self._texture(has.normal)}
        if has.emissive is not None:
            entry["emissiveTexture"] = {"index": self._texture(has.emissive)}
        if any(material.emissive_factor):
            entry["emissiveFactor"] = list(material.emissive_factor)
        if slot.alpha == "mask":
            entry |= {"alphaMode": "MASK", "alphaCutoff": 0.5}
        elif slot.alpha == "blend":
            entry["alphaMode"] = "BLEND"
        if slot.double_sided:
            entry["doubleSided"] = True
        if slot.kind in STRANDS and has.normal is not None:
            entry["extensions"] = {_ANISOTROPY: dict(_ALONG_STRANDS)}
            self._used.add(_ANISOTROPY)
        return entry

    def _texture(self, texture: Texture) -> int:
        if texture not in self._texture_of:
            entry: Tree = {"sampler": 0}
            if texture.mime in _PLAIN:
                entry["source"] = self._image(texture.data, texture.mime)
            elif texture.mime in _EXTENSIONS:
                extension = _EXTENSIONS[texture.mime]
                entry["extensions"] = {extension: {"source": self._image(texture.data, texture.mime)}}
                self._used.add(extension)
                if texture.fallback is None:
                    self._required.add(extension)
                else:
                    plain = "image/png" if texture.fallback.startswith(b"\x89PNG") else "image/jpeg"
                    entry["source"] = self._image(texture.fallback, plain)
            else:
                raise ValueError(f"glTF takes no textures of the type {texture.mime}")
            self._texture_of[texture] = len(self._textures)
            self._textures.append(entry)
        return self._texture_of[texture]

    def _image(self, data: bytes, mime: str) -> int:
        key = (data, mime)
        if key not in self._image_of:
            view = self._writer.view(np.frombuffer(data, np.uint8))
            self._image_of[key] = len(self._images)
            self._images.append({"bufferView": view, "mimeType": mime})
        return self._image_of[key]
