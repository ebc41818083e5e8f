"""What can be sent of a material agrees with the contract, with the exporters and with the terrain domain's names."""

from __future__ import annotations

import io
import json

import numpy as np
import pytest
from PIL import Image

from procgen.errors import Violation
from procgen.runtime.recipe import Recipe
from procgen.runtime.store import ModelStore
from procgen.terrain.ground.biomes import Biome
from procgen.terrain.ground.splat import MATERIALS
from procgen.texture.classes import CLASS_NAMES
from procgen.texture.exporters import ARRAY_EXPORTERS, PRESETS, ExportOptions
from procgen.texture.generate import generate
from procgen.texture.material import Material
from procgen.texture.parameters import TextureParameters
from procgen.texture.terrain_layers import BIOMES, LAYERS, terrain_layer
from procgen.texture.wire.outputs import (
    DEFAULT_OUTPUTS,
    OUTPUTS,
    encode,
    output_kind,
    output_number,
    read_array_outputs,
    read_outputs,
)
from procgen.v1 import texture_outputs_pb2


@pytest.fixture(scope="module")
def material() -> Material:
    return generate(TextureParameters(96, 64, seed=4, material="rock", model="noise"), ModelStore(threads=1))


def test_the_contract_names_every_kind_and_no_other() -> None:
    for enum, prefix, kinds in (
        (texture_outputs_pb2.TextureOutput, "TEXTURE_OUTPUT_", OUTPUTS),
        (texture_outputs_pb2.TextureArrayOutput, "TEXTURE_ARRAY_OUTPUT_", ARRAY_EXPORTERS),
    ):
        given_up = {value.name for value in enum.DESCRIPTOR.values if value.GetOptions().deprecated}
        named = {name.removeprefix(prefix).lower() for name, _ in enum.items() if name not in given_up}
        assert named == {"unspecified", *kinds}
    assert all(output_kind(output_number(kind)) == kind for kind in OUTPUTS)
    assert output_kind(0) is None
    assert output_kind(123456) is None


def test_what_is_given_up_is_refused_by_its_place() -> None:
    found: list[Violation] = []
    read_outputs([texture_outputs_pb2.TEXTURE_OUTPUT_ALBEDO_UASTC_KTX2], [], found)
    assert [wrong.field for wrong in found] == ["outputs[0]"]
    assert "albedo_bc7_ktx2" in found[0].allowed


def test_no_two_files_of_a_material_have_one_name() -> None:
    suffixes = [exporter.suffix for exporter in OUTPUTS.values()]
    assert len(set(suffixes)) == len(suffixes)


def test_presets_follow_the_outputs_without_repeats() -> None:
    found: list[Violation] = []
    wanted = read_outputs([output_number("orm_png"), output_number("ball_png")], ["godot", "raw"], found)
    assert not found
    assert wanted.kinds[:2] == ("orm_png", "ball_png")
    assert set(wanted.kinds) == {"ball_png", *PRESETS["godot"], *PRESETS["raw"]}
    assert len(set(wanted.kinds)) == len(wanted.kinds)
    assert read_outputs([], [], found).kinds == DEFAULT_OUTPUTS


def test_what_is_wrong_is_named_by_place() -> None:
    found: list[Violation] = []
    read_outputs([1, 77777, 1], ["godot", "nothing"], found)
    read_array_outputs([0], found)
    assert [each.field for each in found] == ["outputs[1]", "outputs[2]", "presets[1]", "array_outputs[0]"]


def test_files_of_a_godot_set_belong_together(material: Material) -> None:
    found: list[Violation] = []
    wanted = read_outputs([], ["godot"], found)
    files = {file.artifact.file_name: file for file in encode(material, wanted, ExportOptions(base_name="wall"))}
    assert {name.split("-")[0].split(".")[0] for name in files} == {"wall"}
    pictures = [name for name in files if name.endswith(".png")]
    assert {f"{name}.import" for name in pictures} == {name for name in files if name.endswith(".import")}
    resource = files["wall.tres"].data.decode()
    assert "wall-albedo.png" in resource


def test_pictures_for_people_carry_the_recipe(material: Material) -> None:
    found: list[Violation] = []
    kinds = ("thumbnail_png", "ball_png", "floor_png")
    wanted = read_outputs(map(output_number, kinds), [], found)
    for file in encode(material, wanted, ExportOptions()):
        with Image.open(io.BytesIO(file.data)) as picture:
            assert picture.size == (256, 256)
            assert Recipe.from_json(picture.text["procgen:recipe"]) == material.recipe  # type: ignore[attr-defined]
            assert float(np.asarray(picture).std()) > 2.0


def test_raw_maps_have_their_facts_beside_them(material: Material) -> None:
    found: list[Violation] = []
    for file in encode(material, read_outputs([], ["raw"], found), ExportOptions()):
        artifact = file.artifact
        assert (artifact.width_px, artifact.height_px) == (96, 64)
        beside = json.loads(artifact.sidecar_json)
        assert beside["file"] == artifact.file_name
        assert Recipe.from_json(json.dumps(beside["recipe"])) == material.recipe
        assert artifact.height_min_m < artifact.height_max_m


def test_layers_and_biomes_are_those_of_the_terrain_domain() -> None:
    assert tuple(LAYERS) == MATERIALS
    assert tuple(biome.name.lower() for biome in Biome) == BIOMES
    for biome in ("", *BIOMES):
        for name in LAYERS:
            layer = terrain_layer(name, biome)
            assert layer.name == name
            assert layer.material in CLASS_NAMES
            assert 0.0 <= layer.slope_min_deg < layer.slope_max_deg <= 90.0
            assert all(0 <= colour <= 0xFFFFFF for colour in layer.palette_rgb)
            assert all(0.0 <= amount <= 1.0 for amount in (layer.moss, layer.dirt, layer.wetness, layer.snow))
