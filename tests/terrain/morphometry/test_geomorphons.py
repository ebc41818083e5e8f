from __future__ import annotations

import numpy as np
import pytest

from procgen.terrain.morphometry.geomorphons import FORMS, form_shares, geomorphons, lines
from tests.terrain.ruler.fields import land

Z, X = (axis.astype(np.float32) for axis in np.mgrid[-20:21, -20:21])
FAR = np.hypot(X, Z)


@pytest.mark.parametrize(
    ("heights", "form"),
    [
        (np.zeros_like(X), "flat"),
        (-FAR, "peak"),
        (FAR, "pit"),
        (-np.abs(X), "ridge"),
        (np.abs(X), "valley"),
        (X, "slope"),
        # Level ground that breaks off to one side, and a slope that runs out on level ground.
        (-np.maximum(X, 0.0), "shoulder"),
        (np.maximum(X, 0.0), "footslope"),
        # A slope with a rib, or a hollow, straight down it.
        (X - 0.5 * np.abs(Z), "spur"),
        (X + 0.5 * np.abs(Z), "hollow"),
    ],
)
@pytest.mark.parametrize("reach", [3, 10])
def test_each_form_is_what_it_is_named(heights: np.ndarray, form: str, reach: int) -> None:
    found = geomorphons(heights, 1.0, reach)
    middle = found.shape[0] // 2
    assert FORMS[found[middle, middle]] == form


def test_forms_turn_with_the_land() -> None:
    heights = land(1, 96)
    found = geomorphons(heights, 30.0, 8)
    assert found.shape == (80, 80)
    np.testing.assert_array_equal(geomorphons(np.ascontiguousarray(np.rot90(heights)), 30.0, 8), np.rot90(found))


def test_upside_down_ridges_are_valleys() -> None:
    heights = land(2, 96)
    shares, turned = (form_shares(geomorphons(each, 30.0, 8)) for each in (heights, -heights))
    assert shares.sum() == pytest.approx(1.0)
    opposite = [FORMS.index(name) for name in ("pit", "valley", "footslope", "hollow")]
    own = [FORMS.index(name) for name in ("peak", "ridge", "shoulder", "spur")]
    np.testing.assert_allclose(turned[opposite], shares[own], atol=1e-12)


def test_what_is_nearly_level_is_flat() -> None:
    heights = land(3, 64, 0.1)
    assert form_shares(geomorphons(heights, 30.0, 5))[FORMS.index("flat")] == 1.0


def test_grooves_are_longer_lines_than_bumps() -> None:
    z, x = (axis.astype(np.float32) for axis in np.mgrid[:96, :96])
    grooves, bumps = 20.0 * np.cos(x / 4.0), 20.0 * np.cos(x / 4.0) * np.cos(z / 4.0)
    along, across = (lines(geomorphons(each, 1.0, 6), "ridge", "peak") for each in (grooves, bumps))
    # 84 cells from edge to edge.
    assert along.extent_px.min() > 84.0
    assert across.extent_px.max() < 20.0
    assert along.cells.sum() == np.isin(geomorphons(grooves, 1.0, 6), [FORMS.index("ridge"), FORMS.index("peak")]).sum()
    assert len(lines(geomorphons(np.zeros((32, 32), np.float32), 1.0, 6), "ridge").cells) == 0


def test_a_reach_beyond_the_map_is_refused() -> None:
    with pytest.raises(ValueError, match="too small"):
        geomorphons(np.zeros((20, 40), np.float32), 30.0, 10)
