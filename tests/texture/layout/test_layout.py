from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings

from procgen.errors import InvalidFields
from procgen.texture.layout import BONDS, CHANNELS, LayoutParameters, draw, stack, violations
from procgen.texture.layout.bonds import geometry_of
from procgen.texture.layout.maps import paint
from procgen.texture.layout.parameters import ROW_GROUP
from tests.texture.layout.cases import SEEDS, layouts

SIDE = 64


def _example(bond: str, **changes: object) -> LayoutParameters:
    rows = 6 if bond not in ("herringbone", "basket") else 1
    columns = 4 if bond not in ("herringbone", "basket") else 1
    return replace(LayoutParameters(bond, columns, rows, joint=0.15), **changes)


@settings(max_examples=60, deadline=None)
@given(layouts(), SEEDS)
def test_shifting_by_whole_pixels_rolls_every_map(parameters: LayoutParameters, seed: int) -> None:
    still = draw(replace(parameters, shift_x=0.0, shift_y=0.0), seed, SIDE, SIDE)
    moved = draw(parameters, seed, SIDE, SIDE)
    by = (round(parameters.shift_y * SIDE), round(parameters.shift_x * SIDE))
    for name in CHANNELS:
        difference = np.abs(np.roll(getattr(still, name), by, (0, 1)) - getattr(moved, name))
        # float32 places may fall to the other side of a line.
        assert np.mean(difference > 2e-3) < 0.01, name


@settings(max_examples=60, deadline=None)
@given(layouts(), SEEDS)
def test_no_step_at_the_edges_of_the_tile(parameters: LayoutParameters, seed: int) -> None:
    # Moved by half a tile, what met at the edges lies side by side in the middle.
    still = draw(replace(parameters, shift_x=0.0, shift_y=0.0), seed, SIDE, SIDE)
    moved = draw(replace(parameters, shift_x=0.5, shift_y=0.5), seed, SIDE, SIDE)
    for name in ("joint", "edge"):
        for axis in (0, 1):
            edge, inside = (
                np.abs(np.diff(np.take(getattr(layout, name), lines, axis), axis=axis)).mean()
                for layout, lines in ((still, [-1, 0]), (moved, [SIDE // 2 - 1, SIDE // 2]))
            )
            assert edge == pytest.approx(inside, abs=0.02)


@settings(max_examples=40, deadline=None)
@given(layouts(), SEEDS)
def test_maps_stay_in_range_and_are_the_same_each_time(parameters: LayoutParameters, seed: int) -> None:
    maps = stack(draw(parameters, seed, 32, 96))
    assert maps.shape == (5, 32, 96)
    assert maps.dtype == np.float32
    assert np.isfinite(maps).all()
    assert maps[:2].min() >= 0
    assert np.abs(maps).max() <= 1
    assert (maps[4] == 1).all()
    assert stack(draw(parameters, seed, 32, 96)).tobytes() == maps.tobytes()


@pytest.mark.parametrize("bond", BONDS)
@pytest.mark.parametrize("irregularity", [0.0, 0.5])
def test_same_layout_at_every_resolution(bond: str, irregularity: float) -> None:
    parameters = _example(bond, joint=0.3, irregularity=irregularity, roundness=0.2)
    fine = draw(parameters, 3, 512, 512)
    coarse = draw(parameters, 3, 128, 128)
    for name in ("joint", "edge", "value"):
        reduced = getattr(fine, name).reshape(128, 4, 128, 4).mean(axis=(1, 3))
        same = getattr(coarse, name)
        assert np.abs(reduced - same).mean() < 0.035, name
        assert np.corrcoef(reduced.ravel(), same.ravel())[0, 1] > 0.97, name


@pytest.mark.parametrize("bond", BONDS)
def test_every_piece_shows_and_has_one_number(bond: str) -> None:
    parameters = _example(bond)
    geometry = geometry_of(parameters, 5)
    drawn = paint(geometry, parameters, 5, 256, 256)
    assert np.unique(drawn.piece).size == (geometry.count if bond != "diamond" else geometry.count // 2)
    layout = draw(parameters, 5, 256, 256)
    for piece in np.unique(drawn.piece)[:20]:
        assert np.ptp(layout.value[drawn.piece == piece]) == 0
        assert np.ptp(layout.value2[drawn.piece == piece]) == 0


def _borders(piece: np.ndarray) -> np.ndarray:
    return (piece != np.roll(piece, 1, 0)) | (piece != np.roll(piece, 1, 1))


@pytest.mark.parametrize("bond", [b for b in BONDS if b != "strips"])
@pytest.mark.parametrize("rotated", [False, True])
def test_joints_lie_where_pieces_meet(bond: str, rotated: bool) -> None:
    parameters = _example(bond, rotated=rotated)
    drawn = paint(geometry_of(parameters, 1), parameters, 1, 256, 256)
    # Each side of the line is within a pixel of the joint's middle.
    assert drawn.joint[_borders(drawn.piece)].mean() > 0.75
    middle = drawn.edge > 0.9
    assert middle.any()
    assert drawn.joint[middle].max() < 0.05


def test_joint_share_is_the_share_of_the_shorter_side() -> None:
    layout = draw(LayoutParameters("grid", 4, 4, joint=0.25), 0, 256, 256)
    # One of four tiles 64 px wide, with 16 px of joint on each axis: 1 - (48 / 64)².
    assert layout.joint.mean() == pytest.approx(1 - 0.75**2, abs=0.01)


def test_thin_joints_fade_rather_than_break() -> None:
    layout = draw(LayoutParameters("grid", 16, 16, joint=0.05), 0, 128, 128)
    assert layout.joint.mean() == pytest.approx(1 - 0.95**2, abs=0.02)
    assert layout.joint.max() < 0.8


def test_running_bond_steps_by_half_a_piece() -> None:
    layout = draw(LayoutParameters("running", 4, 2, joint=0.1), 0, 128, 128)
    upper, lower = layout.joint[32], layout.joint[96]
    np.testing.assert_allclose(np.roll(upper, 16), lower, atol=1e-5)
    assert np.abs(upper - lower).max() > 0.9


def test_a_quarter_turn_transposes() -> None:
    upright = draw(LayoutParameters("running", 3, 4, rotated=True, irregularity=0.4), 9, 64, 96)
    lying = draw(LayoutParameters("running", 3, 4, irregularity=0.4), 9, 96, 64)
    np.testing.assert_array_equal(upright.joint, lying.joint.T)


def test_another_seed_gives_other_numbers_but_the_same_regular_joints() -> None:
    one, two = (draw(LayoutParameters("grid", 4, 4), seed, 64, 64) for seed in (1, 2))
    np.testing.assert_array_equal(one.joint, two.joint)
    assert np.abs(one.value - two.value).mean() > 0.1


def test_no_layout_is_all_zero() -> None:
    assert not stack(None, 8, 16).any()
    assert stack(None, 8, 16).shape == (5, 8, 16)


def test_all_bad_fields_are_named_at_once() -> None:
    bad = LayoutParameters("zigzag", columns=0, rows=4, joint=float("nan"), irregularity=1.5, proportion=9)
    assert [v.field for v in violations(bad)] == [
        "layout.bond",
        "layout.columns",
        "layout.joint",
        "layout.irregularity",
        "layout.proportion",
    ]
    with pytest.raises(InvalidFields):
        draw(bad, 0, 64, 64)


@pytest.mark.parametrize(("bond", "group"), ROW_GROUP.items())
def test_rows_must_come_in_whole_groups(bond: str, group: int) -> None:
    assert not violations(LayoutParameters(bond, rows=2 * group))
    assert [v.field for v in violations(LayoutParameters(bond, rows=2 * group + 1))] == ["layout.rows"]


def test_drawing_can_be_stopped() -> None:
    class Stop(Exception):
        pass

    def stop() -> None:
        raise Stop

    with pytest.raises(Stop):
        draw(LayoutParameters("grid"), 0, 64, 64, stop)
