from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from procgen.character.mesh.model import BASIC
from procgen.character.motion.library import FILE, load_library, mirrored
from procgen.character.motion.vocabulary import ALL, BASICS, entries, named, sets, words
from procgen.character.recipe.motions import NOTICE
from procgen.errors import Failed
from procgen.runtime.catalog import packaged_assets
from tests.character.motion.people import EVERY, LIBRARY

PACKED = 4 * 1024 * 1024


def test_the_pack_holds_what_the_table_says() -> None:
    assert list(LIBRARY.motions) == list(entries())
    assert len(EVERY) >= 80
    for name, entry in entries().items():
        assert LIBRARY.motions[name].source == entry["from"]


def test_what_a_village_does_is_there() -> None:
    assert {"locomotion", "stand", "sit", "lie", "talk", "work", "meals", "pray", "greet"} <= set(sets())
    assert len(set(words())) == len(words()), "a word is a set or a clip"
    assert {"combat", "fear", "death", "play"} <= set(sets())
    assert {"walk_casual", "run", "turn_left", "strafe_left", "stairs_up", "sneak", "swim"} <= set(EVERY)
    assert {"sit_idle", "sleep", "bow", "cower", "death_back"} <= set(EVERY)


def test_every_clip_has_its_maker_named_and_is_small() -> None:
    notice = (packaged_assets() / NOTICE).read_text("utf-8")
    assert all(f"`{name}`" in notice for name in EVERY)
    assert "CC0" in notice
    assert not any(motion.source.startswith("cmu_") for motion in LIBRARY.motions.values())
    assert (packaged_assets() / FILE).stat().st_size < PACKED


@pytest.mark.parametrize("name", [name for name in EVERY if LIBRARY.motions[name].loops])
def test_loops_end_as_they_begin(name: str) -> None:
    motion = LIBRARY.motions[name]
    np.testing.assert_array_equal(motion.rotations[0], motion.rotations[-1])
    np.testing.assert_array_equal(motion.hips_m[0], motion.hips_m[-1])


def test_rotations_are_units() -> None:
    for motion in LIBRARY.motions.values():
        np.testing.assert_allclose(np.linalg.norm(motion.rotations, axis=-1), 1.0, atol=1e-9)


@pytest.mark.parametrize("name", ["wave_left", "point", "walk_limp"])
def test_a_mirror_image_of_a_mirror_image_is_the_thing(name: str) -> None:
    motion = LIBRARY.motions[name]
    once = mirrored(LIBRARY.joints, motion.rotations, motion.hips_m, motion.contact)
    for twice, thing in zip(
        mirrored(LIBRARY.joints, *once), (motion.rotations, motion.hips_m, motion.contact), strict=True
    ):
        np.testing.assert_array_equal(twice, thing)


@given(st.lists(st.sampled_from(words()), max_size=6))
def test_words_name_clips_once_and_in_order(asked: list[str]) -> None:
    found = named(asked)
    assert list(found) == [name for name in sets()[ALL] if name in found]
    assert found == named([*reversed(asked), *asked])
    assert set(found) >= {name for name in asked if name not in sets()}


def test_nothing_asked_is_what_every_file_has() -> None:
    assert named([]) == BASIC == named([BASICS])
    with pytest.raises(KeyError):
        named(["wlk"])


def test_a_damaged_pack_is_told(tmp_path: Path) -> None:
    damaged = tmp_path / FILE
    damaged.write_bytes((packaged_assets() / FILE).read_bytes()[:5000])
    with pytest.raises(Failed, match="character_motions"):
        load_library(damaged)
    with pytest.raises(Failed):
        load_library(tmp_path / "missing.npz")
