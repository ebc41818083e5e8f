"""Every movement on bodies of four builds: feet, floor, knees, hands."""

from __future__ import annotations

import numpy as np
import pytest

from procgen.character.mesh.model import Clip
from procgen.character.motion.course import course_of
from procgen.character.motion.fit import fit
from procgen.character.motion.manner import Manner
from procgen.character.motion.measure import measure, steps
from procgen.character.motion.vocabulary import entries
from procgen.character.portrait.figure import posed
from procgen.runtime.checkpoint import go_on
from tests.character.motion.people import EVERY, LIBRARY, all_on, build_for, character, on
from tests.character.people_in_clothes import PEOPLE

STEP_SLIDE_M = 0.015
STEPPING = [name for name in EVERY if steps(LIBRARY.motions[name])]
SLIPS_M = 0.06
"""Of dances and acrobatics, whose feet turn where they stand."""


@pytest.mark.parametrize("who", PEOPLE)
def test_feet_do_not_slide_nor_sink_nor_do_knees_bend_backwards(who: str) -> None:
    course, fitted = all_on(who)
    found = {sitting.name: sitting for sitting in measure(course, fitted, build_for(who))}
    for name in STEPPING:
        assert found[name].slide_m < STEP_SLIDE_M, name
    for name, sitting in found.items():
        assert sitting.slide_m < SLIPS_M, name
        assert sitting.below_m < 1e-6, name
        assert sitting.knee_deg > -9.0, name
        assert sitting.elbow_deg > -6.0, name
    assert np.quantile([sitting.slide_m for sitting in found.values()], 0.9) < STEP_SLIDE_M


def clip(who: str, name: str) -> Clip:
    (found,) = character(who).moved((name,), Manner())
    return found


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("name", ["walk_casual", "run_jog", "sit_floor_idle", "sleep", "death_back", "pray_kneeling"])
def test_the_skin_stays_on_the_floor(who: str, name: str) -> None:
    moved = clip(who, name)
    for share in (0.0, 0.4, 1.0):
        pieces, _ = posed(character(who), {}, moved, float(moved.times_s[-1]) * share)
        skin = np.concatenate([piece.vertices for piece in pieces])
        # Flesh that is lain on gives way, and toes are not modelled one by one.
        assert skin[:, 1].min() > -0.045, share
    assert skin[:, 1].min() < 0.05


@pytest.mark.parametrize("who", PEOPLE)
def test_walks_cover_ground_as_legs_are_long(who: str) -> None:
    course, fitted = on(who, "walk_casual")
    speed = fitted.travel_m[-1, 1] / (len(fitted.travel_m) - 1) * 30
    assert speed == pytest.approx(course.motions[0].velocity_m_s[1] * build_for(who).leg_m / course.leg_m)


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("name", [name for name, entry in entries().items() if entry.get("hands")])
def test_hands_that_hold_one_thing_stay_together(who: str, name: str) -> None:
    course, fitted = on(who, name)
    moved = clip(who, name)
    length = float(build_for(who).arms.length.mean())
    for frame in range(0, len(fitted.hips_m), 9):
        _, places = posed(character(who), {}, moved, float(moved.times_s[frame]))
        names = character(who).skeleton.names
        apart = places[names.index("LeftHand")] - places[names.index("RightHand")]
        # Who can't reach is a little off.
        assert np.linalg.norm(apart) == pytest.approx(np.linalg.norm(course.grasp[frame]) * length, abs=0.05)


def test_the_same_body_moves_the_same() -> None:
    first, again = (fit(course_of(("bow", "run")), LIBRARY.joints, build_for("woman")) for _ in range(2))
    np.testing.assert_array_equal(first.rotations, again.rotations)
    np.testing.assert_array_equal(first.hips_m, again.hips_m)


def test_a_clip_does_not_depend_on_what_comes_with_it() -> None:
    alone = clip("man", "bow")
    together = {found.name: found for found in character("man").moved(("sit_idle", "bow", "walk_old"), Manner())}
    np.testing.assert_array_equal(alone.rotations, together["bow"].rotations)
    np.testing.assert_array_equal(alone.hips_m, together["bow"].hips_m)


@pytest.mark.parametrize("name", ["stairs_up", "stairs_down"])
def test_stairs_go_up_and_down(name: str) -> None:
    sign = 1 if name == "stairs_up" else -1
    moved = clip("man", name)
    assert np.sign(moved.said["velocity_m_s"][1]) == sign
    course, fitted = on("man", name)
    strike = next(span for span in course.spans[0] if span.leg == 0).begin
    assert np.sign(fitted.ground_m[strike, 0]) == sign, "the foot in front stands on the next step"


def test_heavier_people_hold_their_arms_further_away() -> None:
    arms = []
    for who in ("woman", "heavy"):
        _, fitted = on(who, "idle_stand")
        arms.append(build_for(who).spread_deg)
        assert np.isfinite(fitted.rotations).all()
    assert arms[1] > arms[0]


def test_work_can_be_stopped_between_clips() -> None:
    class Stop(Exception):
        pass

    def stop() -> None:
        raise Stop

    with pytest.raises(Stop):
        character("man").move(("bow",), Manner(), stop)
    assert character("man").move(("bow",), Manner(), go_on)
