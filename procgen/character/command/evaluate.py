"""``procgen evaluate character``."""

from __future__ import annotations

from typing import Annotated

import typer

from procgen.kit.command.evaluating import Run, evaluates
from procgen.kit.command.training import needs_pack

PARTS = ("population", "body", "faces", "cloth", "lod", "crowd")


@evaluates(
    "character",
    data="Folder with the survey, ansur2.csv.xz.",
    seed="Of all that is drawn.",
    parts=PARTS,
)
def character(
    run: Run,
    *,
    people: Annotated[int, typer.Option(min=1, max=100_000, help="Bodies to fit, edit and dress.")] = 500,
    crowd: Annotated[int, typer.Option(min=2, max=10_000, help="Members of the crowd.")] = 1000,
) -> None:
    """Bodies against held-out people, faces, edits, how clothes sit, levels of detail, crowds.

    Example: `procgen evaluate character --data data/characters --part population --split validation`
    """
    run.begin()
    # torch and scipy are not in the core install
    from procgen.character.ruler.evaluate import Options, character_bars, evaluate_character  # noqa: PLC0415

    options = Options(**run.options, people=people, crowd=crowd, models=run.models)
    with needs_pack(run.data, "holds no survey of bodies", "Name the folder that holds ansur2.csv.xz.", ValueError):
        metrics = evaluate_character(run.pack, options, run.progress)
    run.finish({"people": people}, metrics, character_bars(metrics))
