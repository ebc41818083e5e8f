"""Things that lie about: each whole, in its own frame, around the torus."""

from __future__ import annotations

import numpy as np

from procgen.texture.classical.canvas import Canvas
from procgen.texture.structures.shapes import cracks, scattered


def canvas(seed: int = 1) -> Canvas:
    return Canvas(128, 128, 128, seed, seed)


def disc(along: np.ndarray, across: np.ndarray, number: np.ndarray) -> np.ndarray:
    return 0.3 - np.hypot(along, across)


def test_the_uppermost_is_seen_whole_where_it_lies() -> None:
    found = scattered(canvas(), "discs", 6.0, disc)
    there = found.body > 0.0
    assert 0.15 < there.mean() < 0.6
    assert np.allclose(found.body[there], (0.3 - np.hypot(found.along, found.across))[there], atol=1e-5)
    assert not found.body[~there].any()


def test_nothing_is_turned_unless_it_is_said() -> None:
    found = scattered(canvas(), "bars", 4.0, lambda u, v, _: 0.1 - np.maximum(np.abs(u) * 0.2, np.abs(v)), turn=0.0)
    there = found.body > 0.0
    inner = there & np.roll(there, 1, 1) & (found.first == np.roll(found.first, 1, 1))
    # Along a row only the place along a bar changes.
    assert np.abs((found.across - np.roll(found.across, 1, 1))[inner]).max() < 1e-4


def test_places_in_a_thing_go_the_way_that_it_is_turned() -> None:
    found = scattered(canvas(), "discs", 6.0, disc)
    there = found.body > 0.0
    inner = there & np.roll(there, 1, 1) & (found.first == np.roll(found.first, 1, 1))
    step = 6.0 / 128.0
    assert np.allclose((found.along - np.roll(found.along, 1, 1))[inner], step * np.cos(found.turned)[inner], atol=1e-4)
    assert np.allclose(
        (found.across - np.roll(found.across, 1, 1))[inner], -step * np.sin(found.turned)[inner], atol=1e-4
    )


def test_cracks_are_thin() -> None:
    field = cracks(canvas(), "c", 4.0, 0.02)
    assert 0.0 == field.min() < field.max() <= 1.0
    assert (field > 0.0).mean() < 0.4
