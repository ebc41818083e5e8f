"""Materials to export."""

from __future__ import annotations

import numpy as np

from procgen.runtime.recipe import Recipe
from procgen.texture.material import FloatArray, Material, Surface

ODD_TEXT = 'quote " backslash \\ angle < amp & umlaut ä'


def recipe(seed: int = 1) -> Recipe:
    """A recipe with everything in it that a format might have to escape."""
    return Recipe("texture", {"seed": str(seed), "text": ODD_TEXT}, {"texture.onnx": "ab" * 32})


def waves(rows: int, columns: int, seed: int, most: int = 6) -> FloatArray:
    """A smooth periodic field from 0 to 1, with up to so many waves along its sides."""
    random = np.random.default_rng(seed)
    y, x = np.mgrid[0:rows, 0:columns]
    total = np.zeros((rows, columns))
    for _ in range(12):
        down, right = random.integers(-most, most + 1, 2)
        phase = 2 * np.pi * (down * y / rows + right * x / columns + random.random())
        total += random.random() * np.sin(phase)
    total -= total.min()
    return (total / max(total.max(), 1e-9)).astype(np.float32)


def material(
    rows: int = 64, columns: int = 96, *, seed: int = 1, opacity: bool = False, relief_px: float = 4.0, most: int = 6
) -> Material:
    """Any material: all maps differ, and have up to ``most`` waves along their sides."""

    def field(number: int) -> FloatArray:
        return waves(rows, columns, seed + number, most)

    albedo = np.stack([field(channel) for channel in range(3)], axis=-1)
    surface = Surface(
        albedo=albedo,
        height=field(3) * np.float32(relief_px) - np.float32(1.0),
        roughness=np.float32(0.2) + np.float32(0.6) * field(4),
        metallic=(field(5) > 0.6).astype(np.float32),
        opacity=field(6) if opacity else None,
        translucency=field(8) if opacity else None,
    )
    masks = {"moss": field(7)}
    return Material(surface, 2.0 / 128, recipe(seed), "brick", masks)


def domes(side: int = 256, count: int = 2) -> Material:
    """Half balls on flat ground, a metre wide: golden, smooth metal between rough grey stone."""
    y, x = (np.mgrid[0:side, 0:side] + 0.5) / side * count % 1.0 - 0.5
    radius = 0.35
    inside = np.sqrt(np.maximum(radius**2 - x**2 - y**2, 0.0)).astype(np.float32)
    on = (inside > 0).astype(np.float32)
    gold, stone = np.array([0.9, 0.7, 0.35], np.float32), np.array([0.45, 0.45, 0.45], np.float32)
    surface = Surface(
        albedo=on[..., None] * gold + (1 - on[..., None]) * stone,
        height=inside * np.float32(side / count),
        roughness=np.float32(0.9) - np.float32(0.55) * on,
        metallic=on,
    )
    return Material(surface, 1.0 / side, recipe(2), "metal")
