"""``procgen evaluate DOMAIN``: held-out figures."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from procgen.cli.output import json_object, line, note
from procgen.cli.train import needs_training_extra
from procgen.errors import Failed
from procgen.runtime.store import ModelStore

app = typer.Typer(help="Measure a domain against held-out real data.", no_args_is_help=True)


@app.command("terrain")
def terrain(
    data: Annotated[Path, typer.Option(help="Folder of the terrain pack.")],
    split: Annotated[str, typer.Option(help="validation while you choose, test once.")] = "test",
    seed: Annotated[int, typer.Option(min=0, help="Seed of the first sample.")] = 0,
    samples: Annotated[int, typer.Option(min=1, help="Samples for each real patch.")] = 3,
    model: Annotated[str, typer.Option(help="Generator to judge.")] = "diffusion",
    models: Annotated[list[Path] | None, typer.Option(help="Folder with more models; repeatable.")] = None,
    threads: Annotated[int, typer.Option(min=0, max=256, help="Threads; 0 takes all processors.")] = 0,
    json: Annotated[bool, typer.Option("--json", help="One JSON object on stdout.")] = False,
) -> None:
    """Slopes, hypsometry and spectrum of ours, of the noise generators and of real data.

    Example: `procgen evaluate terrain --data data/terrain --split validation`
    """
    if split not in ("validation", "test"):
        raise typer.BadParameter(f"{split!r} is not a held-out split; allowed are validation, test")
    with needs_training_extra():
        from procgen.evaluation.terrain import evaluate  # noqa: PLC0415 scipy is not in the core install
    store = ModelStore(tuple(models or ()), threads=threads)
    try:
        metrics = evaluate(
            data,
            store,
            split=split,
            seed=seed,
            per_patch=samples,
            model=model,
            progress=lambda name, share: note(f"{name}: {share:.0%}") if share == 1.0 else None,
        )
    except (FileNotFoundError, NotADirectoryError) as error:
        raise Failed(f"{data} is not a terrain pack: {error}", "Name the folder that holds manifest.json.") from error
    if json:
        json_object({"domain": "terrain", "seed": seed, "split": split, "metrics": metrics})
        return
    columns = list(next(iter(metrics.values())))
    line(f"{'':15}" + "".join(f"{column:>13}" for column in columns))
    for metric, row in metrics.items():
        line(f"{metric:15}" + "".join(f"{row[column]:13.4f}" for column in columns))
