"""A small terrain pack in the documented format, made by our own noise: tests need no real data."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from procgen.terrain.classical import classical_heights

SPLIT = {"train": 6, "validation": 3, "test": 3}
LABELS = ("hills", "mountains", "coast", "alpine")


def write_pack(
    folder: Path, split: Mapping[str, int] = SPLIT, spacing_m: float = 60.0, patches_of_a_region: int = 1
) -> Path:
    """Write patches of 256 x 256, by default 12, in one shard; the coasts have a flat sea."""
    folder.mkdir(parents=True, exist_ok=True)
    count = sum(split.values())
    records, low, high, offsets, water = [], [], [], [], []
    splits: dict[str, list[str]] = {}
    names = [f"p{i:04d}" for i in range(count)]
    start = 0
    for name, size in split.items():
        splits[name] = names[start : start + size]
        start += size
    for index, name in enumerate(names):
        label = LABELS[index % len(LABELS)]
        heights = classical_heights(
            "noise-fbm",
            seed=index,
            origin_x_px=0,
            origin_z_px=0,
            width_px=256,
            depth_px=256,
            mean_m=20.0 if label == "coast" else 500.0,
            relief_m=200.0 + 40.0 * index,
        )
        sea = (heights < 0.0) if label == "coast" else np.zeros(heights.shape, bool)
        surface = np.where(sea, 0.0, np.maximum(heights, 1.0) if label == "coast" else heights)
        offset = float(surface.min())
        q = np.round((surface - offset) / 0.25).astype(np.uint16)
        difference = np.diff(np.diff(q, axis=1, prepend=np.uint16(0)), axis=0, prepend=np.uint16(0)).astype(np.int16)
        zigzag = ((difference << 1) ^ (difference >> 15)).astype(np.uint16)
        low.append((zigzag & 255).astype(np.uint8))
        high.append((zigzag >> 8).astype(np.uint8))
        offsets.append(offset)
        water.append(np.packbits(sea))
        records.append(
            {
                "id": name,
                "shard": "shard.npz",
                "index": index,
                "dx_m": spacing_m,
                "label": label,
                "source": "noise",
                "group": f"region {index // patches_of_a_region}",
                "sea_frac": float(sea.mean()),
            }
        )
    np.savez(
        folder / "shard.npz",
        lo=np.array(low),
        hi=np.array(high),
        offset=np.array(offsets, np.float32),
        scale=np.full(count, 0.25, np.float32),
        water=np.array(water),
    )
    (folder / "manifest.json").write_text(json.dumps({"patches": records}))
    (folder / "split.json").write_text(json.dumps({**splits, "weights": dict.fromkeys(names, 1.0)}))
    return folder
