from __future__ import annotations

import io
import json
import struct
import sys

import numpy as np
import pytest
from PIL import Image

from procgen.errors import Failed
from procgen.formats.dds import write_dds
from procgen.formats.ktx2 import Texels
from procgen.runtime.recipe import Recipe
from procgen.texture.exporters import EXPORTERS, ExportOptions
from procgen.texture.exporters.pictures import PICTURES
from procgen.texture.exporters.planes import Planes, mip_levels
from procgen.texture.material import Material
from tests.texture.exporters import ktx, samples

SHAPES = [(64, 96), (96, 32)]
BC = [kind for kind in EXPORTERS if kind.endswith(("bc4_ktx2", "bc5_ktx2", "bc7_ktx2"))]
VK = {"bc4": (139, 0), "bc5": (141, 0), "bc7": (145, 146)}
"""Numbers of Vulkan's formats, without and with sRGB."""
MODELS = {"bc4": 131, "bc5": 132, "bc7": 134}
LEAST_DB = {"bc4": 38.0, "bc5": 38.0, "bc7": 38.0}
SMALL_DB = 14.0
"""Of tiny levels, which put all their variety into a few blocks."""


def expected_levels(material: Material, picture: str) -> list[np.ndarray]:
    """Each (rows, columns, channels) uint8."""
    shown = PICTURES[picture]
    found = [shown.pack(level, 8) for level in mip_levels(Planes(material, ExportOptions()), shown.planes)]
    return [level.reshape(*level.shape[:2], -1) for level in found]


def decibels(found: np.ndarray, expected: np.ndarray) -> float:
    error = np.mean(np.square(found.astype(np.float64) - expected))
    return float(10 * np.log10(255.0**2 / max(error, 1e-9)))


def by_pillow(texels: Texels, size_px: tuple[int, int], data: bytes) -> np.ndarray:
    """A level's blocks, decoded by Pillow."""
    image = Image.open(io.BytesIO(write_dds(texels, size_px, [[data]])))
    found = np.asarray(image)
    return found.reshape(*found.shape[:2], -1)


@pytest.mark.parametrize("kind", BC)
def test_ktx_reader_and_pillow_see_every_level(kind: str) -> None:
    material = samples.material(64, 96, most=1)
    name, form = kind.removesuffix("_ktx2").rsplit("_", 1)
    file = ktx.read(EXPORTERS[kind].encode(material))
    texels = Texels[form.upper()]
    srgb = PICTURES[name].srgb
    assert (file.fields["vkFormat"], file.fields["typeSize"]) == (VK[form][srgb], 1)
    assert (file.fields["pixelWidth"], file.fields["pixelHeight"]) == (96, 64)
    assert (file.fields["layerCount"], file.fields["faceCount"], file.fields["supercompressionScheme"]) == (0, 1, 0)
    assert (file.descriptor["colorModel"], file.descriptor["transferFunction"]) == (MODELS[form], 2 if srgb else 1)
    assert file.descriptor["texelBlockDimension"] == [3, 3, 0, 0]
    assert file.descriptor["bytesPlane"][0] == (8 if form == "bc4" else 16)
    assert file.values["KTXorientation"] == "rd"
    assert Recipe.from_json(file.values["procgen:recipe"]) == material.recipe
    wanted = expected_levels(material, name)
    assert len(file.levels) == file.fields["levelCount"] == len(wanted) == 7
    for data, expected in zip(file.levels, wanted, strict=True):
        rows, columns = expected.shape[:2]
        channels = min(expected.shape[2], {"bc4": 1, "bc5": 2, "bc7": 4}[form])
        found = by_pillow(texels, (columns, rows), data)[..., :channels]
        assert decibels(found, expected[..., :channels]) > (LEAST_DB[form] if rows == 64 else SMALL_DB)


def test_height_is_exact_to_16_bits_at_every_level() -> None:
    material = samples.material(96, 32)
    file = ktx.read(EXPORTERS["height_r16_ktx2"].encode(material))
    assert (file.fields["vkFormat"], file.fields["typeSize"]) == (70, 2)
    planes = Planes(material, ExportOptions())
    for data, level in zip(file.levels, mip_levels(planes, ("height",)), strict=True):
        found = np.frombuffer(data, "<u2").reshape(level["height"].shape)
        np.testing.assert_allclose(found / 65535, level["height"], atol=0.51 / 65535)
    assert float(file.values["procgen:height_max_m"]) == planes.range_m[1]


@pytest.mark.parametrize("kind", [kind for kind in EXPORTERS if kind.endswith("_dds")])
@pytest.mark.parametrize("shape", SHAPES)
def test_dds_is_what_its_ktx2_is(kind: str, shape: tuple[int, int]) -> None:
    material = samples.material(*shape)
    data = EXPORTERS[kind].encode(material)
    levels = ktx.read(EXPORTERS[kind.replace("_dds", "_ktx2")].encode(material)).levels
    assert data[:4] == b"DDS "
    assert data[148:] == b"".join(levels)
    height, width = struct.unpack_from("<2I", data, 12)
    assert (height, width, struct.unpack_from("<I", data, 28)[0]) == (*shape, len(levels))
    dxgi = struct.unpack_from("<I", data, 128)[0]
    assert dxgi == {"bc4": 80, "bc5": 83, "bc7": 99 if "albedo" in kind else 98}[kind.rsplit("_", 2)[1]]
    assert Image.open(io.BytesIO(data)).size == shape[::-1]
    said = json.loads(EXPORTERS[kind].sidecar(material))
    assert Recipe.from_json(json.dumps(said["recipe"])) == material.recipe


def test_checkpoints_come_often_and_stop_the_work() -> None:
    calls = 0

    def count() -> None:
        nonlocal calls
        calls += 1

    material = samples.material(256, 256)
    EXPORTERS["albedo_bc7_ktx2"].encode(material, ExportOptions(checkpoint=count))
    assert calls > 12


@pytest.mark.parametrize(("kind", "package"), [("albedo_bc7_ktx2", "etcpak"), ("normal_bc5_dds", "etcpak")])
def test_without_its_package_the_way_out_is_named(monkeypatch: pytest.MonkeyPatch, kind: str, package: str) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(Failed, match=package) as caught:
        EXPORTERS[kind].encode(samples.material(32, 32))
    assert "procgen-server[gpu]" in caught.value.remedy


@pytest.mark.parametrize("kind", ["albedo_bc7_ktx2", "normal_bc5_dds", "height_r16_ktx2"])
def test_equal_input_gives_equal_bytes_whatever_the_threads(kind: str) -> None:
    one = EXPORTERS[kind].encode(samples.material(128, 96), ExportOptions(threads=1))
    assert one == EXPORTERS[kind].encode(samples.material(128, 96), ExportOptions(threads=1))
    assert one == EXPORTERS[kind].encode(samples.material(128, 96), ExportOptions(threads=4))
