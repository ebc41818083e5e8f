"""A scan's bricks in other bonds."""

from __future__ import annotations

import numpy as np
import pytest

from procgen.texture.classical.torus import blur
from procgen.texture.layout import LayoutParameters, draw
from procgen.texture.ruler.maps import seam_ratios
from procgen.texture.scan.laid import find_stones, laid
from procgen.texture.scan.packed import Pixels
from procgen.texture.scan.scan import Scan
from procgen.texture.scan.stones import FOUND_PX, SQUARE_BONDS, stones_of, stones_record
from tests.texture.scan.scans import ORIGIN, scan

BRICKS = LayoutParameters("running", columns=5, rows=12, joint=0.2)


def wall() -> Scan:
    """Red bricks in grey mortar that lies deeper."""
    layout = draw(BRICKS, 1, FOUND_PX, FOUND_PX)
    up = 1.0 - layout.joint
    grain = np.random.default_rng(0).uniform(-0.05, 0.05, up.shape)
    colour = np.stack([0.3 + 0.5 * up, 0.3 - 0.1 * up, 0.3 - 0.15 * up], axis=-1) + grain[..., None]
    height = blur((6.0 * up).astype(np.float32), 1.0)
    slopes = np.stack([0.5 * (np.roll(height, -1, axis) - np.roll(height, 1, axis)) for axis in (1, 0)])
    codes = np.rint(np.clip(colour, 0, 1) * 255.0).astype(np.uint8)
    return Scan(ORIGIN, Pixels(codes, slopes, codes[..., 0], np.zeros_like(codes[..., 0])), (True, True))


WALL = wall()


def test_bricks_are_found() -> None:
    stones = find_stones(WALL.stack(FOUND_PX))
    assert stones is not None
    # Five by twelve, but for those that are cut by the edges.
    assert 35 <= len(stones.boxes) <= 60
    assert np.median([box[2:] for box in stones.boxes], axis=0) == pytest.approx([34, 94], abs=5)
    assert stones_of(stones_record(stones)) == stones


def test_what_is_not_laid_of_pieces_has_none() -> None:
    assert find_stones(scan().stack(FOUND_PX)) is None


@pytest.mark.parametrize("bond", SQUARE_BONDS)
def test_joints_lie_where_the_bond_has_them(bond: str) -> None:
    stones = find_stones(WALL.stack(FOUND_PX))
    assert stones is not None
    layout = LayoutParameters(bond, columns=4, rows=4 if bond in ("herringbone", "basket") else 12, joint=0.25)
    made = laid(WALL, stones, layout, 3, (256, 384), 256)
    joint = draw(layout, 3, 256, 384).joint
    red = made.albedo[..., 0] - made.albedo[..., 1]
    assert red[joint < 0.02].mean() > red[joint > 0.98].mean() + 0.2
    assert made.height[joint < 0.02].mean() > made.height[joint > 0.98].mean()


def test_the_seed_decides_and_edges_meet() -> None:
    stones = find_stones(WALL.stack(FOUND_PX))
    assert stones is not None
    layout = LayoutParameters("third", columns=4, rows=9, joint=0.2, shift_x=0.31, shift_y=0.27)
    one, again, other = (laid(WALL, stones, layout, seed, (256, 256), 256) for seed in (1, 1, 2))
    assert np.array_equal(one.albedo, again.albedo)
    assert not np.array_equal(one.albedo, other.albedo)
    assert max(seam_ratios(one.albedo)) < 2.5
