"""Broken faces are found, whole ones are not called broken."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procgen.character.body.basis import packaged_basis
from procgen.character.face.mesh import Condition, corner_weights
from procgen.character.face.sliders import face_sliders, slider_bounds
from procgen.character.face.soundness import BOUNDS, NAMES, Soundness
from procgen.character.face.tight import crossing_pairs, load_pairs
from procgen.character.recipe.face_crossing import SkinCrossing, crossings, unique_edges
from procgen.runtime.catalog import packaged_assets

BASIS = packaged_basis()
SLIDERS = face_sliders(BASIS)
SOUNDNESS = Soundness(BASIS, SLIDERS, load_pairs(packaged_assets()))
WOMAN = corner_weights([Condition(0.0, 30.0, {"asian": 1.0})])


def _defects(**sliders: float) -> dict[str, float]:
    row = np.zeros((1, len(SLIDERS)), np.float32)
    for name, value in sliders.items():
        row[0, SLIDERS.index(name)] = value
    return dict(zip(NAMES, SOUNDNESS.measure(row, WOMAN)[0], strict=True))


@settings(max_examples=20, deadline=None)
@given(st.floats(0, 1), st.floats(1, 90), st.tuples(*[st.floats(0.01, 1)] * 3))
def test_nobody_is_broken_without_sliders(sex: float, age: float, shares: tuple[float, float, float]) -> None:
    heritage = dict(zip(("african", "asian", "caucasian"), shares, strict=True))
    corners = corner_weights([Condition(sex, age, heritage)])
    measured = SOUNDNESS.measure(np.zeros((1, len(SLIDERS))), corners)[0]
    defects = dict(zip(NAMES, measured, strict=True))
    assert defects.pop("stretched") == pytest.approx(1.0)
    assert list(defects.values()) == pytest.approx([0.0] * len(defects), abs=1e-3)
    assert SOUNDNESS.sound(np.zeros((1, len(SLIDERS))), corners).all()


@pytest.mark.parametrize(
    ("defect", "sliders"),
    [
        ("lid_in_eyeball", {"eye_push2_out": -1.0, "eye_scale": -1.0}),
        ("lid_off_eyeball", {"eye_push1_out": 1.0, "eye_push2_out": 1.0, "eye_scale": 1.0}),
        ("eye_closed", {"eye_height1": -1.0, "eye_height2": -1.0, "eye_height3": -1.0}),
        ("lips_crossed", {"mouth_upperlip_volume": 1.0, "mouth_upperlip_height": 1.0, "mouth_scale_vert": -1.0}),
        ("folded", {"nose_nostrils_width": -1.0, "nose_scale_horiz": -1.0, "nose_width2": -1.0, "nose_width3": -1.0}),
        ("crossed", {"nose_nostrils_width": -1.0, "nose_scale_horiz": -1.0, "nose_width2": -1.0, "nose_width3": -1.0}),
        ("stretched", {"nose_point_up": -1.0, "nose_scale_vert": 1.0, "nose_scale_depth": 1.0}),
    ],
)
def test_each_defect_grows_when_its_sliders_are_driven_apart(defect: str, sliders: dict[str, float]) -> None:
    little = _defects(**{name: 0.15 * value for name, value in sliders.items()})
    much = _defects(**sliders)
    assert much[defect] > little[defect]
    assert much[defect] > BOUNDS[NAMES.index(defect)]


def test_most_faces_of_random_sliders_are_broken() -> None:
    low, high = slider_bounds(SLIDERS, BASIS)
    rows = np.random.default_rng(1).uniform(low, high, (24, len(SLIDERS)))
    assert SOUNDNESS.sound(rows, np.repeat(WOMAN, 24, axis=0)).mean() < 0.1


def test_crossing_edges_are_found_and_touching_ones_are_not() -> None:
    flat = np.array([[0, 0, 0], [10, 0, 0], [0, 10, 0]], np.float32) / 1000
    through = np.array([[2, 2, -3], [2, 2, 3], [20, 20, 0]], np.float32) / 1000
    neighbour = np.array([[12, 12, 1]], np.float32) / 1000
    vertices = np.concatenate([flat, through, neighbour])
    triangles = np.array([[0, 1, 2], [3, 4, 5], [1, 6, 2]])
    edges = unique_edges(triangles)
    crossed = {
        tuple(edge): triangle for edge, triangle in zip(edges, crossings(vertices, triangles, edges), strict=True)
    }
    assert crossed[(3, 4)] == 0
    assert crossed[(0, 1)] == crossed[(1, 6)] == crossed[(0, 2)] == -1
    edge = np.array([[3, 4], [0, 1], [3, 5], [1, 6]])
    triangle = np.array([[0, 1, 2], [3, 4, 5], [0, 1, 2], [0, 1, 2]])
    assert crossing_pairs(vertices, edge, triangle).tolist() == [True, False, False, False]


def test_skin_crosses_skin_only_where_sliders_drive_it() -> None:
    crossing = SkinCrossing(BASIS, SLIDERS)
    rows = np.zeros((2, len(SLIDERS)), np.float32)
    for name in ("nose_scale_horiz", "nose_nostrils_width", "nose_width1", "nose_width2", "nose_width3"):
        rows[1, SLIDERS.index(name)] = -1.0
    count = crossing.count(rows, np.repeat(WOMAN, 2, axis=0))
    assert count[0] == 0
    assert count[1] > 0
