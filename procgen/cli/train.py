"""``procgen train MODEL``: your own weights from your own data."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from procgen.errors import InvalidFields, Violation
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

app = typer.Typer(help="Train models on your own data. Needs the `train` extra.", no_args_is_help=True)

STAGES = ("plan", "coarse", "detail")


@app.command("terrain")
def terrain(
    data: Annotated[Path, typer.Option(help="Folder of the terrain pack; README.md says its format.")],
    out: Annotated[Path, typer.Option(help="Folder for checkpoints and, in the end, the models.")] = Path(
        "runs/terrain"
    ),
    budget: Annotated[
        str, typer.Option(help="Time for each stage: 90m, 2h, 300s; the plan needs 15m at most.")
    ] = "85m",
    stage: Annotated[list[str] | None, typer.Option(help="plan, coarse, detail; all if not given.")] = None,
    name: Annotated[str, typer.Option(help="What requests will call the generator.")] = "my-terrain",
    licence: Licence = UNKNOWN_LICENCE,
    default: Default = False,
    threads: Threads = 0,
    resume: Resume = False,
) -> None:
    """Train the plan, the coarse and the detail network, and export them for `--models`.

    Example: `procgen train terrain --data data/terrain --budget 90m --name alps --resume`
    """
    with needs_training_extra():
        # torch is not in the core install
        from procgen.terrain.recipe.train import export_terrain, train_terrain  # noqa: PLC0415
    stages = stage or list(STAGES)
    wrong = [Violation.of("--stage", value, "one of " + ", ".join(STAGES)) for value in stages if value not in STAGES]
    budget_s = read_budget(budget, wrong)
    if wrong:
        raise InvalidFields(wrong)
    use_threads(threads)
    with needs_pack(data, "is not a terrain pack", "Name the folder that holds manifest.json."):
        made = train_terrain(stages, data, out, budget_s=budget_s, resume=resume, report=note)
    for part, checkpoint in made.items():
        export_terrain(part, checkpoint, out / "models", generator=name, licence=licence, default=default)
    line(str(out / "models"))


TEXTURE_STAGES = ("layouts", "base", "detail")


@app.command("texture")
def texture(
    data: Annotated[Path, typer.Option(help="Folder of the texture pack; docs/texture.md says its format.")],
    out: Annotated[Path, typer.Option(help="Folder for checkpoints and, in the end, the models.")] = Path(
        "runs/texture"
    ),
    budget: Annotated[str, typer.Option(help="Time for the base network: 90m, 2h, 300s; detail gets half of it.")] = (
        "85m"
    ),
    stage: Annotated[list[str] | None, typer.Option(help="layouts, base, detail; all if not given.")] = None,
    name: Annotated[str, typer.Option(help="What requests will call the generator.")] = "my-materials",
    licence: Licence = UNKNOWN_LICENCE,
    default: Default = False,
    threads: Threads = 0,
    resume: Resume = False,
) -> None:
    """Find layouts, train the base and the detail network, and export them for `--models`.

    Example: `procgen train texture --data data/textures --budget 90m --name ours --resume`
    """
    with needs_training_extra():
        # torch is not in the core install
        from procgen.texture.recipe.recipe import export, train_texture  # noqa: PLC0415
        from procgen.texture.ruler.judge import TextureJudge  # noqa: PLC0415
    stages = stage or list(TEXTURE_STAGES)
    wrong = [
        Violation.of("--stage", value, "one of " + ", ".join(TEXTURE_STAGES))
        for value in stages
        if value not in TEXTURE_STAGES
    ]
    budget_s = read_budget(budget, wrong)
    if wrong:
        raise InvalidFields(wrong)
    use_threads(threads)
    budgets = {"base": budget_s, "detail": budget_s / 2.0}
    with needs_pack(data, "is not a texture pack", "Name the folder that holds manifest.json.", ValueError):
        base, detail = train_texture(
            stages, data, out, budgets_s=budgets, judge_of=TextureJudge, resume=resume, report=note
        )
        if base.exists() and detail.exists():
            export(data, out, out / "models", generator=name, licence=licence, default=default)
    line(str(out / "models"))
