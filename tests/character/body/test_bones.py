"""Sliders of landmarks carry them as they say, alike on both sides, and leave skeleton, face and children alone."""

import numpy as np
import pytest

from procgen.character.body.basis import STEP_M
from procgen.character.body.bones import BONES
from procgen.character.body.landmark_vertices import LANDMARKS
from procgen.character.body.macro import Macro
from procgen.character.body.measure import packaged_gauge
from procgen.character.body.shape import Shape, make_body, shape_weights
from procgen.character.body.sliders import free_sliders

READ_BY = {
    "bones_heel_breadth": ("heel_breadth", 0.005),
    "bones_ankle_up": ("lateral_malleolus_height", 0.007),
    "bones_shoulder_up": ("acromial_height", 0.01),
    "bones_shoulder_out": ("biacromial_breadth", 0.02),
    "bones_seat_up": ("sitting_height", -0.01),
    "bones_crest_up": ("iliocristale_height", 0.015),
}
"""What a measure changes by at least, in metres, from the middle to the upper end."""


def moved(basis, name, value):
    adult = Macro(sex=0.3, age_years=40.0)
    plain, there = (basis.evaluate(shape_weights(Shape(adult, sliders), basis)) for sliders in ({}, {name: value}))
    return there - plain


@pytest.mark.parametrize("name", BONES)
def test_a_landmark_goes_as_its_slider_says(basis, name):
    up, down = moved(basis, name, 1.0), moved(basis, name, -1.0)
    np.testing.assert_allclose(up, -down, atol=1e-6)
    np.testing.assert_allclose(up[basis.mirror] * np.array([-1, 1, 1]), up, atol=1e-6)
    for landmark, way in BONES[name].moves.items():
        # Two landmarks of one slider may lie within reach of each other.
        assert np.abs(up[LANDMARKS[landmark]] - way).max() < 3 * STEP_M
    assert 0 < np.linalg.norm(up, axis=1).max() < 0.021


@pytest.mark.parametrize("name", BONES)
def test_skeleton_face_and_children_stay(basis, name):
    shift = moved(basis, name, 1.0)
    joints = np.abs(basis.joints(shift)).max(axis=1)
    # These joints are means of skin, and go a little of the way.
    skin = np.isin(basis.joint_names, ("Hips", "Spine", "Chest", "UpperChest", "Head"))
    assert joints[skin].max() < 0.004
    assert joints[~skin].max() == 0
    assert np.abs(shift[[LANDMARKS[part] for part in ("sellion", "zygion", "tragion", "crown")]]).max() == 0
    child = Macro(sex=0.3, age_years=17.9)
    first, second = (make_body(Shape(child, sliders), basis).vertices for sliders in ({}, {name: 1.0}))
    np.testing.assert_array_equal(first, second)
    assert name in free_sliders(Shape(Macro(age_years=18.0)))
    assert name not in free_sliders(Shape(child))


@pytest.mark.parametrize("name", READ_BY)
def test_its_measure_follows(name):
    gauge, adult = packaged_gauge(), Macro(sex=1.0, age_years=30.0)
    before, after = (
        gauge.measure(make_body(Shape(adult, sliders), gauge.basis), 1.0, 30.0) for sliders in ({}, {name: 1.0})
    )
    measure, least = READ_BY[name]
    change = (after[measure] - before[measure]) / least
    assert change > 1
    assert abs(after["stature"] - before["stature"]) < 1e-6
