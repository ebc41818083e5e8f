import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procgen.character.body.basis import packaged_basis
from procgen.character.hair.head import Hairline, standard_head

HEAD = standard_head(packaged_basis())
SMALL = st.floats(0, 0.04)


@given(front=SMALL, temples=SMALL, sides=SMALL, nape=SMALL, burns=SMALL, crown=SMALL)
@settings(max_examples=40, deadline=None)
def test_receding_only_takes_hair_away(
    front: float, temples: float, sides: float, nape: float, burns: float, crown: float
) -> None:
    points = HEAD.scalp.points
    less = HEAD.inside(points, Hairline(front, temples, crown, nape, sides, burns))
    assert (less <= HEAD.inside(points, Hairline()) + 1e-6).all()


def test_hairline_is_where_people_have_theirs() -> None:
    points, depth = HEAD.body.vertices, HEAD.inside(HEAD.body.vertices, Hairline())
    eyes = HEAD.joint("LeftEye")
    assert HEAD.inside(HEAD.whorl[None], Hairline())[0] > 0.05
    middle = (np.abs(points[:13380, 0]) < 0.005) & (points[:13380, 2] > HEAD.centre[2])
    forehead = points[:13380][middle & (depth[:13380] < 0) & (points[:13380, 1] > eyes[1])]
    assert 0.05 < forehead[:, 1].max() - eyes[1] < 0.085
    assert (depth[HEAD.ears] < 0).mean() > 0.6


def test_horseshoe_is_bald_on_top() -> None:
    line = Hairline(top_deg=30)
    assert HEAD.inside(HEAD.whorl[None], line)[0] < 0
    _, elevation = HEAD.angles(HEAD.scalp.points)
    assert (HEAD.inside(HEAD.scalp.points, line)[elevation > 31] < 0).all()


def test_ears_are_two_and_alike() -> None:
    mirror = HEAD.basis.mirror[HEAD.ears]
    assert np.isin(mirror, HEAD.ears).mean() > 0.98
    assert not np.isin(HEAD.scalp.vertex, HEAD.ears).any()


def test_cut_scalp_covers_the_whole_one_and_bulges() -> None:
    fine, coarse = HEAD.scalp, HEAD.coarse_scalp
    assert len(fine.quads) == 4 * len(coarse.quads)
    assert np.allclose(fine.weight.sum(axis=1), 1)
    on_top = fine.points[:, 1] > HEAD.centre[1]
    assert fine.rounding[on_top].min() > -2e-4
    assert fine.rounding.max() < 0.004


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=20, deadline=None)
def test_nearest_point_is_the_nearest(seed: int) -> None:
    random = np.random.default_rng(seed)
    places = (HEAD.centre + random.normal(0, 0.15, (7, 3))).astype(np.float32)
    found = HEAD.solid.nearest(places)
    distance = np.linalg.norm(HEAD.solid.points[None] - places[:, None], axis=-1)
    assert np.allclose(distance[np.arange(7), found], distance.min(axis=1), atol=1e-5)


@pytest.mark.parametrize("shift", [-0.003, 0.002, 0.01])
def test_height_is_signed(shift: float) -> None:
    solid = HEAD.solid
    crown = solid.points[:, 1] > HEAD.centre[1] + 0.05
    height, _ = solid.height(solid.points[crown] + solid.normals[crown] * np.float32(shift))
    assert np.allclose(height, shift, atol=1e-3)
