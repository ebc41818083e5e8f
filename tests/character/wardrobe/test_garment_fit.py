"""Garments on bodies: they stay outside of the skin, cover what they should, and hide no more than they cover."""

from dataclasses import replace

import numpy as np
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from procgen.character.body.basis import packaged_basis
from procgen.character.body.macro import Macro
from procgen.character.body.shape import Shape, make_body
from procgen.character.ruler.cloth import Fit, covered, holes, penetration, poses
from procgen.character.wardrobe.anatomy import anatomy_of
from procgen.character.wardrobe.drape import drape
from procgen.character.wardrobe.garments import KINDS, UNDERLAYER, build

BASIS = packaged_basis()
shapes = st.builds(
    lambda sex, age, muscle, weight, height, bust: Shape(
        Macro(sex=sex, age_years=age, muscle=muscle, weight=weight, height=height, bust=bust)
    ),
    st.floats(0, 1), st.floats(6, 90), st.floats(0, 1), st.floats(0, 1), st.floats(0.35, 0.65), st.floats(0, 1),
)  # fmt: skip
few = settings(
    max_examples=6,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@given(shapes, st.sampled_from(sorted(KINDS)))
@few
def test_cloth_stays_outside_of_the_skin(shape, name):
    body = make_body(shape, BASIS)
    template = build(name, {}, {}, BASIS)
    turned = poses(body)
    assert penetration(body, [template], turned["rest"]).share_inside <= 0.003
    moved = penetration(body, [template], turned["walk"]) + penetration(body, [template], turned["sit"])
    assert moved.share_inside <= 0.02


@given(shapes, st.sampled_from(["jeans", "tshirt", "bodysuit", "gown", "hoodie"]))
@few
def test_no_hole_where_skin_is_hidden(shape, name):
    body = make_body(shape, BASIS)
    found = holes(body, [build(name, {}, {}, BASIS)], poses(body)["walk"], views=8, step_m=0.015)
    assert found.rays > 500
    assert found.holes <= 0.003 * found.rays + 3


def test_holes_are_found_where_there_are_some():
    """Without its triangles in front, a shirt that hides the skin below is full of holes."""
    body = make_body(Shape(Macro()), BASIS)
    shirt = build("tshirt", {}, {}, BASIS)
    front = shirt.fit(body)[shirt.triangles].mean(axis=1)[:, 2] > 0.05
    torn = replace(shirt, triangles=shirt.triangles[~front], triangle_slot=shirt.triangle_slot[~front])
    found = holes(body, [torn], {}, views=8, step_m=0.02)
    assert found.holes > 0.05 * found.rays
    sunk = replace(shirt, lift=shirt.lift - 0.03)
    assert penetration(body, [sunk], {}).share_inside > 0.5


def trunk_skin(low, high, half_width):
    """Skin of the trunk between two heights of the reference body, no wider than ``half_width`` from the middle."""
    anatomy = anatomy_of(BASIS)
    near = np.flatnonzero(anatomy.skin_near >= 0)
    place = anatomy.place[anatomy.skin_near[near]]
    return near[(place[:, 1] > low) & (place[:, 1] < high) & (np.abs(place[:, 0]) < half_width)]


@given(shapes)
@few
def test_the_base_layer_covers_chest_and_pelvis_of_everybody(shape):
    body = make_body(shape, BASIS)
    template = build(UNDERLAYER, {}, {}, BASIS)
    anatomy = anatomy_of(BASIS)
    trunk = trunk_skin(anatomy.crotch + 0.02, anatomy.armpit + 0.03, 0.11)
    assert len(trunk) > 500
    turned = poses(body)
    assert covered(body, [template], turned["rest"], trunk).mean() > 0.98
    assert covered(body, [template], turned["walk"], trunk).mean() > 0.97
    assert penetration(body, [template], {}).share_inside <= 0.002


def test_child_safe_garments_leave_no_trunk_bare():
    """Whatever a child wears over it, the base layer at its shortest covers trunk, pelvis and half of the thighs."""
    assert sum(kind.child_safe for kind in KINDS.values()) >= 8
    anatomy = anatomy_of(BASIS)
    child = make_body(Shape(Macro(age_years=9.0)), BASIS)
    near = np.flatnonzero(anatomy.skin_near >= 0)
    leg = anatomy.leg[anatomy.skin_near[near]]
    height = anatomy.place[anatomy.skin_near[near], 1]
    thighs = near[(height < anatomy.crotch - 0.02) & (leg > 0) & (leg < anatomy.thigh_m * 0.5)]
    below = build(UNDERLAYER, {"length": 0.0}, {}, BASIS)
    assert covered(child, [below], {}, thighs).mean() > 0.97
    assert covered(child, [below], {}, trunk_skin(anatomy.crotch + 0.02, anatomy.armpit + 0.03, 0.11)).mean() > 0.99


@given(shapes)
@few
def test_draped_surfaces_lie_over_one_another(shape):
    body = make_body(shape, BASIS)
    anatomy = anatomy_of(BASIS)
    draped = drape(body)
    first, count = len(BASIS.vertices), anatomy.cage.fine_count
    close = draped.vertices[first : first + count]
    loose, normals = (array[first + count : first + 2 * count] for array in (draped.vertices, draped.normals))
    assert ((loose - close) * normals).sum(axis=1).min() > -1e-4
    assert np.isfinite(draped.vertices).all()
    np.testing.assert_allclose(np.linalg.norm(draped.normals[first:], axis=1), 1, atol=1e-3)


def test_measures_add_up():
    assert Fit(10, 1, 2, 3, 4) + Fit(10, 0, 1, 1, 1) == Fit(20, 1, 3, 4, 5)
    assert Fit(10, 1).share_inside == 0.1
