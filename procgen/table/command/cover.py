"""``procgen cover``."""

from __future__ import annotations

import json as json_format
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from procgen.errors import Failed, InvalidFields, Violation
from procgen.kit.command.flags import TrustModels, model_store, read_given
from procgen.kit.command.output import json_object, line
from procgen.runtime.files import prepare_folder, write_file
from procgen.table.coverage import POOL, Coverage, Space, choose, coverage_of
from procgen.table.exporters import csv_of
from procgen.table.reading import read_csv
from procgen.table.schema import Row
from procgen.table.table import Table, load_table

_TOLD: Final = 12
"""Pairs that are named of those that a set misses."""
_DANGER: Final = "danger"


def cover(
    name: Annotated[str, typer.Argument(help="The table, such as scenario.")],
    count: Annotated[int, typer.Option(min=1, max=POOL, help="How many rows.")] = 100,
    seed: Annotated[int, typer.Option(min=0, max=2**64 - 1, help="Which rows.")] = 1,
    given: Annotated[
        list[str] | None,
        typer.Option(help="COLUMN=VALUE that is known: a value, a|b, 10..20, or nothing for missing; repeatable."),
    ] = None,
    dangers: Annotated[
        int, typer.Option(min=0, help="Rows for each dangerous condition that the table knows, drawn by condition.")
    ] = 0,
    rows: Annotated[
        Path | None, typer.Option(help="A CSV file of rows of yours: say what it covers and misses, and draw nothing.")
    ] = None,
    out: Annotated[Path, typer.Option(help="Folder for NAME-cover.csv and NAME-cover.json.")] = Path(),
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    models: Annotated[list[Path] | None, typer.Option(help="Folder with models of yours; repeatable.")] = None,
    trust_models: TrustModels = False,
) -> None:
    """Choose rows of a learned table that cover all that can occur together, rare things too; or say what a set misses.

    Example: `procgen cover scenario --count 100 --dangers 2 --out tests`
    """
    store = model_store(models, trust_models=trust_models)
    table = load_table(store, name, "name")
    if rows is not None:
        if given or dangers:
            told = ("given", ", ".join(given)) if given else ("dangers", str(dangers))
            raise InvalidFields([Violation.of(*told, "left out beside rows, of which none is drawn")])
        coverage, space = coverage_of(table, _read(rows, table), seed)
        report: dict[str, Any] = _record(coverage, space)
        written: list[str] = []
    else:
        report, written = _chosen(table, count, seed, given or [], dangers, out)
    if json:
        json_object({"artifacts": written, **report})
        return
    line(f"covers {report['pairs']} of {report['all_pairs']} pairs, {report['rare']} of {report['all_rare']} rare ones")
    if "at_random" in report:
        line(f"as many rows at random: {report['at_random']} pairs, {report['rare_at_random']} rare ones")
    line("rows by likelihood, the commonest tenth first: " + " ".join(map(str, report["strata"])))
    for pair in report["missed"]:
        line(f"misses {pair['pair']} ({100.0 * pair['share']:.2f} % of rows)")
    for path in written:
        line(path)


def _chosen(
    table: Table, count: int, seed: int, texts: list[str], dangers: int, out: Path
) -> tuple[dict[str, Any], list[str]]:
    """The report of a set that was chosen, and the paths of its files."""
    wrong: list[Violation] = []
    known = read_given(texts, wrong)
    if wrong:
        raise InvalidFields(wrong)
    made = choose(table, count=count, seed=seed, given=known, dangers=dangers)
    report = {
        **_record(made.coverage, made.space),
        "at_random": round(made.at_random, 1),
        "rare_at_random": round(made.rare_at_random, 1),
    }
    entries = [{**row, **({_DANGER: why} if dangers else {})} for row, why in zip(made.rows, made.dangers, strict=True)]
    asked = {"table": table.name, "count": count, "seed": str(seed), "given": known, "dangers": dangers}
    whole = {"request": asked, "model_sha256": table.model_sha256, "coverage": report, "rows": entries}
    prepare_folder(out)
    paths = [out / f"{table.name}-cover{suffix}" for suffix in (".csv", ".json")]
    write_file(paths[0], csv_of(entries[0], entries))
    write_file(paths[1], (json_format.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode())
    return report, [str(path) for path in paths]


def _read(path: Path, table: Table) -> list[Row]:
    """Rows of a CSV file; a column that says for which danger rows were drawn is left out."""
    try:
        cells = read_csv(path.read_bytes(), least_rows=1)
    except OSError as error:
        hint = "Name a CSV file with a column for each of the table's."
        raise Failed(f"{path} can't be read: {error.strerror}", hint) from error
    columns = {column.name: column for column in table.schema.columns}
    wrong = [
        Violation.of(f"rows.{name}", name, "a column: " + ", ".join(columns))
        for name in cells.names
        if name not in columns and name != _DANGER
    ]
    if wrong:
        raise InvalidFields(wrong)
    found: list[Row] = [{} for _ in cells.lines]
    for name, values in zip(cells.names, cells.columns, strict=True):
        for row, text in zip(found, values, strict=True):
            if name in columns:
                row[name] = columns[name].read(text or "")
    return found


def _record(coverage: Coverage, space: Space) -> dict[str, Any]:
    return {
        "pairs": coverage.pairs,
        "all_pairs": coverage.all_pairs,
        "rare": coverage.rare,
        "all_rare": coverage.all_rare,
        "strata": list(coverage.strata),
        "missed": [{"pair": space.words(k), "share": round(float(space.often[k]), 6)} for k in coverage.missed[:_TOLD]],
    }
