"""``procgen train terrain``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from procgen.kit.command.output import note
from procgen.kit.command.training import Training, needs_pack, trains


@trains(
    data="Folder of the terrain pack; README.md says its format.",
    out="runs/terrain",
    budget="85m",
    budget_help="Time for each stage: 90m, 2h, 300s; the plan needs 15m at most.",
    stages=("plan", "coarse", "detail"),
    name="my-terrain",
)
def terrain(
    told: Training,
    fine: Annotated[
        Path | None,
        typer.Option(help="A pack of land from 1 to 60 m a pixel, which the detail network learns as well."),
    ] = None,
) -> None:
    """Train the plan, the coarse and the detail network, and export them for `--models`.

    Example: `procgen train terrain --data data/terrain --budget 90m --name alps --resume`
    """
    # torch is not in the core install
    from procgen.terrain.recipe.train import export_terrain, train_terrain  # noqa: PLC0415

    with needs_pack(told.data, "is not a terrain pack", "Name the folder that holds manifest.json."):
        made = train_terrain(
            list(told.stages), told.data, told.out, fine=fine, budget_s=told.budget_s, resume=told.resume, report=note
        )
    for part, checkpoint in made.items():
        export_terrain(part, checkpoint, told.models, **told.labels)
