from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from procgen.runtime.philox import gaussian_field
from procgen.terrain.heightmap import normals, slope_deg


@given(st.floats(-5, 5, width=32), st.floats(-5, 5, width=32), st.floats(0.5, 100, width=32))
def test_planes_have_their_slope_and_normal(rise_z: float, rise_x: float, spacing: float) -> None:
    z, x = np.mgrid[0:9, 0:7].astype(np.float32) * np.float32(spacing)
    plane = np.float32(rise_z) * z + np.float32(rise_x) * x
    expected = np.degrees(np.arctan(np.hypot(rise_z, rise_x)))
    np.testing.assert_allclose(slope_deg(plane, spacing), expected, atol=0.05)
    normal = np.array([-rise_x, 1.0, -rise_z]) / np.sqrt(1.0 + rise_x**2 + rise_z**2)
    np.testing.assert_allclose(normals(plane, spacing), np.broadcast_to(normal, (9, 7, 3)), atol=1e-3)


def test_normals_are_unit_and_point_up() -> None:
    field = normals(100.0 * gaussian_field(1, "t", 0, 0, 32, 32), 10.0)
    np.testing.assert_allclose(np.linalg.norm(field, axis=-1), 1.0, atol=1e-5)
    assert (field[..., 1] > 0.0).all()
