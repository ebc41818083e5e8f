"""``procgen evaluate character``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from procgen.errors import InvalidFields
from procgen.kit.command.evaluating import SPLITS, Json, ModelFolders, Record, Run, Split
from procgen.kit.command.flags import name_violations
from procgen.kit.command.training import needs_pack, needs_training_extra

PARTS = ("population", "body", "faces", "cloth", "lod", "crowd")


def character(
    data: Annotated[Path, typer.Option(help="Folder with the survey, ansur2.csv.xz.")],
    split: Split = "test",
    seed: Annotated[int, typer.Option(min=0, max=2**62, help="Of all that is drawn.")] = 0,
    people: Annotated[int, typer.Option(min=1, max=100_000, help="Bodies to fit, edit and dress.")] = 500,
    crowd: Annotated[int, typer.Option(min=2, max=10_000, help="Members of the crowd.")] = 1000,
    models: ModelFolders = None,
    part: Annotated[list[str] | None, typer.Option(help=f"{', '.join(PARTS)}; repeatable; all if not given.")] = None,
    page: Record = None,
    json: Json = False,
) -> None:
    """Bodies against held-out people, faces, edits, how clothes sit, levels of detail, crowds.

    Example: `procgen evaluate character --data data/characters --part population --split validation`
    """
    parts = part or list(PARTS)
    wrong = name_violations("--split", [split], SPLITS) + name_violations("--part", parts, PARTS)
    if wrong:
        raise InvalidFields(wrong)
    with needs_training_extra():
        # torch is not in the core install
        from procgen.character.ruler.evaluate import Options, character_bars, evaluate_character  # noqa: PLC0415
    options = Options(
        parts=tuple(name for name in PARTS if name in parts),
        split=split,
        seed=seed,
        people=people,
        crowd=crowd,
        models=tuple(models or ()),
    )
    run = Run(page)
    with needs_pack(data, "holds no survey of bodies", "Name the folder that holds ansur2.csv.xz.", ValueError):
        metrics = evaluate_character(data, options, run.progress)
    facts = {"domain": "character", "seed": seed, "split": split, "people": people}
    run.finish(facts, metrics, character_bars(metrics), json=json)
