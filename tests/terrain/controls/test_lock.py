from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procgen.runtime.philox import gaussian_field
from procgen.terrain.controls.finish import Demands, finish, lock_area, lock_correction
from procgen.terrain.controls.lock import LOCK_REACH_PX, smooth_field
from procgen.terrain.controls.shapes import BoolArray, Constraints, Edges, FloatArray, Lock, PointConstraint, WorldArea
from tests.terrain.controls.worlds import cell_height, generated, made, resolved


def mountains(seed: int, rows: int, columns: int, same_below: float = 0.0) -> FloatArray:
    """Heights with the spectrum of real terrain, 3.7; the waves longer than ``same_below`` of a side are all alike."""
    side = max(rows, columns)
    down, across = np.fft.fftfreq(side)[:, None] * side, np.fft.rfftfreq(side)[None] * side
    wave = np.hypot(down, across)
    wave[0, 0] = np.inf
    spectra = [np.fft.rfft2(gaussian_field(s, "mountains", 0, 0, side, side)) * wave ** (-3.7 / 2) for s in (0, seed)]
    height = np.fft.irfft2(np.where(wave < same_below, *spectra), s=(side, side))
    return (height / height.std() * 250.0).astype(np.float32)[:rows, :columns]


def seam_ratio(heights: FloatArray, locked: BoolArray) -> float:
    """Mean step from locked to free pixels over the mean step among locked pixels."""
    across, inside = [], []
    for axis in (0, 1):
        steps = np.abs(np.diff(heights, axis=axis))
        count = locked.shape[axis]
        first, second = (np.take(locked, range(start, start + count - 1), axis) for start in (0, 1))
        across.append(steps[first != second])
        inside.append(steps[first & second])
    return float(np.concatenate(across).mean() / np.concatenate(inside).mean())


def fitted(heights: FloatArray, mask: BoolArray, ground: FloatArray, **fields: Any) -> FloatArray:
    """Ground from (-70, -70) on, fitted to a lock at the world's origin."""
    depth, width = heights.shape
    terrain = resolved(lock=Lock(heights, mask, WorldArea(0, 0, width, depth)), keep_sea_floor=True, **fields)

    def part(x: int, z: int, w: int, d: int) -> FloatArray:
        return ground[z + 70 : z + 70 + d, x + 70 : x + 70 + w]

    demands = Demands(terrain, cell_height, WorldArea(-70, -70, 1000, 1000))
    return finish(ground, terrain, -70, -70, demands, lock_correction(terrain, demands, part))


MASKS = {
    "all": np.ones((200, 180), bool),
    "western half": np.arange(180)[None, :] + np.zeros((200, 1)) < 90,
    "hole": np.hypot(*np.mgrid[-100:100, -90:90]) > 60.0,
    "rim": np.maximum(*np.abs(np.mgrid[-100:100, -90:90])) > 81,
}


@pytest.mark.parametrize("name", MASKS)
@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("alike", [0.0, 12.0])
def test_locked_heights_are_kept_without_a_seam(name: str, seed: int, alike: float) -> None:
    mask = MASKS[name]
    heights, ground = mountains(seed, *mask.shape, alike), mountains(seed + 10, 340, 320, alike)
    result = fitted(heights, mask, ground)
    inner = result[70:-70, 70:-70]
    assert np.array_equal(inner[mask], heights[mask]), "bit for bit"
    locked = np.pad(mask, 70)
    assert seam_ratio(result, locked) <= 1.2
    rim = 70 - LOCK_REACH_PX
    for edge in (result[:rim] - ground[:rim], result[:, -rim:] - ground[:, -rim:]):
        assert (edge == 0.0).all(), "nothing changes beyond the reach"


def test_a_lock_on_what_would_be_made_anyway_changes_nothing() -> None:
    ground = mountains(3, 340, 320)
    heights = ground[70:270, 70:250].copy()
    assert np.array_equal(fitted(heights, MASKS["western half"], ground), ground)


@settings(max_examples=25, deadline=None)
@given(
    st.integers(1, 60),
    st.integers(1, 60),
    st.integers(-70, 250),
    st.integers(-70, 250),
    st.integers(0, 1000),
    st.floats(-11000.0, 11000.0),
)
def test_any_mask_is_kept_bit_for_bit(width: int, depth: int, x: int, z: int, seed: int, height: float) -> None:
    mask = gaussian_field(seed, "mask", 0, 0, width, depth) > 0.5
    heights = (gaussian_field(seed, "height", 0, 0, width, depth) * 100.0 + height).astype(np.float32)
    lock = Lock(heights, mask, WorldArea(x, z, width, depth))
    terrain = resolved(lock=lock, constraints=Constraints((PointConstraint(100.0, 100.0, 9.0),)), vertical_scale=1.5)
    result = made(terrain, -10, -10, 270, 270)
    rows, columns = np.nonzero(mask)
    inside = (rows + z >= -10) & (rows + z < 260) & (columns + x >= -10) & (columns + x < 260)
    rows, columns = rows[inside], columns[inside]
    assert np.array_equal(result[rows + z + 10, columns + x + 10], heights[rows, columns])
    assert np.isfinite(result).all()


def test_a_lock_says_how_far_it_reaches() -> None:
    lock = Lock(np.full((20, 30), 900.0, np.float32), np.ones((20, 30), bool), WorldArea(100, 50, 30, 20))
    terrain = resolved(lock=lock)
    area = lock_area(terrain)
    assert area == WorldArea(100 - LOCK_REACH_PX, 50 - LOCK_REACH_PX, 30 + 2 * LOCK_REACH_PX, 20 + 2 * LOCK_REACH_PX)
    changed = made(terrain, -100, -100, 400, 400) != generated(-100, -100, 400, 400)
    rows, columns = np.nonzero(changed)
    assert rows.min() - 100 >= area.origin_z_px
    assert rows.max() - 100 < area.origin_z_px + area.depth_px
    assert columns.min() - 100 >= area.origin_x_px
    assert columns.max() - 100 < area.origin_x_px + area.width_px


def test_a_new_tile_continues_its_neighbours() -> None:
    """Two tiles of other seeds to the north and west: their rims become the edges of the new one."""
    north, west = mountains(1, 16, 128), mountains(2, 128, 16)
    edges = Edges(16, north_m=north, west_m=west)
    terrain = resolved(width_px=128, depth_px=128, edges=edges, keep_sea_floor=True)
    assert terrain.lock is not None
    result = made(terrain, -16, -16, 144, 144)
    assert np.array_equal(result[:16, 16:], north)
    assert np.array_equal(result[16:, :16], west)
    step = np.abs(result[16, 16:] - result[15, 16:]).mean()
    assert step <= 1.2 * max(np.abs(np.diff(north, axis=0)).mean(), np.abs(np.diff(generated(0, 0, 99, 99))).mean())


def test_the_smooth_field_is_a_plate() -> None:
    """A slope that is held on both sides of a gap goes on through it; far away the field is zero."""
    values, known = np.zeros((200, 200), np.float32), np.zeros((200, 200), bool)
    known[80:120, 60:80] = known[80:120, 90:110] = True
    values[known] = np.broadcast_to(np.arange(200, dtype=np.float32) - 84.5, (200, 200))[known]
    field = smooth_field(values, known)
    assert np.array_equal(field[known], values[known])
    np.testing.assert_allclose(field[100, 80:90], np.arange(80, 90) - 84.5, atol=0.75)
    assert (field[:2] == 0.0).all()
    assert np.abs(field).max() < 1.5 * np.abs(values).max()


def test_tall_and_narrow_locks_work() -> None:
    for shape in ((1, 1), (1, 2049), (300, 1)):
        lock = Lock(np.full(shape, 7.0, np.float32), np.ones(shape, bool), WorldArea(0, 0, shape[1], shape[0]))
        assert (made(resolved(lock=lock), 0, 0, 1, 1) == 7.0).all()
