import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from procgen.character.body.basis import packaged_basis
from procgen.character.hair.curves import Guides, cut, narrowed, resampled, tangents, wave
from procgen.character.hair.design import falling, from_whorl
from procgen.character.hair.guides import Growth, drawn, grow, hang, roots, settle, spread
from procgen.character.hair.head import Hairline, standard_head

HEAD = standard_head(packaged_basis())


def _random(seed: int = 1) -> np.random.Generator:
    return np.random.Generator(np.random.Philox(key=seed))


def _long(seed: int = 1) -> Guides:
    random = _random(seed)
    places = roots(HEAD, Hairline(), 60, random)
    length = np.full(60, 0.4, np.float32)
    return grow(HEAD, places, length, falling(HEAD, 0.02), Growth(clearance_m=0.006, cling=0.3), random, 14)


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=8, deadline=None)
def test_roots_lie_on_hairy_scalp_and_apart(seed: int) -> None:
    line = Hairline(front=0.01, temples=0.02)
    places = roots(HEAD, line, 80, _random(seed))
    assert len(places) == 80
    assert (HEAD.inside(places, line) > 0).all()
    apart = np.linalg.norm(places[:, None] - places[None], axis=-1) + np.eye(80)
    assert apart.min() > 0.007


def test_spread_takes_everything_when_little_is_there() -> None:
    few = _random().normal(size=(5, 3)).astype(np.float32)
    assert {tuple(row) for row in spread(few, 9)} == {tuple(row) for row in few}


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=6, deadline=None)
def test_grown_hair_keeps_its_length_and_stays_out_of_the_body(seed: int) -> None:
    guides = _long(seed)
    step = np.linalg.norm(np.diff(guides.points, axis=1), axis=-1)
    assert np.allclose(step, 0.4 / 13, atol=1e-5)
    height, _ = HEAD.earless.height(guides.points[:, 2:].reshape(-1, 3))
    assert np.quantile(height, 0.01) > -0.006


def test_settled_hair_lies_on_the_skin() -> None:
    guides = _long()
    sunk = Guides(guides.points - guides.outward * 0.01, guides.outward, guides.length)
    height, _ = HEAD.earless.height(settle(HEAD, sunk, 0.002).points[:, 2:].reshape(-1, 3))
    assert np.quantile(height, 0.02) > 0
    assert np.array_equal(settle(HEAD, sunk).points[:, :2], sunk.points[:, :2])


def test_normals_are_perpendicular_units() -> None:
    guides = _long()
    assert np.allclose(np.linalg.norm(guides.outward, axis=-1), 1, atol=1e-4)
    assert abs((guides.outward * tangents(guides.points)).sum(axis=-1)).max() < 1e-3


@given(st.floats(1.28, 1.45))
@settings(max_examples=10, deadline=None)
def test_cut_hair_ends_at_the_height(level: float) -> None:
    whole = _long()
    guides = cut(whole, np.full(60, level, np.float32))
    end = guides.points[:, -1, 1]
    reached = whole.points[..., 1].min(axis=1) < level
    assert np.allclose(end[reached], level, atol=0.012)
    assert (guides.length <= whole.length + 1e-6).all()


def test_resampling_the_whole_curve_keeps_its_ends() -> None:
    guides = _long()
    again = resampled(guides.points, np.ones(60, np.float32), 20)
    assert np.allclose(again[:, 0], guides.points[:, 0], atol=1e-5)
    assert np.allclose(again[:, -1], guides.points[:, -1], atol=1e-5)


def test_waves_leave_roots_and_grow_to_their_size() -> None:
    guides = _long()
    waved = wave(guides, 0.01, 4.0, np.zeros(60, np.float32), depth=0.0)
    moved = np.linalg.norm(waved.points - guides.points, axis=-1)
    assert moved[:, 0].max() < 1e-6
    assert 0.005 < moved.max() < 0.0101


def test_narrowed_hair_keeps_its_side() -> None:
    guides = _long()
    narrow = narrowed(guides, HEAD.centre[1], 0.05)
    low = guides.points[..., 1] < HEAD.centre[1] - 0.05
    assert (np.sign(narrow.points[..., 0][low]) == np.sign(guides.points[..., 0][low])).all()
    assert (abs(narrow.points[..., 0]) <= abs(guides.points[..., 0]) + 1e-6).all()
    assert abs(narrow.points[..., 0][low]).max() < abs(guides.points[..., 0][low]).max()


def test_drawn_hair_meets_at_the_tie_without_crossing_the_face() -> None:
    places = roots(HEAD, Hairline(), 80, _random())
    tie = HEAD.centre + np.array([0, -0.03, -0.115], np.float32)
    guides = drawn(HEAD, places, tie, np.full(80, 0.008, np.float32), 10)
    assert np.allclose(guides.points[:, -1], tie, atol=1e-4)
    face = (guides.points[..., 2] > HEAD.centre[2] + 0.05) & (guides.points[..., 1] < HEAD.centre[1])
    assert face[:, 1:].mean() < 0.02


def test_hanging_hair_falls() -> None:
    start = np.tile(HEAD.centre + np.array([0, 0, -0.12], np.float32), (5, 1))
    way = np.tile(np.array([0, 0.2, -1], np.float32), (5, 1))
    guides = hang(start, way, np.full(5, 0.4, np.float32), HEAD, Growth(gravity=0.6, clearance_m=0.01), 12)
    assert (guides.points[:, -1, 1] < start[:, 1] - 0.25).all()


def test_hair_leaves_the_whorl() -> None:
    places = HEAD.scalp.points[HEAD.scalp.points[:, 1] > HEAD.centre[1]]
    away = places - HEAD.whorl
    far = np.linalg.norm(away, axis=1) > 0.02
    assert ((from_whorl(HEAD)(places) * away).sum(axis=1)[far] > 0).all()
