from __future__ import annotations

import io
import json
import re
from xml.etree import ElementTree

import cv2
import numpy as np
import png
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from procgen.errors import InvalidFields
from procgen.runtime.recipe import Recipe
from procgen.texture.exporters import EXPORTERS, Exporter, ExportOptions
from procgen.texture.exporters.pictures import PICTURES
from procgen.texture.maps import decode_normals, normals, occlusion
from procgen.texture.material import Material
from tests.texture.exporters import samples

PNG_KINDS = [kind for kind in EXPORTERS if kind.endswith(("_png", "_png16"))]
SIDES = st.sampled_from([32, 64, 96])


def pypng(data: bytes) -> tuple[np.ndarray, dict[str, object]]:
    width, height, rows, info = png.Reader(bytes=data).read()
    kind = np.uint16 if info["bitdepth"] == 16 else np.uint8
    values = np.array([np.frombuffer(row, kind) if isinstance(row, bytes | bytearray) else row for row in rows], kind)
    return values.reshape(height, width, -1), info


def chunks(data: bytes) -> list[str]:
    found, at = [], 8
    while at < len(data):
        found.append(data[at + 4 : at + 8].decode())
        at += 12 + int.from_bytes(data[at : at + 4])
    return found


def decoded(kind: str, material: Material | None = None, options: ExportOptions | None = None) -> np.ndarray:
    data = EXPORTERS[kind].encode(material or samples.material(), options or ExportOptions())
    return np.squeeze(pypng(data)[0])


@settings(max_examples=15)
@given(rows=SIDES, columns=SIDES, kind=st.sampled_from(PNG_KINDS), opacity=st.booleans())
def test_two_readers_see_the_same_picture(rows: int, columns: int, kind: str, opacity: bool) -> None:
    data = EXPORTERS[kind].encode(samples.material(rows, columns, opacity=opacity))
    values, info = pypng(data)
    assert values.shape[:2] == (rows, columns)
    assert info["bitdepth"] == (16 if kind.endswith("16") else 8)
    seen = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)
    if seen.ndim == 3:
        seen = seen[..., [2, 1, 0, *range(3, seen.shape[2])]]
    np.testing.assert_array_equal(np.squeeze(values), seen)
    if info["bitdepth"] == 8:
        np.testing.assert_array_equal(np.squeeze(values), np.asarray(Image.open(io.BytesIO(data))))


def test_albedo_comes_back_as_it_was() -> None:
    material = samples.material()
    np.testing.assert_allclose(decoded("albedo_png") / 255.0, material.surface.albedo, atol=0.5 / 255 + 1e-6)


def test_opacity_is_alpha_of_the_albedo_and_a_picture_of_its_own() -> None:
    material = samples.material(opacity=True)
    alpha = decoded("albedo_png", material)[..., 3]
    np.testing.assert_allclose(alpha / 255.0, material.surface.opacity, atol=0.5 / 255 + 1e-6)
    np.testing.assert_array_equal(decoded("opacity_png", material), alpha)
    assert (decoded("opacity_png") == 255).all(), "nothing shows through"
    raw = EXPORTERS["albedo_rgb8"].encode(material)
    np.testing.assert_array_equal(
        np.frombuffer(raw, np.uint8).reshape(64, 96, 3), decoded("albedo_png", material)[..., :3]
    )


@pytest.mark.parametrize(("kind", "steps"), [("normal_png", 255), ("normal_png16", 65535)])
def test_normals_point_as_the_height_says(kind: str, steps: int) -> None:
    material = samples.material()
    expected = normals(material.surface.height)
    found = decoded(kind).astype(np.float64) / steps * 2 - 1
    np.testing.assert_allclose(found, expected, atol=3.0 / steps)
    assert np.abs(np.linalg.norm(found, axis=-1) - 1).max() <= 1 / steps + 1e-9


def test_directx_normals_are_mirrored_in_green_alone() -> None:
    opengl, directx = decoded("normal_png").astype(int), decoded("normal_dx_png").astype(int)
    np.testing.assert_allclose(directx[..., 1], 255 - opengl[..., 1], atol=1)
    np.testing.assert_allclose(directx[..., [0, 2]], opengl[..., [0, 2]], atol=1)


def test_green_is_up_in_the_picture() -> None:
    material = samples.domes(64, 1)
    normal = decode_normals(decoded("normal_png", material).astype(np.uint8))
    assert normal[20, 32, 1] > 0.3, "the upper side of a dome looks up"
    assert normal[44, 32, 1] < -0.3
    assert normal[32, 44, 0] > 0.3


def test_height_uses_the_whole_scale_and_says_which() -> None:
    material = samples.material()
    data = EXPORTERS["height_png16"].encode(material)
    found = decoded("height_png16")
    assert (found.min(), found.max()) == (0, 65535)
    text = Image.open(io.BytesIO(data)).text
    low, high = float(text["procgen:height_min_m"]), float(text["procgen:height_max_m"])
    metres = low + found / 65535 * (high - low)
    np.testing.assert_allclose(metres, material.height_m, atol=0.51 * (high - low) / 65535 + 1e-7)


def test_height_on_a_scale_that_others_share() -> None:
    material = samples.material()
    found = decoded("height_png16", material, ExportOptions(height_range_m=(-1.0, 1.0)))
    np.testing.assert_allclose(found / 65535 * 2 - 1, material.height_m, atol=2e-5)
    with pytest.raises(InvalidFields, match="height_range_m"):
        EXPORTERS["height_png16"].encode(material, ExportOptions(height_range_m=(0.0, 0.01)))


def test_flat_ground_is_black() -> None:
    assert (decoded("height_png16", samples.material(relief_px=0.0)) == 0).all()


def test_packed_channels_are_the_single_maps() -> None:
    rough, ao, metal = decoded("roughness_png"), decoded("ao_png"), decoded("metallic_png")
    np.testing.assert_array_equal(decoded("orm_png"), np.dstack([ao, rough, metal]))
    smooth = 255 - rough.astype(int)
    mask = decoded("hdrp_mask_png")
    np.testing.assert_array_equal(mask[..., :3], np.dstack([metal, ao, np.full_like(ao, 255)]))
    np.testing.assert_allclose(mask[..., 3], smooth, atol=1)
    urp = decoded("urp_metallic_png")
    np.testing.assert_array_equal(urp[..., :3], np.dstack([metal] * 3))
    np.testing.assert_allclose(urp[..., 3], smooth, atol=1)
    both = decoded("terrain3d_albedo_height_png")
    np.testing.assert_array_equal(both[..., :3], decoded("albedo_png"))
    np.testing.assert_allclose(both[..., 3], decoded("height_png16") / 257, atol=0.51)
    both = decoded("terrain3d_normal_roughness_png")
    np.testing.assert_array_equal(both, np.dstack([decoded("normal_png"), rough]))


def test_occlusion_is_dark_in_hollows() -> None:
    material = samples.material(relief_px=20.0)
    expected = occlusion(material.surface.height)
    np.testing.assert_allclose(decoded("ao_png", material) / 255.0, expected, atol=0.5 / 255 + 1e-6)
    assert expected.min() < 0.7


@pytest.mark.parametrize("kind", PNG_KINDS)
def test_colours_say_srgb_and_data_say_nothing(kind: str) -> None:
    found = chunks(EXPORTERS[kind].encode(samples.material()))
    assert ("sRGB" in found) == kind.startswith(("albedo", "terrain3d_albedo"))
    assert not {"gAMA", "iCCP", "cHRM"} & set(found), "libpng would bend data that have a gamma"


@pytest.mark.parametrize("kind", PNG_KINDS)
def test_the_recipe_is_in_each_png(kind: str) -> None:
    material = samples.material()
    text = Image.open(io.BytesIO(EXPORTERS[kind].encode(material))).text
    assert Recipe.from_json(text["procgen:recipe"]) == material.recipe
    assert text["procgen:map"] == EXPORTERS[kind].picture
    assert float(text["procgen:metres_per_pixel"]) == material.metres_per_pixel


@pytest.mark.parametrize("name", [name for name in PICTURES if name != "height"])
@pytest.mark.parametrize("opacity", [False, True])
def test_webp_loses_nothing(name: str, opacity: bool) -> None:
    material = samples.material(opacity=opacity)
    data = EXPORTERS[f"{name}_webp"].encode(material)
    image = Image.open(io.BytesIO(data))
    expected = decoded(f"{name}_png", material)
    if expected.ndim == 2:
        expected = np.dstack([expected] * 3)
    np.testing.assert_array_equal(np.asarray(image), expected)
    tree = ElementTree.fromstring(image.info["xmp"])
    (description,) = tree.iter("{http://www.w3.org/1999/02/22-rdf-syntax-ns#}Description")
    assert Recipe.from_json(description.attrib["{urn:procgen:1.0/}recipe"]) == material.recipe


RAW = [exporter for exporter in EXPORTERS.values() if re.search(r"_(r|rgb|rgba)8$", exporter.kind)]


@pytest.mark.parametrize("exporter", RAW, ids=lambda exporter: exporter.kind)
def test_raw_pixels_are_those_of_the_png(exporter: Exporter) -> None:
    material = samples.material()
    picture = decoded(f"{exporter.picture}_png", material)
    assert exporter.encode(material) == picture.tobytes()
    channels = {"r8": 1, "rgb8": 3, "rgba8": 4}[exporter.kind.rsplit("_", 1)[1]]
    assert picture.size == 64 * 96 * channels


def test_raw_heights_are_metres() -> None:
    material = samples.material()
    heights = np.frombuffer(EXPORTERS["height_f32"].encode(material), "<f4").reshape(64, 96)
    np.testing.assert_array_equal(heights, material.height_m)


@pytest.mark.parametrize("exporter", [e for e in EXPORTERS.values() if e.has_sidecar], ids=lambda e: e.kind)
def test_what_has_no_place_for_its_recipe_has_a_sidecar(exporter: Exporter) -> None:
    material = samples.material()
    said = json.loads(exporter.sidecar(material, ExportOptions(base_name="wall")))
    assert said["file"] == "wall" + exporter.suffix
    assert Recipe.from_json(json.dumps(said["recipe"])) == material.recipe
    assert (said["height_px"], said["width_px"]) == (64, 96)
    assert said["metres_per_tile"] == [96 * 2.0 / 128, 64 * 2.0 / 128]
    assert said["srgb"] == ("albedo" in exporter.kind)


def test_other_files_have_none() -> None:
    with pytest.raises(ValueError, match="albedo_png"):
        EXPORTERS["albedo_png"].sidecar(samples.material())


def test_no_two_kinds_share_a_file_name() -> None:
    suffixes = [exporter.suffix for exporter in EXPORTERS.values()]
    suffixes += [exporter.sidecar_suffix for exporter in EXPORTERS.values() if exporter.has_sidecar]
    assert len(set(suffixes)) == len(suffixes)


def test_bad_options_are_all_named() -> None:
    with pytest.raises(InvalidFields) as caught:
        ExportOptions(
            base_name="../x", height_range_m=(2.0, 1.0), threads=0, gutter_px=-1, parallax=True, triplanar=True
        )
    assert {violation.field for violation in caught.value.violations} == {
        "base_name",
        "height_range_m",
        "threads",
        "gutter_px",
        "parallax",
    }
