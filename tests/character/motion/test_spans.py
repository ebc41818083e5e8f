from __future__ import annotations

import numpy as np
import numpy.typing as npt
from hypothesis import given
from hypothesis import strategies as st

from procgen.character.motion.limbs import Limb, reach
from procgen.character.motion.spans import LEAST_FRAMES, Span, bridged, smoothed, spans_of
from procgen.character.rig.quaternion import about, product, rotate

contacts = st.lists(st.tuples(st.booleans(), st.booleans()), min_size=8, max_size=60).map(
    lambda rows: np.array(rows, bool)
)


@given(contacts, st.booleans())
def test_spans_hold_all_frames_in_which_a_foot_stands(contact: npt.NDArray[np.bool_], loops: bool) -> None:
    if loops:
        contact[-1] = contact[0]
    length = len(contact)
    stands = np.zeros_like(contact)
    for span in spans_of(contact, loops=loops):
        frames = span.frames(length, loops=loops)
        assert not stands[frames, span.leg].any() or loops
        stands[frames, span.leg] = True
    count = length - loops
    for leg in (0, 1):
        np.testing.assert_array_equal(stands[:count, leg], smoothed(contact[:count, leg], loops=loops))


@given(contacts)
def test_no_touch_in_the_middle_is_short(contact: npt.NDArray[np.bool_]) -> None:
    found = smoothed(contact[:, 0], loops=False)
    edges = np.flatnonzero(np.diff(np.concatenate([[False], found, [False]]).astype(int)))
    for begin, end in zip(edges[::2], edges[1::2], strict=True):
        if begin > 0 and end < len(found):
            assert end - begin >= LEAST_FRAMES


@given(st.integers(0, 9), st.integers(3, 6), st.floats(-1, 1), st.floats(-1, 1))
def test_a_bridge_goes_from_value_to_value(begin: int, count: int, one: float, other: float) -> None:
    spans = [Span(0, begin, count), Span(0, begin + count + 8, 4)]
    values = {spans[0]: one, spans[1]: other}
    found = bridged(spans, lambda span: np.full((span.count, 1), values[span]), 41, 1, loops=True)
    assert found[begin, 0] == one
    assert found[begin + count + 8, 0] == other
    assert found[0, 0] == found[-1, 0]
    assert found.min() >= min(one, other) - 1e-12
    assert found.max() <= max(one, other) + 1e-12
    assert np.abs(np.diff(found[:, 0])).max() <= 0.3 * abs(one - other) + 1e-12


@given(
    st.floats(10, 120),
    st.floats(-60, 60),
    st.floats(-40, 40),
    st.tuples(*[st.floats(-0.3, 0.3)] * 2),
    st.floats(0.3, 0.79),
)
def test_limbs_reach_what_is_in_reach(
    bend: float, swing: float, side: float, across: tuple[float, float], down: float
) -> None:
    bone = np.array([[0.0, -0.42, 0.0]] * 2)
    limb = Limb(bone, bone * 0.95, "x", np.ones(2))
    upper = np.broadcast_to(product(about("x", swing), about("z", side)), (1, 2, 4))
    lower = np.broadcast_to(about("x", bend), (1, 2, 4))
    goal = np.broadcast_to(np.array([across[0], -down, across[1]]), (1, 2, 3))
    above = np.broadcast_to(about("y", 20.0), (1, 2, 4))
    thigh, shin = reach(limb, above, upper, lower, goal)
    turned = product(above, thigh)
    end = rotate(turned, limb.upper) + rotate(product(turned, shin), limb.lower)
    distance = np.linalg.norm(goal, axis=-1, keepdims=True)
    allowed = np.minimum(distance, limb.reach_m[:, None])
    np.testing.assert_allclose(end, goal / distance * allowed, atol=1e-6)
    assert (shin[..., 0] * shin[..., 3] >= -1e-9).all(), "knees bend one way"
