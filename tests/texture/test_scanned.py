"""Materials of scans: what one gets where nobody says a generator."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from procgen.errors import InvalidFields
from procgen.runtime.store import ModelStore
from procgen.texture import scanned
from procgen.texture.classical.torus import blur, resize
from procgen.texture.controls import Exemplar, MaterialMix, StyleVariation
from procgen.texture.generate import generate, largest_copy
from procgen.texture.material import FloatArray, Material
from procgen.texture.parameters import TextureParameters
from procgen.texture.ruler.full_size import high_energy
from procgen.texture.scan.bank import packaged_bank
from procgen.texture.scanned import chosen


@pytest.fixture(scope="module")
def store() -> ModelStore:
    return ModelStore(threads=1)


def made(store: ModelStore, **fields: Any) -> Material:
    asked = {"width_px": 128, "height_px": 128, "material": "rock", "seed": 3, **fields}
    return generate(TextureParameters(**asked), store)


@pytest.mark.parametrize(
    ("fields", "model"),
    [
        ({}, "composed"),
        ({"text": "old red brick wall", "material": ""}, "composed"),
        ({"material": "ice"}, "structured"),
        ({"material": "brick", "layout": {"bond": "herringbone"}}, "composed"),
        ({"material": "brick", "layout": {"bond": "hexagon"}}, "gan"),
        ({"material": "planks", "layout": {"joint": 0.2}}, "gan"),
        ({"model": "scan"}, "scan"),
        ({"exemplar": Exemplar(np.random.default_rng(0).random((90, 120, 3), np.float32), "0" * 64)}, "scan"),
    ],
)
def test_the_generator_is_the_one_that_makes_the_best_of_it(
    store: ModelStore, fields: dict[str, Any], model: str
) -> None:
    assert made(store, **fields).recipe.request["model"] == model


@pytest.mark.parametrize(
    "fields",
    [
        {"model": "scan"},
        {"width_px": 96, "height_px": 160},
        {"width_px": 32, "height_px": 512, "weather": {"moss": 0.5}},
        {"mix": MaterialMix("moss", 4, 0.5, np.array([[0, 255], [0, 255]], np.uint8))},
        {"mix": MaterialMix("ice", 4, 0.5), "quarter_turns": 1},
        {"variation": StyleVariation(7, 0.5)},
        {"variant": 2},
        {"detail": 16},
    ],
)
def test_the_same_request_has_the_same_maps(store: ModelStore, fields: dict[str, Any]) -> None:
    one, again = made(store, **fields), made(ModelStore(threads=2), **fields)
    assert one.recipe == again.recipe
    for name in ("albedo", "height", "roughness", "metallic"):
        field = getattr(one.surface, name)
        assert np.array_equal(field, getattr(again.surface, name))
        assert np.isfinite(field).all()


def test_recipes_name_the_scan(store: ModelStore) -> None:
    material = made(store, model="scan")
    (name,) = material.recipe.model_sha256
    assert material.recipe.model_sha256[name] == packaged_bank().digests[name]


def test_pieces_are_laid_as_one_says(store: ModelStore) -> None:
    """More of the scan stays together, or less; what is said stands in the recipe, and what is usual does not."""
    asked = TextureParameters(128, 128, material="rock", seed=3, model="scan")
    shares = [largest_copy(replace(asked, synthesis={"coherence": coherence}), store) for coherence in (0.0, 0.5, 1.0)]
    assert shares == sorted(shares)
    assert shares[2] > 3.0 * shares[0]
    usual = generate(asked, store)
    said = {"jitter": 0.1, "coherence": 0.5, "anisotropy": 0.0}
    assert generate(replace(asked, synthesis=said), store).recipe == usual.recipe
    for name in said:
        other = generate(replace(asked, synthesis={name: 1.0}), store)
        assert other.recipe.request["synthesis"] == {name: 1.0}
        assert not np.array_equal(other.surface.albedo, usual.surface.albedo), name


def test_variants_share_their_border(store: ModelStore) -> None:
    tile, other = made(store), made(store, variant=1)
    assert np.array_equal(tile.surface.albedo[:6], other.surface.albedo[:6])
    assert not np.array_equal(tile.surface.albedo, other.surface.albedo)


def test_styles_are_different_scans_and_colours(store: ModelStore) -> None:
    means = [made(store, style_seed=seed).surface.albedo.mean(axis=(0, 1)) for seed in range(8)]
    assert np.std(means, axis=0).mean() > 0.02


def test_a_photo_looks_like_itself(store: ModelStore) -> None:
    photo = np.zeros((160, 160, 3), np.float32)
    photo[...] = (0.1, 0.5, 0.2)
    photo[::16, :, 0] = photo[:, ::16, 0] = 0.9
    surface = made(store, exemplar=Exemplar(photo, "1" * 64)).surface
    assert np.abs(surface.albedo.mean(axis=(0, 1)) - photo.mean(axis=(0, 1))).max() < 0.06


def test_a_tile_at_full_size_is_as_sharp_as_the_scan_and_no_copy(store: ModelStore) -> None:
    asked = {"width_px": 1024, "height_px": 1024, "model": "scan"}
    own = packaged_bank().digests
    surface = made(store, **asked)
    (name,) = surface.recipe.model_sha256
    entry = next(each for each in packaged_bank().entries if each.origin.recipe_name == name)
    scan = packaged_bank().scan(entry).surface(1024)
    assert own[name] == entry.origin.sha256
    assert 0.8 < high_energy(surface.surface.albedo) / high_energy(scan.albedo) < 1.25
    parameters = TextureParameters(material="rock", seed=3, **asked)
    assert 0.0 < largest_copy(parameters, store) <= 0.12


def test_classes_without_scans_are_named(store: ModelStore) -> None:
    with pytest.raises(InvalidFields, match="there are scans of"):
        made(store, material="ice", model="scan")


@pytest.mark.parametrize("fields", [{"layout": {"bond": "stack"}}, {"variation": StyleVariation(1, 0.5)}])
def test_pieces_as_they_fit_can_not_be_steered(store: ModelStore, fields: dict[str, Any]) -> None:
    with pytest.raises(InvalidFields, match="only with a learned model"):
        made(store, model="scan", **fields)


def test_marble_comes_in_light_and_dark(store: ModelStore) -> None:
    means = [float(made(store, material="marble", seed=seed).surface.albedo.mean()) for seed in range(6)]
    assert min(means) < 0.3
    assert max(means) > 0.65


def test_seeds_that_follow_each_other_go_through_all_scans() -> None:
    entries = packaged_bank().rounds["rock"]
    for first in (0, 7, 2**64 - len(entries)):
        names = {chosen(entries, seed).origin.name for seed in range(first, first + len(entries))}
        assert names == {entry.origin.name for entry in packaged_bank().classes["rock"]}


def test_concrete_has_the_broad_tones_that_the_network_draws(
    store: ModelStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broad(albedo: FloatArray) -> FloatArray:
        tones = blur(resize(albedo.mean(axis=-1), 128, 128), 4.0)
        return tones - tones.mean()

    # Cut open where it is made, as the drawing is.
    monkeypatch.setattr("procgen.texture.scanned.typical_origin", lambda _surface: (0, 0))
    drawn: list[FloatArray] = []
    guide_of = scanned.guide_of

    def heard(albedo: FloatArray, height: FloatArray, blur_px: float) -> FloatArray:
        drawn.append(albedo)
        return guide_of(albedo, height, blur_px)

    monkeypatch.setattr("procgen.texture.scanned.guide_of", heard)

    def alike(material: str) -> float:
        drawn.clear()
        tile = made(store, material=material, seed=1, width_px=256, height_px=256).surface.albedo
        one, other = broad(tile).ravel(), broad(drawn[-1]).ravel()
        return float(np.corrcoef(one, other)[0, 1])

    assert alike("concrete") > 0.9
    assert alike("rock") < 0.7
