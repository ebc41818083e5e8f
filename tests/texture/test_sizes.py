"""From pixels of the tile to pixels of the base, and to metres."""

from __future__ import annotations

import math

from hypothesis import assume, given
from hypothesis import strategies as st

from procgen.texture.sizes import (
    CELL_PX,
    DETAILS,
    NATURAL_PX,
    SCANNED,
    metres_allowed,
    natural_metres,
    possible_scales,
    scale_for,
    scale_of,
    side_allowed,
    usual_scale,
)

sides = st.integers(1, 128).map(lambda number: 32 * number)


@given(sides, sides)
def test_every_allowed_tile_has_a_base_of_whole_cells(width: int, height: int) -> None:
    assert side_allowed(width)
    for wanted in {usual_scale(width, height), *possible_scales(width, height)}:
        scale = scale_of(width, height, wanted)
        assert scale.base_columns * scale.detail * scale.zoom == width
        assert scale.base_rows * scale.detail * scale.zoom == height
        assert scale.detail in DETAILS
        assert not scale.base_rows % CELL_PX
        assert not scale.base_columns % CELL_PX


def test_sides() -> None:
    assert [side for side in (0, 31, 32, 33, 64, 4096, 4128, 10**6) if side_allowed(side)] == [32, 64, 4096]


def test_the_usual_scale_leaves_a_natural_piece() -> None:
    assert [usual_scale(side, side) for side in (32, 128, 256, 480, 512, 4096)] == [1, 1, 2, 2, 4, 4]
    assert usual_scale(4096, 128) == 1
    assert [usual_scale(side, side, SCANNED) for side in (512, 1024, 4096)] == [4, 8, 8]
    assert natural_metres(512, usual_scale(512, 512), 2.0) == 2.0


@given(sides, sides, st.floats(0.1, 5.0), st.floats(0.01, 2000.0))
def test_metres_choose_the_scale_that_keeps_features_in_size(
    width: int, height: int, class_metres: float, metres: float
) -> None:
    low, high = metres_allowed(width, height, class_metres)
    scale = scale_for(width, height, class_metres, metres)
    assume(abs(math.log2(metres / low)) > 0.01)
    assume(abs(math.log2(metres / high)) > 0.01)
    if low < metres < high:
        assert scale is not None
        off = natural_metres(width, scale, class_metres) / metres
        # Where the side has few divisors by two, there are fewer scales, but those there are lie next to each other.
        assert 1 / 1.42 < off < 1.42
    else:
        assert scale is None


def test_a_natural_piece_is_128_pixels() -> None:
    assert natural_metres(NATURAL_PX, 1, 3.0) == 3.0
