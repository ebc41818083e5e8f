"""The catalog of a model folder: which models it holds and what each file must be."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any

from procgen.errors import Failed

CATALOG_NAME = "catalog.json"


@dataclass(frozen=True, slots=True)
class ModelEntry:
    """One network, as its catalog describes it."""

    name: str
    """Unique among all folders."""
    domain: str
    generator: str
    """What a request's ``model`` field calls the generator that the network is part of."""
    role: str
    """Its part in the generator: "coarse", "detail"."""
    family: str
    path: Path
    sha256: str
    licence: str
    inputs: Mapping[str, str]
    """Input name to "type[shape]"."""
    outputs: Mapping[str, str]
    default: bool
    card: str
    """File name of the model card, beside the catalog."""
    properties: Mapping[str, Any] = field(default_factory=dict)
    """What the domain needs to know to run it, such as noise levels."""


def packaged_assets() -> Path:
    """The folder of the weights that came with procgen: inside the wheel, or beside the package in a checkout."""
    inside = Path(str(resources.files("procgen"))) / "assets"
    return inside if inside.is_dir() else inside.parent.parent / "assets"


def read_catalog(folder: Path) -> list[ModelEntry]:
    """Read ``folder/catalog.json``.

    Raises:
        Failed: the file is missing or is not a catalog; says which entry and key.
    """
    path = folder / CATALOG_NAME
    try:
        data = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise Failed(f"{path} does not exist", "Name a folder made by `procgen train`, or remove --models.") from None
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise Failed(f"{path} can't be read: {error}", "Restore the file or remove the folder.") from error
    entries = []
    try:
        records = list(data["models"])
    except (KeyError, TypeError):
        raise Failed(f"{path} has no list named 'models'", "Restore the file or remove the folder.") from None
    for number, record in enumerate(records):
        try:
            file = Path(str(record["file"]))
            if file.is_absolute() or ".." in file.parts:
                raise Failed(
                    f"{path}: models[{number}].file leaves the folder: {file}", "Use a path inside the folder."
                )
            entries.append(
                ModelEntry(
                    name=str(record["name"]),
                    domain=str(record["domain"]),
                    generator=str(record["generator"]),
                    role=str(record["role"]),
                    family=str(record["family"]),
                    path=folder / file,
                    sha256=str(record["sha256"]),
                    licence=str(record["licence"]),
                    inputs=dict(record["inputs"]),
                    outputs=dict(record["outputs"]),
                    default=bool(record["default"]),
                    card=str(record["card"]),
                    properties=dict(record.get("properties", {})),
                )
            )
        except (KeyError, TypeError, ValueError) as error:
            raise Failed(
                f"{path}: models[{number}] lacks or misstates {error}", "Restore the file or remove the folder."
            ) from error
    return entries
