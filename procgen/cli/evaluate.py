"""``procgen evaluate DOMAIN``: held-out figures."""

from __future__ import annotations

import json as json_format
import time
from pathlib import Path
from typing import Annotated

import typer

from procgen.cli import evaluate_character, evaluate_dialogue, evaluate_texture
from procgen.cli.metrics_table import show_metrics
from procgen.cli.output import json_object, note, prepare_folder, write_file
from procgen.cli.train import needs_training_extra
from procgen.errors import Failed, InvalidFields, Violation

app = typer.Typer(help="Measure a domain against held-out real data.", no_args_is_help=True)

PARTS = ("statistics", "drainage", "encoder", "memorisation", "conditioning", "sketch")
SPLITS = ("validation", "test")
_COLUMNS = ("ours", "real", "baseline")


def _checked(parts: list[str], split: str, peers: list[str]) -> dict[str, Path]:
    """The peers by name. Raises InvalidFields, BadParameter."""
    if split not in SPLITS:
        raise typer.BadParameter(f"{split!r} is not a held-out split; allowed are {', '.join(SPLITS)}")
    wrong = [Violation.of("--part", part, "one of " + ", ".join(PARTS)) for part in parts if part not in PARTS]
    found = {}
    for peer in peers:
        name, equals, folder = peer.partition("=")
        if not equals or not name.replace("_", "").isalnum() or name != name.lower() or name in _COLUMNS:
            wrong.append(Violation.of("--peer", peer, "NAME=FOLDER, the name in lower case, such as other=maps/other"))
        elif not Path(folder).is_dir():
            wrong.append(Violation.of("--peer", peer, "NAME=FOLDER with a folder that exists"))
        else:
            found[name] = Path(folder)
    if wrong:
        raise InvalidFields(wrong)
    return found


@app.command("terrain")
def terrain(
    data: Annotated[Path, typer.Option(help="Folder of the terrain pack.")],
    split: Annotated[str, typer.Option(help="validation while you choose, test once.")] = "test",
    seed: Annotated[int, typer.Option(min=0, max=2**63, help="Seed of the first sample.")] = 0,
    samples: Annotated[int, typer.Option(min=2, max=100_000, help="Samples against the train split.")] = 500,
    per_patch: Annotated[int, typer.Option(min=1, max=100, help="Samples for each held-out patch.")] = 3,
    model: Annotated[str, typer.Option(help="Generator to judge.")] = "diffusion",
    models: Annotated[list[Path] | None, typer.Option(help="Folder with more models; repeatable.")] = None,
    part: Annotated[list[str] | None, typer.Option(help=f"{', '.join(PARTS)}; repeatable; all if not given.")] = None,
    peer: Annotated[
        list[str] | None,
        typer.Option(
            help="NAME=FOLDER of another generator's maps: X.npy and X.json with metres_per_pixel; repeatable."
        ),
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Folder for report.html, blind.html and metrics.json.")] = None,
    threads: Annotated[int, typer.Option(min=0, max=256, help="Processes; 0 takes all processors.")] = 0,
    json: Annotated[bool, typer.Option("--json", help="One JSON object on stdout.")] = False,
) -> None:
    """Ours, the noise generators and peers against real elevation: forms, water, likeness, copying, control.

    Example: `procgen evaluate terrain --data data/terrain --split validation --out evaluation`
    """
    parts = part or list(PARTS)
    peers = _checked(parts, split, peer or [])
    with needs_training_extra():
        # scipy is not in the core install
        from procgen.evaluation.bars import bars  # noqa: PLC0415
        from procgen.evaluation.blind_page import blind_html, choose  # noqa: PLC0415
        from procgen.evaluation.report import report_html  # noqa: PLC0415
        from procgen.evaluation.samples import default_processes  # noqa: PLC0415
        from procgen.evaluation.terrain import Options, evaluate  # noqa: PLC0415
    if out is not None:
        prepare_folder(out)
    options = Options(
        split=split,
        seed=seed,
        samples=samples,
        per_patch=per_patch,
        model=model,
        models=tuple(models or ()),
        parts=tuple(name for name in PARTS if name in parts),
        peers=peers,
        processes=threads or default_processes(),
    )
    start = time.monotonic()

    def progress(name: str, share: float) -> None:
        if share == 1.0:
            note(f"{name}: done after {time.monotonic() - start:.0f} s")

    try:
        evaluation = evaluate(data, options, progress=progress)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise Failed(f"{data} is not a terrain pack: {error}", "Name the folder that holds manifest.json.") from error
    seconds = time.monotonic() - start
    held = bars(evaluation.metrics)
    record = {
        "domain": "terrain",
        "seed": seed,
        "split": split,
        "samples": samples,
        "per_patch": per_patch,
        "model": model,
        "metrics": evaluation.metrics,
        "bars": {bar.metric: {"bar": bar.text, "met": bar.met} for bar in held},
        "seconds": round(seconds, 1),
    }
    if out is not None:
        write_file(out / "metrics.json", (json_format.dumps(record, indent=2) + "\n").encode())
        write_file(out / "report.html", report_html(evaluation, seconds).encode())
        write_file(out / "blind.html", blind_html(choose(evaluation), seed).encode())
        note(f"written: {out / 'report.html'}, {out / 'blind.html'}, {out / 'metrics.json'}")
    if json:
        json_object(record)
        return
    show_metrics(evaluation.metrics, held)


app.command("texture")(evaluate_texture.texture)
app.command("character")(evaluate_character.character)
app.command("dialogue")(evaluate_dialogue.dialogue)
