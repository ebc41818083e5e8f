"""Recipes as files: what makes the same bytes again, of any domain."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Final, TypeVar

from google.protobuf import json_format
from google.protobuf.message import Message

from procgen import __version__
from procgen.errors import Failed, InvalidFields, RecipeMismatch
from procgen.runtime.recall import recall_file
from procgen.runtime.recipe import Recipe
from procgen.runtime.store import ModelStore

_JSON: Final = ".json"
MessageT = TypeVar("MessageT", bound=Message)


def read_recipe(path: Path) -> Recipe:
    """The recipe that a file is or holds: a .recipe.json, a sidecar, or whatever procgen wrote.

    Raises:
        ValueError: there is none in it.
        OSError: it can't be read.
    """
    if path.suffix != _JSON:
        try:
            return recall_file(path)
        except InvalidFields as error:
            raise ValueError(error.message) from error
    text = path.read_text("utf-8")
    data = json.loads(text)
    if isinstance(data, dict) and isinstance(data.get("recipe"), dict):  # a sidecar holds one too
        text = json.dumps(data["recipe"])
    return Recipe.from_json(text)


def _no_recipe(path: Path, domain: str, error: Exception) -> Failed:
    return Failed(
        f"{path} is not a {domain} recipe: {error}",
        "Name a .recipe.json, a file that holds its recipe, or the .json beside it.",
    )


def recipe_domain(path: Path, wanted: str) -> str:
    """Whose recipe a file holds; ``wanted`` is told where it holds none. Raises Failed."""
    try:
        return read_recipe(path).domain
    except (ValueError, RecursionError) as error:
        raise _no_recipe(path, wanted, error) from error


def request_of_recipe(
    path: Path, domain: str, request_type: type[MessageT], store: ModelStore, more: Mapping[str, str] | None = None
) -> MessageT:
    """The request of a recipe file.

    Args:
        path: a recipe, a sidecar, or another file that holds one.
        domain: whose recipe it must be.
        request_type: the domain's request.
        store: must hold the models that it names.
        more: SHA-256 of models besides, by name.

    Raises:
        Failed: the file is not a recipe of the domain.
        RecipeMismatch: other weights or another version made it, so that the bytes would not be the same.
    """
    try:
        recipe = read_recipe(path)
        if recipe.domain != domain:
            raise Failed(f"{path} is a recipe of {recipe.domain!r}", f"Use `procgen generate {recipe.domain}`.")
        request = json_format.ParseDict(dict(recipe.request), request_type())
    except (ValueError, RecursionError, json_format.ParseError) as error:
        raise _no_recipe(path, domain, error) from error
    if recipe.code_version != __version__:
        raise RecipeMismatch(
            f"the recipe was made by procgen {recipe.code_version}, this is {__version__}",
            f"Install procgen-server {recipe.code_version} to get the same bytes.",
        )
    for name, digest in recipe.model_sha256.items():
        entry = store.entries.get(name)
        if digest not in (entry.sha256 if entry else None, (more or {}).get(name)):
            raise RecipeMismatch(
                f"the recipe was made with model {name} of sha256 {digest[:12]}…, which is not here",
                "Name the folder that holds it with --models.",
            )
    return request
