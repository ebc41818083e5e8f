"""Reading the texture pack for training: whole tiles at 128 pixels, and sets at 512."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

from procgen.texture.classes import FIRST_LABELS
from procgen.texture.gan import HEIGHT_UNIT
from procgen.texture.maps import height_of_foreign_normals
from procgen.texture.material import FloatArray
from procgen.texture.recipe.pack import in_validation

SIDE = 128
"""Pixels along a side of what the base network learns from: a whole tile."""
FULL_SIDE = 512
_METALS = frozenset({"metal", "metal_plate", "rust", "foil", "chainmail", "corrugated"})
"""Classes in which a missing metallic map does not mean 0."""


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """One item of the pack."""

    uid: str
    label: int
    maps: FloatArray
    """(6, side, side): colours -1 to 1 (sRGB), height in units of HEIGHT_UNIT pixels, zero mean, roughness and metallic
    -1 to 1; zeros where unknown."""
    known: tuple[bool, bool, bool]
    """Whether height, roughness and metallic are."""
    group: int
    """Pictures of one material share theirs."""

    @property
    def validation(self) -> bool:
        """Whether it chooses checkpoints."""
        return in_validation(self.group)


def shrink(maps: FloatArray, factor: int) -> FloatArray:
    """(c, h, w) means of blocks."""
    c, h, w = maps.shape
    return np.asarray(maps.reshape(c, h // factor, factor, w // factor, factor).mean(axis=(2, 4)), np.float32)


def _grey(path: Path) -> FloatArray:
    with Image.open(path) as picture:
        return np.asarray(picture.convert("RGB"), np.float32)[..., 0] / 255.0


def _colour(path: Path) -> FloatArray:
    with Image.open(path) as picture:
        return np.asarray(picture.convert("RGB"), np.float32).transpose(2, 0, 1) / 255.0


def shrink_maps(maps: FloatArray, factor: int) -> FloatArray:
    """Six maps on a coarser grid: colours averaged as they are stored, heights in the coarser pixels."""
    if factor == 1:
        return maps
    smaller = shrink(maps, factor)
    smaller[3] /= factor
    return smaller.astype(np.float32)


def read_maps(folder: Path, item: dict[str, object]) -> tuple[FloatArray, tuple[bool, bool, bool]]:
    """All maps of an item at its own size, as in :class:`Example`."""
    paths = {str(k): folder / str(v) for k, v in dict(item["maps"]).items()}  # type: ignore[call-overload]
    colour = _colour(paths["albedo"])
    maps = np.zeros((6, *colour.shape[1:]), np.float32)
    maps[:3] = colour * 2.0 - 1.0
    if "normal" in paths:
        with Image.open(paths["normal"]) as picture:
            normals = np.asarray(picture.convert("RGB"), np.float32) / 127.5 - 1.0
        height = height_of_foreign_normals(normals)
        maps[3] = (height - height.mean()) / HEIGHT_UNIT
    if "roughness" in paths:
        maps[4] = _grey(paths["roughness"]) * 2.0 - 1.0
    metal_known = "metallic" in paths or str(item["cls"]) not in _METALS
    if metal_known:
        maps[5] = _grey(paths["metallic"]) * 2.0 - 1.0 if "metallic" in paths else -1.0
    return maps, ("normal" in paths, "roughness" in paths, metal_known)


def read_pack(folder: Path, *, full: bool = False) -> list[Example]:
    """The train split.

    Args:
        folder: of the pack: manifest.json and what it names.
        full: sets and photos alone, at 512 pixels; else everything at 128.

    Raises:
        FileNotFoundError: a file is missing.
        ValueError: an item lacks a field or is of an unknown class.
    """
    items = json.loads((folder / "manifest.json").read_text("utf-8"))["items"]
    found = []
    for item in items:
        lacking = [name for name in ("uid", "cls", "px", "maps", "split", "group") if name not in item]
        if lacking:
            raise ValueError(f"item {item.get('uid', '?')!r} of manifest.json lacks {', '.join(lacking)}")
        if item["cls"] not in FIRST_LABELS:
            raise ValueError(f"item {item['uid']!r}: cls is {item['cls']!r}, not one of {', '.join(FIRST_LABELS)}")
        if item["split"] != "train" or (full and item["px"] != FULL_SIDE):
            continue
        maps, known = read_maps(folder, item)
        if not full:
            maps = shrink_maps(maps, maps.shape[1] // SIDE)
        label = FIRST_LABELS.index(item["cls"])
        found.append(Example(item["uid"], label, maps, known, int(item["group"])))
    return found


def class_weights(labels: npt.NDArray[np.int64], power: float = 0.6) -> npt.NDArray[np.float64]:
    """Chance of each example, so that a class's chance grows as its count to ``power``."""
    counts = np.bincount(labels, minlength=len(FIRST_LABELS))
    weights = counts[labels] ** (power - 1.0)
    return np.asarray(weights / weights.sum())
