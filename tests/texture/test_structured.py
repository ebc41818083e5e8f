"""Classes whose form is worked out, as one asks for them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from procgen.errors import InvalidFields
from procgen.runtime.store import ModelStore
from procgen.texture import structured
from procgen.texture.classical.torus import blur
from procgen.texture.controls import Exemplar, MaterialMix
from procgen.texture.generate import generate
from procgen.texture.material import Material
from procgen.texture.parameters import TextureParameters
from procgen.texture.scan.bank import packaged_bank


@pytest.fixture(scope="module")
def store() -> ModelStore:
    return ModelStore(threads=1)


def made(store: ModelStore, material: str, **fields: Any) -> Material:
    asked = {"width_px": 128, "height_px": 128, "seed": 3, **fields}
    return generate(TextureParameters(material=material, **asked), store)


@pytest.mark.parametrize(
    "fields", [{}, {"width_px": 96, "height_px": 160}, {"width_px": 64, "height_px": 64, "detail": 8}, {"variant": 1}]
)
def test_the_same_request_has_the_same_maps(store: ModelStore, fields: dict[str, Any]) -> None:
    one, again = made(store, "hull", **fields), made(ModelStore(threads=2), "hull", **fields)
    assert one.recipe == again.recipe
    assert one.recipe.request["model"] == "structured"
    for name in ("albedo", "height", "roughness", "metallic"):
        field = getattr(one.surface, name)
        assert np.array_equal(field, getattr(again.surface, name))
        assert np.isfinite(field).all()


def test_recipes_name_every_scan(store: ModelStore) -> None:
    names = set(made(store, "forest_floor").recipe.model_sha256)
    classes = {entry.origin.material for entry in packaged_bank().entries if entry.origin.recipe_name in names}
    assert len(names) == 4
    assert classes == {"leaves", "ground", "moss", "bark"}


@pytest.mark.parametrize("seed", range(4))
def test_surfaces_are_of_scans_of_the_class_itself(store: ModelStore, seed: int) -> None:
    """Lace may hang on a wall as paper does, but cardboard is not made of it."""
    for material in ("cardboard", "hull"):
        names = set(made(store, material, style_seed=seed, width_px=32, height_px=32).recipe.model_sha256)
        shown = {entry.origin.material for entry in packaged_bank().entries if entry.origin.recipe_name in names}
        assert shown <= {"wallpaper", "plastic", "rust"}


def test_rings_are_metal_and_lava_glows(store: ModelStore) -> None:
    mail = made(store, "chainmail").surface
    assert 0.4 < mail.metallic.mean() < 0.95
    assert mail.height[mail.metallic > 0.9].mean() > mail.height[mail.metallic < 0.1].mean() + 1.0
    lava = made(store, "lava", width_px=256, height_px=256).surface
    glowing = lava.albedo[..., 0] > 0.7
    assert 0.03 < glowing.mean() < 0.6
    assert lava.height[glowing].mean() < lava.height[~glowing].mean()


@pytest.mark.parametrize("material", ["cobble", "hull", "terracotta"])
def test_large_forms_are_the_same_at_half_their_pixels(
    store: ModelStore, monkeypatch: pytest.MonkeyPatch, material: str
) -> None:
    monkeypatch.setattr(structured, "typical_origin", lambda *_: (0, 0))
    whole = made(store, material, width_px=256, height_px=256).surface
    monkeypatch.setattr(structured, "_FORM_PX", 128)
    half = made(store, material, width_px=256, height_px=256).surface
    # Grain is not a large form, and differs.
    for one, other in ((whole.height, half.height), (whole.albedo, half.albedo)):
        one, other = blur(one, 2.0), blur(other, 2.0)
        assert float(np.corrcoef(one.ravel(), other.ravel())[0, 1]) > 0.9
    # The step over the edge is no greater than others.
    for axis in (0, 1):
        inside = np.abs(np.diff(half.height, axis=axis)).mean()
        over = np.abs(half.height.take(0, axis) - half.height.take(-1, axis)).mean()
        assert over < 2.0 * inside


def test_it_mixes_with_scans_and_they_with_it(store: ModelStore) -> None:
    for material, other in (("cobble", "planks"), ("rock", "lava"), ("ice", "mud"), ("plaster", "wallpaper")):
        mixed = made(store, material, mix=MaterialMix(other, 4, 0.5))
        alone = made(store, material)
        assert not np.array_equal(mixed.surface.albedo, alone.surface.albedo)
        assert len(mixed.recipe.model_sha256) > len(alone.recipe.model_sha256)


@pytest.mark.parametrize(
    "fields",
    [
        {"material": "rock"},
        {"material": "hull", "layout": {"bond": "grid"}},
        {"material": "hull", "exemplar": Exemplar(np.full((64, 64, 3), 0.5, np.float32), "0" * 64)},
    ],
)
def test_what_has_no_structure_is_named(store: ModelStore, fields: dict[str, Any]) -> None:
    with pytest.raises(InvalidFields, match="structured"):
        made(store, model="structured", **fields)


@pytest.mark.parametrize("material", ["chipboard", "wood_chips"])
def test_grain_lies_along_pieces_of_wood(store: ModelStore, material: str) -> None:
    albedo = made(store, material, seed=3, width_px=512, height_px=512, style_seed=4).surface.albedo
    light = blur(albedo.mean(axis=2), 1.5)
    down, right = np.gradient(light)
    # The way in which light changes least, over places as wide as a chip; as they lie in all directions, so does it.
    xx, yy, xy = (blur(np.asarray(each, np.float32), 8.0) for each in (right * right, down * down, right * down))
    angle = 0.5 * np.arctan2(2.0 * xy, xx - yy)
    clear = np.hypot(xx - yy, 2.0 * xy) / (xx + yy)
    parts = np.histogram(angle[clear > 0.5], bins=6, range=(-np.pi / 2, np.pi / 2))[0] / (clear > 0.5).sum()
    assert (clear > 0.5).mean() > 0.2
    assert parts.min() > 0.05
    assert parts.max() < 0.4
