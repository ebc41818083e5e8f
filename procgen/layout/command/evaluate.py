"""``procgen evaluate layout``."""

from __future__ import annotations

from typing import Annotated

import typer

from procgen.kit.command.evaluating import Run, evaluates
from procgen.kit.command.flags import name_violations
from procgen.layout.network import DOMAIN, load_network

PARTS = ("bits", "validity", "conditions", "likeness", "variety", "flows")


@evaluates(
    "layout",
    splits=("val", "test"),
    seed="Of all requests.",
    seeds=2**20,
    parts=PARTS,
)
def layout(
    run: Run,
    *,
    seeds: Annotated[int, typer.Option(min=1, max=100_000, help="Requests whose constraints are checked.")] = 120,
    flows: Annotated[
        int, typer.Option(min=1, max=100_000, help="Flow graphs of 5 to 30 rooms that are laid out and checked.")
    ] = 200,
    maps: Annotated[int, typer.Option(min=4, max=10_000, help="Held-out and made maps of each kind.")] = 20,
    train_maps: Annotated[
        int, typer.Option(min=4, max=10_000, help="Maps of each kind that the context models learn from.")
    ] = 60,
    cells: Annotated[
        int, typer.Option(min=1000, max=10**7, help="Cells of each kind that gradient boosting learns from.")
    ] = 20_000,
    rounds: Annotated[int, typer.Option(min=1, max=1000, help="Rounds of gradient boosting.")] = 40,
    model: Annotated[str, typer.Option(help="Learned generator to judge; the default one if not given.")] = "",
) -> None:
    """Bits a tile against context models, constraints, flow graphs, likeness, variety. Needs no data.

    Example: `procgen evaluate layout --split val --json`
    """
    store = run.store()
    names = store.generators(DOMAIN)
    model = model or names[0]
    run.wrong += name_violations("--model", [model], names)
    run.begin()
    # scikit-learn is not in the core install
    from procgen.layout.ruler.bars import layout_bars  # noqa: PLC0415
    from procgen.layout.ruler.context import BoostingOptions  # noqa: PLC0415
    from procgen.layout.ruler.evaluate import Options, evaluate_layout  # noqa: PLC0415

    options = Options(
        **run.options,
        train_maps=train_maps,
        held_maps=maps,
        made_maps=maps,
        seeds=seeds,
        flows=flows,
        boosting=BoostingOptions(cells=cells, rounds=rounds),
    )
    evaluation = evaluate_layout(load_network(store, model), options, run.progress)
    facts = {"maps": maps, "seeds": seeds, "flows": flows, "train_maps": train_maps, "cells": cells, "model": model}
    run.finish(facts, evaluation.metrics, layout_bars(evaluation.metrics), problems=evaluation.problems)
