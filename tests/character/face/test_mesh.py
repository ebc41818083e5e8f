"""The head's fast evaluation is the basis's own."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procgen.character.body.basis import packaged_basis
from procgen.character.body.macro import Macro
from procgen.character.body.shape import Shape, shape_weights
from procgen.character.face.mesh import HERITAGES, Condition, HeadMesh, corner_weights, head_vertices
from procgen.character.face.sliders import (
    asymmetry_sliders,
    face_sliders,
    identity_sliders,
    slider_bounds,
    to_face,
    to_row,
)

BASIS = packaged_basis()
SLIDERS = face_sliders(BASIS)
PART = head_vertices(BASIS)[::7]
MESH = HeadMesh.of(BASIS, SLIDERS, PART)

conditions = st.builds(
    lambda sex, age, shares: Condition(sex, age, dict(zip(HERITAGES, shares, strict=True))),
    st.floats(0, 1),
    st.floats(1, 90),
    st.tuples(*[st.floats(0.01, 1)] * 3),
)


@settings(max_examples=15, deadline=None)
@given(conditions, st.integers(0, 2**32))
def test_evaluates_as_the_basis_does(condition: Condition, seed: int) -> None:
    low, high = slider_bounds(SLIDERS, BASIS)
    row = np.random.default_rng(seed).uniform(low, high)
    fast = MESH.evaluate(row[None].astype(np.float32), corner_weights([condition]))[0]
    macro = Macro(sex=condition.sex, age_years=condition.age_years, heritage=condition.heritage)
    whole = BASIS.evaluate(shape_weights(Shape(macro, to_face(row, SLIDERS)), BASIS))
    assert np.abs(fast - whole[PART]).max() < 2e-5


@given(conditions)
def test_corners_share_out_one_person(condition: Condition) -> None:
    weights = corner_weights([condition])
    assert weights.min() >= 0
    assert weights.sum() == pytest.approx(1.0, abs=1e-5)


def test_sliders_are_those_of_faces() -> None:
    assert set(identity_sliders(BASIS)).isdisjoint(asymmetry_sliders(BASIS))
    assert {"nose_hump", "chin_width", "eye_scale", "neck_double"} <= set(identity_sliders(BASIS))
    assert {"asym_jaw_1", "nose_trans_out"} <= set(asymmetry_sliders(BASIS))
    assert not any(name.startswith(("asym_breast", "asym_trunk", "head_trans")) for name in SLIDERS)


def test_symmetric_sliders_keep_faces_symmetric_and_the_others_do_not() -> None:
    mesh = HeadMesh.of(BASIS, SLIDERS, np.union1d(PART, BASIS.mirror[PART]))
    mirrored = mesh.places(BASIS.mirror[mesh.vertices])
    identity = len(identity_sliders(BASIS))
    for number in range(len(SLIDERS)):
        shift = mesh.shifts(np.eye(len(SLIDERS), dtype=np.float32)[number][None])[0]
        uneven = np.abs(shift - shift[mirrored] * np.array([-1, 1, 1], np.float32)).max()
        if number < identity:
            assert uneven < 2.5e-3, SLIDERS[number]
        else:
            assert uneven > 1e-4, SLIDERS[number]


def test_rows_and_faces_are_the_same_and_unknown_names_are_refused() -> None:
    face = {"nose_hump": 0.25, "asym_jaw_1": -0.5}
    back = to_face(to_row(face, SLIDERS), SLIDERS)
    assert {name: value for name, value in back.items() if value} == face
    with pytest.raises(KeyError, match="torso_vshape"):
        to_row({"torso_vshape": 1.0}, SLIDERS)


def test_a_vertex_outside_the_part_is_refused() -> None:
    with pytest.raises(KeyError, match="not in the part"):
        HeadMesh.of(BASIS, SLIDERS, PART[1:]).places([PART[0]])
    with pytest.raises(ValueError, match="heritage"):
        corner_weights([Condition(0.5, 30.0, {"caucasian": 0.0})])
