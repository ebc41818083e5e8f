"""Fixtures for the tests of what worlds look like."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from procgen.character.cloth import Cloth
from procgen.character.people.draw import People
from procgen.runtime.recipe import Recipe
from procgen.runtime.store import ModelStore
from procgen.texture.material import Material, Surface
from procgen.world.ground_paint import splat_of
from procgen.world.looks import make_glbs
from procgen.world.materials import SLOTS, Materials
from procgen.world.parts import Callbacks
from procgen.world.place import Place
from tests.kept import made_once
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


@pytest.fixture(scope="session")
def people(place: Place, folder_of_run: Path) -> dict[str, bytes]:
    """The people of the small world by their ids, each as a .glb. Their clothes take seconds to weave."""
    store = ModelStore()

    def make(folder: Path) -> None:
        made = make_glbs(place.people, People(store), Cloth(store), 3, Recipe("world", {}), Callbacks())
        for who, data in made:
            (folder / f"{who}.glb").write_bytes(data())

    folder = made_once(folder_of_run / "people", make)
    return {person.id: (folder / f"{person.id}.glb").read_bytes() for person in place.people}
