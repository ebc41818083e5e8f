from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from procgen.kit.wire.previews import EVERY_S, SHARE, Previews


class Clock:
    def __init__(self) -> None:
        self.now = 50.0

    def __call__(self) -> float:
        return self.now


def run(drawing_s: float, working_s: float, pieces: int) -> tuple[float, list[float]]:
    """Seconds of a call and when it drew: each piece of work is followed by a look at whether to draw."""
    clock, times = Clock(), list[float]()
    previews = Previews(True, clock)

    def draw() -> bytes:
        times.append(clock.now - 50.0)
        clock.now += drawing_s
        return b"picture"

    for _ in range(pieces):
        clock.now += working_s
        assert previews.drawn(draw) in (b"", b"picture")
    return clock.now - 50.0, times


@given(drawing_s=st.floats(1e-4, 2.0), working_s=st.floats(1e-3, 2.0), pieces=st.integers(1, 200))
def test_drawing_takes_a_small_share_of_a_call(drawing_s: float, working_s: float, pieces: int) -> None:
    took_s, times = run(drawing_s, working_s, pieces)
    assert abs(times[0] - working_s) < 1e-9, "the first is shown at once"
    # The last may not have been worked off yet.
    assert (len(times) - 1) * drawing_s <= SHARE * took_s + 1e-9
    assert all(later - earlier >= EVERY_S for earlier, later in itertools.pairwise(times))


def test_quick_pictures_come_as_often_as_the_eye_follows() -> None:
    took_s, times = run(drawing_s=0.001, working_s=0.01, pieces=500)
    assert len(times) > 0.8 * took_s / EVERY_S


def test_the_last_picture_is_always_drawn() -> None:
    previews = Previews(True, Clock())
    assert previews.drawn(lambda: b"first") == b"first"
    assert previews.drawn(lambda: b"second") == b""
    assert previews.drawn(lambda: b"last", last=True) == b"last"


def test_nothing_is_drawn_for_nobody() -> None:
    previews = Previews(False, Clock())
    assert previews.drawn(lambda: b"first") == b""
    assert previews.drawn(lambda: b"last", last=True) == b""
