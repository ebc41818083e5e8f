"""``procgen simulator``."""

from __future__ import annotations

import json as json_format
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer

from procgen.errors import Failed, InvalidFields, Violation
from procgen.kit.command.flags import TrustModels, model_store, read_given
from procgen.kit.command.output import json_object, line
from procgen.runtime.files import prepare_folder, write_file
from procgen.world.manifest import FORMAT
from procgen.world.simulators.actors import Actor, actors_of
from procgen.world.simulators.files import simulator_files
from procgen.world.simulators.openscenario import LASTS_S
from procgen.world.traffic import record

_FOLDER = "simulator"


def simulator(
    world: Annotated[Path, typer.Argument(help="Folder of a world.")],
    given: Annotated[
        list[str] | None,
        typer.Option(
            help="COLUMN=VALUE of another hour, of the table scenario; that of the manifest if none is given."
        ),
    ] = None,
    seed: Annotated[int, typer.Option(min=0, max=2**31 - 1, help="Which hour of those.")] = 1,
    day: Annotated[
        int | None,
        typer.Option(help="Day of the year, 1 to 365, for the sun; that of the month that is drawn if none is named."),
    ] = None,
    runs: Annotated[int, typer.Option(min=1, max=100000, help="How many the simulator shall draw.")] = 100,
    out: Annotated[Path | None, typer.Option(help="Folder for the files; simulator in the world's if none.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    models: Annotated[list[Path] | None, typer.Option(help="Folder with models of yours; repeatable.")] = None,
    trust_models: TrustModels = False,
) -> None:
    """Write a world for driving simulators: roads as OpenDRIVE, hour, weather and traffic as OpenSCENARIO, and the
    weather for CARLA.

    Example: `procgen simulator harbour --given weather=fog --given hour=6..8`
    """
    manifest, settlement = _read(world / "manifest.json"), _read(world / "settlement.json")
    if manifest.get("format") != FORMAT:
        raise Failed(f"{world / 'manifest.json'} is no manifest of a world.", "Name a folder of `generate world`.")
    wrong: list[Violation] = []
    known = read_given(given or [], wrong)
    if wrong:
        raise InvalidFields(wrong)
    store = model_store(models, trust_models=trust_models)
    actors, lasts_s = _traffic(world, manifest)
    files = simulator_files(
        manifest, settlement, store, given=known, seed=seed, runs=runs, day=day, actors=actors, lasts_s=lasts_s
    )
    folder = out or world / _FOLDER
    prepare_folder(folder)
    for name, data in files.items():
        write_file(folder / name, data)
    if json:
        json_object({"artifacts": [str(folder / name) for name in files]})
        return
    for name in files:
        line(str(folder / name))


def _traffic(world: Path, manifest: Mapping[str, Any]) -> tuple[list[Actor], float]:
    """Who is in its traffic, and how long that lasts; nobody where the folder has none."""
    folder = world / record.FOLDER
    if not (folder / record.JSON).exists():
        return [], LASTS_S
    told, path = _read(folder / record.JSON), world / "ground" / "heights.npy"
    try:
        tracks, heights = (folder / record.TRACKS).read_bytes(), np.load(path, allow_pickle=False)
    except (OSError, ValueError) as error:
        raise Failed(f"Traffic of {world} can't be read: {error}", "Name a folder of `generate world`.") from error
    lasts = int(told["steps"]) * float(told["step_s"])
    return actors_of(told, tracks, heights, float(manifest["ground"]["metres_per_pixel"])), lasts


def _read(path: Path) -> dict[str, Any]:
    try:
        found = json_format.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise Failed(f"{path} can't be read: {error}", "Name a folder of `generate world`.") from error
    if not isinstance(found, dict):
        raise Failed(f"{path} is not what it should be: a JSON object.", "Name a folder of `generate world`.")
    return found
