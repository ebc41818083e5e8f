"""``procgen evaluate table``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from procgen.errors import Failed, Violation
from procgen.kit.command.evaluating import REPORT, Run, evaluates
from procgen.kit.command.flags import TrustModels, name_violations
from procgen.table.command.train import read_file
from procgen.table.reading import read_wishes
from procgen.table.table import load_table, table_names


@evaluates("table", splits=(), seed="Of samples, orders and intervals.", seeds=2**31, page=REPORT)
def table(
    run: Run,
    *,
    name: Annotated[list[str] | None, typer.Argument(help="Tables; all packaged ones if none is named.")] = None,
    data: Annotated[
        list[Path] | None, typer.Option(help="Folder with data that packaged tables are made of; repeatable.")
    ] = None,
    csv: Annotated[Path | None, typer.Option(help="File that one table of --models was learned from.")] = None,
    column: Annotated[list[str] | None, typer.Option(help="With --csv: as for training; repeatable.")] = None,
    group: Annotated[str, typer.Option(help="With --csv: as for training.")] = "",
    trust_models: TrustModels = False,
) -> None:
    """Held-out likelihood against independent columns, a tree and a copula; pairs of columns; what a judge tells apart.

    Example: `procgen evaluate table settlement roles --page evaluation`
    """
    # scipy and scikit-learn are not in the core install
    from procgen.table.recipe.data import read_table  # noqa: PLC0415
    from procgen.table.recipe.sources import SOURCES  # noqa: PLC0415
    from procgen.table.ruler.evaluate import evaluate_table, table_bars  # noqa: PLC0415
    from procgen.table.ruler.page import table_html  # noqa: PLC0415

    store = run.store(trust_models=trust_models)
    names = list(name or SOURCES)
    run.wrong += name_violations("name", names, table_names(store))
    if csv is None:
        run.wrong += [
            Violation.of("name", each, "a packaged table; others with --csv") for each in names if each not in SOURCES
        ]
    elif len(names) != 1 or not name:
        run.wrong.append(Violation.of("name", " ".join(names), "one table with --csv"))
    wishes = read_wishes(column or [])
    run.begin()
    evaluations = {}
    for each in names:
        if csv is not None:
            rows = read_table(read_file(csv), wishes, group)
        else:
            source = SOURCES[each]
            try:
                rows = read_table(source.csv(data or []), read_wishes(source.wishes), source.group)
            except FileNotFoundError as error:
                raise Failed(str(error), f"Name with --data {source.needs}.") from error
        try:
            evaluations[each] = evaluate_table(load_table(store, each), rows, seed=run.seed)
        except ValueError as error:
            raise Failed(f"table {each}: {error}", "Name the file and the flags that it was trained with.") from error
        run.progress(each, 1.0)
    metrics = {f"{each}_{key}": row for each, made in evaluations.items() for key, row in made.metrics.items()}
    bars = [bar for each, made in evaluations.items() for bar in table_bars(made, f"{each}_")]

    def pages() -> Iterator[tuple[str, bytes]]:
        tables = {each: load_table(store, each) for each in evaluations}
        yield "report.html", table_html(tables, evaluations, run.seed).encode()

    rows_of = {each: made.rows for each, made in evaluations.items()}
    run.finish({}, metrics, bars, pages=pages(), rows=rows_of)
