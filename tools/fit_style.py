"""Fit the linear discriminant that ``--like`` finds landforms by, to the training patches of a terrain pack.

``python tools/fit_style.py DATA`` writes ``procgen/terrain/style.json`` and prints how often the landform of the
validation patches is found, the first and among the first three.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np

from procgen.terrain.recipe.data import TerrainPack
from procgen.terrain.style import figures, scores

TARGET = Path(__file__).resolve().parent.parent / "procgen" / "terrain" / "style.json"
SHRINKAGE = 0.05
"""Share of the pooled covariance that is its diagonal alone."""


def _measured(data: TerrainPack, split: str) -> tuple[np.ndarray, list[str]]:
    patches = data.patches(split)
    return np.stack([figures(each.surface, each.metres_per_pixel) for each in patches]), [p.landform for p in patches]


def main(folder: Path) -> None:
    """Fit, write, and tell."""
    data = TerrainPack(folder)
    values, labels = _measured(data, "train")
    landforms = sorted(set(labels))
    centre = values.mean(axis=0)
    means = np.stack([values[[label == name for label in labels]].mean(axis=0) for name in landforms]) - centre
    within = values - centre - means[[landforms.index(label) for label in labels]]
    covariance = within.T @ within / (len(labels) - len(landforms))
    covariance = (1.0 - SHRINKAGE) * covariance + SHRINKAGE * np.diag(np.diag(covariance))
    size, turn = np.linalg.eigh(covariance)
    axes = turn / np.sqrt(size)
    said = {"landforms": landforms, "centre": centre, "axes": axes, "means": means @ axes}
    rounded = {name: each if name == "landforms" else np.round(each, 5).tolist() for name, each in said.items()}
    TARGET.write_text(json.dumps(rounded) + "\n")
    values, labels = _measured(data, "validation")
    ranks = []
    for row, label in zip(values, labels, strict=True):
        names, far = scores(row)
        ranks.append([names[at] for at in np.argsort(far)].index(label) if label in names else len(names))
    first, three = (float(np.mean(np.array(ranks) < count)) for count in (1, 3))
    sys.stdout.write(f"validation: {first:.2f} the first, {three:.2f} among three, of {len(ranks)} patches\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
