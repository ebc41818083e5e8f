"""What a character's slots look like: pictures for portraits, and the same pictures encoded for files."""

from __future__ import annotations

import io
import weakref
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

from procgen.character.cloth import Cloth
from procgen.character.hair.texture import TEXTURES as STRAND_TEXTURES
from procgen.character.hair.texture import maps as strand_maps
from procgen.character.mesh.build import BODY_SLOTS
from procgen.character.mesh.model import Material, Texture
from procgen.character.mesh.part import STRANDS, Slot
from procgen.character.people.person import Person
from procgen.character.portrait.scene import Look
from procgen.character.skin import bake_eyes, bake_mouth, bake_skin, base_colour, sample_mouth
from procgen.runtime.interrupt import checkpoint_here
from procgen.texture.maps.srgb import to_linear

Picture = npt.NDArray[np.uint8]

FORMATS = ("png", "webp")
_WEBP_QUALITY = 88


@dataclass(frozen=True, eq=False)
class Pictures:
    """A slot and its pictures, uint8: ``albedo`` sRGB (with alpha where it cuts), ``normal`` and ``orm`` linear.

    ``tint`` says whether the slot's colour multiplies the albedo.
    """

    slot: Slot
    albedo: Picture | None = None
    normal: Picture | None = None
    orm: Picture | None = None
    emissive: Picture | None = None
    tint: bool = True


def pictures_of(person: Person, slots: Mapping[str, Slot], skin_px: int, cloth: Cloth | None) -> dict[str, Pictures]:
    """The pictures of every slot.

    Args:
        person: skin and eyes.
        slots: of what is worn, eyes and mouth included, in their colours.
        skin_px: side of the skin's textures: 256, 512, 1024 or 2048.
        cloth: tiles for clothes; None leaves them plain.
    """
    skin = bake_skin(person.skin, skin_px)
    own = replace(BODY_SLOTS["skin"], roughness=1.0)  # the picture has it
    found = {"skin": Pictures(own, skin.albedo, skin.normal, skin.orm, tint=False)}
    return found | {name: _pictures(slot, person, cloth) for name, slot in slots.items()}


def plain_materials(person: Person, slots: Mapping[str, Slot]) -> dict[str, Material]:
    """Materials without pictures: skin in its colour, the rest as the slots say."""
    skin = replace(BODY_SLOTS["skin"], colour=base_colour(person.skin))
    return {"skin": Material(skin)} | {name: Material(slot) for name, slot in slots.items()}


def _pictures(slot: Slot, person: Person, cloth: Cloth | None) -> Pictures:
    if slot.kind == "eye":
        eyes = bake_eyes(person.eyes)
        return Pictures(slot, eyes.albedo, None, eyes.orm, eyes.emissive, tint=False)
    if slot.kind == "mouth":
        mouth = bake_mouth(sample_mouth(person.seed, person.skin))
        return Pictures(slot, mouth.albedo, None, mouth.orm, tint=False)
    if slot.texture in STRAND_TEXTURES:
        strands = strand_maps(slot.texture)
        return Pictures(slot, strands.albedo, strands.normal)
    found = cloth.of(slot) if cloth is not None and slot.texture else None
    if found is None:
        return Pictures(slot)
    tile, tint = found
    return Pictures(slot, tile.albedo, tile.normal, tile.orm, tint=tint)


def encoded(pictures: Mapping[str, Pictures], texture_format: str) -> dict[str, Material]:
    """Pictures as materials for a file.

    Args:
        pictures: by slot name.
        texture_format: "png" or "webp" (needs EXT_texture_webp).
    """
    return {
        name: Material(
            item.slot,
            _texture(item.albedo, texture_format),
            _texture(item.normal, texture_format),
            _texture(item.orm, texture_format),
            _texture(item.emissive, texture_format),
            (1.0, 1.0, 1.0) if item.emissive is not None else (0.0, 0.0, 0.0),
            item.tint,
        )
        for name, item in pictures.items()
    }


def looks(pictures: Mapping[str, Pictures]) -> dict[str, Look]:
    """Pictures as a portrait shows them."""
    return {name: _look(item) for name, item in pictures.items()}


def _look(item: Pictures) -> Look:
    slot = item.slot
    red, green, blue = to_linear(np.asarray(slot.colour if item.tint else (1.0, 1.0, 1.0), np.float32)).tolist()
    return Look(
        colour=(red, green, blue),
        albedo=item.albedo,
        orm=item.orm,
        normal=item.normal,
        metallic=slot.metallic,
        roughness=slot.roughness,
        skin=slot.kind == "skin",
        hair=slot.kind in STRANDS,
        alpha=slot.alpha == "mask",
        opacity=0.1 if slot.alpha == "blend" else 1.0,
    )


class _Encodings:
    """Encodings of pictures, each kept for as long as its picture: who bakes pictures bounds how many are kept."""

    def __init__(self) -> None:
        self._kept: dict[tuple[int, str], Texture] = {}

    def __call__(self, picture: Picture, texture_format: str) -> Texture:
        key = (id(picture), texture_format)
        found = self._kept.get(key)
        if found is None:
            found = self._kept[key] = _encode(picture, texture_format)
            # Before another picture can have its identity.
            weakref.finalize(picture, self._kept.pop, key, None).atexit = False
        return found


_ENCODINGS = _Encodings()


def _texture(picture: Picture | None, texture_format: str) -> Texture | None:
    return None if picture is None else _ENCODINGS(picture, texture_format)


def texture_of(picture: Picture, texture_format: str) -> Texture:
    """A picture that nobody else has, encoded."""
    return _encode(picture, texture_format)


def _encode(picture: Picture, texture_format: str) -> Texture:
    if texture_format == "webp":
        return Texture(_written(picture, "WEBP", quality=_WEBP_QUALITY, method=2, exact=True), "image/webp")
    return Texture(_written(picture, "PNG", compress_level=4))


def _written(picture: Picture, kind: str, **options: Any) -> bytes:
    checkpoint_here()
    out = io.BytesIO()
    Image.fromarray(picture).save(out, kind, **options)
    return out.getvalue()
