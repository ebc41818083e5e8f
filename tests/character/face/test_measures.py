"""Head measures and features are what they are called."""

import numpy as np
import pytest

from procgen.character.body.basis import packaged_basis
from procgen.character.face.features import NAMES, Features
from procgen.character.face.landmarks import LEFT, MEASURES, MIDLINE, HeadMeasures
from procgen.character.face.mesh import Condition, HeadMesh, corner_weights
from procgen.character.face.sliders import face_sliders

BASIS = packaged_basis()
SLIDERS = face_sliders(BASIS)
MEASURE = HeadMeasures.of(BASIS)
MESH = HeadMesh.of(BASIS, SLIDERS, MEASURE.vertices)
FEATURES = Features(BASIS, SLIDERS)
MAN = corner_weights([Condition(1.0, 25.0, {"caucasian": 1.0})])


def _row(**sliders: float) -> np.ndarray:
    row = np.zeros((1, len(SLIDERS)), np.float32)
    for name, value in sliders.items():
        row[0, SLIDERS.index(name)] = value
    return row


def _measure(corners: np.ndarray, **sliders: float) -> dict[str, float]:
    points = MESH.evaluate(_row(**sliders), corners)
    return dict(zip(MEASURES, MEASURE.measure(points, MESH)[0], strict=True))


def _features(**sliders: float) -> dict[str, float]:
    return dict(zip(NAMES, FEATURES.measure(_row(**sliders), MAN)[0], strict=True))


def test_an_adult_head_has_the_size_of_one() -> None:
    # Means of the survey's men are 574, 199, 142 and 122.5 mm; the mesh's mean man is not far from them.
    found = _measure(MAN)
    assert found["headcircumference"] == pytest.approx(0.574, rel=0.05)
    assert found["headlength"] == pytest.approx(0.199, rel=0.05)
    assert found["bizygomaticbreadth"] == pytest.approx(0.142, rel=0.08)
    assert found["mentonsellionlength"] == pytest.approx(0.1225, rel=0.08)


def test_landmarks_lie_where_they_belong() -> None:
    adult = BASIS.evaluate({})
    midline = np.array(list(MIDLINE.values()))
    assert np.abs(adult[midline, 0]).max() < 1e-3
    assert (adult[list(LEFT.values()), 0] > 0).all()
    down = ["vertex", "trichion", "glabella", "sellion", "pronasale", "subnasale", "labiale_superius", "stomion_upper"]
    down += ["labiale_inferius", "sublabiale", "menton"]
    heights = adult[[MIDLINE[name] for name in down], 1]
    assert (np.diff(heights) < 0).all()


@pytest.mark.parametrize(
    ("slider", "measure"),
    [
        ("head_scale_horiz", "headbreadth"),
        ("head_scale_depth", "headlength"),
        ("head_scale_depth", "headcircumference"),
        ("head_scale_vert", "mentonsellionlength"),
        ("ear_scale", "earlength"),
        ("ear_scale_depth", "earbreadth"),
        ("ear_wing", "earprotrusion"),
        ("eye_trans_out", "interpupillarybreadth"),
        ("chin_prognathism", "bitragionchinarc"),
        ("neck_double", "bitragionsubmandibulararc"),
        ("head_scale_horiz", "bizygomaticbreadth"),
        ("forehead_scale_vert", "tragiontopofhead"),
    ],
)
def test_measures_grow_with_what_they_measure(slider: str, measure: str) -> None:
    less, none, more = (_measure(MAN, **{slider: value})[measure] for value in (-0.5, 0.0, 0.5))
    assert less < none < more


def test_a_tape_is_longer_than_the_straight_line() -> None:
    points = MESH.evaluate(_row(), MAN)[0]
    left, right = (points[int(MESH.places(MEASURE.marks[name]))] for name in ("tragion", "tragion_right"))
    found = _measure(MAN)
    across = float(np.linalg.norm(left - right))
    assert found["bitragionchinarc"] > 1.5 * across
    assert found["bitragionsubmandibulararc"] > 1.5 * across
    assert found["headcircumference"] > 2 * found["headlength"]


def test_features_follow_their_sliders() -> None:
    none = _features()
    assert _features(nose_scale_horiz=0.5)["nose_width"] > none["nose_width"]
    assert _features(mouth_scale_horiz=0.5)["mouth_width"] > none["mouth_width"]
    assert _features(eye_corner2_up=0.7)["eye_tilt"] < none["eye_tilt"] < _features(eye_corner1_up=0.7)["eye_tilt"]
    assert _features(mouth_angles_up=0.7)["mouth_tilt"] > none["mouth_tilt"]
    assert _features(nose_scale_depth=0.7)["nose_protrusion"] > none["nose_protrusion"]
    assert _features(asym_jaw_3=1.0)["unevenness"] > none["unevenness"]
    assert _features(eye_height2=0.8)["eye_opening"] > none["eye_opening"]
