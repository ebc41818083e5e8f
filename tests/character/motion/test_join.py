"""In-betweens lead from where one clip ends to where another begins."""

from __future__ import annotations

import numpy as np
import pytest

from procgen.character.motion.course import Course, course_of
from procgen.character.motion.fit import fit
from procgen.character.motion.join import join
from procgen.character.motion.manner import Manner
from procgen.character.motion.measure import measure
from procgen.character.motion.vocabulary import known, named, pair
from tests.character.motion.people import LIBRARY, build_for, character

PAIRS = [
    ("sit_idle", "walk_casual"),
    ("walk_casual", "idle_stand"),
    ("sleep", "idle_stand"),
    ("run", "sword_slash"),
    ("turn_left", "bow"),
]


def between(first: str, second: str) -> tuple[Course, Course]:
    course = course_of((first, second))
    return course, join(course)


@pytest.mark.parametrize("clips", PAIRS)
def test_it_begins_and_ends_in_their_poses(clips: tuple[str, str]) -> None:
    course, joined = between(*clips)
    before, after = course.parts
    for row, other in ((0, before.stop - 1), (-1, after.start)):
        # The hips come turned; all else is local.
        alike = np.abs((joined.rotations[row, 1:] * course.rotations[other, 1:]).sum(axis=-1))
        np.testing.assert_allclose(alike, 1.0, atol=1e-9)
        assert joined.middle[row, 1] == pytest.approx(course.middle[other, 1])
    np.testing.assert_allclose(joined.middle[-1], course.middle[after.start], atol=1e-9)
    np.testing.assert_allclose(joined.ankles[-1], course.ankles[after.start], atol=1e-9)
    assert 0.3 < (len(joined.middle) - 1) * joined.frames_s[0] < 1.4


@pytest.mark.parametrize("clips", PAIRS)
def test_nothing_jumps(clips: tuple[str, str]) -> None:
    _, joined = between(*clips)
    turned = np.abs((joined.rotations[1:] * joined.rotations[:-1]).sum(axis=-1))
    assert np.degrees(2 * np.arccos(np.clip(turned, 0, 1))).max() < 35
    assert np.linalg.norm(np.diff(joined.middle, axis=0), axis=1).max() < 0.09
    assert np.linalg.norm(np.diff(joined.ankles, axis=0), axis=2).max() < 0.2


@pytest.mark.parametrize("who", ["man", "child"])
def test_feet_step_one_after_the_other_and_stay_above_the_floor(who: str) -> None:
    _, joined = between("sit_idle", "walk_casual")
    fitted = fit(joined, LIBRARY.joints, build_for(who))
    (sitting,) = measure(joined, fitted, build_for(who))
    assert sitting.below_m < 1e-6
    ways = np.linalg.norm(np.diff(joined.ankles[..., [0, 2]], axis=0), axis=2)
    still = (ways < 1e-9).sum(axis=0)
    assert still.min() > 3, "each foot stands for a while"


def test_words_for_in_betweens() -> None:
    assert pair("sit_idle>walk_casual") == ("sit_idle", "walk_casual")
    assert pair("sit_idle") is None
    assert not known("sit_idle>wlk")
    assert not known("idle>walk_casual"), "the clips that every file has are in no library"
    assert named(["sit_idle>walk_casual", "bow"]) == ("bow", "sit_idle>walk_casual")
    (clip,) = character("man").moved(("sit_idle>walk_casual",), Manner())
    assert clip.name == "sit_idle>walk_casual"
    assert not clip.loops
