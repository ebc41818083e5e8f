"""The learned population: the same faces for the same seed, sound, varied, and moved by what moves them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procgen.character.body.basis import packaged_basis
from procgen.character.body.shape import Shape, make_body
from procgen.character.face.axes import NAMES, loading_matrix
from procgen.character.face.faces import Faces
from procgen.character.face.features import NAMES as FEATURES
from procgen.character.face.features import Features
from procgen.character.face.mesh import Condition, corner_weights
from procgen.character.face.sliders import slider_bounds, to_row
from procgen.character.face.soundness import BOUNDS, Soundness
from procgen.character.face.tight import load_pairs
from procgen.character.ruler.face import people, variety
from procgen.errors import InvalidFields, ModelUnavailable
from procgen.runtime.catalog import packaged_assets
from procgen.runtime.store import ModelStore

BASIS = packaged_basis()
FACES = Faces(ModelStore(), BASIS)
MIXED = {"african": 0.3, "asian": 0.3, "caucasian": 0.4}
PERSON = (0.0, 30.0, MIXED)

conditions = st.tuples(st.floats(0, 1), st.floats(6, 90), st.tuples(*[st.floats(0.01, 1)] * 3))


def _rows(faces: list[dict[str, float]]) -> np.ndarray:
    return np.stack([to_row(face, FACES.sliders) for face in faces])


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 2**64 - 1), conditions)
def test_every_face_is_sound_whole_and_the_same_again(seed: int, who: tuple[float, float, tuple[float, ...]]) -> None:
    sex, age, shares = who
    heritage = dict(zip(("african", "asian", "caucasian"), shares, strict=True))
    faces = FACES.sample(seed, sex, age, heritage, 3)
    assert faces == FACES.sample(seed, sex, age, heritage, 3)
    low, high = slider_bounds(FACES.sliders, BASIS)
    rows = _rows(faces)
    assert (rows >= low).all()
    assert (rows <= high).all()
    for face in faces:
        assert FACES.plausibility(face, sex, age, heritage).sound
    body = make_body(Shape(modifiers=faces[0]), BASIS)
    assert np.isfinite(body.vertices).all()


def test_a_face_does_not_depend_on_how_many_are_asked_for() -> None:
    many = FACES.sample(7, *PERSON, count=21)
    assert FACES.sample(7, *PERSON, count=1) == many[:1]
    assert FACES.sample(7, *PERSON, count=10) == many[:10]
    assert len({tuple(face.values()) for face in many}) == 21
    assert FACES.sample(7, *PERSON, count=0) == []


def test_a_thousand_faces_are_varied_and_none_is_broken() -> None:
    who = people(125, seed=3)
    rows = np.concatenate([_rows(FACES.sample(n, c.sex, c.age_years, c.heritage, 8)) for n, c in enumerate(who)])
    corners = np.repeat(corner_weights(who), 8, axis=0)
    soundness = Soundness(BASIS, FACES.sliders, load_pairs(packaged_assets()))
    assert len(rows) == 1000
    assert (
        max((soundness.measure(rows[i : i + 50], corners[i : i + 50]) - BOUNDS).max() for i in range(0, 1000, 50)) <= 0
    )
    # Pairs and rays cost time: one face of each person is compared and looked at.
    found = variety(rows[::8], corners[::8], BASIS, FACES.sliders)
    assert found.count == 125
    assert found.broken["crossing"] <= 1
    assert found.mean_pair_mm > 3.0
    assert found.least_pair_mm > 0.05 * found.mean_pair_mm


def test_caricature_scales_how_far_faces_are_from_their_mean() -> None:
    mean = _rows(FACES.sample(5, *PERSON, count=1, caricature=0.0))[0]
    far = [
        float(np.linalg.norm(_rows(FACES.sample(5, *PERSON, count=16, caricature=k)) - mean, axis=1).mean())
        for k in (0.0, 0.5, 1.0, 2.0)
    ]
    assert far[0] == 0.0
    assert far[0] < 0.6 * far[1] < far[2] < far[3]


def test_men_women_and_heritages_differ_beyond_their_meshes() -> None:
    features = Features(BASIS, FACES.sliders)

    def mean(sex: float, age: float, heritage: str) -> dict[str, float]:
        rows = _rows(FACES.sample(2, sex, age, {heritage: 1.0}, 64))
        corners = corner_weights([Condition(sex, age, {heritage: 1.0})] * 64)
        return dict(zip(FEATURES, features.measure(rows, corners).mean(axis=0), strict=True))

    man, woman = mean(1.0, 30.0, "caucasian"), mean(0.0, 30.0, "caucasian")
    assert man["jaw_width"] > woman["jaw_width"]
    assert man["face_height"] > woman["face_height"]
    assert mean(1.0, 30.0, "african")["nose_width"] > man["nose_width"] + 0.1
    child = mean(1.0, 8.0, "caucasian")
    assert child["lower_face_height"] < man["lower_face_height"] - 0.1
    assert child["eye_length"] - child["face_height"] > man["eye_length"] - man["face_height"]


def test_axes_are_obeyed_and_read_back() -> None:
    loadings = loading_matrix(FACES.sliders)
    for number, name in enumerate(NAMES):
        low, high = (_rows(FACES.sample(4, *PERSON, count=16, axes={name: value})) for value in (-1.5, 1.5))
        if name == "asymmetry":
            uneven = [np.abs(rows[:, loadings.any(axis=0).argmin() :]).mean() for rows in (low, high)]
            assert uneven[1] > uneven[0]
            continue
        moved = (high - low).mean(axis=0)
        along = moved @ loadings[number] / np.linalg.norm(loadings[number])
        assert along > 0.5 * np.linalg.norm(loadings[number]), name
    values = {
        name: [FACES.encode(f, *PERSON)[name] for f in FACES.sample(9, *PERSON, count=8, axes={name: v})]
        for name, v in (("jaw", 1.5), ("nose_size", -1.5), ("lip_fullness", 1.5))
    }
    assert np.mean(values["jaw"]) > 0.8
    assert np.mean(values["nose_size"]) < -0.8
    assert np.mean(values["lip_fullness"]) > 0.8


def test_an_edit_moves_its_axis_and_leaves_the_others() -> None:
    face = FACES.sample(11, *PERSON)[0]
    before = FACES.encode(face, *PERSON)
    edited = FACES.edit(face, {"nose_width": before["nose_width"] + 1.5}, *PERSON)
    after = FACES.encode(edited, *PERSON)
    assert after["nose_width"] - before["nose_width"] > 0.8
    others = [abs(after[name] - before[name]) for name in NAMES if name != "nose_width"]
    assert max(others) < 0.5
    assert FACES.edit(face, {"nose_width": before["nose_width"]}, *PERSON) == pytest.approx(face, abs=2e-4)


def test_variations_go_from_the_same_face_to_another() -> None:
    face = FACES.sample(12, *PERSON)[0]
    assert FACES.vary(face, 1, 0.0, *PERSON) == [pytest.approx(face)]
    row = to_row(face, FACES.sliders)
    far = [
        float(np.linalg.norm(_rows(FACES.vary(face, 1, amount, *PERSON, count=12)) - row, axis=1).mean())
        for amount in (0.1, 0.4, 1.0)
    ]
    assert 0 < far[0] < far[1] < far[2]
    assert FACES.vary(face, 1, 0.4, *PERSON, count=12)[:3] == FACES.vary(face, 1, 0.4, *PERSON, count=3)
    for other in FACES.vary(face, 1, 0.6, *PERSON, count=4):
        assert FACES.plausibility(other, *PERSON).sound


def test_wild_faces_are_less_plausible_than_sampled_ones() -> None:
    low, high = slider_bounds(FACES.sliders, BASIS)
    rng = np.random.default_rng(3)
    wild = dict(zip(FACES.sliders, rng.uniform(low, high), strict=True))
    strange = FACES.plausibility(wild, *PERSON)
    usual = [FACES.plausibility(face, *PERSON) for face in FACES.sample(13, *PERSON, count=16)]
    assert not strange.sound
    assert strange.percentile == 100.0
    assert strange.energy > max(one.energy for one in usual)
    assert 10 < np.mean([one.percentile for one in usual]) < 80
    assert all(value <= bound for value, bound in zip(usual[0].defects.values(), BOUNDS, strict=True))


def test_all_wrong_arguments_are_named() -> None:
    with pytest.raises(InvalidFields) as caught:
        FACES.sample(-1, 0.5, 30.0, MIXED, -2, axes={"charm": 1.0, "jaw": 9.0}, caricature=float("nan"))
    assert [v.field for v in caught.value.violations] == ["seed", "count", "caricature", "axes.charm", "axes.jaw"]
    with pytest.raises(InvalidFields) as caught:
        FACES.sample(1, float("nan"), -1.0, {"martian": 1.0})
    assert [v.field for v in caught.value.violations] == ["sex", "age_years", "heritage"]
    with pytest.raises(InvalidFields, match="amount"):
        FACES.vary({}, 1, 1.5, *PERSON)
    with pytest.raises(InvalidFields, match="torso_vshape"):
        FACES.plausibility({"torso_vshape": 1.0}, *PERSON)


def test_a_generator_that_is_not_there_is_named() -> None:
    with pytest.raises(ModelUnavailable, match="nobody"):
        Faces(ModelStore(), BASIS, "nobody")
