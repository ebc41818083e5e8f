"""What is measured of land to make more like it."""

from __future__ import annotations

import numpy as np
import pytest

from procgen.runtime.store import ModelStore
from procgen.terrain.generate import generate
from procgen.terrain.landforms import LANDFORM_NAMES
from procgen.terrain.parameters import TerrainParameters
from procgen.terrain.style import figures, scores, style_of
from tests.terrain.maps import hills


def test_relief_and_mean_are_those_of_windows_of_256_pixels() -> None:
    land = hills(256, 512, 800.0, 300.0)
    style = style_of(land, 30.0)
    halves = [np.percentile(land[:, left : left + 256], (1.0, 99.0)) for left in (0, 256)]
    assert style.relief_m == pytest.approx(float(np.mean([high - low for low, high in halves])), rel=1e-6)
    assert style.mean_height_m == pytest.approx(float(land.mean()), rel=1e-6)
    assert set(style.landforms) <= set(LANDFORM_NAMES), "those that there was real land of"


@pytest.mark.parametrize(
    ("landform", "near"),
    [
        ("alpine", {"alpine", "alpine_glacial", "mountains", "basin_range", "mountain_front", "steep_coast"}),
        ("plains", {"plains", "rolling_lowland", "lunar_mare", "dunes"}),
        ("island", {"island", "coast", "volcanic_island", "steep_coast"}),
    ],
)
def test_what_was_asked_for_is_near(landform: str, near: set[str]) -> None:
    made = generate(TerrainParameters(256, 256, seed=4, landform=landform, wander=0.0), ModelStore(threads=1))
    assert set(style_of(made.heights, 30.0).landforms[:2]) & near


def test_every_landform_is_nearest_to_its_own_middle() -> None:
    from procgen.terrain.style import _table

    table = _table()
    for name, mean in zip(table.landforms, table.means, strict=True):
        values = mean @ np.linalg.inv(table.axes) + table.centre
        names, far = scores(values)
        assert names[int(np.argmin(far))] == name
        assert far.min() == pytest.approx(0.0, abs=1e-6)


def test_figures_are_finite_whatever_the_land() -> None:
    for land in (np.zeros((256, 256), np.float32), np.random.default_rng(0).random((256, 256), np.float32) * 9000):
        assert np.isfinite(figures(land, 30.0)).all()
    with pytest.raises(ValueError, match="63 x 100"):
        style_of(np.zeros((100, 63), np.float32), 30.0)
