from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from procgen.runtime.philox import gaussian_field
from procgen.terrain.representation import cell_means, upsample


@given(st.floats(-2, 2, width=32), st.floats(-2, 2, width=32), st.sampled_from([2, 4, 8]))
def test_interpolation_keeps_planes(slope_z: float, slope_x: float, factor: int) -> None:
    z, x = np.mgrid[0:12, 0:14].astype(np.float32)
    fine = upsample(slope_z * z + slope_x * x, factor)
    fz, fx = np.mgrid[0 : 8 * factor, 0 : 10 * factor].astype(np.float32)
    position = (np.array([fz, fx]) + 0.5) / factor - 0.5 + 2.0
    assert fine.shape == (8 * factor, 10 * factor)
    np.testing.assert_allclose(fine, slope_z * position[0] + slope_x * position[1], atol=1e-4)


def test_cell_means_are_means() -> None:
    heights = gaussian_field(2, "heights", 0, 0, 24, 16)
    means = cell_means(heights)
    assert means.shape == (2, 3)
    np.testing.assert_allclose(means[1, 2], heights[8:16, 16:24].mean(), rtol=1e-5)
