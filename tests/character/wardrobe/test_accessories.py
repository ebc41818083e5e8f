"""Accessories: outside the body, rigid where they should be, following any body, made the same every time."""

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
from procgen.character.ruler.cloth import holes, penetration
from procgen.character.wardrobe.accessories import KINDS, build
from procgen.character.wardrobe.accessories.figure import radial_hull
from procgen.character.wardrobe.accessories.solids import Piece, box, lathe, rounded_outline, slab, thick, tube

NAMES = sorted(KINDS)
ON_HEAD = ("brim_hat", "cap", "helmet", "glasses", "goggles", "visor", "circlet")


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


def item(name: str, **options: float | str) -> Template:
    return build(name, options, {}, packaged_basis())


def variants(name: str) -> list[dict[str, str]]:
    """The default and each other word of each choice."""
    found: list[dict[str, str]] = [{}]
    for option in KINDS[name].options.values():
        found += [{option.name: value} for value in option.values[1:]]
    return found


EVERY = [
    pytest.param(name, options, id="-".join([name, *options.values()])) for name in NAMES for options in variants(name)
]


def test_there_are_enough_for_every_setting() -> None:
    assert len(KINDS) >= 12
    for setting in ("medieval", "modern", "scifi"):
        assert sum(setting in kind.settings for kind in KINDS.values()) >= 4
    for name in ("brim_hat", "cap", "helmet", "hood", "coif"):
        assert "head_top" in KINDS[name].covers
    assert not KINDS["sword"].child_safe


@pytest.mark.parametrize(("name", "options"), EVERY)
def test_arrays_agree(name: str, options: dict[str, str]) -> None:
    template = item(name, **options)
    count = len(template.uv)
    for array in (template.bind_vertex, template.bind_weight, template.offset, template.lift, template.skin_weight):
        assert len(array) == count
    assert template.triangles.min() >= 0
    assert template.triangles.max() < count
    assert len(template.triangle_slot) == len(template.triangles)
    assert template.triangle_slot.max() < len(template.slots)
    np.testing.assert_allclose(template.bind_weight.sum(axis=1), 1, atol=1e-4)
    np.testing.assert_allclose(template.skin_weight.sum(axis=1), 1, atol=1e-5)
    assert np.isfinite(template.uv).all()
    assert 100 <= len(template.triangles) <= 10000


def test_every_slot_is_shown_by_some_variant() -> None:
    for name in NAMES:
        shown = {number for options in variants(name) for number in np.unique(item(name, **options).triangle_slot)}
        assert shown == set(range(len(KINDS[name].slots))), name


@pytest.mark.parametrize("name", [name for name in NAMES if name not in ("earrings", "pauldrons")])
def test_accessories_lie_outside_the_body(name: str) -> None:
    shares = [penetration(body, [item(name)], {}).share_inside for body in bodies()]
    assert np.mean(shares) <= 0.01, shares


@pytest.mark.parametrize("name", ON_HEAD)
def test_head_wear_turns_with_the_head_alone(name: str) -> None:
    template = item(name)
    head = packaged_basis().joint_names.index("Head")
    assert (template.skin_joint[:, 0] == head).all()
    assert (template.skin_weight[:, 0] == 1).all()


@settings(max_examples=6, deadline=None)
@given(
    st.builds(
        Macro, sex=st.floats(0, 1), age_years=st.floats(6, 90), weight=st.floats(0, 1), height=st.floats(0.35, 0.65)
    ),
    st.sampled_from(["brim_hat", "cap", "helmet"]),
)
def test_hats_cover_every_crown(macro: Macro, name: str) -> None:
    body = make_body(Shape(macro), packaged_basis())
    place = item(name).fit(body)
    assert np.isfinite(place).all()
    assert place[:, 1].max() > body.stature_m
    assert penetration(body, [item(name)], {}).share_inside <= 0.002


@settings(max_examples=8, deadline=None)
@given(
    st.builds(
        Macro, sex=st.floats(0, 1), age_years=st.floats(6, 90), weight=st.floats(0, 1), height=st.floats(0.35, 0.65)
    )
)
def test_rigid_pieces_only_move_and_scale(macro: Macro) -> None:
    """A pouch's edges keep their proportions on every body."""
    template = item("belt", hung="pouch")
    pouch = np.unique(template.triangles[template.triangle_slot == 2])
    before = template.fit(body_of())[pouch].astype(np.float64)
    after = template.fit(make_body(Shape(macro), packaged_basis()))[pouch].astype(np.float64)
    scale = np.linalg.norm(after - after.mean(axis=0)) / np.linalg.norm(before - before.mean(axis=0))
    np.testing.assert_allclose(after - after.mean(axis=0), scale * (before - before.mean(axis=0)), atol=1e-4)


@pytest.mark.parametrize("name", ["gloves", "bracers", "pauldrons", "earrings"])
def test_pairs_are_alike(name: str) -> None:
    place = item(name).fit(body_of())
    mirrored = place * [-1, 1, 1]
    keys = {tuple(point) for point in np.round(place / 2e-3).astype(int)}
    near = np.round(mirrored / 2e-3).astype(int)
    offsets = np.stack(np.meshgrid(*[[-1, 0, 1]] * 3), axis=-1).reshape(-1, 3)
    assert all(any(tuple(point + offset) in keys for offset in offsets) for point in near)


def test_whole_gloves_leave_no_hole() -> None:
    template = item("gloves")
    assert len(template.hides) > 500
    for body in bodies()[:2]:
        found = holes(body, [template], {}, 10)
        assert found.rays > 100
        assert found.holes / found.rays <= 0.002, found


def test_clearance_makes_room_for_cloth() -> None:
    body = body_of()
    tight = item("belt", clearance=0.0).fit(body)
    wide = item("belt", clearance=0.03).fit(body)
    assert np.ptp(wide[:, 0]) - np.ptp(tight[:, 0]) == pytest.approx(0.06, abs=0.006)


@pytest.mark.parametrize(
    "piece",
    [
        box((0.1, 0.2, 0.05), 0.004),
        slab(rounded_outline(0.04, 0.02, 0.006), 0.01, 0.002),
        lathe(np.array([[0.0, -0.1], [0.05, -0.08], [0.03, 0.1], [0.0, 0.11]])),
        tube(np.stack([np.linspace(0, 0.2, 9), np.sin(np.linspace(0, 4, 9)) * 0.05, np.zeros(9)], axis=1), 0.01),
        thick(
            np.stack(np.meshgrid(np.linspace(0, 0.1, 5), np.linspace(0, 0.2, 6), [0.0]), axis=-1)[:, :, 0],
            np.broadcast_to(np.array([0.0, 0.0, 1.0]), (6, 5, 3)),
            0.004,
        ),
    ],
    ids=["box", "slab", "lathe", "tube", "thick"],
)
def test_solids_are_closed_and_face_outside(piece: Piece) -> None:
    points, place = np.unique(np.round(piece.vertices, 8), axis=0, return_inverse=True)
    triangles = place.ravel()[piece.triangles]
    a, b, c = triangles.T
    triangles = triangles[(a != b) & (b != c) & (c != a)]
    edges = np.concatenate([triangles[:, [0, 1]], triangles[:, [1, 2]], triangles[:, [2, 0]]])
    forward = {tuple(edge) for edge in edges}
    assert len(forward) == len(edges)
    assert {(second, first) for first, second in forward} == forward
    p, q, r = (points[triangles[:, k]] for k in range(3))
    assert (np.cross(p, q) * r).sum() > 0


@given(st.lists(st.tuples(st.floats(-1, 1), st.floats(-1, 1)), min_size=6, max_size=30), st.floats(0.01, 0.5))
@settings(deadline=None)
def test_hull_holds_all_points(points: list[tuple[float, float]], ease: float) -> None:
    places = np.array([*points, (0.3, 0.3), (-0.3, 0.3), (0.3, -0.3), (-0.3, -0.3)])
    turn = np.arctan2(places[:, 0], -places[:, 1])
    hull = radial_hull(places, ease, turn)
    assert (np.linalg.norm(hull, axis=1) >= np.linalg.norm(places, axis=1) + 0.99 * ease).all()


def test_same_request_same_arrays() -> None:
    kind = KINDS["scarf"]
    options = {name: option.default for name, option in kind.options.items()}
    first, second = (kind.build(options, kind.slots, packaged_basis()) for _ in range(2))
    np.testing.assert_array_equal(first.offset, second.offset)
    np.testing.assert_array_equal(first.bind_vertex, second.bind_vertex)
