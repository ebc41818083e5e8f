"""Files of a run: what a run that is cut off goes on from, what it kept, and its journal."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import torch

CHECKPOINT, BEST, JOURNAL = "checkpoint.pt", "best.pt", "log.jsonl"


def save_checkpoint(path: Path, state: Mapping[str, Any]) -> None:
    """Write beside, then rename: a run that is cut off leaves the last whole checkpoint."""
    part = path.with_suffix(".part")
    torch.save(dict(state), part)
    os.replace(part, path)


def read_checkpoint(path: Path) -> dict[str, Any]:
    """What :func:`save_checkpoint` wrote, on the processor; nothing in it is run."""
    state: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)
    return state


def begins_shipped(folders: Iterable[Path]) -> bool:
    """Whether a stage without a checkpoint begins, on resumption, with the weights that ship: as the stages before it.

    Args:
        folders: of the runs of all stages; those that there are count.
    """
    paths = [folder / CHECKPOINT for folder in folders]
    return all(read_checkpoint(path).get("progress", {}).get("shipped") for path in paths if path.exists())


@contextmanager
def run_folder(folder: Path | None) -> Iterator[Path]:
    """The folder, or one that is gone afterwards, for runs that nobody goes on with."""
    if folder is not None:
        yield folder
        return
    with TemporaryDirectory() as made:
        yield Path(made)
