"""Masks, against OpenCV."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from procgen.runtime.masks import dilated


@pytest.mark.parametrize("shape", [(1, 1), (1, 7), (30, 20)])
@pytest.mark.parametrize("corners", [True, False])
def test_a_mask_grows_by_the_neighbours_of_its_cells(shape: tuple[int, int], corners: bool) -> None:
    mask = np.random.default_rng(3).random(shape) < 0.1
    given = mask.copy()
    kernel = cv2.getStructuringElement(cv2.MORPH_RECT if corners else cv2.MORPH_CROSS, (3, 3))
    np.testing.assert_array_equal(dilated(mask, corners=corners), cv2.dilate(mask.astype(np.uint8), kernel) > 0)
    np.testing.assert_array_equal(mask, given)
