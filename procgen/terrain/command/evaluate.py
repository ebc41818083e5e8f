"""``procgen evaluate terrain``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from procgen.errors import Violation
from procgen.kit.command.evaluating import Run, evaluates
from procgen.kit.command.training import needs_pack
from procgen.terrain.ruler.parts import PARTS

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


@evaluates(
    "terrain",
    data="Folder of the terrain pack.",
    seed="Seed of the first sample.",
    seeds=2**63,
    parts=PARTS,
    page="Folder for report.html, blind.html, blind_landforms.html and metrics.json.",
)
def terrain(
    run: Run,
    *,
    samples: Annotated[int, typer.Option(min=2, max=100_000, help="Samples against the train split.")] = 500,
    per_patch: Annotated[int, typer.Option(min=1, max=100, help="Samples for each held-out patch.")] = 3,
    model: Annotated[str, typer.Option(help="Generator to judge.")] = "diffusion",
    peer: Annotated[
        list[str] | None,
        typer.Option(
            help="NAME=FOLDER of another generator's maps: X.npy and X.json with metres_per_pixel; repeatable."
        ),
    ] = None,
    fine: Annotated[Path | None, typer.Option(help="Folder of a pack of land at 1 to 10 m, for the part fine.")] = None,
    threads: Annotated[int, typer.Option(min=0, max=256, help="Processes; 0 takes all processors.")] = 0,
) -> None:
    """Ours, the noise generators and peers against real elevation: forms, water, likeness, copying, control, and what
    judges tell apart.

    Example: `procgen evaluate terrain --data data/terrain --split validation --page evaluation`
    """
    peers, wrong = _peers(peer or [])
    run.wrong += wrong
    if fine is None and "fine" in run.named_parts:
        run.wrong.append(Violation.of("--fine", "nothing", "the folder of a pack of fine land, where --part is fine"))
    if fine is not None and not (fine / "manifest.json").is_file():
        run.wrong.append(Violation.of("--fine", fine, "a folder that holds manifest.json"))
    run.begin()
    # scipy is not in the core install
    from procgen.kit.ruler.side import default_processes  # noqa: PLC0415
    from procgen.terrain.ruler.bars import bars  # noqa: PLC0415
    from procgen.terrain.ruler.blind_page import blind_html, choose, landforms_html  # noqa: PLC0415
    from procgen.terrain.ruler.evaluate import Options, evaluate  # noqa: PLC0415
    from procgen.terrain.ruler.report import report_html  # noqa: PLC0415

    facts: dict[str, Any] = {"samples": samples, "per_patch": per_patch, "model": model}
    processes = threads or default_processes()
    options = Options(**run.options, **facts, models=run.models, peers=peers, fine=fine, processes=processes)
    with needs_pack(run.data, "is not a terrain pack", "Name the folder that holds manifest.json."):
        evaluation = evaluate(run.pack, options, progress=run.progress)
    seconds = run.seconds

    def pages() -> Iterator[tuple[str, bytes]]:
        yield "report.html", report_html(evaluation, seconds).encode()
        yield "blind.html", blind_html(choose(evaluation), run.seed).encode()
        if len(evaluation.by_landform):
            yield "blind_landforms.html", landforms_html(evaluation).encode()

    run.finish(facts, evaluation.metrics, bars(evaluation.metrics), seconds=seconds, pages=pages())
