"""Puts the results of a batch into a folder, as files, and tells whether they are still there.

Each job has a folder of its own, ``0003-terrain/000017`` for the 18th job of line 3: files of one result name one
another, and those of two results may have the same names. A folder is there as a whole or not at all.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from procgen.errors import Failed
from procgen.jobs.entry import Entry
from procgen.jobs.job import Product
from procgen.kit.wire.blobs import blob_file_name
from procgen.kit.wire.received import Received, place_of, receive, write
from procgen.kit.wire.registry import event_type
from procgen.runtime.files import prepare_folder, write_file
from procgen.served import product_of

Blob = Callable[[str], bytes]


@dataclass(frozen=True, slots=True)
class Delivery:
    """Where the results of a batch go.

    Attributes:
        folder: of all results.
        blob: gives inputs that requests name; they are kept beside the recipes that name them.
    """

    folder: Path
    blob: Blob

    def deliver(self, entry: Entry, product: Product) -> dict[str, object]:
        """Write the files of a result, in the place of what is there.

        Returns:
            For the manifest: ``recipe``, the recipe's SHA-256; ``recipe_file``; and ``artifacts``, of each file its
            path, kind, sha256 and size_bytes. Paths are relative to the folder, with ``/``.

        Raises:
            Failed: a file can't be written.
            ValueError: the product is damaged.
        """
        place = PurePosixPath(f"{entry.row['line']:04d}-{entry.row['domain']}", f"{entry.row['index']:06d}")
        whole = self.folder / place
        part = whole.with_name(f".{whole.name}.part")
        try:
            with _told_as_failed(part):
                shutil.rmtree(part, ignore_errors=True)
                prepare_folder(part)
            told = self._write(entry, product, part, place)
            with _told_as_failed(whole):
                if whole.exists():
                    shutil.rmtree(whole)
                os.replace(part, whole)
        finally:
            shutil.rmtree(part, ignore_errors=True)
        return told

    def _write(self, entry: Entry, product: Product, part: Path, place: PurePosixPath) -> dict[str, object]:
        artifacts: list[dict[str, object]] = []
        recipe, recipe_file = "", place
        for received in _received(entry.job.method, product):
            _refuse_paths(received)
            records = write(received, part)
            recipe = received.result.recipe.sha256
            recipe_file = place / f"{received.result.recipe.domain}-{recipe[:12]}.recipe.json"
            for record, data in zip(records, received.files, strict=True):
                artifacts.append(
                    {
                        "path": str(place / PurePosixPath(Path(str(record["path"])).relative_to(part).as_posix())),
                        "kind": record["kind"],
                        "sha256": record["sha256"],
                        "size_bytes": len(data),
                    }
                )
        for name in entry.blobs:
            write_file(part / blob_file_name(name), self.blob(name))
        return {"recipe": recipe, "recipe_file": str(recipe_file), "artifacts": artifacts}

    def intact(self, row: Mapping[str, Any]) -> bool:
        """Whether all files that a row of the manifest names are there, with the sizes that it tells."""
        try:
            sizes = {each["path"]: int(each["size_bytes"]) for each in row["artifacts"]}
            return (self.folder / row["recipe_file"]).is_file() and all(
                (self.folder / path).stat().st_size == size for path, size in sizes.items()
            )
        except (OSError, KeyError, TypeError, ValueError):
            return False


def _refuse_paths(received: Received[Any]) -> None:
    """Raise ValueError unless the names of files are names alone: a store may be shared with others."""
    artifacts = received.result.artifacts
    names = [each.file_name for each in artifacts] + [each.sidecar_name for each in artifacts if each.sidecar_json]
    for name in (*names, received.result.recipe.domain):
        if not name or name.startswith(".") or set(name) & set("/\\:\0"):
            raise ValueError(f"{name!r} is not the name of a file")
    for artifact in artifacts:
        place_of(artifact)


@contextlib.contextmanager
def _told_as_failed(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise Failed(f"{path} can't be written: {error.strerror}", "Free some space or name another folder.") from error


def _received(method: str, product: Product) -> Iterator[Received[Any]]:
    """What a product holds: one result, or several, such as those of a crowd's members."""
    kind = event_type(method)
    events: list[Any] = [kind.FromString(event) for event in product.events]
    assemble = product_of(method).assembly
    if assemble is None:
        yield receive(events)
        return
    assembly = assemble()
    for event in events:
        received = assembly.take(event)
        if received is not None:
            yield received
