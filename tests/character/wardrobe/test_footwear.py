"""Shoes: closed where they should be, outside the foot, level on the floor, alike on both sides, on any body."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procgen.character.body.basis import packaged_basis
from procgen.character.body.body import Body
from procgen.character.body.macro import Macro
from procgen.character.body.shape import Shape, make_body
from procgen.character.mesh.part import Template
from procgen.character.ruler.cloth import holes, penetration, poses
from procgen.character.wardrobe.footwear import KINDS, build
from procgen.character.wardrobe.footwear.binding import Footwear
from procgen.character.wardrobe.footwear.last import Ease, Toe, make_last
from procgen.character.wardrobe.footwear.shoe import collar
from procgen.character.wardrobe.footwear.sole import Outline, flat, make_heel, make_sole
from procgen.character.wardrobe.footwear.upper import make_upper
from procgen.errors import InvalidFields

NAMES = sorted(KINDS)
CLOSED = [name for name in NAMES if name != "sandal"]

people = st.builds(
    Macro,
    sex=st.floats(0, 1),
    age_years=st.floats(6, 90),
    muscle=st.floats(0, 1),
    weight=st.floats(0, 1),
    height=st.floats(0.35, 0.65),
    proportions=st.floats(0, 1),
)


def body_of(**macro: float) -> Body:
    return make_body(Shape(Macro(**macro)), packaged_basis())


@lru_cache(maxsize=1)
def bodies() -> list[Body]:
    return [
        body_of(sex=0.0),
        body_of(sex=1.0),
        body_of(sex=1.0, weight=1.0, muscle=0.8),
        body_of(sex=0.4, age_years=8.0, height=0.45),
    ]


def shoe(name: str) -> Footwear:
    made = build(name, {}, {}, packaged_basis())
    assert isinstance(made, Footwear)
    return made


def welded(template: Template, vertices: np.ndarray) -> np.ndarray:
    """Triangles over places instead of vertices, without those that have collapsed to a line."""
    _, place = np.unique(np.round(vertices, 6), axis=0, return_inverse=True)
    triangles = place.ravel()[template.triangles]
    a, b, c = triangles.T
    return triangles[(a != b) & (b != c) & (c != a)]


def test_there_are_pairs_for_every_setting() -> None:
    assert len(KINDS) >= 7
    for setting in ("medieval", "modern", "scifi"):
        assert sum(setting in kind.settings for kind in KINDS.values()) >= 2
    assert any(kind.child_safe for kind in KINDS.values())


@pytest.mark.parametrize("name", NAMES)
def test_arrays_agree(name: str) -> None:
    template = shoe(name)
    count = len(template.uv)
    for array in (template.bind_vertex, template.bind_weight, template.offset, template.skin_weight, template.level):
        assert len(array) == count
    assert template.triangles.min() >= 0
    assert template.triangles.max() < count
    assert len(template.triangle_slot) == len(template.triangles)
    assert set(np.unique(template.triangle_slot)) == set(range(len(template.slots)))
    np.testing.assert_allclose(template.bind_weight.sum(axis=1), 1, atol=1e-4)
    np.testing.assert_allclose(template.skin_weight.sum(axis=1), 1, atol=1e-5)
    assert template.skin_weight.min() >= 0
    assert np.isfinite(template.uv).all()
    assert template.tile_m > 0
    assert 1500 <= len(template.triangles) <= 12000


@pytest.mark.parametrize("name", NAMES)
def test_both_shoes_are_alike(name: str) -> None:
    template = shoe(name)
    place = template.fit(body_of())
    half = len(place) // 2
    np.testing.assert_allclose(place[:half] * [-1, 1, 1], place[half:], atol=2e-4)
    names = packaged_basis().joint_names
    left = {names[joint] for joint in np.unique(template.skin_joint[:half][template.skin_weight[:half] > 0])}
    assert left <= {"LeftUpperLeg", "LeftLowerLeg", "LeftFoot", "LeftToes"}
    right = {names[joint] for joint in np.unique(template.skin_joint[half:][template.skin_weight[half:] > 0])}
    assert right == {each.replace("Left", "Right") for each in left}


@settings(max_examples=8, deadline=None)
@given(people, st.sampled_from(NAMES))
def test_soles_are_level_on_any_body(macro: Macro, name: str) -> None:
    body = make_body(Shape(macro), packaged_basis())
    template = shoe(name)
    place = template.fit(body)
    assert np.isfinite(place).all()
    used = np.unique(template.triangles)
    tread = used[template.height[used] <= -KINDS[name].sole_m + 3e-4]
    assert len(tread) >= 20
    np.testing.assert_allclose(place[tread, 1], -KINDS[name].sole_m, atol=4e-4)
    assert place[used, 1].min() >= -KINDS[name].sole_m - 4e-4
    # On level ground a shoe stands on both its heel and its ball.
    left = place[tread[place[tread, 0] > 0]]
    assert np.ptp(left[:, 2]) > 0.5 * np.ptp(place[used][:, 2])


@pytest.mark.parametrize("name", NAMES)
def test_shoes_lie_outside_the_foot(name: str) -> None:
    shares = [penetration(body, [shoe(name)], {}).share_inside for body in bodies()]
    assert np.mean(shares) <= 0.002, shares
    assert max(shares) <= 0.006, shares


@pytest.mark.parametrize("name", ["sneaker", "riding_boot", "combat_boot"])
def test_shoes_stay_outside_in_a_step(name: str) -> None:
    shares = [penetration(body, [shoe(name)], poses(body)["walk"]).share_inside for body in bodies()[2:4]]
    assert np.mean(shares) <= 0.004, shares


@pytest.mark.parametrize("name", CLOSED)
def test_no_hole_where_the_foot_is_hidden(name: str) -> None:
    template = shoe(name)
    assert len(template.hides) > 300
    found = holes(bodies()[1], [template], {}, 10)
    assert found.rays > 100
    assert found.holes / found.rays <= 0.002, found


def test_sandals_show_the_foot() -> None:
    assert len(shoe("sandal").hides) == 0


def test_boots_hide_less_than_they_cover() -> None:
    body = body_of()
    template = shoe("riding_boot")
    top = template.fit(body)[:, 1].max()
    assert 0.01 < top - body.vertices[template.hides, 1].max() < 0.08


def test_toes_do_not_print_through() -> None:
    """The toe box is smooth: round the toes neighbouring normals of the last's upper differ little."""
    last = make_last(body_of(), Toe(), Ease())
    upper = make_upper(last, collar(0.08, 0.06, 0.09), flat(0.0), 16)
    front = slice(12, 21)
    a, b = upper.normals[2:9, front][:, :-1], upper.normals[2:9, front][:, 1:]
    assert (a * b).sum(axis=2).min() > np.cos(np.radians(32))


def test_sole_and_heel_are_closed_and_face_outside() -> None:
    angle = np.arange(32) * (2 * np.pi / 32)
    outline = Outline.of(np.stack([0.04 * np.sin(angle), -0.12 * np.cos(angle)], axis=1))
    heel = make_heel(outline, -0.03, flat(0.0), -0.02, 0, 0.003, 0.05)[0]
    for piece in (heel,):
        points, place = np.unique(np.round(piece.vertices, 7), axis=0, return_inverse=True)
        triangles = place.ravel()[piece.triangles]
        bad = (triangles[:, 0] == triangles[:, 1]) | (triangles[:, 1] == triangles[:, 2])
        triangles = triangles[~(bad | (triangles[:, 2] == triangles[:, 0]))]
        normal = np.cross(
            points[triangles[:, 1]] - points[triangles[:, 0]], points[triangles[:, 2]] - points[triangles[:, 0]]
        )
        down = normal[(points[triangles][:, :, 1] < -0.0199).all(axis=1)]
        assert (down[:, 1] < 0).all()
        assert len(down)
    wall, lid = make_sole(outline, flat(0.0), flat(-0.02), 0)
    normal = np.cross(
        lid.vertices[lid.triangles[:, 1]] - lid.vertices[lid.triangles[:, 0]],
        lid.vertices[lid.triangles[:, 2]] - lid.vertices[lid.triangles[:, 0]],
    )
    assert (normal[:, 1] <= 0).all()
    assert normal[:, 1].sum() < 0
    # The lid closes the wall: every edge of its rim is also one of the wall's last ring.
    rim = {tuple(point) for point in np.round(wall.vertices[-33:], 7)}
    assert {tuple(point) for point in np.round(lid.vertices, 7)} & rim == rim


def test_same_request_same_arrays_and_options_matter() -> None:
    basis = packaged_basis()
    kind = KINDS["slip_on"]
    options = {name: option.default for name, option in kind.options.items()}
    first, second = kind.build(options, kind.slots, basis), kind.build(options, kind.slots, basis)
    np.testing.assert_array_equal(first.offset, second.offset)
    np.testing.assert_array_equal(first.bind_weight, second.bind_weight)
    body = body_of()
    low = build("combat_boot", {"shaft": 0.0}, {}, basis).fit(body)[:, 1].max()
    high = build("combat_boot", {"shaft": 1.0}, {}, basis).fit(body)[:, 1].max()
    assert high - low > 0.08
    red = build("sneaker", {}, {"sneaker": (0.8, 0.1, 0.1)}, basis)
    assert red.slots[0].colour == (0.8, 0.1, 0.1)
    assert build("sneaker", {}, {}, basis) is build("sneaker", {}, {}, basis)


def test_bad_requests_name_the_field() -> None:
    with pytest.raises(InvalidFields, match="shaft"):
        build("combat_boot", {"shaft": float("nan")}, {}, packaged_basis())
    with pytest.raises(InvalidFields, match="kind"):
        build("clog", {}, {}, packaged_basis())
