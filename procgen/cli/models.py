"""``procgen models``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from procgen.errors import ModelUnavailable
from procgen.kit.command.output import json_object, line
from procgen.runtime.catalog import read_catalog
from procgen.runtime.store import ModelStore, State, Status
from procgen.runtime.trust import EVERY_MODEL, add_trust, trust_file

app = typer.Typer(help="The models that came with procgen, and your own.", no_args_is_help=True)

Models = Annotated[list[Path] | None, typer.Option(help="Folder with more models; repeatable.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON object on stdout.")]


def _statuses(models: list[Path] | None) -> list[Status]:
    store = ModelStore(tuple(models or ()))
    return [store.verify(name) for name in store.entries]


def _record(status: Status) -> dict[str, object]:
    entry = status.entry
    return {
        "name": entry.name,
        "domain": entry.domain,
        "generator": entry.generator,
        "role": entry.role,
        "family": entry.family,
        "licence": entry.licence,
        "sha256": entry.sha256,
        "size_bytes": status.size_bytes,
        "default": entry.default,
        "state": status.state.value,
        "problem": status.problem,
        "card": str(entry.path.parent / entry.card),
    }


@app.command("list")
def list_models(models: Models = None, json: Json = False) -> None:
    """List the models. Example: `procgen models list --models my-models`."""
    statuses = _statuses(models)
    if json:
        json_object({"models": [_record(status) for status in statuses]})
        return
    for status in statuses:
        entry = status.entry
        line(
            f"{entry.name:18} {entry.domain:10} {entry.family:10} {entry.licence:12} "
            f"{status.size_bytes / 2**20:6.1f} MiB  {status.state.value}"
        )


@app.command("trust")
def trust(folder: Annotated[Path, typer.Argument(help="Folder with a catalog of models.")], json: Json = False) -> None:
    """Allow the models of a folder from now on; shows what is allowed.

    Their files are read and compared with the catalog first. `procgen train` allows what it makes by itself.
    Example: `procgen models trust downloads/alps`
    """
    store = ModelStore((folder,), trust=EVERY_MODEL)
    theirs = {entry.name for entry in read_catalog(folder)}
    statuses = [store.verify(name) for name in store.entries if name in theirs]
    problems = [status.problem for status in statuses if status.problem]
    if problems:
        raise ModelUnavailable("; ".join(problems), "Get the folder anew; nothing of it was allowed.")
    new = {entry.name for entry in add_trust(status.entry for status in statuses)}
    if json:
        records = [{**_record(status), "new": status.entry.name in new} for status in statuses]
        json_object({"list": str(trust_file()), "models": records})
        return
    for status in statuses:
        said = "allowed from now on" if status.entry.name in new else "was allowed before"
        line(f"{status.entry.name}  {status.entry.licence}  {status.entry.path}  sha256 {status.entry.sha256}: {said}")
    line(f"The list is {trust_file()}.")


@app.command("verify")
def verify(models: Models = None, json: Json = False) -> None:
    """Compare every model file with its catalog; exit code 3 if one is missing, damaged or not allowed."""
    statuses = _statuses(models)
    if json:
        json_object({"models": [_record(status) for status in statuses], "ok": not any(s.problem for s in statuses)})
    else:
        for status in statuses:
            line(f"{status.entry.name}: {status.problem or 'ok'}")
    problems = [status.problem for status in statuses if status.problem]
    if problems:
        raise ModelUnavailable(
            f"{len(problems)} of {len(statuses)} models can't be used",
            "Install procgen-server again, or replace the file."
            if any(status.state in (State.MISSING, State.DAMAGED) for status in statuses)
            else "If you trust who made them, run `procgen models trust` with their folder.",
        )
