"""The compiled vertex fields are what the training step makes from the packaged masks and body."""

from __future__ import annotations

import numpy as np
import pytest

from procgen.character.recipe.basis import MASKS
from procgen.character.recipe.skin import masks, occlusion
from procgen.character.skin import regions
from procgen.character.skin.layout import standard_body
from procgen.errors import Failed
from procgen.runtime.catalog import packaged_assets


def test_masks_are_those_of_the_packaged_picture() -> None:
    fresh = masks(standard_body().basis, packaged_assets() / "character_masks.png")
    for name, field in zip(MASKS, fresh, strict=True):
        np.testing.assert_allclose(regions.vertex_fields()[name.replace("-", "_")], field, atol=1 / 255)


def test_occlusion_is_low_in_the_mouth_and_open_on_the_crown() -> None:
    body = standard_body()
    fresh = occlusion(body, rays=48)
    kept = regions.vertex_fields()["occlusion"]
    assert np.abs(fresh - kept).mean() < 0.03
    crown = body.vertices[:13380, 1].argmax()
    assert fresh[crown] > 0.95
    inside = regions.vertex_fields()["inside_mouth"] > 0.9
    assert fresh[inside].mean() < 0.3
    assert fresh.mean() > 0.7


def test_left_and_right_are_alike() -> None:
    mirror = standard_body().basis.mirror[:13380]
    for name, field in regions.vertex_fields().items():
        assert np.abs(field - field[mirror]).mean() < 0.02, name


def test_a_damaged_file_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(regions, "_FILE", "character_masks.png")
    with pytest.raises(Failed, match="can't be read"):
        regions.vertex_fields.__wrapped__()
