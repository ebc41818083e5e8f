from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy import ndimage

from procgen.texture.maps.torus import for_bands, gaussian, halo, smooth
from tests.texture.maps.surfaces import relief, seeds, sides


@given(rows=sides, columns=sides, reach=st.integers(0, 50), data=st.data())
def test_a_halo_wraps_around(rows: int, columns: int, reach: int, data: st.DataObject) -> None:
    field = relief(1, rows, columns)
    first = data.draw(st.integers(0, rows - 1))
    last = data.draw(st.integers(first + 1, rows))
    expected = np.pad(field, reach, mode="wrap")[first : last + 2 * reach]
    np.testing.assert_array_equal(halo(field, first, last, reach, reach), expected)


@given(seed=seeds, rows=sides, columns=sides, spacing=st.sampled_from([1, 2, 4, 8]))
def test_smoothing_is_the_filter_that_it_says(seed: int, rows: int, columns: int, spacing: int) -> None:
    field = relief(seed, rows, columns)
    kernel = np.zeros(2 * spacing + 1)
    kernel[[0, spacing, 2 * spacing]] = 0.25, 0.5, 0.25
    expected = ndimage.convolve1d(ndimage.convolve1d(field, kernel, 0, mode="wrap"), kernel, 1, mode="wrap")
    np.testing.assert_allclose(smooth(field, spacing), expected, atol=1e-4)


def test_the_gaussian_is_one() -> None:
    field = relief(2, 60, 80)
    np.testing.assert_allclose(
        gaussian(field, 3.0), ndimage.gaussian_filter(field, 3.0, mode="wrap", truncate=8), atol=1e-3
    )


@given(rows=st.integers(1, 300), columns=st.integers(1, 3000), threads=st.integers(1, 3))
def test_bands_cover_every_row_once(rows: int, columns: int, threads: int) -> None:
    count = np.zeros(rows, int)

    def work(first: int, last: int) -> None:
        count[first:last] += 1

    for_bands((rows, columns), work, threads=threads)
    assert (count == 1).all()
