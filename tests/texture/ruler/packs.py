"""A small pack of made-up materials, in the format of the real one."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from PIL import Image

from procgen.texture.classical.noise_material import NoiseParameters, noise_surface
from procgen.texture.maps.normals import encode_normals, normals
from procgen.texture.material import Surface

CLASSES = ("brick", "grass", "marble")
EACH = 14
HELD = 4


def made(material: str, seed: int, side_px: int = 128) -> Surface:
    return noise_surface(NoiseParameters(material, seed, side_px, side_px))


def _save(field: np.ndarray, path: Path) -> None:
    Image.fromarray(np.rint(np.clip(field, 0.0, 1.0) * 255.0).astype(np.uint8)).convert("RGB").save(path)


def write_pack(folder: Path) -> Path:
    """14 crops and one set with all maps of each of three classes; of each class 4 crops are held out."""
    items = []
    for number, material in enumerate(CLASSES):
        for index in range(EACH):
            file = f"{material}{index}.png"
            _save(made(material, 1000 * number + index).albedo, folder / file)
            items.append(
                {
                    "uid": f"crop128:{material}{index}",
                    "cls": material,
                    "kind": "crop128",
                    "group": 100 * number + index,
                    "split": "test" if index < HELD else "train",
                    "tiles": None,
                    "maps": {"albedo": file},
                }
            )
        surface = made(material, 1000 * number + 999, 256)
        maps = {name: f"{material}_{name}.png" for name in ("albedo", "normal", "height", "roughness", "metallic")}
        _save(surface.albedo, folder / maps["albedo"])
        Image.fromarray(encode_normals(normals(surface.height))).save(folder / maps["normal"])
        _save((surface.height - surface.height.min()) / max(np.ptp(surface.height), 1e-6), folder / maps["height"])
        _save(surface.roughness, folder / maps["roughness"])
        _save(surface.metallic, folder / maps["metallic"])
        items.append(
            {
                "uid": f"pbr_set:{material}",
                "cls": material,
                "kind": "pbr_set",
                "group": 100 * number + 99,
                "split": "train",
                "tiles": True,
                "maps": maps,
            }
        )
    (folder / "manifest.json").write_text(json.dumps({"items": items}), "utf-8")
    return folder
