from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from procgen.terrain.recipe.data import TerrainPack
from procgen.terrain.recipe.encoder import (
    DEFECTS,
    EncoderConfig,
    export_encoder,
    held_out_accuracy,
    spoil,
    train_encoder,
)
from procgen.terrain.ruler.encoder import Encoder
from procgen.terrain.ruler.statistics import Surface
from tests.terrain.recipe.packs import write_pack


def test_training_export_and_use(tmp_path: Path) -> None:
    pack = write_pack(tmp_path / "pack")
    model = train_encoder(pack, EncoderConfig(budget_s=0.1, patches=4))
    assert export_encoder(model, tmp_path / "encoder.onnx") < 1e-3
    assert str(tmp_path).encode() not in (tmp_path / "encoder.onnx").read_bytes()
    patch = TerrainPack(pack).patches("test")[0]
    encoded = Encoder(tmp_path / "encoder.onnx").encode([Surface(patch.surface, patch.metres_per_pixel)])
    assert np.isfinite(encoded.crops).all()
    assert all(0.0 <= share <= 1.0 for share in held_out_accuracy(model, pack))


@pytest.mark.parametrize("defect", DEFECTS)
def test_each_defect_changes_a_crop_and_keeps_its_size(defect: str, tmp_path: Path) -> None:
    crop = TerrainPack(write_pack(tmp_path)).patches("train")[1].surface[:128, :128]
    spoilt = spoil(crop, defect, np.random.default_rng(1))
    assert spoilt.shape == crop.shape
    assert spoilt.dtype == np.float32
    assert np.isfinite(spoilt).all()
    assert (defect == "none") == np.array_equal(spoilt, crop)
