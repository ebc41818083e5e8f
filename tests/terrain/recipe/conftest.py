"""A pack of our own, for all recipes of terrain."""

from __future__ import annotations

import itertools
from pathlib import Path
from types import SimpleNamespace

import pytest

from procgen.terrain.recipe.data import TerrainPack
from tests.terrain.recipe.packs import write_pack


@pytest.fixture(scope="session")
def pack_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_pack(tmp_path_factory.mktemp("pack"))


@pytest.fixture(scope="session")
def pack(pack_folder: Path) -> TerrainPack:
    return TerrainPack(pack_folder)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Time goes by with looks at the clock, so that a busy machine takes as many steps as an idle one."""
    ticks = itertools.count()
    monkeypatch.setattr("procgen.kit.recipe.loop.time", SimpleNamespace(monotonic=lambda: next(ticks) * 0.1))
