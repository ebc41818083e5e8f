"""``procgen evaluate terrain``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from procgen.errors import InvalidFields, Violation
from procgen.kit.command.evaluating import SPLITS, Json, ModelFolders, Run, Split
from procgen.kit.command.flags import name_violations
from procgen.kit.command.training import needs_pack, needs_training_extra

PARTS = ("statistics", "drainage", "encoder", "memorisation", "conditioning", "sketch", "likelihood")
_COLUMNS = ("ours", "real", "baseline")


def _peers(peers: list[str]) -> tuple[dict[str, Path], list[Violation]]:
    """The peers by name, and those that can't be."""
    found: dict[str, Path] = {}
    wrong = []
    for peer in peers:
        name, equals, folder = peer.partition("=")
        if not equals or not name.replace("_", "").isalnum() or name != name.lower() or name in _COLUMNS:
            wrong.append(Violation.of("--peer", peer, "NAME=FOLDER, the name in lower case, such as other=maps/other"))
        elif not Path(folder).is_dir():
            wrong.append(Violation.of("--peer", peer, "NAME=FOLDER with a folder that exists"))
        else:
            found[name] = Path(folder)
    return found, wrong


def terrain(
    data: Annotated[Path, typer.Option(help="Folder of the terrain pack.")],
    split: Split = "test",
    seed: Annotated[int, typer.Option(min=0, max=2**63, help="Seed of the first sample.")] = 0,
    samples: Annotated[int, typer.Option(min=2, max=100_000, help="Samples against the train split.")] = 500,
    per_patch: Annotated[int, typer.Option(min=1, max=100, help="Samples for each held-out patch.")] = 3,
    model: Annotated[str, typer.Option(help="Generator to judge.")] = "diffusion",
    models: ModelFolders = None,
    part: Annotated[list[str] | None, typer.Option(help=f"{', '.join(PARTS)}; repeatable; all if not given.")] = None,
    peer: Annotated[
        list[str] | None,
        typer.Option(
            help="NAME=FOLDER of another generator's maps: X.npy and X.json with metres_per_pixel; repeatable."
        ),
    ] = None,
    page: Annotated[Path | None, typer.Option(help="Folder for report.html, blind.html and metrics.json.")] = None,
    threads: Annotated[int, typer.Option(min=0, max=256, help="Processes; 0 takes all processors.")] = 0,
    json: Json = False,
) -> None:
    """Ours, the noise generators and peers against real elevation: forms, water, likeness, copying, control.

    Example: `procgen evaluate terrain --data data/terrain --split validation --page evaluation`
    """
    parts = part or list(PARTS)
    peers, wrong = _peers(peer or [])
    wrong += name_violations("--split", [split], SPLITS) + name_violations("--part", parts, PARTS)
    if wrong:
        raise InvalidFields(wrong)
    with needs_training_extra():
        from procgen.terrain.ruler.bars import bars  # noqa: PLC0415
        from procgen.terrain.ruler.blind_page import blind_html, choose  # noqa: PLC0415
        from procgen.terrain.ruler.evaluate import Options, evaluate  # noqa: PLC0415
        from procgen.terrain.ruler.report import report_html  # noqa: PLC0415
        from procgen.terrain.ruler.samples import default_processes  # noqa: PLC0415
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
    run = Run(page)
    with needs_pack(data, "is not a terrain pack", "Name the folder that holds manifest.json."):
        evaluation = evaluate(data, options, progress=run.progress)
    seconds = run.seconds
    facts = {
        "domain": "terrain",
        "seed": seed,
        "split": split,
        "samples": samples,
        "per_patch": per_patch,
        "model": model,
    }

    def pages() -> Iterator[tuple[str, bytes]]:
        yield "report.html", report_html(evaluation, seconds).encode()
        yield "blind.html", blind_html(choose(evaluation), seed).encode()

    run.finish(facts, evaluation.metrics, bars(evaluation.metrics), json=json, seconds=seconds, pages=pages())
