from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procgen.texture.classes import CLASSES
from procgen.texture.layout import violations
from procgen.texture.layout.defaults import HABITS, default_layout
from tests.texture.layout.cases import SEEDS


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(tuple(HABITS)), SEEDS, st.integers(1, 64), st.integers(1, 64))
def test_defaults_can_always_be_drawn(name: str, seed: int, wide: int, high: int) -> None:
    layout = default_layout(name, seed, 32 * wide, 32 * high)
    assert layout is not None
    assert violations(layout) == []
    assert layout.bond in {habit.bond for habit in HABITS[name]}
    assert default_layout(name, seed, 32 * wide, 32 * high) == layout


@pytest.mark.parametrize("name", HABITS)
def test_twice_the_size_has_twice_the_pieces(name: str) -> None:
    for seed in range(40):
        small, large = default_layout(name, seed, 256, 256), default_layout(name, seed, 512, 512)
        assert small is not None
        assert large is not None
        assert (large.bond, large.rotated, large.joint) == (small.bond, small.rotated, small.joint)
        assert abs(large.rows - 2 * small.rows) <= 3
        assert abs(large.columns - 2 * small.columns) <= 1


def test_every_habit_is_met_about_as_often_as_it_weighs() -> None:
    for name, habits in HABITS.items():
        drawn = [default_layout(name, seed, 128, 128) for seed in range(1500)]
        total = sum(habit.weight for habit in habits)
        for habit in habits:
            share = np.mean([layout is not None and layout.bond == habit.bond for layout in drawn])
            assert share == pytest.approx(habit.weight / total, abs=0.05)


def test_classes_without_pieces_have_no_layout_and_those_with_have_one() -> None:
    assert default_layout("sand", 1, 128, 128) is None
    assert {name for name, entry in CLASSES.items() if entry.layout} <= set(HABITS) <= set(CLASSES)
