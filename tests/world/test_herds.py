"""Animals stand where they may, by themselves, and in herds."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from procgen.terrain.ground.biomes import Biome
from procgen.world.ground_height import ground_at
from procgen.world.ground_use import Free
from procgen.world.herd_models import herd_glbs
from procgen.world.herds import make_herds
from procgen.world.land import nearest_value, water_height
from procgen.world.parts import Callbacks
from procgen.world.place import Animal
from tests.creature.animals import animal as made
from tests.tools import validate_glb
from tests.world.small_world import plain_land, small_place


@cache
def _herds(seed: int = 5) -> tuple[Animal, ...]:
    place = small_place()
    return make_herds(place.land, place.settlement, place.props, place.cover, 60, seed)


def test_animals_stand_on_free_ground_or_float() -> None:
    place = small_place()
    free = Free(place.land, place.settlement)
    for prop in place.props:
        free.take(prop.x_m, prop.z_m, prop.radius_m)
    assert len(_herds()) >= 10
    for animal in _herds():
        afloat = animal.clip == "swim"
        assert free.room(animal.x_m, animal.z_m, 0.25, on_water=afloat), animal
        height = water_height if afloat else ground_at
        assert animal.y_m == pytest.approx(float(height(place.land, animal.x_m, animal.z_m)), abs=0.01)


def test_none_stands_in_another() -> None:
    animals = _herds()
    for number, one in enumerate(animals):
        for other in animals[:number]:
            assert math.hypot(one.x_m - other.x_m, one.z_m - other.z_m) >= 0.49


def test_herds_keep_together_and_have_names_of_their_own() -> None:
    animals = _herds()
    assert len({animal.id for animal in animals}) == len(animals)
    for herd, count in Counter(animal.herd for animal in animals).items():
        members = np.array([[each.x_m, each.z_m] for each in animals if each.herd == herd])
        assert np.linalg.norm(members - members.mean(axis=0), axis=1).max() < 5.0 + 4.0 * math.sqrt(count), herd
    assert {"sheep", "hens", "dog"} <= {animal.herd for animal in animals}


def test_equal_seeds_have_equal_herds_and_no_more_than_asked() -> None:
    place = small_place()
    assert _herds() == make_herds(place.land, place.settlement, place.props, place.cover, 60, 5)
    assert _herds() != _herds(6)
    assert make_herds(place.land, place.settlement, place.props, place.cover, 0, 5) == ()
    assert len(make_herds(place.land, place.settlement, place.props, place.cover, 7, 5)) == 7


def test_a_deserted_settlement_has_wild_animals_alone() -> None:
    place = small_place()
    left = make_herds(place.land, place.settlement, place.props, place.cover, 60, 5, deserted=True)
    assert {animal.species for animal in left} & {"deer", "wolf", "duck", "gull"}
    assert not {animal.species for animal in left} & {"sheep", "cow", "dog", "cat", "hen", "pig", "goat", "horse"}


def test_where_nobody_lives_deer_graze_and_none_in_deserts() -> None:
    land = plain_land(np.zeros((120, 120), np.float32))
    assert {animal.species for animal in make_herds(land, None, (), None, 40, 3)} >= {"deer", "wolf"}
    dry = replace(land, biome=np.full(land.heights_m.shape, int(Biome.DESERT), np.uint8))
    assert make_herds(dry, None, (), None, 40, 3) == ()
    assert (nearest_value(dry.biome, dry, [9.0], [9.0]) == int(Biome.DESERT)).all()


def test_what_they_do_is_a_movement_of_their_file() -> None:
    known = {species: {clip.name for clip in made(species).clips} for species in {each.species for each in _herds()}}
    assert all(animal.clip in known[animal.species] for animal in _herds())


def test_their_files_are_shared_and_valid() -> None:
    hens = [animal for animal in _herds() if animal.species == "hen"]
    files = {name: make() for name, make in herd_glbs(hens, 5, Callbacks())}
    assert set(files) == {animal.file_name for animal in hens}
    assert len(files) < len(hens)
    for data in files.values():
        assert validate_glb(data)["issues"]["numErrors"] == 0
