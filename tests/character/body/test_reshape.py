"""What a dragged slider leads to is what the whole shape leads to, bit for bit."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from procgen.character.body.basis import BODY_VERTICES
from procgen.character.body.body import incidences
from procgen.character.body.reshape import Reach, mould, reach_of, remould
from procgen.character.body.shape import Shape, make_body
from procgen.character.mesh.build import stand, stand_near
from procgen.character.mesh.normals import Patch, normal_rows
from procgen.character.mesh.rows import wide
from procgen.character.people.catalogue import template_of
from procgen.character.people.person import Worn
from procgen.character.wardrobe.drape import drape, hangs_alike
from tests.character.people_in_clothes import BASIS, MAN, WOMAN, random_shape

DRAGGED = ("nose_hump", "chin_width", "chin_height", "lowerarm_fat", "measure_waist_circ", "ear_scale_right")
DRAWN = tuple(str(name) for name in np.random.default_rng(5).choice(sorted(BASIS.modifiers), 24, replace=False))


def moved(shape: Shape, slider: str, value: float) -> Shape:
    return replace(shape, modifiers={**shape.modifiers, slider: value})


def local(slider: str) -> Reach:
    """What a slider of a standing man reaches."""
    _, reach = remould(mould(MAN, BASIS), moved(MAN, slider, 0.4))
    assert reach is not None
    return reach


@pytest.mark.parametrize("slider", [*DRAGGED, *DRAWN])
def test_a_dragged_body_is_the_whole_one(slider: str) -> None:
    shape = random_shape(7)
    now = mould(shape, BASIS)
    assert now.body.all_normals.shape == now.body.rows.shape
    # The first time the sums are those of the whole mesh, later those of a part of it; to and fro over the middle.
    for value in (0.3, -0.2, 0.7, 0.1):
        shape = moved(shape, slider, value)
        now, _ = remould(now, shape)
        wanted = make_body(shape, BASIS)
        for name in ("vertices", "rows", "skin_normals", "all_normals", "joints"):
            np.testing.assert_array_equal(getattr(now.body, name), getattr(wanted, name), err_msg=name)


def test_only_what_a_slider_reaches_is_made_anew() -> None:
    reach = local("nose_hump")
    assert len(reach.vertices) < 600
    assert len(reach.turned) < 1000
    assert not reach.joints
    assert local("chin_height").joints


def test_sliders_that_move_the_soles_or_most_of_a_body_are_told_by_none() -> None:
    now = mould(MAN, BASIS)
    foot = next(name for name in sorted(BASIS.modifiers) if name.startswith("measure_lowerleg_height"))
    assert remould(now, moved(MAN, foot, 0.5))[1] is None
    taller = replace(MAN, macro=replace(MAN.macro, height=0.6))
    changed, reach = remould(now, taller)
    assert reach is None
    np.testing.assert_array_equal(changed.body.vertices, make_body(taller, BASIS).vertices)
    assert changed.body.vertices[:BODY_VERTICES, 1].min() == 0.0


def test_a_side_that_parts_from_the_other_keeps_the_order_of_the_sums() -> None:
    both = moved(moved(WOMAN, "ear_scale_left", 0.4), "ear_scale_right", 0.4)
    one = moved(both, "ear_scale_left", 0.6)
    now, reach = remould(mould(both, BASIS), one)
    assert reach is not None
    np.testing.assert_array_equal(now.body.vertices, make_body(one, BASIS).vertices)


def test_nothing_moved_is_the_same_body() -> None:
    now, reach = remould(mould(MAN, BASIS), MAN)
    assert reach is not None
    assert not len(reach.turned)
    np.testing.assert_array_equal(now.body.skin_normals, make_body(MAN, BASIS).skin_normals)


@pytest.mark.parametrize("slider", ["nose_hump", "chin_height", "lowerarm_fat", "measure_waist_circ"])
def test_a_dragged_stance_is_the_whole_one(slider: str) -> None:
    old = mould(MAN, BASIS)
    new, reach = remould(old, moved(MAN, slider, 0.6))
    assert reach is not None
    got, wanted = stand_near(stand(old.body), new.body, reach), stand(make_body(moved(MAN, slider, 0.6), BASIS))
    for name in ("placed", "turned"):
        np.testing.assert_array_equal(getattr(got, name), getattr(wanted, name), err_msg=name)
    np.testing.assert_array_equal(got.pose.places, wanted.pose.places)


def test_normals_of_a_part_are_those_of_the_whole() -> None:
    shown = incidences(BASIS)[0]
    places = make_body(WOMAN, BASIS).vertices.copy()
    part = np.arange(4000, 4300)
    patch = Patch.of(shown, part)
    before = normal_rows(wide(places, 1.0), shown)
    places[part] += np.random.default_rng(2).normal(0, 0.01, (len(part), 3)).astype(np.float32)
    after = normal_rows(wide(places, 1.0), shown)
    np.testing.assert_array_equal(patch.normals(wide(places, 1.0)), after[patch.turned])
    turned = np.flatnonzero((before != after).any(axis=1))
    assert len(turned) > 200
    assert set(turned) <= set(patch.turned)


@pytest.mark.parametrize(
    ("slider", "alike"), [("nose_hump", True), ("chin_width", True), ("measure_waist_circ", False)]
)
def test_cloth_is_draped_again_only_where_it_hangs_otherwise(slider: str, alike: bool) -> None:
    tunic = template_of(Worn("tunic"), BASIS)
    old = mould(moved(MAN, slider, 0.3), BASIS)
    before = tunic.fit(old.body)
    new, reach = remould(old, moved(MAN, slider, 0.5))
    assert reach is not None
    assert hangs_alike(old.body, new.body, reach.turned) == alike
    wanted = make_body(moved(MAN, slider, 0.5), BASIS)
    np.testing.assert_array_equal(drape(new.body).vertices, drape(wanted).vertices)
    assert np.array_equal(tunic.fit(new.body), before) == alike


def test_who_was_never_draped_is_not_alike() -> None:
    old, new = make_body(MAN, BASIS), make_body(MAN, BASIS)
    assert not hangs_alike(old, new, np.zeros(0, np.int64))


def test_reaches_are_kept() -> None:
    targets = tuple(int(number) for number in np.unique(BASIS.modifiers["nose_hump"]) if number >= 0)
    assert reach_of(BASIS, targets) is reach_of(BASIS, targets)
