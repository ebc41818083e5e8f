"""Treemaps and floor plans."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from procgen.layout.classical.canvas import Box
from procgen.layout.classical.squarified import squarified


@settings(max_examples=80)
@given(st.lists(st.floats(0.2, 5.0), min_size=1, max_size=40), st.integers(1, 60), st.integers(1, 60))
def test_rectangles_tile_their_box_without_gaps_or_overlaps(areas: list[float], width: int, depth: int) -> None:
    count = np.zeros((depth, width), int)
    for part in squarified(sorted(areas, reverse=True), Box(3, 5, 3 + width, 5 + depth)):
        assert 3 <= part.left <= part.right <= 3 + width
        assert 5 <= part.top <= part.bottom <= 5 + depth
        count[part.top - 5 : part.bottom - 5, part.left - 3 : part.right - 3] += 1
    assert (count == 1).all()


def test_areas_are_those_asked_for_and_shapes_nearly_square() -> None:
    # The example of the paper, ten times as large; its narrowest rectangle is 25 : 9.
    parts = squarified([6, 6, 4, 3, 2, 2, 1], Box(0, 0, 60, 40))
    assert np.allclose([part.area / 100 for part in parts], [6, 6, 4, 3, 2, 2, 1], atol=0.25)
    assert max(max(part.width, part.depth) / min(part.width, part.depth) for part in parts) < 3.0
