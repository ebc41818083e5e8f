"""``procgen train dialogue``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from procgen.cli.output import line, note
from procgen.cli.train import needs_training_extra, read_budget, use_threads
from procgen.errors import Failed, InvalidFields, Violation


def dialogue(
    data: Annotated[Path, typer.Option(help="Folder of the dialogue pack; docs/dialogue.md says its format.")],
    out: Annotated[Path, typer.Option(help="Folder for checkpoints and, in the end, the model.")] = Path(
        "runs/dialogue"
    ),
    budget: Annotated[str, typer.Option(help="Time for training: 90m, 2h, 300s.")] = "90m",
    name: Annotated[str, typer.Option(help="What settings will call the model.")] = "my-dialogue",
    licence: Annotated[str, typer.Option(help="SPDX expression of the weights.")] = "LicenseRef-unspecified",
    default: Annotated[bool, typer.Option(help="Mark as the packaged default.")] = False,
    threads: Annotated[int, typer.Option(min=0, max=256, help="Threads; 0 leaves it to torch.")] = 0,
    resume: Annotated[bool, typer.Option(help="Go on from the last checkpoint.")] = False,
) -> None:
    """Learn byte pairs and a small decoder from conversations, prose and lore, and export them for `--models`.

    Example: `procgen train dialogue --data data/dialogue --budget 90m --name villagers`
    """
    wrong: list[Violation] = []
    budget_s = read_budget(budget, wrong)
    if wrong:
        raise InvalidFields(wrong)
    with needs_training_extra():
        # torch and tokenizers are not in the core install
        from procgen.models.autoregressive import DecoderConfig  # noqa: PLC0415
        from procgen.training.dialogue import PAIRS_FILE, DialogueRecipe, load_pairs, train  # noqa: PLC0415
        from procgen.training.dialogue_export import export  # noqa: PLC0415
    use_threads(threads)
    try:
        last = train(data, out, DialogueRecipe(budget_s=budget_s), DecoderConfig(), resume=resume, report=note)
    except (FileNotFoundError, NotADirectoryError, ValueError) as error:
        remedy = "Name a folder with dialogue.jsonl.xz and its fellows; docs/dialogue.md says their format."
        raise Failed(f"{data} is no dialogue pack to learn from: {error}", remedy) from error
    export(last, load_pairs(out / PAIRS_FILE), out / "models", generator=name, licence=licence, default=default)
    line(str(out / "models"))
