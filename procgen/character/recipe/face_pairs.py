"""Find the pairs of edges and triangles that cross in broken faces, for the run-time test of tight places.

python -m procgen.character.recipe.face_pairs data/characters assets
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import numpy.typing as npt

from procgen.character.body.basis import Basis, packaged_basis
from procgen.character.face.mesh import corner_weights
from procgen.character.face.tight import FILE
from procgen.character.recipe.face_crossing import SkinCrossing
from procgen.character.recipe.face_data import Prior, read_heads

Ints = npt.NDArray[np.int64]


def find_pairs(prior: Prior, basis: Basis, count: int, seed: int) -> Ints:
    """(P, 5) pairs that crossed in any of ``count`` faces, edge then triangle, with their mirror images, sorted."""
    crossing = SkinCrossing(basis, prior.sliders)
    faces = prior.draw(count, seed)
    cut = np.clip(faces.values, *prior.bounds)
    corners = corner_weights(faces.conditions())
    rows = [crossing.pairs(cut[i : i + 1], corners[i : i + 1]) for i in range(count)]
    found = np.concatenate([np.zeros((0, 5), np.int64), *rows])
    both = np.concatenate([found, basis.mirror[found]])
    both[:, :2].sort(axis=1)
    both[:, 2:].sort(axis=1)
    return np.unique(both, axis=0)


def write_pairs(pairs: Ints, folder: Path) -> Path:
    """Write pairs into a folder of assets."""
    path = folder / FILE
    np.savez_compressed(path, pairs=pairs.astype(np.uint16))
    return path


def main() -> None:
    """Draw faces, test them all and write the pairs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("assets", type=Path)
    parser.add_argument("--count", type=int, default=30_000)
    parser.add_argument("--seed", type=int, default=21)
    arguments = parser.parse_args()
    basis = packaged_basis()
    write_pairs(
        find_pairs(Prior(basis, read_heads(arguments.data)), basis, arguments.count, arguments.seed), arguments.assets
    )


if __name__ == "__main__":
    main()
