from __future__ import annotations

import pytest

from procgen.character.population import Population
from procgen.runtime.store import ModelStore


@pytest.fixture(scope="session")
def population() -> Population:
    """With the weights that ship."""
    return Population(ModelStore())
