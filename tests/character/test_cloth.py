"""Tiles for clothes, from the texture domain's own models."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from procgen.character.cloth import WEAVES, Cloth, Tile, _kept
from procgen.character.mesh.part import Slot
from procgen.character.people.catalogue import CLOTHES, SHOPS
from procgen.character.wardrobe import fabric
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


def test_stores_of_the_same_models_share_tiles_and_others_weave_their_own(cloth: Cloth) -> None:
    store = ModelStore(threads=1)
    assert Cloth(store).tile("fabric") is cloth.tile("fabric")
    others = {name: replace(entry, sha256="0" * 64) for name, entry in store.entries.items()}
    own = Tile(*(np.zeros((1, 1, 3), np.uint8) for _ in range(3)))
    made = [_kept(WEAVES["fabric"], SimpleNamespace(entries=others), lambda: own) for _ in range(2)]
    assert made == [own, own]
    assert Cloth(store).tile("fabric") is cloth.tile("fabric"), "the others did not take its place"


@pytest.mark.parametrize("weave", [weave for weave in fabric.WEAVES if weave != "plain"])
def test_weaves_are_bright_seamless_and_seen(cloth: Cloth, weave: str) -> None:
    found = cloth.of(Slot("cloth", "shirt", (0.5, 0.2, 0.2), "fabric", weave=weave))
    assert found is not None
    tile, tinted = found
    assert tinted
    assert tile.albedo.mean() > 150
    assert tile.albedo.std() > 1
    values = tile.albedo[..., 0].astype(float)
    for axis in (0, 1):
        inside = np.abs(np.diff(values, axis=axis)).mean(axis=1 - axis)
        assert np.abs(values.take(0, axis) - values.take(-1, axis)).mean() <= 1.5 * inside.max() + 1


def test_a_pattern_has_both_colours_and_is_kept(cloth: Cloth) -> None:
    ground, second = (0.1, 0.2, 0.6), (0.9, 0.8, 0.3)
    slot = Slot("cloth", "shirt", ground, "fabric", pattern="stripes", second=second)
    found = cloth.of(slot)
    assert found is not None
    tile, tinted = found
    assert not tinted, "the picture has the colours"
    pixels = tile.albedo.reshape(-1, 3).astype(float) / 255
    for colour in (ground, second):
        assert (np.abs(pixels - np.array(colour) * 0.93).max(axis=1) < 0.15).mean() > 0.3
    again = cloth.of(slot)
    assert again is not None
    assert again[0] is tile


def test_every_texture_that_clothes_name_is_known() -> None:
    named = {slot.texture for category in CLOTHES for kind in SHOPS[category].kinds.values() for slot in kind.slots}
    assert named - {""} <= set(WEAVES)
