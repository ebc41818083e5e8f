"""``procgen train texture`` and ``procgen train photo``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from procgen.kit.command.output import note
from procgen.kit.command.training import Training, needs_pack, trains


@trains(
    data="Folder of the texture pack; docs/texture.md says its format.",
    out="runs/texture",
    budget="85m",
    budget_help="Time for the base network: 90m, 2h, 300s; detail gets half of it.",
    stages=("layouts", "base", "detail"),
    name="my-materials",
)
def texture(told: Training) -> None:
    """Find layouts, train the base and the detail network, and export them for `--models`.

    Example: `procgen train texture --data data/textures --budget 90m --name ours --resume`
    """
    # torch is not in the core install
    from procgen.texture.recipe.recipe import export, train_texture  # noqa: PLC0415
    from procgen.texture.ruler.judge import TextureJudge  # noqa: PLC0415

    budgets = {"base": told.budget_s, "detail": told.budget_s / 2.0}
    with needs_pack(told.data, "is not a texture pack", "Name the folder that holds manifest.json.", ValueError):
        base, detail = train_texture(
            list(told.stages),
            told.data,
            told.out,
            budgets_s=budgets,
            judge_of=TextureJudge,
            resume=told.resume,
            report=note,
        )
        if base.exists() and detail.exists():
            export(told.data, told.out, told.models, **told.labels)


@trains(
    data="Folder of a pack of sets; docs/texture.md says its format.",
    out="runs/photo",
    budget="10h",
    name="my-photos",
)
def photo(
    told: Training,
    *,
    more: Annotated[
        list[Path] | None, typer.Option(help="Another pack; repeatable. Of equal sets the last counts.")
    ] = None,
) -> None:
    """Train the network that finds a material's maps in a photo, and export it for `--models`.

    Example: `procgen train photo --data data/textures --budget 10h --name mine --resume`
    """
    # torch is not in the core install
    from procgen.texture.recipe.photo import PhotoTraining, export_photo, train_photo  # noqa: PLC0415

    with needs_pack(told.data, "is not a pack of sets", "Name the folder that holds manifest.json.", ValueError):
        best = train_photo(
            [told.data, *(more or [])],
            told.out,
            PhotoTraining(budget_s=told.budget_s),
            resume=told.resume,
            report=note,
        )
        export_photo(best, told.models, **told.labels)
