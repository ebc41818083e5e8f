"""``procgen evaluate character``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from procgen.kit.command.evaluating import Run, evaluates
from procgen.kit.command.training import needs_pack

PARTS = ("population", "body", "measures", "faces", "cloth", "crossing", "garments", "lod", "crowd", "motion")


@evaluates(
    "character",
    data="Folder with the survey, ansur2.csv.xz.",
    seed="Of all that is drawn.",
    parts=PARTS,
)
def character(
    run: Run,
    *,
    people: Annotated[
        int,
        typer.Option(
            min=1,
            max=100_000,
            help="Bodies to fit, measure, edit and dress, all in five poses for crossing, a tenth for garments.",
        ),
    ] = 500,
    crowd: Annotated[int, typer.Option(min=2, max=10_000, help="Members of the crowd.")] = 1000,
    motions: Annotated[
        Path | None, typer.Option(help="Folder with clips.npz and manifest.json: captured walks to hold ours against.")
    ] = None,
) -> None:
    """Bodies, measures, faces, edits, how clothes and garments of others sit, levels of detail, crowds, movements.

    Example: `procgen evaluate character --data data/characters --part population --split validation`
    """
    run.begin()
    # torch and scipy are not in the core install
    from procgen.character.ruler.evaluate import Options, character_bars, evaluate_character  # noqa: PLC0415
    from procgen.character.ruler.motion import likeness_rows  # noqa: PLC0415

    options = Options(**run.options, people=people, crowd=crowd, models=run.models)
    with needs_pack(run.data, "holds no survey of bodies", "Name the folder that holds ansur2.csv.xz.", ValueError):
        metrics = evaluate_character(run.pack, options, run.progress)
    if motions is not None:
        with needs_pack(motions, "is no pack of captured walks", "Name the folder that holds clips.npz.", ValueError):
            metrics |= likeness_rows(motions)
    run.finish({"people": people}, metrics, character_bars(metrics))
