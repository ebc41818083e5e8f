"""Terrain against held-out real elevation: ours, each classical generator, and the floor that real data sets."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from procgen.evaluation.terrain_statistics import SetStatistics, Surface, distances, statistics
from procgen.runtime.store import ModelStore
from procgen.terrain.classical import CLASSICAL_MODELS
from procgen.terrain.generate import generate
from procgen.terrain.parameters import DIFFUSION, TerrainParameters
from procgen.training.terrain_data import Patch, TerrainPack, frame_of

_LUNAR = "lunar"


def _earth(patches: list[Patch]) -> list[Patch]:
    return [patch for patch in patches if not patch.landform.startswith(_LUNAR)]


def like(patch: Patch, model: str, seed: int) -> TerrainParameters:
    """A request under the conditions of a real patch: its landform, mean height, relief and spacing."""
    frame = frame_of(patch.heights, patch.metres_per_pixel)
    return TerrainParameters(
        width_px=patch.heights.shape[1],
        depth_px=patch.heights.shape[0],
        seed=seed,
        metres_per_pixel=patch.metres_per_pixel,
        model=model,
        landform=patch.landform,
        mean_height_m=frame.mean_m,
        relief_m=frame.relief_m,
        wander=0.0,
    )


def evaluate(
    data: Path,
    store: ModelStore,
    *,
    split: str = "test",
    seed: int = 0,
    per_patch: int = 3,
    model: str = DIFFUSION,
    progress: Callable[[str, float], None] = lambda _name, _share: None,
) -> dict[str, dict[str, float]]:
    """Compare generators with a split of the terrain pack, patch by patch under the patch's own conditions.

    Args:
        data: the pack (format: :mod:`procgen.training.terrain_data`).
        store: the models.
        split: ``validation`` while choosing, ``test`` once.
        seed: of the first sample.
        per_patch: samples for each real patch.
        model: the generator to judge.
        progress: called with a generator's name and the share of its samples done.

    Returns:
        Metric to ``{"ours", "real", "baseline", "noise_fbm", …}``. ``real`` is the floor, the train split against
        the same patches (for ``beta``: the real value); ``baseline`` is ``noise_fbm``, the usual noise stack; the
        other classical generators have columns of their own. Earth only: the Moon has other slopes.

    Raises:
        FileNotFoundError: the data folder lacks a file.
    """
    pack = TerrainPack(data)
    real_patches = _earth(pack.patches(split))
    real = statistics([Surface(patch.surface, patch.metres_per_pixel) for patch in real_patches])

    def judged(name: str) -> SetStatistics:
        surfaces = []
        for index, patch in enumerate(real_patches):
            for sample in range(per_patch):
                heightmap = generate(like(patch, name, seed + index * per_patch + sample), store)
                surfaces.append(Surface(heightmap.heights, heightmap.metres_per_pixel))
            progress(name, (index + 1) / len(real_patches))
        return statistics(surfaces)

    columns = {"ours": distances(real, judged(model))}
    for name in CLASSICAL_MODELS:
        columns[name.replace("-", "_")] = distances(real, judged(name))
    train = [Surface(patch.surface, patch.metres_per_pixel) for patch in _earth(pack.patches("train"))]
    columns["real"] = {**distances(real, statistics(train)), "beta": real.beta}

    columns["baseline"] = columns["noise_fbm"]
    return {
        metric: {column: round(values[metric], 5) for column, values in columns.items()} for metric in columns["ours"]
    }
