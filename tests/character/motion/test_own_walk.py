"""People have walks of their own: other than others', learned from captured ones, on feet that stand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procgen.character.motion.course import course_of
from procgen.character.motion.fit import fit
from procgen.character.motion.manner import STYLE_AXES, Manner, gait_of
from procgen.character.motion.measure import measure
from procgen.character.motion.own_walk import Walks, encoded, load_walks, natural, own_walks, packaged_walks, speed_of
from procgen.character.motion.vary import varied
from procgen.character.recipe.walks import fit_walks, mirror_image, write_walks
from tests.character.motion.people import LIBRARY, build_for
from tests.figures import scaled

NATURAL = tuple(name for name in LIBRARY.motions if natural(name))
STYLES = st.lists(st.floats(-3, 3), min_size=1 + STYLE_AXES, max_size=1 + STYLE_AXES)


@settings(max_examples=scaled(12, 100), deadline=None)
@given(STYLES)
def test_a_walk_that_shows_nothing_of_its_own_is_the_clips(style: list[float]) -> None:
    course = course_of(NATURAL)
    assert own_walks(course, LIBRARY.joints, style, 0.0) is course
    special = course_of(("walk_old", "walk_backwards", "bow"))
    assert own_walks(special, LIBRARY.joints, style, 1.0) is special


def test_a_walk_that_is_drawn_as_the_clip_is_leaves_it() -> None:
    course = course_of(("walk_casual",))
    mean = encoded(course, 0, LIBRARY.joints)
    same = Walks(mean, 0 * mean, np.zeros((STYLE_AXES, len(mean))), np.array([speed_of(mean), 0.1]))
    result = own_walks(course, LIBRARY.joints, [0.0] * (1 + STYLE_AXES), 1.0, same)
    for name in ("middle", "ankles", "travel"):
        np.testing.assert_allclose(getattr(result, name), getattr(course, name), atol=1e-9)
    assert result.frames_s == pytest.approx(course.frames_s)


@settings(max_examples=scaled(10, 100), deadline=None)
@given(st.integers(0, 2**64 - 1), st.sampled_from(["man", "woman"]))
def test_feet_stand_whoever_walks(seed: int, who: str) -> None:
    build = build_for(who)
    moved = varied(course_of(NATURAL), LIBRARY, gait_of(Manner(individuality=1.0, seed=seed)))
    for sitting in measure(moved, fit(moved, LIBRARY.joints, build), build):
        assert sitting.slide_m < 0.015, sitting
        assert sitting.below_m < 1e-4, sitting
        assert sitting.knee_deg > -3.0, sitting
    for part in moved.parts:
        np.testing.assert_allclose(moved.middle[part][0, 1], moved.middle[part][-1, 1], atol=1e-6)


def test_no_two_people_walk_alike() -> None:
    course = course_of(("walk_casual",))
    by_rules, own = (
        [
            encoded(
                varied(course, LIBRARY, replace(gait_of(Manner(individuality=1.0, seed=seed)), own=share)),
                0,
                LIBRARY.joints,
            )
            for seed in range(16)
        ]
        for share in (0.0, 1.0)
    )

    def nearest(rows: list[np.ndarray]) -> float:
        apart = np.linalg.norm(np.array(rows)[:, None] - np.array(rows)[None], axis=-1)
        return float(apart[np.triu_indices(len(rows), 1)].min())

    assert nearest(own) > 1.2 * nearest(by_rules)
    again = varied(course, LIBRARY, gait_of(Manner(individuality=1.0, seed=3)))
    np.testing.assert_array_equal(encoded(again, 0, LIBRARY.joints), own[3])


def test_walks_are_learned_from_few_and_read_again(tmp_path: object) -> None:
    motions = [LIBRARY.motions[name] for name in NATURAL]
    learned = fit_walks(motions, LIBRARY)
    assert learned.axes.shape == (STYLE_AXES, len(learned.mean))
    spread = np.linalg.norm(learned.axes, axis=1)
    assert (np.diff(spread) <= 1e-9).all()
    read = load_walks(write_walks(learned, tmp_path))  # type: ignore[arg-type]
    np.testing.assert_allclose(read.mean, learned.mean, atol=1e-5)
    assert packaged_walks().mean.shape == learned.mean.shape
    # A mirror image of a mirror image is what it was.
    twice = mirror_image(mirror_image(motions[0], LIBRARY), LIBRARY)
    np.testing.assert_allclose(np.abs((twice.rotations * motions[0].rotations).sum(-1)), 1.0, atol=1e-9)
