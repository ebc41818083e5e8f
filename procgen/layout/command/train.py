"""``procgen train layout``."""

from __future__ import annotations

from typing import Annotated, Final

import typer

from procgen.kit.command.output import note
from procgen.kit.command.training import (
    Training,
    needs_pack,
    trains,
)
from procgen.runtime.catalog import packaged_assets

_HELD_OUT: Final = 13
"""One map is held out for so many that are learned from."""


@trains(
    data="Folder of tile maps; docs/layout.md says its format.",
    out="runs/layout",
    budget="60m",
    name="my-layouts",
)
def layout(
    told: Training,
    *,
    classical: Annotated[
        int,
        typer.Option(min=0, max=100_000, help="First make so many maps of each kind with the classical generators."),
    ] = 0,
) -> None:
    """Learn tile maps with a gated PixelCNN, and export it for `--models`.

    Example: `procgen train layout --data runs/layout/corpus --classical 2000 --budget 60m --name ours`
    """
    # torch is not in the core install
    from procgen.layout.recipe.corpus import write_corpus  # noqa: PLC0415
    from procgen.layout.recipe.export import export  # noqa: PLC0415
    from procgen.layout.recipe.train import LayoutRecipe, train  # noqa: PLC0415
    from procgen.models.pixelcnn import PixelCNNConfig  # noqa: PLC0415

    if classical:
        for path in write_corpus(told.data, {"train": classical, "val": max(classical // _HELD_OUT, 1)}):
            note(f"made {path}")
    recipe = LayoutRecipe(budget_s=told.budget_s)
    remedy = "Name a folder with train-KIND-0.npz and val-KIND-0.npz; docs/layout.md says their format."
    with needs_pack(told.data, "has no maps to learn from", remedy, ValueError):
        best = train(
            told.data, told.out, recipe, PixelCNNConfig(), resume=told.resume, report=note, shipped=packaged_assets()
        )
    export(best, told.models, **told.labels)
