"""What pieces show: the scan's own pixels, joined without a step in any map."""

from __future__ import annotations

import numpy as np
import pytest

from procgen.texture.ruler.maps import seam_ratios
from procgen.texture.scan.pieces import Composition, compose
from procgen.texture.scan.render import rendered
from tests.texture.scan.scans import scan

SCAN = scan()


def test_the_scan_laid_as_it_is_comes_out_as_it_is() -> None:
    owner = np.zeros((256, 256), np.int64)
    owner[:, 128:] = 1
    squares = np.array([[0, 0, 256, 128], [0, 128, 256, 128]])
    same = Composition(owner, np.zeros((2, 2), np.int64), squares)
    made, own = rendered(SCAN, same, 2), SCAN.surface(512)
    assert np.abs(made.albedo - own.albedo).max() < 2e-3
    assert np.abs(made.height - own.height).max() < 0.02 * own.height.std()
    assert np.abs(made.roughness - own.roughness).max() < 2e-3


def test_a_scan_is_the_same_whatever_was_asked_for_before() -> None:
    straight, by_halves = scan(1024), scan(1024)
    by_halves.stack(512)
    np.testing.assert_array_equal(straight.stack(128), by_halves.stack(128))
    np.testing.assert_array_equal(straight.stack(256), by_halves.stack(256))


@pytest.mark.parametrize("factor", [1, 2])
def test_tiles_have_no_seams(factor: int) -> None:
    ratios = []
    for seed in range(4):
        made = rendered(SCAN, compose(SCAN.appearance, 128, 192, seed), factor)
        assert made.shape == (128 * factor, 192 * factor)
        ratios.append([seam_ratios(field) for field in (made.albedo, made.height, made.roughness)])
    assert np.mean(ratios) == pytest.approx(1.0, abs=0.12)


def test_detail_is_that_of_the_scan() -> None:
    made = rendered(SCAN, compose(SCAN.appearance, 256, 256, 0), 2)

    def fine(albedo: np.ndarray) -> float:
        return float(np.abs(np.diff(albedo, axis=0)).mean())

    assert fine(made.albedo) == pytest.approx(fine(SCAN.surface(512).albedo), rel=0.05)


@pytest.mark.parametrize("side", [256, 416])
def test_scans_that_are_smaller_than_the_search_looks_closely_are_enlarged(side: int) -> None:
    small = scan(side)
    made = rendered(small, compose(small.appearance, 128, 128, 0), 1)
    assert made.shape == (128, 128)
    assert abs(float(made.albedo.mean()) - float(small.surface(side).albedo.mean())) < 0.05


def test_all_maps_stay_aligned() -> None:
    made = rendered(SCAN, compose(SCAN.appearance, 256, 256, 0), 2)
    # In the scan the first colour and the roughness are the same picture.
    assert np.abs(made.albedo[..., 0] - made.roughness).max() < 0.01
