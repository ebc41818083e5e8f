"""Fixtures for the tests of what worlds look like."""

from __future__ import annotations

import numpy as np
import pytest

from procgen.runtime.recipe import Recipe
from procgen.texture.material import Material, Surface
from procgen.world.ground_paint import splat_of
from procgen.world.materials import SLOTS, Materials
from procgen.world.place import Place
from tests.world.small_place import small_place


def plain_material(name: str, number: int) -> Material:
    """A tile of 16 x 16 pixels, two metres wide, of one colour and a ripple."""
    ripple = np.tile(np.sin(np.arange(16) * np.pi / 4).astype(np.float32), (16, 1))
    albedo = np.full((16, 16, 3), (0.2 + 0.05 * number, 0.5, 0.3), np.float32)
    flat = np.full((16, 16), 0.8, np.float32)
    surface = Surface(albedo, ripple, flat, np.zeros((16, 16), np.float32))
    return Material(surface, 0.125, Recipe("texture", {"material": name}), name)


@pytest.fixture(scope="session")
def place() -> Place:
    """A small made-up world with one of everything."""
    return small_place()


@pytest.fixture(scope="session")
def plain_materials(place: Place) -> Materials:
    """Materials that cost nothing."""
    layers = ("rock", "scree", "soil", "grass", "forest_floor", "sand", "snow", "mud")
    ground = {name: plain_material(name, number) for number, name in enumerate(layers)}
    building = {slot: plain_material(slot, 3) for slot in SLOTS}
    return Materials(7, "grassland", "timber", ground, building, splat_of(place))
