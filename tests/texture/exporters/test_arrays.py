from __future__ import annotations

import io
import json

import numpy as np
import pytest
from PIL import Image

from procgen.errors import InvalidFields
from procgen.formats.ktx2 import Texels
from procgen.runtime.recipe import Recipe
from procgen.texture.exporters import ARRAY_EXPORTERS, EXPORTERS, ExportOptions, array_name
from procgen.texture.exporters.arrays import array_grid
from tests.texture.exporters import ktx, samples
from tests.texture.exporters.test_gpu import by_pillow, decibels

Image.MAX_IMAGE_PIXELS = None
THREE = [samples.material(64, 96, seed=seed, most=1) for seed in (10, 20, 30)]


def picture(data: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(data)))


def single(kind: str, index: int, options: ExportOptions) -> np.ndarray:
    return picture(EXPORTERS[kind].encode(THREE[index], options))


def joint_options() -> ExportOptions:
    heights = [material.height_m for material in THREE]
    return ExportOptions(height_range_m=(min(float(h.min()) for h in heights), max(float(h.max()) for h in heights)))


@pytest.mark.parametrize("name", ["albedo", "normal", "orm", "height", "terrain3d_albedo_height"])
def test_a_strip_has_the_layers_one_below_the_other(name: str) -> None:
    exporter = ARRAY_EXPORTERS[f"{name}_array_png"]
    data = exporter.encode(THREE)
    strip = picture(data)
    assert strip.shape[:2] == (3 * 64, 96)
    kind = f"{name}_png16" if name == "height" else f"{name}_png"
    for layer in range(3):
        np.testing.assert_array_equal(strip[64 * layer : 64 * (layer + 1)], single(kind, layer, joint_options()))
    said = json.loads(exporter.manifest(THREE, "ground.png"))
    assert (said["columns"], said["rows"], len(said["layers"])) == (1, 3, 3)
    recipes = json.loads(Image.open(io.BytesIO(data)).text["procgen:recipes"])
    for material, recipe, layer in zip(THREE, recipes, said["layers"], strict=True):
        assert Recipe.from_json(json.dumps(recipe)) == material.recipe
        assert layer["metres_per_tile"] == list(material.metres_per_tile)


def test_a_strip_that_would_be_too_high_becomes_wider() -> None:
    materials = [samples.material(1024, 32)] * 17
    grid = array_grid(materials)
    assert (grid.columns, grid.rows) == (2, 9)
    sheet = picture(ARRAY_EXPORTERS["orm_array_png"].encode(materials))
    assert sheet.shape == (9 * 1024, 64, 3)
    np.testing.assert_array_equal(sheet[8 * 1024 :, 32:], sheet[8 * 1024 :, :32], "the last layer fills what is left")


def test_levels_of_a_ktx2_hold_every_layer() -> None:
    file = ktx.read(ARRAY_EXPORTERS["albedo_array_bc7_ktx2"].encode(THREE))
    assert (file.fields["layerCount"], file.fields["levelCount"], file.fields["vkFormat"]) == (3, 7, 146)
    for layer in range(3):
        size = Texels.BC7.level_bytes(96, 64)
        found = by_pillow(Texels.BC7, (96, 64), file.levels[0][layer * size : (layer + 1) * size])
        assert decibels(found[..., :3], single("albedo_png", layer, ExportOptions())) > 36.0
    assert len(json.loads(file.values["procgen:recipes"])) == 3
    heights = ktx.read(ARRAY_EXPORTERS["height_array_r16_ktx2"].encode(THREE))
    found = np.frombuffer(heights.levels[0], "<u2").reshape(3, 64, 96)
    for layer in range(3):
        np.testing.assert_array_equal(found[layer], single("height_png16", layer, joint_options()))


def test_a_dds_array_has_its_layers_one_after_the_other() -> None:
    data = ARRAY_EXPORTERS["normal_array_bc7_dds"].encode(THREE)
    assert int.from_bytes(data[140:144], "little") == 3
    alone = [EXPORTERS["normal_bc7_dds"].encode(material)[148:] for material in THREE]
    assert data[148:] == b"".join(alone)


@pytest.mark.parametrize("gutter", [0, 8, 100])
def test_an_atlas_continues_each_tile_beyond_its_edges(gutter: int) -> None:
    exporter, options = ARRAY_EXPORTERS["albedo_atlas_png"], ExportOptions(gutter_px=gutter)
    sheet = picture(exporter.encode(THREE, options))
    assert sheet.shape == (2 * (64 + 2 * gutter), 2 * (96 + 2 * gutter), 3)
    said = json.loads(exporter.manifest(THREE, "atlas.png", options))
    for index, layer in enumerate(said["layers"]):
        tile = single("albedo_png", index, ExportOptions())
        left, top = (round(share * side) for share, side in zip(layer["uv_offset"], sheet.shape[1::-1], strict=True))
        width, height = (round(share * side) for share, side in zip(layer["uv_scale"], sheet.shape[1::-1], strict=True))
        assert (width, height) == (96, 64)
        np.testing.assert_array_equal(sheet[top : top + 64, left : left + 96], tile)
        around = sheet[top - gutter : top + 64 + gutter, left - gutter : left + 96 + gutter]
        wrapped = np.roll(np.tile(tile, (5, 5, 1)), (gutter, gutter), (0, 1))[: 64 + 2 * gutter, : 96 + 2 * gutter]
        np.testing.assert_array_equal(around, wrapped)


def test_layers_that_do_not_fit_together_are_all_named() -> None:
    materials = [THREE[0], samples.material(32, 96), samples.material(64, 96, opacity=True)]
    with pytest.raises(InvalidFields) as caught:
        ARRAY_EXPORTERS["albedo_array_png"].encode(materials)
    assert [violation.field for violation in caught.value.violations] == ["materials[1]", "materials[2]"]
    with pytest.raises(InvalidFields, match="materials"):
        ARRAY_EXPORTERS["albedo_array_png"].encode([])
    with pytest.raises(InvalidFields, match="16384"):
        array_grid([samples.material(32, 16416)])


def test_the_name_is_that_of_the_layers_in_their_order() -> None:
    assert array_name(THREE) == array_name(list(THREE)) != array_name(THREE[::-1])
