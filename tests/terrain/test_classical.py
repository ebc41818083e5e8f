"""The classical generators: the same world everywhere, of the mean and relief that were asked for."""

from __future__ import annotations

import math
from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procgen.runtime.gradient_noise import BLOCK_PX, FloatArray
from procgen.terrain.classical import CLASSICAL_MODELS, classical_heights

FAR = 1 << 30
WINDOW = 256

every_model = pytest.mark.parametrize("model", CLASSICAL_MODELS)


def heights(model: str, **changes: Any) -> FloatArray:
    arguments: dict[str, Any] = {
        "seed": 1,
        "origin_x_px": 0,
        "origin_z_px": 0,
        "width_px": 64,
        "depth_px": 48,
        "mean_m": 100.0,
        "relief_m": 500.0,
    }
    return classical_heights(model, **(arguments | changes))


@cache
def windows(model: str, wander: float) -> FloatArray:
    """(160, 256, 256) windows from as many worlds, of mean 0 and relief 1."""
    return np.stack(
        [
            heights(
                model,
                seed=9000 + number,
                origin_x_px=-3 * WINDOW,
                origin_z_px=number * 100_003,
                width_px=WINDOW,
                depth_px=WINDOW,
                mean_m=0.0,
                relief_m=1.0,
                wander=wander,
            )
            for number in range(160)
        ]
    )


def reliefs(stack: FloatArray) -> FloatArray:
    low, high = np.percentile(stack[:, ::2, ::2].reshape(len(stack), -1), [1.0, 99.0], axis=1)
    return np.asarray(high - low, np.float32)


@every_model
def test_heights_have_the_shape_and_type_asked_for(model: str) -> None:
    result = heights(model, width_px=300, depth_px=7)
    assert result.shape == (7, 300)
    assert result.dtype == np.float32
    assert np.isfinite(result).all()


@pytest.mark.parametrize("wander", [0.0, 0.25])
@every_model
def test_relief_is_met_on_average(model: str, wander: float) -> None:
    assert reliefs(windows(model, wander)).mean() == pytest.approx(1.0, abs=0.05)


@every_model
def test_mean_is_met_on_average(model: str) -> None:
    assert windows(model, 0.0).mean(dtype=np.float64) == pytest.approx(0.0, abs=0.02)


@every_model
def test_means_of_windows_stay_near_without_wander(model: str) -> None:
    assert windows(model, 0.0).mean(axis=(1, 2)).std() < 0.16
    assert reliefs(windows(model, 0.0)).std() < 0.21


def test_full_wander_spreads_mean_and_relief_but_keeps_their_averages() -> None:
    stack = windows("noise-ridged", 1.0)
    spread = reliefs(stack)
    assert spread.mean() == pytest.approx(1.0, abs=0.1)
    assert 0.25 < spread.std() < 0.5
    assert stack.mean(dtype=np.float64) == pytest.approx(0.0, abs=0.04)
    assert 0.14 < stack.mean(axis=(1, 2)).std() < 0.24


@every_model
def test_mean_and_relief_scale_the_same_shape(model: str) -> None:
    plain = heights(model, mean_m=0.0, relief_m=1.0, wander=0.5).astype(np.float64)
    np.testing.assert_allclose(
        heights(model, mean_m=-3000.0, relief_m=800.0, wander=0.5), plain * 800.0 - 3000.0, atol=2e-3
    )


@every_model
@settings(max_examples=25)
@given(
    data=st.data(),
    seed=st.integers(0, 2**64 - 1),
    x=st.integers(-FAR, FAR),
    z=st.integers(-FAR, FAR),
    wander=st.sampled_from([0.0, 0.3, 1.0]),
)
def test_tile_alone_equals_tile_in_big_request(
    model: str, data: st.DataObject, seed: int, x: int, z: int, wander: float
) -> None:
    width, depth = BLOCK_PX + 61, 83
    left, top = data.draw(st.integers(0, width - 1)), data.draw(st.integers(0, depth - 1))
    tile_width, tile_depth = data.draw(st.integers(1, width - left)), data.draw(st.integers(1, depth - top))
    big = heights(model, seed=seed, origin_x_px=x, origin_z_px=z, width_px=width, depth_px=depth, wander=wander)
    alone = heights(
        model,
        seed=seed,
        origin_x_px=x + left,
        origin_z_px=z + top,
        width_px=tile_width,
        depth_px=tile_depth,
        wander=wander,
    )
    np.testing.assert_array_equal(alone, big[top : top + tile_depth, left : left + tile_width])


@pytest.mark.parametrize("corner", [(-FAR, -FAR), (FAR, FAR), (-FAR, FAR), (-50, -30)])
@every_model
def test_corners_of_the_world_join_without_seams(model: str, corner: tuple[int, int]) -> None:
    x, z = corner
    big = heights(model, origin_x_px=x, origin_z_px=z, width_px=100, depth_px=60, wander=1.0)
    parts = [
        [heights(model, origin_x_px=x + dx, origin_z_px=z + dz, width_px=50, depth_px=30, wander=1.0) for dx in (0, 50)]
        for dz in (0, 30)
    ]
    np.testing.assert_array_equal(np.block(parts), big)
    assert big.std() > 1.0


@pytest.mark.parametrize("threads", [2, 3, 8])
@every_model
def test_threads_do_not_change_the_result(model: str, threads: int) -> None:
    size = {"width_px": 2 * BLOCK_PX + 3, "depth_px": BLOCK_PX + 5, "wander": 0.25}
    np.testing.assert_array_equal(heights(model, **size, threads=threads), heights(model, **size))


def likeness(one: FloatArray, other: FloatArray) -> float:
    """Correlation of slopes."""
    return float(np.corrcoef(np.diff(one).ravel(), np.diff(other).ravel())[0, 1])


@pytest.mark.parametrize("other", [2, 1 + (1 << 32), 1 + (1 << 63)])
@every_model
def test_other_seeds_give_other_worlds(model: str, other: int) -> None:
    one, two = (heights(model, seed=seed, width_px=WINDOW, depth_px=WINDOW) for seed in (1, other))
    assert abs(likeness(one, two)) < 0.3
    assert likeness(one, one) == pytest.approx(1.0)


def test_models_differ() -> None:
    results = [heights(model) for model in CLASSICAL_MODELS]
    assert all(np.abs(results[a] - results[b]).max() > 10.0 for a, b in ((0, 1), (0, 2), (1, 2)))


def test_wander_changes_places_differently() -> None:
    change = heights("noise-fbm", wander=1.0, width_px=2048) - heights("noise-fbm", width_px=2048)
    assert change[:, :256].mean() != pytest.approx(change[:, 1024:1280].mean(), abs=5.0)


@every_model
def test_world_does_not_repeat_after_256_cells(model: str) -> None:
    one, two = (heights(model, origin_x_px=x, width_px=WINDOW, depth_px=WINDOW) for x in (0, 256 * 256))
    assert abs(likeness(one, two)) < 0.3


@every_model
def test_heights_have_no_steps(model: str) -> None:
    """The largest difference between neighbours stays far below the relief, also where blocks and cells meet."""
    field = heights(model, mean_m=0.0, relief_m=1.0, width_px=3 * BLOCK_PX, depth_px=2 * BLOCK_PX, wander=0.25)
    assert max(np.abs(np.diff(field, axis=axis)).max() for axis in (0, 1)) < 0.15


def test_ridges_are_sharper_than_valleys() -> None:
    def skewness_of_curvature(model: str) -> float:
        field = windows(model, 0.0)[:64].astype(np.float64)
        smooth = field.reshape(64, 64, 4, 64, 4).mean(axis=(2, 4))
        curvature = smooth[:, 1:-1, 2:] + smooth[:, 1:-1, :-2] + smooth[:, 2:, 1:-1] + smooth[:, :-2, 1:-1]
        curvature -= 4.0 * smooth[:, 1:-1, 1:-1]
        return float((curvature**3).mean() / (curvature**2).mean() ** 1.5)

    assert skewness_of_curvature("noise-ridged") < -0.5
    assert abs(skewness_of_curvature("noise-fbm")) < 0.2


@pytest.mark.parametrize("threads", [1, 2])
@every_model
def test_checkpoint_is_told_the_share_done(model: str, threads: int) -> None:
    shares: list[float] = []
    heights(model, width_px=2 * BLOCK_PX, depth_px=2 * BLOCK_PX, threads=threads, checkpoint=shares.append)
    assert shares == [0.0, 0.25, 0.5, 0.75, 1.0]


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("after", [1, 2, 4])
@every_model
def test_raising_checkpoint_stops(model: str, after: int, threads: int) -> None:
    class StopHereError(Exception):
        pass

    calls = []

    def checkpoint(share: float) -> None:
        calls.append(share)
        if len(calls) == after:
            raise StopHereError

    with pytest.raises(StopHereError):
        heights(model, width_px=4 * BLOCK_PX, depth_px=BLOCK_PX, threads=threads, checkpoint=checkpoint)
    assert len(calls) == after


@pytest.mark.parametrize(
    "changes",
    [
        {"width_px": 0},
        {"depth_px": -1},
        {"origin_x_px": 1 << 41},
        {"origin_z_px": -(1 << 41)},
        {"mean_m": math.nan},
        {"mean_m": math.inf},
        {"relief_m": 0.0},
        {"relief_m": -1.0},
        {"relief_m": math.nan},
        {"relief_m": math.inf},
        {"wander": -0.01},
        {"wander": 1.01},
        {"wander": math.nan},
        {"threads": 0},
    ],
    ids=str,
)
def test_arguments_out_of_range_are_refused(changes: dict[str, float]) -> None:
    with pytest.raises(ValueError):
        heights("noise-fbm", **changes)


def test_unknown_model_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match=r"'noise-simplex'.*noise-fbm, noise-ridged, noise-warped"):
        heights("noise-simplex")
