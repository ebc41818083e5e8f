"""Tiles for clothes, from the texture domain's own models."""

from __future__ import annotations

import numpy as np
import pytest

from procgen.character.cloth import WEAVES, Cloth
from procgen.character.people.catalogue import CLOTHES, SHOPS
from procgen.runtime.store import ModelStore


@pytest.fixture(scope="module")
def cloth() -> Cloth:
    return Cloth(ModelStore(threads=1))


@pytest.mark.parametrize("name", ["fabric", "leather"])
def test_tiles_are_grey_bright_and_seamless(cloth: Cloth, name: str) -> None:
    tile = cloth.tile(name)
    assert tile is not None
    assert (tile.albedo[..., 0] == tile.albedo[..., 2]).all()
    assert tile.albedo.mean() > 150  # the slot's colour stays what it is, about
    assert tile.albedo.std() > 1  # but there is something to be seen
    for picture in (tile.albedo, tile.orm):
        values = picture.astype(float)
        inside = np.abs(np.diff(values, axis=0)).mean()
        across = np.abs(values[0] - values[-1]).mean()
        assert across < 2.5 * inside + 1
    assert abs(np.linalg.norm(tile.normal / 127.5 - 1, axis=2).mean() - 1) < 0.02


def test_a_tile_is_made_once_and_other_names_are_none(cloth: Cloth) -> None:
    assert cloth.tile("fabric") is cloth.tile("fabric")
    assert cloth.tile("hair_wavy") is None
    assert cloth.tile("") is None


def test_every_texture_that_clothes_name_is_known() -> None:
    named = {slot.texture for category in CLOTHES for kind in SHOPS[category].kinds.values() for slot in kind.slots}
    assert named - {""} <= set(WEAVES)
