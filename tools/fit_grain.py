"""Write down the grain of real land, of which worlds draw theirs.

``python tools/fit_grain.py DATA [FINE]`` writes ``procgen/terrain/grain.json`` from the training patches of one or two
terrain packs, in the shares that the detail network learned them in.
"""

from __future__ import annotations

import json
import math
import sys
from pathlib import Path

from procgen.terrain.grain import TABLE
from procgen.terrain.morphometry.grain import grain_of
from procgen.terrain.recipe.data import TerrainPack, earth
from procgen.terrain.recipe.labels import DETAIL_LABELS, known_label
from procgen.terrain.recipe.refine import smoothed

TARGET = Path(__file__).resolve().parent.parent / "procgen" / "terrain" / TABLE


def main(*folders: Path) -> None:
    """Measure and write."""
    landform, numbers = [], []
    for folder in folders:
        patches = earth(TerrainPack(folder).patches("train"))
        whole = sum(patch.weight for patch in patches)
        for patch in patches:
            landform.append(DETAIL_LABELS.index(known_label(patch.landform)))
            told = (math.log(patch.metres_per_pixel), len(patches) * patch.weight / whole, *grain_of(smoothed(patch)))
            numbers.append([round(float(each), 3) for each in told])
    said = {"landforms": DETAIL_LABELS, "landform": landform, "numbers": numbers}
    TARGET.write_text(json.dumps(said, separators=(",", ":")) + "\n")
    sys.stdout.write(f"{len(numbers)} patches\n")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
