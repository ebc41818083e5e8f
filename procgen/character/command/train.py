"""``procgen train character-population``, ``character-face`` and ``character-decoder``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from procgen.kit.command.output import line, note
from procgen.kit.command.training import (
    UNKNOWN_LICENCE,
    Default,
    Licence,
    Resume,
    Threads,
    needs_pack,
    needs_training_extra,
    read_budget,
    use_threads,
)
from procgen.runtime.catalog import packaged_assets
from procgen.runtime.files import prepare_folder

_SURVEY = "Folder with the survey, ansur2.csv.xz; docs/character.md says its format."

Data = Annotated[Path, typer.Option(help=_SURVEY)]


def population(
    data: Data,
    out: Annotated[Path, typer.Option(help="Folder for checkpoints and, in the end, the models.")] = Path(
        "runs/character-population"
    ),
    budget: Annotated[str, typer.Option(help="Time for training: 4m, 1h, 300s.")] = "4m",
    name: Annotated[str, typer.Option(help="What the catalog will call it.")] = "my-population",
    licence: Licence = UNKNOWN_LICENCE,
    default: Default = False,
    threads: Threads = 0,
    resume: Resume = False,
) -> None:
    """Learn the distribution of bodies from a survey of measures, and export it for `--models`.

    Example: `procgen train character-population --data data/characters --budget 4m --name soldiers`
    """
    budget_s = read_budget(budget)
    with needs_training_extra():
        # torch is not in the core install
        from procgen.character.recipe.population import PopulationConfig, train  # noqa: PLC0415
        from procgen.character.recipe.population_export import export  # noqa: PLC0415
    use_threads(threads)
    with needs_pack(*_survey(data), ValueError):
        config = PopulationConfig(budget_s=budget_s)
        best = train(data, out, config, resume=resume, shipped=packaged_assets(), report=note)
    export(best, out / "models", generator=name, licence=licence, default=default)
    line(str(out / "models"))


def face(
    data: Data,
    out: Annotated[
        Path, typer.Option(help="Folder for faces, checkpoints and models; faces that lie there are used again.")
    ] = Path("runs/character-face"),
    faces: Annotated[int, typer.Option(min=500, max=1_000_000, help="Faces to draw and learn from.")] = 24_000,
    epochs: Annotated[int, typer.Option(min=1, max=10_000, help="How often each is seen.")] = 70,
    name: Annotated[str, typer.Option(help="What the catalog will call it.")] = "my-faces",
    licence: Licence = UNKNOWN_LICENCE,
    default: Default = False,
    threads: Threads = 0,
    resume: Resume = False,
) -> None:
    """Learn the distribution of faces from heads of a survey and the mesh's sliders, and export it for `--models`.

    Example: `procgen train character-face --data data/characters --faces 24000 --name ours`
    """
    with needs_training_extra():
        # torch is not in the core install
        from procgen.character.recipe.face import FaceRecipe, export_faces, train_faces  # noqa: PLC0415
    use_threads(threads)
    prepare_folder(out)
    with needs_pack(*_survey(data), ValueError, KeyError):
        recipe = FaceRecipe(faces=faces, epochs=epochs)
        train_faces(data, out, recipe, resume=resume, shipped=packaged_assets(), report=note)
    export_faces(out, out / "models", generator=name, licence=licence, default=default)
    line(str(out / "models"))


def decoder(
    out: Annotated[Path, typer.Option(help="Folder for the model.")] = Path("runs/character-decoder"),
) -> None:
    """Factor the body's targets into one ONNX graph, from sliders to vertices. Needs no data but the packaged basis.

    Example: `procgen train character-decoder --out runs/character-decoder`
    """
    with needs_training_extra():
        from procgen.character.body.basis import packaged_basis  # noqa: PLC0415 with what trains
        from procgen.character.recipe.decoder import FILE, catalog_entry, make_decoder  # noqa: PLC0415
        from procgen.kit.recipe.export import write_catalog_entry  # noqa: PLC0415
    prepare_folder(out / "models")
    make_decoder(packaged_basis(), out / "models" / FILE)
    write_catalog_entry(out / "models", catalog_entry())
    line(str(out / "models"))


def _survey(data: Path) -> tuple[Path, str, str]:
    return data, "holds no survey of bodies", "Name the folder that holds ansur2.csv.xz."
