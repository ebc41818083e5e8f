from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procgen.character.motion.course import course_of
from procgen.character.motion.fit import fit
from procgen.character.motion.manner import RANGES, Manner, gait_of
from procgen.character.motion.measure import measure
from procgen.character.motion.vary import varied
from tests.character.motion.people import LIBRARY, build_for

WALKS = tuple(name for name, motion in LIBRARY.motions.items() if motion.walks)
PLAIN = Manner()

manners = st.builds(
    Manner,
    **{name: st.floats(allowed.minimum, allowed.maximum) for name, allowed in RANGES.items()},
    seed=st.integers(0, 2**64 - 1),
)


def speed(manner: Manner) -> float:
    gait = gait_of(manner)
    return gait.stride * gait.cadence


def test_who_is_nobody_in_particular_walks_as_the_pack_has_it() -> None:
    course = course_of(("walk_casual", "talk_lively", "bow"))
    same = varied(course, LIBRARY, gait_of(PLAIN))
    for name in ("middle", "ankles", "travel"):
        np.testing.assert_allclose(getattr(same, name), getattr(course, name), atol=1e-9)
    away = np.abs((same.rotations * course.rotations).sum(axis=-1))
    np.testing.assert_allclose(away, 1.0, atol=1e-9)
    assert same.frames_s == course.frames_s


def test_age_mood_load_weight_limp_drink_and_pace_change_the_speed() -> None:
    plain = speed(PLAIN)
    slower = [
        replace(PLAIN, age_years=80.0),
        replace(PLAIN, mood=-1.0),
        replace(PLAIN, load=1.0),
        replace(PLAIN, weight_kg_m2=40.0),
        replace(PLAIN, limp=-0.7),
        replace(PLAIN, drunk=1.0),
        replace(PLAIN, pace=0.7),
    ]
    assert all(speed(manner) < plain for manner in slower)
    assert speed(replace(PLAIN, mood=1.0)) > plain
    # Bohannon and Andrews: people above 80 walk at some two thirds of the young's speed.
    assert 0.55 < speed(replace(PLAIN, age_years=85.0)) / plain < 0.8


def test_the_sad_and_the_old_are_bowed_and_swing_their_arms_less() -> None:
    plain = gait_of(PLAIN)
    for manner in (replace(PLAIN, mood=-1.0), replace(PLAIN, age_years=80.0)):
        gait = gait_of(manner)
        assert gait.lean_deg > plain.lean_deg + 5
        assert gait.swing < 0.8 * plain.swing
        assert gait.bounce < plain.bounce
    assert gait_of(replace(PLAIN, weight_kg_m2=40.0)).width > plain.width + 0.02


@given(manners)
def test_a_manner_is_one_gait(manner: Manner) -> None:
    assert gait_of(manner) == gait_of(replace(manner))
    gait = gait_of(manner)
    assert 0 <= gait.phase <= 1
    assert min(gait.stride, gait.cadence, gait.lift, gait.swing, gait.bounce) > 0


def test_no_two_people_walk_alike_nor_in_step() -> None:
    gaits = [gait_of(Manner(individuality=1.0, seed=seed)) for seed in range(40)]
    assert len({gait.phase for gait in gaits}) == 40
    assert np.std([gait.stride * gait.cadence for gait in gaits]) > 0.04
    assert np.ptp([gait.phase for gait in gaits]) > 0.7


@settings(max_examples=6, deadline=None)
@given(manners, st.sampled_from(["man", "woman", "heavy", "child"]))
def test_feet_do_not_slide_whatever_the_manner(manner: Manner, who: str) -> None:
    course = varied(course_of(WALKS), LIBRARY, gait_of(manner))
    for sitting in measure(course, fit(course, LIBRARY.joints, build_for(who)), build_for(who)):
        assert sitting.slide_m < 0.02, sitting
        assert sitting.below_m < 1e-6, sitting
        assert sitting.knee_deg > -9.0, sitting


@pytest.mark.parametrize("manner", [replace(PLAIN, mood=-1.0), replace(PLAIN, load=1.0)])
def test_who_does_not_walk_is_changed_as_well(manner: Manner) -> None:
    course = course_of(("talk_lively", "bow"))
    changed = varied(course, LIBRARY, gait_of(manner))
    back = LIBRARY.number("Chest")
    talk, bow = course.parts
    assert not np.allclose(changed.rotations[talk, back], course.rotations[talk, back])
    np.testing.assert_array_equal(changed.rotations[bow], course.rotations[bow])
