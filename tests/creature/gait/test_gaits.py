"""Feet stand where they stand, and nothing goes below the ground."""

from __future__ import annotations

import numpy as np
import pytest

from procgen.creature.gait.beasts import GAITS
from procgen.creature.gait.clip import matrices, posed, skinned
from procgen.creature.generate import Creature, clip_names
from procgen.creature.species import SPECIES
from tests.creature.animals import animal

_BIRD_FEET = ("LeftFoot", "RightFoot")
_BEAST_FEET = ("LeftHindFoot", "RightHindFoot", "LeftFrontFoot", "RightFrontFoot")
_WALKS = [(species, seed) for species in sorted(SPECIES) for seed in (1, 2)]


def _feet(creature: Creature) -> tuple[str, ...]:
    return _BIRD_FEET if SPECIES[creature.parameters.species].bird else _BEAST_FEET


@pytest.mark.parametrize(("species", "seed"), _WALKS)
def test_standing_feet_go_back_with_the_ground(species: str, seed: int) -> None:
    creature = animal(species, seed)
    for clip in creature.clips:
        if not clip.stands.size:
            continue
        placed = posed(creature.frame, clip)[1]
        step_s = clip.seconds / (clip.frames - 1)
        for leg, foot in enumerate(_feet(creature)):
            stays = clip.stands[1:, leg] & clip.stands[:-1, leg]
            moved = np.diff(placed[foot], axis=0)[stays]
            moved[:, 2] += clip.speed_m_s * step_s * (clip.name in ("walk", "trot", "run"))
            # A frame in which a foot is put down begins between two of the clip's.
            assert np.quantile(np.linalg.norm(moved, axis=1), 0.9) < 0.004 * creature.frame.unit_m, (clip.name, foot)


@pytest.mark.parametrize("species", sorted(SPECIES))
def test_nothing_goes_below_the_ground(species: str) -> None:
    creature = animal(species)
    coat = creature.levels[3][0]
    names = list(creature.frame.joints)
    own = ~np.isin(coat.joints[:, 0], [number for number, name in enumerate(names) if name.startswith("Tail")])
    for clip in creature.clips:
        if clip.name == "swim":
            continue
        moved = matrices(creature.frame, clip)
        low = min(
            float(skinned(each, coat.vertices[own], coat.joints[own], coat.weights[own])[0][:, 1].min())
            for each in moved
        )
        assert low > -0.035 * creature.frame.unit_m, clip.name


@pytest.mark.parametrize("species", sorted(SPECIES))
def test_loops_close_and_have_the_names_that_are_told(species: str) -> None:
    assert tuple(clip.name for clip in animal(species).clips) == clip_names(species)
    for clip in animal(species).clips:
        for joint, rotations in clip.rotations.items():
            assert abs(float(rotations[0] @ rotations[-1])) == pytest.approx(1.0, abs=1e-6), (clip.name, joint)
        assert np.allclose(clip.places[0], clip.places[-1], atol=1e-6)


def test_gaits_become_faster_and_have_the_order_of_feet_of_beasts() -> None:
    horse = animal("horse")
    speeds = [horse.clip(gait.name).speed_m_s for gait in GAITS]
    assert speeds == sorted(speeds)
    assert 1.1 < speeds[0] < 2.0
    walk, trot = horse.clip("walk").stands, horse.clip("trot").stands
    assert walk.sum(axis=1).min() >= 2
    assert (trot[:, 0] == trot[:, 3]).all()
    assert (trot[:, 1] == trot[:, 2]).all()


def test_grazing_mouths_reach_the_ground() -> None:
    for species, clip in (("horse", "graze"), ("deer", "graze"), ("sheep", "graze"), ("hen", "peck"), ("duck", "peck")):
        creature = animal(species)
        surface = creature.levels[3][0]
        head = list(creature.frame.joints).index("Head")
        mine = surface.joints[:, 0] == head
        lowest = min(
            float(skinned(each, surface.vertices[mine], surface.joints[mine], surface.weights[mine])[0][:, 1].min())
            for each in matrices(creature.frame, creature.clip(clip))
        )
        assert abs(lowest) < 0.06 * creature.frame.unit_m, species
