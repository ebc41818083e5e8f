from __future__ import annotations

import numpy as np
import pytest

from procgen.character.skin.layout import texel_map
from procgen.character.skin.marks import scatter

RADIUS_M = (0.001, 0.004)


@pytest.mark.parametrize("count", [0, 1, 40])
def test_spots_that_seams_would_cut_are_left_out_even_if_that_is_all_of_them(count: int) -> None:
    texels = texel_map(256)
    at_seams = (texels.seam_px < 2).astype(np.float32)
    assert (at_seams * texels.inside).any()
    spots = scatter(texels, at_seams, count, RADIUS_M, np.random.default_rng(1))
    assert (len(spots.texels), len(spots.share)) == (0, 0)
    within = scatter(texels, 1.0 - at_seams, count, RADIUS_M, np.random.default_rng(1))
    assert (len(within.texels) > 0) == (count > 0)
