"""``procgen train table`` and ``procgen train table-rows``."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer

from procgen.errors import Failed, InvalidFields, Violation
from procgen.kit.command.metrics_table import show_metrics
from procgen.kit.command.output import json_object, line, note
from procgen.kit.command.training import (
    UNKNOWN_LICENCE,
    Default,
    Licence,
    Resume,
    Threads,
    needs_training_extra,
    read_budget,
    use_threads,
)
from procgen.runtime.catalog import packaged_assets
from procgen.runtime.files import write_file
from procgen.table.reading import read_wishes

_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_WIDTHS = (64, 128, 256)
_GREATEST_BYTES = 64 << 20


def read_file(path: Path) -> bytes:
    """A CSV file's bytes, no more than are read. Raises Failed."""
    try:
        with path.open("rb") as file:
            return file.read(_GREATEST_BYTES + 1)
    except OSError as error:
        raise Failed(f"{path} can't be read: {error.strerror}", "Name a CSV file.") from error


def table(
    file: Annotated[Path, typer.Argument(help="CSV file in UTF-8: a header, then a row a line.")],
    name: Annotated[str, typer.Option(help="What requests will call the table.")] = "my_table",
    out: Annotated[Path, typer.Option(help="Folder for the model, ready for --models.")] = Path("runs/table"),
    budget: Annotated[str, typer.Option(help="Time for training: 2m, 90s.")] = "2m",
    column: Annotated[
        list[str] | None,
        typer.Option(
            help="NAME=KIND where a column is not what it seems: category, integer, real, ordinal:low,middle,high, "
            "or drop; repeatable."
        ),
    ] = None,
    group: Annotated[
        str, typer.Option(help="Column whose equal values belong together (a day, a place); it is left out.")
    ] = "",
    title: Annotated[str, typer.Option(help="Its name for people.")] = "",
    description: Annotated[str, typer.Option(help="What a row is, in a sentence.")] = "",
    licence: Licence = UNKNOWN_LICENCE,
    card: Annotated[str, typer.Option(help="File name of the model card. [default: made of the name]")] = "",
    default: Default = False,
    width: Annotated[
        list[int] | None, typer.Option(help="Networks to try: 64, 128, 256; repeatable; all if not given.")
    ] = None,
    seed: Annotated[int, typer.Option(min=0, max=2**31, help="Of weights, batches and orders.")] = 0,
    threads: Threads = 0,
    resume: Resume = False,
    json: Annotated[bool, typer.Option("--json", help="One JSON object on stdout.")] = False,
) -> None:
    """Learn a table's joint distribution, and measure it against independent columns, a tree and a copula.

    About 15 % of the rows are for validation and 15 % for the test that the figures are of.

    Example: `procgen train table loot.csv --name loot`, then `procgen generate table loot --models runs/table`
    """
    wrong: list[Violation] = []
    budget_s = read_budget(budget, wrong)
    if not _NAME.fullmatch(name):
        wrong.append(Violation.of("--name", name, "1 to 40 of a-z, 0-9 and _, a letter first"))
    if card and (Path(card).name != card or not card.endswith(".md")):
        wrong.append(Violation.of("--card", card, "the name of a .md file"))
    try:
        wishes = read_wishes(column or [])
    except InvalidFields as error:
        wrong += error.violations
    wrong += [Violation.of("--width", each, "64, 128 or 256") for each in width or () if each not in _WIDTHS]
    if wrong:
        raise InvalidFields(wrong)
    with needs_training_extra():
        # torch and scikit-learn are not in the core install
        from procgen.runtime.store import ModelStore  # noqa: PLC0415
        from procgen.runtime.trust import EVERY_MODEL  # noqa: PLC0415
        from procgen.table.recipe.data import read_table  # noqa: PLC0415
        from procgen.table.recipe.train import SHAPES, export_table, train_table  # noqa: PLC0415
        from procgen.table.ruler.evaluate import evaluate_table, table_bars  # noqa: PLC0415
        from procgen.table.table import DOMAIN, ROLE, Table  # noqa: PLC0415
    data = read_table(read_file(file), wishes, group)
    use_threads(threads)
    shapes = [shape for shape in SHAPES if not width or shape.hidden in width]
    shipped = packaged_assets() / f"table_{name}.onnx"
    trained = train_table(
        data,
        out / "runs" / name,
        budget_s=budget_s,
        seed=seed,
        resume=resume,
        shipped=shipped if shipped.exists() else None,
        report=note,
        shapes=shapes,
    )
    path = export_table(
        trained, data, out, name=name, title=title, description=description, licence=licence, card=card, default=default
    )
    store = ModelStore((out,), trust=EVERY_MODEL)
    evaluation = evaluate_table(Table(store.part(DOMAIN, name, ROLE)), data, seed=seed)
    if json:
        json_object(
            {
                "model": str(path),
                "columns": data.schema.record(),
                "metrics": evaluation.metrics,
                "attempts": [
                    {
                        "width": each.hidden,
                        "steps": each.steps,
                        "best_step": each.best_step,
                        "nats": each.validation_nats,
                    }
                    for each in trained.attempts
                ],
            }
        )
        return
    show_metrics(evaluation.metrics, table_bars(evaluation))
    line(str(out))


def table_rows(
    name: Annotated[str, typer.Argument(help="Packaged table: ecology, settlement, roles, loot, encounter, scenario.")],
    out: Annotated[Path, typer.Option(help="CSV file to write.")] = Path("rows.csv"),
    data: Annotated[
        list[Path] | None, typer.Option(help="Folder with what the table needs; assets/table.md says what; repeatable.")
    ] = None,
    seed: Annotated[int, typer.Option(min=0, max=2**31, help="Of what is simulated.")] = 1,
) -> None:
    """Write the rows that a packaged table was learned from, and say how to learn from them.

    Example: `procgen train table-rows settlement --out settlement.csv`
    """
    with needs_training_extra():
        from procgen.table.recipe.sources import SOURCES  # noqa: PLC0415 slow to import, and for this command alone
    if name not in SOURCES:
        raise InvalidFields([Violation.of("name", name, "one of " + ", ".join(SOURCES))])
    source = SOURCES[name]
    try:
        rows = source.csv(data or [], seed)
    except FileNotFoundError as error:
        raise Failed(str(error), f"Name with --data {source.needs}.") from error
    write_file(out, rows)
    flags = " ".join(f"--column {wish}" for wish in source.wishes)
    group = f" --group {source.group}" if source.group else ""
    note(f"procgen train table {out} --name {name} {flags}{group}")
    line(str(out))
