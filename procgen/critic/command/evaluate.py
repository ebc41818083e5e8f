"""``procgen evaluate critic``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from procgen.critic.command.train import data_violations
from procgen.errors import InvalidFields
from procgen.kit.command.evaluating import SPLITS, Json, ModelFolders, Record, Run, Split
from procgen.kit.command.flags import name_violations
from procgen.kit.command.output import note
from procgen.kit.command.training import needs_pack, needs_training_extra
from procgen.runtime.store import ModelStore


def critic(
    domain: Annotated[str, typer.Option(help="What it judges: terrain, texture, character, dialogue, layout.")],
    split: Split = "test",
    seed: Annotated[int, typer.Option(min=0, max=2**62, help="Of random choices.")] = 0,
    data: Annotated[Path | None, typer.Option(help="Folder of the domain's data pack; layouts need none.")] = None,
    models: ModelFolders = None,
    page: Record = None,
    json: Json = False,
) -> None:
    """How well a critic tells spoilt things from real ones, and what choosing the best of four by it brings.

    Example: `procgen evaluate critic --domain terrain --data data/terrain --split validation`
    """
    with needs_training_extra():
        from procgen.critic.recipe.recipe import RECIPES  # noqa: PLC0415
        from procgen.critic.ruler.figures import evaluate_critic  # noqa: PLC0415
    wrong = name_violations("--split", [split], SPLITS) + name_violations("--domain", [domain], tuple(RECIPES))
    wrong += data_violations(domain, data)
    if wrong:
        raise InvalidFields(wrong)
    run = Run(page)
    with needs_pack(data, f"is no data pack of {domain}", "Name the folder that holds it."):
        metrics = evaluate_critic(domain, data or Path(), split, seed, ModelStore(tuple(models or ())), note)
    run.finish({"domain": f"critic_{domain}", "seed": seed, "split": split}, metrics, json=json)
