"""Draw the sheet of docs/capture.md from a data set: ``python docs/capture_image.py FOLDER NUMBER [NUMBER ...]``. The
folder is one that ``procgen capture`` wrote; each picture is a row: colour, depth, normals, classes, things.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import OpenEXR
from PIL import Image

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from procgen.kit.command.pictures import jpeg  # noqa: E402
from procgen.runtime.philox import keyed  # noqa: E402
from procgen.world.capture.classes import CLASSES  # noqa: E402

SHOWN_PX = (320, 180)
FAR_M = 400.0
COLOURS = {
    "sky": (120, 170, 220),
    "ground": (150, 120, 80),
    "water": (40, 90, 200),
    "road": (200, 190, 170),
    "building": (180, 60, 60),
    "tree": (20, 110, 40),
    "plant": (120, 200, 60),
    "prop": (230, 160, 40),
    "person": (240, 40, 200),
    "animal": (150, 70, 220),
    "vehicle": (20, 20, 20),
}


def main(folder: Path, numbers: list[int]) -> None:
    """Write ``docs/images/capture.jpg``."""
    rows = [np.concatenate([_small(picture) for picture in _row(folder, number)], axis=1) for number in numbers]
    (ROOT / "docs/images/capture.jpg").write_bytes(jpeg(np.concatenate(rows)))


def _row(folder: Path, number: int) -> list[np.ndarray]:
    name = f"{number:06d}"
    colour, normal, semantic, instance = (
        np.asarray(Image.open(folder / part / f"{name}.png")) for part in ("image_2", "normal", "semantic", "instance")
    )
    deep = OpenEXR.File(str(folder / f"depth_m/{name}.exr")).channels()["Z"].pixels
    near = 1.0 - np.clip(np.log(np.maximum(deep, 1.0)) / np.log(FAR_M), 0.0, 1.0)
    grey = np.where(deep > 0.0, 255.0 * near, 0.0).astype(np.uint8)[..., None].repeat(3, axis=2)
    colours = np.array([COLOURS[kind] for kind in CLASSES], np.uint8)
    dice = keyed("docs/capture").integers(60, 255, (65536, 3), dtype=np.uint8)
    dice[0] = 0
    return [colour, grey, normal, colours[semantic], dice[instance]]


def _small(picture: np.ndarray) -> np.ndarray:
    return np.asarray(Image.fromarray(picture).resize(SHOWN_PX, Image.Resampling.LANCZOS))


if __name__ == "__main__":
    main(Path(sys.argv[1]), [int(number) for number in sys.argv[2:]])
