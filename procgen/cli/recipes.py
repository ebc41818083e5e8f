"""``procgen recipes``: what results were made of, as stores and publishers ask for it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from procgen.cli.settings import with_settings
from procgen.errors import Failed
from procgen.kit.command.flags import model_store
from procgen.kit.command.output import json_object, line
from procgen.kit.command.recipes import read_recipe
from procgen.kit.wire.side import Source
from procgen.runtime.recipe import Recipe
from procgen.runtime.store import ModelStore
from procgen.served import all_sources

_UNKNOWN: Final = "not here any more"
_HOLD_THEIRS: Final = (".json", ".usda", ".usdz")
"""Files that are looked into in folders; all others have a .json beside them."""


def _recipes_of(path: Path) -> list[tuple[Path, Recipe]]:
    """Of a file, or of all files of a folder; one of each recipe. Raises Failed where there is none."""
    if not path.exists():
        raise Failed(
            f"{path} does not exist", "Name a .recipe.json, a file that holds its recipe, or a folder of them."
        )
    files = sorted(each for each in path.rglob("*") if each.suffix in _HOLD_THEIRS) if path.is_dir() else [path]
    found: dict[str, tuple[Path, Recipe]] = {}
    for file in files:
        try:
            recipe = read_recipe(file)
        except (ValueError, RecursionError, OSError) as error:
            if file == path:
                raise Failed(
                    f"{path} is not a recipe: {error}", "Name a .recipe.json, or a file that holds its recipe."
                ) from error
            continue
        found.setdefault(recipe.sha256, (file, recipe))
    if not found:
        raise Failed(f"{path} holds no recipes", "Name a folder that procgen wrote to.")
    return list(found.values())


def _part(name: str, digest: str, store: ModelStore, sources: Mapping[str, Source]) -> dict[str, Any]:
    """What a name of a recipe stands for, if it is still here."""
    entry, source = store.entries.get(name), sources.get(name)
    if entry is not None and entry.sha256 == digest:
        card = str(entry.path.parent / entry.card)
        return {"name": name, "kind": "network", "licence": entry.licence, "sha256": digest, "card": card}
    if source is not None and source.sha256 == digest:
        return {
            "name": name,
            "kind": "source",
            "licence": source.licence,
            "sha256": digest,
            "made_by": source.made_by,
            "where": source.where,
            "guessed": list(source.guessed),
        }
    return {"name": name, "kind": "unknown", "licence": _UNKNOWN, "sha256": digest}


def provenance(path: Path, store: ModelStore, sources: Mapping[str, Source]) -> dict[str, Any]:
    """What results are made of.

    Args:
        path: a recipe, a file that holds one, or a folder of them.
        store: the networks.
        sources: what else recipes name.

    Returns:
        ``results``, each with its file, domain, recipe, code version and ``made_of``; and ``licences``, with the names
        of what is under each.

    Raises:
        Failed: there is no recipe.
    """
    results = []
    licences: dict[str, list[str]] = {}
    for file, recipe in _recipes_of(path):
        parts = [_part(name, digest, store, sources) for name, digest in recipe.model_sha256.items()]
        for part in parts:
            names = licences.setdefault(part["licence"], [])
            if part["name"] not in names:
                names.append(part["name"])
        results.append(
            {
                "file": str(file),
                "domain": recipe.domain,
                "recipe": recipe.sha256,
                "code_version": recipe.code_version,
                "exemplar": recipe.request.get("exemplar"),
                "made_of": parts,
            }
        )
    return {"results": results, "licences": licences}


def _show(found: Mapping[str, Any]) -> None:
    for result in found["results"]:
        line(f"{result['file']}: {result['domain']}, recipe {result['recipe'][:12]}, procgen {result['code_version']}")
        if result["exemplar"]:
            line(f"  {'a file of yours':28} {'yours to know':22} sha256 {result['exemplar'].get('sha256', '')[:12]}")
        for part in result["made_of"]:
            told = f"{part['made_by']}, {part['where']}" if part["kind"] == "source" else part.get("card", "")
            line(f"  {part['name']:28} {part['licence']:22} {told}")
    for licence, names in found["licences"].items():
        line(f"{licence}: {', '.join(names)}")


def _recipes(
    settings: Mapping[str, Any],
    *,
    provenance_of: Annotated[
        Path, typer.Option("--provenance", help="A recipe, a file's .json, or a folder of results.")
    ],
    models: Annotated[list[Path] | None, typer.Option(help="Folder with more models; repeatable.")] = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON object on stdout.")] = False,
) -> None:
    """Say which networks and scans results were made of, who published them, and under which licence.

    Example: `procgen recipes --provenance procgen-out`
    """
    store = model_store(models, trust_models=False)
    found = provenance(provenance_of, store, all_sources(store, settings))
    if json:
        json_object(found)
    else:
        _show(found)


recipes_command = with_settings(_recipes)
