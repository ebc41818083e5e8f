"""Make the levels of detail of the body (``assets/character_lods.npz``) from the basis.

python -m procgen.character.recipe.lods assets
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from procgen.character.body.basis import Basis, packaged_basis
from procgen.character.mesh.topology import LOD_FILE, SURFACES, body_levels


def compile_levels(basis: Basis) -> dict[str, npt.NDArray[np.uint16]]:
    """The arrays of the asset: of each surface and level, its triangles and what each vertex went into."""
    arrays = {}
    for surface in SURFACES:
        for number, level in enumerate(body_levels(basis, surface), 1):
            arrays[f"{surface}_{number}_triangles"] = level.triangles.astype(np.uint16)
            arrays[f"{surface}_{number}_into"] = level.stands_for.astype(np.uint16)
    return arrays


def main() -> None:
    """Write the asset into a folder."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("folder", type=Path)
    folder: Path = parser.parse_args().folder
    arrays: dict[str, Any] = dict(compile_levels(packaged_basis()))
    np.savez_compressed(folder / LOD_FILE, **arrays)


if __name__ == "__main__":
    main()
