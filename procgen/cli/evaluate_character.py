"""``procgen evaluate character``."""

from __future__ import annotations

import json as json_format
import time
from pathlib import Path
from typing import Annotated

import typer

from procgen.cli.flags import name_violations
from procgen.cli.metrics_table import show_metrics
from procgen.cli.output import json_object, note, prepare_folder, write_file
from procgen.cli.train import needs_training_extra
from procgen.errors import Failed, InvalidFields

PARTS = ("population", "body", "faces", "cloth", "lod", "crowd")
SPLITS = ("validation", "test")


def character(
    data: Annotated[Path, typer.Option(help="Folder with the survey, ansur2.csv.xz.")],
    split: Annotated[str, typer.Option(help="validation while you choose, test once.")] = "test",
    seed: Annotated[int, typer.Option(min=0, max=2**62, help="Of all that is drawn.")] = 0,
    people: Annotated[int, typer.Option(min=1, max=100_000, help="Bodies to fit, edit and dress.")] = 500,
    crowd: Annotated[int, typer.Option(min=2, max=10_000, help="Members of the crowd.")] = 1000,
    models: Annotated[list[Path] | None, typer.Option(help="Folder with more models; repeatable.")] = None,
    part: Annotated[list[str] | None, typer.Option(help=f"{', '.join(PARTS)}; repeatable; all if not given.")] = None,
    out: Annotated[Path | None, typer.Option(help="Folder for metrics.json.")] = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON object on stdout.")] = False,
) -> None:
    """Bodies against held-out people, faces, edits, how clothes sit, levels of detail, crowds.

    Example: `procgen evaluate character --data data/characters --part population --split validation`
    """
    parts = part or list(PARTS)
    wrong = name_violations("--split", [split], SPLITS) + name_violations("--part", parts, PARTS)
    if wrong:
        raise InvalidFields(wrong)
    with needs_training_extra():
        # torch and scipy are not in the core install
        from procgen.evaluation.character import Options, character_bars, evaluate_character  # noqa: PLC0415
    if out is not None:
        prepare_folder(out)
    start = time.monotonic()

    def progress(name: str, share: float) -> None:
        if share == 1.0:
            note(f"{name}: done after {time.monotonic() - start:.0f} s")

    options = Options(
        parts=tuple(name for name in PARTS if name in parts),
        split=split,
        seed=seed,
        people=people,
        crowd=crowd,
        models=tuple(models or ()),
    )
    try:
        metrics = evaluate_character(data, options, progress)
    except (FileNotFoundError, NotADirectoryError, ValueError) as error:
        raise Failed(
            f"{data} holds no survey of bodies: {error}", "Name the folder that holds ansur2.csv.xz."
        ) from error
    held = character_bars(metrics)
    record = {
        "domain": "character",
        "seed": seed,
        "split": split,
        "people": people,
        "metrics": metrics,
        "bars": {bar.metric: {"bar": bar.text, "met": bar.met} for bar in held},
        "seconds": round(time.monotonic() - start, 1),
    }
    if out is not None:
        write_file(out / "metrics.json", (json_format.dumps(record, indent=2) + "\n").encode())
        note(f"written: {out / 'metrics.json'}")
    if json:
        json_object(record)
        return
    show_metrics(metrics, held)
