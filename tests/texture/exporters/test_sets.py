from __future__ import annotations

import json
import re
import tracemalloc

import pytest

from procgen.errors import Cancelled, InvalidFields
from procgen.runtime.recipe import Recipe
from procgen.texture.exporters import EXPORTERS, PRESETS, ExportOptions, encode_set
from procgen.texture.exporters.planes import Planes
from procgen.texture.material import FloatArray
from tests.texture.exporters import samples


@pytest.mark.parametrize("preset", PRESETS)
def test_a_set_is_its_files_and_what_they_refer_to(preset: str) -> None:
    material = samples.material()
    files = {file.name: file for file in encode_set(material, preset)}
    assert all(name.startswith(material.name) for name in files)
    for kind in PRESETS[preset]:
        exporter = EXPORTERS[kind]
        assert files[material.name + exporter.suffix].data == exporter.encode(material)
        assert (material.name + exporter.sidecar_suffix in files) == exporter.has_sidecar
    text = "".join(
        file.data.decode() for file in files.values() if file.media_type in ("text/plain", "application/json")
    )
    referred = set(re.findall(rf"{material.name}-[\w-]+\.png", text))
    assert referred <= set(files)
    assert bool(referred) == (preset.startswith(("godot", "unity")))


@pytest.mark.parametrize("preset", PRESETS)
def test_equal_input_gives_equal_bytes_whatever_the_threads(preset: str) -> None:
    one = encode_set(samples.material(128, 96), preset, ExportOptions(threads=1))
    four = encode_set(samples.material(128, 96), preset, ExportOptions(threads=4))
    assert [(file.name, file.data) for file in one] == [(file.name, file.data) for file in four]


def test_the_name_can_be_chosen() -> None:
    files = encode_set(samples.material(), "godot", ExportOptions(base_name="old wall"))
    assert {file.name for file in files} == {
        "old wall.tres",
        *(f"old wall-{name}.png{more}" for name in ("albedo", "normal", "orm", "height") for more in ("", ".import")),
    }
    (tres,) = (file.data.decode() for file in files if file.name == "old wall.tres")
    assert 'path="old wall-albedo.png"' in tres


def test_unknown_presets_are_refused_with_those_that_there_are() -> None:
    with pytest.raises(InvalidFields, match="unity_urp"):
        encode_set(samples.material(), "unreal")


@pytest.mark.parametrize(
    ("preset", "slots"),
    [
        ("unity_urp", {"_BaseMap", "_BumpMap", "_MetallicGlossMap", "_OcclusionMap", "_ParallaxMap"}),
        ("unity_hdrp", {"_BaseColorMap", "_NormalMap", "_MaskMap", "_HeightMap"}),
    ],
)
def test_unity_is_told_what_each_picture_is(preset: str, slots: set[str]) -> None:
    material = samples.material(opacity=True)
    files = {file.name: file for file in encode_set(material, preset)}
    (said,) = (json.loads(file.data) for file in files.values() if file.kind.endswith("_json"))
    assert {texture["property"] for texture in said["textures"]} == slots
    for texture in said["textures"]:
        assert texture["file"] in files
        assert texture["srgb"] == (texture["map"] == "albedo")
        assert (texture["type"] == "NormalMap") == (texture["map"] == "normal")
    assert said["tiling_per_metre"] == [1 / material.metres_per_tile[0], 1 / material.metres_per_tile[1]]
    assert said["transparent"]
    assert Recipe.from_json(json.dumps(said["recipe"])) == material.recipe


def test_a_set_can_be_stopped() -> None:
    calls = 0

    def stop() -> None:
        nonlocal calls
        calls += 1
        if calls > 10:
            raise Cancelled

    with pytest.raises(Cancelled):
        encode_set(samples.material(256, 256), "godot", ExportOptions(checkpoint=stop))


def test_memory_stays_near_the_maps_themselves() -> None:
    material = samples.material(512, 512)
    tracemalloc.start()
    files = encode_set(material, "godot")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    plane = 512 * 512 * 4
    # Normals are gone before occlusion comes; a packed picture, as floats and as bytes, comes and goes.
    assert peak < sum(len(file.data) for file in files) + 10 * plane


@pytest.mark.parametrize("preset", PRESETS)
def test_planes_are_kept_as_long_as_a_file_needs_them(preset: str, monkeypatch: pytest.MonkeyPatch) -> None:
    computed: list[str] = []
    real = Planes._computed

    def counted(planes: Planes, name: str) -> FloatArray:
        computed.append(name)
        return real(planes, name)

    monkeypatch.setattr(Planes, "_computed", counted)
    encode_set(samples.material(), preset)
    assert len(computed) == len(set(computed)), "none is computed twice"
    assert "normal" in computed


def test_a_plane_that_was_forgotten_is_computed_again() -> None:
    planes = Planes(samples.material(), ExportOptions())
    first = planes.level("normal", "occlusion")
    planes.forget({"occlusion"})
    again = planes.level("normal", "occlusion")
    assert again["occlusion"] is first["occlusion"]
    assert again["normal"] is not first["normal"]
    assert (again["normal"] == first["normal"]).all()
