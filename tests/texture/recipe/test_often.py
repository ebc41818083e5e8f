"""Scans that look like their class have more turns."""

from __future__ import annotations

import pytest

from procgen.texture.recipe.often import times


@pytest.mark.parametrize(
    ("chances", "expected"),
    [
        ([1.0, 0.9, 0.0, 0.5], [3, 3, 1, 2]),
        ([0.1, 0.0, 0.2], [1, 1, 1]),  # none is surely of it
        ([1.0, 1.0, 1.0], [1, 1, 1]),
        ([1.0, 0.0], [1, 1]),  # would follow itself
        ([1.0, 0.0, 0.0], [2, 1, 1]),
        ([1.0], [1]),
    ],
)
def test_what_is_surely_of_its_class_has_three_turns_but_never_follows_itself(
    chances: list[float], expected: list[int]
) -> None:
    assert times(chances) == expected
