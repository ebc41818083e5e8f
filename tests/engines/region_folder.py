"""A small region's folder: tiles that are one small world, again and again, whose borders fit one another."""

from __future__ import annotations

import json
import os
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

FAR_M = 20.0
LEVEL_M = 16.0
"""Height of all borders."""
_BAND_M = 12.0
_SLOPE_M = 20.0


def write_region(world: Path, folder: Path, *, aside: int = 3) -> None:
    """Write a region.

    Args:
        world: folder of a world, a square; its files are linked to.
        folder: where ``region.json`` is written.
        aside: tiles along a side.
    """
    spacing_m = json.loads((world / "ground/ground.json").read_text())["metres_per_pixel"]
    heights = _levelled(np.load(world / "ground/heights.npy"), spacing_m)
    tile_m = spacing_m * (len(heights) - 1)
    side_m = aside * tile_m
    _link(world, folder / "tile")
    (folder / "tile/ground/heights.npy").unlink()
    np.save(folder / "tile/ground/heights.npy", heights)
    (folder / "tiles").mkdir()
    tiles = []
    for row in range(aside):
        for column in range(aside):
            name = f"tiles/{column}_{row}"
            (folder / name).symlink_to(folder / "tile", target_is_directory=True)
            origin = [tile_m * (number + 0.5) - side_m / 2 for number in (column, row)]
            tiles.append({"column": column, "row": row, "folder": name, "origin_m": origin, "settlement": None})
    (folder / "far").mkdir()
    step = round(FAR_M / spacing_m)
    inner = np.tile(heights[:-1, :-1], (aside, aside))
    far = np.pad(inner, (0, 1), mode="edge")[::step, ::step].astype(np.float32)
    np.save(folder / "far/heights.npy", far)
    Image.new("RGB", (64, 64), (70, 96, 48)).save(folder / "far/ground.png")
    said = {
        "kind": "region",
        "version": 1,
        "side_m": side_m,
        "tile_m": tile_m,
        "text": "villages",
        "seed": "1",
        "tiles": tiles,
        "far": {"heights": "far/heights.npy", "metres_per_pixel": FAR_M, "picture": "far/ground.png"},
        "settlements": [],
        "roads": [],
    }
    (folder / "region.json").write_text(json.dumps(said))


def _levelled(heights: npt.NDArray[np.float32], spacing_m: float) -> npt.NDArray[np.float32]:
    """Heights that are :data:`LEVEL_M` around the border, and go over into what they were."""
    rows, columns = np.indices(heights.shape)
    last = len(heights) - 1
    inside = np.minimum(np.minimum(rows, last - rows), np.minimum(columns, last - columns)) * spacing_m
    share = np.clip((inside - _BAND_M) / _SLOPE_M, 0.0, 1.0)
    levelled: npt.NDArray[np.float32] = (LEVEL_M + (heights - LEVEL_M) * share).astype(np.float32)
    return levelled


def _link(source: Path, target: Path) -> None:
    for path in sorted(source.rglob("*")):
        beside = target / path.relative_to(source)
        if path.is_file():
            beside.parent.mkdir(parents=True, exist_ok=True)
            os.symlink(path, beside)
