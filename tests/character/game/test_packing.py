from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from procgen.character.game.packing import packed

SIZES = st.lists(st.tuples(st.integers(1, 40), st.integers(1, 40)), min_size=1, max_size=20)


@settings(max_examples=60, deadline=None)
@given(SIZES, st.integers(40, 200))
def test_rectangles_lie_within_the_square_and_apart(sizes: list[tuple[int, int]], side: int) -> None:
    places = packed(sizes, side)
    if places is None:
        assert sum(width * height for width, height in sizes) > side * side / 4, "much room, and they do not fit"
        return
    taken: set[tuple[int, int]] = set()
    for (width, height), (left, top) in zip(sizes, places, strict=True):
        assert left >= 0
        assert top >= 0
        assert left + width <= side
        assert top + height <= side
        own = {(x, y) for x in range(left, left + width) for y in range(top, top + height)}
        assert not own & taken
        taken |= own


def test_what_is_too_wide_does_not_fit() -> None:
    assert packed([(50, 1)], 40) is None
