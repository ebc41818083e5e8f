"""``procgen evaluate critic``."""

from __future__ import annotations

from typing import Annotated

import typer

from procgen.critic.command.train import PACK_HELP, data_violations
from procgen.kit.command.evaluating import Run, evaluates
from procgen.kit.command.flags import name_violations
from procgen.kit.command.output import note
from procgen.kit.command.training import needs_pack


@evaluates("critic", data=PACK_HELP, needs_data=False, seed="Of random choices.")
def critic(
    run: Run,
    *,
    domain: Annotated[str, typer.Option(help="What it judges: terrain, texture, character, dialogue, layout.")],
) -> None:
    """How well a critic tells spoilt things from real ones, and what choosing the best of four by it brings.

    Example: `procgen evaluate critic --domain terrain --data data/terrain --split validation`
    """
    from procgen.critic.recipe.recipe import RECIPES  # noqa: PLC0415 torch is not in the core install
    from procgen.critic.ruler.figures import evaluate_critic  # noqa: PLC0415

    run.domain = f"critic_{domain}"
    run.wrong += name_violations("--domain", [domain], tuple(RECIPES)) + data_violations(domain, run.data)
    run.begin()
    with needs_pack(run.data, f"is no data pack of {domain}", "Name the folder that holds it."):
        metrics = evaluate_critic(domain, run.pack, run.split, run.seed, run.store(), note)
    run.finish({}, metrics)
