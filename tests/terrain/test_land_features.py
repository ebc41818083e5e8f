"""What networks are told of cells."""

from __future__ import annotations

import numpy as np
import pytest

from procgen.terrain.land_features import LAND_FEATURES, flow, inner, land_features

STEPS = 4


def test_water_gathers_in_a_valley_and_none_is_lost() -> None:
    side = 13 + 2 * (STEPS + 1)
    z, x = np.mgrid[:side, :side].astype(np.float32)
    valley = 3.0 * np.abs(x - side // 2) - 0.5 * z
    area, fallen = flow(valley, STEPS)
    middle = area.shape[1] // 2
    assert (area[:, middle] > 2.0 * area[:, 0]).all()
    assert (fallen[:, middle] > 0.0).all()
    slope, _ = flow(np.asarray(-x, np.float32), STEPS)
    np.testing.assert_allclose(slope, 1.0 + STEPS, rtol=1e-5)


@pytest.mark.parametrize(("margin", "steps"), [(3, 2), (7, 4), (5, 4)])
def test_margins_are_those_asked_for_and_change_nothing(margin: int, steps: int) -> None:
    cells = (50.0 * np.random.default_rng(2).standard_normal((24, 26))).astype(np.float32)
    told = land_features(cells, 80.0, 10.0, margin=margin, flow_steps=steps)
    assert told.features.shape == (LAND_FEATURES, 24 - 2 * margin, 26 - 2 * margin)
    wide = land_features(cells, 80.0, 10.0, margin=margin + 2, flow_steps=steps)
    np.testing.assert_array_equal(inner(told.features, 2), wide.features)
    np.testing.assert_array_equal(inner(told.slope, 2), wide.slope)
