"""``procgen evaluate layout``."""

from __future__ import annotations

from typing import Annotated

import typer

from procgen.errors import InvalidFields
from procgen.kit.command.evaluating import Json, ModelFolders, Record, Run
from procgen.kit.command.flags import name_violations
from procgen.kit.command.training import needs_training_extra
from procgen.layout.network import DOMAIN, load_network
from procgen.runtime.store import ModelStore

PARTS = ("bits", "validity", "conditions", "likeness", "variety")
SPLITS = ("val", "test")


def layout(
    split: Annotated[str, typer.Option(help="val while you choose, test once.")] = "test",
    seed: Annotated[int, typer.Option(min=0, max=2**20, help="Of all requests.")] = 0,
    seeds: Annotated[int, typer.Option(min=1, max=100_000, help="Requests whose constraints are checked.")] = 120,
    maps: Annotated[int, typer.Option(min=4, max=10_000, help="Held-out and made maps of each kind.")] = 20,
    train_maps: Annotated[
        int, typer.Option(min=4, max=10_000, help="Maps of each kind that the context models learn from.")
    ] = 60,
    cells: Annotated[
        int, typer.Option(min=1000, max=10**7, help="Cells of each kind that gradient boosting learns from.")
    ] = 20_000,
    rounds: Annotated[int, typer.Option(min=1, max=1000, help="Rounds of gradient boosting.")] = 40,
    model: Annotated[str, typer.Option(help="Learned generator to judge; the default one if not given.")] = "",
    models: ModelFolders = None,
    part: Annotated[list[str] | None, typer.Option(help=f"{', '.join(PARTS)}; repeatable; all if not given.")] = None,
    page: Record = None,
    json: Json = False,
) -> None:
    """Bits a tile against context models, hard constraints, conditions, likeness, variety. Needs no data.

    Example: `procgen evaluate layout --split val --json`
    """
    parts = part or list(PARTS)
    store = ModelStore(tuple(models or ()))
    names = store.generators(DOMAIN)
    wrong = name_violations("--split", [split], SPLITS) + name_violations("--part", parts, PARTS)
    wrong += name_violations("--model", [model or names[0]], names)
    if wrong:
        raise InvalidFields(wrong)
    with needs_training_extra():
        # scikit-learn is not in the core install
        from procgen.layout.ruler.bars import layout_bars  # noqa: PLC0415
        from procgen.layout.ruler.context import BoostingOptions  # noqa: PLC0415
        from procgen.layout.ruler.evaluate import Options, evaluate_layout  # noqa: PLC0415
    options = Options(
        parts=tuple(name for name in PARTS if name in parts),
        split=split,
        seed=seed,
        train_maps=train_maps,
        held_maps=maps,
        made_maps=maps,
        seeds=seeds,
        boosting=BoostingOptions(cells=cells, rounds=rounds),
    )
    run = Run(page)
    evaluation = evaluate_layout(load_network(store, model or names[0]), options, run.progress)
    facts = {
        "domain": "layout",
        "seed": seed,
        "split": split,
        "maps": maps,
        "seeds": seeds,
        "train_maps": train_maps,
        "cells": cells,
        "model": model or names[0],
    }
    bars = layout_bars(evaluation.metrics)
    run.finish(facts, evaluation.metrics, bars, json=json, problems=evaluation.problems)
