"""Foliage as a material: its files say what is cut out, what lets light through, and where each card lies."""

from __future__ import annotations

import io
import json
from typing import Any

import numpy as np
import pytest
from PIL import Image

from procgen.errors import InvalidFields
from procgen.formats.gltf import read_glb
from procgen.runtime.store import ModelStore
from procgen.texture.exporters import PRESETS, ExportOptions, complete, encode_set
from procgen.texture.exporters.planes import Planes, mip_levels
from procgen.texture.generate import generate
from procgen.texture.material import Material
from procgen.texture.parameters import TextureParameters
from tests.tools import validate_glb


def made(**fields: Any) -> Material:
    asked = {"width_px": 128, "height_px": 128, "seed": 3, "foliage": "fern", **fields}
    return generate(TextureParameters(**asked), ModelStore(threads=1))


@pytest.fixture(scope="module")
def fern() -> Material:
    return made()


def test_sets_for_engines_have_all_they_refer_to(fern: Material) -> None:
    for preset in PRESETS:
        files = {file.name: file for file in encode_set(fern, preset)}
        kinds = {file.kind for file in files.values()}
        assert {"regions_json", "translucency_png"} <= kinds
        for file in files.values():
            if file.kind == "godot_orm_tres":
                text = file.data.decode()
                assert "transparency = 2" in text
                assert "alpha_scissor_threshold = 0.5" in text
                assert "cull_mode = 2" in text
                for line in text.splitlines():
                    if line.startswith("[ext_resource"):
                        assert line.split('path="')[1].split('"')[0] in files
            if file.kind in ("unity_urp_json", "unity_hdrp_json"):
                said = json.loads(file.data)
                assert (said["transparent"], said["two_sided"], said["cutoff"]) == (False, True, 0.5)
                assert all(texture["file"] in files for texture in said["textures"])


def test_regions_say_where_cards_lie(fern: Material) -> None:
    (file,) = [file for file in encode_set(fern, "raw") if file.kind == "regions_json"]
    said = json.loads(file.data)
    assert [region["name"] for region in said["regions"]] == ["frond_1", "frond_2"]
    assert said["regions"][1]["u"] == [0.5, 1.0]
    assert said["regions"][1]["v"] == [0.0, 1.0]
    assert said["recipe"]["request"]["foliage"] == {"species": "fern"}


def test_the_model_is_cards_that_are_cut_out(fern: Material) -> None:
    (file,) = [file for file in encode_set(fern, "gltf") if file.kind == "ball_glb"]
    issues = validate_glb(file.data)["issues"]
    assert (issues["numErrors"], issues["numWarnings"]) == (0, 0), issues["messages"]
    tree, _ = read_glb(file.data)
    (material,) = tree["materials"]
    assert material["alphaMode"] == "MASK"
    assert material["alphaCutoff"] == 0.5
    assert material["doubleSided"] is True
    assert [node["name"] for node in tree["nodes"]] == ["frond_1", "frond_2"]
    assert tree["scenes"][0]["nodes"] == [0, 1]


def test_smaller_levels_keep_as_much_as_there_is(fern: Material) -> None:
    """Plain means of a fern's opacity lose most of it within a few levels."""
    levels = list(mip_levels(Planes(fern, ExportOptions()), ("albedo", "opacity")))
    full = float((levels[0]["opacity"] >= 0.5).mean())
    for level in levels[1:5]:
        assert float((level["opacity"] >= 0.5).mean()) == pytest.approx(full, abs=0.06)


def test_light_goes_through_blades_more_than_through_stems(fern: Material) -> None:
    (file,) = [file for file in encode_set(fern, "godot") if file.kind == "translucency_png"]
    through = np.asarray(Image.open(io.BytesIO(file.data)), np.float32) / 255.0
    opacity = fern.surface.opacity
    assert opacity is not None
    shown = through[opacity > 0.9]
    assert np.quantile(shown, 0.9) > 0.4
    assert shown.min() < 0.2


def test_looks_change_its_colours_and_stand_in_its_recipe() -> None:
    autumn = made(look={"hue_deg": -60.0})
    assert autumn.recipe.request["look"] == {"hue_deg": -60.0}
    assert not np.array_equal(autumn.surface.albedo, made().surface.albedo)


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"height_px": 64}, ["height_px"]),
        ({"width_px": 0, "height_px": 0}, ["width_px"]),
        ({"material": "brick", "weather": {"snow": 1.0}}, ["material", "weather"]),
        ({"foliage": ""}, ["foliage.species"]),
        ({"look": {"saturation": 9.0}}, ["look.saturation"]),
    ],
)
def test_what_does_not_go_with_it_is_named(fields: dict[str, Any], named: list[str]) -> None:
    with pytest.raises(InvalidFields) as error:
        made(**fields)
    assert [wrong.field for wrong in error.value.violations] == named


def test_a_tile_stays_as_it_was() -> None:
    tile = generate(TextureParameters(width_px=64, height_px=64, material="rock", model="noise"), ModelStore(threads=1))
    assert complete(("albedo_png",), tile) == ("albedo_png",)
