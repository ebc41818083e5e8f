from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from procgen.texture.recipe.pack import TexturePack, images_of, in_validation, maps_of
from tests.texture.ruler.packs import CLASSES, EACH, HELD, write_pack


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> TexturePack:
    return TexturePack(write_pack(tmp_path_factory.mktemp("textures")))


def test_every_item_is_in_one_split_and_validation_comes_from_train(pack: TexturePack) -> None:
    sizes = {split: len(pack.of(split)) for split in ("train", "validation", "test")}
    assert sum(sizes.values()) == len(pack.items) == len(CLASSES) * (EACH + 1)
    assert sizes["test"] == HELD * len(CLASSES)
    assert sizes["validation"] == sum(in_validation(item.group) for item in pack.items if item.split != "test") > 0


def test_pictures_are_small_and_whole(pack: TexturePack) -> None:
    images = images_of(pack.of("train", "test"))
    assert images.shape[1:] == (128, 128, 3)
    assert images.dtype == np.float32
    assert 0.0 <= images.min() < images.max() <= 1.0
    # A set's picture of 256 x 256 is averaged, not cropped.
    item = next(item for item in pack.items if item.kind == "pbr_set")
    assert np.allclose(item.image.mean((0, 1)), maps_of(item).albedo.mean((0, 1)), atol=2e-3)
    assert images_of([]).shape == (0, 128, 128, 3)


def test_sets_have_all_maps_and_unit_normals(pack: TexturePack) -> None:
    maps = maps_of(next(item for item in pack.items if item.kind == "pbr_set"))
    assert maps.normal is not None
    assert np.allclose(np.linalg.norm(maps.normal, axis=-1), 1.0, atol=1e-5)
    for field in (maps.height, maps.roughness, maps.metallic):
        assert field is not None
        assert field.shape == (256, 256)
    crop = maps_of(next(item for item in pack.items if item.kind == "crop128"))
    assert crop.normal is None
    assert crop.height is None


def test_kinds_can_be_picked(pack: TexturePack) -> None:
    assert {item.kind for item in pack.of("train", "validation", kinds=("pbr_set",))} == {"pbr_set"}


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        TexturePack(tmp_path)
    write_pack(tmp_path)
    (tmp_path / "brick0.png").unlink()
    with pytest.raises(FileNotFoundError):
        TexturePack(tmp_path)


@given(st.integers(0, 10**6))
def test_the_validation_split_is_fixed(group: int) -> None:
    assert in_validation(group) == in_validation(group)


def test_the_validation_split_is_an_eighth() -> None:
    assert 0.11 < np.mean([in_validation(group) for group in range(20_000)]) < 0.13
    # Written down, so that figures of different days stay comparable.
    assert [group for group in range(40) if in_validation(group)] == [6, 20, 22, 28, 32, 34, 35]
