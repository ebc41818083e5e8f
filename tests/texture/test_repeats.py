from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from procgen.runtime.recipe import Recipe
from procgen.texture.classes import BLEND, CLASSES, PATCHES, REPEATS, VARIANTS
from procgen.texture.material import Material, Surface
from procgen.texture.repeats import repeats_of

FLAT = np.zeros((32, 32), np.float32)


def material(name: str, **request: object) -> Material:
    surface = Surface(np.zeros((32, 32, 3), np.float32), FLAT, FLAT, FLAT)
    return Material(surface, 0.01, Recipe("texture", request, {}), name)


def test_every_class_says_one_and_what_is_laid_is_never_cut() -> None:
    assert {entry.repeats for entry in CLASSES.values()} == set(REPEATS)
    assert {entry.repeats for entry in CLASSES.values() if entry.layout} == {VARIANTS}


def test_what_spoils_neither_of_two_is_taken() -> None:
    assert repeats_of(material("sand")) == BLEND
    assert repeats_of(material("sand", mix={"material": "rock"})) == PATCHES
    assert repeats_of(material("rock", mix={"material": "brick"})) == VARIANTS
    assert repeats_of(material("sand", mix={"material": "moss"})) == BLEND


@pytest.mark.parametrize("name", ["sand", "rock"])
def test_a_bond_makes_joints(name: str) -> None:
    assert repeats_of(material(name, layout={"bond": "grid"})) == VARIANTS
    assert repeats_of(material(name, layout={"none": True})) == CLASSES[name].repeats


def test_photos_that_nobody_names_are_shown_in_patches() -> None:
    assert repeats_of(replace(material("sand"), material="")) == PATCHES
