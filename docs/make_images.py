"""Make the pictures of the README and the model card with the packaged weights: ``python docs/make_images.py``."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image

from procgen.runtime.store import ModelStore
from procgen.terrain.generate import generate
from procgen.terrain.landforms import LANDFORM_NAMES
from procgen.terrain.parameters import TerrainParameters
from procgen.terrain.preview import hillshade_rgb

FOLDER = Path(__file__).parent / "images"
_GAP = 6


def picture(store: ModelStore, **fields: object) -> np.ndarray:
    """(depth, width, 3) uint8 hillshade of a request."""
    made = generate(TerrainParameters(**fields), store)  # type: ignore[arg-type]
    return hillshade_rgb(made.heights, made.metres_per_pixel, made.sea_level_m)


def grid(pictures: list[np.ndarray], columns: int) -> np.ndarray:
    """Pictures of one size side by side, row by row, with white gaps."""
    side = pictures[0].shape[0]
    rows = -(-len(pictures) // columns)
    sheet = np.full((rows * (side + _GAP) - _GAP, columns * (side + _GAP) - _GAP, 3), 255, np.uint8)
    for index, tile in enumerate(pictures):
        top, left = index // columns * (side + _GAP), index % columns * (side + _GAP)
        sheet[top : top + side, left : left + side] = tile
    return sheet


def save(sheet: np.ndarray, name: str) -> None:
    """Write a JPEG that stays well below a megabyte."""
    Image.fromarray(sheet).save(FOLDER / name, quality=85, optimize=True)


def main() -> None:
    """Write all pictures."""
    FOLDER.mkdir(exist_ok=True)
    store = ModelStore()
    first = [
        ("alpine", 30.0, 23),
        ("fjord_coast", 50.0, 5),
        ("volcanic_island", 60.0, 12),
        ("hills", 50.0, 7),
        ("steep_coast", 60.0, 3),
        ("arid_mountains", 60.0, 9),
        ("mountain_front", 60.0, 8),
        ("alpine_glacial", 60.0, 6),
    ]
    tiles = [
        picture(store, width_px=256, depth_px=256, seed=seed, landform=name, metres_per_pixel=spacing)
        for name, spacing, seed in first
    ]
    save(grid(tiles, 4), "terrain.jpg")
    every = [
        picture(store, width_px=192, depth_px=192, seed=40 + index, landform=name, metres_per_pixel=60.0)
        for index, name in enumerate(LANDFORM_NAMES)
    ]
    save(grid(every, 7), "landforms.jpg")
    large = picture(store, width_px=1024, depth_px=1024, seed=22, landform="mountains", relief_m=900.0)
    save(large, "mountains.jpg")


if __name__ == "__main__":
    main()
