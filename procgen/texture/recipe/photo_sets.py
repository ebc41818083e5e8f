"""Sets of aligned maps that photos are rendered of, read from packs.

A pack's folder has ``manifest.json`` as :mod:`procgen.texture.recipe.pack` says, ``kind`` being ``pbr_set``. Sets with
normals and roughness are used; a missing metallic map means 0, but for metals, where it is not known.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from PIL import Image

from procgen.texture.exemplar.estimate import PRIORS
from procgen.texture.maps.normals import height_from_slopes, slopes_of_normals
from procgen.texture.maps.occlusion import occlusion
from procgen.texture.material import FloatArray
from procgen.texture.recipe.pack import split_of

SIDE_PX: Final = 512
"""Of a set as it is kept: larger ones are reduced by area."""
CHANNELS: Final = 9
COLOUR, SLOPES, ROUGH, METAL = slice(0, 3), slice(3, 5), slice(5, 6), slice(6, 7)
HEIGHT, OPEN = slice(7, 8), slice(8, 9)
"""Channels: what a photo network finds, then the height in pixels and how much of the sky each place sees."""
_STEEPEST: Final = 4.0


@dataclass(frozen=True, slots=True, eq=False)
class PhotoSet:
    """A material with its maps."""

    uid: str
    material: str
    """Its class."""
    split: str
    """``train``, ``validation`` or ``test``."""
    tiles: bool
    maps: npt.NDArray[np.float16] = field(repr=False)
    """(9, 512, 512): colours sRGB-encoded 0 to 1, slopes right and down, roughness, metallic, height, openness"""
    knows_metal: bool


def _resized(plane: FloatArray) -> FloatArray:
    picture = Image.fromarray(np.ascontiguousarray(plane, np.float32))
    if picture.size == (SIDE_PX, SIDE_PX):
        return plane
    way = Image.Resampling.BOX if picture.width > SIDE_PX else Image.Resampling.BICUBIC
    return np.asarray(picture.resize((SIDE_PX, SIDE_PX), way), np.float32)


def _picture(path: Path) -> FloatArray:
    with Image.open(path) as opened:
        return np.asarray(opened.convert("RGB"), np.float32) / np.float32(255.0)


def _read(folder: Path, item: dict[str, Any], split: str) -> PhotoSet:
    paths = {str(name): folder / str(file) for name, file in item["maps"].items()}
    normal = _picture(paths["normal"]) * np.float32(2.0) - np.float32(1.0)
    slopes = np.stack([_resized(slope - slope.mean()) for slope in slopes_of_normals(normal, _STEEPEST)])
    maps = np.empty((CHANNELS, SIDE_PX, SIDE_PX), np.float32)
    maps[COLOUR] = [_resized(plane) for plane in np.moveaxis(_picture(paths["albedo"]), -1, 0)]
    maps[SLOPES] = slopes
    maps[ROUGH] = _resized(_picture(paths["roughness"])[..., 0])
    material = str(item["cls"])
    maps[METAL] = _resized(_picture(paths["metallic"])[..., 0]) if "metallic" in paths else 0.0
    height = height_from_slopes(slopes[0], slopes[1])
    maps[HEIGHT], maps[OPEN] = height, occlusion(height, depth=1.0)
    usual = PRIORS.get(material)
    knows_metal = "metallic" in paths or usual is None or usual.metallic == 0.0
    return PhotoSet(
        str(item["uid"]), material, split, bool(item.get("tiles")), maps.astype(np.float16), knows_metal=knows_metal
    )


def read_photo_sets(
    folders: Sequence[Path], splits: Sequence[str], report: Callable[[str], object] = lambda _line: None
) -> list[PhotoSet]:
    """Sets of some splits. Of a material that several packs have the last one's is taken.

    Raises:
        FileNotFoundError: a file is missing.
        ValueError: there are no such sets.
    """
    items: dict[str, tuple[Path, dict[str, Any], str]] = {}
    for folder in folders:
        for item in json.loads((folder / "manifest.json").read_text("utf-8"))["items"]:
            split = split_of(item)
            whole = item["kind"] == "pbr_set" and {"albedo", "normal", "roughness"} <= set(item["maps"])
            if whole and split in splits:
                items[str(item["uid"])] = folder, item, split
    if not items:
        raise ValueError(f"no sets of {', '.join(splits)} with albedo, normal and roughness")
    found = [_read(*items[uid]) for uid in sorted(items)]
    report(f"{len(found)} sets of {len({one.material for one in found})} classes")
    return found
