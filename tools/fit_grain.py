"""Write down the grain of real land, of which worlds draw theirs.

``python tools/fit_grain.py DATA [FINE]`` writes ``procgen/terrain/grain.json`` from the training patches of one or two
terrain packs, in the shares that the detail network learned them in.
"""

from __future__ import annotations

import json
import math
import sys
from pathlib import Path

from procgen.terrain.grain import CELLS, PIXELS, TABLE
from procgen.terrain.morphometry.grain import grain_of
from procgen.terrain.recipe.data import TerrainPack, earth
from procgen.terrain.recipe.labels import DETAIL_LABELS, known_label
from procgen.terrain.recipe.refine import smoothed
from procgen.terrain.representation import CELL, cell_means

TARGET = Path(__file__).resolve().parent.parent / "procgen" / "terrain" / TABLE


def main(*folders: Path) -> None:
    """Measure and write."""
    landform: list[int] = []
    numbers: dict[str, list[list[float]]] = {PIXELS: [], CELLS: []}
    for folder in folders:
        patches = earth(TerrainPack(folder).patches("train"))
        whole = sum(patch.weight for patch in patches)
        for patch in patches:
            landform.append(DETAIL_LABELS.index(known_label(patch.landform)))
            land, weight = smoothed(patch), len(patches) * patch.weight / whole
            for kind, heights, side in ((PIXELS, land, 1), (CELLS, cell_means(land), CELL)):
                told = (math.log(patch.metres_per_pixel * side), weight, *grain_of(heights))
                numbers[kind].append([round(float(each), 3) for each in told])
    said = {"landforms": DETAIL_LABELS, "landform": landform, **numbers}
    TARGET.write_text(json.dumps(said, separators=(",", ":")) + "\n")
    sys.stdout.write(f"{len(landform)} patches\n")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
