"""Photos that were taken at an angle, straightened by the corners of what they show."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from procgen.errors import InvalidFields
from procgen.texture.exemplar.perspective import corner_violations, rectified
from tests.texture.exemplar.photos import material

WHOLE = (0.0, 0.0, 1.0, 0.0, 1.0, 1.0, 0.0, 1.0)


def test_all_of_a_square_photo_is_itself() -> None:
    photo = material(128, 128)
    assert np.abs(rectified(photo, WHOLE, "corners") - photo).max() < 1e-5


def test_a_photo_at_an_angle_is_straightened() -> None:
    board = np.kron(np.indices((8, 8)).sum(axis=0) % 2, np.ones((32, 32)))
    straight = Image.fromarray(np.asarray(board * 255.0, np.uint8))
    # The plane is seen at an angle: its right edge is farther away.
    corners = np.array([[20, 10], [230, 60], [230, 190], [20, 250]], np.float64)
    rows, wanted = [], []
    for (u, v), (x, y) in zip(corners, [[0, 0], [256, 0], [256, 256], [0, 256]], strict=True):
        rows += [[u, v, 1, 0, 0, 0, -x * u, -x * v], [0, 0, 0, u, v, 1, -y * u, -y * v]]
        wanted += [x, y]
    tilted = straight.transform((256, 256), Image.Transform.PERSPECTIVE, np.linalg.solve(rows, wanted).tolist())
    photo = np.repeat(np.asarray(tilted, np.float32)[..., None] / np.float32(255.0), 3, axis=-1)
    made = rectified(photo, tuple((corners / 256.0).ravel()), "corners")[..., 0]
    side = made.shape[0]
    centres = (np.arange(8) + 0.5) * side / 8
    at = np.rint(centres - 0.5).astype(int)
    assert np.array_equal(made[np.ix_(at, at)] > 0.5, np.indices((8, 8)).sum(axis=0) % 2 == 1)


@given(st.lists(st.floats(-0.2, 1.2), min_size=8, max_size=8))
def test_corners_are_named_or_work(corners: list[float]) -> None:
    photo = np.full((96, 160, 3), 0.5, np.float32)
    try:
        made = rectified(photo, corners, "exemplar.corners")
    except InvalidFields as error:
        assert "exemplar.corners" in str(error)
        return
    assert made.shape[0] == made.shape[1] >= 64
    assert np.isfinite(made).all()


@pytest.mark.parametrize("corners", [(0.1,) * 8, WHOLE[:6], (0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 1.0, 0.0)])
def test_points_on_a_line_too_few_or_the_wrong_way_around_are_refused(corners: tuple[float, ...]) -> None:
    assert corner_violations(corners, "c")
