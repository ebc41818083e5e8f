"""``procgen train critic``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from procgen.errors import InvalidFields, Violation
from procgen.kit.command.flags import name_violations
from procgen.kit.command.output import line, note
from procgen.kit.command.training import Resume, Threads, needs_pack, needs_training_extra, use_threads
from procgen.runtime.files import prepare_folder
from procgen.runtime.store import ModelStore

PACK_HELP = "Folder of the domain's data pack; layouts need none."


def data_violations(domain: str, data: Path | None) -> list[Violation]:
    """A data pack is needed but for layouts, whose corpus is made from seeds."""
    if data is None and domain != "layout":
        return [Violation.of("--data", "missing", f"the folder of the data pack of {domain}")]
    return []


def critic(
    domain: Annotated[str, typer.Option(help="What it judges: terrain, texture, character, dialogue, layout.")],
    out: Annotated[Path, typer.Option(help="Folder for the critic.")] = Path("runs/critic"),
    data: Annotated[Path | None, typer.Option(help=PACK_HELP)] = None,
    models: Annotated[list[Path] | None, typer.Option(help="Folder with more models; repeatable.")] = None,
    threads: Threads = 0,
    resume: Resume = False,
) -> None:
    """Learn to tell real things of a domain from spoilt ones and from what the packaged generators make.

    Example: `procgen train critic --domain texture --data data/textures`
    """
    with needs_training_extra():
        # torch is not in the core install
        from procgen.critic.recipe.recipe import RECIPES, make_critic  # noqa: PLC0415
    wrong = name_violations("--domain", [domain], tuple(RECIPES)) + data_violations(domain, data)
    if wrong:
        raise InvalidFields(wrong)
    use_threads(threads)
    folder = out / "models"
    prepare_folder(folder)
    with needs_pack(data, f"is no data pack of {domain}", "Name the folder that holds it."):
        store = ModelStore(tuple(models or ()), threads=threads)
        make_critic(domain, data or Path(), folder, store, note, run=out / domain, resume=resume)
    line(str(folder))
