"""``procgen train layout``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from procgen.kit.command.output import line, note
from procgen.kit.command.training import (
    UNKNOWN_LICENCE,
    Default,
    Licence,
    Resume,
    Threads,
    needs_pack,
    needs_training_extra,
    read_budget,
    use_threads,
)
from procgen.runtime.catalog import packaged_assets

_HELD_OUT = 13
"""One map is held out for so many that are learned from."""


def layout(
    data: Annotated[Path, typer.Option(help="Folder of tile maps; docs/layout.md says its format.")],
    out: Annotated[Path, typer.Option(help="Folder for the checkpoint and, in the end, the models.")] = Path(
        "runs/layout"
    ),
    budget: Annotated[str, typer.Option(help="Time for training: 90m, 2h, 300s.")] = "60m",
    name: Annotated[str, typer.Option(help="What requests will call the generator.")] = "my-layouts",
    licence: Licence = UNKNOWN_LICENCE,
    default: Default = False,
    threads: Threads = 0,
    classical: Annotated[
        int,
        typer.Option(min=0, max=100_000, help="First make so many maps of each kind with the classical generators."),
    ] = 0,
    resume: Resume = False,
) -> None:
    """Learn tile maps with a gated PixelCNN, and export it for `--models`.

    Example: `procgen train layout --data runs/layout/corpus --classical 2000 --budget 60m --name ours`
    """
    budget_s = read_budget(budget)
    with needs_training_extra():
        # torch is not in the core install
        from procgen.layout.recipe.corpus import write_corpus  # noqa: PLC0415
        from procgen.layout.recipe.export import export  # noqa: PLC0415
        from procgen.layout.recipe.train import LayoutRecipe, train  # noqa: PLC0415
        from procgen.models.pixelcnn import PixelCNNConfig  # noqa: PLC0415
    use_threads(threads)
    if classical:
        for path in write_corpus(data, {"train": classical, "val": max(classical // _HELD_OUT, 1)}):
            note(f"made {path}")
    remedy = "Name a folder with train-KIND-0.npz and val-KIND-0.npz; docs/layout.md says their format."
    with needs_pack(data, "has no maps to learn from", remedy, ValueError):
        recipe = LayoutRecipe(budget_s=budget_s)
        best = train(data, out, recipe, PixelCNNConfig(), resume=resume, report=note, shipped=packaged_assets())
    export(best, out / "models", generator=name, licence=licence, default=default)
    line(str(out / "models"))
