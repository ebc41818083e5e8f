"""``procgen train character-population``, ``character-face``, ``character-decoder`` and ``character-walks``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from procgen.kit.command.output import line, note
from procgen.kit.command.training import (
    Training,
    needs_pack,
    needs_training_extra,
    trains,
)
from procgen.runtime.catalog import packaged_assets
from procgen.runtime.files import prepare_folder

_SURVEY = "Folder with the survey, ansur2.csv.xz; docs/character.md says its format."
_CALLED = "What the catalog will call it."


@trains(
    data=_SURVEY,
    out="runs/character-population",
    budget="4m",
    budget_help="Time for training: 4m, 1h, 300s.",
    name="my-population",
    called=_CALLED,
)
def population(told: Training) -> None:
    """Learn the distribution of bodies from a survey of measures, and export it for `--models`.

    Example: `procgen train character-population --data data/characters --budget 4m --name soldiers`
    """
    # torch is not in the core install
    from procgen.character.recipe.population import PopulationConfig, train  # noqa: PLC0415
    from procgen.character.recipe.population_export import export  # noqa: PLC0415

    with needs_pack(*_survey(told.data), ValueError):
        best = train(
            told.data,
            told.out,
            PopulationConfig(budget_s=told.budget_s),
            resume=told.resume,
            shipped=packaged_assets(),
            report=note,
        )
    export(best, told.models, **told.labels)


@trains(
    data=_SURVEY,
    out="runs/character-face",
    out_help="Folder for faces, checkpoints and models; faces that lie there are used again.",
    name="my-faces",
    called=_CALLED,
)
def face(
    told: Training,
    *,
    faces: Annotated[int, typer.Option(min=500, max=1_000_000, help="Faces to draw and learn from.")] = 24_000,
    epochs: Annotated[int, typer.Option(min=1, max=10_000, help="How often each is seen.")] = 70,
) -> None:
    """Learn the distribution of faces from heads of a survey and the mesh's sliders, and export it for `--models`.

    Example: `procgen train character-face --data data/characters --faces 24000 --name ours`
    """
    # torch is not in the core install
    from procgen.character.recipe.face import FaceRecipe, export_faces, train_faces  # noqa: PLC0415

    prepare_folder(told.out)
    with needs_pack(*_survey(told.data), ValueError, KeyError):
        train_faces(
            told.data,
            told.out,
            FaceRecipe(faces=faces, epochs=epochs),
            resume=told.resume,
            shipped=packaged_assets(),
            report=note,
        )
    export_faces(told.out, told.models, **told.labels)


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


def walks(
    data: Annotated[Path, typer.Option(help="Folder with clips.npz and manifest.json, captured walks among them.")],
    out: Annotated[Path, typer.Option(help="Folder for the file.")] = Path("runs/character-walks"),
) -> None:
    """Learn how people walk from captured walks; seconds. The file takes the packaged one's place in `assets`.

    Example: `procgen train character-walks --data data/motions --out runs/character-walks`
    """
    from procgen.character.recipe.walks import train, write_walks  # noqa: PLC0415 with what trains

    with needs_pack(data, "is no pack of captured walks", "Name the folder that holds clips.npz.", ValueError):
        learned = train(data)
    prepare_folder(out)
    line(str(write_walks(learned, out)))


def _survey(data: Path) -> tuple[Path, str, str]:
    return data, "holds no survey of bodies", "Name the folder that holds ansur2.csv.xz."
