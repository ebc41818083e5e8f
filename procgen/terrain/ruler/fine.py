"""Land at a few metres a pixel: the judges' figures against the fine pack.

The pack is another folder of the format of :mod:`procgen.terrain.recipe.data`, with patches of :data:`COARSEST_M` or
less a pixel among others. Ours have those patches' mean height, relief and spacing, and any landform where the pack's
label is none that can be asked for. Its windows overlap, and its regions are few, so that what tells regions apart
matters more than in the other pack: look at the floor.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from procgen.errors import Failed
from procgen.kit.ruler.rows import Rows
from procgen.terrain.recipe.data import Patch, TerrainPack, like
from procgen.terrain.ruler.judge import Effort, judge_rows
from procgen.terrain.ruler.network_judge import network_judge_rows
from procgen.terrain.ruler.samples import MapSet, Measures, Task, Work
from procgen.terrain.ruler.statistics import Surface

COARSEST_M: Final = 10.5


def fine_patches(folder: Path, split: str) -> list[Patch]:
    """Patches of a split that are fine enough.

    Raises:
        FileNotFoundError: the folder lacks a file.
        Failed: they are of fewer than two regions, and a judge must be tried on another than it learned from.
    """
    patches = [patch for patch in TerrainPack(folder).patches(split) if patch.metres_per_pixel <= COARSEST_M]
    if len({patch.group for patch in patches}) < 2:
        raise Failed(
            f"the {split} split of {folder} has patches of {COARSEST_M} m a pixel or less of fewer than two regions",
            "Name another pack with --fine, or leave the part fine out.",
        )
    return patches


def judge_tasks(patches: list[Patch], model: str | None, seed: int) -> list[Task]:
    """What a judge sees of patches, or of what a generator makes under their conditions.

    Args:
        patches: real ones.
        model: a generator's name; None for the patches themselves.
        seed: of the first that is made.
    """
    measures = [Measures(drainage=False, encoder=False, step_m=patch.step_m) for patch in patches]
    return [
        Task(
            like(patch, model, seed + i) if model else Surface(patch.surface, patch.metres_per_pixel),
            patch.landform,
            measured,
            keep=model is not None,
        )
        for i, (patch, measured) in enumerate(zip(patches, measures, strict=True))
    ]


def judged_rows(
    patches: list[Patch], real: MapSet, made: dict[str, MapSet], effort: Effort, seed: int, prefix: str = ""
) -> Rows:
    """Figures of both judges.

    Args:
        patches: real ones.
        real: their maps, with features of crops.
        made: column, ``ours`` among them, to maps under their conditions, patch by patch, with heights and features of
            crops.
        effort: how long the judges learn.
        seed: of the judges.
        prefix: of the figures' names.
    """
    regions = [patch.group for patch in patches]
    crops = {column: maps.crops for column, maps in made.items()}
    # Noise is told by the trees already, and a network takes a minute.
    heights = {"ours": [each.heights for each in made["ours"].surfaces]}
    rows = judge_rows(real.crops, crops, regions, effort=effort, seed=seed, name=f"{prefix}judge_128")
    name = f"{prefix}network_judge_128"
    return rows | network_judge_rows(patches, heights, seed=seed, name=name, steps=effort.steps)


def fine_rows(folder: Path, split: str, models: dict[str, str], effort: Effort, seed: int, work: Work) -> Rows:
    """``fine_judge_128…`` and ``fine_network_judge_128…``: see :mod:`procgen.terrain.ruler.judge`.

    Args:
        folder: of the fine pack.
        split: that is judged.
        models: column to generator.
        effort: how long the judges learn.
        seed: of the first sample, and of the judges.
        work: measures tasks.
    """
    patches = fine_patches(folder, split)
    real = work("real, fine", judge_tasks(patches, None, seed))
    made = {column: work(f"{column}, fine", judge_tasks(patches, model, seed)) for column, model in models.items()}
    return judged_rows(patches, real, made, effort, seed, "fine_")
