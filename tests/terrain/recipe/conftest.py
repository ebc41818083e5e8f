"""A pack of our own, for all recipes of terrain."""

from __future__ import annotations

from pathlib import Path

import pytest

from procgen.terrain.recipe.data import TerrainPack
from tests.terrain.recipe.packs import write_pack


@pytest.fixture(scope="session")
def pack_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_pack(tmp_path_factory.mktemp("pack"))


@pytest.fixture(scope="session")
def pack(pack_folder: Path) -> TerrainPack:
    return TerrainPack(pack_folder)
