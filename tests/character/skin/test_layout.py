"""The texels of the UV layout lie where the body's triangles are."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procgen.character.body.basis import BODY_VERTICES
from procgen.character.skin.layout import PADDING_PX, draw_triangles, spread, standard_body, texel_map
from procgen.character.skin.noise import noise_in_space, smoothstep

SIZE = 512


def inside(point: tuple[float, float], corners: np.ndarray) -> bool:
    signs = []
    for k in range(3):
        a, b = corners[k], corners[(k + 1) % 3]
        signs.append((b[0] - a[0]) * (point[1] - a[1]) - (b[1] - a[1]) * (point[0] - a[0]))
    return all(s > 1e-6 for s in signs) or all(s < -1e-6 for s in signs)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.floats(-4, 24), st.floats(-4, 24)), min_size=3, max_size=3))
def test_a_triangle_covers_the_centres_inside_it(corners: list[tuple[float, float]]) -> None:
    places = np.array([corners], np.float32)
    drawn = draw_triangles(places, 20)
    for row in range(20):
        for column in range(20):
            if inside((column + 0.5, row + 0.5), places[0].astype(float)):
                assert drawn[row, column] == 0


def test_labels_spread_a_step_at_a_time() -> None:
    labels = np.full((9, 9), -1, np.int32)
    labels[4, 4] = 7
    grown, reached = spread(labels, 3)
    assert (grown[reached >= 0] == 7).all()
    assert reached[4, 5] == 1
    assert reached[4, 7] == 3
    assert reached[0, 0] == -1


def test_texels_are_found_again_and_padding_surrounds_the_islands() -> None:
    texels = texel_map(SIZE)
    assert (texels.number[texels.index] == np.arange(len(texels.index))).all()
    assert (texels.number >= 0).sum() == len(texels.index)
    # The body's islands take 62 % of the layout.
    assert texels.inside.sum() / SIZE**2 == pytest.approx(0.624, abs=0.005)
    assert 0 < (~texels.inside).sum() < texels.inside.sum()
    grid = np.zeros((SIZE, SIZE), bool)
    grid.ravel()[texels.index] = texels.inside
    outside = ~grid
    near = np.zeros_like(grid)
    near[1:-1, 1:-1] = grid[:-2, 1:-1] | grid[2:, 1:-1] | grid[1:-1, :-2] | grid[1:-1, 2:]
    assert (texels.number.reshape(SIZE, SIZE)[near & outside] >= 0).all(), "every island has padding next to it"
    assert PADDING_PX == 8


def test_positions_interpolate_the_body() -> None:
    texels = texel_map(SIZE)
    vertices = standard_body().vertices[:BODY_VERTICES]
    np.testing.assert_allclose(texels.interpolate(vertices)[texels.inside], texels.position[texels.inside], atol=2e-5)
    np.testing.assert_allclose(np.linalg.norm(texels.normal, axis=1), 1, atol=1e-5)


def test_slopes_of_a_tilted_plane_are_its_gradient_along_the_skin() -> None:
    """A height that grows along y by 1 in 10 has the slope 0.1 times what of y lies in the surface."""
    texels = texel_map(SIZE)
    slopes = texels.slopes(texels.position[:, 1] * np.float32(0.1))
    deep = (texels.seam_px >= 4) & (np.abs(texels.position[:, 1] - 1.2) < 0.1)  # the torso, where triangles are even
    expected = 0.1 * np.sqrt(np.clip(1 - texels.normal[deep, 1] ** 2, 0, 1))
    found = np.hypot(*slopes[:, deep])
    assert np.median(np.abs(found - expected)) < 0.004
    assert np.percentile(np.abs(found - expected), 95) < 0.03


def test_slopes_of_some_texels_are_those_of_all() -> None:
    texels = texel_map(SIZE)
    height = noise_in_space(texels.position, 0.02, "test") * np.float32(1e-3)
    chosen = np.arange(1000, 60000, 7, dtype=np.int32)
    np.testing.assert_array_equal(texels.slopes(height, chosen), texels.slopes(height)[:, chosen])


@given(st.integers(0, 2**31), st.floats(0.002, 0.1))
def test_noise_is_bounded_and_the_same_in_any_company(seed: int, wavelength: float) -> None:
    points = np.random.Generator(np.random.Philox(key=seed)).uniform(-1, 2, (300, 3)).astype(np.float32)
    together = noise_in_space(points, wavelength, "a")
    assert np.abs(together).max() <= 1.2
    np.testing.assert_array_equal(noise_in_space(points[100:110], wavelength, "a"), together[100:110])
    assert not np.array_equal(noise_in_space(points, wavelength, "b"), together)


@given(st.floats(-2, 2), st.floats(0.1, 2))
def test_smoothstep_ends(low: float, width: float) -> None:
    values = smoothstep(low, low + width, np.array([low - 1, low + width / 2, low + width + 1], np.float32))
    np.testing.assert_allclose(values, [0, 0.5, 1], atol=1e-3)
