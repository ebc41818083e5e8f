import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial import ConvexHull

from procgen.character.body.body import Body
from procgen.character.body.measure import measure_shape, volume
from procgen.character.body.plausible import random_shape
from procgen.character.body.shape import make_body
from procgen.character.body.terms import Extent, Girth

seeds = st.integers(0, 2**63)


def places(gauge, seed):
    body = make_body(random_shape(seed, gauge.basis), gauge.basis)
    return gauge.points.places(body.vertices).astype(np.float64)


@settings(max_examples=15, deadline=None)
@given(seeds, st.floats(0.7, 1.4), st.floats(-1, 1), st.floats(-1, 1), st.floats(-1, 1))
def test_measures_grow_with_the_body_and_know_no_place(gauge, seed, scale, x, y, z):
    here = places(gauge, seed)
    there = here * scale + np.array([x, y, z])
    sex = seed % 3 / 2
    grown = (gauge.lengths(here, sex) - gauge.offset) * scale
    np.testing.assert_allclose(gauge.lengths(there, sex) - gauge.offset, grown, atol=1e-9)


@settings(max_examples=10, deadline=None)
@given(seeds, st.floats(0.7, 1.4))
def test_volume_grows_with_the_cube(basis, seed, scale):
    vertices = make_body(random_shape(seed, basis), basis).vertices
    assert volume(vertices * np.float32(scale), basis) == pytest.approx(scale**3 * volume(vertices, basis), rel=1e-5)
    assert volume(vertices + np.float32(1), basis) == pytest.approx(volume(vertices, basis), rel=1e-4)
    mirrored = vertices * np.array([-1, 1, 1], np.float32)
    assert volume(mirrored, basis) == pytest.approx(-volume(vertices, basis), rel=1e-5)


@settings(max_examples=10, deadline=None)
@given(seeds)
def test_a_tape_reads_the_hull(gauge, seed):
    here = places(gauge, seed)
    for name, ring in gauge.points.rings.items():
        flat = here[ring.start : ring.stop] @ np.stack([ring.across, ring.along], axis=1).astype(np.float64)
        hull = ConvexHull(flat)  # in the plane its "area" is the perimeter
        assert Girth(name).read(here, gauge.points, None) == pytest.approx(hull.area, rel=2e-3)
        widest = max(Extent(name, axis).read(here, gauge.points, None) for axis in ("across", "along"))
        assert hull.area >= 2 * widest


@pytest.mark.parametrize("seed", range(8))
def test_slopes_are_the_derivatives(gauge, seed):
    random = np.random.default_rng(seed)
    here = places(gauge, seed)
    # Both feet stand equally low, where the derivative has two sides: a hair's breadth of noise breaks such ties.
    here += random.normal(size=here.shape) * 1e-5
    direction = random.normal(size=here.shape)
    rows = range(len(gauge.measures))
    sex = seed % 3 / 2
    slopes = gauge.slopes(here, rows, direction.reshape(1, -1).astype(np.float32), sex)[:, 0]
    step = 1e-9
    either = (gauge.lengths(here + sign * step * direction, sex) for sign in (1, -1))
    numeric = np.subtract(*either) / (2 * step)
    np.testing.assert_allclose(slopes, numeric, atol=2e-3)


def test_plain_measures_agree_with_the_mesh(basis, gauge):
    shape = random_shape(3, basis, min_years=20)
    body = make_body(shape, basis)
    found = measure_shape(shape, gauge)
    assert found["stature"] == pytest.approx(body.stature_m, abs=1e-4)
    assert found["stature"] > found["cervicale_height"] > found["suprasternale_height"] > found["crotch_height"]
    assert found["crotch_height"] > found["tibial_height"] > found["lateral_malleolus_height"] > 0
    assert set(found) == set(gauge.names)


def test_left_and_right_may_be_exchanged(basis, gauge):
    shape = random_shape(5, basis, min_years=20, face=False)
    vertices = make_body(shape, basis).vertices[basis.mirror] * np.array([-1, 1, 1], np.float32)
    mirrored = gauge.measure(Body(basis, vertices), shape.macro.sex, shape.macro.age_years)
    for name, value in measure_shape(shape, gauge).items():
        assert mirrored[name] == pytest.approx(value, rel=0.01, abs=0.002), name
