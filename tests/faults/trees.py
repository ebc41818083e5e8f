"""A procgen whose packaged models can be spoilt: the code of this one, and a copy of its assets."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import procgen
from procgen.runtime.catalog import packaged_assets
from tests.conftest import RunningServer, running_server


def tree(folder: Path) -> Path:
    """Make one; returns the folder of its assets."""
    folder.mkdir(parents=True)
    (folder / "procgen").symlink_to(Path(procgen.__file__).parent)
    shutil.copytree(packaged_assets(), folder / "assets")
    return folder / "assets"


@contextmanager
def server_of(assets: Path, *flags: str) -> Iterator[RunningServer]:
    """A server of a tree."""
    env = {"PYTHONPATH": str(assets.parent)}
    with running_server(*flags, env=env, cwd=assets.parent) as server:
        yield server
