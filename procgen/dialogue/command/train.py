"""``procgen train dialogue``."""

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


def dialogue(
    data: Annotated[Path, typer.Option(help="Folder of the dialogue pack; docs/dialogue.md says its format.")],
    out: Annotated[Path, typer.Option(help="Folder for checkpoints and, in the end, the model.")] = Path(
        "runs/dialogue"
    ),
    budget: Annotated[str, typer.Option(help="Time for training: 90m, 2h, 300s.")] = "90m",
    name: Annotated[str, typer.Option(help="What settings will call the model.")] = "my-dialogue",
    licence: Licence = UNKNOWN_LICENCE,
    default: Default = False,
    threads: Threads = 0,
    resume: Resume = False,
) -> None:
    """Learn byte pairs and a small decoder from conversations, prose and lore, and export them for `--models`.

    Example: `procgen train dialogue --data data/dialogue --budget 90m --name villagers`
    """
    budget_s = read_budget(budget)
    with needs_training_extra():
        # torch and tokenizers are not in the core install
        from procgen.dialogue.recipe.export import export  # noqa: PLC0415
        from procgen.dialogue.recipe.train import PAIRS_FILE, DialogueRecipe, load_pairs, train  # noqa: PLC0415
        from procgen.models.autoregressive import DecoderConfig  # noqa: PLC0415
    use_threads(threads)
    remedy = "Name a folder with dialogue.jsonl.xz and its fellows; docs/dialogue.md says their format."
    with needs_pack(data, "is no dialogue pack to learn from", remedy, ValueError):
        recipe = DialogueRecipe(budget_s=budget_s)
        best = train(data, out, recipe, DecoderConfig(), resume=resume, report=note, shipped=packaged_assets())
    export(best, load_pairs(out / PAIRS_FILE), out / "models", generator=name, licence=licence, default=default)
    line(str(out / "models"))
