"""``procgen cover``."""

from __future__ import annotations

import csv
import io
import json as json_format
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from procgen.errors import Failed, InvalidFields, Violation
from procgen.kit.command.flags import TrustModels, model_store, read_given
from procgen.kit.command.output import json_object, line
from procgen.runtime.files import prepare_folder, write_file
from procgen.table.coverage import POOL, Coverage, Space, choose, coverage_of
from procgen.table.exporters import text_of
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
    write_file(paths[0], _csv(entries))
    write_file(paths[1], (json_format.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode())
    return report, [str(path) for path in paths]


def _csv(entries: list[Row]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(entries[0])
    writer.writerows([text_of(value) for value in entry.values()] for entry in entries)
    return text.getvalue().encode()


def _read(path: Path, table: Table) -> list[Row]:
    """Rows of a CSV file; a column that says for which danger rows were drawn is left out."""
    try:
        lines = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))
    except (OSError, ValueError, csv.Error) as error:
        hint = "Name a CSV file with a column for each of the table's."
        raise Failed(f"{path} can't be read: {error}", hint) from error
    names = lines[0] if lines else []
    columns = {column.name: column for column in table.schema.columns}
    wrong = [
        Violation.of(f"rows.{name}", name, "a column: " + ", ".join(columns))
        for name in names
        if name not in columns and name != _DANGER
    ]
    if len(lines) < 2:
        wrong.append(Violation.of("rows", f"{len(lines)} lines", "a header, and a row a line"))
    wrong += [
        Violation.of(f"rows: line {number}", f"{len(cells)} cells", f"{len(names)} cells, as many as the header has")
        for number, cells in enumerate(lines[1:], 2)
        if len(cells) != len(names)
    ]
    if wrong:
        raise InvalidFields(wrong[:20])
    return [
        {name: columns[name].read(cell) for name, cell in zip(names, cells, strict=True) if name in columns}
        for cells in lines[1:]
    ]


def _record(coverage: Coverage, space: Space) -> dict[str, Any]:
    return {
        "pairs": coverage.pairs,
        "all_pairs": coverage.all_pairs,
        "rare": coverage.rare,
        "all_rare": coverage.all_rare,
        "strata": list(coverage.strata),
        "missed": [{"pair": space.words(k), "share": round(float(space.often[k]), 6)} for k in coverage.missed[:_TOLD]],
    }
