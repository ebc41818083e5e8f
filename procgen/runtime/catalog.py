"""The catalog of a model folder: which models it holds and what each file must be."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any

from procgen.errors import Failed, ModelUnavailable

CATALOG_NAME = "catalog.json"
_CATALOG_BYTES = 16 << 20


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

    @property
    def digests(self) -> frozenset[str]:
        """SHA-256 of the model's file, and of the files that its properties name."""
        return frozenset(
            [self.sha256, *(str(value) for key, value in self.properties.items() if key.endswith("sha256"))]
        )

    def labels(self, unsaid: Sequence[str]) -> tuple[str, ...]:
        """What the numbers of its classes stand for, in their order.

        Args:
            unsaid: what they stand for where the catalog does not say, as earlier ones do not.

        Raises:
            ModelUnavailable: the catalog's labels are no list of different names.
        """
        said = self.properties.get("labels", unsaid)
        labels = tuple(said) if isinstance(said, (list, tuple)) else ()
        if not labels or not all(isinstance(label, str) for label in labels) or len(set(labels)) < len(labels):
            raise ModelUnavailable(f"model {self.name}: its labels are no list of different names", "Export it again.")
        return labels

    def beside(self, name: str) -> Path:
        """A file of the model that lies beside its own, for a name in its properties.

        Raises:
            ModelUnavailable: the name is a path to somewhere else.
        """
        if Path(name).name != name or name in ("", ".."):
            raise ModelUnavailable(
                f"model {self.name}: it names {name!r}, which lies elsewhere", "Put the file beside the model's own."
            )
        return self.path.parent / name


def packaged_assets() -> Path:
    """The folder of the weights that came with procgen: inside the wheel, or beside the package in a checkout."""
    inside = Path(str(resources.files("procgen"))) / "assets"
    return inside if inside.is_dir() else inside.parent.parent / "assets"


def _no_number(text: str) -> float:
    """For what JSON does not have and Python would read: NaN and infinities."""
    raise ValueError(f"{text} is no number")


def read_catalog(folder: Path, *, links: bool = False) -> list[ModelEntry]:
    """Read ``folder/catalog.json``.

    Args:
        folder: holds the catalog and the models.
        links: whether files may be links to somewhere else, as package managers make them.

    Raises:
        Failed: the file is missing or is not a catalog; says which entry and key.
    """
    path = folder / CATALOG_NAME
    try:
        with path.open("rb") as catalog:
            text = catalog.read(_CATALOG_BYTES + 1)
        if len(text) > _CATALOG_BYTES:
            raise Failed(f"{path} has more than {_CATALOG_BYTES} bytes", "Restore the file or remove the folder.")
        data = json.loads(text.decode("utf-8"), parse_constant=_no_number)
    except FileNotFoundError:
        raise Failed(f"{path} does not exist", "Name a folder made by `procgen train`, or remove --models.") from None
    except (OSError, ValueError, RecursionError) as error:
        raise Failed(f"{path} can't be read: {error}", "Restore the file or remove the folder.") from error
    inside = folder.resolve()
    entries = []
    try:
        records = list(data["models"])
    except (KeyError, TypeError):
        raise Failed(f"{path} has no list named 'models'", "Restore the file or remove the folder.") from None
    for number, record in enumerate(records):
        try:
            for key in ("file", "card"):
                named = Path(str(record[key]))
                leaves = named.is_absolute() or ".." in named.parts
                if leaves or not (links or (folder / named).resolve().is_relative_to(inside)):
                    raise Failed(
                        f"{path}: models[{number}].{key} leaves the folder: {named}",
                        "Put the file itself into the folder, and its path inside of it into the catalog.",
                    )
            entries.append(
                ModelEntry(
                    name=str(record["name"]),
                    domain=str(record["domain"]),
                    generator=str(record["generator"]),
                    role=str(record["role"]),
                    family=str(record["family"]),
                    path=folder / str(record["file"]),
                    sha256=str(record["sha256"]),
                    licence=str(record["licence"]),
                    inputs=dict(record["inputs"]),
                    outputs=dict(record["outputs"]),
                    default=bool(record["default"]),
                    card=str(record["card"]),
                    properties=dict(record.get("properties", {})),
                )
            )
        except (KeyError, TypeError, ValueError, OSError) as error:
            raise Failed(
                f"{path}: models[{number}] lacks or misstates {error}", "Restore the file or remove the folder."
            ) from error
    return entries
