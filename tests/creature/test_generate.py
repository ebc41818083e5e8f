"""What is asked for is an individual of its species, the same for the same request."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procgen.creature.exporters import EXPORTERS
from procgen.creature.generate import check, generate
from procgen.creature.parameters import CreatureParameters
from procgen.creature.species import SPECIES, frame_of, individual
from procgen.errors import InvalidFields
from tests.creature.animals import animal
from tests.figures import scaled


@settings(max_examples=scaled(25, 600), deadline=None)
@given(st.sampled_from(sorted(SPECIES)), st.integers(0, 2**64 - 1))
def test_heights_are_those_of_the_species(species: str, seed: int) -> None:
    mean, spread = SPECIES[species].measures["height_m"]
    for breed, said in SPECIES[species].breeds.items():
        one = individual(species, breed, "", seed, 1.0, 0.0, 1.0, None)
        assert one.height_m == pytest.approx(mean * said.get("size", 1.0), abs=3.0 * spread * said.get("size", 1.0))


@pytest.mark.parametrize("species", sorted(SPECIES))
def test_no_two_of_a_species_are_alike(species: str) -> None:
    shapes = {individual(species, "", "", seed, 1.0, 0.0, 1.0, None).shape for seed in range(40)}
    assert len(shapes) == 40


def test_the_young_are_small_with_large_heads() -> None:
    young, grown = (individual("sheep", "lowland", "", 5, growth, 0.0, 1.0, None) for growth in (0.0, 1.0))
    assert young.height_m == pytest.approx(0.55 * grown.height_m)
    assert young.shape.head > 1.2 * grown.shape.head
    assert young.shape.horns == 0.0


def test_chicks_have_short_beaks_and_eyes_in_sight() -> None:
    young, grown = (individual("hen", "layer", "", 5, growth, 0.0, 1.0, None) for growth in (0.0, 1.0))
    assert young.shape.muzzle < 0.8 * grown.shape.muzzle
    for one in (young, grown):
        frame = frame_of("hen", one)
        head = [limb for limb in frame.limbs if limb.zone == "head"]
        for ball in frame.balls:
            x, y, z = ball.centre
            outermost = np.array([[x + np.copysign(ball.radius_m, x), y, z]], np.float32)
            assert min(float(limb.distance(outermost)[0]) for limb in head) > 0


def test_breeds_and_plumages_of_one_sex() -> None:
    for seed in range(20):
        assert individual("cow", "dairy", "", seed, 1.0, 0.0, 1.0, None).shape.udder == 1.0
        assert individual("hen", "rooster", "", seed, 1.0, 0.0, 1.0, None).sex == "male"
        duck = individual("duck", "mallard", "", seed, 1.0, 0.0, 1.0, None)
        assert (duck.sex == "male") == (duck.coat == "mallard drake")
    bulls = [individual("cow", "beef", "", seed, 1.0, 0.0, 1.0, None) for seed in range(20)]
    assert {one.sex: one.shape.udder for one in bulls} == {"male": 0.0, "female": 1.0}


def test_the_same_request_gives_the_same_bytes() -> None:
    parameters = CreatureParameters(species="cat", seed=2**64 - 1, lod=3)
    first, second = (EXPORTERS["slim"].write(generate(parameters, (3,)), lambda: None) for _ in range(2))
    assert first == second
    assert EXPORTERS["slim"].write(generate(replace(parameters, seed=3), (3,)), lambda: None) != first


def test_colours_are_of_the_coat() -> None:
    dark, light = (animal("horse", coat=coat).levels[3][0].colours for coat in ("black", "white"))
    assert light.mean() > 8 * dark.mean()
    cow = animal("cow", coat="holstein", breed="dairy").levels[3][0].colours.mean(axis=1)
    assert np.mean(cow < 0.05) > 0.15
    assert np.mean(cow > 0.4) > 0.15


@pytest.mark.parametrize(
    ("wrong", "field", "allowed"),
    [
        ({"species": "unicorn"}, "species", "horse"),
        ({"species": "cow", "breed": "pony"}, "breed", "dairy"),
        ({"coat": "plaid"}, "coat", "chestnut"),
        ({"growth": 1.5}, "growth", "0 to 1"),
        ({"size": 9.0}, "size", "0.6 to 1.5"),
        ({"lod": 4}, "lod", "0 to 3"),
        ({"horns": -1.0}, "horns", "0 to 2"),
    ],
)
def test_what_cannot_be_made_is_named(wrong: dict[str, object], field: str, allowed: str) -> None:
    with pytest.raises(InvalidFields) as caught:
        check(CreatureParameters(**wrong))  # type: ignore[arg-type]
    (violation,) = caught.value.violations
    assert violation.field == field
    assert allowed in violation.allowed
