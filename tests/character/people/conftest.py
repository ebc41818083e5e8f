from __future__ import annotations

import pytest

from procgen.character.people.draw import People
from procgen.runtime.store import ModelStore


@pytest.fixture(scope="session")
def people() -> People:
    """With the weights that ship."""
    return People(ModelStore())
