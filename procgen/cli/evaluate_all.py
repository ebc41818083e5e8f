"""``procgen evaluate all``."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from procgen.errors import InvalidFields
from procgen.kit.command.evaluating import SPLITS, Json, ModelFolders, Run, Split, bar_record
from procgen.kit.command.flags import TrustModels, model_store, name_violations
from procgen.kit.command.metrics_table import show_metrics
from procgen.kit.command.output import json_object, line, note
from procgen.kit.command.training import needs_training_extra


def every(
    data: Annotated[
        list[Path] | None, typer.Option(help="Folder with packs of data, or one of them; repeatable.")
    ] = None,
    domain: Annotated[list[str] | None, typer.Option(help="Domains; repeatable; all if not given.")] = None,
    split: Split = "test",
    seed: Annotated[int, typer.Option(min=0, max=2**20, help="Of all that is drawn.")] = 0,
    models: ModelFolders = None,
    trust_models: TrustModels = False,
    quick: Annotated[
        bool, typer.Option("--quick", help="A tenth of the samples and fewer parts, to try it out.")
    ] = False,
    page: Annotated[Path, typer.Option(help="Folder for metrics.json and index.html.")] = Path("evaluation"),
    json: Json = False,
) -> None:
    """Every domain against real data and the classical methods, with fewer samples than its own command takes.

    Domains whose data is not there are left out, and it is said which.

    Example: `procgen evaluate all --data data --page evaluation`
    """
    with needs_training_extra():
        # torch, scipy and scikit-learn are not in the core install
        from procgen.cli.every import MEASURED, Wanted, measure  # noqa: PLC0415
        from procgen.cli.every_page import every_html  # noqa: PLC0415
        from procgen.kit.ruler.standard_figures import common_record  # noqa: PLC0415
    names = list(dict.fromkeys(domain or MEASURED))
    wrong = name_violations("--split", [split], SPLITS) + name_violations("--domain", names, tuple(MEASURED))
    if wrong:
        raise InvalidFields(wrong)
    store = partial(model_store, models, trust_models=trust_models, threads=1)
    store()  # a folder that can't be read is refused before the work begins
    run = Run(page)
    run.begin()
    with needs_training_extra():
        found, left_out = measure(names, Wanted(tuple(data or ()), store, seed, split, note, quick))
    record = {
        "domain": "all",
        "seed": seed,
        "split": split,
        "quick": quick,
        "domains": {
            each.domain: {
                "common": common_record(each.common),
                "metrics": each.metrics,
                "bars": bar_record(each.bars),
                "seconds": round(each.seconds, 1),
                "processor_seconds": round(each.processor_seconds, 1),
            }
            for each in found
        },
        "left_out": left_out,
        "processor_seconds": round(sum(each.processor_seconds for each in found), 1),
        "seconds": round(run.seconds, 1),
    }
    run.write(record, [("index.html", every_html(found, left_out, seed, split).encode())])
    for name, why in left_out.items():
        note(f"{name} is left out: {why}")
    if json:
        json_object(record)
        return
    for each in found:
        line(f"{each.domain}, {each.seconds:.0f} s")
        show_metrics(each.metrics, each.bars)
