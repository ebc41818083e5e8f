"""The texture pack: pictures with their classes and splits, and the aligned sets of maps.

Format of the folder: ``manifest.json`` with a list ``items``, each with ``uid``, ``cls``, ``kind`` (``pbr_set``,
``photo`` or ``crop128``), ``group`` (pieces of one material share it), ``split`` (``train`` or ``test``), ``tiles``
and ``maps``, which names the files of ``albedo`` and, in sets, of ``normal``, ``roughness``, ``height``, ``metallic``.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

FloatArray = npt.NDArray[np.float32]

SIDE_PX = 128
SPLITS = ("train", "validation", "test")
_VALIDATION_SHARE = 0.12
_VALIDATION_SEED = 1


@dataclass(frozen=True, slots=True, eq=False)
class Item:
    """A picture of a material."""

    uid: str
    material: str
    """Its class."""
    kind: str
    """``pbr_set``, ``photo`` or ``crop128``."""
    group: int
    """Number of the material that it is a piece of; no group is in two splits."""
    split: str
    """``train``, ``validation`` or ``test``."""
    tiles: bool | None
    """Whether it continues at its edges; None where it was not measured."""
    pixels: npt.NDArray[np.uint8] = field(repr=False)
    """(128, 128, 3) sRGB: the whole picture, averaged where it was larger."""
    files: dict[str, Path] = field(repr=False)
    """By map name."""

    @property
    def image(self) -> FloatArray:
        """(128, 128, 3) sRGB, 0 to 1."""
        return self.pixels.astype(np.float32) / np.float32(255.0)


@dataclass(frozen=True, slots=True, eq=False)
class SetMaps:
    """A set's maps at full size; None where there is none."""

    albedo: FloatArray
    """(h, w, 3) sRGB, 0 to 1."""
    normal: FloatArray | None
    """(h, w, 3) unit vectors, OpenGL: x right, y up, z out."""
    height: FloatArray | None
    """(h, w) 0 to 1; each publisher has a scale of its own."""
    roughness: FloatArray | None
    """(h, w) 0 to 1."""
    metallic: FloatArray | None
    """(h, w) 0 to 1."""


def in_validation(group: int) -> bool:
    """Whether a train group is set aside for choosing models: about 12 % are, by a hash of the number."""
    digest = hashlib.blake2b(f"{_VALIDATION_SEED}:{group}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "little") < _VALIDATION_SHARE * 2.0**64


def split_of(entry: Mapping[str, Any]) -> str:
    """Of an entry of the manifest: ``train``, ``validation`` or ``test``."""
    split = str(entry["split"])
    return "validation" if split == "train" and in_validation(int(entry["group"])) else split


def images_of(items: Sequence[Item]) -> FloatArray:
    """(n, 128, 128, 3) sRGB, 0 to 1."""
    if not items:
        return np.zeros((0, SIDE_PX, SIDE_PX, 3), np.float32)
    return np.stack([item.pixels for item in items]).astype(np.float32) / np.float32(255.0)


def _small(path: Path) -> npt.NDArray[np.uint8]:
    with Image.open(path) as picture:
        pixels = picture.convert("RGB")
    if pixels.size != (SIDE_PX, SIDE_PX):
        pixels = pixels.resize((SIDE_PX, SIDE_PX), Image.Resampling.BOX)
    return np.asarray(pixels, np.uint8)


def _full(path: Path, mode: str) -> FloatArray:
    with Image.open(path) as picture:
        return np.asarray(picture.convert(mode), np.float32) / np.float32(255.0)


def maps_of(item: Item) -> SetMaps:
    """All maps of a set (or a photo, with albedo alone) at full size.

    Raises:
        FileNotFoundError: a file is missing.
    """

    def grey(name: str) -> FloatArray | None:
        return _full(item.files[name], "L") if name in item.files else None

    normal = None
    if "normal" in item.files:
        stored = _full(item.files["normal"], "RGB") * 2.0 - 1.0
        normal = stored / np.maximum(np.linalg.norm(stored, axis=-1, keepdims=True), 1e-6)
    return SetMaps(_full(item.files["albedo"], "RGB"), normal, grey("height"), grey("roughness"), grey("metallic"))


class TexturePack:
    """All items of a pack, small.

    Args:
        folder: the pack.

    Raises:
        FileNotFoundError: it lacks a file.
    """

    def __init__(self, folder: Path) -> None:
        manifest: dict[str, Any] = json.loads((folder / "manifest.json").read_text("utf-8"))
        self.items: tuple[Item, ...] = tuple(self._item(folder, entry) for entry in manifest["items"])

    @staticmethod
    def _item(folder: Path, entry: dict[str, Any]) -> Item:
        files = {name: folder / file for name, file in entry["maps"].items()}
        return Item(
            uid=str(entry["uid"]),
            material=str(entry["cls"]),
            kind=str(entry["kind"]),
            group=int(entry["group"]),
            split=split_of(entry),
            tiles=entry.get("tiles"),
            pixels=_small(files["albedo"]),
            files=files,
        )

    def of(self, *splits: str, kinds: tuple[str, ...] = ()) -> list[Item]:
        """Items of some splits, and of some kinds if any are named; ``train`` is without ``validation``."""
        return [item for item in self.items if item.split in splits and (not kinds or item.kind in kinds)]
