from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from procgen.errors import Failed
from procgen.kit.ruler.encoder_metrics import frechet_distance
from procgen.runtime.catalog import packaged_assets
from procgen.terrain.classical import classical_heights
from procgen.terrain.landforms import FIRST_LABELS
from procgen.terrain.recipe.crops import crop_channels
from procgen.terrain.ruler.encoder import ENCODER_FILE, Encoded, Encoder, crops_of, nearest_distance
from procgen.terrain.ruler.statistics import Surface
from tests.kit.ruler.test_encoder_metrics import normal


def noise(model: str, seed: int) -> Surface:
    heights = classical_heights(
        model, seed=seed, origin_x_px=0, origin_z_px=0, width_px=256, depth_px=256, mean_m=900.0, relief_m=700.0
    )
    return Surface(heights, 60.0)


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Encoder()


def test_the_packaged_encoder_is_small_and_has_a_card() -> None:
    assert (packaged_assets() / ENCODER_FILE).stat().st_size <= 4 * 2**20
    card = (packaged_assets() / ENCODER_FILE).with_suffix(".md").read_text("utf-8")
    assert "train split" in card


def test_features_of_nine_crops(encoder: Encoder) -> None:
    encoded = encoder.encode([noise("noise-fbm", seed) for seed in range(3)])
    assert encoded.crops.shape == (3, 9, 128)
    assert encoded.maps.shape == (3, 128)
    assert encoded.logits.shape == (3, len(FIRST_LABELS) - 1), "the landforms that it was trained on"
    assert np.isfinite(encoded.crops).all()
    again = encoder.encode([noise("noise-fbm", 1)])
    np.testing.assert_allclose(again.crops[0], encoded.crops[1], atol=1e-4)


def test_channels_hold_shape_apart_from_steepness() -> None:
    surface = noise("noise-fbm", 5)
    crop = surface.heights[:128, :128]
    first, second = crop_channels(crop, 60.0), crop_channels(crop * 2.0 + 300.0, 120.0)
    np.testing.assert_allclose(first, second, atol=1e-3)
    steeper = crop_channels(crop * 2.0, 60.0)
    assert steeper[3, 0, 0] > first[3, 0, 0]
    np.testing.assert_allclose(crop_channels(np.zeros((128, 128), np.float32), 60.0)[:3], 0.0)
    assert crops_of(surface).shape == (9, 4, 128, 128)


def test_a_flipped_map_lies_nearer_than_another_kind(encoder: Encoder) -> None:
    maps = [noise("noise-fbm", seed) for seed in range(10)]
    flipped = [Surface(np.ascontiguousarray(one.heights.T[::-1]), one.metres_per_pixel) for one in maps]
    ridged = [noise("noise-ridged", seed) for seed in range(10)]
    features = encoder.encode(maps).crops
    near = frechet_distance(features, encoder.encode(flipped).crops)
    assert near < 0.5 * frechet_distance(features, encoder.encode(ridged).crops)


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "broken.onnx").write_bytes(b"nothing")
    with pytest.raises(Failed, match=r"broken\.onnx"):
        Encoder(tmp_path / "broken.onnx")


def encoded(crops: np.ndarray, level: np.ndarray | None = None) -> Encoded:
    level = np.zeros(crops.shape[:2], bool) if level is None else level
    return Encoded(crops, np.zeros((len(crops), 21), np.float32), level)


def test_the_nearest_distance_finds_a_copied_crop_and_minds_no_open_water() -> None:
    train, points = normal(30, 1), normal(5, 2)
    points[2, 1] = train[17, 3]
    found = nearest_distance(encoded(points), encoded(train))
    assert found.argmin() == 2
    assert found[2] == pytest.approx(0.0, abs=2e-3)
    water = np.zeros((5, 4), bool)
    water[2, 1] = water[4, :] = True
    found = nearest_distance(encoded(points, water), encoded(train))
    assert found[2] > 0.5
    np.testing.assert_array_equal(np.isnan(found), [False, False, False, False, True])
