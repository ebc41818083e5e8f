from __future__ import annotations

import numpy as np
import pytest
import torch
from scipy.ndimage import gaussian_filter

from procgen.kit.recipe.two_sample import Crops, gathered
from procgen.kit.ruler.intervals import ENDS
from procgen.terrain.morphometry.features import BLURS_PX, FAMILIES, land_crops, map_features
from procgen.terrain.recipe.data import Patch
from procgen.terrain.ruler.judge import Effort, halves, judge_rows
from procgen.terrain.ruler.network_judge import judge_channels, network_judge_rows, network_two_sample, turned
from tests.terrain.ruler.fields import land

PATCHES = [
    Patch(f"p{i}", heights, heights, 30.0, "hills", "noise", f"region {i // 2}", 1.0, 0.5)
    for i, heights in enumerate(land(seed) for seed in range(8))
]
REGIONS = [patch.group for patch in PATCHES]
LIKE = [land(seed + 100) for seed in range(8)]
BLURRED = [np.asarray(gaussian_filter(each, 1.0), np.float32) for each in LIKE]


@pytest.fixture(scope="module")
def rows() -> dict[str, dict[str, float]]:
    real, like, blurred = (
        [map_features(heights, 30.0, 0.5) for heights in maps]
        for maps in ([patch.surface for patch in PATCHES], LIKE, BLURRED)
    )
    return judge_rows(real, {"ours": blurred, "noise_fbm": like}, REGIONS, effort=Effort(trees=15), seed=0)


def test_like_land_is_hardly_told_and_blurred_land_is(rows: dict[str, dict[str, float]]) -> None:
    row = rows["judge_128"]
    assert row["noise_fbm"] < 0.75
    assert row["real"] < 0.75
    assert row["ours"] > 0.95
    assert row["ours_low"] <= row["ours"] <= row["ours_high"]
    # Where both are smoothed, there is less to tell.
    assert rows["judge_128_blur3"]["ours"] < row["ours"]


def test_each_family_is_a_figure_of_its_own(rows: dict[str, dict[str, float]]) -> None:
    wanted = {
        f"judge_128{blur}{what}"
        for blur in BLURS_PX
        for what in ("", "_auc", "_by_patch", *(f"_{family}" for family in FAMILIES))
    }
    assert set(rows) == wanted
    assert rows["judge_128_patterns_1px"]["ours"] > 0.95
    assert set(rows["judge_128_coherence_4px"]) == {
        f"{name}{end}" for name in ("ours", "real") for end in ("", "_low", "_high")
    }


def test_halves_are_whole_patches() -> None:
    crops = gathered([np.full((count, 1), i, np.float32) for i, count in enumerate((4, 0, 3, 4))], ["a", "b", "a", "c"])
    assert crops.patch.tolist() == [0] * 4 + [2] * 3 + [3] * 4
    assert crops.region.tolist() == [0] * 7 + [2] * 4
    for one, other in halves(crops, 0):
        assert not set(one.patch) & set(other.patch)
        assert len(one.values) + len(other.values) == 11


@pytest.mark.parametrize("code", range(8))
def test_channels_turn_with_the_ground(code: int) -> None:
    heights = land(5, 128)
    ground = np.rot90(heights, code & 3)
    ground = np.ascontiguousarray(ground[:, ::-1] if code & 4 else ground)
    channels = torch.from_numpy(judge_channels(heights, 30.0)[None])
    np.testing.assert_allclose(turned(channels, code)[0].numpy(), judge_channels(ground, 30.0), atol=1e-4)


def test_the_network_sees_a_blur_and_nothing_where_there_is_nothing() -> None:
    def seen(maps: list[np.ndarray]) -> Crops:
        crops = [[judge_channels(crop, 30.0) for crop in land_crops(heights, 0.5, 0.0)] for heights in maps]
        return gathered([np.stack(each) for each in crops], REGIONS)

    real = seen([patch.surface for patch in PATCHES])
    assert network_two_sample(real, seen(BLURRED), seed=0, folds=2, steps=60).accuracy > 0.85
    assert network_two_sample(real, seen(LIKE), seed=0, folds=2, steps=60).accuracy < 0.75


def test_the_networks_figures_stand_beside_the_trees() -> None:
    rows = network_judge_rows(PATCHES, {"ours": LIKE}, seed=0, steps=2)
    assert set(rows) == {f"network_judge_128{blur}" for blur in BLURS_PX}
    assert all(
        set(row) == {f"{name}{end}" for name in ("ours", "real") for end in ("", *ENDS)} for row in rows.values()
    )
