"""Photograph three ways of covering a wall with one tile, in the real Godot: ``python docs/repeats_image.py``. Needs
what `bash tests/run` installs.

From left to right: repeated, in patches, laid over itself.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import numpy as np
from PIL import Image

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from procgen.kit.command.pictures import jpeg  # noqa: E402
from procgen.runtime.store import ModelStore  # noqa: E402
from procgen.texture.exporters import EXPORTERS  # noqa: E402
from procgen.texture.generate import generate  # noqa: E402
from procgen.texture.parameters import TextureParameters  # noqa: E402
from tests.engines.godot_probe import copy_project, run_probe  # noqa: E402

MATERIALS = ("asphalt", "sand")
SEED, SIDE_PX, TILES, SHOWN_PX = 5, 1024, 5, 420
WAYS = (("orm", {}), ("hex", {"blended": False}), ("hex", {"blended": True}))
SUN = [-50.0, -30.0]


def main() -> None:
    """Write ``docs/images/material-repeats.jpg``."""
    store = ModelStore()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        project = copy_project(folder / "project")
        shots = []
        for name in MATERIALS:
            made = generate(TextureParameters(SIDE_PX, SIDE_PX, seed=SEED, material=name), store)
            maps = {}
            for picture in ("albedo", "normal", "orm"):
                path = folder / f"{name}-{picture}.png"
                path.write_bytes(EXPORTERS[f"{picture}_png"].encode(made))
                maps[picture] = str(path)
            for way, (material, parameters) in enumerate(WAYS):
                shot = {"mesh": "wall", "tiles": TILES, "light": SUN, "maps": maps}
                shots.append(
                    shot | {"picture": str(folder / f"{name}{way}.png"), "material": material, "parameters": parameters}
                )
        run_probe(project, "photographs", screen=True, shots=shots)
        rows = [[_wall(folder / f"{name}{way}.png") for way in range(len(WAYS))] for name in MATERIALS]
    sheet = np.concatenate([np.concatenate(row, axis=1) for row in rows])
    (ROOT / "docs/images/material-repeats.jpg").write_bytes(jpeg(sheet))


def _wall(path: Path) -> np.ndarray:
    """The middle of a photograph, which is the wall."""
    with Image.open(path) as picture:
        width, height = picture.size
        left = (width - height) // 2
        wall = picture.convert("RGB").crop((left, 0, left + height, height))
        return np.asarray(wall.resize((SHOWN_PX, SHOWN_PX), Image.Resampling.LANCZOS))


if __name__ == "__main__":
    main()
