"""Photos to test with, made on the spot."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
from PIL import Image

from procgen.texture.classical.noise_material import NoiseParameters, noise_surface
from procgen.texture.material import FloatArray


def material(rows: int = 96, columns: int = 128, name: str = "gravel", seed: int = 1) -> FloatArray:
    """A photo's worth of a material, which does not tile."""
    side = (max(rows, columns) * 5 // 4 + 31) // 32 * 32
    return noise_surface(NoiseParameters(name, seed, side, side, piece_px=side)).albedo[:rows, :columns]


def picture(rows: int = 96, columns: int = 128, mode: str = "RGB") -> Image.Image:
    image = Image.fromarray((material(rows, columns) * 255.0).round().astype(np.uint8))
    return image if mode == "RGB" else image.convert(mode)


def encode(image: Image.Image, kind: str, **options: Any) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()
